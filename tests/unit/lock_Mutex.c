// lock and unlock exclude: threads that increment a plain counter under one mutex lose no increment, with and without sleepers.
#include "runtime.h"
#include "include/gort.h"

enum { THREADS = 6, ROUNDS = 100000 };

static mutex mu;
static intgo counter;
static gort_waitgroup wg;

static void work(void *arg)
{
	gort_LockOSThread();
	for (int i = 0; i < ROUNDS; i++) {
		lock(&mu);
		counter++;
		if (i % 4096 == 0)
			usleep(100); // make the others sleep in the futex
		unlock(&mu);
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, THREADS);
	for (int i = 0; i < THREADS; i++)
		gort_go(work, nil);
	gort_wgwait(&wg);
	if (counter != (intgo)THREADS * ROUNDS || mu.key != 0) {
		println("counter", counter, "key", mu.key);
		return 1;
	}
	return 0;
}
