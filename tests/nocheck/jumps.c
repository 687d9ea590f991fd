// longjmp on goroutines (jumps.py): from segments of the stack above, out of calls by gort_call, of
// deferred functions and of panics. Afterwards the stack ends where it did before, and nothing is
// left of what was dropped.
#include <setjmp.h>
#include <string.h>
#include "gort.h"
#include "guard.h"
#include "gort_rt.h"

enum { blocks = 32, size = 64 << 10 };

static gort_chan      done;
static unsigned char *block[blocks];
static jmp_buf        outer;
static int            drops, counted;

__attribute__((noinline)) static int dive(int n, jmp_buf to)
{
	volatile char b[2000];
	memset((void *)b, 0x55, sizeof b);
	if (n == 0 && to != NULL)
		longjmp(to, 7);
	return b[5] - 0x55 + (n == 0 ? 1 : dive(n - 1, to));
}

// As dive, by siglongjmp.
__attribute__((noinline)) static int sigdive(int n, sigjmp_buf to)
{
	volatile char b[2000];
	memset((void *)b, 0x55, sizeof b);
	if (n == 0)
		siglongjmp(to, 0);
	return b[5] + sigdive(n - 1, to);
}

// On a goroutine: from many segments up, and a few.
static void segments(void *arg)
{
	jmp_buf jb;
	sigjmp_buf sjb;
	volatile uintptr_t before = guard();
	for (volatile int i = 0; i < 200; i++) {
		int r = setjmp(jb);
		if (r == 0)
			dive(i, jb);
		check(r == 7);
		check(guard() == before);
		check(dive(i, NULL) == 1);
		r = sigsetjmp(sjb, 1);
		if (r == 0)
			sigdive(i, sjb);
		check(r == 1 && guard() == before);
	}
	gort_chansend(done, &arg);
}

static void dropped(void *arg) { drops++; }

static void count(void *arg) { counted++; }

static void inner(void *arg)
{
	gort_defer(dropped, NULL);
	dive((int)(intptr_t)arg, outer);
}

static void middle(void *arg)
{
	gort_defer(dropped, NULL);
	gort_call(inner, arg);
}

// gort_call frames are left, on this segment or on others: what they have deferred never runs, and
// what is deferred later runs at our end.
static void calls(void *arg)
{
	if (setjmp(outer) == 0)
		gort_call(middle, arg);
	gort_defer(count, NULL);
}

static void recovers(void *arg) { *(const char **)arg = gort_recover(); }

// As calls; then a panic makes the deferred calls that there are.
static void outlived(void *arg)
{
	static const char *text;
	gort_defer(recovers, &text);
	if (setjmp(outer) == 0)
		gort_call(middle, arg);
	check(text == NULL || strcmp(text, "after") == 0);
	gort_panic("after");
}

static void recovered(void *arg)
{
	gort_defer(recovers, arg);
	gort_panic("later");
}

static void jumps(void *arg)
{
	check(strcmp(gort_recover(), "first") == 0);
	dive((int)(intptr_t)arg, outer);
}

// A deferred function that a panic calls leaves it, to the function that has deferred it.
static void panics(void *arg)
{
	if (setjmp(outer) == 0) {
		gort_defer(jumps, arg);
		gort_panic("first");
	}
	const char *text = NULL;
	gort_call(recovered, &text);
	check(strcmp(text, "later") == 0);
	check(gort_recover() == NULL);
}

static void all(void *arg)
{
	for (int i = 0; i < blocks; i++)
		block[i] = gort_newnoscan(size);
	segments(arg);
	for (intptr_t i = 0; i < 100; i++) {
		int n = counted;
		gort_call(calls, (void *)i);
		check(counted == n + 1);
		gort_call(outlived, (void *)i);
		gort_call(panics, (void *)i);
	}
	check(drops == 0);
	gort_chansend(done, &arg);
}

static void system(void *to) { longjmp(to, 1); }

int main(int argc, char **argv)
{
	done = gort_makechan(sizeof(void *), 0);
	void *x;
	if (argc > 1) {
		if (setjmp(outer) == 0)
			gort_systemstack(system, outer);
		return 1;
	}
	for (int i = 0; i < 4; i++) {
		gort_go(all, NULL);
		gort_chanrecv(done, &x);
		gort_chanrecv(done, &x);
		for (int j = 0; j < blocks; j++)
			for (int k = 0; k < size; k++)
				check(block[j][k] == 0);
	}
	gort_print("done\n");
	return 0;
}
