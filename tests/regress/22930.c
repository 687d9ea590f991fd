// golang/go#22930, #43853, #39079: C code that gives its thread another signal stack: signals are
// handled there, and preemption works. When it takes the signal stack away, the runtime reports
// that, and the program ends.
// exit: 2
// stderr: signal 23 received on thread with no signal stack
// env: GODEBUG=asyncpreemptoff=0
#include "regress.h"

static bool over;
static byte other[64 << 10] __attribute__((aligned(4096)));

int main(void)
{
	gort_LockOSThread();
	stackt st = {.ss_sp = other, .ss_size = sizeof other};
	sigaltstack(&st, nil);
	int32 tid = (int32)gettid();
	for (int i = 0; i < 1000; i++)
		tgkill(getpid(), tid, 23);
	bool used = false;
	for (uintptr i = 0; i < sizeof other; i++)
		used |= other[i] != 0;
	CHECK(used, "the other stack was not used");

	// Preempted while it spins with it: another goroutine ends the loop, on one P.
	gort_GOMAXPROCS(1);
	void stop(void *);
	gort_go(stop, nil);
	spin(&over);
	if (failed)
		return 1;

	st = (stackt){.ss_flags = _SS_DISABLE};
	sigaltstack(&st, nil);
	tgkill(getpid(), tid, 23);
	gort_Sleep(SECOND);
	return 1;
}

void stop(void *arg) { RELAXED_SET(over, true); }
