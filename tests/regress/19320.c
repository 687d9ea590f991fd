// golang/go#19320, #43828: a SIGPROF that comes after profiling has stopped does nothing.
// env: GODEBUG=asyncpreemptoff=0
#include "regress.h"

static bool over;

static void profile(void *hz)
{
	setProcessCPUProfiler((int32)(uintptr)hz);
	setThreadCPUProfiler((int32)(uintptr)hz);
}

int main(void)
{
	gort_LockOSThread();
	for (int round = 0; round < 5; round++) {
		systemstack(profile, (void *)1000);
		gort_go(spin, &over);
		for (int64 until = nanotime() + 20 * MS; nanotime() < until;)
			;
		systemstack(profile, (void *)0);
		for (int i = 0; i < 100; i++)
			raiseproc(27);
		gort_Sleep(MS);
	}
	RELAXED_SET(over, true);
	return (int)failed;
}
