// What the runtime calls of the collector, with the contract of each. The collector stops the world
// for a whole cycle, so the phase, the write barrier and the work of goroutines during a cycle are
// constants and empty inlines here: a concurrent collector would make variables and functions of
// them, and nothing in the scheduler would change.
//
// What is found, and thus stays, are objects to which a pointer leads, also one into the middle,
// from: data and bss, but for noptrbss; stacks and registers of goroutines; the fields of Gs and Ps
// that the table in mgcmark.c names; finalizers; other such objects. NOT from the stacks of g0 and
// gsignal, from records of Ms, from thread-local variables, from persistent memory, or from malloc.
// So code on g0 must not hold the only pointer to an object where it can lose its P (releasep,
// stopm). Memory that the runtime allocates for pointers is of type anypointers, or another that
// tells of them. Who may be running while the world is stopped, and the rules that make that safe,
// are at the head of mgc.c.
//
// `gort build --gc=stubs` links the files beside this one, which do nothing, in place of those of
// runtime/: mgc.c, mgcmark.c, mgcsweep.c and mfinal.c. A collector of your own is linked the same
// way: an object before libgort.a that defines all that is not inline here.
//
// Where a function may run:
//	U   a user goroutine, may park
//	0   g0
//	N   any stack; does not block, allocate or get preempted
// Included in the middle of runtime2.h: p holds gcWork and wbBuf by value.
#pragma once

#include "go_types.h"

// go: mgcwork.go#gcWork [stub] no marking
typedef struct gcWork {
	uint64 bytesMarked;
} gcWork;

// go: mwbbuf.go#wbBuf [stub] no write barrier
typedef struct wbBuf {
	uintptr next;
} wbBuf;

// go: mgc.go#gcMarkWorkerMode
typedef intgo gcMarkWorkerMode;
enum { gcMarkWorkerDedicatedMode, gcMarkWorkerFractionalMode, gcMarkWorkerIdleMode };

// The phase of the cycle, as others see it: a cycle begins and ends with the world stopped.
enum { _GCoff, _GCmark, _GCmarktermination, gcphase = _GCoff };

// 1 while there is mark work that goroutines (assists) and idle Ms may do: never.
enum { gcBlackenEnabled = 0 };

// Compiled code tests the first 32 bits before each store of a pointer. Written with the world
// stopped.
hidden extern struct writeBarrier {
	bool   enabled;
	byte   pad[3];
	bool   needed;
	bool   cgo;
	uint64 alignme;
} writeBarrier GOSYM(writeBarrier);

// GOGC; -1 is off. Under the heap lock.
hidden extern int32 gcpercent GOSYM(gcpercent);

// go: mgc.go#gcTriggerKind
typedef intgo gcTriggerKind;
enum {
	gcTriggerHeap,  // the heap reached memstats.gc_trigger
	gcTriggerTime,  // now is more than forcegcperiod after the last cycle
	gcTriggerCycle, // cycle n has not begun
};

// go: mgc.go#gcTrigger
typedef struct gcTrigger {
	gcTriggerKind kind;
	int64  now; // gcTriggerTime
	uint32 n;   // gcTriggerCycle
} gcTrigger;

// mgc.go: cycles

// 0, once, after mallocinit and before the first P: sets the pacing, so that next_gc is defined;
// reads GOGC.
hidden void gcinit(void) GOSYM(gcinit);
// U, main: starts bgsweep and bgscavenge, returns when both run. From here on cycles may start.
hidden void gcenable(void) GOSYM(gcenable);
// GOGC as a number: 100 if unset, -1 for off.
hidden int32 readgogc(void) GOSYM(readgogc);
// U, or 0 at start-up: returns the old value; negative is off. After a return from off no mark
// phase is running.
hidden int32 setGCPercent(int32 in) GOSYM(setGCPercent);
// Holds the heap lock, or the world is stopped: sets the goal and the trigger for the next cycle.
hidden void gcSetTriggerRatio(float64 triggerRatio) GOSYM(gcSetTriggerRatio);
// N: cheap, racy; false while panicking or in a cycle.
hidden bool gcTrigger_test(gcTrigger t) GOSYM(gcTrigger.test);
// U, in mallocgc, which is done: starts a cycle if the heap is large enough.
hidden void helpgc(void) GOSYM(helpgc);
// U; elsewhere (g0, m.locks, m.preemptoff) it returns without effect. Starts a cycle if the trigger
// still holds.
hidden void gcStart(gcTrigger trigger) GOSYM(gcStart);
// U: gcStart of cycle n, with a stack check; for GC.
hidden void startcycle(uint32 n) GOSYM(startcycle);
// U: one whole cycle that began after the call. Several callers may share one. What it found
// unreachable is free, finalizers are queued.
hidden void GC(void) GOSYM(GC);
// U: parks until cycle n is over.
hidden void gcWaitOnMark(uint32 n) GOSYM(gcWaitOnMark);
// World stopped, by the goroutine that stopped it: empties the caches whose objects a cycle may
// free. The pool cleanup must not allocate or block.
hidden void clearpools(void) GOSYM(clearpools);
// sync's init: f (a func()) is called by each clearpools.
hidden void sync_runtime_registerPoolCleanup(struct funcval *f) GOSYM(sync_runtime_registerPoolCleanup);

// mgc.go: mark workers. All four are reached only while gcBlackenEnabled.

// 0, N, with a P or nil: is there mark work that an idle P could do?
static inline bool gcMarkWorkAvailable(struct p *pp) { return false; }
// 0, P held, no locks: pp's worker, made runnable and on no queue, or nil.
hidden struct g *gcController_findRunnableGCWorker(struct p *pp) GOSYM(gcControllerState.findRunnableGCWorker);
// N: the heap changed; set the assist ratio anew.
static inline void gcController_revise(void) {}
// U, m.mallocing not yet set: pays gp's debt; may park.
static inline void gcAssistAlloc(struct g *gp) {}

// mgcmark.go

// N, in mallocgc, gcphase != _GCoff: the object is black; it is zero or not yet published.
static inline void gcmarknewobject(uintptr obj, uintptr size, uintptr scanSize) {}
// 0, world stopped, mcaches flushed: sets the mark bits of all that can be reached. Returns how
// many bytes of stacks and variables it looked through.
hidden uint64 gcMark(int64 start_time) GOSYM(gcMark);

// mgcsweep.go

// A goroutine; says on c, a chan int of capacity 2, that it runs.
hidden void bgsweep(void *c) GOSYM(bgsweep);
// N: sweeps one span; pages freed, or all ones when nothing is left.
static inline uintptr sweepone(void) { return ~(uintptr)0; }
// N: is every span swept?
static inline bool isSweepDone(void) { return true; }
// N, m.locks > 0: sees that the span is swept.
static inline void mspan_ensureSwept(struct mspan *s) {}
// 0, world stopped: frees what is not marked; true if the span went back to the heap.
hidden bool mspan_sweep(struct mspan *s) GOSYM(mspan.sweep);
// 0, world stopped, all is marked: sweeps all spans. Returns the bytes that are in use.
hidden uint64 gcSweep(void) GOSYM(gcSweep);
// N, no heap or central lock held: may sweep other spans, so that sweeping keeps ahead of
// allocation.
static inline void deductSweepCredit(uintptr spanBytes, uintptr callerSweepPages) {}

// N: overwrites memory that was freed.
hidden void clobberfree(void *x, uintptr size) GOSYM(clobberfree);

// mbitmap.go

// N, in mallocgc, before the publication barrier: notes where x holds pointers.
static inline void heapBitsSetType(uintptr x, uintptr size, uintptr dataSize, const struct _type *typ) {}
// N: a span gets objects of its size class.
static inline void heapBits_initSpan(struct mspan *s) {}
// N, writeBarrier.needed, before the raw copy of size bytes; all word-aligned.
static inline void bulkBarrierPreWrite(uintptr dst, uintptr src, uintptr size) {}
static inline void bulkBarrierPreWriteSrcOnly(uintptr dst, uintptr src, uintptr size) {}
static inline void bulkBarrierBitmap(uintptr dst, uintptr src, uintptr size, uintptr maskOffset, const uint8 *bits) {}
static inline void typeBitsBulkBarrier(const struct _type *typ, uintptr dst, uintptr src, uintptr size) {}

// mgcwork.go, mwbbuf.go: world stopped, or own P. After dispose the P holds no collector work.

static inline void gcWork_dispose(gcWork *w) {}
static inline void wbBuf_reset(wbBuf *b) { b->next = 0; }
static inline void wbBufFlush1(struct p *pp) {}

// mfinal.go

// The finalizer goroutine, nil before the first SetFinalizer. Under finlock; the two flags are
// peeked at without.
hidden extern struct g *fing GOSYM(fing);
hidden extern bool fingwait GOSYM(fingwait);       // it is parked
hidden extern bool fingwake GOSYM(fingwake);       // there is work for it
hidden extern bool fingRunning GOSYM(fingRunning); // it runs a finalizer: counts as a user goroutine
// 0, world stopped: the finalizer goroutine is to call fn(p), p being of type ot and the parameter
// of type fint.
hidden void queuefinalizer(void *p, struct funcval *fn, uintptr nret, struct _type *fint, struct ptrtype *ot) GOSYM(queuefinalizer);
// World stopped: calls f(base, bytes) for the memory that holds the queue.
hidden void scanfinq(void (*f)(uintptr b, uintptr n)) GOSYM(scanfinq);
// U: finalizer(obj) is to run when obj is unreachable; a nil finalizer takes it off.
hidden void SetFinalizer(eface obj, eface finalizer) GOSYM(SetFinalizer);
// U: starts the goroutine, once.
hidden void createfing(void) GOSYM(createfing);
// 0, P held: hands out fing, which is waiting, at most once a wake-up; else nil.
hidden struct g *wakefing(void) GOSYM(wakefing);
