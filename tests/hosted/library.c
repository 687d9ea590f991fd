// A library of goroutines, which hosts in C, C++ and Python load.
#include <gort.h>

typedef struct job {
	gort_chan   out;
	int64_t     from, to;
	int64_t   (*fn)(int64_t);
} job;

static int apply(void *arg)
{
	job *j = arg;
	j->from = j->fn(j->from);
	return 0;
}

static void work(void *arg)
{
	job *j = arg;
	int64_t sum = 0;
	for (int64_t i = j->from; i < j->to; i++)
		sum += i;
	if (j->fn != NULL) { // the host's: on the thread's stack
		j->from = sum;
		gort_ccall(apply, j);
		sum = j->from;
	}
	gort_chansend(j->out, &sum);
}

typedef struct request {
	int64_t   n, sum;
	int64_t (*fn)(int64_t);
} request;

static void add(void *arg)
{
	request *r = arg;
	gort_chan out = gort_makechan(sizeof(int64_t), 0);
	for (int i = 0; i < 10; i++) {
		job *j = gort_new(sizeof *j);
		*j = (job){out, r->n * i / 10, r->n * (i + 1) / 10, r->fn};
		gort_go(work, j);
	}
	for (int i = 0; i < 10; i++) {
		int64_t part;
		gort_chanrecv(out, &part);
		r->sum += part;
	}
}

// The sum of 0 to n-1, by ten goroutines; fn is applied to the tenths, if it is not NULL.
int64_t total(int64_t n, int64_t (*fn)(int64_t))
{
	request r = {n, 0, fn};
	gort_call(add, &r); // the collector does not see the host's stack
	return r.sum;
}

static void crash(void *arg) { *(volatile int *)arg = 1; }

// A fault on a goroutine, which nobody recovers.
void fault(void) { gort_call(crash, NULL); }
