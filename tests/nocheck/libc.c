// See libc.py.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gort.h"

static int constructed;
static gort_waitgroup wg;

__attribute__((constructor)) static void construct(void) { constructed++; }

static void last(void) { printf("flushed"); } // no newline

static void first(void) { puts("atexit"); }

static void deferred(void *arg)
{
	printf("deferred %s\n", (const char *)arg);
	gort_recover();
}

static int compare(const void *a, const void *b)
{
	gort_Gosched(); // perhaps to another thread
	return *(const int *)a - *(const int *)b;
}

static void work(void *arg)
{
	int v[100];
	for (int i = 0; i < 100; i++)
		v[i] = i * 37 % 100;
	qsort(v, 100, sizeof v[0], compare);
	for (int i = 0; i < 100; i++)
		if (v[i] != i)
			printf("%d at %d\n", v[i], i);
	char text[100];
	snprintf(text, sizeof text, "%.3f %s", strtod("1.25", NULL), strerror(ENOENT));
	if (strcmp(text, "1.250 No such file or directory") != 0)
		puts(text);
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	if (strcmp(argv[1], "abort") == 0)
		abort();
	atexit(last);
	atexit(first);
	printf("constructed %d %s %s\n", constructed, argv[1], getenv("STATIC"));
	puts(strerror(ENOENT));
	printf("%f %d\n", 1.5, 7);
	gort_wgadd(&wg, 20);
	for (int i = 0; i < 20; i++)
		gort_go(work, NULL);
	gort_wgwait(&wg);
	puts("sorted");
	gort_defer(deferred, "by main");
	if (strcmp(argv[1], "panic") == 0)
		gort_panic("recovered");
	return 3;
}
