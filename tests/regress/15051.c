// golang/go#15051, #36273, #44047: the world stops while goroutines enter, are in, and leave system
// calls; none of them waits for ever.
// procs: 1 2 8
#include "regress.h"

static bool over;
static gort_waitgroup wg;
static uint64 calls;

static void blocking(void *arg)
{
	while (!RELAXED(over)) {
		gort_entersyscall();
		usleep(arg != nil ? 20000 : 1);
		gort_exitsyscall();
		atomic_Xadd64(&calls, 1);
	}
	gort_wgdone(&wg);
}

static void stop(void *arg)
{
	stopTheWorld(STR("test"));
	startTheWorld();
}

int main(void)
{
	gort_wgadd(&wg, 8);
	for (uintptr i = 0; i < 8; i++)
		gort_go(blocking, (void *)(i % 2));
	int stops = 0;
	for (int64 until = nanotime() + SECOND; nanotime() < until; stops++) {
		stop(nil);
		gort_Gosched();
	}
	RELAXED_SET(over, true);
	gort_wgwait(&wg);
	println("stops", stops, "calls", calls);
	CHECK(stops >= 10 && calls >= 10, "stops", stops, "calls", calls);
	return (int)failed;
}
