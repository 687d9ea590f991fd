// The mark phase: finds what the program can reach. The world is stopped, the mcaches are empty.
//
// Marking is conservative. gccgo's code and C have no maps of the pointers in stacks and registers.
// In a span for objects with pointers every word counts as one, so that allocation need not note
// where the pointers are. (Objects without pointers lie in spans of their own, which are not
// scanned.) A number that looks like an address can keep an object alive; since objects never move,
// it can do no other harm. A pointer into the middle of an object counts.
//
// gc.h lists the roots.
#include "runtime.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_DISABLE_ERROR_REPORTING ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING  ((void)0)
#endif

// go: none — a piece of memory with pointers
typedef struct piece {
	uintptr b;
	uintptr n; // bytes
} piece;

// Objects that are marked and still to be scanned. The array is off the heap, which may be full.
static noptr struct {
	piece *array;
	intgo  len, cap;
} marked;

// The addresses between the first and the last arena.
static noptr struct {
	uintptr lo;
	uintptr size;
} heap;

// When the previous cycle stopped the world.
static int64 tstart;

// go: none — doubles the capacity of marked
static noinline void growmarked(void)
{
	intgo cap = marked.cap == 0 ? 4096 : 2 * marked.cap;
	piece *array = sysAlloc((uintptr)cap * sizeof *array, &memstats.gc_sys);
	if (array == nil)
		throw("runtime: cannot allocate memory");
	if (marked.cap != 0) {
		memmove(array, marked.array, (uintptr)marked.len * sizeof *array);
		sysFree(marked.array, (uintptr)marked.cap * sizeof *array, &memstats.gc_sys);
	}
	marked.array = array;
	marked.cap = cap;
}

// go: mgcwork.go#gcWork.put [adapted] one stack for all
static inline void put(uintptr b, uintptr n)
{
	if (marked.len == marked.cap)
		growmarked();
	marked.array[marked.len++] = (piece){b, n};
}

static uint64 markroot(void) GOSYM(markroot);
static void markrootSpans(void) GOSYM(markrootSpans);
static uintptr scanstack(g *gp, uint32 status) GOSYM(scanstack);
static void gcDrain(void) GOSYM(gcDrain);
static void scanblock(uintptr b, uintptr n) GOSYM(scanblock);
static inline void greyobject(uintptr p);

// go: mgc.go#gcMark [adapted] from beginning to end
uint64 gcMark(int64 start_time)
{
	uintptr hi = 0;
	heap.lo = ~(uintptr)0;
	lock(&mheap_.lock); // an M in a system call may add an arena, for a stack
	for (intgo i = 0; i < mheap_.allArenas.len; i++) {
		uintptr b = arenaBase(mheap_.allArenas.array[i]);
		if (b < heap.lo)
			heap.lo = b;
		if (b + heapArenaBytes > hi)
			hi = b + heapArenaBytes;
	}
	unlock(&mheap_.lock);
	heap.size = hi - heap.lo;
	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) == mSpanInUse)
			s->gcmarkBits = newMarkBits(s->nelems);
	}

	// We read much memory that was never written.
	VALGRIND_DISABLE_ERROR_REPORTING;
	uint64 scanned = markroot();
	VALGRIND_ENABLE_ERROR_REPORTING;
	tstart = start_time;
	if (marked.cap > 4096) {
		sysFree(marked.array, (uintptr)marked.cap * sizeof *marked.array, &memstats.gc_sys);
		marked.array = nil;
		marked.cap = 0;
	}
	return scanned;
}

// A G lies directly after its first stack, whose used end is next to it. We prefetch both this many
// Gs ahead.
enum { prefetched = 3 };

// go: none — a G and the end of its first stack
static inline void prefetchg(g *gp)
{
	for (uintptr p = (uintptr)gp - 6 * CacheLineSize; p < (uintptr)(gp + 1); p += CacheLineSize)
		__builtin_prefetch((void *)p);
}

// go: none — one word that may be a pointer
static inline void scanword(uintptr p)
{
	if (p - heap.lo < heap.size)
		greyobject(p);
}

// go: none — scans the image's variables between lo and hi, except noptrbss; returns their bytes
static uintptr scandata(uintptr lo, uintptr hi)
{
	moduledata *datap = &firstmoduledata;
	lo = alignUp(lo, sizeof(uintptr));
	if (datap->noptrbss < lo || datap->noptrbss >= hi) {
		scanblock(lo, hi - lo);
		return hi - lo;
	}
	uintptr rest = alignUp(datap->enoptrbss, sizeof(uintptr));
	scanblock(lo, datap->noptrbss - lo);
	if (rest < hi)
		scanblock(rest, hi - rest);
	return hi - lo - (datap->enoptrbss - datap->noptrbss);
}

// The records of Ps, Gs and Ms: which fields can hold the only pointer to an object, in which state
// of the record. tests/unit/mgcmark_Roots.c has a case for each.
//
//	p   not dead   free defers and sudogs, the array of timers; the mcache has been emptied
//	p   dead       nothing: p_destroy empties the three (W7)
//	g   not dead   what scang looks at, and the stack
//	g   dead       nothing: goexit0 sets all to nil
//	m   any        nothing. An M that needs an object has it in its goroutine too
//	g0, gsignal    nothing, nor on their stacks

// go: none — a P's row of the table
static void scanp(p *pp)
{
	scanblock((uintptr)pp->sudogcache.array, (uintptr)pp->sudogcache.len * sizeof(sudog *));
	for (intgo i = 0; i < deferPools; i++)
		scanblock((uintptr)pp->deferpool[i].array,
		          (uintptr)pp->deferpool[i].len * sizeof(_defer *));
	scanword((uintptr)pp->timers.array);
}

// go: none — a G's row of the table
// syscallregs counts only for a G in a system call. Once it has returned and waits for a P, its
// caller's registers are on its stack, and syscallregs is stale.
static void scang(g *gp, uint32 status)
{
	scanword((uintptr)gp->_panic);
	scanword((uintptr)gp->_defer);
	scanword((uintptr)gp->sched.ctxt); // the closure that a new goroutine calls
	scanword((uintptr)gp->param);
	scanword((uintptr)gp->writebuf.array);
	scanword((uintptr)gp->ancestors);
	scanword((uintptr)gp->waiting);
	scanword((uintptr)gp->cgoCtxt.array);
	scanword((uintptr)gp->labels);
	scanword((uintptr)gp->timer);
	scanword((uintptr)gp->local);
	if (status == _Gsyscall)
		scanblock((uintptr)gp->syscallregs, sizeof gp->syscallregs);
	// A G that was preempted between two instructions may have pointers in vector registers.
	if (gp->xsave != nil)
		scanblock((uintptr)gp->xsave, xsaveSize);
}

// go: mgcmark.go#markroot [adapted] all roots, one after another; returns the bytes of stacks and
//     variables
static uint64 markroot(void)
{
	moduledata *datap = &firstmoduledata;
	uint64 scanned = scandata(datap->data, datap->edata) + scandata(datap->bss, datap->ebss);
	gcDrain();
	scanfinq(scanblock);
	gcDrain();
	markrootSpans();

	// The central lists of free sudogs and defers are empty now (clearpools).
	for (intgo i = 0; i < allp.len; i++)
		scanp(allp.array[i]);
	gcDrain();
	for (intgo i = 0; i < allgs.len; i++) {
		if (i + prefetched < allgs.len)
			prefetchg(allgs.array[i + prefetched]);
		g *gp = allgs.array[i];
		// Read once: the goroutine may return from a system call meanwhile (W5 in mgc.c).
		uint32 status = readgstatus(gp);
		if (status == _Gdead)
			continue;
		// For tracebacks ("goroutine 7 [chan receive, 3 minutes]"): it has been waiting since the
		// previous cycle or longer.
		if ((status == _Gwaiting || status == _Gsyscall) && gp->waitsince == 0)
			gp->waitsince = tstart;
		scang(gp, status);
		scanned += sizeof *gp + scanstack(gp, status);
		gcDrain();
	}
	return scanned;
}

// go: mgcmark.go#markrootSpans [adapted] all of them
// Each finalizer is a root, and so is everything its object points to, but not the object itself.
static void markrootSpans(void)
{
	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		for (special *sp = s->specials; sp != nil; sp = sp->next) {
			if (sp->kind != _KindSpecialFinalizer)
				continue;
			if (!spanClass_noscan(s->spanclass))
				scanblock(mspan_base(s) + sp->offset / s->elemsize * s->elemsize, s->elemsize);
			scanblock((uintptr)sp, sizeof(specialfinalizer));
		}
		gcDrain();
	}
}

// go: mgcmark.go#scanstack [adapted] conservative, and by segments
// Scans the used part of each segment: from sp in the current one, from __morestack's frame in the
// older ones. Returns the number of bytes. If gp is running, it is the goroutine that started this
// cycle.
static uintptr scanstack(g *gp, uint32 status)
{
	switch (status) {
	default:
		print("runtime: gp=", (void *)gp, ", goid=", gp->goid, ", gp->atomicstatus=", status, "\n");
		throw("mark - bad status");
	case _Grunning:
		if (gp != getg()->m->curg) {
			print("runtime: gp=", (void *)gp, ", goid=", gp->goid, ", gp->atomicstatus=", status,
			      "\n");
			throw("scanstack: goroutine not stopped");
		}
		break;
	case _Grunnable:
	case _Gsyscall:
	case _Gwaiting:
	case _Gpreempted:
		break;
	}

	uintptr sp, hi;
	segment *seg;
	if (status == _Gsyscall) {
		// Younger frames may be changing now (W4).
		sp = gp->syscallsp;
		hi = gp->syscallhi;
		seg = gp->syscallseg;
	} else {
		// So also for a G that waits for a P after a system call, which may have given it a pointer
		// (W9).
		sp = gp->sched.sp;
		hi = gp->stack.hi;
		seg = gp->stackseg;
		// In a landing pad, the G may still hold the segment from which the panic came.
		for (stack stk = gp->stack; sp <= stk.lo || sp > stk.hi; seg = seg->prev) {
			if (seg == nil)
				throw("scanstack: sp is on no segment");
			stk = seg->prevstack;
			hi = stk.hi;
		}
	}
	scanblock(sp, hi - sp);
	uintptr n = hi - sp;
	for (; seg != nil; seg = seg->prev) {
		uintptr frame = seg->args - offsetof(morestackframe, args);
		scanblock(frame, seg->prevstack.hi - frame);
		n += seg->prevstack.hi - frame;
	}
	return n;
}

// go: mgcmark.go#gcDrain [adapted] to the end, by us alone
static void gcDrain(void)
{
	while (marked.len > 0) {
		piece o = marked.array[--marked.len];
		scanblock(o.b, o.n);
	}
}

// go: mgcmark.go#scanblock [adapted] there is no mask: each word may be a pointer
// b is a multiple of a word. An M in a system call may write to this memory meanwhile. See D56.
static void scanblock(uintptr b, uintptr n)
{
	for (uintptr end = b + (n & ~(uintptr)7); b < end; b += sizeof(uintptr))
		scanword(RELAXED(*(uintptr *)b));
}

// go: mgcmark.go#greyobject [adapted] finds the object too, as mbitmap.go#findObject does
// Marks the object that p, an address between the arenas' bounds, is in, if there is one.
static inline void greyobject(uintptr p)
{
	heapArena *ha = mheap_.arenas[0][arenaIndex(p)];
	if (ha == nil)
		return;
	mspan *s = ha->spans[p / pageSize % pagesPerArena];
	// For a page that is free now the entry may be stale.
	if (s == nil || s->state.s != mSpanInUse || p - s->startAddr >= s->limit - s->startAddr)
		return;
	uintptr index = mspan_objIndex(s, p);
	markBits mbits = mspan_markBitsForIndex(s, index);
	if (markBits_isMarked(mbits) || mspan_isFree(s, index))
		return;
	markBits_setMarkedNonAtomic(mbits);
	if (!spanClass_noscan(s->spanclass))
		put(s->startAddr + index * s->elemsize, s->elemsize);
}
