// split-stack: yes
// memhash is XXH3, seeded, where Go has a hash of its own on AES instructions: inlined, SSE2 only, no dispatch on the CPU. xxhash.h includes C headers whose
// names clash with runtime.h, so this file does without it.
#define XXH_INLINE_ALL
#define XXH_VECTOR 1 // XXH_SSE2
#include <xxhash.h>

#include "go_types.h"

hidden uintptr memhash(const void *p, uintptr h, uintptr s) GOSYM(memhash);
hidden uintptr memhash32(const void *p, uintptr h) GOSYM(memhash32);
hidden uintptr memhash64(const void *p, uintptr h) GOSYM(memhash64);
hidden extern uintptr hashkey GOSYM(hashkey); // alg.c

// go: alg.go#memhash [moved] xxHash
// Of 8 bytes the same as memhash64: reflect and compiled hashers may take the one or the other.
uintptr memhash(const void *p, uintptr h, uintptr s) { return s == 8 ? memhash64(p, h) : XXH3_64bits_withSeed(p, s, h ^ hashkey); }

// go: alg.go#memhash32 [moved] memhash of 4 bytes, the length known when compiling
uintptr memhash32(const void *p, uintptr h) { return XXH3_64bits_withSeed(p, 4, h ^ hashkey); }

// go: alg.go#memhash64 [moved] two folded multiplications, with the seed in both factors: half the latency of XXH3 of 8 bytes
uintptr memhash64(const void *p, uintptr h)
{
	h ^= hashkey;
	return XXH3_mul128_fold64(XXH3_mul128_fold64(XXH_read64(p) ^ h, h ^ XXH_PRIME64_1) ^ h, XXH_PRIME64_2);
}
