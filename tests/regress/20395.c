// golang/go#20395, #28979, #34031, #53210, #56243: a goroutine that ends while it is locked to its
// thread takes the thread with it; the thread is not used for others, except the process's first,
// which never ends.
// procs: 1 2
#include "regress.h"

static gort_waitgroup wg;
static uint32 tid;
static uint32 dead[4096];
static uint32 ndead, leader;

static bool alive(uint32 t)
{
	char path[64] = "/proc/self/task/";
	int n = 16, digits = 0;
	for (uint32 v = t; v != 0; v /= 10)
		digits++;
	for (int i = digits - 1; i >= 0; i--, t /= 10)
		path[n + i] = (char)('0' + t % 10);
	int32 fd = open((const byte *)path, _O_RDONLY, 0);
	if (fd >= 0)
		closefd(fd);
	return fd >= 0;
}

static void locked(void *arg)
{
	gort_LockOSThread();
	uint32 t = gettid();
	for (uint32 i = 0; i < ndead; i++)
		CHECK(dead[i] != t || t == (uint32)getpid(), "thread", t, "was used again");
	atomic_Store(&tid, t);
	gort_wgdone(&wg);
}

int main(void)
{
	for (int i = 0; i < 200; i++) {
		gort_wgadd(&wg, 1);
		gort_go(locked, nil);
		if (i % 20 == 0)
			gort_Sleep(MS); // for the first thread to have a turn
		gort_wgwait(&wg);
		uint32 t = atomic_Load(&tid);
		if (t == (uint32)getpid()) {
			leader++;
			gort_Sleep(20 * MS);
			CHECK(alive(t), "the first thread has ended");
			continue;
		}
		int64 until = nanotime() + 20 * SECOND;
		while (alive(t) && nanotime() < until)
			gort_Sleep(MS / 10);
		CHECK(!alive(t), "thread", t, "lives on");
		// The kernel may give the number to a new thread; with 4 million of them not among 200.
		dead[ndead++] = t;
	}
	println("threads", ndead, "first thread", leader);
	CHECK(leader <= 1, "the first thread was used again:", leader);
	return (int)failed;
}
