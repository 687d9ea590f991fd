// The mark phase: finds what the program can reach. mgc.c says when the world is stopped meanwhile,
// and why nothing is missed when it is not.
//
// Marking is conservative. gccgo's code and C have no maps of the pointers in stacks and registers.
// In a span for objects with pointers every word counts as one, so that allocation need not note
// where the pointers are. (Objects without pointers lie in spans of their own, which are not
// scanned.) A number that looks like an address can keep an object alive; since objects never move,
// it can do no other harm. A pointer into the middle of an object counts.
//
// gc.h lists the roots.
#include "mgc.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_DISABLE_ERROR_REPORTING ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING  ((void)0)
#endif

// The addresses between the first and the last arena.
static noptr struct {
	uintptr lo;
	uintptr size;
} heap;

// The spans that may hold finalizers.
static noptr spanlist spans;

// Set while we mark a second time, to check.
static bool useCheckmark GOSYM(useCheckmark);

// Set while the snapshot is taken.
static bool takingsnapshot;

// Marks a queued pointer that was only noted.
#define noted ((uintptr)1 << (classShift - 1))

// The goroutine that runs the cycle.
static noptr g *running;

// The goroutines that there were when the cycle began to mark.
static noptr struct {
	g   **array;
	intgo len;
} stacks;

// Root jobs. Finalizers that wait to be run are one, what the Ps hold is another; then come blocks
// of the runtime's variables, of the program's, of goroutines and of spans.
enum {
	fixedRootFinalizers,
	fixedRootPs, // in Go: the stacks of dead Gs
	fixedRootCount,
	rootBlockBytes = 256 << 10,
	rootBlockSpans = 8 << 10,
	rootBlockStacks = 64,
};

// How greyobject marks: as long as one M marks, by plain stores; as soon as another may, by locked
// ones; and in the checking pass it looks whether the object is marked.
typedef enum { single, parallel, checking } markmode;

enum {
	classShift = 56, // a queued object is its address and its size class
	nprefetch = 4,
	maxObletBytes = 128 << 10, // larger objects are scanned in pieces of this size
	// A marker looks whether others want work after so many bytes, and then again and again. Much
	// less is scanned before a woken M comes.
	firstShareBytes = 64 << 10,
	nextShareBytes = 4 << 10,
	// While goroutines run, whoever marks looks so often whether he is to stop.
	checkWorkBytes = 16 << 10,
};

static void gcMarkRootPrepare(void) GOSYM(gcMarkRootPrepare);
static uintptr markroot(gcWork *gcw, uint32 i) GOSYM(markroot);
static void markrootMs(gcWork *gcw);
static uintptr markrootBlock(uintptr b0, uintptr e0, gcWork *gcw, intgo shard) GOSYM(markrootBlock);
static void markrootSpans(gcWork *gcw, intgo shard) GOSYM(markrootSpans);
static uintptr scanstack(g *gp, uint32 status, gcWork *gcw) GOSYM(scanstack);
static void gcDrain(gcWork *gcw) GOSYM(gcDrain);
static void scanblock(uintptr b, uintptr n, gcWork *gcw) GOSYM(scanblock);
static void scanword(uintptr p, gcWork *gcw);
static alwaysinline void scanwords(uintptr b, uintptr n, uintptr own, uintptr nown, gcWork *gcw);
static alwaysinline void scanobject(uintptr b, gcWork *gcw) GOSYM(scanobject);
static alwaysinline void greyobject(uintptr p, gcWork *gcw, markmode mode, uintptr found)
	GOSYM(greyobject);
static void checkmarks(bool stacks);

// go: none — wakes an idle M, which will call gchelper, if there is one and work.nproc allows it
static void wakehelper(void)
{
	lock(&sched.lock);
	m *mp = work.nwait == 0 ? nil : mget();
	if (mp != nil) {
		RELAXED_SET(work.nwait, work.nwait - 1);
		RELAXED_SET(work.parallel, true);
	}
	unlock(&sched.lock);
	if (mp != nil) {
		mp->helpgc = true;
		notewakeup(&mp->park);
	}
}

// go: none — gives some of our work away, if somebody wants it
static void share(gcWork *gcw)
{
	gcw->checkWork = gcw->scanWork + nextShareBytes;
	bool wanted = RELAXED(work.nsearch) != 0;
	bool idle = !wanted && RELAXED(work.nwait) != 0 && RELAXED(sched.midle) != 0;
	if (!wanted && !idle)
		return;
	if (lfstack_empty(&work.full))
		gcWork_balance(gcw);
	if (idle && (!lfstack_empty(&work.full) || RELAXED(work.markrootNext) < work.markrootJobs))
		wakehelper();
}

// go: none — waits a little for work to be shared; false if none is
static bool searchwork(void)
{
	// mo: seq_cst; a hint.
	atomic_Xadd(&work.nsearch, 1);
	bool found = false;
	for (intgo i = 0; i < 40 && !found; i++) {
		if (RELAXED(work.nsearch) + RELAXED(work.nwait) == work.nproc)
			break; // nobody marks
		procyield(30);
		found = !lfstack_empty(&work.full);
	}
	atomic_Xadd(&work.nsearch, -1);
	return found;
}

// go: none — an M that wakehelper has woken marks until there is no work, and is idle again then
void gchelper(void)
{
	m *mp = getg()->m;
	mp->helpgc = false;
	gcWork gcw = {.checkWork = firstShareBytes};
	do
		gcDrain(&gcw);
	while (searchwork());
	gcWork_dispose(&gcw);
	lock(&sched.lock);
	mput(mp);
	// mo: seq_cst; pairs with the load in gcMark. We are done with the buffers, and idle as before.
	atomic_Store(&work.nwait, work.nwait + 1);
	unlock(&sched.lock);
}

// go: none — what must be known before anything is marked. World stopped, mcaches empty
void gcMarkPrepare(void)
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
	spans = mheap_spans(&mheap_);
	stacks.array = allgs.array;
	stacks.len = allgs.len;
	gcMarkRootPrepare();
	work.parallel = false;
	work.scanWork = 0;
}

// go: none — queues what the roots point to, but for the program's variables, spans, and goroutines
//     that are on no M. World stopped, after gcMarkPrepare
// To read the roots takes a third of the time that it takes to mark what they point to.
void gcMarkSnapshot(void)
{
	VALGRIND_DISABLE_ERROR_REPORTING; // as in gcDrain
	gcWork gcw = {0};
	takingsnapshot = true;
	markrootMs(&gcw);
	for (; work.markrootNext < work.snapshotJobs; work.markrootNext++)
		work.roots += markroot(&gcw, work.markrootNext);
	takingsnapshot = false;
	gcWork_dispose(&gcw);
	VALGRIND_ENABLE_ERROR_REPORTING;
	work.nproc = 1;
	work.parallel = true;
}

// go: mgc.go#gcMark [adapted] marks what is not marked yet
// World stopped, mcaches empty.
void gcMark(int64 start_time)
{
	bool snapshot = work.markrootNext >= work.snapshotJobs;
	if (snapshot && !lfstack_empty(&work.full))
		throw("work.full != 0");
	running = getg()->m->curg;
	work.parallel = false;
	work.nproc = (uint32)(gomaxprocs < ncpu ? gomaxprocs : ncpu);
	work.nwait = work.nproc - 1;

	gcWork gcw = {.checkWork = firstShareBytes};
	if (!snapshot)
		markrootMs(&gcw);
	for (;;) {
		gcDrain(&gcw);
		// A helper goes when it has nothing and work.full is empty. So when the last one has gone,
		// and we have nothing, all is marked (tests/model/mark.pml).
		// mo: seq_cst load; pairs with the store in gchelper.
		if (atomic_Load(&work.nwait) == work.nproc - 1)
			break;
		atomic_Xadd(&work.nsearch, 1); // mo: as in searchwork
		for (intgo i = 0; lfstack_empty(&work.full) && RELAXED(work.nwait) != work.nproc - 1; i++) {
			if (i < 200)
				procyield(30);
			else
				usleep(20);
		}
		atomic_Xadd(&work.nsearch, -1);
	}
	gcWork_dispose(&gcw);
	if (debug.gccheckmark > 0)
		checkmarks(!snapshot);
	work.tstart = start_time;
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
static void scanp(p *pp, gcWork *gcw)
{
	scanblock((uintptr)pp->sudogcache.array, (uintptr)pp->sudogcache.len * sizeof(sudog *), gcw);
	for (intgo i = 0; i < deferPools; i++)
		scanblock((uintptr)pp->deferpool[i].array, (uintptr)pp->deferpool[i].len * sizeof(_defer *),
		          gcw);
	scanword((uintptr)pp->timers.array, gcw);
}

// go: none — a G's row of the table
// syscallregs counts only for a G in a system call. Once it has returned and waits for a P, its
// caller's registers are on its stack, and syscallregs is stale.
static void scang(g *gp, uint32 status, gcWork *gcw)
{
	scanword((uintptr)gp->_panic, gcw);
	// The goroutine takes the pointers out of these records without a write barrier.
	for (_defer *d = gp->_defer; d != nil; d = d->link) {
		scanblock((uintptr)d, sizeof *d, gcw);
		scanword((uintptr)d, gcw);
	}
	for (sudog *sg = gp->waiting; sg != nil; sg = sg->waitlink)
		scanblock((uintptr)sg, sizeof *sg, gcw);
	scanword((uintptr)gp->sched.ctxt, gcw); // the closure that a new goroutine calls
	scanword((uintptr)gp->param, gcw);
	scanword((uintptr)gp->writebuf.array, gcw);
	scanword((uintptr)gp->ancestors, gcw);
	scanword((uintptr)gp->waiting, gcw);
	scanword((uintptr)gp->cgoCtxt.array, gcw);
	scanword((uintptr)gp->labels, gcw);
	scanword((uintptr)gp->timer, gcw);
	scanword((uintptr)gp->local, gcw);
	if (status == _Gsyscall)
		scanblock((uintptr)gp->syscallregs, sizeof gp->syscallregs, gcw);
	// A G that was preempted between two instructions may have pointers in vector registers.
	if (gp->xsave != nil)
		scanblock((uintptr)gp->xsave, xsaveSize, gcw);
}

// go: mgcmark.go#gcMarkRootPrepare [adapted] blocks of goroutines
static void gcMarkRootPrepare(void)
{
	moduledata *datap = &firstmoduledata;
	work.nCDataRoots = (intgo)divRoundUp(datap->edata - datap->cdata, rootBlockBytes);
	work.nCBSSRoots = (intgo)divRoundUp(datap->ebss - datap->cbss, rootBlockBytes);
	work.nDataRoots = (intgo)divRoundUp(datap->cdata - datap->data, rootBlockBytes);
	work.nBSSRoots = (intgo)divRoundUp(datap->cbss - datap->bss, rootBlockBytes);
	work.nSpanRoots = (intgo)divRoundUp((uintptr)spans.len, rootBlockSpans);
	work.nStackRoots = (intgo)divRoundUp((uintptr)stacks.len, rootBlockStacks);
	work.markrootNext = 0;
	work.snapshotJobs = (uint32)(fixedRootCount + work.nCDataRoots + work.nCBSSRoots);
	work.markrootJobs = work.snapshotJobs + (uint32)(work.nDataRoots + work.nBSSRoots +
	                                                 work.nStackRoots + work.nSpanRoots);
	work.roots = 0;
	running = getg()->m->curg;
	work.scangen += 2;
}

// go: none — scans gp, unless it has been or is being scanned in this cycle. status was read before
static void markrootStack(g *gp, uint32 status, gcWork *gcw)
{
	// mo: seq_cst; one of those who come at once claims gp. It acquires what gp has done before.
	uint32 gen = atomic_Load(&gp->scangen);
	if ((gen | 1) == work.scangen + 1 || !atomic_Cas(&gp->scangen, gen, work.scangen + 1))
		return;
	// For tracebacks ("goroutine 7 [chan receive, 3 minutes]"): it has been waiting since the
	// previous cycle or longer.
	if ((status == _Gwaiting || status == _Gsyscall) && gp->waitsince == 0)
		gp->waitsince = work.tstart;
	scang(gp, status, gcw);
	uintptr scanned = sizeof *gp + scanstack(gp, status, gcw);
	gcw->scanWork += scanned;
	atomic_Xadd64(&work.roots, scanned); // mo: seq_cst; a sum
	// mo: release; pairs with the load in scanbeforerun.
	atomic_StoreRel(&gp->scangen, work.scangen);
}

// go: none — scans the goroutines that are on an M: the one that runs the cycle, and those in
//     system calls. World stopped
// Before markrootStacks: see S13 in mgc.c.
static void markrootMs(gcWork *gcw)
{
	lock(&sched.lock); // an M may end
	for (m *mp = allm; mp != nil; mp = mp->alllink) {
		g *gp = RELAXED(mp->curg);
		if (gp == nil)
			continue;
		// Read once: the goroutine may return from a system call meanwhile (W5).
		uint32 status = readgstatus(gp);
		if (status != _Gdead)
			markrootStack(gp, status, gcw);
	}
	unlock(&sched.lock);
}

// go: none — scans the goroutines of a block that are on no M
static void markrootStacks(gcWork *gcw, intgo shard)
{
	intgo first = shard * rootBlockStacks, end = first + rootBlockStacks;
	for (intgo i = first; i < end && i < stacks.len; i++) {
		if (i + prefetched < stacks.len)
			prefetchg(stacks.array[i + prefetched]);
		g *gp = stacks.array[i];
		// Before scangen: see S12 and S13.
		uint32 status = readgstatus(gp);
		if (status != _Gdead && status != _Grunning && status != _Gsyscall)
			markrootStack(gp, status, gcw);
	}
}

// go: none — scans gp, which this M is about to run. If another M scans it, waits
void scanbeforerun(g *gp)
{
	if (RELAXED(gp->scangen) == work.scangen)
		return;
	VALGRIND_DISABLE_ERROR_REPORTING; // as in gcDrain
	gcWork gcw = {0};
	markrootStack(gp, _Grunnable, &gcw);
	gcWork_dispose(&gcw);
	VALGRIND_ENABLE_ERROR_REPORTING;
	// mo: acquire; pairs with the release in markrootStack. The other M has read the stack before
	//     we change it.
	for (intgo i = 0; atomic_LoadAcq(&gp->scangen) != work.scangen; i++) {
		if (i < 100)
			procyield(10);
		else
			osyield();
	}
}

// go: none — an argument of scanfinq
static void markrootFinq(uintptr b, uintptr n, void *gcw) { scanblock(b, n, gcw); }

// go: mgcmark.go#markroot [adapted] returns the bytes of variables
static uintptr markroot(gcWork *gcw, uint32 i)
{
	moduledata *datap = &firstmoduledata;
	intgo job = (intgo)i;
	if (job == fixedRootFinalizers) {
		scanfinq(markrootFinq, gcw);
		return 0;
	}
	if (job == fixedRootPs) {
		// The central lists of free sudogs and defers are empty now (droplists).
		for (intgo j = 0; j < allp.len; j++)
			scanp(allp.array[j], gcw);
		return 0;
	}
	job -= fixedRootCount;
	if (job < work.nCDataRoots)
		return markrootBlock(datap->cdata, datap->edata, gcw, job);
	job -= work.nCDataRoots;
	if (job < work.nCBSSRoots)
		return markrootBlock(datap->cbss, datap->ebss, gcw, job);
	job -= work.nCBSSRoots;
	if (job < work.nDataRoots)
		return markrootBlock(datap->data, datap->cdata, gcw, job);
	job -= work.nDataRoots;
	if (job < work.nBSSRoots)
		return markrootBlock(datap->bss, datap->cbss, gcw, job);
	job -= work.nBSSRoots;
	if (job < work.nStackRoots) {
		markrootStacks(gcw, job);
		return 0;
	}
	markrootSpans(gcw, job - work.nStackRoots);
	return 0;
}

// go: mgcmark.go#markrootBlock [adapted] there is no mask, but noptrbss
// Scans block number shard of the variables from b0 to e0. Returns the bytes.
static uintptr markrootBlock(uintptr b0, uintptr e0, gcWork *gcw, intgo shard)
{
	moduledata *datap = &firstmoduledata;
	uintptr b = alignUp(b0, sizeof(uintptr)) + (uintptr)shard * rootBlockBytes;
	uintptr end = b + rootBlockBytes < e0 ? b + rootBlockBytes : e0;
	uintptr lo = datap->noptrbss, hi = alignUp(datap->enoptrbss, sizeof(uintptr));
	uintptr parts[2][2] = {{b, lo < end ? lo : end}, {hi > b ? hi : b, end}}, scanned = 0;
	for (intgo i = 0; i < nelem(parts); i++)
		if (parts[i][0] < parts[i][1]) {
			scanblock(parts[i][0], parts[i][1] - parts[i][0], gcw);
			scanned += parts[i][1] - parts[i][0];
		}
	return scanned;
}

// go: none — what an object with a finalizer points to, but not the object itself
// As Go's scanobject does with any object. A pointer to itself must not keep it for ever.
static noinline void scanfinalized(uintptr b, uintptr n, gcWork *gcw)
{
	scanwords(b, n, b, n, gcw);
}

// go: mgcmark.go#markrootSpans [adapted] of all spans
// Each finalizer is a root, and so is everything its object points to, but not the object itself.
static void markrootSpans(gcWork *gcw, intgo shard)
{
	intgo first = shard * rootBlockSpans, end = first + rootBlockSpans;
	for (intgo i = first; i < end && i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		// Later than the others if goroutines run, perhaps, are the spans that are new.
		uint32 sg = atomic_Load(&s->sweepgen); // mo: seq_cst; as all of sweepgen
		if (sg != mheap_.sweepgen && sg != mheap_.sweepgen + 3) {
			print("sweep ", s->sweepgen, " ", mheap_.sweepgen, "\n");
			throw("gc: unswept span");
		}
		if (RELAXED(s->specials) == nil)
			continue;
		lock(&s->speciallock);
		bool scan = !spanClass_noscan(s->spanclass);
		for (special *sp = s->specials; sp != nil; sp = sp->next) {
			if (sp->kind != _KindSpecialFinalizer)
				continue;
			if (scan && spanClass_sizeclass(s->spanclass) == 0) {
				// Later, in pieces, since this takes the P for as long as it lasts. scanobject
				// counts the object as marked.
				gcWork_put(gcw, mspan_base(s));
				gcw->bytesMarked -= s->elemsize;
				scan = false;
			} else if (scan) {
				scanfinalized(mspan_base(s) + sp->offset / s->elemsize * s->elemsize, s->elemsize,
				              gcw);
			}
			scanblock((uintptr)sp, sizeof(specialfinalizer), gcw);
		}
		unlock(&s->speciallock);
	}
}

// go: mgcmark.go#scanstack [adapted] conservative, and by segments
// Scans the used part of each segment: from sp in the current one, from __morestack's frame in the
// older ones. Returns the number of bytes. If gp is running, it is the goroutine that started this
// cycle.
static uintptr scanstack(g *gp, uint32 status, gcWork *gcw)
{
	switch (status) {
	default:
		print("runtime: gp=", (void *)gp, ", goid=", gp->goid, ", gp->atomicstatus=", status, "\n");
		throw("mark - bad status");
	case _Grunning:
		if (gp != running) {
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
	// The checking pass looks at what the first one saw: a G in a system call may have returned
	// since.
	if (status == _Gsyscall || (useCheckmark && gp->syscallsp != 0)) {
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
	scanblock(sp, hi - sp, gcw);
	uintptr n = hi - sp;
	for (; seg != nil; seg = seg->prev) {
		// Of what __morestack has saved, only rbp is nowhere else.
		uintptr frame =
			seg->args - (offsetof(morestackframe, args) - offsetof(morestackframe, rbp));
		scanblock(frame, seg->prevstack.hi - frame, gcw);
		n += seg->prevstack.hi - frame;
	}
	return n;
}

// go: none — has this P a timer that it would run now, if it did not mark?
// mo: relaxed; we look again and again.
bool timerisdue(void)
{
	uint64 next = RELAXED(puintptr_ptr(getg()->m->p)->timer0When);
	return next != 0 && nanotime() >= (int64)next;
}

// go: mgcmark.go#gcDrain [adapted] an object comes before the next root, which keeps the queues
//     short
// Marks until nobody has work to share; or, while goroutines run, until gcw.limit bytes have been
// scanned, the caller's goroutine is to stop, or a timer is due.
static void gcDrain(gcWork *gcw)
{
	// We read much memory that was never written. (For valgrind this is a matter of the thread.)
	VALGRIND_DISABLE_ERROR_REPORTING;
	g *gp = getg()->m->curg;
	uintptr ring[nprefetch] = {0}, b;
	uint32 next = 0;
	for (;;) {
		b = gcWork_tryGetFast(gcw);
		if (b != 0) {
			__builtin_prefetch((void *)(b & (((uintptr)1 << classShift) - 1)));
			uintptr oldest = ring[next];
			ring[next] = b;
			next = (next + 1) % nprefetch;
			b = oldest;
			if (b == 0)
				continue;
		} else {
			for (intgo i = 0; i < nprefetch && b == 0; i++) {
				b = ring[next];
				ring[next] = 0;
				next = (next + 1) % nprefetch;
			}
			if (b == 0)
				b = gcWork_tryGet(gcw);
		}
		if (b != 0) {
			scanobject(b, gcw);
		} else {
			// mo: seq_cst; each job is taken once.
			uint32 job = work.markrootJobs;
			if (RELAXED(work.markrootNext) < job)
				job = atomic_Xadd(&work.markrootNext, 1) - 1;
			if (job >= work.markrootJobs)
				break;
			uintptr n = markroot(gcw, job);
			atomic_Xadd64(&work.roots, n);
			gcw->checkWork -= (int64)n; // it looks the earlier for it
		}
		if (unlikely(gcw->scanWork >= gcw->checkWork)) {
			if (work.nproc > 1)
				share(gcw);
			else if (gcw->limit == 0)
				gcw->checkWork = INT64_MAX;
			else if (gcw->scanWork >= gcw->limit || (gp != nil && RELAXED(gp->preempt)) ||
			         timerisdue())
				break;
			else {
				gcw->checkWork += checkWorkBytes;
				if (lfstack_empty(&work.full)) // somebody else may look for work
					gcWork_balance(gcw);
			}
		}
	}
	for (intgo i = 0; i < nprefetch; i++)
		if (ring[i] != 0)
			gcWork_put(gcw, ring[i]);
	VALGRIND_ENABLE_ERROR_REPORTING;
}

// go: mgcmark.go#gcDrainN [adapted] has a queue of its own; tells what it scanned
// Marks while goroutines run, until so much has been scanned, there is nothing to scan, or the
// caller is to call the scheduler. On g0.
int64 gcDrainN(int64 scanWork)
{
	gcWork gcw = {.checkWork = checkWorkBytes, .limit = scanWork};
	// mo: seq_cst, both: who sees that nobody marks sees what they have left in work.full.
	atomic_Xadd(&work.ndrain, 1);
	gcDrain(&gcw);
	int64 scanned = gcw.scanWork;
	gcWork_dispose(&gcw);
	atomic_Xadd(&work.ndrain, -1);
	return scanned;
}

// go: none — each of n bytes from b on, whole words, but for pointers into [own, own+nown)
static alwaysinline void scanwords(uintptr b, uintptr n, uintptr own, uintptr nown, gcWork *gcw)
{
	uintptr lo = heap.lo, size = heap.size;
	markmode mode = RELAXED(work.parallel) ? parallel : useCheckmark ? checking : single;
	for (uintptr end = b + n; b < end; b += sizeof(uintptr)) {
		uintptr p = RELAXED(*(uintptr *)b);
		if (p - lo < size && p - own >= nown)
			greyobject(p, gcw, mode, b);
	}
}

// go: none — scanwords in the snapshot: what may be a pointer is only queued
static noinline void notewords(uintptr b, uintptr n, gcWork *gcw)
{
	for (uintptr end = b + n; b < end; b += sizeof(uintptr)) {
		uintptr p = RELAXED(*(uintptr *)b);
		if (p - heap.lo < heap.size)
			gcWork_put(gcw, p | noted);
	}
}

// go: mgcmark.go#scanblock [adapted] there is no mask: each word may be a pointer
// b is a multiple of a word. An M in a system call may write to this memory meanwhile. See D56.
static void scanblock(uintptr b, uintptr n, gcWork *gcw)
{
	n &= ~(uintptr)7;
	if (takingsnapshot)
		notewords(b, n, gcw);
	else
		scanwords(b, n, 0, 0, gcw);
}

// go: none — one word that may be a pointer
static noinline void scanword(uintptr p, gcWork *gcw) { scanblock((uintptr)&p, sizeof p, gcw); }

// go: none — the part of scanobject for a large object, or an oblet, or a pointer that was noted;
//     returns the bytes
// The object may be there because of its finalizer, without a mark (scanfinalized).
static noinline uintptr scanlarge(uintptr b, gcWork *gcw)
{
	if ((b & noted) != 0) {
		scanword(b & ~noted, gcw);
		return 0;
	}
	mspan *s = spanOfUnchecked(b);
	// The first one queues the others.
	if (b == s->startAddr)
		for (uintptr oblet = b + maxObletBytes; oblet < s->limit; oblet += maxObletBytes)
			if (!gcWork_putFast(gcw, oblet))
				gcWork_put(gcw, oblet);
	uintptr n = s->startAddr + s->elemsize - b;
	if (n > maxObletBytes)
		n = maxObletBytes;
	scanwords(b, n, s->startAddr, s->elemsize, gcw);
	return n;
}

// go: mgcmark.go#scanobject [adapted] as scanblock; an object without pointers is never here
// Scans the object at b; or the oblet at b, a piece of an object of more than maxObletBytes.
static alwaysinline void scanobject(uintptr b, gcWork *gcw)
{
	uintptr n = class_to_size[b >> classShift];
	b &= ((uintptr)1 << classShift) - 1;
	if (unlikely(n == 0))
		n = scanlarge(b, gcw);
	else
		scanwords(b, n, 0, 0, gcw);
	gcw->bytesMarked += n;
	gcw->scanWork += n;
}

// go: none — the part of greyobject that notes for mheap_reclaim that something in s is marked
static noinline void markpage(mspan *s)
{
	uintptr pageIdx;
	uint8 pageMask;
	heapArena *arena = pageIndexOf(mspan_base(s), &pageIdx, &pageMask);
	// mo: seq_cst; other markers set other bits of the byte.
	if ((RELAXED(arena->pageMarks[pageIdx]) & pageMask) == 0)
		atomic_Or8(&arena->pageMarks[pageIdx], pageMask);
}

// A heapArena's bitmap has two bits for each word, in two halves. One says that the checking pass
// has come to the object that begins there, the other that the word is no pointer.
enum { bitmapHalf = heapArenaBitmapBytes / 2 };

// go: none — the byte of the bitmap that has the first bit of the word at p, and the bit's place
static byte *wordbits(uintptr p, byte *bit)
{
	*bit = (byte)(1 << p / sizeof(uintptr) % 8);
	return &mheap_.arenas[0][arenaIndex(p)]->bitmap[p % heapArenaBytes / sizeof(uintptr) / 8];
}

// go: none — with gccheckmark=1: notes which words of an object are no pointers, if the object is
//     written after the snapshot: born marked, or what a goroutine allocates that begins a cycle
// Code copies padding, in which the address of a dead object may be. See D155.
void notpointers(uintptr obj, uintptr size, const _type *typ)
{
	if (typ->ptrdata == 0 || typ->gcdata == nil || (typ->kind & kindGCProg) != 0)
		return;
	byte bit;
	for (uintptr at = 0; at < size; at += sizeof(uintptr)) {
		uintptr in = at % typ->size, word = in / sizeof(uintptr);
		if (in < typ->ptrdata && (typ->gcdata[word / 8] & 1 << word % 8) != 0)
			continue;
		byte *b = wordbits(obj + at, &bit) + bitmapHalf;
		atomic_Or8(b, bit); // mo: seq_cst; other goroutines set other bits of the byte
	}
}

// go: none — greyobject in the checking pass: is it the first time that the object is found? found
//     is where a pointer to it is
static noinline bool checkmark(uintptr obj, bool marked, uintptr found)
{
	byte bit;
	if (!marked) {
		if (spanOfHeap(found) != nil && (wordbits(found, &bit)[bitmapHalf] & bit) != 0)
			return false;
		printlock();
		print("runtime:greyobject: checkmarks finds unexpected unmarked object obj=", hex(obj),
		      "\n");
		print("runtime: found obj at *(", hex(found), "+", hex(0), ")\n");
		throw("checkmark found unmarked object");
	}
	byte *b = wordbits(obj, &bit);
	bool first = (*b & bit) == 0;
	*b |= bit;
	return first;
}

// go: mgcmark.go#greyobject [adapted] finds the object too, as mbitmap.go#findObject does
// Marks the object that p, an address between the arenas' bounds, is in, if there is one.
static alwaysinline void greyobject(uintptr p, gcWork *gcw, markmode mode, uintptr found)
{
	heapArena *ha = mheap_.arenas[0][arenaIndex(p)];
	if (ha == nil)
		return;
	mspan *s = RELAXED(ha->spans[p / pageSize % pagesPerArena]);
	// For a page that is free now the entry may be stale.
	if (s == nil || s->state.s != mSpanInUse || p - s->startAddr >= s->limit - s->startAddr)
		return;
	uintptr index = mspan_objIndex(s, p);
	uint64 *bits = (uint64 *)s->gcmarkBits + index / 64, bit = (uint64)1 << index % 64;
	uint64 old = RELAXED(*bits);
	bool marked = (old & bit) != 0;
	if (marked && mode != checking)
		return;
	if (index >= s->freeindex && (((uint64 *)s->allocBits)[index / 64] & bit) == 0)
		return;
	// Several markers may come to the same word, and to the same object, which is then scanned more
	// than once.
	// mo: seq_cst; a bit that is lost is an object that is freed. Nothing depends on the order: a
	//     marker that sees the bit does nothing.
	if (mode == single)
		*bits |= bit;
	else if (mode == parallel)
		atomic_Or(bits, bit);
	else if (!checkmark(s->startAddr + index * s->elemsize, marked, found))
		return;
	// The first mark in 64: of several markers that come to these, the first sees none. If a new
	// object's mark is among them (gcmarknewobject), the page may stay unmarked, and mheap_reclaim
	// sweep the span early.
	if (old == 0)
		markpage(s);
	if (spanClass_noscan(s->spanclass)) {
		gcw->bytesMarked += s->elemsize;
		return;
	}
	uintptr obj = s->startAddr + index * s->elemsize;
	obj |= (uintptr)spanClass_sizeclass(s->spanclass) << classShift;
	if (!gcWork_putFast(gcw, obj))
		gcWork_put(gcw, obj);
}

// go: mgcmark.go#gcmarknewobject [adapted] before the snapshot objects are white
void gcmarknewobject(uintptr obj, uintptr size, uintptr dataSize, const _type *typ)
{
	m *mp = getg()->m;
	if (mp->curg != nil)
		mp->curg->stale = false;
	if (!writeBarrier.needed)
		return;
	mspan *s = spanOfUnchecked(obj);
	uintptr index = mspan_objIndex(s, obj);
	// mo: seq_cst; markers set other bits of the word.
	atomic_Or((uint64 *)s->gcmarkBits + index / 64, (uint64)1 << index % 64);
	mp->mcache->local_marked += size;
	if (unlikely(debug.gccheckmark > 0))
		notpointers(obj, dataSize, typ);
}

// go: mwbbuf.go#wbBufFlush1 [adapted] the buffer is scanned as if it were a root
void wbBufFlush1(p *pp)
{
	gcWork gcw = {0};
	scanblock((uintptr)pp->wbBuf.buf, pp->wbBuf.next * sizeof pp->wbBuf.buf[0], &gcw);
	pp->wbBuf.next = 0;
	gcWork_dispose(&gcw);
}

// go: none — argument of systemstack: the P's buffer is full
static void wbBufFlush(void *pp) { wbBufFlush1(pp); }

// go: none — wbBuf.putFast and its callers' flush
// The goroutine keeps its P, since C code is not preempted.
void wbBuf_put(uintptr old)
{
	if (old - heap.lo >= heap.size)
		return;
	p *pp = puintptr_ptr(getg()->m->p);
	pp->wbBuf.buf[pp->wbBuf.next++] = old;
	if (pp->wbBuf.next == wbBufEntries)
		systemstack(wbBufFlush, pp);
}

// go: mbitmap.go#bulkBarrierPreWrite [adapted] there is no bitmap: each word may be a pointer
void bulkBarrierPreWrite(uintptr dst, uintptr src, uintptr size)
{
	// Other memory was scanned in the snapshot, or belongs to a goroutine that was.
	moduledata *datap = &firstmoduledata;
	mspan *s = spanOfHeap(dst);
	bool variable = dst - datap->data < datap->cdata - datap->data ||
	                dst - datap->bss < datap->cbss - datap->bss;
	if (s != nil ? spanClass_noscan(s->spanclass) : !variable)
		return;
	for (uintptr b = dst; b + sizeof(uintptr) <= dst + size; b += sizeof(uintptr))
		wbBuf_put(RELAXED(*(uintptr *)b));
}

// go: mgcmark.go#clearCheckmarks
static void clearCheckmarks(void)
{
	useCheckmark = false;
	lock(&mheap_.lock);
	for (intgo i = 0; i < mheap_.allArenas.len; i++) {
		heapArena *ha = mheap_.arenas[0][mheap_.allArenas.array[i]];
		memclrNoHeapPointers(ha->bitmap, sizeof ha->bitmap);
	}
	unlock(&mheap_.lock);
}

// go: none — GODEBUG=gccheckmark=1: marks once more, alone, and throws if an object was not marked
// See D155.
static void checkmarks(bool stacks)
{
	gcWork gcw = {0};
	uint64 roots = work.roots;
	useCheckmark = true;
	gcMarkRootPrepare();
	bool others = work.parallel;
	work.parallel = false;
	uint32 nproc = work.nproc;
	work.nproc = 1;
	if (stacks) {
		markrootMs(&gcw);
	} else {
		// What was dead before may be found again in a part of a stack that was not used then.
		uint32 stackJobs = work.snapshotJobs + (uint32)(work.nDataRoots + work.nBSSRoots);
		for (uint32 job = fixedRootCount; job < stackJobs; job++)
			markroot(&gcw, job);
		work.markrootNext = stackJobs + (uint32)work.nStackRoots;
	}
	gcDrain(&gcw);
	work.roots = roots;
	gcw.bytesMarked = 0;
	gcw.scanWork = 0;
	gcWork_dispose(&gcw);
	work.parallel = others;
	work.nproc = nproc;
	clearCheckmarks();
}
