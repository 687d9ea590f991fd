// Records of one size that are not on the heap. The caller locks.
#include "runtime.h"

// go: mfixalloc.go#fixalloc.init
void fixalloc_init(fixalloc *f, uintptr size, void (*first)(void *, void *), void *arg,
                   uint64 *stat)
{
	*f = (fixalloc){.size = size, .first = first, .arg = arg, .stat = stat, .zero = true};
}

// go: mfixalloc.go#fixalloc.alloc
void *fixalloc_alloc(fixalloc *f)
{
	if (f->size == 0) {
		print("runtime: use of FixAlloc_Alloc before FixAlloc_Init\n");
		throw("runtime: internal error");
	}
	if (f->list != nil) {
		void *v = f->list;
		f->list = f->list->next;
		f->inuse += f->size;
		if (f->zero)
			memclrNoHeapPointers(v, f->size);
		return v;
	}
	if ((uintptr)f->nchunk < f->size) {
		f->chunk = (uintptr)persistentalloc(_FixAllocChunk, 0, f->stat);
		f->nchunk = _FixAllocChunk;
	}
	void *v = (void *)f->chunk;
	if (f->first != nil)
		f->first(f->arg, v);
	f->chunk += f->size;
	f->nchunk -= (uint32)f->size;
	f->inuse += f->size;
	return v;
}

// go: mfixalloc.go#fixalloc.free
void fixalloc_free(fixalloc *f, void *p)
{
	f->inuse -= f->size;
	mlink *v = p;
	v->next = f->list;
	f->list = v;
}
