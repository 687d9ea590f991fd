// The collector: when a cycle begins, and what it does.
//
// A cycle stops the world, then
//	- empties the mcaches, so that every span tells what is allocated in it;
//	- sweeps what may be unswept since the last cycle;
//	- marks what the program can reach (mgcmark.c), on several Ms if there are;
//	- sets the heap size at which the next cycle begins;
// and starts the world again. From then on the rest is freed, while the program runs (mgcsweep.c).
// A cycle runs on g0, called by the goroutine that started it: one whose allocation made the heap
// large enough, a caller of GC, or forcegchelper, which starts a cycle when there has been none for
// two minutes.
//
// If all of the program's code stores pointers with write barriers, goroutines run while it marks,
// unless there is little to scan.
// The goroutine that starts the cycle turns the write barriers on, stops the world to read the
// roots, which is the snapshot, and wakes a worker (gcBgMarkWorker). If it would have to wait for
// others first, the worker takes the snapshot. The worker marks, and so do goroutines that allocate
// faster than it marks (gcassist). When it finds nothing more, it stops the world once more, and
// ends the cycle; or it marks on, if others have left more than a little. Code of C has no write
// barriers, so a program with such code is marked as above.
//
// # Why nothing is missed
//
// At the end every object is marked that was reachable when the snapshot was taken, and every one
// that was made later. Nothing else can be reachable. It is so by these rules:
//
//	S1  The snapshot reads all roots (gc.h), and what they point to is marked, some of it later:
//	    it stays there (S5). But goroutines that are on no M are scanned later (below), and the
//	    program's variables are read later (those before cdata and cbss). What belongs to a
//	    goroutine beside its stack is read together with that, and what a P keeps in the
//	    snapshot (scang, scanp in mgcmark.c): later changes of these, of stacks and of the
//	    runtime's own variables need no barrier.
//	S2  Whoever overwrites a pointer in an object of the heap, or in a variable of the program,
//	    has announced it before (wbshade, bulkBarrierPreWrite), so that what it points to is
//	    marked. From the test of writeBarrier.needed to the store he cannot be stopped.
//	S3  mallocgc marks what it allocates. What it allocates is not scanned.
//	S4  Marked objects are scanned, if they were not allocated since the snapshot.
//	S5  No span is swept or given back until marking is over.
//	S6  What was announced waits in a buffer of the P, which is emptied in the last stop at the
//	    latest.
//
// Proof. An object that was reachable in the snapshot was so by a path: a root points to the first
// object, which points to the second, and so on. The first is marked (S1, S11); or the root is a
// variable that is read later, which is like an object that is marked. If the nth is marked, it is
// scanned (S4). Either the slot then has the pointer that it had in the snapshot, and the next
// object is marked; or it was overwritten before, the first time by somebody who had announced that
// pointer (S2): he stored it in his P's buffer before he overwrote the slot, and processors keep
// the order of stores. Where a pointer is stored does not matter, only where one is overwritten. So
// neither stores to stacks, nor C code that fills memory, need a barrier.
//
// # Goroutines that are scanned later
//
// When the snapshot is taken a goroutine is on an M: it runs the cycle, or is in a system call; or
// else it waits, or is runnable. The stop must not grow with the number of these. They are scanned
// afterwards (model later):
//
//	S10 A goroutine is scanned before it runs again. Whoever sets g.scangen has claimed it
//	    (markrootStack): a marker, or the M that is about to run it (executeon). An M that comes
//	    second waits until the goroutine is scanned; a marker goes on to the next one.
//	S11 Until then others may change what the goroutine has, but none of them overwrites what one
//	    of them has used. Whoever wakes a goroutine overwrites its param, the links and elem of
//	    its sudog, and what elem of a receiver points to. None of these has been read, but elem
//	    of a sender, from which recv takes the value: so recv announces elem. A pointer that is
//	    lost otherwise is one that nobody can have.
//	S12 A goroutine that is made later has only what its creator had. It counts as not scanned, and
//	    is scanned as others are; so the record of a dead goroutine may be used at any time. A
//	    marker first reads that the goroutine is waiting or runnable, then claims it. If it ran
//	    in between, it had been claimed.
//	S13 A goroutine in a system call goes on without being executed (exitsyscall). So the snapshot
//	    scans it (markrootMs). It is its M's curg until it has become runnable: whom markrootMs
//	    does not find there, markrootStacks, which comes later, finds runnable. Since then
//	    markers leave alone who runs or is in a system call: it was scanned, or it is a foreign
//	    thread's and began with an empty stack (needm).
//
// # Stale goroutines
//
// gccgo's code tests writeBarrier before a store, and may rely on the test for stores after it, as
// long as it calls nothing that might write memory. A goroutine that is preempted then (at any
// instruction, or at the stack check of a function that writes nothing) may, when it runs again,
// overwrite pointers without the barrier, although the barrier is on by then. Such a goroutine is
// called stale. It is not stale any more when it has called the runtime: park, Gosched, a system
// call, mallocgc, a write barrier, time.Now. So:
//
//	S7  gopreempt_m, and nothing else, makes a goroutine stale, while gcphase is off.
//	S8  A cycle begins with writeBarrier.enabled. Then each P comes to a safe point (forEachP), and
//	    after that gcphase is set. So a goroutine that has tested the flag before it was set has
//	    called the runtime, or was preempted while gcphase was off, and is stale. Once gcphase is
//	    set nobody becomes stale: what a goroutine tests from then on is set. Until the snapshot
//	    objects are allocated unmarked, and stores are not announced, but both make goroutines not
//	    stale. So those that findstale finds then are all.
//	S9  Goroutines that are still stale when the snapshot is taken do not run until the end of the
//	    cycle (schedEnabled): they are in the middle of code that calls nothing.
//
// # Who is not stopped
//
// The world is stopped when every P is in _Pgcstop. That stops everything that needs a P, and
// nothing else. The table lists the actors, what each may do while the world is stopped, and the
// rule below that makes it safe.
//
//	actor               may do while the world is stopped                          safe by
//	stopper, collector  what the holder of a P may do, for all Ps: use mcaches,    W1
//	                    run queues, free lists, mark bits, spans in use
//	idle M that helps   while gcMark runs: set mark bits; take manual spans for    W2, W11
//	  to mark           work buffers, under the heap lock
//	holder of a P,      nothing: each has given up its P at a safe point           W1, W5
//	  thief
//	M in a system call  run C code; push and pop frames younger than syscallsp;    W2, W3, W4
//	                    enter and leave stack segments there, for which it takes
//	                    and frees manual spans under the heap lock
//	M back from one     make its own G _Grunnable and put it on the global queue,  W4, W5
//	                    under sched.lock; then sleep
//	sysmon              look at timer heaps under their locks, and at the          W6
//	                    statuses and ticks of Ps; poll, and put the Gs it found    W5
//	                    on the global queue
//	poller              come back from epoll_wait, put the Gs that it found on     W5, W6
//	                    the global queue, and sleep
//	template thread     clone a thread for an M that is in the list already        W7
//	signal handler      touch its own M and gsignal, and the atomics of sigqueue   W7
//	thread being born   set itself up on g0. The P it was given (nextp) counts as  W7
//	                    running: the stop waits until the thread has given it up
//	thread dying        after it gave up its P: count itself as gone, and exit     W7
//
// Until the last P has stopped, holders of Ps still do everything. The stopper holds only
// sched.lock; it takes Ps in system calls by CAS, and idle Ps from their list. The collector reads
// nothing before the last P has stopped.
//
// The rules, which comments elsewhere cite:
//
//	W1  Only the holder of a P allocates objects, and only it makes, sweeps and frees spans in
//	    use. So the set of these spans, and of the objects in them, does not change.
//	W2  An M without a P makes and frees manual spans (stacks) only, under the heap lock. The
//	    record of such a span goes from mSpanDead to mSpanManual and back; nobody sees it as
//	    in use.
//	W3  The collector reads mheap_.allspans and allArenas under the heap lock, or through a copy
//	    of the array's address and length made under that lock. Entries do not change, and old
//	    arrays are not freed.
//	W4  From entersyscall to the end of exitsyscall these do not change: syscallsp, syscallpc,
//	    syscallregs, syscallseg, and the frames older than syscallsp, which are at that address
//	    and above it. g.sched, g.stack and g.stackseg may change.
//	W5  The collector reads a G's status once. Without a P only two changes are possible: from
//	    _Gsyscall to _Grunnable, by the M of that G, after g.sched tells where it stands; and
//	    from _Gwaiting to _Grunnable, by a poller. Afterwards the G stands still until it gets a
//	    P.
//	W6  Timer heaps, the lists of sched and netpoll's results change under their locks, or by
//	    CAS. They hold only Gs and timers to which a root leads anyway.
//	W7  Records of Gs, Ms and Ps lie off the heap. Nobody marks what a record points to while it
//	    is not in use, so its pointers must be nil: p_destroy, goexit0 and mexit see to that
//	    (table in mgcmark.c).
//	W8  Stacks of g0 and gsignal are no roots. Code on g0 must not hold the only pointer to an
//	    object at a place where it can lose its P.
//	W9  The registers of a thread in a system call are no roots, except those that entersyscall
//	    saved. A pointer that C code receives between entersyscall and exitsyscall must stay
//	    reachable elsewhere until gort_exitsyscall returns. Once the goroutine waits for a P,
//	    its stack and registers are roots again. Memory that alloca gets in the system call
//	    hangs on g.param until then (syscallalloc).
//	W10 A walk of another goroutine's stack begins at syscallsp, with syscallregs, if syscallsp
//	    is not 0, and otherwise at g.sched. Both ways it stays in the part that does not change
//	    (W4, W5).
//	W11 An M that was idle when the world stopped, or has become idle since, holds no P and no
//	    object. gcMark's caller wakes it to mark, and waits until it is idle again and on
//	    sched.midle: the start of the world finds the Ms that it would find without (model mark).
#include "mgc.h"

enum {
	defaultHeapMinimum = 4 << 20,
	sweepMinHeapDistance = 1 << 20,
	// So little is scanned sooner with the world stopped than the two stops take with which
	// goroutines could run meanwhile; and nothing is marked that was allocated meanwhile.
	minConcurrentScan = 256 << 10,
	// What is allocated while a cycle marks is not freed by it. So that is short, even if little is
	// scanned.
	minScanPerByte = 8,
};

// The lowest trigger: defaultHeapMinimum × GOGC/100.
static uint64 heapminimum GOSYM(heapminimum) = defaultHeapMinimum;

int32 gcpercent;

__typeof__(writeBarrier) writeBarrier;

__typeof__(work) work;

uint32 gcphase;

static funcval *poolcleanup GOSYM(poolcleanup);

// The goroutine that marks while others run.
static struct {
	mutex lock;
	g    *g;
	bool  started;
	bool  parked; // protected by lock, as wanted
	bool  wanted; // a cycle has begun
	bool  waits;  // it has let others run (peeked at)
} bgMark;

static int64 lastScanWork; // what the last cycle scanned

// go: mgc.go#gcinit [partial] no work buffers
void gcinit(void)
{
	mheap_.sweepdone = 1;
	memstats.triggerRatio = 7 / 8.0;
	// Chosen so that the first trigger is heapminimum.
	memstats.heap_marked = (uint64)(heapminimum / (1 + memstats.triggerRatio));
	setGCPercent(readgogc());
	work.startSema = 1;
}

// go: mgc.go#readgogc
int32 readgogc(void)
{
	String s = gogetenv(STR("GOGC"));
	if (s.len == 3 && memcmp(s.str, "off", 3) == 0)
		return -1;
	bool ok;
	int32 n = atoi32(s, &ok);
	return ok ? n : 100;
}

// go: mgc.go#gcenable
void gcenable(void)
{
	static _type chanelem = {
		.size = 8, .align = 8, .fieldAlign = 8, .kind = kindInt, .tflag = tflagRegularMemory};
	static chantype chanint = {
		.typ = {.size = 8, .kind = kindChan | kindDirectIface}, .elem = &chanelem, .dir = 3};

	// We start both before we wait for either, and each reports for itself that it runs: traces
	// show the order of these first switches.
	hchan *c = makechan(&chanint, 2);
	newprocc(bgsweep, c, getpc());
	newprocc(bgscavenge, c, getpc());
	chanrecv1(c, nil);
	chanrecv1(c, nil);
	memstats.enablegc = true;
}

// go: none — body of the closure of setGCPercent, on g0; *arg is in, then out
static void setGCPercent_func1(void *arg)
{
	int32 *percent = arg;
	int32 in = *percent;
	lock(&mheap_.lock);
	*percent = gcpercent;
	if (in < 0)
		in = -1;
	gcpercent = in;
	heapminimum = defaultHeapMinimum * (uint64)(int64)gcpercent / 100;
	gcSetTriggerRatio(memstats.triggerRatio);
	unlock(&mheap_.lock);
}

// go: mgc.go#setGCPercent
int32 setGCPercent(int32 in)
{
	int32 percent = in;
	systemstack(setGCPercent_func1, &percent);
	// The scavenger's goal has changed.
	wakeScavenger();
	if (in < 0) {
		// mo: seq_cst load; we wait for a cycle that began before this load.
		gcWaitOnMark(atomic_Load(&work.cycles));
	}
	return percent;
}

// go: mgc.go#gcControllerState.findRunnableGCWorker [unused] called only while gcBlackenEnabled;
//     there is one worker, on a goroutine
g *gcController_findRunnableGCWorker(p *pp)
{
	throw("gcControllerState.findRunnable: blackening not enabled");
}

// go: mgc.go#gcSetTriggerRatio [adapted] counts stacks and variables beside the heap, as Go does
//     since 1.18
// Otherwise a program with many goroutines and few objects would spend most of its time scanning
// their stacks. See D58.
void gcSetTriggerRatio(float64 triggerRatio)
{
	uint64 goal = ~(uint64)0, trigger = ~(uint64)0;
	if (gcpercent >= 0) {
		float64 scale = (float64)gcpercent / 100;
		uint64 scanned = memstats.heap_marked + work.roots;
		goal = memstats.heap_marked + scanned * (uint64)gcpercent / 100;
		// The trigger lies between 60% and 95% of the way to the goal.
		if (triggerRatio < 0.6 * scale)
			triggerRatio = 0.6 * scale;
		if (triggerRatio > 0.95 * scale)
			triggerRatio = 0.95 * scale;
		trigger = memstats.heap_marked + (uint64)((float64)scanned * triggerRatio);
		if (trigger < heapminimum)
			trigger = heapminimum;
		// This distance leaves the sweeper time to finish. And a cycle that frees less than this is
		// not worth its cost.
		if (trigger < memstats.heap_marked + sweepMinHeapDistance && debug.gcstoptheworld < 2)
			trigger = memstats.heap_marked + sweepMinHeapDistance;
		if (goal < trigger)
			goal = trigger;
	} else if (triggerRatio < 0) {
		triggerRatio = 0;
	}
	memstats.triggerRatio = triggerRatio;
	// mo: relaxed; gcTrigger_test peeks at it.
	RELAXED_SET(memstats.gc_trigger, trigger);
	// mo: seq_cst store; mallocgc's statistics read it without the heap lock.
	atomic_Store64(&memstats.next_gc, goal);
	if (unlikely(RELAXED(trace.enabled)))
		traceNextGC();

	// All is to be swept when the trigger is reached, but for sweepMinHeapDistance: so much for
	// each byte until then. (plain, as deductSweepCredit's read)
	float64 pagesPerByte = 0;
	if (!isSweepDone() && gcpercent >= 0) {
		// mo: seq_cst loads and store; the basis comes last, for deductSweepCredit.
		uint64 live = atomic_Load64(&memstats.heap_live);
		uint64 swept = atomic_Load64(&mheap_.pagesSwept);
		int64 distance = (int64)(trigger - live) - sweepMinHeapDistance;
		if (distance < pageSize)
			distance = pageSize;
		int64 pages = (int64)(atomic_Load64(&mheap_.pagesInUse) - swept);
		if (pages > 0) {
			pagesPerByte = (float64)pages / (float64)distance;
			RELAXED_SET(mheap_.sweepHeapLiveBasis, live);
			atomic_Store64(&mheap_.pagesSweptBasis, swept);
		}
	}
	mheap_.sweepPagesPerByte = pagesPerByte;
	gcPaceScavenger();
}

// go: mgc.go#GC
void GC(void)
{
	// A cycle that has begun may already have passed the objects that the caller wants collected:
	// wait for that cycle, then for one more.
	// mo: seq_cst load; what the caller did before the load precedes cycle n+1.
	uint32 n = atomic_Load(&work.cycles);
	gcWaitOnMark(n);
	startcycle(n + 1);
	gcWaitOnMark(n + 1);

	// Sweep what is left, unless the next cycle has begun, which has swept it; and wait until
	// others have done so with what they claimed.
	// mo: seq_cst loads; see mspan_claim.
	while (atomic_Load(&work.cycles) == n + 1 && sweepone() != ~(uintptr)0) {
		RELAXED_SET(sweep.nbgsweep, RELAXED(sweep.nbgsweep) + 1);
		Gosched();
	}
	while (atomic_Load(&work.cycles) == n + 1 && atomic_Load(&mheap_.sweepers) != 0) // see D176
		Gosched();

	// The heap profile of this cycle is complete, unless the next one has begun.
	m *mp = acquirem();
	if (mProf_PostSweep != nil && atomic_Load(&work.cycles) == n + 1)
		mProf_PostSweep();
	releasem(mp);
}

// go: mgc.go#gcWaitOnMark
void gcWaitOnMark(uint32 n)
{
	for (;;) {
		lock(&work.sweepWaiters.lock);
		// A cycle that has begun has also marked, since it begins and ends with the world stopped.
		// mo: seq_cst load; written with the world stopped.
		uint32 marked = atomic_Load(&work.cycles) + (gcphase != _GCmark);
		if (marked > n) {
			unlock(&work.sweepWaiters.lock);
			return;
		}
		gList_push(&work.sweepWaiters.list, getg());
		goparkunlock(&work.sweepWaiters.lock, waitReasonWaitForGCCycle, traceEvGoBlock, 1);
	}
}

// go: mgc.go#gcTrigger.test
bool gcTrigger_test(gcTrigger t)
{
	if (!memstats.enablegc || RELAXED(panicking) != 0 || gcphase != _GCoff)
		return false;
	switch (t.kind) {
	case gcTriggerHeap:;
		uint64 live = RELAXED(memstats.heap_live), trigger = RELAXED(memstats.gc_trigger);
		// A large object begins a cycle before it is there (D190), unless so little has been
		// allocated since the last one that it would free less than half of what the object takes:
		// objects larger than all others would cause two cycles each.
		return live >= trigger ||
		       (live + t.size > trigger && live >= RELAXED(memstats.heap_marked) + t.size / 2);
	case gcTriggerTime:;
		// mo: seq_cst load; written with the world stopped.
		int64 last = (int64)atomic_Load64(&memstats.last_gc_nanotime);
		return gcpercent >= 0 && last != 0 && t.now - last > forcegcperiod;
	case gcTriggerCycle:
		// mo: seq_cst load; the difference survives a wrap.
		return (int32)(t.n - atomic_Load(&work.cycles)) > 0;
	}
	return true;
}

// The cycle that is under way. The goroutine that holds worldsema for it writes these fields.
static struct {
	bool   forced;     // by a call of GC
	bool   concurrent; // goroutines run while it marks
	int32  procs;      // Ps that were stopped
	int64  tSweepTerm; // before the first stop
	int64  tMark;      // the world is stopped; or runs again
	int64  tMarkTerm;  // before the last stop
	int64  tEnd;       // marked
	int64  pause;      // ns with the world stopped, so far
	uint64 heap0;      // bytes on the heap before it
	uint64 heap1;      // bytes on the heap before the last stop
	uint64 goal;       // the heap's goal before it
	uint64 live0;        // bytes on the heap when the snapshot was taken
	uint64 limit;        // how large the heap may grow meanwhile
	float64 scanPerByte; // bytes to scan for each that is allocated meanwhile
} cycle;

// The goroutines that were stale when the write barrier went on. More are not waited for.
static struct {
	g    *gs[64];
	intgo n;
} stale;

// Defined at the link if all code of the program stores pointers with write barriers.
extern __attribute__((weak)) const byte barriers GOLABEL("gort_barriers");

static void gcBgMarkWorker(void *unused) GOSYM(gcBgMarkWorker);
static void gcMarkStart(void *unused);
static void findstale(void);
static void takesnapshot(void *unused);
static void gcMarkTermination(void *unused);
static void stopping(void (*fn)(void *), int64 *start, bool first);
static void endcycle(void);
static void gcSweep(bool block) GOSYM(gcSweep);
static void gcResetMarkState(void) GOSYM(gcResetMarkState);
static String itoaDiv(byte *buf, intgo len, uint64 val, intgo dec);
static String fmtNSAsMS(byte *buf, intgo len, uint64 ns);

// go: mgc.go#gcStart [adapted] the first stop of a cycle; or the whole cycle, up to the sweep
// See D57, D175 and D177.
void gcStart(gcTrigger trigger)
{
	// Saves all callee-saved registers in our frame, where scanstack finds the pointers that our
	// callers keep in them.
	__builtin_unwind_init();
	// A cycle is not possible here; a later caller will start it.
	m *mp = acquirem();
	if (getg() == mp->g0 || mp->locks > 1 || mp->preemptoff.len != 0) {
		releasem(mp);
		return;
	}
	releasem(mp);

	getg()->stale = false; // it has called the runtime
	// What is unswept is swept here rather than with the world stopped.
	while (gcTrigger_test(trigger) && sweepone() != ~(uintptr)0)
		RELAXED_SET(sweep.nbgsweep, RELAXED(sweep.nbgsweep) + 1);

	// One goroutine passes. Those after it find that the cycle has begun.
	semacquire(&work.startSema);
	if (!gcTrigger_test(trigger)) {
		semrelease(&work.startSema);
		return;
	}
	semacquire(&worldsema);
	if (unlikely(RELAXED(trace.enabled)))
		traceGCStart();
	cycle.forced = trigger.kind == gcTriggerCycle;
	cycle.concurrent =
		&barriers != nil && debug.gcstoptheworld == 0 && lastScanWork >= minConcurrentScan;
	cycle.procs = gomaxprocs;
	cycle.heap0 = atomic_Load64(&memstats.heap_live); // mo: seq_cst; a sum
	cycle.goal = memstats.next_gc;
	bool gosched = cycle.forced || cycle.concurrent;
	if (cycle.concurrent) {
		if (!bgMark.started) {
			bgMark.started = true;
			newprocc(gcBgMarkWorker, nil, getpc());
		}
		systemstack(gcMarkStart, nil);
		findstale();
		if (stale.n == 0)
			stopping(takesnapshot, &cycle.tSweepTerm, true);
		// The worker releases worldsema.
		lock(&bgMark.lock);
		bgMark.wanted = true;
		if (bgMark.parked) {
			bgMark.parked = false;
			goready(bgMark.g, 1);
		}
		unlock(&bgMark.lock);
	} else {
		stopping(gcMarkTermination, &cycle.tSweepTerm, true);
		endcycle();
	}
	semrelease(&work.startSema);
	// Let the worker, or the goroutines that waited for the cycle, or were stopped by it, run
	// first.
	if (gosched)
		Gosched();
}

// The free sudogs and defers that were in the central lists. The collector's alone.
static noptr struct {
	sudog  *sudogs;
	_defer *defers[nelem(sched.deferpool)];
} dropped;

// go: none — drops the free sudogs and defers in the central lists. World stopped
static void droplists(void)
{
	lock(&sched.sudoglock);
	dropped.sudogs = sched.sudogcache;
	sched.sudogcache = nil;
	unlock(&sched.sudoglock);

	lock(&sched.deferlock);
	for (intgo i = 0; i < nelem(sched.deferpool); i++) {
		dropped.defers[i] = sched.deferpool[i];
		RELAXED_SET(sched.deferpool[i], nil);
	}
	unlock(&sched.deferlock);
}

// go: none — unlinks each record that was dropped: otherwise one to which something still points
//     would keep all that follow it in the list
// As many records as goroutines have waited at a time: so not in a stop, if goroutines run while
// the cycle marks. Nobody else has them.
static void unlinkdropped(void)
{
	for (sudog *s = dropped.sudogs, *next; s != nil; s = next) {
		next = s->next;
		s->next = nil;
	}
	dropped.sudogs = nil;
	for (intgo i = 0; i < nelem(dropped.defers); i++) {
		for (_defer *d = dropped.defers[i], *next; d != nil; d = next) {
			next = d->link;
			d->link = nil;
		}
		dropped.defers[i] = nil;
	}
}

// go: none — the beginning of each cycle: nothing is marked, and what is not was swept
// World stopped.
static void begincycle(void)
{
	flushallmcaches();
	finishsweep_m();
	gcResetMarkState();
	droplists();
	gcMarkPrepare();
}

// go: none — the end of a stop, which began at start, but is not the last one of its cycle
static void endstop(int64 start)
{
	int64 stop = nanotime() - start;
	cycle.pause += stop;
	if (recordpause != nil)
		recordpause(stop);
	startTheWorldWithSema(true);
}

// go: none — argument of forEachP, which brings each P to a safe point
static void safepoint(p *pp) {}

// go: none — the beginning of a cycle that marks while goroutines run; on g0, with worldsema
static void gcMarkStart(void *unused)
{
	uint64 limit = cycle.goal > cycle.heap0 ? cycle.goal : cycle.heap0;
	uint64 more = limit / 10 > sweepMinHeapDistance ? limit / 10 : sweepMinHeapDistance;
	cycle.limit = limit + more > limit ? limit + more : limit;
	cycle.pause = 0;
	// mo: relaxed; forEachP takes a lock, and so do Ps before they run its function.
	RELAXED_SET(writeBarrier.enabled, true);
	forEachP(safepoint);
	// mo: seq_cst stores in this order: gcWaitOnMark must not take the cycle for one that is over.
	//     gopreempt_m peeks at the phase.
	atomic_Store(&gcphase, _GCmark);
	atomic_Store(&work.cycles, work.cycles + 1);
}

// go: none — finds the goroutines that are stale, after gcMarkStart: nobody becomes so any more
static void findstale(void)
{
	stale.n = 0;
	lock(&allglock);
	g **gs = allgs.array;
	intgo n = allgs.len;
	unlock(&allglock);
	for (intgo i = 0; i < n; i++)
		if (RELAXED(gs[i]->stale)) {
			if (stale.n < nelem(stale.gs))
				stale.gs[stale.n] = gs[i];
			stale.n++;
		}
}

// go: none — how many goroutines are stale yet, or more if they are too many to tell
static intgo stillstale(void)
{
	if (stale.n > nelem(stale.gs))
		return stale.n;
	intgo left = 0;
	for (intgo i = 0; i < stale.n; i++)
		left += RELAXED(stale.gs[i]->stale);
	return left;
}

// go: none — marks what the roots point to; from then on goroutines announce and allocate marked
// World stopped, on g0; starts the world.
static void takesnapshot(void *unused)
{
	// Mcaches are empty: or else tiny objects would share a block that is not marked.
	begincycle();
	gcMarkSnapshot();
	if (stillstale() > 0)
		schedEnableUser(false); // see D179
	uint64 left = cycle.goal > memstats.heap_live ? cycle.goal - memstats.heap_live : 0;
	if (left < sweepMinHeapDistance)
		left = sweepMinHeapDistance;
	// As if all were still reachable of what was allocated since the last cycle.
	float64 scan =
		(float64)lastScanWork * (float64)memstats.heap_live / (float64)(memstats.heap_marked + 1);
	cycle.scanPerByte = scan / (float64)left;
	if (cycle.scanPerByte < minScanPerByte)
		cycle.scanPerByte = minScanPerByte;
	cycle.live0 = memstats.heap_live;
	writeBarrier.needed = true;
	endstop(cycle.tSweepTerm);
	cycle.tMark = nanotime();
}

// go: none — ends the cycle, if there is little to mark yet; otherwise marking goes on
// World stopped, on g0; starts the world.
static void gcMarkStop(void *unused)
{
	enum { little = 64 << 10 };
	for (intgo i = 0; i < allp.len; i++)
		wbBufFlush1(allp.array[i]);
	gcDrainN(little);
	if (lfstack_empty(&work.full))
		gcMarkTermination(nil);
	else
		endstop(cycle.tMarkTerm);
}

// go: none — fn, on g0 with the world stopped, which it starts; *start is when the stop began
static void stopping(void (*fn)(void *), int64 *start, bool first)
{
	m *mp = getg()->m;
	// With the world stopped a preempted stopper would never get a P again.
	mp->preemptoff = STR("gcing");
	*start = nanotime();
	if (unlikely(RELAXED(trace.enabled)))
		traceGCSTWStart(first);
	systemstack((void (*)(void *))stopTheWorldWithSema, nil);
	if (first)
		clearpools();
	systemstack(fn, nil);
	mp->preemptoff = STR("");
}

// go: none — lets others begin a cycle or stop the world
static void endcycle(void)
{
	// The scavenger's goal has changed.
	wakeScavenger();
	semrelease(&worldsema);
}

// go: none — the line of GODEBUG=gctrace=1, on g0
static void printgctrace(void)
{
	byte sbuf[24];
	uint64 stw = (uint64)(cycle.tMark - cycle.tSweepTerm);
	uint64 mark = (uint64)(cycle.tMarkTerm - cycle.tMark);
	uint64 term = (uint64)(cycle.tEnd - cycle.tMarkTerm);
	uint64 begin = (uint64)(cycle.tSweepTerm - runtimeInitTime);
	printlock();
	print("gc ", memstats.numgc, " @", itoaDiv(sbuf, sizeof sbuf, begin / 1000000, 3), "s ",
	      (int64)(memstats.gc_cpu_fraction * 100), "%: ");
	print(fmtNSAsMS(sbuf, sizeof sbuf, stw), "+");
	print(fmtNSAsMS(sbuf, sizeof sbuf, mark), "+");
	print(fmtNSAsMS(sbuf, sizeof sbuf, term), " ms clock, ");
	print(fmtNSAsMS(sbuf, sizeof sbuf, stw * (uint64)cycle.procs), "+0/");
	print(fmtNSAsMS(sbuf, sizeof sbuf, mark), "/0+");
	print(fmtNSAsMS(sbuf, sizeof sbuf, term * (uint64)cycle.procs), " ms cpu, ");
	print(cycle.heap0 >> 20, "->", cycle.heap1 >> 20, "->", memstats.heap_marked >> 20, " MB, ",
	      cycle.goal >> 20, " MB goal, ", cycle.procs, " P");
	if (cycle.forced)
		print(" (forced)");
	print("\n");
	printunlock();
}

// go: mgc.go#gcMarkTermination [adapted] marks here; the mcaches are empty, so no P need flush its
//     own
// On g0, with the world stopped: marks what is not marked yet, ends the cycle, starts the world.
static void gcMarkTermination(void *unused)
{
	if (cycle.concurrent) {
		flushallmcaches();
	} else {
		cycle.tMark = cycle.tMarkTerm = nanotime();
		cycle.pause = 0;
		// mo: seq_cst store; pairs with the loads in GC and gcWaitOnMark.
		atomic_Store(&work.cycles, work.cycles + 1);
		begincycle();
		unlinkdropped();
	}
	cycle.heap1 = memstats.heap_live;
	for (intgo i = 0; i < allp.len; i++) {
		work.bytesMarked += allp.array[i]->mcache->local_marked;
		allp.array[i]->mcache->local_marked = 0;
	}
	gcMark(cycle.tSweepTerm);
	writeBarrier.enabled = writeBarrier.needed = false;
	// mo: seq_cst store; peeked at without the world stopped.
	atomic_Store(&gcphase, _GCoff);
	schedEnableUser(true);
	memstats.last_next_gc = memstats.next_gc;
	memstats.last_heap_inuse = memstats.heap_inuse;
	memstats.heap_marked = work.bytesMarked;
	// mo: seq_cst store, as the additions of Ps, which are stopped.
	atomic_Store64(&memstats.heap_live, memstats.heap_marked);
	gcSweep(debug.gcstoptheworld >= 2);
	if (unlikely(RELAXED(trace.enabled))) {
		traceHeapAlloc();
		traceGCDone();
	}
	lock(&mheap_.lock);
	// So much before the goal that marking can keep to it, if goroutines allocate meanwhile.
	gcSetTriggerRatio((float64)gcpercent / 100 * (cycle.concurrent ? 7 / 8.0 : 1));
	unlock(&mheap_.lock);
	lastScanWork = work.scanWork;

	int32 nsec;
	int64 sec = walltime(&nsec);
	cycle.tEnd = nanotime();
	uint64 now = (uint64)sec * 1000000000 + (uint64)nsec;
	int64 stop = cycle.tEnd - (cycle.concurrent ? cycle.tMarkTerm : cycle.tSweepTerm);
	uint64 pause = (uint64)(cycle.pause + stop);
	work.totaltime += (cycle.pause + stop) * cycle.procs;
	if (cycle.concurrent)
		work.totaltime += cycle.tMarkTerm - cycle.tMark;
	int64 all = sched.totaltime + (cycle.tEnd - sched.procresizetime) * cycle.procs;
	memstats.gc_cpu_fraction = (float64)work.totaltime / (float64)all;
	// mo: seq_cst stores; read without stopping the world.
	atomic_Store64(&memstats.last_gc_nanotime, (uint64)cycle.tEnd);
	atomic_Store64(&memstats.last_gc_unix, now);
	memstats.pause_ns[memstats.numgc % nelem(memstats.pause_ns)] = pause;
	memstats.pause_end[memstats.numgc % nelem(memstats.pause_end)] = now;
	memstats.pause_total_ns += pause;
	if (recordpause != nil)
		recordpause(stop);
	if (cycle.forced)
		memstats.numforcedgc++;

	lock(&work.sweepWaiters.lock);
	memstats.numgc++;
	injectglist(&work.sweepWaiters.list);
	unlock(&work.sweepWaiters.lock);
	if (mProf_NextCycle != nil)
		mProf_NextCycle();

	startTheWorldWithSema(true);
	if (mProf_Flush != nil)
		mProf_Flush();
	freeSomeWbufs();
	freeStackSpans();
	if (debug.gctrace > 0)
		printgctrace();
}

// go: none — waits a little until the goroutines that were stale when the barrier went on are not
// A sleep may take much longer than it is meant to: where a goroutine that stays stale has the P,
// a time slice.
static void waitforstale(void)
{
	enum { most = 500 * 1000, look = 100 * 1000 };
	int64 end = nanotime() + most;
	while (stale.n <= nelem(stale.gs) && stillstale() > 0 && nanotime() < end)
		timeSleep(look);
}

// go: none — gcDrainN on g0
static void drainsome(void *arg)
{
	int64 *n = arg;
	*n = gcDrainN(*n);
}

// go: none — forEachP on g0
static void flushbarriers(void *unused) { forEachP(wbBufFlush1); }

// go: none — the worker marks until there is nothing more, and no P has announced anything since
// What others are marking is theirs until they stop: the worker looks again. If they begin after
// the last look, gcMarkStop finds what they left. While it is away others may use up whole time
// slices; so it then marks for a third of that time, unless it is asked to stop: Go's workers have
// a quarter of the processors.
static void markconcurrently(void)
{
	enum { slice = 256 << 10 };
	int64 until = 0;
	do {
		for (;;) {
			int64 n = slice;
			systemstack(drainsome, &n);
			if (n == 0 && RELAXED(work.ndrain) == 0)
				break;
			int64 away = nanotime();
			if (n != 0 && away < until && !RELAXED(getg()->preempt) && !timerisdue())
				continue;
			RELAXED_SET(bgMark.waits, true);
			Gosched();
			RELAXED_SET(bgMark.waits, false);
			int64 now = nanotime();
			until = now + (now - away) / 3;
		}
		systemstack(flushbarriers, nil);
	} while (RELAXED(work.ndrain) != 0 || !lfstack_empty(&work.full));
}

// go: mgc.go#gcBgMarkWorker [adapted] one goroutine, which runs the cycle from its first stop on
// See D178.
static void gcBgMarkWorker(void *unused)
{
	bgMark.g = getg();
	for (;;) {
		lock(&bgMark.lock);
		if (!bgMark.wanted) {
			bgMark.parked = true;
			goparkunlock(&bgMark.lock, waitReasonGCWorkerIdle, traceEvGoBlock, 1);
			continue;
		}
		bgMark.wanted = false;
		unlock(&bgMark.lock);

		if (!writeBarrier.needed) { // there is no snapshot yet
			waitforstale();
			stopping(takesnapshot, &cycle.tSweepTerm, true);
		}
		unlinkdropped();
		do {
			markconcurrently();
			stopping(gcMarkStop, &cycle.tMarkTerm, false);
		} while (writeBarrier.needed);
		endcycle();
	}
}

// go: none — what must be scanned before size bytes more are allocated
static int64 assistdebt(uintptr size)
{
	// mo: seq_cst loads; sums.
	uint64 grown = atomic_Load64(&memstats.heap_live) + size - cycle.live0;
	return (int64)((float64)grown * cycle.scanPerByte) - atomic_Loadint64(&work.scanWork);
}

// go: none — in place of assists: keeps marking ahead of allocation
// So much must be scanned that marking is done when the heap reaches its goal. If there is nothing
// to scan, the result is true, and the worker is to end the cycle, or to let others have its share:
// it may wait behind goroutines that never do.
static bool gcassist(uintptr size)
{
	enum { most = 256 << 10 };
	int64 n;
	while (writeBarrier.needed && (n = assistdebt(size)) > 0) {
		if (n > most)
			n = most;
		systemstack(drainsome, &n);
		bool waits = RELAXED(bgMark.waits);
		if (waits || RELAXED(getg()->preempt) || timerisdue())
			Gosched();
		if (n == 0)
			return true;
	}
	return false;
}

// go: mgcmark.go#gcParkAssist [adapted] marks, too; waits only if the heap is too large, as GC does
// Marking has fallen behind: the worker has not got a processor, or has little to mark and much is
// allocated. Whoever allocates a large object waits also when nothing is left to mark: then the
// cycle need not keep the object (D190). The worker, which allocates its timer, must not wait for
// itself.
void gcParkAssist(uintptr size)
{
	m *mp = acquirem();
	bool may = getg() != mp->g0 && getg() != bgMark.g && mp->locks == 1 && mp->preemptoff.len == 0;
	releasem(mp);
	if (!may)
		return;
	// mo: seq_cst loads; the cycle is over if it is not the one that we found.
	uint32 n = atomic_Load(&work.cycles);
	while (size != 0 && writeBarrier.enabled && !writeBarrier.needed)
		Gosched(); // there is no snapshot yet
	bool marked = gcassist(size);
	if (writeBarrier.enabled &&
	    ((marked && size != 0) || atomic_Load64(&memstats.heap_live) > cycle.limit))
		gcWaitOnMark(n);
}

// go: mgc.go#gcSweep [adapted] the caches are empty
// World stopped, after gcMark: makes every span in use unswept. block: and sweeps them.
static void gcSweep(bool block)
{
	lock(&mheap_.lock);
	mheap_.sweepgen += 2;
	mheap_.sweepdone = 0;
	mheap_.sweepSpans = (spanlist){mheap_.allspans.array, mheap_.allspans.len};
	mheap_.sweepIndex = 0;
	mheap_.pagesSwept = 0;
	mheap_.sweepArenas.array = mheap_.allArenas.array;
	mheap_.sweepArenas.len = mheap_.allArenas.len;
	mheap_.reclaimIndex = 0;
	mheap_.reclaimCredit = 0;
	unlock(&mheap_.lock);
	for (intgo i = 0; i < allp.len; i++)
		if (allp.array[i]->mcache != nil)
			allp.array[i]->mcache->flushGen = mheap_.sweepgen;
	if (block) {
		while (sweepone() != ~(uintptr)0)
			sweep.npausesweep++;
		return;
	}
	lock(&sweep.lock);
	if (sweep.parked) {
		sweep.parked = false;
		ready(sweep.g, 0, true);
	}
	unlock(&sweep.lock);
}

// go: mgc.go#gcResetMarkState [adapted] goroutines have no state, and spans no marks
static void gcResetMarkState(void)
{
	lock(&mheap_.lock); // an M in a system call may add an arena
	for (intgo i = 0; i < mheap_.allArenas.len; i++) {
		heapArena *ha = mheap_.arenas[0][mheap_.allArenas.array[i]];
		memclrNoHeapPointers(ha->pageMarks, sizeof ha->pageMarks);
	}
	unlock(&mheap_.lock);
	work.bytesMarked = 0;
}

// go: mgc.go#sync_runtime_registerPoolCleanup
void sync_runtime_registerPoolCleanup(funcval *f) { poolcleanup = f; }

// go: mgc.go#clearpools [adapted] droplists is apart, as each snapshot calls it
void clearpools(void)
{
	if (poolcleanup != nil)
		callfn(void (*)(void), poolcleanup);
}

// go: mgc.go#itoaDiv
// val/10^dec as text at the end of buf.
static String itoaDiv(byte *buf, intgo len, uint64 val, intgo dec)
{
	intgo i = len;
	for (intgo n = 0; val != 0 || n <= dec; n++) {
		if (n == dec && dec > 0)
			buf[--i] = '.';
		buf[--i] = (byte)('0' + val % 10);
		val /= 10;
	}
	return (String){buf + i, len - i};
}

// go: mgc.go#fmtNSAsMS
// ns in milliseconds with two significant digits, at most three decimals; whole from 10 ms on.
static String fmtNSAsMS(byte *buf, intgo len, uint64 ns)
{
	if (ns >= 10000000)
		return itoaDiv(buf, len, ns / 1000000, 0);
	uint64 x = ns / 1000;
	if (x == 0)
		return STR("0");
	intgo dec = 3;
	for (; x >= 100; x /= 10)
		dec--;
	return itoaDiv(buf, len, x, dec);
}
