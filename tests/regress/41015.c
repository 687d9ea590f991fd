// golang/go#41015: a goroutine that makes one short system call after another is preempted when its
// time slice is over.
// procs: 1
#include "regress.h"

static bool over;
static uint64 calls;

static void caller(void *arg)
{
	while (!RELAXED(over)) {
		gort_entersyscall();
		getpid();
		gort_exitsyscall();
		RELAXED_SET(calls, calls + 1);
	}
}

int main(void)
{
	gort_go(caller, nil);
	for (int i = 0; i < 10; i++)
		gort_Gosched(); // hangs if it never gives way
	CHECK(RELAXED(calls) > 0, "no calls");
	RELAXED_SET(over, true);
	return (int)failed;
}
