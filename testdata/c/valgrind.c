// Goroutines, channels, select, timers and stack growth, for a run under memcheck.
#include <gort.h>

static gort_chan results;

static int64_t deep(int64_t n)
{
	volatile int64_t here[16] = {n};
	return n == 0 ? 0 : here[0] - here[0] + 1 + deep(n - 1);
}

static void work(void *arg)
{
	int64_t v = deep((int64_t)arg * 50);
	gort_Sleep(1000000);
	gort_chansend(results, &v);
}

int main(void)
{
	results = gort_makechan(sizeof(int64_t), 3);
	int64_t sum = 0, want = 0;
	for (int64_t i = 0; i < 40; i++) {
		gort_go(work, (void *)i);
		want += i * 50;
	}
	gort_chan late = gort_After(INT64_C(600000000000));
	for (int i = 0; i < 40; i++) {
		int64_t v = 0;
		gort_case cases[] = {{.c = results, .elem = &v}, {.c = late}};
		gort_select(cases, 2, true);
		sum += v;
	}
	return sum != want;
}
