// split-stack: yes
// The functions that gccgo-compiled code calls for go, defer, panic and recover, and for what a
// program registers at its start. A deferring function names its frame by the address of a bool in
// it. At the function's end the bool says whether it returns (true) or a panic is leaving it. The
// landing pad's side is in unwind.c, the panics themselves are in panic.c.
#include "runtime.h"

// go: none — initialisation of package runtime: the compiler makes none, since runtime.go has no
//     initialisers
void gccgo_import(void) {}

// go: none — a program calls it first, for all packages
void registerTypeDescriptors(intgo n, struct typelist **lists)
{
	firstmoduledata.typelists = lists;
	firstmoduledata.ntypelists = n;
	unwindinit();
}

// go: none — a program calls it for each package, before the package's initialisers
void registerGCRoots(struct gcroots *r)
{
	r->next = firstmoduledata.gcroots;
	firstmoduledata.gcroots = r;
}

// go: none — reports a go statement with a nil function
void panicgonil(void)
{
	getg()->m->throwing = -1; // the report shows no other stacks: they tell nothing
	throw("go of nil func value");
}

// go: none — the go statement
// It has no stack check, so that the caller's pc is the go statement's even if the stack must grow.
nosplit void *go_go(void (*fn)(void *), void *arg)
{
	if (fn == nil)
		panicgonil();
	newprocc(fn, arg, getcallerpc());
	return nil; // the new G; compilers do not look at it
}

// go: none — what both kinds of defer statement have in common
static inline void pushdefer(g *gp, _defer *d, bool *frame, void (*fn)(void *), void *arg)
{
	d->kind = deferGccgo;
	d->sp = (uintptr)frame;
	d->fn = (uintptr)fn;
	d->arg = arg;
	d->panicStack = gp->_panic;
	d->link = gp->_defer;
	gp->_defer = d;
}

// go: panic.go#deferproc [adapted] there is no second return, recovery lands on a landing pad
// A defer statement that may run more than once.
void gccgo_deferproc(bool *frame, void (*fn)(void *), void *arg)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	_defer *d = newdefer(0);
	if (d->_panic != nil)
		throw("deferproc: d.panic != nil after newdefer");
	pushdefer(gp, d, frame, fn, arg);
}

// go: panic.go#deferprocStack [adapted] see gccgo_deferproc
// A defer statement that runs at most once; d is raw memory in the frame. It has no stack check, as
// it calls nothing but throw.
nosplit void gccgo_deferprocStack(_defer *d, bool *frame, void (*fn)(void *), void *arg)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	// pushdefer sets the rest of the record.
	d->siz = 0;
	d->started = d->heap = d->makefunccanrecover = false;
	d->pc = 0;
	d->_panic = nil;
	pushdefer(gp, d, frame, fn, arg);
}

// go: none — records where a deferred function will return to, for recover
// The compiler's thunk calls it just before it calls the deferred function, which will return to
// pc. If the result were true, the thunk would not call it.
bool setdeferretaddr(uintptr pc)
{
	_defer *d = getg()->_defer;
	if (d != nil && d->kind == deferGccgo)
		d->pc = pc;
	return false;
}

// go: none — may the function that will return to pc recover? Go decides by the argument pointer
// It may if it is the deferred function itself, and a panic called it that did not exist when it
// was deferred. canrecover has no stack check, so that the current segment is our caller's.
nosplit bool canrecover(uintptr pc)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	if (d == nil || d->kind != deferGccgo || d->panicStack == gp->_panic)
		return false;
	if (pc == (uintptr)morestack_return)
		pc = ((uintptr *)gp->stackseg->args)[-1]; // it returns to __morestack, which returns there
	// It returns to the address that setdeferretaddr stored, or a few instructions of the compiler
	// further.
	if (pc <= d->pc && d->pc <= pc + 16)
		return true;
	// Or a wrapper called it. No setdeferretaddr announces what a deferred method expression calls.
	return calledbydefer(pc, d->pc == 0);
}

// go: none — defer recover(), in a function that may itself recover
// It recovers a panic that was under way when the function deferred it, and still is.
eface deferredrecover(void)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	if (d == nil || d->kind != deferGccgo || d->panicStack != gp->_panic)
		return (eface){nil, nil};
	return gorecover();
}

// go: none — announces a function made by reflect.MakeFunc; ignored, since calledbydefer looks
//     through reflect's frames anyway
void makefuncfficanrecover(slice locations) {}

// go: none — the end of what makefuncfficanrecover announces
void makefuncreturning(void) {}
