// The timer heap: many timers with random times, stopped, reset and run concurrently; each that
// stays active fires once, never early, and a stopped one never fires. One that is set to fire
// earlier does, also if its P is taken away. Of two that stop a timer at once one does. At rest the
// counts of a heap are those of its timers.
#include "runtime.h"
#include <gort.h>

enum { TIMERS = 4000 };

static struct {
	gort_timer *t;
	int64  when;
	uint32 fired;
	bool   stopped, early;
} timers_[TIMERS];
static gort_waitgroup wg;

static void fire(void *arg)
{
	intgo i = (intgo)(uintptr)arg;
	if (nanotime() < RELAXED(timers_[i].when))
		timers_[i].early = true;
	atomic_Xadd(&timers_[i].fired, 1);
	gort_wgdone(&wg);
}

// A timer that is far off, and alone, is set to fire soon; perhaps its P is then taken away.
static uint32 rang;

static void ring(eface arg, uintptr seq) { atomic_Store(&rang, 1); }

static bool movesforward(bool shrink)
{
	static const funcval f = {(uintptr)ring};
	static timer t;
	int32 procs = gort_GOMAXPROCS(0);
	for (int i = 0; i < 200 && shrink && puintptr_ptr(getg()->m->p)->id == 0; i++)
		gort_Sleep(1000 * 1000); // goes on elsewhere, perhaps
	int64 now = nanotime();
	t = (timer){.when = now + 60 * (int64)1000000000, .f = (funcval *)&f};
	atomic_Store(&rang, 0);
	addtimer(&t);
	resettimer(&t, now + 10 * 1000 * 1000);
	if (shrink)
		gort_GOMAXPROCS(1);
	// Not by Sleep, whose timers would draw attention to the heap.
	while (atomic_Load(&rang) == 0 && nanotime() - now < 10 * (int64)1000000000)
		gort_Gosched();
	deltimer(&t);
	gort_GOMAXPROCS(procs);
	return rang != 0;
}

// Goroutines stop and reset timers of their own while these fire: each start ends by a fire, a stop
// or another start.
enum { OWNERS = 4, OWN = 20, OPERATIONS = 30000 };

static struct own {
	timer  t;
	uint32 fired, due;
} own[OWNERS][OWN];

static void fireown(eface arg, uintptr seq) { atomic_Xadd(&((struct own *)arg.data)->fired, 1); }

static void owner(void *arg)
{
	static const funcval f = {(uintptr)fireown};
	uint64 r = (uintptr)arg + 1;
	for (int i = 0; i < OPERATIONS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		struct own *o = &own[(uintptr)arg][(r >> 40) % OWN];
		if (o->t.f == nil) {
			o->t.f = (funcval *)&f;
			o->t.arg.data = o;
		}
		if ((r >> 33) % 4 == 0)
			o->due -= deltimer(&o->t);
		else
			o->due += !resettimer(&o->t, nanotime() + (int64)((r >> 50) % 8 * 5000));
		if (i % 16 == 0)
			gort_Gosched();
	}
	gort_wgdone(&wg);
}

// How often all have fired, or must.
static uint64 fires(bool due)
{
	uint64 n = 0;
	for (int i = 0; i < OWNERS; i++)
		for (int k = 0; k < OWN; k++)
			n += due ? own[i][k].due : atomic_Load(&own[i][k].fired);
	return n;
}

static bool owned(void)
{
	gort_wgadd(&wg, OWNERS);
	for (uintptr i = 0; i < OWNERS; i++)
		gort_go(owner, (void *)i);
	gort_wgwait(&wg);
	gort_Sleep(100 * 1000 * 1000);
	for (int64 start = nanotime(); fires(false) < fires(true);) { // one may be about to
		if (nanotime() - start > 20 * (int64)1000000000)
			break;
		gort_Sleep(1000 * 1000);
	}
	for (int i = 0; i < OWNERS; i++)
		for (int k = 0; k < OWN; k++)
			if (atomic_Load(&own[i][k].fired) != own[i][k].due) {
				println("own timer", i, k, "fired", own[i][k].fired, "due", own[i][k].due);
				return false;
			}
	return true;
}

// Two goroutines stop one timer at once, as often as they meet in a while: one of them does.
static struct {
	timer  t;
	uint32 came, stops, over;
} both;

// Waits until the other one has come as often. times: how often we have.
static void meet(uint32 *times)
{
	++*times;
	// mo: seq_cst; what either did before, both see. Yields now and then: the other one may have no
	//     processor.
	atomic_Xadd(&both.came, 1);
	for (uint32 i = 1; atomic_Load(&both.came) < 2 * *times; i++)
		if (i % 1024 == 0)
			gort_Gosched();
}

static void stopper(void *unused)
{
	uint32 times = 0;
	for (meet(&times); atomic_Load(&both.over) == 0; meet(&times)) {
		atomic_Xadd(&both.stops, deltimer(&both.t));
		meet(&times);
	}
	gort_wgdone(&wg);
}

static bool oneofboth(void)
{
	static const funcval f = {(uintptr)ring};
	both.t.f = (funcval *)&f;
	gort_wgadd(&wg, 1);
	gort_go(stopper, nil);
	uint32 rounds = 0, times = 0;
	for (int64 end = nanotime() + 300 * 1000 * 1000; nanotime() < end && both.stops == rounds;) {
		resettimer(&both.t, nanotime() + 3600 * (int64)1000000000);
		rounds++;
		meet(&times);
		atomic_Xadd(&both.stops, deltimer(&both.t));
		meet(&times);
	}
	atomic_Store(&both.over, 1);
	meet(&times);
	gort_wgwait(&wg);
	if (both.stops != rounds)
		println("of two that stopped a timer at once", both.stops, "did, in", rounds, "rounds");
	return both.stops == rounds;
}

// Each P's counts of stopped timers, and of timers set to an earlier time, in its heap.
static bool counted(void)
{
	bool ok = true;
	stopTheWorld(STR("count timers"));
	for (intgo i = 0; i < gomaxprocs; i++) {
		p *pp = allp.array[i];
		uint32 deleted = pp->deletedTimers + pp->deletedOwn - pp->clearedTimers;
		uint32 adjust = pp->adjustTimers;
		for (intgo k = 0; k < pp->timers.len; k++) {
			uint32 status = pp->timers.array[k].timer->status;
			deleted -= status == timerDeleted;
			adjust -= status == timerModifiedEarlier;
		}
		if (deleted != 0 || adjust != 0) {
			println("P", i, "counts", (int32)deleted, "stopped timers too many, and", (int32)adjust,
			        "set to an earlier time");
			ok = false;
		}
	}
	startTheWorld();
	return ok;
}

int main(void)
{
	if (!movesforward(false) || (gomaxprocs > 1 && !movesforward(true))) {
		println("a timer that was set to fire earlier did not");
		return 1;
	}
	if ((gomaxprocs > 1 && !oneofboth()) || !owned() || !counted())
		return 1;
	uint64 r = 42;
	for (intgo i = 0; i < TIMERS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		int64 ns = (r >> 33) % (200 * 1000 * 1000) + 100 * 1000 * 1000;
		gort_wgadd(&wg, 1);
		timers_[i].when = nanotime() + ns;
		timers_[i].t = gort_AfterFunc(ns, 0, fire, (void *)(uintptr)i);
	}
	for (intgo i = 0; i < TIMERS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		if (i % 4 == 0) {
			timers_[i].stopped = gort_timerStop(timers_[i].t);
			if (timers_[i].stopped)
				gort_wgdone(&wg);
		} else if (i % 4 == 1) {
			int64 ns = (r >> 33) % (100 * 1000 * 1000);
			timers_[i].when = 0;
			if (!gort_timerReset(timers_[i].t, ns)) // it had fired: it will fire again
				gort_wgadd(&wg, 1), timers_[i].fired = (uint32)-1 + timers_[i].fired;
		}
	}
	gort_wgwait(&wg);
	gort_Sleep(50 * 1000 * 1000);
	for (intgo i = 0; i < TIMERS; i++)
		if (timers_[i].fired != !timers_[i].stopped || timers_[i].early) {
			println("timer", i, "stopped", timers_[i].stopped, "fired", timers_[i].fired, "early",
			        timers_[i].early);
			return 1;
		}
	return !counted();
}
