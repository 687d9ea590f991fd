// runtime/mgc.c: the rules S1 to S9; gcMarkStart, findstale, takesnapshot, gcBgMarkWorker,
// gcMarkStop; forEachP; gopreempt_m, schedEnabled; gccgo_gcWriteBarrier, gcmarknewobject.
// Proves: what the goroutine can reach at the end of a cycle is marked.
// Actors: the collector, one cycle; a goroutine. Object a of the heap, to which a root points, or
// variable a, points to object o. TURNS times the goroutine tests the barrier's flag, may be
// preempted, loads a's pointer into a register, perhaps stores it in a new object, and may
// overwrite it, by the test that it made before; then it may call the runtime. It may be preempted
// between any two steps, but for the barrier's own.
// Left out: weak memory (a processor keeps the order of its stores: the pointer is in the buffer
// before it is overwritten); several objects in a row; several goroutines, of which each overwrites
// what it announced, so that the first one counts.
//
// run: -DTURNS=2
// mutant: NOSHADE -DTURNS=2: assertion violated
// mutant: SHADELATE -DTURNS=2: assertion violated
// mutant: NOFLUSH -DTURNS=2: assertion violated
// mutant: NOSAFEPOINT -DTURNS=1: assertion violated
// mutant: PHASEFIRST -DTURNS=1: assertion violated
// mutant: NOSTALE -DTURNS=1: assertion violated
// mutant: NOHOLD -DTURNS=1: assertion violated
// mutant: LISTFIRST -DTURNS=1: assertion violated
// mutant: STALEASSIGNED -DTURNS=1: assertion violated
// mutant: ALLOCWHITE -DTURNS=1: assertion violated
// mutant: NOSTACK -DTURNS=1: assertion violated

bool a = true;       // a points to o
bool reg;            // the goroutine's register does
bool fresh;          // a new object does, which the register or the stack keeps
bool freshmarked;    // that object is marked, or will be scanned
bool marked;         // o is
bool scanned;        // a is
bool buffer;         // o is in the P's buffer
bool on, needed;     // writeBarrier.enabled, .needed
bool phase;          // gcphase is not off
bool stop, stopped;  // the world, or each P in its turn
bool stale;
bool listed;         // the worker has found it stale
bool hold;           // stale goroutines do not run
bool over;           // the goroutine has ended

// Preempted, by the collector or at the end of a time slice.
inline unclean()
{
	if
	:: true ->
#ifndef NOSTALE
#ifdef STALEASSIGNED // cleared by a preemption in the phase
		stale = false;
#endif
		if
		:: !phase -> stale = true
		:: else
		fi;
#endif
		stopped = true;
		atomic { !stop && !(hold && stale) -> stopped = false }
	:: true
	fi
}

// A call of the runtime.
inline clean()
{
	stale = false;
	if
	:: stop -> stopped = true; atomic { !stop -> stopped = false }
	:: true
	fi
}

active proctype Goroutine()
{
	bool flag;
	byte n;

	do
	:: n < TURNS ->
		n++;
		flag = on;
		unclean();
		unclean(); // perhaps before the snapshot too
		reg = a;
		unclean();
		if
		:: reg && !fresh -> // mallocgc, which cannot be preempted
			clean();
			flag = on; // and so compiled code tests again
			atomic {
#ifdef ALLOCWHITE // while the barrier is needed
				freshmarked = false;
#else
				freshmarked = needed;
#endif
				fresh = true
			};
			if
			:: reg = false
			:: true
			fi
		:: true
		fi;
		unclean();
		if
		:: true // overwrites nothing in this turn
		:: !flag -> a = false
		:: flag ->
			stale = false; // gcWriteBarrier
#ifdef NOSHADE
			a = false
#else
#ifdef SHADELATE // before the pointer is overwritten
			if
			:: needed && a -> a = false; clean(); buffer = true
			:: else -> a = false
			fi
#else
			if
			:: needed && a -> buffer = true
			:: else
			fi;
			a = false
#endif
#endif
		fi;
		unclean();
		if
		:: reg = false // not needed any more
		:: true
		fi;
		if
		:: clean()
		:: true
		fi
	:: else -> break
	od;
	over = true
}

inline stopworld()
{
	stop = true;
	stopped || over
}

inline snapshot()
{
	atomic {
		hold = listed && stale && !over;
#ifdef NOHOLD
		hold = false;
#endif
#ifndef NOSTACK // the register, and what only it keeps
		marked = marked || reg || fresh;
#endif
		freshmarked = true;
		needed = true
	}
}

active proctype Collector()
{
	on = true;
#ifdef LISTFIRST // before the P has been at a safe point
	listed = stale;
#endif
#ifdef PHASEFIRST // before the P has been at a safe point
	phase = true;
#endif
#ifndef NOSAFEPOINT
	stopworld();
	stop = false;
#endif
	phase = true;
#ifndef LISTFIRST
	listed = stale;
#endif
	stopworld();
	snapshot();
	stop = false;
	if // the worker reads the slot, then marks
	:: a -> marked = true
	:: else
	fi;
	scanned = true;
	stopworld();
#ifndef NOFLUSH
	marked = marked || buffer;
#endif
	assert(marked || !(a || reg || fresh));
	assert(freshmarked || !fresh);
	hold = false;
	on = false;
	needed = false;
	phase = false;
	stop = false
}
