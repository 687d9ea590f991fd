// The bitmaps of one chunk of the page allocator: 512 pages, bit i of word i/64 is page i.
#include "runtime.h"

enum { words = pallocChunkPages / 64 };

// go: none — the bits of word w that lie in [first, last]
static uint64 rangemask(uintgo w, uintgo first, uintgo last)
{
	uint64 mask = ~(uint64)0;
	if (w == first / 64)
		mask &= ~(uint64)0 << first % 64;
	if (w == last / 64)
		mask &= ~(uint64)0 >> (63 - last % 64);
	return mask;
}

// go: none — number of zeros below the lowest one; 64 of 0
static uintgo trailingzeros(uint64 x) { return x == 0 ? 64 : (uintgo)__builtin_ctzll(x); }

// go: none — number of zeros above the highest one; 64 of 0
static uintgo leadingzeros(uint64 x) { return x == 0 ? 64 : (uintgo)__builtin_clzll(x); }

// go: mpallocbits.go#pageBits.get
uintgo pageBits_get(pageBits *b, uintgo i) { return (*b)[i / 64] >> i % 64 & 1; }

// go: mpallocbits.go#pageBits.block64
// The aligned word of bit i.
uint64 pageBits_block64(pageBits *b, uintgo i) { return (*b)[i / 64]; }

// go: mpallocbits.go#pageBits.setRange
// Sets bits [i, i+n); n > 0.
void pageBits_setRange(pageBits *b, uintgo i, uintgo n)
{
	uintgo last = i + n - 1;
	for (uintgo w = i / 64; w <= last / 64; w++)
		(*b)[w] |= rangemask(w, i, last);
}

// go: mpallocbits.go#pageBits.setAll
void pageBits_setAll(pageBits *b)
{
	for (uintgo w = 0; w < words; w++)
		(*b)[w] = ~(uint64)0;
}

// go: mpallocbits.go#pageBits.clearRange
// Clears bits [i, i+n); n > 0.
void pageBits_clearRange(pageBits *b, uintgo i, uintgo n)
{
	uintgo last = i + n - 1;
	for (uintgo w = i / 64; w <= last / 64; w++)
		(*b)[w] &= ~rangemask(w, i, last);
}

// go: mpallocbits.go#pageBits.popcntRange
// The number of ones in [i, i+n); n > 0.
uintgo pageBits_popcntRange(pageBits *b, uintgo i, uintgo n)
{
	uintgo last = i + n - 1, sum = 0;
	for (uintgo w = i / 64; w <= last / 64; w++)
		sum += (uintgo)__builtin_popcountll((*b)[w] & rangemask(w, i, last));
	return sum;
}

// go: none — bit i of the result says that bits i to i+n-1 of c are ones; n > 0
static uint64 runsof(uint64 c, uintgo n)
{
	// c shows where runs of `have` ones begin. Two such runs that overlap or touch make a longer
	// one.
	for (uintgo have = 1; have < n;) {
		uintgo step = have < n - have ? have : n - have;
		c &= c >> step;
		have += step;
	}
	return c;
}

// go: mpallocbits.go#pallocBits.summarize [adapted] by words; Go goes by bytes and a table
pallocSum pallocBits_summarize(pallocBits *b)
{
	uintgo start = pallocChunkPages, most = 0;
	uintgo run = 0; // free pages directly below word w
	for (uintgo w = 0; w < words; w++) {
		uint64 x = (*b)[w];
		if (x == 0) {
			run += 64;
			continue;
		}
		run += trailingzeros(x);
		if (start == pallocChunkPages)
			start = run;
		if (run > most)
			most = run;
		// A longer run inside the word?
		if (most < 62)
			for (uint64 longer = runsof(~x, most + 1); longer != 0; longer &= longer >> 1)
				most++;
		run = leadingzeros(x);
	}
	if (run > most)
		most = run;
	return packPallocSum(start, most, run);
}

// go: none — the order of Go's file: find calls these
static uintgo pallocBits_find1(pallocBits *b, uintgo searchIdx) GOSYM(pallocBits.find1);
static uintgo pallocBits_findSmallN(pallocBits *b, uintptr npages, uintgo searchIdx,
                                    uintgo *newSearchIdx) GOSYM(pallocBits.findSmallN);
static uintgo pallocBits_findLargeN(pallocBits *b, uintptr npages, uintgo searchIdx,
                                    uintgo *newSearchIdx) GOSYM(pallocBits.findLargeN);

// go: mpallocbits.go#pallocBits.find
// Returns the index of the lowest run of npages free pages, ~0 if there is none. No page below
// searchIdx may be free. *newSearchIdx is the lowest free page, ~0 if there is none: a better
// searchIdx for the next call.
uintgo pallocBits_find(pallocBits *b, uintptr npages, uintgo searchIdx, uintgo *newSearchIdx)
{
	if (npages == 1)
		return *newSearchIdx = pallocBits_find1(b, searchIdx);
	if (npages <= 64)
		return pallocBits_findSmallN(b, npages, searchIdx, newSearchIdx);
	return pallocBits_findLargeN(b, npages, searchIdx, newSearchIdx);
}

// go: mpallocbits.go#pallocBits.find1
static uintgo pallocBits_find1(pallocBits *b, uintgo searchIdx)
{
	for (uintgo w = searchIdx / 64; w < words; w++)
		if (~(*b)[w] != 0)
			return w * 64 + trailingzeros(~(*b)[w]);
	return ~(uintgo)0;
}

// go: mpallocbits.go#pallocBits.findSmallN
// A run of at most 64 lies in one word or in two neighbours.
static uintgo pallocBits_findSmallN(pallocBits *b, uintptr npages, uintgo searchIdx,
                                    uintgo *newSearchIdx)
{
	*newSearchIdx = ~(uintgo)0;
	uintgo end = 0; // free pages at the high end of the word before
	for (uintgo w = searchIdx / 64; w < words; w++) {
		uint64 x = (*b)[w];
		if (~x == 0) {
			end = 0;
			continue;
		}
		if (*newSearchIdx == ~(uintgo)0)
			*newSearchIdx = w * 64 + trailingzeros(~x);
		if (end + trailingzeros(x) >= npages)
			return w * 64 - end;
		uintgo j = findBitRange64(~x, npages);
		if (j < 64)
			return w * 64 + j;
		end = leadingzeros(x);
	}
	return ~(uintgo)0;
}

// go: mpallocbits.go#pallocBits.findLargeN
// A run of more than 64 crosses a word boundary, so only the runs at the ends of words matter.
static uintgo pallocBits_findLargeN(pallocBits *b, uintptr npages, uintgo searchIdx,
                                    uintgo *newSearchIdx)
{
	*newSearchIdx = ~(uintgo)0;
	uintgo run = 0; // free pages directly below word w
	for (uintgo w = searchIdx / 64; w < words; w++) {
		uint64 x = (*b)[w];
		if (~x != 0 && *newSearchIdx == ~(uintgo)0)
			*newSearchIdx = w * 64 + trailingzeros(~x);
		uintgo first = w * 64 - run;
		if (run + trailingzeros(x) >= npages)
			return first;
		run = x == 0 ? run + 64 : leadingzeros(x);
	}
	return ~(uintgo)0;
}

// go: mpallocbits.go#pallocBits.allocRange
void pallocBits_allocRange(pallocBits *b, uintgo i, uintgo n) { pageBits_setRange(b, i, n); }

// go: mpallocbits.go#pallocBits.free
void pallocBits_free(pallocBits *b, uintgo i, uintgo n) { pageBits_clearRange(b, i, n); }

// go: mpallocbits.go#pallocBits.pages64
// The aligned block of 64 pages that page i is in.
uint64 pallocBits_pages64(pallocBits *b, uintgo i) { return pageBits_block64(b, i); }

// go: mpallocbits.go#findBitRange64
// The index of the first run of n ones in c; at least 64 if there is none. n > 0.
uintgo findBitRange64(uint64 c, uintgo n) { return trailingzeros(runsof(c, n)); }

// go: mpallocbits.go#pallocData.allocRange
// Allocated pages are in use, so no longer scavenged.
void pallocData_allocRange(pallocData *d, uintgo i, uintgo n)
{
	pallocBits_allocRange(&d->pallocBits, i, n);
	pageBits_clearRange(&d->scavenged, i, n);
}
