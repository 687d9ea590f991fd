// golang/go#38860, #15706: timers fire while goroutines that never give way occupy all Ps: about
// every time slice, not when they end.
// procs: 1 2 4
// env: GODEBUG=asyncpreemptoff=0
#include "regress.h"

static uint32 ticks;
static bool over;

static void tick(void *arg) { atomic_Xadd(&ticks, 1); }

int main(void)
{
	for (int i = 0; i < 4; i++)
		gort_go(spin, &over);
	int64 start = nanotime();
	gort_timer *t = gort_AfterFunc(MS, MS, tick, nil);
	int64 got;
	gort_chanrecv(gort_After(200 * MS), &got); // #15706
	CHECK(nanotime() - start >= 200 * MS, "early");
	while (atomic_Load(&ticks) < 10 && nanotime() < start + 20 * SECOND)
		gort_Sleep(MS);
	int64 each = (nanotime() - start) / (int64)atomic_Load(&ticks) / 1000;
	println("a tick each", each, "µs");
	CHECK(atomic_Load(&ticks) >= 10, "ticks", ticks);
	gort_timerStop(t);
	RELAXED_SET(over, true);
	return (int)failed;
}
