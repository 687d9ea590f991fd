// runtime/mgcmark.c: gcMark, gcDrain, share, wakehelper and gchelper; stopm.
// Proves: when the M that runs the cycle ends marking, all that was queued has been scanned, nobody
// marks any more, and the idle Ms are on sched.midle again; an M that is woken after the start of
// the world has a P.
// Actors: M 0, which runs CYCLES cycles and then wakes an M for a P; the idle Ms 1 and 2, of which
// PROCS - 1 may help. WORK objects are found in each cycle, by anybody who scans another.
// Each store that another M reads is a locked instruction here, or comes before one (a push, a pop,
// the unlock of sched.lock, the wake-up). So memory is as if there were no store buffers.
// Left out: which objects; a marker's second buffer; nsearch, which decides only how long a helper
// waits for work; the mark bits.
//
// run: -DCYCLES=2 -DPROCS=3 -DWORK=2
// run: -DCYCLES=1 -DPROCS=3 -DWORK=6
// run: -DCYCLES=2 -DPROCS=2 -DWORK=3
// mutant: NOLOOK -DCYCLES=1 -DPROCS=2 -DWORK=3: assertion violated
// mutant: LEAVEFULL -DCYCLES=1 -DPROCS=2 -DWORK=5: assertion violated
// mutant: COUNTITSELF -DCYCLES=1 -DPROCS=2 -DWORK=3: assertion violated
// mutant: COUNTEARLY -DCYCLES=1 -DPROCS=2 -DWORK=3: assertion violated
// mutant: IDLELATE -DCYCLES=1 -DPROCS=2 -DWORK=3: assertion violated
// mutant: CLEARLATE -DCYCLES=2 -DPROCS=3 -DWORK=3: assertion violated
// mutant: NOTEFIRST -DCYCLES=1 -DPROCS=2 -DWORK=3: assertion violated
#define NONE 15

byte fullbufs;        // buffers on work.full, of one object each
byte nwait;       // work.nwait
byte left;        // by the model: objects not found yet
byte scanning;    // by the model: Ms with objects of their own
bool marking;     // by the model: the world is stopped and marked
bool idle[3];     // sched.midle
bool note[3];     // m.park
bool helpgc[3];   // m.helpgc
bool nextp[3];    // m.nextp
bool over;

inline wake(w)
{
	atomic { // under sched.lock
		w = NONE;
		if
		:: nwait != 0 ->
			if
			:: idle[1] -> w = 1; idle[1] = false
			:: idle[2] -> w = 2; idle[2] = false
			:: !idle[1] && !idle[2]
			fi;
#ifndef COUNTITSELF // the waker counts the helper, before anybody can look
			if
			:: w != NONE -> nwait--
			:: else
			fi
#endif
		:: else
		fi
	}
	if
#ifdef NOTEFIRST // m.helpgc before the wake-up
	:: w != NONE -> note[w] = true; helpgc[w] = true; w = NONE
#else
	:: w != NONE -> helpgc[w] = true; note[w] = true; w = NONE
#endif
	:: else
	fi
}

// Ends with mine == 0.
inline drain()
{
	do
	:: mine > 0 ->
		atomic { // scans one
			assert(marking);
			mine--;
			if
			:: left > 0 -> left--; mine++
			:: left > 1 -> left = left - 2; mine = mine + 2
			:: true
			fi;
			if
			:: mine == 0 -> scanning--
			:: else
			fi
		}
		if // share
		:: mine > 1 && fullbufs == 0 -> atomic { mine--; fullbufs++ }
		:: true
		fi;
		if
		:: fullbufs > 0 -> wake(w)
		:: true
		fi
	:: mine == 0 ->
		atomic { // tryGet
			if
#ifdef LEAVEFULL // until there is no full buffer either: one of our own may be there
			:: fullbufs > 0 && !had -> fullbufs--; mine = 1; scanning++; had = true
#else
			:: fullbufs > 0 -> fullbufs--; mine = 1; scanning++
#endif
			:: else -> had = false; break
			fi
		}
	od
}

active proctype Cycle()
{
	byte mine, w = NONE, cycles;
	bool last, had;

	idle[1] = true;
	idle[2] = true;
	do
	:: cycles < CYCLES ->
		cycles++;
		atomic { marking = true; nwait = PROCS - 1; left = WORK; mine = 1; scanning = 1 }
		do
		:: true ->
			drain();
			last = (nwait == PROCS - 1);
			if
#ifdef NOLOOK // at nwait: a helper may still mark
			:: true -> break
#else
			:: last -> break
			:: else
#endif
			fi
		od;
		atomic {
			assert(fullbufs == 0 && scanning == 0 && nwait == PROCS - 1 && idle[1] && idle[2]);
			marking = false;
			last = false
		}
	:: else -> break
	od;
	// The world starts. startm, without a counted helper: the M must take it for a P.
	idle[1] = false;
	nextp[1] = true;
	note[1] = true;
	idle[2] = false;
	nextp[2] = true;
	note[2] = true;
	over = true
}

proctype Idle(byte me)
{
	byte mine, w = NONE;
	bool had;

	do
	:: true ->
end:
		note[me] -> note[me] = false; // notesleep, noteclear
		if
		:: !helpgc[me] -> break
		:: else
		fi;
#ifndef CLEARLATE // before another M can wake us again
		helpgc[me] = false;
#endif
#ifdef COUNTITSELF
		nwait--;
#endif
#ifdef COUNTEARLY // when it will not look again
		nwait++;
#endif
		drain();
#ifdef IDLELATE // in one critical section
		nwait++;
		idle[me] = true;
#else
		atomic {
			idle[me] = true;
#ifndef COUNTEARLY
			nwait++
#endif
		}
#endif
#ifdef CLEARLATE
		helpgc[me] = false
#endif
	:: false
	od;
	assert(nextp[me]) // acquirep
}

init {
	atomic { run Idle(1); run Idle(2) }
}
