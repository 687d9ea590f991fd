// Goroutine preemption.
//
// A goroutine can be stopped at a safe point of one of three kinds. Blocked: it waits or is in a
// system call. Synchronous: a prologue that compares with the stack guard stops it. Asynchronous: a
// signal stops it at any instruction of user code. preemptone (proc.c) makes a goroutine give up
// its processor. suspendG stops one at a safe point and owns its stack; in Go the collector uses
// it. Ours stops the world instead, so nothing leads to suspendG nor, since only it sets
// preemptStop, to preemptPark, where a goroutine stops for it.
//
// The path of an asynchronous preemption:
//
//	requester      stores g.preempt and poisons g.stackguard0
//	preemptM       m.signalPending 0 -> 1, SIGURG to the thread
//	doSigPreempt   in the handler: still wanted? a safe point? then pushCall(asyncPreempt);
//	               m.preemptGen+1, m.signalPending = 0
//	asyncPreempt   on the goroutine's stack: saves every register, m.xsave becomes g.xsave
//	asyncPreempt2  mcall(gopreempt_m):
//
//	  goroutine              g0 of its M                  g0 of an M, perhaps another
//	  mcall ───────────────► gopreempt_m: to the queue
//	                         schedule: m.curg = another
//	                         runcurg: gogo(another)
//	                                                      schedule, execute: m.curg = g
//	                                                      return to mcall's end, runcurg
//	  mcall.resume ◄───────────────────────────────────── gogo(&g.sched)
//	  asyncPreempt2 returns
//
//	asyncPreempt   restores the registers, g.xsave becomes m.xsave; on with the interrupted code
//
// So gopreempt_m returns, to the end of mcall, and mcall returns too, when the goroutine runs
// again.
//
// xsave is the area for the extended register state. A running M has a free one, m.xsave, which
// isAsyncSafePoint asks for in the handler. asyncPreempt gives it to the G (g.xsave) when it stops,
// and so does newstack for a preemption in a prologue. Before a G runs, execute (proc.c) gives its
// M a free area; or, if the G has one, takes away the M's, because asyncPreempt or morestack.resume
// is about to make g.xsave the M's (restorexstate).
//
// If the instruction is no safe point, nothing happens. The requester may send again: sysmon
// repeats its requests, suspendG sees preemptGen change.
#include "runtime.h"

// The bytes that a preemption needs below an interrupted sp: the red zone; asyncPreempt's return
// address, rbp, flags, 14 registers, alignment and call; asyncPreempt2's frame; that of mcall with
// its return address; and a margin. tests/lint/stackusage.py measures the same path.
enum { asyncPreemptStack = 128 + (8 + 8 + 8 + 14 * 8 + 16 + 8) + 32 + 7 * 8 + 64 };

// go: preempt.go#suspendG [unused] the collector scans no stack of a goroutine that runs. Adapted:
//     it asks a running goroutine to stop without holding it, see casgstatus
// Stops gp at a safe point. On return the caller owns gp's stack, by the scan bit, until resumeG.
// On the system stack. The caller's own goroutine must not be running: two goroutines that suspend
// each other would wait for ever. See D17.
suspendGState suspendG(g *gp)
{
	g *curg = getg()->m->curg;
	if (curg != nil && readgstatus(curg) == _Grunning)
		throw("suspendG from non-preemptible goroutine");

	enum { yieldDelay = 10 * 1000 };
	int64 nextYield = 0;

	bool   stopped = false;
	// The last M that we sent a signal, and its preemptGen then. While it is the same, another
	// signal is of no use.
	m     *asyncM = nil;
	uint32 asyncGen = 0;
	int64  nextPreemptM = 0;

	for (intgo i = 0;; i++) {
		uint32 s = readgstatus(gp);
		switch (s) {
		default:
			if ((s & _Gscan) != 0)
				break; // another thread holds gp
			dumpgstatus(gp);
			throw("invalid g status");

		case _Gdead:
			// goexit0 cleared the request, but we may have stored ours after that. The next
			// goroutine to run as gp must not be asked to stop.
			RELAXED_SET(gp->preemptStop, false);
			return (suspendGState){.dead = true};

		case _Gcopystack:
			break;

		case _Gpreempted:
			// It stopped for us or for another thread. The thread that makes it _Gwaiting must make
			// it ready again.
			if (!casGFromPreempted(gp, _Gpreempted, _Gwaiting))
				break;
			stopped = true;
			s = _Gwaiting;
			__attribute__((fallthrough));

		case _Grunnable:
		case _Gsyscall:
		case _Gwaiting:
			if (!castogscanstatus(gp, s, s | _Gscan))
				break;
			// It cannot leave this state now. Take back the request.
			// mo: relaxed; the M that runs gp next takes it over through its status.
			RELAXED_SET(gp->preemptStop, false);
			RELAXED_SET(gp->preempt, false);
			RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
			return (suspendGState){.g = gp, .stopped = stopped};

		case _Grunning:
			// Is the last request still on its way?
			// mo: seq_cst load; pairs with doSigPreempt's Xadd: a new count means that the handler
			//     is done with the old request.
			if (RELAXED(gp->preemptStop) && RELAXED(gp->preempt) &&
			    RELAXED(gp->stackguard0) == stackPreempt && asyncM != nil &&
			    asyncM == RELAXED(gp->m) && atomic_Load(&asyncM->preemptGen) == asyncGen)
				break;

			// By the time the request is written, gp may have left this state: it may be stopped,
			// run elsewhere, or have ended. Then the next round finds it so and takes the request
			// back or makes it again. The M that got the useless request yields once for nothing.
			// If the M has exited, its record is still that of an M.
			m *asyncM2 = RELAXED(gp->m);
			if (asyncM2 == nil)
				break;
			RELAXED_SET(gp->preemptStop, true);
			RELAXED_SET(gp->preempt, true);
			poisonguard(gp, asyncM2);
			// mo: seq_cst load, before the signal is sent.
			uint32 asyncGen2 = atomic_Load(&asyncM2->preemptGen);
			bool needAsync = asyncM != asyncM2 || asyncGen != asyncGen2;
			// Not too often, in case gp is at no safe point.
			if ((iscgo || debug.asyncpreemptoff == 0) && needAsync) {
				int64 now = nanotime();
				if (now >= nextPreemptM) {
					nextPreemptM = now + yieldDelay / 2;
					asyncM = asyncM2;
					asyncGen = asyncGen2;
					preemptM(asyncM);
				}
			}
			break;
		}

		// This takes a few microseconds at most: spin, then let other threads run, but do not
		// sleep.
		if (i == 0)
			nextYield = nanotime() + yieldDelay;
		if (nanotime() < nextYield) {
			procyield(10);
		} else {
			osyield();
			nextYield = nanotime() + yieldDelay / 2;
		}
	}
}

// go: preempt.go#resumeG [unused] as suspendG
// Undoes suspendG.
void resumeG(suspendGState state)
{
	if (state.dead)
		return;
	g *gp = state.g;
	uint32 s = readgstatus(gp);
	switch (s) {
	default:
		dumpgstatus(gp);
		throw("unexpected g status");
	case _Gscanrunnable:
	case _Gscanwaiting:
	case _Gscansyscall:
		casfrom_Gscanstatus(gp, s, s & ~(uint32)_Gscan);
		break;
	}
	if (state.stopped)
		ready(gp, 0, true);
}

// go: preempt.go#canPreemptM
// Whether the goroutine on mp may be stopped. It may not without a P, as between entersyscall and
// exitsyscall, where user code with checked prologues can get to newstack. Signal handlers call
// this too.
bool canPreemptM(m *mp)
{
	// mo: relaxed; words of our own M, which only this thread changes.
	p *pp = puintptr_ptr(mp->p);
	return RELAXED(mp->locks) == 0 && RELAXED(mp->mallocing) == 0 &&
	       RELAXED(mp->preemptoff.len) == 0 && pp != nil && RELAXED(pp->status) == _Prunning;
}

// go: preempt.go#asyncPreempt2
// asyncPreempt calls this on the goroutine's stack, with all registers saved.
void asyncPreempt2(void)
{
	g *gp = getg();
	gp->asyncSafePoint = true;
	// mo: relaxed; suspendG sets it, and takes it back only when we have stopped.
	if (RELAXED(gp->preemptStop))
		mcall(preemptPark);
	else
		mcall(gopreempt_m);
	gp->asyncSafePoint = false;
}

// go: preempt.go#init [adapted] frames are known when compiled; Go throws "async stack too large"
// A checked frame may reach 256 bytes below the guard. If there is room even then, every loop can
// be preempted.
_Static_assert(asyncPreemptStack <= _StackGuard - 256 - 8, "async stack too large");

// go: preempt.go#wantAsyncPreempt
// Whether gp, or whatever runs on its P, has been asked to stop. In the handler.
bool wantAsyncPreempt(g *gp)
{
	p *pp = puintptr_ptr(gp->m->p);
	// mo: relaxed; the requester stored them before it sent the signal, which orders them.
	return (RELAXED(gp->preempt) || (pp != nil && RELAXED(pp->preempt))) &&
	       (readgstatus(gp) & ~(uint32)_Gscan) == _Grunning;
}

// go: preempt.go#isAsyncSafePoint [adapted] pc must be user code; the stack must be the current
//     segment; asyncPreempt needs a free save area
// Whether gp may be stopped at the instruction pc with the stack pointer sp. In the handler.
bool isAsyncSafePoint(g *gp, uintptr pc, uintptr sp, uintptr lr)
{
	m *mp = gp->m;

	// Only user goroutines, and only while nothing forbids it on their M.
	if (mp->curg != gp)
		return false;
	if (!canPreemptM(mp))
		return false;

	// Room for the call. After an exception has landed, sp may be on an older segment.
	if (sp < gp->stack.lo || sp > gp->stack.hi || sp - gp->stack.lo < asyncPreemptStack)
		return false;

	// Between the markers of user code: not in the runtime, libc, a PLT or the vDSO (which runs on
	// g0's stack while g is the goroutine).
	if (pc < firstmoduledata.text || pc >= firstmoduledata.etext)
		return false;

	return mp->xsave != nil;
}
