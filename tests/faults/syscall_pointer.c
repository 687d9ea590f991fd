// A pointer that a goroutine took over between gort_entersyscall and gort_exitsyscall is a root
// while it waits for a P.
// procs: 1 2 8
// runs: 10
#include <gort.h>
#include <string.h>
#include <time.h>

long *volatile shared;
volatile int bad, fin;

static void worker(void *arg)
{
	gort_entersyscall();
	while (shared == NULL) {
		struct timespec ts = {0, 100000};
		nanosleep(&ts, NULL);
	}
	long *p = shared;
	shared = NULL; // p is ours now
	gort_exitsyscall();
	for (int i = 0; i < 512; i++)
		if (p[i] != 12345)
			bad++;
	fin = 1;
}

static void fill(void)
{
	long *p = gort_new(4096);
	for (int i = 0; i < 512; i++)
		p[i] = 12345;
	shared = p;
}

static void deep(void (*f)(void), int n)
{
	char buf[1000];
	memset(buf, 0, sizeof buf);
	__asm__ volatile("" :: "r"(buf) : "memory");
	if (n > 0)
		deep(f, n - 1);
	else
		f();
}

int main(void)
{
	gort_go(worker, NULL);
	gort_Sleep(50000000);
	deep(fill, 5);
	deep((void (*)(void))gort_nanotime, 6);
	while (shared != NULL)
		;
	for (int i = 0; i < 3000; i++)
		memset(gort_new(4096), 0xff, 4096);
	while (!fin)
		gort_Gosched();
	return bad != 0;
}
