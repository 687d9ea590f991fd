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

// go: none — stub
void clobberfree(void *x, uintptr size) {}
