// golang/go#38931, #22227: threads that the runtime makes while a goroutine is locked to its thread
// do not inherit what the goroutine has changed there.
// procs: 2
#include "regress.h"

int prctl(int op, unsigned long a, unsigned long b, unsigned long c, unsigned long d);

static gort_waitgroup wg;
static uint32 bad, inside;

static void enter(void *arg)
{
	gort_entersyscall();
	char name[16];
	prctl(16, (unsigned long)name, 0, 0, 0); // PR_GET_NAME
	if (name[0] == 'o' && name[1] == 'd' && name[2] == 'd')
		atomic_Xadd(&bad, 1);
	atomic_Xadd(&inside, 1);
	usleep(100000);
	gort_exitsyscall();
	gort_wgdone(&wg);
}

int main(void)
{
	gort_LockOSThread();
	prctl(15, (unsigned long)"odd", 0, 0, 0); // PR_SET_NAME
	gort_wgadd(&wg, 20);
	for (int i = 0; i < 20; i++)
		gort_go(enter, nil);
	gort_wgwait(&wg);
	CHECK(bad == 0 && inside == 20, "threads named as the locked one:", bad);
	return (int)failed;
}
