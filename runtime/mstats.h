// Types of mstats.go.
#pragma once

#include "sizeclasses.h"

// go: mstats.go#mstats
// The fields up to by_size[61) lie as in MemStats.
typedef struct mstats {
	uint64 alloc, total_alloc, sys, nlookup, nmalloc, nfree;
	uint64 heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
	uint64 stacks_inuse, stacks_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys;
	uint64 buckhash_sys, gc_sys, other_sys;
	uint64 next_gc, last_gc_unix, pause_total_ns, pause_ns[256], pause_end[256];
	uint32 numgc, numforcedgc;
	float64 gc_cpu_fraction;
	bool enablegc, debuggc;
	struct {
		uint32 size;
		uint64 nmalloc, nfree;
	} by_size[_NumSizeClasses];
	uint64 last_gc_nanotime, tinyallocs, last_next_gc, last_heap_inuse;
	float64 triggerRatio;
	uint64 gc_trigger, heap_live, heap_scan, heap_marked;
} mstats;

// go: mstats.go#MemStats
typedef struct MemStats {
	uint64 Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees;
	uint64 HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects;
	uint64 StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys;
	uint64 BuckHashSys, GCSys, OtherSys;
	uint64 NextGC, LastGC, PauseTotalNs, PauseNs[256], PauseEnd[256];
	uint32 NumGC, NumForcedGC;
	float64 GCCPUFraction;
	bool EnableGC, DebugGC;
	struct {
		uint32 Size;
		uint64 Mallocs, Frees;
	} BySize[61];
} MemStats;
_Static_assert(sizeof(MemStats) == 5776, "MStats vs MemStatsType size mismatch");

hidden extern mstats memstats GOSYM(memstats);
