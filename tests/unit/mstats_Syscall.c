// What ReadMemStats tells adds up, also while threads in system calls take and give back memory for
// the stacks of their goroutines.
#include "runtime.h"
#include <gort.h>

enum { GOROUTINES = 4, READINGS = 20000 };

static uint32 stop, ended;

static noinline int deep(int n)
{
	volatile byte frame[3000];
	frame[n] = 1;
	return n == 0 ? 0 : deep(n - 1) + frame[n];
}

static void grower(void *unused)
{
	while (atomic_Load(&stop) == 0) {
		gort_entersyscall();
		for (int i = 0; i < 20; i++)
			deep(200);
		gort_exitsyscall();
		gort_Gosched();
	}
	atomic_Xadd(&ended, 1);
}

static void must(const char *what, uint64 got, uint64 want)
{
	if (got == want)
		return;
	print("test: ", what, " is ", got, ", not ", want, "\n");
	throw("test: failed");
}

int main(void)
{
	for (int i = 0; i < GOROUTINES; i++)
		gort_go(grower, nil);
	static MemStats m;
	for (int i = 0; i < READINGS; i++) {
		ReadMemStats(&m);
		must("Sys", m.Sys, m.HeapSys + m.StackSys + m.MSpanSys + m.MCacheSys + m.BuckHashSys +
		                        m.GCSys + m.OtherSys);
		must("HeapSys", m.HeapSys, m.HeapIdle + m.HeapInuse);
		must("HeapReleased > HeapIdle", m.HeapReleased > m.HeapIdle, false);
	}
	atomic_Store(&stop, 1);
	while (atomic_Load(&ended) < GOROUTINES)
		gort_Gosched();
	return 0;
}
