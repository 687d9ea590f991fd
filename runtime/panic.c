// split-stack: yes
// Panics, deferred calls, recover, Goexit, and the end of a program that cannot go on.
//
// g._defer lists what is still to be called, newest first; the entries of one frame are adjacent.
// An entry says what kind of frame made it. From that we know how to return to the frame when the
// call recovers a panic: to a gort_call by a jump (recovery), to gccgo's code by unwinding to the
// frame's landing pad (gccgo/unwind.c). g._panic lists the panics and Goexits under way, newest
// first. Their records are in the frames of gopanic and Goexit, which stay on the stack until their
// panic is over.
//
// startpanic_m, the functions that run after it, and all that a signal handler calls must not grow
// the stack: any lock may be held.
#include "runtime.h"

extern _type errorString_type GOLABEL("runtime.errorString..d");
extern _type errorAddressString_type GOLABEL("runtime.errorAddressString..d");
extern _type boundsError_type GOLABEL("runtime.boundsError..d");
extern _type string_type GOLABEL("string..d");

// go: panic.go#panicCheck1
// If the call at pc is in the runtime's own code, the error ends the program: no caller could
// recover sensibly.
void panicCheck1(uintptr pc, String msg)
{
	if (hasPrefix(funcname(findfunc(pc)), STR("runtime.")))
		(throw)(msg);
	panicCheck2(msg);
}

// go: panic.go#panicCheck2
// A panic allocates memory, which must not happen inside the allocator.
void panicCheck2(String err)
{
	g *gp = getg();
	if (gp != nil && gp->m != nil && gp->m->mallocing != 0)
		(throw)(err);
}

// go: none — panic(boundsError{…}) on behalf of the code at pc
static noreturn void panicbounds(uintptr pc, int64 x, bool isSigned, intgo y, boundsErrorCode code)
{
	panicCheck1(pc,
	            code == boundsIndex ? STR("index out of range") : STR("slice bounds out of range"));
	boundsError *e = mallocgc(sizeof *e, &boundsError_type, true);
	*e = (boundsError){.x = x, .isSigned = isSigned, .y = y, .code = code};
	gopanic((eface){&boundsError_type, e});
}

// go: panic.go#goPanicIndex
void goPanicIndex(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsIndex); }
// go: panic.go#goPanicIndexU
void goPanicIndexU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsIndex);
}

// go: panic.go#goPanicSliceAlen
void goPanicSliceAlen(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsSliceAlen); }
// go: panic.go#goPanicSliceAlenU
void goPanicSliceAlenU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSliceAlen);
}
// go: panic.go#goPanicSliceAcap
void goPanicSliceAcap(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsSliceAcap); }
// go: panic.go#goPanicSliceAcapU
void goPanicSliceAcapU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSliceAcap);
}

// go: panic.go#goPanicSliceB
void goPanicSliceB(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsSliceB); }
// go: panic.go#goPanicSliceBU
void goPanicSliceBU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSliceB);
}

// go: panic.go#goPanicSlice3Alen
void goPanicSlice3Alen(intgo x, intgo y)
{
	panicbounds(getcallerpc(), x, true, y, boundsSlice3Alen);
}
// go: panic.go#goPanicSlice3AlenU
void goPanicSlice3AlenU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSlice3Alen);
}
// go: panic.go#goPanicSlice3Acap
void goPanicSlice3Acap(intgo x, intgo y)
{
	panicbounds(getcallerpc(), x, true, y, boundsSlice3Acap);
}
// go: panic.go#goPanicSlice3AcapU
void goPanicSlice3AcapU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSlice3Acap);
}

// go: panic.go#goPanicSlice3B
void goPanicSlice3B(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsSlice3B); }
// go: panic.go#goPanicSlice3BU
void goPanicSlice3BU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSlice3B);
}

// go: panic.go#goPanicSlice3C
void goPanicSlice3C(intgo x, intgo y) { panicbounds(getcallerpc(), x, true, y, boundsSlice3C); }
// go: panic.go#goPanicSlice3CU
void goPanicSlice3CU(uintgo x, intgo y)
{
	panicbounds(getcallerpc(), (int64)x, false, y, boundsSlice3C);
}

// go: none — not in Go 1.14: the conversion (*[x]T)(s) of a slice s of length y
void goPanicSliceConvert(intgo x, intgo y)
{
	panicbounds(getcallerpc(), x, true, y, boundsConvert);
}

// These panics must not need memory, so their values exist from the start. An interface holds a
// value of a string type as a pointer to the string.
#define staticerror(name, text)                                                                    \
	static const errorString name##Text = {(const byte *)(text), sizeof(text) - 1};                \
	static const eface name = {&errorString_type, (void *)&name##Text};

staticerror(shiftError, "negative shift amount")

// go: panic.go#panicshift
void panicshift(void)
{
	panicCheck1(getcallerpc(), shiftErrorText);
	gopanic(shiftError);
}

staticerror(divideError, "integer divide by zero")

// go: panic.go#panicdivide
void panicdivide(void)
{
	panicCheck2(divideErrorText);
	gopanic(divideError);
}

// go: none — compilers before Go 1.13 call it when a package's initialisation enters itself
void throwinit(void) { throw("recursive call during initialization - linker skew"); }

staticerror(overflowError, "integer overflow")

// go: panic.go#panicoverflow
void panicoverflow(void)
{
	panicCheck2(overflowErrorText);
	gopanic(overflowError);
}

staticerror(floatError, "floating point error")

// go: panic.go#panicfloat
void panicfloat(void)
{
	panicCheck2(floatErrorText);
	gopanic(floatError);
}

staticerror(memoryError, "invalid memory address or nil pointer dereference")

// go: panic.go#panicmem
void panicmem(void)
{
	panicCheck2(memoryErrorText);
	gopanic(memoryError);
}

// go: none — panicmem with a value that tells the address; since Go 1.17, with SetPanicOnFault
// See D63.
void panicmemAddr(uintptr addr)
{
	panicCheck2(memoryErrorText);
	errorAddressString *e = mallocgc(sizeof *e, &errorAddressString_type, true);
	*e = (errorAddressString){memoryErrorText, addr};
	gopanic((eface){&errorAddressString_type, e});
}

// go: none — reports whether e is the value of a panic that a signal may have raised
// See D64.
static bool isfault(eface e)
{
	return e.data == memoryError.data || e.data == divideError.data
		|| e.data == overflowError.data || e.data == floatError.data
		|| e._type == &errorAddressString_type;
}

// go: panic.go#deferproc [adapted] the caller says which frame it is and where recovery goes on: a
//     C function cannot return twice
// Registers fn(arg) for the gort_call whose frame is at sp; if it recovers, that frame resumes at
// pc. A thunk calls the deferred function.
void deferproc_c(void (*fn)(void *), void *arg, bool thunk, uintptr sp, uintptr pc)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	_defer *d = newdefer(0);
	if (d->_panic != nil)
		throw("deferproc: d.panic != nil after newdefer");
	d->kind = deferC;
	d->makefunccanrecover = thunk;
	d->sp = sp;
	d->pc = pc;
	d->fn = (uintptr)fn;
	d->arg = arg;
	d->link = gp->_defer;
	gp->_defer = d;
}

// The arguments lie after the record. In a frame that is after a record of Go's size, where Go's
// compiler puts them; in the heap, after our longer one.
enum { abi0Record = 72 };

// go: panic.go#deferArgs [moved] before the functions of the stack ABI, which call it
static void *deferArgs(_defer *d) { return d->heap ? (void *)(d + 1) : (byte *)d + abi0Record; }

// go: none — what deferproc and deferprocStack of the stack ABI have in common
// Their call returns to pc, with the deferring frame's sp and bp.
static void pushdefer_abi0(g *gp, _defer *d, uintptr sp, uintptr pc, uintptr bp)
{
	d->started = false;
	d->kind = deferABI0;
	d->makefunccanrecover = false;
	d->sp = sp;
	d->pc = pc;
	d->arg = (void *)bp;
	d->_panic = nil;
	d->panicStack = nil;
	d->link = gp->_defer;
	gp->_defer = d;
}

// go: none — deferproc of the stack ABI: defers fn with the siz bytes of arguments at args
void deferproc_abi0(int32 siz, funcval *fn, void *args, uintptr sp, uintptr pc, uintptr bp)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	_defer *d = newdefer(siz);
	if (d->_panic != nil)
		throw("deferproc: d.panic != nil after newdefer");
	d->fn = (uintptr)fn;
	memmove(deferArgs(d), args, (uintptr)siz);
	pushdefer_abi0(gp, d, sp, pc, bp);
}

// go: panic.go#deferprocStack
// The caller has filled siz, fn and the arguments of d, which is in its frame.
void deferprocStack_abi0(_defer *d, uintptr sp, uintptr pc, uintptr bp)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	d->heap = false;
	pushdefer_abi0(gp, d, sp, pc, bp);
}

enum {
	deferHeaderSize = sizeof(_defer),
	minDeferAlloc   = (deferHeaderSize + 15) & ~15,
	minDeferArgs    = minDeferAlloc - deferHeaderSize,
};

// go: panic.go#deferclass
// The size class of a record with siz bytes of arguments. Classes from deferPools on have no pool.
static inline uintptr deferclass(uintptr siz)
{
	return siz <= minDeferArgs ? 0 : (siz - minDeferArgs + 15) / 16;
}

// go: panic.go#totaldefersize
static inline uintptr totaldefersize(uintptr siz)
{
	return siz <= minDeferArgs ? minDeferAlloc : deferHeaderSize + siz;
}

// go: none — argument record of the functions that newdefer and freedefer call on g0
typedef struct deferargs {
	p      *pp;
	uintptr sc;
	uintptr size;
	_defer *d;
} deferargs;

// go: none — body of a closure of newdefer: moves records from the central pool to pp's, until that
//     is half full
static void newdefer_func1(void *arg)
{
	deferargs *a = arg;
	p *pp = a->pp;
	lock(&sched.deferlock);
	while (pp->deferpool[a->sc].len < deferPoolSize / 2 && sched.deferpool[a->sc] != nil) {
		_defer *d = sched.deferpool[a->sc];
		sched.deferpool[a->sc] = d->link;
		d->link = nil;
		pp->deferpool[a->sc].array[pp->deferpool[a->sc].len++] = d;
	}
	unlock(&sched.deferlock);
}

// go: none — body of a closure of newdefer
static void newdefer_func2(void *arg)
{
	deferargs *a = arg;
	a->d = mallocgc(roundupsize(a->size), &anypointers, true);
}

// go: panic.go#newdefer
// Returns a record with room for siz bytes after it. Each P has its pools, so the goroutine must
// not be switched between the read of m.p and its use.
nosplit _defer *newdefer(int32 siz)
{
	deferargs a = {.sc = deferclass((uintptr)siz), .size = totaldefersize((uintptr)siz)};
	if (a.sc < deferPools) {
		a.pp = puintptr_ptr(getg()->m->p);
		if (a.pp->deferpool[a.sc].len == 0 && RELAXED(sched.deferpool[a.sc]) != nil)
			systemstack(newdefer_func1, &a);
		intgo n = a.pp->deferpool[a.sc].len;
		if (n > 0) {
			a.d = a.pp->deferpool[a.sc].array[n - 1];
			a.pp->deferpool[a.sc].array[n - 1] = nil;
			a.pp->deferpool[a.sc].len = n - 1;
		}
	}
	if (a.d == nil)
		systemstack(newdefer_func2, &a);
	a.d->siz = siz;
	a.d->heap = true;
	return a.d;
}

// go: none — body of the closure of freedefer: moves half of pp's records to the central pool
static void freedefer_func1(void *arg)
{
	deferargs *a = arg;
	p *pp = a->pp;
	_defer *first = nil, *last = nil;
	while (pp->deferpool[a->sc].len > deferPoolSize / 2) {
		intgo n = --pp->deferpool[a->sc].len;
		_defer *d = pp->deferpool[a->sc].array[n];
		pp->deferpool[a->sc].array[n] = nil;
		if (first == nil)
			first = d;
		else
			last->link = d;
		last = d;
	}
	lock(&sched.deferlock);
	last->link = sched.deferpool[a->sc];
	RELAXED_SET(sched.deferpool[a->sc], first);
	unlock(&sched.deferlock);
}

// go: panic.go#freedefer
// Puts a record back into its pool, unless it is in a frame.
nosplit void freedefer(_defer *d)
{
	if (d->_panic != nil)
		freedeferpanic();
	if (d->fn != 0)
		freedeferfn();
	if (!d->heap)
		return;
	deferargs a = {.sc = deferclass((uintptr)d->siz)};
	if (a.sc >= deferPools)
		return;
	a.pp = puintptr_ptr(getg()->m->p);
	if (a.pp->deferpool[a.sc].len == deferPoolSize)
		systemstack(freedefer_func1, &a);
	*d = (_defer){0};
	a.pp->deferpool[a.sc].array[a.pp->deferpool[a.sc].len++] = d;
}

// go: panic.go#freedeferpanic
void freedeferpanic(void) { throw("freedefer with d._panic != nil"); }

// go: panic.go#freedeferfn
void freedeferfn(void) { throw("freedefer with d.fn != nil"); }

// go: panic.go#deferreturn [adapted] a loop of calls in place of jumps
// Makes the deferred calls of the gort_call whose frame is at sp. Each call leaves the list before
// it begins, so that a panic in it does not find it there.
void deferreturn_c(uintptr sp)
{
	g *gp = getg();
	for (;;) {
		_defer *d = gp->_defer;
		if (d == nil || d->kind != deferC || d->sp != sp)
			return;
		void (*fn)(void *) = (void (*)(void *))d->fn;
		void *arg = d->arg;
		d->fn = 0;
		gp->_defer = d->link;
		freedefer(d);
		gort_call(fn, arg);
	}
}

// go: none — deferreturn of the stack ABI; the frame's call of it returns to pc, with sp
// Copies the arguments of the frame's newest deferred call to the place where the frame has those
// of its own calls. Returns the function, for a jump to it, or nil if no call is left.
funcval *deferreturn_abi0(uintptr sp, uintptr pc)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	if (d == nil || d->kind != deferABI0 || d->sp != sp)
		return nil;
	if (((byte *)pc)[-5] != 0xe8)
		throw("deferreturn: not called by a call instruction of 5 bytes");
	funcval *fn = (funcval *)d->fn;
	memmove((void *)sp, deferArgs(d), (uintptr)d->siz);
	d->fn = 0;
	gp->_defer = d->link;
	freedefer(d);
	*(volatile uintptr *)fn; // a nil function fails here
	return fn;
}

// go: none — Go's callers make the call themselves
// Makes the call of d. Only this function and gccgo_deferreturn call deferred functions of gccgo's
// code: canrecover looks for their frames.
noinline void calldefer(_defer *d)
{
	// For exceptions of C++ that leave the call.
	__asm__ volatile(".cfi_personality 0x1b, runtime.leavedefer");
	void (*fn)(void *) = (void (*)(void *))d->fn;
	d->fn = 0;
	if (d->kind == deferABI0)
		reflectcall((funcval *)fn, deferArgs(d), (uint32)d->siz, &getg()->_panic->argp);
	else if (d->kind == deferC) {
		void *arg = d->arg;
		d->arg = fn; // for calledbythunk
		gort_call(fn, arg); // what fn defers runs at its end, and recover knows it by its frame
	} else
		fn(d->arg);
}

// go: none — removes d, the first of the list, whose call is over
static nosplit void popdefer(g *gp, _defer *d)
{
	if (d->kind == deferGccgo)
		*(bool *)d->sp = false; // its frame is being left
	d->_panic = nil;
	d->fn = 0;
	gp->_defer = d->link;
	freedefer(d);
}

// go: none — removes d, whose function has panicked or called Goexit
// If a panic or a Goexit made the call of d, it does not go on.
static void dropstarted(g *gp, _defer *d)
{
	_panic *p = d->_panic;
	if (p != nil && !p->aborted) {
		p->aborted = true;
		// mo: seq_cst; as in gopanic. Go 1.14 does not count down here, and main waits in vain.
		if (!p->goexit)
			atomic_Xadd(&runningPanicDefers, -1);
	}
	popdefer(gp, d);
}

// go: none — see runtime.h
// What is below sp may have been overwritten when the next gort_call looks there. No stack check:
// a landing pad's functions call it.
nosplit void dropcallframes(g *gp, uintptr sp)
{
	stackpart all = stackall(gp);
	while (gp->callframe != 0 && stackpart_older(&all, sp, gp->callframe))
		gp->callframe = *(uintptr *)gp->callframe;
}

// go: none — see runtime.h
// A deferred call that is under way below sp is over.
nosplit void dropframes(g *gp, uintptr sp)
{
	stackpart all = stackall(gp);
	dropcallframes(gp, sp);
	_defer *d;
	while ((d = gp->_defer) != nil) {
		if (!stackpart_older(&all, sp, d->sp) && !stackpart_older(&all, sp, (uintptr)d->_panic))
			break;
#ifdef GORT_HOSTED
		if (d->fn == (uintptr)unwindm)
			unwindm(d->arg);
#endif
		popdefer(gp, d);
	}
	_panic *p;
	while ((p = gp->_panic) != nil && stackpart_older(&all, sp, (uintptr)p)) {
		gp->_panic = p->link;
		// mo: seq_cst; as in gopanic.
		if (!p->goexit && !p->aborted)
			atomic_Xadd(&runningPanicDefers, -1);
		if (gp->_panic == nil)
			gp->sig = 0; // as in gopanic
	}
}

// go: none — Goexit's loop
// After a recovered panic in a deferred call, control enters it anew, with the stack as at the
// first entry.
static noreturn __attribute__((noipa)) void goexitloop(void)
{
	g *gp = getg();
	_panic *p = gp->_panic;
	p->aborted = false;
	p->pc = (uintptr)goexitloop;
	p->sp = __builtin_frame_address(0); // where our caller's rbp is, below our return address
	_defer *d;
	while ((d = gp->_defer) != nil) {
		if (d->started) {
			dropstarted(gp, d); // it called Goexit
			continue;
		}
		d->started = true;
		d->_panic = p;
		calldefer(d);
		if (gp->_defer != d)
			throw("bad defer entry in Goexit");
		popdefer(gp, d);
	}
	goexit1();
}

// go: panic.go#Goexit
// Runs all deferred calls of the goroutine, then ends it. recover does not stop it.
void Goexit(void)
{
	g *gp = getg();
	_panic p = {.goexit = true, .link = gp->_panic};
	gp->_panic = &p;
	// A second entry of goexitloop finds other values in the callee-saved registers. So our frame
	// has our caller's, for a panic that is recovered there.
	__asm__ volatile("" : : : "rbx", "r12", "r13", "r14", "r15");
	goexitloop();
}

// go: none — body of the deferred closure of preprintpanics
// A method that calls Goexit brings us here too, and is no error.
static void preprintpanics_func1(void *unused) GOSYM(preprintpanics.func1);
static void preprintpanics_func1(void *unused)
{
	if (!getg()->_panic->goexit)
		throw("panic while printing panic value");
}

// go: panic.go#preprintpanics
// Replaces the values by strings from their methods Error or String, while the program still runs.
void preprintpanics(_panic *p)
{
	g *gp = getg();
	_defer d = {.kind = deferC, .fn = (uintptr)preprintpanics_func1, .link = gp->_defer};
	gp->_defer = &d;
	for (; p != nil; p = p->link) {
		String text;
		if (!errortext(p->arg, &text))
			continue;
		String *s = mallocgc(sizeof *s, &string_type, true);
		*s = text;
		p->arg = (eface){&string_type, s};
	}
	gp->_defer = d.link;
}

// go: panic.go#printpanics [adapted] reverses the list, which is not needed any more: Go's
//     recursion could be too deep for g0
// Prints the panics under way, oldest first.
void printpanics(_panic *p)
{
	_panic *oldest = nil;
	while (p != nil) {
		_panic *link = p->link;
		p->link = oldest;
		oldest = p;
		p = link;
	}
	bool tab = false; // was the older entry a panic?
	for (p = oldest; p != nil; p = p->link) {
		if (tab)
			print("\t");
		tab = !p->goexit;
		if (p->goexit)
			continue;
		print("panic: ");
		printany(p->arg);
		if (p->recovered)
			print(" [recovered]");
		print("\n");
	}
}

// go: none — prints the value of a panic that gopanic refuses
static void printpanicval(eface e)
{
	print("panic: ");
	printany(e);
	print("\n");
}

// go: none — leaves this stack for good: the goroutine continues at `to`
static noreturn void recoverto(g *gp, gobuf *to)
{
	gp->param = to; // recovery reads it
	mcall(recovery);
	throw("recovery failed");
}

// go: panic.go#gopanic
// Makes the deferred calls, newest first, until one of them recovers. If none does, the program
// ends.
void gopanic(eface e)
{
	__asm__ volatile("" : : "r"(&e) : "memory"); // keeps e in the frame, for tracebacks
	g *gp = getg();
	if (gp->m->curg != gp) {
		printpanicval(e);
		throw("panic on system stack");
	}
	if (gp->m->mallocing != 0) {
		printpanicval(e);
		throw("panic during malloc");
	}
	if (gp->m->preemptoff.len != 0) {
		printpanicval(e);
		print("preempt off reason: ", gp->m->preemptoff, "\n");
		throw("panic during preemptoff");
	}
	if (gp->m->locks != 0) {
		printpanicval(e);
		throw("panic holding locks");
	}

	_panic p = {.arg = e, .link = gp->_panic};
	gp->_panic = &p;
	// mo: seq_cst; main reads it before panicking: see runtime_main.
	atomic_Xadd(&runningPanicDefers, 1);
	_defer *d;
	while ((d = gp->_defer) != nil) {
		if (d->started) {
			dropstarted(gp, d); // its function raised this panic
			continue;
		}
		d->started = true;
		d->_panic = &p;
		p.argp = (void *)gp->callframe;
		calldefer(d);
		p.argp = nil;
		if (gp->_defer != d)
			throw("bad defer entry in panic");
		d->_panic = nil;
		if (!p.recovered) {
			popdefer(gp, d);
			continue;
		}

		// The panic is over. If it began in a deferred call that a Goexit made, that Goexit goes
		// on. Otherwise all that the panic had cut off is over too: older panics and, as in real
		// Go, a Goexit that these had cut off.
		gp->_panic = p.link;
		atomic_Xadd(&runningPanicDefers, -1);
		if (gp->_panic != nil && !gp->_panic->goexit)
			while (gp->_panic != nil && gp->_panic->aborted)
				gp->_panic = gp->_panic->link;
		if (gp->_panic == nil || isfault(p.arg))
			gp->sig = 0; // a later, unrelated report must not show it
		gobuf to = {.sp = d->sp, .pc = d->pc};
		if (gp->_panic != nil && gp->_panic->aborted) {
			uintptr *frame = gp->_panic->sp;
			to = (gobuf){.sp = (uintptr)(frame + 1), .pc = gp->_panic->pc, .bp = *frame};
			popdefer(gp, d);
		} else if (d->kind == deferGccgo) {
			gccgo_throw(); // its landing pad takes d off the list
		} else {
			if (d->kind == deferABI0)
				to.bp = (uintptr)d->arg;
			popdefer(gp, d);
		}
		recoverto(gp, &to);
	}

	// Error and String methods may do anything, so we call them while everything still runs.
	preprintpanics(gp->_panic);
	filesend(false);
	fatalpanic(gp->_panic);
}

// go: panic.go#gorecover
// Returns the value of the newest panic, or nil if there is none. The panic ends when the deferred
// call returns. Our caller has made sure that the deferred function itself called it.
eface gorecover(void)
{
	_panic *p = getg()->_panic;
	if (p == nil || p->goexit || p->recovered)
		return (eface){nil, nil};
	p->recovered = true;
	return p->arg;
}

// go: none — was the function whose return address lies below frame called by the thunk that p
//     runs?
static bool calledbythunk(g *gp, _panic *p, uintptr frame)
{
	_defer *d = gp->_defer;
	while (d != nil && d->_panic != p)
		d = d->link;
	if (d == nil || d->kind != deferC || !d->makefunccanrecover)
		return false;
	return findfunc(((uintptr *)frame)[-1] - 1).entry == (uintptr)d->arg;
}

// go: none — recover of the C door
// argp is where the return address of the function that asks ends. That is the deferred function
// itself if it was called by the gort_call of calldefer, or by the thunk which that called. What is
// called by the same thunk from within another gort_call was deferred by the deferred function.
eface gorecover_c(uintptr argp)
{
	g *gp = getg();
	_panic *p = gp->_panic;
	if (p == nil)
		return (eface){nil, nil};
	uintptr frame = gp->callframe, inner = 0;
	for (; frame != 0 && *(uintptr *)frame != (uintptr)p->argp; frame = *(uintptr *)frame)
		inner = frame;
	argp = unsplitaddr(gp, argp);
	if (frame == 0 || (argp != frame && !calledbythunk(gp, p, argp)))
		return (eface){nil, nil};
	stackpart all = stackall(gp);
	if (inner != 0 && !stackpart_older(&all, argp, inner))
		return (eface){nil, nil};
	return gorecover();
}

// go: none — recover of the stack ABI
// argp is the address of the caller's first argument. If it is the address where gopanic has put
// arguments, the caller is the deferred function itself.
eface gorecover_abi0(uintptr argp)
{
	g *gp = getg();
	if (gp->_panic == nil || unsplitaddr(gp, argp) != (uintptr)gp->_panic->argp)
		return (eface){nil, nil};
	return gorecover();
}

// go: panic.go#sync_throw
nosplit void sync_throw(String s)
{
	__asm__ volatile("" : : "r"(&s) : "memory"); // as in gopanic
	(throw)(s);
}

// go: none — body of the closure of throw, on g0
static nosplit void throw_func1(void *s)
{
	// We take no lock before this line: several Ms may each say why they die.
	print("fatal error: ", *(String *)s, "\n");
}

// go: panic.go#throw
// Ends a program whose state is broken. Runs on any stack, with any locks held.
nosplit noinline void (throw)(String s)
{
	if (canpanic(getg())) // the state of this goroutine is broken, not the runtime's
		filesend(true);
	systemstack(throw_func1, &s);
	m *mp = getg()->m;
	if (mp->throwing == 0)
		mp->throwing = 1;
	fatalthrow();
}

uint32 runningPanicDefers;
uint32 panicking;
mutex  paniclk;

// go: panic.go#recovery [adapted] the target comes in gp.param; g.sigcode0 and 1 keep describing a
//     fault that is not over
// Runs on g0. Sets gp to continue where gp.param says, as if deferproc returned 1. All newer frames
// of its stack are gone.
void recovery(g *gp)
{
	gobuf to = *(gobuf *)gp->param; // from recoverto; a copy, since it lies on the stack we leave
	gp->param = nil;
	stackpart all = stackall(gp);
	if (stackpart_index(&all, to.sp) < 0) {
		print("recover: ", hex(to.sp), " not in [", hex(gp->stack.lo), ", ", hex(gp->stack.hi),
		      "]\n");
		throw("bad recovery");
	}
	dropcallframes(gp, to.sp);
	unwindstack(gp, to.sp);
	gp->sched.sp = to.sp;
	gp->sched.pc = to.pc;
	gp->sched.bp = to.bp;
	gp->sched.lr = 0;
	gp->sched.ret = 1;
}

// go: none — argument record of the bodies of fatalthrow and fatalpanic
typedef struct fatalargs {
	g      *gp;
	uintptr pc, sp;
	_panic *msgs;
	bool    docrash;
} fatalargs;

// go: none — body of the closure of fatalthrow, on g0
static nosplit void fatalthrow_func1(void *arg)
{
	fatalargs *a = arg;
	startpanic_m();
	if (dopanic_m(a->gp, a->pc, a->sp))
		crash();
	exit(2);
}

// go: panic.go#fatalthrow
nosplit noinline void fatalthrow(void)
{
	fatalargs a = {.gp = getg(), .pc = getcallerpc(), .sp = getcallersp()};
	systemstack(fatalthrow_func1, &a);
	__builtin_trap();
}

// go: none — body of the closure of fatalpanic, on g0
static nosplit void fatalpanic_func1(void *arg)
{
	fatalargs *a = arg;
	if (startpanic_m() && a->msgs != nil) {
		// mo: seq_cst; startpanic_m has raised panicking before. main reads the two in the other
		// order, so it sees at least one of them above 0.
		atomic_Xadd(&runningPanicDefers, -1);
		printpanics(a->msgs);
	}
	a->docrash = dopanic_m(a->gp, a->pc, a->sp);
}

// go: panic.go#fatalpanic
// Ends the program after a panic that no deferred call recovered.
nosplit noinline void fatalpanic(_panic *msgs)
{
	fatalargs a = {.gp = getg(), .pc = getcallerpc(), .sp = getcallersp(), .msgs = msgs};
	systemstack(fatalpanic_func1, &a);
	if (a.docrash)
		crash(); // not on g0, so that a debugger shows this stack
	exit(2);
}

// go: panic.go#startpanic_m
// Prepares for the report, and returns whether to print the message. Runs on g0 or gsignal, perhaps
// without a P.
nosplit bool startpanic_m(void)
{
	m *mp = getg()->m;
	if (mheap_.cachealloc.size == 0)
		print("runtime: panic before malloc heap initialized\n");
	mp->mallocing++; // no allocation from here on
	if (mp->locks < 0)
		mp->locks = 1; // else the report would end with a complaint about locks
	switch (mp->dying) {
	case 0:
		mp->dying = 1;
		// mo: seq_cst; see fatalpanic and dopanic_m.
		atomic_Xadd(&panicking, 1);
		lock(&paniclk);
		if ((debug.schedtrace > 0 || debug.scheddetail > 0) && RELAXED(sched.lockowner) != mp)
			schedtrace(true); // takes sched.lock
		freezetheworld();
		return true;
	case 1:
		mp->dying = 2;
		print("panic during panic\n");
		return false;
	case 2:
		mp->dying = 3;
		print("stack trace unavailable\n");
		exit(4);
	default:
		exit(5);
	}
}

static bool  didothers;
static mutex deadlock;

// go: panic.go#dopanic_m
// Reports on gp, which stopped at pc and sp. Returns, on the last of the dying Ms, whether to dump
// core; the others never return.
nosplit bool dopanic_m(g *gp, uintptr pc, uintptr sp)
{
	if (gp->sig != 0) {
		String name = signame(gp->sig);
		printlock();
		print("[signal ");
		if (name.len != 0)
			print(name);
		else
			print(hex(gp->sig));
		print(" code=", hex(gp->sigcode0), " addr=", hex(gp->sigcode1), " pc=", hex(gp->sigpc),
		      "]\n");
		printunlock();
	}

	m *mp = getg()->m;
	bool all, docrash;
	int32 level = gotraceback(&all, &docrash);
	if (level > 0) {
		if (gp != mp->curg)
			all = true;
		if (gp != mp->g0) {
			print("\n");
			goroutineheader(gp);
			traceback(pc, sp, 0, gp);
		} else if (level >= 2 || mp->throwing > 0) {
			print("\nruntime stack:\n");
			traceback(pc, sp, 0, gp);
		}
		if (!didothers && all) {
			didothers = true;
			tracebackothers(gp);
		}
	}
	unlock(&paniclk);

	// mo: seq_cst; exactly one of the dying Ms sees 0, the last.
	if (atomic_Xadd(&panicking, -1) != 0) {
		// Another M still reports, and will end the process. We must not end it earlier.
		lock(&deadlock);
		lock(&deadlock);
	}
	return docrash;
}

// go: panic.go#canpanic
// Reports whether a fault of gp may become a panic: it may if gp was running the program's code.
nosplit bool canpanic(g *gp)
{
	g *self = getg();
	m *mp = self->m;
	if (gp == nil || gp != mp->curg)
		return false;
	if (mp->locks != 0 || mp->mallocing != 0 || mp->throwing != 0 || mp->preemptoff.len != 0 ||
	    mp->dying != 0)
		return false;
	return (readgstatus(gp) & ~(uint32)_Gscan) == _Grunning && gp->syscallsp == 0;
}

// go: panic.go#shouldPushSigpanic
// Reports whether a traceback should show pc, where a fault happened, as the caller of sigpanic.
// After a call of a bad address it should not: it shows the function that made that call.
nosplit bool shouldPushSigpanic(g *gp, uintptr pc, uintptr lr)
{
	if (pc == 0)
		return false; // a nil function
	if (gp->m->incgo || findfunc(pc).entry != 0)
		return true;
	if (findfunc(lr).entry != 0)
		return false;
	return true; // neither makes sense: keep the pc, where the fault happened
}

// go: panic.go#isAbortPC
// Reports whether pc is in abort, whose trap must not become a panic.
nosplit bool isAbortPC(uintptr pc)
{
	enum { abortSize = 3 }; // int3, jmp
	return pc - (uintptr)abort < abortSize;
}
