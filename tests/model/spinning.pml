// runtime/proc.c, "Keeping the right number of threads awake": ready, wakep, startm, findrunnable,
// resetspinning, injectglist, handoffp.
// Proves: no runnable G waits while a P is idle. Each G occupies its M until all Gs run at once, so
// one that is left waiting is an invalid end state.
// Actors: M 0, which runs a G that readies GS Gs on its P; the Ms of the other Ps, which have
// nothing to run; an M that is parked (a P for which there is none waits until there is, as for the
// birth of one); the M without a P that has polled (POLLED) and puts a G on the global queue; the M
// that comes back from a system call (RETURNS) and finds an idle P, or puts its G on the global
// queue; the M without a P that hands off the last P, which is not in the idle list yet (HANDOFF).
// There is a P for each G.
// Memory as tso.pml has it: the ring's tail is stored in a buffer. A step is an atomic operation,
// or a critical section of sched.lock.
// Left out: runnext, more than two Gs in a ring (runq.pml); timers, the network poller's sleep,
// mark work; stopping the world; the four rounds of stealing, of which one is enough here;
// one P, which makes no store visible to anybody.
//
// run: -DPS=3 -DMS=4 -DGS=2
// run: -DPS=2 -DMS=3 -DGS=0 -DPOLLED
// run: -DPS=2 -DMS=3 -DGS=0 -DRETURNS
// run: -DPS=3 -DMS=3 -DGS=2 -DHANDOFF
// run: -DPS=3 -DMS=3 -DGS=1 -DPOLLED -DHANDOFF
// mutant: PUTNOFENCE -DPS=2 -DMS=3 -DGS=1: invalid end state
// mutant: NOSECONDLOOK -DPS=2 -DMS=3 -DGS=1: invalid end state
// mutant: LOOKFIRST -DPS=2 -DMS=3 -DGS=1: invalid end state
// mutant: UNLOCKFIRST -DPS=3 -DMS=4 -DGS=2: invalid end state
// mutant: NOPASSON -DPS=3 -DMS=4 -DGS=2: invalid end state
// mutant: IDLELATE -DPS=2 -DMS=3 -DGS=1: invalid end state
// mutant: GLOBALUNSEEN -DPS=2 -DMS=3 -DGS=0 -DPOLLED: invalid end state
// mutant: INJECTEARLY -DPS=2 -DMS=3 -DGS=0 -DPOLLED: invalid end state
// mutant: HANDOFFNOLOOK -DPS=3 -DMS=3 -DGS=2 -DHANDOFF: invalid end state
// mutant: HANDOFFLOOKFIRST -DPS=3 -DMS=3 -DGS=2 -DHANDOFF: invalid end state
// mutant: HANDOFFGLOBALUNSEEN -DPS=3 -DMS=3 -DGS=1 -DPOLLED -DHANDOFF: invalid end state
#ifdef HANDOFF
#define THREADS (MS + 1)
#define HELD (PS - 1) /* by an M each, at the beginning */
#else
#define THREADS MS
#define HELD PS
#endif
#define LOCATIONS (2 * PS)
#define DEPTH 1
#define HEAD(p) (2 * (p))
#define TAIL(p) (2 * (p) + 1)
#define NONE 15
#include "tso.pml"

#ifdef POLLED
#define ALL (GS + 2)
#else
#ifdef RETURNS
#define ALL (GS + 2)
#else
#define ALL (GS + 1)
#endif
#endif

byte nmspinning, npidle, runqsize; // of sched
bool idle[PS];                     // sched.pidle, a set here
bool parked[MS];                   // sched.midle, a set here, with the Ms that are not born
bool spinning[MS];                 // m.spinning
byte nextp[MS] = NONE;             // m.nextp, with the note m.park
#define aparked (parked[0] || parked[1] || parked[2] || parked[MS - 1])
byte running;                      // Gs that run now

// Holds: sched.lock
inline pidleget(p)
{
	p = 0;
	do
	:: p < PS && idle[p] -> idle[p] = false; npidle--; break
	:: p < PS && !idle[p] -> p++
	:: p == PS -> p = NONE; break
	od
}

// For the M me, or without one; a P, or NONE, is in pp. k is changed.
inline startm(spin)
{
	atomic {
		FENCE ->
		if
		:: pp == NONE -> pidleget(pp)
		:: else
		fi;
		if
		:: pp != NONE
		:: else ->
#ifndef UNLOCKFIRST // what others may rely on ends before a P can go idle
			if
			:: spin -> nmspinning--
			:: else
			fi
#endif
		fi
	}
#ifdef UNLOCKFIRST
	atomic {
		if
		:: pp == NONE && spin -> FENCE; nmspinning--
		:: else
		fi
	}
#endif
	if
	:: pp != NONE ->
		atomic { // mget, or newm
			aparked ->
			k = 0;
			do
			:: !parked[k] -> k++
			:: else -> break
			od;
			parked[k] = false;
			spinning[k] = spin;
			nextp[k] = pp;
			pp = NONE
		}
	:: else
	fi;
	k = 0
}

inline wakep()
{
	atomic {
		FENCE ->
		ok = (nmspinning == 0);
		if
		:: ok -> nmspinning = 1
		:: else
		fi
	}
	if
	:: ok -> ok = false; startm(true)
	:: else
	fi
}

// runqput of the P p, and the rest of ready
inline ready(p)
{
	LOAD(TAIL(p), t);
	STORE(TAIL(p), t + 1);
#ifndef PUTNOFENCE // between the store of the G and the loads of npidle and nmspinning
	FENCE;
#endif
	t = 0;
	if
	:: npidle != 0 ->
		if
		:: nmspinning == 0 -> wakep()
		:: else
		fi
	:: else
	fi
}

proctype M(byte me; byte p; byte todo)
{
	byte pp = NONE, k, h, t;
	bool ok, wasspinning;

	if
	:: p == NONE -> goto stopped
	:: p == 0 -> goto execute
	:: else // has just ended a G
	fi;

top: // findrunnable
	// runqget: a G that runs here stays, so a P that looks for work has none.
	atomic { LOAD(HEAD(p), h); LOAD(TAIL(p), t); assert(h == t) }
	atomic {
		if
		:: runqsize != 0 -> FENCE; runqsize--; goto found // under sched.lock
		:: else
		fi
	}
	if
	:: !spinning[me] ->
		if
		:: 2 * nmspinning >= PS - npidle -> goto stop
		:: else
		fi;
		atomic { FENCE -> spinning[me] = true; nmspinning++ }
	:: else
	fi;
	k = 0;
	do
	:: k < PS && k != p ->
		atomic { LOAD(HEAD(k), h); LOAD(TAIL(k), t) } // an old head fails in the CAS
		if
		:: h != t -> // runqgrab
			if
			:: t = t - h - (t - h) / 2
			:: t = t - h // as if there were a third
			fi;
			CAS(HEAD(k), h, h + t, ok);
			if
			:: ok && t > 1 -> // the others into our ring, which is empty; a plain store shows them
				h = t - 1;
				LOAD(TAIL(p), t);
				STORE(TAIL(p), t + h)
			:: else
			fi;
			if
			:: ok -> atomic { ok = false; k = 0; h = 0; t = 0; goto found }
			:: else
			fi
		:: else -> k++
		fi
	:: k == p -> k++
	:: k == PS -> break
	od;
	k = 0;
stop:
	atomic { h = 0; t = 0 }
#ifdef LOOKFIRST // first leave the spinning state, then look again
	k = 0;
	do
	:: k < PS ->
		LOAD(HEAD(k), h);
		LOAD(TAIL(k), t);
		if
		:: h != t -> atomic { k = 0; h = 0; t = 0; goto top }
		:: else -> k++
		fi
	:: else -> break
	od;
#endif
	atomic { // under sched.lock
		FENCE ->
#ifndef GLOBALUNSEEN // look at the global queue again before giving up the P
		if
		:: runqsize != 0 -> runqsize--; goto found
		:: else
		fi;
#endif
#ifndef IDLELATE // npidle before the second look
		idle[p] = true;
		npidle++;
		p = NONE
#endif
	}
	wasspinning = spinning[me];
	if
	:: wasspinning -> atomic { FENCE -> spinning[me] = false; nmspinning-- }
	:: else
	fi;
#ifndef NOSECONDLOOK
#ifndef LOOKFIRST
	FENCE;
	k = 0;
	do
	:: k < PS ->
		LOAD(HEAD(k), h); // runqempty
		LOAD(TAIL(k), t);
		if
		:: h != t ->
			atomic { FENCE -> pidleget(pp); k = 0; h = 0; t = 0 }
			if
			:: pp != NONE ->
				atomic { p = pp; pp = NONE }
				if
				:: wasspinning -> atomic { FENCE -> spinning[me] = true; nmspinning++ }
				:: else
				fi;
				wasspinning = false;
				goto top
			:: else -> break // one of the busy Ps finds it
			fi
		:: else -> k++
		fi
	:: k == PS -> break
	od;
	atomic { k = 0; h = 0; t = 0 }
#endif
#endif
#ifdef IDLELATE
	atomic { FENCE -> idle[p] = true; npidle++; p = NONE }
#endif
	wasspinning = false;
	atomic { FENCE -> parked[me] = true } // stopm
stopped:
end:
	atomic { nextp[me] != NONE -> p = nextp[me]; nextp[me] = NONE }
	goto top;

found:
	if
	:: spinning[me] -> // resetspinning
		atomic { FENCE -> spinning[me] = false; nmspinning--; ok = (nmspinning == 0) }
#ifndef NOPASSON // the last spinner that has found work wakes another
		if
		:: ok ->
			ok = false;
			if
			:: npidle > 0 -> wakep()
			:: else
			fi
		:: else
		fi;
#endif
		ok = false
	:: else
	fi;
execute:
	running++;
	do
	:: todo > 0 -> todo--; ready(p)
	:: else -> break
	od;
	assert(running <= ALL);
	running == ALL
}

// Whether a G waits in a ring, and nobody spins. Leaves the answer in ok; k, h and t are changed.
inline handofflook()
{
	ok = false;
	if
	:: nmspinning == 0 ->
		k = 0;
		do
		:: k < PS ->
			LOAD(HEAD(k), h); // runqempty
			LOAD(TAIL(k), t);
			if
			:: h != t -> ok = true; break
			:: else -> k++
			fi
		:: else -> break
		od;
		atomic { k = 0; h = 0; t = 0 }
	:: else
	fi
}

#ifdef POLLED
// injectglist, on an M without a P
proctype Poller(byte me)
{
	byte pp = NONE, k;
	bool ok;

#ifdef INJECTEARLY // npidle after the G is on the queue
	ok = (npidle != 0);
	atomic { runqsize++ }
#else
	atomic { runqsize++ } // under sched.lock
	ok = (npidle != 0);
#endif
	if
	:: ok -> startm(false)
	:: else
	fi
}
#endif

#ifdef HANDOFF
// handoffp of the P pp, whose ring is empty, by a thread that goes on without a P
proctype Handoff(byte me; byte pp)
{
	byte k, h, t;
	bool ok;

	if
	:: runqsize != 0 -> startm(false); goto done
	:: else
	fi;
	t = nmspinning;
	if
	:: t + npidle == 0 ->
		atomic {
			FENCE ->
			ok = (nmspinning == 0);
			if
			:: ok -> nmspinning = 1
			:: else
			fi
		}
		if
		:: ok -> ok = false; t = 0; startm(true); goto done
		:: else
		fi
	:: else
	fi;
#ifdef HANDOFFLOOKFIRST // npidle before the look at the queues
	handofflook();
#endif
	t = 0;
	atomic { // under sched.lock
		FENCE ->
		if
#ifndef HANDOFFGLOBALUNSEEN
		:: runqsize != 0
#endif
		:: else -> idle[pp] = true; npidle++; pp = NONE
		fi
	}
	if
	:: pp != NONE -> startm(false); goto done
	:: else
	fi;
#ifndef HANDOFFNOLOOK
#ifndef HANDOFFLOOKFIRST
	handofflook();
#endif
#endif
	if
	:: ok -> ok = false; wakep()
	:: else
	fi;
done:
	atomic { h = 0; t = 0 }
}
#endif

#ifdef RETURNS
// exitsyscall, without the P that was its own: exitsyscallfast_pidle or exitsyscall0, then stopm.
// Afterwards it is as any parked M.
proctype Returning()
{
	byte pp;

	atomic { // under sched.lock
		pidleget(pp);
		if
		:: pp == NONE -> runqsize++
		:: else
		fi
	}
	if
	:: pp != NONE -> running++; running == ALL
	:: else
	fi
}
#endif

init {
	byte i;

	atomic {
		run M(0, 0, GS);
		i = 1;
		do
		:: i < HELD -> run M(i, i, 0); i++
		:: i >= HELD && i < MS -> parked[i] = true; run M(i, NONE, 0); i++
		:: i == MS -> break
		od;
#ifdef HANDOFF
		run Handoff(MS, PS - 1);
#endif
#ifdef POLLED
		run Poller(0)
#endif
#ifdef RETURNS
		run Returning()
#endif
	}
}
