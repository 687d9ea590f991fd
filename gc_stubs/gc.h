// The seam between runtime and collector: everything that the runtime calls of the collector, with
// its contract.
//
// Our collector marks while goroutines run, if all of the program's code has write barriers, and
// otherwise with the world stopped. It has one worker, an ordinary goroutine; so gcBlackenEnabled
// and what concerns Go's workers are constants and empty inline functions here.
//
// The collector keeps an object if a pointer to it, or into its middle, is in
//	- data or bss, except noptrbss, and except .data.rel.ro, which holds constants (D187);
//	- the stack or the registers of a goroutine;
//	- a field of a G or P that the table in mgcmark.c names;
//	- a finalizer;
//	- another object that it keeps.
// It does NOT look at the stacks of g0 and gsignal, records of Ms, thread-local variables,
// persistent memory, or memory from malloc. So code on g0 must not hold the only pointer to an
// object at a place where it can lose its P (releasep, stopm). When the runtime allocates memory
// for pointers, it gives the type anypointers, or another type that says where the pointers are.
// The head of mgc.c says who may be running while the world is stopped, and why that is safe.
//
// `gort build --gc=stubs` links the C files beside this one, which do nothing, in place of
// runtime/mgc.c, mgcmark.c, mgcsweep.c and mfinal.c. `gort build --gc=FILE.a` links a collector of
// your own: an archive that defines everything declared here and not inline. It is compiled as
// these files are, with the runtime's headers and without stack checks, and says that it does with
// the room that our segments leave: objcopy --add-section=.note.GNU-split-stack=/dev/null FILE.a.
//
// Where a function may run:
//	U   a user goroutine, may park
//	0   g0
//	N   any stack; it does not block, does not allocate and is not preempted
//
// runtime2.h includes this file in its middle, since p holds gcWork and wbBuf by value.
#pragma once

#include "go_types.h"

typedef struct workbuf workbuf;

// go: mgcwork.go#gcWork [partial] scanWork decides only when to share
// A marker's work: objects that are marked and still to be scanned (mgcwork.c).
typedef struct gcWork {
	workbuf *wbuf1, *wbuf2; // both nil, or neither; wbuf1 is used first
	uint64   bytesMarked;   // of objects that we marked
	int64    scanWork;      // bytes scanned
	int64    checkWork;     // Not in Go: at so many it looks whether to share its work, or to stop
	int64    limit;         // Not in Go: at so many it stops, if goroutines run
} gcWork;

enum { wbBufEntries = 256 };

// go: mwbbuf.go#wbBuf [adapted] the overwritten pointers only
typedef struct wbBuf {
	uintptr next; // how many there are
	uintptr buf[wbBufEntries];
} wbBuf;

// go: mgc.go#gcMarkWorkerMode
typedef intgo gcMarkWorkerMode;
enum { gcMarkWorkerDedicatedMode, gcMarkWorkerFractionalMode, gcMarkWorkerIdleMode };

// The phase of the cycle as goroutines see it; set off with the world stopped. While it is off,
// whoever is preempted is stale (mgc.c).
enum { _GCoff, _GCmark, _GCmarktermination };
hidden extern uint32 gcphase GOSYM(gcphase);

// 1 while idle Ms may do mark work: never. No program executes the branches that test it.
enum { gcBlackenEnabled = 0 };

// Written with the world stopped, but for enabled, which is set before. Compiled code tests the
// first 32 bits before each store of a pointer. While needed is set, whoever overwrites a pointer
// in the heap, or in a variable of the program, calls wbshade before, and cannot be preempted
// between the test of it and the store.
hidden extern struct writeBarrier {
	bool   enabled;
	byte   pad[3];
	bool   needed;
	bool   cgo;
	uint64 alignme;
} writeBarrier GOSYM(writeBarrier);

// GOGC; -1 is off. Protected by the heap lock.
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
	int64   now;  // gcTriggerTime
	uint32  n;    // gcTriggerCycle
	uintptr size; // Not in Go: gcTriggerHeap: of the object that is about to be allocated, or 0
} gcTrigger;

// mgc.go: cycles

// 0, once, after mallocinit and before the first P: reads GOGC and sets the pacing, so that next_gc
// is defined.
hidden void gcinit(void) GOSYM(gcinit);
// U, the main goroutine: starts bgsweep and bgscavenge, and returns when both run. From then on
// cycles may start.
hidden void gcenable(void) GOSYM(gcenable);
// GOGC as a number: 100 if unset, -1 for off.
hidden int32 readgogc(void) GOSYM(readgogc);
// U, or 0 at start-up: sets GOGC, negative for off, and returns the old value. A call that turns
// the collector off waits for a cycle that is running.
hidden int32 setGCPercent(int32 in) GOSYM(setGCPercent);
// Holds the heap lock, or the world is stopped: sets the goal and the trigger for the next cycle.
hidden void gcSetTriggerRatio(float64 triggerRatio) GOSYM(gcSetTriggerRatio);
// N: should a cycle start? A cheap test without a lock; false while panicking or in a cycle.
hidden bool gcTrigger_test(gcTrigger t) GOSYM(gcTrigger.test);
// U, in mallocgc: starts a cycle if the heap is large enough. size: of the large object that
// mallocgc is about to allocate; 0 at its end.
hidden void helpgc(uintptr size) GOSYM(helpgc);
// U: starts a cycle if the trigger still holds. On g0, with locks held or with m.preemptoff set it
// returns without effect.
hidden void gcStart(gcTrigger trigger) GOSYM(gcStart);
// U: gcStart of cycle n, with a stack check; for GC.
hidden void startcycle(uint32 n) GOSYM(startcycle);
// U: returns after a whole cycle that began after the call; several callers may share one. Objects
// that were unreachable are free then, or their finalizers are queued.
hidden void GC(void) GOSYM(GC);
// U: marks, if marking is behind, or would be after size bytes more. Parks until the cycle is over,
// if the heap has grown beyond the limit of the cycle; or if size is not 0, marking is behind, and
// there is nothing to mark. As gcStart.
hidden void gcParkAssist(uintptr size) GOSYM(gcParkAssist);
// U: parks until cycle n is over.
hidden void gcWaitOnMark(uint32 n) GOSYM(gcWaitOnMark);
// World stopped, called by the goroutine that stopped it: empties the caches whose objects a cycle
// may free. The function that sync registered must not allocate or block.
hidden void clearpools(void) GOSYM(clearpools);
// sync's init: f (a func()) is called by each clearpools.
hidden void sync_runtime_registerPoolCleanup(struct funcval *f)
	GOSYM(sync_runtime_registerPoolCleanup);

// mgc.go: mark workers. Called only while gcBlackenEnabled, thus never.

// 0, N, with a P or nil: is there mark work that an idle P could do?
static inline bool gcMarkWorkAvailable(struct p *pp) { return false; }
// 0, P held, no locks: pp's worker, made runnable and on no queue, or nil.
hidden struct g *gcController_findRunnableGCWorker(struct p *pp)
	GOSYM(gcControllerState.findRunnableGCWorker);
// N: the heap has changed; computes the assist ratio anew.
static inline void gcController_revise(void) {}
// U, before m.mallocing is set: gp does the mark work it owes; may park.
static inline void gcAssistAlloc(struct g *gp) {}

// mgcmark.go

// N, in mallocgc while writeBarrier.enabled: marks the object, of size bytes in its span. The first
// dataSize bytes are of type typ, or several of it.
hidden void gcmarknewobject(uintptr obj, uintptr size, uintptr dataSize, const struct _type *typ)
	GOSYM(gcmarknewobject);
// N, with GODEBUG=gccheckmark=1: notes where the object at obj holds no pointers.
hidden void notpointers(uintptr obj, uintptr size, const struct _type *typ) GOSYM(notpointers);
// 0, with a P and no lock, while writeBarrier.needed: scans gp, which the M is about to run, unless
// it has been scanned in this cycle.
hidden void scanbeforerun(struct g *gp) GOSYM(scanbeforerun);
// 0, no P: stopm calls it when the M was woken with m.helpgc. Helps to mark, and puts the M on the
// idle list again. The world stays stopped until then.
hidden void gchelper(void) GOSYM(gchelper);

// mgcsweep.go

// The sweeper's goroutine. Sends on c, a chan int of capacity 2, when it runs.
hidden void bgsweep(void *c) GOSYM(bgsweep);
// N, P held: sweeps one span and returns the number of pages freed; all ones when no span is left
// that nobody has claimed.
hidden uintptr sweepone(void) GOSYM(sweepone);
// N: has every unswept span been claimed?
hidden bool isSweepDone(void) GOSYM(isSweepDone);
// 0, P held: sweeps the span, or waits until it is swept.
hidden void mspan_ensureSwept(struct mspan *s) GOSYM(mspan.ensureSwept);
// 0, P held, no heap or central lock held; the caller has claimed s (mspan_claim): frees the
// objects of s that are not marked; true if the span went back to the heap. preserve: it stays, in
// the list in which it is.
hidden bool mspan_sweep(struct mspan *s, bool preserve) GOSYM(mspan.sweep);
// 0, P held, no heap or central lock held: may sweep other spans, so that sweeping keeps ahead of
// allocation.
hidden void deductSweepCredit(uintptr spanBytes, uintptr callerSweepPages) GOSYM(deductSweepCredit);

// N: overwrites freed memory, for GODEBUG=clobberfree=1.
hidden void clobberfree(void *x, uintptr size) GOSYM(clobberfree);

// mbitmap.go

// N, in mallocgc, before the publication barrier: notes where the object at x holds pointers.
static inline void heapBitsSetType(uintptr x, uintptr size, uintptr dataSize,
                                   const struct _type *typ) {}
// N: the span is new, and its objects will be of its size class.
static inline void heapBits_initSpan(struct mspan *s) {}
// N, while writeBarrier.needed, before size bytes are copied; all arguments are multiples of a
// word.
hidden void bulkBarrierPreWrite(uintptr dst, uintptr src, uintptr size) GOSYM(bulkBarrierPreWrite);
static inline void bulkBarrierPreWriteSrcOnly(uintptr dst, uintptr src, uintptr size) {}
static inline void bulkBarrierBitmap(uintptr dst, uintptr src, uintptr size, uintptr maskOffset,
                                     const uint8 *bits) {}
static inline void typeBitsBulkBarrier(const struct _type *typ, uintptr dst, uintptr src,
                                       uintptr size) {}
// N, P held: the object that old points to, if any, is marked.
hidden void wbBuf_put(uintptr old) GOSYM(wbBuf.put);
// N, P held: old is about to be overwritten in the heap.
static nosplit inline void wbshade(const void *old)
{
	if (__builtin_expect(writeBarrier.needed, false))
		wbBuf_put((uintptr)old);
}

// mgcwork.go, mwbbuf.go: world stopped, or the caller holds the P. After dispose the P holds no
// collector work.

static inline void wbBuf_reset(wbBuf *b) { b->next = 0; }
// 0: marks what is in pp's buffer.
hidden void wbBufFlush1(struct p *pp) GOSYM(wbBufFlush1);

// mfinal.go

// The finalizer goroutine, nil before the first SetFinalizer. finlock protects fing, fingwait and
// fingwake; the scheduler peeks at the two flags without it.
hidden extern struct g *fing GOSYM(fing);
hidden extern bool fingwait GOSYM(fingwait);       // it is parked
hidden extern bool fingwake GOSYM(fingwake);       // there is work for it
// It runs a finalizer and counts as a user goroutine.
hidden extern bool fingRunning GOSYM(fingRunning);
// 0, with no lock held before which finlock is taken: the finalizer goroutine will call fn(p). p is
// of type ot, fn's parameter of type fint; the results have nret bytes.
hidden void queuefinalizer(void *p, struct funcval *fn, uintptr nret, struct _type *fint,
                           struct ptrtype *ot) GOSYM(queuefinalizer);
// World stopped: calls f(base, bytes, arg) for the memory that holds the queue.
hidden void scanfinq(void (*f)(uintptr b, uintptr n, void *arg), void *arg) GOSYM(scanfinq);
// U: finalizer(obj) will run when obj is unreachable; a nil finalizer removes the present one.
hidden void SetFinalizer(eface obj, eface finalizer) GOSYM(SetFinalizer);
// U: starts the finalizer goroutine, unless a call before has.
hidden void createfing(void) GOSYM(createfing);
// 0, P held: fing, if it is parked and has work; each wake-up returns it once. Otherwise nil.
hidden struct g *wakefing(void) GOSYM(wakefing);
// World stopped: calls callback with each finalizer that is queued, for heap dumps.
hidden void iterate_finq(void (*callback)(struct funcval *, void *, uintptr, struct _type *,
                                          struct ptrtype *)) GOSYM(iterate_finq);
