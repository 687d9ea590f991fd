// The profile of the heap: what was allocated where, and what of it was freed. One allocation in
// MemProfileRate bytes is looked at.
//
// Only programs that ask for the profile have this file: mallocgc and the collector call it if it
// is there.
#include "runtime.h"

enum {
	memProfile   = 1,
	buckHashSize = 179999,
	maxStack     = 32,
};

static mutex proflock GOSYM(proflock);

// go: mprof.go#bucket
// What is known of the allocations of one size by one stack of calls. Behind it lie the pcs and a
// memRecord. Off the heap, never freed.
struct bucket {
	bucket *next;    // in the hash table
	bucket *allnext; // in mbuckets
	intgo   typ;
	uintptr hash;
	uintptr size;
	uintptr nstk;
};

// go: mprof.go#memRecordCycle [moved] memRecord has it by value
typedef struct memRecordCycle {
	uintptr allocs, frees;
	uintptr alloc_bytes, free_bytes;
} memRecordCycle;

// go: mprof.go#memRecord [adapted] two cycles instead of four: the world stands still from the
//     beginning of a cycle until all is swept
typedef struct memRecord {
	// the profile: up to the last cycle, or else things would count that no cycle could have freed
	memRecordCycle active;
	memRecordCycle future; // since
} memRecord;

// go: mprof.go#memRecordCycle.add
static void memRecordCycle_add(memRecordCycle *a, memRecordCycle *b)
{
	a->allocs += b->allocs;
	a->frees += b->frees;
	a->alloc_bytes += b->alloc_bytes;
	a->free_bytes += b->free_bytes;
}

static bucket  *mbuckets GOSYM(mbuckets); // all of them
static bucket **buckhash GOSYM(buckhash); // [buckHashSize]

// go: mprof.go#MemProfileRecord [moved] up here with the other types
typedef struct MemProfileRecord {
	int64   AllocBytes, FreeBytes;
	int64   AllocObjects, FreeObjects;
	uintptr Stack0[maxStack];
} MemProfileRecord;

static void mProf_FlushLocked(void) GOSYM(mProf_FlushLocked);
static void record(MemProfileRecord *r, bucket *b) GOSYM(record);

// go: malloc.go#fastexprand [moved] needed here only
// A number of the exponential distribution with that mean.
static int32 fastexprand(intgo mean)
{
	enum { randomBitCount = 26 };
	if (mean > 0x7000000)
		mean = 0x7000000;
	else if (mean == 0)
		return 0;
	double q = (double)(fastrand() % (1 << randomBitCount) + 1);
	return (int32)((randomBitCount - fastlog2(q)) * 0.6931471805599453 * (double)mean) + 1; // ln 2
}

// go: malloc.go#nextSample [moved] needed here only
// How many bytes later to look at an allocation again.
uintptr nextSample(void) { return (uintptr)fastexprand(RELAXED(MemProfileRate)); }

// go: mprof.go#newBucket [adapted] one type
static bucket *newBucket(uintptr nstk)
{
	bucket *b = persistentalloc(sizeof *b + nstk * sizeof(uintptr) + sizeof(memRecord), 0,
	                            &memstats.buckhash_sys);
	b->typ = memProfile;
	b->nstk = nstk;
	return b;
}

// go: mprof.go#bucket.stk
static uintptr *bucket_stk(bucket *b) { return (uintptr *)(b + 1); }

// go: mprof.go#bucket.mp
static memRecord *bucket_mp(bucket *b)
{
	if (b->typ != memProfile)
		throw("bad use of bucket.mp");
	return (memRecord *)(bucket_stk(b) + b->nstk);
}

// go: mprof.go#stkbucket [adapted] one type, and always makes what is not there
// Holds: proflock.
static bucket *stkbucket(uintptr size, uintptr *stk, uintptr nstk)
{
	if (buckhash == nil) {
		buckhash = sysAlloc(buckHashSize * sizeof *buckhash, &memstats.buckhash_sys);
		if (buckhash == nil)
			throw("runtime: cannot allocate memory");
	}
	uintptr h = memhash(stk, size, nstk * sizeof *stk);
	bucket **head = &buckhash[h % buckHashSize];
	for (bucket *b = *head; b != nil; b = b->next)
		if (b->hash == h && b->size == size && b->nstk == nstk &&
		    memequal(bucket_stk(b), stk, nstk * sizeof *stk))
			return b;
	bucket *b = newBucket(nstk);
	memmove(bucket_stk(b), stk, nstk * sizeof *stk);
	b->hash = h;
	b->size = size;
	b->next = *head;
	*head = b;
	b->allnext = mbuckets;
	mbuckets = b;
	return b;
}

// go: mprof.go#mProf_Flush [adapted] all of what is new, at the end of a cycle
void mProf_Flush(void)
{
	lock(&proflock);
	mProf_FlushLocked();
	unlock(&proflock);
}

// go: mprof.go#mProf_FlushLocked
static void mProf_FlushLocked(void)
{
	for (bucket *b = mbuckets; b != nil; b = b->allnext) {
		memRecord *mp = bucket_mp(b);
		memRecordCycle_add(&mp->active, &mp->future);
		mp->future = (memRecordCycle){0};
	}
}

// go: none — arguments of mProf_Malloc, on g0
typedef struct profargs {
	void   *p;
	uintptr size;
} profargs;

// go: none — mProf_Malloc on g0
static void mProf_Malloc_func1(void *arg)
{
	profargs *a = arg;
	uintptr stk[maxStack];
	g *curg = getg()->m->curg;
	intgo nstk = gentraceback(~(uintptr)0, ~(uintptr)0, 0, curg, 0, stk, maxStack, nil, nil, 0);
	lock(&proflock);
	bucket *b = stkbucket(a->size, stk, (uintptr)nstk);
	memRecord *mp = bucket_mp(b);
	mp->future.allocs++;
	mp->future.alloc_bytes += a->size;
	unlock(&proflock);
	setprofilebucket(a->p, b);
}

// go: mprof.go#mProf_Malloc
// The object at p, of size bytes, was just allocated, and is to be counted. What is allocated on g0
// is nobody's. See D55.
void mProf_Malloc(void *p, uintptr size)
{
	if (getg() == getg()->m->g0)
		return;
	profargs a = {p, size};
	systemstack(mProf_Malloc_func1, &a);
}

// go: mprof.go#mProf_Free
// An object that b counts was freed.
void mProf_Free(bucket *b, uintptr size)
{
	lock(&proflock);
	memRecord *mp = bucket_mp(b);
	mp->future.frees++;
	mp->future.free_bytes += size;
	unlock(&proflock);
}

// go: none — how many records a profile has; *data: is there anything in it?
static intgo countbuckets(bool inuseZero, bool *data)
{
	intgo n = 0;
	*data = false;
	for (bucket *b = mbuckets; b != nil; b = b->allnext) {
		memRecordCycle *a = &bucket_mp(b)->active;
		if (inuseZero || a->alloc_bytes != a->free_bytes)
			n++;
		if (a->allocs != 0 || a->frees != 0)
			*data = true;
	}
	return n;
}

// go: mprof.go#MemProfile
// As of the last collection, or of now if there was none. inuseZero: with the records of which
// nothing is in use.
countok MemProfile(slice p, bool inuseZero)
{
	lock(&proflock);
	bool data;
	intgo n = countbuckets(inuseZero, &data);
	if (!data) {
		mProf_FlushLocked();
		n = countbuckets(inuseZero, &data);
	}
	bool ok = n <= p.len;
	if (ok) {
		MemProfileRecord *r = p.array;
		for (bucket *b = mbuckets; b != nil; b = b->allnext) {
			memRecordCycle *a = &bucket_mp(b)->active;
			if (inuseZero || a->alloc_bytes != a->free_bytes)
				record(r++, b);
		}
	}
	unlock(&proflock);
	return (countok){n, ok};
}

// MemProfile as a value of Go's: here, not in runtime.go's object (gccgo/meson.build).
extern const funcval MemProfile_f GOLABEL("runtime.MemProfile..f");
const funcval MemProfile_f = {(uintptr)MemProfile};

// go: mprof.go#record
static void record(MemProfileRecord *r, bucket *b)
{
	memRecordCycle *a = &bucket_mp(b)->active;
	*r = (MemProfileRecord){
		(int64)a->alloc_bytes, (int64)a->free_bytes, (int64)a->allocs, (int64)a->frees, {0}};
	memmove(r->Stack0, bucket_stk(b), b->nstk * sizeof r->Stack0[0]);
}
