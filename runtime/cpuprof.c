// The CPU profile. SIGPROF comes at a rate of so many a second of CPU time; its handler (sigprof in
// proc.c) stores the stack that it interrupts in a ring buffer, which a goroutine empties
// (readProfile).
//
// A sample's pcs are those of its frames. Which calls were inlined there is found when the profile
// is written: a handler could not read debug information. See frameCalls in symtab.h.
#include "runtime.h"

// go: cpuprof.go#cpuProfile
struct cpuProfile {
	mutex    lock;
	bool     on;  // protected by lock
	profBuf *log; // stored under lock; written to by the holder of prof.signalLock

	// Samples of threads without a g, protected by prof.signalLock: the number of words, itself
	// included, and the pcs of each. The next sample of a Go thread takes them to the log.
	uintptr extra[1000];
	intgo   numExtra;
	uint64  lostExtra;  // how many did not fit
	uint64  lostAtomic; // unused on amd64
};

cpuProfile cpuprof;

static bool cpuprofown; // begun by gort_cpuprofile_start; protected by cpuprof.lock

static void cpuProfile_addExtra(cpuProfile *cp) GOSYM(cpuProfile.addExtra);

// go: none — body of SetCPUProfileRate; false if a profile is on, or not yet read to its end
// own: for gort_cpuprofile_start and _stop. What Go code asks for meanwhile is not done.
static bool setrate(intgo hz, bool own)
{
	if (hz < 0)
		hz = 0;
	if (hz > 1000000)
		hz = 1000000;

	bool ok = true;
	lock(&cpuprof.lock);
	if (hz > 0) {
		ok = !cpuprof.on && cpuprof.log == nil;
		if (ok) {
			cpuprof.on = true;
			cpuprofown = own;
			cpuprof.log = newProfBuf(1, 1 << 17, 1 << 14);
			uint64 hdr[1] = {(uint64)hz};
			profBuf_write(cpuprof.log, nil, nanotime(), hdr, 1, nil, 0);
			setcpuprofilerate((int32)hz);
		}
	} else if (cpuprof.on && cpuprofown == own) {
		// After this no handler stores a sample, as each looks at the rate under signalLock.
		setcpuprofilerate(0);
		cpuprof.on = false;
		cpuProfile_addExtra(&cpuprof);
		profBuf_close(cpuprof.log);
	}
	unlock(&cpuprof.lock);
	return ok;
}

// go: cpuprof.go#SetCPUProfileRate
// Begins a profile of hz samples a second of CPU time, or ends it if hz <= 0. A profile can begin
// only after the one before it has been read to its end.
void SetCPUProfileRate(intgo hz)
{
	if (!setrate(hz, false))
		print("runtime: cannot set cpu profile rate until previous profile has finished.\n");
}

// go: cpuprof.go#cpuProfile.add
// Stores a sample of gp. In the signal handler.
void cpuProfile_add(cpuProfile *cp, g *gp, const uintptr *stk, intgo n)
{
	if (!proflocksignal())
		return;
	if (cp->numExtra > 0 || cp->lostExtra > 0 || cp->lostAtomic > 0)
		cpuProfile_addExtra(cp);
	const uint64 hdr[1] = {1}; // a count, as pprof wants it
	profBuf_write(cp->log, &gp->labels, nanotime(), hdr, 1, stk, n);
	profunlocksignal();
}

// go: cpuprof.go#cpuProfile.addNonGo
// Stores a sample of a thread without a g. In the signal handler, on a stack that may be small.
void cpuProfile_addNonGo(cpuProfile *cp, const uintptr *stk, intgo n)
{
	if (!proflocksignal())
		return;
	if (cp->numExtra + 1 + n < nelem(cp->extra)) {
		uintptr *p = &cp->extra[cp->numExtra];
		*p++ = (uintptr)(1 + n);
		for (intgo i = 0; i < n; i++)
			*p++ = stk[i];
		cp->numExtra += 1 + n;
	} else {
		cp->lostExtra++;
	}
	profunlocksignal();
}

// go: cpuprof.go#cpuProfile.addExtra
// Takes the samples of threads without a g to the log.
// Holds: prof.signalLock, or the profile is off.
static void cpuProfile_addExtra(cpuProfile *cp)
{
	uint64 hdr[1] = {1};
	for (intgo i = 0; i < cp->numExtra; i += (intgo)cp->extra[i])
		profBuf_write(cp->log, nil, 0, hdr, 1, &cp->extra[i + 1], (intgo)cp->extra[i] - 1);
	cp->numExtra = 0;

	if (cp->lostExtra > 0) {
		hdr[0] = cp->lostExtra;
		uintptr stk[2] = {(uintptr)_LostExternalCode + 1, (uintptr)_ExternalCode + 1};
		profBuf_write(cp->log, nil, 0, hdr, 1, stk, 2);
		cp->lostExtra = 0;
	}
	if (cp->lostAtomic > 0) {
		hdr[0] = cp->lostAtomic;
		uintptr stk[2] = {(uintptr)_LostSIGPROFDuringAtomic64 + 1, (uintptr)_System + 1};
		profBuf_write(cp->log, nil, 0, hdr, 1, stk, 2);
		cp->lostAtomic = 0;
	}
}

// go: cpuprof.go#CPUProfile
slice CPUProfile(void) { panicplain(STR("CPUProfile no longer available")); }

// go: none — begins a profile for gort_cpuprofile_start
bool cpuProfile_begin(intgo hz) { return setrate(hz, true); }

// go: none — ends it
void cpuProfile_stop(void) { setrate(0, true); }

// go: none — the log of the profile that is on, or not yet read to its end; nil: there is none.
//     *own: it is gort_cpuprofile_start's
profBuf *cpuProfile_log(bool *own)
{
	lock(&cpuprof.lock);
	profBuf *log = cpuprof.log;
	*own = cpuprofown;
	unlock(&cpuprof.lock);
	return log;
}

// go: none — the log has been read to its end
void cpuProfile_end(void)
{
	lock(&cpuprof.lock);
	cpuprof.log = nil;
	unlock(&cpuprof.lock);
}
