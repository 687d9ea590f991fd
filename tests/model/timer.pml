// runtime/time.c: addtimer, deltimer, modtimer, cleantimers, adjusttimers, runtimer,
// clearDeletedTimers, moveTimers; and what proc.c does with timers: checkTimers, findrunnable's
// poll, wakeNetPoller, p_destroy.
// Proves: a timer that is set and not stopped fires once, when it is due or later; none fires
// after deltimer has returned true; what deltimer and modtimer return is so; no timer is lost, and
// none is in two heaps; the status is what each transition starts from, and no walk of a heap
// meets a timer that is not in it; no M sleeps in netpoll past the time of the next timer while
// no other M sees to timers; nobody waits for ever.
// Actors: MS Ms, each with a P at first. Each adds its timer (with ONEADDS M 0 adds both), then
// stops or resets timers, in any heap, OPS times in all. Then it looks for work, which is timers
// of any P, and polls or sleeps. With SHRINK, M 0 sets GOMAXPROCS to 1 at some point. With
// HANDOFF, M 0 goes into a system call at some point, and its P is handed off. With RUNON, M 0
// may run a G that does not stop, and keeps its P. With START, nothing but timers is polled for, so
// that M 1 may park before M 0 adds the only timer; a thread that sets a timer, or has run some,
// then wakes an M (wakep), which is M 2 if need be. The clock goes from 0 to 2.
// The first timer stays in its heap while it is moved (EMPTYHEAP) for Ms that run on; of two Ms
// that both look for work the second tells the poller (NOBREAK), so that mutant lacks both.
// adjusttimers' one more in adjustTimers proves nothing here: that takes a third M, which stops the
// timer that is due earlier while a second one has set another timer aside.
// Memory as tso.pml has it for the statuses, timer0When and the locks, which time.c changes by
// plain stores too. A step is an atomic operation, or what a holder of timersLock does to its
// heap.
// Left out: periodic timers; numTimers and the counts of stopped timers (clearDeletedTimers may
// run whenever a timer is stopped); one P alone; an M that polls and then runs a G that does not
// stop (sysmon finds the next timer); the order of a heap of more than two timers.
//
// run: -DMS=2 -DOPS=1
// run: -DMS=2 -DOPS=1 -DSHRINK
// run: -DMS=2 -DOPS=1 -DONEADDS
// run: -DMS=3 -DOPS=0 -DRUNON -DHANDOFF -DSTART
// mutant: CASSTORE -DMS=2 -DOPS=1: invalid end state
// mutant: LATEPP -DMS=2 -DOPS=1: assertion violated
// mutant: COUNTLATE -DMS=2 -DOPS=1: assertion violated
// mutant: NOCOUNT -DMS=2 -DOPS=1: assertion violated
// mutant: RUNSTORE -DMS=2 -DOPS=1: assertion violated
// mutant: NOBREAK -DMS=2 -DOPS=1 -DSHRINK: assertion violated
// mutant: NOPIN -DMS=2 -DOPS=1 -DSHRINK: invalid end state
// mutant: ADDNOPIN -DMS=2 -DOPS=0 -DSHRINK: assertion violated
// mutant: NOWHEN -DMS=2 -DOPS=1: assertion violated
// mutant: MOVEDELETED -DMS=2 -DOPS=2 -DSHRINK: assertion violated
// mutant: NOLOOK -DMS=3 -DOPS=0 -DHANDOFF -DSTART: assertion violated
// mutant: EMPTYHEAP -DMS=2 -DOPS=1 -DNOBREAK: assertion violated
// mutant: NOLOOK -DMS=3 -DOPS=0 -DRUNON -DSTART: assertion violated
// mutant: NOSTART -DMS=3 -DOPS=0 -DRUNON -DSTART: assertion violated
// mutant: DUENOSPIN -DMS=3 -DOPS=0 -DHANDOFF -DSTART: assertion violated
#define THREADS MS
#define LOCATIONS 6
#define DEPTH 4
#define NONE 15
#define TIMERS 2
#include "tso.pml"

#define STATUS(t) (t)
#define T0WHEN(q) (2 + (q)) /* p.timer0When */
#define LOCKED(q) (4 + (q)) /* p.timersLock */

#define NoStatus 0
#define Waiting 1
#define Running 2
#define Deleted 3
#define Removing 4
#define Removed 5
#define Modifying 6
#define ModifiedEarlier 7
#define ModifiedLater 8
#define Moving 9

#define MODIFIED(s) (s == ModifiedEarlier || s == ModifiedLater)
#define INHEAP(s)   (s == Waiting || s == Deleted || MODIFIED(s))

byte pp[2] = NONE;    // t.pp
byte when[2];         // t.when
byte nextwhen[2];     // t.nextwhen
byte heap[2] = NONE;  // by the model: the P whose heap has the timer
byte key[2];          // its time in that heap
byte adjust[2];       // p.adjustTimers
bool known[2];        // addtimer is over
bool set[2];          // by the model: will fire
byte due[2];          // by the model: when

byte now;
bool lastpoll = true; // sched.lastpoll: false while an M polls
byte polluntil;       // sched.pollUntil
bool broken;          // netpollBreak
bool idle[2];         // sched.pidle
bool locked;          // sched.lock
byte spin;            // sched.nmspinning
bool given[2];        // startm has given the P to an M that is about to run
bool stop;            // sched.gcwaiting
byte gomaxprocs = 2;
bool safe[MS];        // the world may be stopped without this M
byte runner = NONE;    // by the model: the M that runs a G that does not stop
bool shrunk;          // GOMAXPROCS has become 1
byte asleep;          // by the model: Ms that sleep, in netpoll or elsewhere
byte ops;             // how many stops and resets there have been

#define LATER(a, b)  ((a) == 0 || (a) > (b)) /* 0: never */

// The first timer of a heap, or NONE.
#define FIRST(q) \
	(heap[0] == q && (heap[1] != q || key[0] <= key[1]) -> 0 : (heap[1] == q -> 1 : NONE))

inline lock(q)
{
	atomic { FENCE && mem[LOCKED(q)] == 0 -> mem[LOCKED(q)] = 1 }
}

inline unlock(q)
{
	atomic { FENCE -> mem[LOCKED(q)] = 0 }
}

inline setstatus(t, from, to)
{
	atomic { LOAD(STATUS(t), v); assert(v == from); v = 0; STORE(STATUS(t), to) }
}

inline count(q, d)
{
	atomic { FENCE -> adjust[q] = adjust[q] + d; assert(adjust[q] <= TIMERS + 1) }
}

inline updatetimer0when(q)
{
	STORE(T0WHEN(q), (FIRST(q) == NONE -> 0 : key[FIRST(q)]))
}

inline doaddtimer(q, t)
{
	atomic {
		assert(pp[t] == NONE && heap[t] == NONE);
		pp[t] = q;
		heap[t] = q;
		key[t] = when[t];
		if
		:: FIRST(q) == t -> updatetimer0when(q)
		:: else
		fi
	}
}

inline dodeltimer(q, t)
{
	atomic {
		assert(pp[t] == q && heap[t] == q);
		v = FIRST(q);
		pp[t] = NONE;
		heap[t] = NONE;
		if
		:: v == t -> updatetimer0when(q)
		:: else
		fi;
		v = 0
	}
}

// s is the status that it found. The look and the CAS that follows it are one step: if the status
// changed in between, the CAS would fail.
inline taketimer(t)
{
	do
	:: atomic {
		LOAD(STATUS(t), s);
		if
		:: s == Waiting -> break
		:: s == Modifying -> mem[STATUS(t)] != Modifying
		:: s == Deleted ->
			CAS(STATUS(t), Deleted, Removing, ok);
			if
			:: ok -> ok = false; break
			:: else
			fi
		:: MODIFIED(s) ->
#ifdef CASSTORE // by a CAS, against deltimer and modtimer
			STORE(STATUS(t), Moving);
			ok = true;
#else
			CAS(STATUS(t), s, Moving, ok);
#endif
			if
			:: ok ->
				ok = false;
#ifndef NOWHEN
				when[t] = nextwhen[t];
#endif
				break
			:: else
			fi
		fi
	}
	od
}

inline removetimer(q, t)
{
	dodeltimer(q, t);
	setstatus(t, Removing, Removed)
}

// movefirst
inline movetimer(q, t)
{
#ifdef EMPTYHEAP // for a moment timer0When says that there is no timer
	dodeltimer(q, t);
	doaddtimer(q, t);
#else
	atomic { key[t] = when[t]; updatetimer0when(q) }
#endif
	if
	:: s == ModifiedEarlier -> count(q, -1)
	:: else
	fi;
	setstatus(t, Moving, Waiting)
}

inline cleantimers(q)
{
	do
	:: FIRST(q) == NONE -> break
	:: else ->
		atomic { t1 = FIRST(q); assert(pp[t1] == q); LOAD(STATUS(t1), s) }
		if
		:: s != Deleted && !MODIFIED(s) -> break
		:: else
		fi;
		taketimer(t1);
		if
		:: s == Deleted -> removetimer(q, t1)
		:: MODIFIED(s) -> movetimer(q, t1)
		:: else
		fi
	od
}

// adjusttimers and clearDeletedTimers: every timer of the heap to its place, or out of it.
// adjusttimers takes those that it moves out of the heap for a moment.
inline walk(q, aside)
{
	if
	:: aside -> count(q, 1)
	:: else
	fi;
	t1 = 0;
	do
	:: t1 < TIMERS ->
		if
		:: heap[t1] == q ->
			assert(pp[t1] == q);
			taketimer(t1);
			if
			:: s == Deleted -> removetimer(q, t1)
			:: MODIFIED(s) && aside ->
				e = s;
				dodeltimer(q, t1);
				doaddtimer(q, t1);
				setstatus(t1, Moving, Waiting);
				if
				:: e == ModifiedEarlier -> count(q, -1)
				:: else
				fi;
				e = 0
			:: MODIFIED(s) && !aside -> movetimer(q, t1)
			:: else
			fi
		:: else
		fi;
		t1++
	:: else -> break
	od;
	if
	:: aside -> count(q, -1)
	:: else
	fi
}

// The M that it wakes, parked or new, spins.
inline wakep()
{
	if
	:: atomic {
		FENCE && spin == 0 -> // the CAS
		if
		:: !locked && idle[0] -> spin++; idle[0] = false; given[0] = true
		:: !locked && !idle[0] && idle[1] -> spin++; idle[1] = false; given[1] = true
		:: !locked && !idle[0] && !idle[1] // startm takes back the count
		fi
	}
	:: spin != 0
	fi
}

// For when.
inline wakeNetPoller(w)
{
	if
	:: !lastpoll ->
		if
		:: LATER(polluntil, w) -> broken = true
		:: else
		fi
#ifdef START
#ifndef NOSTART
	:: lastpoll ->
		if
		:: idle[0] || idle[1] -> wakep()
		:: else
		fi
#endif
#endif
	:: else
	fi
}

#define STOPPED(t, q) (heap[t] == q && mem[STATUS(t)] == Deleted)

// until: when to look again; ran: whether a timer ran.
inline checkTimers(q)
{
	atomic { x = now; n = adjust[q] }
	until = mem[T0WHEN(q)];
	if
	:: n == 0 && (until == 0 || x < until) -> x = 0
	:: else ->
		until = 0;
		lock(q);
		if
		:: adjust[q] != 0 -> walk(q, true)
		:: else
		fi;
		do // runtimer
		:: FIRST(q) == NONE -> break
		:: else ->
			atomic { t1 = FIRST(q); assert(pp[t1] == q) }
			taketimer(t1);
			if
			:: s == Deleted -> removetimer(q, t1)
			:: MODIFIED(s) -> movetimer(q, t1)
			:: s == Waiting && when[t1] > x -> until = when[t1]; break
			:: s == Waiting && when[t1] <= x ->
				atomic {
					FENCE;
					if
#ifdef RUNSTORE // by a CAS, against deltimer and modtimer
					:: true ->
#else
					:: mem[STATUS(t1)] == Waiting ->
#endif
						mem[STATUS(t1)] = Running;
						assert(set[t1] && due[t1] <= now);
						set[t1] = false;
						ok = true
					:: else
					fi
				}
				if
				:: ok -> // runOneTimer
					ok = false;
					ran = true;
					dodeltimer(q, t1);
					setstatus(t1, Running, NoStatus);
					STORE(LOCKED(q), 0); // unlockrel
					lock(q)
				:: else
				fi
			fi
		od;
		if
		:: q == p && (STOPPED(0, q) || STOPPED(1, q)) -> walk(q, false) // clearDeletedTimers
		:: true
		fi;
		unlock(q);
		x = 0
	fi
}

// A point where the world may be stopped.
inline safepoint()
{
	atomic { FENCE -> safe[me] = true }
	atomic { !stop -> safe[me] = false }
}

inline pidleget()
{
	atomic {
		FENCE && !locked && !stop ->
		if
		:: idle[0] -> idle[0] = false; p = 0; safe[me] = false
		:: !idle[0] && idle[1] -> idle[1] = false; p = 1; safe[me] = false
		:: else
		fi
	}
}

inline addtimer(t)
{
	if
	:: t == 0 -> w = 1
	:: w = 2
	fi;
	atomic { when[t] = w; due[t] = w; set[t] = true; x = p; STORE(STATUS(t), Waiting) }
#ifdef ADDNOPIN // GOMAXPROCS could take the P away
	safepoint();
#endif
	lock(x);
	cleantimers(x);
	doaddtimer(x, t);
	known[t] = true;
	unlock(x);
	x = 0;
	wakeNetPoller(w);
	w = 0
}

inline deltimer(t)
{
	do
	:: atomic {
		LOAD(STATUS(t), s);
		if
		:: s == Deleted || s == Removing || s == Removed || s == NoStatus ->
			assert(!set[t] || mem[STATUS(t)] != s);
			break
		:: s == Running || s == Moving || s == Modifying -> mem[STATUS(t)] != s
		:: else ->
			CAS(STATUS(t), s, Modifying, ok);
			if
			:: ok -> assert(set[t]); set[t] = false; break
			:: else
			fi
		fi
	}
	od;
	if
	:: ok ->
		ok = false;
#ifdef NOPIN // whoever meets Modifying waits for us
		safepoint();
#endif
#ifdef LATEPP // read while the timer is ours: then the heap's owner may clear it
		setstatus(t, Modifying, Deleted);
#endif
		x = pp[t];
		assert(x != NONE);
		if
		:: s == ModifiedEarlier -> count(x, -1)
		:: else
		fi;
#ifndef LATEPP
		setstatus(t, Modifying, Deleted);
#endif
		x = 0
	:: else
	fi
}

inline modtimer(t)
{
	if
	:: w = 1
	:: w = 2
	fi;
	do
	:: atomic {
		LOAD(STATUS(t), s);
		if
		:: s == Running || s == Removing || s == Moving || s == Modifying -> mem[STATUS(t)] != s
		:: else ->
			CAS(STATUS(t), s, Modifying, ok);
			if
			:: ok ->
				ok = false;
				assert(set[t] == (INHEAP(s) && s != Deleted));
				set[t] = true;
				due[t] = w;
				break
			:: else
			fi
		fi
	}
	od;
	if
	:: !INHEAP(s) ->
		when[t] = w;
		lock(p);
		doaddtimer(p, t);
		unlock(p);
		setstatus(t, Modifying, Waiting);
		wakeNetPoller(w)
	:: else ->
		x = pp[t];
		assert(x != NONE);
		nextwhen[t] = w;
		n = (w < when[t] -> ModifiedEarlier : ModifiedLater);
#ifdef COUNTLATE // before the status: whoever sees that sees the count
		setstatus(t, Modifying, n);
#endif
#ifndef NOCOUNT
		if
		:: n == ModifiedEarlier && s != ModifiedEarlier -> count(x, 1)
		:: n == ModifiedLater && s == ModifiedEarlier -> count(x, -1)
		:: else
		fi;
#endif
#ifndef COUNTLATE
		setstatus(t, Modifying, n);
#endif
		if
		:: n == ModifiedEarlier -> wakeNetPoller(w)
		:: else
		fi;
		n = 0;
		x = 0
	fi;
	w = 0
}

// M 0 sets GOMAXPROCS to 1: p_destroy with moveTimers.
inline shrink()
{
	stop = true;
	safe[1];
	lock(0);
	lock(1);
	t1 = 0;
	do
	:: t1 < TIMERS ->
		if
		:: heap[t1] == 1 ->
			taketimer(t1);
#ifdef MOVEDELETED
			atomic { heap[t1] = NONE; pp[t1] = (s == Deleted -> 1 : NONE) }
#else
			atomic { heap[t1] = NONE; pp[t1] = NONE }
#endif
			if
			:: s == Deleted -> setstatus(t1, Removing, Removed)
			:: else ->
				doaddtimer(0, t1);
				if
				:: s != Waiting -> setstatus(t1, Moving, Waiting)
				:: else
				fi
			fi
		:: else
		fi;
		t1++
	:: else -> break
	od;
	adjust[1] = 0;
	STORE(T0WHEN(1), 0);
	unlock(1);
	unlock(0);
	atomic { gomaxprocs = 1; idle[1] = false; shrunk = true; stop = false }
}

// For first, when the poll is to end.
inline checkTimersNoP(q)
{
	n = adjust[q];
	x = mem[T0WHEN(q)];
	if
	:: n != 0 -> broken = true // now
	:: n == 0 && x != 0 && LATER(first, x) -> first = x
	:: else
	fi;
	n = 0;
	x = 0
}

// The M goes into a system call. Goes to top as another M, if handoffp starts one, or to nop.
inline handoff()
{
	atomic { FENCE && !locked -> locked = true }
	if
	:: idle[1 - p] && lastpoll -> locked = false; goto top
	:: else
	fi;
	idle[p] = true;
	atomic { p = NONE; locked = false; goto nop }
}

#define MAYTOUCH(t)  known[t]

proctype M(byte me)
{
	byte p, s, v, w, x, n, t1, e, until, first, all, counted;
	bool ok, ran;

	p = me;
#ifdef START
	if
	:: me == 0 -> addtimer(0)
	:: me == 1
	:: me == 2 -> p = NONE; goto nop // parked
	fi;
#elif defined(ONEADDS)
	if
	:: me == 0 -> addtimer(0); addtimer(1)
	:: else
	fi;
#else
	addtimer(me);
#endif
	do
	:: true ->
		safepoint();
		if
		:: p >= gomaxprocs -> goto nop
		:: else
		fi;
		if
		:: atomic { ops < OPS && MAYTOUCH(0) -> ops++ } deltimer(0)
		:: atomic { ops < OPS && MAYTOUCH(1) -> ops++ } deltimer(1)
		:: atomic { ops < OPS && MAYTOUCH(0) -> ops++ } modtimer(0)
		:: atomic { ops < OPS && MAYTOUCH(1) -> ops++ } modtimer(1)
#ifdef SHRINK
		:: me == 0 && !shrunk -> shrink()
#endif
#ifdef HANDOFF
		:: me == 0 -> handoff()
#endif
#ifdef RUNON // a G that does not stop
		:: me == 0 -> atomic { runner = 0; goto nop }
#endif
		:: true -> break
		fi
	od;

top: // findrunnable
	safepoint();
	if
	:: p >= gomaxprocs -> goto nop
	:: else
	fi;
#ifdef START
	atomic { FENCE -> spin = spin + (1 - counted); counted = 1 }
#endif
	ran = false;
	checkTimers(p);
	atomic { first = until; until = 0; s = 0; t1 = 0 }
	if
	:: !ran && gomaxprocs == 2 ->
		checkTimers(1 - p);
		if
		:: until != 0 && LATER(first, until) -> first = until
		:: else
		fi
	:: else
	fi;
	if
	:: ran ->
#ifdef START
		atomic { FENCE -> spin--; counted = 0 } // resetspinning
		if
		:: idle[0] || idle[1] -> wakep()
		:: else
		fi;
#endif
		goto top
	:: else
	fi;
	all = gomaxprocs;
	atomic { FENCE && !locked -> idle[p] = true; safe[me] = true; p = NONE; until = 0 }
#ifdef START
	atomic { FENCE -> spin--; counted = 0 }
#endif
#ifndef NOLOOK
	checkTimersNoP(0);
	if
	:: all == 2 -> checkTimersNoP(1)
	:: else
	fi;
#endif
#ifdef START
	if
	:: first == 0 -> goto stopm // no poll
	:: else
	fi;
#ifdef DUENOSPIN // only if an M spins
	if
	:: broken || first <= now -> goto stopm
	:: else
	fi;
#else
	atomic {
		FENCE;
		if
		:: (broken || first <= now) && spin != 0 -> goto stopm
		:: else
		fi
	}
#endif
#endif
	// Without START a G waits for a descriptor all the while, and there is always a poll.
	atomic { FENCE -> n = lastpoll; lastpoll = false }
	if
	:: n == 0 -> // another M polls
#ifndef NOBREAK // perhaps beyond our timer
		if
		:: first != 0 && LATER(polluntil, first) -> broken = true
		:: else
		fi;
#endif
		goto stopm
	:: else
	fi;
	n = 0;
	atomic { polluntil = first; asleep++ }
endpoll:
	atomic { broken || (first != 0 && first <= now) -> broken = false; asleep-- }
	polluntil = 0;
	lastpoll = true;
	first = 0;
	pidleget();
	if
	:: p != NONE -> goto top
	:: else
	fi;
nop:
	safe[me] = true;
stopm:
	atomic { FENCE -> asleep++; first = 0 }
#ifdef START
end:
	atomic {
		if
		:: me != runner && given[0] -> given[0] = false; p = 0
		:: me != runner && given[1] -> given[1] = false; p = 1
		fi;
		asleep--;
		counted = 1;
		safe[me] = false;
		goto top
	}
#endif
}

#define ONTIME(t) (!set[t] || (!lastpoll && polluntil != 0 && polluntil <= due[t]))
#define QUIET \
	(asleep == MS && !given[0] && !given[1] && (lastpoll || (!broken && LATER(polluntil, now))))


proctype Clock()
{
	do
	:: atomic {
		now < 2 ->
		if
		:: QUIET ->
			assert(ONTIME(0) && ONTIME(1))
		:: else
		fi;
		now++
	}
	:: atomic { now == 2 && QUIET -> assert(!set[0] && !set[1]); break }
	od
}

init {
	atomic { run M(0); run M(1); if :: MS == 3 -> run M(2) :: else fi; run Clock() }
}
