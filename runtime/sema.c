// Semaphores for sync and internal/poll, and the lists of sync.Cond.
//
// A semaphore is a counter at some address: acquire waits until it is above 0 and takes one off,
// release adds one and wakes a waiter. It is like a futex, but each sleep is paired with one
// wake-up, even if that comes first. Waiters are found by address: a hash table of roots, in each
// of them a search tree of addresses, each address with the list of the sudogs that wait there.
//
// The tree is a treap: ordered by address (prev: smaller, next: larger), and a heap by ticket
// (smaller tickets nearer to the root), which are random, so it is balanced whatever the addresses.
// A sudog in the tree is the first of its list, which goes on through waitlink; its waittail is the
// last, nil if there is no second. A ticket in the tree is odd; it is 0 for a sudog that was
// dequeued, until a release that hands over sets it to 1.
//
// No wake-up is lost: the sleeper adds itself to nwait and then reads the counter, the releaser
// adds to the counter and then reads nwait; in the one order of these four (all are seq_cst) at
// least one of the two sees the other.
//
// Whoever is woken competes with newcomers, unless the unit was handed over.
//
// If there is one P, only its holder comes here, and needs neither a lock nor a locked instruction
// (see alone). Between rootlock and rootunlock is no safe point, and so no switch to another
// goroutine, and no change of GOMAXPROCS. See D26.
#include "runtime.h"

// A collector finds the sudogs of semtable on the stacks of those who wait.
noptr cachealigned semTabEntry semtable[semTabSize];

// The rates of mprof.c's profiles of blocking and of mutexes. They are here, as mprof.c is not in
// every program: 0 there.
uint64 blockprofilerate;
uint64 mutexprofilerate;

// go: sema.go#sync_runtime_Semacquire
void sync_runtime_Semacquire(uint32 *addr) { semacquire1(addr, false, semaBlockProfile, 0); }

// go: sema.go#poll_runtime_Semacquire
void poll_runtime_Semacquire(uint32 *addr) { semacquire1(addr, false, semaBlockProfile, 0); }

// go: sema.go#sync_runtime_Semrelease
void sync_runtime_Semrelease(uint32 *addr, bool handoff, intgo skipframes)
{
	semrelease1(addr, handoff, skipframes);
}

// go: sema.go#sync_runtime_SemacquireMutex
void sync_runtime_SemacquireMutex(uint32 *addr, bool lifo, intgo skipframes)
{
	semacquire1(addr, lifo, semaBlockProfile | semaMutexProfile, skipframes);
}

// go: sema.go#poll_runtime_Semrelease
void poll_runtime_Semrelease(uint32 *addr) { semrelease(addr); }

// go: none — locks root; see the top of the file
static inline void rootlock(semaRoot *root)
{
	if (!alone())
		lock(&root->lock);
}

// go: none — unlocks root
static inline void rootunlock(semaRoot *root)
{
	if (!alone())
		unlock(&root->lock);
}

// go: none — adds d to a semaphore's counter, or to nwait; see the top of the file
// mo: seq_cst, or relaxed if there is one P.
static inline void count(uint32 *n, int32 d)
{
	if (alone())
		RELAXED_SET(*n, *n + (uint32)d);
	else
		atomic_Xadd(n, d);
}

// go: none — unlocks the root of a goroutine that has parked; on g0
static bool semaparkcommit(g *gp, void *root)
{
	rootunlock(root);
	return true;
}

// go: sema.go#readyWithTime
// s may be used again from here on.
void readyWithTime(sudog *s, intgo traceskip)
{
	if (s->releasetime != 0)
		s->releasetime = cputicks();
	goready(s->g, traceskip);
}

// go: sema.go#semacquire
void semacquire(uint32 *addr) { semacquire1(addr, false, 0, 0); }

// go: sema.go#semacquire1 [adapted] one P needs no lock
// With lifo it waits in front of those that wait already. On a goroutine that holds no lock.
void semacquire1(uint32 *addr, bool lifo, semaProfileFlags profile, intgo skipframes)
{
	g *gp = getg();
	if (gp != gp->m->curg)
		throw("semacquire not on the G stack");
	if (cansemacquire(addr))
		return;

	sudog *s = acquireSudog();
	s->releasetime = 0;
	s->acquiretime = 0;
	s->ticket = 0;
	int64 t0 = 0;
	if ((profile & semaBlockProfile) != 0 && RELAXED(blockprofilerate) > 0) {
		t0 = cputicks();
		s->releasetime = -1;
	}
	if ((profile & semaMutexProfile) != 0 && RELAXED(mutexprofilerate) > 0) {
		if (t0 == 0)
			t0 = cputicks();
		s->acquiretime = t0;
	}
	semaRoot *root = semroot(addr);
	for (;;) {
		rootlock(root);
		// From here on a release takes the lock, and so finds us queued.
		count(&root->nwait, 1);
		if (cansemacquire(addr)) {
			count(&root->nwait, -1);
			rootunlock(root);
			break;
		}
		semaRoot_queue(root, addr, s, lifo);
		gopark(semaparkcommit, root, waitReasonSemacquire, traceEvGoBlockSync, 4 + skipframes);
		// Whoever woke us has taken us off the queue and off nwait.
		if (s->ticket != 0 || cansemacquire(addr))
			break;
	}
	if (unlikely(s->releasetime > 0))
		blockevent(s->releasetime - t0, skipframes);
	releaseSudog(s);
}

// go: sema.go#semrelease
void semrelease(uint32 *addr) { semrelease1(addr, false, 0); }

// go: sema.go#semrelease1 [adapted] one P needs no lock
// With handoff the waiter gets the unit, and the processor, at once.
void semrelease1(uint32 *addr, bool handoff, intgo skipframes)
{
	semaRoot *root = semroot(addr);
	count(addr, 1);
	// mo: seq_cst; see above.
	if (atomic_Load(&root->nwait) == 0)
		return;

	rootlock(root);
	// mo: seq_cst; stable now.
	if (atomic_Load(&root->nwait) == 0) {
		// Somebody took the unit meanwhile.
		rootunlock(root);
		return;
	}
	int64 now;
	sudog *s = semaRoot_dequeue(root, addr, &now);
	if (s != nil)
		count(&root->nwait, -1);
	rootunlock(root);
	if (s == nil)
		return; // they wait on other addresses

	if (unlikely(s->acquiretime != 0))
		mutexevent(now - s->acquiretime, skipframes);
	if (s->ticket != 0)
		throw("corrupted semaphore ticket");
	bool handedOver = handoff && cansemacquire(addr);
	if (handedOver)
		s->ticket = 1;
	readyWithTime(s, 5 + skipframes);
	// s may be released by now.
	g *gp = getg();
	if (handedOver && gp == gp->m->curg && gp->m->locks == 0)
		// The waiter is in runnext: it runs at once, in what is left of our time slice, and we come
		// after those in the local queue. Else the owner of a starving mutex could keep the P and
		// have the lock again before the waiter runs (golang/go#33747).
		goyield();
}

// go: sema.go#semroot
semaRoot *semroot(uint32 *addr) { return &semtable[((uintptr)addr >> 3) % semTabSize].root; }

// go: sema.go#cansemacquire
bool cansemacquire(uint32 *addr)
{
	for (;;) {
		// mo: seq_cst, both; the load is the sleeper's second step (see above), the CAS acquires
		// what the release published.
		uint32 v = atomic_Load(addr);
		if (v == 0)
			return false;
		if (alone()) {
			RELAXED_SET(*addr, v - 1);
			return true;
		}
		if (atomic_Cas(addr, v, v - 1))
			return true;
	}
}

// go: none — part of semaRoot.queue and semaRoot.dequeue: s takes the place of t in the tree, where
//     *link names t
static void takeplace(sudog **link, sudog *s, sudog *t)
{
	*link = s;
	s->ticket = t->ticket;
	s->parent = t->parent;
	s->prev = t->prev;
	s->next = t->next;
	if (s->prev != nil)
		s->prev->parent = s;
	if (s->next != nil)
		s->next->parent = s;
}

// go: sema.go#semaRoot.queue
// Adds the caller's sudog s to those that wait on addr: first if lifo, else last. Holds: root.lock.
void semaRoot_queue(semaRoot *root, uint32 *addr, sudog *s, bool lifo)
{
	s->g = getg();
	s->elem = addr;
	s->next = nil;
	s->prev = nil;

	sudog *parent = nil;
	sudog **link = &root->treap;
	for (sudog *t; (t = *link) != nil;) {
		if (t->elem == addr) {
			if (lifo) {
				takeplace(link, s, t);
				s->acquiretime = t->acquiretime;
				s->waitlink = t;
				s->waittail = t->waittail != nil ? t->waittail : t;
				t->parent = nil;
				t->prev = nil;
				t->next = nil;
				t->waittail = nil;
			} else {
				sudog *tail = t->waittail != nil ? t->waittail : t;
				tail->waitlink = s;
				t->waittail = s;
				s->waitlink = nil;
			}
			return;
		}
		parent = t;
		link = (uintptr)addr < (uintptr)t->elem ? &t->prev : &t->next;
	}

	// The first on this address: a leaf, that rises to where its ticket belongs.
	s->ticket = fastrand() | 1;
	s->parent = parent;
	*link = s;
	while (s->parent != nil && s->parent->ticket > s->ticket) {
		if (s->parent->prev == s) {
			semaRoot_rotateRight(root, s->parent);
		} else {
			if (s->parent->next != s)
				throw("semaRoot queue");
			semaRoot_rotateLeft(root, s->parent);
		}
	}
}

// go: sema.go#semaRoot.dequeue
// Takes off the first of those that wait on addr; nil if there is none. *now is the time if the
// sudog is sampled by the mutex profile, else 0. Holds: root.lock.
sudog *semaRoot_dequeue(semaRoot *root, uint32 *addr, int64 *now)
{
	*now = 0;
	sudog **link = &root->treap;
	sudog *s;
	while ((s = *link) != nil && s->elem != addr)
		link = (uintptr)addr < (uintptr)s->elem ? &s->prev : &s->next;
	if (s == nil)
		return nil;

	if (s->acquiretime != 0)
		*now = cputicks();
	sudog *t = s->waitlink;
	if (t != nil) {
		takeplace(link, t, s);
		t->waittail = t->waitlink != nil ? s->waittail : nil;
		t->acquiretime = *now;
		s->waitlink = nil;
		s->waittail = nil;
	} else {
		// Down to a leaf, lifting the child with the smaller ticket each time, and off.
		while (s->prev != nil || s->next != nil) {
			if (s->next == nil || (s->prev != nil && s->prev->ticket < s->next->ticket))
				semaRoot_rotateRight(root, s);
			else
				semaRoot_rotateLeft(root, s);
		}
		if (s->parent == nil)
			root->treap = nil;
		else if (s->parent->prev == s)
			s->parent->prev = nil;
		else
			s->parent->next = nil;
	}
	s->parent = nil;
	s->elem = nil;
	s->next = nil;
	s->prev = nil;
	s->ticket = 0;
	return s;
}

// go: sema.go#semaRoot.rotateLeft
// x and its larger child y change places: (x a (y b c)) becomes (y (x a b) c).
void semaRoot_rotateLeft(semaRoot *root, sudog *x)
{
	sudog *p = x->parent;
	sudog *y = x->next;
	sudog *b = y->prev;

	y->prev = x;
	x->parent = y;
	x->next = b;
	if (b != nil)
		b->parent = x;

	y->parent = p;
	if (p == nil) {
		root->treap = y;
	} else if (p->prev == x) {
		p->prev = y;
	} else {
		if (p->next != x)
			throw("semaRoot rotateLeft");
		p->next = y;
	}
}

// go: sema.go#semaRoot.rotateRight
// y and its smaller child x change places: (y (x a b) c) becomes (x a (y b c)).
void semaRoot_rotateRight(semaRoot *root, sudog *y)
{
	sudog *p = y->parent;
	sudog *x = y->prev;
	sudog *b = x->next;

	x->next = y;
	y->parent = x;
	y->prev = b;
	if (b != nil)
		b->parent = y;

	x->parent = p;
	if (p == nil) {
		root->treap = x;
	} else if (p->prev == y) {
		p->prev = x;
	} else {
		if (p->next != y)
			throw("semaRoot rotateRight");
		p->next = x;
	}
}

// go: sema.go#less
// Is ticket a before b? They wrap around, and are less than 2^31 apart.
bool less(uint32 a, uint32 b) { return (int32)(a - b) < 0; }

// go: sema.go#notifyListAdd
// A ticket for notifyListWait: the caller's place in the order of notifications, taken while it
// still holds the Cond's lock.
uint32 notifyListAdd(notifyList *l)
{
	// mo: seq_cst; whoever takes the Cond's lock after the caller, and notifies, counts this
	// ticket.
	return atomic_Xadd(&l->wait, 1) - 1;
}

// go: sema.go#notifyListWait
// Waits until ticket t is notified.
void notifyListWait(notifyList *l, uint32 t)
{
	lock(&l->lock);
	if (less(t, l->notify)) {
		unlock(&l->lock);
		return;
	}
	sudog *s = acquireSudog();
	s->g = getg();
	s->ticket = t;
	s->releasetime = 0;
	int64 t0 = 0;
	if (RELAXED(blockprofilerate) > 0) {
		t0 = cputicks();
		s->releasetime = -1;
	}
	if (l->tail == nil)
		l->head = s;
	else
		l->tail->next = s;
	l->tail = s;
	goparkunlock(&l->lock, waitReasonSyncCondWait, traceEvGoBlockCond, 3);
	if (unlikely(t0 != 0))
		blockevent(s->releasetime - t0, 0);
	releaseSudog(s);
}

// go: sema.go#notifyListNotifyAll
void notifyListNotifyAll(notifyList *l)
{
	// mo: seq_cst; every ticket that was taken before the caller had the Cond's lock is seen.
	if (atomic_Load(&l->wait) == atomic_Load(&l->notify))
		return;

	lock(&l->lock);
	sudog *s = l->head;
	l->head = nil;
	l->tail = nil;
	// Those with a ticket that are not on the list yet will find it notified. mo: seq_cst; for the
	// loads without the lock.
	atomic_Store(&l->notify, atomic_Load(&l->wait));
	unlock(&l->lock);

	while (s != nil) {
		sudog *next = s->next;
		s->next = nil;
		readyWithTime(s, 4);
		s = next;
	}
}

// go: sema.go#notifyListNotifyOne
void notifyListNotifyOne(notifyList *l)
{
	// mo: seq_cst; as in notifyListNotifyAll.
	if (atomic_Load(&l->wait) == atomic_Load(&l->notify))
		return;

	lock(&l->lock);
	uint32 t = l->notify;
	if (t == atomic_Load(&l->wait)) {
		unlock(&l->lock);
		return;
	}
	// Ticket t is notified, whether its owner sleeps or not. mo: seq_cst; for the loads without the
	// lock.
	atomic_Store(&l->notify, t + 1);

	// Goroutines come onto the list a little out of order, so t is near the front, or its owner has
	// yet to come and will not sleep.
	for (sudog *p = nil, *s = l->head; s != nil; p = s, s = s->next) {
		if (s->ticket != t)
			continue;
		if (p == nil)
			l->head = s->next;
		else
			p->next = s->next;
		if (l->tail == s)
			l->tail = p;
		unlock(&l->lock);
		s->next = nil;
		readyWithTime(s, 4);
		return;
	}
	unlock(&l->lock);
}

// go: sema.go#notifyListCheck
// Package sync has a copy of the type.
void notifyListCheck(uintptr sz)
{
	if (sz != sizeof(notifyList)) {
		print("runtime: bad notifyList size - sync=", sz, " runtime=", sizeof(notifyList), "\n");
		throw("bad notifyList size");
	}
}

// go: sema.go#sync_nanotime
int64 sync_nanotime(void) { return nanotime(); }
