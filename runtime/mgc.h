// What the files of the collector share. Nothing else of the runtime includes it.
#pragma once

#include "runtime.h"

// go: lfstack.go#lfstack
typedef uint64 lfstack;

enum {
	_WorkbufSize = 2048,
	workbufAlloc = 32 << 10, // bytes of a span that is cut into buffers
};

// go: mgcwork.go#workbufhdr
typedef struct workbufhdr {
	lfnode node; // must be first
	intgo  nobj;
} workbufhdr;

// go: mgcwork.go#workbuf
// Addresses of objects that are marked and still to be scanned.
struct workbuf {
	workbufhdr workbufhdr;
	uintptr    obj[(_WorkbufSize - sizeof(workbufhdr)) / sizeof(uintptr)];
};

// go: mgc.go#work [partial] for one worker
// What outlives a cycle, and what the markers of a cycle share.
hidden extern struct work {
	lfstack full;  // buffers with objects
	lfstack empty; // without
	byte    pad0[CacheLineSize];

	struct {
		mutex     lock;
		mSpanList busy; // the spans of all buffers
	} wbufSpans;

	// Set before others help:
	uint32 nproc;        // how many may mark, with the M that runs the cycle
	uint32 markrootJobs;
	uint32 snapshotJobs; // Not in Go: those of the snapshot
	uint32 scangen;      // Not in Go: g.scangen of goroutines that were scanned; even
	intgo  nCDataRoots, nCBSSRoots; // Not in Go: blocks of the runtime's variables
	intgo  nDataRoots, nBSSRoots, nStackRoots, nSpanRoots;
	int64  tstart;       // when the previous cycle stopped the world

	uint32 markrootNext; // the next root job; atomic
	uint64 bytesMarked;  // of objects that are marked; atomic
	uint64 roots;        // bytes of stacks and variables that were scanned; atomic
	// How many of nproc do not mark: they sleep, or there is no M for them. Written under
	// sched.lock.
	uint32 nwait;
	uint32 nsearch;      // Not in Go: how many look for a full buffer; atomic, a hint
	uint32 ndrain;       // Not in Go: how many mark while goroutines run; atomic, a hint
	bool   parallel;     // Not in Go: others may mark at the same time
	int64  scanWork;     // bytes of objects that were scanned; atomic

	// Held from gcTrigger_test to the end of the cycle.
	uint32 startSema;
	uint32 cycles; // cycles begun; atomic, written with the world stopped
	int64  totaltime; // processor time of all cycles, ns

	// Goroutines that wait for the end of a cycle.
	struct {
		mutex lock;
		gList list;
	} sweepWaiters;
} work GOSYM(work);

// go: mgcsweep.go#sweepdata [adapted] bgsweep starts the sweeper, which then counts as started
typedef struct sweepdata {
	mutex  lock;
	g     *g;
	bool   parked;      // protected by lock
	uint32 nbgsweep;    // spans swept in the background and by GC; about, as several may count
	uint32 npausesweep; // spans swept with the world stopped
} sweepdata;

hidden extern sweepdata sweep GOSYM(sweep);

// mgcmark.go

hidden void gcMarkPrepare(void) GOSYM(gcMarkPrepare);
hidden void gcMarkSnapshot(void) GOSYM(gcMarkSnapshot);
hidden int64 gcDrainN(int64 scanWork) GOSYM(gcDrainN);
hidden bool timerisdue(void) GOSYM(timerisdue);
hidden void gcMark(int64 start_time) GOSYM(gcMark);

// mgcsweep.go

hidden void finishsweep_m(void) GOSYM(finishsweep_m);

// lfstack.go

hidden void lfstack_push(lfstack *head, lfnode *node) GOSYM(lfstack.push);
hidden lfnode *lfstack_pop(lfstack *head) GOSYM(lfstack.pop);
hidden bool lfstack_empty(lfstack *head) GOSYM(lfstack.empty);
hidden void lfnodeValidate(lfnode *node) GOSYM(lfnodeValidate);

// mgcwork.go

hidden void gcWork_put(gcWork *w, uintptr obj) GOSYM(gcWork.put);
hidden uintptr gcWork_tryGet(gcWork *w) GOSYM(gcWork.tryGet);
hidden void gcWork_dispose(gcWork *w) GOSYM(gcWork.dispose);
hidden void gcWork_balance(gcWork *w) GOSYM(gcWork.balance);
hidden void freeSomeWbufs(void) GOSYM(freeSomeWbufs);

// go: mgcwork.go#gcWork.putFast [moved] inline
// put, if the first buffer has room; otherwise false.
static inline bool gcWork_putFast(gcWork *w, uintptr obj)
{
	workbuf *wbuf = w->wbuf1;
	if (wbuf == nil || wbuf->workbufhdr.nobj == nelem(wbuf->obj))
		return false;
	wbuf->obj[wbuf->workbufhdr.nobj++] = obj;
	return true;
}

// go: mgcwork.go#gcWork.tryGetFast [moved] inline
// The last object of the first buffer; 0 if there is none.
static inline uintptr gcWork_tryGetFast(gcWork *w)
{
	workbuf *wbuf = w->wbuf1;
	if (wbuf == nil || wbuf->workbufhdr.nobj == 0)
		return 0;
	return wbuf->obj[--wbuf->workbufhdr.nobj];
}
