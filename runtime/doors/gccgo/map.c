// split-stack: yes
// Maps in the form that gccgo-compiled code calls: the two results of v, ok = m[k] come in
// registers. Compiled code calls the other functions of map*.c directly.
#include "runtime.h"

// go: none — v, ok = m[k]
ptrok gccgo_mapaccess2(maptype *t, hmap *h, const void *key)
{
	ptrok r;
	r.p = mapaccess2(t, h, key, &r.ok);
	return r;
}

// go: none — v, ok = m[k] with an element larger than zeroVal
ptrok gccgo_mapaccess2_fat(maptype *t, hmap *h, const void *key, void *zero)
{
	ptrok r;
	r.p = mapaccess2_fat(t, h, key, zero, &r.ok);
	return r;
}

// go: none — v, ok = m[k] with a key of 4 bytes
ptrok gccgo_mapaccess2_fast32(maptype *t, hmap *h, uint32 key)
{
	ptrok r;
	r.p = mapaccess2_fast32(t, h, key, &r.ok);
	return r;
}

// go: none — v, ok = m[k] with a key of 8 bytes
ptrok gccgo_mapaccess2_fast64(maptype *t, hmap *h, uint64 key)
{
	ptrok r;
	r.p = mapaccess2_fast64(t, h, key, &r.ok);
	return r;
}

// go: none — v, ok = m[k] with a string as key
ptrok gccgo_mapaccess2_faststr(maptype *t, hmap *h, String key)
{
	ptrok r;
	r.p = mapaccess2_faststr(t, h, key, &r.ok);
	return r;
}

// go: none — reflect's m[k] with a string as key; nil for a missing element
void *reflect_mapaccess_faststr(maptype *t, hmap *h, String key)
{
	bool ok;
	void *e = mapaccess2_faststr(t, h, key, &ok);
	return ok ? e : nil;
}

// go: none — reflect's m[k] = *elem with a string as key
void reflect_mapassign_faststr(maptype *t, hmap *h, String key, void *elem)
{
	typedmemmove(t->elem, mapassign_faststr(t, h, key), elem);
}

// go: none — reflect's delete(m, k) with a string as key
void reflect_mapdelete_faststr(maptype *t, hmap *h, String key) { mapdelete_faststr(t, h, key); }
