// runtime/mgc.c: the rules S10 to S13; runtime/mgcmark.c: markrootMs, markrootStacks,
// markrootStack, scanbeforerun; executeon, exitsyscall, needm; recv.
// Proves: what a goroutine has that is scanned after the snapshot, and what others take out of it
// meanwhile, is marked; and nobody scans a goroutine while it runs.
// Actors: the collector, one cycle; a goroutine with its M; a receiver, which has been scanned.
// An object is on the goroutine's stack, or in a variable, which the snapshot scans, or in a cell
// of the heap to which only the elem of the goroutine's sudog points. TURNS times the goroutine
// runs, moves the pointer between stack and variable, and then waits, is preempted, makes a system
// call, or ends and is made anew or taken by a foreign thread.
// -DSTW: all is marked in the one stop.
// Left out: weak memory (each variable that another thread reads is changed by a locked instruction
// or comes before one); objects in a row (model snapshot).
//
// run: -DTURNS=2
// run: -DTURNS=2 -DSTW
// mutant: NOSCAN -DTURNS=1: assertion violated
// mutant: NOWAIT -DTURNS=1: assertion violated
// mutant: NOMS -DTURNS=2: assertion violated
// mutant: MSAFTER -DTURNS=2 -DSTW: assertion violated
// mutant: SYSCALLTOO -DTURNS=2: assertion violated
// mutant: NOSHADE -DTURNS=1: assertion violated

mtype = { Waiting, Runnable, Running, Syscall, Dead };

mtype status = Waiting;
bool curg;           // the goroutine is its M's
byte scangen;        // 1: being scanned, 2: scanned
bool user;           // the goroutine's own code runs
bool stack = true;   // it has the pointer
bool elem;           // it waits to send, from the cell, which has the pointer
bool var;            // the variable has the pointer
bool announced, marked;
bool needed, stop;
bool hasP, receiver; // the goroutine's M is not stopped, nor is the receiver

inline scan()
{
	assert(!user);
	marked = marked || stack || elem;
	assert(!user);
	scangen = 2
}

// By an M that has claimed it, or else waits.
inline execute()
{
	atomic { status == Runnable && !stop -> hasP = true }
	curg = true;
	status = Running;
	if
	:: needed ->
#ifndef NOSCAN
		if
		:: atomic { scangen == 0 -> scangen = 1 }
			scan()
		:: atomic { scangen != 0 -> skip }
		fi;
#ifndef NOWAIT
		scangen == 2
#endif
#endif
	:: else
	fi;
	user = true
}

// The goroutine's context is complete before its status changes.
inline leave(to)
{
	user = false;
	status = to;
	curg = false;
	hasP = false
}

// From a system call: at once, if there is a P.
inline comeback()
{
	if
	:: atomic { !stop -> hasP = true }
		status = Running;
		user = true
	:: true ->
		status = Runnable;
		curg = false;
		execute()
	fi
}

active proctype Goroutine()
{
	byte n;

	do
	:: n < TURNS ->
		n++;
		// Woken, unless it was preempted or has come back.
		if
		:: status == Waiting && !elem -> status = Runnable
		:: status == Waiting && elem -> status == Runnable // the receiver's turn
		:: status == Dead ->
			if
			:: atomic { !stop -> receiver = true } // its creator
				stack = var;
				status = Runnable;
				receiver = false
			:: atomic { status = Syscall; curg = true } // needm
			fi
		:: else
		fi;
		if
		:: status == Runnable -> execute()
		:: status == Syscall -> comeback()
		fi;
		if
		:: stack -> var = true; stack = false
		:: var -> stack = true; var = false
		:: true
		fi;
		if
		:: leave(Runnable) // preempted
		:: leave(Waiting)
		:: atomic { stack -> elem = true }; // the cell is the only place
			stack = false;
			leave(Waiting)
		:: user = false; status = Syscall; hasP = false
		:: atomic { stack = false; user = false; status = Dead; curg = false; hasP = false }
		fi
	:: else -> break
	od
}

active proctype Receiver()
{
end:
	do
	:: atomic { status == Waiting && elem && !stop -> receiver = true }
		var = true;
#ifndef NOSHADE
		announced = needed;
#endif
		elem = false;
		status = Runnable;
		receiver = false
	od
}

inline stopworld()
{
	stop = true;
	!hasP && !receiver
}

inline rootMs()
{
	if
#ifndef NOMS
	:: curg ->
		seen = status;
		if
		:: seen != Dead -> scangen = 1; scan()
		:: else
		fi
#endif
	:: else
	fi
}

inline rootStacks()
{
	seen = status;
	if
#ifdef SYSCALLTOO
	:: seen == Waiting || seen == Runnable || seen == Syscall ->
#else
	:: seen == Waiting || seen == Runnable ->
#endif
		if
		:: atomic { scangen == 0 -> scangen = 1 }
			scan()
		:: atomic { scangen != 0 -> skip }
		fi
	:: else
	fi
}

active proctype Collector()
{
	mtype seen;

	stopworld();
#ifdef MSAFTER // goroutines that are on no M
	rootStacks();
#endif
	rootMs();
	marked = marked || var;
#ifdef STW
#ifndef MSAFTER
	rootStacks();
#endif
#else
	needed = true;
	stop = false;
	rootStacks();
	stopworld();
	marked = marked || announced;
#endif
	assert(marked || !(stack || elem || var));
	needed = false;
	stop = false
}
