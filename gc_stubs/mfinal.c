// split-stack: yes
// Finalizers, without a collector: SetFinalizer makes its checks and the finalizer goroutine exists, but no object is ever found dead.
#include "runtime.h"

static mutex finlock GOSYM(finlock); // protects the variables below

g   *fing;
bool fingwait;
bool fingwake;
bool fingRunning;

static uint32 fingCreate GOSYM(fingCreate);

static void runfinq(void *unused) GOSYM(runfinq);

// go: mfinal.go#wakefing
g *wakefing(void)
{
	g *res = nil;
	lock(&finlock);
	if (fingwait && fingwake) {
		RELAXED_SET(fingwait, false);
		RELAXED_SET(fingwake, false);
		res = fing;
	}
	unlock(&finlock);
	return res;
}

// go: mfinal.go#createfing
noinline void createfing(void)
{
	// mo: seq_cst; elects one creator.
	if (RELAXED(fingCreate) == 0 && atomic_Cas(&fingCreate, 0, 1))
		newprocc(runfinq, nil, getpc());
}

// go: mfinal.go#runfinq [stub] the queue is always empty
static void runfinq(void *unused)
{
	for (;;) {
		lock(&finlock);
		fing = getg();
		RELAXED_SET(fingwait, true);
		goparkunlock(&finlock, waitReasonFinalizerWait, 0, 1);
	}
}

// go: none — the throws of SetFinalizer that name types
static noreturn void throwtypes(String a, _type *t, String b, _type *f, String c)
{
	String parts[] = {a, _type_string(t), b, f != nil ? _type_string(f) : STR(""), c};
	(throw)(concatstrings(nil, parts, nelem(parts)));
}

// go: none — start of the heap object that p points into, 0 if none: mbitmap.go#findObject with what a stub needs
static uintptr objectbase(uintptr p)
{
	mspan *s = spanOfHeap(p);
	if (s == nil)
		return 0;
	return p - (p - mspan_base(s)) % s->elemsize;
}

// go: none — can a finalizer with a parameter of type fint take an object of type ot?
static bool acceptsfinalized(_type *fint, ptrtype *ot)
{
	if (fint == &ot->typ)
		return true;
	switch (fint->kind & kindMask) {
	case kindPtr:
		// Assignable: the same element, and one of the two types has no name.
		return (fint->uncommon == nil || ot->typ.uncommon == nil) && ((ptrtype *)fint)->elem == ot->elem;
	case kindInterface: {
		interfacetype *ityp = (interfacetype *)fint;
		return ityp->mhdr.len == 0 || getitab(ityp, &ot->typ, true) != nil;
	}
	}
	return false;
}

// go: mfinal.go#SetFinalizer [partial] nothing is recorded, so a second finalizer is not noticed
void SetFinalizer(eface obj, eface finalizer)
{
	if (debug.sbrk != 0)
		return;
	_type *etyp = obj._type;
	if (etyp == nil)
		throw("runtime.SetFinalizer: first argument is nil");
	if ((etyp->kind & kindMask) != kindPtr)
		throwtypes(STR("runtime.SetFinalizer: first argument is "), etyp, STR(", not pointer"), nil, STR(""));
	ptrtype *ot = (ptrtype *)etyp;
	if (ot->elem == nil)
		throw("nil elem type!");

	uintptr p = (uintptr)obj.data, base = objectbase(p);
	if (base == 0) {
		// Objects of no size and global variables live for ever.
		moduledata *datap = &firstmoduledata;
		if (obj.data == &zerobase || (datap->data <= p && p < datap->edata) || (datap->bss <= p && p < datap->ebss))
			return;
		throw("runtime.SetFinalizer: pointer not in allocated block");
	}
	// Tiny objects share a block.
	if (p != base && (ot->elem->ptrdata != 0 || ot->elem->size >= maxTinySize))
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block");

	_type *ftyp = finalizer._type;
	if (ftyp == nil)
		return; // takes the finalizer off
	if ((ftyp->kind & kindMask) != kindFunc)
		throwtypes(STR("runtime.SetFinalizer: second argument is "), ftyp, STR(", not a function"), nil, STR(""));
	functype *ft = (functype *)ftyp;
	if (ft->dotdotdot)
		throwtypes(STR("runtime.SetFinalizer: cannot pass "), etyp, STR(" to finalizer "), ftyp, STR(" because dotdotdot"));
	if (ft->in.len != 1 || !acceptsfinalized(ft->in.array[0], ot))
		throwtypes(STR("runtime.SetFinalizer: cannot pass "), etyp, STR(" to finalizer "), ftyp, STR(""));
	createfing();
}
