// Calls that a debugger makes in a goroutine.
//
// The debugger has stopped a thread at an instruction of the goroutine. It saves all registers and
// lets the thread go on in debugCallV1 (preempt_amd64.S), as if that instruction had called it:
//
//	rsp -= 128                    the red zone, where System V code has variables
//	rsp -= 8; (rsp) = rip         where the goroutine will go on
//	-16(rsp) = bytes              for arguments and results on the stack
//	rip = runtime.debugCallV1
//
// debugCallV1 answers by INT3, each time with a code in rax. There must be debugCallStack bytes of
// stack, as there are wherever a checked prologue has been passed.
//
//	rax  what has happened                         what the debugger does
//	 8   refused: at rsp is the reason, a string   continues
//	 0   at rsp is the frame                       writes the arguments there, or into registers;
//	                                               pushes rip, and continues at the function
//	 1   the function has returned; rcx is what    reads results, continues
//	     it had in rax, and at rsp is the frame
//	 2   the function has panicked: at rsp is the  reads it, continues
//	     value, an interface
//	16   it is over                                puts back all registers but rip and rsp,
//	                                               continues
//
// At code 0 the debugger may make another such call. Signals may preempt the function, so that the
// next answer can come on another thread. See D189.
#include "runtime.h"

extern byte gort_call_recover[] GOSYM(gort_call.recover);

enum {
	debugCallMaxFrame = 65536,

	// From the interrupted rsp down: the red zone, what debugCallV1 pushes, the call of
	// callwithroom, and what that needs to get on another segment.
	debugCallStack = 128 + (8 + 8 + 8 + 14 * 8 + 8) + 32 + sizeof(morestackframe) + 48,
};
_Static_assert(debugCallStack <= _StackGuard - 256 - 8, "debugCallV1's frame too large");

// go: none — the arguments of debugCallCheck_func1
typedef struct checkargs {
	uintptr pc, sp;
	String  reason;
} checkargs;

// go: none — body of a closure of debugCallCheck, on g0
static void debugCallCheck_func1(void *arg)
{
	checkargs *a = arg;
	m *mp = getg()->m;
	g *gp = mp->curg;
	funcInfo f = findfunc(a->pc);
	bool room =
		a->sp > gp->stack.lo && a->sp <= gp->stack.hi && a->sp - gp->stack.lo >= debugCallStack;
	if (!funcInfo_valid(f))
		a->reason = STR("call from unknown function");
	else if (f.entry == (uintptr)debugCallFrame)
		a->reason = STR(""); // a call within a call
	else if (hasPrefix(funcname(f), STR("runtime.")))
		a->reason = STR("call from within the Go runtime");
	else if (!room || !canPreemptM(mp) || a->pc >= firstmoduledata.etext)
		a->reason = STR("call not at safe point");
}

// go: debugcall.go#debugCallCheck [adapted] it takes sp, and safe points are those of asynchronous
//     preemption
// Returns why a debugger may not call a function where the goroutine was interrupted, or nothing.
String debugCallCheck(uintptr pc, uintptr sp)
{
	g *gp = getg();
	uintptr here = getcallersp();
	if (gp == nil || gp != gp->m->curg || here <= gp->stack.lo || here > gp->stack.hi)
		return STR("executing on Go runtime stack");
	checkargs a = {pc, sp, STR("")};
	systemstack(debugCallCheck_func1, &a);
	return a.reason;
}

// go: none — debugCallWrap's deferred closure
static void debugCallWrap_func1(void *arg)
{
	if (!((debugCall *)arg)->completed)
		debugCallPanicked(gorecover_c((uintptr)__builtin_dwarf_cfa()));
}

// go: none — part of debugCallFrame: defers debugCallWrap_func1
void debugCallDefer(void *d)
{
	deferproc_c(debugCallWrap_func1, d, false, getg()->callframe, (uintptr)gort_call_recover);
}

// go: none — part of debugCallWrap, with room on the stack
static void debugCallDispatch(void *d) { gort_call(debugCallFrame, d); }

// go: debugcall.go#debugCallWrap [adapted] it takes the size of the frame, not the function that
//     makes one of that size
// Gives the debugger a frame, and catches the panic of the function that it calls. Returns why that
// cannot be, or nothing.
String debugCallWrap(uintptr size)
{
	if (size > debugCallMaxFrame)
		return STR("call frame too large");
	debugCall d = {false, size};
	callwithroom(debugCallDispatch, &d, size + reserveBytes);
	return STR("");
}
