// Handlers of C code that have stack checks and call libc, at a high rate, wherever they arrive: on
// goroutines that get new stacks, on threads that are idle, and with -DCCALL in calls of C. Each
// runs to its end on the signal stack. With "ownstacks" C code has given threads signal stacks of
// its own; with "signal" that function installs the handler. "large" is the end of a handler that
// needs more stack than there is, "largeidle" on an idle thread.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include "gort.h"

enum { locked = 4 };

#ifdef CCALL
#define ONSTACK SA_ONSTACK // else glibc's sigaction has the handler run on the goroutine's stack
#else
#define ONSTACK 0 // ours adds it
#endif

static int null;
static int handled, wrong, stop; // atomic
static bool ownstacks;
static char stacks[locked][64 << 10];
static gort_waitgroup wg;

__attribute__((noinline)) static void handle(char *buf)
{
	stack_t st;
	sigaltstack(NULL, &st);
	if ((st.ss_flags & SS_ONSTACK) == 0 || write(null, buf, 300) != 300)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
}

static void handler(int sig)
{
	static volatile int size = 300; // the array's check asks for memory, too
	char buf[300], array[size];
	memset(buf, sig, sizeof buf);
	handle(buf);
	memset(array, sig + 1, sizeof array);
	handle(array);
	if (buf[0] != (char)sig || array[299] != (char)(sig + 1)) // and registers are kept
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
}

static void large(int sig)
{
	char buf[40000];
	memset(buf, sig, sizeof buf);
	handle(buf);
}

static bool stopped(void) { return __atomic_load_n(&stop, __ATOMIC_RELAXED) != 0; }

__attribute__((noinline)) static int deep(int n)
{
	volatile char frame[300];
	frame[n % 300] = (char)n;
	return n == 0 ? 0 : deep(n - 1) + (frame[n % 300] == (char)n);
}

static void grow(void *c)
{
	if (deep(200) != 200)
		abort();
	gort_chansend(c, NULL);
}

// New goroutines, whose stacks grow.
static void grows(void *arg)
{
	while (!stopped()) {
		gort_chan c = gort_makechan(0, 0);
		gort_go(grow, c);
		gort_chanrecv(c, NULL);
	}
	gort_wgdone(&wg);
}

static void sleeps(void *arg)
{
	while (!stopped())
		gort_Sleep(20 * 1000);
	gort_wgdone(&wg);
}

#ifdef CCALL
static int called(void *arg) { return ++*(int *)arg; }
#endif

// On one thread, which waits while the goroutine does.
static void stays(void *stack)
{
	stack_t st = {.ss_sp = stack, .ss_size = sizeof stacks[0]}, old;
	gort_LockOSThread();
	if (ownstacks && sigaltstack(&st, &old) != 0)
		abort();
	while (!stopped()) {
#ifdef CCALL
		int n = 0;
		for (int i = 1; i <= 1000; i++)
			if (gort_ccall(called, &n) != i)
				abort();
#endif
		grow(gort_makechan(0, 1));
		gort_Sleep(20 * 1000);
	}
	if (ownstacks && sigaltstack(&old, NULL) != 0)
		abort();
	gort_wgdone(&wg);
}

// Sends each thread a signal, time after time.
static void sends(void *arg)
{
	int64_t end = gort_nanotime() + 1000 * 1000 * 1000;
	while (gort_nanotime() < end || __atomic_load_n(&handled, __ATOMIC_RELAXED) < 1000) {
		DIR *dir = opendir("/proc/self/task");
		if (dir == NULL)
			abort();
		for (struct dirent *e; (e = readdir(dir)) != NULL;)
			if (e->d_name[0] != '.')
				syscall(SYS_tgkill, getpid(), atoi(e->d_name), SIGUSR1);
		closedir(dir);
		gort_Sleep(10 * 1000);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	ownstacks = strcmp(mode, "ownstacks") == 0;
	null = open("/dev/null", O_WRONLY);
	struct sigaction sa = {.sa_handler = handler, .sa_flags = ONSTACK | SA_RESTART};
	if (strncmp(mode, "large", 5) == 0)
		sa.sa_handler = large;
	sigaction(SIGUSR1, &sa, NULL);
	if (strcmp(mode, "signal") == 0)
		signal(SIGALRM, handler);
	else
		sigaction(SIGALRM, &sa, NULL);
	if (strcmp(mode, "large") == 0)
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1);
	gort_LockOSThread(); // the first thread, which gets the timer's signals if it can
	struct itimerval it = {{0, 0}, {0, 50000}};
	if (strcmp(mode, "largeidle") == 0) {
		setitimer(ITIMER_REAL, &it, NULL);
		gort_Sleep(1000 * 1000 * 1000);
	}
	it = (struct itimerval){{0, 100}, {0, 100}};
	setitimer(ITIMER_REAL, &it, NULL);
	gort_wgadd(&wg, 3 + locked);
	gort_go(grows, NULL);
	gort_go(sleeps, NULL);
	gort_go(sends, NULL);
	for (int i = 0; i < locked; i++)
		gort_go(stays, stacks[i]);
	gort_wgwait(&wg);
	it = (struct itimerval){};
	setitimer(ITIMER_REAL, &it, NULL);
	printf("%s, %d wrong\n", handled >= 1000 ? "handled" : "too few", wrong);
	return 0;
}
