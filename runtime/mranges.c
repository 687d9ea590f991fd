// Address ranges, and sorted lists of them.
#include "runtime.h"

// go: mranges.go#addrRange.size
// 0 of an empty or reversed range.
uintptr addrRange_size(addrRange a) { return a.limit <= a.base ? 0 : a.limit - a.base; }

// go: mranges.go#addrRange.contains
bool addrRange_contains(addrRange a, uintptr addr) { return addr >= a.base && addr < a.limit; }

// go: mranges.go#addrRange.subtract
// What b leaves of a: one piece, perhaps empty. b may not cut a in two.
addrRange addrRange_subtract(addrRange a, addrRange b)
{
	if (b.base <= a.base && a.limit <= b.limit)
		return (addrRange){0, 0};
	if (a.base < b.base && b.limit < a.limit)
		throw("bad prune");
	if (b.limit < a.limit && a.base < b.limit)
		a.base = b.limit;
	else if (a.base < b.base && b.base < a.limit)
		a.limit = b.base;
	return a;
}

// go: mranges.go#addrRanges.init
void addrRanges_init(addrRanges *a, uint64 *sysStat)
{
	a->ranges.len = 0;
	a->ranges.cap = 16;
	a->ranges.array = persistentalloc(16 * sizeof(addrRange), 8, sysStat);
	a->sysStat = sysStat;
}

// go: mranges.go#addrRanges.findSucc
// The index of the first range with a base above addr; len if there is none.
intgo addrRanges_findSucc(addrRanges *a, uintptr addr)
{
	// There are few ranges: arenas are mostly neighbours.
	intgo i = 0;
	while (i < a->ranges.len && a->ranges.array[i].base <= addr)
		i++;
	return i;
}

// go: mranges.go#addrRanges.contains
bool addrRanges_contains(addrRanges *a, uintptr addr)
{
	intgo i = addrRanges_findSucc(a, addr);
	return i > 0 && addrRange_contains(a->ranges.array[i - 1], addr);
}

// go: mranges.go#addrRanges.add
// Adds r, which overlaps none of the list.
void addrRanges_add(addrRanges *a, addrRange r)
{
	intgo i = addrRanges_findSucc(a, r.base);
	addrRange *at = &a->ranges.array[i];
	bool down = i > 0 && at[-1].limit == r.base;
	bool up = i < a->ranges.len && r.limit == at[0].base;
	if (down && up) {
		// r closes the gap between two.
		at[-1].limit = at[0].limit;
		memmove(at, at + 1, (uintptr)(a->ranges.len - i - 1) * sizeof *at);
		a->ranges.len--;
	} else if (down) {
		at[-1].limit = r.limit;
	} else if (up) {
		at[0].base = r.base;
	} else {
		if (a->ranges.len == a->ranges.cap) {
			// The old array is lost: persistent memory is not freed.
			addrRange *old = a->ranges.array;
			a->ranges.cap *= 2;
			a->ranges.array = persistentalloc((uintptr)a->ranges.cap * sizeof *old, 8, a->sysStat);
			memmove(a->ranges.array, old, (uintptr)a->ranges.len * sizeof *old);
			at = &a->ranges.array[i];
		}
		memmove(at + 1, at, (uintptr)(a->ranges.len - i) * sizeof *at);
		*at = r;
		a->ranges.len++;
	}
}
