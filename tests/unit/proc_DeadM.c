// Ms come and go while others look at them. ThreadCreateProfile fills as many records as it says,
// and stops of the world preempt the Ms that there are, also one that has a dead M's record.
#include "runtime.h"
#include <gort.h>

enum { PCS = 32, RECORDS = 512, LOOKS = 300, MAKERS = 4, THREADS = 1400 };
static uintptr records[RECORDS][PCS];

static gort_waitgroup makers;
static uint32 made, done;

static void locked(void *wg)
{
	gort_LockOSThread();
	gort_wgdone(wg);
}

static void maker(void *arg)
{
	while (atomic_Load(&made) < THREADS) {
		gort_waitgroup wg = {0};
		gort_wgadd(&wg, 1);
		gort_go(locked, &wg);
		gort_wgwait(&wg);
		atomic_Xadd(&made, 1);
	}
	gort_wgdone(&makers);
}

// Stops only by a signal.
static void spinner(void *arg)
{
	while (RELAXED(done) == 0)
		;
	gort_wgdone(&makers);
}

static bool look(void)
{
	for (intgo i = 0; i < RECORDS; i++)
		records[i][0] = 1;
	countok r = ThreadCreateProfile((slice){records, RECORDS, RECORDS});
	if (!r.ok || r.n > RECORDS)
		return true; // a busy machine
	for (intgo i = 0; i < RECORDS; i++)
		if ((records[i][0] == 1) != (i >= r.n))
			return false;
	return NumCgoCall() >= 0;
}

int main(void)
{
	gort_wgadd(&makers, MAKERS + 1);
	gort_go(spinner, nil);
	for (int i = 0; i < MAKERS; i++)
		gort_go(maker, nil);
	int64 slowest = 0;
	for (int looks = 0; looks < LOOKS || atomic_Load(&made) < THREADS; looks++) {
		if (!look()) {
			println("a profile of threads is not what it says");
			return 1;
		}
		if (looks % 10 == 0) {
			int64 t = nanotime();
			stopTheWorld(STR("test"));
			startTheWorld();
			t = nanotime() - t;
			if (t > slowest)
				slowest = t;
		}
		gort_Gosched();
	}
	RELAXED_SET(done, 1);
	gort_wgwait(&makers);
	if (slowest > 20 * (int64)1000000000) {
		println("a stop of the world took", slowest, "ns");
		return 1;
	}
	return 0;
}
