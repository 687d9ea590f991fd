// mutex and note: locks and events that block the thread, on futexes.
//
// mutex.key has two halves. The low one is the lock:
//
//	0 unlocked   nobody holds it
//	1 locked     held; nobody sleeps on it, or those who do will be woken by one that holds it as 2
//	2 sleeping   held; somebody may sleep on it
//
//	       lock: xchg 1                  lock: xchg 2, then sleep while 2
//	 0 ───────────────────────► 1 ───────────────────────► 2
//	 ▲                          │                          │
//	 └──────────────────────────┴──────────────────────────┘  unlock: xchg 0, and from 2 wake one sleeper
//
// Every lock begins with xchg 1. If that overwrites a 2, there may be a sleeper and the word does not say so any more. So from then on this
// thread takes the lock as 2 only, by whatever way it gets it: its unlock then wakes the sleeper. A thread that has slept does the same, since
// it does not know of others; that costs at most one wake-up for nobody.
// A woken thread may find the lock taken again by one that spins; it goes back to sleep. There is no fairness, no owner and no recursion.
//
// The high half counts the threads that sleep or are about to, until they have the lock. While it is 0 unlockrel is a plain store, which costs
// a fraction of an exchange:
//
//	unlockrel: if waiters is 0: store 0; if waiters is 0 still: done; else wake one
//	lock:      waiters + 1; membarrier; xchg 2 and sleep, as above
//
// membarrier makes every other thread of the process go through a full barrier before it returns. An unlockrel whose second look at waiters lies
// before that point has stored its 0 before it as well, and the sleeper's exchange sees it. One whose second look lies behind it sees the
// sleeper counted and wakes it, whether its 0 has overwritten the 2 or not; one whose first look does so uses the exchange. Where the kernel has no
// membarrier, unlockrel has a fence between its store and its second look.
//
// membarrier can begin to fail: a program enters a sandbox whose filter does not know it. From then
// on unlockrel has the fence, but one that is under way may have none: it looks at waiters, the
// sleeper counts itself and exchanges, and then the 0 comes out of the other processor's store
// buffer, over the 2, with nobody to wake the sleeper. So a sleeper without a barrier sleeps for a
// moment only and exchanges again. The 0 comes soon, whatever its thread does: a processor does not
// hold stores back.
//
// membarrier interrupts the other processors, so a lock that is fought for does without: the first sleeper leaves the mark barriered in waiters,
// which is not 0 then even when nobody sleeps. Who finds the mark on counting itself may rely on that membarrier: since then waiters was not
// 0 at any time, so what is said above of the sleeper holds for it too. unlockrel, holding the lock, takes the mark away now and then, if it is
// alone: then the next sleeper calls membarrier again.
//
// note.key: 0 clear, 1 signalled. One sleeper and one notewakeup between two noteclear.
#include "runtime.h"

enum {
	mutex_unlocked = 0,
	mutex_locked   = 1,
	mutex_sleeping = 2,

	active_spin     = 4,
	active_spin_cnt = 100, // 30 in Go; each look takes the lock's line from its holder
	passive_spin    = 1,
};
#define barriered (1u << 31) // in waiters

bool nomembarrier; // the kernel has none, or none any more; atomic, never becomes false again

// go: lock_futex.go#key32
static uint32 *key32(uintptr *p) { return (uint32 *)p; }

// go: none — the high half of mutex.key
static uint32 *waiters(mutex *l) { return (uint32 *)&l->key + 1; }

// go: none — before there are other threads
void lockinit(void)
{
	RELAXED_SET(nomembarrier, membarrier(_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) != 0);
}

// go: none — every other thread of the process goes through a full barrier; false if it does not
// False once, it stays so: then who relies on the barrier has fences of its own, or looks again.
bool barrierall(void)
{
	// mo: relaxed; a thread that does not see the store yet is one that has no fence (see the top).
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
	// What we write when we get it: never less than what we have overwritten.
	uint32 wait = v;
	int64 limit = -1; // of a sleep

	// On one processor the holder cannot run while we spin.
	int spin = ncpu > 1 ? active_spin : 0;
	for (bool counted = false;;) {
		for (int i = 0; i < spin; i++) {
			// mo: relaxed look, then a seq_cst CAS, which is the acquire; the look only spares the bus.
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
			// mo: seq_cst, and a barrier on all threads, before the exchange; pairs with the two looks of unlockrel, see the top.
			uint32 n = atomic_Xadd(waiters(l), 1);
			if ((n & barriered) == 0) {
				if (barrierall())
					atomic_Or(waiters(l), barriered);
				else
					limit = 1000 * 1000;
			}
			counted = true;
		}
		// mo: seq_cst; pairs with unlock: either we see its 0, or it sees our 2, or us counted, and wakes us. The kernel compares the word again
		//     before it puts us to sleep, so a wake-up in between is not lost.
		if (atomic_Xchg(key, mutex_sleeping) == mutex_unlocked)
			goto locked;
		wait = mutex_sleeping;
		futexsleep(key, mutex_sleeping, limit);
		continue;

locked:
		// mo: seq_cst; while we hold the lock. If others sleep they are counted.
		if (counted)
			atomic_Xadd(waiters(l), -1);
		return;
	}
}

// go: lock_futex.go#lock
// On any stack with an M. From its first store on the M is not preemptible. Not in a signal handler, unless what it interrupted cannot hold l.
void lock(mutex *l)
{
	m *mp = getg()->m;
	if (unlikely(mp->locks < 0))
		throw("runtime·lock: lock count");
	// plain: only this thread, and handlers of its signals, look at locks. Before the exchange, which the compiler does not move it behind.
	mp->locks++;

	// mo: seq_cst, at least acquire; pairs with unlock's exchange. Dekker pairs of the scheduler pass through here, so no less.
	uint32 v = atomic_Xchg(key32(&l->key), mutex_locked);
	if (unlikely(v != mutex_unlocked))
		lockslow(l, v);
	// mo: relaxed; only whether it is this M is ever asked, and by this M (the crash path).
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
	// Last, so that all of it is unpreemptible.
	if (unlikely(--mp->locks < 0))
		throw("runtime·unlock: lock count");
	// newstack took the request off when it met locks != 0: put it back. g0 and gsignal are never asked, so gp is the user's.
	if (unlikely(mp->locks == 0 && RELAXED(gp->preempt)))
		poisonguard(gp, mp);
}

// go: lock_futex.go#unlock
// On the thread that locked; perhaps on another G (park_m unlocks for the G that parks).
void unlock(mutex *l)
{
	if (unlikely(l == &sched.lock))
		RELAXED_SET(sched.lockowner, nil);
	// mo: seq_cst, at least release; pairs with lock's exchange and CAS. From here on *l may be gone.
	uint32 v = atomic_Xchg(key32(&l->key), mutex_unlocked);
	if (unlikely(v != mutex_locked))
		unlockslow(key32(&l->key), v);
	unlocked();
}

// go: none — unlock where no full barrier is needed, or one follows; *l must last
// Not at the end of what a program takes for a synchronizing operation: its next atomic load must not come before what the lock protected.
void unlockrel(mutex *l)
{
	if (unlikely(l == &sched.lock))
		RELAXED_SET(sched.lockowner, nil);
	// mo: relaxed loads, release store; see the top. The CAS fails if somebody counts itself meanwhile.
	if (unlikely(RELAXED(l->key) != mutex_locked)) { // both halves
		if (RELAXED(*waiters(l)) == barriered && fastrandn(1024) == 0)
			atomic_Cas(waiters(l), barriered, 0);
		unlock(l);
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
// Only while nobody sleeps on it or wakes it: the owner's protocol orders this store.
void noteclear(note *n) { n->key = 0; }

// go: none — on g0, as printing needs room
static void doublewakeup(void *old)
{
	print("notewakeup - double wakeup (", (uintptr)old, ")\n");
	throw("notewakeup - double wakeup");
}

// go: lock_futex.go#notewakeup
// Signals n and wakes its sleeper, now or when it comes. Async-signal-safe. After the exchange the sleeper may run and reuse the memory of n, so
// the futex call can hit a word of somebody else: all sleepers bear a wake-up for nothing.
void notewakeup(note *n)
{
	// mo: seq_cst, at least release; pairs with the sleeper's load: what was written before (m.nextp …) is seen after the sleep.
	uint32 old = atomic_Xchg(key32(&n->key), 1);
	if (unlikely(old != 0))
		systemstack(doublewakeup, (void *)(uintptr)old);
	futexwakeup(key32(&n->key), 1);
}

// go: lock_futex.go#notesleep [adapted] no thread sanitizer to yield to
// Sleeps until n is signalled. On g0. With a P only if stopping the world may wait for it.
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
// Sleeps until n is signalled, at most ns if ns >= 0; whether it is. May run with no P: nothing here is a preemption point.
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
// On g0, or with preemption off. Keeps the P: for short sleeps. After false the wake-up may still come: do not clear n.
bool notetsleep(note *n, int64 ns)
{
	g *gp = getg();
	if (gp != gp->m->g0 && gp->m->preemptoff.len != 0)
		throw("notetsleep not on g0");
	return notetsleep_internal(n, ns);
}

// go: lock_futex.go#notetsleepg
// The same on a user goroutine: its P goes to others meanwhile.
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

// go: lock_futex.go#beforeIdle
// A hook of systems without threads.
bool beforeIdle(int64 now) { return false; }

// go: lock_futex.go#checkTimeouts
// Likewise.
void checkTimeouts(void) {}
