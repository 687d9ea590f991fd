// libc's setgid waits until each thread has answered a signal of libc's. Threads that end while
// others call it, since their goroutines ended wired to them, answer too.
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>
#include "gort.h"

static gort_waitgroup wg;

static int set(void *arg) { return setgid(getgid()); }

static void work(void *arg)
{
	gort_LockOSThread();
	if (gort_ccall(set, NULL) != 0)
		perror("setgid");
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, 100);
	for (int i = 0; i < 100; i++)
		gort_go(work, NULL);
	gort_wgwait(&wg);
	puts("done");
	return 0;
}
