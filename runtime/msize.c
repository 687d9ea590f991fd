// Sizes of allocations.
#include "runtime.h"

// go: msize.go#roundupsize
// The size of the block that mallocgc takes for size bytes.
uintptr roundupsize(uintptr size)
{
	if (size < _MaxSmallSize) {
		if (size <= smallSizeMax - 8)
			return class_to_size[size_to_class8[(size + smallSizeDiv - 1) / smallSizeDiv]];
		return class_to_size[size_to_class128[(size - smallSizeMax + largeSizeDiv - 1) / largeSizeDiv]];
	}
	if (size + _PageSize < size)
		return size;
	return (size + _PageSize - 1) & ~(uintptr)_PageMask;
}
