// split-stack: yes
// Go's map: a table of 2^B buckets of eight cells each. The low bits of a key's hash choose the
// bucket. The cell keeps the hash's top byte, so that a search compares few keys. A full bucket
// gets overflow buckets. When the table is too full, or has too many overflow buckets, a write
// makes a new table. Later writes move (evacuate) the old buckets to it one by one, and readers
// look into an old bucket until it has been moved. Nothing here locks: concurrent use is the
// program's error, and we detect it where that costs nothing.
//
// An iterator walks the table in order from a random bucket. One that began during a growth walks
// the new table's buckets. For a bucket that no write has filled yet, it walks the old bucket, and
// takes the cells that will go to the new one.
#include "runtime.h"

// A lookup returns a pointer to this for a key that is not in the map.
const byte zeroVal[maxZero];

// Descriptors of the memory that maps allocate besides buckets.
static const _type hmaptype = {.size = sizeof(hmap),
                               .ptrdata = sizeof(hmap),
                               .align = 8,
                               .fieldAlign = 8,
                               .kind = kindStruct,
                               .gcdata = (byte *)"\x2c"};
static const _type mapextratype = {.size = sizeof(mapextra),
                                   .ptrdata = sizeof(mapextra),
                                   .align = 8,
                                   .fieldAlign = 8,
                                   .kind = kindStruct,
                                   .gcdata = (byte *)"\x07"};
static const _type slicetype_ = {.size = sizeof(slice),
                                 .ptrdata = sizeof(void *),
                                 .align = 8,
                                 .fieldAlign = 8,
                                 .kind = kindSlice,
                                 .gcdata = (byte *)"\x01"};
static const _type ptrtype_ = {.size = sizeof(void *),
                               .ptrdata = sizeof(void *),
                               .align = 8,
                               .fieldAlign = 8,
                               .kind = kindUnsafePointer | kindDirectIface,
                               .gcdata = (byte *)"\x01"};

// go: map.go#hmap.incrnoverflow
// The count is exact for small tables. It has 16 bits, so for large ones it counts one in 2^(B-15).
static void hmap_incrnoverflow(hmap *h)
{
	if (h->B < 16) {
		h->noverflow++;
		return;
	}
	uint32 mask = ((uint32)1 << (h->B - 15)) - 1;
	if ((fastrand() & mask) == 0)
		h->noverflow++;
}

// go: map.go#hmap.createOverflow [adapted] several may call it at once
// Several goroutines may begin to iterate at once: all take what the first has made.
static void hmap_createOverflow(hmap *h)
{
	// mo: seq_cst; only release is needed, so that the others find the list in the record.
	if (h->extra == nil)
		atomic_Casp1(&h->extra, nil, newobject((_type *)&mapextratype));
	if (h->extra->overflow == nil)
		atomic_Casp1(&h->extra->overflow, nil, newobject((_type *)&slicetype_));
}

// go: map.go#hmap.newoverflow [moved] after createOverflow, which it calls
// Appends an overflow bucket to b.
bmap *hmap_newoverflow(hmap *h, maptype *t, bmap *b)
{
	bmap *ovf;
	if (h->extra != nil && h->extra->nextOverflow != nil) {
		// Take one that came with the table. The last of those has a non-nil overflow pointer.
		ovf = h->extra->nextOverflow;
		if (bmap_overflow(ovf, t) == nil) {
			h->extra->nextOverflow = (bmap *)((byte *)ovf + t->bucketsize);
		} else {
			bmap_setoverflow(ovf, t, nil);
			h->extra->nextOverflow = nil;
		}
	} else {
		ovf = newobject(t->bucket);
	}
	hmap_incrnoverflow(h);
	if (t->bucket->ptrdata == 0) {
		// The collector does not look into buckets without pointers, so a list keeps the overflow
		// bucket alive.
		hmap_createOverflow(h);
		bmapslice *l = h->extra->overflow;
		if (l->len == l->cap) {
			slice grown =
				growslice((_type *)&ptrtype_, (slice){l->array, l->len, l->cap}, l->len + 1);
			wbshade(l->array);
			l->array = grown.array;
			l->cap = grown.cap;
		}
		l->array[l->len++] = ovf;
	}
	bmap_setoverflow(b, t, ovf);
	return ovf;
}

// go: map.go#makemap64
hmap *makemap64(maptype *t, int64 hint, hmap *h) { return makemap(t, hint, h); }

// go: map.go#makemap_small
// make(map[K]V) for at most bucketCnt elements, on the heap. The first assignment makes the table.
hmap *makemap_small(void)
{
	hmap *h = newobject((_type *)&hmaptype);
	h->hash0 = fastrand();
	return h;
}

// go: map.go#makeBucketArray
// Makes a table of at least 2^b buckets. It reuses dirtyalloc, a former table of the same type and
// b, if that is not nil. After a large table lie spare overflow buckets, from *nextOverflow on.
static void *makeBucketArray(maptype *t, uint8 b, void *dirtyalloc, bmap **nextOverflow)
{
	uintptr base = bucketShift(b), nbuckets = base;
	if (b >= 4) {
		// Add as many overflow buckets as the median table of this size needs, and then as many as
		// fit into the size class.
		nbuckets += bucketShift(b - 4);
		uintptr sz = t->bucket->size * nbuckets;
		uintptr up = roundupsize(sz);
		if (up != sz)
			nbuckets = up / t->bucket->size;
	}
	void *buckets = dirtyalloc;
	if (buckets == nil) {
		buckets = newarray(t->bucket, (intgo)nbuckets);
	} else {
		uintptr size = t->bucket->size * nbuckets;
		if (t->bucket->ptrdata != 0)
			memclrHasPointers(buckets, size);
		else
			memclrNoHeapPointers(buckets, size);
	}
	*nextOverflow = nil;
	if (base != nbuckets) {
		*nextOverflow = add(buckets, base * t->bucketsize);
		bmap *last = add(buckets, (nbuckets - 1) * t->bucketsize);
		bmap_setoverflow(last, t, buckets); // end mark
	}
	return buckets;
}

// go: map.go#makemap [moved] after makeBucketArray, which it calls
// h, if not nil, is zeroed memory for the map.
hmap *makemap(maptype *t, intgo hint, hmap *h)
{
	uintptr mem;
	if (__builtin_mul_overflow((uintptr)hint, t->bucket->size, &mem) || mem > maxAlloc)
		hint = 0;
	if (h == nil)
		h = newobject((_type *)&hmaptype);
	h->hash0 = fastrand();
	uint8 B = 0;
	while (overLoadFactor(hint, B))
		B++;
	h->B = B;
	if (B != 0) {
		bmap *nextOverflow;
		h->buckets = makeBucketArray(t, B, nil, &nextOverflow);
		if (nextOverflow != nil) {
			h->extra = newobject((_type *)&mapextratype);
			h->extra->nextOverflow = nextOverflow;
		}
	}
	return h;
}

static bool fieldhasarray(structtype *t);

// go: none — does a key of type t have an array in it that is not hashed as one block of memory?
static inline bool hasarray(_type *t)
{
	uint8 kind = t->kind & kindMask;
	if (t->tflag & tflagRegularMemory)
		return false;
	return kind == kindArray || (kind == kindStruct && fieldhasarray((structtype *)t));
}

// go: none — the part of hasarray for structures
static bool fieldhasarray(structtype *t)
{
	for (intgo i = 0; i < t->fields.len; i++)
		if (hasarray(t->fields.array[i].typ))
			return true;
	return false;
}

// go: none — the hash of a key
// gccgo's hash function of an array takes the first element again and again. See D202.
static inline uintptr keyhash(maptype *t, const void *key, uintptr h)
{
	return unlikely(hasarray(t->key)) ? typehash(t->key, key, h) : callhasher(t->hasher, key, h);
}

// go: none — the search of the access functions; nil if the key is not in the map
static alwaysinline void *find(maptype *t, hmap *h, const void *key, void **foundkey)
{
	uintptr hash = keyhash(t, key, h->hash0);
	uint8 top = tophash(hash);
	for (bmap *b = searchbucket(t, h, hash); b != nil; b = bmap_overflow(b, t)) {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			void *k = keyslot(t, b, i);
			if (maptype_indirectkey(t))
				k = *(void **)k;
			if (callequal(t->key->equal, key, k)) {
				*foundkey = k;
				void *e = elemslot(t, b, i);
				return maptype_indirectelem(t) ? *(void **)e : e;
			}
		}
		if (islast(b))
			break;
	}
	return nil;
}

// go: none — the tests before a search: true if there is nothing to search
static alwaysinline bool emptymap(maptype *t, hmap *h, const void *key)
{
	if (h == nil || h->count == 0) {
		if (maptype_hashMightPanic(t))
			keyhash(t, key, 0); // it must panic for such a key in an empty map too
		return true;
	}
	mapreading(h);
	return false;
}

// go: map.go#mapaccess1
// Returns a pointer to h[key], never nil. It keeps the whole map alive: do not hold it long.
void *mapaccess1(maptype *t, hmap *h, const void *key)
{
	void *k;
	void *e = emptymap(t, h, key) ? nil : find(t, h, key, &k);
	return e != nil ? e : (void *)zeroVal;
}

// go: map.go#mapaccess2
void *mapaccess2(maptype *t, hmap *h, const void *key, bool *ok)
{
	void *k;
	void *e = emptymap(t, h, key) ? nil : find(t, h, key, &k);
	*ok = e != nil;
	return e != nil ? e : (void *)zeroVal;
}

// go: map.go#mapaccessK
// Returns pointers to key and element, for the iterator.
static void *mapaccessK(maptype *t, hmap *h, const void *key, void **e)
{
	if (h == nil || h->count == 0)
		return nil;
	void *k;
	*e = find(t, h, key, &k);
	return *e != nil ? k : nil;
}

// go: map.go#mapaccess1_fat
void *mapaccess1_fat(maptype *t, hmap *h, const void *key, void *zero)
{
	void *e = mapaccess1(t, h, key);
	return e == zeroVal ? zero : e;
}

// go: map.go#mapaccess2_fat
void *mapaccess2_fat(maptype *t, hmap *h, const void *key, void *zero, bool *ok)
{
	void *e = mapaccess1(t, h, key);
	*ok = e != zeroVal;
	return *ok ? e : zero;
}

// go: map.go#mapassign
// Returns the slot for h[key]'s element, and makes one if the map has none. The caller stores the
// element after the return.
void *mapassign(maptype *t, hmap *h, const void *key)
{
	if (h == nil)
		panicplain(STR("assignment to entry in nil map"));
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, key, h->hash0);
	mapbeginwrite(h); // after the hasher: if that panics, no write has begun
	if (h->buckets == nil)
		h->buckets = newobject(t->bucket);
	uint8 top = tophash(hash);

again:;
	uintptr bucket = hash & bucketMask(h->B);
	if (h->oldbuckets != nil)
		growWork(t, h, bucket);
	bmap *b = add(h->buckets, bucket * t->bucketsize);
	bmap *last = b;
	uint8 *inserti = nil; // the first free cell
	void *insertk = nil, *elem = nil;
	for (; b != nil; last = b, b = bmap_overflow(b, t)) {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			void *k = keyslot(t, b, i);
			if (maptype_indirectkey(t))
				k = *(void **)k;
			if (!callequal(t->key->equal, key, k))
				continue;
			if (maptype_needkeyupdate(t))
				typedmemmove(t->key, k, (void *)key);
			elem = elemslot(t, b, i);
			goto done;
		}
		uint32 empty = emptycells(b);
		if (empty != 0 && inserti == nil) {
			uintptr i = firstcell(empty);
			inserti = &b->tophash[i];
			insertk = keyslot(t, b, i);
			elem = elemslot(t, b, i);
		}
		if (islast(b))
			break;
	}

	// Grow if one more element would be too many, unless a growth is under way. After that the
	// search begins again.
	if (h->oldbuckets == nil &&
	    (overLoadFactor(h->count + 1, h->B) || tooManyOverflowBuckets(h->noverflow, h->B))) {
		hashGrow(t, h);
		goto again;
	}
	if (inserti == nil) {
		bmap *newb = hmap_newoverflow(h, t, last);
		inserti = &newb->tophash[0];
		insertk = keyslot(t, newb, 0);
		elem = elemslot(t, newb, 0);
	}
	if (maptype_indirectkey(t))
		insertk = *(void **)insertk = newobject(t->key);
	if (maptype_indirectelem(t))
		*(void **)elem = newobject(t->elem);
	typedmemmove(t->key, insertk, (void *)key);
	*inserti = top;
	h->count++;

done:
	mapendwrite(h);
	return maptype_indirectelem(t) ? *(void **)elem : elem;
}

// go: none — the end of the delete functions: frees cell i of b, in the chain that begins at head
// If no cell in use follows, this cell and the free cells directly before it become emptyRest, so
// that searches stop there.
void mapfreecell(maptype *t, hmap *h, bmap *head, bmap *b, uintptr i)
{
	b->tophash[i] = emptyOne;
	bmap *next;
	if (i == bucketCnt - 1 ? (next = bmap_overflow(b, t)) == nil || next->tophash[0] == emptyRest
	                       : b->tophash[i + 1] == emptyRest) {
		for (;;) {
			b->tophash[i] = emptyRest;
			if (i == 0) {
				if (b == head)
					break;
				// Find the bucket before b; chains are short.
				bmap *c = b;
				for (b = head; bmap_overflow(b, t) != c;)
					b = bmap_overflow(b, t);
				i = bucketCnt - 1;
			} else {
				i--;
			}
			if (b->tophash[i] != emptyOne)
				break;
		}
	}
	h->count--;
}

// go: none — zeroes a pointer of the map
void mapclearpointer(void *p)
{
	void **slot = p;
	wbshade(*slot);
	*slot = nil;
}

// go: none — zeroes the element in cell i of b
void mapclearelem(maptype *t, bmap *b, uintptr i)
{
	void *e = elemslot(t, b, i);
	if (maptype_indirectelem(t))
		mapclearpointer(e);
	else if (t->elem->ptrdata != 0)
		memclrHasPointers(e, t->elem->size);
	else
		memclrNoHeapPointers(e, t->elem->size);
}

// go: map.go#mapdelete
void mapdelete(maptype *t, hmap *h, const void *key)
{
	if (h == nil || h->count == 0) {
		if (maptype_hashMightPanic(t))
			keyhash(t, key, 0);
		return;
	}
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map writes");
	uintptr hash = keyhash(t, key, h->hash0);
	mapbeginwrite(h);
	uintptr bucket = hash & bucketMask(h->B);
	if (h->oldbuckets != nil)
		growWork(t, h, bucket);
	bmap *head = add(h->buckets, bucket * t->bucketsize);
	uint8 top = tophash(hash);
	for (bmap *b = head; b != nil; b = bmap_overflow(b, t)) {
		for (uint32 c = cellswith(b, top); c != 0; c &= c - 1) {
			uintptr i = firstcell(c);
			void *k = keyslot(t, b, i), *k2 = k;
			if (maptype_indirectkey(t))
				k2 = *(void **)k;
			if (!callequal(t->key->equal, key, k2))
				continue;
			if (maptype_indirectkey(t))
				mapclearpointer(k);
			else if (t->key->ptrdata != 0)
				memclrHasPointers(k, t->key->size);
			mapclearelem(t, b, i);
			mapfreecell(t, h, head, b, i);
			goto done;
		}
		if (islast(b))
			break;
	}
done:
	mapendwrite(h);
}

// go: map.go#mapiterinit [adapted] sets the whole of *it, which need not be zeroed
// A range statement's iterator lies on the stack, but reflect's are in the heap.
void mapiterinit(maptype *t, hmap *h, hiter *it)
{
	memclrHasPointers(it, sizeof *it);
	it->t = t;
	if (h == nil || h->count == 0)
		return;
	it->h = h;
	// The iterator walks the table as it is now, whatever growth may come.
	it->B = h->B;
	it->buckets = h->buckets;
	if (t->bucket->ptrdata == 0) {
		// The overflow buckets must live as long as the iterator: it points to their lists.
		hmap_createOverflow(h);
		it->overflow = h->extra->overflow;
		it->oldoverflow = h->extra->oldoverflow;
	}
	uintptr r = fastrand();
	if (h->B > 31 - bucketCntBits)
		r += (uintptr)fastrand() << 31;
	it->startBucket = r & bucketMask(h->B);
	it->offset = (r >> h->B) & (bucketCnt - 1);
	it->bucket = it->startBucket;
	// mo: seq_cst; several readers may start iterators at the same time, and a plain or could lose
	// the bits of one.
	if ((RELAXED(h->flags) & (iterator | oldIterator)) != (iterator | oldIterator))
		atomic_Or8(&h->flags, iterator | oldIterator);
	mapiternext(it);
}

// go: none — where an iterator stands
static inline void setiter(hiter *it, void *key, void *elem, bmap *b)
{
	if (unlikely(writeBarrier.needed)) {
		wbshade(it->key);
		wbshade(it->elem);
		wbshade(it->bptr);
	}
	it->key = key;
	it->elem = elem;
	it->bptr = b;
}

// go: map.go#mapiternext
void mapiternext(hiter *it)
{
	hmap *h = it->h;
	if (RELAXED(h->flags) & hashWriting)
		throw("concurrent map iteration and map write");
	maptype *t = it->t;
	uintptr bucket = it->bucket;
	bmap *b = it->bptr;
	uint8 i = it->i;
	uintptr checkBucket = it->checkBucket;

next:
	if (b == nil) {
		if (bucket == it->startBucket && it->wrapped) {
			setiter(it, nil, nil, nil);
			return;
		}
		checkBucket = noCheck;
		b = add(it->buckets, bucket * t->bucketsize);
		if (h->oldbuckets != nil && it->buckets == h->buckets) {
			// The iterator began in this growth. If no write has filled this bucket yet, walk the
			// old one, for the cells that will go here. See D192.
			bool same = h->flags & sameSizeGrow;
			uintptr oldmask = bucketMask(same ? it->B : it->B - 1);
			bmap *oldb = add(h->oldbuckets, (bucket & oldmask) * t->bucketsize);
			if (!evacuated(oldb)) {
				checkBucket = same ? noCheck : bucket;
				b = oldb;
			}
		}
		bucket++;
		if (bucket == bucketShift(it->B)) {
			bucket = 0;
			it->wrapped = true;
		}
		i = 0;
	}
	for (; i < bucketCnt; i++) {
		uintptr offi = (i + it->offset) & (bucketCnt - 1);
		uint8 top = b->tophash[offi];
		if (isEmpty(top) || top == evacuatedEmpty)
			continue;
		void *k = keyslot(t, b, offi);
		if (maptype_indirectkey(t))
			k = *(void **)k;
		void *e = elemslot(t, b, offi);
		if (maptype_indirectelem(t))
			e = *(void **)e;
		bool reflexive = maptype_reflexivekey(t) || callequal(t->key->equal, k, k);
		if (checkBucket != noCheck) {
			if (reflexive) {
				uintptr hash = keyhash(t, k, h->hash0);
				if ((hash & bucketMask(it->B)) != checkBucket)
					continue;
			} else if (checkBucket >> (it->B - 1) != (uintptr)(top & 1)) {
				// A key that is not equal to itself hashes at random. evacuate decides by the low
				// bit of its tophash. So do we, because the iterator must return the key once.
				continue;
			}
		}
		if ((top != evacuatedX && top != evacuatedY) || !reflexive) {
			// The cell is current, or no write can delete its key or change its element.
			setiter(it, k, e, b);
		} else {
			// The table has grown since the iterator began. The entry is elsewhere now, and may
			// have been changed or deleted.
			void *re;
			void *rk = mapaccessK(t, h, k, &re);
			if (rk == nil)
				continue;
			setiter(it, rk, re, b);
		}
		it->bucket = bucket;
		it->i = i + 1;
		it->checkBucket = checkBucket;
		return;
	}
	b = bmap_overflow(b, t);
	i = 0;
	goto next;
}

static uintptr hmap_noldbuckets(hmap *h);

// go: none — makes all cells of a table free, those of its overflow buckets too
static void freecells(maptype *t, void *buckets, uintptr n)
{
	uintptr size = t->bucketsize - dataOffset - sizeof(bmap *); // of the keys and elements
	for (uintptr i = 0; i < n; i++) {
		for (bmap *b = add(buckets, i * t->bucketsize); b != nil; b = bmap_overflow(b, t)) {
			memset(b->tophash, emptyRest, sizeof b->tophash);
			if (t->bucket->ptrdata != 0)
				memclrHasPointers(keyslot(t, b, 0), size);
		}
	}
}

// go: map.go#mapclear [adapted] keys that are not equal to themselves stay
// gccgo calls it for any loop that deletes each key of a map, Go's compiler only where that empties
// the map. A NaN stays.
void mapclear(maptype *t, hmap *h)
{
	if (h == nil || h->count == 0)
		return;
	if (!maptype_reflexivekey(t)) {
		hiter it;
		for (mapiterinit(t, h, &it); it.key != nil; mapiternext(&it))
			mapdelete(t, h, it.key);
		return;
	}
	mapbeginwrite(h);
	h->count = 0;
	// The table keeps its memory, so that running iterators see what is added. They may be in an
	// overflow bucket, or in the table before a growth. So those are made empty as well, and the
	// overflow buckets stay: the iterators' lists would not keep new ones alive. See D201.
	bool iterating = RELAXED(h->flags) & (iterator | oldIterator);
	if (iterating) {
		freecells(t, h->buckets, bucketShift(h->B));
		if (h->oldbuckets != nil)
			freecells(t, h->oldbuckets, hmap_noldbuckets(h));
	}
	h->flags &= ~sameSizeGrow;
	mapclearpointer(&h->oldbuckets);
	h->nevacuate = 0;
	if (h->extra != nil)
		mapclearpointer(&h->extra->oldoverflow);
	if (!iterating) {
		h->noverflow = 0;
		bmap *nextOverflow;
		makeBucketArray(t, h->B, h->buckets, &nextOverflow);
		if (h->extra != nil)
			mapclearpointer(&h->extra->overflow);
		else if (nextOverflow != nil)
			h->extra = newobject((_type *)&mapextratype);
		if (h->extra != nil)
			h->extra->nextOverflow = nextOverflow; // in the table
	}
	mapendwrite(h);
}

// go: map.go#hashGrow
// Begins a growth: to double the size, or to the same size if only the overflow buckets are too
// many. growWork moves the cells.
void hashGrow(maptype *t, hmap *h)
{
	uint8 bigger = 1;
	if (!overLoadFactor(h->count + 1, h->B)) {
		bigger = 0;
		h->flags |= sameSizeGrow;
	}
	void *oldbuckets = h->buckets;
	bmap *nextOverflow;
	void *newbuckets = makeBucketArray(t, h->B + bigger, nil, &nextOverflow);
	uint8 flags = h->flags & ~(iterator | oldIterator);
	if (h->flags & iterator)
		flags |= oldIterator;
	h->B += bigger;
	RELAXED_SET(h->flags, flags);
	// A marker may have looked at the one field before, and look at the other one after this.
	wbshade(oldbuckets);
	h->oldbuckets = oldbuckets;
	h->buckets = newbuckets;
	h->nevacuate = 0;
	h->noverflow = 0;
	if (h->extra != nil && h->extra->overflow != nil) {
		if (h->extra->oldoverflow != nil)
			throw("oldoverflow is not nil");
		h->extra->oldoverflow = h->extra->overflow;
		mapclearpointer(&h->extra->overflow);
	}
	if (nextOverflow != nil) {
		if (h->extra == nil)
			h->extra = newobject((_type *)&mapextratype);
		h->extra->nextOverflow = nextOverflow;
	}
}

// go: map.go#overLoadFactor
bool overLoadFactor(intgo count, uint8 B)
{
	return count > bucketCnt && (uintptr)count > loadFactorNum * (bucketShift(B) / loadFactorDen);
}

// go: map.go#tooManyOverflowBuckets
// Reports whether there are about as many overflow buckets as buckets: then most are sparse.
bool tooManyOverflowBuckets(uint16 noverflow, uint8 B)
{
	return noverflow >= (uint16)1 << (B > 15 ? 15 : B);
}

// go: map.go#hmap.noldbuckets
static uintptr hmap_noldbuckets(hmap *h)
{
	return bucketShift(h->flags & sameSizeGrow ? h->B : h->B - 1);
}

static void evacuate(maptype *t, hmap *h, uintptr oldbucket);

// go: map.go#growWork
// Moves the old bucket whose cells may go to the bucket that we are about to use, and one more, so
// that the growth comes to an end.
void growWork(maptype *t, hmap *h, uintptr bucket)
{
	evacuate(t, h, bucket & (hmap_noldbuckets(h) - 1));
	if (h->oldbuckets != nil)
		evacuate(t, h, h->nevacuate);
}

static void advanceEvacuationMark(hmap *h, maptype *t, uintptr newbit);

// go: map.go#evacuate
// Moves the cells of an old bucket: to the bucket of the same number (X) or, if the table doubles
// and the hash has that bit, to the one newbit further (Y).
static void evacuate(maptype *t, hmap *h, uintptr oldbucket)
{
	bmap *b = add(h->oldbuckets, oldbucket * t->bucketsize);
	uintptr newbit = hmap_noldbuckets(h);
	bool same = h->flags & sameSizeGrow;
	if (!evacuated(b)) {
		evacDst xy[2];
		for (uintptr d = 0; d < 2; d++) {
			xy[d].b = add(h->buckets, (oldbucket + (same ? 0 : d * newbit)) * t->bucketsize);
			xy[d].i = 0;
			xy[d].k = keyslot(t, xy[d].b, 0);
			xy[d].e = elemslot(t, xy[d].b, 0);
		}
		for (; b != nil; b = bmap_overflow(b, t)) {
			for (uintptr i = 0; i < bucketCnt; i++) {
				uint8 top = b->tophash[i];
				if (isEmpty(top)) {
					b->tophash[i] = evacuatedEmpty;
					continue;
				}
				if (top < minTopHash)
					throw("bad map state");
				void *k = keyslot(t, b, i), *e = elemslot(t, b, i), *k2 = k;
				if (maptype_indirectkey(t))
					k2 = *(void **)k;
				uint8 useY = 0;
				if (!same) {
					uintptr hash = keyhash(t, k2, h->hash0);
					if ((h->flags & iterator) && !maptype_reflexivekey(t) &&
					    !callequal(t->key->equal, k2, k2)) {
						// A NaN hashes at random, but iterators must be able to tell where it goes.
						// So the low bit of tophash, which is random too, decides. A new tophash
						// spreads such keys again at the next growth.
						useY = top & 1;
						top = tophash(hash);
					} else {
						useY = (hash & newbit) != 0;
					}
				}
				b->tophash[i] = evacuatedX + useY;
				evacDst *dst = &xy[useY];
				if (dst->i == bucketCnt) {
					dst->b = hmap_newoverflow(h, t, dst->b);
					dst->i = 0;
					dst->k = keyslot(t, dst->b, 0);
					dst->e = elemslot(t, dst->b, 0);
				}
				dst->b->tophash[dst->i & (bucketCnt - 1)] = top;
				if (maptype_indirectkey(t))
					*(void **)dst->k = k2;
				else
					typedmemmove(t->key, dst->k, k);
				if (maptype_indirectelem(t))
					*(void **)dst->e = *(void **)e;
				else
					typedmemmove(t->elem, dst->e, e);
				dst->i++;
				dst->k = add(dst->k, t->keysize);
				dst->e = add(dst->e, t->elemsize);
			}
		}
		// Help a collector: clear the keys and elements of the old bucket, but not the marks in
		// tophash. If an iterator may still be in the bucket, leave it alone.
		if (!(h->flags & oldIterator) && t->bucket->ptrdata != 0) {
			b = add(h->oldbuckets, oldbucket * t->bucketsize);
			memclrHasPointers(keyslot(t, b, 0), t->bucketsize - dataOffset);
		}
	}
	if (oldbucket == h->nevacuate)
		advanceEvacuationMark(h, t, newbit);
}

// go: map.go#advanceEvacuationMark
static void advanceEvacuationMark(hmap *h, maptype *t, uintptr newbit)
{
	h->nevacuate++;
	// Skip at most so many at a time, to keep each write O(1).
	uintptr stop = h->nevacuate + 1024;
	if (stop > newbit)
		stop = newbit;
	while (h->nevacuate != stop && evacuated(add(h->oldbuckets, h->nevacuate * t->bucketsize)))
		h->nevacuate++;
	if (h->nevacuate == newbit) {
		// The growth is over.
		mapclearpointer(&h->oldbuckets);
		if (h->extra != nil)
			mapclearpointer(&h->extra->oldoverflow);
		h->flags &= ~sameSizeGrow;
	}
}

// go: map.go#reflect_makemap
// Checks the map type, which reflect.MapOf may have made.
hmap *reflect_makemap(maptype *t, intgo cap)
{
	if (t->key->equal == nil)
		throw("runtime.reflect_makemap: unsupported map key type");
	if (t->key->size > maxKeySize ? !maptype_indirectkey(t) || t->keysize != sizeof(void *)
	                              : maptype_indirectkey(t) || t->keysize != t->key->size)
		throw("key size wrong");
	if (t->elem->size > maxElemSize ? !maptype_indirectelem(t) || t->elemsize != sizeof(void *)
	                                : maptype_indirectelem(t) || t->elemsize != t->elem->size)
		throw("elem size wrong");
	if (t->key->align > bucketCnt)
		throw("key align too big");
	if (t->elem->align > bucketCnt)
		throw("elem align too big");
	if (t->key->size % t->key->align != 0)
		throw("key size not a multiple of key align");
	if (t->elem->size % t->elem->align != 0)
		throw("elem size not a multiple of elem align");
	if (dataOffset % t->key->align != 0)
		throw("need padding in bucket (key)");
	if (dataOffset % t->elem->align != 0)
		throw("need padding in bucket (elem)");
	return makemap(t, cap, nil);
}

// go: map.go#reflect_mapaccess
void *reflect_mapaccess(maptype *t, hmap *h, const void *key)
{
	bool ok;
	void *e = mapaccess2(t, h, key, &ok);
	return ok ? e : nil; // reflect wants nil for a missing element
}

// go: map.go#reflect_mapassign
void reflect_mapassign(maptype *t, hmap *h, const void *key, void *elem)
{
	typedmemmove(t->elem, mapassign(t, h, key), elem);
}

// go: map.go#reflect_mapdelete
void reflect_mapdelete(maptype *t, hmap *h, const void *key) { mapdelete(t, h, key); }

// go: map.go#reflect_mapiterkey
void *reflect_mapiterkey(hiter *it) { return it->key; }

// go: map.go#reflect_mapiterelem
void *reflect_mapiterelem(hiter *it) { return it->elem; }

// go: map.go#reflect_maplen
intgo reflect_maplen(hmap *h) { return h == nil ? 0 : h->count; }

// go: map.go#reflectlite_maplen
intgo reflectlite_maplen(hmap *h) { return h == nil ? 0 : h->count; }
