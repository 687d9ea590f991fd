// The scheduler.
//
// A goroutine (G) runs user code on a thread (M) that holds a processor (P), of which there are GOMAXPROCS. Each P has a queue of runnable Gs;
// an M without work steals half of another P's queue, and sleeps when there is nothing to steal.
//
// Keeping the right number of threads awake. A runnable G should not wait while a P is idle, and threads should not be woken to find nothing.
// An M that looks for work is spinning (m.spinning) and counted in sched.nmspinning.
//
//   - Who makes a G runnable wakes an M only if some P is idle and nobody spins (wakep). The CAS of nmspinning from 0 to 1 lets one waker
//     through; the M is born spinning.
//   - A spinner that finds work and was the last one wakes another if Ps are still idle (resetspinning). So one wake-up spreads until the
//     machine is busy, and does not cost a wake-up for each G.
//   - A spinner that finds nothing gives its P to the idle list, then leaves the spinning state, then looks at all queues once more.
//
// No G is left behind, because the submitter stores the G, then (full fence) reads npidle and nmspinning, while the last spinner stores
// npidle and nmspinning, then (full fence) reads the queues: in the order of all sequentially consistent operations one of the two comes
// second and sees the other. The global queue needs none of that: it is looked at again, under sched.lock, before the P is given up.
//
// A P that was taken from the idle list or from an M must come, before its holder can block or be preempted, to another M (nextp and a wake-up),
// back to the idle list, or to _Pgcstop with stopwait counted down; else stopping the world waits for ever. Hence startm, handoffp and their
// like run on g0 or with m.locks > 0.
#include "runtime.h"

#include <cpuid.h>

String buildVersion = {(const byte *)"go1.14.6", sizeof "go1.14.6" - 1};
String modinfo;

m m0;
g g0;

// Closed when main's initialisers are done; C code that calls Go waits for it.
static hchan *main_init_done GOSYM(main_init_done);

bool  mainStarted;     // newproc may wake Ms
int64 runtimeInitTime; // nanotime() when the runtime was ready

// The mask that new Ms get: the first thread's at start-up.
sigset initSigmask;

// Initialisers of packages: one of the two, by the compiler of the program.
extern initTask main_inittask GOLABEL("main..inittask") __attribute__((weak));
extern void __go_init_main(void) __attribute__((weak));

extern byte    mstart_resume[] GOSYM(mstart.resume); // in mstart, behind its call of mstart0
extern uintptr xsaveSize GOSYM(xsaveSize);           // bytes of extended register state, set by rt0_go

// What compiled code asks about the processor.
bool x86HasPOPCNT GOSYM(x86HasPOPCNT);
bool x86HasSSE41 GOSYM(x86HasSSE41);
bool x86HasFMA GOSYM(x86HasFMA);

// 8 KiB do for Go's code on g0. C code has bigger frames, and unwinders and the callbacks of timers run there.
enum { g0StackSize = 64 << 10 };

// go: none — body of the closure of main, on g0
static void main_func1(void *unused) { newm(sysmon, nil, -1); }

// go: none — the deferred function of main
static void main_func2(void *needUnlock)
{
	if (*(bool *)needUnlock)
		unlockOSThread();
}

static noinline void init(void) GOLABEL("runtime.init.6"); // Go's linker numbers package runtime's init functions

// go: proc.go#main [adapted] C gives the name main a meaning of its own; packages are initialised by ABI0's tasks or by gccgo's function
// The main goroutine.
void runtime_main(void)
{
	static _type chanelem = {.size = 1, .align = 1, .fieldAlign = 1, .kind = kindBool, .tflag = tflagRegularMemory};
	static chantype chanbool = {.typ = {.size = 8, .kind = kindChan | kindDirectIface}, .elem = &chanelem, .dir = 3};

	maxstacksize = 1000000000;
	mainStarted = true;
	systemstack(main_func1, nil);

	// Initialisers run on the main thread: some system interfaces want that.
	lockOSThread();
	g *gp = getg();
	if (gp->m != &m0)
		throw("runtime.main not on m0");

	init();
	if (nanotime() == 0)
		throw("nanotime returning zero");

	// A Goexit in an initialiser must unlock the thread too.
	bool needUnlock = true;
	_defer d = {.kind = deferC, .sp = getcallersp(), .fn = (uintptr)main_func2, .arg = &needUnlock, .link = gp->_defer};
	gp->_defer = &d;

	runtimeInitTime = nanotime();
	gcenable();
	main_init_done = makechan(&chanbool, 0);
	if (&main_inittask != nil)
		doInit(&main_inittask);
	if (__go_init_main != nil)
		__go_init_main();
	closechan(main_init_done);
	needUnlock = false;
	unlockOSThread();

	if (isarchive || islibrary) {
		// The host program goes on.
		gp->_defer = d.link;
		return;
	}
	// A stack-ABI main.main keeps no register but rbp and rsp.
	__asm__ volatile("call %c0"
	                 :
	                 : "i"(main_main)
	                 : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",
	                   "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");

	// Another goroutine may be panicking: let it run its deferred functions and print its report.
	// mo: seq_cst, in this order: fatalpanic raises panicking before it lowers runningPanicDefers, so we do not slip between the two.
	if (atomic_Load(&runningPanicDefers) != 0) {
		for (int c = 0; c < 1000; c++) {
			if (atomic_Load(&runningPanicDefers) == 0)
				break;
			Gosched();
		}
	}
	if (atomic_Load(&panicking) != 0)
		gopark(nil, nil, waitReasonPanicWait, 0, 1);
	exit(0);
}

// go: proc.go#os_beforeExit
// Called by os.Exit(0). There is no race detector to finish.
void os_beforeExit(void) {}

// go: proc.go#init
static void init(void) { newprocc((void (*)(void *))forcegchelper, nil, getpc()); }

// go: proc.go#forcegchelper
// A system goroutine that sysmon wakes for a collection when there has been none for long.
void forcegchelper(void)
{
	forcegc.g = getg();
	for (;;) {
		lock(&forcegc.lock);
		if (forcegc.idle != 0)
			throw("forcegc: phase error");
		// mo: seq_cst; sysmon peeks without the lock, then clears it under the lock.
		atomic_Store(&forcegc.idle, 1);
		goparkunlock(&forcegc.lock, waitReasonForceGGIdle, 0, 1);
		if (debug.gctrace > 0)
			println("GC forced");
		gcStart((gcTrigger){.kind = gcTriggerTime, .now = nanotime()});
	}
}

// go: proc.go#Gosched
// Yields: the goroutine goes to the tail of the global queue.
void Gosched(void) { mcall(gosched_m); }

// go: proc.go#goschedguarded
// Yields unless the M cannot be preempted now.
void goschedguarded(void) { mcall(goschedguarded_m); }

// go: proc.go#gopark
// Puts the goroutine to sleep and runs unlockf(g, lock) on g0: false resumes it at once. unlockf must not touch the goroutine's stack: as soon as
// it has released what protects the wait queue, the goroutine may be running elsewhere. m.locks may count the mutex that unlockf releases.
void gopark(bool (*unlockf)(g *, void *), void *lock, waitReason reason, byte traceEv, intgo traceskip)
{
	m *mp = acquirem();
	g *gp = mp->curg;
	uint32 status = readgstatus(gp);
	if (status != _Grunning && status != _Gscanrunning)
		throw("gopark: bad g status");
	mp->waitlock = lock;
	mp->waitunlockf = unlockf;
	gp->waitreason = reason;
	mp->waittraceev = traceEv;
	mp->waittraceskip = traceskip;
	releasem(mp);
	// The arguments lie in the M, so the goroutine must not change it before the switch: our pc is not a safe point, and there is no poll.
	mcall(park_m);
}

// go: proc.go#goparkunlock
// Sleeps and releases the mutex.
void goparkunlock(mutex *lock, waitReason reason, byte traceEv, intgo traceskip) { gopark(parkunlock_c, lock, reason, traceEv, traceskip); }

// go: none — argument record of goready_func1
typedef struct goreadyargs {
	g    *gp;
	intgo traceskip;
} goreadyargs;

// go: none — body of the closure of goready, on g0
static void goready_func1(void *arg)
{
	goreadyargs *a = arg;
	ready(a->gp, a->traceskip, true);
}

// go: proc.go#goready
// Makes gp runnable, as the next on this P. Holds: a P.  May not hold: a lock that ranks at or below sched.lock.
void goready(g *gp, intgo traceskip)
{
	goreadyargs a = {gp, traceskip};
	systemstack(goready_func1, &a);
}

// go: proc.go#acquireSudog
sudog *acquireSudog(void)
{
	// The P must stay ours, and a collection that begins in the allocation would acquire a sudog for its semaphore while we are here.
	m *mp = acquirem();
	p *pp = puintptr_ptr(mp->p);
	if (pp->sudogcache.len == 0) {
		lock(&sched.sudoglock);
		while (pp->sudogcache.len < pp->sudogcache.cap / 2 && sched.sudogcache != nil) {
			sudog *s = sched.sudogcache;
			sched.sudogcache = s->next;
			s->next = nil;
			pp->sudogcache.array[pp->sudogcache.len++] = s;
		}
		unlock(&sched.sudoglock);
		if (pp->sudogcache.len == 0)
			pp->sudogcache.array[pp->sudogcache.len++] = mallocgc(sizeof(sudog), nil, true);
	}
	sudog *s = pp->sudogcache.array[--pp->sudogcache.len];
	pp->sudogcache.array[pp->sudogcache.len] = nil;
	if (s->elem != nil)
		throw("acquireSudog: found s.elem != nil in cache");
	releasem(mp);
	return s;
}

// go: proc.go#releaseSudog
void releaseSudog(sudog *s)
{
	if (s->elem != nil)
		throw("runtime: sudog with non-nil elem");
	if (s->isSelect)
		throw("runtime: sudog with non-false isSelect");
	if (s->next != nil)
		throw("runtime: sudog with non-nil next");
	if (s->prev != nil)
		throw("runtime: sudog with non-nil prev");
	if (s->waitlink != nil)
		throw("runtime: sudog with non-nil waitlink");
	if (s->c != nil)
		throw("runtime: sudog with non-nil c");
	if (getg()->param != nil)
		throw("runtime: releaseSudog with non-nil gp.param");
	m *mp = acquirem();
	p *pp = puintptr_ptr(mp->p);
	if (pp->sudogcache.len == pp->sudogcache.cap) {
		// Half of them to the central cache, as one chain.
		sudog *first = nil, *last = nil;
		while (pp->sudogcache.len > pp->sudogcache.cap / 2) {
			sudog *x = pp->sudogcache.array[--pp->sudogcache.len];
			pp->sudogcache.array[pp->sudogcache.len] = nil;
			if (first == nil)
				first = x;
			else
				last->next = x;
			last = x;
		}
		lock(&sched.sudoglock);
		last->next = sched.sudogcache;
		sched.sudogcache = first;
		unlock(&sched.sudoglock);
	}
	pp->sudogcache.array[pp->sudogcache.len++] = s;
	releasem(mp);
}

// go: proc.go#badmcall
void badmcall(void (*fn)(g *)) { throw("runtime: mcall called on m->g0 stack"); }

// go: proc.go#badmcall2
void badmcall2(void (*fn)(g *)) { throw("runtime: mcall function returned"); }

// go: proc.go#badreflectcall
void badreflectcall(void) { panicplain(STR("arg size to reflect.call more than 1GB")); }

static const char badmorestackg0Msg[] GOSYM(badmorestackg0Msg) = "fatal: morestack on g0\n";

// go: proc.go#badmorestackg0
// No stack is left for a throw; the caller aborts.
void badmorestackg0(void) { write1(2, badmorestackg0Msg, sizeof badmorestackg0Msg - 1); }

static const char badmorestackgsignalMsg[] GOSYM(badmorestackgsignalMsg) = "fatal: morestack on gsignal\n";

// go: proc.go#badmorestackgsignal
void badmorestackgsignal(void) { write1(2, badmorestackgsignalMsg, sizeof badmorestackgsignalMsg - 1); }

// go: proc.go#badctxt
void badctxt(void) { throw("ctxt != 0"); }

// go: proc.go#lockedOSThread
bool lockedOSThread(void)
{
	g *gp = getg();
	return gp->lockedm != 0 && gp->m->lockedg != 0;
}

__typeof__(allgs) allgs;
mutex allglock;

// go: proc.go#allgadd [adapted] a superseded array is never freed, since readers without the lock may hold it
void allgadd(g *gp)
{
	// Scanners leave the stack of a dead G alone; that of a newcomer may not be there yet.
	if (readgstatus(gp) == _Gidle)
		throw("allgadd: bad status Gidle");
	lock(&allglock);
	if (allgs.len == allgs.cap) {
		intgo cap = allgs.cap == 0 ? 64 : 2 * allgs.cap;
		g **array = persistentalloc((uintptr)cap * sizeof *array, sizeof *array, &memstats.other_sys);
		memmove(array, allgs.array, (uintptr)allgs.len * sizeof *array);
		// mo: release; the old entries are in the new array before it can be seen.
		atomic_StoreRel(&allgs.array, array);
		allgs.cap = cap;
	}
	allgs.array[allgs.len++] = gp;
	// mo: release; who reads this length (acquire) reads an array that has the entry.
	atomic_StoreRel(&allglen, (uintptr)allgs.len);
	unlock(&allglock);
}

// go: proc.go#cpuinit [partial] what compiled code asks; no options
void cpuinit(void)
{
	uint32 eax, ebx, ecx = 0, edx;
	__get_cpuid(1, &eax, &ebx, &ecx, &edx);
	x86HasPOPCNT = ecx & bit_POPCNT;
	x86HasSSE41 = ecx & bit_SSE4_1;
	x86HasFMA = ecx & bit_FMA && ecx & bit_OSXSAVE;
}

// go: proc.go#schedinit
// The start: on the first thread's g0, without a P. The order matters.
void schedinit(void)
{
	g *gp = getg();
	sched.maxmcount = 10000;

	tracebackinit();
	moduledataverify();
	stackinit();
	mallocinit(); // gives m0 its mcache
	fastrandinit(); // before mcommoninit, which seeds m.fastrand
	mcommoninit(gp->m, -1);
	cpuinit(); // before alginit
	alginit(); // before any map or hash
	modulesinit();
	typelinksinit();
	itabsinit();

	msigsave(gp->m);
	memcpy(initSigmask, gp->m->sigmask, sizeof initSigmask);

	goargs();
	goenvs();
	parsedebugvars();
	gcinit();

	sched.lastpoll = (uint64)nanotime();
	int32 procs = ncpu;
	bool ok;
	int32 n = atoi32(gogetenv(STR("GOMAXPROCS")), &ok);
	if (ok && n > 0)
		procs = n;
	if (procresize(procs) != nil)
		throw("unknown runnable goroutine during bootstrap");
	if (buildVersion.len == 0)
		buildVersion = STR("unknown");
	if (modinfo.len == 1)
		modinfo = STR("");
}

// go: proc.go#dumpgstatus
void dumpgstatus(g *gp)
{
	g *self = getg();
	print("runtime: gp: gp=", (void *)gp, ", goid=", gp->goid, ", gp->atomicstatus=", readgstatus(gp), "\n");
	print("runtime:  g:  g=", (void *)self, ", goid=", self->goid, ",  g->atomicstatus=", readgstatus(self), "\n");
}

// go: proc.go#checkmcount
// Holds: sched.lock.
void checkmcount(void)
{
	if (mcount() > sched.maxmcount) {
		print("runtime: program exceeds ", sched.maxmcount, "-thread limit\n");
		throw("thread exhaustion");
	}
}

// go: none — an M's id, reserved in the critical section that decides to make the M: from then on mcount counts it (golang/go#40368, see startm)
// Holds: sched.lock.
static int64 mReserveID(void)
{
	if (sched.mnext + 1 < sched.mnext)
		throw("runtime: thread ID overflow");
	int64 id = sched.mnext;
	sched.mnext++;
	checkmcount();
	return id;
}

// Areas for the extended register state that asyncPreempt saves. Each M owns a spare one, m.xsave; a preempted G has its own, g.xsave. Linked
// through their first word, which the next save overwrites.
static struct {
	mutex lock;
	void *list;
} xsavefree;

// go: none — Go saves 16 registers of 16 bytes, on the stack
// An area whose header (offset 512) is zero, or as a save left it: anything else would make XRSTOR fault.
static void *xsaveget(void)
{
	lock(&xsavefree.lock);
	void *area = xsavefree.list;
	if (area != nil)
		xsavefree.list = *(void **)area;
	unlock(&xsavefree.lock);
	if (area == nil)
		area = persistentalloc(alignUp(xsaveSize, CacheLineSize), CacheLineSize, &memstats.other_sys);
	return area;
}

// go: none — see xsaveget
static void xsaveput(void *area)
{
	lock(&xsavefree.lock);
	*(void **)area = xsavefree.list;
	xsavefree.list = area;
	unlock(&xsavefree.lock);
}

// go: proc.go#mcommoninit [adapted] a reserved id (-1: none yet); no creation stack, since Ms are made on g0
// By the creator of mp, with a P, or for m0. From the id on the M counts in mcount, although it has no thread yet.
void mcommoninit(m *mp, int64 id)
{
	// Before the lock: both allocate.
	mpreinit(mp);
	mp->xsave = xsaveget();

	lock(&sched.lock);
	mp->id = id >= 0 ? id : mReserveID();
	uint64 seed[2] = {(uint64)mp->id, (uint64)cputicks()};
	mp->fastrand[0] = (uint32)memhash(&seed[0], fastrandseed, sizeof seed[0]);
	mp->fastrand[1] = (uint32)memhash(&seed[1], ~fastrandseed, sizeof seed[1]);
	if (mp->fastrand[0] == 0 && mp->fastrand[1] == 0)
		mp->fastrand[1] = 1;
	mp->alllink = allm;
	// mo: seq_cst store, release would do; NumCgoCall and the crash path walk allm without the lock and must find alllink set.
	atomic_StorepNoWB(&allm, mp);
	unlock(&sched.lock);
}

uintptr fastrandseed;

// go: proc.go#fastrandinit
void fastrandinit(void) { getRandomData((slice){&fastrandseed, sizeof fastrandseed, sizeof fastrandseed}); }

// go: proc.go#ready
// Makes gp, which waits, runnable: next on this P, or at the tail of its queue. On g0 or unpreemptible, with a P.
void ready(g *gp, intgo traceskip, bool next)
{
	uint32 status = readgstatus(gp);
	m *mp = acquirem(); // the P must stay ours
	if ((status & ~_Gscan) != _Gwaiting) {
		dumpgstatus(gp);
		throw("bad g->status in ready");
	}
	// The status is _Gwaiting or _Gscanwaiting: a scanner may hold gp up for a moment.
	casgstatus(gp, _Gwaiting, _Grunnable);
	runqput(puintptr_ptr(mp->p), gp, next);
	// mo: full fence, between the store of the G and the loads; the partner is findrunnable, between its decrement of nmspinning and its
	//     second look at the queues. Without it both may miss the other: a G waits while a P is idle.
	atomic_Fence();
	if (atomic_Load(&sched.npidle) != 0 && atomic_Load(&sched.nmspinning) == 0)
		wakep();
	releasem(mp);
}

uint32 freezing; // 1: the world is frozen by a crash

// go: proc.go#freezetheworld
// Best effort to stop all goroutines for the crash report; never undone. Takes no lock: the crashing thread may hold any.
void freezetheworld(void)
{
	// mo: seq_cst, before stopwait is spoilt: a concurrent stop of the world looks at it after its own checks.
	atomic_Store(&freezing, 1);
	// A request can be lost, since stopwait and the guards are written by others too.
	for (int i = 0; i < 5; i++) {
		RELAXED_SET(sched.stopwait, freezeStopWait);
		// mo: seq_cst; as in stopTheWorldWithSema.
		atomic_Store(&sched.gcwaiting, 1);
		if (!preemptall())
			break; // nobody runs
		usleep(1000);
	}
	usleep(1000);
	preemptall();
	usleep(1000);
}

// go: proc.go#readgstatus
// mo: seq_cst load, acquire would do: a status that gives us the stack comes with what its last owner wrote there.
uint32 readgstatus(g *gp) { return atomic_Load(&gp->atomicstatus); }

// go: proc.go#casfrom_Gscanstatus
// Gives the scan bit back. Its holder is alone: the CAS cannot fail.
void casfrom_Gscanstatus(g *gp, uint32 oldval, uint32 newval)
{
	bool success = false;
	switch (oldval) {
	case _Gscanrunnable:
	case _Gscanwaiting:
	case _Gscanrunning:
	case _Gscansyscall:
	case _Gscanpreempted:
		if (newval == (oldval & ~_Gscan)) {
			// mo: seq_cst; releases the stack to whoever changes the status next.
			success = atomic_Cas(&gp->atomicstatus, oldval, newval);
		}
		break;
	default:
		print("runtime: casfrom_Gscanstatus bad oldval gp=", (void *)gp, ", oldval=", hex(oldval), ", newval=", hex(newval), "\n");
		dumpgstatus(gp);
		throw("casfrom_Gscanstatus:top gp->status is not in scan state");
	}
	if (!success) {
		print("runtime: casfrom_Gscanstatus failed gp=", (void *)gp, ", oldval=", hex(oldval), ", newval=", hex(newval), "\n");
		dumpgstatus(gp);
		throw("casfrom_Gscanstatus: gp->status is not in scan state");
	}
}

// go: proc.go#castogscanstatus
// Takes the scan bit: false if the status is not oldval any more.
bool castogscanstatus(g *gp, uint32 oldval, uint32 newval)
{
	switch (oldval) {
	case _Grunnable:
	case _Grunning:
	case _Gwaiting:
	case _Gsyscall:
		if (newval == (oldval | _Gscan)) {
			// mo: seq_cst; acquires the stack.
			return atomic_Cas(&gp->atomicstatus, oldval, newval);
		}
	}
	print("runtime: castogscanstatus oldval=", hex(oldval), " newval=", hex(newval), "\n");
	throw("castogscanstatus");
}

// go: none — argument record of casgstatus_func1
typedef struct casgstatusargs {
	uint32 oldval, newval;
} casgstatusargs;

// go: none — body of the closure of casgstatus, on g0
static void casgstatus_func1(void *arg)
{
	casgstatusargs *a = arg;
	print("runtime: casgstatus: oldval=", hex(a->oldval), " newval=", hex(a->newval), "\n");
	throw("casgstatus: bad incoming values");
}

// go: proc.go#casgstatus
// The ordinary change of status. Waits while a scanner holds the G, without bound: a scanner must not wait for anything that we may hold.
void casgstatus(g *gp, uint32 oldval, uint32 newval)
{
	if ((oldval & _Gscan) != 0 || (newval & _Gscan) != 0 || oldval == newval) {
		casgstatusargs a = {oldval, newval};
		systemstack(casgstatus_func1, &a);
	}
	const int64 yieldDelay = 5 * 1000;
	int64 nextYield = 0;
	// mo: seq_cst; the status is a lock on the stack: this acquires what the last owner wrote, and releases what we wrote, to the next.
	while (!atomic_Cas(&gp->atomicstatus, oldval, newval)) {
		if (oldval == _Gwaiting && readgstatus(gp) == _Grunnable)
			throw("casgstatus: waiting for Gwaiting but is Grunnable"); // readied twice
		if (nextYield == 0)
			nextYield = nanotime() + yieldDelay;
		if (nanotime() < nextYield) {
			for (int x = 0; x < 10 && readgstatus(gp) != oldval; x++)
				procyield(1);
		} else {
			osyield();
			nextYield = nanotime() + yieldDelay / 2;
		}
	}
}

// go: proc.go#casgcopystack
// To _Gcopystack from _Gwaiting or _Grunnable; returns which it was.
uint32 casgcopystack(g *gp)
{
	for (;;) {
		uint32 oldstatus = readgstatus(gp) & ~_Gscan;
		if (oldstatus != _Gwaiting && oldstatus != _Grunnable)
			throw("copystack: bad status, not Gwaiting or Grunnable");
		// mo: seq_cst; as in casgstatus. A waiting G may become runnable meanwhile: look again.
		if (atomic_Cas(&gp->atomicstatus, oldstatus, _Gcopystack))
			return oldstatus;
	}
}

// go: proc.go#casGToPreemptScan
// From _Grunning to _Gscanpreempted: nobody can claim the G before its M has let go of it.
void casGToPreemptScan(g *gp, uint32 old, uint32 new)
{
	if (old != _Grunning || new != _Gscanpreempted)
		throw("bad g transition");
	// mo: seq_cst; as in casgstatus. A suspender may hold _Gscanrunning for a moment.
	while (!atomic_Cas(&gp->atomicstatus, _Grunning, _Gscanpreempted))
		;
}

// go: proc.go#casGFromPreempted
// Claims a G that stopped itself: true if it is now the caller's duty to ready it.
bool casGFromPreempted(g *gp, uint32 old, uint32 new)
{
	if (old != _Gpreempted || new != _Gwaiting)
		throw("bad g transition");
	// mo: seq_cst; as in casgstatus.
	return atomic_Cas(&gp->atomicstatus, _Gpreempted, _Gwaiting);
}

uint32 worldsema = 1; // holding it gives the right to stop the world

// go: proc.go#stopTheWorld
// Stops all Ps. On a goroutine that holds no lock and not worldsema; it stays on its M until startTheWorld.
void stopTheWorld(String reason)
{
	semacquire(&worldsema);
	getg()->m->preemptoff = reason;
	systemstack((void (*)(void *))stopTheWorldWithSema, nil);
}

// go: none — body of the closure of startTheWorld, on g0
static void startTheWorld_func1(void *unused) { startTheWorldWithSema(false); }

// go: proc.go#startTheWorld
void startTheWorld(void)
{
	systemstack(startTheWorld_func1, nil);
	// After the restart, so that gomaxprocs does not change while somebody holds the semaphore.
	semrelease(&worldsema);
	getg()->m->preemptoff = STR("");
}

// go: proc.go#stopTheWorldWithSema
// On g0, with a P, worldsema held and preemption off. A lock that we hold might be what another M waits for before it can stop.
void stopTheWorldWithSema(void)
{
	static mutex deadlock;
	m *mp = getg()->m;
	if (mp->locks > 0)
		throw("stopTheWorld: holding locks");

	lock(&sched.lock);
	RELAXED_SET(sched.stopwait, gomaxprocs);
	// mo: seq_cst store; pairs with reentersyscall, which stores _Psyscall and then reads gcwaiting, while we store gcwaiting and then read the
	//     status. One of us sees the other, and the CAS makes it exactly one. Else a P stays in a system call, counted by nobody.
	atomic_Store(&sched.gcwaiting, 1);
	preemptall();
	// Our own P: for reports only, we go on using it.
	RELAXED_SET(puintptr_ptr(mp->p)->status, _Pgcstop);
	sched.stopwait--;
	// Ps in system calls.
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		// mo: seq_cst load and CAS; see above.
		if (atomic_Load(&pp->status) == _Psyscall && atomic_Cas(&pp->status, _Psyscall, _Pgcstop)) {
			RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);
			sched.stopwait--;
		}
	}
	// Idle Ps. From now on nobody can start an M.
	for (;;) {
		p *pp = pidleget();
		if (pp == nil)
			break;
		RELAXED_SET(pp->status, _Pgcstop);
		sched.stopwait--;
	}
	bool wait = sched.stopwait > 0;
	unlock(&sched.lock);

	// Running Ps stop by themselves. A request can be lost (a G that starts resets its guard) or refused (locks): ask again.
	if (wait) {
		while (!notetsleep(&sched.stopnote, 100 * 1000))
			preemptall();
		noteclear(&sched.stopnote);
	}

	String bad = STR("");
	if (RELAXED(sched.stopwait) != 0) {
		bad = STR("stopTheWorld: not stopped (stopwait != 0)");
	} else {
		for (intgo i = 0; i < allp.len; i++)
			if (RELAXED(allp.array[i]->status) != _Pgcstop)
				bad = STR("stopTheWorld: not stopped (status != _Pgcstop)");
	}
	// mo: seq_cst load, after the checks; freezetheworld sets freezing before it spoils stopwait.
	if (atomic_Load(&freezing) != 0) {
		// Another thread is crashing: leave the report to it, for ever.
		lock(&deadlock);
		lock(&deadlock);
	}
	if (bad.len != 0)
		(throw)(bad);
}

// go: proc.go#startTheWorldWithSema
// On g0, the world is stopped. Returns the time of the restart.
int64 startTheWorldWithSema(bool emitTraceEvent)
{
	m *mp = acquirem(); // the Ps that we pick below are in local variables
	if (netpollinited()) {
		gList list = netpoll(0);
		injectglist(&list);
	}

	lock(&sched.lock);
	int32 procs = gomaxprocs;
	if (newprocs != 0) {
		procs = newprocs;
		newprocs = 0;
	}
	p *p1 = procresize(procs);
	// mo: seq_cst; Ms that see 0 may run Go code again.
	atomic_Store(&sched.gcwaiting, 0);
	if (sched.sysmonwait != 0) {
		// mo: seq_cst; entersyscall peeks without the lock.
		atomic_Store(&sched.sysmonwait, 0);
		notewakeup(&sched.sysmonnote);
	}
	unlock(&sched.lock);

	// Ps with local work, each with an M from midle if there was one.
	while (p1 != nil) {
		p *pp = p1;
		p1 = puintptr_ptr(p1->link);
		if (pp->m != 0) {
			m *pm = muintptr_ptr(pp->m);
			RELAXED_SET(pp->m, 0);
			if (pm->nextp != 0)
				throw("startTheWorld: inconsistent mp->nextp");
			puintptr_set(&pm->nextp, pp);
			notewakeup(&pm->park);
		} else {
			newm(nil, pp, -1);
		}
	}

	int64 startTime = nanotime();
	// One more M for work that there may be beyond; it wakes others.
	// mo: seq_cst loads; a hint only.
	if (atomic_Load(&sched.npidle) != 0 && atomic_Load(&sched.nmspinning) == 0)
		wakep();
	releasem(mp);
	return startTime;
}

// go: proc.go#mstart [adapted] every thread's stack is ours; the save point is in the assembly mstart
// A thread's entry, on its g0, without a P, signals blocked. sp is where each mcall and systemstack starts on g0, and what mstart.resume runs with.
void mstart0(uintptr sp)
{
	g *gp = getg();
	gp->stackguard0 = gp->stack.lo + _StackGuard;
	gp->stackguard1 = gp->stackguard0;
	mstart1(sp);
}

// go: none — the tail of mstart, behind its call of mstart1: the assembly's mstart.resume calls it when the thread's last G has gone
void mstart_exit(void) { mexit(); }

// go: proc.go#mstart1 [adapted] sp from the assembly
void mstart1(uintptr sp)
{
	g *gp = getg();
	m *mp = gp->m;
	if (gp != mp->g0)
		throw("bad runtime·mstart");
	// Where mcall and systemstack begin, and where goexit0 ends the thread. We never return, so our frame may be overwritten.
	save((uintptr)mstart_resume, sp);
	asminit();
	minit();
	if (mp == &m0)
		mstartm0();
	if (mp->mstartfn != nil)
		mp->mstartfn();
	if (mp != &m0) {
		acquirep(puintptr_ptr(mp->nextp));
		mp->nextp = 0;
	}
	schedule();
}

// go: proc.go#mstartm0 [adapted] no threads but ours
// Signal handlers exist before the first goroutine runs.
void mstartm0(void) { initsig(false); }

// go: proc.go#mexit [adapted] every thread's stack is ours
// Ends the thread of a locked goroutine that exited. On g0, at the top of its stack, with a P.
void mexit(void)
{
	m *mp = getg()->m;
	if (mp == &m0) {
		// Without its first thread the process is a zombie to its parent. Count it as gone, and sleep.
		handoffp(releasep());
		lock(&sched.lock);
		sched.nmfreed++;
		checkdead();
		unlock(&sched.lock);
		notesleep(&mp->park);
		throw("locked m0 woke up");
	}

	// From here on no signal handler can run on this thread.
	sigblock();
	unminit();
	if (mp->gsignal != nil) {
		stackfree(mp->gsignal->stack);
		mp->gsignal = nil; // clock readings would use it
	}
	if (mp->xsave != nil) {
		xsaveput(mp->xsave);
		mp->xsave = nil;
	}

	lock(&sched.lock);
	m **pprev = &allm;
	while (*pprev != mp) {
		if (*pprev == nil)
			throw("m not found in allm");
		pprev = &(*pprev)->alllink;
	}
	RELAXED_SET(*pprev, mp->alllink); // ours stays: others may stand on it
	// The record stays for ever, since others may hold a pointer to it. allocm frees the stack when freeWait is 0.
	// mo: seq_cst; before the M can be found on freem.
	atomic_Store(&mp->freeWait, 1);
	mp->freelink = sched.freem;
	RELAXED_SET(sched.freem, mp);
	unlock(&sched.lock);

	handoffp(releasep());

	// After the P is gone: until here we counted as running, so there was no false deadlock.
	lock(&sched.lock);
	sched.nmfreed++;
	checkdead();
	unlock(&sched.lock);
	exitThread(&mp->freeWait);
}

// go: none — takes from system calls the Ps that have not run the safe-point function; handoffp runs it
static void forEachP_syscalls(void)
{
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		// mo: seq_cst; the other side of reentersyscall, which stores _Psyscall. The CAS makes the P ours.
		if (atomic_Load(&pp->status) == _Psyscall && atomic_Load(&pp->runSafePointFn) == 1 && atomic_Cas(&pp->status, _Psyscall, _Pidle)) {
			RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);
			handoffp(pp);
		}
	}
}

// go: proc.go#forEachP
// Runs fn(p) once for every P, at a point where its M can be preempted. On g0, with worldsema and a P; the caller's own goroutine must be
// preemptible.
void forEachP(void (*fn)(p *))
{
	m *mp = acquirem();
	p *self = puintptr_ptr(mp->p);

	lock(&sched.lock);
	if (sched.safePointWait != 0)
		throw("forEachP: sched.safePointWait != 0");
	sched.safePointWait = gomaxprocs - 1;
	sched.safePointFn = fn;
	// mo: seq_cst; whoever takes the flag from 1 to 0 sees safePointFn, and runs it.
	for (intgo i = 0; i < allp.len; i++)
		if (allp.array[i] != self)
			atomic_Store(&allp.array[i]->runSafePointFn, 1);
	preemptall();
	// Idle Ps: nobody can take them while we hold the lock.
	for (p *pp = puintptr_ptr(sched.pidle); pp != nil; pp = puintptr_ptr(pp->link)) {
		if (atomic_Cas(&pp->runSafePointFn, 1, 0)) {
			fn(pp);
			sched.safePointWait--;
		}
	}
	bool wait = sched.safePointWait > 0;
	unlock(&sched.lock);

	fn(self);
	forEachP_syscalls();

	if (wait) {
		// An M that entered a system call between its look at the flag and its store of _Psyscall is found by a later turn.
		while (!notetsleep(&sched.safePointNote, 100 * 1000)) {
			preemptall();
			forEachP_syscalls();
		}
		noteclear(&sched.safePointNote);
	}
	if (RELAXED(sched.safePointWait) != 0)
		throw("forEachP: not done");
	for (intgo i = 0; i < allp.len; i++)
		if (RELAXED(allp.array[i]->runSafePointFn) != 0)
			throw("forEachP: P did not run fn");

	lock(&sched.lock);
	sched.safePointFn = nil;
	unlock(&sched.lock);
	releasem(mp);
}

// go: proc.go#runSafePointFn
// On g0 or unpreemptible, with a P whose flag was seen set.
void runSafePointFn(void)
{
	p *pp = puintptr_ptr(getg()->m->p);
	// mo: seq_cst; forEachP may be running it for us, if we were idle or in a system call.
	if (!atomic_Cas(&pp->runSafePointFn, 1, 0))
		return;
	sched.safePointFn(pp);
	lock(&sched.lock);
	sched.safePointWait--;
	if (sched.safePointWait == 0)
		notewakeup(&sched.safePointNote);
	unlock(&sched.lock);
}

// go: proc.go#allocm [adapted] the record lies off the heap and is never freed; a reserved id
// Makes an M that will run fn. A caller without a P lends one to allocate with.
m *allocm(p *_p_, void (*fn)(void), int64 id)
{
	m *self = acquirem();
	bool borrowed = self->p == 0;
	if (borrowed)
		acquirep(_p_);

	// Free the stacks of threads that are gone.
	if (RELAXED(sched.freem) != nil) {
		lock(&sched.lock);
		m *list = nil;
		for (m *freem = sched.freem; freem != nil;) {
			m *next = freem->freelink;
			// mo: seq_cst load, acquire would do; pairs with exitThread's store, behind the last use of the stack.
			if (atomic_Load(&freem->freeWait) == 0) {
				stackfree(freem->g0->stack);
			} else {
				freem->freelink = list;
				list = freem;
			}
			freem = next;
		}
		RELAXED_SET(sched.freem, list);
		unlock(&sched.lock);
	}

	m *mp = persistentalloc(sizeof(m), CacheLineSize, &memstats.other_sys);
	mp->mstartfn = fn;
	// Before the M is in allm: walkers look at g0.
	mp->g0 = malg(g0StackSize);
	mp->g0->m = mp;
	mcommoninit(mp, id);

	if (borrowed)
		releasep();
	releasem(self);
	return mp;
}

// go: proc.go#getm
// The M as a number, for tests.
uintptr getm(void) { return (uintptr)getg()->m; }

// Held for writing by exec, for reading by those who make threads.
rwmutex execLock;

// Ms that a thread in good state must start, because the creator's is locked and may have altered kernel state.
static struct {
	mutex    lock;
	muintptr newm;    // linked through schedlink
	bool     waiting; // the template thread sleeps on wake
	note     wake;
	uint32   haveTemplateThread; // atomic
} newmHandoff GOSYM(newmHandoff);

// go: proc.go#newm [adapted] a reserved id, or -1
// A new M: it runs fn, if any, and then the scheduler with _p_. On g0 or unpreemptible, perhaps without a P.
void newm(void (*fn)(void), p *_p_, int64 id)
{
	m *mp = allocm(_p_, fn, id);
	puintptr_set(&mp->nextp, _p_);
	memcpy(mp->sigmask, initSigmask, sizeof mp->sigmask);
	m *self = getg()->m;
	if (self->lockedExt != 0 || self->incgo) {
		// clone would copy what the user or C code did to this thread.
		lock(&newmHandoff.lock);
		if (newmHandoff.haveTemplateThread == 0)
			throw("on a locked thread with no template thread");
		mp->schedlink = newmHandoff.newm;
		muintptr_set(&newmHandoff.newm, mp);
		if (newmHandoff.waiting) {
			newmHandoff.waiting = false;
			notewakeup(&newmHandoff.wake);
		}
		unlock(&newmHandoff.lock);
		return;
	}
	newm1(mp);
}

// go: proc.go#newm1 [adapted] no threads but ours
void newm1(m *mp)
{
	rwmutex_rlock(&execLock);
	newosproc(mp);
	rwmutex_runlock(&execLock);
}

// go: none — newm of startTemplateThread, on g0
static void startTemplateThread_func1(void *unused) { newm(templateThread, nil, -1); }

// go: proc.go#startTemplateThread
// Starts the template thread, once. On a thread in good state.
void startTemplateThread(void)
{
	// Once the flag is set the thread must come before this G can lose its processor.
	m *mp = acquirem();
	// mo: seq_cst; elects one starter.
	if (atomic_Cas(&newmHandoff.haveTemplateThread, 0, 1))
		systemstack(startTemplateThread_func1, nil);
	releasem(mp);
}

// go: proc.go#templateThread
// A thread that is never locked and has no P: it starts the threads that a locked one may not start.
void templateThread(void)
{
	lock(&sched.lock);
	sched.nmsys++;
	checkdead();
	unlock(&sched.lock);

	for (;;) {
		lock(&newmHandoff.lock);
		while (newmHandoff.newm != 0) {
			m *newm = muintptr_ptr(newmHandoff.newm);
			newmHandoff.newm = 0;
			unlock(&newmHandoff.lock);
			while (newm != nil) {
				m *next = muintptr_ptr(newm->schedlink);
				newm->schedlink = 0;
				newm1(newm);
				newm = next;
			}
			lock(&newmHandoff.lock);
		}
		newmHandoff.waiting = true;
		noteclear(&newmHandoff.wake);
		unlock(&newmHandoff.lock);
		notesleep(&newmHandoff.wake);
	}
}

// go: proc.go#stopm
// Sleeps until somebody gives this M a P. On g0, without P and locks.
void stopm(void)
{
	m *mp = getg()->m;
	if (mp->locks != 0)
		throw("stopm holding locks");
	if (mp->p != 0)
		throw("stopm holding p");
	if (mp->spinning)
		throw("stopm spinning");
	lock(&sched.lock);
	mput(mp);
	unlock(&sched.lock);
	// From here on a waker may set nextp and wake us, even before we sleep.
	notesleep(&mp->park);
	noteclear(&mp->park); // first: with a P we can be parked and woken again
	acquirep(puintptr_ptr(mp->nextp));
	mp->nextp = 0;
}

// go: proc.go#mspinning
// The start function of an M that is born spinning; startm's caller counted it in nmspinning.
void mspinning(void) { RELAXED_SET(getg()->m->spinning, true); }

// go: proc.go#startm [adapted] reserves the new M's id before sched.lock is released
// Gets an M to run _p_, or any idle P. With spinning the caller has counted the M in nmspinning. On g0 or unpreemptible; needs no P.
//
// Without the reservation (golang/go#40368): sysmon, which is not counted, takes the P and drops the lock; an M comes back from a system call,
// finds no P, queues its G and parks; now no M counts as running and checkdead finds a runnable G.
void startm(p *_p_, bool spinning)
{
	lock(&sched.lock);
	if (_p_ == nil) {
		_p_ = pidleget();
		if (_p_ == nil) {
			unlock(&sched.lock);
			if (spinning) {
				// Others may have relied on our count, but there was no idle P, and one that goes idle looks at the queues again.
				// mo: seq_cst; see "keeping the right number of threads awake".
				if ((int32)atomic_Xadd(&sched.nmspinning, -1) < 0)
					throw("startm: negative nmspinning");
			}
			return;
		}
	}
	m *mp = mget();
	if (mp == nil) {
		int64 id = mReserveID();
		unlock(&sched.lock);
		newm(spinning ? mspinning : nil, _p_, id);
		return;
	}
	unlock(&sched.lock);
	if (mp->spinning)
		throw("startm: m is spinning");
	if (mp->nextp != 0)
		throw("startm: m has p");
	if (spinning && !runqempty(_p_))
		throw("startm: p has runnable gs");
	// The M is parked, so its fields are ours; the note orders them.
	RELAXED_SET(mp->spinning, spinning);
	puintptr_set(&mp->nextp, _p_);
	notewakeup(&mp->park);
}

// go: proc.go#handoffp
// Gives away a P without M: to an M if there is, or may be, something to do, else to the idle list. Whatever makes findrunnable return a G must
// start an M here. On g0 or unpreemptible.
void handoffp(p *_p_)
{
	// Local or global work.
	if (!runqempty(_p_) || RELAXED(sched.runqsize) != 0) {
		startm(_p_, false);
		return;
	}
	if (gcBlackenEnabled != 0 && gcMarkWorkAvailable(_p_)) {
		startm(_p_, false);
		return;
	}
	// Nobody spins and no P is idle: nobody else would look for work.
	// mo: seq_cst; the CAS elects one.
	if (atomic_Load(&sched.nmspinning) + atomic_Load(&sched.npidle) == 0 && atomic_Cas(&sched.nmspinning, 0, 1)) {
		startm(_p_, true);
		return;
	}
	lock(&sched.lock);
	// Under the lock: the stopper may be past its sweep of the idle list.
	// mo: relaxed; written under the lock.
	if (RELAXED(sched.gcwaiting) != 0) {
		RELAXED_SET(_p_->status, _Pgcstop);
		sched.stopwait--;
		if (sched.stopwait == 0)
			notewakeup(&sched.stopnote);
		unlock(&sched.lock);
		return;
	}
	// mo: seq_cst; once by whoever takes the flag.
	if (RELAXED(_p_->runSafePointFn) != 0 && atomic_Cas(&_p_->runSafePointFn, 1, 0)) {
		sched.safePointFn(_p_);
		sched.safePointWait--;
		if (sched.safePointWait == 0)
			notewakeup(&sched.safePointNote);
	}
	// Again, now under the lock.
	if (sched.runqsize != 0) {
		unlock(&sched.lock);
		startm(_p_, false);
		return;
	}
	// The last P to go idle, and nobody is in netpoll: that M will end up there.
	// mo: seq_cst; lastpoll is 0 while some M blocks in netpoll.
	if (atomic_Load(&sched.npidle) == (uint32)gomaxprocs - 1 && atomic_Load64(&sched.lastpoll) != 0) {
		unlock(&sched.lock);
		startm(_p_, false);
		return;
	}
	// Its timers are for the M in netpoll.
	int64 when = nobarrierWakeTime(_p_);
	if (when != 0)
		wakeNetPoller(when);
	pidleput(_p_);
	unlock(&sched.lock);
}

// go: proc.go#wakep
// A G was made runnable, or is about to be: one more M to look for it. On g0 or unpreemptible.
void wakep(void)
{
	// mo: seq_cst; lets one waker through: a spinner finds the work of the others too.
	if (!atomic_Cas(&sched.nmspinning, 0, 1))
		return;
	startm(nil, true);
}

// go: proc.go#stoplockedm
// Sleeps until the G that this M is wired to is handed to it. On g0.
void stoplockedm(void)
{
	m *mp = getg()->m;
	if (mp->lockedg == 0 || muintptr_ptr(guintptr_ptr(mp->lockedg)->lockedm) != mp)
		throw("stoplockedm: inconsistent locking");
	// Before we count as idle: the P's work must be with an M that counts, or there is a false deadlock.
	if (mp->p != 0)
		handoffp(releasep());
	incidlelocked(1);
	notesleep(&mp->park);
	noteclear(&mp->park);
	uint32 status = readgstatus(guintptr_ptr(mp->lockedg));
	if ((status & ~_Gscan) != _Grunnable) {
		print("runtime:stoplockedm: g is not Grunnable or Gscanrunnable\n");
		dumpgstatus(getg());
		throw("stoplockedm: not runnable");
	}
	acquirep(puintptr_ptr(mp->nextp));
	mp->nextp = 0;
}

// go: proc.go#startlockedm
// Hands the P to the M that gp is wired to, and sleeps until there is another. On g0; gp is runnable and on no queue.
void startlockedm(g *gp)
{
	m *self = getg()->m;
	m *mp = muintptr_ptr(gp->lockedm);
	if (mp == self)
		throw("startlockedm: locked to me");
	if (mp->nextp != 0)
		throw("startlockedm: m has p");
	// Before the wake-up: a running M must count as running.
	incidlelocked(-1);
	puintptr_set(&mp->nextp, releasep());
	notewakeup(&mp->park);
	stopm();
}

// go: proc.go#gcstopm
// Stops this M for a stop of the world; returns after the restart, with a P. On g0, with a P.
void gcstopm(void)
{
	m *mp = getg()->m;
	if (RELAXED(sched.gcwaiting) == 0)
		throw("gcstopm: not waiting for gc");
	if (mp->spinning) {
		RELAXED_SET(mp->spinning, false);
		// No second look at the queues is needed: startTheWorld wakes an M.
		// mo: seq_cst; see "keeping the right number of threads awake".
		if ((int32)atomic_Xadd(&sched.nmspinning, -1) < 0)
			throw("gcstopm: negative nmspinning");
	}
	p *pp = releasep();
	lock(&sched.lock);
	RELAXED_SET(pp->status, _Pgcstop);
	sched.stopwait--;
	if (sched.stopwait == 0)
		notewakeup(&sched.stopnote);
	unlock(&sched.lock);
	stopm();
}

// go: proc.go#execute [adapted] the spare area of asyncPreempt
// Runs gp, which is runnable and on no queue, on this M. On g0, with a P. Never returns.
void execute(g *gp, bool inheritTime)
{
	m *mp = getg()->m;

	// asyncPreempt needs a free area in mp when gp runs; or, if gp was stopped there, it gives gp's area back to mp.
	if (gp->xsave == nil) {
		if (mp->xsave == nil)
			mp->xsave = xsaveget();
	} else if (mp->xsave != nil) {
		xsaveput(mp->xsave);
		mp->xsave = nil;
	}

	// Before the status: who holds a running G still (_Gscanrunning) reads its m.
	RELAXED_SET(mp->curg, gp);
	RELAXED_SET(gp->m, mp);
	casgstatus(gp, _Grunnable, _Grunning);
	// Now the stack and the request are ours. A request that comes meanwhile may be lost; requesters ask again.
	gp->waitsince = 0;
	RELAXED_SET(gp->preempt, false);
	RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard); // gogo copies it to the thread
	if (!inheritTime) {
		p *pp = puintptr_ptr(mp->p);
		RELAXED_SET(pp->schedtick, pp->schedtick + 1);
	}

	int32 hz = RELAXED(sched.profilehz);
	if (mp->profilehz != hz)
		setThreadCPUProfiler(hz);
	gogo(&gp->sched);
}
