// Made without stack checks, as any library, and bound to the program's functions by their first
// calls.
#include <pthread.h>
#include <string.h>
#include "gort.h"

static gort_chan c;

static int large(int n)
{
	char room[100000];
	memset(room, n, sizeof room);
	__asm__ volatile("" : : "r"(room) : "memory");
	return room[n * 1000];
}

static void sender(void *arg)
{
	for (int i = 1; i <= 10; i++) {
		int n = large(i);
		gort_chansend(c, &n);
	}
}

__attribute__((constructor)) static void start(void)
{
	c = gort_makechan(sizeof(int), 0);
	gort_go(sender, NULL);
}

gort_chan started(void) { return c; }

int sum(gort_chan from, int n)
{
	int s = 0, v;
	while (n-- > 0 && gort_chanrecv(from, &v))
		s += v;
	return s;
}

// For gort_call, gort_defer and gort_AfterFunc.
void add(void *arg)
{
	int *n = arg;
	__atomic_add_fetch(n, large(1), __ATOMIC_SEQ_CST);
}

static void *thread(void *arg)
{
	gort_call(add, arg);
	return NULL;
}

void addonthread(void *arg)
{
	pthread_t t;
	if (pthread_create(&t, NULL, thread, arg) == 0)
		pthread_join(t, NULL);
}
