// Without asynchronous preemption a request still reaches a goroutine that makes calls: the signal
// of a hosted program poisons the guard. Many stops of the world beside goroutines that do not
// block, on threads of ours and of C code.
#include <pthread.h>
#include <stdio.h>
#include "gort.h"

static int stop; // atomic

__attribute__((noinline)) static int step(int n)
{
	__asm__ volatile("" : "+r"(n) : : "memory");
	return n + 1;
}

__attribute__((noinline)) static int two(int n) { return step(n) + step(n + 1); }

static void spin(void *arg)
{
	int n = 0;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		n += two(n);
}

static void *thread(void *arg)
{
	gort_call(spin, NULL);
	return NULL;
}

static int join(void *t) { return pthread_join(*(pthread_t *)t, NULL); }

int main(void)
{
	pthread_t t;
	pthread_create(&t, NULL, thread, NULL);
	gort_go(spin, NULL);
	int old = gort_GOMAXPROCS(0);
	for (int i = 0; i < 20; i++) {
		gort_GOMAXPROCS(old + 1);
		gort_GOMAXPROCS(old);
		gort_Sleep(1000 * 1000);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	gort_ccall(join, &t);
	printf("stopped\n");
	return 0;
}
