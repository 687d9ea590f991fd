// Timers. Each P has a 4-ary heap ordered by when. The M that schedules on the P runs the timers
// that are due, on g0. Stop and Reset never touch a heap: they change the timer's status, and the
// heap's owner (the M that holds timersLock) puts the heap right later. Only insertion takes a
// lock, the current P's.
//
// The status is a lock on the timer. A goroutine that wants to change the timer takes it first: by
// a CAS, or, where GOMAXPROCS is 1, by a plain load and store (trystatus). From a state that it
// owns the goroutine moves the status on by a plain store, and checks that it finds the state it
// had entered. It does, unless two goroutines operate on one timer at once, which is an error in
// the program: badTimer.
//
//	NoStatus   never added, or fired                      Removed    stopped, out of any heap
//	Waiting    in a heap at its place                     Deleted    in a heap, must not run
//	ModifiedEarlier, ModifiedLater   in a heap, at the place of when, but due at nextwhen
//	Running, Removing, Moving        held by the heap's owner, for a moment
//	Modifying                        held by Stop or Reset, for a moment and with preemption off
//
//	addtimer    NoStatus ─► Waiting
//	deltimer    Waiting, Modified* ─► Modifying ─► Deleted
//	modtimer    NoStatus, Removed ─► Modifying ─► Waiting, inserted into the current P's heap
//	            Waiting, Modified*, Deleted ─► Modifying ─► Modified*, in the heap it is in
//	owner       Waiting ─► Running ─► NoStatus, or Waiting if periodic
//	            Modified* ─► Moving ─► Waiting        Deleted ─► Removing ─► Removed
//
// deltimer and modtimer wait in Running, Removing (modtimer only), Moving and Modifying; the owner
// waits in Modifying. The fields are written by these: when: before insertion the goroutine that
// inserts the timer, later the holder of Running or Moving, or of Modifying if the timer is in no
// heap. nextwhen, period, f, arg, seq: the holder of Modifying. pp: the holder of timersLock. Stop
// and Reset read pp while they hold Modifying: after that the owner may clear it.
//
// adjustTimers counts the timers of a heap that are ModifiedEarlier. It is raised before a status
// becomes that and lowered after it has been left, so it is never too low: 0 means that nothing in
// the heap is due before timer0When. deletedTimers and deletedOwn, less clearedTimers, are the
// number of timers that are Deleted; they are raised after the status is set, so that the
// difference can be -1 for a moment, which costs a look at the heap. A timer's memory may be
// reused only in NoStatus or Removed.
#include "runtime.h"
#include "probe.h"

enum { verifyTimers = false };

// go: none — the status, to decide what to do next
// mo: seq_cst; acquires what the last holder wrote.
static uint32 statusof(timer *t) { return atomic_Load(&t->status); }

// go: none — tries a transition. The caller has a P and cannot be stopped
// mo: seq_cst; entering a state acquires the fields from the last holder, leaving it releases them
//     to the next. Weaker would let a heap's owner take an old nextwhen, or Stop read a pp of
//     before the insertion. Where there is one P, only its holder changes timers; other threads
//     only look at the status.
static bool trystatus(timer *t, uint32 from, uint32 to)
{
	if (alone()) {
		if (RELAXED(t->status) != from)
			return false;
		RELAXED_SET(t->status, to);
		return true;
	}
	return atomic_Cas(&t->status, from, to);
}

// go: none — ends a status in which only the caller may change the timer
// mo: release store; no other thread changes the status meanwhile, and a thread that waits for the
//     next one spins on it, so that it need not be seen before what the caller does next. The
//     caller entered the status by a CAS: no later Stop or Reset can have seen an older one.
// See D43.
static void setstatus(timer *t, uint32 from, uint32 to)
{
	if (unlikely(RELAXED(t->status) != from))
		badTimer();
	atomic_StoreRel(&t->status, to);
}

// go: none — changes adjustTimers or deletedTimers of a P
// mo: seq_cst; Gs on other Ps change the counters without the lock. adjustTimers is raised before
//     the status becomes ModifiedEarlier, so a reader of that status also sees the count.
//     checkTimers reads the count first and can miss a timer that is modified just afterwards;
//     wakeNetPoller covers that case.
static void count(uint32 *counter, int32 delta) { atomic_Xadd(counter, delta); }

// go: none — timers of pp become Deleted, or, if delta is negative, Modified again; mp is the
//     current M
// See D43.
static void countdeleted(m *mp, p *pp, int32 delta)
{
	if (puintptr_ptr(mp->p) == pp)
		pp->deletedOwn += (uint32)delta; // plain: the owner's
	else
		count(&pp->deletedTimers, delta);
}

// What only the holder of timersLock changes is stored without a fence: the exchange that unlocks
// comes before wakeNetPoller looks at lastpoll.

// go: none — changes numTimers of a P
// mo: release store; read without the lock by checkTimers, as a hint.
static void countheap(p *pp, int32 delta)
{
	atomic_StoreRel(&pp->numTimers, pp->numTimers + delta);
}

// go: none — some Deleted have left the heap
// mo: as above.
static void countcleared(p *pp, uint32 n) { RELAXED_SET(pp->clearedTimers, pp->clearedTimers + n); }

enum { // Not in Go
	soon = 100 * 1000, // a shorter sleep may be over when schedule looks at the timers
};

// go: time.go#timeSleep [adapted] schedule may use its reading of the clock
// time.Sleep. See D45.
void timeSleep(int64 ns)
{
	static const funcval goroutineReady_f = {(uintptr)goroutineReady};
	if (ns <= 0)
		return;
	g *gp = getg();
	timer *t = gp->timer;
	if (t == nil) {
		t = mallocgc(sizeof *t, &anypointers, true);
		gp->timer = t;
	}
	t->f = (funcval *)&goroutineReady_f;
	t->arg.data = gp;
	int64 now = nanotime();
	t->nextwhen = now > maxWhen - ns ? maxWhen : now + ns;
	// Saves schedule, which comes next on this M, a reading. Timers that came due meanwhile it
	// takes for not due yet; this one must not be among them.
	if (ns >= soon)
		gp->m->now = now;
	gopark(resetForSleep, t, waitReasonSleep, traceEvGoSleep, 1);
}

// go: time.go#resetForSleep
// Arms the timer once gp is off its M. Armed before, it could fire on another M and ready a G that
// still runs. On g0.
bool resetForSleep(g *gp, void *ut)
{
	timer *t = ut;
	resettimer(t, t->nextwhen); // the time that timeSleep left there: t is in no heap
	return true;
}

// Package time's doors. It computes when from a duration, clamped to maxWhen.

// go: time.go#startTimer
void startTimer(timer *t) { addtimer(t); }

// go: time.go#stopTimer
bool stopTimer(timer *t) { return deltimer(t); }

// go: time.go#resetTimer [adapted] as modtimer
bool resetTimer(timer *t, int64 when) { return resettimer(t, when); }

// go: time.go#goroutineReady
// The function of Sleep's timers.
void goroutineReady(eface arg, uintptr seq) { goready(arg.data, 2); }

// go: time.go#addtimer [adapted] the G stays on its M until the timer is in, golang/go#44868
// Starts a timer that is in no heap and that nobody else sees. Goroutine, or g0 with a P;
// pollDesc.lock may be held. See D42.
void addtimer(timer *t)
{
	if (t->when < 0)
		t->when = maxWhen;
	if (t->status != timerNoStatus)
		throw("addtimer called with initialized timer");
	t->status = timerWaiting;
	int64 when = t->when; // once it is in, t may be run and be set anew

	m *mp = acquirem(); // or GOMAXPROCS could take the P away before we have its lock
	p *pp = puintptr_ptr(mp->p);
	lock(&pp->timersLock);
	cleantimers(pp);
	doaddtimer(pp, t);
	unlock(&pp->timersLock);
	releasem(mp);

	wakeNetPoller(when);
}

// go: none — doubles the room of a P's heap, on g0: mallocgc is too deep for a goroutine's stack
//     here
static void growtimers(void *arg)
{
	p *pp = arg;
	intgo n = pp->timers.cap == 0 ? 16 : 2 * pp->timers.cap;
	timerWhen *a = mallocgc((uintptr)n * sizeof *a, &anypointers, true);
	if (pp->timers.len != 0)
		memmove(a, pp->timers.array, (uintptr)pp->timers.len * sizeof *a);
	pp->timers.array = a;
	pp->timers.cap = n;
}

// go: time.go#doaddtimer [adapted] timer0When and numTimers are stored without a fence
// Inserts t; its status is the caller's business. Holds: pp.timersLock.
void doaddtimer(p *pp, timer *t)
{
	// Whoever waits for the timer waits in netpoll.
	// mo: seq_cst; netpollGenericInit looks again under its lock.
	if (atomic_Load(&netpollInited) == 0)
		netpollGenericInit();

	if (t->pp != 0)
		throw("doaddtimer: P already set in timer");
	puintptr_set(&t->pp, pp);
	if (pp->timers.len == pp->timers.cap)
		systemstack(growtimers, pp);
	intgo i = pp->timers.len++;
	pp->timers.array[i] = (timerWhen){t, t->when};
	siftupTimer(pp->timers.array, pp->timers.len, i);
	if (pp->timers.array[0].timer == t)
		// mo: release store; read without the lock by checkTimers and sysmon. See countheap.
		atomic_StoreRel(&pp->timer0When, (uint64)t->when);
	countheap(pp, 1);
}

// go: time.go#deltimer [adapted] each P counts its own stops apart
// Stops t. True: it was active and will not fire (again). False: it has fired, though its function
// may still run, or was not active.
bool deltimer(timer *t)
{
	for (;;) {
		uint32 s = statusof(t);
		switch (s) {
		case timerWaiting:
		case timerModifiedLater:
		case timerModifiedEarlier: {
			// Preempted while we hold it, the scheduler of this very P could spin on it for ever.
			m *mp = acquirem();
			if (!trystatus(t, s, timerModifying)) {
				releasem(mp);
				break;
			}
			p *tpp = puintptr_ptr(t->pp); // before the owner may clear it
			if (s == timerModifiedEarlier)
				count(&tpp->adjustTimers, -1);
			setstatus(t, timerModifying, timerDeleted);
			countdeleted(mp, tpp, 1);
			releasem(mp);
			return true;
		}
		case timerDeleted:
		case timerRemoving:
		case timerRemoved:
		case timerNoStatus:
			return false;
		case timerRunning:
		case timerMoving:
		case timerModifying:
			osyield();
			break;
		default:
			badTimer();
		}
	}
}

// go: none — stores in a heap's array. The collector scans it while Ms change it (S2 in mgc.c)
static inline void setslot(timerWhen *slot, timerWhen tw)
{
	wbshade(slot->timer);
	*slot = tw;
}

// go: time.go#dodeltimer
// Takes the timer at index i out of the heap. Holds: pp.timersLock.
void dodeltimer(p *pp, intgo i)
{
	timerWhen *a = pp->timers.array;
	if (puintptr_ptr(a[i].timer->pp) != pp)
		throw("dodeltimer: wrong P");
	a[i].timer->pp = 0;
	intgo last = --pp->timers.len;
	setslot(&a[i], a[last]);
	setslot(&a[last], (timerWhen){0});
	if (i != last) {
		// The last one may belong above or below.
		siftupTimer(a, last, i);
		siftdownTimer(a, last, i);
	}
	if (i == 0)
		updateTimer0When(pp);
	countheap(pp, -1);
}

// go: time.go#dodeltimer0
// Takes the first timer out of the heap. Holds: pp.timersLock.
void dodeltimer0(p *pp)
{
	timerWhen *a = pp->timers.array;
	if (puintptr_ptr(a[0].timer->pp) != pp)
		throw("dodeltimer0: wrong P");
	a[0].timer->pp = 0;
	intgo last = --pp->timers.len;
	setslot(&a[0], a[last]);
	setslot(&a[last], (timerWhen){0});
	if (last > 0) {
		siftdownTimer(a, last, 0);
		__builtin_prefetch(&a[0].timer->arg); // it may be due too
	}
	updateTimer0When(pp);
	countheap(pp, -1);
}

// go: time.go#modtimer [adapted] tells whether it was active, as from Go 1.15
// Sets t, active or not, to fire at when with the given function. As addtimer.
bool modtimer(timer *t, int64 when, int64 period, funcval *f, eface arg, uintptr seq)
{
	if (when < 0)
		when = maxWhen;

	// Take the timer. On success the M stays acquired: as in deltimer.
	uint32 s;
	m *mp;
	for (;;) {
		s = statusof(t);
		switch (s) {
		case timerWaiting:
		case timerModifiedEarlier:
		case timerModifiedLater:
		case timerNoStatus:
		case timerRemoved:
		case timerDeleted:
			mp = acquirem();
			if (trystatus(t, s, timerModifying))
				goto taken;
			releasem(mp);
			break;
		case timerRunning:
		case timerRemoving:
		case timerMoving:
		case timerModifying:
			osyield();
			break;
		default:
			badTimer();
		}
	}
taken:
	t->period = period;
	wbshade(t->f);
	t->f = f;
	wbshade(t->arg.data);
	// Word by word, as the caller has stored it: a load of both waits until both stores are done.
	RELAXED_SET(t->arg._type, arg._type);
	RELAXED_SET(t->arg.data, arg.data);
	t->seq = seq;

	if (s == timerNoStatus || s == timerRemoved) {
		t->when = when;
		p *pp = puintptr_ptr(mp->p);
		lock(&pp->timersLock);
		doaddtimer(pp, t);
		unlock(&pp->timersLock);
		// An M that walks the heap meanwhile waits until the status is Waiting.
		setstatus(t, timerModifying, timerWaiting);
		releasem(mp);
		wakeNetPoller(when);
		return false;
	}

	// The timer stays in the heap where it is, perhaps another P's; that heap's owner moves it.
	// Until then its place in the heap is by when, although it is due at nextwhen.
	p *tpp = puintptr_ptr(t->pp);
	if (s == timerDeleted)
		countdeleted(mp, tpp, -1);
	RELAXED_SET(t->nextwhen, when); // timeSleepUntil reads it whatever the status
	uint32 news = when < t->when ? timerModifiedEarlier : timerModifiedLater;
	int32 adjust = (news == timerModifiedEarlier) - (s == timerModifiedEarlier);
	if (adjust != 0)
		count(&tpp->adjustTimers, adjust); // before the status, see the top
	setstatus(t, timerModifying, news);
	releasem(mp);

	// If it is later, the runner wakes at the old time, moves it, and sleeps again.
	if (news == timerModifiedEarlier)
		wakeNetPoller(when);
	return s != timerDeleted;
}

// go: time.go#resettimer [adapted] as modtimer
// Sets t, active or not, to fire at when. As addtimer.
bool resettimer(timer *t, int64 when) { return modtimer(t, when, t->period, t->f, t->arg, t->seq); }

// go: none — for the owner of a heap: takes a timer of it, so that nobody else changes it
// Deleted becomes Removing; Modified* becomes Moving, and nextwhen becomes when. A Waiting timer is
// left as it is. Returns the status that it found. Holds: the timersLock of the heap.
static inline uint32 taketimer(timer *t)
{
	for (;;) {
		uint32 s = statusof(t);
		switch (s) {
		case timerWaiting:
			return s;
		case timerDeleted:
			if (trystatus(t, s, timerRemoving))
				return s;
			break;
		case timerModifiedEarlier:
		case timerModifiedLater:
			if (trystatus(t, s, timerMoving)) {
				t->when = t->nextwhen;
				return s;
			}
			break;
		case timerModifying:
			osyield(); // its holder needs only a moment, and cannot be preempted
			break;
		default:
			badTimer();
		}
	}
}

// go: none — takes the first timer, held as Removing, out of the heap
// Holds: pp.timersLock.
static void removefirst(p *pp, timer *t)
{
	dodeltimer0(pp);
	setstatus(t, timerRemoving, timerRemoved);
	countcleared(pp, 1);
}

// go: none — brings the first timer, held as Moving, to its place; s: its status before that
// Holds: pp.timersLock. The timer stays in the heap: timer0When is never 0 meanwhile, which would
// tell an M that takes this P that there is nothing to wait for.
static void movefirst(p *pp, timer *t, uint32 s)
{
	pp->timers.array[0].when = t->when;
	siftdownTimer(pp->timers.array, pp->timers.len, 0);
	updateTimer0When(pp);
	if (s == timerModifiedEarlier)
		count(&pp->adjustTimers, -1);
	setstatus(t, timerMoving, timerWaiting);
}

// go: time.go#cleantimers
// Gets stopped and modified timers away from the head of the heap, which helps programs that start
// and stop many. Holds: pp.timersLock.
void cleantimers(p *pp)
{
	while (pp->timers.len != 0) {
		timer *t = pp->timers.array[0].timer;
		if (puintptr_ptr(t->pp) != pp)
			throw("cleantimers: bad p");
		uint32 s = statusof(t);
		if (s != timerDeleted && s != timerModifiedEarlier && s != timerModifiedLater)
			return;
		s = taketimer(t);
		if (s == timerDeleted)
			removefirst(pp, t);
		else if (s != timerWaiting)
			movefirst(pp, t, s);
	}
}

// go: time.go#moveTimers
// Moves the timers of a P that is being destroyed to pp. Holds: both timersLocks; the world is
// stopped. The poller need not be woken: pp is the caller's P. The caller goes on with it and looks
// at its timers when it schedules, or hands pp off; whoever makes it idle looks at its timers too
// (findrunnable, sysmon).
void moveTimers(p *pp, timerWhen *timers, intgo n)
{
	for (intgo i = 0; i < n; i++) {
		timer *t = timers[i].timer;
		uint32 s = taketimer(t);
		t->pp = 0;
		if (s == timerDeleted) {
			setstatus(t, timerRemoving, timerRemoved);
			continue;
		}
		doaddtimer(pp, t);
		if (s != timerWaiting)
			setstatus(t, timerMoving, timerWaiting);
	}
}

// go: time.go#adjusttimers [adapted] adjustTimers is lowered when all timers are back in the heap
// Brings the timers that are due earlier than their place says to their places, and drops the
// stopped ones it meets. g0. Holds: pp.timersLock. Those to be moved are set aside until the walk
// is over: if it inserted them at once, timers that it has not seen yet could move to places that
// it has passed. dodeltimer can do the same. A timer that is missed in this way leaves adjustTimers
// above 0, and the next call finds it.
void adjusttimers(p *pp)
{
	if (pp->timers.len == 0)
		return;
	// mo: seq_cst; if 0, a goroutine that makes a timer earlier from now on breaks the poll
	//     that follows.
	if (atomic_Load(&pp->adjustTimers) == 0)
		return;

	// While timers are set aside, timer0When is not what it says. One more in the count keeps
	// those who look without the lock from believing it.
	count(&pp->adjustTimers, 1);
	int32 earlier = 1;

	// Each timer that is taken out frees a slot after the heap; those set aside fill these slots
	// from the top.
	timerWhen *moved = pp->timers.array + pp->timers.len;
	intgo nmoved = 0;
	for (intgo i = 0; i < pp->timers.len;) {
		timer *t = pp->timers.array[i].timer;
		if (puintptr_ptr(t->pp) != pp)
			throw("adjusttimers: bad p");
		uint32 s = taketimer(t);
		if (s == timerWaiting) {
			i++;
			continue;
		}
		dodeltimer(pp, i); // another one is at i now
		if (s == timerDeleted) {
			setstatus(t, timerRemoving, timerRemoved);
			countcleared(pp, 1);
			continue;
		}
		(--moved)->timer = t;
		nmoved++;
		// mo: seq_cst, as in count. The last one is found: the rest need no look.
		if (s == timerModifiedEarlier && ++earlier >= (int32)atomic_Load(&pp->adjustTimers))
			break;
	}
	addAdjustedTimers(pp, moved, nmoved);
	count(&pp->adjustTimers, -earlier);
	if (verifyTimers)
		verifyTimerHeap(pp);
}

// go: time.go#addAdjustedTimers
// Inserts the timers that adjusttimers set aside. Holds: pp.timersLock. moved lies after the heap
// in the same array. The heap grows towards it, but not past the entry that is being read.
void addAdjustedTimers(p *pp, timerWhen *moved, intgo n)
{
	for (intgo i = 0; i < n; i++) {
		timer *t = moved[i].timer;
		moved[i].timer = nil;
		doaddtimer(pp, t);
		setstatus(t, timerMoving, timerWaiting);
	}
}

// go: time.go#nobarrierWakeTime
// When to look at pp's timers next, 0 for never; "now" if it is not known without a walk. No lock.
int64 nobarrierWakeTime(p *pp)
{
	// mo: seq_cst; a hint, whoever changes the timers afterwards wakes the poller.
	if (atomic_Load(&pp->adjustTimers) > 0)
		return nanotime();
	return (int64)atomic_Load64(&pp->timer0When);
}

// go: time.go#runtimer
// Runs the first timer if it is due at now. 0: ran one; -1: the heap is empty; else when the first
// is due. g0; the heap is not empty. Holds: pp.timersLock, which is given up while the timer's
// function runs.
int64 runtimer(p *pp, int64 now)
{
	for (;;) {
		timer *t = pp->timers.array[0].timer;
		if (puintptr_ptr(t->pp) != pp)
			throw("runtimer: bad p");
		uint32 s = taketimer(t);
		if (s == timerWaiting) {
			if (t->when > now)
				return t->when;
			if (trystatus(t, s, timerRunning)) {
				runOneTimer(pp, t, now);
				return 0;
			}
		} else if (s == timerDeleted) {
			removefirst(pp, t);
			if (pp->timers.len == 0)
				return -1;
		} else {
			movefirst(pp, t, s);
		}
	}
}

// go: time.go#runOneTimer [adapted] the next time of a periodic timer is clamped to maxWhen
// Runs the heap's first timer, whose status the caller has set to Running. Holds: pp.timersLock,
// see runtimer.
void runOneTimer(p *pp, timer *t, int64 now)
{
	funcval *f = t->f;
	eface arg = t->arg;
	__builtin_prefetch(&((g *)arg.data)->atomicstatus, 1); // if it is a sleeper's; harmless if not
	uintptr seq = t->seq;
	PROBE(timer_run, t, pp->id, t->when, now);

	if (t->period > 0) {
		// The next tick after now, in phase; ticks that were missed are dropped.
		t->when += t->period * (1 + (now - t->when) / t->period);
		if (t->when < 0)
			t->when = maxWhen;
		pp->timers.array[0].when = t->when;
		siftdownTimer(pp->timers.array, pp->timers.len, 0);
		setstatus(t, timerRunning, timerWaiting);
		updateTimer0When(pp);
	} else {
		dodeltimer0(pp);
		setstatus(t, timerRunning, timerNoStatus);
	}

	// From here t may be stopped, set anew, or run by another M.
	unlockrel(&pp->timersLock);
	calltimer(f, arg, seq);
	lock(&pp->timersLock);
}

// go: time.go#clearDeletedTimers
// Takes all stopped timers out of the heap, in one pass, and brings modified ones to their places.
// Keeps a program that stops many timers long before they are due from filling the heap. Holds:
// pp.timersLock.
void clearDeletedTimers(p *pp)
{
	timerWhen *a = pp->timers.array;
	int32 cdel = 0, cearlier = 0;
	intgo to = 0;         // a[:to] is a heap again
	bool changed = false; // else a[:to] is as it was
	for (intgo i = 0; i < pp->timers.len; i++) {
		timer *t = a[i].timer;
		uint32 s = taketimer(t);
		if (s != timerWaiting)
			changed = true;
		if (s == timerDeleted) {
			t->pp = 0;
			cdel++;
			setstatus(t, timerRemoving, timerRemoved);
			continue;
		}
		if (changed) {
			setslot(&a[to], (timerWhen){t, t->when});
			siftupTimer(a, to + 1, to);
		}
		to++;
		if (s != timerWaiting)
			setstatus(t, timerMoving, timerWaiting);
		cearlier += s == timerModifiedEarlier;
	}

	for (intgo i = to; i < pp->timers.len; i++)
		setslot(&a[i], (timerWhen){0});
	countcleared(pp, (uint32)cdel);
	countheap(pp, -cdel);
	pp->timers.len = to;
	updateTimer0When(pp);
	count(&pp->adjustTimers, -cearlier); // timer0When is right again
	if (verifyTimers)
		verifyTimerHeap(pp);
}

// go: time.go#verifyTimerHeap
// For debugging. Holds: pp.timersLock.
void verifyTimerHeap(p *pp)
{
	for (intgo i = 1; i < pp->timers.len; i++) {
		intgo up = (i - 1) / 4;
		int64 w = pp->timers.array[i].when, upw = pp->timers.array[up].when;
		if (w < upw) {
			print("bad timer heap at ", i, ": ", up, ": ", upw, ", ", i, ": ", w, "\n");
			throw("bad timer heap");
		}
	}
	// mo: seq_cst; only changed under the lock we hold.
	uint32 n = atomic_Load(&pp->numTimers);
	if (n != (uint32)pp->timers.len) {
		println("timer heap len", pp->timers.len, "!= numTimers", n);
		throw("bad timer heap len");
	}
}

// go: time.go#updateTimer0When [adapted] as doaddtimer
// Holds: pp.timersLock.
void updateTimer0When(p *pp)
{
	// mo: release store; read without the lock, see doaddtimer.
	atomic_StoreRel(&pp->timer0When, pp->timers.len == 0 ? 0 : (uint64)pp->timers.array[0].when);
}

// go: time.go#timeSleepUntil
// When the next timer of any P is due (maxWhen if there is none), and its P where that is known.
// For sysmon: imprecise, since timers change meanwhile. May not hold: a timersLock.
int64 timeSleepUntil(p **r1)
{
	int64 next = maxWhen;
	p *pret = nil;

	lock(&allpLock); // keeps procresize away
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		if (pp == nil)
			continue; // procresize has not filled it yet
		// mo: seq_cst loads; a hint, sysmon looks again.
		int32 c = (int32)atomic_Load(&pp->adjustTimers);
		if (c == 0) {
			int64 w = (int64)atomic_Load64(&pp->timer0When);
			if (w != 0 && w < next) {
				next = w;
				pret = pp;
			}
			continue;
		}

		// Until all that are earlier than their place have been seen; of the others the first is.
		lock(&pp->timersLock);
		for (intgo j = 0; j < pp->timers.len; j++) {
			timer *t = pp->timers.array[j].timer;
			uint32 s = statusof(t);
			int64 w = maxWhen;
			if (s == timerWaiting)
				w = t->when;
			else if (s == timerModifiedEarlier || s == timerModifiedLater)
				w = RELAXED(t->nextwhen);
			if (w < next) {
				next = w;
				pret = nil;
			}
			if (s == timerModifiedEarlier && --c <= 0)
				break;
		}
		unlock(&pp->timersLock);
	}
	unlock(&allpLock);

	*r1 = pret;
	return next;
}

// Heap maintenance. An index out of range is badTimer: a racy program must not get further while we
// hold locks.

// go: none — announces the timer at i and those above it, which siftupTimer is about to move
// In the loop there it would take too much of a goroutine's stack.
static noinline void announceup(timerWhen *t, intgo i)
{
	wbshade(t[i].timer);
	while (i > 0) {
		i = (i - 1) / 4;
		wbshade(t[i].timer);
	}
}

// go: time.go#siftupTimer
// Moves the timer at i up to its place; the n timers of t are a heap otherwise.
void siftupTimer(timerWhen *t, intgo n, intgo i)
{
	if (i >= n)
		badTimer();
	if (unlikely(writeBarrier.needed))
		announceup(t, i);
	timerWhen tmp = t[i];
	while (i > 0) {
		intgo up = (i - 1) / 4;
		if (tmp.when >= t[up].when)
			break;
		t[i] = t[up];
		i = up;
	}
	t[i] = tmp;
}

// go: time.go#siftdownTimer
// Moves the timer at i down to its place. See D44.
void siftdownTimer(timerWhen *t, intgo n, intgo i)
{
	if (i >= n)
		badTimer();
	timerWhen tmp = t[i];
	for (;;) {
		intgo first = 4 * i + 1;
		if (first >= n)
			break;
		intgo c = first;
		if (likely(first + 3 < n)) {
			// Without branches: which of the four is the first cannot be predicted.
			intgo c2 = first + 2;
			c += t[c + 1].when < t[c].when;
			c2 += t[c2 + 1].when < t[c2].when;
			c += (t[c2].when < t[c].when) * (c2 - c);
		} else {
			for (intgo k = first + 1; k < n; k++)
				if (t[k].when < t[c].when)
					c = k;
		}
		if (t[c].when >= tmp.when)
			break;
		setslot(&t[i], t[c]);
		i = c;
	}
	setslot(&t[i], tmp);
}

// go: time.go#badTimer
// Only a racy use of a timer gets here. A throw and not a panic: locks may be held.
void badTimer(void) { throw("timer data corruption"); }
