// The page allocator: address-ordered first fit over the heap's 8 KiB pages.
//
// The heap is divided into chunks of 512 pages. Two bitmaps per chunk (mpallocbits.c) say for each
// page whether it is allocated, and whether its memory has been given back to the system. They lie
// in a sparse array over the whole address space.
//
// Above them is a radix tree of summaries. An entry says how many pages are free at the start of
// its range, at its end, and at most in a row. The leaves are chunks; an entry of a higher level
// merges 8 of the level below. So one walk down from the root finds a run of any length; runs that
// cross entries are put together from the end of one and the start of the next.
//
// The caller of everything here holds the heap lock, and therefore runs on g0.
#include "runtime.h"

// go: mpagealloc.go#chunkIndex
chunkIdx chunkIndex(uintptr addr) { return (addr + arenaBaseOffset) / pallocChunkBytes; }

// go: mpagealloc.go#chunkBase
uintptr chunkBase(chunkIdx ci) { return ci * pallocChunkBytes - arenaBaseOffset; }

// go: mpagealloc.go#chunkPageIndex
// The index of addr's page in its chunk.
uintgo chunkPageIndex(uintptr addr) { return addr % pallocChunkBytes / pageSize; }

// go: mpagealloc.go#chunkIdx.l1
uintgo chunkIdx_l1(chunkIdx i) { return i >> pallocChunksL1Shift; }

// go: mpagealloc.go#chunkIdx.l2
uintgo chunkIdx_l2(chunkIdx i) { return i & ((1 << pallocChunksL2Bits) - 1); }

// go: none — the entry of a level whose range contains addr
static uintptr summaryindex(intgo level, uintptr addr)
{
	return (addr + arenaBaseOffset) >> levelShift[level];
}

// go: none — the first address of the range of entry i
static uintptr summaryaddr(intgo level, uintptr i)
{
	return (i << levelShift[level]) - arenaBaseOffset;
}

// go: mpagealloc.go#addrsToSummaryRange
// The entries [lo, hi) of a level that [base, limit) touches.
intgo addrsToSummaryRange(intgo level, uintptr base, uintptr limit, intgo *hi)
{
	*hi = (intgo)summaryindex(level, limit - 1) + 1;
	return (intgo)summaryindex(level, base);
}

// go: mpagealloc.go#blockAlignSummaryRange
// [lo, hi) extended to whole blocks of siblings.
intgo blockAlignSummaryRange(intgo level, intgo lo, intgo hi, intgo *hi1)
{
	uintptr e = (uintptr)1 << levelBits[level];
	*hi1 = (intgo)alignUp((uintptr)hi, e);
	return (intgo)alignDown((uintptr)lo, e);
}

// go: mpagealloc.go#pageAlloc.init
// Makes s, which is zero, an allocator without pages that mheapLock protects. Its own memory counts
// as *sysStat.
void pageAlloc_init(pageAlloc *s, mutex *mheapLock, uint64 *sysStat)
{
	if (levelLogPages[0] > logMaxPackedValue) {
		print("runtime: root level max pages = ", 1 << levelLogPages[0], "\n");
		print("runtime: summary max pages = ", maxPackedValue, "\n");
		throw("root level max pages doesn't fit in summary");
	}
	s->sysStat = sysStat;
	addrRanges_init(&s->inUse, sysStat);
	pageAlloc_sysInit(s);
	s->searchAddr = maxSearchAddr;
	s->scavAddr = minScavAddr;
	s->mheapLock = mheapLock;
}

// go: mpagealloc.go#pageAlloc.compareSearchAddrTo
// Negative if addr is below s->searchAddr, 0 if it is the same, positive if it is above.
intgo pageAlloc_compareSearchAddrTo(pageAlloc *s, uintptr addr)
{
	uintptr a = addr + arenaBaseOffset, b = s->searchAddr + arenaBaseOffset;
	return (a > b) - (a < b);
}

// go: mpagealloc.go#pageAlloc.chunkOf
pallocData *pageAlloc_chunkOf(pageAlloc *s, chunkIdx ci)
{
	return &s->chunks[chunkIdx_l1(ci)][chunkIdx_l2(ci)];
}

// go: mpagealloc.go#pageAlloc.grow
// Adds [base, base+size), rounded to chunks. It is free, and counts as scavenged since nothing has
// touched it yet.
void pageAlloc_grow(pageAlloc *s, uintptr base, uintptr size)
{
	uintptr limit = alignUp(base + size, pallocChunkBytes);
	base = alignDown(base, pallocChunkBytes);

	// Before inUse.add, because sysGrow learns from inUse what is mapped for the neighbours.
	pageAlloc_sysGrow(s, base, limit);

	chunkIdx start = chunkIndex(base), end = chunkIndex(limit);
	if (s->end == 0 || start < s->start)
		s->start = start;
	if (end > s->end)
		s->end = end;
	addrRanges_add(&s->inUse, (addrRange){base, limit});
	if (pageAlloc_compareSearchAddrTo(s, base) < 0)
		s->searchAddr = base;

	for (chunkIdx c = start; c < end; c++) {
		if (s->chunks[chunkIdx_l1(c)] == nil) {
			void *r = sysAlloc(sizeof(pallocData) << pallocChunksL2Bits, s->sysStat);
			if (r == nil)
				throw("runtime: cannot allocate memory");
			// mo: seq_cst; the scavenger's search, which takes no lock, must see the block zeroed
			// if it sees the pointer.
			atomic_StorepNoWB(&s->chunks[chunkIdx_l1(c)], r);
		}
		pageBits_setAll(&pageAlloc_chunkOf(s, c)->scavenged);
	}
	pageAlloc_update(s, base, (limit - base) / pageSize, true, false);
}

// go: none — sets a leaf to what the chunk's bitmap says; true if that is a change
static bool summarizechunk(pageAlloc *s, chunkIdx ci)
{
	pallocSum *leaf = &s->summary[summaryLevels - 1].array[ci];
	pallocSum sum = pallocBits_summarize(&pageAlloc_chunkOf(s, ci)->pallocBits);
	if (*leaf == sum)
		return false;
	// mo: relaxed; the scavenger's search reads leaves without the lock and checks again with it.
	RELAXED_SET(*leaf, sum);
	return true;
}

// go: mpagealloc.go#pageAlloc.update
// Brings the summaries up to date after the bitmaps changed in [base, base+npages). contig: all
// these pages were allocated (alloc) or freed.
void pageAlloc_update(pageAlloc *s, uintptr base, uintptr npages, bool contig, bool alloc)
{
	uintptr limit = base + npages * pageSize;
	chunkIdx sc = chunkIndex(base), ec = chunkIndex(limit - 1);
	bool changed = summarizechunk(s, sc);
	for (chunkIdx c = sc + 1; c < ec; c++) {
		if (contig) {
			// Whole chunks between the two ends are all allocated or all free.
			RELAXED_SET(s->summary[summaryLevels - 1].array[c], alloc ? 0 : freeChunkSum);
			changed = true;
		} else if (summarizechunk(s, c)) {
			changed = true;
		}
	}
	if (sc != ec && summarizechunk(s, ec))
		changed = true;

	// Up the tree, as long as something changes.
	for (intgo l = summaryLevels - 2; l >= 0 && changed; l--) {
		changed = false;
		intgo hi, lo = addrsToSummaryRange(l, base, limit, &hi);
		for (intgo i = lo; i < hi; i++) {
			const pallocSum *children = &s->summary[l + 1].array[i << levelBits[l + 1]];
			intgo n = (intgo)1 << levelBits[l + 1];
			pallocSum sum = mergeSummaries(children, n, levelLogPages[l + 1]);
			if (s->summary[l].array[i] != sum) {
				s->summary[l].array[i] = sum;
				changed = true;
			}
		}
	}
}

// go: mpagealloc.go#pageAlloc.allocRange
// Allocates the pages [base, base+npages), which are free; returns how many bytes of them are
// scavenged.
uintptr pageAlloc_allocRange(pageAlloc *s, uintptr base, uintptr npages)
{
	uintptr scav = 0;
	uintgo  first = chunkPageIndex(base);
	uintptr left = npages;
	for (chunkIdx c = chunkIndex(base); left > 0; c++) {
		pallocData *chunk = pageAlloc_chunkOf(s, c);
		uintgo n = pallocChunkPages - first < left ? pallocChunkPages - first : left;
		scav += pageBits_popcntRange(&chunk->scavenged, first, n);
		pallocData_allocRange(chunk, first, n);
		left -= n;
		first = 0;
	}
	pageAlloc_update(s, base, npages, true, true);
	return scav * pageSize;
}

// go: none — addr if it is in the heap, otherwise the next heap address above it
// Entries of the tree also cover memory that is not the heap's.
static uintptr mappedaddr(pageAlloc *s, uintptr addr)
{
	intgo i = addrRanges_findSucc(&s->inUse, addr);
	if (i > 0 && addrRange_contains(s->inUse.ranges.array[i - 1], addr))
		return addr;
	return i < s->inUse.ranges.len ? s->inUse.ranges.array[i].base : maxSearchAddr;
}

// go: none — the summaries contradict each other or the bitmaps
noreturn static void badsummary(pageAlloc *s, intgo l, uintptr lo, uintptr hi)
{
	for (uintptr i = lo; i < hi; i++) {
		uintgo max, end, start = pallocSum_unpack(s->summary[l].array[i], &max, &end);
		print("runtime: summary[", l, "][", i, "] = (", start, ", ", max, ", ", end, ")\n");
	}
	throw("bad summary data");
}

// go: mpagealloc.go#pageAlloc.find [adapted] the new searchAddr lies in the heap
// Returns the lowest run of npages free pages; 0 if there is none. *searchAddr is an address below
// which nothing is free; if it is above s->searchAddr it is a better one. See D50.
uintptr pageAlloc_find(pageAlloc *s, uintptr npages, uintptr *searchAddr)
{
	// The smallest range seen so far that contains the first free page, as offsets, both ends
	// included.
	uintptr freelo = 0, freehi = ~(uintptr)0;
	uintptr i = 0; // first entry of the block that we look at
	for (intgo l = 0; l < summaryLevels; l++) {
		uintptr pages = (uintptr)1 << levelLogPages[l]; // of an entry
		uintptr n = (uintptr)1 << levelBits[l];
		i <<= levelBits[l];
		const pallocSum *entries = &s->summary[l].array[i];

		// Skip entries below searchAddr, and the root's entries above the heap.
		uintptr j = summaryindex(l, s->searchAddr);
		j = j >= i && j < i + n ? j - i : 0;
		if (l == 0)
			n = summaryindex(0, chunkBase(s->end) - 1) + 1;

		uintptr run = 0;   // free pages in a row directly below entry j …
		uintptr first = 0; // … and the page they begin at, counted from entry i
		bool    descend = false;
		for (; j < n; j++) {
			pallocSum sum = entries[j];
			if (sum == 0) {
				run = 0;
				continue;
			}
			uintptr lo = (i + j) << levelShift[l], hi = lo + (pages * pageSize - 1);
			if (freelo <= lo && hi <= freehi) {
				freelo = lo;
				freehi = hi;
			} else if (lo <= freehi && freelo <= hi) {
				print("runtime: addr = ", hex(lo - arenaBaseOffset), ", size = ", pages * pageSize,
				      "\n");
				print("runtime: base = ", hex(freelo - arenaBaseOffset), ", bound = ",
				      hex(freehi - arenaBaseOffset), "\n");
				throw("range partially overlaps");
			}

			uintgo max, end, start = pallocSum_unpack(sum, &max, &end);
			if (run == 0)
				first = j * pages;
			if (run + start >= npages) {
				// The run crosses entries, or is at the start of this one.
				run += start;
				break;
			}
			if (max >= npages) {
				descend = true;
				break;
			}
			if (start == pages) {
				run += pages;
				continue;
			}
			run = end;
			first = (j + 1) * pages - end;
		}
		if (descend) {
			i += j;
			continue;
		}
		if (run >= npages) {
			*searchAddr = mappedaddr(s, freelo - arenaBaseOffset);
			return summaryaddr(l, i) + first * pageSize;
		}
		if (l == 0) {
			*searchAddr = maxSearchAddr;
			return 0;
		}
		// The entry above said that this block has room.
		badsummary(s, l, i, i + n);
	}

	// i is a chunk, and the run lies in it.
	pallocData *chunk = pageAlloc_chunkOf(s, i);
	uintgo searchIdx, j = pallocBits_find(&chunk->pallocBits, npages, 0, &searchIdx);
	if (j == ~(uintgo)0)
		badsummary(s, summaryLevels - 1, i, i + 1);
	// freelo is exact if this chunk has the first free page.
	if (freelo == (uintptr)i * pallocChunkBytes)
		freelo += searchIdx * pageSize;
	*searchAddr = mappedaddr(s, freelo - arenaBaseOffset);
	return chunkBase(i) + j * pageSize;
}

// go: mpagealloc.go#pageAlloc.alloc
// Allocates the lowest run of npages free pages; 0 if there is none. *scav is how many of its bytes
// are scavenged. The caller passes these to sysUsed; they count as released until then.
uintptr pageAlloc_alloc(pageAlloc *s, uintptr npages, uintptr *scav)
{
	*scav = 0;
	if (chunkIndex(s->searchAddr) >= s->end)
		return 0;

	uintptr addr, searchAddr;
	uintgo  from = chunkPageIndex(s->searchAddr);
	chunkIdx ci = chunkIndex(s->searchAddr);
	const pallocSum *leaves = s->summary[summaryLevels - 1].array;
	if (pallocChunkPages - from >= npages && pallocSum_max(leaves[ci]) >= npages) {
		// The first chunk with a free page may have room: try it before the tree.
		pallocData *chunk = pageAlloc_chunkOf(s, ci);
		uintgo searchIdx, j = pallocBits_find(&chunk->pallocBits, npages, from, &searchIdx);
		if (j == ~(uintgo)0)
			badsummary(s, summaryLevels - 1, ci, ci + 1);
		addr = chunkBase(ci) + j * pageSize;
		searchAddr = chunkBase(ci) + searchIdx * pageSize;
	} else {
		addr = pageAlloc_find(s, npages, &searchAddr);
		if (addr == 0) {
			// Not even one page: nothing is free.
			if (npages == 1)
				s->searchAddr = maxSearchAddr;
			return 0;
		}
	}
	*scav = pageAlloc_allocRange(s, addr, npages);
	if (pageAlloc_compareSearchAddrTo(s, searchAddr) > 0)
		s->searchAddr = searchAddr;
	return addr;
}

// go: mpagealloc.go#pageAlloc.free
// Frees the pages [base, base+npages).
void pageAlloc_free(pageAlloc *s, uintptr base, uintptr npages)
{
	if (pageAlloc_compareSearchAddrTo(s, base) < 0)
		s->searchAddr = base;
	uintgo  first = chunkPageIndex(base);
	uintptr left = npages;
	for (chunkIdx c = chunkIndex(base); left > 0; c++) {
		uintgo n = pallocChunkPages - first < left ? pallocChunkPages - first : left;
		pallocBits_free(&pageAlloc_chunkOf(s, c)->pallocBits, first, n);
		left -= n;
		first = 0;
	}
	pageAlloc_update(s, base, npages, true, false);
}

// go: mpagealloc.go#packPallocSum
// A summary packs three numbers of pages: free at the start, free at most in a row, free at the
// end. Each is at most 2^21. They get 21 bits each; bit 63 stands for the one case that does not
// fit, all three 2^21.
pallocSum packPallocSum(uintgo start, uintgo max, uintgo end)
{
	if (max == maxPackedValue)
		return (pallocSum)1 << 63;
	return (pallocSum)start | (pallocSum)max << logMaxPackedValue |
	       (pallocSum)end << 2 * logMaxPackedValue;
}

// go: mpagealloc.go#pallocSum.start
uintgo pallocSum_start(pallocSum p)
{
	return (p >> 63) != 0 ? maxPackedValue : p & (maxPackedValue - 1);
}

// go: mpagealloc.go#pallocSum.max
uintgo pallocSum_max(pallocSum p)
{
	return (p >> 63) != 0 ? maxPackedValue : p >> logMaxPackedValue & (maxPackedValue - 1);
}

// go: mpagealloc.go#pallocSum.end
uintgo pallocSum_end(pallocSum p)
{
	return (p >> 63) != 0 ? maxPackedValue : p >> 2 * logMaxPackedValue & (maxPackedValue - 1);
}

// go: mpagealloc.go#pallocSum.unpack
// start, max, end.
uintgo pallocSum_unpack(pallocSum p, uintgo *max, uintgo *end)
{
	*max = pallocSum_max(p);
	*end = pallocSum_end(p);
	return pallocSum_start(p);
}

// go: mpagealloc.go#mergeSummaries
// The summary of n > 0 neighbours of 1<<logMaxPagesPerSum pages each.
pallocSum mergeSummaries(const pallocSum *sums, intgo n, uintgo logMaxPagesPerSum)
{
	uintgo pages = (uintgo)1 << logMaxPagesPerSum;
	uintgo most, end, start = pallocSum_unpack(sums[0], &most, &end);
	for (intgo i = 1; i < n; i++) {
		uintgo max1, end1, start1 = pallocSum_unpack(sums[i], &max1, &end1);
		// The free start grows only while everything so far is free, the free end only if this one
		// is all free.
		if (start == (uintgo)i * pages)
			start += start1;
		if (end + start1 > most)
			most = end + start1;
		if (max1 > most)
			most = max1;
		end = end1 == pages ? end + pages : end1;
	}
	return packPallocSum(start, most, end);
}
