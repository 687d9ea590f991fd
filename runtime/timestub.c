// Package time's clock.
#include "runtime.h"

// go: timestub.go#time_now
// Both clocks at once: the wall clock's seconds, nanoseconds in *nsec, and the monotonic clock in
// *mono.
int64 time_now(int32 *nsec, int64 *mono)
{
	int64 sec = walltime(nsec);
	*mono = nanotime();
	return sec;
}
