// Signals where C code runs: on a thread of C code, in a call into C, with the thread's own signal
// stack; handlers of C code get their faults, goroutines theirs. The argument chooses an end.
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "gort.h"

static sigjmp_buf env;
static volatile int usr1;
static __thread char stack[64 << 10];

static void onsegv(int sig) { siglongjmp(env, 1); }
static void onusr1(int sig) { usr1++; }

// Before the runtime starts, so that it finds the handlers.
__attribute__((constructor)) static void install(void)
{
	struct sigaction sa = {.sa_handler = onsegv, .sa_flags = SA_ONSTACK};
	if (getenv("HANDLER") != NULL)
		sigaction(SIGSEGV, &sa, NULL);
}

static int cfault(void *arg)
{
	if (sigsetjmp(env, 1) == 0) {
		*(volatile int *)arg = 1;
		return 0;
	}
	return 1;
}

// Whether the handler that has left the call left the goroutine its stack checks.
__attribute__((noinline)) static int deep(int n)
{
	volatile char frame[200];
	frame[n % 200] = 1;
	return n == 0 ? 0 : deep(n - 1) + frame[n % 200];
}

static void recovers(void *arg) { printf("recovered %d\n", gort_recover() != NULL); }

static void gofault(void *arg)
{
	gort_defer(recovers, NULL);
	*(volatile int *)8 = 1;
}

static void count(void *arg) { ++*(int *)arg; }

static void *withstack(void *arg)
{
	stack_t st = {.ss_sp = stack, .ss_size = sizeof stack}, now;
	sigaltstack(&st, NULL);
	for (int i = 0; i < 1000; i++)
		gort_call(count, arg);
	sigaltstack(NULL, &now);
	if (now.ss_sp != stack || now.ss_size != sizeof stack || now.ss_flags != 0)
		printf("the thread's signal stack has changed\n");
	sigset_t set;
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	if (sigismember(&set, SIGUSR2) != 1 || sigismember(&set, SIGTERM) != 0)
		printf("the thread's mask has changed\n");
	return NULL;
}

static int threads(void *arg)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_t t;
	pthread_create(&t, NULL, withstack, arg);
	pthread_join(t, NULL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

static void *killed(void *sig)
{
	pthread_kill(pthread_self(), (int)(long)sig);
	usleep(100 * 1000);
	return NULL;
}

static int kills(void *sig)
{
	pthread_t t;
	pthread_create(&t, NULL, killed, sig);
	return pthread_join(t, NULL);
}

static int quits(void *arg)
{
	pthread_kill(pthread_self(), SIGQUIT);
	return 0;
}

int main(int argc, char **argv)
{
	if (strcmp(argv[1], "segv") == 0)
		gort_ccall(kills, (void *)SIGSEGV);
	if (strcmp(argv[1], "term") == 0)
		gort_ccall(kills, (void *)SIGTERM);
	if (strcmp(argv[1], "quit") == 0) {
		gort_LockOSThread();
		gort_ccall(quits, NULL);
	}
	printf("C handler %d\n", gort_ccall(cfault, NULL));
	printf("deep %d\n", deep(10000));
	gort_call(gofault, NULL);
	int n = 0;
	gort_ccall(threads, &n);
	printf("%d calls in\n", n);
	return 0;
}
