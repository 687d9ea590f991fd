// golang/go#45716, #44868: a timer that was started on a P that GOMAXPROCS then takes away fires
// all the same.
// procs: 8
#include "regress.h"

enum { N = 64 };
static gort_waitgroup wg, fired;
static uint32 ticks[N];
static uint32 highest;

static void once(void *arg) { gort_wgdone(&fired); }
static void tick(void *arg) { atomic_Xadd((uint32 *)arg, 1); }

static void arm(void *arg)
{
	// Until many Ps have one.
	gort_AfterFunc(30 * MS, 0, once, nil);
	gort_AfterFunc(10 * MS, 10 * MS, tick, arg);
	uint32 id = (uint32)puintptr_ptr(getg()->m->p)->id, old;
	while ((old = atomic_Load(&highest)) < id && !atomic_Cas(&highest, old, id))
		;
	for (int64 until = nanotime() + MS; nanotime() < until;)
		;
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, N);
	gort_wgadd(&fired, N);
	for (int i = 0; i < N; i++)
		gort_go(arm, &ticks[i]);
	gort_wgwait(&wg);
	CHECK(highest >= 4, "only on Ps up to", highest);
	gort_GOMAXPROCS(1);
	uint32 before[N];
	for (int i = 0; i < N; i++)
		before[i] = atomic_Load(&ticks[i]);
	gort_wgwait(&fired); // hangs if one is lost
	int64 until = nanotime() + 20 * SECOND;
	for (int i = 0; i < N; i++) {
		while (atomic_Load(&ticks[i]) < before[i] + 3 && nanotime() < until)
			gort_Sleep(MS);
		CHECK(atomic_Load(&ticks[i]) >= before[i] + 3, "ticker", i, "stands at", ticks[i]);
	}
	return (int)failed;
}
