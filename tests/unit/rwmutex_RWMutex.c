// The reader/writer lock of threads: readers never see a writer's work half done, no writer's work
// is lost, and nobody is left waiting.
#include "runtime.h"
#include <gort.h>

enum { THREADS = 6, ROUNDS = 20000 };

static rwmutex rw;
static intgo first, second; // equal but inside a writer's section
static intgo writes;        // atomic
static uint32 broken;
static gort_waitgroup wg;

static void work(void *arg)
{
	uint64 r = (uintptr)arg;
	for (int i = 0; i < ROUNDS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		uint32 pause = 1 + (r >> 40) % 64;
		if ((r >> 33) % 4 == 0) {
			rwmutex_lock(&rw);
			first++;
			procyield(pause);
			second++;
			rwmutex_unlock(&rw);
			__atomic_add_fetch(&writes, 1, __ATOMIC_RELAXED);
		} else {
			rwmutex_rlock(&rw);
			intgo seen = RELAXED(first);
			procyield(pause);
			if (seen != RELAXED(second) || seen != RELAXED(first))
				atomic_Store(&broken, 1);
			rwmutex_runlock(&rw);
		}
	}
	gort_wgdone(&wg);
}

// An M that waits for the lock is woken by a goroutine of its own that has become ready.
static uintptr waiter;
static uint32 inside;

static void wait(void *unused)
{
	atomic_Storeuintptr(&waiter, (uintptr)getg()->m);
	rwmutex_rlock(&rw);
	atomic_Store(&inside, 1);
	rwmutex_runlock(&rw);
	noteclear(&getg()->m->park);
	gort_wgdone(&wg);
}

static void otherwake(void)
{
	gort_wgadd(&wg, 1);
	rwmutex_lock(&rw);
	gort_go(wait, nil);
	// With one P, of which the waiter would not let go, the lock has no other user.
	if (RELAXED(gomaxprocs) > 1) {
		while (atomic_Loaduintptr(&waiter) == 0 || atomic_Loaduintptr(&rw.readers) == 0)
			osyield();
		notewakeup(&((m *)waiter)->park);
		usleep(1000);
		if (atomic_Load(&inside) != 0) {
			println("a reader is inside beside a writer");
			atomic_Store(&broken, 1);
		}
	}
	rwmutex_unlock(&rw);
	gort_wgwait(&wg);
}

int main(void)
{
	otherwake();
	gort_wgadd(&wg, THREADS);
	for (uintptr i = 0; i < THREADS; i++)
		gort_go(work, (void *)(i + 1));
	gort_wgwait(&wg);
	if (broken || first != writes || second != writes) {
		println("broken", broken, "first", first, "second", second, "writes", writes);
		return 1;
	}
	// The locks are free and no thread waits for them; a thread that did may have left the highest
	// bit set (lock_futex.c).
	if (rw.readerCount != 0 || rw.readerWait != 0 || rw.readerPass != 0 || rw.readers != 0 ||
	    rw.wLock.key << 1 != 0 || rw.rLock.key << 1 != 0) {
		println("count", rw.readerCount, "wait", rw.readerWait, "pass", rw.readerPass);
		return 1;
	}
	return 0;
}
