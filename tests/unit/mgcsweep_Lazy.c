// After a cycle spans are unswept, and swept as they are needed: what is allocated is zero and lies
// in none of the objects that are reachable; the heap does not grow while it has garbage; when the
// next cycle is due all is swept; GC returns when all is swept. Finalizers that are set and removed
// while the spans are swept run once each. With one P hardly anything is swept in the background,
// since the test keeps it.
// needs: collector
#include "mgc.h"
#include <gort.h>
#include "type.h"

enum { LIVE = 32 << 20, GOROUTINES = 8, OBJECTS = 3000 };

static noreturn void bad(const char *what, uint64 got, uint64 want)
{
	print("test: ", what, ": ", got, ", not ", want, "\n");
	throw("test: failed");
}

// A cycle; all that it leaves is unswept, but for what others sweep meanwhile.
static void cycle(void)
{
	uint32 before = mheap_.sweepgen, paused = sweep.npausesweep;
	startcycle(work.cycles + 1);
	if (mheap_.sweepgen == before)
		bad("no cycle: sweepgen", mheap_.sweepgen, before + 2);
	if (sweep.npausesweep != paused)
		bad("spans swept with the world stopped", sweep.npausesweep - paused, 0);
}

// Spans in use that are not swept; without those that another M is sweeping, unless they are asked
// for.
static uintptr unswept(bool begun)
{
	uintptr n = 0;
	spanlist l = mheap_spans(&mheap_);
	for (intgo i = 0; i < l.len; i++) {
		mspan *s = l.array[i];
		// In this order: a span that others take now gets its sweepgen before its state.
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		uint32 sg = atomic_Load(&s->sweepgen);
		n += sg != mheap_.sweepgen && sg != mheap_.sweepgen + 3 &&
		     (begun || sg != mheap_.sweepgen - 1);
	}
	return n;
}

// Objects of size bytes, in a list by their first words, filled with their addresses.
static uintptr *volatile live;

static void fill(uintptr *x, uintptr *next, uintptr size)
{
	for (uintptr i = 0; i < size / 8; i++) {
		if (x[i] != 0)
			bad("not zero", x[i], 0);
		x[i] = ~(uintptr)x;
	}
	x[0] = (uintptr)next;
}

static void intact(uintptr size)
{
	for (uintptr *x = live; x != nil; x = (uintptr *)x[0])
		for (uintptr i = 1; i < size / 8; i++)
			if (x[i] != ~(uintptr)x)
				bad("overwritten", x[i], ~(uintptr)x);
}

// bytes of objects of size bytes, of which one in keep stays.
static void grow(uintptr bytes, uintptr size, uintptr keep)
{
	for (uintptr i = 0; i < bytes / size; i++) {
		uintptr *x = gort_new(size);
		bool stays = keep != 0 && i % keep == 0;
		fill(x, stays ? live : nil, size);
		if (stays)
			live = x;
	}
}

// Garbage beside objects that stay, in the same spans and in others.
static void reuse(void)
{
	static const uintptr sizes[] = {16, 48, 512, 8192};
	for (uintptr i = 0; i < nelem(sizes); i++) {
		uintptr size = sizes[i];
		live = nil;
		GC();
		grow(LIVE / 4, size, 5);
		for (int round = 0; round < 3; round++) {
			uint64 pages = mheap_.pagesInUse;
			cycle();
			procPin();
			if (gomaxprocs == 1 && unswept(true) < LIVE / 4 / 8192 / 4)
				bad("unswept spans", unswept(true), LIVE / 4 / 8192 / 4);
			grow(LIVE / 8, size, 0);
			// The objects that stay fill less than a third, so there is room without new spans.
			if (mheap_.pagesInUse > pages + 64)
				bad("pages", mheap_.pagesInUse, pages);
			procUnpin();
			intact(size);
		}
	}
}

// What is garbage in spans of another class is swept before the heap grows. In the cycles before,
// the same pages had marks.
static void reclaim(void)
{
	live = nil;
	GC();
	grow(LIVE, 64, 1);
	GC();
	live = nil;
	GC();
	grow(LIVE, 64, 0);
	uint64 pages = mheap_.pagesInUse;
	cycle();
	procPin();
	grow(LIVE / 2, 256, 0);
	if (mheap_.pagesInUse > pages + 64)
		bad("pages, after reclaim", mheap_.pagesInUse, pages);
	gort_new(LIVE / 4);
	if (mheap_.pagesInUse > pages + 64)
		bad("pages, after a large object", mheap_.pagesInUse, pages);
	procUnpin();
}

// There is no garbage: only the debt makes allocations sweep.
static void debt(void)
{
	GC();
	grow(LIVE, 64, 1);
	for (int large = 0; large < 2; large++) {
		cycle();
		procPin();
		if (gomaxprocs == 1 && unswept(true) == 0)
			bad("unswept spans", 0, LIVE / 8192);
		while (memstats.heap_live < memstats.gc_trigger)
			gort_new(large ? 100000 : 4096);
		if (unswept(false) > 0)
			bad("unswept when the next cycle is due", unswept(false), 0);
		procUnpin();
		intact(64);
	}
	live = nil;
}

static noptr uint32 ran, wrong;

static void finalize(uintptr *x)
{
	if (x[1] != ~(uintptr)x)
		atomic_Xadd(&wrong, 1);
	x[1] = 0;
	atomic_Xadd(&ran, 1);
}

static gort_waitgroup wg;

#define POINTER .size = 8, .ptrdata = 8, .align = 8, .fieldAlign = 8
static ptrtype pointer = {.typ = {POINTER, .kind = kindPtr | kindDirectIface}, &anypointers};
static _type *params[] = {&pointer.typ};
static functype function = {
	.typ = {POINTER, .kind = kindFunc | kindDirectIface}, .in = {params, 1, 1}};
static funcval fn = {(uintptr)finalize};

static void setfinalizer(uintptr *x, bool set)
{
	eface obj = {&pointer.typ, x}, f = {set ? &function.typ : nil, set ? &fn : nil};
	SetFinalizer(obj, f);
}

// Several goroutines share spans. Each sets a finalizer, removes it, sets it again, drops the
// object.
static void finalizers(void *unused)
{
	uintptr **mine = gort_new(64 * sizeof *mine);
	for (int i = 0; i < OBJECTS; i++) {
		uintptr *x = gort_new(64);
		x[1] = ~(uintptr)x;
		mine[i % 64] = x; // what was there is dropped
		setfinalizer(x, true);
		uintptr *old = mine[i * 7 % 64];
		if (old != nil) {
			setfinalizer(old, false);
			setfinalizer(old, true);
		}
		if (i % 16 == 0)
			gort_Gosched();
	}
	gort_wgdone(&wg);
}

// The sweeper walks the specials of a span without a lock: who changes them sweeps the span first.
static void sweepsfirst(void)
{
	live = nil;
	GC();
	grow(LIVE / 4, 64, 1);
	for (int set = 1; set >= 0; set--) {
		cycle();
		procPin();
		uintptr n = 0;
		for (uintptr *x = live; x != nil; x = (uintptr *)x[0]) {
			mspan *s = spanOfHeap((uintptr)x);
			bool swept = atomic_Load(&s->sweepgen) != mheap_.sweepgen - 2;
			if (set && swept)
				continue;
			setfinalizer(x, set);
			if (!swept && atomic_Load(&s->sweepgen) != mheap_.sweepgen)
				bad("sweepgen after SetFinalizer", s->sweepgen, mheap_.sweepgen);
			n += !swept;
		}
		procUnpin();
		if (gomaxprocs == 1 && n == 0)
			bad("unswept spans with finalizers", n, LIVE / 4 / 8192);
	}
	live = nil;
}

static void specials(void)
{
	gort_wgadd(&wg, GOROUTINES);
	for (int i = 0; i < GOROUTINES; i++)
		gort_go(finalizers, nil);
	for (int i = 0; i < 60; i++) {
		startcycle(work.cycles + 1);
		gort_Gosched();
	}
	gort_wgwait(&wg);
	// What a stale word keeps, a few objects, may be left.
	for (int i = 0; i < 100 && ran + 100 < GOROUTINES * OBJECTS; i++) {
		GC();
		gort_Sleep(1000000);
	}
	if (wrong != 0)
		bad("finalized twice", wrong, 0);
	if (ran > GOROUTINES * OBJECTS || ran + 700 < GOROUTINES * OBJECTS)
		bad("finalizers that ran", ran, GOROUTINES * OBJECTS);
}

static noptr uint32 stop;

static void churn(void *unused)
{
	while (RELAXED(stop) == 0) {
		uintptr *x = gort_new(16 + fastrand() % 64 * 16);
		x[0] = 1;
		if (fastrand() % 64 == 0)
			gort_Gosched();
	}
	gort_wgdone(&wg);
}

// Others sweep while they allocate.
static void finished(void)
{
	grow(LIVE / 4, 64, 3);
	gort_wgadd(&wg, 4);
	for (int i = 0; i < 4; i++)
		gort_go(churn, nil);
	for (int i = 0; i < 50; i++) {
		uint32 n = work.cycles;
		GC();
		procPin();
		uintptr left = unswept(true);
		if (work.cycles == n + 1 && left != 0)
			bad("unswept spans after GC", left, 0);
		procUnpin();
	}
	RELAXED_SET(stop, 1);
	gort_wgwait(&wg);
}

int main(void)
{
	setGCPercent(-1); // the heap grows to what they allocate first
	reuse();
	reclaim();
	setGCPercent(100);
	debt();
	sweepsfirst();
	specials();
	finished();
	return 0;
}
