// split-stack: yes
// Package time of gccgo is Go 1.18's.
#include "runtime.h"

// go: none — time.now
timenow gccgo_time_now(void)
{
	getg()->stale = false; // many loops call nothing else of the runtime
	timenow t;
	t.sec = time_now(&t.nsec, &t.mono);
	return t;
}
