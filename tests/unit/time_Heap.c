// The timer heap: many timers with random times, stopped, reset and run concurrently; each that stays active fires once, never early, and a
// stopped one never fires.
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

int main(void)
{
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
			println("timer", i, "stopped", timers_[i].stopped, "fired", timers_[i].fired, "early", timers_[i].early);
			return 1;
		}
	return 0;
}
