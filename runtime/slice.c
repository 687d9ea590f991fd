// split-stack: yes
// Slices: making and growing their arrays.
#include "runtime.h"

// go: slice.go#panicmakeslicelen
void panicmakeslicelen(void) { panicerror(STR("makeslice: len out of range")); }

// go: slice.go#panicmakeslicecap
void panicmakeslicecap(void) { panicerror(STR("makeslice: cap out of range")); }

// go: none — the checks of makeslice, alone: gccgo asks for them when it compiles append(s,
//     make([]T, n)...)
// Returns the bytes of an array of cap elements.
uintptr checkMakeSlice(_type *et, intgo len, intgo cap)
{
	uintptr mem;
	if (unlikely(__builtin_mul_overflow(et->size, (uintptr)cap, &mem) || mem > maxAlloc ||
	    len < 0 || len > cap)) {
		// make([]T, n) with an absurd n fails for both: the length is what the program wrote.
		if (__builtin_mul_overflow(et->size, (uintptr)len, &mem) || mem > maxAlloc || len < 0)
			panicmakeslicelen();
		panicmakeslicecap();
	}
	return mem;
}

// go: slice.go#makeslice
void *makeslice(_type *et, intgo len, intgo cap)
{
	return mallocgc(checkMakeSlice(et, len, cap), et, true);
}

// go: slice.go#makeslice64
void *makeslice64(_type *et, int64 len64, int64 cap64) { return makeslice(et, len64, cap64); }

static bool isPowerOfTwo(uintptr x);

// go: slice.go#growslice
// A new array for at least cap elements, of which append needs that many. Holds old's elements; the
// length stays old.len, the caller stores the new elements and then sets it. What lies beyond cap
// is zero.
slice growslice(_type *et, slice old, intgo cap)
{
	intgo newcap = old.cap;
	if (cap > newcap + newcap) {
		newcap = cap;
	} else if (old.len < 1024) {
		newcap += newcap;
	} else {
		while (0 < newcap && newcap < cap)
			newcap += newcap / 4;
		if (newcap <= 0)
			newcap = cap; // overflow
	}
	return growsliceto(et, old, cap, newcap);
}

// go: none — the part of growslice after the choice of the new capacity, which differs in gccgo
// See D53.
slice growsliceto(_type *et, slice old, intgo cap, intgo newcap)
{
	if (cap < old.cap)
		panicerror(STR("growslice: cap out of range")); // append's sum overflowed
	if (et->size == 0)
		return (slice){&zerobase, old.len, cap}; // not nil

	uintptr mem;
	if (__builtin_mul_overflow((uintptr)newcap, et->size, &mem) ||
	    (mem = roundupsize(mem)) > maxAlloc)
		panicerror(STR("growslice: cap out of range"));
	// All sizes below are at most mem. No division for the common sizes.
	newcap = (intgo)(isPowerOfTwo(et->size) ? mem >> __builtin_ctzl(et->size) : mem / et->size);
	uintptr lenmem = (uintptr)old.len * et->size, capmem = (uintptr)newcap * et->size;

	byte *p;
	if (et->ptrdata == 0) {
		p = mallocgc(capmem, &nopointers, false);
		// The append overwrites what lies between the old length and cap.
		uintptr newlenmem = (uintptr)cap * et->size;
		memclrNoHeapPointers(p + newlenmem, capmem - newlenmem);
	} else {
		// A collector may look at the array at once: all of it must be zero.
		p = mallocgc(capmem, et, true);
		if (lenmem > 0 && writeBarrier.enabled)
			bulkBarrierPreWriteSrcOnly((uintptr)p, (uintptr)old.array, lenmem);
	}
	memmove(p, old.array, lenmem);
	return (slice){p, old.len, newcap};
}

// go: slice.go#isPowerOfTwo
static bool isPowerOfTwo(uintptr x) { return (x & (x - 1)) == 0; }

// go: slice.go#slicecopy
// copy(to, fm) of elements of width bytes without pointers; returns how many.
intgo slicecopy(slice to, slice fm, uintptr width)
{
	intgo n = fm.len < to.len ? fm.len : to.len;
	if (n > 0)
		memmove(to.array, fm.array, (uintptr)n * width);
	return n;
}

// go: slice.go#slicestringcopy
intgo slicestringcopy(slice to, String fm)
{
	return slicecopy(to, (slice){(void *)fm.str, fm.len, fm.len}, 1);
}
