// Distributions of times for package runtime/metrics (since Go 1.16).
//
// Only programs that read metrics have this file. The scheduler and the collector call it if it is
// there.
#include "runtime.h"

// Of so many waits one is measured, as in Go: reading the clock twice costs more than a switch of
// goroutines.
enum { gTrackingPeriod = 8 };

timeHistogram gcPauseDist;
timeHistogram timeToRun;

// go: none — histogram.go#timeHistogram.record
static void timeHistogram_record(timeHistogram *h, int64 duration)
{
	uint64 d = (uint64)duration;
	uintptr i = d;
	if (d >= timeHistNumSubBuckets) {
		// d has its highest bit and the four below it in sub, which thus is 16 to 31.
		uintptr super = 60 - (uintptr)__builtin_clzll(d), sub = d >> (super - 1);
		i = (super - 1) * timeHistNumSubBuckets + sub;
	}
	if (i >= timeHistNumBuckets)
		i = timeHistNumBuckets - 1;
	// mo: seq_cst; a counter.
	atomic_Xadd64(&h->counts[i], 1);
}

// go: none — the end of a collection
void recordpause(int64 duration) { timeHistogram_record(&gcPauseDist, duration); }

// go: none — the part of Go's casgstatus that begins to measure a wait
// Called just before gp is made runnable: after that, the M that takes it off its queue owns it.
void becomesrunnable(g *gp)
{
	gp->runnabletime = fastrand() % gTrackingPeriod == 0 ? nanotime() : 0;
}

// go: none — the part of Go's casgstatus that ends the measurement: gp is about to run on this M
void stopswaiting(g *gp)
{
	if (gp->runnabletime != 0)
		timeHistogram_record(&timeToRun, nanotime() - gp->runnabletime);
}
