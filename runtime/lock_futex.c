// mutex and note: locks and events that block the thread, on futexes.
//
// mutex.key has two halves. The low one is the lock:
//
//	0 unlocked   no thread holds it
//	1 locked     held; no thread sleeps on it, or the sleepers will be woken by a thread that holds
//	             it as 2
//	2 sleeping   held; threads may sleep on it
//
//	       lock: xchg 1                  lock: xchg 2, then sleep while 2
//	 0 ───────────────────────► 1 ───────────────────────► 2
//	 ▲                          │                          │
//	 └──────────────────────────┴──────────────────────────┘
//	    unlock: xchg 0, and from 2 wake one sleeper
//
// Every lock begins with xchg 1. If that overwrites a 2, there may be a sleeper of which the word
// no longer tells. So from then on this thread takes the lock only as 2, whichever way it gets it:
// its unlock then wakes the sleeper. A thread that has slept does the same, since it does not know
// whether there are other sleepers; that costs at most one wake-up for nothing. A woken thread may
// find that a spinning thread has taken the lock; it goes back to sleep. There is no fairness, no
// owner and no recursion.
//
// The high half, waiters, counts the threads that sleep or are about to, until they have the lock.
// While it is 0, unlockrel is a plain store, which costs a fraction of an exchange:
//
//	unlockrel: if waiters is 0: store 0; if waiters is still 0: done; else wake one
//	lock:      waiters + 1; membarrier; xchg 2 and sleep, as above
//
// membarrier makes every other thread of the process go through a full barrier before it returns.
// If an unlockrel reads waiters for the second time before that barrier, it has stored its 0 before
// it too, and the sleeper's exchange sees the 0. If it reads waiters after the barrier, it sees
// that the sleeper is counted and wakes it, whether its 0 has overwritten the 2 or not. If its
// first read sees the sleeper, it unlocks by an exchange. Where the kernel has no membarrier,
// unlockrel has a fence between its store and its second read.
//
// membarrier can begin to fail: a program enters a sandbox whose filter does not know it. From then
// on unlockrel has the fence, but one that is under way may have none: it reads waiters, then the
// sleeper counts itself and exchanges, and then the 0 leaves the other processor's store buffer and
// overwrites the 2, with no thread to wake the sleeper. So without a barrier a sleeper sleeps only
// for a moment and exchanges again. The 0 arrives soon, whatever its thread does, because a
// processor does not hold stores back.
//
// membarrier interrupts the other processors, so a contended lock does without: the first sleeper
// leaves the mark barriered in waiters, which is then not 0 even if no thread sleeps. A thread that
// finds the mark when it counts itself can rely on the earlier membarrier: waiters has not been 0
// since, so the argument above applies to it as well. Now and then unlockrel, which holds the lock,
// removes the mark if no thread waits; the next sleeper calls membarrier again.
//
// note.key: 0 clear, 1 signalled. One sleeper and one notewakeup between two calls of noteclear.
#include "runtime.h"

enum {
	mutex_unlocked = 0,
	mutex_locked   = 1,
	mutex_sleeping = 2,

	active_spin     = 4,
	active_spin_cnt = 100, // 30 in Go; each look takes the lock's line from its holder (D40)
	passive_spin    = 1,
};
#define barriered (1u << 31) // in waiters

// The kernel has no membarrier, or no longer has it; atomic, never becomes false again.
bool nomembarrier;

// go: lock_futex.go#key32
static uint32 *key32(uintptr *p) { return (uint32 *)p; }

// go: none — the high half of mutex.key
static uint32 *waiters(mutex *l) { return (uint32 *)&l->key + 1; }

// go: none — called before there are other threads
void lockinit(void)
{
	RELAXED_SET(nomembarrier, membarrier(_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) != 0);
}

// go: none — makes every other thread of the process go through a full barrier; false if it cannot
// Once false, always false: from then on code that relies on the barrier has fences of its own or
// polls. See D39.
bool barrierall(void)
{
	// mo: relaxed; a thread that does not see the store yet has no fence (see the top of the file).
	if (unlikely(RELAXED(nomembarrier)))
		return false;
	if (likely(membarrier(_MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0))
		return true;
	RELAXED_SET(nomembarrier, true);
	return false;
}

// go: none — the rest of lock, when the first exchange found v, not mutex_unlocked
noinline static void lockslow(mutex *l, uint32 v)
{
	uint32 *key = key32(&l->key);
	// The value that we write when we get the lock: never less than what we have overwritten.
	uint32 wait = v;
	int64 limit = -1; // of a sleep, ns

	// On one processor the holder cannot run while we spin.
	int spin = ncpu > 1 ? active_spin : 0;
	for (bool counted = false;;) {
		for (int i = 0; i < spin; i++) {
			// mo: a relaxed load, then a seq_cst CAS, which is the acquire; the load only spares
			//     the bus.
			while (__atomic_load_n(key, __ATOMIC_RELAXED) == mutex_unlocked)
				if (atomic_Cas(key, mutex_unlocked, wait))
					goto locked;
			procyield(active_spin_cnt);
		}
		for (int i = 0; i < passive_spin; i++) {
			// mo: as above.
			while (__atomic_load_n(key, __ATOMIC_RELAXED) == mutex_unlocked)
				if (atomic_Cas(key, mutex_unlocked, wait))
					goto locked;
			osyield();
		}

		if (!counted) {
			// mo: seq_cst, and a barrier on all threads, before the exchange; pairs with the two
			//     loads in unlockrel, see the top of the file.
			uint32 n = atomic_Xadd(waiters(l), 1);
			if ((n & barriered) == 0) {
				if (barrierall())
					atomic_Or(waiters(l), barriered);
				else
					limit = 1000 * 1000;
			}
			counted = true;
		}
		// mo: seq_cst; pairs with unlock: either we see its 0, or it sees our 2 or our count and
		//     wakes us. The kernel compares the word again before it puts us to sleep, so a wake-up
		//     in between is not lost.
		if (atomic_Xchg(key, mutex_sleeping) == mutex_unlocked)
			goto locked;
		wait = mutex_sleeping;
		futexsleep(key, mutex_sleeping, limit);
		continue;

locked:
		// mo: seq_cst; we hold the lock. Other sleepers have counted themselves.
		if (counted)
			atomic_Xadd(waiters(l), -1);
		return;
	}
}

// go: lock_futex.go#lock
// Called on any stack with an M. From its first store on the M is not preemptible. Not for a signal
// handler, unless the code that it interrupted cannot hold l.
void lock(mutex *l)
{
	m *mp = getg()->m;
	if (unlikely(mp->locks < 0))
		throw("runtime·lock: lock count");
	// plain: only this thread and its signal handlers read locks. The compiler does not move the
	// store past the exchange.
	mp->locks++;

	// mo: seq_cst, at least acquire; pairs with unlock's exchange. Dekker pairs of the scheduler
	//     rely on the full barrier.
	uint32 v = atomic_Xchg(key32(&l->key), mutex_locked);
	if (unlikely(v != mutex_unlocked))
		lockslow(l, v);
	// mo: relaxed; an M only asks whether it is itself the owner (the crash path).
	if (unlikely(l == &sched.lock))
		RELAXED_SET(sched.lockowner, mp);
}

// go: none — the part of unlock that comes after the exchange if it found v, not mutex_locked
noinline static void unlockslow(uint32 *key, uint32 v)
{
	if (v == mutex_unlocked)
		throw("unlock of unlocked lock");
	futexwakeup(key, 1);
}

// go: none — the end of unlock, when the lock is free
static inline void unlocked(void)
{
	g *gp = getg();
	m *mp = gp->m;
	// Last, so that the whole of unlock is unpreemptible.
	if (unlikely(--mp->locks < 0))
		throw("runtime·unlock: lock count");
	// newstack takes the poison away if it finds locks != 0: poison again. Nothing requests a
	// preemption of g0 or gsignal, so gp is a user goroutine.
	if (unlikely(mp->locks == 0 && RELAXED(gp->preempt)))
		poisonguard(gp, mp);
}

// go: lock_futex.go#unlock
// Called on the thread that locked, perhaps on another G (park_m unlocks for the G that parks).
void unlock(mutex *l)
{
	if (unlikely(l == &sched.lock))
		RELAXED_SET(sched.lockowner, nil);
	// mo: seq_cst, at least release; pairs with lock's exchange and CAS. *l may be freed from here
	// on.
	uint32 v = atomic_Xchg(key32(&l->key), mutex_unlocked);
	if (unlikely(v != mutex_locked))
		unlockslow(key32(&l->key), v);
	unlocked();
}

// go: none — unlockrel if another thread has touched l
static noinline void unlockrelslow(mutex *l)
{
	if (RELAXED(*waiters(l)) == barriered && fastrandn(1024) == 0)
		// It fails if a thread has counted itself meanwhile.
		atomic_Cas(waiters(l), barriered, 0);
	unlock(l);
}

// go: none — unlocks where no full barrier is needed or one follows; *l must outlive the call
// Not for the end of an operation that a program uses to synchronize: the program's next atomic
// load must not come before the accesses that the lock protected. See D38.
void unlockrel(mutex *l)
{
	if (unlikely(l == &sched.lock))
		RELAXED_SET(sched.lockowner, nil);
	// mo: relaxed loads, release store; see the top of the file. Not one load of both halves: that
	//     would wait for lock's exchange of one half.
	if (unlikely(RELAXED(*key32(&l->key)) != mutex_locked || RELAXED(*waiters(l)) != 0)) {
		unlockrelslow(l);
		return;
	}
	atomic_StoreRel(key32(&l->key), mutex_unlocked);
	if (unlikely(RELAXED(nomembarrier)))
		atomic_Fence();
	compiler_barrier();
	if (unlikely(RELAXED(*waiters(l)) != 0))
		futexwakeup(key32(&l->key), 1);
	unlocked();
}

// go: lock_futex.go#noteclear
// Called only while no thread sleeps on n or wakes it: the owner's protocol orders this store.
void noteclear(note *n) { n->key = 0; }

// go: none — on g0, as printing needs room
static void doublewakeup(void *old)
{
	print("notewakeup - double wakeup (", (uintptr)old, ")\n");
	throw("notewakeup - double wakeup");
}

// go: lock_futex.go#notewakeup
// Signals n and wakes its sleeper; a sleeper that comes later does not sleep. Async-signal-safe.
// After the exchange the sleeper may run and reuse the memory of n, so the futex call can hit
// another word: all sleepers tolerate a wake-up without reason.
void notewakeup(note *n)
{
	// mo: seq_cst, at least release; pairs with the sleeper's load: after its sleep the sleeper
	//     sees what the waker wrote before (m.nextp …).
	uint32 old = atomic_Xchg(key32(&n->key), 1);
	if (unlikely(old != 0))
		systemstack(doublewakeup, (void *)(uintptr)old);
	futexwakeup(key32(&n->key), 1);
}

// go: lock_futex.go#notesleep [adapted] no thread sanitizer to yield to
// Sleeps until n is signalled. On g0. The caller may have a P only if a stop of the world may wait
// for it.
void notesleep(note *n)
{
	m *mp = getg()->m;
	if (getg() != mp->g0)
		throw("notesleep not on g0");
	// mo: seq_cst, at least acquire; pairs with notewakeup's exchange.
	while (atomic_Load(key32(&n->key)) == 0) {
		RELAXED_SET(mp->blocked, true);
		futexsleep(key32(&n->key), 0, -1);
		RELAXED_SET(mp->blocked, false);
	}
}

// go: lock_futex.go#notetsleep_internal [adapted] no thread sanitizer to yield to
// Sleeps until n is signalled, at most ns if ns >= 0; returns whether it is signalled. May run
// without a P: nothing here is a preemption point.
bool notetsleep_internal(note *n, int64 ns)
{
	m *mp = getg()->m;
	uint32 *key = key32(&n->key);

	// mo: as in notesleep, for all loads of the key.
	if (ns < 0) {
		while (atomic_Load(key) == 0) {
			RELAXED_SET(mp->blocked, true);
			futexsleep(key, 0, -1);
			RELAXED_SET(mp->blocked, false);
		}
		return true;
	}
	if (atomic_Load(key) != 0)
		return true;
	int64 deadline = nanotime() + ns;
	for (;;) {
		RELAXED_SET(mp->blocked, true);
		futexsleep(key, 0, ns);
		RELAXED_SET(mp->blocked, false);
		if (atomic_Load(key) != 0)
			return true;
		int64 now = nanotime();
		if (now >= deadline)
			break;
		ns = deadline - now;
	}
	// A wake-up at the deadline counts.
	return atomic_Load(key) != 0;
}

// go: lock_futex.go#notetsleep
// On g0, or with preemption off. Keeps the P, so it is for short sleeps. After it has returned
// false the wake-up may still come: do not clear n.
bool notetsleep(note *n, int64 ns)
{
	g *gp = getg();
	if (gp != gp->m->g0 && gp->m->preemptoff.len != 0)
		throw("notetsleep not on g0");
	return notetsleep_internal(n, ns);
}

// go: lock_futex.go#notetsleepg
// As notetsleep, on a user goroutine, whose P other Ms can use during the sleep.
bool notetsleepg(note *n, int64 ns)
{
	g *gp = getg();
	if (gp == gp->m->g0)
		throw("notetsleepg on g0");
	entersyscallblock();
	bool ok = notetsleep_internal(n, ns);
	exitsyscall();
	return ok;
}

// go: lock_futex.go#beforeIdle [unused] for systems without threads
// A hook of systems without threads.
bool beforeIdle(int64 now) { return false; }

// go: lock_futex.go#checkTimeouts [unused] for systems without threads
void checkTimeouts(void) {}
