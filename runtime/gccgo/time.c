// split-stack: yes
// Package time of gccgo is Go 1.18's: a timer can be reset while it is active.
#include "runtime.h"

// go: none — time.now
timenow gccgo_time_now(void)
{
	timenow t;
	t.sec = time_now(&t.nsec, &t.mono);
	return t;
}

// go: none — time.Timer.Reset: was it active?
bool gccgo_resetTimer(timer *t, int64 when)
{
	bool active = stopTimer(t); // nobody can fire it now
	resetTimer(t, when);
	return active;
}
