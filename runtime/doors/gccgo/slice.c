// split-stack: yes
// Slices in the form that gccgo-compiled code calls: as single words, and with Go 1.18's additions.
#include "runtime.h"

// go: none — append: the result has the new length already
// The capacity grows as in Go 1.18, because gccgo's package reflect does the same: it doubles up to
// 256 elements, and then grows by less and less, down to a quarter.
slice gccgo_growslice(_type *et, void *array, intgo len, intgo cap, intgo newlen)
{
	enum { threshold = 256 };
	intgo newcap = cap;
	if (newlen > newcap + newcap) {
		newcap = newlen;
	} else if (cap < threshold) {
		newcap += newcap;
	} else {
		while (0 < newcap && newcap < newlen)
			newcap += (newcap + 3 * threshold) / 4;
		if (newcap <= 0)
			newcap = newlen; // overflow
	}
	slice s = growsliceto(et, (slice){array, len, cap}, newlen, newcap);
	s.len = newlen;
	return s;
}

// go: none — copy(dst, src) of elements with pointers
intgo gccgo_typedslicecopy(_type *et, void *dst, intgo dstlen, void *src, intgo srclen)
{
	return typedslicecopy(et, (slice){dst, dstlen, dstlen}, (slice){src, srclen, srclen});
}

// go: none — checks the arguments of unsafe.Slice(p, len)
void unsafeslice(_type *et, void *p, intgo len)
{
	if (len < 0)
		panicerror(STR("unsafe.Slice: len out of range"));
	uintptr mem;
	bool overflow = __builtin_mul_overflow(et->size, (uintptr)len, &mem);
	if (p == nil && (overflow || mem != 0))
		panicerror(STR("unsafe.Slice: ptr is nil and len is not zero"));
	if (overflow || mem > -(uintptr)p)
		panicerror(STR("unsafe.Slice: len out of range"));
}

// go: none — unsafe.Slice with a length of type int64, which is wider than int on other systems
void unsafeslice64(_type *et, void *p, int64 len) { unsafeslice(et, p, len); }
