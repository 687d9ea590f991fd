// golang/go#51654, #18236, #25471: a timer that is postponed again and again, an idle program, and
// a program that sleeps in short pieces: none keeps threads awake.
// procs: 2
// storm: 0
#include "regress.h"

typedef struct {
	int64 user[2], sys[2], misc[11], nvcsw, nivcsw, reserved[16];
} rusage; // with room for musl's
int getrusage(int who, rusage *u);

static void never(void *arg) {}

static int64 cpu(const rusage *u)
{
	return (u->user[0] + u->sys[0]) * SECOND + (u->user[1] + u->sys[1]) * 1000;
}

int main(void)
{
	rusage a, b;
	gort_Sleep(50 * MS);

	getrusage(0, &a);
	gort_Sleep(SECOND);
	getrusage(0, &b);
	CHECK(b.nvcsw - a.nvcsw <= 60, "an idle second: switches", b.nvcsw - a.nvcsw);
	CHECK(cpu(&b) - cpu(&a) < 50 * MS, "an idle second: ns", cpu(&b) - cpu(&a));

	gort_timer *t = gort_AfterFunc(50 * MS, 0, never, nil);
	getrusage(0, &a);
	int64 start = nanotime();
	for (int i = 0; i < 100; i++) {
		gort_timerReset(t, 50 * MS);
		gort_Sleep(10 * MS);
	}
	getrusage(0, &b);
	CHECK(cpu(&b) - cpu(&a) < (nanotime() - start) / 8, "postponed: ns", cpu(&b) - cpu(&a));
	CHECK(b.nvcsw - a.nvcsw <= 100 * 12, "a hundred sleeps: switches", b.nvcsw - a.nvcsw);
	return (int)failed;
}
