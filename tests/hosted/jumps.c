// longjmp on goroutines of a hosted program: by a shared library (jumplib.c), which is called and
// calls back, from segments of the stack above; and from a call back, past the C code. The argument
// chooses a jump that is an error.
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include "gort.h"
#include "../nocheck/guard.h"

typedef struct handler handler;
int  protect(void (*fn)(handler *, void *), void *arg);
void raise_error(handler *h);

static gort_chan done;
static jmp_buf   outer;

__attribute__((noinline)) static int dive(int n, void (*fn)(void *), void *arg)
{
	volatile char b[2000];
	memset((void *)b, 0x55, sizeof b);
	if (n == 0)
		fn(arg);
	return b[5] + (n == 0 ? 0 : dive(n - 1, fn, arg));
}

static void fails(handler *h, void *arg)
{
	dive((int)(intptr_t)arg, (void (*)(void *))raise_error, h);
}

static void library(void *arg)
{
	volatile uintptr_t before = guard();
	for (volatile intptr_t i = 0; i < 200; i++) {
		check(protect(fails, (void *)i) == 1);
		check(guard() == before);
	}
	gort_chansend(done, &arg);
}

static void out(void *arg) { longjmp(outer, 3); }
static void back(void *arg) { dive(20, out, NULL); }

static int call(void *arg)
{
	gort_call(back, NULL);
	return 1;
}

static int zero(void *arg) { return 0; }

// The C code of the gort_ccall is gone, and the goroutine is not wired to its thread any more.
static void callback(void *arg)
{
	volatile uintptr_t before = guard();
	for (volatile int i = 0; i < 1000; i++) {
		int r = setjmp(outer);
		if (r == 0)
			gort_ccall(call, NULL);
		check(r == 3 && guard() == before);
		check(gort_ccall(zero, NULL) == 0);
	}
	gort_chansend(done, &arg);
}

static int from(void *arg)
{
	longjmp(outer, 1);
	return 1;
}

static void outwards(void *arg) { gort_ccall(from, NULL); }

// From C code to the C code that has called back.
static int past(void *arg)
{
	if (setjmp(outer) == 0)
		gort_call(outwards, NULL);
	return 1;
}

__attribute__((noinline)) static void callin(void)
{
	volatile char b[8000];
	memset((void *)b, 0x55, sizeof b);
	gort_call(out, NULL);
	b[5]++;
}

// From a call back to the thread of C code, far above.
static void *calls(void *arg)
{
	if (setjmp(outer) == 0)
		callin();
	return NULL;
}

static int thread(void *arg)
{
	pthread_t t;
	return pthread_create(&t, NULL, calls, NULL) + pthread_join(t, NULL);
}

int main(int argc, char **argv)
{
	done = gort_makechan(sizeof(void *), 0);
	void *x;
	if (strcmp(argv[1], "c") == 0) { // from C code to a goroutine
		if (setjmp(outer) == 0)
			gort_ccall(from, NULL);
		return 1;
	}
	if (strcmp(argv[1], "past") == 0)
		return gort_ccall(past, NULL);
	if (strcmp(argv[1], "thread") == 0)
		return gort_ccall(thread, NULL);
	for (int i = 0; i < 4; i++) {
		gort_go(library, NULL);
		gort_chanrecv(done, &x);
		gort_go(callback, NULL);
		gort_chanrecv(done, &x);
	}
	puts("done");
	return 0;
}
