// The background sweeper, with nothing to sweep.
#include "runtime.h"

// go: mgcsweep.go#sweepdata [partial] what the parked sweeper needs
typedef struct sweepdata {
	mutex  lock;
	g     *g;
	bool   parked;   // under lock; whoever clears it readies g
	uint32 nbgsweep; // spans swept here
} sweepdata;

static sweepdata sweep GOSYM(sweep);

// go: mgcsweep.go#bgsweep
void bgsweep(void *c)
{
	sweep.g = getg();

	lock(&sweep.lock);
	sweep.parked = true;
	int64 one = 1;
	chansend1(c, &one); // does not block: the buffer has room
	goparkunlock(&sweep.lock, waitReasonGCSweepWait, 0, 1);

	for (;;) {
		while (sweepone() != ~(uintptr)0) {
			sweep.nbgsweep++;
			Gosched();
		}
		lock(&sweep.lock);
		if (!isSweepDone()) {
			// Another cycle has begun.
			unlock(&sweep.lock);
			continue;
		}
		sweep.parked = true;
		goparkunlock(&sweep.lock, waitReasonGCSweepWait, 0, 1);
	}
}
