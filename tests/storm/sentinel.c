// Registers survive asynchronous preemption: goroutines hold known values in every class of
// registers while a thread of ours requests preemptions by signal as fast as it can, at least 5000
// a second; each goes on later, often on another thread, and finds every bit as it was.
// Usage: sentinel SECONDS [CLASS | fxsave]; fxsave: as on a machine without XSAVE. Exit status 1: a
// wrong value; 2: the signals, the preemptions or the changes of thread did not come.
#include "runtime.h"
#include <gort.h>

enum { RATE = 5000, PER = 3, WORDS = 128, ROUNDS = 20000 };

#define SECOND ((int64)1000 * 1000 * 1000)

extern uint32 xsaveMask GOSYM(xsaveMask);

typedef void holder(const void *in, void *out, uint64 n);
holder hold_gpr, hold_redzone, hold_flags, hold_x87, hold_mxcsr, hold_xmm, hold_ymm, hold_zmm,
	hold_hizmm, hold_mask;

static void any(uint64 *in, uint64 *want) { (void)in; (void)want; }

// CF PF AF ZF SF, DF OF, AC ID. The kernel's and the debugger's are left alone.
static void flagbits(uint64 *in, uint64 *want) { *want = *in = (*in & 0x240cd5) | 0x202; }

// Exceptions masked; any precision and rounding. One of the eight is empty, the top is 1: 3 words
// of fnstenv.
static void x87state(uint64 *in, uint64 *want)
{
	in[0] = (in[0] & 0xf00) | 0x7f;
	if ((in[0] & 0x300) == 0x100)
		in[0] |= 0x200; // reserved
	want[0] = 0xffff0000 | in[0] | (uint64)0xffff0000 << 32 | (uint64)(1 << 11) << 32;
	want[1] = 0xffff0003;
	for (int i = 1; i < 8; i++)
		want[i + 1] = in[i] |= 1; // not 0, whose tag differs
}

// Exceptions masked; rounding, flush to zero, denormals are zero, and the sticky bits.
static void mxcsrbits(uint64 *in, uint64 *want) { *want = *in = (*in & 0xe07f) | 0x1f80; }

static const struct class {
	const char *name;
	holder     *hold;
	int         in, out; // words
	uint32      needs;   // of xsaveMask
	void      (*make)(uint64 *in, uint64 *want);
} classes[] = {
	{"gpr", hold_gpr, 15, 15, 0, any},
	{"redzone", hold_redzone, 16, 16, 0, any},
	{"flags", hold_flags, 1, 1, 0, flagbits},
	{"x87", hold_x87, 8, 9, 0, x87state},
	{"mxcsr", hold_mxcsr, 1, 1, 0, mxcsrbits},
	{"xmm", hold_xmm, 32, 32, 0, any},
	{"ymm", hold_ymm, 64, 64, 4, any},
	{"zmm", hold_zmm, 128, 128, 0xe4, any},
	{"hizmm", hold_hizmm, 128, 128, 0xe4, any},
	{"mask", hold_mask, 8, 8, 0xe4, any},
};

int setpriority(int which, unsigned who, int nice); // musl's

static gort_waitgroup wg;
static uint32 stop, failed;
static uint64 holds, moves;

static uint64 next(uint64 *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	return *x ^= *x << 17;
}

static bool streq(const char *a, const char *b)
{
	while (*a != 0 && *a == *b)
		a++, b++;
	return *a == *b;
}

typedef struct worker { const struct class *c; uint64 seed; } worker;

static void work(void *arg)
{
	worker *w = arg;
	const struct class *c = w->c;
	uint64 *in = gort_new(WORDS * 8), *want = gort_new(WORDS * 8), *out = gort_new(WORDS * 8);
	int64 last = 0;
	while (atomic_Load(&stop) == 0) {
		for (int i = 0; i < c->in; i++)
			want[i] = in[i] = next(&w->seed);
		c->make(in, want);
		c->hold(in, out, ROUNDS);
		for (int i = 0; i < c->out; i++)
			if (out[i] != want[i]) {
				println("sentinel:", c->name, "word", i, "is", hex(out[i]), "not", hex(want[i]));
				atomic_Store(&failed, 1);
				atomic_Store(&stop, 1);
			}
		atomic_Xadd64(&holds, 1);
		int64 id = getg()->m->id;
		if (id != last)
			atomic_Xadd64(&moves, 1);
		last = id;
	}
	gort_wgdone(&wg);
}

// On a thread of its own without a P, as sysmon.
static void storm(void)
{
	setpriority(0, 0, -10); // where we may, for the rate on a busy machine
	for (;;) {
		usleep(50);
		preemptall();
	}
}

static void startstorm(void *unused) { newm(storm, nil, -1); }

static uint64 schedticks(void)
{
	uint64 n = 0;
	for (intgo i = 0; i < gomaxprocs; i++)
		n += allp.array[i]->schedtick;
	return n;
}

static uint64 handled(void)
{
	uint64 n = 0;
	for (m *mp = atomic_Loadp(&allm); mp != nil; mp = mp->alllink)
		n += atomic_Load(&mp->preemptGen);
	return n;
}

int main(int argc, char **argv)
{
	int64 seconds = 0;
	if (argc < 2)
		return 2;
	for (const char *s = argv[1]; *s != 0; s++)
		seconds = 10 * seconds + (*s - '0');
	bool fxsave = argc > 2 && streq(argv[2], "fxsave");
	if (fxsave)
		xsaveMask = 0;
	static worker workers[nelem(classes) * PER];
	int n = 0;
	__builtin_cpu_init();
	// AVX-512 without byte and word operations has shorter masks.
	uint32 mask = __builtin_cpu_supports("avx512bw") ? xsaveMask : xsaveMask & ~0xe0u;
	for (uintptr i = 0; i < nelem(classes); i++)
		if ((classes[i].needs & ~mask) == 0 &&
		    (argc < 3 || fxsave || streq(argv[2], classes[i].name)))
			for (int k = 0; k < PER; k++, n++)
				workers[n] = (worker){&classes[i], 0x9e3779b97f4a7c15 * (uint64)(n + 1)};
	if (n == 0)
		return 77;

	systemstack(startstorm, nil);
	gort_wgadd(&wg, n);
	uint64 signals = handled(), switches = schedticks();
	int64  start = nanotime();
	for (int i = 0; i < n; i++)
		gort_go(work, &workers[i]);
	// A slow machine takes longer for as many signals.
	int64 limit = start + (3 * seconds + 10) * SECOND, t;
	do {
		gort_Sleep(SECOND / 20);
		t = nanotime();
	} while (atomic_Load(&stop) == 0 && t < limit &&
	         (t < start + seconds * SECOND || handled() - signals < (uint64)(RATE * seconds)));
	signals = handled() - signals;
	switches = schedticks() - switches;
	atomic_Store(&stop, 1);
	gort_wgwait(&wg);

	println("sentinel:", (t - start) / (SECOND / 1000), "ms,", signals, "signals,", switches,
	        "switches,", holds, "holds,", moves, "moves");
	if (failed != 0)
		return 1;
	if (signals < (uint64)(RATE * seconds) || switches < signals / 20 ||
	    (gort_GOMAXPROCS(0) > 1 && moves < switches / 20)) {
		println("sentinel: no storm");
		return 2;
	}
	return 0;
}
