// golang/go#32912, #35473: signals that arrive in the vDSO's clock, on whatever stack that runs, do
// no harm; time does not go backwards.
// procs: 1 4
// storm: 8000
#include "regress.h"

static gort_waitgroup wg;

static void look(void *arg)
{
	int64 start = nanotime(), last = start;
	while (last - start < SECOND / 2) {
		for (int i = 0; i < 100; i++) {
			int64 t = nanotime();
			CHECK(t >= last, "back by", last - t);
			last = t;
		}
		int32 ns;
		CHECK(walltime(&ns) > 1600000000 && ns >= 0 && ns < 1000000000, "walltime");
	}
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, 6);
	for (int i = 0; i < 6; i++)
		gort_go(look, nil);
	gort_wgwait(&wg);
	return (int)failed;
}
