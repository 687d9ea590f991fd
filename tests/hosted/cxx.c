// A C++ library that throws and catches inside (cxxlib.cc), on a goroutine's own stack, by
// gort_ccall, and from calls back on threads of C++; a panic in a call back is recovered in it.
#include <stdio.h>
#include "gort.h"

int guarded(int depth, int (*back)(int)); // throws and catches
int onthread(int (*back)(int));

static gort_waitgroup wg;
static gort_chan c;

static void recovers(void *arg)
{
	if (gort_recover() == NULL)
		printf("nothing to recover\n");
}

static void panics(void *arg)
{
	gort_defer(recovers, NULL);
	gort_panic("in a call back");
}

static int back(int n)
{
	gort_chansend(c, &n);
	if (n % 7 == 0)
		gort_call(panics, NULL);
	return n;
}

static int call(void *arg) { return guarded((int)(long)arg, back); }
static int thread(void *arg) { return onthread(back); }

static void work(void *arg)
{
	int n = (int)(long)arg;
	int r = n % 3 == 0 ? gort_ccall(call, arg) : n % 3 == 1 ? call(arg) : gort_ccall(thread, NULL);
	if (r != (n % 3 == 2 ? 10 : n))
		printf("%d: %d\n", n, r);
	gort_wgdone(&wg);
}

static void closer(void *arg)
{
	gort_wgwait(&wg);
	gort_closechan(c);
}

int main(void)
{
	c = gort_makechan(sizeof(int), 0);
	gort_wgadd(&wg, 60);
	for (long i = 0; i < 60; i++)
		gort_go(work, (void *)i);
	gort_go(closer, NULL);
	int n, received = 0;
	while (gort_chanrecv(c, &n))
		received++;
	printf("%d calls back\n", received);
	return 0;
}
