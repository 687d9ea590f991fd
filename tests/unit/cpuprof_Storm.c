// Each SIGPROF while the CPU profile is on is a sample, or is counted as lost; and SIGPROF from
// outside harms neither the start nor the end of a profile.
#include "runtime.h"
#include <gort.h>

enum {
	SIGNALS = 6000,
	SENDERS = 3,
	ROUNDS = 2,
	CYCLES = 150,
	SIGPROF = 27,
	SWITCHING = 300 * 1000 * 1000, // ns
};

static uint64 samples, lost, records;
static uint32 stop;
static gort_waitgroup wg, readers;

static void fail(const char *what, uint64 n)
{
	println("FAIL: ", gostringnocopy((const byte *)what), " ", n);
	exit(1);
}

// The sender takes each signal before raise returns: it is sent to the sender's own thread.
static void sender(void *arg)
{
	for (int i = 0; i < SIGNALS; i++) {
		procPin();
		raise(SIGPROF);
		procUnpin();
	}
	gort_wgdone(&wg);
}

// To the end of the profile.
static void reader(void *arg)
{
	bool first = true;
	for (;;) {
		cpuprofile p = runtime_pprof_readProfile();
		uint64 *w = p.data.array, *end = w + p.data.len;
		intgo n = 0;
		for (; w < end; w += w[0], n++) {
			if (first && (w[0] != 3 || w[2] != 1))
				fail("the profile begins with a record of words:", w[0]);
			if (w[0] < 3 || w[0] > (uint64)(end - w))
				fail("a malformed record of words:", w[0]);
			if (first)
				first = false;
			else if (w[2] == 0)
				lost += w[3];
			else
				samples += w[2], records++;
			for (uint64 i = 3; w[2] != 0 && i < w[0]; i++)
				if (!funcInfo_valid(findfunc((w[i] & ~((uintptr)1 << 63)) - 1)))
					fail("a pc in no function:", w[i]);
		}
		if (n != p.tags.len)
			fail("records without a tag:", (uint64)(n - p.tags.len));
		if (p.eof)
			break;
	}
	gort_wgdone(&readers);
}

static void count(void)
{
	int64 t0 = nanotime();
	// One a second from the timer, at most; they are the only ones that we do not send.
	SetCPUProfileRate(1);
	for (int round = 0; round < ROUNDS; round++) {
		gort_wgadd(&wg, SENDERS);
		for (int i = 0; i < SENDERS; i++)
			gort_go(sender, nil);
		if (round == 1) {
			// The ring, of 16384 records, is full by now.
			gort_wgadd(&readers, 1);
			gort_go(reader, nil);
		}
		gort_wgwait(&wg);
	}
	SetCPUProfileRate(0);
	gort_wgwait(&readers);
	uint64 sent = ROUNDS * SENDERS * SIGNALS, got = samples + lost;
	uint64 timer = (uint64)((nanotime() - t0) / (1000 * 1000 * 1000) + 1) * 8;
	if (got < sent || got > sent + timer)
		fail("of 36000 signals were samples or lost:", got);
	if (lost == 0)
		fail("the ring never ran full; samples:", samples);
	if (records == 0)
		fail("there are no samples; lost:", lost);
}

// Signals for the whole process come to the main thread, if it has not blocked them.
static void pester(void *arg)
{
	gort_LockOSThread();
	while (atomic_Load(&stop) == 0)
		raiseproc(SIGPROF);
	gort_wgdone(&wg);
}

static void cycles(void)
{
	gort_LockOSThread();
	gort_wgadd(&wg, 1);
	gort_go(pester, nil);
	for (int i = 0; i < CYCLES; i++) {
		SetCPUProfileRate(1);
		gort_wgadd(&readers, 1);
		gort_go(reader, nil);
		usleep((uint32)i % 50);
		SetCPUProfileRate(0);
		gort_wgwait(&readers);
	}
	atomic_Store(&stop, 1);
	gort_wgwait(&wg);
}

static gort_chan ping;

static int deep(int n)
{
	volatile byte frame[300];
	frame[n] = (byte)n;
	return n == 0 ? 0 : deep(n - 1) + frame[n] - n;
}

static void switcher(void *arg)
{
	for (intgo i = 0; atomic_Load(&stop) == 0; i++) {
		uint64 v = 1;
		if (arg != nil)
			gort_trysend(ping, &v);
		else
			gort_tryrecv(ping, &v, nil);
		deep((int)(i % 200));
		gort_nanotime();
		gort_entersyscall();
		gort_exitsyscall();
		gort_Gosched();
	}
	gort_wgdone(&wg);
}

static void once(void *arg) {}

static void spawner(void *arg)
{
	while (atomic_Load(&stop) == 0) {
		gort_go(once, nil);
		gort_Sleep(1000);
	}
	gort_wgdone(&wg);
}

// Signals for every M, at any moment: while stacks are switched, grown and freed, in the vDSO, in
// system calls. Samples have to be of functions (see reader), and nothing may be spoilt.
static void switching(void)
{
	ping = gort_makechan(8, 1);
	SetCPUProfileRate(1);
	gort_wgadd(&readers, 1);
	gort_go(reader, nil);
	gort_wgadd(&wg, 5);
	for (intgo i = 0; i < 4; i++)
		gort_go(switcher, i % 2 != 0 ? ping : nil);
	gort_go(spawner, nil);
	for (int64 t0 = nanotime(); nanotime() - t0 < SWITCHING;) {
		for (m *mp = atomic_Loadp(&allm); mp != nil; mp = mp->alllink)
			if (mp != getg()->m && RELAXED(mp->procid) != 0)
				signalM(mp, SIGPROF);
		usleep(20);
		gort_Gosched();
	}
	atomic_Store(&stop, 1);
	gort_wgwait(&wg);
	SetCPUProfileRate(0);
	gort_wgwait(&readers);
	stop = 0;
}

// What findfunc has found of one pc it does not say of another with the same place in its cache.
static void lookups(void)
{
	uintptr last = 0;
	for (uintptr pc = firstmoduledata.text; pc < firstmoduledata.etext; pc += 8) {
		funcInfo f = findfunc(pc);
		if (!funcInfo_valid(f))
			continue;
		if (f.entry > pc || f.entry < last)
			fail("another function has the pc", pc);
		last = f.entry;
	}
}

int main(void)
{
	lookups();
	count();
	switching();
	cycles();
	return 0;
}
