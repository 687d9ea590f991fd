// split-stack: yes
// memhash is xxHash's XXH3, seeded, where Go has a hash of its own on AES instructions: inlined,
// SSE2 only, no dispatch on the CPU. Up to 16 bytes, as most keys of maps are, it is two folded
// multiplications, which take half as long. xxhash.h includes C headers whose names clash with
// runtime.h, so this file does without it.
#define XXH_INLINE_ALL
#define XXH_VECTOR 1 // XXH_SSE2
#include <xxhash.h>

#include "hash64.h"

hidden uintptr memhash(const void *p, uintptr h, uintptr s) GOSYM(memhash);
hidden uintptr memhash32(const void *p, uintptr h) GOSYM(memhash32);
hidden uintptr memhash64(const void *p, uintptr h) GOSYM(memhash64);
hidden uintptr strhash(const void *p, uintptr h) GOSYM(strhash);

// go: none — memhash, to be inlined
static inline uintptr hash(const uint8 *p, uintptr h, uintptr s)
{
	return s > 16 ? XXH3_64bits_withSeed(p, s, h ^ hashkey) : shorthash(p, h, s);
}

// go: alg.go#memhash [moved] xxHash
// See D51.
uintptr memhash(const void *p, uintptr h, uintptr s) { return hash(p, h, s); }

// go: alg.go#memhash32 [moved] memhash of 4 bytes, the length known when compiling
uintptr memhash32(const void *p, uintptr h) { return hash4(readUnaligned32(p), h); }

// go: alg.go#memhash64 [moved] memhash of 8 bytes, the length known when compiling
uintptr memhash64(const void *p, uintptr h) { return hash8(readUnaligned64(p), h); }

// go: alg.go#strhash [moved] with memhash inlined
uintptr strhash(const void *p, uintptr h)
{
	const String *s = p;
	return hash(s->str, h, (uintptr)s->len);
}
