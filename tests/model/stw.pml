// runtime/proc.c: stopTheWorldWithSema and procresize against reentersyscall, exitsyscall, retake
// with handoffp, findrunnable and gcstopm.
// Proves: a P has one holder at a time; while the world is stopped nobody but the stopper holds
// one, and every P is in _Pgcstop; a stop comes to its end, and no G and no M waits for ever
// (either would be an invalid end state).
// Actors: M 0, which stops the world STOPS times and each time leaves one P or two; M 1 and M 2,
// which run GS Gs between them, each of which makes a system call, which may last until all stops
// are over, or none, and ends by itself or runs until it is asked to stop; the M without a P that
// comes back from such a call; sysmon, which looks RETAKES times for Ps in system calls.
// Memory as tso.pml has it for the statuses of Ps: entersyscall, wirep and releasep change them by
// plain stores. A step is an atomic operation, or a critical section of sched.lock; the stopper's
// sections take several steps. Requests are stored at once: system calls follow them.
// Left out: forEachP; local queues; spinning (spinning.pml); syscalltick, which only sysmon's
// patience depends on. A P for which there is no M waits for one, as for the birth of one; so with
// GS Gs there must be GS + 1 Ms besides M 0.
//
// run: -DSTOPS=2 -DGS=1 -DRETAKES=1
// run: -DSTOPS=1 -DGS=1 -DRETAKES=2 -DNOMEMBARRIER
// mutant: NOBARRIER -DSTOPS=1 -DGS=1 -DRETAKES=0: invalid end state
// mutant: LOOKONCE -DSTOPS=1 -DGS=1 -DRETAKES=0: invalid end state
// mutant: NOFENCE -DSTOPS=1 -DGS=1 -DRETAKES=0 -DNOMEMBARRIER: invalid end state
// mutant: NOLOOK -DSTOPS=1 -DGS=1 -DRETAKES=0: invalid end state
// mutant: ASKONCE -DSTOPS=1 -DGS=1 -DRETAKES=0: invalid end state
// mutant: EXITSTORE -DSTOPS=1 -DGS=1 -DRETAKES=1: assertion violated
// mutant: RETAKESTORE -DSTOPS=1 -DGS=1 -DRETAKES=1: assertion violated
// mutant: STOPSTORE -DSTOPS=1 -DGS=1 -DRETAKES=1: assertion violated
// mutant: HANDOFFUNLOCKED -DSTOPS=1 -DGS=1 -DRETAKES=1: invalid end state
// mutant: IDLEUNLOCKED -DSTOPS=1 -DGS=1 -DRETAKES=0: invalid end state
#define THREADS 4 /* M 0, M 1, M 2, sysmon */
#define LOCATIONS 2
#define DEPTH 2
#define NONE 15
#include "tso.pml"

// mem[p] is p.status
#define Pidle 0
#define Prunning 1
#define Psyscall 2
#define Pgcstop 3
#define Pdead 4

byte gomaxprocs = 2;
bool gcwaiting;
byte stopwait;
bool stopnote;
bool idle[2];          // sched.pidle
bool parked[3];        // sched.midle
byte nextp[3] = NONE;  // m.nextp, with the note m.park
byte runq;             // Gs on the global queue
bool preempt[2];       // p.preempt, and the guard of the G that runs there
byte holder[2] = NONE; // by the model: the M that holds the P
bool stopped;          // by the model
byte finished;         // Gs that have ended

bool locked;           // sched.lock, by the stopper
bool over;             // the last stop is over

#define LOCKED     FENCE && !locked
#define HOLD(p)    atomic { assert(holder[p] == NONE && !stopped); holder[p] = me }

// Holds: sched.lock
inline pidleget(p)
{
	if
	:: idle[0] -> p = 0; idle[0] = false
	:: !idle[0] && idle[1] -> p = 1; idle[1] = false
	:: else -> p = NONE
	fi
}

// Holds: sched.lock. One P more has stopped.
inline stoppedone()
{
	stopwait--;
	if
	:: stopwait == 0 -> stopnote = true
	:: else
	fi
}

// For the P p, in _Pidle and without M
inline startm(p)
{
	atomic {
		LOCKED && (parked[1] || parked[2]) ->
		if
		:: parked[1] -> parked[1] = false; nextp[1] = p
		:: parked[2] -> parked[2] = false; nextp[2] = p
		fi;
		p = NONE
	}
}

inline handoffp(p)
{
	if
	:: runq != 0 -> startm(p)
	:: true -> startm(p) // nobody spins, and no P is idle
	:: true ->
#ifdef HANDOFFUNLOCKED // under the lock: the stopper may be past its sweep of the idle list
		ok = gcwaiting;
#endif
		atomic {
			LOCKED ->
#ifndef HANDOFFUNLOCKED
			ok = gcwaiting;
#endif
			if
			:: ok -> mem[p] = Pgcstop; stoppedone(); p = NONE
			:: !ok && runq == 0 -> idle[p] = true; p = NONE
			:: else
			fi;
			ok = false
		}
		if
		:: p != NONE -> startm(p)
		:: else
		fi
	fi
}

proctype M(byte me; byte p)
{
	byte oldp, v;
	bool ok, loops;

	if
	:: p == NONE -> goto sleep
	:: else -> holder[p] = me
	fi;

top: // schedule
	if
	:: gcwaiting -> // gcstopm
		holder[p] = NONE; // releasep
		STORE(p, Pidle);
		atomic { LOCKED -> mem[p] = Pgcstop; stoppedone(); p = NONE }
		goto stopm
	:: else
	fi;
	atomic {
		LOCKED ->
		if
		:: runq != 0 -> runq--; goto execute
		:: else
		fi
	}
	atomic { // findrunnable, before the P goes idle
		LOCKED ->
#ifndef IDLEUNLOCKED // again, under the lock
		if
		:: gcwaiting -> goto top
		:: else
		fi;
#endif
		if
		:: runq != 0 -> runq--; goto execute
		:: else
		fi;
		holder[p] = NONE; // releasep, pidleput
		mem[p] = Pidle;
		idle[p] = true;
		p = NONE
	}
stopm:
	atomic { LOCKED -> parked[me] = true }
sleep:
end:
	atomic { nextp[me] != NONE -> p = nextp[me]; nextp[me] = NONE }
	assert(mem[p] == Pidle); // acquirep
	HOLD(p);
	STORE(p, Prunning);
	goto top;

execute:
	preempt[p] = false; // a request that came before is lost
	if
	:: true -> goto syscall
	:: loops = true
	:: loops = false
	fi;
running:
	if
	:: !loops || over -> loops = false; finished++
	:: preempt[p] -> atomic { LOCKED -> preempt[p] = false; runq++; loops = false } // goschedImpl
	fi;
	goto top;

syscall: // reentersyscall
	atomic { oldp = p; holder[p] = NONE; p = NONE }
	STORE(oldp, Psyscall);
#ifdef NOMEMBARRIER
#ifndef NOFENCE // between the store of the status and the load of gcwaiting
	FENCE;
#endif
#endif
#ifndef NOLOOK // the stopper may have looked at the status before
	if
	:: gcwaiting -> // entersyscall_gcwait
		atomic {
			LOCKED ->
			if
			:: stopwait > 0 && mem[oldp] == Psyscall -> mem[oldp] = Pgcstop; stoppedone()
			:: else
			fi
		}
	:: else
	fi;
#endif
	if // the call
	:: true
	:: true -> over // lasts
	fi;
	LOAD(oldp, v); // exitsyscallfast
	ok = (v == Psyscall);
	v = 0;
	if
	:: ok ->
#ifdef EXITSTORE // by a CAS, against the others that want it
		STORE(oldp, Pidle);
#else
		CAS(oldp, Psyscall, Pidle, ok);
#endif
		if
		:: ok -> atomic { p = oldp; ok = false }
		:: else
		fi
	:: else
	fi;
	if
	:: p == NONE -> // exitsyscallfast_pidle, or exitsyscall0
		atomic {
			LOCKED ->
			pidleget(p);
			if
			:: p == NONE -> runq++; oldp = 0; goto stopm
			:: else
			fi
		}
	:: else
	fi;
	oldp = 0;
	HOLD(p); // wirep
	STORE(p, Prunning);
	goto running
}

// Another P in p than our own is running, and has not been asked yet.
#define RUNS(p)    (p < gomaxprocs && p != own && mem[p] == Prunning && !preempt[p])

proctype Stopper(byte me; byte own)
{
	byte i, n, stops;
	bool ok, counted;

	holder[own] = me;
	do
	:: stops < STOPS ->
		stops++;
		atomic { LOCKED -> locked = true; stopwait = gomaxprocs }
		gcwaiting = true;
		i = 0;
		do // askall
		:: i < 2 ->
			if
			:: RUNS(i) -> preempt[i] = true
			:: else
			fi;
			i++
		:: else -> break
		od;
		atomic { FENCE -> mem[own] = Pgcstop; stopwait--; i = 0 }
		do
		:: i < gomaxprocs ->
#ifdef STOPSTORE // by a CAS, against exitsyscall and sysmon
			ok = (mem[i] == Psyscall);
			if
			:: ok -> mem[i] = Pgcstop
			:: else
			fi;
#else
			CAS(i, Psyscall, Pgcstop, ok);
#endif
			if
			:: ok -> stopwait--
			:: else
			fi;
			i++
		:: else -> break
		od;
		atomic {
			ok = false;
			i = 0;
			do
			:: i < 2 && idle[i] -> idle[i] = false; mem[i] = Pgcstop; stopwait--; i++
			:: i < 2 && !idle[i] -> i++
			:: else -> break
			od;
			i = 0;
			ok = stopwait > 0;
			locked = false
		}
		if
		:: ok -> // waitabit
			if
			:: stopnote
			:: true ->
#ifndef NOMEMBARRIER
#ifndef NOBARRIER // between a store of _Psyscall and the load of gcwaiting that follows it
				membarrier(i);
#endif
#endif
#ifndef LOOKONCE // the first look was before the barrier
				atomic { LOCKED -> locked = true; counted = (stopwait == 0); i = 0 }
				do // stopmoresyscalls
				:: i < gomaxprocs ->
					CAS(i, Psyscall, Pgcstop, ok);
					if
					:: ok -> stopwait--
					:: else
					fi;
					i++
				:: else -> break
				od;
				atomic {
					if
					:: !counted && stopwait == 0 -> stopnote = true
					:: else
					fi;
					locked = false
				}
#endif
				skip
			fi;
			do
			:: stopnote -> break
#ifndef ASKONCE // a request can be lost, or be made before there is a G to ask
			:: RUNS(0) -> preempt[0] = true
			:: RUNS(1) -> preempt[1] = true
#endif
			od;
			stopnote = false
		:: else
		fi;
		ok = false;
		stopped = true;
		assert(stopwait == 0);
		i = 0;
		do
		:: i < gomaxprocs -> assert(mem[i] == Pgcstop && (i == own || holder[i] == NONE)); i++
		:: else -> break
		od;

		// startTheWorldWithSema, procresize
		if
		:: n = 1
		:: n = 2
		fi;
		atomic { LOCKED -> locked = true }
		stopped = false;
		atomic {
			if
			:: own >= n -> holder[own] = NONE; own = 0; assert(holder[0] == NONE); holder[0] = me
			:: else
			fi;
			mem[own] = Prunning;
			i = 0;
			do
			:: i < 2 && i >= n -> mem[i] = Pdead; i++
			:: i < n && i != own -> mem[i] = Pidle; idle[i] = true; i++
			:: i < 2 && i == own -> i++
			:: i == 2 -> break
			od;
			i = 0;
			gomaxprocs = n
		}
		atomic { gcwaiting = false; locked = false }
		// One more M for work that there may be: wakep
		n = NONE;
		atomic { LOCKED -> pidleget(n) }
		if
		:: n != NONE -> startm(n)
		:: else
		fi;
		n = 0
	:: else -> break
	od;
	over = true;
	// M 0's G makes a call that blocks.
	holder[own] = NONE;
	mem[own] = Pidle;
	handoffp(own)
}

proctype Sysmon(byte me)
{
	byte p, i, retakes;
	bool ok;

	do
	:: retakes < RETAKES ->
		retakes++;
		p = 0;
		do
		:: p < 2 ->
			ok = (mem[p] == Psyscall); // retake
			if
			:: ok ->
#ifdef RETAKESTORE // by a CAS, against exitsyscall and the stopper
				mem[p] = Pidle;
#else
				CAS(p, Psyscall, Pidle, ok);
#endif
				if
				:: ok -> atomic { i = p; ok = false } handoffp(i)
				:: else
				fi
			:: else
			fi;
			p++
		:: else -> break
		od;
		p = 0
	:: else -> break
	od
}

init {
	atomic {
		mem[0] = Prunning;
		mem[1] = Prunning;
		runq = GS;
		if // GOMAXPROCS may take away the stopper's P, or the other
		:: run Stopper(0, 0); run M(1, 1)
		:: run Stopper(0, 1); run M(1, 0)
		fi;
		parked[2] = true;
		run M(2, NONE);
		run Sysmon(3)
	}
	// When all is over, all Gs have ended.
	finished == GS
}
