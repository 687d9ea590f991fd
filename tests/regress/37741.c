// golang/go#37741: however many threads ask for a preemption, a thread has one signal pending, and
// a request after it has handled that signal sends the next.
// procs: 2
// storm: 0
// env: GODEBUG=asyncpreemptoff=0
#include "regress.h"

static bool over;
static m *target;

static void hog(void *arg)
{
	gort_LockOSThread();
	atomic_StorepNoWB(&target, getg()->m);
	spin(&over);
}

int main(void)
{
	gort_go(hog, nil);
	while (atomic_Loadp(&target) == nil)
		gort_Gosched();
	// As if a signal were on its way that has not been handled.
	while (!atomic_Cas(&target->signalPending, 0, 1))
		;
	uint32 gen = atomic_Load(&target->preemptGen);
	for (int i = 0; i < 1000; i++)
		preemptM(target);
	usleep(20000);
	CHECK(atomic_Load(&target->preemptGen) == gen,
	      "signals in spite of one pending:", target->preemptGen - gen);
	atomic_Store(&target->signalPending, 0);
	preemptM(target);
	for (int64 until = nanotime() + 20 * SECOND;
	     atomic_Load(&target->preemptGen) == gen && nanotime() < until;)
		usleep(100);
	CHECK(atomic_Load(&target->preemptGen) != gen, "the next request sent no signal");
	RELAXED_SET(over, true);
	return (int)failed;
}
