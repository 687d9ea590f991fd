// The sweeper of a collector that does nothing; see mgc.c.
#include "runtime.h"

// go: none — stub; the sweeper parks for ever, under Go's name
void bgsweep(void *c)
{
	static mutex never;

	lock(&never);
	int64 one = 1;
	chansend1(c, &one); // does not block: the buffer has room
	goparkunlock(&never, waitReasonGCSweepWait, traceEvGoBlock, 1);
}

// go: none — stub; no span is ever unswept
uintptr sweepone(void) { return ~(uintptr)0; }

// go: none — stub
bool isSweepDone(void) { return true; }

// go: none — stub
void mspan_ensureSwept(mspan *s) {}

// go: none — stub; nobody can claim a span
bool mspan_sweep(mspan *s, bool preserve) { throw("mspan.sweep: bad span state"); }

// go: none — stub
void deductSweepCredit(uintptr spanBytes, uintptr callerSweepPages) {}

// go: none — stub
void clobberfree(void *x, uintptr size) {}
