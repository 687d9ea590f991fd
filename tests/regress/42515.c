// golang/go#42515, #42237: a short timer fires in time if it is started while another M sleeps in
// the poller for a later one.
// procs: 2 8
#include "regress.h"

static gort_waitgroup wg;

static void sleeper(void *arg)
{
	for (int i = 0; i < 300; i++) {
		int64 t = nanotime(), ns = 20000 + (i % 7) * 30000;
		gort_Sleep(ns);
		t = nanotime() - t;
		CHECK(t >= ns, "early by", ns - t);
		CHECK(t < 5 * SECOND, "slept", t);
	}
	gort_wgdone(&wg);
}

static void late(void *arg) {}

int main(void)
{
	gort_AfterFunc(100 * SECOND, 0, late, nil);
	for (int round = 0; round < 4; round++) {
		gort_Sleep(5 * MS); // everybody idle
		gort_wgadd(&wg, 1 + round);
		for (int i = 0; i <= round; i++)
			gort_go(sleeper, nil);
		gort_wgwait(&wg);
	}
	return (int)failed;
}
