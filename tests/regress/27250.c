// golang/go#27250, #27520: a thread that is woken for nothing while it sleeps with a time limit
// sleeps on, and no longer than the limit.
#include "regress.h"

static note n;
static uint32 state;
static int64 slept;
static bool woken;

static void thread(void)
{
	int64 t = nanotime();
	atomic_Store(&state, 1);
	woken = notetsleep(&n, 200 * MS);
	slept = nanotime() - t;
	atomic_Store(&state, 2);
	for (;;)
		usleep(1000000);
}

static void start(void *arg) { newm(thread, nil, -1); }

int main(void)
{
	noteclear(&n);
	systemstack(start, nil);
	int64 until = nanotime() + 20 * SECOND;
	int wakes = 0;
	while (atomic_Load(&state) != 2 && nanotime() < until) {
		futexwakeup((uint32 *)&n.key, 1);
		wakes++;
		gort_Sleep(MS / 2);
	}
	CHECK(atomic_Load(&state) == 2, "asleep for ever");
	CHECK(!woken && slept >= 200 * MS && wakes > 5, "woken", woken, "after", slept, "wakes", wakes);
	return (int)failed;
}
