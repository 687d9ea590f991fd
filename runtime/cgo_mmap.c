// mmap and munmap, which go through libc where there is one (a sanitizer wants to see them); here
// there is none.
#include "runtime.h"

// go: cgo_mmap.go#mmap [adapted] no libc start-up
// The address, or nil and *err = errno.
void *mmap(void *addr, uintptr n, int32 prot, int32 flags, int32 fd, uint32 off, intgo *err)
{
	return sysMmap(addr, n, prot, flags, fd, off, err);
}

// go: cgo_mmap.go#munmap [adapted] no libc start-up
void munmap(void *addr, uintptr n) { sysMunmap(addr, n); }
