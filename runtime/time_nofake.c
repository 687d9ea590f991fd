// The clocks, and write, of a process with real time; only Go's playground has another.
#include "runtime.h"

// go: time_nofake.go#faketime
// Always 0: time is real.
int64 faketime;

// go: time_nofake.go#nanotime
// The monotonic clock, in ns.
int64 nanotime(void) { return nanotime1(); }

// go: time_nofake.go#walltime
// Seconds since 1970; the fraction in *nsec.
int64 walltime(int32 *nsec) { return walltime1(nsec); }

// go: time_nofake.go#write
int32 write(uintptr fd, const void *p, int32 n) { return write1(fd, p, n); }
