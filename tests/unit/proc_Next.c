// Goroutines that hand the P to each other, by the local queue or by a channel, leave the others
// their turn: a goroutine of the global queue runs by the 61st tick, and after those of the local
// queue, a timer when it is due, a locked goroutine on its own thread. With two Ps, and without
// signals, they also stop for the world and for forEachP, and when stale goroutines must not run.
#include "runtime.h"
#include <gort.h>

#define MS ((int64)(1000 * 1000))

static uint32 stop, running, ran, hops;
static int64  rang;
static gort_chan ping, pong;

static void yielder(void *arg)
{
	atomic_Xadd(&running, 1);
	getg()->stale = true;
	for (; atomic_Load(&stop) == 0; hops++)
		goyield();
	atomic_Xadd(&running, -1);
}

static void player(void *arg)
{
	atomic_Xadd(&running, 1);
	for (int x; gort_chanrecv(ping, &x);)
		gort_chansend(pong, &x);
	atomic_Xadd(&running, -1);
}

static void ring(eface arg, uintptr seq) { rang = nanotime(); }

static void fail(const char *what, int64 n)
{
	println("test:", gostringnocopy((const byte *)what), n);
	exit(1);
}

static int64 lockedid;

static void lockedplayer(void *arg)
{
	gort_LockOSThread();
	lockedid = getg()->m->id;
	for (int x; gort_chanrecv(ping, &x);) {
		if (getg()->m->id != lockedid)
			fail("a locked goroutine runs on M", getg()->m->id);
		gort_chansend(pong, &x);
	}
}

// How many hops two goroutines make that yield to each other while this one is in the global queue.
static uint32 wait61(void)
{
	stop = 0;
	gort_go(yielder, nil);
	gort_go(yielder, nil);
	while (atomic_Load(&running) < 2)
		gort_Gosched();
	uint32 most = 0;
	for (int i = 0; i < 50; i++) {
		uint32 h = hops;
		gort_Gosched();
		if (hops - h > most)
			most = hops - h;
	}
	atomic_Store(&stop, 1);
	while (atomic_Load(&running) > 0)
		gort_Gosched();
	return most;
}

// How late a timer of 1 ms is, at best, while this goroutine plays.
static int64 late(void)
{
	static const funcval f = {(uintptr)ring};
	int64 best = maxWhen;
	for (int i = 0; i < 10; i++) {
		gort_Gosched(); // a time slice begins
		timer t = {.when = nanotime() + MS, .f = (funcval *)&f};
		rang = 0;
		addtimer(&t);
		for (int x = 0; rang == 0;) {
			gort_chansend(ping, &x);
			gort_chanrecv(pong, &x);
		}
		if (rang - t.when < best)
			best = rang - t.when;
	}
	return best;
}

static void runfirst(void *arg) { ran++; }

// The goroutines of the local queue run before the one that yields, but for one 61st tick.
static void localfirst(void)
{
	int late = 0;
	for (int i = 0; i < 10; i++) {
		ran = 0;
		gort_go(runfirst, nil);
		gort_go(runfirst, nil);
		gort_Gosched();
		late += ran < 2;
		while (ran < 2)
			gort_Gosched();
	}
	if (late > 1)
		fail("a goroutine that yields runs before those of the local queue, times:", late);
	ran = 0;
}

static void lockedyielder(void *arg)
{
	gort_LockOSThread();
	lockedid = getg()->m->id;
	for (int i = 0; i < 1000; i++) {
		gort_Gosched();
		if (getg()->m->id != lockedid)
			fail("a locked goroutine that yields runs on M", getg()->m->id);
	}
	atomic_Store(&ran, 1);
}

static uint32 visited;

static void visit(p *pp) { atomic_Xadd(&visited, 1); }

static void visitall(void *unused) { forEachP(visit); }

// As a cycle of the collector does: while the barrier is on nobody becomes stale.
static void enablestale(bool enable)
{
	stopTheWorld(STR("test"));
	writeBarrier.enabled = !enable;
	schedEnableUser(enable);
	startTheWorld();
}

// One of two Ps has nothing but yielders, which take no preemption.
static void stops(void)
{
	debug.asyncpreemptoff = 1;
	gort_GOMAXPROCS(2);
	stop = 0;
	gort_go(yielder, nil);
	gort_go(yielder, nil);
	while (atomic_Load(&running) < 2)
		gort_Gosched();
	for (int i = 0; i < 100; i++) {
		stopTheWorld(STR("test"));
		uint32 h = hops;
		usleep(10);
		if (hops != h)
			fail("the world stands still, but for hops:", hops - h);
		startTheWorld();
		semacquire(&worldsema);
		systemstack(visitall, nil);
		semrelease(&worldsema);
		usleep(10);
	}
	if (visited != 200)
		fail("forEachP has visited, of 200:", visited);
	enablestale(false);
	usleep(1000);
	uint32 h = hops;
	usleep(1000);
	if (hops != h)
		fail("stale goroutines run that must not, hops:", hops - h);
	enablestale(true);
	atomic_Store(&stop, 1);
	while (atomic_Load(&running) > 0)
		gort_Gosched();
}

int main(void)
{
	if (gort_GOMAXPROCS(0) != 1)
		return 0;
	localfirst();
	uint32 n = wait61();
	if (n > 2 * 61)
		fail("a goroutine of the global queue waits for so many hops:", n);
	ping = gort_makechan(sizeof(int), 0);
	pong = gort_makechan(sizeof(int), 0);
	gort_go(player, nil);
	int64 t = late();
	if (t > 3 * MS)
		fail("a timer is late by so many ns:", t);
	gort_closechan(ping);
	while (atomic_Load(&running) > 0)
		gort_Gosched();

	ping = gort_makechan(sizeof(int), 0);
	gort_go(lockedplayer, nil);
	for (int x = 0; x < 1000; x++) {
		int y;
		gort_chansend(ping, &x);
		gort_chanrecv(pong, &y);
		if (getg()->m->id == lockedid)
			fail("a goroutine runs on the M of a locked one,", lockedid);
	}

	gort_go(lockedyielder, nil);
	while (atomic_Load(&ran) == 0) {
		gort_Gosched();
		if (getg()->m->id == lockedid)
			fail("a goroutine that yields runs on the M of a locked one,", lockedid);
	}
	stops();
	return 0;
}
