// Allocation of objects.
//
// A small object (up to 32 KiB) is rounded up to one of 67 size classes and comes from the P's span of that class (mcache.c), without a lock;
// mcentral.c refills it with spans of the heap (mheap.c). Objects below 16 bytes without pointers share blocks of 16. A large object is a span of
// its own. Under all of it lie the arenas: 64 MiB of address space each, the first at 0xc000000000, so that pointers are easy to tell.
//
// The common case runs on the caller's stack. Everything that can reach mcentral, the heap, the system or a message runs on g0.
#include "runtime.h"

uintptr physPageSize;      // set in osinit
uintptr physHugePageSize;  // 0: unknown or none; set in osinit
uintgo  physHugePageShift; // 1 << physHugePageShift == physHugePageSize

// go: none — the throws of mallocinit that tell a size first
static noreturn void badpagesize(uintptr size, const char *why, uintptr bound)
{
	print("system page size (", size, ") ", why, " (", bound, ")\n");
	throw("bad system page size");
}

// go: malloc.go#mallocinit
// Once, on the first thread, when the page sizes are known: from here on there is an mcache.
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
		physHugePageSize = 0; // more than the scavenger looks at in one piece
	if (physHugePageSize != 0)
		physHugePageShift = (uintgo)__builtin_ctzll(physHugePageSize);

	mheap_init(&mheap_);
	getg()->m->mcache = allocmcache();

	// Where arenas may lie, the first hint first: 0x00c0<<32, 0x01c0<<32, …; far from where the system puts mappings by itself.
	for (intgo i = 0x7f; i >= 0; i--) {
		arenaHint *hint = fixalloc_alloc(&mheap_.arenaHintAlloc);
		hint->addr = (uintptr)i << 40 | (uintptr)0xc0 << 32;
		hint->next = mheap_.arenaHints;
		mheap_.arenaHints = hint;
	}
}

// go: none — a new hint in front of the others
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
		// mo: seq_cst store; the zeroed map before its address, for spanOf, which takes no lock.
		atomic_StorepNoWB(&h->arenas[arenaIdx_l1(ri)], l2);
	}
	if (l2[arenaIdx_l2(ri)] != nil)
		throw("arena already initialized");
	heapArena *r = persistentalloc(sizeof *r, sizeof(void *), &memstats.gc_sys);
	if (r == nil)
		throw("out of memory allocating heap arena metadata");

	if (h->allArenas.len == h->allArenas.cap) {
		uintptr size = h->allArenas.cap == 0 ? physPageSize : 2 * (uintptr)h->allArenas.cap * sizeof(arenaIdx);
		arenaIdx *array = persistentalloc(size, sizeof(void *), &memstats.gc_sys);
		if (array == nil)
			throw("out of memory allocating allArenas");
		// The old array stays for those who read it without the lock: its entries do not change.
		if (h->allArenas.len > 0)
			memmove(array, h->allArenas.array, (uintptr)h->allArenas.len * sizeof *array);
		h->allArenas.array = array;
		h->allArenas.cap = (intgo)(size / sizeof *array);
	}
	h->allArenas.array[h->allArenas.len++] = ri;
	// mo: seq_cst store; the zeroed record before its address, as above.
	atomic_StorepNoWB(&l2[arenaIdx_l2(ri)], r);
}

// go: malloc.go#mheap.sysAlloc [adapted] no range is set aside beforehand, as on 32-bit systems
// At least n bytes of prepared memory in whole arenas, *size of them; nil if there is none. Holds: the heap lock.
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
		// Someone is there. Not worth another try.
		if (v != nil) {
			sysFree(v, n, nil);
			v = nil;
		}
		h->arenaHints = hint->next;
		fixalloc_free(&h->arenaHintAlloc, hint);
	}

	if (v == nil) {
		// Anywhere; from there on, go on in both directions.
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
		print("runtime: memory allocated by OS [", hex(p), ", ", hex(p + *size), ") not in usable address space: ", bad, "\n");
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
// Reserves *reserved bytes, at least size, at a multiple of align, a power of 2; nil if there is no room. v is a wish.
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

uintptr zerobase; // the address of all objects without bytes

// What the runtime and C programs allocate without a type: any word may be a pointer.
_type anypointers = {.size = sizeof(void *), .ptrdata = sizeof(void *), .align = 8, .fieldAlign = 8, .kind = kindUnsafePointer | kindDirectIface};

// go: malloc.go#nextFreeFast
// The next free object if it is found in 64 bits; else 0, and nextFree knows more.
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

// go: malloc.go#mcache.nextFree [adapted] the span is c's after it
// The next free object of the class, out of a new span if c's is full: then *shouldhelpgc is set, as the heap has grown.
static noinline gclinkptr mcache_nextFree(mcache *c, spanClass spc, bool *shouldhelpgc)
{
	nextfree a = {.c = c, .spc = spc};
	systemstack(mcache_nextFree_g0, &a);
	*shouldhelpgc |= a.shouldhelpgc;
	return a.v;
}

// go: none — GODEBUG=sbrk=1: everything from persistent memory, aligned by what is known of the type
static noinline void *sbrkalloc(uintptr size, _type *typ)
{
	uintptr align = 16;
	if (typ != nil)
		align = (size & 7) == 0 ? 8 : (size & 3) == 0 ? 4 : (size & 1) == 0 ? 2 : 1;
	return persistentalloc(size, align, &memstats.other_sys);
}

static mspan *largeAlloc(uintptr size, bool needzero, bool noscan);

// go: malloc.go#profilealloc [moved] in front of its caller
// The object at x counts in the heap's profile.
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
// An object of size bytes. typ says where it holds pointers, nil that it holds none. Zeroed if needzero. It never moves, and never fails. 16-aligned
// from 16 bytes on. On any stack of an M with a P, but not with the locks of mheap, mcentral, stackpool or sched.gFree, nor in a signal handler. On a
// goroutine's stack, and if nothing holds the goroutine on its M, a collection may take place, so the M and P may be others afterwards.
void *mallocgc(uintptr size, _type *typ, bool needzero)
{
	if (gcphase == _GCmarktermination)
		throw("mallocgc called with gcphase == _GCmarktermination");
	if (size == 0)
		return &zerobase;
	if (unlikely(debug.sbrk != 0))
		return sbrkalloc(size, typ);

	g *assistG = nil;
	if (gcBlackenEnabled != 0) {
		// Whoever allocates helps to mark. May park, so it comes before everything else.
		assistG = getg()->m->curg != nil ? getg()->m->curg : getg();
		assistG->gcAssistBytes -= (int64)size;
		if (assistG->gcAssistBytes < 0)
			gcAssistAlloc(assistG);
	}

	// Until mallocing is 0 again we stay on this M and P: preemption looks at it. (Go takes m.locks besides, since its allocator can be preempted
	// before this line; nothing preempts C code of the runtime.)
	m *mp = getg()->m;
	if (unlikely(mp->mallocing != 0))
		throw("malloc deadlock");
	if (unlikely(mp->gsignal == getg()))
		throw("malloc during signal");
	// mo: relaxed; for the handler on this thread.
	RELAXED_SET(mp->mallocing, 1);
	compiler_barrier();

	bool noscan = typ == nil || typ->ptrdata == 0;
	uintptr dataSize = size, scanSize = 0;
	mcache *c = mp->mcache;
	void *x;
	bool shouldhelpgc = false;
	if (size <= maxSmallSize) {
		if (noscan && size < maxTinySize) {
			// A piece of the block of 16 bytes that tiny objects share, aligned as its size lets it be.
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
			// The block with more room left is the one to share.
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
		// An array is its element again and again; behind the last pointer there is nothing to scan.
		scanSize = dataSize > typ->size ? dataSize - typ->size + typ->ptrdata : typ->ptrdata;
		c->local_scan += scanSize;
	}

	// Contents and type before the address: whoever finds the object through memory finds it zeroed.
	// mo: release; no instruction on amd64. Pairs with the data dependency of the reader.
	__atomic_thread_fence(__ATOMIC_RELEASE);

	if (gcphase != _GCoff)
		gcmarknewobject((uintptr)x, size, scanSize);

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
	if (shouldhelpgc && getg() != mp->g0)
		helpgc();
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
	if (a->size > maxAlloc)
		throw("out of memory"); // nor would the sums below hold
	uintptr npages = divRoundUp(a->size, _PageSize);
	deductSweepCredit(npages * _PageSize, npages);
	a->s = mheap_alloc(&mheap_, npages, makeSpanClass(0, a->noscan), a->needzero);
	if (a->s == nil)
		throw("out of memory");
	a->s->limit = mspan_base(a->s) + a->size;
	heapBits_initSpan(a->s);
}

// go: malloc.go#largeAlloc
// A span for one object of more than maxSmallSize bytes.
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

// What Ms without a P take persistent memory from.
static struct {
	mutex           mutex;
	persistentAlloc persistentAlloc;
} globalAlloc GOSYM(globalAlloc);

// go: none — arguments and result of persistentalloc1
typedef struct persistentrequest {
	uintptr size, align;
	uint64 *sysStat;
	void   *p;
} persistentrequest;

static void persistentalloc1(void *arg);

// go: malloc.go#persistentalloc
// size zeroed bytes at a multiple of align, a power of 2 (0: 8), that are never given back; their bytes count as *sysStat. nil, or fatal for small
// sizes, if there is no memory. From 64 KiB on it is aligned as the system's pages are.
void *persistentalloc(uintptr size, uintptr align, uint64 *sysStat)
{
	persistentrequest a = {size, align, sysStat, nil};
	systemstack(persistentalloc1, &a);
	return a.p;
}

// go: malloc.go#persistentalloc1 [adapted] with an argument record; chunks are not listed, nobody asks for what is in them
static void persistentalloc1(void *arg)
{
	enum { maxBlock = 64 << 10 }; // from here on the system itself
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
