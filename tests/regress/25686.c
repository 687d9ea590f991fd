// golang/go#25686: goroutines that stop and reset the same timers without a lock corrupt nothing.
// procs: 2 8
#include "regress.h"

enum { TIMERS = 4, RACERS = 8 };
static gort_timer *timers_[TIMERS];
static uint64 fired;
static gort_waitgroup wg;

static void fire(void *arg) { atomic_Xadd64(&fired, 1); }

static void race(void *arg)
{
	uint64 x = (uintptr)arg;
	for (int64 until = nanotime() + SECOND / 2; nanotime() < until;) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		gort_timer *t = timers_[x >> 33 & (TIMERS - 1)];
		if ((x >> 40) % 3 == 0)
			gort_timerStop(t);
		else
			gort_timerReset(t, (int64)(x >> 44) % 100000);
	}
	gort_wgdone(&wg);
}

int main(void)
{
	for (int i = 0; i < TIMERS; i++)
		timers_[i] = gort_AfterFunc(MS, 0, fire, nil);
	gort_wgadd(&wg, RACERS);
	for (uintptr i = 0; i < RACERS; i++)
		gort_go(race, (void *)(i + 1));
	gort_wgwait(&wg);
	CHECK(atomic_Load64(&fired) > 0, "none fired");
	for (int i = 0; i < TIMERS; i++)
		gort_timerStop(timers_[i]);
	// The goroutines of those that have fired end.
	for (int64 until = nanotime() + 60 * SECOND; gort_NumGoroutine() > 1 && nanotime() < until;)
		gort_Sleep(MS);
	uint64 n = atomic_Load64(&fired);
	for (int i = 0; i < TIMERS; i++)
		CHECK(!gort_timerStop(timers_[i]), "stopped, but active");
	gort_Sleep(5 * MS);
	CHECK(atomic_Load64(&fired) == n, "a stopped timer fired");
	// Each is as good as new.
	for (int i = 0; i < TIMERS; i++)
		CHECK(!gort_timerReset(timers_[i], MS), "reset, but active");
	for (int64 until = nanotime() + 10 * SECOND;
	     atomic_Load64(&fired) < n + TIMERS && nanotime() < until;)
		gort_Sleep(MS);
	CHECK(atomic_Load64(&fired) == n + TIMERS, "of", TIMERS, "fired", fired - n);
	return (int)failed;
}
