// golang/go#27250, #27520: a thread that is woken for nothing while it sleeps with a time limit
// sleeps on, and no longer than the limit. Again and again, until it was woken often enough.
#include "regress.h"

static note n;
static uint32 state;
static int64 slept;
static bool woken;

static void thread(void)
{
	for (;;) {
		while (atomic_Load(&state) != 1)
			usleep(100);
		int64 t = nanotime();
		woken = notetsleep(&n, 200 * MS);
		slept = nanotime() - t;
		atomic_Store(&state, 2);
	}
}

static void start(void *arg) { newm(thread, nil, -1); }

int main(void)
{
	systemstack(start, nil);
	int64 until = nanotime() + 60 * SECOND;
	int wakes = 0;
	do {
		noteclear(&n);
		atomic_Store(&state, 1);
		while (atomic_Load(&state) != 2 && nanotime() < until) {
			futexwakeup((uint32 *)&n.key, 1);
			wakes++;
			gort_Sleep(MS / 2);
		}
		CHECK(atomic_Load(&state) == 2, "asleep for ever");
		CHECK(!woken && slept >= 200 * MS, "woken", woken, "after", slept);
	} while (wakes <= 5 && !failed);
	return (int)failed;
}
