// The assembly's memmove, memset, memcmp and memequal do what byte loops do: all small sizes and
// offsets, overlap both ways, sizes around the limits of their cases. A program of the host's libc,
// so that it runs without the runtime.
#include <stdint.h>
#include <stdio.h>

typedef unsigned char byte;
void *rt_memmove(void *, const void *, size_t) __asm__("runtime.memmove");
void  rt_memclr(void *, size_t) __asm__("runtime.memclrNoHeapPointers");
_Bool rt_memequal(const void *, const void *, size_t) __asm__("runtime.memequal");
void *rt_memset(void *, int, size_t) __asm__("memset");
int   rt_memcmp(const void *, const void *, size_t) __asm__("memcmp");

enum { SIZE = 9000 };
static byte got[SIZE], want[SIZE], src[SIZE];
static const int sizes[] = {0,   1,   2,   3,   4,   5,    7,    8,    9,    15,   16,   17,
                            31,  32,  33,  47,  63,  64,   65,   66,   95,   96,   97,   127,
                            128, 129, 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 4099};

static void fill(byte *p)
{
	static uint32_t x = 1;
	for (int i = 0; i < SIZE; i++) {
		x = x * 1664525 + 1013904223;
		p[i] = (byte)(x >> 24);
	}
}

static int same(const char *what, int n, int to, int from)
{
	for (int i = 0; i < SIZE; i++)
		if (got[i] != want[i]) {
			printf("%s n=%d to=%d from=%d: byte %d is %d, not %d\n", what, n, to, from, i, got[i],
			       want[i]);
			return 0;
		}
	return 1;
}

int main(void)
{
	static const int offsets[] = {0, 1, 7, 8, 16, 31, 33, 64, 100, 2050};
	for (unsigned s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (unsigned a = 0; a < sizeof offsets / sizeof *offsets; a++)
			for (unsigned b = 0; b < sizeof offsets / sizeof *offsets; b++) {
				int n = sizes[s], to = offsets[a], from = offsets[b];
				fill(src);
				for (int i = 0; i < SIZE; i++)
					got[i] = want[i] = src[i];
				for (int i = 0; i < n; i++)
					want[to + i] = src[from + i];
				if (rt_memmove(got + to, got + from, (size_t)n) != got + to ||
				    !same("memmove", n, to, from))
					return 1;
				for (int i = 0; i < n; i++)
					want[to + i] = 0xa5;
				if (rt_memset(got + to, 0x7a5, (size_t)n) != got + to || !same("memset", n, to, 0))
					return 1;
				for (int i = 0; i < n; i++)
					want[to + i] = 0;
				rt_memclr(got + to, (size_t)n);
				if (!same("memclr", n, to, 0))
					return 1;
				if (!rt_memequal(src, src, (size_t)n) ||
				    rt_memcmp(src + to, src + to, (size_t)n) != 0) {
					printf("memequal or memcmp: equal blocks of %d differ\n", n);
					return 1;
				}
				for (int i = 0; i < SIZE; i++)
					got[i] = src[i];
				// One byte differs: the first, the middle, the last.
				for (int k = 0; k < 3 && n > 0; k++) {
					int at = k == 0 ? 0 : k == 1 ? n / 2 : n - 1;
					got[to + at] ^= 0x80;
					int cmp = rt_memcmp(got + to, src + to, (size_t)n);
					if (rt_memequal(got + to, src + to, (size_t)n) ||
					    (got[to + at] > src[to + at] ? cmp <= 0 : cmp >= 0)) {
						printf("memequal or memcmp: n=%d, byte %d differs: %d\n", n, at, cmp);
						return 1;
					}
					got[to + at] ^= 0x80;
				}
			}
	return 0;
}
