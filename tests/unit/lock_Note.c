// A note wakes its sleeper once per round, is remembered when the wake-up comes first, and a timed
// sleep ends by itself. A futex wake-up without notewakeup ends no sleep.
#include "runtime.h"
#include <gort.h>

enum { ROUNDS = 20000 };

static note ping, pong, late;
static int  got;
static gort_waitgroup wg;

static void answer(void *arg)
{
	gort_LockOSThread();
	for (int i = 0; i < ROUNDS; i++) {
		notetsleepg(&ping, -1);
		noteclear(&ping);
		got++;
		notewakeup(&pong);
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

static void wakelate(void *arg)
{
	usleep(2000);
	notewakeup(&late);
}

static note   spurious;
static uint32 insyscall, asleep;

static void wakeoften(void *arg)
{
	gort_entersyscall();
	RELAXED_SET(insyscall, 1);
	while (atomic_Load(&asleep) == 0)
		usleep(100);
	for (int i = 0; i < 100; i++) {
		usleep(100);
		futexwakeup((uint32 *)&spurious.key, 1);
	}
	atomic_Store(&asleep, 2);
	notewakeup(&spurious);
	gort_exitsyscall();
}

static void sleeplong(void *arg)
{
	atomic_Store(&asleep, 1);
	notesleep(&spurious);
}

int main(void)
{
	note n = {0};
	int64 t0 = nanotime();
	if (notetsleepg(&n, 20 * 1000 * 1000) || nanotime() - t0 < 20 * 1000 * 1000) {
		println("a timed sleep without a wake-up ended early or said it was woken");
		return 1;
	}
	notewakeup(&n);
	if (!notetsleepg(&n, 0) || !notetsleepg(&n, -1)) {
		println("a wake-up before the sleep was lost");
		return 1;
	}
	noteclear(&late);
	gort_go(wakelate, nil);
	if (!notetsleepg(&late, 60 * (int64)1000000000)) {
		println("a wake-up during a timed sleep was lost");
		return 1;
	}
	gort_go(wakeoften, nil);
	while (RELAXED(insyscall) == 0)
		gort_Gosched();
	systemstack(sleeplong, nil);
	if (atomic_Load(&asleep) != 2) {
		println("a sleep ended with a wake-up for nobody");
		return 1;
	}
	gort_wgadd(&wg, 1);
	gort_go(answer, nil);
	for (int i = 0; i < ROUNDS; i++) {
		notewakeup(&ping);
		notetsleepg(&pong, -1);
		noteclear(&pong);
		if (got != i + 1) {
			println("round", i, "saw", got);
			return 1;
		}
	}
	gort_wgwait(&wg);
	return 0;
}
