// Everything at once, for some seconds (argument, default 5), while GOMAXPROCS changes: channels,
// selects, timers, semaphores, mutexes, wired goroutines, threads that end, system calls, sleeps,
// pipes, stack growth and loops without calls. Nothing is lost, doubled, torn or left behind.
#include <gort.h>

enum {
	WORKERS = 64, // records for workers
	CHANS   = 5,
	PERMITS = 3,
	RING    = 16,
	TOKENS  = 9,
	TIMERS  = 8,
};
#define MICROSECOND INT64_C(1000)
#define MILLISECOND INT64_C(1000000)
#define SECOND      INT64_C(1000000000)

typedef struct worker {
	int            id;
	uint64_t       rnd;
	int64_t        n, sum;  // what it did; read when it has ended
	int64_t        fired;   // of its timers; atomic
	gort_waitgroup *group;
	void         (*fn)(struct worker *);
} worker;

static worker         workers[WORKERS];
static int            nworkers;
static gort_waitgroup others; // all but those that end by themselves when a channel is closed
static bool           stop;   // atomic
static int64_t        failures;

static gort_chan      chans[CHANS];
static gort_waitgroup producers, consumers;
static gort_chan      ring[RING], quit;
static gort_waitgroup nodes;
static gort_mutex     mu;
static int64_t        left, right; // under mu, equal when it is free
static uint32_t       permits = PERMITS;
static int64_t        inside;
static gort_chan      ping, pong;
static gort_fd       *readend, *writeend;
static int64_t        threads, spawned, changes, ticks;

static bool stopping(void) { return __atomic_load_n(&stop, __ATOMIC_SEQ_CST); }

static int64_t add(int64_t *p, int64_t d) { return __atomic_add_fetch(p, d, __ATOMIC_SEQ_CST); }

static void check(const char *what, int64_t got, int64_t want)
{
	if (got == want)
		return;
	if (add(&failures, 1) > 20)
		return;
	gort_print("proc_Mix: ");
	gort_print(what);
	gort_print(": got ");
	gort_printint(got);
	gort_print(", want ");
	gort_printint(want);
	gort_print("\n");
}

// A number below n.
static int64_t below(worker *w, int64_t n)
{
	w->rnd = w->rnd * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((w->rnd >> 33) % (uint64_t)n);
}

static void run(void *arg)
{
	worker *w = arg;
	w->fn(w);
	gort_wgdone(w->group);
}

static void start(void (*fn)(worker *), int count, gort_waitgroup *group)
{
	gort_wgadd(group, count);
	while (count-- > 0) {
		worker *w = &workers[nworkers];
		*w = (worker){.id = nworkers++, .fn = fn, .group = group};
		w->rnd = (uint64_t)w->id * UINT64_C(0x9e3779b97f4a7c15);
		gort_go(run, w);
	}
}

static int64_t total(void (*fn)(worker *), int64_t *sum)
{
	int64_t n = 0;
	*sum = 0;
	for (int i = 0; i < nworkers; i++)
		if (workers[i].fn == fn) {
			n += workers[i].n;
			*sum += workers[i].sum;
		}
	return n;
}

static long syscall3(long nr, long a, long b, long c)
{
	long r;
	__asm__ volatile("syscall"
	                 : "=a"(r)
	                 : "a"(nr), "D"(a), "S"(b), "d"(c)
	                 : "rcx", "r11", "memory");
	return r;
}

enum {
	sys_nanosleep = 35,
	sys_gettid = 186,
	sys_exit_group = 231,
	sys_pipe2 = 293,
	nonblockcloexec = 02004000,
};

// A system call that blocks the thread.
static void blocked(int64_t ns)
{
	int64_t ts[2] = {ns / SECOND, ns % SECOND};
	gort_entersyscall();
	syscall3(sys_nanosleep, (long)ts, 0, 0);
	gort_exitsyscall();
}

static void pause(worker *w)
{
	int64_t ns = below(w, 400) * MICROSECOND;
	switch (below(w, 16)) {
	case 0: {
		int64_t before = gort_nanotime();
		gort_Sleep(ns);
		check("Sleep was long enough", gort_nanotime() - before >= ns, true);
		break;
	}
	case 1:
		blocked(ns);
		break;
	case 2:
	case 3:
		gort_Gosched();
		break;
	}
}

// Channels: what is sent is what is received.

static void produce(worker *w)
{
	while (!stopping()) {
		int64_t v = below(w, 1 << 30);
		int k = (int)below(w, CHANS);
		gort_case c[] = {{.c = chans[k], .elem = &v, .send = true},
		                 {.c = chans[(k + 1) % CHANS], .elem = &v, .send = true}};
		switch (below(w, 3)) {
		case 0:
			gort_chansend(chans[k], &v);
			break;
		case 1:
			if (!gort_trysend(chans[k], &v)) {
				gort_Gosched();
				continue;
			}
			break;
		case 2:
			gort_select(c, 2, true);
			break;
		}
		w->n++;
		w->sum += v;
		pause(w);
	}
}

static void consume(worker *w)
{
	bool closed[CHANS] = {false};
	for (int open = CHANS; open > 0;) {
		int64_t v[CHANS];
		gort_case c[CHANS + 1];
		for (int k = 0; k < CHANS; k++)
			c[k] = (gort_case){.c = closed[k] ? NULL : chans[k], .elem = &v[k]};
		// Now and then with a time-out.
		gort_chan after = below(w, 256) == 0 ? gort_After(below(w, 200) * MICROSECOND) : NULL;
		c[CHANS] = (gort_case){.c = after};
		int k = gort_select(c, CHANS + 1, true);
		if (k == CHANS)
			continue;
		if (c[k].ok) {
			w->n++;
			w->sum += v[k];
		} else {
			closed[k] = true;
			open--;
		}
		if (below(w, 8) == 0)
			pause(w);
	}
}

// Tokens go round a ring; at the end all are there.
static void node(worker *w)
{
	gort_chan in = ring[w->id % RING], out = ring[(w->id + 1) % RING];
	for (;;) {
		int64_t token = 0;
		gort_case take[] = {{.c = in, .elem = &token}, {.c = quit}};
		if (gort_select(take, 2, true) == 1)
			return;
		pause(w);
		gort_case give[] = {{.c = out, .elem = &token, .send = true}, {.c = quit}};
		if (gort_select(give, 2, true) == 1) {
			w->n++;
			w->sum += token;
			return;
		}
	}
}

// A mutex keeps two variables together.
static void locker(worker *w)
{
	while (!stopping()) {
		gort_lock(&mu);
		check("variables under the mutex", left, right);
		left++;
		if (below(w, 64) == 0)
			pause(w);
		right++;
		gort_unlock(&mu);
		w->n++;
		pause(w);
	}
}

// A semaphore lets PERMITS in.
static void enter(worker *w)
{
	while (!stopping()) {
		gort_semacquire(&permits);
		check("within the semaphore's limit", add(&inside, 1) <= PERMITS, true);
		pause(w);
		add(&inside, -1);
		gort_semrelease(&permits);
		w->n++;
	}
}

static void fire(void *arg)
{
	worker *w = arg;
	add(&w->fired, 1);
}

// Timers: each arming fires once, unless the timer is stopped or armed again before.
static void timers(worker *w)
{
	gort_timer *t[TIMERS];
	for (int i = 0; i < TIMERS; i++)
		t[i] = gort_AfterFunc(below(w, 2000) * MICROSECOND, 0, fire, w);
	w->n = TIMERS;
	while (!stopping()) {
		int i = (int)below(w, TIMERS);
		switch (below(w, 4)) {
		case 0:
			if (gort_timerStop(t[i]))
				w->n--;
			break;
		case 1:
		case 2:
			if (!gort_timerReset(t[i], below(w, 3000) * MICROSECOND))
				w->n++;
			break;
		case 3:
			gort_Sleep(below(w, 500) * MICROSECOND);
			break;
		}
	}
	int64_t limit = gort_nanotime() + 20 * SECOND;
	while (add(&w->fired, 0) < w->n && gort_nanotime() < limit)
		gort_Sleep(MILLISECOND);
	gort_Sleep(5 * MILLISECOND);
	check("timers fired", add(&w->fired, 0), w->n);
}

static void tick(void *arg) { add(&ticks, 1); }

static void checkthread(long tid)
{
	check("thread of a wired goroutine", syscall3(sys_gettid, 0, 0, 0), tid);
}

// Two wired goroutines and their channels.
static void pinger(worker *w)
{
	gort_LockOSThread();
	gort_LockOSThread();
	long tid = syscall3(sys_gettid, 0, 0, 0);
	for (int64_t v, reply; !stopping(); w->n++) {
		v = w->n;
		gort_chansend(ping, &v);
		gort_chanrecv(pong, &reply);
		check("reply of the wired goroutine", reply, v + 1);
		checkthread(tid);
		pause(w);
		checkthread(tid);
	}
	gort_closechan(ping);
	gort_UnlockOSThread();
	checkthread(tid);
	gort_UnlockOSThread();
}

static void ponger(worker *w)
{
	gort_LockOSThread();
	long tid = syscall3(sys_gettid, 0, 0, 0);
	for (int64_t v; gort_chanrecv(ping, &v); w->n++) {
		v++;
		gort_chansend(pong, &v);
		checkthread(tid);
	}
	gort_UnlockOSThread();
}

// Goroutines that end wired, and their threads with them.
static void wired(void *arg)
{
	gort_LockOSThread();
	long tid = syscall3(sys_gettid, 0, 0, 0);
	gort_Gosched();
	checkthread(tid);
	add(&threads, 1);
	gort_wgdone(arg);
}

static void threadender(worker *w)
{
	gort_waitgroup wg = {0};
	while (!stopping()) {
		int64_t n = 1 + below(w, 4);
		gort_wgadd(&wg, (int)n);
		for (int64_t i = 0; i < n; i++)
			gort_go(wired, &wg);
		gort_wgwait(&wg);
		w->n += n;
		gort_Sleep(MILLISECOND);
	}
}

static int64_t deep(int64_t n)
{
	volatile int64_t here[16] = {n};
	return n == 0 ? 0 : (here[0] == n) + deep(n - 1);
}

typedef struct batch {
	gort_waitgroup wg;
	int64_t        n, sum;
} batch;

typedef struct child {
	batch  *b;
	int64_t depth;
} child;

static void grow(void *arg)
{
	child *c = arg;
	add(&c->b->sum, deep(c->depth));
	add(&c->b->n, 1);
	gort_wgdone(&c->b->wg);
}

// Batches of goroutines, at times more than a run queue holds, whose stacks grow.
static void spawn(worker *w)
{
	static struct {
		batch b;
		child c[400];
	} of[WORKERS];
	batch *b = &of[w->id].b;
	child *c = of[w->id].c;
	while (!stopping()) {
		int n = 1 + (int)below(w, below(w, 8) == 0 ? 400 : 20);
		int64_t sum = 0;
		b->n = b->sum = 0;
		gort_wgadd(&b->wg, n);
		for (int i = 0; i < n; i++) {
			c[i] = (child){b, below(w, 16) == 0 ? below(w, 300) : below(w, 5)};
			sum += c[i].depth;
			gort_go(grow, &c[i]);
		}
		gort_wgwait(&b->wg);
		check("goroutines of a batch", b->n, n);
		check("sum of a batch", b->sum, sum);
		add(&spawned, n);
		w->n++;
		pause(w);
	}
}

// Loops without calls: stopped by signals only, they keep all registers.
static void hog(worker *w)
{
	const uint64_t a = UINT64_C(6364136223846793005), c = UINT64_C(1442695040888963407);
	uint64_t inverse = a;
	for (int i = 0; i < 6; i++)
		inverse *= 2 - a * inverse;
	while (!stopping()) {
		int64_t steps = 1 + below(w, 1 << 22);
		uint64_t from = w->rnd, x = from;
		double d = 0;
		for (int64_t i = 0; i < steps; i++) {
			x = a * x + c;
			d += (double)i;
		}
		for (int64_t i = 0; i < steps; i++)
			x = inverse * (x - c);
		check("there and back", (int64_t)x, (int64_t)from);
		check("sum of doubles", (int64_t)d, steps * (steps - 1) / 2);
		w->n++;
		gort_Sleep(below(w, 20) * MILLISECOND);
	}
}

// A pipe by way of the poller: what is written is read, in order.
static void writer(worker *w)
{
	int64_t v[64];
	while (!stopping()) {
		int n = 1 + (int)below(w, 64);
		for (int i = 0; i < n; i++)
			v[i] = w->n++;
		check("bytes written", gort_write(writeend, v, sizeof *v * (size_t)n),
		      (int64_t)sizeof *v * n);
		pause(w);
	}
	check("close", gort_fdclose(writeend), 0);
}

static void reader(worker *w)
{
	union {
		int64_t v[100];
		char    bytes[800];
	} buf;
	size_t have = 0;
	for (;;) {
		int64_t r = gort_read(readend, buf.bytes + have, sizeof buf - have);
		if (r <= 0) {
			check("end of the pipe", r, 0);
			break;
		}
		have += (size_t)r;
		size_t n = have / sizeof *buf.v;
		for (size_t i = 0; i < n; i++, w->n++)
			if (buf.v[i] != w->n)
				check("number from the pipe", buf.v[i], w->n);
		have -= n * sizeof *buf.v;
		for (size_t i = 0; i < have; i++)
			buf.bytes[i] = buf.bytes[n * sizeof *buf.v + i];
	}
	check("bytes of half a number", (int64_t)have, 0);
	check("close", gort_fdclose(readend), 0);
}

static void resize(worker *w)
{
	int initial = gort_GOMAXPROCS(0), procs = initial;
	while (!stopping()) {
		int n = 1 + (int)below(w, 8);
		check("GOMAXPROCS", gort_GOMAXPROCS(n), procs);
		procs = n;
		w->n++;
		gort_Sleep(below(w, 3000) * MICROSECOND);
	}
	check("GOMAXPROCS", gort_GOMAXPROCS(initial), procs);
	changes = w->n;
}

static void stuck(void *arg)
{
	gort_print("proc_Mix: stuck\n");
	syscall3(sys_exit_group, 1, 0, 0);
}

static void printcount(int64_t n, const char *what)
{
	gort_print(", ");
	gort_printint(n);
	gort_print(what);
}

int main(int argc, char **argv)
{
	int64_t seconds = 5;
	if (argc > 1) {
		seconds = 0;
		for (const char *s = argv[1]; *s >= '0' && *s <= '9'; s++)
			seconds = 10 * seconds + (*s - '0');
	}
	gort_timer *watchdog = gort_AfterFunc((seconds + 60) * SECOND, 0, stuck, NULL);

	for (int i = 0; i < CHANS; i++)
		chans[i] = gort_makechan(sizeof(int64_t), i % 3 == 0 ? 0 : (size_t)i);
	for (int i = 0; i < RING; i++)
		ring[i] = gort_makechan(sizeof(int64_t), 0);
	quit = gort_makechan(0, 0);
	ping = gort_makechan(sizeof(int64_t), 0);
	pong = gort_makechan(sizeof(int64_t), 0);
	int fds[2] = {-1, -1}, err = 0;
	check("pipe2", syscall3(sys_pipe2, (long)fds, nonblockcloexec, 0), 0);
	readend = gort_fdopen(fds[0], &err);
	writeend = gort_fdopen(fds[1], &err);
	check("fdopen", err, 0);
	if (failures != 0)
		return 1;

	start(node, RING, &nodes); // first: id is the place in the ring
	start(produce, 6, &producers);
	start(consume, 5, &consumers);
	start(locker, 5, &others);
	start(enter, 6, &others);
	start(timers, 4, &others);
	start(pinger, 1, &others);
	start(ponger, 1, &others);
	start(threadender, 1, &others);
	start(spawn, 3, &others);
	start(hog, 2, &others);
	start(writer, 1, &others);
	start(reader, 1, &others);
	start(resize, 1, &others);
	gort_timer *ticker = gort_AfterFunc(MILLISECOND, MILLISECOND, tick, NULL);
	int64_t tokens = 0;
	for (int64_t i = 1; i <= TOKENS; i++) {
		int64_t token = i * i;
		gort_chansend(ring[i], &token);
		tokens += token;
	}

	gort_Sleep(seconds * SECOND);
	__atomic_store_n(&stop, true, __ATOMIC_SEQ_CST);
	check("the ticker was active", gort_timerStop(ticker), true);

	gort_wgwait(&producers);
	for (int i = 0; i < CHANS; i++)
		gort_closechan(chans[i]);
	gort_wgwait(&consumers);
	gort_closechan(quit);
	gort_wgwait(&nodes);
	gort_wgwait(&others);

	int64_t sent, received, sum;
	int64_t messages = total(produce, &sent);
	check("messages received", total(consume, &received), messages);
	check("sum of the messages", received, sent);
	check("tokens in the ring", total(node, &sum), TOKENS);
	check("sum of the tokens", sum, tokens);
	int64_t locked = total(locker, &sum);
	check("left", left, locked);
	check("right", right, locked);
	check("permits", permits, PERMITS);
	check("inside", inside, 0);
	int64_t pings = total(pinger, &sum);
	check("pongs", total(ponger, &sum), pings);
	check("threads that ended", threads, total(threadender, &sum));
	int64_t numbers = total(writer, &sum);
	check("numbers from the pipe", total(reader, &sum), numbers);
	if (seconds > 0)
		check("the ticker ran", ticks > 0, true);

	// All goroutines but main have ended; the last may be on their way.
	int64_t limit = gort_nanotime() + 10 * SECOND;
	while (gort_NumGoroutine() > 1 && gort_nanotime() < limit)
		gort_Sleep(MILLISECOND);
	check("goroutines left", gort_NumGoroutine(), 1);
	int64_t last = add(&ticks, 0);
	gort_Sleep(5 * MILLISECOND);
	check("ticks after the stop", add(&ticks, 0), last);
	gort_timerStop(watchdog);

	gort_print(failures == 0 ? "proc_Mix: ok: " : "proc_Mix: FAILED: ");
	gort_printint(seconds);
	gort_print(" s");
	printcount(messages, " messages");
	printcount(locked, " lockings");
	printcount(total(enter, &sum), " semaphores");
	printcount(total(timers, &sum), " timers");
	printcount(ticks, " ticks");
	printcount(pings, " pings");
	printcount(threads, " threads");
	printcount(spawned, " goroutines");
	printcount(total(hog, &sum), " loops");
	printcount(numbers, " numbers");
	printcount(changes, " GOMAXPROCS\n");
	return failures != 0;
}
