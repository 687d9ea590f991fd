// Memory from the system. A range goes through Go's states: reserved (sysReserve), prepared
// (sysMap), ready (sysUsed); sysUnused makes it prepared again.
#include "runtime.h"

enum { _EACCES = 13 };

// go: mem_linux.go#sysAlloc
// Returns n bytes of zeroed memory, ready to use; nil if there is none.
void *sysAlloc(uintptr n, uint64 *sysStat)
{
	intgo err;
	void *p = mmap(nil, n, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	if (err != 0) {
		if (err == _EACCES) {
			print("runtime: mmap: access denied\n");
			exit(2);
		}
		if (err == _EAGAIN) {
			print("runtime: mmap: too much locked memory (check 'ulimit -l').\n");
			exit(2);
		}
		return nil;
	}
	mSysStatInc(sysStat, n);
	return p;
}

// Used with madvdontneed=0: MADV_FREE, until the kernel turns out not to have it.
static uint32 adviseUnused GOSYM(adviseUnused) = _MADV_FREE;

// go: none — forbids huge pages where [beg, end) begins or ends inside one
// Otherwise the kernel would build that page again when the program uses the rest of it.
static void splithugepages(uintptr beg, uintptr end)
{
	uintptr s = physHugePageSize;
	uintptr head = (beg & (s - 1)) != 0 ? beg & ~(s - 1) : 0;
	uintptr tail = (end & (s - 1)) != 0 ? end & ~(s - 1) : 0;
	if (head != 0 && head + s == tail) { // neighbours: one call
		madvise((void *)head, 2 * s, _MADV_NOHUGEPAGE);
		return;
	}
	if (head != 0)
		madvise((void *)head, s, _MADV_NOHUGEPAGE);
	if (tail != 0 && tail != head)
		madvise((void *)tail, s, _MADV_NOHUGEPAGE);
}

// go: mem_linux.go#sysUnused
// Tells the system that the contents of [v, v+n) are not needed.
void sysUnused(void *v, uintptr n)
{
	if (physHugePageSize != 0)
		splithugepages((uintptr)v, (uintptr)v + n);
	if ((((uintptr)v | n) & (physPageSize - 1)) != 0)
		throw("unaligned sysUnused");
	// mo: seq_cst load and store; a thread that reads the older value has its own MADV_FREE
	// refused, and stores too.
	uint32 advise = debug.madvdontneed != 0 ? _MADV_DONTNEED : atomic_Load(&adviseUnused);
	if (madvise(v, n, (int32)advise) != 0 && advise == _MADV_FREE) {
		atomic_Store(&adviseUnused, _MADV_DONTNEED);
		madvise(v, n, _MADV_DONTNEED);
	}
}

// go: mem_linux.go#sysUsed
void sysUsed(void *v, uintptr n) { sysHugePage(v, n); }

// go: mem_linux.go#sysHugePage
// Allows huge pages for those that lie in [v, v+n) as a whole.
void sysHugePage(void *v, uintptr n)
{
	uintptr s = physHugePageSize;
	if (s == 0)
		return;
	uintptr beg = ((uintptr)v + s - 1) & ~(s - 1), end = ((uintptr)v + n) & ~(s - 1);
	if (beg < end)
		madvise((void *)beg, end - beg, _MADV_HUGEPAGE);
}

// go: none — obtains the pages of [v, v+n) now, at a fraction of the cost of their faults
// Kernels before 5.14 refuse, which does no harm.
void sysPopulate(void *v, uintptr n) { madvise(v, n, _MADV_POPULATE_WRITE); }

// go: mem_linux.go#sysFree
void sysFree(void *v, uintptr n, uint64 *sysStat)
{
	mSysStatDec(sysStat, n);
	munmap(v, n);
}

// go: mem_linux.go#sysFault
// From now on any access to [v, v+n) faults.
void sysFault(void *v, uintptr n)
{
	intgo err;
	mmap(v, n, _PROT_NONE, _MAP_ANON | _MAP_PRIVATE | _MAP_FIXED, -1, 0, &err);
}

// go: none — as sysFault, for parts of mappings that have many; false if the system refuses
// Since Linux 6.13 that costs no mapping. Before, each such part and each rest is a mapping of its
// own, and a process may have vm.max_map_count of them.
bool sysGuard(void *v, uintptr n)
{
	intgo err;
	if (madvise(v, n, _MADV_GUARD_INSTALL) == 0)
		return true;
	mmap(v, n, _PROT_NONE, _MAP_ANON | _MAP_PRIVATE | _MAP_FIXED, -1, 0, &err);
	return err == 0;
}

// go: mem_linux.go#sysReserve
// Returns address space without memory, at v if that is free; nil if there is none.
void *sysReserve(void *v, uintptr n)
{
	intgo err;
	void *p = mmap(v, n, _PROT_NONE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	return err != 0 ? nil : p;
}

// go: mem_linux.go#sysMap
// Makes reserved memory usable.
void sysMap(void *v, uintptr n, uint64 *sysStat)
{
	mSysStatInc(sysStat, n);
	intgo err;
	void *p = mmap(v, n, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_FIXED | _MAP_PRIVATE, -1, 0,
	               &err);
	if (err == _ENOMEM)
		throw("runtime: out of memory");
	if (p != v || err != 0)
		throw("runtime: cannot map pages in arena address space");
}
