// split-stack: yes
// memhash is xxHash's XXH3, seeded, where Go has a hash of its own on AES instructions: inlined,
// SSE2 only, no dispatch on the CPU. Up to 16 bytes, as most keys of maps are, it is two folded
// multiplications, which take half as long. xxhash.h includes C headers whose names clash with
// runtime.h, so this file does without it.
#define XXH_INLINE_ALL
#define XXH_VECTOR 1 // XXH_SSE2
#include <xxhash.h>

#include "go_types.h"

hidden uintptr memhash(const void *p, uintptr h, uintptr s) GOSYM(memhash);
hidden uintptr memhash32(const void *p, uintptr h) GOSYM(memhash32);
hidden uintptr memhash64(const void *p, uintptr h) GOSYM(memhash64);
hidden uintptr strhash(const void *p, uintptr h) GOSYM(strhash);
hidden extern uintptr hashkey GOSYM(hashkey); // alg.c

// go: none — the hash of s <= 16 bytes, which are in a and b; the seed is in both factors
static inline uintptr fold(uint64 a, uint64 b, uintptr h, uintptr s)
{
	h ^= hashkey;
	return XXH3_mul128_fold64(XXH3_mul128_fold64(a ^ h, b ^ h ^ XXH_PRIME64_1) ^ h,
	                          XXH_PRIME64_2 ^ s);
}

// go: none — memhash, to be inlined
static inline uintptr hash(const uint8 *p, uintptr h, uintptr s)
{
	if (s > 16)
		return XXH3_64bits_withSeed(p, s, h ^ hashkey);
	if (s > 8)
		return fold(XXH_read64(p), XXH_read64(p + s - 8), h, s);
	if (s >= 4)
		return fold(XXH_read32(p) | (uint64)XXH_read32(p + s - 4) << 32, 0, h, s);
	if (s > 0)
		return fold(p[0] | (uint64)p[s / 2] << 8 | (uint64)p[s - 1] << 16, 0, h, s);
	return fold(0, 0, h, s);
}

// go: alg.go#memhash [moved] xxHash
// See D51.
uintptr memhash(const void *p, uintptr h, uintptr s) { return hash(p, h, s); }

// go: alg.go#memhash32 [moved] memhash of 4 bytes, the length known when compiling
uintptr memhash32(const void *p, uintptr h) { return hash(p, h, 4); }

// go: alg.go#memhash64 [moved] memhash of 8 bytes, the length known when compiling
uintptr memhash64(const void *p, uintptr h) { return hash(p, h, 8); }

// go: alg.go#strhash [moved] with memhash inlined
uintptr strhash(const void *p, uintptr h)
{
	const String *s = p;
	return hash(s->str, h, (uintptr)s->len);
}
