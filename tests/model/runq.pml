// runtime/proc.c: runqput, runqputslow, runqget, runqgrab, runqsteal, runqempty: the local run
// queue and runnext.
// Proves: each G that was put is run once, or lies once in a ring, in runnext or in the global
// queue; runqempty says so only if the queue was empty at some moment of the call.
// Actors: the M of P 0, which begins with RING Gs in its ring, puts others up to GS in either way,
// and calls runqget GETS times; the Ms of P 1 and, with two THIEVES, P 2, which STEALS times take a
// G from their own queue, else steal (P 2 from P 1 too); a thread that calls runqempty on P 0. A
// ring has room for four.
// Each atomic operation, and each access to a slot, is a step.
// Left out: weak memory (what is needed is acquire and release, which x86 always gives); the
// counters' wrap; the plain stores with one P, which has no thieves; the sleep in runqgrab.
//
// run: -DRING=2 -DGS=4 -DGETS=1 -DTHIEVES=1 -DSTEALS=2
// run: -DRING=4 -DGS=5 -DGETS=1 -DTHIEVES=1 -DSTEALS=2
// run: -DRING=3 -DGS=4 -DGETS=1 -DTHIEVES=2 -DSTEALS=1
// run: -DRING=0 -DGS=2 -DGETS=1 -DTHIEVES=1 -DSTEALS=2 -DLOOKER
// mutant: GETSTORE -DRING=2 -DGS=3 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: assertion violated (ran[g]==1)
// mutant: GRABSTORE -DRING=2 -DGS=3 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: assertion violated (ran[g]==1)
// mutant: SLOWSTORE -DRING=4 -DGS=5 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: assertion violated (n==1)
// mutant: NEXTPUTSTORE -DRING=0 -DGS=2 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: assertion violated
// mutant: NEXTGETSTORE -DRING=0 -DGS=2 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: violated (ran[g]==1)
// mutant: NEXTGRABSTORE -DRING=0 -DGS=2 -DGETS=1 -DTHIEVES=1 -DSTEALS=2: violated (ran[g]==1)
// mutant: TAILFIRST -DRING=0 -DGS=1 -DGETS=0 -DTHIEVES=1 -DSTEALS=1: assertion violated (n==1)
// mutant: READLATE -DRING=4 -DGS=5 -DGETS=0 -DTHIEVES=1 -DSTEALS=2: assertion violated
// mutant: ONELOOK -DRING=0 -DGS=2 -DGETS=0 -DTHIEVES=1 -DSTEALS=1 -DLOOKER: (next==0)))||wasempty)
#define PS 3
#define SIZE 4

byte head[PS], tail[PS], runnext[PS], slot[PS * SIZE];
byte ran[GS + 1], global[GS + 1]; // by G, from 1 on
byte done;                        // processes that have ended
bool wasempty;                    // since it was set to false the queue of P 0 was empty once

#define SLOT(p, i) slot[(p) * SIZE + (i) % SIZE]
#define LOOK       wasempty = wasempty || (head[0] == tail[0] && runnext[0] == 0)
#define RUN(g)     atomic { assert(g != 0); ran[g]++; assert(ran[g] == 1); g = 0 }

// For the owner of p, with its local variables h, t, old, i, ok. g is what it holds in its hand.

inline runqputslow(p)
{
	assert(t - h == SIZE);
#ifdef SLOWSTORE // by a CAS, against thieves
	ok = true;
	head[p] = h + SIZE / 2;
#else
	atomic {
		ok = (head[p] == h);
		if
		:: ok -> head[p] = h + SIZE / 2; LOOK
		:: else
		fi
	}
#endif
	if
	:: ok ->
		i = 0;
		do
		:: i < SIZE / 2 -> old = SLOT(p, h + i); global[old]++; i++
		:: else -> break
		od;
		global[g]++;
		g = 0
	:: else
	fi
}

inline runqput(p, next)
{
	if
	:: next ->
#ifdef NEXTPUTSTORE // by a CAS: a thief may take old, and then it is not ours to kick
		old = runnext[p];
		runnext[p] = g;
#else
		do
		:: true ->
			old = runnext[p];
			atomic {
				if
				:: runnext[p] == old -> runnext[p] = g; break
				:: else
				fi
			}
		od;
#endif
		g = old;
		old = 0
	:: else
	fi;
	do
	:: g != 0 ->
		atomic { h = head[p]; t = tail[p] } // the tail is ours
		if
		:: t - h < SIZE ->
#ifdef TAILFIRST // a thief that sees the tail sees the slot
			tail[p] = t + 1;
			SLOT(p, t) = g;
#else
			SLOT(p, t) = g;
			tail[p] = t + 1;
#endif
			g = 0
		:: else -> runqputslow(p)
		fi
	:: else -> break
	od;
	atomic { h = 0; t = 0; old = 0; i = 0; ok = false }
}

inline runqget(p)
{
	old = runnext[p];
	if
	:: old != 0 ->
#ifdef NEXTGETSTORE // by a CAS, against thieves
		runnext[p] = 0;
		g = old
#else
		// It fails at most once, as only we put.
		atomic {
			if
			:: runnext[p] == old -> runnext[p] = 0; g = old; LOOK
			:: else -> assert(runnext[p] == 0)
			fi
		}
#endif
	:: else
	fi;
	do
	:: g == 0 ->
		h = head[p];
		if
		:: h == tail[p] -> break
		:: else
		fi;
		old = SLOT(p, h);
#ifdef GETSTORE // by a CAS, against thieves
		head[p] = h + 1;
		g = old
#else
		atomic {
			if
			:: head[p] == h -> head[p] = h + 1; g = old; LOOK
			:: else
			fi
		}
#endif
	:: else -> break
	od;
	atomic { h = 0; old = 0 }
}

// Into the ring of p, from t on: n Gs of p2.
inline runqgrab(p, p2, next)
{
	do
	:: true ->
		h = head[p2];
		n = tail[p2] - h;
		n = n - n / 2;
		if
		:: n == 0 && !next -> break
		:: n == 0 && next ->
			old = runnext[p2];
			if
			:: old == 0 -> break
			:: else
			fi;
#ifdef NEXTGRABSTORE // by a CAS, against its owner and others
			runnext[p2] = 0;
			ok = true;
#else
			atomic {
				ok = (runnext[p2] == old);
				if
				:: ok -> runnext[p2] = 0; LOOK
				:: else
				fi
			}
#endif
			if
			:: ok -> SLOT(p, t) = old; n = 1; break
			:: else
			fi
		:: n > SIZE / 2 // head has moved
		:: n > 0 && n <= SIZE / 2 ->
#ifndef READLATE // before the CAS: afterwards the owner may overwrite them
			i = 0;
			do
			:: i < n -> SLOT(p, t + i) = SLOT(p2, h + i); i++
			:: else -> break
			od;
#endif
#ifdef GRABSTORE // by a CAS, against the owner and others
			ok = true;
			head[p2] = h + n;
#else
			atomic {
				ok = (head[p2] == h);
				if
				:: ok -> head[p2] = h + n; LOOK
				:: else
				fi
			}
#endif
#ifdef READLATE
			i = 0;
			do
			:: ok && i < n -> SLOT(p, t + i) = SLOT(p2, h + i); i++
			:: else -> break
			od;
#endif
			if
			:: ok -> break
			:: else
			fi
		fi
	od
}

// The ring of p is empty.
inline runqsteal(p, p2, next)
{
	t = tail[p];
	runqgrab(p, p2, next);
	if
	:: n != 0 ->
		n--;
		g = SLOT(p, t + n);
		if
		:: n != 0 ->
			h = head[p];
			assert(t - h + n < SIZE);
			tail[p] = t + n
		:: else
		fi
	:: else
	fi
}

proctype Owner()
{
	byte g, h, t, old, i, gets, put = RING;
	bool ok;

	do
	:: put < GS -> put++; g = put; runqput(0, true)
	:: put < GS -> put++; g = put; runqput(0, false)
	:: gets < GETS ->
		gets++;
		runqget(0);
		if
		:: g != 0 -> RUN(g)
		:: else
		fi
	:: put == GS -> break
	od;
	done++
}

proctype Thief(byte me)
{
	byte g, h, t, old, i, n, victim, steals;
	bool ok, next;

	do
	:: steals < STEALS ->
		steals++;
		// As schedule and findrunnable: what is in its own ring first.
		runqget(me);
		if
		:: g == 0 ->
			if
			:: victim = 0
			:: me == 2 -> victim = 1
			fi;
			if
			:: next = true
			:: next = false
			fi;
			runqsteal(me, victim, next)
		:: else
		fi;
		if
		:: g != 0 -> RUN(g)
		:: else
		fi;
		atomic { h = 0; t = 0; old = 0; i = 0; n = 0; ok = false; next = false; victim = 0 }
	:: steals == STEALS -> break
	od;
	done++
}

#ifdef LOOKER
// runqempty of P 0
active proctype Looker()
{
	byte h, t, next;

	atomic { wasempty = false; LOOK }
	do
	:: true ->
		h = head[0];
		t = tail[0];
		next = runnext[0];
#ifdef ONELOOK // a G may go from runnext to the ring after we have found the ring empty
		break
#else
		if
		:: t == tail[0] -> break
		:: else
		fi
#endif
	od;
	assert(!(h == t && next == 0) || wasempty);
	h = 0; t = 0; next = 0
}
#endif


init {
	byte g, p, i, n;

	d_step {
		do
		:: tail[0] < RING -> SLOT(0, tail[0]) = tail[0] + 1; tail[0]++
		:: else -> break
		od
	}
	atomic {
		run Owner();
		run Thief(1);
		if
		:: THIEVES == 2 -> run Thief(2)
		:: else
		fi
	}
	done == THIEVES + 1;
	d_step {
		g = 1;
		do
		:: g <= GS ->
			n = ran[g] + global[g];
			p = 0;
			do
			:: p < PS ->
				if :: runnext[p] == g -> n++ :: else fi;
				i = head[p];
				do
				:: i != tail[p] -> if :: SLOT(p, i) == g -> n++ :: else fi; i++
				:: else -> break
				od;
				p++
			:: else -> break
			od;
			assert(n == 1);
			g++
		:: else -> break
		od
	}
}
