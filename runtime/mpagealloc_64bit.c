// The page allocator's summaries for a 48-bit address space: all of them are reserved, and mapped
// where the heap is.
#include "runtime.h"

// log2 of the children of an entry of the level above; for level 0, of its entries.
const uintgo levelBits[summaryLevels] = {
	summaryL0Bits, summaryLevelBits, summaryLevelBits, summaryLevelBits, summaryLevelBits,
};

// log2 of the bytes that an entry stands for.
const uintgo levelShift[summaryLevels] = {
	heapAddrBits - summaryL0Bits,
	heapAddrBits - summaryL0Bits - 1 * summaryLevelBits,
	heapAddrBits - summaryL0Bits - 2 * summaryLevelBits,
	heapAddrBits - summaryL0Bits - 3 * summaryLevelBits,
	heapAddrBits - summaryL0Bits - 4 * summaryLevelBits,
};

// log2 of the pages that an entry stands for.
const uintgo levelLogPages[summaryLevels] = {
	logPallocChunkPages + 4 * summaryLevelBits,
	logPallocChunkPages + 3 * summaryLevelBits,
	logPallocChunkPages + 2 * summaryLevelBits,
	logPallocChunkPages + 1 * summaryLevelBits,
	logPallocChunkPages,
};

// go: mpagealloc_64bit.go#pageAlloc.sysInit
// Reserves the summaries.
void pageAlloc_sysInit(pageAlloc *s)
{
	for (intgo l = 0; l < summaryLevels; l++) {
		uintptr entries = (uintptr)1 << (heapAddrBits - levelShift[l]);
		void *r = sysReserve(nil, alignUp(entries * pallocSumBytes, physPageSize));
		if (r == nil)
			throw("failed to reserve page summary memory");
		s->summary[l].array = r;
		s->summary[l].len = 0;
		s->summary[l].cap = (intgo)entries;
	}
}

// go: none — the memory of level l's summaries that the heap range r needs
static addrRange summarymemory(pageAlloc *s, intgo l, addrRange r, intgo *hi)
{
	// Merging reads whole blocks of entries, so all siblings must be mapped.
	intgo lo = addrsToSummaryRange(l, r.base, r.limit, hi);
	lo = blockAlignSummaryRange(l, lo, *hi, hi);
	return (addrRange){
		alignDown((uintptr)&s->summary[l].array[lo], physPageSize),
		alignUp((uintptr)&s->summary[l].array[*hi], physPageSize),
	};
}

// go: mpagealloc_64bit.go#pageAlloc.sysGrow
// Maps the summaries of [base, limit), which is not yet in s->inUse. Their new part reads as
// "nothing free".
void pageAlloc_sysGrow(pageAlloc *s, uintptr base, uintptr limit)
{
	if (base % pallocChunkBytes != 0 || limit % pallocChunkBytes != 0) {
		print("runtime: base = ", hex(base), ", limit = ", hex(limit), "\n");
		throw("sysGrow bounds not aligned to pallocChunkBytes");
	}
	// Pages of the summaries may be mapped already, for the ranges next below and above. Ranges
	// farther away share no more than these do.
	intgo above = addrRanges_findSucc(&s->inUse, base);
	for (intgo l = 0; l < summaryLevels; l++) {
		intgo hi, unused;
		addrRange need = summarymemory(s, l, (addrRange){base, limit}, &hi);
		if (hi > s->summary[l].len)
			s->summary[l].len = hi;
		const addrRange *next = &s->inUse.ranges.array[above];
		if (above > 0)
			need = addrRange_subtract(need, summarymemory(s, l, next[-1], &unused));
		if (above < s->inUse.ranges.len)
			need = addrRange_subtract(need, summarymemory(s, l, next[0], &unused));
		if (addrRange_size(need) == 0)
			continue;
		sysMap((void *)need.base, addrRange_size(need), s->sysStat);
		sysUsed((void *)need.base, addrRange_size(need));
	}
}
