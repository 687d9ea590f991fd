// As cost.go, by gort_ccall and gort_call.
#include <gort.h>
#include <stdio.h>

enum { n = 2000000 };

static int nothing(void *arg) { return 0; }
static void gonothing(void *arg) {}

static int back(void *arg)
{
	for (int i = 0; i < n; i++)
		gort_call(gonothing, NULL);
	return 0;
}

int main(void)
{
	int64_t start = gort_nanotime();
	for (int i = 0; i < n; i++)
		gort_ccall(nothing, NULL);
	int64_t call = gort_nanotime() - start;
	start = gort_nanotime();
	gort_ccall(back, NULL);
	printf("%f %f\n", (double)call / n, (double)(gort_nanotime() - start) / n);
	return 0;
}
