// The collector reads the list of spans while a thread in a system call adds to it, for the
// segments of its goroutine's stack.
// procs: 1 2 8
// runs: 4
#include <gort.h>
#include <stdlib.h>
#include <time.h>

static volatile int go;
static volatile int done;
enum { T = 200 };
gort_chan chans[9000];
static int live;

static int deep(int n)
{
	volatile char buf[2000];
	buf[0] = (char)n;
	if (n == 0)
		return buf[0];
	if (n % 16 == 0) {
		struct timespec ts = {0, 1000000 + rand() % 3000000};
		nanosleep(&ts, NULL);
	}
	return deep(n - 1) + buf[0];
}

static void worker(void *arg)
{
	gort_entersyscall();
	while (!go) {
		struct timespec ts = {0, 1000000};
		nanosleep(&ts, NULL);
	}
	deep(200);
	gort_exitsyscall();
	__atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST);
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 7600;
	for (int i = 0; i < T; i++)
		gort_go(worker, NULL);
	for (live = 0; live < n; live++)
		chans[live] = gort_makechan(1, 8000); // one span each, no pointers
	gort_Sleep(200000000);
	go = 1;
	long k = 0;
	while (__atomic_load_n(&done, __ATOMIC_SEQ_CST) < T) {
		chans[8999] = gort_makechan(1, 8000);
		k++;
	}
	gort_print("ok ");
	gort_printint(k);
	gort_print("\n");
	return 0;
}
