// A traceback shows the stacks of goroutines in a system call, also of those that went on to
// another segment during it.
// procs: 1 2
// env: GOTRACEBACK=all
// exit: 2
// storm: 0
// stderr: worker\([^()]*\)
// never: unexpected return pc
#include <gort.h>
#include <time.h>
#include <string.h>
static int deep(int n)
{
	char buf[1000];
	memset(buf, n, sizeof buf);
	if (n == 0) {
		struct timespec ts = {3, 0};
		nanosleep(&ts, NULL);
	} else
		deep(n - 1);
	return buf[3];
}
static void worker(void *arg)
{
	gort_entersyscall();
	deep((int)(long)arg);
	gort_exitsyscall();
}
int main(void)
{
	gort_go(worker, (void *)0);
	gort_go(worker, (void *)40);
	gort_Sleep(500000000);
	gort_panic("now");
}
