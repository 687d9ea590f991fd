// The scavenger: gives the memory of free pages back to the system, from the top of the heap
// downwards, since allocation fills it from the bottom.
//
// It has three callers: debug.FreeOSMemory (everything at once), mheap.grow (as much as the heap
// grows beyond the goal), and a background goroutine that spends 1% of a processor while the heap
// retains more than the goal. Each collection sets the goal. Before the first one, and for ever
// with gc_stubs/, the goal is "no limit" and the goroutine stays parked.
#include "runtime.h"

enum {
	scavengePercent    = 1,  // of one processor's time, for the background scavenger
	retainExtraPercent = 10, // what the heap may retain beyond its need
};

// go: mgcscavenge.go#heapRetained
// Returns the bytes of memory that the heap holds; exact if the caller holds the heap lock.
uint64 heapRetained(void)
{
	// mo: relaxed; mSysStatInc writes them without a lock, and no other memory depends on the
	// value.
	return RELAXED(memstats.heap_sys) - RELAXED(memstats.heap_released);
}

// go: mgcscavenge.go#gcPaceScavenger
// Sets the goal: the bytes in use at the last cycle, scaled to the size of the next, plus 10%.
// Holds: the heap lock, or the world is stopped.
void gcPaceScavenger(void)
{
	// mo: seq_cst on the goal; an atomic field, whose readers hold the heap lock.
	if (memstats.last_next_gc == 0) {
		// No cycle yet.
		atomic_Store64(&mheap_.scavengeGoal, ~(uint64)0);
		return;
	}
	float64 growth = (float64)memstats.next_gc / (float64)memstats.last_next_gc;
	float64 goal = (float64)memstats.last_heap_inuse * growth;
	goal += goal * retainExtraPercent / 100;
	// As a float it may be beyond 2^64 (GOGC=off).
	uint64 retained = heapRetained();
	if (goal >= (float64)retained || alignUp((uintptr)goal, physPageSize) >= retained) {
		atomic_Store64(&mheap_.scavengeGoal, ~(uint64)0);
		return;
	}
	atomic_Store64(&mheap_.scavengeGoal, alignUp((uintptr)goal, physPageSize));
	pageAlloc_resetScavengeAddr(&mheap_.pages);
}

// go: mgcscavenge.go#scavenge
// The background scavenger.
static struct {
	mutex  lock;
	g     *g;
	bool   parked; // protected by lock; the code that clears it must ready g
	timer *timer;
} scavenge GOSYM(scavenge);

// go: none — body of the closure of wakeScavenger, on g0
static void wakeScavenger_func1(void *arg)
{
	// Not as the next to run, so that it does not displace user goroutines.
	ready(arg, 0, false);
}

// go: mgcscavenge.go#wakeScavenger
// Wakes the background scavenger if it is parked, in scavengeSleep or without a timer. The caller
// holds a P, which ready needs.
void wakeScavenger(void)
{
	lock(&scavenge.lock);
	if (scavenge.parked) {
		// The timer may fire nevertheless. Then it finds parked false, or ends the next sleep
		// early.
		stopTimer(scavenge.timer);
		scavenge.parked = false;
		systemstack(wakeScavenger_func1, scavenge.g);
	}
	unlock(&scavenge.lock);
}

// go: mgcscavenge.go#scavengeSleep
// Sleeps for ns or until wakeScavenger, and returns for how long. Only the scavenger's goroutine
// may call it, since it sets parked.
static int64 scavengeSleep(int64 ns)
{
	lock(&scavenge.lock);
	int64 start = nanotime();
	// With the lock held, so that the timer's function finds us parked.
	resetTimer(scavenge.timer, start + ns);
	scavenge.parked = true;
	goparkunlock(&scavenge.lock, waitReasonSleep, traceEvGoSleep, 2);
	return nanotime() - start;
}

// go: none — body of the first closure of bgscavenge, the timer's function
static void bgscavenge_func1(eface arg, uintptr seq) { wakeScavenger(); }

static funcval wakeScavenger_f = {(uintptr)bgscavenge_func1};

// go: none — argument record of bgscavenge_func2
typedef struct scavengestep {
	uintptr released;
	float64 crit; // ns
} scavengestep;

// go: none — body of the second closure of bgscavenge, on g0
// Scavenges one page if the heap retains more than the goal.
static void bgscavenge_func2(void *arg)
{
	scavengestep *step = arg;
	lock(&mheap_.lock);
	// mo: seq_cst; an atomic field, written with the heap lock held.
	bool enough = heapRetained() <= atomic_Load64(&mheap_.scavengeGoal);
	unlock(&mheap_.lock);
	if (enough)
		return;
	int64 start = nanotime();
	step->released = pageAlloc_scavenge(&mheap_.pages, physPageSize, false);
	step->crit = (float64)(nanotime() - start);
}

// go: mgcscavenge.go#bgscavenge
// The scavenger's goroutine. Sends on c (capacity 2) when it runs.
void bgscavenge(void *c)
{
	scavenge.g = getg();

	lock(&scavenge.lock);
	scavenge.parked = true;
	scavenge.timer = mallocgc(sizeof(timer), &anypointers, true);
	scavenge.timer->f = &wakeScavenger_f;
	intgo one = 1;
	chansend1(c, &one);
	goparkunlock(&scavenge.lock, waitReasonGCScavengeWait, traceEvGoBlock, 1);

	// A sleep rarely lasts as long as we ask. So a moving average of the time we really used sets
	// the length of the next sleep.
	const float64 ideal = scavengePercent / 100.0;
	float64 share = ideal;
	for (;;) {
		scavengestep step = {0, 0};
		systemstack(bgscavenge_func2, &step);
		if (step.released == 0) {
			lock(&scavenge.lock);
			scavenge.parked = true;
			goparkunlock(&scavenge.lock, waitReasonGCScavengeWait, traceEvGoBlock, 1);
			continue;
		}
		if (step.released < physPageSize)
			throw("released less than one physical page of memory");
		// A longer step means that the thread lost its processor meanwhile; limit its weight.
		if (step.crit > 10e6)
			step.crit = 10e6;
		float64 slept = (float64)scavengeSleep((int64)(share / ideal * (step.crit / ideal)));
		if (step.crit + slept > 0)
			share = 0.5 * (step.crit / (step.crit + slept)) + 0.5 * share;
	}
}

// go: mgcscavenge.go#pageAlloc.scavenge
// Scavenges nbytes, or as many as there are, and returns how many. On g0. locked: the caller holds
// s->mheapLock.
uintptr pageAlloc_scavenge(pageAlloc *s, uintptr nbytes, bool locked)
{
	uintptr released = 0;
	while (released < nbytes) {
		uintptr r = pageAlloc_scavengeOne(s, nbytes - released, locked);
		if (r == 0)
			break;
		released += r;
	}
	return released;
}

// go: mgcscavenge.go#printScavTrace
// released: bytes since the last line. Holds: the heap lock.
void printScavTrace(uintptr released, bool forced)
{
	printlock();
	print("scav ", released >> 10, " KiB work, ");
	print(RELAXED(memstats.heap_released) >> 10, " KiB total, ");
	print(RELAXED(memstats.heap_inuse) * 100 / heapRetained(), "% util");
	if (forced)
		print(" (forced)");
	print("\n");
	printunlock();
}

// go: mgcscavenge.go#pageAlloc.resetScavengeAddr
// Lets the scavenger start again at the top of the heap, since pages above scavAddr may have become
// free. Holds: s->mheapLock.
void pageAlloc_resetScavengeAddr(pageAlloc *s)
{
	uintptr released = s->scavReleased;
	s->scavReleased = 0;
	s->scavAddr = s->end == 0 ? minScavAddr : chunkBase(s->end);
	if (debug.scavtrace > 0 && !s->test)
		printScavTrace(released, false);
}

// go: none — whether a chunk may have npages free pages in a row, by its leaf
static bool mayhave(pageAlloc *s, chunkIdx ci, uintptr npages)
{
	// mo: relaxed; a guess when the lock is not held.
	return pallocSum_max(RELAXED(s->summary[summaryLevels - 1].array[ci])) >= npages;
}

// go: mgcscavenge.go#pageAlloc.scavengeOne
// Scavenges the highest run of pages that allows it and returns the number of bytes, 0 if nothing
// is left. It takes at most max bytes, or more rather than split a huge page. On g0.
uintptr pageAlloc_scavengeOne(pageAlloc *s, uintptr max, bool locked)
{
	uintptr maxPages = divRoundUp(max, pageSize);
	uintptr minPages = divRoundUp(physPageSize, pageSize);
	uintptr released = 0;

	if (!locked)
		lock(s->mheapLock);
	while (s->scavAddr != minScavAddr) {
		// The highest range of the heap that is not finished.
		intgo i = addrRanges_findSucc(&s->inUse, s->scavAddr - 1) - 1;
		if (i < 0) {
			s->scavAddr = minScavAddr;
			break;
		}
		addrRange r = s->inUse.ranges.array[i];
		uintptr top = (s->scavAddr < r.limit ? s->scavAddr : r.limit) - 1;

		chunkIdx ci = chunkIndex(top);
		if (mayhave(s, ci, minPages)) {
			pallocData *chunk = pageAlloc_chunkOf(s, ci);
			uintgo from = chunkPageIndex(top), npages;
			uintgo base =
				pallocData_findScavengeCandidate(chunk, from, minPages, maxPages, &npages);
			if (npages != 0) {
				pageAlloc_scavengeRangeLocked(s, ci, base, npages);
				released = npages * pageSize;
				break;
			}
		}

		// Nothing in this chunk. Go down to one that looks better, without the lock, as that may be
		// a long way. The next round checks that chunk with the lock held.
		s->scavAddr = chunkBase(ci);
		if (!locked)
			unlock(s->mheapLock);
		chunkIdx down = ci, lowest = chunkIndex(r.base);
		for (; down > lowest; down--) {
			pallocData *below = pageAlloc_chunkOf(s, down - 1);
			if (mayhave(s, down - 1, minPages) && pallocData_hasScavengeCandidate(below, minPages))
				break;
		}
		if (!locked)
			lock(s->mheapLock);
		// Another thread may have scavenged, or reset scavAddr, meanwhile.
		if (s->scavAddr == chunkBase(ci))
			s->scavAddr = chunkBase(down);
	}
	if (!locked)
		unlock(s->mheapLock);
	return released;
}

// go: mgcscavenge.go#pageAlloc.scavengeRangeLocked
// Returns the memory of npages free pages of a chunk, from page base on, to the system. Holds:
// s->mheapLock throughout, so that nobody allocates the pages before the system has them.
void pageAlloc_scavengeRangeLocked(pageAlloc *s, chunkIdx ci, uintgo base, uintgo npages)
{
	pageBits_setRange(&pageAlloc_chunkOf(s, ci)->scavenged, base, npages);
	uintptr addr = chunkBase(ci) + base * pageSize;
	uintptr size = npages * pageSize;
	s->scavAddr = addr;
	s->scavReleased += size;
	if (s->test)
		return;
	sysUnused((void *)addr, size);
	mSysStatInc(&memstats.heap_released, size);
}

// go: mgcscavenge.go#fillAligned
// Returns x with each aligned group of n bits that contains a one filled with ones. n is a power of
// two, at most 64.
uint64 fillAligned(uint64 x, uintgo n)
{
	if (n == 0 || n > 64 || (n & (n - 1)) != 0)
		throw("bad m value");
	uint64 group = ~(uint64)0 >> (64 - n);
	// Collect each group in its lowest bit. Bits shifted in from the group above do not reach that
	// bit.
	for (uintgo have = 1; have < n; have *= 2)
		x |= x >> have;
	return (x & ~(uint64)0 / group) * group;
}

// go: none — the checks of min, in pages, of the two functions below
static void checkmin(uintptr min)
{
	if (min == 0 || (min & (min - 1)) != 0) {
		print("runtime: min = ", min, "\n");
		throw("min must be a non-zero power of 2");
	}
	if (min > maxPagesPerPhysPage) {
		print("runtime: min = ", min, "\n");
		throw("min too large");
	}
}

// go: none — a word of a chunk with ones for what cannot be scavenged in groups of min pages
static uint64 unscavengeable(pallocData *d, uintgo w, uintptr min)
{
	// mo: relaxed; hasScavengeCandidate only guesses.
	return fillAligned(RELAXED(d->scavenged[w]) | RELAXED(d->pallocBits[w]), min);
}

// go: mgcscavenge.go#pallocData.hasScavengeCandidate
// Whether there seem to be min free, unscavenged pages in a row, aligned to min. Without the lock
// the answer is a guess.
bool pallocData_hasScavengeCandidate(pallocData *d, uintptr min)
{
	checkmin(min);
	for (uintgo w = 0; w < pallocChunkPages / 64; w++)
		if (unscavengeable(d, w, min) != ~(uint64)0)
			return true;
	return false;
}

// go: mgcscavenge.go#pallocData.findScavengeCandidate
// Finds the highest run of free, unscavenged pages that ends at or below page searchIdx, aligned to
// min at both ends. Returns the first of its upper max pages, or of more pages rather than split a
// huge page. *npages is their number, 0 if there is no run. Holds: the lock of d's allocator.
uintgo pallocData_findScavengeCandidate(pallocData *d, uintgo searchIdx, uintptr min, uintptr max,
                                        uintgo *npages)
{
	checkmin(min);
	max = max == 0 ? min : alignUp(max, min);
	*npages = 0;

	// The highest word with a usable page, and what is used above that page.
	intgo  w = (intgo)(searchIdx / 64);
	uint64 above = searchIdx % 64 == 63 ? 0 : ~(uint64)0 << (searchIdx % 64 + 1);
	uint64 x = fillAligned(above, min) | unscavengeable(d, (uintgo)w, min);
	while (x == ~(uint64)0) {
		if (--w < 0)
			return 0;
		x = unscavengeable(d, (uintgo)w, min);
	}
	uintgo used = x >> 63 == 0 ? 0 : (uintgo)__builtin_clzll(~x);
	uintgo end = (uintgo)w * 64 + (64 - used);

	// Down to where it begins.
	x <<= used;
	uintgo start = end - (x == 0 ? 64 - used : (uintgo)__builtin_clzll(x));
	while (start % 64 == 0 && start > 0) {
		x = unscavengeable(d, start / 64 - 1, min);
		if (x == 0) {
			start -= 64;
			continue;
		}
		start -= (uintgo)__builtin_clzll(x);
		break;
	}

	uintgo first = end - start > max ? end - max : start;
	if (physHugePageSize > pageSize && physHugePageSize > physPageSize) {
		// first may lie inside a huge page. If all of that page is free, return it whole: otherwise
		// the system would have to split it. A chunk is a multiple of huge pages.
		uintptr huge = physHugePageSize / pageSize;
		if (alignUp(first, huge) <= end && alignDown(first, huge) >= start)
			first = alignDown(first, huge);
	}
	*npages = end - first;
	return first;
}
