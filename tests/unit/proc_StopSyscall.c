// A stop of the world does not wait for the end of a system call that began while the world was
// being stopped.
#include "runtime.h"
#include <gort.h>

#define SECOND (1000 * 1000 * 1000)

static uint32 step;

static void caller(void *arg)
{
	procPin(); // or the stop would be over before the call
	atomic_Store(&step, 1);
	while (atomic_Load(&sched.gcwaiting) == 0)
		usleep(100);
	usleep(20 * 1000); // the stopper has looked at all Ps
	procUnpin();
	gort_entersyscall();
	for (int64 t = nanotime(); atomic_Load(&step) != 2 && nanotime() - t < 10 * (int64)SECOND;)
		usleep(100);
	gort_exitsyscall();
	atomic_Store(&step, 3);
}

int main(void)
{
	for (int i = 0; i < 10 && gomaxprocs > 1; i++) {
		atomic_Store(&step, 0);
		gort_go(caller, nil);
		while (atomic_Load(&step) != 1)
			gort_Gosched();
		int64 t = nanotime();
		stopTheWorld(STR("test"));
		t = nanotime() - t;
		atomic_Store(&step, 2);
		startTheWorld();
		if (t > 5 * (int64)SECOND) {
			println("the stop took", t, "ns");
			return 1;
		}
		while (atomic_Load(&step) != 3)
			gort_Gosched();
	}
	return 0;
}
