// Many goroutines: `many park N` parks N at once on a channel, then lets them go; `many churn N` starts N that end at once.
#include <gort.h>

static gort_chan gate;
static gort_waitgroup wg;

static void parked(void *arg)
{
	gort_chanrecv(gate, NULL);
	gort_wgdone(&wg);
}

static void shortlived(void *arg) { gort_wgdone(&wg); }

static long number(const char *s)
{
	long n = 0;
	while (*s >= '0' && *s <= '9')
		n = 10 * n + (*s++ - '0');
	return n;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	long n = number(argv[2]);
	if (argv[1][0] == 'p') {
		gate = gort_makechan(0, 0);
		gort_wgadd(&wg, (int)n);
		for (long i = 0; i < n; i++)
			gort_go(parked, NULL);
		while (gort_NumGoroutine() < n)
			gort_Gosched();
		gort_closechan(gate);
		gort_wgwait(&wg);
		return 0;
	}
	// At most a thousand at a time.
	for (long done = 0; done < n; done += 1000) {
		gort_wgadd(&wg, 1000);
		for (int i = 0; i < 1000; i++)
			gort_go(shortlived, NULL);
		gort_wgwait(&wg);
	}
	return 0;
}
