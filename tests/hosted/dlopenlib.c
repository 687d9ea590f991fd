// Made without stack checks, as any library.
#include "gort.h"

static gort_chan c;

static void sender(void *arg)
{
	for (int i = 1; i <= 10; i++)
		gort_chansend(c, &i);
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
