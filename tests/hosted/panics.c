// Panics, Goexit and faults in calls back, by Go's rules: a panic may be recovered in the call back
// or above the C frames, which are dropped; Goexit runs the deferred calls on both sides. The
// argument chooses how the program ends; a panic or fault that is not recovered ends it with a
// report that crosses the C frames.
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "gort.h"

static int entered, left;

static void recovers(void *arg)
{
	const char *text = gort_recover();
	printf("recovered %s\n", text != NULL ? text : "nothing");
}

static void boom(void *arg) { gort_panic("boom"); }

static int callsboom(void *arg)
{
	// 10 000 times this is more than the thread's stack: the frames must be dropped.
	volatile char room[2000];
	room[0] = 1;
	entered += room[0];
	gort_call(boom, NULL);
	printf("C code goes on after a panic\n");
	return 0;
}

static void recoversboom(void *arg) { left += strcmp(gort_recover(), "boom") == 0; }

static void above(void *arg)
{
	gort_defer(recoversboom, NULL);
	gort_ccall(callsboom, NULL);
	printf("the caller goes on after a panic\n");
}

static void within(void *arg)
{
	gort_defer(recovers, NULL);
	gort_panic("within");
}

static int callswithin(void *arg)
{
	gort_call(within, NULL);
	return 5;
}

// Down through C depth times, and up again by a panic.
static int down(void *arg);
static void step(void *arg)
{
	char room[700];
	memset(room, 1, sizeof room);
	long n = (long)arg - room[9] + 1;
	if (n == 0)
		gort_panic("bottom");
	gort_ccall(down, (void *)(n - 1));
}

static int down(void *arg)
{
	gort_call(step, arg);
	return 0;
}

static void deep(void *arg)
{
	gort_defer(recovers, NULL);
	gort_ccall(down, arg);
}

static void closes(void *c)
{
	printf("deferred call of Goexit\n");
	gort_closechan(c);
}

static void exits(void *arg) { gort_Goexit(); }

static int callsexits(void *arg)
{
	gort_call(exits, NULL);
	printf("C code goes on after Goexit\n");
	return 0;
}

static void goexit(void *c)
{
	gort_defer(closes, c);
	gort_ccall(callsexits, NULL);
}

static void fault(void *arg) { *(volatile int *)8 = 1; }

static int callsfault(void *arg)
{
	gort_call(fault, NULL);
	return 0;
}

static void faults(void *arg)
{
	gort_defer(recovers, NULL);
	gort_ccall(callsfault, NULL);
}

static int segv(void *arg)
{
	*(volatile int *)arg = 1;
	return 0;
}

static void *exitsonthread(void *arg) { return gort_call(exits, NULL), NULL; }
static void *panicsonthread(void *arg) { return gort_call(boom, NULL), NULL; }
static int thread(void *fn)
{
	pthread_t t;
	pthread_create(&t, NULL, (void *(*)(void *))fn, NULL);
	return pthread_join(t, NULL);
}

int main(int argc, char **argv)
{
	if (strcmp(argv[1], "segv") == 0)
		gort_ccall(segv, NULL);
	if (strcmp(argv[1], "panic") == 0)
		gort_ccall(callsboom, NULL);
	if (strcmp(argv[1], "exits") == 0)
		gort_ccall(thread, exitsonthread);
	if (strcmp(argv[1], "panics") == 0)
		gort_ccall(thread, panicsonthread);
	for (int i = 0; i < 10000; i++)
		gort_call(above, NULL);
	printf("%d %d %d\n", entered, left, gort_ccall(callswithin, NULL));
	gort_call(deep, (void *)100);
	gort_chan c = gort_makechan(0, 0);
	gort_go(goexit, c);
	gort_chanrecv(c, NULL);
	gort_call(faults, NULL);
	return 0;
}
