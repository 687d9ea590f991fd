// Memory statistics.
//
// The runtime changes memstats where things happen: by mSysStatInc and mSysStatDec without a lock,
// or under the heap lock. What the Ps count for themselves is added when a program asks for the
// statistics, with the world stopped. Tiny objects count as allocated and freed, since the block
// they share counts too.
#include "runtime.h"

noptr mstats memstats;

_Static_assert(offsetof(mstats, by_size[61]) == sizeof(MemStats),
               "MStats vs MemStatsType size mismatch");
_Static_assert(offsetof(mstats, heap_live) % 8 == 0, "memstats.heap_live not aligned to 8 bytes");

// go: none — body of the closure of ReadMemStats
static void ReadMemStats_func1(void *stats) { readmemstats_m(stats); }

// go: mstats.go#ReadMemStats
// Fills *mp with the statistics of this moment. Stops the world.
void ReadMemStats(MemStats *mp)
{
	stopTheWorld(STR("read mem stats"));
	systemstack(ReadMemStats_func1, mp);
	startTheWorld();
}

// go: mstats.go#readmemstats_m
// On g0, with the world stopped.
void readmemstats_m(MemStats *stats)
{
	updatememstats();
	// An M in a system call may take memory for its goroutine's stack meanwhile. It moves it from
	// one number of the heap to another with the lock held; so these agree, and the sum is made
	// from the copy.
	lock(&mheap_.lock);
	memmove(stats, &memstats, sizeof *stats);
	unlock(&mheap_.lock);
	stats->Sys = stats->HeapSys + stats->StackInuse + stats->StackSys + stats->MSpanSys +
	             stats->MCacheSys + stats->BuckHashSys + stats->GCSys + stats->OtherSys;
	// stacks_sys counts only what did not come from the heap.
	stats->StackSys += stats->StackInuse;
}

// go: none — body of the closure of readGCStats
static void readGCStats_func1(void *pauses) { readGCStats_m(pauses); }

// go: mstats.go#readGCStats
// For debug.ReadGCStats. *pauses gets n pauses, the latest first, the times of their ends, the time
// of the last cycle, the number of cycles, and the sum of all pauses.
void readGCStats(slice *pauses) { systemstack(readGCStats_func1, pauses); }

// go: mstats.go#readGCStats_m
void readGCStats_m(slice *pauses)
{
	if (pauses->cap < nelem(memstats.pause_ns) + 3)
		throw("short slice passed to readGCStats");
	lock(&mheap_.lock);
	uint64 *p = pauses->array;
	uint32 n = memstats.numgc, room = (uint32)(pauses->cap - 3) / 2;
	if (n > nelem(memstats.pause_ns))
		n = nelem(memstats.pause_ns);
	if (n > room)
		n = room;
	for (uint32 i = 0; i < n; i++) {
		uint32 j = (memstats.numgc - 1 - i) % nelem(memstats.pause_ns);
		p[i] = memstats.pause_ns[j];
		p[n + i] = memstats.pause_end[j];
	}
	p[2 * n] = memstats.last_gc_unix;
	p[2 * n + 1] = memstats.numgc;
	p[2 * n + 2] = memstats.pause_total_ns;
	pauses->len = 2 * n + 3;
	unlock(&mheap_.lock);
}

// go: mstats.go#updatememstats
// Computes the statistics that are not kept up to date. On g0, with the world stopped.
void updatememstats(void)
{
	memstats.mcache_inuse = mheap_.cachealloc.inuse;
	memstats.mspan_inuse = mheap_.spanalloc.inuse;
	memstats.sys = memstats.heap_sys + memstats.stacks_inuse + memstats.stacks_sys +
	               memstats.mspan_sys + memstats.mcache_sys + memstats.buckhash_sys +
	               memstats.gc_sys + memstats.other_sys;

	// The central lists count every object of a cached span as allocated. Flushing the caches
	// corrects that.
	flushallmcaches();
	cachestats();

	lock(&mheap_.lock);
	memstats.total_alloc = mheap_.largealloc;
	memstats.nmalloc = mheap_.nlargealloc + memstats.tinyallocs;
	memstats.nfree = memstats.tinyallocs + mheap_.nlargefree;
	uint64 freed = mheap_.largefree;
	for (intgo i = 0; i < nelem(memstats.by_size); i++) {
		memstats.by_size[i].nmalloc = 0;
		memstats.by_size[i].nfree = mheap_.nsmallfree[i];
	}
	for (intgo i = 0; i < nelem(mheap_.nsmallfree); i++) {
		memstats.nfree += mheap_.nsmallfree[i];
		freed += mheap_.nsmallfree[i] * class_to_size[i];
	}
	for (intgo spc = 0; spc < nelem(mheap_.central); spc++) {
		uint64 n = mheap_.central[spc].mcentral.nmalloc;
		intgo sizeclass = spanClass_sizeclass((spanClass)spc);
		memstats.nmalloc += n;
		memstats.by_size[sizeclass].nmalloc += n;
		memstats.total_alloc += n * class_to_size[sizeclass];
	}
	unlock(&mheap_.lock);

	memstats.alloc = memstats.total_alloc - freed;
	memstats.heap_alloc = memstats.alloc;
	memstats.heap_objects = memstats.nmalloc - memstats.nfree;
}

// go: mstats.go#cachestats
// Collects what the mcaches counted. The world is stopped.
void cachestats(void)
{
	for (intgo i = 0; i < allp.len; i++)
		if (allp.array[i]->mcache != nil)
			purgecachedstats(allp.array[i]->mcache);
}

// go: mstats.go#flushmcache
// Empties the cache of P number i. The world is stopped.
void flushmcache(intgo i)
{
	mcache *c = allp.array[i]->mcache;
	if (c == nil)
		return;
	mcache_releaseAll(c);
	stackcache_clear(c);
}

// go: mstats.go#flushallmcaches
// The world is stopped.
void flushallmcaches(void)
{
	for (intgo i = 0; i < gomaxprocs; i++)
		flushmcache(i);
}

// go: mstats.go#purgecachedstats
// Adds c's counts to memstats and mheap_. Holds: the heap lock, or the world is stopped.
void purgecachedstats(mcache *c)
{
	memstats.heap_scan += c->local_scan;
	c->local_scan = 0;
	memstats.tinyallocs += c->local_tinyallocs;
	c->local_tinyallocs = 0;
	mheap_.largefree += c->local_largefree;
	c->local_largefree = 0;
	mheap_.nlargefree += c->local_nlargefree;
	c->local_nlargefree = 0;
	for (intgo i = 0; i < nelem(c->local_nsmallfree); i++) {
		mheap_.nsmallfree[i] += c->local_nsmallfree[i];
		c->local_nsmallfree[i] = 0;
	}
}

// go: mstats.go#mSysStatInc
// Adds n to a statistic that several threads change without a lock; does nothing if sysStat is nil.
void mSysStatInc(uint64 *sysStat, uintptr n)
{
	if (sysStat == nil)
		return;
	// mo: seq_cst; a counter.
	uint64 val = atomic_Xadd64(sysStat, n);
	if (val < n) {
		print("runtime: stat overflow: val ", val, ", n ", n, "\n");
		exit(2);
	}
}

// go: mstats.go#mSysStatDec
void mSysStatDec(uint64 *sysStat, uintptr n)
{
	if (sysStat == nil)
		return;
	// mo: seq_cst; a counter.
	uint64 val = atomic_Xadd64(sysStat, -n);
	if (val + n < n) {
		print("runtime: stat underflow: val ", val, ", n ", n, "\n");
		exit(2);
	}
}
