// Goroutines that wait for each other in all ways that C has. With an argument the program traces
// itself into that file.
#include <gort.h>
#include <fcntl.h>
#include <unistd.h>

static gort_chan values;
static gort_mutex mutex;
static gort_waitgroup wg;

static void receiver(void *arg)
{
	int64_t v;
	while (gort_chanrecv(values, &v))
		;
	gort_wgdone(&wg);
}

static void locker(void *arg)
{
	gort_lock(&mutex);
	gort_unlock(&mutex);
	gort_wgdone(&wg);
}

static void blocker(void *arg)
{
	char b;
	gort_entersyscall();
	read((int)(intptr_t)arg, &b, 1);
	gort_exitsyscall();
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	int fd = -1, p[2];
	if (argc > 1) {
		fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
		if (fd < 0 || gort_trace_stop() != -22 || gort_trace_start(fd) != 0 ||
		    gort_trace_start(fd) != -16)
			return 1;
	}
	if (pipe(p) != 0)
		return 1;
	values = gort_makechan(sizeof(int64_t), 0);
	gort_wgadd(&wg, 3);
	gort_go(receiver, 0);
	gort_go(blocker, (void *)(intptr_t)p[0]);
	gort_lock(&mutex);
	gort_go(locker, 0);
	for (int64_t i = 0; i < 100; i++)
		gort_chansend(values, &i);
	gort_Sleep(1000000);
	gort_unlock(&mutex);
	gort_closechan(values);
	if (write(p[1], "x", 1) != 1)
		return 1;
	gort_wgwait(&wg);
	if (fd >= 0 && (gort_trace_stop() != 0 || gort_trace_stop() != -22 || close(fd) != 0))
		return 2;
	return 0;
}
