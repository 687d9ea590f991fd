// golang/go#10139, #9456, #42207, #56150: signals on a thread that is not ours, without a g and
// without a signal stack: SIGPROF, SIGURG and one whose default is to do nothing are dropped;
// SIGTERM ends the process.
// exit: -15
#include "regress.h"

enum { SIGWINCH = 28, SIGPROF = 27, SIGURG = 23, SIGTERM = 15 };

// musl's
int __clone(int (*fn)(void *), void *stack, int flags, void *arg, int *ptid, void *tls, int *ctid);

static uintptr tlsblock[512] __attribute__((aligned(64))); // a thread block of its own: no g
static byte stack_[256 << 10] __attribute__((aligned(64)));
static uint64 turns;

__attribute__((__no_split_stack__)) static int foreign(void *arg)
{
	for (;;)
		RELAXED_SET(turns, turns + 1);
}

static int32 tid;

static void start(void *arg)
{
	tlsblock[256] = (uintptr)&tlsblock[256];
	int flags = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000;
	tid = __clone(foreign, stack_ + sizeof stack_, flags, nil, nil, &tlsblock[256], nil);
}

int main(void)
{
	systemstack(start, nil);
	if (tid <= 0) {
		println("clone", tid);
		return 1;
	}
	static const int sigs[] = {SIGPROF, SIGURG, SIGWINCH};
	for (int i = 0; i < 600; i++) {
		uint64 n = RELAXED(turns);
		tgkill(getpid(), tid, sigs[i % 3]);
		for (int64 until = nanotime() + 20 * SECOND; RELAXED(turns) == n;)
			if (nanotime() > until) {
				println("the thread stands, signal", sigs[i % 3]);
				return 1;
			}
		if (i % 50 == 0)
			gort_Sleep(MS);
	}
	tgkill(getpid(), tid, SIGTERM);
	gort_Sleep(20 * SECOND);
	return 1;
}
