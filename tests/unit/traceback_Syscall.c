// With the world stopped the stacks of all goroutines can be shown, also of those in system calls
// whose threads enter and leave stack segments all the while, or come back and wait for a P: each
// listing has all of them, each with its own function, and no stack is found damaged.
#include "runtime.h"
#include <gort.h>
#include <string.h>

enum { WORKERS = 8, ROUNDS = 300 };

static uint32 stop;
static gort_chan done;
static byte text[1 << 17];

static noinline int deeper(int n)
{
	volatile char frame[300];
	frame[n] = 1;
	if (n > 0)
		frame[n] += (char)deeper(n - 1);
	return frame[n];
}

static noinline void syscallworker(void *arg)
{
	int64_t n = 0;
	// mo: relaxed; looked at again and again.
	while (RELAXED(stop) == 0) {
		gort_entersyscall();
		for (int i = 0; i < 50; i++)
			n += deeper(i + 10 * (int)(uintptr)arg);
		gort_exitsyscall();
	}
	gort_chansend(done, &n);
}

// On g0, world stopped.
static void listing(void *len)
{
	g *g0 = getg();
	g0->m->traceback = 1;
	g0->writebuf = (__typeof__(g0->writebuf)){text, 0, sizeof text - 1};
	tracebackothers(g0->m->curg);
	*(intgo *)len = g0->writebuf.len;
	g0->writebuf = (__typeof__(g0->writebuf)){0};
	g0->m->traceback = 0;
}

int main(void)
{
	done = gort_makechan(sizeof(int64_t), WORKERS);
	for (uintptr i = 0; i < WORKERS; i++)
		gort_go(syscallworker, (void *)i);
	int insyscall = 0;
	for (int round = 0; round < ROUNDS; round++) {
		gort_Sleep(500000);
		intgo len = 0;
		stopTheWorld(STR("test"));
		systemstack(listing, &len);
		startTheWorld();
		text[len] = 0;
		int n = 0;
		for (char *s = (char *)text; (s = strstr(s, "syscallworker(")) != NULL; s++)
			n++;
		for (char *s = (char *)text; (s = strstr(s, " [syscall")) != NULL; s++)
			insyscall++;
		if (n != WORKERS || strstr((char *)text, "unexpected return pc") != NULL) {
			gort_print((char *)text);
			throw("test: the listing is wrong");
		}
	}
	if (insyscall == 0)
		throw("test: no goroutine was in a system call");
	// mo: relaxed; see above.
	RELAXED_SET(stop, 1);
	int64_t n;
	for (int i = 0; i < WORKERS; i++)
		gort_chanrecv(done, &n);
	return 0;
}
