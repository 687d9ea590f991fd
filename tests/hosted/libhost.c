// A C program that calls a library of goroutines from several threads, and starts goroutines of its
// own. Its handler of SIGSEGV gets its own faults, that of SIGURG what others than the runtime
// send, and its other handlers stay.
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "library.h"

extern int64_t total(int64_t n, int64_t (*fn)(int64_t));
extern void fault(void);

static sigjmp_buf env;
static volatile sig_atomic_t usr1, interrupted, urgent;

static void segv(int sig) { siglongjmp(env, 1); }
static void count(int sig) { sig == SIGUSR1 ? usr1++ : interrupted++; }
static void urge(int sig) { urgent++; }

// Before the library's constructor.
static void early(void)
{
	signal(SIGSEGV, segv);
	signal(SIGINT, count);
	signal(SIGURG, urge);
}
__attribute__((section(".preinit_array"), used)) static void (*preinit)(void) = early;

static int64_t twice(int64_t n) { return 2 * n; }

static void *thread(void *arg)
{
	for (int i = 0; i < 200; i++)
		if (total(1000, i % 2 ? twice : NULL) != (i % 2 ? 999000 : 499500))
			abort();
	return NULL;
}

static void goroutine(void *arg) { gort_chansend(*(gort_chan *)arg, "x"); }

static void exchange(void *x)
{
	gort_chan c = gort_makechan(1, 0);
	gort_go(goroutine, &c);
	gort_chanrecv(c, x);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		fault();
	signal(SIGUSR1, count);
	pthread_t t[8];
	for (int i = 0; i < 8; i++)
		if (pthread_create(&t[i], NULL, thread, NULL) != 0)
			abort();
	for (int i = 0; i < 8; i++) {
		raise(SIGUSR1);
		raise(SIGINT);
		pthread_join(t[i], NULL);
	}
	char x;
	gort_call(exchange, &x);
	if (sigsetjmp(env, 1) == 0)
		*(volatile int *)NULL = 1;
	kill(getpid(), SIGURG);
	while (gort_NumGoroutine() > 1 || urgent == 0)
		gort_Sleep(1000000);
	printf("%lld %d %d %c\n", (long long)total(100, twice), usr1, interrupted, x);
	return 3;
}
