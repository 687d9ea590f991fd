// split-stack: yes
// The select statement. Its channels are locked in the order of their addresses, all of them, while
// the cases are looked at, while the goroutine queues up, and when it leaves the queues again. What
// decides between wakers on several channels is the CAS on g.selectDone in waitq_dequeue.
#include "runtime.h"

// What the closures of selectgo capture.
typedef struct lockset {
	scase  *scases;
	uint16 *lockorder;
	intgo   ncases;
} lockset;

static void selectgo_func(void *arg);

// so many cases are looked at without locks for the sake of a default clause
enum { maxversions = 8 };

// go: select.go#sellock
// Locks the channels of the cases, each once. lockorder lists the cases by channel address; those
// without a channel come first.
nosplit void sellock(scase *scases, uint16 *lockorder, intgo ncases)
{
	hchan *c = nil;
	for (intgo i = 0; i < ncases; i++) {
		hchan *c0 = scases[lockorder[i]].c;
		if (c0 != c) {
			c = c0;
			chanlock(c);
		}
	}
}

// go: select.go#selunlock
nosplit void selunlock(scase *scases, uint16 *lockorder, intgo ncases)
{
	for (intgo i = ncases - 1; i >= 0; i--) {
		hchan *c = scases[lockorder[i]].c;
		if (c == nil)
			break;
		if (i > 0 && c == scases[lockorder[i - 1]].c)
			continue; // unlocked at its first entry
		chanunlock(c);
	}
}

// go: select.go#selparkcommit
// On g0, when gp is waiting: unlocks its channels. Once one is unlocked gp may be woken; it then
// waits in sellock for the channels that are still locked, so their sudogs stay, but those of
// unlocked channels may not be read any more, nor may gp's stack.
nosplit bool selparkcommit(g *gp, void *unused)
{
	gp->activeStackChans = true;
	hchan *lastc = nil;
	for (sudog *sg = gp->waiting; sg != nil; sg = sg->waitlink) {
		// All sudogs of lastc have been read when the first of the next channel comes.
		if (sg->c != lastc && lastc != nil)
			chanunlock(lastc);
		lastc = sg->c;
	}
	if (lastc != nil)
		chanunlock(lastc);
	return true;
}

// go: select.go#block
// select {}
void block(void) { gopark(nil, nil, waitReasonSelectNoCases, traceEvGoStop, 1); }

// go: none — part of selectgo's heap sort: moves entry i of the first n down to where it belongs,
//     the largest being on top
static void siftdown(const scase *scases, uint16 *lockorder, intgo i, intgo n)
{
	uint16 o = lockorder[i];
	uintptr key = hchan_sortkey(scases[o].c);
	for (intgo child; (child = 2 * i + 1) < n; i = child) {
		uintptr childkey = hchan_sortkey(scases[lockorder[child]].c);
		if (child + 1 < n) {
			uintptr right = hchan_sortkey(scases[lockorder[child + 1]].c);
			if (childkey < right) {
				childkey = right;
				child++;
			}
		}
		if (childkey <= key)
			break;
		lockorder[i] = lockorder[child];
	}
	lockorder[i] = o;
}

// go: none — part of selectnone: looks at a case without its channel's lock
// Reports whether the case could proceed at some moment during the call. *version is the channel's
// before the look; *locked tells whether somebody held its lock then.
static nosplit inline bool looksready(scase *cas, uint32 *version, bool *locked)
{
	hchan *c = cas->c;
	// mo: acquire, the version first: see selectnone. What else is read is a hint, unless the
	// version proves it.
	*version = atomic_LoadAcq(&c->version);
	*locked = chanbusy(c);
	if (RELAXED(c->closed) != 0)
		return true;
	if (cas->kind == caseRecv)
		return RELAXED(c->qcount) > 0 || RELAXED(c->sendq.first) != nil;
	return RELAXED(c->qcount) < c->dataqsiz || RELAXED(c->recvq.first) != nil;
}

// go: none — whether there was a moment at which none of the cases could proceed, known without a
//     lock; false: perhaps
// Looks at all channels, then at all versions again. A channel that was not locked when its version
// was read, and has the same version in the end, did not change between the two readings
// (chanlock), so the moment between the two rounds is one. One look at each would not do: a
// goroutine that sends on b and then receives from a keeps one of the two ready at all times, and
// we could see b before and a after.
static bool selectnone(scase *scases, intgo ncases, uint32 *versions)
{
	for (intgo i = 0; i < ncases; i++) {
		bool locked;
		if (scases[i].c != nil && (looksready(&scases[i], &versions[i], &locked) || locked))
			return false;
	}
	// mo: acquire fence; the looks come before the second reading of the versions.
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	for (intgo i = 0; i < ncases; i++)
		if (scases[i].c != nil && RELAXED(scases[i].c->version) != versions[i])
			return false;
	return true;
}

// go: none — part of selectgo: fills pollorder with a random permutation of the cases
// Each new case takes a random place, and the case that had it moves to the end.
static inline void shuffle(uint16 *pollorder, intgo ncases)
{
	if (ncases > 0)
		pollorder[0] = 0;
	for (intgo i = 1; i < ncases; i++) {
		uint32 j = fastrandn((uint32)i + 1);
		pollorder[i] = pollorder[j];
		pollorder[j] = (uint16)i;
	}
}

// go: none — part of selectgo: sorts lockorder, a permutation of the cases, by the addresses of
//     their channels
// A heap sort: it needs no recursion, and never more than n log n steps.
static void sortlockorder(const scase *scases, uint16 *lockorder, intgo ncases)
{
	for (intgo i = ncases / 2 - 1; i >= 0; i--)
		siftdown(scases, lockorder, i, ncases);
	for (intgo i = ncases - 1; i > 0; i--) {
		uint16 o = lockorder[i];
		lockorder[i] = lockorder[0];
		lockorder[0] = o;
		siftdown(scases, lockorder, 0, i);
	}
}

// go: none — part of selectgo, passes 0 and 1: carries out the case cas of channel c if it can
//     proceed, and unlocks all channels of the lockset; false: the case would have to wait
// Holds: the lock of c, which is in the lockset.
static nosplit inline bool trycase(hchan *c, scase *cas, lockset *locked, bool *recvOK)
{
	if (cas->kind == caseRecv) {
		sudog *sg = waitq_dequeue(&c->sendq);
		if (sg != nil) {
			recv(c, sg, cas->elem, selectgo_func, locked, 2);
			*recvOK = true;
			return true;
		}
		if (c->qcount > 0) {
			*recvOK = true;
			void *qp = chanbuf(c, c->recvx);
			if (cas->elem != nil)
				typedmemmove(c->elemtype, cas->elem, qp);
			typedmemclr(c->elemtype, qp);
			if (++c->recvx == c->dataqsiz)
				c->recvx = 0;
			RELAXED_SET(c->qcount, c->qcount - 1);
			selunlock(locked->scases, locked->lockorder, locked->ncases);
			return true;
		}
		if (c->closed == 0)
			return false;
		selunlock(locked->scases, locked->lockorder, locked->ncases);
		if (cas->elem != nil)
			typedmemclr(c->elemtype, cas->elem);
		return true;
	}

	if (c->closed != 0) {
		selunlock(locked->scases, locked->lockorder, locked->ncases);
		panicplain(STR("send on closed channel"));
	}
	sudog *sg = waitq_dequeue(&c->recvq);
	if (sg != nil) {
		send(c, sg, cas->elem, selectgo_func, locked, 2);
		return true;
	}
	if (c->qcount == c->dataqsiz)
		return false;
	typedmemmove(c->elemtype, chanbuf(c, c->sendx), cas->elem);
	if (++c->sendx == c->dataqsiz)
		c->sendx = 0;
	RELAXED_SET(c->qcount, c->qcount + 1);
	selunlock(locked->scases, locked->lockorder, locked->ncases);
	return true;
}

// go: select.go#selectgo [adapted] looks at the channels before it locks them
// Waits until one of the cases can proceed, carries it out, and returns its index. Of several that
// are ready it picks one at random. *recvOK tells whether a value was received. The caller lends
// the cases, of which those on a nil channel are overwritten, and 2*ncases words at order0.
// See D41.
intgo selectgo(scase *cas0, uint16 *order0, intgo ncases, bool *recvOK)
{
	scase *scases = cas0;
	uint16 *pollorder = order0;
	uint16 *lockorder = order0 + ncases;
	*recvOK = false;
	int64 t0 = 0, released = 0;

	// A nil channel is never ready.
	intgo dfli = -1;
	for (intgo i = 0; i < ncases; i++) {
		if (scases[i].kind == caseDefault)
			dfli = i;
		else if (scases[i].c == nil)
			scases[i] = (scase){0};
	}
	if (dfli >= 0 && ncases <= maxversions) {
		uint32 versions[maxversions];
		if (selectnone(scases, ncases, versions))
			return dfli;
	}

	shuffle(pollorder, ncases);

	// Pass 0: try each case that seems ready, with its channel alone locked.
	lockset locked = {scases, lockorder, 1};
	for (intgo i = 0; i < ncases; i++) {
		intgo casi = pollorder[i];
		scase *cas = &scases[casi];
		hchan *c = cas->c;
		uint32 version;
		bool busy;
		if (c == nil || !looksready(cas, &version, &busy))
			continue;
		lockorder[0] = (uint16)casi;
		chanlock(c);
		if (trycase(c, cas, &locked, recvOK))
			return casi;
		chanunlock(c);
	}

	for (intgo i = 0; i < ncases; i++)
		lockorder[i] = pollorder[i];
	sortlockorder(scases, lockorder, ncases);
	locked.ncases = ncases;
	sellock(scases, lockorder, ncases);

loop:;
	// Pass 1: is there a case that need not wait?
	for (intgo i = 0; i < ncases; i++) {
		intgo casi = pollorder[i];
		scase *cas = &scases[casi];
		if (cas->c != nil && trycase(cas->c, cas, &locked, recvOK)) {
			if (unlikely(released > 0))
				blockevent(released - t0, 0);
			return casi;
		}
	}
	if (dfli >= 0) {
		selunlock(scases, lockorder, ncases);
		return dfli;
	}

	// Pass 2: queue up on all channels. The sudogs are chained in lock order.
	g *gp = getg();
	if (gp->waiting != nil)
		throw("gp.waiting != nil");
	if (unlikely(RELAXED(blockprofilerate) > 0) && t0 == 0)
		t0 = cputicks();
	sudog **nextp = &gp->waiting;
	for (intgo i = 0; i < ncases; i++) {
		scase *cas = &scases[lockorder[i]];
		if (cas->c == nil)
			continue;
		sudog *sg = waitersudog(gp, cas->c, cas->elem, true);
		if (t0 != 0)
			sg->releasetime = -1;
		*nextp = sg;
		nextp = &sg->waitlink;
		waitq_enqueue(cas->kind == caseRecv ? &cas->c->recvq : &cas->c->sendq, sg);
	}

	gp->param = nil;
	gopark(selparkcommit, nil, waitReasonSelect, traceEvGoBlockSelect, 1);
	gp->activeStackChans = false;

	sellock(scases, lockorder, ncases);
	// Only now, with all channels locked, so that no waker that comes late wins a second time.
	// mo: seq_cst; the CAS in waitq_dequeue is under a lock that we hold.
	atomic_Store(&gp->selectDone, 0);
	// The waker left in gp.param the sudog whose value it has moved (send, recv), or nil
	// (closechan).
	sudog *sg = gp->param;
	gp->param = nil;

	// Pass 3: leave the queues. The winner's sudog is off its queue already. Others may be, too:
	// wakers that lost have dropped them.
	sudog *sglist = gp->waiting;
	for (sudog *s = sglist; s != nil; s = s->waitlink) {
		s->isSelect = false;
		s->elem = nil;
		s->c = nil;
		if (s->releasetime > 0)
			released = s->releasetime; // the waker's, closechan's too
	}
	gp->waiting = nil;
	intgo casi = -1;
	for (intgo i = 0; i < ncases; i++) {
		scase *cas = &scases[lockorder[i]];
		if (cas->c == nil)
			continue;
		if (sglist == sg)
			casi = lockorder[i];
		else
			waitq_dequeueSudoG(cas->kind == caseRecv ? &cas->c->recvq : &cas->c->sendq, sglist);
		sudog *next = sglist->waitlink;
		sglist->waitlink = nil;
		releaseSudog(sglist);
		sglist = next;
	}
	if (casi < 0)
		goto loop; // a channel was closed: pass 1 finds that

	// The waker has moved the value.
	*recvOK = scases[casi].kind == caseRecv;
	selunlock(scases, lockorder, ncases);
	if (unlikely(released > 0))
		blockevent(released - t0, 0);
	return casi;
}

// go: none — body of selectgo.func1 and selectgo.func2, which are the same
static nosplit void selectgo_func(void *arg)
{
	lockset *l = arg;
	selunlock(l->scases, l->lockorder, l->ncases);
}

// go: select.go#hchan.sortkey
uintptr hchan_sortkey(hchan *c) { return (uintptr)c; }

// go: select.go#reflect_rselect
intgo reflect_rselect(slice cases, bool *recvOK)
{
	if (cases.len == 0)
		block();
	runtimeSelect *rcases = cases.array;
	scase *sel = mallocgc((uintptr)cases.len * sizeof *sel, &anypointers, true);
	uint16 *order = mallocgc(2 * (uintptr)cases.len * sizeof *order, &nopointers, true);
	for (intgo i = 0; i < cases.len; i++) {
		runtimeSelect *rc = &rcases[i];
		switch (rc->dir) {
		case selectDefault:
			sel[i].kind = caseDefault;
			break;
		case selectSend:
			sel[i] = (scase){.kind = caseSend, .c = rc->ch, .elem = rc->val};
			break;
		case selectRecv:
			sel[i] = (scase){.kind = caseRecv, .c = rc->ch, .elem = rc->val};
			break;
		}
	}
	return selectgo(sel, order, cases.len, recvOK);
}

// go: select.go#waitq.dequeueSudoG
// Takes sgp off q, if it is still there. Holds: the channel's lock.
nosplit void waitq_dequeueSudoG(waitq *q, sudog *sgp)
{
	sudog *x = sgp->prev, *y = sgp->next;
	if (x == nil && y == nil && q->first != sgp)
		return; // a waker has taken it off
	if (x == nil)
		RELAXED_SET(q->first, y);
	else
		x->next = y;
	if (y == nil)
		q->last = x;
	else
		y->prev = x;
	sgp->next = nil;
	sgp->prev = nil;
}
