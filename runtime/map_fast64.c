// split-stack: yes
// The map functions for keys that compare as eight bytes of memory; elements are at most 128 bytes,
// so nothing is indirect. The tables are those of map.c.
#include "hash64.h"
#include "runtime.h"

// go: none — the hash of a key; inlined, if the hasher is the one that gccgo takes
static inline uintptr keyhash(maptype *t, hmap *h, uint64 key)
{
	if (likely(t->hasher->fn == (uintptr)memhash64))
		return hash8(key, h->hash0);
	return callhasher(t->hasher, &key, h->hash0);
}

// go: none — the search of the access functions
static alwaysinline void *find(maptype *t, hmap *h, uint64 key)
{
	if (h == nil || h->count == 0)
		return nil;
	mapreading(h);
	if (h->B == 0) {
		// The map has one bucket: it needs no hash.
		bmap *b = h->buckets;
		const uint64 *k = keyat(b, sizeof(uint64), 0);
		for (uintptr i = 0; i < bucketCnt; i++)
			if (k[i] == key && !isEmpty(b->tophash[i]))
				return elemat(t, b, sizeof(uint64), i);
		return nil;
	}
	uintptr hash = keyhash(t, h, key);
	uint8 top = tophash(hash);
	bmap *b = searchbucket(t, h, hash);
	do {
		const uint64 *k = keyat(b, sizeof(uint64), 0);
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1)
			if (k[firstcell(c)] == key)
				return elemat(t, b, sizeof(uint64), firstcell(c));
		b = bmap_overflow(b, t);
	} while (b != nil);
	return nil;
}

// go: map_fast64.go#mapaccess1_fast64
void *mapaccess1_fast64(maptype *t, hmap *h, uint64 key)
{
	void *e = find(t, h, key);
	return e != nil ? e : (void *)zeroVal;
}

// go: map_fast64.go#mapaccess2_fast64
void *mapaccess2_fast64(maptype *t, hmap *h, uint64 key, bool *ok)
{
	void *e = find(t, h, key);
	*ok = e != nil;
	return e != nil ? e : (void *)zeroVal;
}

// go: map_fast64.go#mapassign_fast64
void *mapassign_fast64(maptype *t, hmap *h, uint64 key)
{
	if (h == nil)
		panicplain(STR("assignment to entry in nil map"));
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, h, key);
	mapbeginwrite(h);
	if (h->buckets == nil)
		h->buckets = newobject(t->bucket);
	uint8 top = tophash(hash);

again:;
	uintptr bucket = hash & bucketMask(h->B);
	if (h->oldbuckets != nil)
		growWork(t, h, bucket);
	bmap *b = add(h->buckets, bucket * t->bucketsize);
	bmap *last = b, *insertb = nil; // insertb, inserti: the first free cell
	uintptr inserti = 0;
	void *elem;
	for (; b != nil; last = b, b = bmap_overflow(b, t)) {
		const uint64 *k = keyat(b, sizeof(uint64), 0);
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			if (k[firstcell(c)] == key) {
				elem = elemat(t, b, sizeof(uint64), firstcell(c));
				goto done;
			}
		}
		uint32 empty = emptycells(b);
		if (empty != 0 && insertb == nil) {
			insertb = b;
			inserti = firstcell(empty);
		}
		if (islast(b))
			break;
	}

	if (h->oldbuckets == nil &&
	    (overLoadFactor(h->count + 1, h->B) || tooManyOverflowBuckets(h->noverflow, h->B))) {
		hashGrow(t, h);
		goto again;
	}
	if (insertb == nil) {
		insertb = hmap_newoverflow(h, t, last);
		inserti = 0;
	}
	insertb->tophash[inserti] = top;
	*(uint64 *)keyat(insertb, sizeof(uint64), inserti) = key;
	elem = elemat(t, insertb, sizeof(uint64), inserti);
	h->count++;

done:
	mapendwrite(h);
	return elem;
}

// go: map_fast64.go#mapassign_fast64ptr [adapted] a free cell needs no write barrier
void *mapassign_fast64ptr(maptype *t, hmap *h, void *key)
{
	return mapassign_fast64(t, h, (uint64)(uintptr)key);
}

// go: map_fast64.go#mapdelete_fast64
void mapdelete_fast64(maptype *t, hmap *h, uint64 key)
{
	if (h == nil || h->count == 0)
		return;
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, h, key);
	mapbeginwrite(h);
	uintptr bucket = hash & bucketMask(h->B);
	if (h->oldbuckets != nil)
		growWork(t, h, bucket);
	bmap *head = add(h->buckets, bucket * t->bucketsize);
	uint8 top = tophash(hash);
	for (bmap *b = head; b != nil; b = bmap_overflow(b, t)) {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			uint64 *k = keyat(b, sizeof(uint64), i);
			if (*k != key)
				continue;
			if (t->key->ptrdata != 0)
				mapclearpointer(k);
			mapclearelem(t, b, i);
			mapfreecell(t, h, head, b, i);
			goto done;
		}
	}
done:
	mapendwrite(h);
}
