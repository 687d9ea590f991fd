// Signals, which nobody wants, come to threads of C code while they call in: the handler borrows an
// M, too, and must not wait for what its own thread holds.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "gort.h"

enum { threads = 2, calls = 300000 };

static pthread_t t[threads];
static int n, stop; // atomic

static void count(void *arg) { __atomic_add_fetch(&n, 1, __ATOMIC_SEQ_CST); }

static void *caller(void *arg)
{
	for (int i = 0; i < calls; i++)
		gort_call(count, NULL);
	return NULL;
}

static void *killer(void *arg)
{
	sigset_t all;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
		for (int i = 0; i < threads; i++)
			pthread_kill(t[i], SIGWINCH);
	return NULL;
}

static int run(void *arg)
{
	pthread_t k;
	for (int i = 0; i < threads; i++)
		pthread_create(&t[i], NULL, caller, NULL);
	pthread_create(&k, NULL, killer, NULL);
	while (__atomic_load_n(&n, __ATOMIC_SEQ_CST) < threads * calls)
		usleep(1000);
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	pthread_join(k, NULL);
	for (int i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	return 0;
}

int main(void)
{
	gort_ccall(run, NULL);
	printf("%d calls\n", n);
	return 0;
}
