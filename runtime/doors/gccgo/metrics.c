// split-stack: yes
// Package runtime/metrics, since Go 1.16; gccgo's is Go 1.18's. A sample with an unknown name gets
// the kind metricKindBad. See D71.
#include "runtime.h"

// go: none — metrics.go#metricKind
enum {
	metricKindBad,
	metricKindUint64,
	metricKindFloat64,
	metricKindFloat64Histogram,
};

// go: none — metrics.Float64Histogram
typedef struct metricFloat64Histogram {
	SLICE(uint64) counts;
	SLICE(float64) buckets;
} metricFloat64Histogram;

// Bounds of the buckets, one more than there are buckets. The first reader makes them, under
// worldsema.
static float64 sizeBuckets[_NumSizeClasses + 1];
static float64 timeHistBuckets[timeHistNumBuckets + 2];

// go: none — histogram.go#timeHistogramMetricsBuckets
// The first bucket has times below 0, which no clock of ours shows.
static nosplit void makebuckets(void)
{
	sizeBuckets[0] = 1;
	for (intgo i = 1; i < _NumSizeClasses; i++)
		sizeBuckets[i] = class_to_size[i] + 1; // the least size that is above the class
	sizeBuckets[_NumSizeClasses] = __builtin_inf();

	timeHistBuckets[0] = -__builtin_inf();
	for (uint64 i = 0; i < timeHistNumBuckets; i++) {
		uint64 super = i / timeHistNumSubBuckets, sub = i % timeHistNumSubBuckets;
		uint64 ns = super == 0 ? sub : (timeHistNumSubBuckets + sub) << (super - 1);
		timeHistBuckets[1 + i] = (float64)ns / 1e9;
	}
	timeHistBuckets[timeHistNumBuckets + 1] = __builtin_inf();
}

// go: none — metrics.go#initMetrics: the distributions
enum { allocsBySize, freesBySize, gcPauses, schedLatencies, nhistograms };
enum { nsizes = nelem(sizeBuckets) - 1, ntimes = nelem(timeHistBuckets) - 1 };
static const struct {
	String   name;
	intgo    counts;
	float64 *buckets;
} histograms[nhistograms] = {
	[allocsBySize] = {STR("/gc/heap/allocs-by-size:bytes"), nsizes, sizeBuckets},
	[freesBySize] = {STR("/gc/heap/frees-by-size:bytes"), nsizes, sizeBuckets},
	[gcPauses] = {STR("/gc/pauses:seconds"), ntimes, timeHistBuckets},
	[schedLatencies] = {STR("/sched/latencies:seconds"), ntimes, timeHistBuckets},
};

// go: none — which distribution has that name; nhistograms if none
static intgo findhistogram(String name)
{
	intgo i = 0;
	while (i < nhistograms && !strequal(&histograms[i].name, &name))
		i++;
	return i;
}

// go: none — metrics.go#metricValue.float64HistOrInit
// What lies in *s from an earlier call is used again if it has the right length. It keeps that, for
// another sample of this call may have the same histogram.
static void inithistogram(metricSample *s, intgo i)
{
	metricFloat64Histogram *h = s->kind == metricKindFloat64Histogram ? s->pointer : nil;
	if (h == nil || h->counts.len != histograms[i].counts) {
		h = mallocgc(sizeof *h, &anypointers, true);
		h->counts.array =
			mallocgc((uintptr)histograms[i].counts * sizeof(uint64), &nopointers, true);
		h->counts.len = h->counts.cap = histograms[i].counts;
	}
	h->buckets.array = histograms[i].buckets;
	h->buckets.len = h->buckets.cap = histograms[i].counts + 1;
	s->kind = metricKindFloat64Histogram;
	wbshade(s->pointer);
	s->pointer = h;
}

// go: none — the counts of one of the distributions. The world is stopped
static nosplit void readhistogram(uint64 *counts, intgo i)
{
	counts[0] = 0;
	switch (i) {
	case allocsBySize:
		for (intgo c = 1; c < _NumSizeClasses; c++)
			counts[c - 1] = memstats.by_size[c].nmalloc;
		counts[_NumSizeClasses - 1] = mheap_.nlargealloc;
		break;
	case freesBySize:
		for (intgo c = 1; c < _NumSizeClasses; c++)
			counts[c - 1] = memstats.by_size[c].nfree;
		counts[_NumSizeClasses - 1] = mheap_.nlargefree;
		break;
	case gcPauses:
		memmove(counts + 1, gcPauseDist.counts, sizeof gcPauseDist.counts);
		break;
	case schedLatencies:
		memmove(counts + 1, timeToRun.counts, sizeof timeToRun.counts);
		break;
	}
}

// go: none — argument record of readMetrics
typedef struct readMetricsargs {
	metricSample *samples;
	intgo         len;
} readMetricsargs;

// go: none — the part of readMetrics that reads. The world is stopped
// On g0, as in ReadMemStats: a new segment of the caller's stack would change what is read.
static nosplit void readMetrics_m(void *arg)
{
	readMetricsargs *a = arg;
	updatememstats();
	if (sizeBuckets[0] == 0)
		makebuckets();
	// With the lock held, as in readmemstats_m.
	lock(&mheap_.lock);
	mstats *m = &memstats;
	struct {
		String name;
		uint64 value;
	} scalars[] = {
		{STR("/gc/cycles/automatic:gc-cycles"), m->numgc - m->numforcedgc},
		{STR("/gc/cycles/forced:gc-cycles"), m->numforcedgc},
		{STR("/gc/cycles/total:gc-cycles"), m->numgc},
		{STR("/gc/heap/allocs:bytes"), m->total_alloc},
		{STR("/gc/heap/allocs:objects"), m->nmalloc - m->tinyallocs},
		{STR("/gc/heap/frees:bytes"), m->total_alloc - m->alloc},
		{STR("/gc/heap/frees:objects"), m->nfree - m->tinyallocs},
		{STR("/gc/heap/goal:bytes"), m->next_gc},
		{STR("/gc/heap/objects:objects"), m->heap_objects},
		{STR("/gc/heap/tiny/allocs:objects"), m->tinyallocs},
		{STR("/memory/classes/heap/free:bytes"), m->heap_idle - m->heap_released},
		{STR("/memory/classes/heap/objects:bytes"), m->heap_alloc},
		{STR("/memory/classes/heap/released:bytes"), m->heap_released},
		{STR("/memory/classes/heap/stacks:bytes"), m->stacks_inuse},
		{STR("/memory/classes/heap/unused:bytes"), m->heap_inuse - m->heap_alloc},
		{STR("/memory/classes/metadata/mcache/free:bytes"), m->mcache_sys - m->mcache_inuse},
		{STR("/memory/classes/metadata/mcache/inuse:bytes"), m->mcache_inuse},
		{STR("/memory/classes/metadata/mspan/free:bytes"), m->mspan_sys - m->mspan_inuse},
		{STR("/memory/classes/metadata/mspan/inuse:bytes"), m->mspan_inuse},
		{STR("/memory/classes/metadata/other:bytes"), m->gc_sys},
		{STR("/memory/classes/os-stacks:bytes"), m->stacks_sys},
		{STR("/memory/classes/other:bytes"), m->other_sys},
		{STR("/memory/classes/profiling/buckets:bytes"), m->buckhash_sys},
		{STR("/sched/goroutines:goroutines"), (uint64)gcount()},
		{STR("/memory/classes/total:bytes"), 0},
	};
	unlock(&mheap_.lock);
	// The sum of these, not m->sys: a thread in a system call may allocate a stack meanwhile.
	static const char classes[] = "/memory/classes/";
	const intgo total = nelem(scalars) - 1;
	for (intgo i = 0; i < total; i++)
		if (memcmp(scalars[i].name.str, classes, sizeof classes - 1) == 0)
			scalars[total].value += scalars[i].value;
	for (metricSample *s = a->samples; s < a->samples + a->len; s++) {
		if (s->kind == metricKindFloat64Histogram) {
			readhistogram(s->pointer->counts.array, findhistogram(s->name));
			continue;
		}
		for (intgo i = 0; i < nelem(scalars); i++) {
			if (strequal(&scalars[i].name, &s->name)) {
				s->kind = metricKindUint64;
				s->scalar = scalars[i].value;
				break;
			}
		}
	}
}

// go: none — metrics.go#readMetrics
void readMetrics(metricSample *samples, intgo len, intgo cap)
{
	// With the world stopped nothing can be allocated.
	for (metricSample *s = samples; s < samples + len; s++) {
		intgo i = findhistogram(s->name);
		if (i < nhistograms)
			inithistogram(s, i);
		else
			s->kind = metricKindBad;
	}
	readMetricsargs a = {samples, len};
	stopTheWorld(STR("read metrics"));
	systemstack(readMetrics_m, &a);
	startTheWorld();
}
