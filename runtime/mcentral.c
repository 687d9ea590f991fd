// Central lists of spans, a pair for each span class: nonempty spans have a free object, empty ones
// are full or cached in an mcache. A cycle sweeps all spans before it starts the world. So no span
// here is ever unswept, and Go's searches for such spans are left out.
#include "runtime.h"

// go: mcentral.go#mcentral.init
void mcentral_init(mcentral *c, spanClass spc)
{
	c->spanclass = spc;
	mSpanList_init(&c->nonempty);
	mSpanList_init(&c->empty);
}

// go: mcentral.go#mcentral.cacheSpan [adapted] nothing to sweep
// Returns a span with a free object, for an mcache, or nil. On g0.
mspan *mcentral_cacheSpan(mcentral *c)
{
	lock(&c->lock);
	mspan *s = c->nonempty.first;
	if (s != nil) {
		mSpanList_remove(&c->nonempty, s);
		mSpanList_insertBack(&c->empty, s);
		unlock(&c->lock);
	} else {
		// mcentral_grow takes the heap lock, which must not be taken while c->lock is held.
		unlock(&c->lock);
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

// go: mcentral.go#mcentral.uncacheSpan [adapted] nothing to sweep
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

// go: mcentral.go#mcentral.grow
// Returns a new span, all of whose objects are free, or nil.
mspan *mcentral_grow(mcentral *c)
{
	uint8 class = c->spanclass >> 1;
	uintptr npages = class_to_allocnpages[class], size = class_to_size[class];
	mspan *s = mheap_alloc(&mheap_, npages, c->spanclass, true);
	if (s == nil)
		return nil;
	s->limit = mspan_base(s) + s->nelems * size;
	return s;
}
