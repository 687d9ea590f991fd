// split-stack: yes
// Channels: a ring buffer, and a queue of goroutines that wait to send and one of those that wait
// to receive.
//
// While the lock is free:
//	One of the queues is empty, unless one goroutine selects both ways on the same unbuffered
//	channel.
//	With a buffer: there are elements only if nobody waits to receive, and room only if nobody
//	waits to send.
//	After close both queues are empty for ever.
// "Empty" does not count the sudogs of selects that another channel has won: they lie there until
// their goroutine takes them away.
//
// A goroutine that finds a waiter moves the value straight to or from the waiter's slot, which may
// be in a frame of its stack: frames stay where they are, and that of a parked goroutine is there
// until it runs again. A waiter learns from g.param what has happened: its sudog if the value has
// been moved, nil if the channel was closed. To wake a waiter, a goroutine must have taken its
// sudog off the queue (and, if the waiter is in a select, have won selectDone).
//
// qcount, closed and the heads of the queues are also read without the lock, so each is stored
// whole.
#include "runtime.h"

enum {
	maxAlign  = 8,
	hchanSize = (sizeof(hchan) + maxAlign - 1) & ~(maxAlign - 1),
};
_Static_assert(hchanSize == 96, "the size that spans are reckoned with");

// For the collector: buf, elemtype and the queues are pointers.
static const _type hchantype = {.size = sizeof(hchan),
                                .ptrdata = offsetof(hchan, lock),
                                .align = 8,
                                .fieldAlign = 8,
                                .kind = kindStruct,
                                .gcdata = (byte *)"\x94\x07"};

static void chansend_func1(void *c);
static void chanrecv_func1(void *c);

// go: chan.go#reflect_makechan
hchan *reflect_makechan(chantype *t, intgo size) { return makechan(t, size); }

// go: chan.go#makechan64
// An int has 64 bits, so every size fits.
hchan *makechan64(chantype *t, int64 size) { return makechan(t, size); }

// go: chan.go#makechan
hchan *makechan(chantype *t, intgo size)
{
	_type *elem = t->elem;
	// Compilers refuse these types.
	if (elem->size >= 1 << 16)
		throw("makechan: invalid channel element type");
	if (elem->align > maxAlign)
		throw("makechan: bad alignment");
	uintptr mem;
	if (__builtin_mul_overflow(elem->size, (uintptr)size, &mem) || mem > maxAlloc - hchanSize ||
	    size < 0)
		panicplain(STR("makechan: size out of range"));

	hchan *c;
	if (mem == 0) {
		// Nothing is ever stored; buf only has to be an address.
		c = mallocgc(hchanSize, &nopointers, true);
		c->buf = &c->buf;
	} else if (elem->ptrdata == 0) {
		// One object, without pointers: buf points into it, elemtype is not collected, and a sudog
		// is kept by the goroutine that waits.
		c = mallocgc(hchanSize + mem, &nopointers, true);
		c->buf = add(c, hchanSize);
	} else {
		c = newobject((_type *)&hchantype);
		c->buf = mallocgc(mem, elem, true);
	}
	c->elemsize = (uint16)elem->size;
	c->elemtype = elem;
	c->dataqsiz = (uintgo)size;
	return c;
}

// go: chan.go#chanbuf
// The i'th slot of the buffer.
nosplit void *chanbuf(hchan *c, uintgo i) { return add(c->buf, i * c->elemsize); }

// go: none — typedmemmove of an element; those of one word without a call
static nosplit inline void copyelem(hchan *c, void *dst, void *src)
{
	if (c->elemsize == sizeof(uintptr) && !writeBarrier.needed)
		memcpy(dst, src, sizeof(uintptr));
	else
		typedmemmove(c->elemtype, dst, src);
}

// go: none — typedmemclr of an element; as above
static nosplit inline void clearelem(hchan *c, void *ptr)
{
	if (c->elemsize == sizeof(uintptr) && !writeBarrier.needed)
		memset(ptr, 0, sizeof(uintptr));
	else
		typedmemclr(c->elemtype, ptr);
}

// go: chan.go#chansend1
// c <- v
void chansend1(hchan *c, void *elem) { chansend(c, elem, true, getcallerpc()); }

// go: chan.go#chansend [adapted] one P needs no lock
// Sends *ep. Without block it returns false rather than wait. It is part of its callers: where a
// goroutine goes on that stopped in another function than the one before, the processor predicts
// wrongly where each of the functions on its stack returns to. See D197.
alwaysinline bool chansend(hchan *c, void *ep, bool block, uintptr callerpc)
{
	if (c == nil) {
		if (!block)
			return false;
		gopark(nil, nil, waitReasonChanSendNilChan, traceEvGoStop, 2);
		throw("unreachable");
	}

	// Fails fast, without the lock. mo: relaxed, in any order: closing does not make a channel
	// ready to send that was not, so whichever was read first, there was a moment when the channel
	// was open and not ready.
	if (!block && !chanbusy(c) && RELAXED(c->closed) == 0 &&
	    (c->dataqsiz == 0 ? RELAXED(c->recvq.first) == nil : RELAXED(c->qcount) == c->dataqsiz))
		return false;

	chanlock(c);
	if (c->closed != 0) {
		chanunlock(c);
		panicplain(STR("send on closed channel"));
	}
	sudog *sg = c->recvq.first != nil ? waitq_dequeue(&c->recvq) : nil;
	if (sg != nil) {
		send(c, sg, ep, chansend_func1, c, 3);
		return true;
	}
	if (c->qcount < c->dataqsiz) {
		copyelem(c, chanbuf(c, c->sendx), ep);
		if (++c->sendx == c->dataqsiz)
			c->sendx = 0;
		RELAXED_SET(c->qcount, c->qcount + 1);
		chanunlock(c);
		return true;
	}
	if (!block) {
		chanunlock(c);
		return false;
	}

	// Wait for a receiver, which takes the value from *ep.
	g *gp = getg();
	sudog *mysg = waitersudog(gp, c, ep, false);
	int64 t0 = 0; // see D144
	if (unlikely(RELAXED(blockprofilerate) > 0)) {
		t0 = cputicks();
		mysg->releasetime = -1;
	}
	gp->waiting = mysg;
	gp->param = nil;
	waitq_enqueue(&c->sendq, mysg);
	gopark(chanparkcommit, c, waitReasonChanSend, traceEvGoBlockSend, 2);

	if (mysg != gp->waiting)
		throw("G waiting list is corrupted");
	gp->waiting = nil;
	gp->activeStackChans = false;
	bool closed = gp->param == nil; // recv sets it to mysg, closechan to nil
	gp->param = nil;
	mysg->c = nil;
	int64 released = mysg->releasetime;
	releaseSudog(mysg);
	if (closed) {
		if (RELAXED(c->closed) == 0)
			throw("chansend: spurious wakeup");
		panicplain(STR("send on closed channel"));
	}
	if (unlikely(released > 0))
		blockevent(released - t0, 0);
	return true;
}

// go: none — body of chansend.func1
static nosplit void chansend_func1(void *c) { chanunlock(c); }

// go: chan.go#send
// Gives *ep to the receiver sg, which the caller has taken off the queue of the locked and empty
// channel c, and wakes it. unlockf(unlockarg) drops the lock, and what else the caller holds.
nosplit alwaysinline void send(hchan *c, sudog *sg, void *ep, void (*unlockf)(void *),
                               void *unlockarg, intgo skip)
{
	if (sg->elem != nil) {
		sendDirect(c->elemtype, sg, ep);
		sg->elem = nil;
	}
	g *gp = sg->g;
	unlockf(unlockarg);
	// gp cannot run before we ready it: the wake-up is ours.
	gp->param = sg;
	if (sg->releasetime != 0)
		sg->releasetime = cputicks();
	goready(gp, skip + 1);
	// gp may have released sg.
}

// go: none — memmove of an element from stack to stack; one word without a call
static nosplit inline void copydirect(_type *t, void *dst, void *src)
{
	// dst may be a variable in the heap.
	if (unlikely(writeBarrier.needed) && t->ptrdata != 0)
		bulkBarrierPreWrite((uintptr)dst, (uintptr)src, t->ptrdata);
	if (t->size == sizeof(uintptr))
		memcpy(dst, src, sizeof(uintptr));
	else
		memmove(dst, src, t->size);
}

// go: chan.go#sendDirect
// Holds: the channel's lock, which keeps the receiver from running.
nosplit void sendDirect(_type *t, sudog *sg, void *src) { copydirect(t, sg->elem, src); }

// go: chan.go#recvDirect
// Holds: the channel's lock, which keeps the sender from running.
nosplit void recvDirect(_type *t, sudog *sg, void *dst) { copydirect(t, dst, sg->elem); }

// go: chan.go#closechan
void closechan(hchan *c)
{
	if (c == nil)
		panicplain(STR("close of nil channel"));
	chanlock(c);
	if (c->closed != 0) {
		chanunlock(c);
		panicplain(STR("close of closed channel"));
	}
	RELAXED_SET(c->closed, 1);

	gList glist = {0};
	sudog *sg;
	// Receivers get the zero value.
	while ((sg = waitq_dequeue(&c->recvq)) != nil) {
		if (sg->elem != nil) {
			typedmemclr(c->elemtype, sg->elem);
			sg->elem = nil;
		}
		if (sg->releasetime != 0)
			sg->releasetime = cputicks();
		sg->g->param = nil;
		gList_push(&glist, sg->g);
	}
	// Senders will panic.
	while ((sg = waitq_dequeue(&c->sendq)) != nil) {
		sg->elem = nil;
		if (sg->releasetime != 0)
			sg->releasetime = cputicks();
		sg->g->param = nil;
		gList_push(&glist, sg->g);
	}
	chanunlock(c);

	while (!gList_empty(&glist)) {
		g *gp = gList_pop(&glist);
		gp->schedlink = 0;
		goready(gp, 3);
	}
}

// go: chan.go#chanrecv1
// v = <-c
void chanrecv1(hchan *c, void *elem)
{
	bool received;
	chanrecv(c, elem, true, &received);
}

// go: chan.go#chanrecv2
// v, ok = <-c
bool chanrecv2(hchan *c, void *elem)
{
	bool received;
	chanrecv(c, elem, true, &received);
	return received;
}

// go: chan.go#chanrecv [adapted] one P needs no lock
// Receives into *ep; nil drops the value. False: not ready, and block is not set. Else *received
// says whether there was a value, or c is closed and empty and *ep has been zeroed. Part of its
// callers, as chansend.
alwaysinline bool chanrecv(hchan *c, void *ep, bool block, bool *received)
{
	*received = false;
	if (c == nil) {
		if (!block)
			return false;
		gopark(nil, nil, waitReasonChanReceiveNilChan, traceEvGoStop, 2);
		throw("unreachable");
	}

	// Fails fast, without the lock.
	if (!block && norecv(c))
		return false;

	chanlock(c);
	if (c->closed != 0 && c->qcount == 0) {
		chanunlock(c);
		if (ep != nil)
			typedmemclr(c->elemtype, ep);
		return true;
	}
	sudog *sg = c->sendq.first != nil ? waitq_dequeue(&c->sendq) : nil;
	if (sg != nil) {
		recv(c, sg, ep, chanrecv_func1, c, 3);
		*received = true;
		return true;
	}
	if (c->qcount > 0) {
		void *qp = chanbuf(c, c->recvx);
		if (ep != nil)
			copyelem(c, ep, qp);
		clearelem(c, qp);
		if (++c->recvx == c->dataqsiz)
			c->recvx = 0;
		RELAXED_SET(c->qcount, c->qcount - 1);
		chanunlock(c);
		*received = true;
		return true;
	}
	if (!block) {
		chanunlock(c);
		return false;
	}

	// Wait for a sender, which puts the value into *ep.
	g *gp = getg();
	sudog *mysg = waitersudog(gp, c, ep, false);
	int64 t0 = 0;
	if (unlikely(RELAXED(blockprofilerate) > 0)) {
		t0 = cputicks();
		mysg->releasetime = -1;
	}
	gp->waiting = mysg;
	gp->param = nil;
	waitq_enqueue(&c->recvq, mysg);
	gopark(chanparkcommit, c, waitReasonChanReceive, traceEvGoBlockRecv, 2);

	if (mysg != gp->waiting)
		throw("G waiting list is corrupted");
	gp->waiting = nil;
	gp->activeStackChans = false;
	*received = gp->param != nil; // send sets it to mysg, closechan to nil
	gp->param = nil;
	mysg->c = nil;
	int64 released = mysg->releasetime;
	releaseSudog(mysg);
	if (unlikely(released > 0))
		blockevent(released - t0, 0);
	return true;
}

// go: none — body of chanrecv.func1
static nosplit void chanrecv_func1(void *c) { chanunlock(c); }

// go: chan.go#recv
// Takes from the sender sg, which the caller has taken off the queue of the locked channel c, and
// wakes it. c is full or unbuffered. With a buffer the first element goes to *ep and the sender's
// becomes the last, in the same slot, so that the order is kept.
nosplit alwaysinline void recv(hchan *c, sudog *sg, void *ep, void (*unlockf)(void *),
                               void *unlockarg, intgo skip)
{
	if (c->dataqsiz == 0) {
		if (ep != nil)
			recvDirect(c->elemtype, sg, ep);
	} else {
		void *qp = chanbuf(c, c->recvx);
		if (ep != nil)
			typedmemmove(c->elemtype, ep, qp);
		typedmemmove(c->elemtype, qp, sg->elem);
		if (++c->recvx == c->dataqsiz)
			c->recvx = 0;
		c->sendx = c->recvx;
	}
	// The value has been read by way of elem, which may point to a variable in the heap (S11 in
	// mgc.c).
	wbshade(sg->elem);
	sg->elem = nil;
	g *gp = sg->g;
	unlockf(unlockarg);
	// gp cannot run before we ready it: the wake-up is ours.
	gp->param = sg;
	if (sg->releasetime != 0)
		sg->releasetime = cputicks();
	goready(gp, skip + 1);
	// gp may have released sg.
}

// go: chan.go#chanparkcommit
// On g0, when gp is waiting. From the unlock on gp may run: nothing of it is touched after that.
nosplit bool chanparkcommit(g *gp, void *c)
{
	gp->activeStackChans = true;
	chanunlock(c);
	return true;
}

// go: chan.go#selectnbsend
// select { case c <- v: … default: … }
bool selectnbsend(hchan *c, void *elem) { return chansend(c, elem, false, getcallerpc()); }

// go: chan.go#selectnbrecv
// select { case v = <-c: … default: … }
bool selectnbrecv(void *elem, hchan *c)
{
	bool received;
	return chanrecv(c, elem, false, &received);
}

// go: chan.go#selectnbrecv2
// select { case v, ok = <-c: … default: … }
bool selectnbrecv2(void *elem, bool *received, hchan *c)
{
	return chanrecv(c, elem, false, received);
}

// go: chan.go#reflect_chansend
bool reflect_chansend(hchan *c, void *elem, bool nb)
{
	return chansend(c, elem, !nb, getcallerpc());
}

// go: chan.go#reflect_chanrecv
bool reflect_chanrecv(hchan *c, bool nb, void *elem, bool *received)
{
	return chanrecv(c, elem, !nb, received);
}

// go: chan.go#reflect_chanlen
intgo reflect_chanlen(hchan *c) { return c == nil ? 0 : (intgo)RELAXED(c->qcount); }

// go: chan.go#reflectlite_chanlen
intgo reflectlite_chanlen(hchan *c) { return c == nil ? 0 : (intgo)RELAXED(c->qcount); }

// go: chan.go#reflect_chancap
intgo reflect_chancap(hchan *c) { return c == nil ? 0 : (intgo)c->dataqsiz; }

// go: chan.go#reflect_chanclose
void reflect_chanclose(hchan *c) { closechan(c); }

// go: chan.go#waitq.enqueue
// Holds: the channel's lock.
nosplit void waitq_enqueue(waitq *q, sudog *sgp)
{
	sudog *x = q->last;
	sgp->next = nil;
	sgp->prev = x;
	q->last = sgp;
	if (x == nil)
		RELAXED_SET(q->first, sgp);
	else
		x->next = sgp;
}

// go: chan.go#waitq.dequeue
// The first waiter, whose wake-up is now the caller's, or nil. Holds: the channel's lock.
nosplit sudog *waitq_dequeue(waitq *q)
{
	for (;;) {
		sudog *sgp = q->first;
		if (sgp == nil)
			return nil;
		sudog *y = sgp->next;
		RELAXED_SET(q->first, y);
		if (y == nil) {
			q->last = nil;
		} else {
			y->prev = nil;
			sgp->next = nil; // no links: not on a queue (see dequeueSudoG)
		}
		// A select waits on other channels too, and the first to wake it wins. mo: seq_cst; against
		// the same CAS under the lock of another channel: one of them succeeds. selectgo sets it
		// back with all its channels locked.
		if (sgp->isSelect && !atomic_Cas(&sgp->g->selectDone, 0, 1))
			continue;
		return sgp;
	}
}
