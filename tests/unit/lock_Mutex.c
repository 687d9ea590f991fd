// lock and unlock exclude: threads that increment a plain counter under one mutex lose no
// increment, with and without sleepers, whichever way they unlock it. A sleeper leaves a mark on
// the lock, so that later sleepers need no membarrier; the mark goes when no thread sleeps any
// more. The unlock that makes the M preemptible again restores a preemption request that came
// while the lock was held.
#include "runtime.h"
#include <gort.h>

enum { THREADS = 6, ROUNDS = 100000 };

static mutex mu;
static intgo counter, sleepers, marked;
static gort_waitgroup wg;

static void work(void *arg)
{
	gort_LockOSThread();
	for (int i = 0; i < ROUNDS; i++) {
		lock(&mu);
		counter++;
		if (i % 4096 == 0) {
			usleep(100); // make the others sleep in the futex
			uintptr key = RELAXED(mu.key);
			sleepers += (uint32)key == 2;
			marked += key >> 63;
		}
		if (i % 2 == 0)
			unlock(&mu);
		else
			unlockrel(&mu);
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

enum { MEETINGS = 20000 };

static uint32 arrived, overlaps;
static bool   held;

static void section(bool release)
{
	lock(&mu);
	if (RELAXED(held))
		atomic_Xadd(&overlaps, 1);
	RELAXED_SET(held, true);
	procyield(2);
	RELAXED_SET(held, false);
	if (release)
		unlockrel(&mu);
	else
		unlock(&mu);
}

// Two threads come to the free lock at the same time.
static void meet(void *arg)
{
	gort_LockOSThread();
	for (uint32 i = 0; i < MEETINGS; i++) {
		atomic_Xadd(&arrived, 1);
		for (int spins = 0; atomic_Load(&arrived) < 2 * (i + 1); spins++)
			if (spins % 1000 == 999)
				osyield();
		section(i % 2 == 0);
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

// Whether the guard is poisoned after an unlock. An asynchronous preemption may come between the
// unlock and the read of the guard, so there are several tries.
static bool replants(void)
{
	for (int i = 0; i < 100; i++) {
		mutex outer = {0}, inner = {0};
		lock(&outer);
		lock(&inner);
		g *gp = getg();
		RELAXED_SET(gp->preempt, true);
		unlock(&inner);
		unlock(&outer);
		if (RELAXED(gp->stackguard0) == stackPreempt && RELAXED(*guardslot(gp->m)) == stackPreempt)
			return true;
	}
	return false;
}

int main(void)
{
	gort_wgadd(&wg, THREADS);
	for (int i = 0; i < THREADS; i++)
		gort_go(work, nil);
	gort_wgwait(&wg);
	if (gomaxprocs > 1) {
		gort_wgadd(&wg, 2);
		gort_go(meet, nil);
		gort_go(meet, nil);
		gort_wgwait(&wg);
		if (overlaps != 0) {
			println("two held the lock", overlaps, "times");
			return 1;
		}
	}
	for (int i = 0; i < 100000; i++) {
		lock(&mu);
		unlockrel(&mu);
	}
	if (counter != (intgo)THREADS * ROUNDS || mu.key != 0) {
		println("counter", counter, "key", mu.key);
		return 1;
	}
	// With one P the holder, which is not preemptible, keeps the others from even trying.
	if (gomaxprocs > 1 && sleepers == 0) {
		println("nobody slept: nothing was shown of waking");
		return 1;
	}
	if (gomaxprocs > 1 && !nomembarrier && marked == 0) {
		println("sleepers left no mark");
		return 1;
	}
	if (!replants()) {
		println("a preemption request was lost under a lock");
		return 1;
	}
	return 0;
}
