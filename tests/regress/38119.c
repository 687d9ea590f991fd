// golang/go#38119, #38070: a goroutine that does nothing but reset a timer lets others run, also on
// one P and when it is preempted anywhere.
// procs: 1 2
// storm: 2000
#include "regress.h"

static uint64 turns, resets;
static bool over;

static void nothing(void *arg) {}

static void reset(void *arg)
{
	gort_timer *t = gort_AfterFunc(60 * SECOND, 0, nothing, nil);
	for (; !RELAXED(over); RELAXED_SET(resets, resets + 1))
		gort_timerReset(t, 60 * SECOND - (int64)(resets % 1000) * MS);
}

static void other(void *arg)
{
	for (; !RELAXED(over); RELAXED_SET(turns, turns + 1))
		gort_Gosched();
}

int main(void)
{
	gort_go(reset, nil);
	gort_go(other, nil);
	for (int i = 0; i < 50; i++)
		gort_Sleep(MS);
	int64 until = nanotime() + 10 * SECOND;
	while ((RELAXED(turns) < 20 || RELAXED(resets) < 1000) && nanotime() < until)
		gort_Sleep(10 * MS);
	RELAXED_SET(over, true);
	CHECK(RELAXED(turns) >= 20 && RELAXED(resets) >= 1000, "turns", turns, "resets", resets);
	return (int)failed;
}
