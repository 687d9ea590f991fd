// The page heap: runs of 8 KiB pages (spans) for small objects, large objects and stacks.
//
// A span comes from the page allocator (mpagealloc.c) or, without any lock, from the P's page cache
// (mpagecache.c). The heap grows by arenas of 64 MiB, which malloc.c gets from the system. The
// collector frees the spans of objects that it finds empty (mgcsweep.c).
//
// Code that takes the heap lock or uses the P's page cache runs on g0.
#include "runtime.h"

noptr mheap mheap_;

enum {
	pagesPerReclaimerChunk = 512,
};

// The value of reclaimIndex when no page is left.
static const uint64 reclaimDone = (uint64)1 << 63;

static uintptr mheap_reclaimChunk(mheap *h, arenaIdx *arenas, uintptr pageIdx, uintptr n)
	GOSYM(mheap.reclaimChunk);

// go: none — the arena of an index, nil if there is none
static inline heapArena *arenaof(arenaIdx ri)
{
	if (arenaIdx_l2(ri) >= 1 << arenaL2Bits)
		return nil;
	// mo: acquire twice; pair with the publication in addarena. Without them we could see the map
	// or the record before it is zeroed.
	heapArena **l2 = atomic_LoadAcq(&mheap_.arenas[arenaIdx_l1(ri)]);
	return l2 == nil ? nil : atomic_LoadAcq(&l2[arenaIdx_l2(ri)]);
}

// go: mheap.go#recordspan
// Adds a new span record to allspans; spanalloc calls it. Holds: the heap lock.
void recordspan(void *vh, void *p)
{
	mheap *h = vh;
	if (h->allspans.len >= h->allspans.cap) {
		// Doubled, so that all old arrays together are not larger than the new one.
		intgo n = h->allspans.cap == 0 ? 64 * 1024 / (intgo)sizeof(mspan *) : 2 * h->allspans.cap;
		mspan **array = sysAlloc((uintptr)n * sizeof *array, &memstats.other_sys);
		if (array == nil)
			throw("runtime: cannot allocate memory");
		// The old array stays, since the collector may be reading it (W3 in mgc.c).
		if (h->allspans.cap > 0)
			memmove(array, h->allspans.array, (uintptr)h->allspans.len * sizeof *array);
		h->allspans.array = array;
		h->allspans.cap = n;
	}
	h->allspans.array[h->allspans.len++] = p;
}

// go: none — all span records that exist now, for the collector
// Others may be added while it reads them, even with the world stopped: an M in a system call takes
// spans for its goroutine's stack (W2, W3 in mgc.c).
spanlist mheap_spans(mheap *h)
{
	lock(&h->lock);
	spanlist l = {h->allspans.array, h->allspans.len};
	unlock(&h->lock);
	return l;
}

// go: mheap.go#spanOf
// Returns the span that p's page is in, or was in last, so the caller must check its state and
// bounds first. nil if p is not in an arena, or its page was never used. Any thread may call it.
mspan *spanOf(uintptr p)
{
	heapArena *ha = arenaof(arenaIndex(p));
	return ha == nil ? nil : RELAXED(ha->spans[p / pageSize % pagesPerArena]);
}

// go: mheap.go#spanOfUnchecked
// The same for an address in an arena.
mspan *spanOfUnchecked(uintptr p)
{
	arenaIdx ai = arenaIndex(p);
	return mheap_.arenas[arenaIdx_l1(ai)][arenaIdx_l2(ai)]->spans[p / pageSize % pagesPerArena];
}

// go: mheap.go#spanOfHeap
// The span of the objects that p is among, or nil.
mspan *spanOfHeap(uintptr p)
{
	mspan *s = spanOf(p);
	if (s == nil || mSpanStateBox_get(&s->state) != mSpanInUse)
		return nil;
	if (p < mspan_base(s) || p >= s->limit)
		return nil;
	return s;
}

// go: mheap.go#pageIndexOf
// Returns p's arena, and where the bit of p's page is in its page bitmaps. p must be in an arena.
heapArena *pageIndexOf(uintptr p, uintptr *pageIdx, uint8 *pageMask)
{
	arenaIdx ai = arenaIndex(p);
	*pageIdx = p / pageSize / 8 % nelem(((heapArena *)nil)->pageInUse);
	*pageMask = (uint8)(1 << p / pageSize % 8);
	return mheap_.arenas[arenaIdx_l1(ai)][arenaIdx_l2(ai)];
}

// go: mheap.go#mheap.init
void mheap_init(mheap *h)
{
	fixalloc_init(&h->spanalloc, sizeof(mspan), recordspan, h, &memstats.mspan_sys);
	fixalloc_init(&h->cachealloc, sizeof(mcache), nil, nil, &memstats.mcache_sys);
	fixalloc_init(&h->specialfinalizeralloc, sizeof(specialfinalizer), nil, nil,
	              &memstats.other_sys);
	fixalloc_init(&h->specialprofilealloc, sizeof(specialprofile), nil, nil, &memstats.other_sys);
	fixalloc_init(&h->arenaHintAlloc, sizeof(arenaHint), nil, nil, &memstats.other_sys);
	// A stale entry of an arena's spans may lead to a record that is in use again. Zeroing it would
	// let a reader see the state and sweepgen as 0.
	h->spanalloc.zero = false;
	for (intgo i = 0; i < nelem(h->central); i++)
		mcentral_init(&h->central[i].mcentral, (spanClass)i);
	pageAlloc_init(&h->pages, &h->lock, &memstats.gc_sys);
}

// go: mheap.go#mheap.reclaim [adapted] on g0
// Sweeps spans of which no object is marked, until npage pages are free or no such span is left.
void mheap_reclaim(mheap *h, uintptr npage)
{
	// mo: seq_cst, as all of reclaimIndex and reclaimCredit: numbers by themselves.
	if (atomic_Load64(&h->reclaimIndex) >= reclaimDone)
		return;
	bool traced = RELAXED(trace.enabled);
	if (unlikely(traced))
		traceGCSweepStart();
	bool locked = false;
	while (npage > 0) {
		uint64 credit = atomic_Load64(&h->reclaimCredit);
		if (credit > 0) {
			uint64 take = credit < npage ? credit : npage;
			if (atomic_Cas64(&h->reclaimCredit, credit, credit - take))
				npage -= take;
			continue;
		}
		uintptr idx =
			atomic_Xadd64(&h->reclaimIndex, pagesPerReclaimerChunk) - pagesPerReclaimerChunk;
		if (idx / pagesPerArena >= (uintptr)h->sweepArenas.len) {
			atomic_Store64(&h->reclaimIndex, reclaimDone);
			break;
		}
		if (!locked) {
			lock(&h->lock);
			locked = true;
		}
		uintptr nfound = mheap_reclaimChunk(h, h->sweepArenas.array, idx, pagesPerReclaimerChunk);
		if (nfound <= npage) {
			npage -= nfound;
		} else {
			atomic_Xadd64(&h->reclaimCredit, nfound - npage);
			npage = 0;
		}
	}
	if (locked)
		unlock(&h->lock);
	if (unlikely(traced))
		traceGCSweepDone();
}

// go: mheap.go#mheap.reclaimChunk
// Sweeps unmarked spans that begin in n pages from number pageIdx on; returns the pages freed.
// Holds: the heap lock, which it releases while it sweeps.
static uintptr mheap_reclaimChunk(mheap *h, arenaIdx *arenas, uintptr pageIdx, uintptr n)
{
	uintptr nFreed = 0;
	heapArena *ha = arenaof(arenas[pageIdx / pagesPerArena]);
	uintptr first = pageIdx % pagesPerArena;
	for (uintptr i = first / 8; i < (first + n) / 8; i++) {
		// The bits are those of the first pages of spans. New spans have no marks either, but
		// cannot be claimed.
		for (uintptr j = 0; j < 8; j++) {
			// mo: relaxed; the lock orders the span's record, and whoever claims it the rest.
			if ((RELAXED(ha->pageInUse[i]) & ~ha->pageMarks[i] & 1 << j) == 0)
				continue;
			mspan *s = ha->spans[i * 8 + j];
			if (!mspan_claim(s))
				continue;
			uintptr npages = s->npages;
			unlock(&h->lock);
			if (mspan_sweep(s, false))
				nFreed += npages;
			lock(&h->lock);
		}
	}
	return nFreed;
}

// go: none — arguments and result of mheap_alloc, on g0
typedef struct mheapalloc {
	mheap    *h;
	uintptr   npages;
	spanClass spanclass;
	mspan    *s;
} mheapalloc;

// go: none — body of the closure of mheap.alloc
static void mheap_alloc_func1(void *arg)
{
	mheapalloc *a = arg;
	// As many pages as we take from the heap we free first, so that it does not grow while garbage
	// is unswept.
	if (!isSweepDone())
		mheap_reclaim(a->h, a->npages);
	a->s = mheap_allocSpan(a->h, a->npages, false, a->spanclass, &memstats.heap_inuse);
}

// go: mheap.go#mheap.alloc
// Returns a span for objects, nil if there is no memory. If needzero, its pages are zero.
// s->needzero is 0 afterwards.
mspan *mheap_alloc(mheap *h, uintptr npages, spanClass spanclass, bool needzero)
{
	mheapalloc a = {h, npages, spanclass, nil};
	systemstack(mheap_alloc_func1, &a);
	if (a.s != nil) {
		if (needzero && a.s->needzero != 0)
			memclrNoHeapPointers((void *)mspan_base(a.s), npages << _PageShift);
		a.s->needzero = 0;
	}
	return a.s;
}

// go: mheap.go#mheap.allocManual
// Returns a span that the caller manages, nil if there is no memory. Its contents are undefined.
// Its bytes count as *stat. On g0.
mspan *mheap_allocManual(mheap *h, uintptr npages, uint64 *stat)
{
	return mheap_allocSpan(h, npages, true, 0, stat);
}

// go: mheap.go#mheap.setSpans
// Makes s the span of npage pages from base on.
void mheap_setSpans(mheap *h, uintptr base, uintptr npage, mspan *s)
{
	uintptr p = base / pageSize;
	heapArena *ha = arenaof(arenaIndex(base));
	for (uintptr n = 0; n < npage; n++) {
		uintptr i = (p + n) % pagesPerArena;
		if (i == 0)
			ha = arenaof(arenaIndex(base + n * pageSize));
		// mo: relaxed; the earlier store of the state orders the record's contents. spanOf may read
		// the stale entry or the new one.
		RELAXED_SET(ha->spans[i], s);
	}
}

// go: mheap.go#mheap.allocNeedsZero [adapted] one zeroedBase a block
// Was any of the pages handed out before? If not, they are zero as the system gave them. Marks them
// as handed out, so each allocation may call it once.
bool mheap_allocNeedsZero(mheap *h, uintptr base, uintptr npage)
{
	bool needZero = false;
	while (npage > 0) {
		heapArena *ha = arenaof(arenaIndex(base));
		uintptr first = base % heapArenaBytes / pageSize;
		uint32 *zeroedBase = &ha->zeroedBase[first / pageCachePages];
		uint32 from = first % pageCachePages;
		uint32 to = npage < pageCachePages - from ? from + (uint32)npage : pageCachePages;
		// mo: seq_cst; several Ps may raise it at the same time for different pages, each by CAS.
		// It only tells which pages were used. The heap lock orders their contents when pages go
		// from one P to another.
		uint32 zeroed = atomic_Load(zeroedBase);
		if (from < zeroed)
			needZero = true;
		while (to > zeroed && !atomic_Cas(zeroedBase, zeroed, to)) {
			zeroed = atomic_Load(zeroedBase);
			if (zeroed <= to && zeroed > from)
				throw("potentially overlapping in-use allocations detected");
		}
		base += (to - from) * pageSize;
		npage -= to - from;
	}
	return needZero;
}

// go: mheap.go#mheap.tryAllocMSpan
// Returns a span record from the P's cache, or nil. Takes no lock.
mspan *mheap_tryAllocMSpan(mheap *h)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (pp == nil || pp->mspancache.len == 0)
		return nil;
	return pp->mspancache.buf[--pp->mspancache.len];
}

// go: mheap.go#mheap.allocMSpanLocked
// Returns a span record. If the P's cache is empty it fills half of it first. Holds: the heap lock.
mspan *mheap_allocMSpanLocked(mheap *h)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (pp == nil)
		return fixalloc_alloc(&h->spanalloc);
	if (pp->mspancache.len == 0)
		while (pp->mspancache.len < nelem(pp->mspancache.buf) / 2)
			pp->mspancache.buf[pp->mspancache.len++] = fixalloc_alloc(&h->spanalloc);
	return pp->mspancache.buf[--pp->mspancache.len];
}

// go: mheap.go#mheap.freeMSpanLocked
// Holds: the heap lock.
void mheap_freeMSpanLocked(mheap *h, mspan *s)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (pp != nil && pp->mspancache.len < nelem(pp->mspancache.buf))
		pp->mspancache.buf[pp->mspancache.len++] = s;
	else
		fixalloc_free(&h->spanalloc, s);
}

// go: none — the part of mheap.allocSpan that counts a span of nbytes bytes, scav of them scavenged
static void countspan(uintptr nbytes, uintptr scav, bool manual, uint64 *sysStat)
{
	if (manual)
		mSysStatDec(&memstats.heap_sys, nbytes); // it does not count stacks
	if (scav != 0)
		mSysStatDec(&memstats.heap_released, scav);
	mSysStatInc(sysStat, nbytes);
	mSysStatDec(&memstats.heap_idle, nbytes);
}

// go: mheap.go#mheap.allocSpan
// Returns a span of npages pages, counted as *sysStat; nil if there is no memory. It is mSpanManual
// if manual. Otherwise it is mSpanInUse, for objects of spanclass, and the caller must have an
// mcache. On g0.
mspan *mheap_allocSpan(mheap *h, uintptr npages, bool manual, spanClass spanclass, uint64 *sysStat)
{
	p *pp = puintptr_ptr(getg()->m->p);
	uintptr base = 0, scav = 0;
	mspan *s = nil;
	if (pp != nil && npages < pageCachePages / 4) {
		// So few pages can come from the P's page cache.
		pageCache *c = &pp->pcache;
		if (pageCache_empty(c)) {
			lock(&h->lock);
			*c = pageAlloc_allocToCache(&h->pages);
			unlock(&h->lock);
		}
		base = pageCache_alloc(c, npages, &scav);
		if (base != 0) {
			s = mheap_tryAllocMSpan(h);
			// Large objects change statistics that need the lock.
			bool large = !manual && spanClass_sizeclass(spanclass) == 0;
			if (s != nil && gcBlackenEnabled == 0 && !large) {
				countspan(npages * pageSize, scav, manual, sysStat);
				goto build;
			}
		}
	}

	lock(&h->lock);
	if (base == 0) {
		base = pageAlloc_alloc(&h->pages, npages, &scav);
		if (base == 0) {
			if (!mheap_grow(h, npages)) {
				unlock(&h->lock);
				return nil;
			}
			base = pageAlloc_alloc(&h->pages, npages, &scav);
			if (base == 0)
				throw("grew heap, but no adequate free space found");
		}
	}
	if (s == nil)
		s = mheap_allocMSpanLocked(h);
	if (!manual) {
		purgecachedstats(gomcache());
		if (spanClass_sizeclass(spanclass) == 0) {
			h->largealloc += npages * pageSize;
			h->nlargealloc++;
			// mo: seq_cst; a statistic that mcentral changes without the heap lock.
			atomic_Xadd64(&memstats.heap_live, (int64)(npages * pageSize));
		}
		if (gcBlackenEnabled != 0)
			gcController_revise();
	}
	// Before the lock is released: an M without a P comes here also while ReadMemStats, with the
	// world stopped and the lock held, reads these numbers.
	countspan(npages * pageSize, scav, manual, sysStat);
	unlock(&h->lock);

build:
	mspan_init(s, base, npages);
	if (mheap_allocNeedsZero(h, base, npages))
		s->needzero = 1;
	uintptr nbytes = npages * pageSize;
	if (manual) {
		s->manualFreeList = 0;
		s->nelems = 0;
		s->limit = base + nbytes;
		mSpanStateBox_set(&s->state, mSpanManual);
	} else {
		uint8 sizeclass = (uint8)spanClass_sizeclass(spanclass);
		s->spanclass = spanclass;
		s->elemsize = sizeclass == 0 ? nbytes : class_to_size[sizeclass];
		s->nelems = sizeclass == 0 ? 1 : nbytes / s->elemsize;
		// A marker may find the span as soon as it is in use.
		s->limit = base + s->nelems * s->elemsize;
		divMagic m = class_to_divmagic[sizeclass];
		s->divShift = m.shift;
		s->divMul = m.mul;
		s->divShift2 = m.shift2;
		s->baseMask = m.baseMask;
		s->freeindex = 0;
		s->allocCache = ~(uint64)0;
		s->gcmarkBits = newMarkBits(s->nelems);
		s->allocBits = newAllocBits(s->nelems);
		// mo: seq_cst stores, this and that of the state: a thread that finds the span through an
		// old entry of spans, and sees it in use, finds it complete.
		atomic_Store(&s->sweepgen, h->sweepgen);
		mSpanStateBox_set(&s->state, mSpanInUse);
	}

	if (scav != 0)
		sysUsed((void *)base, nbytes); // some pages have no memory: never touched, or scavenged

	// The span is complete. From here on others can find it.
	mheap_setSpans(h, base, npages, s);
	if (!manual) {
		uintptr pageIdx;
		uint8 pageMask;
		heapArena *arena = pageIndexOf(base, &pageIdx, &pageMask);
		// mo: seq_cst; other Ps change other bits of the byte.
		atomic_Or8(&arena->pageInUse[pageIdx], pageMask);
		atomic_Xadd64(&h->pagesInUse, (int64)npages);
		if (unlikely(RELAXED(trace.enabled)))
			traceHeapAlloc();
	}
	return s;
}

// go: mheap.go#mheap.grow
// Adds free memory for npage pages in a row; false if the system has none. Holds: the heap lock.
bool mheap_grow(mheap *h, uintptr npage)
{
	// The page allocator takes whole chunks.
	uintptr ask = alignUp(npage, pallocChunkPages) * pageSize;
	uintptr totalGrowth = 0;
	if (ask > h->curArena.end - h->curArena.base) {
		uintptr asize;
		void *av = mheap_sysAlloc(h, ask, &asize);
		if (av == nil) {
			print("runtime: out of memory: cannot allocate ", ask, "-byte block (",
			      memstats.heap_sys, " in use)\n");
			return false;
		}
		if ((uintptr)av == h->curArena.end) {
			h->curArena.end += asize;
		} else {
			// The new range does not continue curArena. The rest of that goes to the page
			// allocator.
			uintptr size = h->curArena.end - h->curArena.base;
			if (size != 0) {
				pageAlloc_grow(&h->pages, h->curArena.base, size);
				totalGrowth += size;
			}
			h->curArena.base = (uintptr)av;
			h->curArena.end = (uintptr)av + asize;
		}
		// The new range counts as idle and released until it is used.
		mSysStatInc(&memstats.heap_released, asize);
		mSysStatInc(&memstats.heap_idle, asize);
	}
	uintptr v = h->curArena.base;
	h->curArena.base += ask;
	pageAlloc_grow(&h->pages, v, ask);
	totalGrowth += ask;

	// If the growth takes us above the scavenger's goal, give as much of the old memory back.
	uint64 want = heapRetained() + totalGrowth;
	// mo: seq_cst; an atomic field, written with the heap lock held.
	uint64 goal = atomic_Load64(&h->scavengeGoal);
	if (want > goal)
		pageAlloc_scavenge(&h->pages, totalGrowth < want - goal ? totalGrowth : want - goal, true);
	return true;
}

// go: none — argument of mheap_freeSpan's closure
typedef struct mheapfree {
	mheap *h;
	mspan *s;
} mheapfree;

// go: none — body of the closure of mheap.freeSpan, on g0
static void mheap_freeSpan_func1(void *arg)
{
	mheapfree *a = arg;
	lock(&a->h->lock);
	purgecachedstats(gomcache());
	mheap_freeSpanLocked(a->h, a->s, true, true);
	unlock(&a->h->lock);
}

// go: mheap.go#mheap.freeSpan
// Gives back a span of mheap_alloc, in which nothing is allocated.
void mheap_freeSpan(mheap *h, mspan *s)
{
	mheapfree a = {h, s};
	systemstack(mheap_freeSpan_func1, &a);
}

// go: mheap.go#mheap.freeManual
// Gives back a span of mheap_allocManual, which counted as *stat. On g0.
void mheap_freeManual(mheap *h, mspan *s, uint64 *stat)
{
	lock(&h->lock);
	mSysStatDec(stat, s->npages * pageSize);
	mSysStatInc(&memstats.heap_sys, s->npages * pageSize);
	mheap_freeSpanLocked(h, s, false, true);
	unlock(&h->lock);
}

// go: mheap.go#mheap.freeSpanLocked
// acctinuse: the pages no longer count as in use; acctidle: they count as idle. Holds: the heap
// lock.
void mheap_freeSpanLocked(mheap *h, mspan *s, bool acctinuse, bool acctidle)
{
	switch (mSpanStateBox_get(&s->state)) {
	case mSpanManual:
		if (s->allocCount != 0)
			throw("mheap.freeSpanLocked - invalid stack free");
		break;
	case mSpanInUse:
		if (s->allocCount != 0 || s->sweepgen != h->sweepgen) {
			print("mheap.freeSpanLocked - span ", s, " ptr ", hex(mspan_base(s)), " allocCount ",
			      s->allocCount, " sweepgen ", s->sweepgen, "/", h->sweepgen, "\n");
			throw("mheap.freeSpanLocked - invalid free");
		}
		uintptr pageIdx;
		uint8 pageMask;
		heapArena *arena = pageIndexOf(mspan_base(s), &pageIdx, &pageMask);
		// mo: seq_cst; other Ps change other bits of the byte, and the count.
		atomic_Xadd64(&h->pagesInUse, -(int64)s->npages);
		atomic_And8(&arena->pageInUse[pageIdx], (uint8)~pageMask);
		break;
	default:
		throw("mheap.freeSpanLocked - invalid span state");
	}
	if (acctinuse)
		mSysStatDec(&memstats.heap_inuse, s->npages * pageSize);
	if (acctidle)
		mSysStatInc(&memstats.heap_idle, s->npages * pageSize);
	pageAlloc_free(&h->pages, mspan_base(s), s->npages);
	mSpanStateBox_set(&s->state, mSpanDead);
	mheap_freeMSpanLocked(h, s);
}

// go: mheap.go#mheap.scavengeAll
// Gives all free memory back to the system. On g0.
void mheap_scavengeAll(mheap *h)
{
	m *mp = getg()->m;
	// Not preemptible, and nothing here may allocate.
	mp->mallocing++;
	lock(&h->lock);
	pageAlloc_resetScavengeAddr(&h->pages);
	uintptr released = pageAlloc_scavenge(&h->pages, ~(uintptr)0, true);
	unlock(&h->lock);
	mp->mallocing--;
	if (debug.scavtrace > 0)
		printScavTrace(released, true);
}

// go: none — body of the closure of runtime_debug_freeOSMemory, on g0
static void runtime_debug_freeOSMemory_func1(void *unused) { mheap_scavengeAll(&mheap_); }

// go: mheap.go#runtime_debug_freeOSMemory
void runtime_debug_freeOSMemory(void)
{
	GC();
	systemstack(runtime_debug_freeOSMemory_func1, nil);
}

// go: mheap.go#mspan.init
// Sets everything except what the span is for and its state, which follow.
void mspan_init(mspan *s, uintptr base, uintptr npages)
{
	s->next = nil;
	s->prev = nil;
	s->list = nil;
	s->startAddr = base;
	s->npages = npages;
	s->allocCount = 0;
	s->spanclass = 0;
	s->elemsize = 0;
	s->speciallock.key = 0;
	s->specials = nil;
	s->needzero = 0;
	s->freeindex = 0;
	s->allocBits = nil;
	s->gcmarkBits = nil;
	// mo: seq_cst store; see mheap_allocSpan.
	mSpanStateBox_set(&s->state, mSpanDead);
}

// go: mheap.go#mSpanList.init
void mSpanList_init(mSpanList *list) { list->first = list->last = nil; }

// go: mheap.go#mSpanList.remove
void mSpanList_remove(mSpanList *list, mspan *span)
{
	if (span->list != list) {
		print("runtime: failed mSpanList.remove span.npages=", span->npages, " span=", span,
		      " prev=", span->prev, " span.list=", span->list, " list=", list, "\n");
		throw("mSpanList.remove");
	}
	if (list->first == span)
		list->first = span->next;
	else
		span->prev->next = span->next;
	if (list->last == span)
		list->last = span->prev;
	else
		span->next->prev = span->prev;
	span->next = nil;
	span->prev = nil;
	span->list = nil;
}

// go: mheap.go#mSpanList.isEmpty
bool mSpanList_isEmpty(mSpanList *list) { return list->first == nil; }

// go: mheap.go#mSpanList.insert
// At the front.
void mSpanList_insert(mSpanList *list, mspan *span)
{
	if (span->next != nil || span->prev != nil || span->list != nil) {
		println("runtime: failed mSpanList.insert", span, span->next, span->prev, span->list);
		throw("mSpanList.insert");
	}
	span->next = list->first;
	if (list->first != nil)
		list->first->prev = span;
	else
		list->last = span;
	list->first = span;
	span->list = list;
}

// go: mheap.go#mSpanList.insertBack
void mSpanList_insertBack(mSpanList *list, mspan *span)
{
	if (span->next != nil || span->prev != nil || span->list != nil) {
		println("runtime: failed mSpanList.insertBack", span, span->next, span->prev, span->list);
		throw("mSpanList.insertBack");
	}
	span->prev = list->last;
	if (list->last != nil)
		list->last->next = span;
	else
		list->first = span;
	list->last = span;
	span->list = list;
}

// go: mheap.go#addspecial
// Adds s to the specials of the object at p. If that has one of this kind already, does nothing and
// returns false. On g0.
bool addspecial(void *p, special *s)
{
	mspan *span = spanOfHeap((uintptr)p);
	if (span == nil)
		throw("addspecial on invalid pointer");
	// The sweeper goes through the list without the lock.
	mspan_ensureSwept(span);
	uintptr offset = (uintptr)p - mspan_base(span);
	bool added = false;
	lock(&span->speciallock);
	special **t = &span->specials;
	while (*t != nil && ((*t)->offset < offset || ((*t)->offset == offset && (*t)->kind < s->kind)))
		t = &(*t)->next;
	if (*t == nil || (*t)->offset != offset || (*t)->kind != s->kind) {
		s->offset = offset;
		s->next = *t;
		*t = s;
		added = true;
	}
	unlock(&span->speciallock);
	return added;
}

// go: mheap.go#removespecial
// Removes the special of that kind from the object at p and returns it; nil if there is none. On
// g0.
special *removespecial(void *p, uint8 kind)
{
	mspan *span = spanOfHeap((uintptr)p);
	if (span == nil)
		throw("removespecial on invalid pointer");
	mspan_ensureSwept(span); // as in addspecial
	uintptr offset = (uintptr)p - mspan_base(span);
	lock(&span->speciallock);
	special **t = &span->specials;
	while (*t != nil && ((*t)->offset != offset || (*t)->kind != kind))
		t = &(*t)->next;
	special *s = *t;
	if (s != nil)
		*t = s->next;
	unlock(&span->speciallock);
	return s;
}

// go: mheap.go#addfinalizer [adapted] marks nothing: what it stores was reachable in the snapshot
//     or is new
// Notes that f will be called with p when the object is unreachable; false if the object has a
// finalizer already. On g0.
bool addfinalizer(void *p, funcval *f, uintptr nret, _type *fint, ptrtype *ot)
{
	lock(&mheap_.speciallock);
	specialfinalizer *s = fixalloc_alloc(&mheap_.specialfinalizeralloc);
	unlock(&mheap_.speciallock);
	s->special.kind = _KindSpecialFinalizer;
	s->fn = f;
	s->nret = nret;
	s->fint = fint;
	s->ot = ot;
	if (addspecial(p, &s->special))
		return true;
	lock(&mheap_.speciallock);
	fixalloc_free(&mheap_.specialfinalizeralloc, s);
	unlock(&mheap_.speciallock);
	return false;
}

// go: mheap.go#removefinalizer
// On g0.
void removefinalizer(void *p)
{
	specialfinalizer *s = (specialfinalizer *)removespecial(p, _KindSpecialFinalizer);
	if (s == nil)
		return;
	lock(&mheap_.speciallock);
	fixalloc_free(&mheap_.specialfinalizeralloc, s);
	unlock(&mheap_.speciallock);
}

// go: mheap.go#setprofilebucket
// Notes that b counts the object at p, which is new. On g0.
void setprofilebucket(void *p, bucket *b)
{
	lock(&mheap_.speciallock);
	specialprofile *s = fixalloc_alloc(&mheap_.specialprofilealloc);
	unlock(&mheap_.speciallock);
	s->special.kind = _KindSpecialProfile;
	s->b = b;
	if (!addspecial(p, &s->special))
		throw("setprofilebucket: profile already set");
}

// go: mheap.go#freespecial
// Carries out special s of an unreachable object of size bytes, and frees s. The caller has removed
// s from its list. On g0.
void freespecial(special *s, void *p, uintptr size)
{
	switch (s->kind) {
	case _KindSpecialFinalizer:;
		specialfinalizer *sf = (specialfinalizer *)s;
		queuefinalizer(p, sf->fn, sf->nret, sf->fint, sf->ot);
		lock(&mheap_.speciallock);
		fixalloc_free(&mheap_.specialfinalizeralloc, sf);
		unlock(&mheap_.speciallock);
		break;
	case _KindSpecialProfile:;
		specialprofile *sp = (specialprofile *)s;
		mProf_Free(sp->b, size);
		lock(&mheap_.speciallock);
		fixalloc_free(&mheap_.specialprofilealloc, sp);
		unlock(&mheap_.speciallock);
		break;
	default:
		throw("bad special kind");
	}
}

static gcBitsArena *newArenaMayUnlock(void) GOSYM(newArenaMayUnlock);

// A span gets mark bits when it is new or swept. A cycle marks in them; when the span is swept
// again they become its allocation bits, until it is swept once more.
static struct {
	mutex        lock;     // for changes of the lists
	gcBitsArena *free;
	gcBitsArena *next;     // mark bits for the next cycle; read without the lock
	gcBitsArena *current;  // mark bits of the last cycle, allocation bits of spans swept since
	gcBitsArena *previous; // allocation bits of spans not swept since then
} gcBitsArenas GOSYM(gcBitsArenas);

// go: mheap.go#gcBitsArena.tryAlloc
static gcBits *gcBitsArena_tryAlloc(gcBitsArena *b, uintptr bytes)
{
	if (b == nil || RELAXED(b->free) + bytes > sizeof b->bits)
		return nil;
	// mo: seq_cst; each caller gets bits of its own.
	uintptr end = atomic_Xadduintptr(&b->free, bytes);
	return end > sizeof b->bits ? nil : &b->bits[end - bytes];
}

// go: mheap.go#newMarkBits
// Returns zeroed bits for nelems objects, readable in units of 64 bits. On g0.
gcBits *newMarkBits(uintptr nelems)
{
	uintptr bytes = divRoundUp(nelems, 64) * 8;
	// mo: seq_cst load; pairs with the store below, before which the arena was zeroed.
	gcBits *p = gcBitsArena_tryAlloc(atomic_Loadp(&gcBitsArenas.next), bytes);
	if (p != nil)
		return p;
	lock(&gcBitsArenas.lock);
	p = gcBitsArena_tryAlloc(gcBitsArenas.next, bytes); // another M may have put a new one there
	if (p == nil) {
		gcBitsArena *fresh = newArenaMayUnlock();
		p = gcBitsArena_tryAlloc(fresh, bytes);
		if (p == nil)
			throw("markBits overflow");
		fresh->next = gcBitsArenas.next;
		atomic_StorepNoWB(&gcBitsArenas.next, fresh);
	}
	unlock(&gcBitsArenas.lock);
	return p;
}

// go: mheap.go#newAllocBits [adapted] the same zeros for all new spans, as allocation bits are only
//     read
gcBits *newAllocBits(uintptr nelems)
{
	static gcBits zeros[maxObjsPerSpan / 8];
	return zeros;
}

// go: mheap.go#nextMarkBitArenaEpoch
// World stopped, all spans are swept: frees the allocation bits that they had before.
void nextMarkBitArenaEpoch(void)
{
	lock(&gcBitsArenas.lock);
	gcBitsArena **last = &gcBitsArenas.free;
	while (*last != nil)
		last = &(*last)->next;
	*last = gcBitsArenas.previous;
	gcBitsArenas.previous = gcBitsArenas.current;
	gcBitsArenas.current = gcBitsArenas.next;
	atomic_StorepNoWB(&gcBitsArenas.next, nil); // mo: seq_cst store; the next cycle has others
	unlock(&gcBitsArenas.lock);
}

// go: mheap.go#newArenaMayUnlock [adapted] keeps the lock
// Holds: gcBitsArenas.lock.
static gcBitsArena *newArenaMayUnlock(void)
{
	gcBitsArena *b = gcBitsArenas.free;
	if (b == nil) {
		b = sysAlloc(gcBitsChunkBytes, &memstats.gc_sys);
		if (b == nil)
			throw("runtime: cannot allocate memory");
	} else {
		gcBitsArenas.free = b->next;
		memclrNoHeapPointers(b, gcBitsChunkBytes);
	}
	b->free = 0;
	b->next = nil;
	return b;
}
