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
