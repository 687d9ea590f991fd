// An object survives if a goroutine in a system call has the only pointer to it in rbp, though
// during the call other goroutines use the only processor, and collect.
// procs: 1 2 8
#include <gort.h>
extern uint64_t hold(void *);
static gort_chan done;
static int stop;
static uint64_t *volatile last;

__attribute__((noinline)) static uint64_t *make(void)
{
	uint64_t *p = gort_new(48);
	p[0] = 0x1234;
	return p;
}

static void holder(void *arg)
{
	int64_t lost = 0;
	for (int i = 0; i < 20; i++)
		lost += hold(make()) != 0x1234;
	gort_chansend(done, &lost);
}

static void collector(void *arg)
{
	while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
		for (int i = 0; i < 1000; i++) { // fills what is freed
			uint64_t *p = gort_new(48);
			p[0] = 0xbad;
			last = p;
		}
	}
	int64_t x = 0;
	gort_chansend(done, &x);
}

int main(int argc, char **argv)
{
	done = gort_makechan(8, 0);
	for (int i = 0; i < 10; i++)
		gort_go(holder, NULL);
	gort_go(collector, NULL);
	int64_t lost = 0, x;
	for (int i = 0; i < 10; i++) {
		gort_chanrecv(done, &x);
		lost += x;
	}
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	gort_chanrecv(done, &x);
	gort_print("objects lost, of 200: ");
	gort_printint(lost);
	gort_print("\n");
	return lost != 0;
}
