// Sizes of allocations.
#include "runtime.h"

// go: msize.go#roundupsize
// The size of the block that mallocgc takes for size bytes.
uintptr roundupsize(uintptr size)
{
	if (size < _MaxSmallSize)
		return class_to_size[smallclass(size)];
	if (size + _PageSize < size)
		return size;
	return (size + _PageSize - 1) & ~(uintptr)_PageMask;
}
