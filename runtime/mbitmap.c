// The allocation and mark bits of spans. There are no bitmaps of pointers: in a span with pointers
// every word counts as one (mgcmark.c).
#include "runtime.h"

// go: mbitmap.go#mspan.refillAllocCache
// Loads the complement of 64 allocation bits from whichByte on.
void mspan_refillAllocCache(mspan *s, uintptr whichByte)
{
	uint64 bits;
	memmove(&bits, s->allocBits + whichByte, sizeof bits);
	s->allocCache = ~bits;
}

// go: mbitmap.go#mspan.nextFreeIndex
// The index of the next free object at or after freeindex, nelems if there is none.
uintptr mspan_nextFreeIndex(mspan *s)
{
	uintptr freeindex = s->freeindex, nelems = s->nelems;
	if (freeindex == nelems)
		return freeindex;
	if (freeindex > nelems)
		throw("s.freeindex > s.nelems");
	uint64 cache = s->allocCache;
	while (cache == 0) {
		freeindex = (freeindex + 64) & ~(uintptr)63;
		if (freeindex >= nelems) {
			s->freeindex = nelems;
			return nelems;
		}
		mspan_refillAllocCache(s, freeindex / 8);
		cache = s->allocCache;
	}
	int bit = __builtin_ctzll(cache);
	uintptr result = freeindex + (uintptr)bit;
	if (result >= nelems) {
		s->freeindex = nelems;
		return nelems;
	}
	s->allocCache = cache >> bit >> 1; // two shifts: bit may be 63
	freeindex = result + 1;
	if (freeindex % 64 == 0 && freeindex != nelems)
		mspan_refillAllocCache(s, freeindex / 8);
	s->freeindex = freeindex;
	return result;
}

// go: mbitmap.go#mspan.isFree
// Is object number index not in use? The span is in no mcache.
bool mspan_isFree(mspan *s, uintptr index)
{
	return index >= s->freeindex && (s->allocBits[index / 8] & 1 << index % 8) == 0;
}

// go: mbitmap.go#mspan.countAlloc
// How many objects are marked.
uintptr mspan_countAlloc(mspan *s)
{
	uintptr count = 0;
	for (uintptr i = 0; i < divRoundUp(s->nelems, 64); i++)
		count += (uintptr)__builtin_popcountll(((uint64 *)s->gcmarkBits)[i]);
	return count;
}
