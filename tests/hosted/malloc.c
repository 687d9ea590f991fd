// An LD_PRELOADed malloc (malloclib.c) serves the program, the library and the threads that the
// runtime makes, on goroutines and in calls back.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gort.h"

static gort_waitgroup wg;

static int allocate(void *arg)
{
	for (int i = 1; i < 100; i++) {
		char *p = malloc((size_t)i * 17);
		if (p == NULL || p[-1] != 'm')
			printf("not the preloaded malloc\n");
		memset(p, 1, (size_t)i * 17);
		gort_Sleep(0);
		free(p);
	}
	return 0;
}

static void work(void *arg)
{
	if ((long)arg % 2 == 0)
		gort_ccall(allocate, NULL);
	else
		allocate(NULL);
	gort_wgdone(&wg);
}

int main(void)
{
	gort_wgadd(&wg, 20);
	for (long i = 0; i < 20; i++)
		gort_go(work, (void *)i);
	gort_wgwait(&wg);
	printf("done\n");
	return 0;
}
