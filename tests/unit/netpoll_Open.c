// What the poller refuses costs nothing and disturbs nobody; and an event that comes late, of what
// a pollDesc stood for before, tells nothing of what it stands for now.
#include "runtime.h"
#include <gort.h>

enum { EPERM = 1, EEXIST = 17, OPENS = 10000 };

static bool failed;

#define CHECK(cond, ...)                                                                           \
	do {                                                                                           \
		if (!(cond)) {                                                                             \
			println(__VA_ARGS__);                                                                  \
			failed = true;                                                                         \
		}                                                                                          \
	} while (0)

static void makepipe(int32 *r, int32 *w)
{
	int32 err;
	pipe2(_O_CLOEXEC | _O_NONBLOCK, r, w, &err);
	if (err != 0) {
		println("pipe2:", err);
		exit(1);
	}
}

// A regular file is opened often.
static void refused(void)
{
	int32 file = open((const byte *)"/proc/self/exe", _O_RDONLY, 0);
	uint64 before = memstats.other_sys;
	for (int i = 0; i < OPENS; i++) {
		intgo err;
		pollDesc *pd = poll_runtime_pollOpen((uintptr)file, &err);
		CHECK(pd == nil && err == EPERM, "a regular file: pollDesc", pd, "error", err);
	}
	// A thread may take a chunk of memory meanwhile.
	uint64 more = memstats.other_sys - before;
	CHECK(more < OPENS * sizeof(pollDesc) / 2, "memory:", more, "bytes");
	closefd(file);
}

// A descriptor that is there already is opened once more.
static void twice(void)
{
	int32 r, w;
	int err = 0;
	makepipe(&r, &w);
	gort_fd *f = gort_fdopen(r, &err), *g = gort_fdopen(w, &err);
	CHECK(f != NULL && g != NULL, "fdopen:", err);
	CHECK(gort_fdopen(r, &err) == NULL && err == EEXIST, "the second fdopen: error", err);
	gort_setdeadline(f, (int64)10 * 1000 * 1000 * 1000, 'r');
	gort_go((void (*)(void *))gort_fdclose, g);
	char c;
	int64 n = gort_read(f, &c, 1);
	CHECK(n == 0, "the end of the first:", n);
	gort_fdclose(f);
}

static uint64 data(pollDesc *pd) { return (uintptr)pd | (uint64)polltag(pd) << 48; }

static void late(void)
{
	int32 r, w, r2, w2;
	intgo err;
	makepipe(&r, &w);
	makepipe(&r2, &w2);
	pollDesc *pd = poll_runtime_pollOpen((uintptr)w, &err);
	uint64 old = data(pd);
	poll_runtime_pollUnblock(pd);
	poll_runtime_pollClose(pd);
	CHECK(poll_runtime_pollOpen((uintptr)r2, &err) == pd, "another pollDesc");

	gList none = {0};
	netpollevent(&none, _EPOLLERR, old);
	err = poll_runtime_pollReset(pd, 'r');
	CHECK(err == 0, "after another descriptor's error:", err);
	netpollevent(&none, _EPOLLERR, data(pd));
	err = poll_runtime_pollReset(pd, 'r');
	CHECK(err == 3, "after its own error:", err);
	netpollevent(&none, _EPOLLIN, old);
	err = poll_runtime_pollReset(pd, 'r');
	CHECK(err == 3, "after its own error, and another's event:", err);
	netpollevent(&none, _EPOLLIN, data(pd));
	err = poll_runtime_pollReset(pd, 'r');
	CHECK(err == 0, "after the error is over:", err);
}

int main(void)
{
	poll_runtime_pollServerInit();
	refused();
	twice();
	late();
	return failed;
}
