// A C library without callbacks: eight goroutines compress and decompress with zlib, each half of
// the calls on the goroutine's own stack, which has room for code without checks.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "gort.h"

enum { size = 100000, rounds = 6 };

typedef struct job {
	int seed, back;
	Bytef *in, *out, *again;
} job;

static gort_waitgroup wg;

static int pack(void *arg)
{
	job *j = arg;
	uLongf n = compressBound(size), m = size;
	if (compress2(j->out, &n, j->in, size, 6) != Z_OK)
		return -1;
	if (uncompress(j->again, &m, j->out, n) != Z_OK || m != size)
		return -2;
	return memcmp(j->in, j->again, size) == 0 ? (int)n : -3;
}

static void work(void *arg)
{
	job j = {.seed = (int)(long)arg};
	j.in = malloc(size);
	j.out = malloc(compressBound(size));
	j.again = malloc(size);
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < size; i++)
			j.in[i] = (Bytef)((i * j.seed + round) % 97 + i / 1000);
		int n = round % 2 == 0 ? gort_ccall(pack, &j) : pack(&j);
		if (n <= 0 || n >= size / 2)
			printf("pack: %d\n", n);
	}
	free(j.in);
	free(j.out);
	free(j.again);
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, 8);
	for (long i = 1; i <= 8; i++)
		gort_go(work, (void *)i);
	gort_wgwait(&wg);
	printf("packed with %s\n", zlibVersion()[0] == '1' ? "zlib 1" : "another zlib");
	return 0;
}
