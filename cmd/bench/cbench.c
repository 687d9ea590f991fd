// cbench: those cases of gobench.go that can be written in C, on gort.h; and floors, the least that
// the machine needs, measured without the runtime.
//
//	cbench list              the cases, each with the GOMAXPROCS it is meant for; floor-… are floors
//	cbench CASE@PROCS [-n N] one case: N repetitions (default 10), the fastest counts
//	cbench hello             prints a line: for measuring how long a start takes
//
// Results are lines like gobench's: name, procs, unit, wall time, CPU time (user + system),
// separated by tabs.
#include <gort.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int reps = 10;

// ---------------------------------------------------------------- the system

// A system call without libc: no errno, no stack, any thread.
static inline __attribute__((always_inline)) long sys(long nr, long a, long b, long c, long d,
                                                      long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = 0;
	long ret;
	__asm__ volatile("syscall"
	                 : "=a"(ret)
	                 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return ret;
}

enum {
	SYS_read = 0,
	SYS_write = 1,
	SYS_open = 2,
	SYS_close = 3,
	SYS_mmap = 9,
	SYS_munmap = 11,
	SYS_rt_sigprocmask = 14,
	SYS_madvise = 28,
	SYS_getpid = 39,
	SYS_socket = 41,
	SYS_bind = 49,
	SYS_listen = 50,
	SYS_getsockname = 51,
	SYS_socketpair = 53,
	SYS_setsockopt = 54,
	SYS_getrusage = 98,
	SYS_futex = 202,
	SYS_sched_setaffinity = 203,
	SYS_sched_getaffinity = 204,
	SYS_clock_gettime = 228,
};

static double now(void)
{
	int64_t t[2];
	sys(SYS_clock_gettime, 1, (long)t, 0, 0, 0);
	return (double)t[0] * 1e9 + (double)t[1];
}

static double cputime(void)
{
	int64_t r[18]; // struct rusage: user and system time come first
	sys(SYS_getrusage, 0, (long)r, 0, 0, 0);
	return (double)(r[0] + r[2]) * 1e9 + (double)(r[1] + r[3]) * 1e3;
}

static void fatal(const char *why)
{
	gort_print("cbench: ");
	gort_print(why);
	gort_print("\n");
	exit(1);
}

// ---------------------------------------------------------------- measuring

typedef struct result {
	const char *name, *part, *unit;
	int         procs;
	double      wall, cpu;
} result;

static void put(void *arg)
{
	result *r = arg;
	char line[256];
	int n = snprintf(line, sizeof line, "%s%s\t%d\t%s\t%g\t%g\n", r->name, r->part, r->procs,
	                 r->unit, r->wall, r->cpu);
	sys(SYS_write, 1, (long)line, n, 0, 0);
}

static void emit(const char *name, const char *part, int procs, const char *unit, double wall,
                 double cpu)
{
	result r = {name, part, unit, procs, wall, cpu};
	gort_systemstack(put, &r); // snprintf needs a large stack
}

static void timed(void (*f)(long), long n, double *wall, double *cpu)
{
	double c = cputime(), t = now();
	f(n);
	*wall = now() - t;
	*cpu = cputime() - c;
}

// Runs f(n) reps times, but for no more than two seconds. f(n) makes `per` operations: gives the
// smallest wall time and CPU time of one.
static void best(double per, void (*f)(long), long n, double *wall, double *cpu)
{
	double began = now();
	for (int i = 0; i < reps && (i == 0 || now() - began < 2e9); i++) {
		double w, c;
		timed(f, n, &w, &c);
		if (i == 0 || w < *wall)
			*wall = w;
		if (i == 0 || c < *cpu)
			*cpu = c;
	}
	*wall /= per;
	*cpu /= per;
}

// A raw case: runs f(n), of `per` operations, once unmeasured, then measures the best run. oncpu:
// deadlines bound the wall time from below, so the CPU time is reported.
static void warmed(const char *name, int procs, bool oncpu, double per, void (*f)(long), long n)
{
	double wall, cpu;
	f(n);
	best(per, f, n, &wall, &cpu);
	emit(name, "", procs, oncpu ? "ns cpu" : "ns", oncpu ? cpu : wall, cpu);
}

static void sort(double *v, int n)
{
	for (int i = 1; i < n; i++) {
		double x = v[i];
		int    j = i;
		for (; j > 0 && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

// ---------------------------------------------------------------- spawn

static gort_waitgroup wg;

static void done(void *arg) { gort_wgdone(&wg); }

static void spawn(long n)
{
	for (; n > 0; n -= 1000) {
		int k = n < 1000 ? (int)n : 1000;
		gort_wgadd(&wg, k);
		for (int j = 0; j < k; j++)
			gort_go(done, NULL);
		gort_wgwait(&wg);
	}
}

static void doneone(void *c) { gort_chansend(c, NULL); }

static void spawnsingle(long n)
{
	gort_chan c = gort_makechan(0, 0);
	for (long i = 0; i < n; i++) {
		gort_go(doneone, c);
		gort_chanrecv(c, NULL);
	}
}

// ---------------------------------------------------------------- yield

static void yielder(void *per)
{
	for (long j = 0; j < (long)per; j++)
		gort_Gosched();
	gort_wgdone(&wg);
}

static void yieldk(int k, long n)
{
	gort_wgadd(&wg, k);
	for (int i = 0; i < k; i++)
		gort_go(yielder, (void *)(n / k + 1));
	gort_wgwait(&wg);
}

static void yield1(long n) { yieldk(1, n); }
static void yield2(long n) { yieldk(2, n); }
static void yield1000(long n) { yieldk(1000, n); }

// ---------------------------------------------------------------- chan

typedef struct pair {
	gort_chan a, b, done;
	long      n;
} pair;

static void ponger(void *arg)
{
	pair *p = arg;
	for (int64_t i = 0, v; i < p->n; i++) {
		gort_chanrecv(p->a, &v);
		gort_chansend(p->b, &v);
	}
	gort_chansend(p->done, NULL);
}

static void pingpong(long n) // n round trips
{
	pair p = {gort_makechan(8, 0), gort_makechan(8, 0), gort_makechan(0, 1), n};
	gort_go(ponger, &p);
	for (int64_t i = 0, v; i < n; i++) {
		gort_chansend(p.a, &i);
		gort_chanrecv(p.b, &v);
	}
	gort_chanrecv(p.done, NULL);
}

static void lockedponger(void *arg)
{
	gort_LockOSThread();
	ponger(arg);
	gort_UnlockOSThread();
}

static void lockedpingpong(long n)
{
	pair p = {gort_makechan(8, 0), gort_makechan(8, 0), gort_makechan(0, 1), n};
	gort_go(lockedponger, &p);
	gort_LockOSThread();
	for (int64_t i = 0, v; i < n; i++) {
		gort_chansend(p.a, &i);
		gort_chanrecv(p.b, &v);
	}
	gort_UnlockOSThread();
	gort_chanrecv(p.done, NULL);
}

static void consumer(void *arg)
{
	pair   *p = arg;
	int64_t s = 0, v;
	while (gort_chanrecv(p->a, &v))
		s += v;
	gort_chansend(p->b, &s);
}

static void prodcons(size_t capacity, long n)
{
	pair p = {.a = gort_makechan(8, capacity), .b = gort_makechan(8, 0)};
	gort_go(consumer, &p);
	int64_t s;
	for (int64_t i = 0; i < n; i++)
		gort_chansend(p.a, &i);
	gort_closechan(p.a);
	gort_chanrecv(p.b, &s);
	if (s != n * (n - 1) / 2)
		fatal("prodcons: wrong sum");
}

static void prodcons0(long n) { prodcons(0, n); }
static void prodcons128(long n) { prodcons(128, n); }

static void chanuncont(long n)
{
	gort_chan c = gort_makechan(8, 1);
	for (int64_t i = 0, v; i < n; i++) {
		gort_chansend(c, &i);
		gort_chanrecv(c, &v);
	}
}

static void select2(long n)
{
	gort_chan c[2] = {gort_makechan(8, 1), gort_makechan(8, 1)};
	int64_t   v = 1;
	gort_chansend(c[0], &v);
	gort_chansend(c[1], &v);
	for (long i = 0; i < n; i++) {
		gort_case cases[] = {{.c = c[0], .elem = &v}, {.c = c[1], .elem = &v}};
		gort_chansend(c[gort_select(cases, 2, true)], &v);
	}
}

static void select4def(long n)
{
	gort_chan c[4];
	int64_t   v;
	for (int i = 0; i < 4; i++)
		c[i] = gort_makechan(8, 0);
	for (long i = 0; i < n; i++) {
		gort_case cases[] = {
			{.c = c[0], .elem = &v},
			{.c = c[1], .elem = &v},
			{.c = c[2], .elem = &v},
			{.c = c[3], .elem = &v},
		};
		if (gort_select(cases, 4, false) != -1)
			fatal("select4def: a case was ready");
	}
}

static void select1def(long n)
{
	gort_chan c = gort_makechan(8, 0);
	int64_t   v;
	for (long i = 0; i < n; i++)
		if (gort_tryrecv(c, &v, NULL))
			fatal("select1def: the case was ready");
}

// ---------------------------------------------------------------- mutex, semaphore

static gort_mutex mu;

static void mutexuncont(long n)
{
	for (long i = 0; i < n; i++) {
		gort_lock(&mu);
		gort_unlock(&mu);
	}
}

static long counted;

static void counter(void *n)
{
	for (long i = 0; i < (long)n; i++) {
		gort_lock(&mu);
		counted++;
		gort_unlock(&mu);
	}
	gort_wgdone(&wg);
}

static void mutexcont2(long n)
{
	counted = 0;
	gort_wgadd(&wg, 2);
	gort_go(counter, (void *)(n / 2));
	gort_go(counter, (void *)(n / 2));
	gort_wgwait(&wg);
	if (counted != n / 2 * 2)
		fatal("mutex-cont2: wrong count");
}

static uint32_t sema, semb;

static void semaponger(void *n)
{
	for (long i = 0; i < (long)n; i++) {
		gort_semacquire(&sema);
		gort_semrelease(&semb);
	}
}

static void semapingpong(long n)
{
	gort_go(semaponger, (void *)n);
	for (long i = 0; i < n; i++) {
		gort_semrelease(&sema);
		gort_semacquire(&semb);
	}
}

// ---------------------------------------------------------------- timers

enum { HOUR = 3600 };

static void nothing(void *arg) {}

static void timercreatestop(long n)
{
	for (long i = 0; i < n; i++)
		gort_timerStop(gort_AfterFunc(HOUR * INT64_C(1000000000), 0, nothing, NULL));
}

static void timerreset(long n)
{
	gort_timer *t = gort_AfterFunc(HOUR * INT64_C(1000000000), 0, nothing, NULL);
	for (long i = 0; i < n; i++)
		gort_timerReset(t, HOUR * INT64_C(1000000000));
	gort_timerStop(t);
}

static void afterfunc(long n)
{
	uint64_t x = 1;
	gort_wgadd(&wg, (int)n);
	for (long i = 0; i < n; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		gort_AfterFunc((int64_t)((x >> 33) % 10000000), 0, done, NULL);
	}
	gort_wgwait(&wg);
}

static void afterfunc100k(const char *name, int procs)
{
	warmed(name, procs, true, 100000, afterfunc, 100000);
}

static void sleeper(void *arg)
{
	for (int j = 0; j < 10; j++)
		gort_Sleep(1000000);
	gort_wgdone(&wg);
}

static void sleepers(long n)
{
	gort_wgadd(&wg, (int)n);
	for (long i = 0; i < n; i++)
		gort_go(sleeper, NULL);
	gort_wgwait(&wg);
}

static void sleep10k(const char *name, int procs)
{
	warmed(name, procs, true, 100000, sleepers, 10000);
}

// ---------------------------------------------------------------- fib, skynet, sieve

// A parent outlives its children here, and stacks do not move: their arguments lie on its stack.
typedef struct fibarg {
	gort_chan c;
	int64_t   n;
} fibarg;

static int64_t fibcut;

static int64_t fibseq(int64_t n) { return n < 2 ? n : fibseq(n - 1) + fibseq(n - 2); }

static int64_t fibpar(int64_t n);

static void fibchild(void *arg)
{
	fibarg *a = arg;
	int64_t v = fibpar(a->n);
	gort_chansend(a->c, &v);
}

static int64_t fibpar(int64_t n)
{
	if (n < fibcut)
		return fibseq(n);
	fibarg  a = {gort_makechan(8, 1), n - 1};
	int64_t x, y;
	gort_go(fibchild, &a);
	y = fibpar(n - 2);
	gort_chanrecv(a.c, &x);
	return x + y;
}

static int fibspawns(int64_t n) { return n < fibcut ? 0 : 1 + fibspawns(n - 1) + fibspawns(n - 2); }

static void fib(long n)
{
	if (fibpar(n) != 196418)
		fatal("fib: wrong");
}

static void fibraw(const char *name, int procs, int cut)
{
	fibcut = cut;
	warmed(name, procs, false, fibspawns(27), fib, 27);
}

static void fibcut10(const char *name, int procs) { fibraw(name, procs, 10); }
static void fibcut2(const char *name, int procs) { fibraw(name, procs, 2); }

typedef struct skyarg {
	gort_chan c;
	int64_t   num, size;
} skyarg;

static void skynode(void *arg)
{
	skyarg *a = arg;
	int64_t sum = 0, v;
	if (a->size == 1) {
		gort_chansend(a->c, &a->num);
		return;
	}
	gort_chan rc = gort_makechan(8, 0);
	skyarg    child[10];
	for (int i = 0; i < 10; i++) {
		child[i] = (skyarg){rc, a->num + i * (a->size / 10), a->size / 10};
		gort_go(skynode, &child[i]);
	}
	for (int i = 0; i < 10; i++) {
		gort_chanrecv(rc, &v);
		sum += v;
	}
	gort_chansend(a->c, &sum);
}

static void skynet(long n)
{
	skyarg  root = {gort_makechan(8, 0), 0, n};
	int64_t v;
	gort_go(skynode, &root);
	gort_chanrecv(root.c, &v);
	if (v != n * (n - 1) / 2)
		fatal("skynet: wrong");
}

static void skynet1e6(const char *name, int procs)
{
	warmed(name, procs, false, 1, skynet, 1000000);
}

typedef struct filter {
	gort_chan in, out;
	int64_t   prime;
} filter;

static int sievestop;

static void sievegen(void *c)
{
	for (int64_t i = 2; !__atomic_load_n(&sievestop, __ATOMIC_RELAXED); i++)
		gort_chansend(c, &i);
	gort_closechan(c);
}

static void sievefilter(void *arg)
{
	filter *f = arg;
	int64_t i;
	while (gort_chanrecv(f->in, &i))
		if (i % f->prime != 0)
			gort_chansend(f->out, &i);
	gort_closechan(f->out);
}

static void drain(void *c)
{
	while (gort_chanrecv(c, NULL))
		;
}

static void sieve(long np)
{
	gort_chan c = gort_makechan(8, 0);
	int64_t   p = 0;
	sievestop = 0;
	gort_go(sievegen, c);
	for (long i = 0; i < np; i++) {
		gort_chanrecv(c, &p);
		filter *f = gort_new(sizeof *f);
		*f = (filter){c, gort_makechan(8, 0), p};
		gort_go(sievefilter, f);
		c = f->out;
	}
	__atomic_store_n(&sievestop, 1, __ATOMIC_RELAXED);
	gort_go(drain, c);
	if (p != 7919)
		fatal("sieve: wrong");
}

static void sieve1000(const char *name, int procs)
{
	double wall = 0, cpu = 0;
	for (int i = 0; i < reps; i++) {
		double w, c;
		timed(sieve, 1000, &w, &c);
		if (i == 0 || w < wall)
			wall = w;
		if (i == 0 || c < cpu)
			cpu = c;
		while (gort_NumGoroutine() > 1) // the pipeline drains
			gort_Sleep(1000000);
	}
	emit(name, "", procs, "ns", wall, cpu);
}

// ---------------------------------------------------------------- memory

static double rss(void)
{
	char buf[128];
	int  fd = (int)sys(SYS_open, (long)"/proc/self/statm", 0, 0, 0, 0);
	long n = sys(SYS_read, fd, (long)buf, sizeof buf - 1, 0, 0);
	sys(SYS_close, fd, 0, 0, 0, 0);
	buf[n < 0 ? 0 : n] = 0;
	char *second = strchr(buf, ' ');
	return second ? (double)strtol(second, NULL, 10) * 4096 : 0;
}

static gort_chan gate, allparked;
static long      left;

static void parked(void *arg)
{
	if (__atomic_sub_fetch(&left, 1, __ATOMIC_ACQ_REL) == 0)
		gort_closechan(allparked);
	gort_chanrecv(gate, NULL);
}

static void park(long n)
{
	left = n;
	for (long i = 0; i < n; i++)
		gort_go(parked, NULL);
	gort_chanrecv(allparked, NULL);
}

static void release(long n)
{
	gort_closechan(gate);
	while (gort_NumGoroutine() > 1)
		gort_Gosched();
}

static void mempark(const char *name, int procs, long n)
{
	double wall, cpu, r0 = rss();
	gate = gort_makechan(0, 0);
	allparked = gort_makechan(0, 0);
	timed(park, n, &wall, &cpu);
	gort_Sleep(20000000);
	double bytes = (rss() - r0) / (double)n;
	emit(name, ".bytes", procs, "bytes", bytes, bytes);
	emit(name, ".spawn", procs, "ns", wall / (double)n, cpu / (double)n);
	timed(release, n, &wall, &cpu);
	emit(name, ".release", procs, "ns", wall / (double)n, cpu / (double)n);
}

static void mem100k(const char *name, int procs) { mempark(name, procs, 100000); }
static void mem1m(const char *name, int procs) { mempark(name, procs, 1000000); }

static void *volatile kept;

static void alloc(size_t size, long n)
{
	for (long i = 0; i < n; i++)
		kept = gort_new(size);
}

static void alloc16(long n) { alloc(16, n); }
static void alloc64(long n) { alloc(64, n); }
static void alloc512(long n) { alloc(512, n); }
static void alloc4k(long n) { alloc(4096, n); }

static void allocator(void *n)
{
	alloc(64, (long)n);
	gort_wgdone(&wg);
}

static void alloc64by2(long n)
{
	gort_wgadd(&wg, 2);
	gort_go(allocator, (void *)(n / 2 + 1));
	gort_go(allocator, (void *)(n / 2 + 1));
	gort_wgwait(&wg);
}

// ---------------------------------------------------------------- panic, defer

static const char *recovered;

static void rescue(void *arg) { recovered = gort_recover(); }

static void panics(void *arg)
{
	gort_defer(rescue, NULL);
	gort_panic("p");
}

static void panicrecover(long n)
{
	for (long i = 0; i < n; i++) {
		recovered = NULL;
		gort_call(panics, NULL);
		if (!recovered)
			fatal("panic-recover: not recovered");
	}
}

static void defers(void *arg) { gort_defer(nothing, arg); }

static void defercall(long n)
{
	for (long i = 0; i < n; i++)
		gort_call(defers, NULL);
}

// ---------------------------------------------------------------- preemption

static void spin(void *arg)
{
	for (volatile uint64_t x = 0;;)
		x++;
}

// How much too late Sleep(1ms) returns while another goroutine never yields: the median and the
// 99th percentile.
static void preempt(const char *name, int procs)
{
	static double d[300];
	gort_go(spin, NULL);
	gort_Sleep(20000000);
	for (int i = 0; i < 300; i++) {
		double t = now();
		gort_Sleep(1000000);
		d[i] = (now() - t - 1e6) / 1e3;
	}
	sort(d, 300);
	emit(name, ".p50", procs, "us", d[150], d[150]);
	emit(name, ".p99", procs, "us", d[297], d[297]);
}

// ---------------------------------------------------------------- system calls

static void rawgetpid(long n)
{
	for (long i = 0; i < n; i++)
		sys(SYS_getpid, 0, 0, 0, 0, 0);
}

static void sysgetpid(long n)
{
	for (long i = 0; i < n; i++) {
		gort_entersyscall();
		sys(SYS_getpid, 0, 0, 0, 0, 0);
		gort_exitsyscall();
	}
}

// What entering and leaving a system call costs besides the call: short blocks with and without
// them in turn, and the median of the differences.
static void sysown(const char *name, int procs)
{
	int     k = 200 * reps;
	double *wall = gort_new((size_t)k * sizeof *wall), *cpu = gort_new((size_t)k * sizeof *cpu);
	for (int i = 0; i < k; i++) {
		double w, c, w0, c0;
		timed(sysgetpid, 500, &w, &c);
		timed(rawgetpid, 500, &w0, &c0);
		wall[i] = (w - w0) / 500;
		cpu[i] = (c - c0) / 500;
	}
	sort(wall, k);
	sort(cpu, k);
	emit(name, "", procs, "ns", wall[k / 2], cpu[k / 2]);
}

// ---------------------------------------------------------------- netpoll

typedef struct conn {
	gort_fd *a, *b;
	long     n;
} conn;

static void echo(void *arg)
{
	conn *c = arg;
	char  byte;
	for (long i = 0; i < c->n; i++)
		if (gort_read(c->b, &byte, 1) != 1 || gort_write(c->b, &byte, 1) != 1)
			fatal("echo: the server failed");
	gort_wgdone(&wg);
}

static gort_fd *polled(long fd)
{
	int      err = 0;
	gort_fd *f = fd < 0 ? NULL : gort_fdopen((int)fd, &err);
	if (!f)
		fatal("echo: no descriptor");
	return f;
}

static void echoes(gort_fd *a, gort_fd *b, long n)
{
	conn c = {a, b, n};
	char byte = 'x';
	gort_wgadd(&wg, 1);
	gort_go(echo, &c);
	for (long i = 0; i < n; i++)
		if (gort_write(a, &byte, 1) != 1 || gort_read(a, &byte, 1) != 1)
			fatal("echo: the client failed");
	gort_wgwait(&wg); // c is on this stack, and the server may still be inside its last write
	gort_fdclose(a);
	gort_fdclose(b);
}

static void echounix(long n)
{
	int fds[2];
	if (sys(SYS_socketpair, 1, 1, 0, (long)fds, 0) < 0) // AF_UNIX, SOCK_STREAM
		fatal("echo: no socket pair");
	echoes(polled(fds[0]), polled(fds[1]), n);
}

static void echotcp(long n)
{
	uint8_t  addr[16] = {2, 0, 0, 0, 127, 0, 0, 1}; // AF_INET, any port, loopback
	uint32_t size = sizeof addr;
	int      one = 1;
	long     l = sys(SYS_socket, 2, 1, 0, 0, 0), s = sys(SYS_socket, 2, 1, 0, 0, 0);
	if (sys(SYS_bind, l, (long)addr, size, 0, 0) < 0 || sys(SYS_listen, l, 1, 0, 0, 0) < 0)
		fatal("echo: cannot listen");
	sys(SYS_getsockname, l, (long)addr, (long)&size, 0, 0);
	gort_fd *listener = polled(l), *a = polled(s);
	if (gort_connect(a, addr, size) < 0)
		fatal("echo: cannot connect");
	int fd = gort_accept(listener);
	sys(SYS_setsockopt, s, 6, 1, (long)&one, sizeof one); // IPPROTO_TCP, TCP_NODELAY
	sys(SYS_setsockopt, fd, 6, 1, (long)&one, sizeof one);
	echoes(a, polled(fd), n);
	gort_fdclose(listener);
}

// ---------------------------------------------------------------- floors

// These run on the thread's own stack, where the runtime does not preempt, or on threads that the
// runtime does not know: such code has no stack check (no_split_stack) and calls nothing.

// floor_switches(n, top, sp): n times from this stack to the one that ends at top and back. A
// switch saves rsp and the six registers that a function must preserve, and resumes by an indirect
// jump, which the processor predicts; it would mispredict a ret.
void floor_switches(long n, void *top, void *sp[4]);
__asm__(".text\n"
	".macro FLOORSWITCH from to\n"
	"	push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15\n"
	"	lea  1f(%rip), %rax\n"
	"	mov  %rax, \\from(%rdx)\n"
	"	mov  %rsp, \\from+8(%rdx)\n"
	"	mov  \\to+8(%rdx), %rsp\n"
	"	jmp  *\\to(%rdx)\n"
	"1:	pop  %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp\n"
	".endm\n"
	".type floor_switches, @function\n"
	"floor_switches:\n"
	"	lea  3f(%rip), %rax\n"
	"	mov  %rax, 16(%rdx)\n"
	"	mov  %rsi, 24(%rdx)\n"
	"2:	FLOORSWITCH 0 16\n"
	"	dec  %rdi\n"
	"	jnz  2b\n"
	"	ret\n"
	"3:	FLOORSWITCH 16 0\n"
	"	jmp  3b\n"
	".size floor_switches, .-floor_switches\n");

static void floorswitch(long n)
{
	static char stack[4096] __attribute__((aligned(16)));
	void       *sp[4];
	floor_switches((n + 1) / 2, stack + sizeof stack, sp);
}

static void floorcmpxchg(long n)
{
	uint64_t word __attribute__((aligned(64))) = 0;
	for (uint64_t old = 0; old < (uint64_t)n; old++)
		__asm__ volatile("lock cmpxchgq %2, %1"
		                 : "+a"(old), "+m"(word)
		                 : "r"(old + 1)
		                 : "memory", "cc");
}

static struct {
	_Alignas(64) uint32_t word[2 * 16]; // two cache lines
	_Alignas(64) uint32_t alive;        // cleared by the kernel when the second thread ends
	uint32_t ends;
	long     n;
	uint64_t mask[2][16]; // one processor each; zero if the machine has only one
} two;

// floor_clone(top, fn): makes a thread in the same process, with this thread's block, that runs fn
// on the stack that ends at top, and then ends.
long floor_clone(void *top, void (*fn)(void), uint32_t *alive);
__asm__(".type floor_clone, @function\n"
	"floor_clone:\n"
	"	mov  %rdx, %r10\n"       // child_tid
	"	mov  %rsi, %r9\n"
	"	mov  %rdi, %rsi\n"
	"	mov  $0x250f00, %edi\n"  // VM FS FILES SIGHAND THREAD SYSVSEM CHILD_CLEARTID
	"	mov  $56, %eax\n"
	"	syscall\n"
	"	test %eax, %eax\n"
	"	jz   1f\n"
	"	ret\n"
	"1:	xor  %ebp, %ebp\n"
	"	call *%r9\n"
	"	xor  %edi, %edi\n"
	"	mov  $60, %eax\n"
	"	syscall\n"
	"	ud2\n"
	".size floor_clone, .-floor_clone\n");

static inline __attribute__((always_inline)) void pin(int cpu)
{
	sys(SYS_sched_setaffinity, 0, sizeof two.mask[cpu], (long)two.mask[cpu], 0, 0);
}

static void twoprocessors(void)
{
	uint64_t allowed[16] = {0};
	int      found = 0;
	sys(SYS_sched_getaffinity, 0, sizeof allowed, (long)allowed, 0, 0);
	for (int i = 0; i < 1024 && found < 2; i++)
		if (allowed[i / 64] >> (i % 64) & 1)
			two.mask[found++][i / 64] = UINT64_C(1) << (i % 64);
	if (found < 2)
		fatal("this floor needs two processors");
}

// Runs first on this thread and second on a thread of its own, on two processors. No signal may
// arrive on the other thread, which has no g.
static void both(long n, void (*first)(void), void (*second)(void))
{
	static char stack[4096] __attribute__((aligned(16)));
	uint64_t    all = ~UINT64_C(0), old;
	two.n = n;
	two.word[0] = two.word[16] = 0;
	two.alive = 1;
	pin(0);
	sys(SYS_rt_sigprocmask, 2, (long)&all, (long)&old, 8, 0);
	if (floor_clone(stack + sizeof stack, second, &two.alive) < 0)
		two.alive = 0;
	else
		first();
	sys(SYS_rt_sigprocmask, 2, (long)&old, 0, 8, 0);
	for (uint32_t alive; (alive = __atomic_load_n(&two.alive, __ATOMIC_ACQUIRE));)
		sys(SYS_futex, (long)&two.alive, 0, alive, 0, 0);
}

// A ring of RING elements under a spin lock: what a buffered channel is when nobody ever parks.
// head counts the elements taken, tail the elements put.
enum { RING = 128 };

static struct {
	_Alignas(64) uint32_t lock; // 0 free, 1 held
	uint32_t head, tail;        // written under the lock
	_Alignas(64) uint64_t slot[RING];
} ring;

static inline __attribute__((always_inline)) void ringlock(void)
{
	while (__atomic_load_n(&ring.lock, __ATOMIC_RELAXED) ||
	       __atomic_exchange_n(&ring.lock, 1, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
}

__attribute__((no_split_stack)) static void ringput(void)
{
	for (long i = 0; i < two.n; i++) {
		while (ring.tail - __atomic_load_n(&ring.head, __ATOMIC_RELAXED) == RING)
			__builtin_ia32_pause();
		ringlock();
		ring.slot[ring.tail % RING] = (uint64_t)i;
		__atomic_store_n(&ring.tail, ring.tail + 1, __ATOMIC_RELAXED);
		__atomic_store_n(&ring.lock, 0, __ATOMIC_RELEASE);
	}
}

__attribute__((no_split_stack)) static void ringget(void)
{
	pin(1);
	for (long i = 0; i < two.n; i++) {
		while (__atomic_load_n(&ring.tail, __ATOMIC_RELAXED) == ring.head)
			__builtin_ia32_pause();
		ringlock();
		uint64_t v = ring.slot[ring.head % RING];
		__atomic_store_n(&ring.head, ring.head + 1, __ATOMIC_RELAXED);
		__atomic_store_n(&ring.lock, 0, __ATOMIC_RELEASE);
		if (v != (uint64_t)i)
			__builtin_trap();
	}
}

static void floorring(long n)
{
	ring.head = ring.tail = 0;
	both(n, ringput, ringget);
}

static inline __attribute__((always_inline)) void futexwait(uint32_t *word)
{
	while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == 0)
		sys(SYS_futex, (long)word, 128, 0, 0, 0); // FUTEX_WAIT_PRIVATE
	*word = 0;
}

static inline __attribute__((always_inline)) void futexwake(uint32_t *word)
{
	__atomic_store_n(word, 1, __ATOMIC_RELEASE);
	sys(SYS_futex, (long)word, 129, 1, 0, 0); // FUTEX_WAKE_PRIVATE
}

__attribute__((no_split_stack)) static void futexfirst(void)
{
	for (long i = 0; i < two.n; i++) {
		futexwake(&two.word[0]);
		futexwait(&two.word[16]);
	}
}

__attribute__((no_split_stack)) static void futexsecond(void)
{
	pin(1);
	for (long i = 0; i < two.n; i++) {
		futexwait(&two.word[0]);
		futexwake(&two.word[16]);
	}
}

static void floorfutex(long n) { both(n, futexfirst, futexsecond); }

enum { PAGES = 4096 };

static char *pages;

static void touch(long n)
{
	for (long i = 0; i < n; i++)
		((volatile char *)pages)[i * 4096] = 1;
}

static void floorpage(const char *name, int procs)
{
	double wall = 0, cpu = 0;
	for (int i = 0; i < reps; i++) {
		double w, c;
		// Read and write, private, anonymous.
		pages = (char *)sys(SYS_mmap, 0, PAGES * 4096, 3, 0x22, -1);
		if ((uintptr_t)pages > -4096ul)
			fatal("no memory");
		sys(SYS_madvise, (long)pages, PAGES * 4096, 15, 0, 0); // no huge pages
		timed(touch, PAGES, &w, &c);
		sys(SYS_munmap, (long)pages, PAGES * 4096, 0, 0, 0);
		if (i == 0 || w < wall)
			wall = w;
		if (i == 0 || c < cpu)
			cpu = c;
	}
	emit(name, "", procs, "ns", wall / PAGES, cpu / PAGES);
}

// ---------------------------------------------------------------- the table

typedef struct bench {
	const char *name;
	int         procs; // meant for GOMAXPROCS 1, 2, or 12: both
	void      (*f)(long n);                        // does n operations
	void      (*raw)(const char *name, int procs); // prints its own lines
	long        max;   // at most so many operations in a repetition; 0: any number
	bool        floor; // f runs on the thread's own stack
} bench;

static const bench benches[] = {
	{"spawn", 12, spawn},
	{"spawn-single", 12, spawnsingle},
	{"yield1", 1, yield1},
	{"yield2", 1, yield2},
	{"yield1000", 12, yield1000},
	{"pingpong", 12, pingpong},
	{"prodcons0", 12, prodcons0},
	{"prodcons128", 12, prodcons128},
	{"chan-uncont", 1, chanuncont},
	{"select2", 1, select2},
	{"select4def", 1, select4def},
	{"select1def", 1, select1def},
	{"mutex-uncont", 1, mutexuncont},
	{"mutex-cont2", 12, mutexcont2},
	{"sema-pingpong", 12, semapingpong},
	{"timer-create-stop", 1, timercreatestop, .max = 200000},
	{"timer-reset", 1, timerreset},
	{"afterfunc100k", 12, .raw = afterfunc100k},
	{"sleep10k", 12, .raw = sleep10k},
	{"fib27.cut10", 12, .raw = fibcut10},
	{"fib27.cut2", 12, .raw = fibcut2},
	{"skynet1e6", 12, .raw = skynet1e6},
	{"sieve1000", 12, .raw = sieve1000},
	{"sys-getpid", 12, sysgetpid},
	{"sys-own", 1, .raw = sysown},
	{"echo-unix", 12, echounix},
	{"echo-tcp", 12, echotcp},
	{"locked-pingpong", 12, lockedpingpong},
	{"preempt", 12, .raw = preempt},
	{"mem100k", 1, .raw = mem100k},
	{"mem1m", 1, .raw = mem1m},
	{"alloc16", 1, alloc16, .max = 200000},
	{"alloc64", 1, alloc64, .max = 100000},
	{"alloc512", 1, alloc512, .max = 50000},
	{"alloc4k", 1, alloc4k, .max = 10000},
	{"alloc64-2", 2, alloc64by2, .max = 100000},
	{"panic-recover", 1, panicrecover},
	{"defer", 1, defercall},
	{"floor-switch", 1, floorswitch, .floor = true},
	{"floor-cmpxchg", 1, floorcmpxchg, .floor = true},
	{"floor-ring", 2, floorring, .floor = true},
	{"floor-futex", 2, floorfutex, .floor = true},
	{"floor-syscall", 1, rawgetpid, .floor = true},
	{"floor-page", 1, .raw = floorpage},
};
enum { BENCHES = sizeof benches / sizeof benches[0] };

typedef struct job {
	const bench *b;
	int          procs;
} job;

// Finds how many operations take 20 ms, as gobench does, and measures.
static void search(void *arg)
{
	const job   *j = arg;
	const bench *b = j->b;
	double       w, c, again;
	long         n = 1;
	for (;;) {
		timed(b->f, n, &w, &c);
		for (int i = 0; i < 2 && w > 10e6; i++) {
			timed(b->f, n, &again, &c);
			if (again < w)
				w = again;
		}
		if (w > 10e6 || n == b->max)
			break;
		n *= 4;
		if (b->max > 0 && n > b->max)
			n = b->max;
	}
	n = (long)((double)n * 20e6 / w) + 1;
	if (b->max > 0 && n > b->max)
		n = b->max;
	best((double)n, b->f, n, &w, &c);
	result r = {b->name, "", "ns", j->procs, w, c};
	if (b->floor)
		put(&r);
	else
		gort_systemstack(put, &r);
}

static void list(void *arg)
{
	char line[64];
	for (int i = 0; i < BENCHES; i++)
		for (int p = 1; p <= 2; p++)
			if (benches[i].procs == p || benches[i].procs == 12) {
				int n = snprintf(line, sizeof line, "%s@%d\n", benches[i].name, p);
				sys(SYS_write, 1, (long)line, n, 0, 0);
			}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "hello") == 0) {
		sys(SYS_write, 1, (long)"hello\n", 6, 0, 0);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		gort_systemstack(list, NULL);
		return 0;
	}
	if (argc == 4 && strcmp(argv[2], "-n") == 0)
		reps = (int)strtol(argv[3], NULL, 10);
	char  *at = argc == 2 || argc == 4 ? strchr(argv[1], '@') : NULL;
	job    j = {NULL, at ? (int)strtol(at + 1, NULL, 10) : 0};
	size_t size = at ? (size_t)(at - argv[1]) : 0;
	for (int i = 0; at && i < BENCHES; i++) {
		const char *name = benches[i].name;
		if (strlen(name) == size && memcmp(argv[1], name, size) == 0)
			j.b = &benches[i];
	}
	if (!j.b || j.procs <= 0 || reps <= 0) {
		gort_print("usage: cbench list | CASE@PROCS [-n N]\n");
		return 2;
	}
	gort_GOMAXPROCS(j.procs);
	if (j.b->f == floorring || j.b->f == floorfutex)
		twoprocessors();
	if (j.b->raw)
		j.b->raw(j.b->name, j.procs);
	else if (j.b->floor)
		gort_systemstack(search, &j);
	else
		search(&j);
	return 0;
}
