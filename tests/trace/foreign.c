// Threads of a C library (tests/hosted/threadlib.c) call back while traces begin and end: foreign
// DIRECTORY N.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "gort.h"

int run(int threads, int calls, int (*back)(void *, int, int), void *arg);

static gort_chan numbers;
static int stop; // atomic

// Every tenth call waits for main, so that others have the P meanwhile.
static int back(void *arg, int thread, int i)
{
	if (i % 10 == 0)
		gort_chansend(numbers, &i);
	return i + 1;
}

static int call(void *arg)
{
	int wrong = 0;
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
		wrong += run(4, 50, back, arg);
	return wrong;
}

static void caller(void *arg)
{
	*(int *)arg = gort_ccall(call, arg);
	gort_closechan(numbers);
}

static void receiver(void *arg)
{
	int i;
	while (gort_chanrecv(numbers, &i))
		;
	gort_wgdone(arg);
}

int main(int argc, char **argv)
{
	static gort_waitgroup wg;
	int wrong = -1;
	numbers = gort_makechan(sizeof(int), 0);
	gort_wgadd(&wg, 1);
	gort_go(receiver, &wg);
	gort_go(caller, &wrong);
	for (int i = 0; i < atoi(argv[2]); i++) {
		char name[1000];
		snprintf(name, sizeof name, "%s/%d", argv[1], i);
		int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || gort_trace_start(fd) != 0)
			return 1;
		gort_Sleep(i % 4 * 1000000);
		if (gort_trace_stop() != 0 || close(fd) != 0)
			return 2;
	}
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	gort_wgwait(&wg);
	return wrong;
}
