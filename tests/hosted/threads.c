// A C library that makes its own threads (threadlib.c): eight of them call back 100 000 times in
// all. Some of the calls back wait for other threads' calls, so each thread must get an M of its
// own. One call goes deep: its stack grows. Meanwhile collections ask calls back to stop, and what
// asks must not follow the thread out of the call. Afterwards no goroutine is left.
#include <stdio.h>
#include <string.h>
#include "gort.h"
#include "gort_rt.h"

int run(int threads, int calls, int (*back)(void *, int, int), void *arg);

enum { threads = 8, calls = 12500 };

static gort_chan numbers, gate;
static int arrived; // atomic

static int deep(int n)
{
	char room[200];
	memset(room, n, sizeof room);
	return n == 0 ? 0 : deep(n - 1) + room[n % 200] - (char)n + 1;
}

static void meet(void *arg)
{
	// Only the last of the threads opens the gate for the others.
	if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == threads)
		gort_closechan(gate);
	gort_chanrecv(gate, NULL);
	*(int *)arg = deep(2000);
}

static int back(void *arg, int thread, int i)
{
	if (i == 0) {
		int depth;
		gort_call(meet, &depth);
		if (depth != 2000)
			printf("depth %d\n", depth);
	}
	gort_chansend(numbers, &i);
	return i + 1;
}

static int call(void *arg) { return run(threads, calls, back, arg); }

static void caller(void *arg)
{
	*(int *)arg = gort_ccall(call, arg);
	gort_closechan(numbers);
}

static int done; // atomic

static void collect(void *unused)
{
	while (!__atomic_load_n(&done, __ATOMIC_SEQ_CST)) {
		runtime_GC();
		gort_Sleep(100 * 1000);
	}
}

int main(void)
{
	int bad = -1;
	numbers = gort_makechan(sizeof(int), 4);
	gate = gort_makechan(0, 0);
	gort_go(caller, &bad);
	gort_go(collect, NULL);
	long sum = 0, n = 0;
	int i;
	while (gort_chanrecv(numbers, &i)) {
		sum += i;
		n++;
	}
	__atomic_store_n(&done, 1, __ATOMIC_SEQ_CST);
	while (gort_NumGoroutine() > 1)
		gort_Gosched();
	printf("%ld calls, sum %ld, %d wrong, %d goroutine\n", n, sum, bad, gort_NumGoroutine());
	return 0;
}
