// The page allocator against a plain array of pages, by random steps: each allocation is the lowest run that is long enough, its scavenged bytes
// are right, page caches take and give back what they should, the scavenger takes free pages only, from the top, all of them if asked to.
//
// The allocator under test is one of its own on addresses that nobody touches: around boundaries of each level of the summaries, at places that
// are no boundary, grown in random order, downwards, upwards and into gaps.
#include "runtime.h"
#include "include/gort.h"

enum { ROUNDS = 3, STEPS = 30000, CHUNKS = 10, CACHES = 3 };

// The regions, in the order of addresses; a run never crosses from one to the next.
static const uintptr GiB = (uintptr)1 << 30;
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
		if (addr - cache[i].base < pageCachePages * pageSize && (cache[i].cache >> (addr - cache[i].base) / pageSize & 1) != 0)
			return true;
	return false;
}

static bool release(void)
{
	intgo r = (intgo)rnd(REGIONS);
	uintptr page = rnd(PAGES), max = 1 + rnd(rnd(2) == 0 ? 40 : 1200), n = 0;
	while (n < max && page + n < PAGES && model[r].heap[(page + n) / pallocChunkPages] && model[r].used[page + n] && !incache(addrof(r, page + n))) {
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
	return c->base == 0 && c->cache == 0 && c->scav == 0 ? true : bad("flushed cache", c->cache, 0);
}

// Takes over what was scavenged: free pages, and from the top.
static bool scavenged(uintptr nbytes, uintptr released, bool fromtop)
{
	uintptr pages = 0;
	bool left = false; // a free page above was left out
	for (intgo r = REGIONS - 1; r >= 0; r--)
		for (uintptr i = PAGES; i-- > 0;) {
			if (!model[r].heap[i / pallocChunkPages])
				continue;
			bool was = model[r].scav[i];
			bool is = pageBits_get(&pageAlloc_chunkOf(&s, chunkIndex(addrof(r, i)))->scavenged, i % pallocChunkPages) != 0;
			if (is && !was) {
				if (model[r].used[i])
					return bad("scavenged although in use", addrof(r, i), 0);
				if (left && fromtop)
					return bad("scavenged although there is one above", addrof(r, i), 0);
				model[r].scav[i] = true;
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
	uintptr more = physHugePageSize > pageSize ? physHugePageSize : pageSize;
	if (released > nbytes && released - nbytes >= more)
		return bad("scavenged more than asked for", released, nbytes);
	return true;
}

static bool scav(void)
{
	bool fromtop = rnd(2) == 0, locked = rnd(2) == 0;
	uintptr nbytes = rnd(4) == 0 ? ~(uintptr)0 : 1 + rnd(4 * pallocChunkBytes);
	if (fromtop)
		pageAlloc_resetScavengeAddr(&s);
	if (locked)
		lock(&mu);
	uintptr released = pageAlloc_scavenge(&s, nbytes, locked);
	if (locked)
		unlock(&mu);
	return scavenged(nbytes, released, fromtop);
}

// The whole of the bitmaps, the leaves, and the list of ranges.
static bool compare(void)
{
	intgo ranges = 0;
	for (intgo r = 0; r < REGIONS; r++)
		for (intgo c = 0; c < CHUNKS; c++) {
			if (!model[r].heap[c])
				continue;
			ranges += c == 0 || !model[r].heap[c - 1];
			uintptr base = addrof(r, (uintptr)c * pallocChunkPages);
			pallocData *d = pageAlloc_chunkOf(&s, chunkIndex(base));
			uintgo start = pallocChunkPages, max = 0, run = 0;
			for (uintptr i = 0; i < pallocChunkPages; i++) {
				uintptr page = (uintptr)c * pallocChunkPages + i;
				if ((pageBits_get(&d->pallocBits, i) != 0) != model[r].used[page])
					return bad("allocated bit", base + i * pageSize, model[r].used[page]);
				if ((pageBits_get(&d->scavenged, i) != 0) != model[r].scav[page])
					return bad("scavenged bit", base + i * pageSize, model[r].scav[page]);
				if (!model[r].used[page] && pageAlloc_compareSearchAddrTo(&s, base + i * pageSize) < 0)
					return bad("searchAddr beyond a free page", s.searchAddr, base + i * pageSize);
				if (model[r].used[page] && start == pallocChunkPages)
					start = i;
				run = model[r].used[page] ? 0 : run + 1;
				max = run > max ? run : max;
			}
			pallocSum sum = s.summary[summaryLevels - 1].array[chunkIndex(base)];
			if (sum != packPallocSum(start, max, run))
				return bad("leaf", sum, packPallocSum(start, max, run));
		}
	if (s.inUse.ranges.len != ranges)
		return bad("ranges", (uintptr)s.inUse.ranges.len, (uintptr)ranges);
	return true;
}

static bool step(void)
{
	uintptr k = rnd(1000);
	pageCache *c = &cache[rnd(CACHES)];
	if (k < 8)
		return grow();
	if (k < 480)
		return alloc();
	if (k < 800)
		return release();
	if (k < 940)
		return c->cache == 0 ? fill(c) : drain(c);
	if (k < 970)
		return flush(c);
	return scav();
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
			if (!step() || (i % 64 == 0 && !compare())) {
				println("round", round, "step", i);
				return;
			}
		for (intgo i = 0; i < CACHES; i++)
			if (!flush(&cache[i]))
				return;
		if (!compare())
			return;
	}
}

int main(void)
{
	systemstack(test, nil);
	return result;
}
