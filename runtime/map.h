// Types of map.go.
#pragma once

#include "type.h"

enum {
	bucketCntBits = 3,
	bucketCnt     = 1 << bucketCntBits,
	loadFactorNum = 13,
	loadFactorDen = 2,
	maxKeySize    = 128,
	maxElemSize   = 128,
	dataOffset    = 8,

	// Values of tophash:
	emptyRest      = 0, // free, and so is all behind it
	emptyOne       = 1,
	evacuatedX     = 2, // moved to the first half
	evacuatedY     = 3, // … the second half
	evacuatedEmpty = 4,
	minTopHash     = 5,

	// Flags of hmap:
	iterator     = 1,
	oldIterator  = 2,
	hashWriting  = 4,
	sameSizeGrow = 8,

	maxZero = 1024,
};
#define noCheck (~(uintptr)0) // checkBucket: not to be checked

// go: map.go#bmap
typedef struct bmap {
	uint8 tophash[bucketCnt];
	// bucketCnt keys, bucketCnt elements, the overflow pointer
} bmap;

typedef SLICE(bmap *) bmapslice;

// go: map.go#mapextra
// Keeps overflow buckets alive that a collector does not see.
typedef struct mapextra {
	bmapslice *overflow;
	bmapslice *oldoverflow;
	bmap      *nextOverflow; // a free overflow bucket
} mapextra;

// go: map.go#hmap
// Compiled code reads count.
typedef struct hmap {
	intgo     count;
	uint8     flags;
	uint8     B;          // log2 of the number of buckets
	uint16    noverflow;  // overflow buckets, approximately
	uint32    hash0;      // seed
	void     *buckets;
	void     *oldbuckets; // while growing
	uintptr   nevacuate;  // buckets below have been moved
	mapextra *extra;
} hmap;

// go: map.go#hiter
// Compiled code reads key and elem, and gives the memory.
typedef struct hiter {
	void      *key; // nil at the end
	void      *elem;
	maptype   *t;
	hmap      *h;
	void      *buckets;
	bmap      *bptr;
	bmapslice *overflow;
	bmapslice *oldoverflow;
	uintptr    startBucket;
	uint8      offset;
	bool       wrapped;
	uint8      B;
	uint8      i;
	uintptr    bucket;
	uintptr    checkBucket;
} hiter;
_Static_assert(sizeof(hiter) == 96, "compilers reserve this");

// go: map.go#evacDst
typedef struct evacDst {
	bmap *b;
	intgo i;
	void *k;
	void *e;
} evacDst;

// go: map.go#isEmpty
static inline bool isEmpty(uint8 x) { return x <= emptyOne; }

// go: map.go#bucketShift
static inline uintptr bucketShift(uint8 b) { return (uintptr)1 << (b & 63); }

// go: map.go#bucketMask
static inline uintptr bucketMask(uint8 b) { return bucketShift(b) - 1; }

// go: map.go#tophash
static inline uint8 tophash(uintptr hash)
{
	uint8 top = (uint8)(hash >> 56);
	return top < minTopHash ? top + minTopHash : top;
}

// go: map.go#evacuated
// In a chain all cells are in an evacuated state or none is: the first tells.
static inline bool evacuated(const bmap *b)
{
	return b->tophash[0] > emptyOne && b->tophash[0] < minTopHash;
}

// go: map.go#bmap.overflow
static inline bmap *bmap_overflow(bmap *b, maptype *t)
{
	return *(bmap **)((byte *)b + t->bucketsize - sizeof(bmap *));
}

// go: map.go#bmap.setoverflow
static inline void bmap_setoverflow(bmap *b, maptype *t, bmap *ovf)
{
	*(bmap **)((byte *)b + t->bucketsize - sizeof(bmap *)) = ovf;
}

// go: none — slot i of the keys, of the elements, where keys have keysize bytes
static inline void *keyat(bmap *b, uintptr keysize, uintptr i)
{
	return (byte *)b + dataOffset + i * keysize;
}
static inline void *elemat(maptype *t, bmap *b, uintptr keysize, uintptr i)
{
	return (byte *)keyat(b, keysize, bucketCnt) + i * t->elemsize;
}

// go: none — the same, of t's keys
static inline void *keyslot(maptype *t, bmap *b, uintptr i) { return keyat(b, t->keysize, i); }
static inline void *elemslot(maptype *t, bmap *b, uintptr i) { return elemat(t, b, t->keysize, i); }

// go: none — the top bytes of a bucket's cells, and eight zeros
typedef uint8 tops __attribute__((vector_size(16)));
static inline tops alltops(const bmap *b)
{
	uint64 all;
	__builtin_memcpy(&all, b->tophash, sizeof all);
	return (tops)(__attribute__((vector_size(16))) uint64){all, 0};
}

// go: none — a set of cells, bit i for cell i, from a comparison of alltops
typedef char char16 __attribute__((vector_size(16)));
static inline uint32 cellset(char16 which) { return (uint8)__builtin_ia32_pmovmskb128(which); }

// go: none — the cells of b whose top byte is top
// The processor cannot predict in which cell a key is. So a search looks at all cells at once, and
// nearly always compares one key. See D198.
static inline uint32 cellswith(const bmap *b, uint8 top)
{
	return cellset((char16)(alltops(b) == top));
}

// go: none — the free cells of b: those that isEmpty
static inline uint32 emptycells(const bmap *b) { return cellset((char16)(alltops(b) <= emptyOne)); }

// go: none — the first of a set of cells
static inline uintptr firstcell(uint32 cells) { return (uint32)__builtin_ctz(cells); }

// go: none — no cell in use follows those of b
static inline bool islast(const bmap *b) { return b->tophash[bucketCnt - 1] == emptyRest; }

// go: none — the bucket to begin a search for a key with this hash: while the table grows, the old
//     one until it has been evacuated
static inline bmap *searchbucket(maptype *t, hmap *h, uintptr hash)
{
	uintptr mask = bucketMask(h->B);
	bmap *b = (bmap *)((byte *)h->buckets + (hash & mask) * t->bucketsize);
	if (unlikely(h->oldbuckets != nil)) {
		if (!(h->flags & sameSizeGrow))
			mask >>= 1; // there were half as many
		bmap *oldb = (bmap *)((byte *)h->oldbuckets + (hash & mask) * t->bucketsize);
		if (!evacuated(oldb))
			b = oldb;
	}
	return b;
}

// The flags of an hmap are plain bytes: detecting concurrent use is best effort. Relaxed, so that
// the compiler keeps every test.
#define mapreading(h)                                        \
	do {                                                     \
		if (RELAXED((h)->flags) & hashWriting)               \
			throw("concurrent map read and map write");      \
	} while (0)
#define mapbeginwrite(h)                                     \
	do {                                                     \
		if (RELAXED((h)->flags) & hashWriting)               \
			throw("concurrent map writes");                  \
		RELAXED_SET((h)->flags, (h)->flags ^ hashWriting);   \
	} while (0)
#define mapendwrite(h)                                       \
	do {                                                     \
		if (!(RELAXED((h)->flags) & hashWriting))            \
			throw("concurrent map writes");                  \
		RELAXED_SET((h)->flags, (h)->flags & ~hashWriting);  \
	} while (0)
