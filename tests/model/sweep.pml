// runtime/mheap.h: mspan_claim; mgcsweep.c: sweepone, mspan_sweep, mspan_ensureSwept; mcentral.c:
// cacheSpan, uncacheSpan, freeSpan; mgc.c: GC's wait, gcSweep.
// Proves: each span is swept once a cycle; nobody allocates in an unswept span, or in one that
// another M has; the next cycle finds every span swept; when GC returns, every span is swept.
// Actors: the collector, which stops the world CYCLES times; an M that allocates ALLOCS times; one
// that sweeps in the background; one that adds a special to span 0; one in GC. There are SPANS
// spans of one class, each of which has a free object once it is swept, or not. Each atomic
// operation is a step. The central lists are an array of flags: the order of their spans does not
// matter. An M that sweeps, looks for a span, or has one in its hand, is not preempted: the stop
// waits. Left out: reclaim, which claims and sweeps as sweepone; large spans, whose record is used
// again for a span that is new, thus swept; mark bits, and what sweeping does.
//
// run: -DCYCLES=1 -DSPANS=2 -DALLOCS=1 -DROOM=0
// run: -DCYCLES=2 -DSPANS=1 -DALLOCS=2 -DROOM=1
// mutant: CLAIMSTORE -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: USEUNSWEPT -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: USEBEINGSWEPT -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: SWEPTFIRST -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: NOENSURE -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: NOFLUSH -DCYCLES=1 -DSPANS=1 -DALLOCS=2 -DROOM=1: assertion violated
// mutant: NOFINISH -DCYCLES=2 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: NOWAIT -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: COUNTCLAIMLATE -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated
// mutant: COUNTLATE -DCYCLES=1 -DSPANS=1 -DALLOCS=1 -DROOM=1: assertion violated

#define NONE 15

byte h = 4;           // mheap_.sweepgen
byte sweepgen[SPANS] = 4; // of the spans: h-2, h-1, h or h+3
byte index = SPANS, sweepers; // mheap_.sweepIndex, .sweepers
bool sweepdone = true;
bool nonempty[SPANS] = ROOM; // in c->nonempty; otherwise in c->empty
bool locked;          // c->lock
byte cycles;          // work.cycles
bool stop;            // the world, or it is about to
byte busy;            // Ms that are not at a safe point
byte cached = NONE;   // the span in the mcache
bool special;         // somebody goes through the specials of span 0
bool sweeping[SPANS]; // by the model: somebody is in mspan_sweep
bool swept[SPANS];    // by the model: in this cycle

#define ENTER  atomic { !stop -> busy++ }
#define LEAVE  busy--
#define LOCK   atomic { !locked -> locked = true }
#define UNLOCK locked = false

// Claims span s, or not: ok.
inline claim(s)
{
	if
	:: sweepgen[s] != h - 2 -> ok = false
	:: else ->
#ifndef COUNTCLAIMLATE // among the sweepers, before it claims
		sweepers++;
#endif
#ifdef CLAIMSTORE // by a CAS, against others
		ok = true;
		sweepgen[s] = h - 1;
#else
		atomic {
			ok = (sweepgen[s] == h - 2);
			if
			:: ok -> sweepgen[s] = h - 1
			:: else
			fi
		}
#endif
		if
#ifdef COUNTCLAIMLATE
		:: ok -> sweepers++
		:: else
#else
		:: !ok -> sweepers--
		:: else
#endif
		fi
	fi
}

// mspan_sweep of a span that is claimed. room: it had a free object. free: it has one.
inline sweep(s, preserve, room)
{
	atomic {
		assert(sweepgen[s] == h - 1 && !sweeping[s] && !swept[s] && cached != s);
		assert(s != 0 || !special);
		sweeping[s] = true;
		swept[s] = true;
#ifdef SWEPTFIRST // when all else is done
		sweepgen[s] = h;
#endif
		free = room
	}
	if
	:: free = true; // it frees an object
		if
		:: preserve -> atomic { sweeping[s] = false; sweepgen[s] = h }
		:: else ->
			LOCK;
			atomic { sweeping[s] = false; nonempty[s] = true; sweepgen[s] = h };
			UNLOCK
		fi
	:: atomic { sweeping[s] = false; sweepgen[s] = h }
	fi;
	sweepers--
}

// ok: there was a span.
inline sweepone()
{
	if
	:: sweepdone -> ok = false
	:: else ->
#ifndef COUNTLATE // among the sweepers, before it takes an entry
		sweepers++;
#endif
		do
		:: atomic { i = index; index = (index < SPANS -> index + 1 : index) }
#ifdef COUNTLATE
			if
			:: i < SPANS -> sweepers++
			:: else -> sweepdone = true; ok = false; break
			fi;
#else
			if
			:: i < SPANS
			:: else -> sweepdone = true; ok = false; break
			fi;
#endif
			claim(i);
			if
			:: ok -> sweep(i, false, nonempty[i]); break
			:: else
#ifdef COUNTLATE
				-> sweepers--
#endif
			fi
		od;
#ifdef COUNTLATE
		if
		:: ok -> sweepers--
		:: else
		fi
#else
		sweepers--
#endif
	fi
}

active proctype Collector()
{
	byte i, n;
	bool ok, free;

	do
	:: n < CYCLES ->
		n++;
		stop = true;
		busy == 0;
#ifndef NOFLUSH // the mcache
		atomic {
			if
			:: cached != NONE -> // with free objects, or full
				sweepgen[cached] = h;
				if
				:: nonempty[cached] = true
				:: true
				fi;
				cached = NONE
			:: else
			fi
		}
#endif
#ifndef NOFINISH // what is left to sweep
		do
		:: sweepone();
			if
			:: ok
			:: else -> break
			fi
		od;
#endif
		atomic {
			i = 0;
			do
			:: i < SPANS -> assert(sweepgen[i] == h && !sweeping[i]); swept[i] = false; i++
			:: else -> break
			od;
			h = h + 2;
			index = 0;
			sweepdone = false;
			cycles++;
			stop = false
		}
	:: else -> break
	od
}

active proctype Allocator()
{
	byte i, s, n;
	bool ok, free;

	do
	:: n < ALLOCS ->
		n++;
		ENTER;
		if // refill: it is full
		:: cached != NONE -> atomic { s = cached; cached = NONE; sweepgen[s] = h }
		:: else
		fi;
retry:
		LOCK;
		s = 0;
		do
		:: s < SPANS && nonempty[s] ->
#ifndef USEUNSWEPT // sweep it first
			claim(s);
			if
			:: ok -> nonempty[s] = false; UNLOCK; sweep(s, true, true); goto have
			:: else
			fi;
#endif
			if
#ifndef USEBEINGSWEPT // leave it
			:: sweepgen[s] == h - 1 -> s++
#endif
			:: else -> nonempty[s] = false; UNLOCK; goto have
			fi
		:: s < SPANS && !nonempty[s] -> s++
		:: else -> break
		od;
		s = 0;
		do
		:: s < SPANS && !nonempty[s] ->
			claim(s);
			if
			:: ok -> UNLOCK; sweep(s, true, false);
				if
				:: free -> goto have
				:: else -> goto retry
				fi
			:: else -> s++
			fi
		:: s < SPANS && nonempty[s] -> s++
		:: else -> break
		od;
		UNLOCK;
		goto grow;
have:
		atomic {
			assert(sweepgen[s] == h && !sweeping[s] && cached == NONE);
			cached = s;
			sweepgen[s] = h + 3
		}
grow:
		LEAVE
	:: else -> break
	od
}

active proctype Bgsweep()
{
	byte i;
	bool ok, free;

	do
	:: true ->
end:
		!sweepdone -> ENTER; sweepone(); LEAVE
	od
}

active proctype Special()
{
	bool ok, free;

	ENTER;
#ifndef NOENSURE // that it is swept
	claim(0);
	if
	:: ok -> sweep(0, false, nonempty[0])
	:: else -> sweepgen[0] == h || sweepgen[0] == h + 3
	fi;
#endif
	atomic { assert(!sweeping[0]); special = true };
	special = false;
	LEAVE
}

active proctype GC()
{
	byte i, n;
	bool ok, free;

end:
	cycles > 0 -> n = cycles;
	do
	:: cycles == n ->
		ENTER;
		sweepone();
		LEAVE;
		if
		:: ok
		:: else -> break
		fi
	:: else -> break
	od;
#ifndef NOWAIT // for those that have claimed a span
	cycles != n || sweepers == 0;
#endif
	atomic {
		i = 0;
		do
		:: i < SPANS -> assert(cycles != n || sweepgen[i] == h || sweepgen[i] == h + 3); i++
		:: else -> break
		od
	}
}
