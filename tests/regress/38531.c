// golang/go#38531: with preemption by signals turned off, a SIGURG from outside does nothing.
// env: GODEBUG=asyncpreemptoff=1
// storm: 4000
// procs: 1 2
#include "regress.h"

static bool over;

static void stop(void *arg) { RELAXED_SET(over, true); }

static void hog(void *arg)
{
	// Not even this, whose prologue asks: no, the loop has none, so that only a signal could preempt it.
	spin(&over);
}

int main(void)
{
	gort_AfterFunc(20 * MS, 0, stop, nil);
	if (gort_GOMAXPROCS(0) == 1) {
		// One P: only we run while we do not ask.
		uint32 tick = puintptr_ptr(getg()->m->p)->schedtick;
		for (int64 until = nanotime() + 100 * MS; nanotime() < until;)
			raiseproc(23);
		CHECK(puintptr_ptr(getg()->m->p)->schedtick - tick <= 1, "preempted");
		return (int)failed;
	}
	gort_waitgroup wg = {0};
	gort_go(hog, nil);
	for (int i = 0; i < 1000; i++)
		raiseproc(23);
	gort_Sleep(50 * MS);
	CHECK(RELAXED(over), "the timer did not fire");
	(void)wg;
	return (int)failed;
}
