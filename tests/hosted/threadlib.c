// A library that knows nothing of goroutines: its threads call the function that it was given.
#include <pthread.h>
#include <stdlib.h>

typedef struct job {
	pthread_t thread;
	int number, calls, wrong;
	int (*back)(void *, int, int);
	void *arg;
} job;

static void *work(void *p)
{
	job *j = p;
	for (int i = 0; i < j->calls; i++)
		if (j->back(j->arg, j->number, i) != i + 1)
			j->wrong++;
	return NULL;
}

int run(int threads, int calls, int (*back)(void *, int, int), void *arg)
{
	job *jobs = calloc(threads, sizeof *jobs);
	int wrong = 0;
	for (int i = 0; i < threads; i++) {
		jobs[i] = (job){.number = i, .calls = calls, .back = back, .arg = arg};
		if (pthread_create(&jobs[i].thread, NULL, work, &jobs[i]) != 0)
			return -1;
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(jobs[i].thread, NULL);
		wrong += jobs[i].wrong;
	}
	free(jobs);
	return wrong;
}
