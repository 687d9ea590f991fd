// The page allocator against a plain array of pages, by random steps: each allocation is the lowest
// run that is long enough, its scavenged bytes are right, page caches take and give back what they
// should, the scavenger takes free pages only, from the top, all of them if asked to.
//
// The allocator under test is one of its own on addresses that nobody touches: around boundaries of
// each level of the summaries, at places that are no boundary, grown in random order, downwards,
// upwards and into gaps.
#include "runtime.h"
#include <gort.h>

#define GiB ((uintptr)1 << 30)

enum { ROUNDS = 3, STEPS = 30000, CHUNKS = 10, CACHES = 3 };

// The regions, in the order of addresses; a run never crosses from one to the next.
static uintptr regionbase(intgo r)
{
	switch (r) {
	case 0:
		return 48 * GiB - 5 * pallocChunkBytes; // 16 GiB, level 0
	case 1:
		return 114 * GiB - 3 * pallocChunkBytes; // 2 GiB, level 1
	default:
		return 145 * GiB + 11 * pallocChunkBytes; // 32 MiB, level 3
	}
}
enum { REGIONS = 3, PAGES = CHUNKS * pallocChunkPages };

static struct {
	bool heap[CHUNKS];
	bool used[PAGES]; // or not in the heap
	bool scav[PAGES];
} model[REGIONS];

static pageAlloc s;
static mutex     mu;
static uint64    stat;
static pageCache cache[CACHES];
static uint64    seed;
static int       result;

static uintptr addrof(intgo r, uintptr page) { return regionbase(r) + page * pageSize; }

static uintptr rnd(uintptr n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uintptr)(seed >> 33) % n;
}

static bool bad(const char *what, uintptr got, uintptr want)
{
	println(what, "got", hex(got), "want", hex(want));
	result = 1;
	return false;
}

// The lowest run of n free pages.
static bool lowest(uintptr n, intgo *region, uintptr *page)
{
	for (intgo r = 0; r < REGIONS; r++) {
		uintptr run = 0;
		for (uintptr i = 0; i < PAGES; i++) {
			run = model[r].used[i] ? 0 : run + 1;
			if (run == n) {
				*region = r;
				*page = i + 1 - n;
				return true;
			}
		}
	}
	return false;
}

// Marks pages used; returns how many bytes were scavenged.
static uintptr take(intgo r, uintptr page, uintptr n)
{
	uintptr scav = 0;
	for (uintptr i = page; i < page + n; i++) {
		scav += model[r].scav[i] ? pageSize : 0;
		model[r].used[i] = true;
		model[r].scav[i] = false;
	}
	return scav;
}

static bool grow(void)
{
	intgo r = (intgo)rnd(REGIONS);
	uintptr c = rnd(CHUNKS), n = 0;
	for (; c + n < CHUNKS && n < 3 && !model[r].heap[c + n]; n++) {
		model[r].heap[c + n] = true;
		for (uintptr i = (c + n) * pallocChunkPages; i < (c + n + 1) * pallocChunkPages; i++) {
			model[r].used[i] = false;
			model[r].scav[i] = true;
		}
	}
	if (n > 0)
		pageAlloc_grow(&s, addrof(r, c * pallocChunkPages), n * pallocChunkBytes);
	return true;
}

static bool alloc(void)
{
	static const uintptr limits[] = {1, 16, 64, 130, 600, 3 * pallocChunkPages};
	uintptr n = 1 + rnd(limits[rnd(nelem(limits))]);
	uintptr page, scav, want = 0, wantscav = 0;
	intgo r;
	if (lowest(n, &r, &page)) {
		want = addrof(r, page);
		wantscav = take(r, page, n);
	}
	uintptr got = pageAlloc_alloc(&s, n, &scav);
	if (got != want)
		return bad("alloc", got, want);
	if (scav != wantscav)
		return bad("alloc, scavenged", scav, wantscav);
	return true;
}

// Whether a cache has taken the page, and not handed it out.
static bool incache(uintptr addr)
{
	for (intgo i = 0; i < CACHES; i++)
		if (addr - cache[i].base < pageCachePages * pageSize &&
		    (cache[i].cache >> (addr - cache[i].base) / pageSize & 1) != 0)
			return true;
	return false;
}

static bool release(void)
{
	intgo r = (intgo)rnd(REGIONS);
	uintptr page = rnd(PAGES), max = 1 + rnd(rnd(2) == 0 ? 40 : 3 * pallocChunkPages), n = 0;
	while (n < max && page + n < PAGES && model[r].heap[(page + n) / pallocChunkPages] &&
	       model[r].used[page + n] && !incache(addrof(r, page + n))) {
		model[r].used[page + n] = false;
		n++;
	}
	if (n > 0)
		pageAlloc_free(&s, addrof(r, page), n);
	return true;
}

static bool fill(pageCache *c)
{
	pageCache want = {0};
	intgo r;
	uintptr page;
	if (lowest(1, &r, &page)) {
		page = alignDown(page, pageCachePages);
		want.base = addrof(r, page);
		for (uintptr i = 0; i < pageCachePages; i++) {
			want.cache |= (uint64)!model[r].used[page + i] << i;
			want.scav |= (uint64)model[r].scav[page + i] << i;
		}
		take(r, page, pageCachePages);
	}
	*c = pageAlloc_allocToCache(&s);
	if (c->base != want.base)
		return bad("cache, base", c->base, want.base);
	if (c->cache != want.cache)
		return bad("cache, pages", c->cache, want.cache);
	if (c->scav != want.scav)
		return bad("cache, scavenged", c->scav, want.scav);
	return true;
}

static bool drain(pageCache *c)
{
	uintptr n = 1 + rnd(rnd(2) == 0 ? 4 : 64), want = 0, wantscav = 0, scav, run = 0;
	for (uintptr i = 0; i < pageCachePages && want == 0; i++) {
		run = (c->cache >> i & 1) != 0 ? run + 1 : 0;
		if (run == n) {
			want = c->base + (i + 1 - n) * pageSize;
			for (uintptr j = i + 1 - n; j <= i; j++)
				wantscav += (c->scav >> j & 1) * pageSize;
		}
	}
	pageCache before = *c;
	uintptr got = pageCache_alloc(c, n, &scav);
	if (got != want)
		return bad("page of the cache", got, want);
	if (scav != wantscav)
		return bad("page of the cache, scavenged", scav, wantscav);
	uint64 gone = want == 0 ? 0 : ~(uint64)0 >> (64 - n) << (want - before.base) / pageSize;
	if (c->cache != (before.cache & ~gone) || c->scav != (before.scav & ~gone))
		return bad("cache after taking from it", c->cache, before.cache & ~gone);
	return true;
}

static bool flush(pageCache *c)
{
	for (intgo r = 0; r < REGIONS; r++) {
		if (c->cache == 0 || c->base - regionbase(r) >= CHUNKS * pallocChunkBytes)
			continue;
		uintptr page = (c->base - regionbase(r)) / pageSize;
		for (uintptr i = 0; i < pageCachePages; i++)
			if ((c->cache >> i & 1) != 0) {
				model[r].used[page + i] = false;
				model[r].scav[page + i] = (c->scav >> i & 1) != 0;
			}
	}
	pageCache_flush(c, &s);
	return c->cache == 0 && c->scav == 0 ? true : bad("flushed cache", c->cache, 0);
}

// Takes over what was scavenged below addr: free pages, from the top, and no part of a huge page
// that could be scavenged as a whole.
static bool scavenged(uintptr addr, uintptr nbytes, uintptr released, bool fromtop)
{
	static bool isnew[REGIONS][PAGES];
	uintptr pages = 0, last = 0; // newly scavenged; the lowest of them
	intgo lastregion = 0;
	bool left = false; // a free page above was left out
	memset(isnew, 0, sizeof isnew);
	for (intgo r = REGIONS - 1; r >= 0; r--)
		for (uintptr i = PAGES; i-- > 0;) {
			if (!model[r].heap[i / pallocChunkPages])
				continue;
			bool was = model[r].scav[i];
			pallocData *chunk = pageAlloc_chunkOf(&s, chunkIndex(addrof(r, i)));
			bool is = pageBits_get(&chunk->scavenged, i % pallocChunkPages) != 0;
			if (is && !was) {
				if (model[r].used[i])
					return bad("scavenged although in use", addrof(r, i), 0);
				if (left && fromtop)
					return bad("scavenged although there is one above", addrof(r, i), 0);
				if (addr == minScavAddr || addrof(r, i) >= addr)
					return bad("scavenged above scavAddr", addrof(r, i), addr);
				model[r].scav[i] = isnew[r][i] = true;
				lastregion = r;
				last = i;
				pages++;
			} else if (!is && was) {
				return bad("no longer scavenged", addrof(r, i), 0);
			} else if (!is && !model[r].used[i]) {
				left = true;
			}
		}
	if (pages * pageSize != released)
		return bad("scavenged bytes", released, pages * pageSize);
	if (fromtop && released < nbytes && left)
		return bad("scavenged less than asked for", released, nbytes);
	if (pages == 0)
		return true;

	// More than asked for only to finish a huge page; less than a huge page only if some of it is
	// in use or was scavenged before.
	uintptr huge = physHugePageSize > pageSize ? physHugePageSize / pageSize : 1;
	uintptr first =
		alignDown(addrof(lastregion, last) / pageSize, huge) - regionbase(lastregion) / pageSize;
	bool allnew = true, allcould = true;
	for (uintptr i = first; i < first + huge; i++) {
		allnew = allnew && isnew[lastregion][i];
		allcould = allcould && !model[lastregion].used[i] &&
		           (isnew[lastregion][i] || !model[lastregion].scav[i]);
	}
	if (released > nbytes && released - nbytes >= pageSize &&
	    (!allnew || released - nbytes >= huge * pageSize))
		return bad("scavenged more than asked for", released, nbytes);
	if (fromtop && allcould && !allnew)
		return bad("huge page taken apart", addrof(lastregion, last), addrof(lastregion, first));
	return true;
}

static bool scav(void)
{
	bool fromtop = rnd(2) == 0, locked = rnd(2) == 0;
	static const uintptr limits[] = {16 * pageSize, 200 * pageSize, 4 * pallocChunkBytes};
	uintptr nbytes = rnd(4) == 0 ? ~(uintptr)0 : 1 + rnd(limits[rnd(nelem(limits))]);
	if (fromtop)
		pageAlloc_resetScavengeAddr(&s);
	uintptr addr = s.scavAddr;
	if (locked)
		lock(&mu);
	uintptr released = pageAlloc_scavenge(&s, nbytes, locked);
	if (locked)
		unlock(&mu);
	return scavenged(addr, nbytes, released, fromtop);
}

// The entries of a level over a region: no two regions share one.
static bool comparelevel(intgo l, intgo r)
{
	uintptr lo = regionbase(r) + arenaBaseOffset, entry = (uintptr)1 << levelShift[l];
	for (uintptr e = alignDown(lo, entry); e < lo + CHUNKS * pallocChunkBytes; e += entry) {
		bool heap = false, all = true; // all pages so far are free
		uintptr start = 0, max = 0, run = 0;
		for (uintptr a = e < lo ? lo : e; a < e + entry && a < lo + CHUNKS * pallocChunkBytes;
		     a += pageSize) {
			uintptr page = (a - lo) / pageSize;
			heap = heap || model[r].heap[page / pallocChunkPages];
			all = all && e >= lo && !model[r].used[page];
			start += all;
			run = model[r].used[page] ? 0 : run + 1;
			max = run > max ? run : max;
		}
		if (e + entry > lo + CHUNKS * pallocChunkBytes)
			run = 0; // the entry goes on after the region
		if (heap && s.summary[l].array[e / entry] != packPallocSum(start, max, run)) {
			println("level", l, "of region", r);
			return bad("summary", s.summary[l].array[e / entry], packPallocSum(start, max, run));
		}
	}
	return true;
}

// The whole of the bitmaps, the summaries, and what the heap spans.
static bool compare(void)
{
	intgo ranges = 0;
	chunkIdx start = 0, end = 0;
	for (intgo r = 0; r < REGIONS; r++) {
		for (intgo c = 0; c < CHUNKS; c++) {
			if (!model[r].heap[c])
				continue;
			uintptr base = addrof(r, (uintptr)c * pallocChunkPages);
			ranges += c == 0 || !model[r].heap[c - 1];
			start = start == 0 ? chunkIndex(base) : start;
			end = chunkIndex(base) + 1;
			pallocData *d = pageAlloc_chunkOf(&s, chunkIndex(base));
			for (uintptr i = 0; i < pallocChunkPages; i++) {
				uintptr page = (uintptr)c * pallocChunkPages + i;
				if ((pageBits_get(&d->pallocBits, i) != 0) != model[r].used[page])
					return bad("allocated bit", base + i * pageSize, model[r].used[page]);
				if ((pageBits_get(&d->scavenged, i) != 0) != model[r].scav[page])
					return bad("scavenged bit", base + i * pageSize, model[r].scav[page]);
				if (!model[r].used[page] &&
				    pageAlloc_compareSearchAddrTo(&s, base + i * pageSize) < 0)
					return bad("searchAddr beyond a free page", s.searchAddr, base + i * pageSize);
			}
		}
		for (intgo l = 0; l < summaryLevels; l++)
			if (!comparelevel(l, r))
				return false;
	}
	if (s.inUse.ranges.len != ranges)
		return bad("ranges", (uintptr)s.inUse.ranges.len, (uintptr)ranges);
	if (s.start != start || s.end != end)
		return bad("end of the heap", s.end, end);
	return true;
}

// searchAddr lies in the heap: its chunk is read without asking.
static bool searchaddr(void)
{
	if (s.searchAddr == maxSearchAddr || addrRanges_contains(&s.inUse, s.searchAddr))
		return true;
	return bad("searchAddr", s.searchAddr, 0);
}

static bool step(intgo i)
{
	// By turns the heap fills up and empties.
	uintptr k = rnd(1000), filling = i / 200 % 2 == 0 ? 500 : 300;
	pageCache *c = &cache[rnd(CACHES)];
	if (k < 8)
		return grow();
	if (k < filling)
		return alloc();
	if (k < 800)
		return release();
	if (k < 900)
		return c->cache == 0 ? fill(c) : drain(c);
	if (k < 930)
		return flush(c);
	return scav();
}

static bool expect(const char *what, uintptr n, uintptr want)
{
	uintptr scav, got = pageAlloc_alloc(&s, n, &scav);
	return got == want && scav == (want == 0 ? 0 : n * pageSize) ? true : bad(what, got, want);
}

// Entries of the root that are all free, which have a form of their own.
static bool large(void)
{
	static const uintptr base = 64 * GiB, n = maxPackedValue; // pages of an entry
	memset(&s, 0, sizeof s);
	pageAlloc_init(&s, &mu, &stat);
	s.test = true;
	pageAlloc_grow(&s, base, 3 * n * pageSize);
	if (!expect("the first page", 1, base) ||
	    !expect("more than an entry", n + 1, base + pageSize) ||
	    !expect("as much as an entry", n, base + (n + 2) * pageSize) ||
	    !expect("more than is left", n - 1, 0) ||
	    !expect("all that is left", n - 2, base + (2 * n + 2) * pageSize) ||
	    !expect("a page too many", 1, 0))
		return false;
	pageCache c = pageAlloc_allocToCache(&s);
	if (c.cache != 0 || s.searchAddr != maxSearchAddr)
		return bad("cache of nothing", c.cache, 0);
	pageAlloc_free(&s, base, 3 * n);
	for (uintptr i = 0; i < 3; i++) {
		pallocSum sum = s.summary[0].array[((base + arenaBaseOffset) >> levelShift[0]) + i];
		if (sum != (pallocSum)1 << 63)
			return bad("root entry of free pages", sum, (uintptr)1 << 63);
	}
	return true;
}

// Bigger physical pages than ours.
static bool filled(void)
{
	for (intgo i = 0; i < 20000; i++) {
		uint64 x = 0, want = 0;
		for (uintptr bits = rnd(1 + rnd(64)); bits > 0; bits--)
			x |= (uint64)1 << rnd(64);
		uintptr n = (uintptr)1 << rnd(7);
		for (uintptr b = 0; b < 64; b += n) {
			uint64 group = ~(uint64)0 >> (64 - n) << b;
			want |= (x & group) != 0 ? group : 0;
		}
		if (fillAligned(x, n) != want)
			return bad("filled", fillAligned(x, n), want);
	}
	return true;
}

// On g0, as everything under the heap lock.
static void test(void *arg)
{
	for (intgo round = 0; round < ROUNDS; round++) {
		seed = (uint64)round + 1;
		memset(&s, 0, sizeof s);
		memset(cache, 0, sizeof cache);
		memset(model, 0, sizeof model);
		for (intgo r = 0; r < REGIONS; r++)
			memset(model[r].used, true, sizeof model[r].used);
		pageAlloc_init(&s, &mu, &stat);
		s.test = true;
		for (intgo i = 0; i < STEPS; i++)
			if (!step(i) || !searchaddr() || (i % 64 == 0 && !compare())) {
				println("round", round, "step", i);
				return;
			}
		for (intgo i = 0; i < CACHES; i++)
			if (!flush(&cache[i]))
				return;
		if (!compare())
			return;
	}
	if (large())
		filled();
}

int main(void)
{
	systemstack(test, nil);
	return result;
}
