// golang/go#44343: short sleeps are never shorter than asked for, and their median stays in the
// order of the poller's millisecond.
// procs: 1 2
#include "regress.h"

enum { N = 200 };

int main(void)
{
	static const int64 asked[] = {10000, 50000, 100000};
	for (uintptr k = 0; k < nelem(asked); k++) {
		int64 took[N];
		for (int i = 0; i < N; i++) {
			int64 t = nanotime();
			gort_Sleep(asked[k]);
			t = nanotime() - t;
			CHECK(t >= asked[k], "early:", t);
			int j = i;
			for (; j > 0 && took[j - 1] > t; j--)
				took[j] = took[j - 1];
			took[j] = t;
		}
		println("asked for", asked[k] / 1000, "µs, got", took[N / 2] / 1000,
		        "µs, 90 %:", took[N * 9 / 10] / 1000, "µs");
		// sysmon finds a lost wake-up after 10 ms.
		CHECK(took[N / 2] < 9 * MS, "the median is a lost wake-up's");
	}
	return (int)failed;
}
