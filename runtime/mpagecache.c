// The page cache of a P. The P takes all free pages of one aligned block of 64 at once, and
// allocates from them without the heap lock.
#include "runtime.h"

// go: mpagecache.go#pageCache.empty
bool pageCache_empty(pageCache *c) { return c->cache == 0; }

// go: none — takes the pages of mask out of the cache; returns how many bytes of them are scavenged
static uintptr takepages(pageCache *c, uint64 mask)
{
	uintptr scav = (uintptr)__builtin_popcountll(c->scav & mask) * pageSize;
	c->cache &= ~mask;
	c->scav &= ~mask;
	return scav;
}

// go: mpagecache.go#pageCache.alloc
// Allocates the lowest npages free pages in a row; 0 if there are none. *scav is how many of their
// bytes are scavenged. 0 < npages <= 64. Only the P's owner may call it.
uintptr pageCache_alloc(pageCache *c, uintptr npages, uintptr *scav)
{
	*scav = 0;
	if (c->cache == 0)
		return 0;
	if (npages != 1)
		return pageCache_allocN(c, npages, scav);
	uintptr i = (uintptr)__builtin_ctzll(c->cache);
	*scav = takepages(c, (uint64)1 << i);
	return c->base + i * pageSize;
}

// go: mpagecache.go#pageCache.allocN
uintptr pageCache_allocN(pageCache *c, uintptr npages, uintptr *scav)
{
	*scav = 0;
	uintgo i = findBitRange64(c->cache, npages);
	if (i >= 64)
		return 0;
	*scav = takepages(c, ~(uint64)0 >> (64 - npages) << i);
	return c->base + i * pageSize;
}

// go: mpagecache.go#pageCache.flush
// Gives the pages back to s, scavenged ones as such. Holds: s->mheapLock, or the world is stopped.
void pageCache_flush(pageCache *c, pageAlloc *s)
{
	if (pageCache_empty(c))
		return;
	// The block is one word of each bitmap.
	pallocData *chunk = pageAlloc_chunkOf(s, chunkIndex(c->base));
	uintgo w = chunkPageIndex(c->base) / 64;
	chunk->pallocBits[w] &= ~c->cache;
	chunk->scavenged[w] |= c->scav;
	if (pageAlloc_compareSearchAddrTo(s, c->base) < 0)
		s->searchAddr = c->base;
	pageAlloc_update(s, c->base, pageCachePages, false, false);
	*c = (pageCache){0};
}

// go: mpagecache.go#pageAlloc.allocToCache
// Returns a cache with all free pages of the block of the lowest free page; an empty one if nothing
// is free. Holds: s->mheapLock.
pageCache pageAlloc_allocToCache(pageAlloc *s)
{
	if (chunkIndex(s->searchAddr) >= s->end)
		return (pageCache){0};
	chunkIdx ci = chunkIndex(s->searchAddr);
	uintgo j;
	if (s->summary[summaryLevels - 1].array[ci] != 0) {
		uintgo searchIdx;
		j = pallocBits_find(&pageAlloc_chunkOf(s, ci)->pallocBits, 1, chunkPageIndex(s->searchAddr),
		                    &searchIdx);
		if (j == ~(uintgo)0)
			throw("bad summary data");
	} else {
		uintptr searchAddr;
		uintptr addr = pageAlloc_find(s, 1, &searchAddr);
		if (addr == 0) {
			s->searchAddr = maxSearchAddr;
			return (pageCache){0};
		}
		ci = chunkIndex(addr);
		j = chunkPageIndex(addr);
	}
	pallocData *chunk = pageAlloc_chunkOf(s, ci);
	j = alignDown(j, pageCachePages);
	pageCache c = {
		.base = chunkBase(ci) + j * pageSize,
		.cache = ~pallocBits_pages64(&chunk->pallocBits, j),
		.scav = pageBits_block64(&chunk->scavenged, j),
	};
	pallocData_allocRange(chunk, j, pageCachePages);
	pageAlloc_update(s, c.base, pageCachePages, false, true);
	// The whole block is taken. We search on from its last page, since the page after it need not
	// be the heap's.
	s->searchAddr = c.base + (pageCachePages - 1) * pageSize;
	return c;
}
