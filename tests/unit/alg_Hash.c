// The hash of 8 bytes, for the seeds of many maps: each bit of the key and of the seed turns each bit of the hash half of the time, keys that
// differ only far up or stand in a row fill a map's buckets evenly, by low bits, and its tophash values; and memhash of 8 bytes is the same.
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

static void avalanche(void)
{
	static uint32 flips[2][64][64];
	for (int n = 0; n < ROUNDS; n++) {
		uint64 key = random(), seed = random();
		uint64 h = memhash64(&key, seed);
		if (memhash(&key, seed, 8) != h)
			bad("memhash differs from memhash64, of", key, seed);
		for (int i = 0; i < 64; i++) {
			uint64 k = key ^ (uint64)1 << i;
			uint64 d[2] = {h ^ memhash64(&k, seed), h ^ memhash64(&key, seed ^ (uint64)1 << i)};
			for (int w = 0; w < 2; w++)
				for (int o = 0; o < 64; o++)
					flips[w][i][o] += d[w] >> o & 1;
		}
	}
	// Standard deviation 32: 7 of them.
	for (int w = 0; w < 2; w++)
		for (int i = 0; i < 64; i++)
			for (int o = 0; o < 64; o++)
				if (flips[w][i][o] < ROUNDS / 2 - 220 || flips[w][i][o] > ROUNDS / 2 + 220)
					bad(w ? "bit of the seed, its flips of a bit of the hash" : "bit of the key, its flips of a bit of the hash", (uintptr)i, flips[w][i][o]);
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
	avalanche();
	for (int i = 0; i < 20; i++) {
		uint64 seed = random();
		for (int s = 0; s < 50; s++)
			spread((uint64)1 << s, seed);
		spread(7, seed);
		spread(random(), seed);
	}
	return result;
}
