// The collector: when a cycle begins, and what it consists of.
//
// A cycle stops the world; empties the mcaches, so that every span tells what is allocated in it;
// marks what the program can reach (mgcmark.c); frees the rest (mgcsweep.c); sets the size of the
// heap at which the next cycle begins; and starts the world. It runs on g0 of the goroutine that
// started it: the one whose allocation made the heap that large, a caller of GC, or forcegchelper
// when there was no cycle for two minutes.
//
// # Who is not stopped
//
// The world is stopped when every P is in _Pgcstop. That stops what needs a P, and nothing else:
//
//	actor               may do while the world is stopped                          safe by
//	stopper, collector  all that a holder of a P may, for all Ps: mcaches, run     W1
//	                    queues, free lists, mark bits, spans in use
//	holder of a P,      nothing: each has put its P down, at a safe point          W1, W5
//	  thief
//	M in a system call  run C code; push and pop frames above syscallsp, and       W2, W3, W4
//	                    enter and leave stack segments there: take and give back
//	                    manual spans, under the heap's lock
//	M back from one     make its own G _Grunnable and put it on the global queue,  W4, W5
//	                    under sched.lock; then sleep
//	sysmon              look at timer heaps under their locks, at Ps' statuses     W6
//	                    and ticks; poll, and put Gs on the global queue            W5
//	poller              come back from epoll_wait, put the Gs that it found on     W5, W6
//	                    the global queue, and sleep
//	template thread     clone a thread for an M that is listed already             W7
//	signal handler      touch its own M and gsignal, and the atomics of sigqueue   W7
//	thread being born   set itself up on g0; it waits for its nextp's turn, since  W7
//	                    that P counts as running until it stops
//	thread dying        after it put its P down: count itself as gone, exit        W7
//
// While the world is being stopped, holders of Ps still do everything; the stopper has only
// sched.lock, and takes Ps in system calls by CAS and idle ones from the list. Nothing is read
// before the last P stopped.
//
// The rules, which comments cite:
//
//	W1  Objects are allocated, and spans in use are made, swept and freed, by a holder of a P
//	    only. So the set of spans in use, and what is in them, stands still.
//	W2  An M without a P makes and frees manual spans (stacks) only, under the heap's lock. A
//	    record of a span goes from mSpanDead to mSpanManual and back then; it is never seen as
//	    in use.
//	W3  mheap_.allspans and allArenas are read under the heap's lock, or from a copy of the
//	    array's address and length that was made under it: entries do not change, and old arrays
//	    stay.
//	W4  From entersyscall to the end of exitsyscall, syscallsp, syscallpc, syscallregs,
//	    syscallseg and the stack from syscallsp downwards stay as they are; g.sched, g.stack and
//	    g.stackseg do not.
//	W5  A status is read once. Without a P only these change: _Gsyscall to _Grunnable, by the M
//	    of that G, after g.sched tells where it stands; _Gwaiting to _Grunnable, by a poller.
//	    Either G then stands still until it gets a P.
//	W6  Timer heaps, sched's lists and netpoll's results are changed under their locks, or by
//	    CAS, and hold Gs and timers that a root leads to anyway.
//	W7  Records of Gs, Ms and Ps lie off the heap. What a record that is not in use points to is
//	    marked by nobody, so it is nil: p_destroy, goexit0 and mexit see to that (table in
//	    mgcmark.c).
//	W8  Stacks of g0 and gsignal are no roots. Code on g0 must not hold the only pointer to an
//	    object where it can lose its P.
//	W9  Registers of a thread in a system call are no roots but those that entersyscall noted. A
//	    pointer that C code takes over between the two calls must stay reachable elsewhere until
//	    gort_exitsyscall returns; once its goroutine waits for a P, its stack and registers are
//	    roots again.
//	W10 A walk of a stack of another goroutine begins at syscallsp while that is not 0, with
//	    syscallregs, else at g.sched; in both cases within the part that W4 and W5 say stays.
#include "runtime.h"

enum {
	defaultHeapMinimum = 4 << 20,
	sweepMinHeapDistance = 1 << 20,
};

static uint64 heapminimum GOSYM(heapminimum) = defaultHeapMinimum; // the least trigger; defaultHeapMinimum × GOGC/100

int32 gcpercent;

__typeof__(writeBarrier) writeBarrier;

// What the cycles share.
static struct {
	// Held from gcTrigger_test to the end of the cycle.
	uint32 startSema;
	uint32 cycles; // cycles begun; atomic, written with the world stopped
	uint64 roots;  // bytes of stacks and variables that the last one looked through
	int64  totaltime; // processor time that they took, ns

	// Goroutines that wait for the end of a cycle.
	struct {
		mutex lock;
		gList list;
	} sweepWaiters;
} work GOSYM(work);

static funcval *poolcleanup GOSYM(poolcleanup);

// go: mgc.go#gcinit [partial] no work buffers
void gcinit(void)
{
	mheap_.sweepdone = 1;
	memstats.triggerRatio = 7 / 8.0;
	// As if a cycle had marked what gives the first trigger at heapminimum.
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
	static _type chanelem = {.size = 8, .align = 8, .fieldAlign = 8, .kind = kindInt, .tflag = tflagRegularMemory};
	static chantype chanint = {.typ = {.size = 8, .kind = kindChan | kindDirectIface}, .elem = &chanelem, .dir = 3};

	// Both are started before either is waited for, and each says by itself that it runs: the order
	// of the first switches shows in traces.
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
	// The goal has moved.
	wakeScavenger();
	if (in < 0) {
		// mo: seq_cst load; a cycle that has begun before is what we wait for.
		gcWaitOnMark(atomic_Load(&work.cycles));
	}
	return percent;
}

// go: mgc.go#gcControllerState.findRunnableGCWorker [stub] there are no workers
g *gcController_findRunnableGCWorker(p *pp) { throw("gcControllerState.findRunnable: blackening not enabled"); }

// go: mgc.go#gcSetTriggerRatio [adapted] counts stacks and variables beside the heap, as Go does since 1.18; no sweep pacing
// Else a program with many goroutines and few objects would do little but look through their
// stacks.
void gcSetTriggerRatio(float64 triggerRatio)
{
	uint64 goal = ~(uint64)0, trigger = ~(uint64)0;
	if (gcpercent >= 0) {
		float64 scale = (float64)gcpercent / 100;
		uint64 looked = memstats.heap_marked + work.roots;
		goal = memstats.heap_marked + looked * (uint64)gcpercent / 100;
		// Between the two the collector has time to work, but not for ever.
		if (triggerRatio < 0.6 * scale)
			triggerRatio = 0.6 * scale;
		if (triggerRatio > 0.95 * scale)
			triggerRatio = 0.95 * scale;
		trigger = memstats.heap_marked + (uint64)((float64)looked * triggerRatio);
		if (trigger < heapminimum)
			trigger = heapminimum;
		// What Go leaves to the program until all is swept. Here nothing is left to sweep, but a
		// cycle still must not pay for less.
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
	gcPaceScavenger();
}

// go: mgc.go#GC [partial] nothing is left to sweep after a cycle
void GC(void)
{
	// A cycle that has begun may have passed what the caller wants collected: wait for it, then for
	// one more.
	// mo: seq_cst load; what the caller did before comes before the cycle n+1.
	uint32 n = atomic_Load(&work.cycles);
	gcWaitOnMark(n);
	startcycle(n + 1);
	gcWaitOnMark(n + 1);
}

// go: mgc.go#gcWaitOnMark
void gcWaitOnMark(uint32 n)
{
	for (;;) {
		lock(&work.sweepWaiters.lock);
		// Begun, thus marked: a cycle begins and ends with the world stopped.
		// mo: seq_cst load; written with the world stopped.
		uint32 marked = atomic_Load(&work.cycles) + (gcphase != _GCmark);
		if (marked > n) {
			unlock(&work.sweepWaiters.lock);
			return;
		}
		gList_push(&work.sweepWaiters.list, getg());
		goparkunlock(&work.sweepWaiters.lock, waitReasonWaitForGCCycle, 0, 1);
	}
}

// go: mgc.go#gcTrigger.test
bool gcTrigger_test(gcTrigger t)
{
	if (!memstats.enablegc || RELAXED(panicking) != 0 || gcphase != _GCoff)
		return false;
	switch (t.kind) {
	case gcTriggerHeap:
		return RELAXED(memstats.heap_live) >= RELAXED(memstats.gc_trigger);
	case gcTriggerTime:;
		// Between two collections, if the heap does not ask for one.
		// mo: seq_cst load; written with the world stopped.
		int64 last = (int64)atomic_Load64(&memstats.last_gc_nanotime);
		return gcpercent >= 0 && last != 0 && t.now - last > forcegcperiod;
	case gcTriggerCycle:
		// mo: seq_cst load; the difference survives a wrap.
		return (int32)(t.n - atomic_Load(&work.cycles)) > 0;
	}
	return true;
}

// The cycle that is under way; who holds worldsema for it writes here.
static struct {
	bool   forced;     // by a call of GC
	int32  procs;      // Ps that were stopped
	int64  tSweepTerm; // before the stop
	int64  tMark;      // the world is stopped
	int64  tEnd;       // swept
	uint64 heap0;      // bytes on the heap before …
	uint64 goal;       // … when this many were allowed
} cycle;

static void gcMarkTermination(void *unused);
static String itoaDiv(byte *buf, intgo len, uint64 val, intgo dec);
static String fmtNSAsMS(byte *buf, intgo len, uint64 ns);

// go: mgc.go#gcStart [adapted] the whole cycle, with the world stopped throughout
void gcStart(gcTrigger trigger)
{
	// All callee-saved registers into our frame, where scanstack finds what our callers keep in
	// them.
	__builtin_unwind_init();
	// Where a cycle is not possible, another caller will start it.
	m *mp = acquirem();
	if (getg() == mp->g0 || mp->locks > 1 || mp->preemptoff.len != 0) {
		releasem(mp);
		return;
	}
	releasem(mp);

	// One goroutine passes; whoever comes behind finds that the cycle has begun.
	semacquire(&work.startSema);
	if (!gcTrigger_test(trigger)) {
		semrelease(&work.startSema);
		return;
	}
	semacquire(&worldsema);
	cycle.forced = trigger.kind == gcTriggerCycle;
	cycle.procs = gomaxprocs;
	// Unpreemptible with the world stopped, or we would wait for ourselves.
	getg()->m->preemptoff = STR("gcing");
	cycle.tSweepTerm = nanotime();
	systemstack((void (*)(void *))stopTheWorldWithSema, nil);
	cycle.tMark = nanotime();
	clearpools();
	// mo: seq_cst store; pairs with the loads in GC and gcWaitOnMark.
	atomic_Store(&work.cycles, work.cycles + 1);
	systemstack(gcMarkTermination, nil);
	getg()->m->preemptoff = STR("");
	// The goal has moved.
	wakeScavenger();
	bool forced = cycle.forced;
	semrelease(&worldsema);
	semrelease(&work.startSema);
	// Those who waited, and those who were stopped, come first.
	if (forced)
		Gosched();
}

// go: none — the line of GODEBUG=gctrace=1, on g0
static void printgctrace(void)
{
	byte sbuf[24];
	uint64 stw = (uint64)(cycle.tMark - cycle.tSweepTerm), term = (uint64)(cycle.tEnd - cycle.tMark);
	printlock();
	print("gc ", memstats.numgc, " @", itoaDiv(sbuf, sizeof sbuf, (uint64)(cycle.tSweepTerm - runtimeInitTime) / 1000000, 3), "s ",
	      (int64)(memstats.gc_cpu_fraction * 100), "%: ");
	print(fmtNSAsMS(sbuf, sizeof sbuf, stw), "+0+");
	print(fmtNSAsMS(sbuf, sizeof sbuf, term), " ms clock, ");
	print(fmtNSAsMS(sbuf, sizeof sbuf, stw * (uint64)cycle.procs), "+0/0/0+");
	print(fmtNSAsMS(sbuf, sizeof sbuf, term * (uint64)cycle.procs), " ms cpu, ", cycle.heap0 >> 20, "->", cycle.heap0 >> 20, "->", memstats.heap_marked >> 20,
	      " MB, ", cycle.goal >> 20, " MB goal, ", cycle.procs, " P");
	if (cycle.forced)
		print(" (forced)");
	print("\n");
	printunlock();
}

// go: mgc.go#gcMarkTermination [adapted] marks and sweeps here
// The work of a cycle and its end, on g0, with the world stopped: starts it.
static void gcMarkTermination(void *unused)
{
	flushallmcaches();

	cycle.heap0 = memstats.heap_live;
	cycle.goal = memstats.next_gc;
	work.roots = gcMark(cycle.tMark);
	memstats.last_next_gc = memstats.next_gc;
	memstats.last_heap_inuse = memstats.heap_inuse;
	memstats.heap_marked = gcSweep();
	if (mProf_Flush != nil)
		mProf_Flush();
	// mo: seq_cst store, as the additions of Ps, which are stopped.
	atomic_Store64(&memstats.heap_live, memstats.heap_marked);
	// Nothing is allocated during a cycle, so it can begin as late as a pacer would ever let it.
	lock(&mheap_.lock);
	gcSetTriggerRatio(0.95 * (float64)gcpercent / 100);
	unlock(&mheap_.lock);

	int32 nsec;
	int64 sec = walltime(&nsec);
	cycle.tEnd = nanotime();
	uint64 now = (uint64)sec * 1000000000 + (uint64)nsec, pause = (uint64)(cycle.tEnd - cycle.tSweepTerm);
	work.totaltime += (cycle.tEnd - cycle.tSweepTerm) * cycle.procs;
	memstats.gc_cpu_fraction = (float64)work.totaltime / (float64)(sched.totaltime + (cycle.tEnd - sched.procresizetime) * cycle.procs);
	// mo: seq_cst stores; read without stopping the world.
	atomic_Store64(&memstats.last_gc_nanotime, (uint64)cycle.tEnd);
	atomic_Store64(&memstats.last_gc_unix, now);
	memstats.pause_ns[memstats.numgc % nelem(memstats.pause_ns)] = pause;
	memstats.pause_end[memstats.numgc % nelem(memstats.pause_end)] = now;
	memstats.pause_total_ns += pause;
	if (recordpause != nil)
		recordpause((int64)pause);
	if (cycle.forced)
		memstats.numforcedgc++;
	freeStackSpans();

	lock(&work.sweepWaiters.lock);
	memstats.numgc++;
	injectglist(&work.sweepWaiters.list);
	unlock(&work.sweepWaiters.lock);

	startTheWorldWithSema(true);
	if (debug.gctrace > 0)
		printgctrace();
}

// go: mgc.go#sync_runtime_registerPoolCleanup
void sync_runtime_registerPoolCleanup(funcval *f) { poolcleanup = f; }

// go: mgc.go#clearpools
void clearpools(void)
{
	if (poolcleanup != nil)
		callfn(void (*)(void), poolcleanup);

	// What is dropped is taken apart: else one record that something still points to would keep all
	// behind it.
	lock(&sched.sudoglock);
	for (sudog *s = sched.sudogcache, *next; s != nil; s = next) {
		next = s->next;
		s->next = nil;
	}
	sched.sudogcache = nil;
	unlock(&sched.sudoglock);

	lock(&sched.deferlock);
	for (intgo i = 0; i < nelem(sched.deferpool); i++) {
		for (_defer *d = sched.deferpool[i], *next; d != nil; d = next) {
			next = d->link;
			d->link = nil;
		}
		RELAXED_SET(sched.deferpool[i], nil);
	}
	unlock(&sched.deferlock);
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
