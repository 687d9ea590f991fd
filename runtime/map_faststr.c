// split-stack: yes
// The map functions for string keys; elements are at most 128 bytes, so nothing is indirect. The
// tables are those of map.c.
#include "hash64.h"
#include "runtime.h"

// go: none — the hash of a key; inlined for short keys, if the hasher is the one that gccgo takes
static inline uintptr keyhash(maptype *t, hmap *h, String key)
{
	if (unlikely(t->hasher->fn != (uintptr)strhash))
		return callhasher(t->hasher, &key, h->hash0);
	if (key.len <= 16)
		return shorthash(key.str, h->hash0, (uintptr)key.len);
	return memhash(key.str, h->hash0, (uintptr)key.len);
}

// go: none — compares the first and the last four bytes of two keys, which have at least four
// It tells most long keys apart without a full comparison.
static alwaysinline bool sameends(const byte *a, const byte *b, uintptr n)
{
	return readUnaligned32(a) == readUnaligned32(b) &&
	       readUnaligned32(a + n - 4) == readUnaligned32(b + n - 4);
}

// go: none — compares two strings of n <= 16 bytes
static alwaysinline bool sameshort(const byte *a, const byte *b, uintptr n)
{
	if (n >= 8)
		return readUnaligned64(a) == readUnaligned64(b) &&
		       readUnaligned64(a + n - 8) == readUnaligned64(b + n - 8);
	if (n >= 4)
		return sameends(a, b, n);
	return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

// go: none — compares two strings of the same length
static alwaysinline bool samebytes(const String *k, const String *key)
{
	uintptr n = (uintptr)key->len;
	return k->str == key->str ||
	       (n > 16 ? memequal(k->str, key->str, n) : sameshort(k->str, key->str, n));
}

// go: none — the search of the access functions
static alwaysinline void *find(maptype *t, hmap *h, String ky)
{
	if (h == nil || h->count == 0)
		return nil;
	mapreading(h);
	bmap *b;
	if (h->B == 0) {
		// The map has one bucket.
		b = h->buckets;
		if (ky.len < 32) {
			// To compare a short key with all others is cheaper than to hash it.
			for (uintptr i = 0; i < bucketCnt; i++) {
				const String *k = keyat(b, sizeof(String), i);
				if (b->tophash[i] == emptyRest)
					break;
				if (k->len == ky.len && !isEmpty(b->tophash[i]) && samebytes(k, &ky))
					return elemat(t, b, sizeof(String), i);
			}
			return nil;
		}
		// For a long key we make at most one full comparison.
		uintptr maybe = bucketCnt;
		for (uintptr i = 0; i < bucketCnt; i++) {
			const String *k = keyat(b, sizeof(String), i);
			if (b->tophash[i] == emptyRest)
				break;
			if (k->len != ky.len || isEmpty(b->tophash[i]))
				continue;
			if (k->str == ky.str)
				return elemat(t, b, sizeof(String), i);
			if (!sameends(k->str, ky.str, (uintptr)ky.len))
				continue;
			if (maybe != bucketCnt)
				goto hashed; // two candidates
			maybe = i;
		}
		if (maybe == bucketCnt ||
		    !memequal(((String *)keyat(b, sizeof(String), maybe))->str, ky.str, (uintptr)ky.len))
			return nil;
		return elemat(t, b, sizeof(String), maybe);
	}
hashed:;
	uintptr hash = keyhash(t, h, ky);
	uint8 top = tophash(hash);
	b = searchbucket(t, h, hash);
	do {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			const String *k = keyat(b, sizeof(String), firstcell(c));
			if (k->len == ky.len && samebytes(k, &ky))
				return elemat(t, b, sizeof(String), firstcell(c));
		}
		b = bmap_overflow(b, t);
	} while (b != nil);
	return nil;
}

// go: map_faststr.go#mapaccess1_faststr
void *mapaccess1_faststr(maptype *t, hmap *h, String ky)
{
	void *e = find(t, h, ky);
	return e != nil ? e : (void *)zeroVal;
}

// go: map_faststr.go#mapaccess2_faststr
void *mapaccess2_faststr(maptype *t, hmap *h, String ky, bool *ok)
{
	void *e = find(t, h, ky);
	*ok = e != nil;
	return e != nil ? e : (void *)zeroVal;
}

// go: map_faststr.go#mapassign_faststr
void *mapassign_faststr(maptype *t, hmap *h, String s)
{
	if (h == nil)
		panicplain(STR("assignment to entry in nil map"));
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, h, s);
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
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			String *k = keyat(b, sizeof(String), i);
			if (k->len != s.len || !samebytes(k, &s))
				continue;
			wbshade(k->str);
			k->str = s.str; // keeps the newer string alive, and not the older one
			elem = elemat(t, b, sizeof(String), i);
			goto done;
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
	*(String *)keyat(insertb, sizeof(String), inserti) = s;
	elem = elemat(t, insertb, sizeof(String), inserti);
	h->count++;

done:
	mapendwrite(h);
	return elem;
}

// go: map_faststr.go#mapdelete_faststr
void mapdelete_faststr(maptype *t, hmap *h, String ky)
{
	if (h == nil || h->count == 0)
		return;
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, h, ky);
	mapbeginwrite(h);
	uintptr bucket = hash & bucketMask(h->B);
	if (h->oldbuckets != nil)
		growWork(t, h, bucket);
	bmap *head = add(h->buckets, bucket * t->bucketsize);
	uint8 top = tophash(hash);
	for (bmap *b = head; b != nil; b = bmap_overflow(b, t)) {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			String *k = keyat(b, sizeof(String), i);
			if (k->len != ky.len || !samebytes(k, &ky))
				continue;
			mapclearpointer(&k->str); // for the collector; the length may stay
			mapclearelem(t, b, i);
			mapfreecell(t, h, head, b, i);
			goto done;
		}
	}
done:
	mapendwrite(h);
}
