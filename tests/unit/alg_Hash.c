// The hash of up to 16 bytes, for the seeds of many maps: each bit of the key and of the seed turns
// each bit of the hash half of the time; keys that differ only far up or stand in a row fill a
// map's buckets evenly, by low bits, and its tophash values; and all that hash the same bytes
// agree.
#include "runtime.h"

enum { ROUNDS = 4000, BUCKETS = 256, EACH = 64 };

static int result;

static void bad(const char *what, uintptr a, uintptr b)
{
	print("alg_Hash: ", what, ": ", a, ", ", b, "\n");
	result = 1;
}

static uint64 random(void)
{
	static uint64 r = 42;
	r = r * 6364136223846793005u + 1442695040888963407u;
	return r ^ r >> 32;
}

static void avalanche(uint32 size)
{
	static uint32 flips[2][128][64];
	memclrNoHeapPointers(flips, sizeof flips);
	for (int n = 0; n < ROUNDS; n++) {
		uint64  seed = random(), key[3] = {random(), random(), random()};
		uintptr h = memhash(key, seed, size);
		if ((size == 8 && memhash64(key, seed) != h) || (size == 4 && memhash32(key, seed) != h) ||
		    strhash(&(String){(byte *)key, size}, seed) != h)
			bad("memhash differs from the others, of", key[0], seed);
		for (uint32 i = 0; i < 8 * size; i++) {
			key[i / 64] ^= (uint64)1 << i % 64;
			uintptr d = h ^ memhash(key, seed, size);
			key[i / 64] ^= (uint64)1 << i % 64;
			for (int o = 0; o < 64; o++)
				flips[0][i][o] += d >> o & 1;
		}
		for (int i = 0; i < 64; i++) {
			uintptr d = h ^ memhash(key, seed ^ (uint64)1 << i, size);
			for (int o = 0; o < 64; o++)
				flips[1][i][o] += d >> o & 1;
		}
		if (memhash(key, seed, size + 1) == h)
			bad("one more byte is the same, of", key[0], seed);
	}
	// Standard deviation 32: 7 of them.
	for (int w = 0; w < 2; w++)
		for (uint32 i = 0; i < (w ? 64 : 8 * size); i++)
			for (int o = 0; o < 64; o++)
				if (flips[w][i][o] < ROUNDS / 2 - 220 || flips[w][i][o] > ROUNDS / 2 + 220)
					bad(w ? "bit of the seed, its flips of a bit of the hash"
					      : "bit of the key, its flips of a bit of the hash",
					    i, flips[w][i][o]);
}

// BUCKETS × EACH keys, step apart: chi² of 255 degrees of freedom, mean 255, standard deviation 23.
static void spread(uint64 step, uint64 seed)
{
	static const int shifts[] = {0, 56};
	for (int w = 0; w < 2; w++) {
		uint64 n[BUCKETS] = {0}, chi = 0;
		for (uint64 i = 0; i < BUCKETS * EACH; i++) {
			uint64 key = i * step;
			n[memhash64(&key, seed) >> shifts[w] & (BUCKETS - 1)]++;
		}
		for (int i = 0; i < BUCKETS; i++)
			chi += (n[i] - EACH) * (n[i] - EACH);
		if (chi / EACH > 255 + 8 * 23)
			bad("uneven: step, chi²", step, chi / EACH);
	}
}

int main(void)
{
	for (uint32 size = 1; size <= 16; size++)
		avalanche(size);
	for (int i = 0; i < 20; i++) {
		uint64 seed = random();
		for (int s = 0; s < 50; s++)
			spread((uint64)1 << s, seed);
		spread(7, seed);
		spread(random(), seed);
	}
	return result;
}
