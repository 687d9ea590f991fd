// split-stack: yes
// What gccgo-compiled code calls for go, defer, panic and recover, and what a program registers at
// its start. A deferring function names its frame by the address of a bool in it, which says at the
// function's end whether it returns (true) or is being left by a panic. The landing pad's side is
// in unwind.c, the panics themselves in panic.c.
#include "runtime.h"

// go: none — initialisation of package runtime: the compiler makes none, since runtime.go has no
//     initialisers
void gccgo_import(void) {}

// Variables that may hold pointers, of one package.
struct gcroots {
	struct gcroots *next;
	intgo           count;
	struct {
		void   *addr;
		uintptr size;
		uintptr ptrdata;
		uint8  *gcdata;
	} roots[];
};

// go: none — called first, for all packages
void registerTypeDescriptors(intgo n, struct typelist **lists)
{
	firstmoduledata.typelists = lists;
	// mo: release; pairs with the acquire in functions: findfunc reads the lists, at any time.
	atomic_StoreRel(&firstmoduledata.ntypelists, n);
	unwindinit();
}

// go: none — called for each package, before its initialisers
void registerGCRoots(struct gcroots *r)
{
	r->next = firstmoduledata.gcroots;
	firstmoduledata.gcroots = r;
}

// go: none — go of a nil function
void panicgonil(void)
{
	getg()->m->throwing = -1; // the stacks of others say nothing
	throw("go of nil func value");
}

// go: none — the go statement. Unchecked, so that the caller's pc is the go statement's even if the
//     stack has to grow
nosplit void *go_go(void (*fn)(void *), void *arg)
{
	if (fn == nil)
		panicgonil();
	newprocc(fn, arg, getcallerpc());
	return nil; // the new G; compilers do not look at it
}

// go: none — the common part of both kinds of defer statement
static void pushdefer(_defer *d, bool *frame, void (*fn)(void *), void *arg)
{
	g *gp = getg();
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
	pushdefer(d, frame, fn, arg);
}

// go: panic.go#deferprocStack [adapted] see gccgo_deferproc
// A defer statement that runs once at most; d is raw memory of the frame.
void gccgo_deferprocStack(_defer *d, bool *frame, void (*fn)(void *), void *arg)
{
	g *gp = getg();
	if (gp->m->curg != gp)
		throw("defer on system stack");
	// The rest of the record pushdefer sets.
	d->siz = 0;
	d->started = d->heap = d->makefunccanrecover = false;
	d->pc = 0;
	d->_panic = nil;
	pushdefer(d, frame, fn, arg);
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
// It may if it is the deferred function itself, called because of a panic that did not exist when
// it was deferred. Unchecked, so that the current segment is our caller's.
nosplit bool canrecover(uintptr pc)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	if (d == nil || d->kind != deferGccgo || d->panicStack == gp->_panic)
		return false;
	if (pc == (uintptr)morestack_return)
		pc = ((uintptr *)gp->stackseg->args)[-1]; // it returns to __morestack, which returns there
	// Where setdeferretaddr was told, up to the few instructions that the compiler has put after
	// the call.
	if (pc <= d->pc && d->pc <= pc + 16)
		return true;
	// Perhaps by way of a wrapper. What a deferred method expression calls is not announced.
	return calledbydefer(pc, d->pc == 0);
}

// go: none — defer recover(), in a function that may itself recover: it could have recovered the
//     panic under way, and it still is
eface deferredrecover(void)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	if (d == nil || d->kind != deferGccgo || d->panicStack != gp->_panic)
		return (eface){nil, nil};
	return gorecover();
}

// go: none — announces a function made by reflect.MakeFunc; calledbydefer looks through reflect's
//     frames without being told
void makefuncfficanrecover(slice locations) {}

// go: none — the end of what makefuncfficanrecover announces
void makefuncreturning(void) {}
