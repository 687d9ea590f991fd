// 10 000 profile signals a second, while a reader empties the profile as runtime/pprof does, and
// then while it is too slow for that: each signal is a sample, or is counted as lost.
// Usage: cpuprof_Rate SECONDS
#include "runtime.h"
#include <gort.h>

enum { SENDERS = 2, RATE = 10000, TICKS = 100 /* a second */, SIGPROF = 27, SLOW = 3 };

#define SECOND ((int64)1000 * 1000 * 1000)

static uint64 samples, lost;
static uint32 slow; // the reader does nothing
static int64  seconds;
static gort_waitgroup senders, readers;

static void fail(const char *what, uint64 n)
{
	println("FAIL:", what, n);
	exit(1);
}

// A signal to this thread, which it takes before raise returns, from a stack of that depth.
static void deep(int64 n)
{
	volatile int64 depth = n;
	if (depth > 0) {
		deep(depth - 1);
		return;
	}
	procPin();
	raise(SIGPROF);
	procUnpin();
}

static void sender(void *arg)
{
	int64 n = (int64)(intgo)arg * RATE / SENDERS, due = nanotime();
	for (int64 i = 0; i < n; i++) {
		if (i % (RATE / SENDERS / TICKS) == 0) {
			int64 now = nanotime();
			if (now < due)
				gort_Sleep(due - now);
			due += SECOND / TICKS;
		}
		deep(i % 50);
	}
	gort_wgdone(&senders);
}

static void reader(void *arg)
{
	bool first = true;
	for (;;) {
		gort_Sleep(SECOND / 10);
		if (atomic_Load(&slow) != 0)
			continue;
		cpuprofile p = runtime_pprof_readProfile();
		uint64 *w = p.data.array, *end = w + p.data.len;
		for (; w < end; first = false, w += w[0]) {
			if (w[0] < 3 || w[0] > (uint64)(end - w))
				fail("a malformed record of words:", w[0]);
			if (w[2] == 0)
				lost += w[3];
			else if (!first)
				samples += w[2];
		}
		if (p.eof)
			break;
	}
	gort_wgdone(&readers);
}

static void signals(int64 n)
{
	gort_wgadd(&senders, SENDERS);
	for (int i = 0; i < SENDERS; i++)
		gort_go(sender, (void *)(intgo)n);
	gort_wgwait(&senders);
}

int main(int argc, char **argv)
{
	for (const char *s = argv[1]; *s != 0; s++)
		seconds = seconds * 10 + *s - '0';
	// The timer's own are one a second and processor at most; ours are the others.
	SetCPUProfileRate(1);
	gort_wgadd(&readers, 1);
	gort_go(reader, nil);
	int64 t0 = nanotime();
	signals(seconds);
	int64 took = nanotime() - t0;
	atomic_Store(&slow, 1);
	signals(SLOW);
	atomic_Store(&slow, 0);
	uint64 timer = (uint64)((nanotime() - t0) / SECOND + 1) * 8;
	SetCPUProfileRate(0);
	gort_wgwait(&readers);

	uint64 sent = (uint64)(seconds + SLOW) * RATE, got = samples + lost;
	println((uint64)seconds * RATE, "signals in", took / 1000000, "ms, then", SLOW * RATE,
	        "without a reader:", samples, "samples,", lost, "lost");
	if (got < sent || got > sent + timer)
		fail("samples and lost together are", got);
	if (lost == 0)
		fail("the ring never ran full; samples:", samples);
	return 0;
}
