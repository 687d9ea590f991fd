// Size classes of small objects (sizeclasses.go); the tables are in sizeclasses.c.
#pragma once

#include "malloc.h"

enum {
	_MaxSmallSize   = 32768,
	smallSizeDiv    = 8,
	smallSizeMax    = 1024,
	largeSizeDiv    = 128,
	_NumSizeClasses = 67,
};

// go: sizeclasses.go#divMagic
typedef struct divMagic {
	uint8  shift;
	uint8  shift2;
	uint16 mul;
	uint16 baseMask;
} divMagic;

hidden extern const uint16   class_to_size[_NumSizeClasses] GOSYM(class_to_size);
hidden extern const uint8    class_to_allocnpages[_NumSizeClasses] GOSYM(class_to_allocnpages);
hidden extern const divMagic class_to_divmagic[_NumSizeClasses] GOSYM(class_to_divmagic);
hidden extern const uint8    size_to_class8[smallSizeMax / smallSizeDiv + 1] GOSYM(size_to_class8);
hidden extern const uint8    size_to_class128[(_MaxSmallSize - smallSizeMax) / largeSizeDiv + 1]
	GOSYM(size_to_class128);

// go: none — the size class of an object of size bytes, at most _MaxSmallSize
static alwaysinline uint8 smallclass(uintptr size)
{
	if (likely(size <= smallSizeMax - 8))
		return size_to_class8[(size + smallSizeDiv - 1) / smallSizeDiv];
	return size_to_class128[(size - smallSizeMax + largeSizeDiv - 1) / largeSizeDiv];
}
