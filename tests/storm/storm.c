// Runs a program under a storm of signals: SIGURG and SIGPROF in turn, RATE a second in all, each
// to a thread picked at random.
// Usage: storm RATE PROGRAM [ARG…]. The program keeps the process id of the caller's child, its
// descriptors and its exit status; the signals come from a process that nobody waits for and that
// ends with it. With GORT_STORM_LOG=FILE it adds a line there: signals, milliseconds, program.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAXTHREADS = 4096, BURST = 256 };

static int64_t now(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static uint64_t rnd(void)
{
	static uint64_t x = 0x9e3779b97f4a7c15;
	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

static int threads(DIR *dir, pid_t *tids)
{
	int n = 0;
	rewinddir(dir);
	for (struct dirent *d; n < MAXTHREADS && (d = readdir(dir)) != NULL;)
		if (d->d_name[0] != '.')
			tids[n++] = atoi(d->d_name);
	return n;
}

static void blow(pid_t pid, int pidfd, int64_t rate, const char *name, int log)
{
	static pid_t tids[MAXTHREADS];
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	DIR *dir = opendir(path);
	if (dir == NULL)
		return;
	prctl(PR_SET_TIMERSLACK, 1);
	setpriority(PRIO_PROCESS, 0, -10); // where we may: the rate should hold on a busy machine

	int64_t start = now(), listed = 0, sent = 0, owed = 0, last = start;
	int n = 0;
	for (;;) {
		struct pollfd p = {pidfd, POLLIN, 0};
		struct timespec tick = {0, 200000};
		if (ppoll(&p, 1, &tick, NULL) > 0)
			break;
		int64_t t = now();
		if (t - listed > 5000000) {
			n = threads(dir, tids);
			listed = t;
		}
		owed += (t - last) * rate;
		last = t;
		if (owed > BURST * INT64_C(1000000000))
			owed = BURST * INT64_C(1000000000);
		for (; n > 0 && owed >= 1000000000; owed -= 1000000000)
			if (syscall(SYS_tgkill, pid, tids[rnd() % (uint64_t)n],
			            sent % 2 == 0 ? SIGURG : SIGPROF) == 0)
				sent++;
	}
	if (log >= 0)
		dprintf(log, "%lld %lld %s\n", (long long)sent, (long long)((now() - start) / 1000000),
		        name);
}

int main(int argc, char **argv)
{
	int64_t rate = argc > 2 ? atoll(argv[1]) : 0;
	if (rate <= 0) {
		fprintf(stderr, "usage: storm RATE PROGRAM [ARG...]\n");
		return 2;
	}
	// Until the runtime has installed its handlers SIGPROF would kill.
	signal(SIGPROF, SIG_IGN);
	pid_t pid = getpid();
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0); // no other process can take its place
	pid_t child = pidfd < 0 ? -1 : fork();
	if (child < 0) {
		perror("storm");
		return 77;
	}
	if (child == 0) {
		if (fork() != 0)
			_exit(0);
		const char *file = getenv("GORT_STORM_LOG");
		int log = file == NULL ? -1 : open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		for (int fd = 0; fd < 1024; fd++) // the caller waits for the end of its pipes
			if (fd != pidfd && fd != log)
				close(fd);
		blow(pid, pidfd, rate, argv[2], log);
		_exit(0);
	}
	close(pidfd);
	waitpid(child, NULL, 0);
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
