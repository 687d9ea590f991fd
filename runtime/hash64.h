// The hash of up to 16 bytes, which the map functions inline.
#pragma once

#include "go_types.h"

hidden extern uintptr hashkey GOSYM(hashkey); // alg.c

// go: none — XXH3's folded multiplication
static alwaysinline uint64 mulfold(uint64 a, uint64 b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64)product ^ (uint64)(product >> 64);
}

// go: none — the hash of s <= 16 bytes, which are in a and b; the seed is in both factors
static alwaysinline uintptr fold(uint64 a, uint64 b, uintptr h, uintptr s)
{
	const uint64 prime1 = 0x9e3779b185ebca87, prime2 = 0xc2b2ae3d27d4eb4f; // XXH3's
	h ^= hashkey;
	return mulfold(mulfold(a ^ h, b ^ h ^ prime1) ^ h, prime2 ^ s);
}

// go: alg.go#readUnaligned32 [moved] inline
static alwaysinline uint32 readUnaligned32(const uint8 *p)
{
	uint32 x;
	__builtin_memcpy(&x, p, sizeof x);
	return x;
}

// go: alg.go#readUnaligned64 [moved] inline
static alwaysinline uint64 readUnaligned64(const uint8 *p)
{
	uint64 x;
	__builtin_memcpy(&x, p, sizeof x);
	return x;
}

// go: none — memhash of s <= 16 bytes
static alwaysinline uintptr shorthash(const uint8 *p, uintptr h, uintptr s)
{
	if (s > 8)
		return fold(readUnaligned64(p), readUnaligned64(p + s - 8), h, s);
	if (s >= 4)
		return fold(readUnaligned32(p) | (uint64)readUnaligned32(p + s - 4) << 32, 0, h, s);
	if (s > 0)
		return fold(p[0] | (uint64)p[s / 2] << 8 | (uint64)p[s - 1] << 16, 0, h, s);
	return fold(0, 0, h, s);
}

// go: none — memhash of four bytes, of eight bytes
static alwaysinline uintptr hash4(uint32 key, uintptr h)
{
	return fold(key | (uint64)key << 32, 0, h, sizeof key);
}
static alwaysinline uintptr hash8(uint64 key, uintptr h) { return fold(key, 0, h, sizeof key); }
