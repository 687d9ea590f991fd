// A library that the program loads at run time (dlopenlib.c) finds the functions of gort.h in the
// program; its constructor starts a goroutine. Its functions have no stack checks: as a goroutine's
// first function, in a gort_call, as deferred and as timer's functions they get stack for that.
#include <dlfcn.h>
#include <stdio.h>
#include "gort.h"

typedef struct loaded {
	const char *path;
	void (*add)(void *);
	gort_chan c;
	int sum;
	int added; // atomic
} loaded;

static int load(void *arg)
{
	loaded *l = arg;
	void *lib = dlopen(l->path, RTLD_LAZY);
	if (lib == NULL) {
		printf("%s\n", dlerror());
		return 1;
	}
	gort_chan (*started)(void) = (gort_chan(*)(void))dlsym(lib, "started");
	int (*sum)(gort_chan, int) = (int (*)(gort_chan, int))dlsym(lib, "sum");
	l->c = started();
	l->sum = sum(l->c, 10);
	void (*onthread)(void *) = (void (*)(void *))dlsym(lib, "addonthread");
	onthread(&l->added);
	l->add = (void (*)(void *))dlsym(lib, "add");
	return 0;
}

static void panics(void *arg)
{
	loaded *l = arg;
	gort_defer(l->add, &l->added);
	gort_panic("the deferred call returns");
}

static void recovers(void *arg)
{
	if (gort_recover() == NULL)
		printf("nothing to recover\n");
}

static void calls(void *arg)
{
	gort_defer(recovers, NULL);
	gort_call(panics, arg);
}

int main(int argc, char **argv)
{
	loaded l = {.path = argv[1]};
	if (gort_ccall(load, &l) != 0)
		return 1;
	for (int i = 0; i < 100; i++)
		gort_go(l.add, &l.added);
	gort_call(l.add, &l.added);
	gort_call(calls, &l);
	gort_AfterFunc(1, 0, l.add, &l.added);
	while (__atomic_load_n(&l.added, __ATOMIC_SEQ_CST) < 104 || gort_NumGoroutine() > 1)
		gort_Sleep(10 * 1000);
	printf("sum %d, %d added\n", l.sum, l.added);
	return 0;
}
