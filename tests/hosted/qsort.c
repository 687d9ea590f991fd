// A C function that takes a callback: qsort calls a comparison that sends on channels and waits for
// answers, on a goroutine's own stack and by gort_ccall, from several goroutines at once.
#include <stdio.h>
#include <stdlib.h>
#include "gort.h"

enum { sorters = 8, length = 500 };

typedef struct question {
	int a, b;
	gort_chan answer;
} question;

static gort_chan questions;
static gort_waitgroup wg;

static void answerer(void *arg)
{
	question *q;
	while (gort_chanrecv(questions, &q))
		gort_chansend(q->answer, &(int){q->a - q->b});
}

typedef struct asked {
	question *q;
	int answer;
} asked;

static void ask(void *arg)
{
	asked *a = arg;
	gort_chansend(questions, &a->q);
	gort_chanrecv(a->q->answer, &a->answer);
}

static int compare(const void *x, const void *y, void *arg)
{
	question *q = arg;
	q->a = *(const int *)x;
	q->b = *(const int *)y;
	asked a = {.q = q};
	gort_call(ask, &a);
	return a.answer;
}

typedef struct job {
	int v[length];
	question *q;
} job;

extern void qsort_r(void *, size_t, size_t, int (*)(const void *, const void *, void *), void *);

static int sort(void *arg)
{
	job *j = arg;
	qsort_r(j->v, length, sizeof j->v[0], compare, j->q);
	return length;
}

static void sorter(void *arg)
{
	long n = (long)arg;
	job *j = gort_new(sizeof *j);
	j->q = gort_new(sizeof *j->q);
	j->q->answer = gort_makechan(sizeof(int), 0);
	unsigned r = (unsigned)n;
	for (int i = 0; i < length; i++)
		j->v[i] = (int)((r = r * 1103515245 + 12345) >> 16) % 1000;
	int done = n % 2 == 0 ? gort_ccall(sort, j) : sort(j);
	for (int i = 1; i < length; i++)
		if (j->v[i - 1] > j->v[i])
			printf("not sorted: %ld, %d\n", n, i);
	if (done != length)
		printf("result %d\n", done);
	gort_wgdone(&wg);
}

int main(void)
{
	questions = gort_makechan(sizeof(question *), 0);
	for (int i = 0; i < 3; i++)
		gort_go(answerer, NULL);
	gort_wgadd(&wg, sorters);
	for (long i = 0; i < sorters; i++)
		gort_go(sorter, (void *)i);
	gort_wgwait(&wg);
	gort_closechan(questions);
	printf("sorted %d\n", sorters);
	return 0;
}
