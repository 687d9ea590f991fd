// The profiles that count stacks of calls: of the heap (what was allocated where, and what of it
// was freed; one allocation in MemProfileRate bytes is looked at), of blocking (how long goroutines
// waited), and of contended mutexes (how long others waited, by the stack that let them go on).
//
// Only programs that ask for one of the profiles have this file: mallocgc and the collector call it
// if it is there, and the rates of the other two stay 0 if it is not.
#include "runtime.h"

enum {
	memProfile   = 1,
	blockProfile = 2,
	mutexProfile = 3,
	buckHashSize = 179999,
	maxStack     = 32,
};

// go: mprof.go#bucketType
typedef intgo bucketType;

static mutex proflock GOSYM(proflock);

// go: mprof.go#bucket
// What is known of the allocations of one size by one stack of calls, or of the waits there. After
// it lie the pcs and a memRecord or blockRecord. Off the heap, never freed.
struct bucket {
	bucket *next;    // in the hash table
	bucket *allnext; // in mbuckets, bbuckets or xbuckets
	bucketType typ;
	uintptr hash;
	uintptr size;
	uintptr nstk;
};

// go: mprof.go#memRecordCycle [moved] memRecord has it by value
typedef struct memRecordCycle {
	uintptr allocs, frees;
	uintptr alloc_bytes, free_bytes;
} memRecordCycle;

// go: mprof.go#memRecord
// What is allocated while cycle c runs or is swept can be freed only by the sweep of cycle c + 1.
// If it counted at once, the profile would show more the later in a cycle one looks.
typedef struct memRecord {
	memRecordCycle active; // the profile
	// What will be added to it when cycle c begins, at c % 3: what was allocated during c - 2, what
	// the sweep of c - 1 freed.
	memRecordCycle future[3];
} memRecord;

// go: mprof.go#memRecordCycle.add
static void memRecordCycle_add(memRecordCycle *a, memRecordCycle *b)
{
	a->allocs += b->allocs;
	a->frees += b->frees;
	a->alloc_bytes += b->alloc_bytes;
	a->free_bytes += b->free_bytes;
}

// go: mprof.go#blockRecord
typedef struct blockRecord {
	int64 count;
	int64 cycles;
} blockRecord;

static bucket  *mbuckets GOSYM(mbuckets); // all of the heap's, the newest first
static bucket  *bbuckets GOSYM(bbuckets); // of blocking
static bucket  *xbuckets GOSYM(xbuckets); // of mutexes
static bucket **buckhash GOSYM(buckhash); // [buckHashSize]

static struct {
	uint32 cycle;   // counts collections
	bool   flushed; // what belongs to it has been added
} mProf GOSYM(mProf);

// A multiple of 3.
enum { mProfCycleWrap = 3 << 25 };

// go: mprof.go#MemProfileRecord [moved] up here with the other types
typedef struct MemProfileRecord {
	int64   AllocBytes, FreeBytes;
	int64   AllocObjects, FreeObjects;
	uintptr Stack0[maxStack];
} MemProfileRecord;

// go: mprof.go#StackRecord [moved] up here with the other types
// pcs, ended by 0 if there is room.
typedef struct StackRecord {
	uintptr Stack0[maxStack];
} StackRecord;

// go: mprof.go#BlockProfileRecord [moved] up here with the other types
typedef struct BlockProfileRecord {
	int64 Count;
	int64 Cycles;
	StackRecord StackRecord;
} BlockProfileRecord;

static void saveblockevent(int64 cycles, intgo skip, bucketType which) GOSYM(saveblockevent);
static void mProf_FlushLocked(void) GOSYM(mProf_FlushLocked);
static void addcycle(uint32 c);
static void record(MemProfileRecord *r, bucket *b) GOSYM(record);

// go: malloc.go#fastexprand [moved] needed here only
// Returns a random number, exponentially distributed with that mean.
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

// go: mprof.go#newBucket
static bucket *newBucket(bucketType typ, uintptr nstk)
{
	uintptr size = sizeof(bucket) + nstk * sizeof(uintptr);
	switch (typ) {
	default:
		throw("invalid profile bucket type");
	case memProfile:
		size += sizeof(memRecord);
		break;
	case blockProfile:
	case mutexProfile:
		size += sizeof(blockRecord);
		break;
	}
	bucket *b = persistentalloc(size, 0, &memstats.buckhash_sys);
	b->typ = typ;
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

// go: mprof.go#bucket.bp
static blockRecord *bucket_bp(bucket *b)
{
	if (b->typ != blockProfile && b->typ != mutexProfile)
		throw("bad use of bucket.bp");
	return (blockRecord *)(bucket_stk(b) + b->nstk);
}

// go: mprof.go#stkbucket [adapted] always makes what is not there; xxHash
// Holds: proflock.
static bucket *stkbucket(bucketType typ, uintptr size, uintptr *stk, uintptr nstk)
{
	if (buckhash == nil) {
		buckhash = sysAlloc(buckHashSize * sizeof *buckhash, &memstats.buckhash_sys);
		if (buckhash == nil)
			throw("runtime: cannot allocate memory");
	}
	uintptr h = memhash(stk, size, nstk * sizeof *stk);
	bucket **head = &buckhash[h % buckHashSize];
	for (bucket *b = *head; b != nil; b = b->next)
		if (b->typ == typ && b->hash == h && b->size == size && b->nstk == nstk &&
		    memequal(bucket_stk(b), stk, nstk * sizeof *stk))
			return b;
	bucket *b = newBucket(typ, nstk);
	memmove(bucket_stk(b), stk, nstk * sizeof *stk);
	b->hash = h;
	b->size = size;
	b->next = *head;
	*head = b;
	bucket **all = typ == memProfile ? &mbuckets : typ == mutexProfile ? &xbuckets : &bbuckets;
	b->allnext = *all;
	*all = b;
	return b;
}

// go: mprof.go#mProf_NextCycle
// World stopped: what is allocated and freed from now on belongs to the next cycle.
void mProf_NextCycle(void)
{
	lock(&proflock);
	mProf.cycle = (mProf.cycle + 1) % mProfCycleWrap;
	mProf.flushed = false;
	unlock(&proflock);
}

// go: mprof.go#mProf_Flush
// Adds to the profile what belongs to it since the last mProf_NextCycle.
void mProf_Flush(void)
{
	lock(&proflock);
	if (!mProf.flushed) {
		mProf_FlushLocked();
		mProf.flushed = true;
	}
	unlock(&proflock);
}

// go: mprof.go#mProf_FlushLocked
static void mProf_FlushLocked(void) { addcycle(mProf.cycle); }

// go: none — adds what was noted for cycle c to the profile. Holds: proflock
static void addcycle(uint32 c)
{
	for (bucket *b = mbuckets; b != nil; b = b->allnext) {
		memRecordCycle *future = &bucket_mp(b)->future[c % 3];
		memRecordCycle_add(&bucket_mp(b)->active, future);
		*future = (memRecordCycle){0};
	}
}

// go: mprof.go#mProf_PostSweep
// All is swept: the profile can show what the next cycle's beginning would show.
void mProf_PostSweep(void)
{
	lock(&proflock);
	addcycle(mProf.cycle + 1);
	unlock(&proflock);
}

// go: none — arguments of mProf_Malloc, on g0
typedef struct profargs {
	void   *p;
	uintptr size;
} profargs;

// go: none — how many calls on top of an allocation's stack are the allocator's
// As in Go they end with the caller of mallocgc, if that is the runtime's: newobject, makeslice.
static intgo allocatorcalls(const uintptr *stk, intgo n)
{
	const String mallocgc_name = STR("runtime.mallocgc");
	for (intgo i = 0; i < n; i++) {
		String name = funcname(findfunc(stk[i] - 1));
		if (!strequal(&name, &mallocgc_name))
			continue;
		if (++i < n && findfunc(stk[i] - 1).entry >= firstmoduledata.etext)
			i++;
		while (i < n && plumbing(findfunc(stk[i] - 1)))
			i++;
		return i;
	}
	return 0;
}

// go: none — mProf_Malloc on g0
static void mProf_Malloc_func1(void *arg)
{
	enum { allocator = 8 };
	profargs *a = arg;
	uintptr stk[maxStack + allocator];
	g *curg = getg()->m->curg;
	intgo n = gentraceback(~(uintptr)0, ~(uintptr)0, 0, curg, 0, stk, nelem(stk), nil, nil, 0);
	intgo first = allocatorcalls(stk, n < allocator ? n : allocator);
	intgo nstk = n - first < maxStack ? n - first : maxStack;
	lock(&proflock);
	bucket *b = stkbucket(memProfile, a->size, stk + first, (uintptr)nstk);
	memRecordCycle *future = &bucket_mp(b)->future[(mProf.cycle + 2) % 3];
	future->allocs++;
	future->alloc_bytes += a->size;
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
	memRecordCycle *future = &bucket_mp(b)->future[(mProf.cycle + 1) % 3];
	future->frees++;
	future->free_bytes += size;
	unlock(&proflock);
}

// go: mprof.go#SetBlockProfileRate
// Samples on average one wait for each rate nanoseconds that goroutines wait.
void SetBlockProfileRate(intgo rate)
{
	int64 r = 0;
	if (rate == 1)
		r = 1; // profile everything
	else if (rate > 1)
		r = (int64)((float64)rate * (float64)tickspersecond() / (1000 * 1000 * 1000));
	// mo: seq_cst; a number by itself.
	atomic_Store64(&blockprofilerate, (uint64)(rate > 1 && r == 0 ? 1 : r));
}

// go: mprof.go#blockevent
// The calling goroutine has waited for that many cycles. skip: as in semacquire1.
void blockevent(int64 cycles, intgo skip)
{
	if (cycles <= 0)
		cycles = 1;
	if (blocksampled(cycles))
		saveblockevent(cycles, skip, blockProfile);
}

// go: mprof.go#blocksampled
bool blocksampled(int64 cycles)
{
	int64 rate = (int64)atomic_Load64(&blockprofilerate); // mo: seq_cst; a number by itself
	return rate > 0 && (rate <= cycles || (int64)fastrand() % rate <= cycles);
}

// go: none — arguments of saveblockevent, on g0
typedef struct blockargs {
	int64      cycles;
	intgo      skip;
	bucketType which;
} blockargs;

// go: none — reports whether a call is the runtime's part of an event, inlined or not
static bool helpercall(const funccall *c)
{
	const char *name = c->line.function;
	if (c->own)
		return helperframe(funcname(c->f));
	return name != nil && helperframe(gostringnocopy((const byte *)name));
}

// go: none — saveblockevent on g0
static void saveblockevent_func1(void *arg)
{
	enum { helpers = 16 };
	blockargs *a = arg;
	uintptr stk[maxStack + helpers];
	g *curg = getg()->m->curg;
	intgo n = gentraceback(~(uintptr)0, ~(uintptr)0, 0, curg, 0, stk, nelem(stk), nil, nil, 0);
	intgo first = 0;
	funccall c;
	while (first < n && first < helpers && findcall(stk[first] - 1, &c) && helpercall(&c))
		first++;
	first += a->skip;
	if (first > n)
		first = n;
	n = n - first < maxStack ? n - first : maxStack;
	lock(&proflock);
	bucket *b = stkbucket(a->which, 0, stk + first, (uintptr)n);
	bucket_bp(b)->count++;
	bucket_bp(b)->cycles += a->cycles;
	unlock(&proflock);
}

// go: mprof.go#saveblockevent [adapted] the names tell how many calls on top to leave out
// skip: how many of the program's own calls to leave out on top. See D144.
static void saveblockevent(int64 cycles, intgo skip, bucketType which)
{
	blockargs a = {cycles, skip, which};
	systemstack(saveblockevent_func1, &a);
}

// go: mprof.go#SetMutexProfileFraction
// Samples on average one of rate events, none if rate is 0; returns the rate until now, which stays
// if rate < 0.
intgo SetMutexProfileFraction(intgo rate)
{
	intgo old = (intgo)RELAXED(mutexprofilerate);
	if (rate >= 0)
		atomic_Store64(&mutexprofilerate, (uint64)rate); // mo: seq_cst; a number by itself
	return old;
}

// go: mprof.go#mutexevent
// The calling goroutine has unlocked a mutex that another one has waited for, that many cycles.
void mutexevent(int64 cycles, intgo skip)
{
	if (cycles < 0)
		cycles = 0;
	int64 rate = (int64)atomic_Load64(&mutexprofilerate); // mo: seq_cst; a number by itself
	if (rate > 0 && (int64)fastrand() % rate == 0)
		saveblockevent(cycles, skip, mutexProfile);
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
		// There was no collection yet: add all.
		for (uint32 c = 0; c < 3; c++)
			addcycle(c);
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

// go: mprof.go#iterate_memprof
void iterate_memprof(void (*fn)(bucket *, uintptr, uintptr *, uintptr, uintptr, uintptr))
{
	lock(&proflock);
	for (bucket *b = mbuckets; b != nil; b = b->allnext) {
		memRecordCycle *a = &bucket_mp(b)->active;
		fn(b, b->nstk, bucket_stk(b), b->size, a->allocs, a->frees);
	}
	unlock(&proflock);
}

// go: none — body of BlockProfile and MutexProfile: what the buckets of a list tell
static countok blockrecords(bucket *list, slice p)
{
	intgo n = 0;
	for (bucket *b = list; b != nil; b = b->allnext)
		n++;
	bool ok = n <= p.len;
	if (ok) {
		BlockProfileRecord *r = p.array;
		for (bucket *b = list; b != nil; b = b->allnext, r++) {
			*r = (BlockProfileRecord){bucket_bp(b)->count, bucket_bp(b)->cycles, {{0}}};
			memmove(r->StackRecord.Stack0, bucket_stk(b), b->nstk * sizeof(uintptr));
		}
	}
	return (countok){n, ok};
}

// go: mprof.go#BlockProfile
countok BlockProfile(slice p)
{
	lock(&proflock);
	countok r = blockrecords(bbuckets, p);
	unlock(&proflock);
	return r;
}

// go: mprof.go#MutexProfile
countok MutexProfile(slice p)
{
	lock(&proflock);
	countok r = blockrecords(xbuckets, p);
	unlock(&proflock);
	return r;
}

// The setters as func values, as MemProfile.
extern const funcval SetBlockProfileRate_f GOLABEL("runtime.SetBlockProfileRate..f");
const funcval SetBlockProfileRate_f = {(uintptr)SetBlockProfileRate};
extern const funcval SetMutexProfileFraction_f GOLABEL("runtime.SetMutexProfileFraction..f");
const funcval SetMutexProfileFraction_f = {(uintptr)SetMutexProfileFraction};
extern const funcval BlockProfile_f GOLABEL("runtime.BlockProfile..f");
const funcval BlockProfile_f = {(uintptr)BlockProfile};
extern const funcval MutexProfile_f GOLABEL("runtime.MutexProfile..f");
const funcval MutexProfile_f = {(uintptr)MutexProfile};
