// Goroutine preemption.
//
// A goroutine can be stopped at a safe point of one of three kinds. Blocked: it waits or is in a system call. Synchronous: it asks, in a
// prologue that compares with the stack guard. Asynchronous: any instruction of user code, by a signal. The collector stops a goroutine and owns
// its stack by suspendG; the scheduler asks a goroutine to give up its processor by preemptone (proc.c).
//
// The path of an asynchronous preemption:
//
//	requester     g.preempt, g.stackguard0; preemptM: m.signalPending 0 -> 1, SIGURG to the thread
//	handler       doSigPreempt: still wanted? a safe point? then pushCall(asyncPreempt); m.preemptGen+1, m.signalPending = 0
//	asyncPreempt  on the goroutine's stack, saves every register, calls asyncPreempt2
//	asyncPreempt2 gives up the processor; comes back perhaps on another thread; the registers are restored
//
// If it is no safe point nothing happens; the requester sees preemptGen change and may try again.
#include "runtime.h"

// Bytes that must be there below an interrupted sp: the red zone; asyncPreempt's return address, rbp, flags and 14 registers, the alignment,
// and its call; asyncPreempt2's frame; mcall's with its return address; and a margin. tests/lint/stackusage.py measures the same path.
enum { asyncPreemptStack = 128 + (8 + 8 + 8 + 14 * 8 + 16 + 8) + 32 + 7 * 8 + 64 };

// go: preempt.go#suspendG [adapted] asks a running goroutine to stop without holding it, see casgstatus
// Stops gp at a safe point; on return the caller owns its stack, by the scan bit, until resumeG. On the system stack. The caller's own goroutine
// must not be running: two goroutines that suspend each other would never get on.
suspendGState suspendG(g *gp)
{
	g *curg = getg()->m->curg;
	if (curg != nil && readgstatus(curg) == _Grunning)
		throw("suspendG from non-preemptible goroutine");

	enum { yieldDelay = 10 * 1000 };
	int64 nextYield = 0;

	bool   stopped = false;
	// The last M that was sent a signal, and its preemptGen then: while that is the same there is no use in another.
	m     *asyncM = nil;
	uint32 asyncGen = 0;
	int64  nextPreemptM = 0;

	for (intgo i = 0;; i++) {
		uint32 s = readgstatus(gp);
		switch (s) {
		default:
			if ((s & _Gscan) != 0)
				break; // somebody else is at it
			dumpgstatus(gp);
			throw("invalid g status");

		case _Gdead:
			// goexit0 has cleared it, but we may have been later; and who runs as gp next is not asked to stop.
			RELAXED_SET(gp->preemptStop, false);
			return (suspendGState){.dead = true};

		case _Gcopystack:
			break;

		case _Gpreempted:
			// Stopped for our sake, or another's. Who makes it waiting is the one that must make it ready.
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
			// mo: relaxed; who runs gp next takes it over through its status.
			RELAXED_SET(gp->preemptStop, false);
			RELAXED_SET(gp->preempt, false);
			RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
			return (suspendGState){.g = gp, .stopped = stopped};

		case _Grunning:
			// Requested already, and nothing has come of it yet?
			// mo: seq_cst load; pairs with doSigPreempt's Xadd: the new count means that the handler is done with the old request.
			if (RELAXED(gp->preemptStop) && RELAXED(gp->preempt) && RELAXED(gp->stackguard0) == stackPreempt && asyncM != nil && asyncM == RELAXED(gp->m) &&
			    atomic_Load(&asyncM->preemptGen) == asyncGen)
				break;

			// It may leave this state meanwhile, and be stopped, run elsewhere, or have ended, when the request is written. Then we find it so, above, and
			// take the request back, or make it again. The M that is asked in vain gives way once without need; M records remain such.
			m *asyncM2 = RELAXED(gp->m);
			if (asyncM2 == nil)
				break;
			RELAXED_SET(gp->preemptStop, true);
			RELAXED_SET(gp->preempt, true);
			poisonguard(gp, asyncM2);
			// mo: seq_cst load; before the signal is sent.
			uint32 asyncGen2 = atomic_Load(&asyncM2->preemptGen);
			bool needAsync = asyncM != asyncM2 || asyncGen != asyncGen2;
			// Not too often, if this is no safe point.
			if (debug.asyncpreemptoff == 0 && needAsync) {
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

		// It takes a few microseconds at most: spin, then let others run, but do not sleep.
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

// go: preempt.go#resumeG
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
// Whether the goroutine on mp may be stopped: not without a P, as between entersyscall and exitsyscall, where user code with checked prologues can
// come to newstack. In signal handlers too.
bool canPreemptM(m *mp)
{
	// mo: relaxed; our own M's words, which only code that this call interrupted changes.
	p *pp = puintptr_ptr(mp->p);
	return RELAXED(mp->locks) == 0 && RELAXED(mp->mallocing) == 0 && RELAXED(mp->preemptoff.len) == 0 && pp != nil && RELAXED(pp->status) == _Prunning;
}

// go: preempt.go#asyncPreempt2
// From asyncPreempt, on the goroutine's stack, with all registers saved.
void asyncPreempt2(void)
{
	g *gp = getg();
	gp->asyncSafePoint = true;
	// mo: relaxed; set by suspendG, and only taken back when we have stopped.
	if (RELAXED(gp->preemptStop))
		mcall(preemptPark);
	else
		mcall(gopreempt_m);
	gp->asyncSafePoint = false;
}

// go: preempt.go#init [adapted] frames are known when compiled; Go throws "async stack too large"
// A checked frame may stand 256 bytes below the guard: if there is room even then, no loop is out of reach.
_Static_assert(asyncPreemptStack <= _StackGuard - 256 - 8, "async stack too large");

// go: preempt.go#wantAsyncPreempt
// Whether gp, or whatever runs on its P, is asked to stop. In the handler.
bool wantAsyncPreempt(g *gp)
{
	p *pp = puintptr_ptr(gp->m->p);
	// mo: relaxed; stored before the signal was sent, which orders them.
	return (RELAXED(gp->preempt) || (pp != nil && RELAXED(pp->preempt))) && (readgstatus(gp) & ~(uint32)_Gscan) == _Grunning;
}

// go: preempt.go#isAsyncSafePoint [adapted] pc must be user code; the stack must be the current segment; asyncPreempt needs a free save area
// Whether gp may be stopped at the instruction pc with the stack pointer sp. In the handler.
bool isAsyncSafePoint(g *gp, uintptr pc, uintptr sp, uintptr lr)
{
	m *mp = gp->m;

	// Only user goroutines, and not while a system call or the like holds their M.
	if (mp->curg != gp)
		return false;
	if (!canPreemptM(mp))
		return false;

	// Room for the call. After an exception has landed sp may be on a segment below the current one.
	if (sp < gp->stack.lo || sp > gp->stack.hi || sp - gp->stack.lo < asyncPreemptStack)
		return false;

	// Between the link's markers: not the runtime, libc, a PLT or the vDSO (which runs on g0's stack while g is the goroutine).
	if (pc < firstmoduledata.text || pc >= firstmoduledata.etext)
		return false;

	return mp->xsave != nil;
}
