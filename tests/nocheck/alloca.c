// Memory on the stack of a size that is not known in advance, in functions that call code without
// stack checks: that has its 64 KB however much is taken (alloca.py; room.c). Where only checked
// code is called, memory comes from the stack as long as there is some.
#include <alloca.h>
#include "gort.h"

long room(void *p);

static gort_chan done;
static int       bad, onstack;

static void look(void *p)
{
	long n = room(p);
	if (n < (64 << 10) - 256) {
		bad++;
		gort_printint(n);
		gort_print(" bytes of room\n");
	}
}

__attribute__((noipa)) static void use(void *p) { __asm__ volatile("" : : "r"(p) : "memory"); }

__attribute__((noipa)) static void array(long n)
{
	char v[n];
	v[0] = 1;
	use(v);
	look(v);
	room(v);
}

__attribute__((noipa)) static void loop(long n)
{
	for (long i = 0; i < 8; i++) {
		char *p = alloca((size_t)(n / 8 + i));
		*p = 1;
		use(p);
		long r = room(p);
		bad += r < (64 << 10) - 256;
	}
}

__attribute__((noipa)) static void aligned(long n)
{
	_Alignas(64) char v[n][64];
	v[0][0] = 1;
	use(v);
	bad += room(v) < (64 << 10) - 256;
}

// As room(), but room() would be a call out.
__attribute__((noipa)) static void inside(long n)
{
	char v[n];
	use(v);
	onstack += v - (char *)__builtin_frame_address(0) < 0 &&
	           (char *)__builtin_frame_address(0) - v < n + 4096;
}

static void work(void *arg)
{
	long n = (long)arg;
	array(n);
	loop(n);
	aligned(n / 64 + 1);
	gort_chansend(done, &arg);
}

static void small(void *arg)
{
	inside(300);
	gort_chansend(done, &arg);
}

int main(void)
{
	done = gort_makechan(sizeof(void *), 0);
	void *x;
	for (long n = 100; n < 300000; n += 997) {
		gort_go(work, (void *)n);
		gort_chanrecv(done, &x);
	}
	gort_go(small, NULL);
	gort_chanrecv(done, &x);
	gort_printint(bad);
	gort_print(" without room, ");
	gort_printint(onstack);
	gort_print(" on the stack\n");
	return 0;
}
