// gort_systemstack in a call of a thread of C code: code with stack checks may use all of that
// thread's stack, also if the goroutine has been asked to stop.
#include <pthread.h>
#include <stdio.h>
#include "gort.h"

static int stop, wrong; // atomic

__attribute__((noinline)) static int deep(int n)
{
	volatile char frame[500];
	frame[n % 500] = 1;
	return n == 0 ? 0 : deep(n - 1) + frame[n % 500];
}

static void onsystemstack(void *arg)
{
	if (deep(200) != 200)
		__atomic_store_n(&wrong, 1, __ATOMIC_SEQ_CST);
}

static void work(void *arg)
{
	for (int i = 0; i < 20000; i++)
		gort_systemstack(onsystemstack, NULL);
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
}

static void *thread(void *arg)
{
	gort_call(work, NULL);
	return NULL;
}

int main(void)
{
	pthread_t t;
	pthread_create(&t, NULL, thread, NULL);
	int n = gort_GOMAXPROCS(0);
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		gort_GOMAXPROCS(n + 1);
		gort_GOMAXPROCS(n);
		gort_Sleep(10 * 1000);
	}
	printf(wrong ? "wrong\n" : "done\n");
	return 0;
}
