// Goroutines blocked on descriptors are woken by data, by room to write, by a deadline and by a
// close, each with its result and none other; a deadline that is moved in time does not fire; of
// two goroutines that one event wakes, none waits for the other; and in the end the poller counts
// nobody as waiting.
#include "runtime.h"
#include <gort.h>

enum {
	EPERM = 1, EBADF = 9, ETIME = 62, ECONNREFUSED = 111,
	AF_INET = 2, SOCK_STREAM = 1,

	PAIRS = 20, ROUNDS = 500, BYTES = 1 << 20, CLOSES = 300, STORM = 5000,
};

#define MS ((int64)1000 * 1000)

// musl's; runtime.h has its own view of those that it declares.
int socketpair(int domain, int type, int protocol, int *fds);
int bind(int fd, const void *addr, unsigned len);
int listen(int fd, int backlog);
int getsockname(int fd, void *addr, unsigned *len);

static gort_waitgroup wg;
static uint32 failed;

#define CHECK(cond, ...)                     \
	do {                                     \
		if (!(cond)) {                       \
			println(__VA_ARGS__);            \
			atomic_Store(&failed, 1);        \
		}                                    \
	} while (0)

static gort_fd *take(int fd)
{
	int err = 0;
	gort_fd *f = gort_fdopen(fd, &err);
	if (f == NULL) {
		println("fdopen:", err);
		exit(1);
	}
	return f;
}

static void makepipe(gort_fd **r, gort_fd **w)
{
	int32 rfd, wfd, err;
	pipe2(_O_CLOEXEC, &rfd, &wfd, &err);
	if (err != 0) {
		println("pipe2:", err);
		exit(1);
	}
	*r = take(rfd);
	*w = take(wfd);
}

static void makesockets(gort_fd **a, gort_fd **b)
{
	int fds[2];
	if (socketpair(_AF_UNIX, SOCK_STREAM, 0, fds) != 0) {
		println("no socketpair");
		exit(1);
	}
	*a = take(fds[0]);
	*b = take(fds[1]);
}

// Ping-pong: each side is blocked in read most of the time.
typedef struct pair { gort_fd *r, *w; } pair;

static void echo(void *arg)
{
	pair *p = arg;
	int32 v;
	while (gort_read(p->r, &v, sizeof v) == sizeof v) {
		v++;
		if (gort_write(p->w, &v, sizeof v) != sizeof v)
			break;
	}
	gort_fdclose(p->w);
	gort_fdclose(p->r);
	gort_wgdone(&wg);
}

static void ping(void *arg)
{
	pair *p = arg;
	for (int32 i = 0; i < ROUNDS; i++) {
		int32 v = 2 * i;
		int64 n = gort_write(p->w, &v, sizeof v);
		CHECK(n == sizeof v, "ping: write", n);
		n = gort_read(p->r, &v, sizeof v);
		CHECK(n == sizeof v && v == 2 * i + 1, "ping: read", n, "value", v, "in round", i);
	}
	gort_fdclose(p->w); // ends the other side, whose close ends ours
	int32 v;
	int64 n = gort_read(p->r, &v, sizeof v);
	CHECK(n == 0, "ping: end of file is", n);
	gort_fdclose(p->r);
	gort_wgdone(&wg);
}

// Both directions of a socket at once, with more than it buffers: reader and writer of one
// descriptor block at the same time.
typedef struct half { gort_fd *f; byte key; } half;

static void fill(void *arg)
{
	half *h = arg;
	byte *buf = gort_new(BYTES);
	for (int i = 0; i < BYTES; i++)
		buf[i] = (byte)(i * 7 + h->key);
	int64 n = gort_write(h->f, buf, BYTES);
	CHECK(n == BYTES, "duplex: write", n);
	gort_wgdone(&wg);
}

static void drain(void *arg)
{
	half *h = arg;
	byte *buf = gort_new(4096);
	for (int64 at = 0; at < BYTES;) {
		int64 n = gort_read(h->f, buf, 4096);
		CHECK(n > 0, "duplex: read", n, "at", at);
		if (n <= 0)
			break;
		for (int64 i = 0; i < n; i++)
			if (buf[i] != (byte)((at + i) * 7 + h->key)) {
				CHECK(false, "duplex: wrong byte at", at + i);
				break;
			}
		at += n;
	}
	gort_wgdone(&wg);
}

static void duplex(void)
{
	gort_fd *a, *b;
	makesockets(&a, &b);
	half halves[4] = {{a, 3}, {b, 3}, {b, 5}, {a, 5}};
	gort_wgadd(&wg, 4);
	for (int i = 0; i < 4; i++)
		gort_go(i % 2 == 0 ? fill : drain, &halves[i]);
	gort_wgwait(&wg);
	gort_fdclose(a);
	gort_fdclose(b);
}

// Deadlines.
static int64 lifted; // when the deadline was

static void later(void *arg)
{
	pair *p = arg;
	gort_Sleep(10 * MS);
	gort_setdeadline(p->r, 0, 'r');
	lifted = nanotime();
	gort_Sleep(150 * MS);
	byte b = 9;
	gort_write(p->w, &b, 1);
	gort_wgdone(&wg);
}

static void deadlines(void)
{
	gort_fd *r, *w, *a, *b;
	makepipe(&r, &w);
	byte c = 0;
	int64 t0 = nanotime();
	gort_setdeadline(r, 20 * MS, 'r');
	int64 n = gort_read(r, &c, 1);
	CHECK(n == -ETIME && nanotime() - t0 >= 20 * MS, "deadline: read", n, "after", nanotime() - t0);
	n = gort_read(r, &c, 1);
	CHECK(n == -ETIME, "deadline: a second read", n);

	// Data does not help once it is over, and is there when it is lifted.
	c = 7;
	n = gort_write(w, &c, 1);
	CHECK(n == 1, "deadline: write", n);
	gort_setdeadline(r, -1, 'r');
	n = gort_read(r, &c, 1);
	CHECK(n == -ETIME, "deadline over: read", n);
	gort_setdeadline(r, 0, 'r');
	c = 0;
	n = gort_read(r, &c, 1);
	CHECK(n == 1 && c == 7, "deadline lifted: read", n, "value", c);

	// Lifted while the reader is blocked: unless the machine was too slow for that.
	pair p = {r, w};
	gort_wgadd(&wg, 1);
	t0 = nanotime();
	gort_setdeadline(r, 100 * MS, 'r');
	gort_go(later, &p);
	n = gort_read(r, &c, 1);
	gort_wgwait(&wg);
	CHECK((n == 1 && c == 9) || (n == -ETIME && lifted - t0 >= 100 * MS),
	      "deadline lifted in time: read", n, "value", c);

	// A write that blocks, and one timer for both directions.
	makesockets(&a, &b);
	byte *buf = gort_new(BYTES);
	t0 = nanotime();
	gort_setdeadline(a, 30 * MS, 'r' + 'w');
	n = gort_write(a, buf, BYTES);
	CHECK(n == -ETIME && nanotime() - t0 >= 30 * MS, "deadline: a write that blocks", n, "after",
	      nanotime() - t0);
	n = gort_read(a, &c, 1);
	CHECK(n == -ETIME, "deadline for both: read", n);
	// Apart: the write's is over, the read's is not.
	gort_setdeadline(a, 0, 'r');
	n = gort_write(b, "x", 1);
	CHECK(n == 1, "deadline: write to the other end", n);
	n = gort_read(a, &c, 1);
	CHECK(n == 1 && c == 'x', "deadline lifted for reading: read", n);
	n = gort_write(a, buf, 1);
	CHECK(n == -ETIME, "deadline not lifted for writing: write", n);
	gort_fdclose(r);
	gort_fdclose(w);
	gort_fdclose(a);
	gort_fdclose(b);
}

// Data against deadlines that come and go: nothing is lost, and the reader is never left asleep.
static uint32 read_done;

static void trickle(void *arg)
{
	for (int i = 0; i < STORM; i++) {
		byte b = (byte)i;
		int64 n = gort_write(arg, &b, 1);
		CHECK(n == 1, "storm: write", n);
		if (i % 8 == 0)
			gort_Sleep(MS / 50);
	}
	gort_wgdone(&wg);
}

static void meddle(void *arg)
{
	static const int64 ns[] = {-1, 1, MS / 100, 0, MS / 10, -1, MS, 60000 * MS};
	static const int modes[] = {'r', 'r' + 'w'};
	for (uint32 i = 0; !RELAXED(read_done); i++) {
		gort_setdeadline(arg, ns[i * 5 % nelem(ns)], modes[i / 3 % 2]);
		if (i % 4 == 0)
			gort_Sleep(MS / 100);
		else
			gort_Gosched();
	}
	gort_wgdone(&wg);
}

static void storm(void)
{
	gort_fd *r, *w;
	makesockets(&r, &w);
	gort_wgadd(&wg, 2);
	gort_go(trickle, w);
	gort_go(meddle, r);
	for (int i = 0; i < STORM;) {
		byte b = 0;
		int64 n = gort_read(r, &b, 1);
		CHECK((n == 1 && b == (byte)i) || n == -ETIME, "storm: read", n, "value", b, "at", i);
		if (n == 1)
			i++;
		else
			gort_Gosched();
	}
	RELAXED_SET(read_done, 1);
	gort_wgwait(&wg);
	gort_fdclose(r);
	gort_fdclose(w);
}

// Closing, against a goroutine that is about to block, blocked, or late.
static void blockedread(void *arg)
{
	byte b;
	int64 n = gort_read(arg, &b, 1);
	CHECK(n == -EBADF, "close: a blocked read ends with", n);
	gort_wgdone(&wg);
}

static void blockedwrite(void *arg)
{
	static const byte zeros[BYTES];
	int64 n = gort_write(arg, zeros, BYTES);
	CHECK(n == -EBADF, "close: a blocked write ends with", n);
	gort_wgdone(&wg);
}

static void closes(void)
{
	for (int i = 0; i < CLOSES; i++) {
		gort_fd *a, *b;
		makesockets(&a, &b);
		gort_wgadd(&wg, 2);
		gort_go(blockedread, a);
		gort_go(blockedwrite, a);
		if (i % 3 == 1)
			gort_Gosched();
		else if (i % 3 == 2)
			gort_Sleep(MS / 10);
		int r = gort_fdclose(a);
		CHECK(r == 0, "close:", r);
		gort_wgwait(&wg);
		r = gort_fdclose(a);
		CHECK(r == -EBADF, "close again:", r);
		byte c;
		int64 n = gort_read(a, &c, 1);
		CHECK(n == -EBADF, "read after close:", n);
		gort_setdeadline(a, MS, 'r' + 'w');
		gort_fdclose(b);
	}
}

// The other end is closed: that wakes the reader and the writer at once. Each keeps its P until
// both run, and so does the goroutine that has closed it.
static uint32 awake;

static void waitforboth(void)
{
	procPin();
	int64 t0 = nanotime();
	while (atomic_Load(&awake) != 2 && nanotime() - t0 < 10000 * MS)
		procyield(10);
	CHECK(atomic_Load(&awake) == 2, "together: one waits for the other");
	procUnpin();
}

static void readuntilclosed(void *arg)
{
	byte b;
	gort_read(arg, &b, 1);
	atomic_Xadd(&awake, 1);
	waitforboth();
	gort_wgdone(&wg);
}

static void writeuntilclosed(void *arg)
{
	static const byte zeros[BYTES];
	gort_write(arg, zeros, BYTES);
	atomic_Xadd(&awake, 1);
	waitforboth();
	gort_wgdone(&wg);
}

static void together(void)
{
	int fds[2];
	if (gomaxprocs < 3)
		return;
	CHECK(socketpair(_AF_UNIX, SOCK_STREAM, 0, fds) == 0, "no socketpair");
	gort_fd *f = take(fds[0]);
	gort_wgadd(&wg, 2);
	gort_go(readuntilclosed, f);
	gort_go(writeuntilclosed, f);
	for (;;) { // until an M polls, and the others sleep
		gort_Sleep(MS);
		procPin();
		if (RELAXED(netpollWaiters) == 2 && atomic_Load64(&sched.lastpoll) == 0 &&
		    atomic_Load(&sched.npidle) == (uint32)gomaxprocs - 1)
			break;
		procUnpin();
	}
	closefd(fds[1]);
	waitforboth();
	procUnpin();
	gort_wgwait(&wg);
	gort_fdclose(f);
}

// A connection that a goroutine waits for on either side.
static gort_fd *listener;

static void server(void *arg)
{
	int fd = gort_accept(listener);
	CHECK(fd >= 0, "accept:", fd);
	if (fd >= 0) {
		gort_fd *f = take(fd);
		int64 n = gort_write(f, "hello", 5);
		CHECK(n == 5, "accepted: write", n);
		gort_fdclose(f);
	}
	fd = gort_accept(listener);
	CHECK(fd == -EBADF, "accept, closed:", fd);
	gort_wgdone(&wg);
}

static void connections(void)
{
	struct { uint16 family, port; uint32 addr; byte zero[8]; } addr = {AF_INET, 0, 0x0100007f, {0}};
	unsigned len = sizeof addr;
	int32 fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, &addr, len) != 0 || listen(fd, 5) != 0 ||
	    getsockname(fd, &addr, &len) != 0)
		return; // a machine without the loopback interface
	listener = take(fd);
	gort_wgadd(&wg, 1);
	gort_go(server, nil);
	gort_Sleep(5 * MS);
	gort_fd *f = take(socket(AF_INET, SOCK_STREAM, 0));
	int r = gort_connect(f, &addr, len);
	CHECK(r == 0, "connect:", r);
	char buf[6] = "";
	int64 got = 0, n;
	while ((n = gort_read(f, buf + got, (size_t)(5 - got))) > 0)
		got += n;
	CHECK(got == 5 && memcmp(buf, "hello", 5) == 0, "connected: read", got, "then", n);
	gort_fdclose(f);
	gort_fdclose(listener);
	gort_wgwait(&wg);
	f = take(socket(AF_INET, SOCK_STREAM, 0));
	r = gort_connect(f, &addr, len);
	CHECK(r == -ECONNREFUSED, "connect, nobody listens:", r);
	gort_fdclose(f);
}

int main(void)
{
	int err = 0;
	int32 file = open((const byte *)"/proc/self/exe", _O_RDONLY, 0);
	CHECK(gort_fdopen(file, &err) == NULL && err == EPERM, "a regular file: error", err);

	static pair pairs[PAIRS][2];
	gort_wgadd(&wg, 2 * PAIRS);
	for (int i = 0; i < PAIRS; i++) {
		makepipe(&pairs[i][0].r, &pairs[i][1].w);
		makepipe(&pairs[i][1].r, &pairs[i][0].w);
		gort_go(echo, &pairs[i][0]);
		gort_go(ping, &pairs[i][1]);
	}
	gort_wgwait(&wg);

	duplex();
	deadlines();
	storm();
	closes();
	together();
	connections();

	// mo: relaxed; all goroutines that waited have been joined.
	CHECK(RELAXED(netpollWaiters) == 0,
	      "goroutines in the poller at the end:", RELAXED(netpollWaiters));
	return (int)RELAXED(failed);
}
