// Types of the memory allocator: those of mheap.go, and those that mheap holds by value, of
// mcentral.go, mcache.go, mfixalloc.go, mpagealloc.go, mpallocbits.go and mranges.go.
#pragma once

#include "runtime2.h"
#include "sizeclasses.h"
#include "type.h"

typedef struct mheap mheap;
typedef struct spanlist spanlist;
typedef struct heapArena heapArena;
typedef struct arenaHint arenaHint;
typedef struct mSpanList mSpanList;
typedef struct special special;
typedef struct mlink mlink;
typedef struct gclink gclink;
typedef uint8   gcBits;
typedef uintptr gclinkptr; // go: mcache.go#gclinkptr
typedef uint8   spanClass; // go: mheap.go#spanClass
typedef uintgo  arenaIdx;  // go: mheap.go#arenaIdx
typedef uintgo  chunkIdx;  // go: mpagealloc.go#chunkIdx
typedef uint64  pallocSum; // go: mpagealloc.go#pallocSum

enum {
	minPhysPageSize     = 4096,
	maxPhysPageSize     = 512 << 10,
	maxPhysHugePageSize = 4 << 20,
	numSpanClasses      = _NumSizeClasses << 1,
	tinySpanClass       = tinySizeClass << 1 | 1,
};

// go: mheap.go#mSpanState
typedef uint8 mSpanState;
enum {
	mSpanDead,
	mSpanInUse,  // heap
	mSpanManual, // stacks
};

// go: mheap.go#mSpanStateBox
// Read and written atomically. The state of a new span is set last.
typedef struct mSpanStateBox {
	mSpanState s;
} mSpanStateBox;

// go: mheap.go#mSpanStateBox.set
// mo: seq_cst, as get; a thread that reads the state through a stale entry of heapArena.spans sees
// everything written before the state.
static inline void mSpanStateBox_set(mSpanStateBox *b, mSpanState s) { atomic_Store8(&b->s, s); }
// go: mheap.go#mSpanStateBox.get
static inline mSpanState mSpanStateBox_get(mSpanStateBox *b) { return atomic_Load(&b->s); }

// go: mheap.go#makeSpanClass
// A size class, and whether its objects are without pointers.
static inline spanClass makeSpanClass(uint8 sizeclass, bool noscan)
{
	return (spanClass)(sizeclass << 1 | noscan);
}
// go: mheap.go#spanClass.sizeclass
static inline int8 spanClass_sizeclass(spanClass sc) { return (int8)(sc >> 1); }
// go: mheap.go#spanClass.noscan
static inline bool spanClass_noscan(spanClass sc) { return (sc & 1) != 0; }

// go: mheap.go#arenaIndex
// The arena that p is in; addresses of the upper half come first.
static inline arenaIdx arenaIndex(uintptr p) { return (p + arenaBaseOffset) / heapArenaBytes; }
// go: mheap.go#arenaBase
static inline uintptr arenaBase(arenaIdx i) { return i * heapArenaBytes - arenaBaseOffset; }
// go: mheap.go#arenaIdx.l1
static inline uintgo arenaIdx_l1(arenaIdx i) { return 0; }
// go: mheap.go#arenaIdx.l2
static inline uintgo arenaIdx_l2(arenaIdx i) { return i; }

// go: mfixalloc.go#mlink
struct mlink {
	mlink *next;
};

// go: mfixalloc.go#fixalloc
// An allocator for records of one size off the heap. The caller locks it.
typedef struct fixalloc {
	uintptr size;
	void  (*first)(void *arg, void *p); // called on records never handed out before
	void   *arg;
	mlink  *list;
	uintptr chunk;
	uint32  nchunk;
	uintptr inuse; // bytes in use
	uint64 *stat;
	bool    zero;  // zero reused records
} fixalloc;

// go: mcache.go#gclink
struct gclink {
	gclinkptr next;
};
// go: mcache.go#gclinkptr.ptr
static inline gclink *gclinkptr_ptr(gclinkptr p) { return (gclink *)p; }

// go: mcache.go#stackfreelist
typedef struct stackfreelist {
	gclinkptr list;
	uintptr   size; // bytes on the list
} stackfreelist;

// go: mcache.go#mcache
// Per-P cache. Only the P's owner uses it, while it cannot be preempted.
struct mcache {
	uintptr   next_sample;
	uintptr   local_scan;
	uintptr   tiny;
	uintptr   tinyoffset;
	uintptr   local_tinyallocs;
	mspan    *alloc[numSpanClasses];
	stackfreelist stackcache[_NumStackOrders];
	uintptr   local_largefree;
	uintptr   local_nlargefree;
	uintptr   local_nsmallfree[_NumSizeClasses];
	uintptr   local_marked;  // Not in Go: bytes allocated, and marked, during a mark phase
	uint32    flushGen;
};

// go: mheap.go#mSpanList
struct mSpanList {
	mspan *first;
	mspan *last;
};

// go: mheap.go#mspan
struct mspan {
	mspan     *next;
	mspan     *prev;
	mSpanList *list;
	uintptr    startAddr;
	uintptr    npages;
	gclinkptr  manualFreeList; // free objects of a manual span
	uintptr    freeindex;
	uintptr    nelems;
	uint64     allocCache;     // complement of allocBits, from freeindex on
	gcBits    *allocBits;
	gcBits    *gcmarkBits;
	// Against mheap_.sweepgen, h: h-2 unswept, h-1 being swept, h swept, h+3 swept and cached in an
	// mcache. (Go's h+1 does not occur: no span is in an mcache when h changes.) From h-2 on
	// whoever claims the span, then whoever holds it, changes it.
	uint32     sweepgen;
	uint16     divMul;
	uint16     baseMask;
	uint16     allocCount;
	spanClass  spanclass;
	mSpanStateBox state;
	uint8      needzero;
	uint8      divShift;
	uint8      divShift2;
	uintptr    elemsize;
	uintptr    limit;          // end of the objects
	mutex      speciallock;
	special   *specials;
};

// go: mheap.go#mspan.base
static inline uintptr mspan_base(mspan *s) { return s->startAddr; }
// go: mbitmap.go#mspan.objIndex [moved] inline; [adapted] by multiplication for all sizes
// The number of the object that p, an address in s, is in.
static inline uintptr mspan_objIndex(mspan *s, uintptr p)
{
	return ((p - s->startAddr) >> s->divShift) * s->divMul >> s->divShift2;
}

// go: mbitmap.go#markBits [moved] returned by value
typedef struct markBits {
	uint8 *bytep;
	uint8  mask;
} markBits;

// go: mbitmap.go#mspan.markBitsForIndex [moved] inline
// The mark bit of object number objIndex.
static inline markBits mspan_markBitsForIndex(mspan *s, uintptr objIndex)
{
	return (markBits){&s->gcmarkBits[objIndex / 8], (uint8)(1 << objIndex % 8)};
}

// go: mbitmap.go#markBits.isMarked [moved] inline
static inline bool markBits_isMarked(markBits m) { return (RELAXED(*m.bytep) & m.mask) != 0; }
// go: mbitmap.go#markBits.setMarked [moved] inline
// mo: seq_cst; other markers set other bits of the byte. The set of objects is fixed meanwhile, so
//     nothing else depends on the order.
static inline void markBits_setMarked(markBits m) { atomic_Or8(m.bytep, m.mask); }
// go: mbitmap.go#markBits.setMarkedNonAtomic [moved] inline
static inline void markBits_setMarkedNonAtomic(markBits m) { *m.bytep |= m.mask; }

// go: mcentral.go#mcentral
typedef struct mcentral {
	mutex     lock;
	spanClass spanclass;
	mSpanList nonempty; // spans with a free object
	mSpanList empty;    // full, or cached in an mcache
	uint64    nmalloc;
} mcentral;

// go: mranges.go#addrRange
typedef struct addrRange {
	uintptr base;
	uintptr limit;
} addrRange;

// go: mranges.go#addrRanges
typedef struct addrRanges {
	SLICE(addrRange) ranges;
	uint64 *sysStat;
} addrRanges;

enum {
	pallocChunkPages    = 512,
	logPallocChunkPages = 9,
	pallocChunkBytes    = pallocChunkPages * pageSize,
	logPallocChunkBytes = logPallocChunkPages + pageShift,
	summaryLevels       = 5,
	summaryLevelBits    = 3,
	summaryL0Bits       = heapAddrBits - logPallocChunkBytes
	                      - (summaryLevels - 1) * summaryLevelBits,
	pallocChunksL1Bits  = 13,
	pallocChunksL2Bits  = heapAddrBits - logPallocChunkBytes - pallocChunksL1Bits,
	pallocChunksL1Shift = pallocChunksL2Bits,
	pageCachePages      = 64,
	logMaxPackedValue   = 21,
	maxPackedValue      = 1 << logMaxPackedValue,
	pallocSumBytes      = 8,
	maxPagesPerPhysPage = maxPhysPageSize / pageSize,
};

// A full entry: all pages of a chunk are free.
#define freeChunkSum \
	((pallocSum)pallocChunkPages | (pallocSum)pallocChunkPages << logMaxPackedValue | \
	 (pallocSum)pallocChunkPages << 2 * logMaxPackedValue)

// Addresses are ordered by their offset from -arenaBaseOffset, so that those of the upper half come
// first. The highest and the lowest of them:
#define maxSearchAddr (~(uintptr)0 - arenaBaseOffset)
#define minScavAddr   (-arenaBaseOffset)

// go: mpallocbits.go#pageBits
typedef uint64 pageBits[pallocChunkPages / 64];
// go: mpallocbits.go#pallocBits
typedef pageBits pallocBits;

// go: mpallocbits.go#pallocData
typedef struct pallocData {
	pallocBits pallocBits; // 1: allocated
	pageBits   scavenged;  // 1: returned to the system
} pallocData;

// go: mpagealloc.go#pageAlloc
// Protected by mheapLock. The scavenger's search reads leaf summaries and chunks without the lock,
// and checks again with it.
typedef struct pageAlloc {
	// The radix tree, root first; reserved for the whole address space, mapped where the heap is.
	SLICE(pallocSum) summary[summaryLevels];
	// Each [1 << pallocChunksL2Bits], made on first use.
	pallocData *chunks[1 << pallocChunksL1Bits];
	uintptr    searchAddr;   // no page below is free; in inUse, or maxSearchAddr
	// Nothing at or above this address is scavenged before the next reset; minScavAddr: nothing.
	uintptr    scavAddr;
	uintptr    scavReleased; // bytes scavenged since the last reset
	chunkIdx   start, end;   // chunks that the heap spans; there may be gaps, see inUse
	addrRanges inUse;
	mutex     *mheapLock;
	uint64    *sysStat;
	bool       test;         // a test's: its memory is only reserved; leave it and memstats alone
} pageAlloc;

// go: mheap.go#heapArena [adapted] zeroedBase for each block of 64 pages: each P takes pages from a
//     block of its own, in order
struct heapArena {
	byte    bitmap[heapArenaBitmapBytes]; // for a collector
	mspan  *spans[pagesPerArena];
	uint8   pageInUse[pagesPerArena / 8];
	uint8   pageMarks[pagesPerArena / 8]; // spans, by their first page, with a marked object
	// For each block: its pages from this one on were never handed out and are zero.
	uint32  zeroedBase[pagesPerArena / pageCachePages];
};

// go: mheap.go#arenaHint
struct arenaHint {
	uintptr    addr;
	bool       down;
	arenaHint *next;
};

// The span records that exist at one moment.
struct spanlist {
	mspan **array;
	intgo   len;
};

// go: mheap.go#mheap [adapted] one array of spans to sweep
struct mheap {
	mutex     lock;
	// Protected by lock:
	pageAlloc pages;
	uint32    sweepgen;  // even; += 2 with the world stopped
	uint32    sweepdone; // 1: no span is left to be claimed, or the collector sweeps none; atomic
	uint32    sweepers;  // how many sweep a span, or look for one; atomic
	SLICE(mspan *) allspans;
	// Written with the world stopped, when a sweep begins:
	spanlist  sweepSpans; // all spans; a record that is used again since then is not unswept
	SLICE(arenaIdx) sweepArenas;
	uint64    sweepHeapLiveBasis; // heap_live when sweepPagesPerByte was set
	float64   sweepPagesPerByte;  // what is to be swept before an allocation; 0: nothing
	uint64    pagesSweptBasis;    // pagesSwept when sweepPagesPerByte was set; atomic
	uint64    sweepIndex;  // the next of sweepSpans to look at; atomic
	uint64    reclaimIndex;  // the next page of sweepArenas for reclaim; atomic
	uint64    reclaimCredit; // pages swept and freed that nobody has asked for; atomic
	uint64    pagesInUse;  // atomic
	uint64    pagesSwept;  // atomic
	uint64    scavengeGoal; // atomic
	uint64    largealloc, nlargealloc, largefree, nlargefree;
	uint64    nsmallfree[_NumSizeClasses];
	heapArena **arenas[1 << arenaL1Bits]; // [1 << arenaL2Bits], published atomically
	linearAlloc heapArenaAlloc;
	arenaHint *arenaHints;
	linearAlloc arena;
	SLICE(arenaIdx) allArenas;
	struct { uintptr base, end; } curArena;
	struct {
		mcentral mcentral;
		byte     pad[CacheLineSize - sizeof(mcentral) % CacheLineSize];
	} central[numSpanClasses];
	fixalloc  spanalloc;
	fixalloc  cachealloc;
	fixalloc  specialfinalizeralloc;
	fixalloc  specialprofilealloc;
	mutex     speciallock;
	fixalloc  arenaHintAlloc;
};

// Kinds of specials.
enum {
	_KindSpecialFinalizer = 1,
	_KindSpecialProfile   = 2,
};

// go: mheap.go#special [adapted] any offset: Go's has 16 bits
// A fact about one object besides its contents. Off the heap, in its span's list, which is sorted
// by offset and kind. See D191.
struct special {
	special *next;
	uint64   offset : 56; // of the pointer that was given, in the span
	uint64   kind : 8;
};

// go: mheap.go#specialfinalizer
typedef struct specialfinalizer {
	special  special;
	funcval *fn;
	uintptr  nret; // bytes of results
	_type   *fint; // type of the parameter
	ptrtype *ot;   // type of the pointer to the object
} specialfinalizer;

typedef struct bucket bucket;

// go: mheap.go#specialprofile
typedef struct specialprofile {
	special special;
	bucket *b; // counts the object (mprof.c)
} specialprofile;

enum {
	gcBitsChunkBytes  = 64 << 10,
	gcBitsHeaderBytes = 16,
};

// go: mheap.go#gcBitsArena
// Memory for the mark bits of spans, handed out from its start.
typedef struct gcBitsArena gcBitsArena;
struct gcBitsArena {
	uintptr      free; // index of the first free byte
	gcBitsArena *next;
	gcBits       bits[gcBitsChunkBytes - gcBitsHeaderBytes];
};

hidden extern mheap mheap_ GOSYM(mheap_);


// go: none — claims a span in use for the caller, who must sweep it, on this P; false if it is
//     swept or somebody has claimed it
// GC waits until it sees that nobody sweeps. It saw before that sweepSpans has been gone through:
// whoever took an entry had counted himself among the sweepers, and finds the span swept or claimed
// by another, who counts himself before he claims.
static inline bool mspan_claim(mspan *s)
{
	uint32 sg = mheap_.sweepgen;
	// mo: seq_cst load and CAS; the CAS elects the one who sweeps.
	if (atomic_Load(&s->sweepgen) != sg - 2)
		return false;
	atomic_Xadd(&mheap_.sweepers, 1);
	if (atomic_Cas(&s->sweepgen, sg - 2, sg - 1))
		return true;
	atomic_Xadd(&mheap_.sweepers, -1);
	return false;
}
