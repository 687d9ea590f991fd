// split-stack: yes
// Finalizers. SetFinalizer notes a finalizer with its object's span (mheap.c#addfinalizer). The
// sweeper puts those of unreachable objects into a queue. A goroutine runs them one after another.
#include "runtime.h"

enum { _FinBlockSize = 4 << 10 };

// go: mfinal.go#finalizer [moved] finblock has it by value
typedef struct finalizer {
	funcval *fn;
	void    *arg;
	uintptr  nret; // bytes of results
	_type   *fint; // type of fn's parameter
	ptrtype *ot;   // type of the pointer to the object
} finalizer;

// go: mfinal.go#finblock
// A block of the queue. It is off the heap, never freed, and a root of the collector.
typedef struct finblock finblock;
struct finblock {
	finblock *alllink;
	finblock *next;
	uint32    cnt;
	int32     _;
	finalizer fin[(_FinBlockSize - 2 * sizeof(void *) - 2 * sizeof(int32)) / sizeof(finalizer)];
};

static mutex finlock GOSYM(finlock); // protects the variables below

static finblock *finq GOSYM(finq);     // finalizers to be run
static finblock *finc GOSYM(finc);     // free blocks
static finblock *allfin GOSYM(allfin); // all blocks

g   *fing;
bool fingwait;
bool fingwake;
bool fingRunning;

static uint32 fingCreate GOSYM(fingCreate);

static void runfinq(void *unused) GOSYM(runfinq);

// go: mfinal.go#queuefinalizer
void queuefinalizer(void *p, funcval *fn, uintptr nret, _type *fint, ptrtype *ot)
{
	lock(&finlock);
	if (finq == nil || finq->cnt == nelem(finq->fin)) {
		finblock *b = finc;
		if (b == nil) {
			b = persistentalloc(_FinBlockSize, 0, &memstats.gc_sys);
			b->alllink = allfin;
			allfin = b;
		} else {
			finc = b->next;
		}
		b->next = finq;
		finq = b;
	}
	finq->fin[finq->cnt++] = (finalizer){fn, p, nret, fint, ot};
	RELAXED_SET(fingwake, true);
	unlock(&finlock);
}

// go: none — the queue, and what runfinq has taken from it, as roots of the collector
void scanfinq(void (*f)(uintptr b, uintptr n, void *arg), void *arg)
{
	for (finblock *b = allfin; b != nil; b = b->alllink)
		f((uintptr)b->fin, b->cnt * sizeof b->fin[0], arg);
}

// go: mfinal.go#iterate_finq
void iterate_finq(void (*callback)(funcval *, void *, uintptr, _type *, ptrtype *))
{
	for (finblock *fb = allfin; fb != nil; fb = fb->alllink)
		for (finalizer *f = fb->fin; f < fb->fin + fb->cnt; f++)
			callback(f->fn, f->arg, f->nret, f->fint, f->ot);
}

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

// go: none — calls f's function with its object, as compiled code would: its results, of which
//     nobody knows, go to memory if they do not fit two registers
// Not inlined: the frame of runfinq, when it waits, must have no pointer to the object left.
static noinline void callfinalizer(finalizer *f)
{
	uintptr w[3] = {0}; // registers beyond the arguments do no harm
	intgo n = 0;
	if (f->nret > 2 * sizeof(uintptr))
		w[n++] = (uintptr)mallocgc(f->nret, &anypointers, true);
	switch (f->fint->kind & kindMask) {
	default:
		throw("bad kind in runfinq");
	case kindPtr:
		w[n] = (uintptr)f->arg;
		break;
	case kindInterface:;
		interfacetype *ityp = (interfacetype *)f->fint;
		w[n] = ityp->mhdr.len == 0 ? (uintptr)&f->ot->typ
		                           : (uintptr)getitab(ityp, &f->ot->typ, false);
		w[n + 1] = (uintptr)f->arg;
		break;
	}
	if (abi0code(f->fn->fn))
		callabi0(f->fn, w[0], w[1]);
	else
		callfn(void (*)(uintptr, uintptr, uintptr), f->fn, w[0], w[1], w[2]);
}

// go: mfinal.go#runfinq
// The finalizer goroutine.
static void runfinq(void *unused)
{
	for (;;) {
		lock(&finlock);
		finblock *fb = finq;
		finq = nil;
		if (fb == nil) {
			fing = getg();
			RELAXED_SET(fingwait, true);
			goparkunlock(&finlock, waitReasonFinalizerWait, traceEvGoBlock, 1);
			continue;
		}
		unlock(&finlock);
		while (fb != nil) {
			while (fb->cnt > 0) {
				finalizer *f = &fb->fin[fb->cnt - 1];
				if (f->fint == nil)
					throw("missing type in runfinq");
				RELAXED_SET(fingRunning, true);
				callfinalizer(f);
				RELAXED_SET(fingRunning, false);
				// Not before the call: the report of a panic in it needs the argument.
				*f = (finalizer){0};
				fb->cnt--;
			}
			finblock *next = fb->next;
			lock(&finlock);
			fb->next = finc;
			finc = fb;
			unlock(&finlock);
			fb = next;
		}
	}
}

// go: none — the throws of SetFinalizer that print types
static noreturn void throwtypes(String a, _type *t, String b, _type *f, String c)
{
	String parts[] = {a, _type_string(t), b, f != nil ? _type_string(f) : STR(""), c};
	(throw)(concatstrings(nil, parts, nelem(parts)));
}

// go: none — start of the heap object that p points into, 0 if none: mbitmap.go#findObject
static uintptr objectbase(uintptr p)
{
	mspan *s = spanOfHeap(p);
	if (s == nil)
		return 0;
	return mspan_base(s) + mspan_objIndex(s, p) * s->elemsize;
}

// go: none — can a finalizer with a parameter of type fint take an object of type ot?
static bool acceptsfinalized(_type *fint, ptrtype *ot)
{
	if (fint == &ot->typ)
		return true;
	switch (fint->kind & kindMask) {
	case kindPtr:
		// Assignable: the same element, and one of the two types has no name.
		if (fint->uncommon != nil && ot->typ.uncommon != nil)
			return false;
		return ((ptrtype *)fint)->elem == ot->elem;
	case kindInterface: {
		interfacetype *ityp = (interfacetype *)fint;
		return ityp->mhdr.len == 0 || getitab(ityp, &ot->typ, true) != nil;
	}
	}
	return false;
}

// go: none — arguments and result of addfinalizer, on g0
typedef struct addargs {
	void    *p;
	funcval *fn;
	uintptr  nret;
	_type   *fint;
	ptrtype *ot;
	bool     added;
} addargs;

// go: none — body of a closure of SetFinalizer
static void SetFinalizer_func1(void *p) { removefinalizer(p); }

// go: none — body of a closure of SetFinalizer
static void SetFinalizer_func2(void *arg)
{
	addargs *a = arg;
	a->added = addfinalizer(a->p, a->fn, a->nret, a->fint, a->ot);
}

// go: mfinal.go#SetFinalizer
void SetFinalizer(eface obj, eface finalizer)
{
	if (debug.sbrk != 0)
		return;
	_type *etyp = obj._type;
	if (etyp == nil)
		throw("runtime.SetFinalizer: first argument is nil");
	if ((etyp->kind & kindMask) != kindPtr)
		throwtypes(STR("runtime.SetFinalizer: first argument is "), etyp, STR(", not pointer"), nil,
		           STR(""));
	ptrtype *ot = (ptrtype *)etyp;
	if (ot->elem == nil)
		throw("nil elem type!");

	uintptr p = (uintptr)obj.data, base = objectbase(p);
	if (base == 0) {
		// Objects of no size and global variables live for ever.
		moduledata *datap = &firstmoduledata;
		bool indata = (datap->noptrdata <= p && p < datap->enoptrdata) ||
		              (datap->data <= p && p < datap->edata);
		bool inbss = datap->bss <= p && p < datap->ebss;
		if (obj.data == &zerobase || indata || inbss)
			return;
		throw("runtime.SetFinalizer: pointer not in allocated block");
	}
	// Tiny objects share a block.
	if (p != base && (ot->elem->ptrdata != 0 || ot->elem->size >= maxTinySize))
		throw("runtime.SetFinalizer: pointer not at beginning of allocated block");

	_type *ftyp = finalizer._type;
	if (ftyp == nil) {
		systemstack(SetFinalizer_func1, obj.data);
		return;
	}
	if ((ftyp->kind & kindMask) != kindFunc)
		throwtypes(STR("runtime.SetFinalizer: second argument is "), ftyp, STR(", not a function"),
		           nil, STR(""));
	functype *ft = (functype *)ftyp;
	if (ft->dotdotdot)
		throwtypes(STR("runtime.SetFinalizer: cannot pass "), etyp, STR(" to finalizer "), ftyp,
		           STR(" because dotdotdot"));
	if (ft->in.len != 1 || !acceptsfinalized(ft->in.array[0], ot))
		throwtypes(STR("runtime.SetFinalizer: cannot pass "), etyp, STR(" to finalizer "), ftyp,
		           STR(""));

	uintptr nret = 0;
	for (intgo i = 0; i < ft->out.len; i++)
		nret = alignUp(nret, ft->out.array[i]->align) + ft->out.array[i]->size;
	// callabi0 has room for two (D167).
	if (nret > 2 * sizeof(void *) && abi0code(((funcval *)finalizer.data)->fn))
		throw("runtime.SetFinalizer: results of more than two words in the stack ABI");
	createfing();
	addargs a = {
		.p = obj.data,
		.fn = (funcval *)finalizer.data,
		.nret = alignUp(nret, sizeof(void *)),
		.fint = ft->in.array[0],
		.ot = ot,
	};
	systemstack(SetFinalizer_func2, &a);
	if (!a.added)
		throw("runtime.SetFinalizer: finalizer already set");
}
