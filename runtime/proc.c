// The scheduler.
//
// A goroutine (G) runs user code on a thread (M) that holds a processor (P). There are GOMAXPROCS
// Ps, and each has a queue of runnable Gs. An M without work steals half of another P's queue, and
// sleeps when there is nothing to steal.
//
// Keeping the right number of threads awake. A runnable G should not wait while a P is idle, and no
// thread should be woken to find nothing. An M that looks for work is spinning (m.spinning);
// sched.nmspinning counts these Ms.
//
//   - An M that makes a G runnable wakes another M only if some P is idle and nobody spins (wakep).
//     Of several such Ms the CAS of nmspinning from 0 to 1 lets one through. The M that it wakes is
//     spinning from the start.
//   - A spinner that has found work, and was the last one, wakes another if Ps are still idle
//     (resetspinning). So one wake-up spreads until the machine is busy, and not every G costs a
//     wake-up.
//   - A spinner that has found nothing puts its P on the idle list, then stops spinning, then looks
//     at all queues once more. A thread that gives away a P (handoffp) puts it on the idle list,
//     then looks at all queues if nobody spins.
//
// Hence no runnable G waits beside an idle P. The submitter stores the G, then (full fence) reads
// npidle and nmspinning. The last spinner stores npidle and nmspinning, then (full fence) reads the
// queues. In the order of all sequentially consistent operations one of the two comes second, and
// sees what the other has stored. handoffp stores npidle, then (full fence) reads nmspinning and,
// if that is 0, the queues; if it is not 0, a spinner has yet to lower it, and then reads npidle or
// the queues. The global queue needs no such argument: it is checked again, under sched.lock,
// before the P is put on the idle list.
//
// A P that was taken from the idle list or from an M must be passed on before the thread that took
// it can block or be preempted: to another M (nextp and a wake-up), back to the idle list, or to
// _Pgcstop with stopwait counted down. Otherwise stopping the world waits for ever. That is why
// startm, handoffp and the like run on g0 or with m.locks > 0.
#include <elf.h>

#include "runtime.h"
#include "probe.h"

String buildVersion = {(const byte *)"go1.14.6", sizeof "go1.14.6" - 1};
String modinfo;

noptr m m0;
noptr g g0;

// Closed when main's package initialisers are done; C code that calls Go waits for that.
hchan *main_init_done;

bool  mainStarted;     // newproc may wake Ms
int64 runtimeInitTime; // nanotime() when the runtime was ready

// The signal mask that new Ms get: the one that the first thread had at start-up.
sigset initSigmask;

// The program's package initialisers: one of these two, depending on its compiler.
extern initTask main_inittask GOLABEL("main..inittask") __attribute__((weak));
extern void __go_init_main(void) __attribute__((weak));

#ifndef GORT_HOSTED
// The constructors of C and C++ objects, and before them the functions that choose one of several
// to be called by a name (ifunc). See D92. libc runs those of a hosted program.
typedef void (*ctor)(int32 argc, byte **argv, byte **envp);
typedef void *(*chooser)(void);
extern ctor init_array_start[] GOLABEL("__init_array_start") hidden;
extern ctor init_array_end[] GOLABEL("__init_array_end") hidden;
extern Elf64_Rela rela_iplt_start[] GOLABEL("__rela_iplt_start") hidden;
extern Elf64_Rela rela_iplt_end[] GOLABEL("__rela_iplt_end") hidden;
#endif

extern byte    mstart_resume[] GOSYM(mstart.resume); // in mstart, after its call of mstart0

// What compiled code reads to learn what the processor can do.
bool x86HasPOPCNT;
bool x86HasSSE41;
bool x86HasFMA;

// go: none — body of the closure of main, on g0
static void main_func1(void *unused) { newm(sysmon, nil, -1); }

// go: none — the deferred function of main
static void main_func2(void *needUnlock)
{
	if (*(bool *)needUnlock)
		unlockOSThread();
}

// Go's linker numbers the init functions of package runtime.
static noinline void init(void) GOLABEL("runtime.init.6");
static void changegstatus(g *gp, uint32 oldval, uint32 newval, bool hasp);
static g *runqgetalone(p *_p_, bool *inheritTime);
static bool askall(bool signals);
static bool askone(p *_p_, bool signal);

// go: proc.go#main [adapted] C gives the name main a meaning of its own; packages are initialised
//     by ABI0's tasks or by gccgo's function
// The main goroutine.
void runtime_main(void)
{
	static _type chanelem = {
		.size = 1, .align = 1, .fieldAlign = 1, .kind = kindBool, .tflag = tflagRegularMemory,
	};
	static chantype chanbool = {
		.typ = {.size = 8, .kind = kindChan | kindDirectIface}, .elem = &chanelem, .dir = 3,
	};

	maxstacksize = 1000000000;
	mainStarted = true;
	systemstack(main_func1, nil);

	// Initialisers run on the main thread, because some system interfaces require it.
	lockOSThread();
	g *gp = getg();
	if (gp->m != &m0)
		throw("runtime.main not on m0");

	init();
	if (nanotime() == 0)
		throw("nanotime returning zero");

	// If an initialiser calls Goexit, the thread must be unlocked too.
	bool needUnlock = true;
	_defer d = {
		.kind = deferC, .sp = getcallersp(), .fn = (uintptr)main_func2, .arg = &needUnlock,
		.link = gp->_defer,
	};
	gp->_defer = &d;

	runtimeInitTime = nanotime();
	gcenable();
	filesbegin();
	main_init_done = makechan(&chanbool, 0);
#ifdef GORT_HOSTED
	if (_cgo_thread_start == nil)
		throw("_cgo_thread_start missing");
	if (_cgo_setenv == nil)
		throw("_cgo_setenv missing");
	if (_cgo_unsetenv == nil)
		throw("_cgo_unsetenv missing");
	if (_cgo_notify_runtime_init_done == nil)
		throw("_cgo_notify_runtime_init_done missing");
	// A locked thread, or one that C code has altered, cannot start others.
	startTemplateThread();
	cgocall(_cgo_notify_runtime_init_done, nil);
#else
	for (Elf64_Rela *r = rela_iplt_start; r < rela_iplt_end; r++)
		*(void **)r->r_offset = ((chooser)r->r_addend)();
	for (ctor *f = init_array_start; f < init_array_end; f++)
		(*f)(argc, argv, argv + argc + 1);
#endif
	if (&main_inittask != nil)
		doInit(&main_inittask);
	if (__go_init_main != nil)
		__go_init_main();
	closechan(main_init_done);
	needUnlock = false;
	unlockOSThread();

	if (isarchive || islibrary) {
		// The host program continues.
		gp->_defer = d.link;
		return;
	}
	// A main.main of the stack ABI preserves no register but rsp.
	static const funcval mainmain = {(uintptr)main_main};
	callabi0((funcval *)&mainmain, 0, 0);

	filesend(false); // before the look at panics, for it takes long, and a panic ends the files too
	// Another goroutine may be panicking: let it run its deferred functions and print its report.
	// mo: seq_cst, in this order: fatalpanic raises panicking before it lowers runningPanicDefers,
	//     so we do not slip between the two.
	if (atomic_Load(&runningPanicDefers) != 0) {
		for (int c = 0; c < 1000; c++) {
			if (atomic_Load(&runningPanicDefers) == 0)
				break;
			Gosched();
		}
	}
	if (atomic_Load(&panicking) != 0)
		gopark(nil, nil, waitReasonPanicWait, traceEvGoStop, 1);
	exit(0);
}

// go: proc.go#os_beforeExit
// os.Exit(0) calls it. There is no race detector to finish.
void os_beforeExit(void) {}

// go: proc.go#init
static void init(void) { newprocc((void (*)(void *))forcegchelper, nil, getpc()); }

// go: proc.go#forcegchelper
// The body of the system goroutine that sysmon wakes to collect when there has been no collection
// for long.
void forcegchelper(void)
{
	forcegc.g = getg();
	for (;;) {
		lock(&forcegc.lock);
		if (forcegc.idle != 0)
			throw("forcegc: phase error");
		// mo: seq_cst; sysmon reads it without the lock, then clears it under the lock.
		atomic_Store(&forcegc.idle, 1);
		goparkunlock(&forcegc.lock, waitReasonForceGGIdle, traceEvGoBlock, 1);
		if (debug.gctrace > 0)
			println("GC forced");
		gcStart((gcTrigger){.kind = gcTriggerTime, .now = nanotime()});
	}
}

// go: proc.go#Gosched
// Yields: the goroutine goes to the tail of the global queue.
void Gosched(void) { mcall(gosched_m); }

// go: proc.go#goschedguarded [unused] for preemption checks that a compiler puts into loops; none
//     of ours does
// Yields, unless the M cannot be preempted now.
void goschedguarded(void) { mcall(goschedguarded_m); }

// go: proc.go#gopark [adapted] does not pin the M
// Puts the goroutine to sleep, then runs unlockf(g, lock) on g0; if that returns false, the
// goroutine resumes at once. unlockf must not touch the goroutine's stack: once it has released
// what protects the wait queue, the goroutine may be running elsewhere. The mutex that unlockf
// releases may be counted in m.locks.
void gopark(bool (*unlockf)(g *, void *), void *lock, waitReason reason, byte traceEv,
            intgo traceskip)
{
	// The arguments are in the M until the switch, so the goroutine must not move to another. It
	// does not: there is no safe point here.
	g *gp = getg();
	m *mp = gp->m;
	if (unlikely(readgstatus(gp) != _Grunning))
		throw("gopark: bad g status");
	mp->waitlock = lock;
	mp->waitunlockf = unlockf;
	gp->waitreason = reason;
	mp->waittraceev = traceEv;
	mp->waittraceskip = traceskip;
	mcall(park_m);
}

// go: proc.go#goparkunlock
// Puts the goroutine to sleep and releases the mutex.
void goparkunlock(mutex *lock, waitReason reason, byte traceEv, intgo traceskip)
{
	gopark(parkunlock_c, lock, reason, traceEv, traceskip);
}

// go: none — the throw of makeready for a G in a wrong state; on g0
static void badready(void *gp)
{
	dumpgstatus(gp);
	throw("bad g->status in ready");
}

// go: none — ready without the wake-up; reports whether one is due
// The P stays ours: there is no safe point here.
static alwaysinline bool makeready(g *gp, intgo traceskip, bool next)
{
	if (unlikely(RELAXED(trace.enabled)))
		traceGoUnpark(gp, traceskip);
	uint32 status = readgstatus(gp);
	if (unlikely((status & ~_Gscan) != _Gwaiting))
		systemstack(badready, gp);
	// The status is _Gwaiting or _Gscanwaiting; in the second case casgstatus waits for the
	// scanner.
	changegstatus(gp, _Gwaiting, _Grunnable, true);
	runqput(puintptr_ptr(getg()->m->p), gp, next);
	// mo: seq_cst loads; runqput has a full fence between the store of the G and them. The partner
	//     is findrunnable, which lowers nmspinning and then looks at the queues again. Without the
	//     fences each may miss the other, and a G waits while a P is idle.
	return unlikely(atomic_Load(&sched.npidle) != 0) && atomic_Load(&sched.nmspinning) == 0;
}

// go: proc.go#goready [adapted] only the wake-up needs the room of g0; does not pin the M
// Makes gp runnable, as the next G of this P. The caller holds a P, and no lock that ranks at or
// below sched.lock. See D25.
void goready(g *gp, intgo traceskip)
{
	if (makeready(gp, traceskip, true))
		systemstack((void (*)(void *))wakep, nil);
}

// go: none — refills the sudog cache of arg, the current P, which is empty; on g0, where no
//     collection begins: it would acquire a sudog for its semaphore while we are in the middle
static void fillsudogcache(void *arg)
{
	p *pp = arg;
	lock(&sched.sudoglock);
	while (pp->sudogcache.len < pp->sudogcache.cap / 2 && sched.sudogcache != nil) {
		sudog *s = sched.sudogcache;
		sched.sudogcache = s->next;
		s->next = nil;
		pp->sudogcache.array[pp->sudogcache.len++] = s;
	}
	unlock(&sched.sudoglock);
	if (pp->sudogcache.len == 0)
		pp->sudogcache.array[pp->sudogcache.len++] = mallocgc(sizeof(sudog), &anypointers, true);
}

// go: proc.go#acquireSudog [adapted] does not pin the M; allocates on g0
// The P stays ours: there is no safe point here.
sudog *acquireSudog(void)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (unlikely(pp->sudogcache.len == 0))
		systemstack(fillsudogcache, pp);
	sudog *s = pp->sudogcache.array[--pp->sudogcache.len];
	pp->sudogcache.array[pp->sudogcache.len] = nil;
	if (s->elem != nil)
		throw("acquireSudog: found s.elem != nil in cache");
	return s;
}

// go: none — the throws of releaseSudog
static noinline void badsudog(sudog *s)
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
	throw("runtime: sudog with non-nil c");
}

// go: none — gives half of the sudog cache of pp, which is full, to the central cache, as one chain
static noinline void drainsudogcache(p *pp)
{
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

// go: proc.go#releaseSudog [adapted] does not pin the M
// The P stays ours: there is no safe point here.
void releaseSudog(sudog *s)
{
	uintptr rest = (uintptr)s->elem | (uintptr)s->isSelect | (uintptr)s->next | (uintptr)s->prev |
	               (uintptr)s->waitlink | (uintptr)s->c;
	if (unlikely(rest != 0))
		badsudog(s);
	// param is how the waker of a goroutine tells it which sudog it was woken for. The goroutine
	// has read it and cleared it by now.
	g *gp = getg();
	if (gp->param != nil)
		throw("runtime: releaseSudog with non-nil gp.param");
	p *pp = puintptr_ptr(gp->m->p);
	if (unlikely(pp->sudogcache.len == pp->sudogcache.cap))
		drainsudogcache(pp);
	pp->sudogcache.array[pp->sudogcache.len++] = s;
}

// go: proc.go#badmcall
void badmcall(void (*fn)(g *)) { throw("runtime: mcall called on m->g0 stack"); }

// go: proc.go#badmcall2
void badmcall2(void (*fn)(g *)) { throw("runtime: mcall function returned"); }

// go: proc.go#badreflectcall [unused] gccgo's package reflect has a reflectcall of its own, and
//     who calls that of the stack ABI has small arguments
void badreflectcall(void) { panicplain(STR("arg size to reflect.call more than 1GB")); }

static const char badmorestackg0Msg[] GOSYM(badmorestackg0Msg) = "fatal: morestack on g0\n";

// go: proc.go#badmorestackg0
// There is no stack left for a throw; the caller aborts.
void badmorestackg0(void) { write1(2, badmorestackg0Msg, sizeof badmorestackg0Msg - 1); }

static const char badmorestackgsignalMsg[] GOSYM(badmorestackgsignalMsg) =
	"fatal: morestack on gsignal\n";

// go: proc.go#badmorestackgsignal
void badmorestackgsignal(void)
{
	write1(2, badmorestackgsignalMsg, sizeof badmorestackgsignalMsg - 1);
}

// go: proc.go#badctxt
void badctxt(void) { throw("ctxt != 0"); }

// go: proc.go#lockedOSThread [unused] nothing calls it
bool lockedOSThread(void)
{
	g *gp = getg();
	return gp->lockedm != 0 && gp->m->lockedg != 0;
}

__typeof__(allgs) allgs;
mutex allglock;

// go: proc.go#allgadd [adapted] an array that has been replaced is never freed, since readers
//     without the lock may hold it
void allgadd(g *gp)
{
	// Scanners skip the stack of a dead G. A G in _Gidle may have no stack yet.
	if (readgstatus(gp) == _Gidle)
		throw("allgadd: bad status Gidle");
	lock(&allglock);
	if (allgs.len == allgs.cap) {
		intgo cap = allgs.cap == 0 ? 64 : 2 * allgs.cap;
		g **array = persistentalloc((uintptr)cap * sizeof *array, sizeof *array,
		                            &memstats.other_sys);
		memmove(array, allgs.array, (uintptr)allgs.len * sizeof *array);
		// mo: release; the new array has the old entries before readers can see it.
		atomic_StoreRel(&allgs.array, array);
		allgs.cap = cap;
	}
	allgs.array[allgs.len++] = gp;
	// mo: release; a thread that reads this length (acquire) also sees an array that has the entry.
	atomic_StoreRel(&allglen, (uintptr)allgs.len);
	unlock(&allglock);
}

// go: proc.go#cpuinit
// Before goenvs: looks for GODEBUG in the environment that the kernel has passed.
void cpuinit(void)
{
	String env = {0}, name = STR("GODEBUG=");
	for (int32 i = argc + 1; argv_index(argv, i) != nil; i++) {
		String s = gostringnocopy(argv_index(argv, i));
		if (hasPrefix(s, name)) {
			env = (String){s.str + name.len, s.len - name.len};
			break;
		}
	}
	cpuInitialize(env);
}

// go: proc.go#schedinit
// Start-up, on the first thread's g0, without a P. The order of the calls matters.
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
	print("runtime: gp: gp=", (void *)gp, ", goid=", gp->goid,
	      ", gp->atomicstatus=", readgstatus(gp), "\n");
	print("runtime:  g:  g=", (void *)self, ", goid=", self->goid,
	      ",  g->atomicstatus=", readgstatus(self), "\n");
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

// go: none — reserves an M's id, in the critical section that decides to make the M: from then on
//     mcount counts it (golang/go#40368, see startm)
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

// A list of free records of one kind, linked through their first words.
typedef struct freerecs {
	mutex lock;
	void *list;
} freerecs;

// Areas for the extended register state that a preemption saves. Each M owns a spare one, m.xsave;
// a G that was preempted so has one of its own, g.xsave.
static freerecs xsavefree;

// The records of Ms whose threads are gone, and of the g0s and gsignals whose stacks are gone. Such
// a record is only ever used for another of its kind, because other threads may still hold a
// pointer to the M: preemptone, suspendG and shouldStealTimers, which only guess, and notewakeup,
// which may then wake once too often.
static freerecs mfree, gfree;

// go: none — takes a record of size bytes: as it was put, except for its first word, or new and
//     zeroed
static void *recget(freerecs *f, uintptr size)
{
	lock(&f->lock);
	void *r = f->list;
	if (r != nil)
		f->list = *(void **)r;
	unlock(&f->lock);
	return r != nil ? r : persistentalloc(size, CacheLineSize, &memstats.other_sys);
}

// go: none — gives back a record, see recget
static void recput(freerecs *f, void *r)
{
	lock(&f->lock);
	*(void **)r = f->list;
	f->list = r;
	unlock(&f->lock);
}

// go: none — Go saves 16 registers of 16 bytes, on the stack
// Takes an area whose header (offset 512) is zero or as a save has left it: with anything else
// there XRSTOR would fault.
static void *xsaveget(void) { return recget(&xsavefree, alignUp(xsaveSize, CacheLineSize)); }

// go: none — gives back an area, see xsaveget
static void xsaveput(void *area) { recput(&xsavefree, area); }

// go: proc.go#mcommoninit [adapted] a reserved id (-1: none yet); no creation stack, since Ms are
//     made on g0
// Called by the creator of mp, with a P, or for m0. From the id on mcount counts the M, although it
// has no thread yet. See D5.
void mcommoninit(m *mp, int64 id)
{
	// Before the lock, because both allocate.
	mpreinit(mp);
	mp->xsave = xsaveget();

	lock(&sched.lock);
	mp->id = id >= 0 ? id : mReserveID();
	PROBE(m_new, mp->id);
	uint64 seed[2] = {(uint64)mp->id, (uint64)cputicks()};
	mp->fastrand[0] = (uint32)memhash(&seed[0], fastrandseed, sizeof seed[0]);
	mp->fastrand[1] = (uint32)memhash(&seed[1], ~fastrandseed, sizeof seed[1]);
	if (mp->fastrand[0] == 0 && mp->fastrand[1] == 0)
		mp->fastrand[1] = 1;
	mp->alllink = allm;
	// mo: seq_cst store, release would do; a debugger may stop us anywhere, and must find alllink
	//     set.
	atomic_StorepNoWB(&allm, mp);
	unlock(&sched.lock);
}

uintptr fastrandseed;

// go: proc.go#fastrandinit
void fastrandinit(void)
{
	getRandomData((slice){&fastrandseed, sizeof fastrandseed, sizeof fastrandseed});
}

// go: proc.go#ready [adapted] does not pin the M
// Makes gp, which is waiting, runnable: as the next G of this P, or at the tail of its queue. On g0
// or unpreemptible, with a P.
void ready(g *gp, intgo traceskip, bool next)
{
	if (makeready(gp, traceskip, next))
		wakep();
}

uint32 freezing; // 1: the world is frozen by a crash

// go: proc.go#freezetheworld
// Tries to stop all goroutines for the crash report; this is never undone. It takes no lock,
// because the crashing thread may hold any.
void freezetheworld(void)
{
	// mo: seq_cst, before stopwait is overwritten: a concurrent stop of the world reads it after
	//     its own checks.
	atomic_Store(&freezing, 1);
	// A request can get lost, because others write stopwait and the guards too.
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
// mo: seq_cst load, acquire would do: when the status gives us the stack, we also see what its last
//     owner wrote there.
uint32 readgstatus(g *gp) { return atomic_Load(&gp->atomicstatus); }

// go: proc.go#casfrom_Gscanstatus [adapted] no _Gscanrunning, see casgstatus
// Gives the scan bit back. Nobody else changes the status while it is set, so the CAS cannot fail.
void casfrom_Gscanstatus(g *gp, uint32 oldval, uint32 newval)
{
	bool success = false;
	switch (oldval) {
	case _Gscanrunnable:
	case _Gscanwaiting:
	case _Gscansyscall:
	case _Gscanpreempted:
		if (newval == (oldval & ~_Gscan)) {
			// mo: seq_cst; releases the stack to the thread that changes the status next.
			success = atomic_Cas(&gp->atomicstatus, oldval, newval);
		}
		break;
	default:
		print("runtime: casfrom_Gscanstatus bad oldval gp=", (void *)gp, ", oldval=", hex(oldval),
		      ", newval=", hex(newval), "\n");
		dumpgstatus(gp);
		throw("casfrom_Gscanstatus:top gp->status is not in scan state");
	}
	if (!success) {
		print("runtime: casfrom_Gscanstatus failed gp=", (void *)gp, ", oldval=", hex(oldval),
		      ", newval=", hex(newval), "\n");
		dumpgstatus(gp);
		throw("casfrom_Gscanstatus: gp->status is not in scan state");
	}
}

// go: proc.go#castogscanstatus [adapted] not from _Grunning, see casgstatus
// Takes the scan bit; false if the status is no longer oldval.
bool castogscanstatus(g *gp, uint32 oldval, uint32 newval)
{
	switch (oldval) {
	case _Grunnable:
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

// go: none — the arguments of casgstatus_func1
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

// go: none — the part of casgstatus that waits for a scanner, after a CAS that has failed
static noinline void casgstatuswait(g *gp, uint32 oldval, uint32 newval)
{
	const int64 yieldDelay = 5 * 1000;
	int64 nextYield = nanotime() + yieldDelay;
	do {
		if (oldval == _Gwaiting && readgstatus(gp) == _Grunnable)
			throw("casgstatus: waiting for Gwaiting but is Grunnable"); // readied twice
		if (nanotime() < nextYield) {
			for (int x = 0; x < 10 && readgstatus(gp) != oldval; x++)
				procyield(1);
		} else {
			osyield();
			nextYield = nanotime() + yieldDelay / 2;
		}
		// mo: seq_cst; as in casgstatus.
	} while (!atomic_Cas(&gp->atomicstatus, oldval, newval));
}

// go: none — casgstatus; hasp: whether the caller has a P
static alwaysinline void changegstatus(g *gp, uint32 oldval, uint32 newval, bool hasp)
{
	// Before the status: nobody else can make gp runnable now, but once it is runnable, it may run.
	if (becomesrunnable != nil && newval == _Grunnable)
		becomesrunnable(gp);
	// When GOMAXPROCS is 1, an M without a P (returning from a system call, or a poller) may also
	// change a status, but only of a G that the P's holder is not touching, and only by the CAS
	// below.
	if (likely((oldval == _Grunning || (hasp && alone())) && RELAXED(gp->atomicstatus) == oldval))
		// mo: release; a thread that sees the new status and so owns the stack also sees what was
		//     written there.
		atomic_StoreRel(&gp->atomicstatus, newval);
	// mo: seq_cst; the status is a lock on the stack: this acquires what the last owner wrote, and
	//     releases what we wrote to the next.
	else if (unlikely(!atomic_Cas(&gp->atomicstatus, oldval, newval)))
		casgstatuswait(gp, oldval, newval);
	PROBE(g_status, gp->goid, oldval, newval);
}

// go: proc.go#casgstatus [adapted] out of _Grunning, and with one P, no CAS
// The ordinary change of status. It waits while a scanner holds the G, without limit: so a scanner
// must not wait for anything that the caller may hold. Only the M that runs a G changes its status
// from _Grunning; a scanner merely asks the G to stop (suspendG). So a plain store there cannot
// undo another write. See D17.
void casgstatus(g *gp, uint32 oldval, uint32 newval)
{
	if (unlikely((oldval & _Gscan) != 0 || (newval & _Gscan) != 0 || oldval == newval)) {
		casgstatusargs a = {oldval, newval};
		systemstack(casgstatus_func1, &a);
	}
	changegstatus(gp, oldval, newval, getg()->m->p != 0);
}

// go: none — casgstatus for a G that only we can reach: a new one, or a dead one that is on no list
// Only the owner changes the status of such a G. A scanner sets its bit by a CAS from _Grunnable,
// _Gwaiting or _Gsyscall, and leaves a dead G alone (suspendG, castogscanstatus). So a plain store
// cannot undo another write. See D30.
static void setgstatus(g *gp, uint32 oldval, uint32 newval)
{
	if (readgstatus(gp) != oldval)
		throw("setgstatus: bad incoming values");
	if (becomesrunnable != nil && newval == _Grunnable)
		becomesrunnable(gp); // as in casgstatus
	// mo: release; a thread that sees the new status (a scanner, or the M that runs gp) also sees
	//     what was written before: the context.
	atomic_StoreRel(&gp->atomicstatus, newval);
	PROBE(g_status, gp->goid, oldval, newval);
}

// go: proc.go#casgcopystack [unused] C frames cannot be moved, so stacks are not copied
// Changes the status from _Gwaiting or _Grunnable to _Gcopystack; returns which it was.
uint32 casgcopystack(g *gp)
{
	for (;;) {
		uint32 oldstatus = readgstatus(gp) & ~_Gscan;
		if (oldstatus != _Gwaiting && oldstatus != _Grunnable)
			throw("copystack: bad status, not Gwaiting or Grunnable");
		// mo: seq_cst; as in casgstatus. A waiting G may become runnable meanwhile: then look
		//     again.
		if (atomic_Cas(&gp->atomicstatus, oldstatus, _Gcopystack))
			return oldstatus;
	}
}

// go: proc.go#casGToPreemptScan [unused] only for suspendG
// From _Grunning to _Gscanpreempted: nobody can claim the G before its M has let go of it.
void casGToPreemptScan(g *gp, uint32 old, uint32 new)
{
	if (old != _Grunning || new != _Gscanpreempted)
		throw("bad g transition");
	// mo: release; as in casgstatus.
	atomic_StoreRel(&gp->atomicstatus, _Gscanpreempted);
}

// go: proc.go#casGFromPreempted [unused] only for suspendG
// Claims a G that has stopped itself; if true, the caller must ready it later.
bool casGFromPreempted(g *gp, uint32 old, uint32 new)
{
	if (old != _Gpreempted || new != _Gwaiting)
		throw("bad g transition");
	// mo: seq_cst; as in casgstatus.
	if (!atomic_Cas(&gp->atomicstatus, _Gpreempted, _Gwaiting))
		return false;
	PROBE(g_status, gp->goid, _Gpreempted, _Gwaiting);
	return true;
}

// go: none — changes the status of a P that only we can reach
static inline void setpstatus(p *pp, uint32 from, uint32 to)
{
	// mo: relaxed; the next holder gets the P through sched.lock, a note or a CAS.
	RELAXED_SET(pp->status, to);
	PROBE(p_status, pp->id, from, to);
}

// go: none — changes the status of a P for which others compete; reports whether we have won
// If so, we see what its last M did with it.
static inline bool caspstatus(p *pp, uint32 from, uint32 to)
{
	// mo: seq_cst; of those that compete for a P in a system call one wins.
	if (!atomic_Cas(&pp->status, from, to))
		return false;
	PROBE(p_status, pp->id, from, to);
	return true;
}

uint32 worldsema = 1; // its holder may stop the world

// go: proc.go#stopTheWorld
// Stops all Ps. Called on a goroutine that holds neither a lock nor worldsema; the goroutine stays
// on its M until startTheWorld.
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

// go: none — counts one more P that has stopped; the last wakes the M that stops the world
// Holds: sched.lock. For any M but that one: it counts the Ps that it stops itself, and sleeps only
// if others are left.
static void stoppedone(void)
{
	sched.stopwait--;
	if (sched.stopwait == 0)
		notewakeup(&sched.stopnote);
}

// go: none — pp has just been taken from an M in a system call: the events, then the tick that
//     tells the M (exitsyscall)
static void tracetaken(p *pp)
{
	if (unlikely(RELAXED(trace.enabled))) {
		traceGoSysBlock(pp);
		traceProcStop(pp);
	}
	// mo: release; exitsyscall, with an acquire load, waits for it: then the events are written.
	atomic_StoreRel(&pp->syscalltick, pp->syscalltick + 1);
}

// go: none — stopTheWorld's part for the Ps in system calls: stops and counts them
// Holds: sched.lock.
static void stopsyscalls(void)
{
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		// mo: seq_cst load and CAS; see stopTheWorldWithSema.
		if (atomic_Load(&pp->status) == _Psyscall && caspstatus(pp, _Psyscall, _Pgcstop)) {
			tracetaken(pp);
			sched.stopwait--;
		}
	}
}

// go: none — stopsyscalls once more, while others count themselves
static void stopmoresyscalls(void)
{
	lock(&sched.lock);
	bool counted = sched.stopwait == 0; // and the note is signalled
	stopsyscalls();
	if (!counted && sched.stopwait == 0)
		notewakeup(&sched.stopnote);
	unlock(&sched.lock);
}

// For waitabit. Stack checks come soon; to send a signal, or a barrier to all threads, takes
// longer, and the time of the processors that get it, too.
enum { beforeSignals = 25, beforeSleep = 200 };

// go: none — waits for the note, but sleeps not: to be woken takes as long as Ps need to stop
// Holders of Ps run on other processors, or else get ours when the time is over. See D180.
static bool waitabit(note *n, intgo rounds)
{
	if (ncpu == 1)
		return false;
	// mo: relaxed; a sleep on the note follows, which loads it again.
	for (intgo i = 0; i < rounds && RELAXED(n->key) == 0; i++)
		procyield(30);
	return RELAXED(n->key) != 0;
}

// go: proc.go#stopTheWorldWithSema [adapted] a barrier on all threads, which spares each system
//     call one
// On g0, with a P, worldsema held and preemption off. The caller holds no lock: another M might be
// waiting for it, and so could not stop. See D32.
void stopTheWorldWithSema(void)
{
	static mutex never; // never unlocked
	m *mp = getg()->m;
	if (mp->locks > 0)
		throw("stopTheWorld: holding locks");

	lock(&sched.lock);
	RELAXED_SET(sched.stopwait, gomaxprocs);
	// mo: seq_cst store, and a barrier on all threads before the last look for Ps in system calls.
	//     The partner is reentersyscall, which stores _Psyscall and then reads gcwaiting, while we
	//     store gcwaiting and then read the status. One of the two sees the other, and if both do,
	//     the CAS lets one win. Without the order a P could stay in a system call, and nobody would
	//     count it.
	atomic_Store(&sched.gcwaiting, 1);
	askall(false);
	// Our own P: only for reports, since we continue to use it.
	setpstatus(puintptr_ptr(mp->p), _Prunning, _Pgcstop);
	sched.stopwait--;
	stopsyscalls();
	// Idle Ps. From here on nobody can start an M.
	for (;;) {
		p *pp = pidleget();
		if (pp == nil)
			break;
		setpstatus(pp, _Pidle, _Pgcstop);
		sched.stopwait--;
	}
	bool wait = sched.stopwait > 0;
	unlock(&sched.lock);

	// Running Ps stop by themselves. A request can get lost (a G that starts resets its guard) or
	// be refused (locks): ask again.
	if (wait) {
		if (!waitabit(&sched.stopnote, beforeSignals)) {
			barrierall();
			stopmoresyscalls();
			preemptall();
			waitabit(&sched.stopnote, beforeSleep);
		}
		while (!notetsleep(&sched.stopnote, 100 * 1000)) {
			preemptall();
			// membarrier may have begun to fail. Then a thread that was entering a system call had
			// no fence, did not see gcwaiting, and stored _Psyscall after we had looked.
			if (unlikely(RELAXED(nomembarrier)))
				stopmoresyscalls();
		}
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
	// mo: seq_cst load, after the checks; freezetheworld sets freezing before it overwrites
	//     stopwait.
	if (atomic_Load(&freezing) != 0) {
		// Another thread is crashing: leave the report to it, and wait for ever.
		lock(&never);
		lock(&never);
	}
	if (bad.len != 0)
		(throw)(bad);
}

// sched.sysmonwait while sysmon is in its deep sleep. A system call ends it, and the start of the
// world; who takes an idle P does so only at first. See D225.
enum {
	wakeByP = 1, // who takes an idle P ends it
	notByP,      // he does not: Ps are taken again and again
	notByPTaken, // the same, and one has been taken
};

// go: none — wakes sysmon from its deep sleep, if it is in it
// Holds: sched.lock, so that each sleep ends with one signal of the note.
static void wakesysmon(void)
{
	if (sched.sysmonwait != 0) {
		// mo: seq_cst; reentersyscall reads it without the lock.
		atomic_Store(&sched.sysmonwait, 0);
		notewakeup(&sched.sysmonnote);
	}
}

// go: proc.go#startTheWorldWithSema
// On g0, with the world stopped. Returns the time of the restart.
int64 startTheWorldWithSema(bool emitTraceEvent)
{
	m *mp = acquirem(); // the Ps that we pick below are only in local variables
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
	wakesysmon();
	unlock(&sched.lock);

	// The Ps that have local work, each with an M from midle if there was one.
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
	if (emitTraceEvent && unlikely(RELAXED(trace.enabled)))
		traceGCSTWDone();
	// Wake one more M: there may be work besides, and it wakes others in turn.
	// mo: seq_cst loads; only a hint.
	if (atomic_Load(&sched.npidle) != 0 && atomic_Load(&sched.nmspinning) == 0)
		wakep();
	releasem(mp);
	return startTime;
}

// go: proc.go#mstart [adapted] the save point is in the assembly mstart
// The entry of a thread, on its g0, without a P, with signals blocked. sp is where every mcall and
// systemstack starts on g0; mstart.resume runs with it too.
void mstart0(uintptr sp)
{
	g *gp = getg();
	if (gp->stack.lo == 0) {
		// A thread of libc: _cgo_sys_thread_start has left the size of its stack in stack.hi.
		uintptr size = gp->stack.hi;
		gp->stack.hi = sp + 2 * sizeof sp; // above mstart's return address
		gp->stack.lo = gp->stack.hi - size + 1024;
	}
	gp->stackguard0 = gp->stack.lo + _StackGuard;
	gp->stackguard1 = gp->stackguard0;
	mstart1(sp);
}

// go: none — the tail of mstart, after its call of mstart1: the assembly's mstart.resume calls it
//     when the thread's last G has gone
// A hosted program's thread comes back, and clears the word when it does not use the M any more.
uint32 *mstart_exit(void)
{
	mexit();
	return &getg()->m->freeWait;
}

// go: proc.go#mstart1 [adapted] sp from the assembly
void mstart1(uintptr sp)
{
	g *gp = getg();
	m *mp = gp->m;
	if (gp != mp->g0)
		throw("bad runtime·mstart");
	// Here mcall and systemstack begin, and here goexit0 ends the thread. This function never
	// returns, so its frame may be overwritten.
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

// go: proc.go#mstartm0
// Signal handlers are installed before the first goroutine runs.
void mstartm0(void)
{
	// For threads that C code makes, which may call in or get a signal.
	if (iscgo && !cgoHasExtraM) {
		cgoHasExtraM = true;
		newextram();
	}
	initsig(false);
}

// libc's signal, by which setgid and the like make each thread change itself.
enum { SIGSETXID = 33 };

// go: proc.go#mexit [adapted] whose stack it is does not depend on the M; libc's own signal
// Ends the thread of a goroutine that exited while locked to it: returns if libc made the thread,
// and is to end it. On g0, at the top of its stack, with a P.
void mexit(void)
{
	m *mp = getg()->m;
	if (mp == &m0) {
		// If its first thread ended, the process would be a zombie to its parent. So count the M as
		// gone, and sleep.
		handoffp(releasep());
		lock(&sched.lock);
		sched.nmfreed++;
		checkdead();
		unlock(&sched.lock);
		notesleep(&mp->park);
		throw("locked m0 woke up");
	}

	// From here on no signal handler can run on this thread.
	PROBE(m_exit, mp->id);
	sigblock();
	// But for libc's: setgid waits until each thread has answered it, one that ends too. See D209.
	if (iscgo)
		unblocksig(SIGSETXID);
	unminit();
	if (mp->gsignal != nil) {
		stackfree(mp->gsignal->stack);
		recput(&gfree, mp->gsignal);
		mp->gsignal = nil; // readings of the clock would use it
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
	*pprev = mp->alllink;
	// allocm frees the stack, unless it is libc's, and the records when freeWait is 0.
	// mo: seq_cst; before others can find the M on freem.
	atomic_Store(&mp->freeWait, 1);
	mp->freelink = sched.freem;
	RELAXED_SET(sched.freem, mp);
	unlock(&sched.lock);

	handoffp(releasep());

	// Only now that the P is gone: until here this M counted as running, so nobody saw a false
	// deadlock.
	lock(&sched.lock);
	sched.nmfreed++;
	checkdead();
	unlock(&sched.lock);
	if (!iscgo)
		exitThread(&mp->freeWait);
}

// go: none — forEachP's part for the Ps in system calls that have not run its function: takes them,
//     and handoffp runs it
static void forEachP_syscalls(void)
{
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		// mo: seq_cst; the partner is reentersyscall, which stores _Psyscall. The CAS makes the P
		//     ours.
		if (atomic_Load(&pp->status) == _Psyscall && atomic_Load(&pp->runSafePointFn) == 1
		    && caspstatus(pp, _Psyscall, _Pidle)) {
			tracetaken(pp);
			handoffp(pp);
		}
	}
}

// go: proc.go#forEachP
// Runs fn(p) once for every P, at a point where its M can be preempted. On g0, with worldsema and a
// P; the caller's own goroutine must be preemptible.
void forEachP(void (*fn)(p *))
{
	m *mp = acquirem();
	p *self = puintptr_ptr(mp->p);

	lock(&sched.lock);
	if (sched.safePointWait != 0)
		throw("forEachP: sched.safePointWait != 0");
	sched.safePointWait = gomaxprocs - 1;
	sched.safePointFn = fn;
	// mo: seq_cst; the thread that takes the flag from 1 to 0 sees safePointFn, and runs it.
	for (intgo i = 0; i < allp.len; i++)
		if (allp.array[i] != self)
			atomic_Store(&allp.array[i]->runSafePointFn, 1);
	askall(false);
	// Idle Ps: nobody can take one while we hold the lock.
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
		if (!waitabit(&sched.safePointNote, beforeSignals))
			preemptall();
		// If an M entered a system call between its check of the flag and its store of _Psyscall, a
		// later round finds its P.
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
// On g0 or unpreemptible, with a P whose flag the caller has seen set.
void runSafePointFn(void)
{
	p *pp = puintptr_ptr(getg()->m->p);
	// mo: seq_cst; forEachP may be running it for us, if our P was idle or in a system call.
	if (!atomic_Cas(&pp->runSafePointFn, 1, 0))
		return;
	sched.safePointFn(pp);
	lock(&sched.lock);
	sched.safePointWait--;
	if (sched.safePointWait == 0)
		notewakeup(&sched.safePointNote);
	unlock(&sched.lock);
}

#ifdef GORT_HOSTED
// go: proc.go#cgothreadstart
// What _cgo_thread_start gets; runtime/cgo has it as ThreadStart.
typedef struct cgothreadstart {
	guintptr g;
	uint64  *tls; // libc's threads bring their own
	void   (*fn)(void);
} cgothreadstart;
#endif

// go: proc.go#allocm [adapted] the record lies off the heap, perhaps that of an M that is gone; a
//     reserved id
// Makes an M that will run fn. A caller without a P passes one to allocate with.
m *allocm(p *_p_, void (*fn)(void), int64 id)
{
	m *self = acquirem();
	bool borrowed = self->p == 0;
	if (borrowed)
		acquirep(_p_);

	// Free the stacks and the records of threads that are gone.
	if (RELAXED(sched.freem) != nil) {
		lock(&sched.lock);
		m *list = nil;
		for (m *freem = sched.freem; freem != nil;) {
			m *next = freem->freelink;
			// mo: seq_cst load, acquire would do; pairs with the store of exitThread or mstart,
			//     which comes after the last use of the stack and of the M.
			if (atomic_Load(&freem->freeWait) == 0) {
				if (!iscgo)
					stackfree(freem->g0->stack);
				recput(&gfree, freem->g0);
				recput(&mfree, freem);
			} else {
				freem->freelink = list;
				list = freem;
			}
			freem = next;
		}
		RELAXED_SET(sched.freem, list);
		unlock(&sched.lock);
	}

	m *mp = recget(&mfree, sizeof(m));
	memclrNoHeapPointers(mp, sizeof *mp);
	mp->mstartfn = fn;
	// Before the M is in allm, because threads that walk allm read g0.
	mp->g0 = malg(iscgo ? -1 : g0StackSize);
	mp->g0->m = mp;
	mcommoninit(mp, id);

	if (borrowed)
		releasep();
	releasem(self);
	return mp;
}

#ifdef GORT_HOSTED
// Ms for threads that are not ours. A thread of C code that calls in borrows one (needm) and gives
// it back when the call returns (dropm). There is always one on the list: it lets a signal handler
// of such a thread call in too. Whoever takes the last one says so (m.needextram), and makes
// another as soon as it can allocate.
//
// extram is the head of the list: 0, empty; 1, locked; otherwise an M, linked by schedlink. A
// thread without a g locks it, so it is a spin lock. It is atomic; extraMCount is written under it.
static uintptr extram GOSYM(extram);
uint32 extraMCount;
uint32 extraMWaiters; // threads that wait for an M; atomic

static m   *lockextra(bool nilokay) GOSYM(lockextra);
static void oneNewExtraM(void) GOSYM(oneNewExtraM);
static void unlockextra(m *mp) GOSYM(unlockextra);

// go: proc.go#needm [adapted] blocks signals first; the thread's stack is known by our own frame
// Makes the current thread, which is not ours, one of ours, with an M of the list. It has no g: so
// no lock, no allocation and no stack check until the g is set. Called on the thread's stack, by
// cgocallback_gofunc and in signal handlers.
//
// All signals are blocked from the beginning until minit has given the M a signal stack: the
// handler of one that finds no g calls this function too, and would wait for ever for the lock of
// the list if its own thread had it. But for libc's: setgid waits until each thread has answered
// it, one that waits for an M too. See D203 and D209.
void needm(void)
{
	if (!cgoHasExtraM) {
		static const char early[] = "fatal error: cgo callback before cgo call\n";
		write1(2, early, sizeof early - 1);
		exit(1);
	}
	sigset blocked, sigmask;
	memcpy(blocked, sigset_all, sizeof blocked);
	sigdelset(&blocked, SIGSETXID);
	sigprocmask(_SIG_SETMASK, &blocked, &sigmask);
	m *mp = lockextra(false);
	// The thread that takes the last M must see to another.
	mp->needextram = mp->schedlink == 0;
	RELAXED_SET(extraMCount, extraMCount - 1);
	unlockextra(muintptr_ptr(mp->schedlink));
	mp->schedlink = 0;
	memcpy(mp->sigmask, sigmask, sizeof sigmask);
	mp->mOS.cguard = *guardslot(mp);

	// Our caller's frames are above. How far the stack goes down is not known: the C code that
	// called in has left something, and the checks of code that gort_systemstack calls pass.
	g *gp = mp->g0;
	uintptr frame = (uintptr)__builtin_frame_address(0);
	setg(gp);
	gp->stack.hi = frame + 1024;
	gp->stack.lo = frame - 32 * 1024;
	gp->stackguard0 = 0;
	asminit();
	minit();
	casgstatus(mp->curg, _Gdead, _Gsyscall);
	// mo: seq_cst; a counter.
	atomic_Xadd(&sched.ngsys, -1);
}

// go: proc.go#newextram
// Makes as many Ms for the list as threads wait for, or one if it is empty. On g0, with a P.
void newextram(void)
{
	// mo: seq_cst; each waiter is counted, and seen, once.
	uint32 c = atomic_Xchg(&extraMWaiters, 0);
	if (c > 0) {
		for (uint32 i = 0; i < c; i++)
			oneNewExtraM();
		return;
	}
	m *mp = lockextra(true);
	unlockextra(mp);
	if (mp == nil)
		oneNewExtraM();
}

// go: proc.go#oneNewExtraM
// The M has a goroutine, on which the calls in run, and which is wired to it. It looks as if it
// were in a system call at the bottom of its stack, below goexit: there cgocallback_gofunc begins.
static void oneNewExtraM(void)
{
	m *mp = allocm(nil, nil, -1);
	g *gp = malg(4096);
	uintptr *sp = (uintptr *)(gp->stack.hi - 4 * sizeof(uintptr));
	sp[0] = 0; // rbp and a return address, as systemstack leaves them
	sp[1] = (uintptr)goexit + 1;
	gp->sched.pc = (uintptr)goexit + 1;
	gp->sched.sp = (uintptr)sp;
	guintptr_set(&gp->sched.g, gp);
	gp->syscallpc = gp->sched.pc;
	gp->syscallsp = gp->sched.sp;
	gp->syscallhi = gp->stack.hi;
	gp->stktopsp = gp->sched.sp;
	// allgadd wants a status that scanners leave alone.
	setgstatus(gp, _Gidle, _Gdead);
	gp->m = mp;
	mp->curg = gp;
	mp->lockedInt++;
	guintptr_set(&mp->lockedg, gp);
	muintptr_set(&gp->lockedm, mp);
	// mo: seq_cst; each id is given out once.
	gp->goid = (int64)atomic_Xadd64(&sched.goidgen, 1);
	allgadd(gp);
	// Not a goroutine that anybody has started, until a thread has it (needm).
	// mo: seq_cst; a counter.
	atomic_Xadd(&sched.ngsys, 1);
	gp->sysblocktraced = true;
	if (unlikely(RELAXED(trace.enabled)))
		traceExtraM(gp);

	m *mnext = lockextra(true);
	muintptr_set(&mp->schedlink, mnext);
	RELAXED_SET(extraMCount, extraMCount + 1);
	unlockextra(mp);
}

// go: proc.go#dropm
// Gives the M back, when the call in has returned: the thread is C code's again. On the thread's
// stack. The goroutine's P, which stays behind in a system call, is for sysmon to take.
//
// The M is on the list only when this thread does not use it any more: g is nil before the list is
// unlocked, and signals are blocked from before unminit until after that. Else a handler on this
// thread could run with an M that another thread has already taken.
void dropm(void)
{
	m *mp = getg()->m;
	casgstatus(mp->curg, _Gsyscall, _Gdead);
	RELAXED_SET(mp->curg->preemptStop, false);
	// mo: seq_cst; a counter.
	atomic_Xadd(&sched.ngsys, 1);

	sigset sigmask;
	memcpy(sigmask, mp->sigmask, sizeof sigmask);
	sigblock();
	unminit();
	*guardslot(mp) = mp->mOS.cguard; // a request may have poisoned it
	m *mnext = lockextra(true);
	RELAXED_SET(extraMCount, extraMCount + 1);
	muintptr_set(&mp->schedlink, mnext);
	setg(nil);
	unlockextra(mp);
	msigrestore(sigmask);
}
#endif

// go: proc.go#getm [unused] nothing calls it
// Returns the M as a number.
uintptr getm(void) { return (uintptr)getg()->m; }

#ifdef GORT_HOSTED
// go: proc.go#lockextra
// Locks the list and returns its head. If it is empty: returns nil, or waits for an M.
static m *lockextra(bool nilokay)
{
	const uintptr locked = 1;
	bool incr = false;
	for (;;) {
		// mo: seq_cst load; only the CAS decides.
		uintptr old = atomic_Loaduintptr(&extram);
		if (old == locked) {
			osyield();
			continue;
		}
		if (old == 0 && !nilokay) {
			if (!incr) {
				// Counted once. A cgocallbackg makes an M for each waiter.
				atomic_Xadd(&extraMWaiters, 1);
				incr = true;
			}
			usleep(1);
			continue;
		}
		// mo: seq_cst; acquires what the last holder wrote to the list.
		if (atomic_Casuintptr(&extram, old, locked))
			return (m *)old;
		osyield();
	}
}

// go: proc.go#unlockextra
// mo: seq_cst store, release would do; the list, and the Ms on it, are complete.
static void unlockextra(m *mp) { atomic_Storeuintptr(&extram, (uintptr)mp); }
#endif

// exec holds it for writing, a thread that makes a thread for reading.
rwmutex execLock;

// Ms whose threads the template thread must start, because the thread that made the M is locked and
// its kernel state may have been altered.
static struct {
	mutex    lock;
	muintptr newm;    // linked through schedlink
	bool     waiting; // the template thread sleeps on wake
	note     wake;
	uint32   haveTemplateThread; // atomic
} newmHandoff GOSYM(newmHandoff);

// go: proc.go#newm [adapted] a reserved id, or -1
// Makes a new M, which runs fn, if any, and then the scheduler with _p_. On g0 or unpreemptible,
// perhaps without a P.
void newm(void (*fn)(void), p *_p_, int64 id)
{
	m *mp = allocm(_p_, fn, id);
	puintptr_set(&mp->nextp, _p_);
	memcpy(mp->sigmask, initSigmask, sizeof mp->sigmask);
	m *self = getg()->m;
	if (self->lockedExt != 0 || self->incgo) {
		// The new thread would inherit what the user or C code has done to this one.
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

// go: proc.go#newm1
void newm1(m *mp)
{
#ifdef GORT_HOSTED
	cgothreadstart ts = {.tls = (uint64 *)mp->tls, .fn = mstart};
	guintptr_set(&ts.g, mp->g0);
	rwmutex_rlock(&execLock);
	asmcgocall(_cgo_thread_start, &ts);
#else
	rwmutex_rlock(&execLock);
	newosproc(mp);
#endif
	rwmutex_runlock(&execLock);
}

// go: none — body of the closure of startTemplateThread, on g0
static void startTemplateThread_func1(void *unused) { newm(templateThread, nil, -1); }

// go: proc.go#startTemplateThread
// Starts the template thread, once. Called on a thread whose kernel state is unaltered.
void startTemplateThread(void)
{
	// Once the flag is set, the thread must be made before this G can lose its P.
	m *mp = acquirem();
	// mo: seq_cst; elects the one thread that starts it.
	if (atomic_Cas(&newmHandoff.haveTemplateThread, 0, 1))
		systemstack(startTemplateThread_func1, nil);
	releasem(mp);
}

// go: proc.go#templateThread
// The body of a thread that has no P and is never locked: it starts the threads that a locked
// thread may not start.
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
// Sleeps until another thread gives this M a P. On g0, without a P and without locks.
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
	for (;;) {
		PROBE(m_park, mp->id);
		notesleep(&mp->park);
		noteclear(&mp->park); // before we have the P: with it we can be parked and woken again
		PROBE(m_unpark, mp->id);
		if (!mp->helpgc)
			break;
		gchelper();
	}
	acquirep(puintptr_ptr(mp->nextp));
	mp->nextp = 0;
}

// go: none — mp, which is this M, starts to look for work
static inline void startspinning(m *mp)
{
	RELAXED_SET(mp->spinning, true);
	PROBE(m_spin, mp->id, 1);
	// mo: seq_cst, before mp looks at the queues: a submitter that sees it counted leaves its G to
	//     mp.
	atomic_Xadd(&sched.nmspinning, 1);
}

// go: none — mp, which is this M, stops looking for work. Returns how many Ms still look
static inline int32 stopspinning(m *mp)
{
	RELAXED_SET(mp->spinning, false);
	PROBE(m_spin, mp->id, 0);
	// mo: seq_cst; see "keeping the right number of threads awake". What the caller reads next, the
	//     queues or npidle, it reads after this.
	return (int32)atomic_Xadd(&sched.nmspinning, -1);
}

// go: proc.go#mspinning
// The start function of a new M that is to spin; startm's caller has counted it in nmspinning.
void mspinning(void)
{
	m *mp = getg()->m;
	RELAXED_SET(mp->spinning, true);
	PROBE(m_spin, mp->id, 1);
}

// go: proc.go#startm [adapted] reserves the new M's id, and takes back nmspinning, before
//     sched.lock is released
// Wakes or makes an M to run _p_, or any idle P if _p_ is nil. If spinning, the caller has counted
// the M in nmspinning. On g0 or unpreemptible; needs no P.
//
// Without the reservation (golang/go#40368): sysmon, which is not counted, takes the P and releases
// the lock. Another M returns from a system call, finds no P, queues its G and parks. Now no M
// counts as running, and checkdead finds a runnable G. See D23.
void startm(p *_p_, bool spinning)
{
	lock(&sched.lock);
	if (_p_ == nil) {
		_p_ = pidleget();
		if (_p_ == nil) {
			// Others may have relied on our being counted. But no P is idle now, and a thread that
			// makes one idle after the unlock looks at the queues again.
			// mo: seq_cst; see "keeping the right number of threads awake". Before the unlock:
			//     otherwise a P could become idle in between and its thread look at the queues;
			//     then a G is submitted, and its submitter still sees us counted.
			bool negative = spinning && (int32)atomic_Xadd(&sched.nmspinning, -1) < 0;
			unlock(&sched.lock);
			if (negative)
				throw("startm: negative nmspinning");
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
	// The M is parked, so we alone access its fields; the note orders our stores.
	RELAXED_SET(mp->spinning, spinning);
	if (spinning)
		PROBE(m_spin, mp->id, 1);
	puintptr_set(&mp->nextp, _p_);
	notewakeup(&mp->park);
}

// go: none — the second look at the queues, of the n Ps in allps: is there a G in one of them?
// Any thread. The caller has a full fence before it.
static bool anyrunnable(p **allps, intgo n)
{
	for (intgo i = 0; i < n; i++)
		if (!runqempty(allps[i]))
			return true;
	return false;
}

// go: proc.go#handoffp [adapted] looks at the queues again when the P is idle
// Gives away a P that has no M: to an M if there is, or may be, something to do, otherwise to the
// idle list. Whatever makes findrunnable return a G must make this function start an M. On g0 or
// unpreemptible. See D74.
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
	// If nobody spins and no P is idle, nobody else would look for work.
	// mo: seq_cst; the CAS elects one.
	if (atomic_Load(&sched.nmspinning) + atomic_Load(&sched.npidle) == 0 &&
	    atomic_Cas(&sched.nmspinning, 0, 1)) {
		startm(_p_, true);
		return;
	}
	lock(&sched.lock);
	// Under the lock: the stopper may already have taken the Ps of the idle list.
	// mo: relaxed; it is written under the lock.
	if (RELAXED(sched.gcwaiting) != 0) {
		setpstatus(_p_, _Pidle, _Pgcstop);
		stoppedone();
		unlock(&sched.lock);
		return;
	}
	// mo: seq_cst; the thread that takes the flag runs the function, so it runs once.
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
	// If this is the last P to become idle, and no M is in netpoll, start one: it will end up
	// there.
	// mo: seq_cst; lastpoll is 0 while some M blocks in netpoll.
	if (atomic_Load(&sched.npidle) == (uint32)gomaxprocs - 1 &&
	    atomic_Load64(&sched.lastpoll) != 0) {
		unlock(&sched.lock);
		startm(_p_, false);
		return;
	}
	pidleput(_p_);
	// procresize changes allp under sched.lock; the entries of the array that is there now stay.
	p **allps = allp.array;
	intgo nallp = allp.len;
	unlock(&sched.lock);

	// The spinner that we relied on above may have found work, and read npidle in resetspinning,
	// before pidleput. A thread that readied a G after that found neither an idle P nor a spinner,
	// so it woke nobody. Hence look again, as findrunnable does.
	// mo: seq_cst loads of nmspinning and the queues, after pidleput's atomic_Xadd of npidle. A
	//     thread that puts a G later sees the idle P. A spinner that we see counted sees it in
	//     resetspinning, or looks at the queues itself.
	if (atomic_Load(&sched.nmspinning) == 0 && anyrunnable(allps, nallp))
		wakep();
}

// go: proc.go#wakep
// For a G that was made runnable, or is about to be: wakes one more M to look for it. On g0 or
// unpreemptible.
void wakep(void)
{
	// mo: seq_cst; lets one waker through: the M that it wakes finds the Gs of the other wakers
	//     too.
	if (!atomic_Cas(&sched.nmspinning, 0, 1))
		return;
	startm(nil, true);
}

// go: proc.go#stoplockedm
// Sleeps until another M hands over the G to which this M is wired. On g0.
void stoplockedm(void)
{
	m *mp = getg()->m;
	if (mp->lockedg == 0 || muintptr_ptr(guintptr_ptr(mp->lockedg)->lockedm) != mp)
		throw("stoplockedm: inconsistent locking");
	// Before this M counts as idle: an M that counts must have the P's work, or checkdead sees a
	// false deadlock.
	if (mp->p != 0)
		handoffp(releasep());
	incidlelocked(1);
	PROBE(m_park, mp->id);
	notesleep(&mp->park);
	noteclear(&mp->park);
	PROBE(m_unpark, mp->id);
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
// Hands the P to the M to which gp is wired, and sleeps until there is another P. On g0; gp is
// runnable and on no queue.
void startlockedm(g *gp)
{
	m *self = getg()->m;
	m *mp = muintptr_ptr(gp->lockedm);
	if (mp == self)
		throw("startlockedm: locked to me");
	if (mp->nextp != 0)
		throw("startlockedm: m has p");
	// Before the wake-up: an M that runs must count as running.
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
		// This M need not look at the queues again: startTheWorld wakes an M.
		if (stopspinning(mp) < 0)
			throw("gcstopm: negative nmspinning");
	}
	p *pp = releasep();
	lock(&sched.lock);
	setpstatus(pp, _Pidle, _Pgcstop);
	stoppedone();
	unlock(&sched.lock);
	stopm();
}

// go: none — gets or puts an area for mp, which is about to run gp
// When gp runs, asyncPreempt needs a free area in mp. But if gp was stopped there, it has an area
// of its own, and gives it back to mp.
static noinline void xsavematch(m *mp, g *gp)
{
	if (gp->xsave == nil) {
		mp->xsave = xsaveget();
	} else if (mp->xsave != nil) {
		xsaveput(mp->xsave);
		mp->xsave = nil;
	}
}

// go: none — execute without a trace's events, for callers that know their M
static alwaysinline void executeon(m *mp, g *gp, bool inheritTime)
{
	if (unlikely(gp->xsave != nil || mp->xsave == nil))
		xsavematch(mp, gp);

	// Before the status: a thread that finds a running G asks the G's m to stop it (suspendG). curg
	// is also the answer to mcall: when the function that mcall called returns, mcall continues
	// with m.curg.
	RELAXED_SET(mp->curg, gp);
	RELAXED_SET(gp->m, mp);
	changegstatus(gp, _Grunnable, _Grunning, true);
	if (stopswaiting != nil)
		stopswaiting(gp);
	if (unlikely(writeBarrier.needed))
		scanbeforerun(gp);
	// Now the stack and the request are ours. A request that comes meanwhile may be lost; the
	// threads that request ask again.
	gp->waitsince = 0;
	RELAXED_SET(gp->preempt, false);
	// gogo copies the guard to the thread.
	RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
	if (!inheritTime) {
		p *pp = puintptr_ptr(mp->p);
		RELAXED_SET(pp->schedtick, pp->schedtick + 1);
	}

	int32 hz = RELAXED(sched.profilehz);
	if (mp->profilehz != hz)
		setThreadCPUProfiler(hz);
}

// go: proc.go#execute [adapted] returns, see mcall; the spare area of asyncPreempt
// Makes gp, which is runnable and on no queue, the G of this M; it runs as soon as the caller has
// returned to the base of g0. On g0, with a P.
void execute(g *gp, bool inheritTime)
{
	executeon(getg()->m, gp, inheritTime);
	if (unlikely(RELAXED(trace.enabled))) {
		// If gp has come from a system call and had to wait for a P, exitsyscall has left the event
		// to us.
		if (gp->syscallsp != 0 && gp->sysblocktraced)
			traceGoSysExit(gp->sysexitticks);
		traceGoStart();
	}
}

// go: none — the end of both polls in findrunnable: makes the first G runnable, to run here; the
//     others go to the global queue
static g *takepolled(gList *list)
{
	g *gp = gList_pop(list);
	injectglist(list);
	casgstatus(gp, _Gwaiting, _Grunnable);
	if (unlikely(RELAXED(trace.enabled)))
		traceGoUnpark(gp, 0);
	return gp;
}

// go: none — findrunnable's way back from a second look that found work: takes the P, and spins
//     again if this M did
static void respin(m *mp, p *pp, bool wasSpinning)
{
	acquirep(pp);
	if (wasSpinning)
		startspinning(mp);
}

// go: none — findrunnable's four rounds through the other Ps, for a spinning M; returns a G, or nil
// *again tells findrunnable to begin anew rather than give up. *now and *pollUntil are checkTimers'
// results, kept up to date.
static g *stealwork(p *pp, bool *inheritTime, int64 *now, int64 *pollUntil, bool *again)
{
	bool ranTimer = false;
	*again = true;
	for (int i = 0; i < 4; i++) {
		randomEnum e = randomOrder_start(&stealOrder, fastrand());
		for (; !randomEnum_done(&e); randomEnum_next(&e)) {
			if (RELAXED(sched.gcwaiting) != 0)
				return nil;
			p *p2 = allp.array[randomEnum_position(&e)];
			if (p2 == pp)
				continue;
			// In the last round take runnext too, and run the timers that are due.
			bool last = i > 2;
			g *gp = runqsteal(pp, p2, last);
			if (gp != nil)
				return gp;
			if (!last || !shouldStealTimers(p2))
				continue;
			int64 next;
			bool ran;
			*now = checkTimers(p2, *now, &next, &ran);
			if (next != 0 && (*pollUntil == 0 || next < *pollUntil))
				*pollUntil = next;
			if (ran) {
				// The timers' functions readied Gs on our queue, unless somebody has stolen them.
				// runqsteal wants the queue empty.
				gp = runqget(pp, inheritTime);
				if (gp != nil)
					return gp;
				ranTimer = true;
			}
		}
	}
	*again = ranTimer; // the timers may have made other things due
	return nil;
}

// go: none — checkTimersNoP of later releases: a last look at the timers of the n Ps in allps
// Returns pollUntil or, if it is earlier, the time of the first timer of any P: also of one that
// runs a goroutine, which may not stop in time. Without a P. See D79.
static int64 checkTimersNoP(p **allps, intgo n, int64 pollUntil)
{
	for (intgo i = 0; i < n; i++) {
		// mo: the loads come after findrunnable's fence, and so after the stores of npidle and
		//     nmspinning. A thread that sets a timer loads these after it has made the timer known
		//     (wakeNetPoller). One of the two sees the other.
		int64 when = nobarrierWakeTime(allps[i]);
		if (when != 0 && (pollUntil == 0 || when < pollUntil))
			pollUntil = when;
	}
	return pollUntil;
}

// go: proc.go#findrunnable [adapted] polls for the timers of all Ps
// Returns a G to run, and whether it inherits the time slice; blocks until there is one. On g0,
// with a P, and on return perhaps with another one. Whatever makes it return a G must make handoffp
// start an M.
// Long, but in one piece as in Go: "keeping the right number of threads awake" rests on the order
// in which it looks.
g *findrunnable(bool *inheritTime)
{
	m *mp = getg()->m;
	*inheritTime = false;

top:;
	p *pp = puintptr_ptr(mp->p);
	// mo: relaxed; a stopper that we miss asks again, or finds our P idle. Before the P becomes
	//     idle we look under the lock.
	if (RELAXED(sched.gcwaiting) != 0) {
		gcstopm();
		goto top;
	}
	if (RELAXED(pp->runSafePointFn) != 0)
		runSafePointFn();

	// Our own timers. The Gs that they ready are in the local queue.
	int64 pollUntil;
	bool ran;
	int64 now = checkTimers(pp, 0, &pollUntil, &ran);

	// mo: relaxed; only hints, wakefing decides under finlock.
	if (RELAXED(fingwait) && RELAXED(fingwake)) {
		g *gp = wakefing();
		if (gp != nil)
			ready(gp, 0, true);
	}

	// The local queue.
	g *gp = runqget(pp, inheritTime);
	if (gp != nil)
		return gp;

	// The global queue.
	// mo: relaxed; we look again, under the lock, before the P becomes idle.
	if (RELAXED(sched.runqsize) != 0) {
		lock(&sched.lock);
		gp = globrunqget(pp, 0);
		unlockrel(&sched.lock);
		if (gp != nil)
			return gp;
	}

	// File descriptors, before we steal. This is only to be quick: the blocking poll below would
	// find them. lastpoll is 0 while some M blocks there.
	// mo: seq_cst loads; only hints.
	if (netpollinited() && atomic_Load(&netpollWaiters) > 0 &&
	    atomic_Load64(&sched.lastpoll) != 0) {
		gList list = netpoll(0);
		if (!gList_empty(&list))
			return takepolled(&list);
	}

	// At most half as many Ms spin as Ps are busy: if GOMAXPROCS is large and there is little to
	// do, spinners would waste much processor time.
	// mo: seq_cst loads; a bound that need not be exact.
	if (!mp->spinning &&
	    2 * atomic_Load(&sched.nmspinning) >= (uint32)gomaxprocs - atomic_Load(&sched.npidle))
		goto stop;
	if (!mp->spinning)
		startspinning(mp);

	bool again;
	gp = stealwork(pp, inheritTime, &now, &pollUntil, &again);
	if (gp != nil)
		return gp;
	if (again)
		goto top;

stop:
	// Nothing to do. Rather than give up the P, help a collector that marks.
	if (gcBlackenEnabled != 0 && pp->gcBgMarkWorker != 0 && gcMarkWorkAvailable(pp)) {
		pp->gcMarkWorkerMode = gcMarkWorkerIdleMode;
		gp = guintptr_ptr(pp->gcBgMarkWorker);
		casgstatus(gp, _Gwaiting, _Grunnable);
		if (unlikely(RELAXED(trace.enabled)))
			traceGoUnpark(gp, 0);
		return gp;
	}

	// Once we have no P, allp may change. The entries of the array that is there now do not.
	p **allps = allp.array;
	intgo nallp = allp.len;

	lock(&sched.lock);
	// mo: relaxed; gcwaiting is stored under the lock. If we miss a flag, forEachP finds the P on
	//     the idle list.
	if (RELAXED(sched.gcwaiting) != 0 || RELAXED(pp->runSafePointFn) != 0) {
		unlock(&sched.lock);
		goto top;
	}
	if (sched.runqsize != 0) {
		gp = globrunqget(pp, 0);
		unlock(&sched.lock);
		return gp;
	}
	if (releasep() != pp)
		throw("findrunnable: wrong p");
	pidleput(pp);
	unlock(&sched.lock);

	// First stop spinning, then look at all queues again. In the other order this could happen: we
	// look; a G is submitted, and its submitter sees a spinner and wakes nobody; we stop spinning.
	// Then the G waits although a P is idle.
	bool wasSpinning = mp->spinning;
	if (wasSpinning) {
		if (stopspinning(mp) < 0)
			throw("findrunnable: negative nmspinning");
	}
	// mo: full fence, between the stores of npidle and nmspinning and the loads of the queues. The
	//     partner is the fence of ready and newproc1, between the store of the G and the loads of
	//     npidle and nmspinning. One of the two sees the other.
	atomic_Fence();
	if (anyrunnable(allps, nallp)) {
		lock(&sched.lock);
		pp = pidleget();
		unlock(&sched.lock);
		if (pp != nil) {
			respin(mp, pp, wasSpinning);
			goto top;
		}
		// All Ps are busy: one of them will find the G.
	}

	// Mark work that has come meanwhile, in the same way.
	if (gcBlackenEnabled != 0 && gcMarkWorkAvailable(nil)) {
		lock(&sched.lock);
		pp = pidleget();
		if (pp != nil && pp->gcBgMarkWorker == 0) {
			pidleput(pp);
			pp = nil;
		}
		unlock(&sched.lock);
		if (pp != nil) {
			respin(mp, pp, wasSpinning);
			goto stop;
		}
	}

	// Wait for file descriptors and for the first timer of any P: one M does so for all.
	mp->settimer = false;
	pollUntil = checkTimersNoP(allps, nallp, pollUntil);
	int64 delta = -1;
	if (pollUntil != 0) {
		if (now == 0)
			now = nanotime();
		delta = pollUntil > now ? pollUntil - now : 0;
	}
	// A timer is due, and an M spins: it will find it, as it looks again after it has stopped
	// spinning. We could not run it, and would come back here at once.
	// mo: seq_cst load, after the fence.
	if (delta == 0 && atomic_Load(&sched.nmspinning) != 0) {
		stopm();
		goto top;
	}
	// mo: seq_cst exchange; elects the poller. From here on a thread that adds a timer sees 0 and
	//     reads pollUntil (wakeNetPoller). While pollUntil still has its old value 0, that thread
	//     interrupts the poll, which is at worst needless.
	if (netpollinited() && (atomic_Load(&netpollWaiters) > 0 || pollUntil != 0) &&
	    atomic_Xchg64(&sched.lastpoll, 0) != 0) {
		// mo: seq_cst store; before the poll, for wakeNetPoller.
		atomic_Store64(&sched.pollUntil, (uint64)pollUntil);
		if (mp->p != 0)
			throw("findrunnable: netpoll with p");
		if (mp->spinning)
			throw("findrunnable: netpoll with spinning");
		gList list = netpoll(delta);
		// mo: seq_cst stores, in this order: a thread that sees the poll over need not interrupt
		//     it; one that sees it under way, with pollUntil 0, interrupts it needlessly.
		atomic_Store64(&sched.pollUntil, 0);
		atomic_Store64(&sched.lastpoll, (uint64)nanotime());
		lock(&sched.lock);
		pp = pidleget();
		unlock(&sched.lock);
		if (pp == nil) {
			injectglist(&list);
		} else if (!gList_empty(&list)) {
			acquirep(pp);
			return takepolled(&list);
		} else {
			respin(mp, pp, wasSpinning);
			goto top;
		}
	} else if (pollUntil != 0 && netpollinited()) {
		// Another M polls, perhaps until after our timer is due.
		// mo: seq_cst load; pairs with the poller's store.
		int64 pollerPollUntil = (int64)atomic_Load64(&sched.pollUntil);
		if (pollerPollUntil == 0 || pollerPollUntil > pollUntil)
			netpollBreak();
	}
	stopm();
	goto top;
}

// go: proc.go#pollWork [unused] an idle M does no mark work: there is one worker, on a goroutine
// Reports whether this P has something better to do than idle mark work. With a P.
bool pollWork(void)
{
	// mo: relaxed; only a hint.
	if (RELAXED(sched.runqsize) != 0)
		return true;
	if (!runqempty(puintptr_ptr(getg()->m->p)))
		return true;
	// mo: seq_cst loads; only hints, as in findrunnable.
	if (netpollinited() && atomic_Load(&netpollWaiters) > 0 &&
	    atomic_Load64(&sched.lastpoll) != 0) {
		gList list = netpoll(0);
		if (!gList_empty(&list)) {
			injectglist(&list);
			return true;
		}
	}
	return false;
}

// go: none — for a timer that was set while no M polls: is an M to be woken that will?
// mo: seq_cst loads, after the stores that made the timer known. If no P is idle, an M that makes
//     its P idle later looks at the timers of all Ps; so does an M that spins and finds nothing.
static bool pollerwanted(void)
{
	return atomic_Load64(&sched.lastpoll) != 0 && atomic_Load(&sched.npidle) != 0 &&
	       atomic_Load(&sched.nmspinning) == 0;
}

// go: proc.go#wakeNetPoller [adapted] if no M polls, wakes one, as from Go 1.16
// For a timer that is due at when: wakes the M that blocks in netpoll if it would sleep longer. On
// any stack; no lock held.
void wakeNetPoller(int64 when)
{
	// mo: seq_cst loads, after the stores that made the timer known. Either we see the poller
	//     (lastpoll is 0), or it is elected after our load. Then it has seen the timer, or
	//     pollerwanted finds that its P is idle.
	if (atomic_Load64(&sched.lastpoll) == 0) {
		// 0: it sleeps without limit, is about to sleep, or is about to return.
		int64 pollerPollUntil = (int64)atomic_Load64(&sched.pollUntil);
		if (pollerPollUntil == 0 || pollerPollUntil > when)
			netpollBreak();
		return;
	}
	m *mp = getg()->m;
	if (mp->curg == nil && mp->lockedg == 0)
		mp->settimer = true; // schedule comes next: it polls, or finds a G and wakes an M
	else if (pollerwanted())
		systemstack((void (*)(void *))wakep, nil);
}

// go: proc.go#resetspinning
// This M spun and has found work. If it was the last spinner, it wakes another: so the number of
// threads grows one at a time.
void resetspinning(void)
{
	m *mp = getg()->m;
	if (!mp->spinning)
		throw("resetspinning: not a spinning m");
	int32 nmspinning = stopspinning(mp);
	if (nmspinning < 0)
		throw("findrunnable: negative nmspinning");
	// A submitter that saw us counted relies on this wake-up.
	// mo: seq_cst load; after the decrement.
	if (nmspinning == 0 && atomic_Load(&sched.npidle) > 0)
		wakep();
}

// go: proc.go#injectglist [adapted] the statuses change before sched.lock is taken
// Moves waiting Gs to the global queue, and starts as many Ms, as far as there are idle Ps. The
// list is empty afterwards. With or without a P; sched.lock not held.
void injectglist(gList *glist)
{
	if (gList_empty(glist))
		return;
	// casgstatus may have to wait for a scanner: it must not do so with sched.lock held
	// (golang/go#19112).
	gQueue q = {0};
	int32 n = 0;
	// A trace must not begin between the look at enabled and the change of the status, which it
	// reads. With a P it cannot. See D152.
	bool lockstatus = getg()->m->p == 0;
	if (lockstatus)
		lock(&trace.statusLock);
	for (; !gList_empty(glist); n++) {
		g *gp = gList_pop(glist);
		if (unlikely(RELAXED(trace.enabled)))
			traceGoUnpark(gp, 0);
		casgstatus(gp, _Gwaiting, _Grunnable);
		gQueue_pushBack(&q, gp);
	}
	if (lockstatus)
		unlock(&trace.statusLock);
	lock(&sched.lock);
	globrunqputbatch(&q, n);
	unlock(&sched.lock);
	// mo: relaxed; a thread that makes a P idle after the unlock has seen the queue, under the
	//     lock.
	for (; n != 0 && RELAXED(sched.npidle) != 0; n--)
		startm(nil, false);
}

// go: proc.go#schedule [adapted] returns, see mcall
// Chooses a G, and runs it by execute. On g0, with a P unless a G is wired to this M.
void schedule(void)
{
	m *mp = getg()->m;
	int64 now = mp->now; // resetForSleep's reading of the clock if the last G went to sleep, else 0
	mp->now = 0;
	if (mp->locks != 0)
		throw("schedule: holding locks");
	if (mp->lockedg != 0) {
		stoplockedm();
		execute(guintptr_ptr(mp->lockedg), false);
		return;
	}
	if (mp->incgo)
		throw("schedule: in cgo");

top:;
	p *pp = puintptr_ptr(mp->p);
	RELAXED_SET(pp->preempt, false);
	// mo: relaxed; as in findrunnable.
	if (RELAXED(sched.gcwaiting) != 0) {
		gcstopm();
		now = 0;
		goto top;
	}
	if (RELAXED(pp->runSafePointFn) != 0)
		runSafePointFn();
	// Before the timers, which may ready Gs here.
	// mo: relaxed; thieves only take Gs, so what we see was there.
	if (mp->spinning &&
	    (RELAXED(pp->runnext) != 0 || RELAXED(pp->runqhead) != RELAXED(pp->runqtail)))
		throw("schedule: spinning with local work");

	int64 pollUntil;
	bool ran;
	checkTimers(pp, now, &pollUntil, &ran);
	now = 0;

	g *gp = nil;
	bool inheritTime = false;
	// Mark workers and the like are made runnable here and not by ready, so we must do the wake-up.
	bool tryWakeP = false;
	if (unlikely(RELAXED(trace.enabled) || RELAXED(trace.shutdown))) {
		gp = traceReader();
		if (gp != nil) {
			casgstatus(gp, _Gwaiting, _Grunnable);
			traceGoUnpark(gp, 0);
			tryWakeP = true;
		}
	}
	if (gp == nil && gcBlackenEnabled != 0) {
		gp = gcController_findRunnableGCWorker(pp);
		tryWakeP = gp != nil;
	}
	// From time to time take from the global queue first: otherwise two goroutines that ready each
	// other could occupy the local queue for ever.
	// mo: relaxed; only a hint.
	if (gp == nil && pp->schedtick % 61 == 0 && RELAXED(sched.runqsize) > 0) {
		lock(&sched.lock);
		gp = globrunqget(pp, 1);
		unlock(&sched.lock);
	}
	// Even a spinning M can find something here, because of its timers.
	if (gp == nil)
		gp = runqget(pp, &inheritTime);
	if (gp == nil)
		gp = findrunnable(&inheritTime); // blocks

	if (mp->spinning)
		resetspinning();
	if (mp->settimer) {
		mp->settimer = false;
		if (pollerwanted())
			wakep();
	}

	// mo: relaxed; we look again under the lock.
	if (RELAXED(sched.disable.user) && !schedEnabled(gp)) {
		lock(&sched.lock);
		if (schedEnabled(gp)) {
			unlock(&sched.lock);
		} else {
			gQueue_pushBack(&sched.disable.runnable, gp);
			sched.disable.n++;
			unlock(&sched.lock);
			goto top;
		}
	}

	// mo: seq_cst loads, after casgstatus, which made the worker runnable. The worker is on no
	//     queue, so it does not rely on a spinner.
	if (tryWakeP && atomic_Load(&sched.npidle) != 0 && atomic_Load(&sched.nmspinning) == 0)
		wakep();
	if (gp->lockedm != 0) {
		// It runs on its own M, with our P.
		startlockedm(gp);
		goto top;
	}
	execute(gp, inheritTime);
}

// go: none — dropg, for callers that know their M and its G
static inline void untie(m *mp, g *gp)
{
	// mo: relaxed; other threads read both at any time.
	RELAXED_SET(gp->m, nil);
	RELAXED_SET(mp->curg, nil);
}

// go: proc.go#dropg
// Unties the current G from this M, once its status has left _Grunning. On g0.
void dropg(void) { untie(getg()->m, getg()->m->curg); }

// go: none — how many timers of pp, the current P, are stopped but still in its heap
// mo: seq_cst, relaxed; only a hint.
static uint32 deletedtimers(p *pp)
{
	return pp->deletedOwn + atomic_Load(&pp->deletedTimers) - RELAXED(pp->clearedTimers);
}

// go: proc.go#checkTimers
// Runs the timers of pp that are due. now is the time, or 0 if the caller does not know it; the
// result is the time if it is known by then, else 0. *pollUntil is the time of the next timer,
// later than the result, or 0 if there is none; *ran tells whether a timer ran. On g0, with a P,
// which need not be pp.
int64 checkTimers(p *pp, int64 now, int64 *pollUntil, bool *ran)
{
	*pollUntil = 0;
	*ran = false;
	bool own = pp == puintptr_ptr(getg()->m->p);

	// If there is nothing to do, do not take the lock. While adjustTimers is 0, nothing in the heap
	// is due before timer0When.
	// mo: seq_cst loads, in this order; a thread that makes a timer due earlier raises adjustTimers
	//     before. A thread that lowers adjustTimers holds the lock and is about to look at the heap
	//     itself.
	if (atomic_Load(&pp->adjustTimers) == 0) {
		int64 next = (int64)atomic_Load64(&pp->timer0When);
		if (next == 0)
			return now;
		if (now == 0)
			now = nanotime();
		// mo: seq_cst loads; deletedtimers may be -1, that is, huge, for a moment; that costs one
		//     look.
		if (now < next && !(own && deletedtimers(pp) > atomic_Load(&pp->numTimers) / 4)) {
			*pollUntil = next;
			return now;
		}
	}

	lock(&pp->timersLock);
	adjusttimers(pp);
	if (pp->timers.len > 0 && now == 0)
		now = nanotime();
	// runtimer unlocks while it calls the timer's function, so the heap can change.
	while (pp->timers.len > 0) {
		int64 next = runtimer(pp, now);
		if (next != 0) {
			if (next > 0)
				*pollUntil = next;
			break;
		}
		*ran = true;
	}
	// Only the P itself does this, so that its lock stays free for its own use.
	if (own && deletedtimers(pp) > (uint32)pp->timers.len / 4)
		clearDeletedTimers(pp);
	unlock(&pp->timersLock);
	return now;
}

// go: proc.go#shouldStealTimers [adapted] also if the G of p2 has not been asked to stop
// Reports whether an M without work should run the timers of p2 that are due. p2 may run a G that
// does not stop for long; so only a P whose M is in the middle of something is left alone, as it
// may have the lock. See D79.
bool shouldStealTimers(p *p2)
{
	// mo: relaxed throughout; a guess. The record of an M always remains one (mfree).
	if (RELAXED(p2->status) != _Prunning)
		return true;
	m *mp = muintptr_ptr(RELAXED(p2->m));
	return mp != nil && RELAXED(mp->locks) <= 0;
}

// go: none — reports whether schedule, called now, would come to the queues at once: is there
//     nothing in all that it looks at before?
// mo: relaxed; as there.
static inline bool queueisnext(m *mp, p *pp)
{
	// One branch for all: they are nearly always 0.
	return (RELAXED(pp->timer0When) | RELAXED(pp->adjustTimers) | RELAXED(pp->runSafePointFn) |
	        RELAXED(sched.gcwaiting) | RELAXED(sched.disable.user) | RELAXED(trace.enabled) |
	        RELAXED(trace.shutdown) | mp->lockedg | (uint64)mp->now | mp->settimer |
	        gcBlackenEnabled) == 0;
}

// go: none — reports whether schedule, called now, would come to the global queue at once
// mo: relaxed; as there.
// Holds: sched.lock, and nothing else.
static bool globalisnext(m *mp, p *pp)
{
	return RELAXED(pp->runqhead) == RELAXED(pp->runqtail) && RELAXED(pp->runnext) == 0 &&
	       !(RELAXED(fingwait) && RELAXED(fingwake)) && mp->locks == 1 && queueisnext(mp, pp);
}

// go: none — a short way past schedule: executes the next G of the local queue if schedule would
// For an M that does not spin and has just given up its G, on g0. Returns false if schedule must
// look. It does what schedule would do, in the same order, so that no observer can tell:
//
//	the G that has stopped   Its context was complete before its status changed (mcall), as always;
//	                         so a scanner or a traceback finds it complete.
//	a suspender, sysmon      They see the same stores of status, curg, m, preempt, guard and
//	                         schedtick, by executeon. Between the two Gs the M has none, as always.
//	a stop of the world, forEachP, the collector, a trace, schedEnableUser
//	                         queueisnext looks at their requests. One that it misses comes later,
//	                         with a request to the next G, as if schedule had missed it.
//	timers                   If the P has any, schedule reads the clock.
//	other Gs                 The 61st tick is schedule's. A locked G gets its own M.
//	other Ms                 This M does not spin: no wake-up is due, but that of a sleeper's timer
//	                         (settimer).
//
// See D174.
static alwaysinline bool executenext(m *mp)
{
	p *pp = puintptr_ptr(mp->p);
	RELAXED_SET(pp->preempt, false);
	// mo: relaxed; only a hint.
	if (!queueisnext(mp, pp) || mp->locks != 0 ||
	    (RELAXED(sched.runqsize) > 0 && pp->schedtick % 61 == 0))
		return false;
	bool inheritTime;
	g *gp = alone() ? runqgetalone(pp, &inheritTime) : runqget(pp, &inheritTime);
	if (gp == nil)
		return false;
	if (unlikely(gp->lockedm != 0)) {
		startlockedm(gp); // it runs on its own M, with our P
		return false;
	}
	executeon(mp, gp, inheritTime);
	return true;
}

// go: proc.go#parkunlock_c
bool parkunlock_c(g *gp, void *lock)
{
	unlockrel(lock); // execute has full barriers
	return true;
}

// go: proc.go#park_m
// The rest of gopark, on g0.
void park_m(g *gp)
{
	m *mp = gp->m;
	gp->stale = false;
	if (unlikely(RELAXED(trace.enabled)))
		traceGoPark(mp->waittraceev, mp->waittraceskip);
	changegstatus(gp, _Grunning, _Gwaiting, true);
	untie(mp, gp);
	if (mp->waitunlockf != nil) {
		// As soon as waitunlockf has released its lock, gp may be readied and run. So gp is no
		// longer ours, unless the answer is false.
		bool ok = mp->waitunlockf(gp, mp->waitlock);
		mp->waitunlockf = nil;
		mp->waitlock = nil;
		if (!ok) {
			if (unlikely(RELAXED(trace.enabled)))
				traceGoUnpark(gp, 2);
			casgstatus(gp, _Gwaiting, _Grunnable);
			execute(gp, true);
			return;
		}
	}
	if (!executenext(mp))
		schedule();
}

// go: proc.go#goschedImpl [adapted] if the next G is from the global queue, it is taken under the
//     same lock
// See D29.
void goschedImpl(g *gp)
{
	uint32 status = readgstatus(gp);
	if ((status & ~(uint32)_Gscan) != _Grunning) {
		dumpgstatus(gp);
		throw("bad g status");
	}
	m *mp = gp->m;
	changegstatus(gp, _Grunning, _Grunnable, true);
	untie(mp, gp);
	p *pp = puintptr_ptr(mp->p);
	g *next = nil;
	lock(&sched.lock);
	globrunqput(gp);
	if (globalisnext(mp, pp) && guintptr_ptr(sched.runq.head)->lockedm == 0)
		next = globrunqget(pp, 0);
	unlockrel(&sched.lock);
	if (next != nil) {
		RELAXED_SET(pp->preempt, false);
		executeon(mp, next, false);
	} else if (!executenext(mp)) {
		schedule();
	}
}

// go: proc.go#gosched_m
void gosched_m(g *gp)
{
	gp->stale = false;
	if (unlikely(RELAXED(trace.enabled)))
		traceGoSched();
	goschedImpl(gp);
}

// go: proc.go#goschedguarded_m [unused] only for goschedguarded
void goschedguarded_m(g *gp)
{
	if (canPreemptM(gp->m)) {
		if (unlikely(RELAXED(trace.enabled)))
			traceGoSched();
		goschedImpl(gp);
	}
}

// go: proc.go#gopreempt_m
// The goroutine has seen a request to yield, at a stack check or by a signal.
void gopreempt_m(g *gp)
{
	if (RELAXED(gcphase) == _GCoff)
		gp->stale = true;
	if (unlikely(RELAXED(trace.enabled)))
		traceGoPreempt();
	goschedImpl(gp);
}

// go: proc.go#preemptPark [unused] only for suspendG, which alone sets preemptStop
// Stops gp for suspendG; suspendG's caller readies it again.
void preemptPark(g *gp)
{
	if (unlikely(RELAXED(trace.enabled)))
		traceGoPark(traceEvGoBlock, 0);
	uint32 status = readgstatus(gp);
	if ((status & ~(uint32)_Gscan) != _Grunning) {
		dumpgstatus(gp);
		throw("bad g status");
	}
	gp->waitreason = waitReasonPreempted;
	// First with the scan bit: were it plain _Gpreempted, a suspender could claim gp and start it
	// before we have let go of it.
	casGToPreemptScan(gp, _Grunning, _Gscanpreempted);
	PROBE(g_status, gp->goid, _Grunning, _Gpreempted);
	dropg();
	casfrom_Gscanstatus(gp, _Gscanpreempted, _Gpreempted);
	schedule();
}

// go: proc.go#goyield
// Like Gosched, but the goroutine goes to the tail of this P's queue.
void goyield(void) { mcall(goyield_m); }

// go: proc.go#goyield_m
void goyield_m(g *gp)
{
	m *mp = gp->m;
	if (unlikely(RELAXED(trace.enabled)))
		traceGoPreempt();
	changegstatus(gp, _Grunning, _Grunnable, true);
	untie(mp, gp);
	runqput(puintptr_ptr(mp->p), gp, false);
	if (!executenext(mp))
		schedule();
}

// go: proc.go#goexit1
// Ends the goroutine: its first function has returned, or Goexit has run its deferred calls.
void goexit1(void)
{
	if (unlikely(RELAXED(trace.enabled)))
		traceGoEnd();
	mcall(goexit0);
	__builtin_unreachable();
}

// go: proc.go#goexit0 [adapted] frees the stack's segments; there is no assist credit to give back
// The rest of goexit1, on g0. The id, gopc and startpc stay until the record is used again.
void goexit0(g *gp)
{
	m *mp = gp->m;
	changegstatus(gp, _Grunning, _Gdead, true);
	if (isSystemGoroutine(gp, false)) {
		// mo: seq_cst; a counter.
		atomic_Xadd(&sched.ngsys, -1);
	}
	RELAXED_SET(gp->m, nil);
	bool locked = gp->lockedm != 0;
	gp->lockedm = 0;
	mp->lockedg = 0;
	RELAXED_SET(gp->preemptStop, false);
	gp->paniconfault = false;
	gp->_defer = nil; // ought to be nil already, and so the next
	gp->_panic = nil; // but not after a Goexit
	gp->writebuf = (__typeof__(gp->writebuf)){0};
	gp->waitreason = 0;
	gp->param = nil;
	gp->labels = nil;
	gp->timer = nil;
	gp->ancestors = nil;
	gp->callframe = 0;
	gp->local = nil;
	gp->stale = false;
#ifdef GORT_HOSTED
	gp->cxaglobals[0] = gp->cxaglobals[1] = 0; // it has left a handler by Goexit
#endif
	freesegments(gp);

	untie(mp, gp);
	if (mp->lockedInt != 0) {
		print("invalid m->lockedInt = ", mp->lockedInt, "\n");
		throw("internal lockOSThread error");
	}
	gfput(puintptr_ptr(mp->p), gp);
	if (locked) {
		// The thread may be in a state that no other goroutine should meet: end it, by way of
		// mstart.
		gogo(&mp->g0->sched);
	}
	if (!executenext(mp))
		schedule();
}

// go: proc.go#save
// Stores in g.sched where the current G is. Tracebacks and scanners use that while the G is in a
// system call; gogo uses it if the G is a g0.
void save(uintptr pc, uintptr sp)
{
	g *gp = getg();
	gp->sched.pc = pc;
	gp->sched.sp = sp;
	gp->sched.lr = 0;
	gp->sched.ret = 0;
	guintptr_set(&gp->sched.g, gp);
	if (gp->sched.ctxt != nil)
		badctxt();
}

// go: none — body of a closure of reentersyscall, on g0
static void reentersyscall_func1(void *arg)
{
	g *gp = arg;
	print("entersyscall inconsistent ", hex(gp->syscallsp), " [", hex(gp->stack.lo), ",",
	      hex(gp->stack.hi), "]\n");
	throw("entersyscall");
}

// System calls. To enter one costs no lock: the P stays with its M in _Psyscall, and the M
// remembers it in oldp. On return the M takes it back by a CAS, unless sysmon, stopTheWorld or
// forEachP has taken it meanwhile, by a CAS too. Each of these increments the P's syscalltick, so
// that the M can tell.

// go: none — reentersyscall for a frame that may be on an older segment: seg and hi are that one's
//     record and upper bound
static alwaysinline void reentersyscallon(uintptr pc, uintptr sp, segment *seg, uintptr hi)
{
	g *gp = getg();
	// Nobody may preempt us while g.sched describes another place than the one where we are, or
	// while the M may be without a P. Nobody does: neither here nor in exitsyscall is a safe point.
	m *mp = gp->m;
	save(pc, sp);
	gp->syscallseg = seg;
	gp->syscallhi = hi;
	gp->syscallsp = sp;
	gp->syscallpc = pc;
	gp->stale = false;
	casgstatus(gp, _Grunning, _Gsyscall);

	if (unlikely(RELAXED(trace.enabled))) {
		systemstack((void (*)(void *))traceGoSysCall, nil);
		save(pc, sp); // systemstack uses g.sched
	}
	// mo: seq_cst load; we look again under the lock.
	if (atomic_Load(&sched.sysmonwait) != 0) {
		systemstack((void (*)(void *))entersyscall_sysmon, nil);
		save(pc, sp);
	}
	p *pp = puintptr_ptr(mp->p);
	// mo: relaxed; if the flag is set after this, forEachP finds the P by its status, which it
	//     checks again and again.
	if (RELAXED(pp->runSafePointFn) != 0) {
		systemstack((void (*)(void *))runSafePointFn, nil);
		save(pc, sp);
	}

	mp->syscalltick = pp->syscalltick;
	gp->sysblocktraced = true;
	mp->mcache = nil;
	RELAXED_SET(pp->m, 0);
	puintptr_set(&mp->oldp, pp);
	RELAXED_SET(mp->p, 0);
	PROBE(p_status, pp->id, _Prunning, _Psyscall);
	// mo: release store, then seq_cst load. The store releases all that we did to the P to the
	//     thread that takes it. stopTheWorld stores gcwaiting, makes every thread execute a full
	//     barrier (membarrier), and then reads the status. If our barrier comes before the load,
	//     the load reads 1. If it comes after the load, it comes after the store too, and
	//     stopTheWorld sees the status. Without this order the P could stay here, and the stopper
	//     would wait for ever.
	atomic_StoreRel(&pp->status, _Psyscall);
	if (unlikely(RELAXED(nomembarrier)))
		atomic_Fence();
	compiler_barrier();
	if (atomic_Load(&sched.gcwaiting) != 0) {
		systemstack((void (*)(void *))entersyscall_gcwait, nil);
		save(pc, sp);
	}
}

// go: proc.go#reentersyscall [adapted] checked user code runs until exitsyscall: no throwsplit, no
//     poisoned guard; the P's status by a store; does not pin the M
// The goroutine enters a system call. pc and sp are of a frame that stays until exitsyscall; the
// callee-saved registers of that frame are in g.syscallregs. On the goroutine, with a P. See D32
// and D210.
inlined void reentersyscall(uintptr pc, uintptr sp)
{
	g *gp = getg();
	// If we came here by way of a landing pad, the segment that it left may still be linked.
	if (gp->stackseg != nil && (sp <= gp->stack.lo || gp->stack.hi < sp))
		unwindstack(gp, sp);
	if (sp < gp->stack.lo || gp->stack.hi < sp) {
		gp->syscallsp = sp;
		systemstack(reentersyscall_func1, gp);
	}
	reentersyscallon(pc, sp, gp->stackseg, gp->stack.hi);
}

// go: proc.go#entersyscall_sysmon
// On g0.
void entersyscall_sysmon(void)
{
	lock(&sched.lock);
	wakesysmon();
	unlock(&sched.lock);
}

// go: proc.go#entersyscall_gcwait
// The world is being stopped: gives the P to the stopper, unless that has already taken it. On g0.
void entersyscall_gcwait(void)
{
	p *pp = puintptr_ptr(getg()->m->oldp);
	lock(&sched.lock);
	// mo: seq_cst; see reentersyscall. stopTheWorld, retake and forEachP compete for the P.
	if (sched.stopwait > 0 && caspstatus(pp, _Psyscall, _Pgcstop)) {
		tracetaken(pp);
		stoppedone();
	}
	unlock(&sched.lock);
}

// go: none — body of a closure of entersyscallblock, on g0
static void entersyscallblock_func1(void *arg)
{
	g *gp = getg()->m->curg;
	uintptr *sp = arg; // on gp's stack: sp and sched.sp, which systemstack has overwritten
	print("entersyscallblock inconsistent ", hex(sp[0]), " ", hex(sp[1]), " ", hex(gp->syscallsp),
	      " [", hex(gp->stack.lo), ",", hex(gp->stack.hi), "]\n");
	throw("entersyscallblock");
}

// go: none — to entersyscallblock what reentersyscall is to entersyscall; one check of sp, since
//     nothing moves the stack in between
void reentersyscallblock(uintptr pc, uintptr sp)
{
	g *gp = getg();
	m *mp = acquirem();
	gp->stale = false;
	p *pp = puintptr_ptr(mp->p);
	// As if another thread had taken the P, so that exitsyscall sees that it was away.
	mp->syscalltick = pp->syscalltick;
	gp->sysblocktraced = true;
	RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);

	save(pc, sp);
	gp->syscallseg = gp->stackseg;
	gp->syscallhi = gp->stack.hi;
	gp->syscallsp = gp->sched.sp;
	gp->syscallpc = gp->sched.pc;
	if (gp->syscallsp < gp->stack.lo || gp->stack.hi < gp->syscallsp) {
		uintptr sps[2] = {sp, gp->sched.sp};
		systemstack(entersyscallblock_func1, sps);
	}
	casgstatus(gp, _Grunning, _Gsyscall);
	systemstack((void (*)(void *))entersyscallblock_handoff, nil);
	save(pc, sp); // systemstack uses g.sched
	RELAXED_SET(mp->locks, mp->locks - 1);
}

// go: proc.go#entersyscallblock_handoff
void entersyscallblock_handoff(void)
{
	if (unlikely(RELAXED(trace.enabled))) {
		traceGoSysCall();
		traceGoSysBlock(puintptr_ptr(getg()->m->p));
	}
	handoffp(releasep());
}

// go: none — for the exit event of a system call whose P, oldp, has been taken: waits until the
//     thread that took it has written its events
static void waittaken(m *mp, p *oldp)
{
	// mo: acquire; pairs with the release in tracetaken.
	while (oldp != nil && atomic_LoadAcq(&oldp->syscalltick) == mp->syscalltick)
		osyield();
}

// go: proc.go#exitsyscall [adapted] no look at the caller's frame, which is gone if a compiler made
//     a jump of its last call; the guard was left alone; does not pin the M
// The goroutine returns from a system call: it continues at once if there is a P, else it waits for
// one. Afterwards it may be on another M. See D31 and D210.
noinline inlined void exitsyscall(void)
{
	g *gp = getg();
	m *mp = gp->m;
	gp->waitsince = 0;
	p *oldp = puintptr_ptr(mp->oldp);
	mp->oldp = 0;
	if (exitsyscallfast(oldp)) {
		if (mp->mcache == nil)
			throw("lost mcache");
		p *pp = puintptr_ptr(mp->p);
		if (unlikely(RELAXED(trace.enabled)) && (pp != oldp || mp->syscalltick != pp->syscalltick))
			systemstack((void (*)(void *))traceGoStart, nil);
		RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);
		// If a scanner holds us, we wait here.
		casgstatus(gp, _Gsyscall, _Grunning);
		// Now the stack is ours: scanners do not use syscallsp any more.
		gp->syscallsp = 0;
		gp->param = nil; // see syscallalloc
		// If a request came meanwhile, newstack took it off the guard, as we had no P: put it back.
		// mo: relaxed; a later request poisons the guard itself.
		if (unlikely(RELAXED(gp->preempt)))
			poisonguard(gp, mp);
		// mo: relaxed; schedule looks again.
		if (RELAXED(sched.disable.user) && !schedEnabled(gp))
			Gosched();
		return;
	}

	gp->sysexitticks = 0;
	if (unlikely(RELAXED(trace.enabled))) {
		waittaken(mp, oldp);
		gp->sysexitticks = cputicks(); // for execute
	}
	mcall(exitsyscall0);
	mp = getg()->m;
	if (mp->mcache == nil)
		throw("lost mcache");
	// Not earlier: until here tracebacks began at syscallsp.
	gp->syscallsp = 0;
	gp->param = nil;
	p *pp = puintptr_ptr(mp->p);
	RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);
}

// go: none — memory for alloca of checked code that runs in a system call
// It takes a P, so the system call ends and begins again, on the same thread, to which errno
// belongs. The frames of C code are not scanned meanwhile, so g.param, which else has no meaning in
// a system call, leads to all such memory until exitsyscall. The goroutine's own call of
// entersyscall may be on an older segment.
void *syscallalloc(g *gp, uintptr size)
{
	lockOSThread();
	uintptr sp = gp->syscallsp, pc = gp->syscallpc, hi = gp->syscallhi;
	segment *seg = gp->syscallseg;
	uintptr regs[nelem(gp->syscallregs)];
	memcpy(regs, gp->syscallregs, sizeof regs);
	void *before = gp->param;
	exitsyscall();
	// In front of the memory, which stays aligned to 16, is the link.
	void **block = mallocgc(size + 16 > size ? size + 16 : size, &anypointers, true);
	block[0] = before;
	gp->param = block;
	memcpy(gp->syscallregs, regs, sizeof regs);
	reentersyscallon(pc, sp, seg, hi);
	unlockOSThread();
	return block + 2;
}

// go: none — the arguments of exitsyscallfast_func1
typedef struct exitsyscallargs {
	p *oldp;
	bool ok;
} exitsyscallargs;

// go: none — body of a closure of exitsyscallfast, on g0
static void exitsyscallfast_func1(void *arg)
{
	exitsyscallargs *a = arg;
	a->ok = exitsyscallfast_pidle();
	if (a->ok && unlikely(RELAXED(trace.enabled))) {
		waittaken(getg()->m, a->oldp);
		traceGoSysExit(0);
	}
}

// go: proc.go#exitsyscallfast
// Tries to get a P without giving up the M.
bool exitsyscallfast(p *oldp)
{
	// mo: relaxed; a crash stops the world for good, and asks again and again.
	if (RELAXED(sched.stopwait) == freezeStopWait)
		return false;
	// mo: seq_cst CAS; acquires the P, for which sysmon, stopTheWorld and forEachP compete. The P
	//     may have been away and now be in another G's system call; that G then finds it gone, as
	//     if any other thread had taken it.
	if (oldp != nil && RELAXED(oldp->status) == _Psyscall && caspstatus(oldp, _Psyscall, _Pidle)) {
		wirep(oldp);
		exitsyscallfast_reacquired();
		return true;
	}
	// mo: relaxed; we look again under the lock.
	if (RELAXED(sched.pidle) != 0) {
		exitsyscallargs a = {oldp};
		systemstack(exitsyscallfast_func1, &a);
		return a.ok;
	}
	return false;
}

// go: none — body of the closure of exitsyscallfast_reacquired, on g0
// The thread that took the P has written that we lost it. Since then another goroutine had the P,
// and is in a system call: it is that one which loses it now.
static void exitsyscallfast_reacquired_func1(void *pp)
{
	traceGoSysBlock(pp);
	traceGoSysExit(0);
}

// go: proc.go#exitsyscallfast_reacquired
// We have the P again that we had before the call; others may have had it meanwhile.
void exitsyscallfast_reacquired(void)
{
	m *mp = getg()->m;
	p *pp = puintptr_ptr(mp->p);
	if (mp->syscalltick == pp->syscalltick)
		return;
	if (unlikely(RELAXED(trace.enabled)))
		systemstack(exitsyscallfast_reacquired_func1, pp);
	RELAXED_SET(pp->syscalltick, pp->syscalltick + 1);
}

// go: proc.go#exitsyscallfast_pidle
// Takes an idle P. On g0.
bool exitsyscallfast_pidle(void)
{
	lock(&sched.lock);
	p *pp = pidleget();
	unlock(&sched.lock);
	if (pp == nil)
		return false;
	acquirep(pp);
	return true;
}

// go: proc.go#exitsyscall0 [adapted] asks whether gp may be scheduled, not whether g0 may
// The slow path of exitsyscall: no P. On g0.
void exitsyscall0(g *gp)
{
	m *mp = getg()->m;
	casgstatus(gp, _Gsyscall, _Grunnable);
	dropg();
	lock(&sched.lock);
	p *pp = nil;
	if (schedEnabled(gp))
		pp = pidleget();
	if (pp == nil)
		globrunqput(gp);
	unlock(&sched.lock);
	// If gp is on the queue, it may be running by now, unless it is wired to us.
	if (pp != nil) {
		acquirep(pp);
		execute(gp, false);
		return;
	}
	if (mp->lockedg != 0) {
		// The M that finds gp hands it to us.
		stoplockedm();
		execute(gp, false);
		return;
	}
	stopm();
	schedule();
}

// go: proc.go#beforefork [adapted] the guard stays, since the child's code has stack checks: D218.
//     The mask has a place of its own
// On g0.
void beforefork(void)
{
	m *mp = getg()->m;
	// Until exec or afterfork this thread is not preempted and handles no signal: the child must
	// run neither other goroutines nor our handlers.
	RELAXED_SET(mp->locks, mp->locks + 1);
	// Not m.sigmask: dropm gives that back to a thread of C code.
	sigprocmask(_SIG_SETMASK, &sigset_all, &mp->forkmask);
}

// go: proc.go#syscall_runtime_BeforeFork
// Package syscall is about to fork. On the goroutine.
void syscall_runtime_BeforeFork(void) { systemstack((void (*)(void *))beforefork, nil); }

// go: proc.go#afterfork [adapted] the guard was left alone
// On g0, in the parent.
void afterfork(void)
{
	m *mp = getg()->m;
	g *gp = mp->curg;
	msigrestore(mp->forkmask);
	RELAXED_SET(mp->locks, mp->locks - 1);
	// As in releasem, for gp.
	if (mp->locks == 0 && RELAXED(gp->preempt))
		poisonguard(gp, mp);
}

// go: proc.go#syscall_runtime_AfterFork [adapted] a child that shared our memory may have continued
//     on another stack segment
void syscall_runtime_AfterFork(void)
{
	unwindstack(getg(), getcallersp());
	systemstack((void (*)(void *))afterfork, nil);
}

bool inForkedChild; // is this process the child of a fork, before exec?

// go: none — at the start of a forked child: it has one thread, and a copy of our memory. Other
//     threads of the parent may have held any lock: none is released here. See D218.
static void forked(void)
{
	inForkedChild = true;
	persistentforked();
}

// go: none — real Go runs no C code on goroutines
// fork of a C program, on a goroutine. libc calls this before it with -1, and afterwards with 0 in
// the parent and with 1 in the child. That has one thread, which keeps its P: another goroutine
// that came to run there would do its work twice. No lock of ours may be held over the fork: libc
// now waits for its own, whose holder may have called back, and want ours. See D204.
void forkhandler(int32 when)
{
	g *gp = getg();
	if (gp == nil || gp != gp->m->curg)
		return; // on C's stack nothing is preempted
	if (when < 0)
		acquirem();
	else if (when == 0)
		releasem(gp->m);
	else
		forked();
}

// go: proc.go#syscall_runtime_AfterForkInChild
// In the child, before exec: no locks, no allocation. A signal that comes now must not run our
// handlers, since these would act on the parent.
void syscall_runtime_AfterForkInChild(void)
{
	forked();
	clearSignalHandlers();
	// Only now may signals come.
	msigrestore(getg()->m->forkmask);
}

// go: proc.go#syscall_runtime_BeforeExec
// No thread may be in the making when exec ends all others.
void syscall_runtime_BeforeExec(void) { rwmutex_lock(&execLock); }

// go: proc.go#syscall_runtime_AfterExec
void syscall_runtime_AfterExec(void) { rwmutex_unlock(&execLock); }

// go: none — gives gp, which is dead or new, a stack of size bytes; on g0
static void newstackof(g *gp, uint32 size)
{
	gp->stack = stackalloc(size);
	gp->stackinuse = gp->stack.hi - gp->stack.lo;
	RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
}

// go: none — the arguments of malg_func1
typedef struct malgargs {
	g    *newg;
	int32 size;
} malgargs;

// go: none — body of the closure of malg, on g0
static void malg_func1(void *arg)
{
	malgargs *a = arg;
	newstackof(a->newg, (uint32)a->size);
}

// go: proc.go#malg [adapted] the record lies off the heap and is used again; the lowest word of a
//     stack is Valgrind's (stack.c)
// Makes a G with a stack for stacksize bytes, or without a stack if that is negative. See D4.
g *malg(int32 stacksize)
{
	g *newg = recget(&gfree, sizeof(g));
	memclrNoHeapPointers(newg, sizeof *newg);
	if (stacksize >= 0) {
		malgargs a = {newg, round2(_StackSystem + stacksize)};
		systemstack(malg_func1, &a);
		newg->stackguard1 = ~(uintptr)0;
	}
	return newg;
}

// go: none — the arguments of newproc_func1
typedef struct newprocargs {
	funcval *fn;
	void    *argp;
	int32    siz;
	g       *callergp;
	uintptr  callerpc;
} newprocargs;

// go: none — body of the closure of newproc, on g0
static void newproc_func1(void *arg)
{
	newprocargs *a = arg;
	newproc1(a->fn, a->argp, a->siz, a->callergp, a->callerpc);
}

// go: proc.go#newproc [adapted] its assembly entry passes as arguments what it found on the stack
// The go statement: makes a goroutine that calls fn with a copy of the siz bytes of arguments at
// argp. On any stack.
void newproc(int32 siz, funcval *fn, void *argp, uintptr callerpc)
{
	newprocargs a = {fn, argp, siz, getg(), callerpc};
	systemstack(newproc_func1, &a);
}

// go: none — the go statement of the runtime and of the gccgo door; see runtime.h
void newprocc(void (*fn)(void *), void *arg, uintptr callerpc)
{
	void *args[2] = {(void *)fn, arg};
	newproc(sizeof args, (funcval *)&gostartc_f, args, callerpc);
}

extern const funcval gostartgort_f GOSYM(gostartgort.f);

enum { _GoidCacheBatch = 16 }; // ids that a P takes from sched.goidgen at a time

// On a new stack some bytes lie above the arguments, so that reads a little past a frame stay
// inside; the return address lies below them.
enum { newprocSpare = 4 * 8, newprocRet = 8 };

// go: proc.go#newproc1 [adapted] a G comes with its first stack; C wants an aligned stack, and room
//     below the guard for __morestack
// Creates the goroutine; see newproc. The new stack:
//
//	hi      32 bytes to spare
//	        arguments and results, their length rounded up to 16
//	sp      return address, goexit+1, at 8 mod 16, as after a call
//
// It runs on g0, so the caller's goroutine stands still and its arguments do not change. See D12.
void newproc1(funcval *fn, void *argp, int32 narg, g *callergp, uintptr callerpc)
{
	m *mp = getg()->m;
	if (fn == nil) {
		mp->throwing = -1; // without the stacks of others
		throw("go of nil func value");
	}
	acquirem(); // the P stays ours
	uintptr siz = alignUp((uintptr)narg, 8);
	if (siz >= _StackMin - newprocSpare - newprocRet)
		throw("newproc: function arguments too large for new goroutine");
	siz = alignUp(siz, 16);

	p *pp = puintptr_ptr(mp->p);
	g *newg = gfget(pp);
	if (newg == nil) {
		newg = uncheckedstack != 0 ? malg((int32)uncheckedstack) : newgblock(pp);
		if (allgs.len == 0 && uncheckedstack == 0)
			newstackof(newg, mainStack);
		setgstatus(newg, _Gidle, _Gdead);
		allgadd(newg); // as dead, so that no scanner looks at its stack
	}
	if (newg->stack.hi == 0)
		throw("newproc1: newg missing stack");
	if (readgstatus(newg) != _Gdead)
		throw("newproc1: new g is not Gdead");

	// No function begins below the guard: what its stack check calls needs that room. Long
	// arguments take a larger stack, which gfput does not keep.
	if (newg->stack.hi - newg->stack.lo < newprocSpare + siz + newprocRet + _StackGuard)
		newstackof(newg, 2 * _StackMin);

	uintptr sp = newg->stack.hi - newprocSpare - siz;
	memmove((void *)sp, argp, (uintptr)narg);

	memset(&newg->sched, 0, sizeof newg->sched);
	newg->sched.sp = sp;
	newg->stktopsp = sp;
	newg->sched.pc = (uintptr)goexit + 1; // inside goexit even for code that looks up pc-1
	guintptr_set(&newg->sched.g, newg);
	gostartcallfn(&newg->sched, fn);
	newg->gopc = callerpc;
	newg->ancestors = (void *)saveAncestors(callergp);
	newg->startpc = fn->fn;
	if (fn->fn == gostartc_f.fn || fn->fn == gostartgort_f.fn)
		newg->startpc = *(uintptr *)sp; // a trampoline: what matters is the function that it calls
	if (mp->curg != nil)
		newg->labels = mp->curg->labels;
	if (isSystemGoroutine(newg, false)) {
		// mo: seq_cst; a counter.
		atomic_Xadd(&sched.ngsys, 1);
	}
	setgstatus(newg, _Gdead, _Grunnable);

	if (pp->goidcache == pp->goidcacheend) {
		// A P takes ids in batches; the first is 1, main's.
		// mo: seq_cst; each batch is given out once.
		pp->goidcache = atomic_Xadd64(&sched.goidgen, _GoidCacheBatch) - (_GoidCacheBatch - 1);
		pp->goidcacheend = pp->goidcache + _GoidCacheBatch;
	}
	newg->goid = (int64)pp->goidcache;
	pp->goidcache++;
	PROBE(g_new, newg->goid, callergp->goid, newg->startpc);
	if (unlikely(RELAXED(trace.enabled)))
		traceGoCreate(newg);
	runqput(pp, newg, true);
	// mo: seq_cst loads; as in ready.
	if (atomic_Load(&sched.npidle) != 0 && atomic_Load(&sched.nmspinning) == 0 && mainStarted)
		wakep();
	releasem(mp);
}

// go: proc.go#saveAncestors
// For GODEBUG=tracebackancestors: where callergp, and its creators, executed their go statements.
// On g0.
slice *saveAncestors(g *callergp)
{
	if (debug.tracebackancestors <= 0 || callergp->goid == 0)
		return nil;
	intgo old = callergp->ancestors != nil ? callergp->ancestors->len : 0;
	intgo n = old + 1;
	if (n > debug.tracebackancestors)
		n = debug.tracebackancestors;
	slice *ancestors = mallocgc(sizeof *ancestors, &anypointers, true);
	ancestorInfo *array = mallocgc((uintptr)n * sizeof *array, &anypointers, true);
	if (n > 1)
		memmove(&array[1], callergp->ancestors->array, (uintptr)(n - 1) * sizeof *array);

	uintptr pcs[_TracebackMaxFrames];
	intgo npcs = gcallers(callergp, 0, (slice){pcs, nelem(pcs), nelem(pcs)});
	array[0].pcs.array = mallocgc((uintptr)npcs * sizeof *pcs, &nopointers, false);
	memmove(array[0].pcs.array, pcs, (uintptr)npcs * sizeof *pcs);
	array[0].pcs.len = array[0].pcs.cap = npcs;
	array[0].goid = callergp->goid;
	array[0].gopc = callergp->gopc;
	*ancestors = (slice){array, n, n};
	return ancestors;
}

// Dead Gs wait on a list of the P, the last used first, and in batches on the global list. The
// batches are linked by their first Gs, so to hand over a batch no other G of it need be touched:
// these have left the caches long ago.

enum { gfbatch = 32 };

// go: none — for gfput and gfpurge: puts the list of n Gs that begins with gp on the global list
// Holds: sched.gFree.lock.
static void gfpushbatch(g *gp, int32 n)
{
	gp->gfnext = sched.gFree.stack;
	gp->gfcount = n;
	RELAXED_SET(sched.gFree.stack, (guintptr)gp);
	RELAXED_SET(sched.gFree.n, sched.gFree.n + n);
}

// go: proc.go#gfput [adapted] a G keeps its first stack; the older half goes to the global list, as
//     a batch
// Puts a dead G, on one segment, on the P's list; if that has become long, half of it goes to the
// global list. On g0. See D30.
void gfput(p *_p_, g *gp)
{
	if (readgstatus(gp) != _Gdead)
		throw("gfput: bad status (not Gdead)");
	if (gp->stack.hi != (uintptr)gp && uncheckedstack == 0) {
		stackfree(gp->stack);
		firststack(gp);
	}
	gList_push(&_p_->gFree.gList, gp);
	RELAXED_SET(_p_->gFree.n, _p_->gFree.n + 1);
	if (_p_->gFree.n < 2 * gfbatch)
		return;
	for (int i = 1; i < gfbatch; i++)
		gp = guintptr_ptr(gp->schedlink);
	g *older = guintptr_ptr(gp->schedlink);
	gp->schedlink = 0;
	RELAXED_SET(_p_->gFree.n, gfbatch);
	lock(&sched.gFree.lock);
	gfpushbatch(older, gfbatch);
	unlock(&sched.gFree.lock);
}

// go: proc.go#gfget [adapted] a batch from the global list; every G has a stack
// Takes a dead G, or returns nil. With a P.
g *gfget(p *_p_)
{
	// mo: relaxed; only a hint, we look again under the lock.
	if (gList_empty(&_p_->gFree.gList) && RELAXED(sched.gFree.stack) != 0) {
		lock(&sched.gFree.lock);
		g *gp = guintptr_ptr(sched.gFree.stack);
		if (gp != nil) {
			RELAXED_SET(sched.gFree.stack, gp->gfnext);
			RELAXED_SET(sched.gFree.n, sched.gFree.n - gp->gfcount);
			RELAXED_SET(_p_->gFree.n, gp->gfcount);
			_p_->gFree.gList.head = (guintptr)gp;
		}
		unlock(&sched.gFree.lock);
	}
	g *gp = gList_pop(&_p_->gFree.gList);
	if (gp == nil)
		return nil;
	RELAXED_SET(_p_->gFree.n, _p_->gFree.n - 1);
	// If many goroutines have died, none of their records is in the cache: so prefetch the part of
	// the next record that newproc1 will fill. A prefetch of any address is harmless.
	char *next = (char *)_p_->gFree.gList.head;
	for (uintptr i = 0; i < offsetof(g, stackseg); i += CacheLineSize)
		__builtin_prefetch(next + i, 1);
	return gp;
}

// go: proc.go#gfpurge
// Moves all of the P's dead Gs to the global list.
void gfpurge(p *_p_)
{
	if (gList_empty(&_p_->gFree.gList))
		return;
	lock(&sched.gFree.lock);
	gfpushbatch(guintptr_ptr(_p_->gFree.gList.head), _p_->gFree.n);
	unlock(&sched.gFree.lock);
	_p_->gFree.gList.head = 0;
	RELAXED_SET(_p_->gFree.n, 0);
}

// go: proc.go#Breakpoint
void Breakpoint(void) { breakpoint(); }

// A goroutine is wired to its thread while one of two counts of the M is not zero: lockedExt, the
// user's, or lockedInt, the runtime's, for package initialisers. Nothing stops us between a count
// and the links, because the runtime's code is not preempted asynchronously.

// go: proc.go#dolockOSThread
void dolockOSThread(void)
{
	g *gp = getg();
	guintptr_set(&gp->m->lockedg, gp);
	muintptr_set(&gp->lockedm, gp->m);
}

extern _type string_type GOLABEL("string..d");

// go: proc.go#LockOSThread
// Wires the goroutine to its thread until UnlockOSThread has been called as many times. If the
// goroutine exits before that, the thread ends.
void LockOSThread(void)
{
	// New threads would inherit what the user is going to do to this one: have a thread ready that
	// starts them instead.
	// mo: seq_cst load; startTemplateThread decides.
	if (atomic_Load(&newmHandoff.haveTemplateThread) == 0)
		startTemplateThread();
	m *mp = getg()->m;
	mp->lockedExt++;
	if (mp->lockedExt == 0) {
		mp->lockedExt--;
		static String overflow = {(const byte *)"LockOSThread nesting overflow",
		                          sizeof "LockOSThread nesting overflow" - 1};
		gopanic((eface){&string_type, &overflow});
	}
	dolockOSThread();
}

// go: proc.go#lockOSThread
void lockOSThread(void)
{
	getg()->m->lockedInt++;
	dolockOSThread();
}

// go: proc.go#dounlockOSThread
void dounlockOSThread(void)
{
	g *gp = getg();
	if (gp->m->lockedInt != 0 || gp->m->lockedExt != 0)
		return;
	gp->m->lockedg = 0;
	gp->lockedm = 0;
}

// go: proc.go#UnlockOSThread
// Does nothing if the user has not locked.
void UnlockOSThread(void)
{
	m *mp = getg()->m;
	if (mp->lockedExt == 0)
		return;
	mp->lockedExt--;
	dounlockOSThread();
}

// go: proc.go#unlockOSThread
void unlockOSThread(void)
{
	m *mp = getg()->m;
	if (mp->lockedInt == 0)
		systemstack((void (*)(void *))badunlockosthread, nil);
	mp->lockedInt--;
	dounlockOSThread();
}

// go: proc.go#badunlockosthread
void badunlockosthread(void)
{
	throw("runtime: internal error: misuse of lockOSThread/unlockOSThread");
}

// go: proc.go#gcount
// The number of user goroutines, approximately: the terms are read at different moments.
int32 gcount(void)
{
	// mo: acquire load of allglen, the others relaxed; each term stands for itself.
	// The caller holds a P, so allp stays.
	int32 all = (int32)atomic_LoadAcq(&allglen);
	int32 n = all - RELAXED(sched.gFree.n) - (int32)atomic_Load(&sched.ngsys);
	for (intgo i = 0; i < allp.len; i++)
		n -= RELAXED(allp.array[i]->gFree.n);
	return n < 1 ? 1 : n;
}

// go: proc.go#mcount
// The number of Ms, those in the making included. Holds: sched.lock.
int32 mcount(void) { return (int32)(sched.mnext - sched.nmfreed); }

// The rate of the CPU profiler, 0 if it is off. signalLock protects it, and is the writers' lock of
// the profile: a spin lock that a thread never holds while it can get SIGPROF. Handlers look at hz
// without the lock too.
static struct {
	uint32 signalLock;
	int32  hz;
} prof GOSYM(prof);

static bool setsSP(uintptr pc) GOSYM(setsSP);

// Pseudo functions: what a sample says of code that has no function. They are never called. Each
// needs an address of its own. See D142.
#define PSEUDO noinline __attribute__((no_icf, used))

// go: proc.go#_System
PSEUDO void _System(void) { __builtin_trap(); }

// go: proc.go#_ExternalCode
PSEUDO void _ExternalCode(void) { __builtin_trap(); }

// go: proc.go#_LostExternalCode
PSEUDO void _LostExternalCode(void) { __builtin_trap(); }

// go: proc.go#_GC
PSEUDO void _GC(void) { __builtin_trap(); }

// go: proc.go#_LostSIGPROFDuringAtomic64
PSEUDO void _LostSIGPROFDuringAtomic64(void) { __builtin_trap(); }

// go: proc.go#_VDSO
PSEUDO void _VDSO(void) { __builtin_trap(); }

// go: none — see runtime.h
bool proflocksignal(void)
{
	// mo: seq_cst; a lock. Its holders are handlers, which finish, or setcpuprofilerate, on another
	//     thread: there SIGPROF is blocked.
	while (!atomic_Cas(&prof.signalLock, 0, 1))
		osyield();
	if (prof.hz != 0)
		return true;
	profunlocksignal();
	return false;
}

// go: none — see runtime.h
void profunlocksignal(void)
{
	atomic_Store(&prof.signalLock, 0); // mo: seq_cst store, release would do; frees the lock
}

// go: none — part of sigprof: gp's stack from pc and sp on
static intgo profstack(uintptr pc, uintptr sp, g *gp, uintptr *stk, uintgo flags)
{
	return gentraceback(pc, sp, 0, gp, 0, stk, maxCPUProfStack, nil, nil,
	                    flags | _TraceJumpStack | _TraceFrames);
}

// go: proc.go#sigprof [adapted] no C tracebacks of cgo: the walk goes through C frames itself
// For a SIGPROF on one of our threads: stores a sample of what it has interrupted. In the signal
// handler, on gsignal. The world may be in any state.
//
// What the walk reads: tables that never change, and words of the stacks of gsignal, g0 and curg,
// whose bounds this thread alone changes. It allocates nothing and takes no lock.
void sigprof(uintptr pc, uintptr sp, uintptr lr, g *gp, m *mp)
{
	if (RELAXED(prof.hz) == 0)
		return;
	getg()->m->mallocing++; // an allocation throws

	uintptr stk[maxCPUProfStack];
	intgo n = 0;
	stackpart all = gp != nil ? stackall(gp) : (stackpart){0};
	// While a switch is under way sp may already, or still, be on a stack that is not gp's. In the
	// vDSO it is g0's.
	if (gp != nil && stackpart_index(&all, sp) >= 0 && !setsSP(pc) && mp->vdsoSP == 0)
		n = profstack(pc, sp, gp, stk, _TraceTrap);
	if (n <= 0 && gp != nil && mp->vdsoSP != 0)
		n = profstack(mp->vdsoPC, mp->vdsoSP, gp, stk, 0);
	if (n <= 0) {
		n = 2;
		if (inVDSOPage(pc))
			pc = (uintptr)_VDSO + 1;
		else if (findmoduledatap(pc) == nil)
			pc = (uintptr)_ExternalCode + 1;
		stk[0] = pc;
		stk[1] = (mp->preemptoff.len != 0 ? (uintptr)_GC : (uintptr)_System) + 1;
	}
	cpuProfile_add(&cpuprof, gp != nil ? gp : getg(), stk, n);
	getg()->m->mallocing--;
}

#ifdef GORT_HOSTED
// The C frames of a thread that is not ours, from a traceback function of C code, and whether a
// handler is writing them; atomic.
static cgoCallers sigprofCallers GOSYM(sigprofCallers);
static uint32     sigprofCallersUse GOSYM(sigprofCallersUse);

// go: proc.go#sigprofNonGo [unused] no program can register a traceback function for C code
// For a SIGPROF on another thread, whose C frames are in sigprofCallers. In the signal handler,
// without a g.
void sigprofNonGo(void)
{
	if (RELAXED(prof.hz) != 0) {
		intgo n = 0;
		while (n < nelem(sigprofCallers.pc) && sigprofCallers.pc[n] != 0)
			n++;
		cpuProfile_addNonGo(&cpuprof, sigprofCallers.pc, n);
	}
	// mo: seq_cst store, release would do; another handler may write the frames now.
	atomic_Store(&sigprofCallersUse, 0);
}
#endif

// go: proc.go#sigprofNonGoPC
// For a SIGPROF on another thread. In the signal handler, without a g.
void sigprofNonGoPC(uintptr pc)
{
	if (RELAXED(prof.hz) == 0)
		return;
	uintptr stk[2] = {pc, (uintptr)_ExternalCode + 1};
	cpuProfile_addNonGo(&cpuprof, stk, nelem(stk));
}

// go: proc.go#setsSP
// Does the function at pc change g or the stack pointer, so that the two may disagree?
static bool setsSP(uintptr pc)
{
	funcInfo f = findfunc(pc);
	return !funcInfo_valid(f) || f.funcID == funcID_gogo || f.funcID == funcID_systemstack ||
	       f.funcID == funcID_mcall || f.funcID == funcID_morestack;
}

// go: proc.go#setcpuprofilerate
// Asks for hz signals SIGPROF a second of CPU time, or for none if hz is 0. Other Ms follow in
// execute.
void setcpuprofilerate(int32 hz)
{
	if (hz < 0)
		hz = 0;
	m *mp = acquirem();
	setThreadCPUProfiler(0);
	// If SIGPROF came on this thread while it holds signalLock, the handler would wait for ever.
	// See D140.
	sigset set = {0}, old;
	sigaddset(&set, _SIGPROF);
	sigprocmask(_SIG_BLOCK, &set, &old);
	// mo: seq_cst; a lock.
	while (!atomic_Cas(&prof.signalLock, 0, 1))
		osyield();
	if (prof.hz != hz) {
		setProcessCPUProfiler(hz);
		RELAXED_SET(prof.hz, hz);
	}
	profunlocksignal();
	sigprocmask(_SIG_SETMASK, &old, nil);

	lock(&sched.lock);
	RELAXED_SET(sched.profilehz, hz);
	unlock(&sched.lock);
	if (hz != 0)
		setThreadCPUProfiler(hz);
	releasem(mp);
}

// go: proc.go#p.init
// Makes a P ready for use: a new one, or one that was destroyed, whose id and ticks continue. World
// stopped, sched.lock held.
void p_init(p *pp, int32 id)
{
	pp->id = id;
	// mo: relaxed; sysmon may look at a P that is used again, and leaves it alone in the old state
	//     and in the new one.
	RELAXED_SET(pp->status, _Pgcstop);
	pp->sudogcache.array = pp->sudogbuf;
	pp->sudogcache.len = 0;
	pp->sudogcache.cap = nelem(pp->sudogbuf);
	for (int i = 0; i < deferPools; i++) {
		pp->deferpool[i].array = pp->deferpoolbuf[i];
		pp->deferpool[i].len = 0;
		pp->deferpool[i].cap = deferPoolSize;
	}
	wbBuf_reset(&pp->wbBuf);
	if (pp->mcache == nil) {
		if (id == 0) {
			// The mcache that m0 has used until now.
			if (getg()->m->mcache == nil)
				throw("missing mcache?");
			pp->mcache = getg()->m->mcache;
		} else {
			pp->mcache = allocmcache();
		}
	}
}

// go: none — moves the free sudogs and defers of a P that is destroyed to the central lists
static void p_purgecaches(p *pp)
{
	lock(&sched.sudoglock);
	while (pp->sudogcache.len > 0) {
		sudog *s = pp->sudogcache.array[--pp->sudogcache.len];
		pp->sudogcache.array[pp->sudogcache.len] = nil;
		s->next = sched.sudogcache;
		sched.sudogcache = s;
	}
	unlock(&sched.sudoglock);

	lock(&sched.deferlock);
	for (int i = 0; i < deferPools; i++) {
		while (pp->deferpool[i].len > 0) {
			_defer *d = pp->deferpool[i].array[--pp->deferpool[i].len];
			pp->deferpool[i].array[pp->deferpool[i].len] = nil;
			d->link = sched.deferpool[i];
			RELAXED_SET(sched.deferpool[i], d);
		}
	}
	unlock(&sched.deferlock);
}

// go: proc.go#p.destroy [adapted] free records go to central lists instead of to the collector,
//     which may be a stub
// Takes everything from a P that the new GOMAXPROCS does not need. World stopped, sched.lock held,
// on an M with another P. The record stays, because Ms in system calls may have it as oldp.
// See D42.
void p_destroy(p *pp)
{
	// From the tail on, each to the head of the global queue: so the Gs keep their order, and come
	// before all others.
	// mo: release stores; the owner is gone, but an M that has just given up its P looks at all
	//     queues.
	while (pp->runqhead != pp->runqtail) {
		uint32 t = pp->runqtail - 1;
		globrunqputhead(guintptr_ptr(RELAXED(pp->runq[t % runqSize])));
		atomic_StoreRel(&pp->runqtail, t);
	}
	if (pp->runnext != 0) {
		globrunqputhead(guintptr_ptr(pp->runnext));
		RELAXED_SET(pp->runnext, 0);
	}

	p *plocal = puintptr_ptr(getg()->m->p);
	// The world is stopped, but sysmon reads the heaps of timers. Nowhere else does a thread hold
	// two locks of this kind.
	lock(&plocal->timersLock);
	lock(&pp->timersLock);
	if (pp->timers.len > 0) {
		moveTimers(plocal, pp->timers.array, pp->timers.len);
		// mo: seq_cst stores; others read these without the lock.
		atomic_Store(&pp->numTimers, 0);
		atomic_Store(&pp->adjustTimers, 0);
		atomic_Store(&pp->deletedTimers, 0);
		pp->deletedOwn = 0;
		pp->clearedTimers = 0;
		atomic_Store64(&pp->timer0When, 0);
	}
	// Even if it was empty: the collector does not look at dead Ps, so it frees the array.
	pp->timers = (__typeof__(pp->timers)){0};
	unlock(&pp->timersLock);
	unlock(&plocal->timersLock);

	p_purgecaches(pp);

	lock(&mheap_.lock);
	for (intgo i = 0; i < pp->mspancache.len; i++)
		fixalloc_free(&mheap_.spanalloc, pp->mspancache.buf[i]);
	pp->mspancache.len = 0;
	pageCache_flush(&pp->pcache, &mheap_.pages);
	unlock(&mheap_.lock);
	freemcache(pp->mcache);
	pp->mcache = nil;

	gfpurge(pp);
	traceProcFree(pp);
	pp->gcAssistTime = 0;
	// mo: relaxed; if an M returns from a system call with this P as oldp, its CAS from _Psyscall
	//     fails.
	setpstatus(pp, _Pgcstop, _Pdead);
}

// go: none — the new capacity of an array that grows to n; at least the double, since the old array
//     is never freed
static intgo growcap(intgo cap, intgo n) { return n > 2 * cap ? n : 2 * cap; }

// go: proc.go#procresize [adapted] the first P is in the image, by m0; others and arrays of them
//     lie off the heap and are never freed
// Changes the number of Ps; returns those that have local work, as a linked list. World stopped,
// sched.lock held, on g0.
p *procresize(int32 nprocs)
{
	m *mp = getg()->m;
	int32 old = gomaxprocs;
	if (old < 0 || nprocs <= 0)
		throw("procresize: invalid arg");
	if (unlikely(RELAXED(trace.enabled)))
		traceGomaxprocs(nprocs);

	int64 now = nanotime();
	if (sched.procresizetime != 0)
		sched.totaltime += (int64)old * (now - sched.procresizetime);
	sched.procresizetime = now;

	if (nprocs > allp.len) {
		// The lock is for retake and timeSleepUntil, which run without a P.
		lock(&allpLock);
		if (nprocs > allp.cap) {
			// Copy the whole old array, dead Ps included, since they are used again.
			intgo cap = growcap(allp.cap, nprocs);
			p **array = persistentalloc((uintptr)cap * sizeof *array, CacheLineSize,
			                            &memstats.other_sys);
			memmove(array, allp.array, (uintptr)allp.cap * sizeof *array);
			allp.array = array;
			allp.cap = cap;
		}
		allp.len = nprocs;
		unlock(&allpLock);
	}
	for (int32 i = old; i < nprocs; i++) {
		p *pp = allp.array[i];
		if (pp == nil)
			pp = i == 0 ? &p0 : persistentalloc(sizeof(p), CacheLineSize, &memstats.other_sys);
		p_init(pp, i);
		// mo: seq_cst store, release would do; sysmon, which holds only allpLock, sees nil or a
		//     complete P.
		atomicstorep(&allp.array[i], pp);
	}

	p *own = puintptr_ptr(mp->p);
	if (own != nil && own->id < nprocs) {
		// Keep it.
		setpstatus(own, _Pgcstop, _Prunning);
		mcache_prepareForSweep(own->mcache);
	} else {
		// Our P goes, or we had none yet: take P 0. Before any P is destroyed, because that needs a
		// P that stays.
		if (own != nil) {
			if (unlikely(RELAXED(trace.enabled))) {
				// As if our goroutine were descheduled here, and started on P 0.
				traceGoSched();
				traceProcStop(own);
			}
			RELAXED_SET(own->m, 0);
		}
		mp->p = 0;
		mp->mcache = nil;
		p *first = allp.array[0];
		RELAXED_SET(first->m, 0);
		setpstatus(first, _Pgcstop, _Pidle);
		acquirep(first);
		if (unlikely(RELAXED(trace.enabled)))
			traceGoStart();
	}

	for (int32 i = nprocs; i < old; i++)
		p_destroy(allp.array[i]);
	if (allp.len != nprocs) {
		lock(&allpLock);
		allp.len = nprocs;
		unlock(&allpLock);
	}

	// From the last down, so that P 0 is the first to be taken from the idle list.
	p *runnable = nil;
	for (int32 i = nprocs - 1; i >= 0; i--) {
		p *pp = allp.array[i];
		if (pp == puintptr_ptr(mp->p))
			continue;
		setpstatus(pp, _Pgcstop, _Pidle);
		if (runqempty(pp)) {
			pidleput(pp);
		} else {
			// For startTheWorldWithSema, which clears it: wake this M for the P.
			RELAXED_SET(pp->m, (muintptr)mget());
			puintptr_set(&pp->link, runnable);
			runnable = pp;
		}
	}
	randomOrder_reset(&stealOrder, (uint32)nprocs);
	// mo: seq_cst store; sysmon and spinners read it without a lock.
	atomic_Store(&gomaxprocs, nprocs);
	return runnable;
}

// go: proc.go#acquirep
// Gives this M the P, which no M has.
void acquirep(p *_p_)
{
	wirep(_p_);
	mcache_prepareForSweep(_p_->mcache);
	if (unlikely(RELAXED(trace.enabled)))
		traceProcStart();
}

// go: none — the throw of wirep; on g0, as printing needs room
static void badwirep(void *arg)
{
	p *pp = arg;
	muintptr pm = RELAXED(pp->m);
	print("wirep: p->m=", pm, "(", pm != 0 ? muintptr_ptr(pm)->id : 0,
	      ") p->status=", RELAXED(pp->status), "\n");
	throw("wirep: invalid p state");
}

// go: proc.go#wirep
// acquirep without the check of the cache: exitsyscall calls it on the goroutine. We got the P
// through sched.lock, a note or a CAS, which order its fields.
void wirep(p *_p_)
{
	m *mp = getg()->m;
	if (mp->p != 0 || mp->mcache != nil)
		throw("wirep: already in go");
	if (RELAXED(_p_->m) != 0 || RELAXED(_p_->status) != _Pidle)
		systemstack(badwirep, _p_);
	mp->mcache = _p_->mcache;
	puintptr_set(&mp->p, _p_);
	RELAXED_SET(_p_->m, (muintptr)mp);
	// mo: relaxed; the P is ours, and only we change this status.
	setpstatus(_p_, _Pidle, _Prunning);
}

// go: none — the throw of releasep; on g0, as printing needs room
static void badreleasep(void *arg)
{
	m *mp = arg;
	p *pp = puintptr_ptr(mp->p);
	print("releasep: m=", (void *)mp, " m->p=", (void *)pp, " p->m=", hex(RELAXED(pp->m)),
	      " m->mcache=", (void *)mp->mcache, " p->mcache=", (void *)pp->mcache,
	      " p->status=", RELAXED(pp->status), "\n");
	throw("releasep: invalid p state");
}

// go: proc.go#releasep
// Takes the P from this M. The caller must pass it on, by a store that orders what this M did with
// it.
p *releasep(void)
{
	m *mp = getg()->m;
	if (mp->p == 0 || mp->mcache == nil)
		throw("releasep: invalid arg");
	p *pp = puintptr_ptr(mp->p);
	if (muintptr_ptr(RELAXED(pp->m)) != mp || pp->mcache != mp->mcache ||
	    RELAXED(pp->status) != _Prunning)
		systemstack(badreleasep, mp);
	if (unlikely(RELAXED(trace.enabled)))
		traceProcStop(pp);
	mp->p = 0;
	mp->mcache = nil;
	RELAXED_SET(pp->m, 0);
	setpstatus(pp, _Prunning, _Pidle);
	return pp;
}

// go: proc.go#incidlelocked
// Counts one more (or one fewer) M that is idle but not on midle. The count may be negative for a
// moment, when sysmon pretends that one more M runs.
void incidlelocked(int32 v)
{
	lock(&sched.lock);
	sched.nmidlelocked += v;
	if (v > 0)
		checkdead();
	unlock(&sched.lock);
}

// go: none — at a deadlock: wakes the goroutine that ends the files of the whole program (D143,
//     D153), if there are any. When it has ended them, checkdead finds the deadlock again
// Holds: sched.lock.
static bool wakefilesender(void)
{
	if (sched.midle == 0 || sched.pidle == 0)
		return false;
	g *gp = filesender();
	if (gp == nil)
		return false;
	if (RELAXED(trace.enabled))
		traceGoUnpark(gp, 0);
	casgstatus(gp, _Gwaiting, _Grunnable);
	globrunqput(gp);
	p *pp = pidleget();
	m *mp = mget();
	puintptr_set(&mp->nextp, pp);
	notewakeup(&mp->park);
	return true;
}

// go: proc.go#checkdead [adapted] no fake time; sched.lock is released before each throw, whose
//     report takes it
// Called each time that a count of Ms that do not run has risen: if no M runs, there must be
// something that will make one run. The extra Ms of a hosted program count as running: a thread of
// C code may call in at any time. Holds: sched.lock. See D24.
void checkdead(void)
{
	// The host program of a library may call in at any time.
	if (islibrary || isarchive)
		return;
	// A crash stops everything.
	// mo: seq_cst load; a crash raises it before it freezes the world.
	if (atomic_Load(&panicking) > 0)
		return;

	int32 run = mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys;
	if (run > 0)
		return;
	if (run < 0) {
		print("runtime: checkdead: nmidle=", sched.nmidle, " nmidlelocked=", sched.nmidlelocked,
		      " mcount=", mcount(), " nmsys=", sched.nmsys, "\n");
		unlock(&sched.lock);
		throw("checkdead: inconsistent counts");
	}

	intgo grunning = 0;
	lock(&allglock);
	for (intgo i = 0; i < allgs.len; i++) {
		g *gp = allgs.array[i];
		if (isSystemGoroutine(gp, false))
			continue;
		uint32 s = readgstatus(gp);
		switch (s & ~_Gscan) {
		case _Gwaiting:
		case _Gpreempted:
			grunning++;
			break;
		case _Grunnable:
		case _Grunning:
		case _Gsyscall:
			unlock(&allglock);
			print("runtime: checkdead: find g ", gp->goid, " in status ", s, "\n");
			unlock(&sched.lock);
			throw("checkdead: runnable g");
		}
	}
	unlock(&allglock);
	if (grunning == 0) {
		if (wakefilesender())
			return;
		unlock(&sched.lock);
		throw("no goroutines (main called runtime.Goexit) - deadlock!");
	}

	// A timer will make an M run. No M runs now, so the heaps stand still.
	for (intgo i = 0; i < allp.len; i++)
		if (RELAXED(allp.array[i]->timers.len) > 0)
			return;

	if (wakefilesender())
		return;
	getg()->m->throwing = -1; // report the goroutines, not the runtime
	unlock(&sched.lock);
	throw("all goroutines are asleep - deadlock!");
}

// The longest time without a collection; a variable, because tests change it.
int64 forcegcperiod = INT64_C(2) * 60 * 1000 * 1000 * 1000;

// go: none — one poll of the network by sysmon
static void sysmon_netpoll(void)
{
	gList list = netpoll(0);
	if (gList_empty(&list))
		return;
	// Pretend that one more M runs. injectglist takes all idle Ps before it starts their Ms; an M
	// that returns from a system call meanwhile, finds no P and parks would otherwise see a
	// deadlock.
	incidlelocked(-1);
	injectglist(&list);
	incidlelocked(1);
}

// go: none — reports whether there is nothing to watch: all Ps are idle, or the world stops
static bool sysmon_quiet(void)
{
	// mo: seq_cst load of npidle, the others relaxed; the caller looks again under sched.lock,
	//     where nobody changes them.
	return RELAXED(sched.gcwaiting) != 0 ||
	       atomic_Load(&sched.npidle) == (uint32)RELAXED(gomaxprocs);
}

// go: proc.go#sysmon [adapted] with a timer due, wakes when a time slice ends, not up to 10 ms
//     later; and soon after a timer is due
// The body of M 1: watches the other Ms, on its g0, for ever. It has no P, so it may not allocate.
// See D22, D224 and D225.
void sysmon(void)
{
	lock(&sched.lock);
	sched.nmsys++;
	checkdead();
	unlock(&sched.lock);

	int64  lasttrace = 0;
	int    idle = 0; // rounds in a row in which no P was taken from a system call
	uint32 delay = 0;
	int64  now = 0, when = 0, next = 0;
	bool   takes = false; // Ps are taken again and again, the last one within a time slice
	for (;;) {
		if (idle == 0)
			delay = 20; // µs
		else if (idle > 50)
			delay *= 2;
		if (delay > 10 * 1000)
			delay = 10 * 1000;
		int64 sleep = delay * 1000;
		// Cut the sleep short to `when`, the end of the earliest known time slice, only if a timer
		// fires before then: the timer's goroutine may be waiting for that P.
		if (next <= when && when < now + sleep)
			sleep = when > now + 20 * 1000 ? when - now : 20 * 1000;
		// The M that polled for the next timer may have found a G to run.
		// mo: seq_cst load; only a hint.
		int64 late = 100 * 1000;
		if (sleep > 1000 * 1000 && next < now + sleep - late && atomic_Load(&sched.npidle) != 0)
			sleep = next > now + 1000 * 1000 - late ? next + late - now : 1000 * 1000;
		usleep((uint32)((sleep + 999) / 1000));

		p *pp;
		now = nanotime();
		next = timeSleepUntil(&pp);
		if (debug.schedtrace <= 0 && sysmon_quiet()) {
			lock(&sched.lock);
			if (sysmon_quiet()) {
				if (next > now) {
					// mo: seq_cst; reentersyscall reads it without the lock. The thread that clears
					//     it does so under the lock and wakes us: so once for each sleep.
					atomic_Store(&sched.sysmonwait, takes ? notByP : wakeByP);
					unlock(&sched.lock);
					// A timer that was set since the look above, before the last P became idle,
					// is not in next. Who takes a P from now on wakes us (pidleget), or finds us
					// awake when its time slice is over.
					sleep = takes ? forcePreemptNS : forcegcperiod / 2;
					if (!takes && next - now < sleep - late)
						sleep = next - now + late;
					notetsleep(&sched.sysmonnote, sleep);
					int64 began = now;
					now = nanotime();
					next = timeSleepUntil(&pp);
					lock(&sched.lock);
					takes = takes ? sched.sysmonwait != notByP
					              : sched.sysmonwait == 0 && now - began < forcePreemptNS;
					// Undo both: a waker may have come after the time-out.
					atomic_Store(&sched.sysmonwait, 0);
					noteclear(&sched.sysmonnote);
				}
				idle = 0;
				delay = 20;
			}
			unlock(&sched.lock);
		}

		// Look at the network if nobody has done so for 10 ms: all Ps may be busy.
		int64 lastpoll = (int64)atomic_Load64(&sched.lastpoll);
		if (netpollinited() && lastpoll != 0 && lastpoll + 10 * 1000 * 1000 < now) {
			// mo: seq_cst; it fails if somebody has just polled or is about to, and then that is
			//     enough.
			atomic_Cas64(&sched.lastpoll, (uint64)lastpoll, (uint64)now);
			sysmon_netpoll();
		}
		// A timer is overdue: its P may be running a goroutine that cannot be preempted.
		if (next < now)
			startm(nil, false);
		if (retake(now, &when) != 0)
			idle = 0;
		else
			idle++;

		// mo: seq_cst load; we read it without the lock, but only we clear it, and forcegchelper is
		//     parked before it releases the lock.
		gcTrigger t = {.kind = gcTriggerTime, .now = now};
		if (gcTrigger_test(t) && atomic_Load(&forcegc.idle) != 0) {
			lock(&forcegc.lock);
			RELAXED_SET(forcegc.idle, 0);
			gList list = {0};
			gList_push(&list, forcegc.g);
			injectglist(&list);
			unlock(&forcegc.lock);
		}

		if (debug.schedtrace > 0 && lasttrace + (int64)debug.schedtrace * 1000000 <= now) {
			lasttrace = now;
			schedtrace(debug.scheddetail > 0);
		}
	}
}

// go: proc.go#retake [adapted] says when to look next
// Takes Ps from system calls, and preempts goroutines that have run for a whole time slice; returns
// how many Ps it took. Only for sysmon. *when is the end of the earliest time slice that we know
// of. See D22.
uint32 retake(int64 now, int64 *when)
{
	uint32 n = 0;
	*when = now + forcePreemptNS;
	// The lock prevents changes of allp. We drop it in between, so we read allp anew each time
	// round.
	lock(&allpLock);
	for (intgo i = 0; i < allp.len; i++) {
		// mo: seq_cst load, acquire would do; pairs with the store of procresize, which comes after
		//     it has made allp longer.
		p *pp = atomic_Loadp(&allp.array[i]);
		if (pp == nil)
			continue;
		sysmontick *pd = &pp->sysmontick;
		// mo: seq_cst load, once; the CAS below checks that the status is still the same.
		uint32 s = atomic_Load(&pp->status);
		bool overdue = false;
		if (s == _Prunning || s == _Psyscall) {
			uint32 t = RELAXED(pp->schedtick);
			if (pd->schedtick != t) {
				pd->schedtick = t;
				pd->schedwhen = now;
			} else if (pd->schedwhen + forcePreemptNS <= now) {
				preemptone(pp); // does nothing for a P in a system call, which has no M
				overdue = true;
				// The time slice of what runs next begins, for us, when we see it: so look soon,
				// once.
				if (pd->schedwhen + 2 * forcePreemptNS > now)
					*when = now + forcePreemptNS / 20;
			} else if (pd->schedwhen + forcePreemptNS < *when) {
				*when = pd->schedwhen + forcePreemptNS;
			}
		}
		if (s == _Psyscall) {
			uint32 t = RELAXED(pp->syscalltick);
			if (!overdue && pd->syscalltick != t) {
				// A new system call: give it at least one round.
				pd->syscalltick = t;
				pd->syscallwhen = now;
				continue;
			}
			// No G is queued here, and another M would find new work: so leave the P. But not for
			// ever, since we want to sleep deeply in the end.
			// mo: seq_cst loads; only a hint.
			if (runqempty(pp) && atomic_Load(&sched.nmspinning) + atomic_Load(&sched.npidle) > 0 &&
			    pd->syscallwhen + 10 * 1000 * 1000 > now)
				continue;
			unlock(&allpLock); // ranks below sched.lock
			// Before the CAS, pretend that one more M runs: the M that loses its P may leave the
			// call, park, and see a deadlock.
			incidlelocked(-1);
			// mo: seq_cst; exitsyscallfast, the stopper of the world and forEachP want the P too.
			//     We see what its M did with it.
			if (caspstatus(pp, _Psyscall, _Pidle)) {
				PROBE(retake, pp->id, pp->syscalltick);
				n++;
				tracetaken(pp);
				handoffp(pp);
			}
			incidlelocked(1);
			lock(&allpLock);
		}
	}
	unlock(&allpLock);
	return n;
}

// go: proc.go#preemptall
// Asks all running goroutines to stop, as preemptone does; false if none runs. Called when the
// world is being stopped, or freezes.
bool preemptall(void) { return askall(true); }

// go: none — preemptall, perhaps without signals
static bool askall(bool signals)
{
	bool res = false;
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i]; // nil: the crash is in procresize
		// mo: seq_cst load; a P that starts to run later sees gcwaiting in schedule.
		if (pp != nil && atomic_Load(&pp->status) == _Prunning && askone(pp, signals))
			res = true;
	}
	return res;
}

// go: proc.go#preemptone
// Asks the goroutine on the P to stop, at its next stack check or by a signal. This can fail: it
// may ask the wrong goroutine, which then yields once, or one that is about to stop anyway. Returns
// true if there was a goroutine to ask. Takes no lock.
bool preemptone(p *_p_) { return askone(_p_, true); }

// go: none — preemptone, perhaps without a signal
static bool askone(p *_p_, bool signal)
{
	// mo: relaxed; all of these may change while we read them. The record of an M or a G always
	//     remains one (mfree).
	m *mp = muintptr_ptr(RELAXED(_p_->m));
	if (mp == nil || mp == getg()->m)
		return false;
	g *gp = RELAXED(mp->curg);
	if (gp == nil || gp == mp->g0)
		return false;
	RELAXED_SET(gp->preempt, true);
	PROBE(preempt, gp->goid, mp->id, _p_->id);
	poisonguard(gp, mp);
	if (debug.asyncpreemptoff == 0)
		RELAXED_SET(_p_->preempt, true);
	if (signal && (iscgo || debug.asyncpreemptoff == 0))
		preemptM(mp);
	return true;
}

int64 starttime; // time of the first SCHED line

// go: none — the id of an M, -1 if there is none
static int64 mid(m *mp) { return mp != nil ? mp->id : -1; }

// go: none — the id of a G, -1 if there is none
static int64 gid(g *gp) { return gp != nil ? gp->goid : -1; }

// go: proc.go#schedtrace
// Prints the state of the scheduler. On g0, without sched.lock. Each value is right at some moment,
// but not all at the same moment.
void schedtrace(bool detailed)
{
	int64 now = nanotime();
	if (starttime == 0)
		starttime = now;

	lock(&sched.lock);
	// mo: relaxed loads, here and below: other threads continue to work.
	print("SCHED ", (now - starttime) / 1000000, "ms: gomaxprocs=", gomaxprocs,
	      " idleprocs=", RELAXED(sched.npidle), " threads=", mcount(),
	      " spinningthreads=", RELAXED(sched.nmspinning), " idlethreads=", sched.nmidle,
	      " runqueue=", sched.runqsize);
	if (detailed)
		print(" gcwaiting=", RELAXED(sched.gcwaiting), " nmidlelocked=", sched.nmidlelocked,
		      " stopwait=", RELAXED(sched.stopwait), " sysmonwait=", sched.sysmonwait, "\n");
	// procresize holds sched.lock when it changes allp.
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		// mo: acquire, the head first, so that the difference is not negative; it may be too large,
		//     even larger than the ring.
		uint32 h = atomic_LoadAcq(&pp->runqhead);
		uint32 t = atomic_LoadAcq(&pp->runqtail);
		if (detailed) {
			print("  P", i, ": status=", RELAXED(pp->status), " schedtick=", RELAXED(pp->schedtick),
			      " syscalltick=", RELAXED(pp->syscalltick),
			      " m=", mid(muintptr_ptr(RELAXED(pp->m))), " runqsize=", t - h,
			      " gfreecnt=", RELAXED(pp->gFree.n), " timerslen=", RELAXED(pp->timers.len), "\n");
		} else {
			// [len1 len2 len3]
			print(" ");
			if (i == 0)
				print("[");
			print(t - h);
			if (i == allp.len - 1)
				print("]\n");
		}
	}
	if (!detailed) {
		unlock(&sched.lock);
		return;
	}

	for (m *mp = allm; mp != nil; mp = mp->alllink) {
		p *pp = puintptr_ptr(RELAXED(mp->p));
		int64 id = pp != nil ? pp->id : -1;
		int32 locks = RELAXED(mp->locks); // before print, which counts in our own
		print("  M", mp->id, ": p=", id, " curg=", gid(RELAXED(mp->curg)),
		      " mallocing=", RELAXED(mp->mallocing), " throwing=", RELAXED(mp->throwing),
		      " preemptoff=", mp->preemptoff, " locks=", locks, " dying=", RELAXED(mp->dying),
		      " spinning=", RELAXED(mp->spinning), " blocked=", RELAXED(mp->blocked),
		      " lockedg=", gid(guintptr_ptr(RELAXED(mp->lockedg))), "\n");
	}

	lock(&allglock);
	for (intgo i = 0; i < allgs.len; i++) {
		g *gp = allgs.array[i];
		print("  G", gp->goid, ": status=", readgstatus(gp), "(",
		      waitReason_String(RELAXED(gp->waitreason)), ") m=", mid(RELAXED(gp->m)),
		      " lockedm=", mid(muintptr_ptr(RELAXED(gp->lockedm))), "\n");
	}
	unlock(&allglock);
	unlock(&sched.lock);
}

// go: proc.go#schedEnableUser [adapted] concerns only the goroutines that are stale (mgc.c)
// Keeps them from running, or lets them run again. World stopped.
void schedEnableUser(bool enable)
{
	lock(&sched.lock);
	if (sched.disable.user == !enable) {
		unlock(&sched.lock);
		return;
	}
	RELAXED_SET(sched.disable.user, !enable);
	if (!enable) {
		unlock(&sched.lock);
		return;
	}
	int32 n = sched.disable.n;
	sched.disable.n = 0;
	globrunqputbatch(&sched.disable.runnable, n);
	unlock(&sched.lock);
	// mo: seq_cst load; only a hint, startm looks again.
	for (; n != 0 && atomic_Load(&sched.npidle) != 0; n--)
		startm(nil, false);
}

// go: proc.go#schedEnabled
// Reports whether gp may run. Exact with sched.lock held, else only a hint.
bool schedEnabled(g *gp) { return !RELAXED(sched.disable.user) || !gp->stale; }

// go: proc.go#mput
// Puts the M on the idle list. The last one put there is woken first, because its caches are warm.
// Holds: sched.lock.
void mput(m *mp)
{
	mp->schedlink = sched.midle;
	muintptr_set(&sched.midle, mp);
	sched.nmidle++;
	checkdead();
}

// go: proc.go#mget
// Takes an idle M, or returns nil. Holds: sched.lock.
m *mget(void)
{
	m *mp = muintptr_ptr(sched.midle);
	if (mp != nil) {
		sched.midle = mp->schedlink;
		sched.nmidle--;
	}
	return mp;
}

// The global queue. A thread that would take sched.lock only if the queue has Gs reads its size
// without the lock.
// mo: relaxed stores of runqsize; such a read is only a hint, and before a P becomes idle its M
//     looks under the lock.

// go: proc.go#globrunqput
// Puts gp at the tail. Holds: sched.lock.
void globrunqput(g *gp)
{
	gQueue_pushBack(&sched.runq, gp);
	RELAXED_SET(sched.runqsize, sched.runqsize + 1);
}

// go: proc.go#globrunqputhead
// Puts gp at the head. Holds: sched.lock.
void globrunqputhead(g *gp)
{
	gQueue_push(&sched.runq, gp);
	RELAXED_SET(sched.runqsize, sched.runqsize + 1);
}

// go: proc.go#globrunqputbatch
// Puts the n Gs of a queue at the tail, and empties the queue. Holds: sched.lock.
void globrunqputbatch(gQueue *batch, int32 n)
{
	gQueue_pushBackAll(&sched.runq, *batch);
	RELAXED_SET(sched.runqsize, sched.runqsize + n);
	*batch = (gQueue){0};
}

// go: none — gQueue_pop that prefetches what a later pop needs: no G of a long queue is in the
//     cache, and the list names only the next one
// mo: none; a hint, and a prefetch of any address is harmless.
// See D28.
static inline g *popahead(gQueue *q)
{
	g *gp = gQueue_pop(q);
	__builtin_prefetch(&guintptr_ptr(gp->schedahead)->schedlink);
	return gp;
}

// go: proc.go#globrunqget [adapted] prefetches
// Returns one G, and moves others to _p_'s queue: as many as are its share, but at most max in all
// if max > 0. _p_'s queue must have room for them: otherwise runqput would take sched.lock again.
// Holds: sched.lock, the P.
g *globrunqget(p *_p_, int32 max)
{
	if (sched.runqsize == 0)
		return nil;
	int32 n = sched.runqsize;
	if (!alone() && n > sched.runqsize / gomaxprocs + 1)
		n = sched.runqsize / gomaxprocs + 1;
	if (max > 0 && n > max)
		n = max;
	if (n > runqSize / 2)
		n = runqSize / 2;
	RELAXED_SET(sched.runqsize, sched.runqsize - n);
	g *gp = popahead(&sched.runq);
	while (--n > 0)
		runqput(_p_, popahead(&sched.runq), false);
	return gp;
}

// go: proc.go#pidleput
// Puts the P on the idle list; it keeps its timers. Holds: sched.lock.
void pidleput(p *_p_)
{
	if (!runqempty(_p_))
		throw("pidleput: P has non-empty run queue");
	_p_->link = sched.pidle;
	puintptr_set(&sched.pidle, _p_);
	// mo: seq_cst; see "keeping the right number of threads awake". The second look at the queues
	//     comes after it.
	atomic_Xadd(&sched.npidle, 1);
}

// go: proc.go#pidleget [adapted] wakes sysmon
// Takes an idle P, or returns nil. Holds: sched.lock. In Go 1.14 who takes the P for a timer leaves
// it to sysmon to wake when the timer is due; but sysmon need not know of it (D219).
p *pidleget(void)
{
	p *pp = puintptr_ptr(sched.pidle);
	if (pp != nil) {
		sched.pidle = pp->link;
		// mo: seq_cst; as in pidleput.
		atomic_Xadd(&sched.npidle, -1);
		if (sched.sysmonwait == wakeByP)
			wakesysmon();
		else if (sched.sysmonwait == notByP)
			atomic_Store(&sched.sysmonwait, notByPTaken); // mo: as in wakesysmon
	}
	return pp;
}

// The local run queue: a ring of 256 Gs, and runnext, one G apart. One owner fills it; the owner
// and thieves empty it.
//
//	runqtail   number of Gs ever put. Stored by the owner only, which therefore reads it plainly.
//	runqhead   number of Gs ever taken. Advanced by CAS: whoever moves it from h to h+n has taken
//	           the Gs h … h+n-1, and nobody else has.
//	runq[i]    G number i, modulo the size, for runqhead <= i < runqtail. Stored by the owner only.
//	runnext    0 or a G. The owner puts, owner and thieves take, all by CAS.
//
// If GOMAXPROCS is 1 there are no thieves, and the owner needs no CAS (alone).
//
// The owner is the M that holds the P, or the M that has stopped the world. A P changes hands
// through sched.lock, a note or a CAS of its status; these order what one owner did before what the
// next one does. The counters wrap at 2^32, a multiple of the size; only their difference matters.
//
// A G is taken once. head only grows (but for the wrap), so a CAS from h succeeds only if no G from
// h on has been taken since h was read. (Exactly 2^32 Gs taken in between would deceive it, as
// they would in Go.)
//
// A taker gets the G that the owner put. It reads tail with acquire, which pairs with the owner's
// release: so it sees the slots below tail written, and all that was done to the Gs. Could the
// owner have overwritten slot i before the taker reads it? The owner writes slot i again, as number
// i+256, only after it has read a head > i. Then head has moved on from h <= i, the taker's CAS
// fails, and the taker discards what it has read. For this reason slots are read and written by
// atomic operations, though relaxed ones.
//
// A taker has finished reading before the owner overwrites. The taker's CAS releases, so its reads
// of the slots come before the move of head. The owner reads head with acquire, so its store into
// the slot comes after the move. (A thief whose CAS fails does not matter, see above.)
//
// A thief copies into its own ring, beyond its tail, where nobody reads. Another thread may have
// read an old head and tail of that ring; but its CAS fails, since the ring was empty (head = tail)
// before the thief began. One release store of tail then shows all the Gs. Their contents follow,
// because the thief's acquire of the victim's tail comes before its own release.
//
// runnext: the owner's CAS that puts a G releases it; the taker's CAS acquires it. A thief may read
// G, sleep, and find the same G there again: then it takes a G that is runnable and there, which is
// right.
//
// Some M must still come to run a G that was put. The caller of runqput sees to that, after
// runqput's full fence; see "keeping the right number of threads awake".

// go: proc.go#runqempty
// Reports whether _p_ has nothing to run. It never says so by mistake, but a "no" may be out of
// date. Any thread.
bool runqempty(p *_p_)
{
	for (;;) {
		// runqput may move a G from runnext to the ring after we have found the ring empty, and a
		// taker may take the new G in runnext before we look there. In that case tail has moved.
		// mo: seq_cst loads, in this order. They are the second look of a spinner that gives up,
		//     whose fence comes before them. On a machine that reorders loads the argument above
		//     rests on this order.
		uint32 head = atomic_Load(&_p_->runqhead);
		uint32 tail = atomic_Load(&_p_->runqtail);
		guintptr runnext = atomic_Loaduintptr(&_p_->runnext);
		if (tail == atomic_Load(&_p_->runqtail))
			return head == tail && runnext == 0;
	}
}

// go: none — the end of runqput: puts gp at the tail of the ring, unless that is full
static inline bool runqputtail(p *_p_, g *gp)
{
	// mo: acquire; pairs with the CAS of takers. Without it we could overwrite a slot that a taker
	//     has not finished reading.
	uint32 h = atomic_LoadAcq(&_p_->runqhead);
	uint32 t = _p_->runqtail;
	if (unlikely(t - h >= runqSize))
		return false;
	RELAXED_SET(_p_->runq[t % runqSize], (guintptr)gp);
	// mo: seq_cst. The release pairs with the acquire of tail in runqgrab; without it a thief could
	//     read the slot before it is written. The full fence pairs with the one of findrunnable.
	atomic_Store(&_p_->runqtail, t + 1);
	return true;
}

// go: none — the end of runqput with a full ring, unless thieves make room
static noinline void runqputfull(p *_p_, g *gp)
{
	uint32 h, t;
	do {
		// mo: acquire; as in runqputtail.
		h = atomic_LoadAcq(&_p_->runqhead);
		t = _p_->runqtail;
	} while (t - h == runqSize ? !runqputslow(_p_, gp, h, t) : !runqputtail(_p_, gp));
}

// go: proc.go#runqput [adapted] one P needs no CAS
// Puts gp into the queue. With next it goes before all others, and inherits the time slice; the G
// that was in its place goes to the tail. Owner only. If the queue is full, half of it moves to the
// global queue, so sched.lock must not be held unless there is room. With more than one P the last
// thing that happens here is a full fence, after which the caller decides about a wake-up.
void runqput(p *_p_, g *gp, bool next)
{
	if (alone()) {
		if (next) {
			g *old = guintptr_ptr(_p_->runnext);
			RELAXED_SET(_p_->runnext, (guintptr)gp);
			if (old == nil)
				return;
			gp = old;
		}
		uint32 t = _p_->runqtail;
		if (t - _p_->runqhead < runqSize) {
			RELAXED_SET(_p_->runq[t % runqSize], (guintptr)gp);
			RELAXED_SET(_p_->runqtail, t + 1);
			return;
		}
		next = false;
	}
	if (next) {
		// mo: seq_cst CAS; releases gp to a thief. It must be a CAS, since a thief may take old:
		//     then old is not ours to move.
		guintptr old;
		do
			old = RELAXED(_p_->runnext);
		while (!guintptr_cas(&_p_->runnext, old, (guintptr)gp));
		if (old == 0)
			return;
		gp = guintptr_ptr(old);
	}
	if (!runqputtail(_p_, gp))
		runqputfull(_p_, gp);
}

// go: proc.go#runqputslow [adapted] takes first, then reads the slots, which only we could
//     overwrite: no copy on the stack
// Moves the older half of a full queue, and then gp, to the global queue; false if thieves took Gs
// first. Owner only. See D28.
inline bool runqputslow(p *_p_, g *gp, uint32 h, uint32 t)
{
	uint32 n = (t - h) / 2;
	if (n != runqSize / 2)
		throw("runqputslow: queue is not full");
	// mo: acquire-release; takes them. Only after this may we write their schedlink.
	if (!atomic_CasRel(&_p_->runqhead, h, h + n))
		return false;
	gQueue q = {0};
	for (uint32 i = 0; i < n; i++) {
		g *moved = guintptr_ptr(RELAXED(_p_->runq[(h + i) % runqSize]));
		gQueue_pushBack(&q, moved);
		moved->schedahead = i + 8 < n ? RELAXED(_p_->runq[(h + i + 8) % runqSize]) : 0;
	}
	gQueue_pushBack(&q, gp);
	lock(&sched.lock);
	globrunqputbatch(&q, (int32)(n + 1));
	unlock(&sched.lock);
	// mo: full fence; see runqput.
	atomic_Fence();
	return true;
}

// go: none — prefetches what a switch to the next G needs, h being the head of the queue, and the
//     record of the G after it
// If there are many goroutines, neither their stacks nor their records are in the cache, and
// waiting for these is most of the time of a switch. The record is fetched one turn earlier,
// because it tells where the stack is.
// mo: relaxed; only hints. A thief may have taken the Gs; but their records last, and a prefetch of
//     any address is harmless.
// See D27.
static inline void prefetchnext(p *_p_, uint32 h)
{
	if (_p_->runqtail - h < 2)
		return;
	g *gp = guintptr_ptr(RELAXED(_p_->runq[h % runqSize]));
	char *sp = (char *)RELAXED(gp->sched.sp);
	for (int i = 0; i < 3; i++)
		__builtin_prefetch(sp + i * CacheLineSize, 1);
	gp = guintptr_ptr(RELAXED(_p_->runq[(h + 1) % runqSize]));
	__builtin_prefetch(&gp->sched.sp, 1);
	__builtin_prefetch(&gp->sched.bp, 1);
	__builtin_prefetch(&gp->atomicstatus, 1);
	__builtin_prefetch(&gp->lockedm);
	__builtin_prefetch(&gp->xsave);
}

// go: none — runqget if there is one P
static alwaysinline g *runqgetalone(p *_p_, bool *inheritTime)
{
	guintptr gp = _p_->runnext;
	*inheritTime = gp != 0;
	if (gp != 0) {
		RELAXED_SET(_p_->runnext, 0);
		return guintptr_ptr(gp);
	}
	uint32 h = _p_->runqhead;
	if (h == _p_->runqtail)
		return nil;
	RELAXED_SET(_p_->runqhead, h + 1);
	prefetchnext(_p_, h + 1);
	return guintptr_ptr(_p_->runq[h % runqSize]);
}

// go: proc.go#runqget [adapted] one P needs no CAS; prefetches
// Takes the next G, or returns nil. With *inheritTime the G continues the current time slice: so
// two Gs that wake each other share one slice. Owner only.
g *runqget(p *_p_, bool *inheritTime)
{
	if (alone())
		return runqgetalone(_p_, inheritTime);
	*inheritTime = false;
	for (;;) {
		guintptr next = RELAXED(_p_->runnext);
		if (next == 0)
			break;
		// mo: seq_cst; a thief may take it. The CAS fails at most once, as only we put.
		if (guintptr_cas(&_p_->runnext, next, 0)) {
			*inheritTime = true;
			return guintptr_ptr(next);
		}
	}
	for (;;) {
		// mo: acquire; pairs with the CAS of other takers, without which the loop could see an old
		//     head again and again.
		uint32 h = atomic_LoadAcq(&_p_->runqhead);
		if (_p_->runqtail == h)
			return nil;
		guintptr gp = RELAXED(_p_->runq[h % runqSize]);
		// mo: acquire-release; takes it. Our read of the slot comes before the move of head, which
		//     lets a later owner overwrite the slot.
		if (atomic_CasRel(&_p_->runqhead, h, h + 1)) {
			prefetchnext(_p_, h + 1);
			return guintptr_ptr(gp);
		}
	}
}

// go: proc.go#runqgrab
// Takes half of _p_'s ring, rounded up, into the ring batch, from batchHead on; returns how many.
// If the ring is empty and stealRunNextG, takes runnext. Any M.
uint32 runqgrab(p *_p_, guintptr *batch, uint32 batchHead, bool stealRunNextG)
{
	for (;;) {
		// mo: acquire, head before tail; see runqget. In this order tail is at least as new as
		//     head: never t < h.
		uint32 h = atomic_LoadAcq(&_p_->runqhead);
		// mo: acquire; pairs with the owner's release: the slots below t are written.
		uint32 t = atomic_LoadAcq(&_p_->runqtail);
		uint32 n = t - h;
		n -= n / 2;
		if (n == 0) {
			guintptr next = stealRunNextG ? RELAXED(_p_->runnext) : 0;
			if (next == 0)
				return 0;
			// Its P runs. The G that put this one into runnext is likely to block soon, and then
			// this one runs there, with warm caches. If we stole it at once, the two would bounce
			// between Ps, for a switch that takes 50 ns.
			// mo: relaxed; only a hint.
			if (RELAXED(_p_->status) == _Prunning)
				usleep(3);
			// mo: seq_cst; takes it, and acquires what was done to it.
			if (!guintptr_cas(&_p_->runnext, next, 0))
				continue;
			RELAXED_SET(batch[batchHead % runqSize], next);
			return 1;
		}
		if (n > runqSize / 2)
			continue; // head moved between the two loads
		for (uint32 i = 0; i < n; i++)
			RELAXED_SET(batch[(batchHead + i) % runqSize], RELAXED(_p_->runq[(h + i) % runqSize]));
		// mo: acquire-release; takes them. Our reads of the slots come before the move of head.
		if (atomic_CasRel(&_p_->runqhead, h, h + n))
			return n;
	}
}

// go: proc.go#runqsteal
// Steals half of p2's queue into the queue of _p_, which we own and whose ring is empty; returns
// one of these Gs, the newest, or nil.
g *runqsteal(p *_p_, p *p2, bool stealRunNextG)
{
	uint32 t = _p_->runqtail;
	uint32 n = runqgrab(p2, _p_->runq, t, stealRunNextG);
	if (n == 0)
		return nil;
	PROBE(steal, _p_->id, p2->id, n);
	n--;
	g *gp = guintptr_ptr(RELAXED(_p_->runq[(t + n) % runqSize]));
	if (n == 0)
		return gp;
	// mo: acquire; as in runqput.
	uint32 h = atomic_LoadAcq(&_p_->runqhead);
	if (t - h + n >= runqSize)
		throw("runqsteal: runq overflow");
	// mo: release; shows all of them, as in runqput.
	atomic_StoreRel(&_p_->runqtail, t + n);
	return gp;
}

// Lists of Gs; whatever protects the list protects these operations.

// go: proc.go#gQueue.empty
bool gQueue_empty(gQueue *q) { return q->head == 0; }

// go: proc.go#gQueue.push
// Puts gp in front.
void gQueue_push(gQueue *q, g *gp)
{
	gp->schedlink = q->head;
	guintptr_set(&q->head, gp);
	if (q->tail == 0)
		guintptr_set(&q->tail, gp);
}

// go: proc.go#gQueue.pushBack
// Puts gp at the end.
void gQueue_pushBack(gQueue *q, g *gp)
{
	gp->schedlink = 0;
	if (q->tail != 0)
		guintptr_set(&guintptr_ptr(q->tail)->schedlink, gp);
	else
		guintptr_set(&q->head, gp);
	guintptr_set(&q->tail, gp);
}

// go: proc.go#gQueue.pushBackAll
// Puts the Gs of q2 at the end; q2 must not be used any more.
void gQueue_pushBackAll(gQueue *q, gQueue q2)
{
	if (q2.tail == 0)
		return;
	guintptr_ptr(q2.tail)->schedlink = 0;
	if (q->tail != 0)
		guintptr_ptr(q->tail)->schedlink = q2.head;
	else
		q->head = q2.head;
	q->tail = q2.tail;
}

// go: proc.go#gQueue.pop
// Takes the first, or nil.
g *gQueue_pop(gQueue *q)
{
	g *gp = guintptr_ptr(q->head);
	if (gp != nil) {
		q->head = gp->schedlink;
		if (q->head == 0)
			q->tail = 0;
	}
	return gp;
}

// go: proc.go#gQueue.popList [unused] no caller needs all of a queue
// Takes all, as a list.
gList gQueue_popList(gQueue *q)
{
	gList list = {q->head};
	*q = (gQueue){0};
	return list;
}

// go: proc.go#gList.empty
bool gList_empty(gList *l) { return l->head == 0; }

// go: proc.go#gList.push
void gList_push(gList *l, g *gp)
{
	gp->schedlink = l->head;
	guintptr_set(&l->head, gp);
}

// go: proc.go#gList.pushAll [unused] no caller adds a queue to a list
// Puts the Gs of q in front; q must not be used any more.
void gList_pushAll(gList *l, gQueue q)
{
	if (gQueue_empty(&q))
		return;
	guintptr_ptr(q.tail)->schedlink = l->head;
	l->head = q.head;
}

// go: proc.go#gList.pop
// Takes the first, or nil.
g *gList_pop(gList *l)
{
	g *gp = guintptr_ptr(l->head);
	if (gp != nil)
		l->head = gp->schedlink;
	return gp;
}

// go: proc.go#setMaxThreads
// Sets the limit of threads; returns the old one.
intgo setMaxThreads(intgo in)
{
	lock(&sched.lock);
	intgo out = sched.maxmcount;
	sched.maxmcount = in > 0x7fffffff ? 0x7fffffff : (int32)in;
	checkmcount();
	unlock(&sched.lock);
	return out;
}

// go: proc.go#haveexperiment [unused] nothing asks
// Whether Go's toolchain was built with this experiment: frame pointers are one, and always on.
bool haveexperiment(String name)
{
	String framepointer = STR("framepointer");
	return framepointer_enabled && strequal(&name, &framepointer);
}

// go: proc.go#procPin
// Keeps the goroutine on its P until procUnpin; returns the P's id. Nothing in between may block.
intgo procPin(void)
{
	m *mp = getg()->m;
	mp->locks++;
	// The compiler must not move this count after the read below: the count makes the P ours.
	compiler_barrier();
	return puintptr_ptr(mp->p)->id;
}

// go: proc.go#procUnpin
void procUnpin(void)
{
	compiler_barrier();
	getg()->m->locks--;
}

// go: proc.go#sync_runtime_procPin
intgo sync_runtime_procPin(void) { return procPin(); }

// go: proc.go#sync_runtime_procUnpin
void sync_runtime_procUnpin(void) { procUnpin(); }

// In Go active_spin and active_spin_cnt, which it shares with lock_futex.go; our lock_futex.c spins
// longer.
enum {
	syncspin    = 4,  // how often a Mutex spins before it parks
	syncspincnt = 30, // PAUSE instructions each time
};

// go: proc.go#sync_runtime_canSpin
// Reports whether a Mutex should spin for the i-th time. Only a few times; only if another P runs,
// whose G may unlock the Mutex; and only if we do not keep Gs of our own waiting.
bool sync_runtime_canSpin(intgo i)
{
	// mo: seq_cst loads; only a hint.
	if (i >= syncspin || ncpu <= 1)
		return false;
	uint32 others = atomic_Load(&sched.npidle) + atomic_Load(&sched.nmspinning);
	if (RELAXED(gomaxprocs) <= (int32)others + 1)
		return false;
	return runqempty(puintptr_ptr(getg()->m->p));
}

// go: proc.go#sync_runtime_doSpin
void sync_runtime_doSpin(void) { procyield(syncspincnt); }

randomOrder stealOrder; // changed with the world stopped, read with a P

// An order in which to visit all of 0 … count-1: cheap, and another one each time. It begins at
// random and goes on in steps that have no divisor in common with count; the possible steps are in
// a list.

// go: proc.go#randomOrder.reset
// World stopped.
void randomOrder_reset(randomOrder *ord, uint32 count)
{
	if (count > ord->coprimes.cap) {
		intgo cap = growcap(ord->coprimes.cap, count);
		ord->coprimes.array = persistentalloc((uintptr)cap * sizeof *ord->coprimes.array,
		                                      CacheLineSize, &memstats.other_sys);
		ord->coprimes.cap = cap;
	}
	ord->count = count;
	ord->coprimes.len = 0;
	for (uint32 i = 1; i <= count; i++)
		if (gcd(i, count) == 1)
			ord->coprimes.array[ord->coprimes.len++] = i;
}

// go: proc.go#randomOrder.start
// The order that belongs to the random number i.
randomEnum randomOrder_start(randomOrder *ord, uint32 i)
{
	return (randomEnum){
		.count = ord->count,
		.pos = i % ord->count,
		.inc = ord->coprimes.array[i % (uint32)ord->coprimes.len],
	};
}

// go: proc.go#randomEnum.done
bool randomEnum_done(randomEnum *enum_) { return enum_->i == enum_->count; }

// go: proc.go#randomEnum.next
void randomEnum_next(randomEnum *enum_)
{
	enum_->i++;
	enum_->pos = (enum_->pos + enum_->inc) % enum_->count;
}

// go: proc.go#randomEnum.position
uint32 randomEnum_position(randomEnum *enum_) { return enum_->pos; }

// go: proc.go#gcd
uint32 gcd(uint32 a, uint32 b)
{
	while (b != 0) {
		uint32 r = a % b;
		a = b;
		b = r;
	}
	return a;
}

// go: none — doInit of a dependency, with room on the stack: dependencies nest deeply, and the
//     functions of this file do not check the stack
static void doInit_dep(void *t) { doInit(t); }

// go: proc.go#doInit [adapted] each level makes sure of its stack
// Initialises a package: its dependencies, then its own init functions. On the main goroutine.
void doInit(initTask *t)
{
	switch (t->state) {
	case 2: // done
		return;
	case 1: // under way
		throw("recursive call during initialization - linker skew");
	}
	t->state = 1;
	uintptr *deps = (uintptr *)(t + 1);
	for (uintptr i = 0; i < t->ndeps; i++)
		callwithroom(doInit_dep, (void *)deps[i], reserveBytes);
	uintptr *fns = deps + t->ndeps;
	for (uintptr i = 0; i < t->nfns; i++) {
		// The table's entry serves as a func value: a word that holds the code's address.
		callabi0((funcval *)&fns[i], 0, 0);
	}
	t->state = 2;
}
