// The sweep phase: frees what is not marked, while the program runs.
//
// A cycle ends with every span in use unswept. Each is swept once, before anything is allocated in
// it, and before the next cycle marks. It is swept by whoever claims it (mspan_claim): the
// background sweeper; an allocation that needs a span or pages (mcentral.c, mheap_reclaim), or is
// to sweep so much first that all is swept when the next cycle begins (deductSweepCredit);
// SetFinalizer and the heap profile (mspan_ensureSwept); GC, which returns when all is swept; and
// the beginning of the next cycle. Whoever sweeps runs on g0, or else holds its M, until the span
// is swept, so nobody is in the middle of a span when the world is stopped.
//
// tests/model/sweep.pml is a model of the protocol.
#include "mgc.h"

sweepdata sweep;

// go: mgcsweep.go#finishsweep_m [adapted] also those that are in no list
// World stopped, on g0: sweeps what is left of the last cycle.
void finishsweep_m(void)
{
	while (sweepone() != ~(uintptr)0)
		sweep.npausesweep++;
	nextMarkBitArenaEpoch();
}

// go: mgcsweep.go#bgsweep
void bgsweep(void *c)
{
	sweep.g = getg();

	lock(&sweep.lock);
	sweep.parked = true;
	int64 one = 1;
	chansend1(c, &one); // does not block: the buffer has room
	goparkunlock(&sweep.lock, waitReasonGCSweepWait, traceEvGoBlock, 1);

	for (;;) {
		while (sweepone() != ~(uintptr)0) {
			RELAXED_SET(sweep.nbgsweep, sweep.nbgsweep + 1);
			Gosched();
		}
		lock(&sweep.lock);
		if (!isSweepDone()) {
			// Another cycle has begun.
			unlock(&sweep.lock);
			continue;
		}
		sweep.parked = true;
		goparkunlock(&sweep.lock, waitReasonGCSweepWait, traceEvGoBlock, 1);
	}
}

// go: none — sweepone on g0
static void sweepone_m(void *result)
{
	uintptr *npages = result;
	*npages = ~(uintptr)0;
	// mo: seq_cst load; pairs with the store below.
	if (atomic_Load(&mheap_.sweepdone) != 0)
		return;
	atomic_Xadd(&mheap_.sweepers, 1); // mo: seq_cst; see mspan_claim
	for (;;) {
		// mo: seq_cst; each entry goes to one M.
		uint64 i = atomic_Xadd64(&mheap_.sweepIndex, 1) - 1;
		if (i >= (uint64)mheap_.sweepSpans.len) {
			// mo: seq_cst store; whoever sees it finds no unswept span that nobody has claimed.
			atomic_Store(&mheap_.sweepdone, 1);
			break;
		}
		// A record that was not in use, or is used again, has sweepgen h or more when its state
		// says that it is in use: so it is not claimed.
		mspan *s = mheap_.sweepSpans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse || !mspan_claim(s))
			continue;
		*npages = s->npages;
		if (mspan_sweep(s, false))
			atomic_Xadd64(&mheap_.reclaimCredit, *npages); // mo: seq_cst; a sum
		else
			*npages = 0;
		break;
	}
	atomic_Xadd(&mheap_.sweepers, -1);
}

// go: mgcsweep.go#sweepone [adapted] goes through an array, not through lists of swept and unswept
//     spans
uintptr sweepone(void)
{
	uintptr npages;
	systemstack(sweepone_m, &npages);
	return npages;
}

// go: mgcsweep.go#isSweepDone
// mo: seq_cst load; see sweepone_m.
bool isSweepDone(void) { return atomic_Load(&mheap_.sweepdone) != 0; }

// go: none — argument of systemstack: sweeps a span that is claimed
static void sweepclaimed(void *s) { mspan_sweep(s, false); }

// go: mgcsweep.go#mspan.ensureSwept
void mspan_ensureSwept(mspan *s)
{
	g *gp = getg();
	if (gp->m->locks == 0 && gp->m->mallocing == 0 && gp != gp->m->g0)
		throw("mspan.ensureSwept: m is not locked");
	if (mspan_claim(s)) {
		systemstack(sweepclaimed, s);
		return;
	}
	// Somebody else may be sweeping it, on another P, and does not wait for us.
	for (;;) {
		// mo: seq_cst load; pairs with the store in mspan_sweep.
		uint32 sg = mheap_.sweepgen, spangen = atomic_Load(&s->sweepgen);
		if (spangen == sg || spangen == sg + 3)
			break;
		osyield();
	}
}

// go: none — the throws of mspan_sweep that tell the span's state
static noreturn void badsweepstate(mspan *s, String what)
{
	print("mspan.sweep: state=", s->state.s, " sweepgen=", s->sweepgen,
	      " mheap.sweepgen=", mheap_.sweepgen, "\n");
	(throw)(what);
}

// go: none — the specials of unreachable objects: the part of mspan.sweep that carries them out
// An object with a finalizer stays until that has run, and so do its other specials. So we first
// look for a finalizer among the object's specials, and then go through them. A block of tiny
// objects may have several of one kind.
static void sweepspecials(mspan *s)
{
	for (special **sp = &s->specials; *sp != nil;) {
		uintptr index = (*sp)->offset / s->elemsize;
		markBits mbits = mspan_markBitsForIndex(s, index);
		bool reachable = markBits_isMarked(mbits);
		if (!reachable)
			for (special *x = *sp; x != nil && x->offset / s->elemsize == index; x = x->next)
				if (x->kind == _KindSpecialFinalizer)
					markBits_setMarkedNonAtomic(mbits);
		while (*sp != nil && (*sp)->offset / s->elemsize == index) {
			special *x = *sp;
			if (reachable || (x->kind != _KindSpecialFinalizer && markBits_isMarked(mbits))) {
				sp = &x->next;
			} else {
				*sp = x->next;
				freespecial(x, (void *)(mspan_base(s) + x->offset), s->elemsize);
			}
		}
	}
}

// go: mgcsweep.go#mspan.sweep [adapted] mcentral tells by the span which list it is in
bool mspan_sweep(mspan *s, bool preserve)
{
	m *mp = getg()->m;
	if (mp->locks == 0 && mp->mallocing == 0 && getg() != mp->g0)
		throw("mspan.sweep: m is not locked");
	uint32 sweepgen = mheap_.sweepgen;
	if (mSpanStateBox_get(&s->state) != mSpanInUse || s->sweepgen != sweepgen - 1)
		badsweepstate(s, STR("mspan.sweep: bad span state"));
	if (unlikely(RELAXED(trace.enabled)))
		traceGCSweepSpan(s->npages * pageSize);
	atomic_Xadd64(&mheap_.pagesSwept, s->npages); // mo: seq_cst; a sum

	if (s->specials != nil)
		sweepspecials(s);

	if (unlikely(debug.clobberfree != 0))
		for (uintptr i = 0; i < s->nelems; i++)
			if (!markBits_isMarked(mspan_markBitsForIndex(s, i)) && !mspan_isFree(s, i))
				clobberfree((void *)(mspan_base(s) + i * s->elemsize), s->elemsize);

	uintptr nalloc = mspan_countAlloc(s), nfreed = s->allocCount - nalloc;
	if (nalloc > s->allocCount) {
		print("runtime: nelems=", s->nelems, " nalloc=", nalloc,
		      " previous allocCount=", s->allocCount, " nfreed=", nfreed, "\n");
		throw("sweep increased allocation count");
	}
	s->allocCount = (uint16)nalloc;
	s->freeindex = 0;
	s->allocBits = s->gcmarkBits;
	s->gcmarkBits = newMarkBits(s->nelems);
	mspan_refillAllocCache(s, 0);

	// Nobody else may have changed it until here, where we let others have the span.
	if (mSpanStateBox_get(&s->state) != mSpanInUse || s->sweepgen != sweepgen - 1)
		badsweepstate(s, STR("mspan.sweep: bad span state after sweep"));
	puintptr_ptr(mp->p)->traceReclaimed += nfreed * s->elemsize;
	int8 sizeclass = spanClass_sizeclass(s->spanclass);
	bool freed = false;
	if (nfreed != 0 && sizeclass != 0) {
		mp->mcache->local_nsmallfree[sizeclass] += nfreed;
		freed = mcentral_freeSpan(&mheap_.central[s->spanclass].mcentral, s, preserve);
	} else {
		// mo: seq_cst store; the span's contents come before it. Pairs with the load of whoever
		//     will use the span.
		atomic_Store(&s->sweepgen, sweepgen);
		if (nfreed != 0) {
			mp->mcache->local_nlargefree++;
			mp->mcache->local_largefree += s->elemsize;
			if (unlikely(debug.efence != 0)) {
				// It stays in use for ever, without an object.
				s->limit = mspan_base(s);
				sysFault((void *)mspan_base(s), s->elemsize);
			} else {
				mheap_freeSpan(&mheap_, s);
				freed = true;
			}
		}
	}
	atomic_Xadd(&mheap_.sweepers, -1); // mo: seq_cst; see mspan_claim
	return freed;
}

// go: none — deductSweepCredit, if there is something to sweep
static noinline void paysweepdebt(uintptr spanBytes, uintptr callerSweepPages)
{
	bool traced = RELAXED(trace.enabled);
	if (unlikely(traced))
		traceGCSweepStart();
	for (;;) {
		// mo: seq_cst loads, here and below; gcSetTriggerRatio stores the basis last.
		uint64 basis = atomic_Load64(&mheap_.pagesSweptBasis);
		uint64 newHeapLive =
			atomic_Load64(&memstats.heap_live) - RELAXED(mheap_.sweepHeapLiveBasis) + spanBytes;
		// plain: a double is read whole, and a pace that is a moment old does no harm
		int64 target = (int64)(mheap_.sweepPagesPerByte * (float64)(int64)newHeapLive) -
		               (int64)callerSweepPages;
		bool again = false;
		while (!again && target > (int64)(atomic_Load64(&mheap_.pagesSwept) - basis)) {
			if (sweepone() == ~(uintptr)0) {
				mheap_.sweepPagesPerByte = 0;
				break;
			}
			// The pace is another one now.
			again = atomic_Load64(&mheap_.pagesSweptBasis) != basis;
		}
		if (!again)
			break;
	}
	if (unlikely(traced))
		traceGCSweepDone();
}

// go: mgcsweep.go#deductSweepCredit
void deductSweepCredit(uintptr spanBytes, uintptr callerSweepPages)
{
	if (mheap_.sweepPagesPerByte != 0) // plain: as there
		paysweepdebt(spanBytes, callerSweepPages);
}

// go: mgcsweep.go#clobberfree
// GODEBUG=clobberfree=1: overwrites freed memory with a pattern, so that its use shows.
void clobberfree(void *x, uintptr size)
{
	for (uintptr i = 0; i < size; i += 4)
		*(uint32 *)((uintptr)x + i) = 0xdeadbeef;
}
