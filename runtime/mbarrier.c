// split-stack: yes
// Typed copies and clears. While the collector marks, each first announces the pointers that it
// overwrites (gc.h). From the test of writeBarrier.needed to the copy the goroutine is not
// preempted: nothing that is called in between has a stack check. What channels call here has none
// itself.
#include "runtime.h"

// go: none — the write barrier for n bytes at dst, those that can hold pointers
// src is where the new pointers are, nil for a clear.
static nosplit inline void barrier(const void *dst, const void *src, uintptr n)
{
	if (likely(!writeBarrier.enabled))
		return;
	getg()->stale = false;
	if (writeBarrier.needed)
		bulkBarrierPreWrite((uintptr)dst, (uintptr)src, n);
}

// go: mbarrier.go#typedmemmove
// *dst = *src, values of type typ, which are the same or do not overlap.
nosplit void typedmemmove(_type *typ, void *dst, void *src)
{
	if (dst == src)
		return;
	if (typ->ptrdata != 0)
		barrier(dst, src, typ->ptrdata);
	memmove(dst, src, typ->size);
}

// go: mbarrier.go#reflect_typedmemmove
void reflect_typedmemmove(_type *typ, void *dst, void *src) { typedmemmove(typ, dst, src); }

// go: mbarrier.go#reflectlite_typedmemmove
void reflectlite_typedmemmove(_type *typ, void *dst, void *src) { typedmemmove(typ, dst, src); }

// go: mbarrier.go#typedslicecopy
// copy(dst, src) for elements of type typ; the slices may overlap. Returns the number copied.
intgo typedslicecopy(_type *typ, slice dst, slice src)
{
	intgo n = dst.len < src.len ? dst.len : src.len;
	if (n == 0 || dst.array == src.array)
		return n;
	uintptr size = (uintptr)n * typ->size;
	if (typ->ptrdata != 0)
		barrier(dst.array, src.array, size - typ->size + typ->ptrdata);
	memmove(dst.array, src.array, size);
	return n;
}

// go: mbarrier.go#reflect_typedslicecopy
intgo reflect_typedslicecopy(_type *elemType, slice dst, slice src)
{
	return typedslicecopy(elemType, dst, src);
}

// go: mbarrier.go#typedmemclr
// *ptr = the zero value of typ
nosplit void typedmemclr(_type *typ, void *ptr)
{
	if (typ->ptrdata != 0)
		barrier(ptr, nil, typ->ptrdata);
	memclrNoHeapPointers(ptr, typ->size);
}

// go: mbarrier.go#reflect_typedmemclr
void reflect_typedmemclr(_type *typ, void *ptr) { typedmemclr(typ, ptr); }

// go: mbarrier.go#memclrHasPointers
// Clears n bytes, whole values that may hold pointers.
void memclrHasPointers(void *ptr, uintptr n)
{
	barrier(ptr, nil, n);
	memclrNoHeapPointers(ptr, n);
}
