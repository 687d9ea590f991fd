// A library that the program loads at run time (dlopenlib.c) finds the functions of gort.h in the
// program; its constructor starts a goroutine.
#include <dlfcn.h>
#include <stdio.h>
#include "gort.h"

typedef struct loaded {
	const char *path;
	gort_chan c;
	int sum;
} loaded;

static int load(void *arg)
{
	loaded *l = arg;
	void *lib = dlopen(l->path, RTLD_NOW);
	if (lib == NULL) {
		printf("%s\n", dlerror());
		return 1;
	}
	gort_chan (*started)(void) = (gort_chan(*)(void))dlsym(lib, "started");
	int (*sum)(gort_chan, int) = (int (*)(gort_chan, int))dlsym(lib, "sum");
	l->c = started();
	l->sum = sum(l->c, 10);
	while (gort_NumGoroutine() > 1) // the last one runs code of the library
		gort_Sleep(10 * 1000);
	return dlclose(lib);
}

int main(int argc, char **argv)
{
	loaded l = {.path = argv[1]};
	if (gort_ccall(load, &l) != 0)
		return 1;
	printf("sum %d\n", l.sum);
	return 0;
}
