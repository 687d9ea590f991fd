// A library installs a handler for SIGALRM without SA_ONSTACK and passes the signal on to the
// handler that was there, the runtime's. The argument says where the signal arrives: on a
// goroutine, which real Go ends with a message of its own, or in C code, which is allowed.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "gort.h"

static struct sigaction old;
static volatile int handled;

static void handler(int sig, siginfo_t *info, void *context)
{
	handled = 1;
	old.sa_sigaction(sig, info, context);
}

static int install(void *arg)
{
	struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigfillset(&sa.sa_mask);
	return sigaction(SIGALRM, &sa, &old);
}

static int raises(void *arg)
{
	pthread_kill(pthread_self(), SIGALRM);
	return 0;
}

int main(int argc, char **argv)
{
	gort_ccall(install, NULL);
	gort_LockOSThread();
	if (strcmp(argv[1], "goroutine") == 0)
		raises(NULL);
	else
		gort_ccall(raises, NULL);
	printf("handled %d\n", handled);
	return 0;
}
