// The door for C in one page: goroutines, channels, select, timers, defer and recover.
#include <gort.h>

static gort_chan squares, quit;

static void worker(void *arg)
{
	int64_t n = (int64_t)arg, sq = n * n;
	gort_chansend(squares, &sq);
}

static void stop(void *arg) { gort_closechan(quit); }

static void rescue(void *arg)
{
	const char *text = gort_recover();
	if (text) {
		gort_print("recovered: ");
		gort_print(text);
		gort_print("\n");
	}
}

static void risky(void *arg)
{
	gort_defer(rescue, NULL);
	gort_panic("something went wrong");
}

int main(void)
{
	squares = gort_makechan(sizeof(int64_t), 0);
	quit = gort_makechan(0, 0);
	for (int64_t i = 1; i <= 10; i++)
		gort_go(worker, (void *)i);
	gort_AfterFunc(50000000, 0, stop, NULL);

	int64_t sum = 0, v;
	for (;;) {
		gort_case cases[] = {{.c = squares, .elem = &v}, {.c = quit}};
		if (gort_select(cases, 2, true) == 1)
			break;
		sum += v;
	}
	gort_print("sum of squares: ");
	gort_printint(sum);
	gort_print("\n");

	gort_call(risky, NULL);
	gort_print("done\n");
	return 0;
}
