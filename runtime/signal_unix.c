// Signals.
//
// The kernel calls sigtramp on the thread's signal stack, that of m.gsignal, with every signal
// blocked. sigtrampgo makes gsignal the current g, and sighandler does what sigtable says: deliver
// to os/signal, panic, crash, or nothing. A handler may interrupt anything, so it does not block,
// allocate or take locks (except to crash). It communicates by atomic operations, by waking a note,
// and by editing the interrupted context.
//
// A handler stays on the thread that it interrupted. g.m is the same for all goroutines that are
// current there in turn, so it is valid wherever the interrupted code was.
#include "runtime.h"
#include "probe.h"

static bool sigInstallGoHandler(uint32 sig) GOSYM(sigInstallGoHandler);
static void sigpipe(void *unused) GOSYM(sigpipe);
static void doSigPreempt(g *gp, sigctxt *ctxt) GOSYM(doSigPreempt);
static g   *sigFetchG(sigctxt *c) GOSYM(sigFetchG);
static bool adjustSignalStack(uint32 sig, m *mp, gsignalStack *gsigStack) GOSYM(adjustSignalStack);
static void raisebadsignal(uint32 sig, sigctxt *c) GOSYM(raisebadsignal);
static void ensureSigM(void) GOSYM(ensureSigM);
static void ensureSigM_func1(void *unused) GOSYM(ensureSigM.func1);
noreturn static void noSignalStack(uint32 sig) GOSYM(noSignalStack);
noreturn static void sigNotOnStack(uint32 sig) GOSYM(sigNotOnStack);
static void badsignal(uint32 sig, sigctxt *c) GOSYM(badsignal);
static bool sigfwdgo(uint32 sig, siginfo *info, void *ctx) GOSYM(sigfwdgo);
static void minitSignalStack(void) GOSYM(minitSignalStack);
static void minitSignalMask(void) GOSYM(minitSignalMask);
static bool blockableSig(uint32 sig) GOSYM(blockableSig);
static void setGsignalStack(stackt *st, gsignalStack *old) GOSYM(setGsignalStack);
static void restoreGsignalStack(gsignalStack *st) GOSYM(restoreGsignalStack);
static void signalstack(stack *s) GOSYM(signalstack);

// go: signal_unix.go#os_sigpipe
// Package os calls this after EPIPE on descriptor 1 or 2.
void os_sigpipe(void) { systemstack(sigpipe, nil); }

// go: signal_unix.go#signame
// "" if there is no such signal.
String signame(uint32 sig)
{
	if (sig >= _NSIG)
		return (String){0};
	const char *name = sigtable[sig].name;
	return (String){(const byte *)name, (intgo)__builtin_strlen(name)};
}

// The action before ours: SIG_DFL, SIG_IGN or a handler. Written before our handler is installed,
// read by handlers; atomic.
static uintptr fwdSig[_NSIG] GOSYM(fwdSig);

// 1 while our handler is installed: set before the kernel may call it, cleared before the kernel's
// action changes; atomic.
static uint32 handlingSig[_NSIG] GOSYM(handlingSig);

// To and from the goroutine of ensureSigM, under os/signal's lock.
static hchan *disableSigChan GOSYM(disableSigChan); // of uint32
static hchan *enableSigChan GOSYM(enableSigChan);   // of uint32
static hchan *maskUpdatedChan GOSYM(maskUpdatedChan); // of struct{}

// go: signal_unix.go#init [adapted] the length is checked when compiled; Go throws "bad sigtable
//     len"
_Static_assert(nelem(sigtable) == _NSIG, "bad sigtable len");

// Whether handlers may use the runtime. Until it is set all signals are treated as not ours.
static bool signalsOK GOSYM(signalsOK);

// go: signal_unix.go#initsig
// Installs the handlers. mstartm0 calls this while there is one thread and no goroutine has run;
// a library's constructor calls it with preinit.
void initsig(bool preinit)
{
	if (!preinit)
		signalsOK = true;
	if ((isarchive || islibrary) && !preinit)
		return; // the constructor has done it

	for (uint32 i = 0; i < _NSIG; i++) {
		int32 flags = sigtable[i].flags;
		if (flags == 0 || (flags & _SigDefault) != 0)
			continue;
		fwdSig[i] = getsig(i); // plain: our handler is not there yet
		if (!sigInstallGoHandler(i)) {
			if (fwdSig[i] != _SIG_DFL && fwdSig[i] != _SIG_IGN)
				setsigstack(i);
			else if (fwdSig[i] == _SIG_IGN)
				sigInitIgnored(i);
			continue;
		}
		handlingSig[i] = 1; // first, or an early signal would count as not ours
		setsig(i, funcPC(sighandler));
	}
}

// go: signal_unix.go#sigInstallGoHandler
// Whether our handler should be installed from the start. Signal handlers call this too.
static bool sigInstallGoHandler(uint32 sig)
{
	// A program that was started with these ignored (nohup) goes on ignoring them.
	// mo: seq_cst load; the word stands for itself.
	if ((sig == _SIGHUP || sig == _SIGINT) && atomic_Loaduintptr(&fwdSig[sig]) == _SIG_IGN)
		return false;
	if ((sigtable[sig].flags & _SigSetStack) != 0)
		return false;
	// In somebody else's program only what Go code itself can cause, and requests for preemption,
	// which come by a signal. See D206.
	if ((isarchive || islibrary) && (sigtable[sig].flags & _SigPanic) == 0 && sig != _SIGPIPE &&
	    sig != sigPreempt)
		return false;
	return true;
}

// go: signal_unix.go#sigenable
// For os/signal's Notify, which holds its lock.
void sigenable(uint32 sig)
{
	if (sig >= _NSIG || sig == _SIGPROF) // SIGPROF is the profiler's
		return;
	if ((sigtable[sig].flags & _SigNotify) != 0) {
		// A thread that can take it, then the handler.
		ensureSigM();
		chansend1(enableSigChan, &sig);
		chanrecv1(maskUpdatedChan, nil);
		// mo: seq_cst; set before the handler is installed. A signal in between has its old action.
		if (atomic_Cas(&handlingSig[sig], 0, 1)) {
			atomic_Storeuintptr(&fwdSig[sig], getsig(sig));
			setsig(sig, funcPC(sighandler));
		}
	}
}

// go: signal_unix.go#sigdisable
// For os/signal's Stop and Reset, which hold its lock.
void sigdisable(uint32 sig)
{
	if (sig >= _NSIG || sig == _SIGPROF)
		return;
	if ((sigtable[sig].flags & _SigNotify) != 0) {
		ensureSigM();
		chansend1(disableSigChan, &sig);
		chanrecv1(maskUpdatedChan, nil);
		// A handler that was installed at the start stays.
		if (!sigInstallGoHandler(sig)) {
			// mo: seq_cst; cleared before the action changes.
			atomic_Store(&handlingSig[sig], 0);
			setsig(sig, atomic_Loaduintptr(&fwdSig[sig]));
		}
	}
}

// go: signal_unix.go#sigignore
// For os/signal's Ignore, which holds its lock.
void sigignore(uint32 sig)
{
	if (sig >= _NSIG || sig == _SIGPROF)
		return;
	if ((sigtable[sig].flags & _SigNotify) != 0) {
		// mo: seq_cst; cleared before the action changes.
		atomic_Store(&handlingSig[sig], 0);
		setsig(sig, _SIG_IGN);
	}
}

// go: signal_unix.go#clearSignalHandlers
// Called in a forked child, which may share our memory: changes nothing but the kernel's actions.
// Ignored signals stay ignored across exec.
void clearSignalHandlers(void)
{
	for (uint32 i = 0; i < _NSIG; i++)
		// mo: seq_cst load; the word stands for itself.
		if (atomic_Load(&handlingSig[i]) != 0)
			setsig(i, _SIG_DFL);
}

// go: signal_unix.go#setProcessCPUProfiler [adapted] sets the timer, which is the process's
// Called when the rate of the process changes; the caller has locked prof, and blocked the signal
// on its thread. If each M set the timer, each new thread would start it anew, and it might never
// come to its end. See D182.
void setProcessCPUProfiler(int32 hz)
{
	itimerval it = {0};
	if (hz != 0) {
		// mo: seq_cst; set before the handler is installed.
		if (atomic_Cas(&handlingSig[_SIGPROF], 0, 1)) {
			atomic_Storeuintptr(&fwdSig[_SIGPROF], getsig(_SIGPROF));
			setsig(_SIGPROF, funcPC(sighandler));
		}
		it.it_interval.tv_usec = 1000000 / hz;
		it.it_value = it.it_interval;
		setitimer(_ITIMER_PROF, &it, nil);
		return;
	}
	setitimer(_ITIMER_PROF, &it, nil);
	if (!sigInstallGoHandler(_SIGPROF)) {
		// Our handler was installed for the profile only. A SIGPROF that is still pending must not
		// kill the process.
		// mo: seq_cst; cleared before the action changes.
		if (atomic_Cas(&handlingSig[_SIGPROF], 1, 0)) {
			uintptr h = atomic_Loaduintptr(&fwdSig[_SIGPROF]);
			setsig(_SIGPROF, h == _SIG_DFL ? _SIG_IGN : h);
		}
	}
}

// go: signal_unix.go#setThreadCPUProfiler [adapted] the timer is the process's
// Each M calls this for itself. See D182.
void setThreadCPUProfiler(int32 hz) { getg()->m->profilehz = hz; }

// go: signal_unix.go#sigpipe
// On the system stack. Dies as a C program would, unless the program wants or ignores the signal.
static void sigpipe(void *unused)
{
	if (signal_ignored(_SIGPIPE) || sigsend(_SIGPIPE))
		return;
	dieFromSignal(_SIGPIPE);
}

// go: signal_unix.go#doSigPreempt
// gp is the goroutine that SIGURG interrupted, perhaps g0. Any process may have sent the signal, so
// only the stored request counts.
static void doSigPreempt(g *gp, sigctxt *ctxt)
{
	m *mp = gp->m;
	g *curg = mp->curg;
	if (debug.asyncpreemptoff == 0 && wantAsyncPreempt(gp) &&
	    isAsyncSafePoint(gp, sigctxt_sigpc(ctxt), sigctxt_sigsp(ctxt), sigctxt_siglr(ctxt))) {
		PROBE(preempt_async, gp->goid, sigctxt_sigpc(ctxt));
		sigctxt_pushCall(ctxt, (uintptr)asyncPreempt);
	} else if (curg != nil && (RELAXED(curg->preempt) || RELAXED(curg->preemptStop))) {
		// The other half of gogo and SETGUARD (asm_amd64.S): a guard that this thread stored before
		// the signal may have undone the poison that came with the request.
		// mo: relaxed; on the goroutine's own thread. After each guard that it stores from here on,
		//     it reads the flags or stackguard0 again.
		poisonguard(curg, mp);
	}
	// mo: seq_cst, in this order, after reading the request. A request that we missed and whose CAS
	//     on signalPending failed is not lost: suspendG, which read the count before its CAS, sees
	//     it change and sends again; sysmon repeats its requests.
	atomic_Xadd(&mp->preemptGen, 1);
	atomic_Store(&mp->signalPending, 0);
}

// go: signal_unix.go#preemptM
// Makes mp's thread look at its preemption request, which the caller has stored. Called on any
// thread. The caller must not hold anything that a handler needs.
void preemptM(m *mp)
{
	// One signal at a time: more could keep the thread in handlers, without progress.
	// mo: seq_cst, with doSigPreempt. If it fails, a signal is on its way or being handled.
	if (atomic_Cas(&mp->signalPending, 0, 1))
		signalM(mp, sigPreempt);
}

// go: signal_unix.go#sigFetchG
// nil: the thread is not ours.
static g *sigFetchG(sigctxt *c) { return getg(); }

// go: signal_unix.go#sigtrampgo
// Called by sigtramp. g is still that of the interrupted code; its stack is usually not the one
// that we are on.
void sigtrampgo(uint32 sig, siginfo *info, void *ctx)
{
	// It returns false for a SIGURG that we sent, without doing anything: our handler is there, the
	// action before it is SIG_DFL or the signal is no fault.
	if (sigfwdgo(sig, info, ctx))
		return;
	sigctxt c = {info, ctx};
	g *gp = sigFetchG(&c);
	if (gp == nil) {
		if (sig == _SIGPROF) {
			sigprofNonGoPC(sigctxt_sigpc(&c));
			return;
		}
		// Our preemption signal, for an M that has left this thread in the meantime.
		if (sig == sigPreempt && (iscgo || debug.asyncpreemptoff == 0))
			return;
		badsignal(sig, &c);
		return;
	}

	m *mp = gp->m;
	gsignalStack saved;
	bool changed = adjustSignalStack(sig, mp, &saved);
	if (changed)
		mp->gsignal->stktopsp = getcallersp();
	setg(mp->gsignal);
	sighandler(sig, info, ctx, gp);
	setg(gp);
	if (changed)
		restoreGsignalStack(&saved);
}

// go: signal_unix.go#adjustSignalStack [adapted] without libc no other M to borrow for the reports
// If we are not on gsignal's stack, sets gsignal's bounds to those of the stack that we are on,
// stores the old ones in *gsigStack and returns true.
static bool adjustSignalStack(uint32 sig, m *mp, gsignalStack *gsigStack)
{
	uintptr sp = (uintptr)__builtin_frame_address(0);
	if (sp >= mp->gsignal->stack.lo && sp < mp->gsignal->stack.hi)
		return false;

	stackt st;
	if (sp >= mp->g0->stack.lo && sp < mp->g0->stack.hi) {
		// Other code has called the handler as a function.
		st = (stackt){.ss_size = mp->g0->stack.hi - mp->g0->stack.lo};
		setSignalstackSP(&st, mp->g0->stack.lo);
		setGsignalStack(&st, gsigStack);
		return true;
	}

	sigaltstack(nil, &st);
	bool disabled = (st.ss_flags & _SS_DISABLE) != 0;
	if (disabled || sp < (uintptr)st.ss_sp || sp >= (uintptr)st.ss_sp + st.ss_size) {
		// The report runs here, on a stack of which we know nothing.
#ifdef GORT_HOSTED
		setg(nil);
		needm();
		if (disabled)
			noSignalStack(sig);
		sigNotOnStack(sig);
#endif
		st = (stackt){.ss_size = 32 << 10};
		setSignalstackSP(&st, sp + 1024 - st.ss_size);
		setGsignalStack(&st, nil);
		setg(mp->gsignal);
		if (disabled)
			noSignalStack(sig);
		sigNotOnStack(sig);
	}
	setGsignalStack(&st, gsigStack); // a signal stack, though not ours
	return true;
}

// The number of Ms that have received the SIGQUIT of a crash with GOTRACEBACK=crash. A plain
// variable, because the Ms receive the signal one after another.
int32 crashing;

// Hooks of tests.
static bool (*testSigtrap)(siginfo *, sigctxt *, g *) GOSYM(testSigtrap);
static bool (*testSigusr1)(g *) GOSYM(testSigusr1);

// go: signal_unix.go#sighandler [adapted] as in later releases: a fault's signal that a process
//     sent is fatal; asyncpreemptoff=1 holds for any SIGURG
// On gsignal. gp was interrupted: a goroutine, g0, or gsignal if a handler unblocked a signal in
// order to die of it. See D18, D19.
void sighandler(uint32 sig, siginfo *info, void *ctxt, g *gp)
{
	m *mp = getg()->m;
	sigctxt c = {info, ctxt};

	if (sig == _SIGPROF) {
		sigprof(sigctxt_sigpc(&c), sigctxt_sigsp(&c), sigctxt_siglr(&c), gp, mp);
		return;
	}
	if (sig == _SIGTRAP && testSigtrap != nil && testSigtrap(info, &c, gp))
		return;
	if (sig == _SIGUSR1 && testSigusr1 != nil && testSigusr1(gp))
		return;
	// Any process may have sent this one (golang/go#38531), so os/signal may want it too: go on.
	if (sig == sigPreempt && (iscgo || debug.asyncpreemptoff == 0))
		doSigPreempt(gp, &c);

	int32 flags = _SigThrow;
	if (sig < _NSIG)
		flags = sigtable[sig].flags;
	if ((flags & _SigPanic) != 0 && gp->throwsplit)
		flags = (flags & ~_SigPanic) | _SigThrow; // a panic would need more stack
	if (isAbortPC(sigctxt_sigpc(&c)))
		flags = _SigThrow; // abort must end the process
	bool overflow = sigctxt_sigcode(&c) != _SI_USER && (flags & _SigPanic) != 0 &&
	                stackoverflowed(gp, sigctxt_fault(&c), sigctxt_sigsp(&c));
	if (overflow)
		flags = _SigThrow; // there is no room for a panic
	if (sigctxt_sigcode(&c) != _SI_USER && (flags & _SigPanic) != 0) {
		// The panic happens on the goroutine, as if the faulting instruction had called sigpanic.
		// sigpanic throws if the goroutine cannot panic.
		gp->sig = sig;
		gp->sigcode0 = sigctxt_sigcode(&c);
		gp->sigcode1 = sigctxt_fault(&c);
		gp->sigpc = sigctxt_sigpc(&c);
		sigctxt_preparePanic(&c, sig, gp);
		return;
	}

	if ((sigctxt_sigcode(&c) == _SI_USER || (flags & _SigNotify) != 0) && sigsend(sig))
		return;
	if (sigctxt_sigcode(&c) == _SI_USER && signal_ignored(sig))
		return;
	if ((flags & _SigKill) != 0)
		dieFromSignal(sig);
	if ((flags & (_SigThrow | _SigPanic)) == 0)
		return;

	mp->throwing = 1;
	guintptr_set(&mp->caughtsig, gp);
	if (crashing == 0)
		startpanic_m();

	if (overflow) {
		printoverflow(gp, sigctxt_sigsp(&c));
	} else {
		if (sig < _NSIG)
			print(sigtable[sig].name, "\n");
		else
			print("Signal ", sig, "\n");
		print("PC=", hex(sigctxt_sigpc(&c)), " m=", mp->id, " sigcode=", sigctxt_sigcode(&c), "\n");
	}
	if (mp->lockedg != 0 && mp->ncgo > 0 && gp == mp->g0) {
		print("signal arrived during cgo execution\n");
		gp = guintptr_ptr(mp->lockedg);
	}
	print("\n");

	bool all, docrash;
	if (gotraceback(&all, &docrash) > 0) {
		goroutineheader(gp);
		tracebacktrap(sigctxt_sigpc(&c), sigctxt_sigsp(&c), sigctxt_siglr(&c), gp);
		if (crashing > 0 && gp != mp->curg && mp->curg != nil &&
		    (readgstatus(mp->curg) & ~(uint32)_Gscan) == _Grunning) {
			// We were interrupted on g0, so show its goroutine too. The first M, or their own M,
			// shows the others.
			goroutineheader(mp->curg);
			traceback(~(uintptr)0, ~(uintptr)0, 0, mp->curg);
		} else if (crashing == 0) {
			tracebackothers(gp);
			print("\n");
		}
		if (!overflow)
			dumpregs(&c);
	}

	if (docrash) {
		crashing++;
		if (crashing < mcount() - (iscgo ? (int32)RELAXED(extraMCount) : 0)) {
			// Pass SIGQUIT on, so that each M shows what it was doing. The Ms that have received it
			// have it blocked, so it goes to another one; the last of them crashes below. If the
			// signal gets lost, we crash after the sleep.
			print("\n-----\n\n");
			raiseproc(_SIGQUIT);
			usleep(5 * 1000 * 1000);
		}
		crash();
	}
	exit(2);
}

// go: none — prints what sigpanic found, on g0: there may be little room on the goroutine's stack
static void printfault(void *arg)
{
	print("unexpected fault address ", hex(((g *)arg)->sigcode1), "\n");
}

// go: none — whether the instruction at pc, which faulted without an address, wants an aligned one:
//     movaps, movapd, movdqa, movntps, movntdq
static bool wantsaligned(const byte *pc)
{
	if (*pc == 0x66)
		pc++;
	if ((*pc & 0xf0) == 0x40) // REX
		pc++;
	return pc[0] == 0x0f && (pc[1] == 0x28 || pc[1] == 0x29 || pc[1] == 0x2b || pc[1] == 0x6f ||
	                         pc[1] == 0x7f || pc[1] == 0xe7);
}

// go: none — the likely reason of such a fault, on g0. See D94
static void printunaligned(void *unused)
{
	print("runtime: unaligned vector access: at a call of System V code, "
	      "rsp must be a multiple of 16\n");
}

// go: signal_unix.go#sigpanic
// Runs on the goroutine's stack as if the instruction that faulted had called it (preempt_amd64.S).
void sigpanic(void)
{
	g *gp = getg();
	if (gp->sig == _SIGSEGV && gp->sigcode0 == _SI_KERNEL && wantsaligned((const byte *)gp->sigpc))
		systemstack(printunaligned, nil);
	if (!canpanic(gp))
		throw("unexpected signal during runtime execution");

	switch (gp->sig) {
	case _SIGBUS:
		if (gp->sigcode0 == _BUS_ADRERR && gp->sigcode1 < 0x1000)
			panicmem();
		// A fault in a mapped file, which the program may have asked to survive.
		if (gp->paniconfault)
			panicmemAddr(gp->sigcode1);
		systemstack(printfault, gp);
		throw("fault");
	case _SIGSEGV:
		if ((gp->sigcode0 == 0 || gp->sigcode0 == _SEGV_MAPERR || gp->sigcode0 == _SEGV_ACCERR) &&
		    gp->sigcode1 < 0x1000)
			panicmem();
		if (gp->paniconfault)
			panicmemAddr(gp->sigcode1);
		systemstack(printfault, gp);
		throw("fault");
	case _SIGFPE:
		switch (gp->sigcode0) {
		case _FPE_INTDIV:
			panicdivide();
		case _FPE_INTOVF:
			panicoverflow();
		}
		panicfloat();
	}
	if (gp->sig >= _NSIG)
		throw("unexpected signal value");
	panicerror(signame(gp->sig));
}

// go: signal_unix.go#dieFromSignal
// Ends the process so that its parent sees sig. Called in handlers and on g0.
void dieFromSignal(uint32 sig)
{
	unblocksig(sig);
	// mo: seq_cst, before the signal. The signal is delivered before raise returns, as not ours:
	//     the action before ours applies.
	atomic_Store(&handlingSig[sig], 0);
	raise(sig);
	// Another thread may have received it.
	osyield();
	osyield();
	osyield();

	// A handler has taken it. Insist.
	setsig(sig, _SIG_DFL);
	raise(sig);
	osyield();
	osyield();
	osyield();
	exit(2);
}

// go: signal_unix.go#raisebadsignal
// For a signal on a thread that is not ours, which os/signal does not want: takes the action before
// ours.
static void raisebadsignal(uint32 sig, sigctxt *c)
{
	if (sig == _SIGPROF)
		return;

	// mo: seq_cst load; the word stands for itself.
	uintptr handler = sig >= _NSIG ? _SIG_DFL : atomic_Loaduintptr(&fwdSig[sig]);
	unblocksig(sig);
	setsig(sig, handler);
	// In a C program the instruction faults again, and the default action leaves a core file with
	// the right context.
	if ((isarchive || islibrary) && handler == _SIG_DFL && sigctxt_sigcode(c) != _SI_USER)
		return;
	raise(sig);
	// The signal is delivered now or in the sleep. We survive it only if it is ignored or its
	// handler returned.
	usleep(1000);
	setsig(sig, funcPC(sighandler));
}

// go: signal_unix.go#crash
void crash(void) { dieFromSignal(_SIGABRT); }

// go: signal_unix.go#ensureSigM
// Starts the goroutine whose thread receives os/signal's signals even if all other threads were
// started with them blocked. The caller holds os/signal's lock.
static void ensureSigM(void)
{
	static _type uint32type = {.size = 4,
	                           .align = 4,
	                           .fieldAlign = 4,
	                           .kind = kindUint32,
	                           .tflag = tflagRegularMemory};
	static _type emptytype = {.align = 1,
	                          .fieldAlign = 1,
	                          .kind = kindStruct,
	                          .tflag = tflagRegularMemory};
	static chantype chanuint32 = {.typ = {.size = 8, .kind = kindChan | kindDirectIface},
	                              .elem = &uint32type,
	                              .dir = 3};
	static chantype chanempty = {.typ = {.size = 8, .kind = kindChan | kindDirectIface},
	                             .elem = &emptytype,
	                             .dir = 3};

	if (maskUpdatedChan != nil)
		return;
	maskUpdatedChan = makechan(&chanempty, 0);
	disableSigChan = makechan(&chanuint32, 0);
	enableSigChan = makechan(&chanuint32, 0);
	newprocc(ensureSigM_func1, nil, getpc());
}

// go: none — body of ensureSigM.func1
static void ensureSigM_func1(void *unused)
{
	// The mask belongs to the thread.
	LockOSThread();
	sigset sigBlocked = {~(uint32)0, ~(uint32)0};
	for (uint32 i = 0; i < _NSIG; i++)
		if (!blockableSig(i))
			sigdelset(&sigBlocked, i);
	sigprocmask(_SIG_SETMASK, &sigBlocked, nil);
	for (;;) {
		uint32 on = 0, off = 0;
		scase  cases[] = {{.c = enableSigChan, .kind = caseRecv, .elem = &on},
		                  {.c = disableSigChan, .kind = caseRecv, .elem = &off}};
		uint16 order[2 * nelem(cases)];
		bool   received;
		switch (selectgo(cases, order, nelem(cases), &received)) {
		case 0:
			if (on > 0)
				sigdelset(&sigBlocked, on);
			break;
		case 1:
			if (off > 0 && blockableSig(off))
				sigaddset(&sigBlocked, off);
			break;
		}
		sigprocmask(_SIG_SETMASK, &sigBlocked, nil);
		chansend1(maskUpdatedChan, nil);
	}
}

// go: signal_unix.go#noSignalStack
static void noSignalStack(uint32 sig)
{
	println("signal", sig, "received on thread with no signal stack");
	throw("non-Go code disabled sigaltstack");
}

// go: signal_unix.go#sigNotOnStack
static void sigNotOnStack(uint32 sig)
{
	println("signal", sig, "received but handler not on signal stack");
	throw("non-Go code set up signal handler without SA_ONSTACK flag");
}

// go: signal_unix.go#badsignal [adapted] without libc no M to borrow: nothing here needs a g
// On a thread that is not ours, with g nil. See D21.
static void badsignal(uint32 sig, sigctxt *c)
{
#ifdef GORT_HOSTED
	if (!cgoHasExtraM) {
		static const char bad[] = "fatal: bad g in signal handler\n";
		write1(2, bad, sizeof bad - 1);
		exit(2);
	}
	needm();
#endif
	if (!sigsend(sig))
		raisebadsignal(sig, c);
#ifdef GORT_HOSTED
	dropm();
#endif
}

// go: signal_unix.go#sigfwdgo
// Whether the signal was not ours and has been dealt with. A handler does this first; g may be nil.
static bool sigfwdgo(uint32 sig, siginfo *info, void *ctx)
{
	if (sig >= _NSIG)
		return false;
	// mo: seq_cst loads; fwdSig was stored before our handler was installed.
	uintptr fwdFn = atomic_Loaduintptr(&fwdSig[sig]);
	int32 flags = sigtable[sig].flags;

	// Our handler runs, but the signal is not ours (any more): do what would happen without us.
	if (atomic_Load(&handlingSig[sig]) == 0 || !signalsOK) {
		if (fwdFn == _SIG_IGN || (fwdFn == _SIG_DFL && (flags & _SigIgn) != 0))
			return true;
		if (fwdFn == _SIG_DFL) {
			setsig(sig, _SIG_DFL);
			dieFromSignal(sig);
		}
		sigfwd(fwdFn, sig, info, ctx);
		return true;
	}

	if (fwdFn == _SIG_DFL)
		return false;
#ifdef GORT_HOSTED
	// A library has taken this signal from its host, who gets what is not the runtime's own: that
	// comes from this process to one thread. See D206.
	enum { SI_TKILL = -6 };
	if (sig == sigPreempt && (isarchive || islibrary) && fwdFn != _SIG_IGN &&
	    (info->si_code != SI_TKILL || (int32)info->si_addr != getpid()))
		sigfwd(fwdFn, sig, info, ctx);
#endif
	// Only faults and SIGPIPE belong to the code that they hit …
	sigctxt c = {info, ctx};
	if ((sigctxt_sigcode(&c) == _SI_USER || (flags & _SigPanic) == 0) && sig != _SIGPIPE)
		return false;
	// … and that code is not Go's if the thread is not, if it runs no goroutine, or if its
	// goroutine is in C.
	g *gp = sigFetchG(&c);
	if (gp != nil && gp->m != nil && gp->m->curg != nil && !gp->m->incgo)
		return false;
	if (fwdFn != _SIG_IGN)
		sigfwd(fwdFn, sig, info, ctx);
	return true;
}

// go: signal_unix.go#msigsave
// Stores the thread's mask in mp, for msigrestore or for new threads.
void msigsave(m *mp) { sigprocmask(_SIG_SETMASK, nil, &mp->sigmask); }

// go: signal_unix.go#msigrestore
void msigrestore(const sigset sigmask)
{
	sigprocmask(_SIG_SETMASK, (const sigset *)sigmask, nil);
}

// go: signal_unix.go#sigblock
// Blocks all signals on this thread.
void sigblock(void) { sigprocmask(_SIG_SETMASK, &sigset_all, nil); }

// go: signal_unix.go#unblocksig
void unblocksig(uint32 sig)
{
	sigset set = {0};
	sigaddset(&set, sig);
	sigprocmask(_SIG_UNBLOCK, &set, nil);
}

// go: signal_unix.go#minitSignals
// Lets a new thread receive signals. The signal stack comes first, or a signal would be delivered
// on the thread's own stack.
void minitSignals(void)
{
	minitSignalStack();
	minitSignalMask();
}

// go: signal_unix.go#minitSignalStack
// A thread of C code may have a signal stack, and keeps it: gsignal's bounds become those.
static void minitSignalStack(void)
{
	m *mp = getg()->m;
	stackt st = {.ss_flags = _SS_DISABLE};
	if (iscgo)
		sigaltstack(nil, &st);
	if ((st.ss_flags & _SS_DISABLE) != 0) {
		signalstack(&mp->gsignal->stack);
		mp->newSigstack = true;
	} else {
		setGsignalStack(&st, &mp->goSigStack);
		mp->newSigstack = false;
	}
}

// go: signal_unix.go#minitSignalMask
// Installs m.sigmask without the signals that must never be blocked.
static void minitSignalMask(void)
{
	sigset nmask;
	memmove(&nmask, &getg()->m->sigmask, sizeof nmask);
	for (uint32 i = 0; i < _NSIG; i++)
		if (!blockableSig(i))
			sigdelset(&nmask, i);
	sigprocmask(_SIG_SETMASK, &nmask, nil);
}

// go: signal_unix.go#unminitSignals
// Undoes minitSignals; signals are blocked.
void unminitSignals(void)
{
	m *mp = getg()->m;
	if (mp->newSigstack) {
		stackt st = {.ss_flags = _SS_DISABLE};
		sigaltstack(&st, nil);
	} else {
		// The thread's own stack: what we lent is not in use any more.
		restoreGsignalStack(&mp->goSigStack);
	}
}

// go: signal_unix.go#blockableSig
// Whether our threads may have sig blocked.
static bool blockableSig(uint32 sig)
{
	int32 flags = sigtable[sig].flags;
	if ((flags & _SigUnblock) != 0)
		return false;
	if (isarchive || islibrary)
		return true;
	return (flags & (_SigKill | _SigThrow)) == 0;
}

// go: signal_unix.go#setGsignalStack
// Makes st the stack of this M's gsignal and stores the previous one in *old.
static void setGsignalStack(stackt *st, gsignalStack *old)
{
	g *gsignal = getg()->m->gsignal;
	if (old != nil)
		*old = (gsignalStack){gsignal->stack, gsignal->stackguard0, gsignal->stackguard1,
		                      gsignal->stktopsp};
	uintptr stsp = (uintptr)st->ss_sp;
	gsignal->stack.lo = stsp;
	gsignal->stack.hi = stsp + st->ss_size;
	gsignal->stackguard0 = stsp + _StackGuard;
	gsignal->stackguard1 = stsp + _StackGuard;
}

// go: signal_unix.go#restoreGsignalStack
static void restoreGsignalStack(gsignalStack *st)
{
	g *gsignal = getg()->m->gsignal;
	gsignal->stack = st->stack;
	gsignal->stackguard0 = st->stackguard0;
	gsignal->stackguard1 = st->stackguard1;
	gsignal->stktopsp = st->stktopsp;
}

// go: signal_unix.go#signalstack
// Registers s as this thread's signal stack.
static void signalstack(stack *s)
{
	stackt st = {.ss_size = s->hi - s->lo};
	setSignalstackSP(&st, s->lo);
	sigaltstack(&st, nil);
}

// go: signal_unix.go#setsigsegv [unused] for systems that report a fault otherwise than by a signal
// Describes a fault at pc to sigpanic.
void setsigsegv(uintptr pc)
{
	g *gp = getg();
	gp->sig = _SIGSEGV;
	gp->sigpc = pc;
	gp->sigcode0 = _SEGV_MAPERR;
	gp->sigcode1 = 0;
}
