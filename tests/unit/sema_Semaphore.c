// Semaphores of many addresses: no permit is lost or made, and every waiter is woken.
#include "runtime.h"
#include "include/gort.h"

enum { SEMAS = 37, WORKERS = 200, ROUNDS = 500 };

static uint32_t sema[SEMAS];
static int32    inside[SEMAS];
static gort_waitgroup wg;
static uint32   bad;

static void work(void *arg)
{
	uintptr r = (uintptr)arg * 2654435761u + 1;
	for (int i = 0; i < ROUNDS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		int s = (r >> 33) % SEMAS;
		gort_semacquire(&sema[s]);
		// mo: seq_cst counter; more than two inside is a made-up permit.
		if (atomic_Xadd(&inside[s], 1) > 2)
			atomic_Store(&bad, 1);
		if (r >> 62 == 0)
			gort_Gosched();
		atomic_Xadd(&inside[s], -1);
		gort_semrelease(&sema[s]);
	}
	gort_wgdone(&wg);
}

int main(void)
{
	for (int i = 0; i < SEMAS; i++)
		sema[i] = 2;
	gort_wgadd(&wg, WORKERS);
	for (int i = 0; i < WORKERS; i++)
		gort_go(work, (void *)(uintptr)i);
	gort_wgwait(&wg);
	for (int i = 0; i < SEMAS; i++)
		if (sema[i] != 2) {
			println("semaphore", i, "ends with", sema[i]);
			return 1;
		}
	return bad;
}
