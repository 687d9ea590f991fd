// An object has the smallest size class that holds it, is aligned, is zero when asked for although
// its pages were dirty, and overlaps no other, however many goroutines allocate at once. Tiny
// objects share blocks; large ones have spans of their own, across arenas too. Spans that go back
// are used again and leave the statistics as they were. Persistent memory is aligned, zero and
// counted. MemStats adds up. A list of all spans stays readable.
#include "runtime.h"
#include <gort.h>

static int result;

static bool bad(const char *what, uintptr got, uintptr want)
{
	println(what, "got", hex(got), "want", hex(want));
	result = 1;
	return false;
}
#define expect(what, got, want)                                                    \
	({                                                                             \
		uintptr got_ = (uintptr)(got), want_ = (uintptr)(want);                    \
		got_ == want_ || bad(what, got_, want_);                                   \
	})

static _type withpointers = {
	.ptrdata = sizeof(void *), .align = 8, .fieldAlign = 8, .kind = kindStruct};

static bool iszero(const void *p, uintptr n)
{
	const byte *b = p;
	for (uintptr i = 0; i < n; i++)
		if (b[i] != 0)
			return false;
	return true;
}

// By search, not by the tables that find it.
static uintptr classsize(uintptr size)
{
	for (int i = 1; i < _NumSizeClasses; i++)
		if (class_to_size[i] >= size)
			return class_to_size[i];
	return 0;
}

static void small(uintptr size, bool pointers)
{
	_type t = withpointers;
	t.size = size;
	byte *x = mallocgc(size, pointers ? &t : &nopointers, true);
	uintptr want = classsize(!pointers && size < 16 ? 16 : size);
	mspan *s = spanOfHeap((uintptr)x);
	if (s == nil) {
		bad("no span: size", size, want);
		return;
	}
	expect("class", s->elemsize, want);
	expect("noscan", spanClass_noscan(s->spanclass), !pointers);
	expect("end of the objects", s->limit, mspan_base(s) + s->nelems * want);
	uintptr off = (uintptr)x - mspan_base(s);
	if (pointers || size >= 16) {
		expect("place in the span", off % want, 0);
		expect("roundupsize", roundupsize(size), want);
	}
	// Exact for every offset of a span, or a collector would find the wrong object.
	for (uintptr o = size % 7; o < s->npages * pageSize; o += 7) {
		uintptr obj = s->baseMask != 0 ? o & s->baseMask
		                               : (((o >> s->divShift) * s->divMul) >> s->divShift2) * want;
		if (obj != o - o % want) {
			bad("object of an offset, by the divide magic", obj, o - o % want);
			break;
		}
	}
	if (size >= 16)
		expect("alignment", (uintptr)x % 16, 0);
	if (!iszero(x, size >= 16 ? want : size))
		bad("not zero: size", size, 0);
	memset(x, 0xdd, size);
}

static void smalls(void)
{
	for (uintptr size = 1; size <= 2048; size++) {
		small(size, false);
		if (size >= 8)
			small(size, true);
	}
	for (int i = 38; i < _NumSizeClasses; i++)
		for (uintptr size = class_to_size[i] - 1u;
		     size <= class_to_size[i] + 1u && size <= maxSmallSize; size++)
			small(size, i % 2 == 0);
	expect("objects without bytes", mallocgc(0, &nopointers, true),
	       mallocgc(0, &withpointers, true));

	// Every slot of a span, once: 1024 objects in each.
	enum { N = 5000 };
	_type t = withpointers;
	t.size = 8;
	uintptr seen = 0;
	procPin(); // the same span throughout
	for (int i = 0; i < N; i++) {
		uintptr *x = newobject(&t);
		seen += *x != 0;
		*x = 1;
	}
	procUnpin();
	expect("8-byte objects handed out twice", seen, 0);
}

static void tiny(void)
{
	enum { N = 160 };
	byte *x[N];
	uintptr blocks = 0, last = 0;
	procPin(); // one cache throughout
	for (int i = 0; i < N; i++) {
		x[i] = mallocgc(1, &nopointers, true);
		expect("tiny object", *x[i], 0);
		*x[i] = (byte)(i + 1);
		blocks += (uintptr)x[i] / 16 != last;
		last = (uintptr)x[i] / 16;
	}
	procUnpin();
	for (int i = 0; i < N; i++)
		expect("tiny object", *x[i], i + 1);
	if (blocks > N / 16 + 1)
		bad("blocks of tiny objects", blocks, N / 16);
	for (uintptr size = 1; size < 16; size++)
		for (int i = 0; i < 50; i++) {
			for (int k = 0; k <= i % 5; k++)
				mallocgc(1, &nopointers, true); // off any alignment
			uintptr align = size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
			uintptr p = (uintptr)mallocgc(size, &nopointers, true);
			expect("tiny alignment", p % align, 0);
			expect("tiny object in two blocks", p / 16, (p + size - 1) / 16);
		}
}

static void large(void)
{
	static const uintptr sizes[] = {
		maxSmallSize + 1, 5 * pageSize,         100000,
		1 << 20,          pallocChunkBytes + 1, heapArenaBytes + 3 * pageSize};
	for (int i = 0; i < nelem(sizes); i++) {
		uintptr size = sizes[i], npages = divRoundUp(size, pageSize);
		byte *x = mallocgc(size, i % 2 == 0 ? &nopointers : &withpointers, true);
		mspan *s = spanOfHeap((uintptr)x);
		if (s == nil) {
			bad("no span: size", size, 0);
			continue;
		}
		expect("large: base", mspan_base(s), x);
		expect("large: pages", s->npages, npages);
		expect("large: object size", s->elemsize, npages * pageSize);
		expect("large: end", s->limit, x + size);
		expect("large: class", spanClass_sizeclass(s->spanclass), 0);
		expect("large: free objects", s->nelems - s->allocCount + (s->nelems - s->freeindex), 0);
		for (uintptr p = 0; p < npages; p++)
			if (spanOf((uintptr)x + p * pageSize) != s || x[p * pageSize] != 0) {
				bad("large: page", p, npages);
				break;
			}
		expect("behind it", spanOfHeap((uintptr)x + size), nil);
	}
}

// On g0: spans of stacks and of objects come and go.
typedef struct spans {
	uintptr npages;
	uintptr base;
} spans;

static void dirty(void *arg)
{
	spans *a = arg;
	mspan *s = mheap_allocManual(&mheap_, a->npages, &memstats.stacks_inuse);
	a->base = mspan_base(s);
	memset((void *)a->base, 0xee, a->npages * pageSize);
	mheap_freeManual(&mheap_, s, &memstats.stacks_inuse);
}

static void comeandgo(void *arg)
{
	spans *a = arg;
	uint64 inuse = memstats.heap_inuse, idle = memstats.heap_idle, sys = memstats.heap_sys;
	uint64 stacks = memstats.stacks_inuse;
	uint64 pages = mheap_.pagesInUse;
	for (int i = 0; i < 200; i++) {
		mspan *s = mheap_alloc(&mheap_, a->npages, makeSpanClass(0, true), true);
		if (i == 0)
			a->base = mspan_base(s);
		expect("span that came back", mspan_base(s), a->base);
		expect("needzero", s->needzero, 0);
		if (!iszero((void *)a->base, a->npages * pageSize))
			bad("span not zero", a->base, 0);
		memset((void *)a->base, 0xee, a->npages * pageSize);
		expect("heap_inuse", memstats.heap_inuse - inuse, a->npages * pageSize);
		expect("pagesInUse", mheap_.pagesInUse - pages, a->npages);
		uintptr pageIdx;
		uint8 mask;
		heapArena *arena = pageIndexOf(a->base, &pageIdx, &mask);
		expect("pageInUse", (arena->pageInUse[pageIdx] & mask) != 0, true);
		mheap_freeSpan(&mheap_, s);
		expect("pageInUse", (arena->pageInUse[pageIdx] & mask) != 0, false);
		expect("span that is gone", spanOfHeap(a->base), nil);

		s = mheap_allocManual(&mheap_, a->npages, &memstats.stacks_inuse);
		expect("stacks", memstats.stacks_inuse - stacks, a->npages * pageSize);
		expect("stack", spanOf(mspan_base(s)), s);
		expect("stack is no heap", spanOfHeap(mspan_base(s)), nil);
		mheap_freeManual(&mheap_, s, &memstats.stacks_inuse);
	}
	expect("heap_inuse afterwards", memstats.heap_inuse, inuse);
	expect("heap_sys afterwards", memstats.heap_sys, sys);
	expect("heap_idle afterwards", memstats.heap_idle, idle);
	expect("stacks_inuse afterwards", memstats.stacks_inuse, stacks);
	expect("pagesInUse afterwards", mheap_.pagesInUse, pages);
}

// Pages are new once, each block of 64 for itself. At the end of the first arena.
static void newpages(void)
{
	enum { BLOCK = 64 };
	static const struct {
		uintptr first, n;
		bool used;
	} steps[] = {
		{3 * BLOCK, 5, false},
		{3 * BLOCK, 5, true},
		{BLOCK, 2, false},
		{BLOCK + 1, 2, true},
		{BLOCK + 3, 4, false},
		{2, 62, false},
		{63, 1, true},
		{BLOCK + 60, 10, false},
		{2 * BLOCK + 5, 1, true},
		{2 * BLOCK + 6, 1, false},
		{3 * BLOCK + 5, 300, false},
		{8 * BLOCK - 1, 1, false},
		{7 * BLOCK, 80, true},
		{9 * BLOCK - 1, 2, false},
		{8 * BLOCK + 20, 1, true},
	};
	uintptr base = alignDown(mheap_.pages.inUse.ranges.array[0].base, heapArenaBytes) +
	               heapArenaBytes - 20 * BLOCK * pageSize;
	for (uintptr i = 0; i < nelem(steps); i++)
		if (mheap_allocNeedsZero(&mheap_, base + steps[i].first * pageSize, steps[i].n) !=
		    steps[i].used)
			bad("pages were used: step", i, steps[i].used);
}

static void zeroing(void)
{
	spans a = {.npages = 64};
	systemstack(dirty, &a);
	bool hit = false;
	for (int i = 0; i < 4096 && !hit; i++) {
		byte *x = mallocgc(1024, &nopointers, true);
		hit = (uintptr)x - a.base < a.npages * pageSize;
		if (!iszero(x, 1024))
			bad("small object on a dirty page", (uintptr)x, a.base);
	}
	expect("small objects reached the dirty pages", hit, true);

	hit = false;
	for (int i = 0; i < 10 && !hit; i++) {
		a.npages = 400;
		systemstack(dirty, &a);
		byte *x = mallocgc(a.npages * pageSize, &nopointers, true);
		hit = (uintptr)x == a.base;
		if (!iszero(x, a.npages * pageSize))
			bad("large object on dirty pages", (uintptr)x, a.base);
	}
	expect("a large object reached the dirty pages", hit, true);

	a.npages = 20; // above what goes by way of the P's pages
	systemstack(comeandgo, &a);
}

static void persistent(void)
{
	enum { N = 2000 };
	static struct { byte *p; uintptr size; } got[N];
	uint64 stat = 0, want = 0;
	for (uintptr i = 0; i < N; i++) {
		uintptr align = (uintptr)1 << i % 14;
		uintptr size = 1 + i * i * 37 % (i % 100 == 0 ? 100000 : 3000);
		byte *p = persistentalloc(size, i % 15 == 14 ? 0 : align, &stat);
		want += size;
		if (i % 15 == 14)
			align = 8;
		else if (size >= 64 << 10 && align > 4096)
			align = 4096;
		expect("persistentalloc: alignment", (uintptr)p % align, 0);
		if (!iszero(p, size))
			bad("persistentalloc: not zero", (uintptr)p, 0);
		memset(p, (int)i | 1, size);
		got[i].p = p;
		got[i].size = size;
	}
	expect("persistentalloc: bytes counted", stat, want);
	for (uintptr i = 0; i < N; i++)
		for (uintptr j = 0; j < got[i].size; j++)
			if (got[i].p[j] != ((byte)i | 1)) {
				bad("persistentalloc: overlap", (uintptr)got[i].p + j, i);
				break;
			}
}

static void stats(void)
{
	enum { class = 32, N = 777 };
	static MemStats before, after;
	ReadMemStats(&before);
	for (int i = 0; i < N; i++)
		mallocgc(class_to_size[class] - 5u, i % 2 == 0 ? &nopointers : &withpointers, true);
	byte *large = mallocgc(5 * pageSize - 100, &nopointers, true);
	for (int i = 0; i < N; i++)
		mallocgc(3, &nopointers, true);
	ReadMemStats(&after);
	expect("by_size, size", after.BySize[class].Size, class_to_size[class]);
	expect("by_size, objects", after.BySize[class].Mallocs - before.BySize[class].Mallocs, N);
	uintptr blocks = after.BySize[2].Mallocs - before.BySize[2].Mallocs;
	if (blocks < N * 3 / 16 || blocks > N / 5 + 16)
		bad("blocks of tiny objects", blocks, N / 5);
	uint64 allocated = after.TotalAlloc - before.TotalAlloc;
	uintptr least = N * class_to_size[class] + 5 * pageSize + blocks * 16;
	if (allocated < least)
		bad("TotalAlloc", allocated, least);
	if (after.Mallocs - before.Mallocs < 2 * N + 1)
		bad("Mallocs", after.Mallocs - before.Mallocs, 2 * N + 1);
	expect("HeapObjects", after.HeapObjects, after.Mallocs - after.Frees);
	expect("HeapAlloc", after.HeapAlloc, after.Alloc);
	expect("HeapSys", after.HeapSys, after.HeapIdle + after.HeapInuse);
	expect("arenas", (after.HeapSys + after.StackInuse) % heapArenaBytes, 0);
	uint64 parts = after.HeapSys + after.StackSys + after.MSpanSys + after.MCacheSys;
	expect("Sys", after.Sys, parts + after.BuckHashSys + after.GCSys + after.OtherSys);
	if (after.HeapReleased > after.HeapIdle || after.HeapInuse < after.HeapAlloc ||
	    after.StackInuse == 0 || after.MSpanInuse == 0 || after.MSpanInuse > after.MSpanSys ||
	    after.MCacheInuse > after.MCacheSys)
		bad("MemStats", after.HeapReleased, after.HeapIdle);
	expect("a live object after all caches were flushed", spanOfHeap((uintptr)large)->allocCount,
	       1);
}

// Many goroutines: each keeps what it allocates, filled with its own pattern, and finds it as it
// was.
enum { GOROUTINES = 12, OBJECTS = 4000 };
static gort_waitgroup wg;

static void worker(void *arg)
{
	uintptr id = (uintptr)arg;
	uint64 r = id * 0x9e3779b97f4a7c15u;
	struct { byte *p; uintptr size; } *mine = mallocgc(OBJECTS * sizeof *mine, &withpointers, true);
	for (uintptr i = 0; i < OBJECTS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		uintptr most = i % 500 == 0 ? 200000 : i % 50 == 0 ? 30000 : i % 5 == 0 ? 1500 : 100;
		uintptr size = (r >> 33) % most + 1;
		bool pointers = size >= 8 && (r >> 60) % 2 == 0;
		byte *p = mallocgc(size, pointers ? &withpointers : &nopointers, true);
		if (!iszero(p, size))
			bad("not zero", (uintptr)p, size);
		memset(p, (int)(id * 31 + i) | 1, size);
		mine[i].p = p;
		mine[i].size = size;
		if (i % 97 == 0)
			gort_Gosched();
	}
	for (uintptr i = 0; i < OBJECTS; i++)
		for (uintptr j = 0; j < mine[i].size; j++)
			if (mine[i].p[j] != (byte)((id * 31 + i) | 1)) {
				bad("overlap", (uintptr)mine[i].p + j, id);
				break;
			}
	gort_wgdone(&wg);
}

static void toolarge(void *arg)
{
	_type t = withpointers;
	t.size = 1 << 20;
	newarray(&t, (intgo)arg);
}

static const char *paniced;
static void recoverer(void *unused) { paniced = gort_recover(); }
static void caught(void *arg)
{
	gort_defer(recoverer, nil);
	toolarge(arg);
}

// As the collector does: the list of spans, which grows meanwhile by more than it holds.
static void growspans(void *unused)
{
	for (intgo cap = mheap_.allspans.cap; mheap_.allspans.cap == cap;)
		mheap_allocManual(&mheap_, 1, &memstats.stacks_inuse);
}

static void oldspans(void)
{
	spanlist l = mheap_spans(&mheap_);
	systemstack(growspans, nil);
	for (intgo i = 0; i < l.len; i++)
		expect("allspans, in an old array", l.array[i], mheap_.allspans.array[i]);
}

int main(void)
{
	setGCPercent(-1); // what is allocated stays
	newpages(); // first: large() goes to the end of the arena
	smalls();
	tiny();
	large();
	persistent();
	stats();
	zeroing(); // last: spans that go back without a sweep still count in HeapAlloc

	gort_wgadd(&wg, GOROUTINES);
	for (uintptr i = 1; i <= GOROUTINES; i++)
		gort_go(worker, (void *)i);
	gort_wgwait(&wg);

	static const intgo lengths[] = {-1, (intgo)1 << 45, INT64_MAX, (intgo)1 << 29};
	for (int i = 0; i < nelem(lengths); i++) {
		paniced = nil;
		gort_call(caught, (void *)lengths[i]);
		if (paniced == nil || memcmp(paniced, "runtime: allocation size out of range", 38) != 0)
			bad("newarray did not panic: length", (uintptr)lengths[i], 0);
	}
	oldspans();
	return result;
}
