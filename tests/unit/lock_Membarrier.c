// membarrier begins to fail while the program runs, or fails from its start (a sandbox's filter).
// Then other threads may see late an unlock, or an entry into a system call, that has begun without
// a fence. The test plays each with its store held back, as a processor's store buffer does,
// against a sleeper on the lock and a stop of the world; neither may wait for ever. After that,
// locks, system calls and stops of the world work, in this process and in one that has the filter
// from its first instruction.
#include "runtime.h"
#include <gort.h>

enum { PRCTL = 157, SECCOMP = 317, EXECVE = 59, EPERM = 1, SECOND = 1000 * 1000 * 1000 };

static intgo syscall3(intgo n, uintptr a, uintptr b, uintptr c)
{
	intgo r;
	register uintptr r10 __asm__("r10") = 0;
	register uintptr r8 __asm__("r8") = 0;
	__asm__ volatile("syscall"
	                 : "=a"(r)
	                 : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	return r;
}

// From now on membarrier (324) fails with EPERM, on all threads. False: the kernel has no such
// filters.
static bool sandbox(void)
{
	static const struct filter {
		uint16 code;
		uint8  jt, jf;
		uint32 k;
	} f[] = {{0x20, 0, 0, 0},
	         {0x15, 0, 1, 324},
	         {0x06, 0, 0, 0x00050000 | EPERM},
	         {0x06, 0, 0, 0x7fff0000}};
	struct {
		uint16 n;
		const struct filter *f;
	} prog = {nelem(f), f};
	// The 1 is SECCOMP_FILTER_FLAG_TSYNC: on all threads.
	return syscall3(PRCTL, 38, 1, 0) == 0 && syscall3(SECCOMP, 1, 1, (uintptr)&prog) == 0;
}

static mutex  mu;
static uint32 step;
static gort_waitgroup wg;

// Waits until step is n; false if that takes more than 10 s.
static bool reached(uint32 n)
{
	for (int i = 0; i < 100000; i++) {
		if (atomic_Load(&step) == n)
			return true;
		usleep(100);
	}
	return false;
}

static void sleeper(void *arg)
{
	gort_LockOSThread();
	gort_entersyscall(); // an M without a P: preemption's signals would end the sleep of others
	lock(&mu);
	unlock(&mu);
	gort_exitsyscall();
	atomic_Store(&step, 1);
	gort_UnlockOSThread();
}

// unlockrel, but its store of 0 comes after its read of waiters, by as long as a thread takes to
// fall asleep.
static bool lateunlock(void)
{
	uint32 *key = (uint32 *)&mu.key;
	lock(&mu);
	bool alone = RELAXED(key[1]) == 0;
	gort_go(sleeper, nil);
	while ((RELAXED(mu.key) & ~((uintptr)1 << 63)) != ((uintptr)1 << 32 | 2))
		usleep(100);
	usleep(50 * 1000);
	atomic_StoreRel(key, 0);
	RELAXED_SET(getg()->m->locks, getg()->m->locks - 1);
	return alone && reached(1);
}

static void caller(void *arg)
{
	gort_LockOSThread();
	p *pp;
	for (;;) {
		gort_entersyscall();
		pp = puintptr_ptr(getg()->m->oldp);
		if (pp != nil && atomic_Cas(&pp->status, _Psyscall, _Prunning))
			break;
		gort_exitsyscall(); // sysmon was quicker
	}
	atomic_Store(&step, 2);
	while (atomic_Load(&sched.gcwaiting) == 0)
		usleep(100);
	usleep(20 * 1000);
	atomic_Store(&pp->status, _Psyscall);
	reached(3);
	gort_exitsyscall();
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

// reentersyscall, but its store of _Psyscall comes after its read of gcwaiting, by as long as the
// stopper takes to read the statuses of all Ps.
static bool lateentry(void)
{
	gort_wgadd(&wg, 1);
	gort_go(caller, nil);
	if (!reached(2))
		return false;
	int64 t = nanotime();
	stopTheWorld(STR("test"));
	t = nanotime() - t;
	startTheWorld();
	atomic_Store(&step, 3);
	gort_wgwait(&wg);
	return t < 5 * (int64)SECOND;
}

enum { THREADS = 4, ROUNDS = 20000 };

static intgo counter;

static void work(void *arg)
{
	gort_LockOSThread();
	for (int i = 0; i < ROUNDS; i++) {
		lock(&mu);
		counter++;
		if (i % 1024 == 0)
			usleep(100); // make the others sleep in the futex
		if (i % 2 == 0)
			unlock(&mu);
		else
			unlockrel(&mu);
		gort_entersyscall();
		gort_exitsyscall();
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

static bool mix(void)
{
	counter = 0;
	gort_wgadd(&wg, THREADS);
	for (int i = 0; i < THREADS; i++)
		gort_go(work, nil);
	for (int i = 0; i < 200; i++) {
		stopTheWorld(STR("test"));
		startTheWorld();
		gort_Gosched();
	}
	gort_wgwait(&wg);
	return counter == (intgo)THREADS * ROUNDS;
}

static bool fails(const char *what)
{
	print("membarrier fails: ", gostringnocopy((const byte *)what), "\n");
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		if (!nomembarrier || membarrier(_MEMBARRIER_CMD_PRIVATE_EXPEDITED) != -EPERM)
			return fails("from the start, unnoticed");
		return mix() ? 0 : fails("from the start, locks do not exclude");
	}
	bool had = !nomembarrier;
	if (!sandbox())
		return 77;
	// With one P nobody else runs Go code while we hold a lock or stop the world.
	if (gomaxprocs > 1) {
		if (!lateunlock())
			return fails("a sleeper is not woken");
		if (!lateentry())
			return fails("the world does not stop");
	}
	if (!mix())
		return fails("locks do not exclude");
	if (had && gomaxprocs > 1 && !nomembarrier)
		return fails("unnoticed");
	static char *again[] = {"lock_Membarrier", "start", nil};
	syscall3(EXECVE, (uintptr)"/proc/self/exe", (uintptr)again, (uintptr)(argv + argc + 1));
	return fails("and exec");
}
