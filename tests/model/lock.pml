// runtime/lock_futex.c: lock, unlock and unlockrel, whose unlock is a plain store.
// Proves: one holder at a time, which sees what the last one wrote; no sleeper is forgotten (it
// would be an invalid end state).
// Actors: three threads; two take the lock ROUNDS times, one once, and each gives it back by unlock
// or unlockrel. With or without membarrier in the kernel.
// Left out: spurious returns of futexsleep, which only help; m.locks; more than three threads.
// Found here not to matter for that: that a sleeper is counted before and not just after its
// exchange, that the mark is set after and not before the membarrier (the first sleeper will take
// the lock as 2, or sleep on it, in any case), and unlockrel's first look at waiters (the wake-up
// that follows its second look is a full barrier in the kernel): it spares that call.
// The kernel's futex_wait compares and sleeps in one step, futex_wake has a full barrier before it
// looks for sleepers.
//
// run: -DROUNDS=2
// run: -DROUNDS=2 -DNOMEMBARRIER
// mutant: NOBARRIER -DROUNDS=2: invalid end state
// mutant: NOSECONDLOOK -DROUNDS=2: invalid end state
// mutant: MARKSTORE -DROUNDS=2: invalid end state
// mutant: FORGETSLEEPERS -DROUNDS=2: invalid end state
// mutant: FORGETOVERWRITTEN -DROUNDS=2: invalid end state
// mutant: NOFENCE -DROUNDS=2 -DNOMEMBARRIER: invalid end state
// mutant: LOOKANDSTORE -DROUNDS=1: assertion violated
#define THREADS 3
#define LOCATIONS 3
#define DEPTH 2
#define KEY 0     /* the low half of mutex.key: 0 unlocked, 1 locked, 2 sleeping */
#define WAITERS 1 /* the high half */
#define DATA 2    /* what the lock protects */
#define MARK 8    /* barriered */
#include "tso.pml"

bool asleep[THREADS];
byte holders, written; // by the model: how many hold the lock, how often DATA was raised

inline futexsleep()
{
	atomic {
		FENCE ->
		if
		:: mem[KEY] == 2 -> asleep[me] = true
		:: else
		fi
	}
	!asleep[me]
}

inline futexwakeup()
{
	atomic {
		FENCE ->
		if
		:: asleep[0] -> asleep[0] = false
		:: asleep[1] -> asleep[1] = false
		:: asleep[2] -> asleep[2] = false
		:: !asleep[0] && !asleep[1] && !asleep[2]
		fi
	}
}

inline count()
{
	XADD(WAITERS, 1, v);
#ifndef NOMEMBARRIER
	if
	:: (v & MARK) == 0 ->
#ifndef NOBARRIER // on all other threads, before the sleep
		membarrier(v);
#endif
		atomic { FENCE -> mem[WAITERS] = mem[WAITERS] | MARK }
	:: else
	fi;
#endif
	counted = true
}

// lockslow, entered with v, what the first exchange found
inline lockslow()
{
	wait = v;
#ifdef FORGETOVERWRITTEN // never less than what we have overwritten
	wait = 1;
#endif
	do
	:: true ->
		if // the spinning, which may see it free or not
#ifdef LOOKANDSTORE // by a CAS: others may spin too
		:: LOAD(KEY, v);
			ok = (v == 0);
			if
			:: ok -> STORE(KEY, wait)
			:: else
			fi;
#else
		:: CAS(KEY, 0, wait, ok);
#endif
			if
			:: ok -> break
			:: else
			fi
		:: true
		fi;
		if
		:: !counted -> count()
		:: else
		fi;
		XCHG(KEY, 2, v);
		if
		:: v == 0 -> break
		:: else
		fi;
#ifndef FORGETSLEEPERS // a thread that has slept does not know of others
		wait = 2;
#endif
		futexsleep()
	od;
	if
	:: counted -> XADD(WAITERS, -1, v)
	:: else
	fi;
	counted = false;
	wait = 0
}

inline unlock()
{
	XCHG(KEY, 0, v);
	assert(v != 0);
	if
	:: v == 2 -> futexwakeup() // unlockslow
	:: else
	fi
}

inline unlockrel()
{
	// Two relaxed loads; our own store of KEY is never in the buffer here, because lock was an
	// exchange.
	ok = (mem[KEY] == 1);
	if
	:: ok -> ok = (mem[WAITERS] == 0)
	:: else
	fi;
	if
	:: !ok ->
		LOAD(WAITERS, v);
		if
		:: v == MARK -> // fastrandn(1024) == 0
#ifdef MARKSTORE // by a CAS, for somebody may count itself
			STORE(WAITERS, 0)
#else
			CAS(WAITERS, MARK, 0, ok)
#endif
		:: true
		fi;
		unlock()
	:: else ->
		STORE(KEY, 0);
#ifdef NOMEMBARRIER
#ifndef NOFENCE // between the store and the second look
		FENCE;
#endif
#endif
		LOAD(WAITERS, v);
#ifdef NOSECONDLOOK
		v = 0;
#endif
		if
		:: v != 0 -> futexwakeup()
		:: else
		fi
	fi
}

proctype Thread(byte me)
{
	byte v, wait, round;
	bool counted, ok;

	do
	:: round < (me == 2 -> 1 : ROUNDS) ->
		round++;
		XCHG(KEY, 1, v); // lock
		if
		:: v != 0 -> lockslow()
		:: else
		fi;

		atomic { holders++; assert(holders == 1) }
		LOAD(DATA, v);
		assert(v == written);
		atomic { STORE(DATA, v + 1); written++; holders--; v = 0 }

		if
		:: unlock()
		:: unlockrel()
		fi;
		v = 0;
		ok = false
	:: else -> break
	od
}

init {
	atomic { run Thread(0); run Thread(1); run Thread(2) }
}
