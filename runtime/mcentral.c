// Central lists of spans, a pair for each span class: nonempty spans have a free object, empty ones
// are full or cached in an mcache. Spans that are unswept may be in either, and a full one may have
// free objects when it is swept. See mgcsweep.c.
#include "runtime.h"

// go: mcentral.go#mcentral.init
void mcentral_init(mcentral *c, spanClass spc)
{
	c->spanclass = spc;
	mSpanList_init(&c->nonempty);
	mSpanList_init(&c->empty);
}

// go: none — takes s from list for an mcache: to the end of the empty spans. Holds: c->lock
static void toempty(mcentral *c, mSpanList *list, mspan *s)
{
	mSpanList_remove(list, s);
	mSpanList_insertBack(&c->empty, s);
}

// go: none — a span with a free object from c's lists, swept; nil if there is none
static mspan *findspan(mcentral *c)
{
	lock(&c->lock);
	for (;;) {
		mspan *s = c->nonempty.first;
		while (s != nil) {
			if (mspan_claim(s)) {
				toempty(c, &c->nonempty, s);
				unlock(&c->lock);
				mspan_sweep(s, true);
				return s;
			}
			// mo: seq_cst load; pairs with the store in mspan_sweep. If another M is sweeping the
			//     span we leave it.
			if (atomic_Load(&s->sweepgen) != mheap_.sweepgen - 1) {
				toempty(c, &c->nonempty, s);
				unlock(&c->lock);
				return s;
			}
			s = s->next;
		}

		// Those that are swept are behind the others, as they came to the end when they were taken.
		for (s = c->empty.first; s != nil; s = s->next) {
			if (mspan_claim(s))
				break;
			if (atomic_Load(&s->sweepgen) != mheap_.sweepgen - 1) { // mo: as above
				s = nil;
				break;
			}
		}
		if (s == nil) {
			unlock(&c->lock);
			return nil;
		}
		toempty(c, &c->empty, s);
		unlock(&c->lock);
		mspan_sweep(s, true);
		if ((uintptr)s->allocCount != s->nelems)
			return s;
		// It stays there. While we swept it others may have freed something.
		lock(&c->lock);
	}
}

// go: mcentral.go#mcentral.cacheSpan
// Returns a span with a free object, for an mcache, or nil. On g0.
mspan *mcentral_cacheSpan(mcentral *c)
{
	deductSweepCredit(class_to_allocnpages[spanClass_sizeclass(c->spanclass)] * pageSize, 0);
	bool traced = RELAXED(trace.enabled);
	if (unlikely(traced))
		traceGCSweepStart();
	mspan *s = findspan(c);
	if (unlikely(traced))
		traceGCSweepDone();
	if (s == nil) {
		// mcentral_grow takes the heap lock, which must not be taken while c->lock is held.
		s = mcentral_grow(c);
		if (s == nil)
			return nil;
		lock(&c->lock);
		mSpanList_insertBack(&c->empty, s);
		unlock(&c->lock);
	}

	intgo n = (intgo)s->nelems - (intgo)s->allocCount;
	if (n == 0 || s->freeindex == s->nelems || (uintptr)s->allocCount == s->nelems)
		throw("span has no free objects");
	// Counts all free objects as allocated and their bytes as live. uncacheSpan subtracts those
	// that were not used.
	// mo: seq_cst; statistics, read by ReadMemStats with the world stopped.
	atomic_Xadd64(&c->nmalloc, n);
	uint64 usedBytes = (uint64)s->allocCount * s->elemsize;
	atomic_Xadd64(&memstats.heap_live, (int64)(s->npages * pageSize) - (int64)usedBytes);
	if (unlikely(RELAXED(trace.enabled)))
		traceHeapAlloc();

	uintptr freeByteBase = s->freeindex & ~(uintptr)63;
	mspan_refillAllocCache(s, freeByteBase / 8);
	s->allocCache >>= s->freeindex % 64;
	return s;
}

// go: mcentral.go#mcentral.uncacheSpan [adapted] the span is never stale: mcaches are emptied
//     before sweepgen changes
void mcentral_uncacheSpan(mcentral *c, mspan *s)
{
	if (s->allocCount == 0)
		throw("uncaching span but s.allocCount == 0");
	// mo: seq_cst store, as all stores of sweepgen. The lock below releases the span's contents.
	atomic_Store(&s->sweepgen, mheap_.sweepgen);
	intgo n = (intgo)s->nelems - (intgo)s->allocCount;
	if (n > 0) {
		// mo: seq_cst; statistics.
		atomic_Xadd64(&c->nmalloc, -n);
		atomic_Xadd64(&memstats.heap_live, -(int64)n * (int64)s->elemsize);
		lock(&c->lock);
		mSpanList_remove(&c->empty, s);
		mSpanList_insert(&c->nonempty, s);
		unlock(&c->lock);
	}
}

// go: mcentral.go#mcentral.freeSpan [adapted] the span tells which list it is in, and comes behind
//     the others
// s has been swept, and has a free object now. preserve: the caller is about to cache it, so it
// stays in the list where it is. Otherwise, true if s was empty and is given back to the heap.
bool mcentral_freeSpan(mcentral *c, mspan *s, bool preserve)
{
	if (s->sweepgen == mheap_.sweepgen + 3)
		throw("freeSpan given cached span");
	s->needzero = 1;
	if (preserve) {
		if (s->list == nil)
			throw("can't preserve unlinked span");
		// mo: seq_cst store, as in mspan_sweep.
		atomic_Store(&s->sweepgen, mheap_.sweepgen);
		return false;
	}
	lock(&c->lock);
	mSpanList_remove(s->list, s);
	// mo: seq_cst store, as in mspan_sweep. With the lock held: as soon as it is swept, whoever
	//     finds the span in a list takes it.
	atomic_Store(&s->sweepgen, mheap_.sweepgen);
	bool free = s->allocCount == 0;
	if (!free)
		mSpanList_insertBack(&c->nonempty, s);
	unlock(&c->lock);
	if (free)
		mheap_freeSpan(&mheap_, s);
	return free;
}

// go: mcentral.go#mcentral.grow
// Returns a new span, all of whose objects are free, or nil.
mspan *mcentral_grow(mcentral *c)
{
	return mheap_alloc(&mheap_, class_to_allocnpages[c->spanclass >> 1], c->spanclass, true);
}
