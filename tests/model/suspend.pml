// runtime/preempt.c suspendG and resumeG, and how proc.c changes a G's status: casgstatus (out of
// _Grunning by a store), preemptPark, goexit0.
// Proves: a thread that has suspended a G owns its stack: no M is on it, nor another scanner; a G
// is on one M at a time and is readied once; no G stays stopped when its suspender has gone (an
// invalid end state: the Ms wait for it to end).
// Actors: two Ms, which take the G when it is runnable, and on which it parks, makes a system call,
// stops when asked to, or ends, TURNS times in all; SCANNERS threads that each suspend and resume
// it once; the M in a system call, which comes back without asking anybody.
// The request is one word here (preemptStop, preempt and the guard; execute clears all of it except
// preemptStop). It may be seen at any time or never: a G that is not asked again goes on. A step is
// an atomic operation.
// Left out: weak memory (each status is stored once between two locked instructions of the same G,
// and what is read on its account comes after it); signals and how often they are sent; newstack;
// other Gs.
//
// run: -DTURNS=3 -DSCANNERS=2
// mutant: SCANRUNNING -DTURNS=2 -DSCANNERS=1: assertion violated
// mutant: PARKDIRECTLY -DTURNS=2 -DSCANNERS=1: assertion violated
// mutant: CLAIMSTORE -DTURNS=2 -DSCANNERS=2: assertion violated
// mutant: KEEPREQUEST -DTURNS=2 -DSCANNERS=1: invalid end state
// mutant: SYSCALLSTORE -DTURNS=2 -DSCANNERS=1: assertion violated
// mutant: FORGETREADY -DTURNS=2 -DSCANNERS=1: invalid end state
#define Gidle 0
#define Grunnable 1
#define Grunning 2
#define Gsyscall 3
#define Gwaiting 4
#define Gdead 6
#define Gpreempted 9
#define Gscan 16

byte status = Grunnable;
bool preemptStop;
bool queued = true; // it is on a run queue, from ready to the M that takes it
bool parked;        // it waits, and an M is to ready it
byte on;            // by the model: Ms that are on its stack
byte curg;          // by the model: Ms that have it as curg
byte owners;        // by the model: scanners that own its stack
byte turns;

// casgstatus, but out of _Grunning
#define CASGSTATUS(old, new) atomic { status == (old) -> status = (new) }

inline ready()
{
	atomic { assert((status & ~Gscan) == Gwaiting) }
	CASGSTATUS(Gwaiting, Grunnable);
	atomic { assert(!queued); queued = true }
}

proctype M()
{
end:
	do
	:: atomic { queued -> queued = false } // schedule
		CASGSTATUS(Grunnable, Grunning); // execute
		atomic { on++; curg++; assert(on == 1 && curg == 1 && owners == 0) }
running:
		if
		:: atomic { turns < TURNS -> turns++ } // gopark
			atomic { assert(owners == 0); status = Gwaiting; on-- }
			curg--; // dropg
			parked = true // from now on it may be readied
		// entersyscall: it stays on the stack, and comes back if nobody scans it
		:: atomic { turns < TURNS -> turns++ }
			atomic { assert(owners == 0); status = Gsyscall; on-- }
#ifdef SYSCALLSTORE // by a CAS: a scanner may hold it
			status = Grunning;
#else
			CASGSTATUS(Gsyscall, Grunning); // exitsyscall
#endif
			atomic { on++; assert(on == 1 && owners == 0) }
			goto running
		:: preemptStop -> // preemptPark
#ifdef PARKDIRECTLY // by way of the scan bit: a suspender could start it before we let go of it
			atomic { status = Gpreempted; on-- }
			curg--
#else
			atomic { assert(owners == 0); status = Gpreempted | Gscan; on-- }
			curg--; // dropg
			atomic { assert(status == (Gpreempted | Gscan)); status = Gpreempted }
#endif
		:: turns == TURNS -> // goexit0
			atomic { assert(owners == 0); status = Gdead; on-- }
			preemptStop = false;
			curg--
		fi
	:: atomic { parked -> parked = false } ready()
	:: status == Gdead -> break
	od
}

proctype Scanner()
{
	byte s;
	bool stopped;

	do
	:: s = status;
		if
		:: s == Gdead -> preemptStop = false; break
		:: s == Gpreempted ->
#ifdef CLAIMSTORE // by a CAS, against another suspender
			status = Gwaiting;
			stopped = true
#else
			atomic {
				if
				:: status == Gpreempted -> status = Gwaiting; stopped = true
				:: else
				fi
			}
#endif
#ifdef SCANRUNNING // only asked: its M changes the status by a store
		:: s == Grunnable || s == Gsyscall || s == Gwaiting || s == Grunning ->
#else
		:: s == Grunnable || s == Gsyscall || s == Gwaiting ->
#endif
			atomic { // castogscanstatus
				if
				:: status == s -> status = s | Gscan
				:: else -> goto again
				fi
			}
#ifndef KEEPREQUEST // it would stop, and nobody would start it
			preemptStop = false;
#endif
			atomic { owners++; assert(owners == 1 && on == 0) }
			owners--;
			atomic { assert(status == (s | Gscan)); status = s } // resumeG
#ifndef FORGETREADY // the suspender that made it waiting makes it ready
			if
			:: stopped -> ready()
			:: else
			fi;
#endif
			break
		:: s == Grunning -> preemptStop = true
		:: (s & Gscan) != 0 -> status != s
		fi;
again:
		s = 0
	od
}

init {
	atomic {
		run M();
		run M();
		run Scanner();
		if
		:: SCANNERS == 2 -> run Scanner()
		:: else
		fi
	}
	status == Gdead
}
