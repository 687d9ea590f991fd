// fork and vfork on a goroutine: the child runs no other goroutine, though its own has been asked
// to stop, and the parent's stack is as it was. A fork waits for stdio's lock, whose holder has
// called back, and wants stack and memory. With and without libc's start-up.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "gort.h"

static pid_t parent;
static int stop, wrong; // atomic
static gort_waitgroup wg;

__attribute__((noinline)) static int deep(int n)
{
	volatile char frame[300];
	frame[n % 300] = 1;
	return n == 0 ? 0 : deep(n - 1) + frame[n % 300];
}

static void other(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		if (getpid() != parent)
			_exit(9);
		deep(20);
		gort_Gosched();
	}
	gort_wgdone(&wg);
}

static void count(pid_t p)
{
	int status = -1;
	while (waitpid(p, &status, 0) < 0)
		;
	if (status != 0)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
}

// A child that asks for stack.
static void execute(void)
{
	char room[100000], *argv[] = {"/bin/true", NULL};
	memset(room, 0, sizeof room);
	__asm__ volatile("" : : "r"(room) : "memory");
	execv(argv[0], argv);
	_exit(127);
}

static void executes(void *arg)
{
	for (int i = 0; i < 10; i++) {
		pid_t p = vfork();
		if (p == 0)
			execute();
		count(p);
		if (deep(300) != 300)
			__atomic_add_fetch(&wrong, 1, __ATOMIC_SEQ_CST);
	}
	gort_wgdone(&wg);
}

static int called, forking; // atomic

// Called with the lock of stdio's list.
static ssize_t writes(void *cookie, const char *buf, size_t n)
{
	__atomic_store_n(&called, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&forking, __ATOMIC_SEQ_CST))
		;
	usleep(20 * 1000);
	if (deep(100 * 1000) == 0 || gort_new(1 << 20) == NULL)
		return 0;
	return n;
}

static void flushes(void *arg)
{
	cookie_io_functions_t io = {.write = writes};
	FILE *f = fopencookie(NULL, "w", io);
	fputs("x", f);
	fflush(NULL);
	gort_wgdone(&wg);
}

static void callback(void)
{
	gort_wgadd(&wg, 1);
	gort_go(flushes, NULL);
	while (!__atomic_load_n(&called, __ATOMIC_SEQ_CST))
		gort_Gosched();
	__atomic_store_n(&forking, 1, __ATOMIC_SEQ_CST);
	pid_t p = fork();
	if (p == 0)
		_exit(deep(300) != 300);
	count(p);
	gort_wgwait(&wg);
}

int main(void)
{
	parent = getpid();
	if (gort_GOMAXPROCS(0) > 1) // else the fork would hold up who has the lock
		callback();
	gort_wgadd(&wg, 4);
	for (int i = 0; i < 4; i++)
		gort_go(executes, NULL);
	gort_wgwait(&wg);
	gort_wgadd(&wg, 3);
	for (int i = 0; i < 3; i++)
		gort_go(other, NULL);
	for (int i = 0; i < 200; i++) {
		pid_t p = fork();
		if (p == 0) {
			int sum = 0;
			for (int j = 0; j < 100; j++)
				sum += deep(20);
			_exit(sum != 2000);
		}
		count(p);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	gort_wgwait(&wg);
	printf("%d wrong\n", wrong);
	return 0;
}
