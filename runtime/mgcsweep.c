// The sweep phase: frees what is not marked. A cycle sweeps everything before it starts the world,
// so the background sweeper never has work: it parks for ever, under Go's name.
#include "runtime.h"

// go: mgcsweep.go#sweepdata [partial] what the parked sweeper needs
typedef struct sweepdata {
	mutex  lock;
	g     *g;
	bool   parked;   // protected by lock; nothing clears it
	uint32 nbgsweep; // spans swept here
} sweepdata;

static sweepdata sweep GOSYM(sweep);

// go: mgcsweep.go#bgsweep [adapted] nothing wakes it from its first park
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
			sweep.nbgsweep++;
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

// go: mgcsweep.go#mspan.sweep [adapted] the world is stopped, and the span is in no mcache
bool mspan_sweep(mspan *s)
{
	if (unlikely(RELAXED(trace.enabled)))
		traceGCSweepSpan(s->npages * pageSize);
	// The specials of unreachable objects. An object with a finalizer stays until that has run, and
	// so do its other specials. So we first look for a finalizer among the object's specials, and
	// then go through them. A block of tiny objects may have several of one kind.
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
	s->gcmarkBits = nil;
	mspan_refillAllocCache(s, 0);
	// mo: seq_cst store, as all of sweepgen.
	atomic_Store(&s->sweepgen, mheap_.sweepgen);
	if (nfreed == 0)
		return false;
	puintptr_ptr(getg()->m->p)->traceReclaimed += nfreed * s->elemsize;

	int8 sizeclass = spanClass_sizeclass(s->spanclass);
	if (sizeclass == 0) {
		mheap_.largefree += s->elemsize;
		mheap_.nlargefree++;
		mheap_freeSpan(&mheap_, s);
		return true;
	}
	mheap_.nsmallfree[sizeclass] += nfreed;
	s->needzero = 1;
	mcentral *c = &mheap_.central[s->spanclass].mcentral;
	mSpanList_remove(s->list, s);
	if (nalloc == 0) {
		mheap_freeSpan(&mheap_, s);
		return true;
	}
	mSpanList_insertBack(&c->nonempty, s);
	return false;
}

// go: mgc.go#gcSweep [adapted] all at once
uint64 gcSweep(void)
{
	uint64 live = 0;
	mheap_.sweepgen += 2;
	spanlist spans = mheap_spans(&mheap_);
	if (unlikely(RELAXED(trace.enabled)))
		traceGCSweepStart();
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) == mSpanInUse && !mspan_sweep(s))
			live += s->allocCount * s->elemsize;
	}
	if (unlikely(RELAXED(trace.enabled)))
		traceGCSweepDone();
	nextMarkBitArenaEpoch();
	// No mcache holds a span from before the cycle.
	for (intgo i = 0; i < allp.len; i++)
		if (allp.array[i]->mcache != nil)
			allp.array[i]->mcache->flushGen = mheap_.sweepgen;
	return live;
}

// go: mgcsweep.go#clobberfree
// GODEBUG=clobberfree=1: overwrites freed memory with a pattern, so that its use shows.
void clobberfree(void *x, uintptr size)
{
	for (uintptr i = 0; i < size; i += 4)
		*(uint32 *)((uintptr)x + i) = 0xdeadbeef;
}
