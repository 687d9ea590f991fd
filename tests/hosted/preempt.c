// Without asynchronous preemption a request still reaches a goroutine that makes calls: the signal
// of a hosted program poisons the guard. Many stops of the world beside goroutines that do not
// block, on threads of ours and of C code. The argument says what C code has done to the signal: a
// request reaches such a goroutine without it, too.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
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

static const char *what;

static void nothing(int sig) {}

static int change(void *unused)
{
	struct sigaction sa = {.sa_handler = nothing, .sa_flags = SA_ONSTACK | SA_RESTART};
	if (strcmp(what, "ignored") == 0)
		sa.sa_handler = SIG_IGN;
	if (strcmp(what, "blocked") != 0)
		sigaction(SIGURG, &sa, NULL);
	return 0;
}

static void *thread(void *arg)
{
	sigset_t all;
	sigfillset(&all);
	if (strcmp(what, "blocked") == 0)
		pthread_sigmask(SIG_BLOCK, &all, NULL);
	gort_call(spin, NULL);
	return NULL;
}

static int join(void *t) { return pthread_join(*(pthread_t *)t, NULL); }

int main(int argc, char **argv)
{
	pthread_t t;
	what = argv[1];
	if (strcmp(what, "handled") != 0)
		gort_ccall(change, NULL);
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
