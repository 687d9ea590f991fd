// golang/go#38531: with preemption by signals turned off, a SIGURG from outside preempts nobody
// either, though sysmon asks for it.
// env: GODEBUG=asyncpreemptoff=1
// storm: 4000
// procs: 1
#include "regress.h"

int main(void)
{
	// One P: nobody but us changes its tick.
	uint32 tick = puintptr_ptr(getg()->m->p)->schedtick;
	for (volatile uint64 i = 0; i < 200000000; i++)
		;
	tick = puintptr_ptr(getg()->m->p)->schedtick - tick;
	CHECK(tick == 0, "preempted", tick, "times");
	return (int)failed;
}
