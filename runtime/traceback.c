// Tracebacks: walk a stack outwards from a frame, and print it, store its pcs, or show its frames
// to a callback.
//
// In Go the frame's pc and sp are enough. To unwind C code we also need the other callee-saved
// registers, the frame pointer above all. We therefore search for the frame, and begin where we
// know all registers: in the tracing code itself, which often runs on behalf of the traced
// goroutine (on g0 through systemstack, or in a signal handler), or in the context that the
// goroutine left in g.sched.
//
// This code runs on g0 or gsignal. It takes no lock but print's, and no memory of the heap.
#include "runtime.h"
#include "cfi.h"
#include <string.h>

extern byte mcall_resume[] GOSYM(mcall.resume);
extern byte morestack_resume[] GOSYM(morestack.resume);
hidden void gostartgort(void) GOSYM(gostartgort);

static const char *const gStatusStrings[] = {
	[_Gidle] = "idle",
	[_Grunnable] = "runnable",
	[_Grunning] = "running",
	[_Gsyscall] = "syscall",
	[_Gwaiting] = "waiting",
	[_Gmoribund_unused] = "",
	[_Gdead] = "dead",
	[_Genqueue_unused] = "",
	[_Gcopystack] = "copystack",
	[_Gpreempted] = "preempted",
};

enum {
	maxSearch = 1000, // frames between a known context and the wanted one
	ancestorPCs = 100,
};

// go: traceback.go#tracebackinit [adapted] Go stores the address here by which it marks inlined
//     frames; we mark them in the pc
void tracebackinit(void) {}

// go: none — steps from u outwards as far as the frame with that pc and sp; false if there is none
static bool search(unwinder *u, uintptr pc, uintptr sp)
{
	for (intgo i = 0; i < maxSearch; i++) {
		if (u->r[regRSP] == sp && u->r[regRIP] == pc)
			return true;
		uintptr cfa;
		bool bottom;
		bool ok = u->r[regRIP] == (uintptr)systemstack_switch ? unwinder_framestep(u, &cfa)
		                                                      : unwinder_step(u, &cfa, &bottom);
		if (!ok)
			return false;
	}
	return false;
}

// go: none — sets u to the context in gp.sched
static void startsched(unwinder *u, g *gp)
{
	unwinder_init(u, true, stackall(gp));
	unwinder_set(u, regRIP, gp->sched.pc);
	unwinder_set(u, regRSP, gp->sched.sp);
	unwinder_set(u, regRBP, gp->sched.bp);
}

// go: none — sets u to the frame that made gp's system call
// It stays valid while gp, after the system call, waits for a P.
static void startsyscall(unwinder *u, g *gp)
{
	unwinder_init(u, false, stackbelowsyscall(gp));
	unwinder_set(u, regRIP, gp->syscallpc);
	unwinder_set(u, regRSP, gp->syscallsp);
	for (intgo i = 0; i < nelem(savedregs); i++)
		unwinder_set(u, savedregs[i], gp->syscallregs[i]);
}

// go: none — sets u to the frame of gp with that pc and sp
// It is inlined because the search begins in the frame of the caller.
static alwaysinline void startframe(unwinder *u, uintptr pc, uintptr sp, g *gp, bool trap)
{
	m *mp = getg()->m;
	if (gp->m == mp || gp == mp->g0 || gp == mp->gsignal) {
		unwinder_init(u, true, stackall(getg()));
		u->stacks[1] = stackall(mp->g0);
		if (mp->gsignal != nil)
			u->stacks[2] = stackall(mp->gsignal);
		if (mp->curg != nil)
			u->stacks[3] = stackall(mp->curg);
		uintptr here, rsp;
		__asm__ volatile("leaq 0(%%rip), %0\n\tmovq %%rsp, %1" : "=r"(here), "=r"(rsp));
		unwinder_set(u, regRIP, here);
		unwinder_set(u, regRSP, rsp);
		unwinder_set(u, regRBP, (uintptr)__builtin_frame_address(0));
		if (search(u, pc, sp))
			return;
	}
	stackpart all = stackall(gp);
	if (gp->sched.sp != 0 && stackpart_index(&all, gp->sched.sp) >= 0) {
		startsched(u, gp);
		if (search(u, pc, sp))
			return;
	}
	unwinder_init(u, trap, all);
	unwinder_set(u, regRIP, pc);
	unwinder_set(u, regRSP, sp);
}

// go: none — sets u to where gp will continue, without the frames of the code that switches
// That is the context which Go saves.
static void startsaved(unwinder *u, g *gp)
{
	startsched(u, gp);
	uintptr pc = gp->sched.pc, cfa;
	bool bottom;
	if (pc == (uintptr)mcall_resume) {
		unwinder_step(u, &cfa, &bottom);
	} else if (pc == (uintptr)morestack_resume &&
	    stackpart_index(&u->stacks[0], gp->sched.sp + sizeof(morestackframe)) >= 0) {
		// The function in whose prologue gp stopped: __morestack's unwind table skips it.
		morestackframe *f = (morestackframe *)gp->sched.sp;
		unwinder_set(u, regRIP, f->retf);
		unwinder_set(u, regRSP, (uintptr)&f->retp);
		unwinder_set(u, regRBP, f->rbp);
	} else if (pc == (uintptr)gostartc || pc == (uintptr)gostartgort) {
		// gp has not begun: it is about to call the function that it was made for.
		unwinder_set(u, regRIP, gp->startpc);
	}
}

// go: none — see runtime.h
bool plumbing(funcInfo f)
{
	if (f.entry < firstmoduledata.etext)
		return false;
	String name = funcname(f);
	return memchr(name.str, '.', (uintptr)name.len) == nil || hasPrefix(name, STR("gccgo.")) ||
	       hasPrefix(name, STR("abi0."));
}

// go: none — see runtime.h
bool inlist(String name, const char *list)
{
	for (; *list != 0; list++) {
		if (list[0] == ' ' && strncmp(list + 1, (const char *)name.str, (uintptr)name.len) == 0 &&
		    list[1 + name.len] == ' ')
			return true;
	}
	return false;
}

// go: none — see runtime.h
bool helperframe(String name)
{
	static const char helpers[] =
		" systemstack_switch mcall gopark goparkunlock goready ready readyWithTime saveblockevent "
		"blockevent mutexevent chansend chanrecv send recv closechan semacquire semacquire1 "
		"semrelease semrelease1 notifyListWait notifyListNotifyAll notifyListNotifyOne "
		"netpollblock netpollgoready newproc newproc.abiinternal newproc1 newprocc Gosched "
		"goyield goexit1 asyncPreempt2 entersyscall reentersyscall entersyscallblock gcStart "
		"helpgc StartTrace StopTrace startcycle ";
	static const char *const doors[] = {"sync.runtime_", "runtime.sync_runtime_",
	                                    "internal/poll.runtime_", "runtime.poll_runtime_",
	                                    "runtime.trace"};
	for (intgo i = 0; i < nelem(doors); i++)
		if (hasPrefix(name, gostringnocopy((const byte *)doors[i])))
			return true;
	String last = {name.str + 8, name.len - 8};
	return hasPrefix(name, STR("runtime.")) && inlist(last, helpers);
}

// Calls: one rule tells the program's calls from those that the compiler has added. Everything that
// walks a stack or says what is at a pc follows it: tracebacks, the reports of panics, Caller,
// Callers, CallersFrames, FuncForPC, FileLine, profiles.
//
// A frame stands for the call of its function and for the calls inlined there, which DWARF tells.
// Each has a name, a file and a line of its own; the line is where the call makes the next one. We
// list the calls from the inside out, except those that the program does not make:
//   - a thunk, gccgo's function for a go or defer statement or for a method value;
//   - a wrapper, gccgo's method that passes a call on to an embedded type's, unless it is what
//     failed (elideWrapperCalling);
//   - the stub, of the same name, that gccgo puts before a function that calls recover;
//   - plumbing: what the runtime puts between a call and the function that is called;
//   - a C function of the runtime with no name of Go's, inlined in another one.
// Without debug information a thunk stays: the function that it calls may be inlined there.
//
// An entry of a list of pcs stands for one call: all those of one frame have the same pc, and the
// bits from inlineShift on say which one is meant (findcall). Frame.PC and Caller's pc have them
// too, so that FuncForPC names the same call. A pc without them is of the innermost call. An entry
// with the bit frameCalls, in the CPU profile, stands for all calls of its frame.

enum { maxName = 200 }; // a longer name of an inlined function is told as DWARF has it

// The call that was last looked at, shown or not: whether the next one is shown depends on it.
typedef struct lastcall {
	funcID id;
	String name;
	byte   buf[maxName + 3]; // of name, if the call was inlined
} lastcall;

// A call that is shown.
typedef struct call {
	pcline line;
	funcID id, childID; // childID: of the call that we looked at before it
	int8   depth;       // how far out it is in its chain of inlined calls
	bool   own;         // of the frame's function
} call;

// go: none — reports whether the program does not make this call itself
static bool elidecall(funcID id, String name, funcID lastid, String lastname)
{
	if (id == funcID_plumbing || id == funcID_thunk)
		return true;
	if (id == funcID_wrapper && elideWrapperCalling(lastid))
		return true;
	return lastid == funcID_recoverBody && strequal(&name, &lastname);
}

// go: none — the name of an inlined function, as Go prints it, and the funcID that follows from it
// A name that is too long for buf stays as DWARF has it.
static String inlinedname(const char *function, byte *buf, funcID *id)
{
	*id = funcID_normal;
	String name = gostringnocopy((const byte *)(function != nil ? function : "?"));
	return name.len <= maxName ? (String){buf, demangle(buf, name.str, name.len, false, id)} : name;
}

// go: none — reports whether name, inlined in f, is a C function that Go's runtime does not have
static bool helper(funcInfo f, String name)
{
	return f.entry >= firstmoduledata.etext && memchr(name.str, '.', (uintptr)name.len) == nil;
}

// go: none — lists the calls of a frame of f at pc: all of them, or those that the rule above shows
// Returns their number, at most maxInline.
static intgo framecalls(funcInfo f, uintptr pc, bool all, lastcall *last, call *calls)
{
	pcline lines[maxInline];
	intgo n = pclines(pc, lines, maxInline), ncalls = 0;
	bool known = n > 0 && lines[n - 1].file != nil;
	if (n == 0)
		lines[n++] = (pcline){0};
	for (intgo i = 0; i < n; i++) {
		bool own = i == n - 1;
		byte buf[maxName + 3];
		funcID id = f.funcID;
		String name = own ? funcname(f) : inlinedname(lines[i].function, buf, &id);
		if (!own && helper(f, name))
			continue;
		bool elide = elidecall(id, name, last->id, last->name) && (known || id != funcID_thunk);
		if (all || !elide)
			calls[ncalls++] = (call){lines[i], id, last->id, (int8)i, own};
		// Code between two calls does not separate a function from its stub or wrapper.
		if (id == funcID_plumbing || id == funcID_thunk)
			continue;
		last->id = id;
		last->name = name;
		if (name.str == buf) {
			memcpy(last->buf, buf, (uintptr)name.len);
			last->name.str = last->buf;
		}
	}
	return ncalls;
}

// go: none — the word at addr, or 0 if addr is neither in the heap nor in the executable
static uintptr heapword(uintptr addr)
{
	bool image = (uintptr)&ehdr_start <= addr && addr < firstmoduledata.end;
	return addr % sizeof(uintptr) == 0 && (image || spanOfHeap(addr) != nil) ? *(uintptr *)addr : 0;
}

// go: none — see runtime.h
uintptr thunkclosure(g *gp)
{
	return heapword(heapword(((uintptr *)gp->stktopsp)[1])); // see newprocc
}

// go: none — see runtime.h
funcInfo thunkcallee(funcInfo f, uintptr closure, byte *buf, intgo nbuf, String *name)
{
	*name = funcname(f);
	for (uintptr pc = f.entry; pc < imagebase() + f.fn[1].entry; pc++) {
		pcline lines[maxInline];
		intgo n = pclines(pc, lines, maxInline);
		if (n < 2 || lines[n - 2].function == nil)
			continue;
		String raw = gostringnocopy((const byte *)lines[n - 2].function);
		if (raw.len + 3 > nbuf)
			return f;
		funcID id;
		*name = (String){buf, demangle(buf, raw.str, raw.len, false, &id)};
		funcInfo own = findfuncnamed(*name);
		return funcInfo_valid(own) ? own : f;
	}
	funcInfo callee = findfunc(closure);
	bool known = closure < firstmoduledata.etext && callee.entry == closure;
	for (uintptr pc = f.entry; pc + 5 <= imagebase() + f.fn[1].entry; pc++) {
		if (*(byte *)pc != 0xe8 && *(byte *)pc != 0xe9) // call, jmp
			continue;
		int32 rel;
		memcpy(&rel, (byte *)pc + 1, sizeof rel);
		uintptr to = pc + 5 + (uintptr)(int64)rel;
		funcInfo called = findfunc(to);
		if (to < firstmoduledata.etext && called.entry == to && called.funcID != funcID_thunk) {
			callee = called;
			known = true;
			break;
		}
	}
	if (!known || !funcInfo_valid(callee))
		return f;
	*name = funcname(callee);
	return callee;
}

// go: none — prints one inlined call
static void printcall(String name, const pcline *line)
{
	print(name, "(...)\n\t", line->file != nil ? line->file : "?", ":", line->line, "\n");
}

// go: none — prints at most max calls of a frame, and returns how many it printed
// u is at the frame.
static intgo printframe(funcInfo f, g *gp, const stkframe *frame, unwinder *u, bool all, bool first,
                        lastcall *last, intgo max)
{
	byte buf[maxName + 3];
	call calls[maxInline];
	uintptr tracepc = frame->signal ? frame->pc : frame->pc - 1;
	bool called = last->name.len > 0 && !hasPrefix(last->name, STR("runtime."));
	intgo n = framecalls(f, tracepc, all, last, calls);
	if (n == 0 && f.funcID == funcID_thunk && f.entry == gp->startpc && !called) {
		// Not begun, or stopped in the thunk. The thunk's line is that of its statement.
		pcline lines[maxInline];
		String name, own = funcname(f);
		funcInfo callee = thunkcallee(f, thunkclosure(gp), buf, sizeof buf, &name);
		if (name.str == own.str || pclines(callee.entry, lines, maxInline) == 0)
			return 0;
		printcall(name, lines);
		return 1;
	}
	intgo nprint = 0;
	for (call *c = calls; c < calls + n && nprint < max; c++) {
		if (!all && !showframe(f, gp, first && nprint == 0, c->id, c->childID))
			continue;
		nprint++;
		if (!c->own) {
			funcID id;
			printcall(inlinedname(c->line.function, buf, &id), &c->line);
			continue;
		}
		String name = funcname(f);
		if (f.funcID == funcID_gopanic)
			name = STR("panic");
		else if (f.funcID == funcID_morestack)
			name = STR("runtime.morestack");
		print(name, "(");
		printargs(u, f);
		print(")\n\t", c->line.file != nil ? c->line.file : "?", ":", c->line.line);
		if (frame->pc > f.entry)
			print(" +", hex(frame->pc - f.entry));
		bool allGs, crash;
		m *mp = getg()->m;
		if ((mp->throwing > 0 && gp == mp->curg) || gotraceback(&allGs, &crash) >= 2)
			print(" fp=", hex(frame->fp), " sp=", hex(frame->sp), " pc=", hex(frame->pc));
		print("\n");
	}
	return nprint;
}

// go: none — stores an entry for each call of a frame, and returns the number of entries in pcbuf
static intgo storeframe(funcInfo f, const stkframe *frame, bool all, lastcall *last, intgo *skip,
	uintptr *pcbuf, intgo n, intgo max)
{
	uintptr pc = frame->signal ? frame->pc + 1 : frame->pc;
	call calls[maxInline];
	intgo ncalls = framecalls(f, pc - 1, all, last, calls);
	for (intgo i = 0; i < ncalls; i++) {
		if (*skip > 0)
			--*skip;
		else if (n < max)
			pcbuf[n++] = pc | (uintptr)calls[i].depth << inlineShift;
	}
	return n;
}

// go: none — stores one entry for a frame, unless the program has not made its call
static intgo storewholeframe(funcInfo f, const stkframe *frame, lastcall *last, uintptr *pcbuf,
                             intgo n)
{
	// What elidecall compares: the name of a function that calls recover, and its caller's.
	String name = {nil, 0};
	if (f.funcID == funcID_recoverBody || last->id == funcID_recoverBody)
		name = funcname(f);
	// A thunk stands for the calls that are inlined in it.
	bool elide = f.funcID != funcID_thunk && elidecall(f.funcID, name, last->id, last->name);
	if (f.funcID != funcID_plumbing && f.funcID != funcID_thunk) {
		last->id = f.funcID;
		last->name = name;
	}
	if (!elide)
		pcbuf[n++] = (frame->signal ? frame->pc + 1 : frame->pc) | frameCalls;
	return n;
}

// go: none — argument record of findcall
typedef struct findcallargs {
	uintptr   pc;
	funccall *c;
} findcallargs;

// go: none — body of findcall, on g0
static void findcall_m(void *arg)
{
	findcallargs *a = arg;
	funccall *c = a->c;
	intgo depth = (intgo)(a->pc >> inlineShift);
	uintptr pc = a->pc & pcMask;
	*c = (funccall){.f = findfunc(pc), .pc = pc};
	if (!funcInfo_valid(c->f))
		return;
	pcline lines[maxInline];
	intgo n = pclines(pc, lines, maxInline);
	if (n == 0)
		lines[n++] = (pcline){0};
	if (depth >= n)
		depth = n - 1;
	for (; depth < n - 1; depth++) {
		byte buf[maxName + 3];
		funcID id;
		String name = inlinedname(lines[depth].function, buf, &id);
		if (!helper(c->f, name) && !elidecall(id, name, funcID_normal, STR("")))
			break;
	}
	c->line = lines[depth];
	c->depth = depth;
	c->own = depth == n - 1;
}

// go: none — see runtime.h
bool findcall(uintptr pc, funccall *c)
{
	findcallargs a = {pc, c};
	systemstack(findcall_m, &a);
	return funcInfo_valid(c->f);
}

// go: none — u is in a call of a nil function: sets it to the caller, or returns false without one
static bool skipnilcall(unwinder *u)
{
	uintptr sp = u->r[regRSP];
	if (stackpart_index(&u->stacks[0], sp + 8) < 0 || sp % 8 != 0)
		return false;
	unwinder_set(u, regRIP, *(uintptr *)sp);
	unwinder_set(u, regRSP, sp + 8);
	u->exact = false;
	return true;
}

// go: none — part of gentraceback: unwinds u from frame, which is a frame of f, to its caller
// Sets frame.fp and frame.lr. Returns the caller's function; if that is not valid, *bottom tells
// whether the stack ends here. *own is the stack that frame is on, the first of u.stacks. Where g0
// works for a goroutine it becomes the second; above says whether to go on to that stack.
static funcInfo callerof(unwinder *u, funcInfo f, stkframe *frame, stackpart **own, bool above,
                         bool *bottom)
{
	intgo seg = stackpart_index(*own, frame->sp);
	bool ok = f.funcID == funcID_systemstack_switch ? unwinder_framestep(u, &frame->fp)
	                                                : unwinder_step(u, &frame->fp, bottom);
	if (ok) {
		frame->lr = u->r[regRIP];
		intgo nextseg = stackpart_index(*own, frame->fp);
		if (f.funcID == funcID_systemstack && nextseg < 0) {
			// g0 works for a goroutine.
			*own = &u->stacks[1];
			*bottom = !above || stackpart_index(*own, frame->fp) < 0;
			frame->lr = *bottom ? 0 : frame->lr;
		} else if (nextseg < seg || (nextseg == seg && frame->fp <= frame->sp)) {
			frame->lr = 0; // the caller does not lie outwards: the stack is damaged
		}
	} else if (f.funcID == funcID_systemstack && (!above || stackpart_index(*own, frame->fp) < 0)) {
		*bottom = true; // the caller is on the goroutine's stack
	}
	if (frame->lr == 0)
		return (funcInfo){0};
	return findfunc(u->exact ? frame->lr : frame->lr - 1);
}

// go: traceback.go#gentraceback [adapted] by call frame information Walks gp's stack
//     from the frame (pc0, sp0), or from where gp stopped if both are ~0. With neither pcbuf nor
//     callback it prints the stack and returns the number of calls that it printed. Otherwise it
//     returns the number of entries in pcbuf, or of frames that the callback saw. The walk of a
//     system stack ends at its first frame. With _TraceJumpStack the walk of g0's continues on the
//     stack of the goroutine that g0 works for. See D61.
noinline intgo gentraceback(uintptr pc0, uintptr sp0, uintptr lr0, g *gp, intgo skip,
                            uintptr *pcbuf, intgo max, bool (*callback)(stkframe *, void *),
                            void *v, uintgo flags)
{
	if (skip > 0 && callback != nil)
		throw("gentraceback callback cannot be used with non-zero skip");
	g *self = getg();
	if (gp == self && gp == self->m->curg)
		throw("gentraceback cannot trace user goroutine on its own stack");
	bool printing = pcbuf == nil && callback == nil;
	bool trap = (flags & _TraceTrap) != 0;

	unwinder u;
	if (pc0 == ~(uintptr)0 && sp0 == ~(uintptr)0 && gp->syscallsp != 0) {
		startsyscall(&u, gp);
	} else {
		if (pc0 == ~(uintptr)0 && sp0 == ~(uintptr)0)
			startsaved(&u, gp);
		else
			startframe(&u, pc0, sp0, gp, trap);
		// From here on we read gp's stack only.
		memset(u.stacks, 0, sizeof u.stacks);
		u.stacks[0] = stackall(gp);
	}
	g *above = nil; // the goroutine that g0 works for, if we are to walk its stack too
	if ((flags & _TraceJumpStack) != 0 && gp->m != nil && gp == gp->m->g0 && gp->m->curg != nil) {
		above = gp->m->curg;
		u.stacks[1] = stackall(above);
	}
	stackpart *own = &u.stacks[0];
	if (u.r[regRIP] == 0 && !skipnilcall(&u))
		return 0;

	stkframe frame = {.pc = u.r[regRIP], .sp = u.r[regRSP], .signal = u.exact};
	funcInfo f = findfunc(frame.signal ? frame.pc : frame.pc - 1);
	if (!funcInfo_valid(f)) {
		if (callback != nil || printing) {
			print("runtime: unknown pc ", hex(frame.pc), "\n");
			tracebackHexdump(own->stack, &frame, 0);
		}
		if (callback != nil)
			throw("unknown pc");
		return 0;
	}

	intgo n = 0, nprint = 0;
	lastcall last; // without buf, which need not be cleared
	last.id = funcID_normal;
	last.name = STR("");
	unwinder here; // at frame
	while (n < max) {
		funcInfo fnext = {0};
		frame.fp = frame.sp;
		frame.lr = 0;
		if (printing)
			here = u;
		if (!topofstack(f, gp->m != nil && gp == gp->m->g0)) {
			bool bottom = false;
			fnext = callerof(&u, f, &frame, &own, above != nil, &bottom);
			if (!funcInfo_valid(fnext) && !bottom) {
				if (callback != nil || printing) {
					// Without call frame information a dump tells nothing. See D93.
					bool cfi = hascfi(frame.signal ? frame.pc : frame.pc - 1);
					print("runtime: unexpected return pc for ", funcname(f), " called from ",
					      hex(frame.lr), cfi ? STR("\n") : STR(": no call frame information\n"));
					if (cfi)
						tracebackHexdump(own->stack, &frame, frame.lr);
				}
				if (callback != nil)
					throw("unknown caller pc");
			}
		}

		bool all = (flags & _TraceRuntimeFrames) != 0;
		// On g0 morestack is the bottom; on a goroutine it stands between a function and its
		// caller. systemstack has two frames, one on each stack.
		bool between = (f.funcID == funcID_morestack && funcInfo_valid(fnext)) ||
		               (f.funcID == funcID_systemstack && last.id == funcID_systemstack);
		if (callback != nil) {
			frame.continpc = frame.pc;
			frame.argp = frame.fp;
			frame.varp = frame.fp - 2 * sizeof(uintptr);
			if (!callback(&frame, v))
				return n;
			n++;
		} else if (pcbuf != nil) {
			if (!between && (flags & _TraceFrames) != 0)
				n = storewholeframe(f, &frame, &last, pcbuf, n);
			else if (!between && (all || !plumbing(f)))
				n = storeframe(f, &frame, all, &last, &skip, pcbuf, n, max);
		} else if (!between) {
			intgo printed = printframe(f, gp, &frame, &here, all, nprint == 0, &last, max - n);
			nprint += printed;
			// Go counts frames. We do not count frames that Go would not have. An inlined call
			// counts as one, because Go inlines less.
			if (printed > 0)
				n += printed;
			else if (f.funcID != funcID_plumbing && f.funcID != funcID_thunk)
				n++;
		}
		if (!funcInfo_valid(fnext))
			break;
		if (own == &u.stacks[1])
			gp = above;
		f = fnext;
		frame.pc = frame.lr;
		frame.sp = frame.fp;
		frame.signal = u.exact;
	}

	if (callback != nil && n < max && frame.sp != gp->stktopsp) {
		print("runtime: g", gp->goid, ": frame.sp=", hex(frame.sp), " top=", hex(gp->stktopsp),
		      "\n");
		print("\tstack=[", hex(gp->stack.lo), "-", hex(gp->stack.hi), "] n=", n, " max=", max,
		      "\n");
		throw("traceback did not unwind completely");
	}
	return printing ? nprint : n;
}

// go: traceback.go#printcreatedby
void printcreatedby(g *gp)
{
	uintptr pc = gp->gopc;
	funcInfo f = findfunc(pc - 1);
	if (funcInfo_valid(f) && showframe(f, gp, false, funcID_normal, funcID_normal) && gp->goid != 1)
		printcreatedby1(f, pc);
}

// go: none — prints the call of an entry of a list of pcs, with words before and after its name
static void printentry(String before, uintptr pc, String after)
{
	funccall c;
	byte buf[maxName + 3];
	funcID id;
	if (!findcall(pc - 1, &c))
		return;
	String name = c.own ? funcname(c.f) : inlinedname(c.line.function, buf, &id);
	if (c.own && c.f.funcID == funcID_gopanic)
		name = STR("panic");
	print(before, name, after, "\n\t", c.line.file != nil ? c.line.file : "?", ":", c.line.line);
	pc &= pcMask;
	if (pc > c.f.entry)
		print(" +", hex(pc - c.f.entry));
	print("\n");
}

// go: traceback.go#printcreatedby1
void printcreatedby1(funcInfo f, uintptr pc) { printentry(STR("created by "), pc, STR("")); }

// go: traceback.go#traceback
// Prints gp's stack from the frame (pc, sp). pc is a return address.
void traceback(uintptr pc, uintptr sp, uintptr lr, g *gp) { traceback1(pc, sp, lr, gp, 0); }

// go: traceback.go#tracebacktrap
// As traceback, but pc is the instruction at which a signal came.
void tracebacktrap(uintptr pc, uintptr sp, uintptr lr, g *gp)
{
	traceback1(pc, sp, lr, gp, _TraceTrap);
}

// go: traceback.go#traceback1
// If the stack has only frames of the runtime, this shows them. That is why system stacks appear.
// See D62.
void traceback1(uintptr pc, uintptr sp, uintptr lr, g *gp, uintgo flags)
{
	if ((readgstatus(gp) & ~(uint32)_Gscan) == _Gsyscall) {
		pc = sp = ~(uintptr)0; // from syscallsp
		flags &= ~(uintgo)_TraceTrap;
	}
	intgo n = gentraceback(pc, sp, lr, gp, 0, nil, _TracebackMaxFrames, nil, nil, flags);
	if (n == 0 && (flags & _TraceRuntimeFrames) == 0)
		n = gentraceback(pc, sp, lr, gp, 0, nil, _TracebackMaxFrames, nil, nil,
		                 flags | _TraceRuntimeFrames);
	if (n == _TracebackMaxFrames)
		print("...additional frames elided...\n");
	printcreatedby(gp);
	if (gp->ancestors == nil)
		return;
	for (intgo i = 0; i < gp->ancestors->len; i++)
		printAncestorTraceback(gp->ancestors->array[i]);
}

// go: traceback.go#printAncestorTraceback
void printAncestorTraceback(ancestorInfo ancestor)
{
	print("[originating from goroutine ", ancestor.goid, "]:\n");
	for (intgo i = 0; i < ancestor.pcs.len; i++) {
		uintptr pc = ancestor.pcs.array[i];
		funcInfo f = findfunc((pc & pcMask) - 1);
		if (funcInfo_valid(f) && showfuncinfo(f, i == 0, funcID_normal, funcID_normal))
			printAncestorTracebackFuncInfo(f, pc);
	}
	if (ancestor.pcs.len == ancestorPCs)
		print("...additional frames elided...\n");
	funcInfo f = findfunc(ancestor.gopc - 1);
	if (funcInfo_valid(f) && showfuncinfo(f, false, funcID_normal, funcID_normal) &&
	    ancestor.goid != 1)
		printcreatedby1(f, ancestor.gopc);
}

// go: traceback.go#printAncestorTracebackFuncInfo
void printAncestorTracebackFuncInfo(funcInfo f, uintptr pc)
{
	printentry(STR(""), pc, STR("(...)"));
}

// go: none — argument record of callers and gcallers
typedef struct callersargs {
	uintptr pc, sp;
	g      *gp;
	intgo   skip;
	slice   pcbuf;
	intgo   n;
} callersargs;

// go: none — body of a closure of callers and gcallers, on g0
static void callers_func1(void *arg)
{
	callersargs *a = arg;
	a->n = gentraceback(a->pc, a->sp, 0, a->gp, a->skip, a->pcbuf.array, a->pcbuf.len, nil, nil, 0);
}

// go: traceback.go#callers
// Stores the pcs of the calls under way, from callers' caller on; a skip of 0 includes that one.
noinline intgo callers(intgo skip, slice pcbuf)
{
	callersargs a = {getcallerpc(), getcallersp(), getg(), skip, pcbuf, 0};
	if (pcbuf.len > 0)
		systemstack(callers_func1, &a);
	return a.n;
}

// go: traceback.go#gcallers
// Stores the pcs of gp, which is stopped, or runs on this thread and waits for g0.
intgo gcallers(g *gp, intgo skip, slice pcbuf)
{
	callersargs a = {~(uintptr)0, ~(uintptr)0, gp, skip, pcbuf, 0};
	if (pcbuf.len > 0)
		systemstack(callers_func1, &a);
	return a.n;
}

// go: traceback.go#showframe
// On a thread that throws, every frame of its goroutine shows.
bool showframe(funcInfo f, g *gp, bool firstFrame, funcID id, funcID childID)
{
	m *mp = getg()->m;
	if (mp->throwing > 0 && gp != nil && (gp == mp->curg || gp == guintptr_ptr(mp->caughtsig)))
		return true;
	return showfuncinfo(f, firstFrame, id, childID);
}

// go: traceback.go#showfuncinfo [adapted] Go hides functions without a dot in their name, which are
//     C; ours may be the user's
bool showfuncinfo(funcInfo f, bool firstFrame, funcID id, funcID childID)
{
	bool all, crash;
	if (gotraceback(&all, &crash) > 1)
		return true;
	if (!funcInfo_valid(f))
		return false;
	if (id == funcID_wrapper && elideWrapperCalling(childID))
		return false;
	if (id == funcID_gopanic && !firstFrame)
		return true;
	String name = funcname(f);
	if (hasPrefix(name, STR("runtime.")))
		return isExportedRuntime(name);
	return !plumbing(f);
}

// go: traceback.go#isExportedRuntime
bool isExportedRuntime(String name)
{
	return name.len > 8 && memcmp(name.str, "runtime.", 8) == 0 && name.str[8] >= 'A' &&
	    name.str[8] <= 'Z';
}

// go: traceback.go#elideWrapperCalling
// A wrapper stays if it panics itself: it is what failed.
bool elideWrapperCalling(funcID id)
{
	return id != funcID_gopanic && id != funcID_sigpanic && id != funcID_panicwrap;
}

// go: traceback.go#goroutineheader
void goroutineheader(g *gp)
{
	uint32 gpstatus = readgstatus(gp);
	bool isScan = (gpstatus & _Gscan) != 0;
	gpstatus &= ~(uint32)_Gscan;

	const char *status = "???";
	if (gpstatus < nelem(gStatusStrings))
		status = gStatusStrings[gpstatus];
	if (gpstatus == _Gwaiting && gp->waitreason != waitReasonZero)
		status = waitReason_String(gp->waitreason);

	int64 waitfor = 0; // minutes
	if ((gpstatus == _Gwaiting || gpstatus == _Gsyscall) && gp->waitsince != 0)
		waitfor = (nanotime() - gp->waitsince) / (int64)60000000000;
	print("goroutine ", gp->goid, " [", status);
	if (isScan)
		print(" (scan)");
	if (waitfor >= 1)
		print(", ", waitfor, " minutes");
	if (gp->lockedm != 0)
		print(", locked to thread");
	print("]:\n");
}

// go: traceback.go#tracebackothers [adapted] without allglock, which a dying thread may hold
void tracebackothers(g *me)
{
	bool all, crash;
	int32 level = gotraceback(&all, &crash);

	g *gp = getg()->m->curg;
	if (gp != nil && gp != me) {
		print("\n");
		goroutineheader(gp);
		traceback(~(uintptr)0, ~(uintptr)0, 0, gp);
	}

	// mo: acquire, both; pairs with the releases in allgadd. We read the length first, so the array
	// that we read after it holds that many.
	uintptr n = atomic_LoadAcq(&allglen);
	g **array = atomic_LoadAcq(&allgs.array);
	for (uintptr i = 0; i < n; i++) {
		gp = array[i];
		if (gp == me || gp == getg()->m->curg || readgstatus(gp) == _Gdead ||
		    (isSystemGoroutine(gp, false) && level < 2))
			continue;
		print("\n");
		goroutineheader(gp);
		if (gp->m != getg()->m && (readgstatus(gp) & ~(uint32)_Gscan) == _Grunning) {
			print("\tgoroutine running on other thread; stack unavailable\n");
			printcreatedby(gp);
		} else {
			traceback(~(uintptr)0, ~(uintptr)0, 0, gp);
		}
	}
}

// go: none — argument record of hexdumpMark
typedef struct markargs {
	const stkframe *frame;
	uintptr bad;
} markargs;

// go: none — body of a closure of tracebackHexdump: returns the mark of the word at p
static byte hexdumpMark(uintptr p, void *arg)
{
	markargs *a = arg;
	if (p == a->frame->fp)
		return '>';
	if (p == a->frame->sp)
		return '<';
	if (p == a->bad)
		return '!';
	return 0;
}

// go: traceback.go#tracebackHexdump
// Dumps the words of stk around frame, and marks the word at bad, unless that is 0.
void tracebackHexdump(stack stk, stkframe *frame, uintptr bad)
{
	const uintptr expand = 32 * sizeof(uintptr);
	const uintptr maxExpand = 256 * sizeof(uintptr);
	// The lowest and highest address of the frame, and a margin.
	uintptr lo = frame->sp, hi = frame->sp;
	if (frame->fp != 0 && frame->fp < lo)
		lo = frame->fp;
	if (frame->fp != 0 && frame->fp > hi)
		hi = frame->fp;
	lo -= expand;
	hi += expand;
	// But not too far from sp, whatever fp says.
	if (lo < frame->sp - maxExpand)
		lo = frame->sp - maxExpand;
	if (hi > frame->sp + maxExpand)
		hi = frame->sp + maxExpand;
	// And within the stack.
	if (lo < stk.lo)
		lo = stk.lo;
	if (hi > stk.hi)
		hi = stk.hi;

	print("stack: frame={sp:", hex(frame->sp), ", fp:", hex(frame->fp), "} stack=[", hex(stk.lo),
	      ",", hex(stk.hi), ")\n");
	markargs a = {frame, bad};
	lo = alignUp(lo, sizeof(uintptr));
	if (lo + sizeof(uintptr) <= hi)
		hexdumpWords(lo, hi - (hi - lo) % sizeof(uintptr), hexdumpMark, &a);
}

// go: traceback.go#topofstack [adapted] mcall's and morestack's tables say that their g0 side has
//     no caller
bool topofstack(funcInfo f, bool g0)
{
	return f.funcID == funcID_goexit || f.funcID == funcID_mstart || f.funcID == funcID_rt0_go ||
		f.funcID == funcID_externalthreadhandler || (g0 && f.funcID == funcID_asmcgocall);
}

// go: traceback.go#isSystemGoroutine [adapted] judges by the address of its function: user code
//     lies between the driver's markers
// If fixed, the answer must not change during gp's life. Every go statement calls this, so it reads
// the table of functions only where it must.
bool isSystemGoroutine(g *gp, bool fixed)
{
	uintptr pc = gp->startpc;
	if (pc < firstmoduledata.etext || pc >= firstmoduledata.maxpc)
		return false;
	if (pc == (uintptr)runtime_main)
		return false;
	// The finalizer goroutine counts as a user's while it runs a finalizer.
	return !((fixed || fingRunning) && findfunc(pc).funcID == funcID_runfinq);
}
