// A P runs a goroutine that does not stop. Its timers are run by another P when they are due, not
// when sysmon asks that goroutine to stop. This holds if an M polls, also for a timer that is set
// to an earlier time; if no M polls; and if the M that polled runs such a goroutine itself. It does
// not count for how long the kernel keeps the thread that should run them from a processor.
#include "runtime.h"
#include "threadfile.h"
#include <gort.h>
#include <string.h>

enum { ROUNDS = 11 };
#define MS ((int64)(1000 * 1000))

enum { POLLS, RESET, NOPOLL, LEFT };

static const char *const names[] = {"if an M polls", "after a reset", "if no M polls",
                                    "if the M that polled runs a goroutine"};

static int64 rang;

static void ring(eface arg, uintptr seq) { atomic_Store64((uint64 *)&rang, (uint64)nanotime()); }

static void nothing(void *arg) {}

static void sleep(void *arg) { gort_Sleep(3600 * 1000 * MS); }

static void spin(void *arg)
{
	for (;;)
		;
}

// Waits until an M polls, or none, as asked, and sysmon counts the time slice from now, so that it
// asks this goroutine to stop in 10 ms and no earlier. False if that takes too long.
static bool settled(bool polls)
{
	p *pp = puintptr_ptr(getg()->m->p);
	for (int64 t = nanotime(); nanotime() - t < 12 * MS; procyield(10))
		if ((atomic_Load64(&sched.lastpoll) == 0) == polls &&
		    RELAXED(pp->sysmontick.schedtick) == pp->schedtick)
			return true;
	return false;
}

// For how long the kernel has kept the other threads but sysmon's from a processor, though they
// were ready: the second number in the schedstat of each; 0 where it does not tell.
static int64 keptback(void)
{
	int64 sum = 0;
	for (m *mp = allm; mp != nil; mp = mp->alllink) {
		if (mp == getg()->m || mp->mstartfn == sysmon)
			continue;
		char text[100];
		int64 ns = 0;
		if (threadfile(mp, "schedstat", text, sizeof text))
			for (char *c = strchr(text, ' ') + 1; *c >= '0' && *c <= '9'; c++)
				ns = ns * 10 + (*c - '0');
		sum += ns;
	}
	return sum;
}

// How late a timer of 1 ms is, in a third of the rounds at most, if its P runs this goroutine all
// the while, and sysmon has come to sleep for 10 ms, because a goroutine has run for long.
static int64 late(int how)
{
	static const funcval f = {(uintptr)ring};
	bool polls = how == POLLS || how == RESET;
	int64 lates[ROUNDS];
	for (int i = 0; i < ROUNDS;) {
		for (int64 t = nanotime(); how != LEFT && nanotime() - t < 30 * MS;)
			;
		gort_Gosched(); // a time slice begins
		if (polls)
			gort_go(nothing, nil); // an M comes, and polls when it finds nothing else
		if (how != LEFT && !settled(polls))
			continue;
		int64 kept = keptback(), when = nanotime() + (how == LEFT ? 3 : 1) * MS;
		timer t = {.when = how == RESET ? when + 3600 * 1000 * MS : when, .f = (funcval *)&f};
		atomic_Store64((uint64 *)&rang, 0);
		addtimer(&t);
		if (how == RESET)
			resettimer(&t, when);
		if (how == LEFT)
			gort_Sleep(MS); // this M polls for both timers, and comes back here at the first
		while (atomic_Load64((uint64 *)&rang) == 0)
			;
		int64 lateness = rang - when - (keptback() - kept);
		int j = i++;
		for (; j > 0 && lates[j - 1] > lateness; j--)
			lates[j] = lates[j - 1];
		lates[j] = lateness;
	}
	return lates[ROUNDS / 3];
}

static void intime(int how)
{
	int64 t = late(how);
	if (t > 5 * MS) {
		println("test:", gostringnocopy((const byte *)names[how]), "a timer is late by", t / 1000,
		        "us");
		exit(1);
	}
}

int main(void)
{
	if (gort_GOMAXPROCS(0) == 1)
		return 0;
	intime(NOPOLL);
	gort_go(sleep, nil); // there is a timer to poll for
	intime(POLLS);
	intime(RESET);
	if (gort_GOMAXPROCS(0) > 2) {
		gort_go(spin, nil); // sysmon sleeps for 10 ms, not until something happens
		gort_Sleep(50 * MS);
		intime(LEFT);
	}
	return 0;
}
