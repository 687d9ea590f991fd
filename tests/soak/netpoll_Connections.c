// Many idle connections, each with a goroutine blocked in read: whatever is written to any of them,
// in whatever order and however many at once, comes back; no wake-up is lost.
// Usage: netpoll_Connections N ECHOES         N socket pairs, or as many as there may be open files
//        netpoll_Connections listen N         prints a port, accepts N connections over loopback,
//                                             and echoes until they are closed
//        netpoll_Connections N ECHOES PORT    dials N connections to that port
#include "runtime.h"
#include <gort.h>

enum { CLIENTS = 16, BATCH = 50 };

#define SECOND ((int64)1000 * 1000 * 1000)

int socketpair(int domain, int type, int protocol, int *fds); // musl's
int bind(int fd, const void *addr, unsigned len);
int listen(int fd, int backlog);
int getsockname(int fd, void *addr, unsigned *len);
int setrlimit(int what, const uint64 *limits);
int getrlimit(int what, uint64 *limits);

typedef struct { uint16 family, port; uint32 addr; byte zero[8]; } inet;

static gort_waitgroup clients, servers;
static gort_fd **ends; // the clients' sides
static int64 n, each;  // connections; echoes a client
static uint64 echoes;
static const char *stage;

static void stuck(void *arg)
{
	println("stuck:", stage, "after", echoes, "echoes");
	exit(1);
}

static void must(bool ok, const char *what, int64 v)
{
	if (!ok) {
		println(stage, what, v);
		exit(1);
	}
}

static gort_fd *take(int fd)
{
	int err = 0;
	gort_fd *f = gort_fdopen(fd, &err);
	must(f != nil, "fdopen", err);
	return f;
}

static void serve(void *arg)
{
	uint64 v;
	while (gort_read(arg, &v, sizeof v) == sizeof v)
		gort_write(arg, &v, sizeof v);
	gort_fdclose(arg);
	gort_wgdone(&servers);
}

// Owns every CLIENTSth connection.
static void client(void *arg)
{
	uint64 me = (uintptr)arg, x = me * 2 + 1, mine = (uint64)n / CLIENTS;
	static int64 batch[CLIENTS][BATCH];
	for (int64 done = 0; done < each;) {
		int64 size = 1 + (int64)(x >> 50) % BATCH;
		for (int64 i = 0; i < size; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			int64 c = (int64)((x >> 33) % mine * CLIENTS + me);
			batch[me][i] = c;
			uint64 v = (uint64)c << 32 | (uint64)i;
			int64 r = gort_write(ends[c], &v, sizeof v);
			must(r == sizeof v, "write", r);
		}
		for (int64 i = 0; i < size; i++) {
			uint64 v = 0;
			int64 c = batch[me][i], r = gort_read(ends[c], &v, sizeof v);
			must(r == sizeof v && (int64)(v >> 32) == c && (int64)(v & 0xffffffff) == i, "read", r);
		}
		done += size;
		atomic_Xadd64(&echoes, size);
		if ((x >> 40) % 8 == 0)
			gort_Sleep((int64)(x >> 44) % 1000000);
	}
	gort_wgdone(&clients);
}

static void echo(void)
{
	int64 start = nanotime();
	echoes = 0;
	gort_wgadd(&clients, CLIENTS);
	for (uintptr i = 0; i < CLIENTS; i++)
		gort_go(client, (void *)i);
	gort_wgwait(&clients);
	// Each connection still works, also those that nobody has written to yet.
	for (int64 c = 0; c < n; c++) {
		uint64 v = (uint64)c;
		must(gort_write(ends[c], &v, sizeof v) == sizeof v, "connection", c);
		must(gort_read(ends[c], &v, sizeof v) == sizeof v && v == (uint64)c, "connection", c);
	}
	println(stage, n, "connections,", echoes, "echoes,", (nanotime() - start) / 1000000, "ms");
	for (int64 c = 0; c < n; c++)
		gort_fdclose(ends[c]);
	gort_wgwait(&servers);
}

// All connections are closed: nobody waits in the poller any more.
static void drained(void)
{
	for (int64 until = nanotime() + 10 * SECOND;
	     RELAXED(netpollWaiters) != 0 && nanotime() < until;)
		gort_Sleep(1000000);
	must(RELAXED(netpollWaiters) == 0,
	     "goroutines in the poller at the end:", RELAXED(netpollWaiters));
}

static int listening(void)
{
	stage = "listener:";
	inet addr = {2, 0, 0x0100007f, {0}};
	unsigned len = sizeof addr;
	int fd = socket(2, 1 | 02000000, 0);
	if (fd < 0 || bind(fd, &addr, len) != 0 || listen(fd, 4096) != 0 ||
	    getsockname(fd, &addr, &len) != 0) {
		println("no loopback interface");
		return 77;
	}
	println((int64)(uint16)(addr.port >> 8 | addr.port << 8));
	gort_fd *listener = take(fd);
	gort_wgadd(&servers, (int)n);
	for (int64 i = 0; i < n; i++) {
		fd = gort_accept(listener);
		must(fd >= 0, "accept", fd);
		gort_go(serve, take(fd));
	}
	gort_wgwait(&servers);
	gort_fdclose(listener);
	drained();
	return 0;
}

static void dial(void *arg)
{
	inet *to = arg;
	static uint64 next;
	for (;;) {
		int64 c = (int64)atomic_Xadd64(&next, 1) - 1;
		if (c >= n)
			break;
		int fd = socket(2, 1 | 02000000, 0);
		must(fd >= 0, "socket", fd);
		ends[c] = take(fd);
		int r = gort_connect(ends[c], to, sizeof *to);
		must(r == 0, "connect", r);
	}
	gort_wgdone(&clients);
}

static int64 number(const char *s)
{
	int64 v = 0;
	while (*s != 0)
		v = 10 * v + (*s++ - '0');
	return v;
}

int main(int argc, char **argv)
{
	uint64 limits[2];
	getrlimit(7, limits); // RLIMIT_NOFILE
	limits[0] = limits[1];
	setrlimit(7, limits);
	bool accepts = argv[1][0] == 'l';
	n = number(argv[accepts ? 2 : 1]) / CLIENTS * CLIENTS;
	bool pairs = argc == 3 && !accepts;
	int64 most = (int64)(limits[0] - 50) / (pairs ? 2 : 1) / CLIENTS * CLIENTS;
	if (n > most && pairs)
		n = most;
	if (n > most || n < 100) {
		println("too few open files:", limits[0]);
		return 77;
	}
	if (accepts)
		return listening();
	int64 total = number(argv[2]);
	gort_AfterFunc((60 + total / 1000) * SECOND, 0, stuck, nil);
	ends = gort_new((size_t)n * sizeof *ends);
	each = total / CLIENTS;
	if (pairs) {
		stage = "socket pairs:";
		gort_wgadd(&servers, (int)n);
		for (int64 i = 0; i < n; i++) {
			int fds[2];
			must(socketpair(1, 1 | 02000000, 0, fds) == 0, "socketpair", i);
			ends[i] = take(fds[0]);
			gort_go(serve, take(fds[1]));
		}
	} else {
		stage = "loopback:";
		uint16 port = (uint16)number(argv[3]);
		inet addr = {2, (uint16)(port >> 8 | port << 8), 0x0100007f, {0}};
		gort_wgadd(&clients, 8);
		for (int i = 0; i < 8; i++)
			gort_go(dial, &addr);
		gort_wgwait(&clients);
	}
	echo();
	drained();
	return 0;
}
