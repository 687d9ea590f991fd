// The network poller, without its system calls (netpoll_epoll.c). A pollDesc stands for a
// descriptor that a user has opened with it. The kernel reports edges: an operation clears the
// notification (pollReset), tries its system call, and waits (pollWait) only if that would block.
//
// pollDesc.rg and wg, one for each direction, are semaphores between the goroutine that waits and
// the threads that wake it:
//
//	0        nothing
//	pdReady  the descriptor became ready; the next wait takes it
//	pdWait   a goroutine is about to park
//	other    the goroutine that is parked
//
//	netpollblock         0 ─► pdWait      pdReady ─► 0, no wait      after waking: any ─► 0
//	netpollblockcommit   pdWait ─► G, on g0 once G waits; if it finds something else G does not park
//	netpollunblock       ready: 0, pdWait, G ─► pdReady      deadline, close: pdWait, G ─► 0;
//	                     the thread that takes out a G readies it
//
// Deadlines and closing. The waiter first sets rg to pdWait, then reads closing and the deadline.
// The thread that closes, or handles a deadline, first stores that, then reads rg. All four are
// seq_cst. In their one order either the waiter sees the news and does not park, or the other
// thread sees pdWait and takes it away, so that the commit fails. With a weaker order both could
// miss, and the goroutine would sleep for ever.
//
// netpollWaiters counts the goroutines inside netpollblock, from before they park until they run
// again. While it is not 0, an idle M sleeps in netpoll instead of stopping, so no deadlock is
// reported; nor is one while a goroutine taken from the poller is on its way to a run queue. The
// goroutine that brings the count to 0 wakes the M in netpoll, which has nothing to wait for any
// more. netpoll reads the count again after lastpoll has become 0, so one of the two sees the
// other.
//
// pollDescs are recycled but never freed: a thread may have an event for one that is closed by now,
// and even opened again. An event tells by its tag which opening it is of (setpollerr).
#include "runtime.h"

enum {
	pdReady = 1,
	pdWait = 2,

	pollBlockSize = 4 * 1024,
};

static mutex netpollInitLock GOSYM(netpollInitLock);
uint32 netpollInited; // atomic
static pollCache pollcache GOSYM(pollcache);
uint32 netpollWaiters; // atomic

// go: netpoll.go#poll_runtime_pollServerInit
void poll_runtime_pollServerInit(void) { netpollGenericInit(); }

// go: none — what netpollGenericInit does once, on g0: it is too deep for a goroutine's stack
static void netpollinitonce(void *unused)
{
	lock(&netpollInitLock);
	if (netpollInited == 0) {
		netpollinit();
		// mo: seq_cst; a thread that sees 1 also sees what netpollinit has set up.
		atomic_Store(&netpollInited, 1);
	}
	unlock(&netpollInitLock);
}

// go: netpoll.go#netpollGenericInit
// Starts the poller, once. The caller may hold a timersLock.
void netpollGenericInit(void)
{
	// mo: seq_cst; pairs with the store in netpollinitonce.
	if (atomic_Load(&netpollInited) == 0)
		systemstack(netpollinitonce, nil);
}

// go: netpoll.go#netpollinited
// mo: seq_cst, as above.
bool netpollinited(void) { return atomic_Load(&netpollInited) != 0; }

// The doors of internal/poll. They run on the goroutine that does the operation; pollSetDeadline,
// pollUnblock and pollClose run on any.

// go: netpoll.go#poll_runtime_isPollServerDescriptor
bool poll_runtime_isPollServerDescriptor(uintptr fd) { return netpollIsPollDescriptor(fd); }

// everr is twice the number of times that the pollDesc was opened, plus 1 once the poller has
// reported an error for the last opening. So the check whether an event is of this opening, and the
// store, are one step: an error of the descriptor before would make all reads of an idle one fail.

// go: none — the pollDesc is opened once more
static void newpollerr(pollDesc *pd)
{
	for (;;) {
		// mo: seq_cst; as setpollerr.
		uint32 old = atomic_Load(&pd->everr);
		if (atomic_Cas(&pd->everr, old, (old | 1) + 1))
			return;
	}
}

// go: none — what an event for this opening has in the upper 16 bits of the pointer to its pollDesc
uint16 polltag(pollDesc *pd)
{
	// mo: seq_cst; only our caller, who opens pd, changes the number.
	return (uint16)(atomic_Load(&pd->everr) >> 1);
}

// go: none — sets or clears the error; false if the event is of an earlier opening
bool setpollerr(pollDesc *pd, uint16 tag, bool err)
{
	for (;;) {
		// mo: seq_cst; it comes before netpollready makes the event visible.
		uint32 old = atomic_Load(&pd->everr);
		if ((uint16)(old >> 1) != tag)
			return false;
		if (atomic_Cas(&pd->everr, old, (old & ~1u) | err))
			return true;
	}
}

// go: netpoll.go#poll_runtime_pollOpen [adapted] frees the pollDesc if the kernel cannot poll the
//     descriptor
// nil if the kernel cannot poll fd, and *errno the reason (EPERM: a regular file). Go 1.14 returns
// a pollDesc then too, which the caller unblocks and closes; gccgo's library does not (D214).
pollDesc *poll_runtime_pollOpen(uintptr fd, intgo *errno)
{
	pollDesc *pd = pollCache_alloc(&pollcache);
	lock(&pd->lock);
	// mo: seq_cst here and below; a late event may make it pdReady at any time, never anything
	// else.
	uintptr wg = atomic_Loaduintptr(&pd->wg);
	if (wg != 0 && wg != pdReady)
		throw("runtime: blocked write on free polldesc");
	uintptr rg = atomic_Loaduintptr(&pd->rg);
	if (rg != 0 && rg != pdReady)
		throw("runtime: blocked read on free polldesc");
	pd->fd = fd;
	atomic_Store8(&pd->closing, false);
	newpollerr(pd);
	pd->rseq++;
	atomic_Storeuintptr(&pd->rg, 0);
	atomic_Store64(&pd->rd, 0);
	pd->wseq++;
	atomic_Storeuintptr(&pd->wg, 0);
	atomic_Store64(&pd->wd, 0);
	unlock(&pd->lock);

	*errno = netpollopen(fd, pd);
	if (*errno == 0)
		return pd;
	pollCache_free(&pollcache, pd); // no event can come
	return nil;
}

// go: netpoll.go#poll_runtime_pollClose
// Called after pollUnblock, when no goroutine uses pd any more, and before the descriptor itself is
// closed.
void poll_runtime_pollClose(pollDesc *pd)
{
	if (!pd->closing)
		throw("runtime: close polldesc w/o unblock");
	// mo: seq_cst; as in pollOpen.
	uintptr wg = atomic_Loaduintptr(&pd->wg);
	if (wg != 0 && wg != pdReady)
		throw("runtime: blocked write on closing polldesc");
	uintptr rg = atomic_Loaduintptr(&pd->rg);
	if (rg != 0 && rg != pdReady)
		throw("runtime: blocked read on closing polldesc");
	netpollclose(pd->fd);
	pollCache_free(&pollcache, pd);
}

// go: netpoll.go#pollCache.free
void pollCache_free(pollCache *c, pollDesc *pd)
{
	lock(&c->lock);
	pd->link = c->first;
	c->first = pd;
	unlock(&c->lock);
}

// go: netpoll.go#poll_runtime_pollReset
// Called before the first try of an operation, mode 'r' or 'w': clears an old notification. Returns
// netpollcheckerr's result.
intgo poll_runtime_pollReset(pollDesc *pd, intgo mode)
{
	intgo err = netpollcheckerr(pd, (int32)mode);
	if (err != 0)
		return err;
	// mo: seq_cst; the store must be in memory before the system call that follows reads the
	//     descriptor, or it could wipe out a later notification.
	if (mode == 'r')
		atomic_Storeuintptr(&pd->rg, 0);
	else if (mode == 'w')
		atomic_Storeuintptr(&pd->wg, 0);
	return 0;
}

// go: netpoll.go#poll_runtime_pollWait
// Parks until the descriptor is ready (returns 0) or closed, or the deadline is over. Returns
// netpollcheckerr's result.
intgo poll_runtime_pollWait(pollDesc *pd, intgo mode)
{
	intgo err = netpollcheckerr(pd, (int32)mode);
	if (err != 0)
		return err;
	while (!netpollblock(pd, (int32)mode, false)) {
		err = netpollcheckerr(pd, (int32)mode);
		if (err != 0)
			return err;
		// The deadline came, but was moved before we ran.
	}
	return 0;
}

// go: netpoll.go#poll_runtime_pollWaitCanceled
// Waits for the end of a cancelled operation, whatever the deadlines are. Only systems with
// completion ports need it.
void poll_runtime_pollWaitCanceled(pollDesc *pd, intgo mode)
{
	while (!netpollblock(pd, (int32)mode, true))
		;
}

static const funcval netpollDeadline_f = {(uintptr)netpollDeadline};
static const funcval netpollReadDeadline_f = {(uintptr)netpollReadDeadline};
static const funcval netpollWriteDeadline_f = {(uintptr)netpollWriteDeadline};

// go: none — brings the timer of one deadline into line with deadline d (> 0: armed), if changed
// Holds: pd.lock.
static void settimer(pollDesc *pd, timer *t, uintptr *seq, int64 d, const funcval *f, bool changed)
{
	if (t->f == nil) {
		if (d > 0) {
			// The timer is in no heap or stopped, so no other thread reads these fields.
			t->f = (funcval *)f;
			t->arg.data = pd;
			t->seq = *seq;
			resettimer(t, d);
		}
	} else if (changed) {
		(*seq)++; // what is about to run is for the old deadline
		if (d > 0) {
			modtimer(t, d, 0, (funcval *)f, (eface){nil, pd}, *seq);
		} else {
			deltimer(t);
			t->f = nil;
		}
	}
}

// go: netpoll.go#poll_runtime_pollSetDeadline
// Sets the deadline of mode 'r', 'w' or 'r'+'w' to d ns from now; 0 for none, < 0 for one that is
// over.
void poll_runtime_pollSetDeadline(pollDesc *pd, int64 d, intgo mode)
{
	lock(&pd->lock);
	if (pd->closing) {
		unlock(&pd->lock);
		return;
	}
	if (d > 0) {
		int64 now = nanotime();
		d = now > maxWhen - d ? maxWhen : now + d;
	}
	int64 rd0 = pd->rd, wd0 = pd->wd;
	bool combo0 = rd0 > 0 && rd0 == wd0;
	// mo: seq_cst; before netpollunblock looks at rg and wg, see the top.
	if (mode == 'r' || mode == 'r' + 'w')
		atomic_Store64(&pd->rd, d);
	if (mode == 'w' || mode == 'r' + 'w')
		atomic_Store64(&pd->wd, d);
	int64 rd = pd->rd, wd = pd->wd;

	// If both are the same, rt serves both.
	bool combo = rd > 0 && rd == wd;
	settimer(pd, &pd->rt, &pd->rseq, rd, combo ? &netpollDeadline_f : &netpollReadDeadline_f,
	         rd != rd0 || combo != combo0);
	settimer(pd, &pd->wt, &pd->wseq, combo ? 0 : wd, &netpollWriteDeadline_f,
	         wd != wd0 || combo != combo0);

	g *rg = rd < 0 ? netpollunblock(pd, 'r', false) : nil;
	g *wg = wd < 0 ? netpollunblock(pd, 'w', false) : nil;
	unlock(&pd->lock);
	if (rg != nil)
		netpollgoready(rg, 3);
	if (wg != nil)
		netpollgoready(wg, 3);
}

// go: netpoll.go#poll_runtime_pollUnblock
// Marks pd as closing and wakes the goroutines that wait on it.
void poll_runtime_pollUnblock(pollDesc *pd)
{
	lock(&pd->lock);
	if (pd->closing)
		throw("runtime: unblock on closing polldesc");
	// mo: seq_cst; before netpollunblock looks at rg and wg, see the top.
	atomic_Store8(&pd->closing, true);
	pd->rseq++;
	pd->wseq++;
	g *rg = netpollunblock(pd, 'r', false);
	g *wg = netpollunblock(pd, 'w', false);
	if (pd->rt.f != nil) {
		deltimer(&pd->rt);
		pd->rt.f = nil;
	}
	if (pd->wt.f != nil) {
		deltimer(&pd->wt);
		pd->wt.f = nil;
	}
	unlock(&pd->lock);
	if (rg != nil)
		netpollgoready(rg, 3);
	if (wg != nil)
		netpollgoready(wg, 3);
}

// go: netpoll.go#netpollready
// pd has become ready for mode 'r', 'w' or both: puts the goroutines that wait for that on toRun,
// still _Gwaiting. netpoll calls this, perhaps without a P or with the world stopped. May not:
// allocate, lock.
void netpollready(gList *toRun, pollDesc *pd, int32 mode)
{
	g *rg = mode == 'r' || mode == 'r' + 'w' ? netpollunblock(pd, 'r', true) : nil;
	g *wg = mode == 'w' || mode == 'r' + 'w' ? netpollunblock(pd, 'w', true) : nil;
	if (rg != nil)
		gList_push(toRun, rg);
	if (wg != nil)
		gList_push(toRun, wg);
}

// go: netpoll.go#netpollcheckerr
// 0, or 1: closing, 2: the deadline is over, 3: the descriptor cannot be polled.
intgo netpollcheckerr(pollDesc *pd, int32 mode)
{
	// mo: seq_cst; after the CAS to pdWait in netpollblock, see the top.
	if (atomic_Load(&pd->closing))
		return 1;
	if ((mode == 'r' && atomic_Loadint64(&pd->rd) < 0) ||
	    (mode == 'w' && atomic_Loadint64(&pd->wd) < 0))
		return 2;
	// A write finds the error by itself, which tells more.
	// mo: seq_cst; netpoll sets it before the CAS that wakes us.
	if (mode == 'r' && (atomic_Load(&pd->everr) & 1) != 0)
		return 3;
	return 0;
}

// go: netpoll.go#netpollblockcommit [adapted] netpollWaiters is raised by netpollblock
// On g0, gp is _Gwaiting. False: woken already, do not park.
bool netpollblockcommit(g *gp, void *gpp)
{
	// mo: seq_cst; publishes gp, with its status and context, to netpollunblock.
	return atomic_Casuintptr((uintptr *)gpp, pdWait, (uintptr)gp);
}

// go: netpoll.go#netpollgoready [adapted] netpollWaiters is lowered by netpollblock
void netpollgoready(g *gp, intgo traceskip) { goready(gp, traceskip + 1); }

// go: netpoll.go#netpollblock [adapted] keeps netpollWaiters right, which Go 1.14 lets grow with
//     every wait that ends in readiness
// Parks until the descriptor is ready: true; or until it is closed or the deadline is over: false.
// waitio: for readiness only. See D47.
bool netpollblock(pollDesc *pd, int32 mode, bool waitio)
{
	uintptr *gpp = mode == 'w' ? &pd->wg : &pd->rg;
	for (;;) {
		// mo: seq_cst; acquires the notification. No other goroutine waits here, so only a
		//     notification can change the word before our store.
		uintptr old = atomic_Loaduintptr(gpp);
		if (old == pdReady) {
			// mo: seq_cst; as in pollReset, before the system call is tried again.
			atomic_Storeuintptr(gpp, 0);
			return true;
		}
		if (old != 0)
			throw("runtime: double wait");
		// mo: seq_cst; before netpollcheckerr, see the top.
		if (atomic_Casuintptr(gpp, 0, pdWait))
			break;
	}

	// mo: seq_cst; our M, and each that has seen us runnable, reads the count before it stops.
	atomic_Xadd(&netpollWaiters, 1);
	if (waitio || netpollcheckerr(pd, mode) == 0)
		gopark(netpollblockcommit, gpp, waitReasonIOWait, traceEvGoBlockNet, 5);
	// mo: seq_cst, with netpoll's load of netpollWaiters after lastpoll was exchanged for 0. If
	//     pollUntil is not 0, the M in netpoll wakes by itself and reads the count again.
	if (atomic_Xadd(&netpollWaiters, -1) == 0 && atomic_Load64(&sched.lastpoll) == 0 &&
	    atomic_Load64(&sched.pollUntil) == 0)
		netpollBreak();

	// Not by a plain store, as a notification may come just now. If it is pdWait, we did not park.
	// mo: seq_cst; acquires what the waker wrote.
	uintptr old = atomic_Xchguintptr(gpp, 0);
	if (old > pdWait)
		throw("runtime: corrupted polldesc");
	return old == pdReady;
}

// go: netpoll.go#netpollunblock
// Takes the goroutine that waits on pd in one direction, or nil. With ioready it leaves a
// notification. Needs no lock.
g *netpollunblock(pollDesc *pd, int32 mode, bool ioready)
{
	uintptr *gpp = mode == 'w' ? &pd->wg : &pd->rg;
	for (;;) {
		// mo: seq_cst; after the store of closing or a deadline, see the top.
		uintptr old = atomic_Loaduintptr(gpp);
		if (old == pdReady)
			return nil;
		if (old == 0 && !ioready)
			return nil;
		// mo: seq_cst; acquires the G from netpollblockcommit; one of several wakers gets it.
		if (atomic_Casuintptr(gpp, old, ioready ? pdReady : 0))
			return old > pdWait ? (g *)old : nil;
	}
}

// go: netpoll.go#netpolldeadlineimpl
// A deadline is over. Runs on g0, as the function of a timer; seq says for which setting of the
// deadline.
void netpolldeadlineimpl(pollDesc *pd, uintptr seq, bool read, bool write)
{
	lock(&pd->lock);
	if (seq != (read ? pd->rseq : pd->wseq)) {
		// The deadline was set anew, or pd closed and opened again.
		unlock(&pd->lock);
		return;
	}
	g *rg = nil, *wg = nil;
	if (read) {
		if (pd->rd <= 0 || pd->rt.f == nil)
			throw("runtime: inconsistent read deadline");
		pd->rt.f = nil;
		// mo: seq_cst; before netpollunblock looks at rg, see the top.
		atomic_Store64(&pd->rd, -1);
		rg = netpollunblock(pd, 'r', false);
	}
	if (write) {
		if (pd->wd <= 0 || (pd->wt.f == nil && !read))
			throw("runtime: inconsistent write deadline");
		pd->wt.f = nil;
		// mo: seq_cst; as above, for wg.
		atomic_Store64(&pd->wd, -1);
		wg = netpollunblock(pd, 'w', false);
	}
	unlock(&pd->lock);
	if (rg != nil)
		netpollgoready(rg, 0);
	if (wg != nil)
		netpollgoready(wg, 0);
}

// go: netpoll.go#netpollDeadline
void netpollDeadline(eface arg, uintptr seq) { netpolldeadlineimpl(arg.data, seq, true, true); }

// go: netpoll.go#netpollReadDeadline
void netpollReadDeadline(eface arg, uintptr seq)
{
	netpolldeadlineimpl(arg.data, seq, true, false);
}

// go: netpoll.go#netpollWriteDeadline
void netpollWriteDeadline(eface arg, uintptr seq)
{
	netpolldeadlineimpl(arg.data, seq, false, true);
}

// go: netpoll.go#pollCache.alloc
pollDesc *pollCache_alloc(pollCache *c)
{
	lock(&c->lock);
	if (c->first == nil) {
		const uintptr n = pollBlockSize / sizeof(pollDesc);
		// Not from the heap, which a collector would free: epoll refers to them.
		pollDesc *mem = persistentalloc(n * sizeof(pollDesc), 0, &memstats.other_sys);
		for (uintptr i = 0; i < n; i++) {
			mem[i].link = c->first;
			c->first = &mem[i];
		}
	}
	pollDesc *pd = c->first;
	c->first = pd->link;
	unlock(&c->lock);
	return pd;
}
