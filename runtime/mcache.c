// The per-P caches of spans. Only the P's owner uses its cache, while it cannot be preempted. The
// caches are off the heap.
#include "runtime.h"

// A span without objects. alloc[] holds it before the first allocation, so that nextFreeFast need
// not test for nil.
mspan emptymspan;

// go: mcache.go#allocmcache
mcache *allocmcache(void)
{
	lock(&mheap_.lock);
	mcache *c = fixalloc_alloc(&mheap_.cachealloc);
	c->flushGen = mheap_.sweepgen;
	if (nextSample != nil)
		c->next_sample = nextSample();
	unlock(&mheap_.lock);
	for (intgo i = 0; i < numSpanClasses; i++)
		c->alloc[i] = &emptymspan;
	return c;
}

// go: none — body of freemcache, on g0
static void freemcache_func1(void *arg)
{
	mcache *c = arg;
	mcache_releaseAll(c);
	stackcache_clear(c);
	lock(&mheap_.lock);
	purgecachedstats(c);
	fixalloc_free(&mheap_.cachealloc, c);
	unlock(&mheap_.lock);
}

// go: mcache.go#freemcache
void freemcache(mcache *c) { systemstack(freemcache_func1, c); }

// go: mcache.go#mcache.refill
// Gives c a span of class spc with a free object; the present one is full. On g0, not preemptible.
void mcache_refill(mcache *c, spanClass spc)
{
	mspan *s = c->alloc[spc];
	if ((uintptr)s->allocCount != s->nelems)
		throw("refill of span with free space remaining");
	if (s != &emptymspan) {
		// The full span is no longer cached. It stays in mcentral's empty list.
		if (s->sweepgen != mheap_.sweepgen + 3)
			throw("bad sweepgen in refill");
		// mo: seq_cst store, as all stores of sweepgen.
		atomic_Store(&s->sweepgen, mheap_.sweepgen);
	}
	s = mcentral_cacheSpan(&mheap_.central[spc].mcentral);
	if (s == nil)
		throw("out of memory");
	if ((uintptr)s->allocCount == s->nelems)
		throw("span has no free space");
	s->sweepgen = mheap_.sweepgen + 3; // cached
	c->alloc[spc] = s;
}

// go: mcache.go#mcache.releaseAll
void mcache_releaseAll(mcache *c)
{
	for (intgo i = 0; i < numSpanClasses; i++) {
		mspan *s = c->alloc[i];
		if (s != &emptymspan) {
			mcentral_uncacheSpan(&mheap_.central[i].mcentral, s);
			c->alloc[i] = &emptymspan;
		}
	}
	c->tiny = 0;
	c->tinyoffset = 0;
}

// go: mcache.go#mcache.prepareForSweep
// Flushes c if a new collection began since it was filled.
void mcache_prepareForSweep(mcache *c)
{
	uint32 sg = mheap_.sweepgen;
	if (c->flushGen == sg)
		return;
	if (c->flushGen != sg - 2) {
		println("bad flushGen", c->flushGen, "in prepareForSweep; sweepgen", sg);
		throw("bad flushGen");
	}
	mcache_releaseAll(c);
	stackcache_clear(c);
	// mo: seq_cst store; read by gcSweep's check when the world is stopped.
	atomic_Store(&c->flushGen, mheap_.sweepgen);
}
