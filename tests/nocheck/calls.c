// Checked code calls code without stack checks (lib.c), which finds room: on goroutines, near the
// ends of segments, back and forth, from variadic functions, with arguments on the stack, and on
// g0. Preemption goes on.
#include <gort.h>
#include <stdarg.h>

int64_t lib_big(int64_t x);
int64_t lib_back(int64_t (*f)(int64_t), int64_t x);
int64_t lib_vsum(int n, va_list l);

static gort_waitgroup wg;
static int64_t want;

static void check(bool ok, const char *what)
{
	if (!ok)
		gort_panic(what);
}

__attribute__((noinline)) static int64_t forth(int64_t x)
{
	return x == 0 ? 0 : lib_back(forth, x);
}

__attribute__((noinline)) static int64_t vsum(int n, ...)
{
	va_list l;
	va_start(l, n);
	int64_t v = lib_vsum(n, l);
	va_end(l);
	return v;
}

// Arguments on the stack, and a large frame.
__attribute__((noinline)) static int64_t many(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e,
                                              int64_t f, int64_t g, int64_t h)
{
	volatile int64_t frame[100];
	for (int i = 0; i < 100; i++)
		frame[i] = g + i;
	int64_t v = lib_big(a);
	for (int i = 0; i < 100; i++)
		check(frame[i] == g + i, "the frame was overwritten");
	check(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && g == 7 && h == 8, "args");
	return v;
}

// The distance to the end of the segment differs from level to level.
__attribute__((noinline)) static void down(int64_t n)
{
	volatile char here[24];
	here[0] = (char)n;
	check(many(1, 2, 3, 4, 5, 6, 7, 8) == want, "lib_big");
	check(vsum(10, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L) == 44281, "lib_vsum");
	if (n > 0)
		down(n - 1);
	check(here[0] == (char)n, "a caller's frame was overwritten");
}

static void all(void *arg)
{
	down(60);
	check(forth(50) == 50, "lib_back");
	gort_wgdone(&wg);
}

static void ong0(void *arg) { check(lib_big(1) == want, "on g0"); }

static void spin(void *arg)
{
	for (;;)
		vsum(2, 1L, 2L);
}

int main(int argc, char **argv)
{
	want = lib_big(1);
	gort_systemstack(ong0, 0);
	for (int i = 0; i < 4; i++)
		gort_go(spin, 0);
	gort_wgadd(&wg, 16);
	for (int i = 0; i < 16; i++)
		gort_go(all, 0);
	gort_wgwait(&wg);
	gort_print("ok\n");
	return 0;
}
