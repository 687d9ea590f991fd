// A goroutine that becomes runnable runs while a P is idle, though the goroutine that made it so
// keeps its own P and cannot be stopped: after ready, goready and newproc; also if there are
// several at once, each of which keeps a P; and if the M that looked for work is just giving up.
#include "runtime.h"
#include <gort.h>

enum { ROUNDS = 12000, CROWDS = 100, CROWD = 3 };
#define SECOND (1000 * 1000 * 1000)

static gort_chan c;
static g        *parked;
static uint32    ran;

// Keeps the P until n have run in all; false if that takes too long.
static bool waitran(uint32 n)
{
	int64 t = nanotime();
	for (int looks = 0; atomic_Load(&ran) < n; looks++) {
		if (nanotime() - t > 10 * (int64)SECOND)
			return false;
		if (looks > 100)
			osyield();
	}
	return true;
}

static void fail(const char *what, int round)
{
	print("test: after ", gostringnocopy((const byte *)what), ", in round ", round,
	      ", a goroutine waits though a P is idle\n");
	exit(1);
}

static void run(void *arg) { atomic_Xadd(&ran, 1); }

static void receive(void *arg)
{
	int x;
	RELAXED_SET(parked, getg());
	gort_chanrecv(c, &x);
	atomic_Xadd(&ran, 1);
}

static void park(void *arg)
{
	RELAXED_SET(parked, getg());
	gopark(nil, nil, waitReasonZero, 0, 1);
	atomic_Xadd(&ran, 1);
}

static void ready_m(void *arg) { ready(parked, 0, true); }

// Keeps its P until all others of the crowd have one.
static void crowd(void *arg)
{
	procPin();
	atomic_Xadd(&ran, 1);
	waitran((uint32)(uintptr)arg);
	procUnpin();
}

// Starts a goroutine, and waits until it does.
static void starts(void (*fn)(void *))
{
	parked = nil;
	gort_go(fn, nil);
	while (RELAXED(parked) == nil || readgstatus(parked) != _Gwaiting)
		gort_Gosched();
}

int main(void)
{
	if (gomaxprocs == 1)
		return 0; // no P is idle
	c = gort_makechan(sizeof(int), 0);
	uint32 r = 1, n = 0;
	int64 start = nanotime();
	for (int i = 0; i < ROUNDS; i++) {
		// On a busy machine a round may wait long for a processor.
		if (i >= ROUNDS / 20 && nanotime() - start > 30 * (int64)SECOND)
			break;
		int x = 0;
		if (i % 4 < 2)
			starts(i % 4 == 0 ? receive : park);
		procPin();
		// The M that ran the last one looks for another, and then gives up.
		r = r * 1664525 + 1013904223;
		for (volatile uint32 k = r >> 17; k > 0; k--)
			;
		if (i % 4 == 0)
			gort_chansend(c, &x);
		else if (i % 4 == 1)
			systemstack(ready_m, nil);
		else
			gort_go(run, nil);
		if (!waitran(++n))
			fail(i % 4 == 0 ? "goready" : i % 4 == 1 ? "ready" : "newproc", i);
		procUnpin();
	}
	for (int i = 0; i < CROWDS && gomaxprocs > CROWD; i++) {
		procPin();
		n += CROWD;
		for (int k = 0; k < CROWD; k++)
			gort_go(crowd, (void *)(uintptr)n);
		if (!waitran(n))
			fail("newproc of several", i);
		procUnpin();
	}
	return 0;
}
