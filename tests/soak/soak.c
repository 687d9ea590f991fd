// Timers, system calls, channels, pipes, changes of GOMAXPROCS and goroutines that lock themselves
// to threads and end with them, all at once and for long: nobody stands still, and the number of
// threads stays bounded. Usage: soak [SECONDS]
#include "runtime.h"
#include <gort.h>

enum {
	RING = 20, TOKENS = 5, BLOCKED = 8, LOCKED = 6, MAXPROCS = 8,
	// The Ms that may be in a system call or locked, one for each P, and sysmon, the template
	// thread, a spinning M and those that are about to end.
	MAXTHREADS = BLOCKED + LOCKED + MAXPROCS + 16,
	PATIENCE = 60, // seconds without progress, on a very busy machine
};

#define MS ((int64)1000 * 1000)
#define SECOND (1000 * MS)

typedef struct worker {
	const char *name;
	void (*step)(struct worker *w);
	uint64 seed;
	uint64 steps; // atomic
	intgo  id;
} worker;

static gort_waitgroup all, locked;
static gort_chan ring[RING];
static gort_fd *rd, *wr;
static uint32 stop; // atomic
static uint64 fired;

int socketpair(int domain, int type, int protocol, int *fds); // musl's
long syscall(long number, ...);

static int64 below(worker *w, int64 n)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (int64)((w->seed >> 33) % (uint64)n);
}

static void sleeps(worker *w) { gort_Sleep(below(w, 3 * MS)); }

static void fire(void *arg) { atomic_Xadd64(&fired, 1); }

static void timers_(worker *w)
{
	gort_timer *t = gort_AfterFunc(below(w, MS), below(w, 4) == 0 ? MS / 4 : 0, fire, nil);
	for (int i = 0; i < 5; i++) {
		gort_timerReset(t, below(w, 2 * MS));
		gort_Sleep(below(w, MS));
	}
	gort_timerStop(t);
}

static void calls(worker *w)
{
	gort_entersyscall();
	usleep((uint32)below(w, below(w, 10) == 0 ? 30000 : 50));
	gort_exitsyscall();
}

static void shortcalls(worker *w)
{
	for (int i = 0; i < 100; i++) {
		gort_entersyscall();
		getpid();
		gort_exitsyscall();
	}
}

static void passes(worker *w)
{
	int64 token;
	if (gort_chanrecv(ring[w->id], &token))
		gort_chansend(ring[(w->id + 1) % RING], &token);
}

static void lockedone(void *arg)
{
	worker *w = arg;
	gort_LockOSThread();
	switch (below(w, 3)) {
	case 0:
		gort_Sleep(below(w, MS));
		break;
	case 1:
		gort_Gosched();
		break;
	}
	if (below(w, 2) == 0)
		gort_UnlockOSThread(); // else the thread ends with us
	gort_wgdone(&locked);
}

static void locks(worker *w)
{
	gort_wgadd(&locked, 1);
	gort_go(lockedone, w);
	gort_wgwait(&locked);
}

static void resizes(worker *w)
{
	gort_GOMAXPROCS(1 + (int)below(w, MAXPROCS));
	gort_Sleep(below(w, 5 * MS));
}

static void computes(worker *w)
{
	for (int64 until = nanotime() + below(w, 15 * MS); nanotime() < until;)
		;
	gort_Sleep(below(w, 10 * MS));
}

static uint32 writing = 1;

static void writes(worker *w)
{
	uint64 v = w->steps;
	gort_write(wr, &v, sizeof v);
	if (below(w, 50) == 0)
		gort_Sleep(below(w, 2 * MS));
}

static void reads(worker *w)
{
	uint64 v = 0, got = 0;
	while (got < sizeof v) {
		gort_setdeadline(rd, below(w, 3 * MS) + 1, 'r');
		int64 r = gort_read(rd, (byte *)&v + got, sizeof v - got);
		if (r > 0)
			got += (uint64)r;
		else if (atomic_Load(&writing) == 0)
			return;
	}
	if (v != w->steps) {
		println("soak: read", v, "not", w->steps);
		exit(1);
	}
}

static const struct {
	const char *name;
	void (*step)(worker *);
	int n;
} kinds[] = {
	{"sleep", sleeps, 10},
	{"timers", timers_, 6},
	{"system call", calls, BLOCKED},
	{"short calls", shortcalls, 3},
	{"ring", passes, RING},
	{"lock", locks, 1},
	{"GOMAXPROCS", resizes, 1},
	{"compute", computes, 2},
	{"write", writes, 1},
	{"read", reads, 1},
};

static void work(void *arg)
{
	worker *w = arg;
	// The reader goes on while the writer may be waiting for room.
	while (atomic_Load(&stop) == 0 || (w->step == reads && atomic_Load(&writing) != 0)) {
		w->step(w);
		atomic_Xadd64(&w->steps, 1);
		if (w->step == shortcalls)
			gort_Gosched();
	}
	if (w->step == writes) {
		atomic_Store(&writing, 0);
		gort_fdclose(wr);
	}
	gort_wgdone(&all);
}

static intgo threads(void)
{
	static byte buf[16384]; // getdents64
	intgo n = 0;
	int32 fd = open((const byte *)"/proc/self/task", _O_RDONLY | 0200000, 0);
	long r;
	while ((r = syscall(217, fd, buf, sizeof buf)) > 0)
		for (long at = 0; at < r; at += *(uint16 *)(buf + at + 16))
			n += buf[at + 19] != '.';
	closefd(fd);
	return n;
}

int main(int argc, char **argv)
{
	int64 seconds = argc > 1 ? 0 : 5;
	for (const char *s = argc > 1 ? argv[1] : ""; *s != 0; s++)
		seconds = 10 * seconds + (*s - '0');
	for (int i = 0; i < RING; i++)
		ring[i] = gort_makechan(sizeof(int64), 1);
	int fds[2], err = 0;
	if (socketpair(1, 1, 0, fds) != 0)
		return 1;
	rd = gort_fdopen(fds[0], &err);
	wr = gort_fdopen(fds[1], &err);

	static worker workers[64];
	static uint64 seen[64];
	static int64 since[64];
	int n = 0;
	for (uintptr k = 0; k < nelem(kinds); k++)
		for (int i = 0; i < kinds[k].n; i++, n++)
			workers[n] = (worker){kinds[k].name, kinds[k].step, (uint64)n * 977 + 1, 0, i};
	gort_wgadd(&all, n);
	int64 start = nanotime(), now = start;
	for (int i = 0; i < n; i++) {
		since[i] = now;
		gort_go(work, &workers[i]);
	}
	for (int64 i = 0; i < TOKENS; i++)
		gort_chansend(ring[i * 4], &i);

	intgo most = 0;
	while (now < start + seconds * SECOND) {
		gort_Sleep(100 * MS);
		now = nanotime();
		intgo t = threads();
		most = t > most ? t : most;
		if (t > MAXTHREADS) {
			println("soak: threads", t);
			return 1;
		}
		for (int i = 0; i < n; i++) {
			uint64 steps = atomic_Load64(&workers[i].steps);
			if (steps != seen[i])
				since[i] = now;
			seen[i] = steps;
			if (now - since[i] > PATIENCE * SECOND) {
				println("soak:", workers[i].name, workers[i].id, "stands still after", steps,
				        "steps");
				throw("stuck"); // shows everybody
			}
		}
	}
	atomic_Store(&stop, 1);
	// The ring's workers may be waiting for a token.
	for (int i = 0; i < RING; i++) {
		int64 token = -1;
		gort_trysend(ring[i], &token);
	}
	for (int64 until = nanotime() + PATIENCE * SECOND;
	     gort_NumGoroutine() > 1 && nanotime() < until;) {
		for (int i = 0; i < RING; i++) {
			int64 token = -1;
			gort_tryrecv(ring[i], nil, nil);
			gort_trysend(ring[i], &token);
		}
		gort_Sleep(MS);
	}
	gort_wgwait(&all);
	print("soak: ", seconds, " s, at most ", most, " threads, ", fired, " timers fired; steps:");
	for (int i = 0; i < n; i++)
		if (workers[i].id == 0)
			print(" ", workers[i].name, " ", workers[i].steps);
	print("\n");
	if (gort_NumGoroutine() != 1) {
		println("soak: goroutines left", gort_NumGoroutine());
		return 1;
	}
	return 0;
}
