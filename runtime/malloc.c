// Allocation of objects.
//
// A small object (up to 32 KiB) is rounded up to one of 67 size classes and comes from the P's span
// of that class (mcache.c), without a lock; mcentral.c refills it with spans of the heap (mheap.c).
// Objects below 16 bytes without pointers share blocks of 16. A large object is a span of its own.
// All spans lie in arenas of 64 MiB of address space; the first is at 0xc000000000, so that
// pointers are easy to recognize.
//
// The common case runs on the caller's stack. Code that may call mcentral, the heap or the system,
// or print a message, runs on g0.
#include "runtime.h"

uintptr physPageSize;      // set in osinit
uintptr physHugePageSize;  // 0: unknown or none; set in osinit
uintgo  physHugePageShift; // 1 << physHugePageShift == physHugePageSize

// go: none — the throws of mallocinit that print a size first
static noreturn void badpagesize(uintptr size, const char *why, uintptr bound)
{
	print("system page size (", size, ") ", why, " (", bound, ")\n");
	throw("bad system page size");
}

// go: malloc.go#mallocinit
// Called once, on the first thread, after osinit has set the page sizes. Afterwards there is an
// mcache.
void mallocinit(void)
{
	if (class_to_size[_TinySizeClass] != _TinySize)
		throw("bad TinySizeClass");
	if ((heapArenaBitmapBytes & (heapArenaBitmapBytes - 1)) != 0)
		throw("heapArenaBitmapBytes not a power of 2");
	for (intgo i = 0; i < nelem(memstats.by_size); i++)
		memstats.by_size[i].size = class_to_size[i];

	if (physPageSize == 0)
		throw("failed to get system page size");
	if (physPageSize > maxPhysPageSize)
		badpagesize(physPageSize, "is larger than maximum page size", maxPhysPageSize);
	if (physPageSize < minPhysPageSize)
		badpagesize(physPageSize, "is smaller than minimum page size", minPhysPageSize);
	if ((physPageSize & (physPageSize - 1)) != 0) {
		print("system page size (", physPageSize, ") must be a power of 2\n");
		throw("bad system page size");
	}
	if ((physHugePageSize & (physHugePageSize - 1)) != 0) {
		print("system huge page size (", physHugePageSize, ") must be a power of 2\n");
		throw("bad system huge page size");
	}
	if (physHugePageSize > maxPhysHugePageSize)
		physHugePageSize = 0; // larger than the scavenger can handle
	if (physHugePageSize != 0)
		physHugePageShift = (uintgo)__builtin_ctzll(physHugePageSize);

	mheap_init(&mheap_);
	getg()->m->mcache = allocmcache();

	// Where arenas may lie: 0x00c0<<32 is the first hint, then 0x01c0<<32, …; all far from where
	// the system places mappings by itself.
	for (intgo i = 0x7f; i >= 0; i--) {
		arenaHint *hint = fixalloc_alloc(&mheap_.arenaHintAlloc);
		hint->addr = (uintptr)i << 40 | (uintptr)0xc0 << 32;
		hint->next = mheap_.arenaHints;
		mheap_.arenaHints = hint;
	}
}

// go: none — puts a new hint in front of the others
static void addhint(mheap *h, uintptr addr, bool down)
{
	arenaHint *hint = fixalloc_alloc(&h->arenaHintAlloc);
	hint->addr = addr;
	hint->down = down;
	hint->next = h->arenaHints;
	h->arenaHints = hint;
}

// go: none — the part of mheap.sysAlloc that makes the records of an arena
static void addarena(mheap *h, arenaIdx ri)
{
	heapArena **l2 = h->arenas[arenaIdx_l1(ri)];
	if (l2 == nil) {
		l2 = persistentalloc(sizeof *l2 << arenaL2Bits, sizeof(void *), nil);
		if (l2 == nil)
			throw("out of memory allocating heap arena map");
		// mo: seq_cst store; spanOf takes no lock: if it sees the map's address it must see the map
		// zeroed.
		atomic_StorepNoWB(&h->arenas[arenaIdx_l1(ri)], l2);
	}
	if (l2[arenaIdx_l2(ri)] != nil)
		throw("arena already initialized");
	heapArena *r = persistentalloc(sizeof *r, sizeof(void *), &memstats.gc_sys);
	if (r == nil)
		throw("out of memory allocating heap arena metadata");

	if (h->allArenas.len == h->allArenas.cap) {
		uintptr size = physPageSize;
		if (h->allArenas.cap != 0)
			size = 2 * (uintptr)h->allArenas.cap * sizeof(arenaIdx);
		arenaIdx *array = persistentalloc(size, sizeof(void *), &memstats.gc_sys);
		if (array == nil)
			throw("out of memory allocating allArenas");
		// The old array is not freed, since others may be reading it without the lock. Its entries
		// do not change.
		if (h->allArenas.len > 0)
			memmove(array, h->allArenas.array, (uintptr)h->allArenas.len * sizeof *array);
		h->allArenas.array = array;
		h->allArenas.cap = (intgo)(size / sizeof *array);
	}
	h->allArenas.array[h->allArenas.len++] = ri;
	// mo: seq_cst store; as above, a reader that sees the record's address must see it zeroed.
	atomic_StorepNoWB(&l2[arenaIdx_l2(ri)], r);
}

// go: malloc.go#mheap.sysAlloc [adapted] no range is set aside beforehand, as on 32-bit systems
// Returns *size bytes of prepared memory, at least n, in whole arenas; nil if there is none. Holds:
// the heap lock.
void *mheap_sysAlloc(mheap *h, uintptr n, uintptr *size)
{
	n = alignUp(n, heapArenaBytes);
	void *v = nil;
	*size = n;
	while (h->arenaHints != nil) {
		arenaHint *hint = h->arenaHints;
		uintptr p = hint->addr;
		if (hint->down)
			p -= n;
		// Only if it neither wraps nor leaves the address space.
		if (p + n >= p && arenaIndex(p + n - 1) < 1 << arenaBits)
			v = sysReserve((void *)p, n);
		if (v == (void *)p) {
			hint->addr = hint->down ? p : p + n;
			break;
		}
		// Another mapping is there. The hint is not worth another try.
		if (v != nil) {
			sysFree(v, n, nil);
			v = nil;
		}
		h->arenaHints = hint->next;
		fixalloc_free(&h->arenaHintAlloc, hint);
	}

	if (v == nil) {
		// Take any place. The next arenas will go above or below it.
		v = sysReserveAligned(nil, n, heapArenaBytes, size);
		if (v == nil)
			return nil;
		addhint(h, (uintptr)v, true);
		addhint(h, (uintptr)v + *size, false);
	}

	uintptr p = (uintptr)v;
	const char *bad = nil;
	if (p + *size < p)
		bad = "region exceeds uintptr range";
	else if (arenaIndex(p) >= 1 << arenaBits)
		bad = "base outside usable address space";
	else if (arenaIndex(p + *size - 1) >= 1 << arenaBits)
		bad = "end outside usable address space";
	if (bad != nil) {
		print("runtime: memory allocated by OS [", hex(p), ", ", hex(p + *size),
		      ") not in usable address space: ", bad, "\n");
		throw("memory reservation exceeds address space limit");
	}
	if ((p & (heapArenaBytes - 1)) != 0)
		throw("misrounded allocation in sysAlloc");

	sysMap(v, *size, &memstats.heap_sys); // all 64 MB, as Go 1.14 does
	for (arenaIdx ri = arenaIndex(p); ri <= arenaIndex(p + *size - 1); ri++)
		addarena(h, ri);
	return v;
}

// go: malloc.go#sysReserveAligned
// Reserves *reserved bytes, at least size, at a multiple of align, a power of 2; nil if there is no
// room. The system need not honour the address v.
void *sysReserveAligned(void *v, uintptr size, uintptr align, uintptr *reserved)
{
	uintptr p = (uintptr)sysReserve(v, size + align);
	*reserved = 0;
	if (p == 0)
		return nil;
	if ((p & (align - 1)) == 0) {
		*reserved = size + align;
		return (void *)p;
	}
	uintptr aligned = alignUp(p, align);
	sysFree((void *)p, aligned - p, nil);
	uintptr end = aligned + size;
	sysFree((void *)end, p + size + align - end, nil);
	*reserved = size;
	return (void *)aligned;
}

uintptr zerobase; // the address of all objects of size 0

// What the runtime and C programs allocate without a type: any word may be a pointer.
_type anypointers = {
	.size = sizeof(void *),
	.ptrdata = sizeof(void *),
	.align = 8,
	.fieldAlign = 8,
	.kind = kindUnsafePointer | kindDirectIface,
};

// What has no pointers.
_type nopointers = {.size = 1, .align = 1, .fieldAlign = 1, .kind = kindUint8};

// go: malloc.go#nextFreeFast
// Returns the next free object if the 64 bits of allocCache show one; otherwise 0, and the caller
// asks nextFree.
static inline gclinkptr nextFreeFast(mspan *s)
{
	if (s->allocCache == 0)
		return 0;
	uintptr bit = (uintptr)__builtin_ctzll(s->allocCache);
	uintptr result = s->freeindex + bit;
	if (result >= s->nelems)
		return 0;
	uintptr freeidx = result + 1;
	if (freeidx % 64 == 0 && freeidx != s->nelems)
		return 0; // needs the next 64 bits
	s->allocCache = s->allocCache >> bit >> 1; // two shifts: bit may be 63
	s->freeindex = freeidx;
	s->allocCount++;
	return mspan_base(s) + result * s->elemsize;
}

// go: none — arguments and result of nextFree
typedef struct nextfree {
	mcache   *c;
	spanClass spc;
	gclinkptr v;
	bool      shouldhelpgc;
} nextfree;

// go: none — nextFree on g0: refill reaches the heap
static void mcache_nextFree_g0(void *arg)
{
	nextfree *a = arg;
	mspan *s = a->c->alloc[a->spc];
	uintptr freeIndex = mspan_nextFreeIndex(s);
	if (freeIndex == s->nelems) {
		if ((uintptr)s->allocCount != s->nelems) {
			println("runtime: s.allocCount=", s->allocCount, "s.nelems=", s->nelems);
			throw("s.allocCount != s.nelems && freeIndex == s.nelems");
		}
		mcache_refill(a->c, a->spc);
		a->shouldhelpgc = true;
		s = a->c->alloc[a->spc];
		freeIndex = mspan_nextFreeIndex(s);
	}
	if (freeIndex >= s->nelems)
		throw("freeIndex is not valid");
	a->v = mspan_base(s) + freeIndex * s->elemsize;
	s->allocCount++;
	if ((uintptr)s->allocCount > s->nelems) {
		println("s.allocCount=", s->allocCount, "s.nelems=", s->nelems);
		throw("s.allocCount > s.nelems");
	}
}

// go: malloc.go#mcache.nextFree [adapted] does not return the span, which is c's afterwards
// Returns the next free object of the class. If c's span is full it gets a new one, and sets
// *shouldhelpgc because the heap has grown.
static noinline gclinkptr mcache_nextFree(mcache *c, spanClass spc, bool *shouldhelpgc)
{
	nextfree a = {.c = c, .spc = spc};
	systemstack(mcache_nextFree_g0, &a);
	*shouldhelpgc |= a.shouldhelpgc;
	return a.v;
}

// go: none — GODEBUG=sbrk=1: an object in persistent memory, aligned by its type
static noinline void *sbrkalloc(uintptr size, _type *typ)
{
	uintptr align = 16;
	if (typ != &nopointers && size < 16)
		align = (size & 7) == 0 ? 8 : (size & 3) == 0 ? 4 : (size & 1) == 0 ? 2 : 1;
	return persistentalloc(size, align, &memstats.other_sys);
}

static mspan *largeAlloc(uintptr size, bool needzero, bool noscan);

// go: malloc.go#profilealloc [moved] in front of its caller
// Counts the object at x in the heap profile.
static noinline void profilealloc(m *mp, void *x, uintptr size)
{
	mp->mcache->next_sample = nextSample();
	mProf_Malloc(x, size);
}

// go: none — the part of mallocgc that aligns an object of size bytes in a block of tiny ones
static inline uintptr tinyalign(uintptr off, uintptr size)
{
	if ((size & 7) == 0)
		return alignUp(off, 8);
	if ((size & 3) == 0)
		return alignUp(off, 4);
	return (size & 1) == 0 ? alignUp(off, 2) : off;
}

// go: malloc.go#mallocgc
// Returns an object of size bytes, zeroed if needzero. typ says where it holds pointers: nopointers
// nowhere, anypointers (or nil, see D80) anywhere. The object never moves; from 16 bytes on its
// address is a multiple of 16. mallocgc does not return without an object. It may be called on any
// stack of an M with a P, but not with the lock of mheap, an mcentral, stackpool or sched.gFree
// held, and not in a signal handler. On a goroutine's stack it may start a collection, unless
// something keeps the goroutine on its M; so M and P may be different ones afterwards.
void *mallocgc(uintptr size, _type *typ, bool needzero)
{
	if (size == 0)
		return &zerobase;
	if (unlikely(debug.sbrk != 0))
		return sbrkalloc(size, typ);

	g *assistG = nil;
	if (gcBlackenEnabled != 0) {
		// Never reached with our collector (gc.h): a goroutine that allocates helps to mark. It may
		// park here, so this comes first.
		assistG = getg()->m->curg != nil ? getg()->m->curg : getg();
		assistG->gcAssistBytes -= (int64)size;
		if (assistG->gcAssistBytes < 0)
			gcAssistAlloc(assistG);
	}

	// A cycle that begins now need not keep the large object, which may get memory that it frees.
	if (size > maxSmallSize && getg() != getg()->m->g0)
		helpgc(size);

	// Until mallocing is 0 again we keep this M and P, because preemption tests it. (Go raises
	// m.locks as well, since its allocator can be preempted before this line. Nothing preempts the
	// runtime's C code.)
	m *mp = getg()->m;
	if (unlikely(mp->mallocing != 0))
		throw("malloc deadlock");
	if (unlikely(mp->gsignal == getg()))
		throw("malloc during signal");
	// mo: relaxed; for the handler on this thread.
	RELAXED_SET(mp->mallocing, 1);
	compiler_barrier();

	if (unlikely(typ == nil))
		typ = &anypointers; // see D80
	bool noscan = typ->ptrdata == 0;
	uintptr dataSize = size, scanSize = 0;
	mcache *c = mp->mcache;
	void *x;
	bool shouldhelpgc = false;
	if (size <= maxSmallSize) {
		if (noscan && size < maxTinySize) {
			// A piece of the 16-byte block that tiny objects share.
			uintptr off = tinyalign(c->tinyoffset, size);
			if (off + size <= maxTinySize && c->tiny != 0) {
				x = (void *)(c->tiny + off);
				c->tinyoffset = off + size;
				c->local_tinyallocs++;
				compiler_barrier();
				RELAXED_SET(mp->mallocing, 0);
				return x;
			}
			gclinkptr v = nextFreeFast(c->alloc[tinySpanClass]);
			if (v == 0)
				v = mcache_nextFree(c, tinySpanClass, &shouldhelpgc);
			x = gclinkptr_ptr(v);
			((uint64 *)x)[0] = 0;
			((uint64 *)x)[1] = 0;
			// Of the old and the new block, keep the one with more room left.
			if (size < c->tinyoffset || c->tiny == 0) {
				c->tiny = (uintptr)x;
				c->tinyoffset = size;
			}
			size = maxTinySize;
		} else {
			uint8 sizeclass = smallclass(size);
			size = class_to_size[sizeclass];
			spanClass spc = makeSpanClass(sizeclass, noscan);
			gclinkptr v = nextFreeFast(c->alloc[spc]);
			if (v == 0)
				v = mcache_nextFree(c, spc, &shouldhelpgc);
			x = gclinkptr_ptr(v);
			if (needzero && c->alloc[spc]->needzero != 0)
				memclrNoHeapPointers(x, size);
		}
	} else {
		mspan *s = largeAlloc(size, needzero, noscan);
		shouldhelpgc = true;
		s->freeindex = 1;
		s->allocCount = 1;
		x = (void *)mspan_base(s);
		size = s->elemsize;
	}

	if (!noscan) {
		heapBitsSetType((uintptr)x, size, dataSize, typ);
		// An array repeats its element. Nothing after the last pointer needs a scan.
		scanSize = dataSize > typ->size ? dataSize - typ->size + typ->ptrdata : typ->ptrdata;
		c->local_scan += scanSize;
	}

	// Another thread that reads the object's address from memory must find the object zeroed.
	// mo: release; no instruction on amd64. Pairs with the data dependency of the reader.
	__atomic_thread_fence(__ATOMIC_RELEASE);

	if (unlikely(writeBarrier.enabled)) {
		if (gcphase == _GCmarktermination)
			throw("mallocgc called with gcphase == _GCmarktermination");
		gcmarknewobject((uintptr)x, size, dataSize, typ);
	}

	compiler_barrier();
	RELAXED_SET(mp->mallocing, 0);

	intgo rate;
	if (unlikely(mProf_Malloc != nil) && (rate = RELAXED(MemProfileRate)) > 0) {
		if (rate != 1 && size < c->next_sample)
			c->next_sample -= size;
		else
			profilealloc(mp, x, size);
	}

	if (assistG != nil)
		assistG->gcAssistBytes -= (int64)(size - dataSize);
	if (shouldhelpgc && getg() != mp->g0) {
		if (unlikely(debug.gccheckmark > 0))
			notpointers((uintptr)x, dataSize, typ);
		helpgc(0);
	}
	return x;
}

// go: none — arguments and result of largeAlloc
typedef struct largealloc {
	uintptr size;
	bool    needzero;
	bool    noscan;
	mspan  *s;
} largealloc;

// go: none — largeAlloc on g0
static void largeAlloc_g0(void *arg)
{
	largealloc *a = arg;
	if (a->size > maxAlloc) {
		// The sums below, and in the heap, would overflow. The message is mheap_grow's.
		uintptr ask = alignUp(a->size, pallocChunkBytes);
		if (ask != 0)
			print("runtime: out of memory: cannot allocate ", ask, "-byte block (",
			      memstats.heap_sys, " in use)\n");
		throw("out of memory");
	}
	uintptr npages = divRoundUp(a->size, _PageSize);
	deductSweepCredit(npages * _PageSize, npages);
	a->s = mheap_alloc(&mheap_, npages, makeSpanClass(0, a->noscan), a->needzero);
	if (a->s == nil)
		throw("out of memory");
	a->s->limit = mspan_base(a->s) + a->size;
	heapBits_initSpan(a->s);
}

// go: malloc.go#largeAlloc
// Returns a span for one object of more than maxSmallSize bytes.
static noinline mspan *largeAlloc(uintptr size, bool needzero, bool noscan)
{
	largealloc a = {size, needzero, noscan, nil};
	systemstack(largeAlloc_g0, &a);
	return a.s;
}

// go: malloc.go#newobject
// A zeroed object of type typ: new(T).
void *newobject(_type *typ) { return mallocgc(typ->size, typ, true); }

// go: malloc.go#reflect_unsafe_New
void *reflect_unsafe_New(_type *typ) { return mallocgc(typ->size, typ, true); }

// go: malloc.go#reflectlite_unsafe_New
void *reflectlite_unsafe_New(_type *typ) { return mallocgc(typ->size, typ, true); }

// go: malloc.go#newarray
// n zeroed objects of type typ in a row. Panics if they are too many.
void *newarray(_type *typ, intgo n)
{
	if (n == 1)
		return mallocgc(typ->size, typ, true);
	uintptr mem;
	if (n < 0 || __builtin_mul_overflow(typ->size, (uintptr)n, &mem) || mem > maxAlloc)
		panicplain(STR("runtime: allocation size out of range"));
	return mallocgc(mem, typ, true);
}

// go: malloc.go#reflect_unsafe_NewArray
void *reflect_unsafe_NewArray(_type *typ, intgo n) { return newarray(typ, n); }

// The persistent memory of Ms without a P.
static struct {
	mutex           mutex;
	persistentAlloc persistentAlloc;
} globalAlloc GOSYM(globalAlloc);

// go: none — in the child of a fork: another thread of the parent may have held the lock
void persistentforked(void) { globalAlloc = (__typeof__(globalAlloc)){0}; }

// go: none — arguments and result of persistentalloc1
typedef struct persistentrequest {
	uintptr size, align;
	uint64 *sysStat;
	void   *p;
} persistentrequest;

static void persistentalloc1(void *arg);

// go: malloc.go#persistentalloc
// Returns size zeroed bytes at a multiple of align, a power of 2 (0: 8). They are never given back,
// and count as *sysStat. Without memory it returns nil from 64 KiB on and throws for smaller sizes.
// From 64 KiB on the memory is aligned to the system's pages.
void *persistentalloc(uintptr size, uintptr align, uint64 *sysStat)
{
	persistentrequest a = {size, align, sysStat, nil};
	systemstack(persistentalloc1, &a);
	return a.p;
}

// go: malloc.go#persistentalloc1 [adapted] with an argument record; there is no list of chunks,
//     which nothing would read
static void persistentalloc1(void *arg)
{
	enum { maxBlock = 64 << 10 }; // from this size on, a mapping of its own
	persistentrequest *a = arg;
	uintptr size = a->size, align = a->align;
	if (size == 0)
		throw("persistentalloc: size == 0");
	if ((align & (align - 1)) != 0)
		throw("persistentalloc: align is not a power of 2");
	if (align > _PageSize)
		throw("persistentalloc: align is too large");
	if (align == 0)
		align = 8;
	if (size >= maxBlock) {
		a->p = sysAlloc(size, a->sysStat);
		return;
	}

	m *mp = acquirem();
	persistentAlloc *persistent;
	if (mp->p != 0) {
		persistent = &puintptr_ptr(mp->p)->palloc;
	} else {
		lock(&globalAlloc.mutex);
		persistent = &globalAlloc.persistentAlloc;
	}
	uintptr at = alignUp((uintptr)persistent->base + persistent->off, align);
	if (persistent->base == nil || at + size > (uintptr)persistent->base + persistentChunkSize) {
		bool more = persistent->base != nil;
		persistent->base = sysAlloc(persistentChunkSize, &memstats.other_sys);
		if (persistent->base == nil) {
			if (persistent == &globalAlloc.persistentAlloc)
				unlock(&globalAlloc.mutex);
			throw("runtime: cannot allocate memory");
		}
		if (more)
			sysPopulate(persistent->base, persistentChunkSize); // the next chunks are mostly Gs
		at = alignUp((uintptr)persistent->base, align);
	}
	a->p = (void *)at;
	persistent->off = at + size - (uintptr)persistent->base;
	if (persistent == &globalAlloc.persistentAlloc)
		unlock(&globalAlloc.mutex);
	releasem(mp);

	if (a->sysStat != &memstats.other_sys) {
		mSysStatInc(a->sysStat, size);
		mSysStatDec(&memstats.other_sys, size);
	}
}
