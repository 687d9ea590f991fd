// Selects over random sets of channels, sending and receiving: every value arrives exactly once, and each ready case is chosen now and then.
#include "runtime.h"
#include "include/gort.h"

enum { CHANS = 8, SENDERS = 10, RECEIVERS = 10, EACH = 3000 };

static gort_chan chans[CHANS];
static gort_chan stop;
static uint32    seen[SENDERS * EACH];
static uint32    received;
static gort_waitgroup senders, receivers;

static uint32 next(uint64 *r)
{
	*r = *r * 6364136223846793005u + 1442695040888963407u;
	return *r >> 33;
}

static void sender(void *arg)
{
	uint64 r = (uintptr)arg + 1;
	for (int i = 0; i < EACH; i++) {
		int32 v = (int32)(uintptr)arg * EACH + i;
		gort_case c[CHANS];
		int n = 1 + next(&r) % CHANS;
		for (int k = 0; k < n; k++)
			c[k] = (gort_case){.c = chans[next(&r) % CHANS], .elem = &v, .send = true};
		if (next(&r) % 8 == 0 && gort_select(c, n, false) >= 0)
			continue;
		else if (gort_select(c, n, true) < 0)
			atomic_Xadd(&received, 1 << 30);
	}
	gort_wgdone(&senders);
}

static void receiver(void *arg)
{
	uint64 r = (uintptr)arg + 1000;
	for (;;) {
		int32 v = -1;
		gort_case c[CHANS + 1];
		int n = 1 + next(&r) % CHANS;
		for (int k = 0; k < n; k++)
			c[k] = (gort_case){.c = chans[(k + next(&r)) % CHANS], .elem = &v};
		// A blocking receive covers every channel, so that no sender waits for ever.
		for (int k = 0; k < CHANS; k++)
			c[k] = (gort_case){.c = chans[(k + n) % CHANS], .elem = &v};
		c[CHANS] = (gort_case){.c = stop};
		int i = gort_select(c, CHANS + 1, true);
		if (i == CHANS)
			break;
		// mo: seq_cst counters, read after the receivers ended.
		atomic_Xadd(&seen[v], 1);
		atomic_Xadd(&received, 1);
	}
	gort_wgdone(&receivers);
}

int main(void)
{
	for (int i = 0; i < CHANS; i++)
		chans[i] = gort_makechan(sizeof(int32), i % 3);
	stop = gort_makechan(0, 0);
	gort_wgadd(&senders, SENDERS);
	gort_wgadd(&receivers, RECEIVERS);
	for (int i = 0; i < SENDERS; i++)
		gort_go(sender, (void *)(uintptr)i);
	for (int i = 0; i < RECEIVERS; i++)
		gort_go(receiver, (void *)(uintptr)i);
	gort_wgwait(&senders);
	while (atomic_Load(&received) < SENDERS * EACH) // buffered values
		gort_Gosched();
	gort_closechan(stop);
	gort_wgwait(&receivers);
	for (int i = 0; i < SENDERS * EACH; i++)
		if (seen[i] != 1) {
			println("value", i, "arrived", seen[i], "times");
			return 1;
		}

	// Uniform choice among ready cases: 4 buffered channels that are always ready.
	int hits[4] = {0};
	gort_case c[4];
	int32 v;
	for (int k = 0; k < 4; k++) {
		c[k] = (gort_case){.c = gort_makechan(sizeof(int32), 1), .elem = &v};
		gort_chansend(c[k].c, &v);
	}
	for (int i = 0; i < 4000; i++) {
		int k = gort_select(c, 4, true);
		hits[k]++;
		gort_chansend(c[k].c, &v);
	}
	for (int k = 0; k < 4; k++)
		if (hits[k] < 800 || hits[k] > 1200) {
			println("case", k, "was chosen", hits[k], "times of 4000");
			return 1;
		}
	return 0;
}
