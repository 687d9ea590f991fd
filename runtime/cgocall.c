// Calls from Go to C and back.
//
// To call a C function, cgocall enters a system call, moves to the stack of the thread's g0, and
// calls it. So the C function may block, and needs no stack check. If it calls back, which is by
// cgocallback, that moves to the goroutine's stack, below the frames of cgocall, leaves the system
// call, and runs the Go function there. When that returns, everything is undone in reverse order:
// the goroutine is in its system call again, and the C function goes on. Calls nest to any depth,
// and the two stacks unwind in step.
//
// Meanwhile the goroutine is wired to its thread, because the C frames are on that thread's stack.
// On a thread that is not ours cgocallback first borrows an M (needm, proc.c).
//
// A panic that leaves the Go function runs the deferred calls of the frames above the cgocall, too.
// If one of them recovers, the C frames are gone, without any notice to the C code.
#include "runtime.h"

static void cgocallbackg1(void (*fn)(void *), void *arg, uintptr ctxt) GOSYM(cgocallbackg1);
static void cgoCheckArg(_type *t, void *p, bool indir, bool top, String msg) GOSYM(cgoCheckArg);
static void cgoCheckUnknownPointer(void *p, String msg) GOSYM(cgoCheckUnknownPointer);
static bool cgoIsGoPointer(void *p) GOSYM(cgoIsGoPointer);
static bool cgoInRange(void *p, uintptr start, uintptr end) GOSYM(cgoInRange);

// go: cgocall.go#cgocall [adapted] no C tracebacks, no race detector
// The caller's frame keeps arg in use. See D163.
int32 cgocall(int32 (*fn)(void *), void *arg)
{
	if (fn == nil)
		throw("cgocall nil");
	m *mp = getg()->m;
	RELAXED_SET(mp->ncgocall, mp->ncgocall + 1);
	mp->ncgo++;
	// The P is free for others. What the C code does to the thread's state does not matter to them.
	entersyscall();
	mp->incgo = true;
	int32 errno = asmcgocall(fn, arg);
	// A callback wires the goroutine to the thread, so the M is the same. Before exitsyscall, which
	// may change it.
	mp->incgo = false;
	mp->ncgo--;
	exitsyscall();
	return errno;
}

// go: cgocall.go#cgocallbackg [adapted] registers and stack bounds of the system call are kept too;
//     m.syscall is not used on Linux
// On m.curg, which is in a system call. cgocallback_gofunc calls it. See D164.
void cgocallbackg(void (*fn)(void *), void *arg, uintptr ctxt)
{
	g *gp = getg();
	m *mp = gp->m;
	if (gp != mp->curg) {
		println("runtime: bad g in cgocallback");
		exit(2);
	}
	// The C frames are on this M's stack. Before exitsyscall, or another M could run the goroutine.
	lockOSThread();

	// A system call of the Go function's own overwrites these.
	uintptr savedsp = gp->syscallsp, savedpc = gp->syscallpc, savedhi = gp->syscallhi;
	segment *savedseg = gp->syscallseg;
	uintptr savedregs[nelem(gp->syscallregs)];
	memcpy(savedregs, gp->syscallregs, sizeof savedregs);
	exitsyscall();
	mp->incgo = false;

	cgocallbackg1(fn, arg, ctxt);

	// From here on we must not be preempted, and gp is not unlocked before it is in its system
	// call again.
	mp->incgo = true;
	memcpy(gp->syscallregs, savedregs, sizeof savedregs);
	reentersyscall(savedpc, savedsp);
	gp->syscallseg = savedseg;
	gp->syscallhi = savedhi;
}

// go: cgocall.go#cgocallbackg1 [adapted] C code passes the function and its argument; no contexts
//     of C tracebacks
static void cgocallbackg1(void (*fn)(void *), void *arg, uintptr ctxt)
{
	g *gp = getg();
	// mo: seq_cst load; a waiter that we miss is seen by the next call in.
	if (gp->m->needextram || atomic_Load(&extraMWaiters) > 0) {
		gp->m->needextram = false;
		systemstack((void (*)(void *))newextram, nil);
	}
	// A thread of C code waits for the package initialisers.
	if (gp->m->ncgo == 0)
		chanrecv1(main_init_done, nil);

	bool restore = true;
	_defer d = {
		.kind = deferC,
		.sp = getcallersp(),
		.fn = (uintptr)unwindm,
		.arg = &restore,
		.link = gp->_defer,
	};
	gp->_defer = &d;
	fn(arg);
	gp->_defer = d.link;
	// Not unwound: cgocallback_gofunc restores g0's stack itself.
	restore = false;
	unwindm(&restore);
}

// go: cgocall.go#unwindm
// The end of a call in. If a panic or Goexit ends it, also drops the C frames: the cgocall that
// they belong to is over.
void unwindm(void *restore)
{
	if (*(bool *)restore) {
		m *mp = acquirem();
		gobuf *sched = &mp->g0->sched;
		sched->sp = *(uintptr *)sched->sp; // cgocallback_gofunc has put it there
		// The goroutine has left the system call already.
		if (mp->ncgo > 0) {
			mp->incgo = false;
			mp->ncgo--;
		}
		releasem(mp);
	}
	// Undoes that of cgocallbackg.
	unlockOSThread();
}

// go: cgocall.go#badcgocallback [unused] cgocallback_gofunc aligns the stack itself
void badcgocallback(void) { throw("misaligned stack in cgocallback"); }

// go: cgocall.go#cgounimpl [unused] there is cgo on all our systems
void cgounimpl(void) { throw("cgo not implemented"); }

// Pointers that Go code passes to C. C code may keep no pointer to Go memory, and memory that it
// gets a pointer to may hold none. Code that cgo generates calls these functions, which follow the
// types; GODEBUG=cgocheck=0 turns them off.

#define CGOCHECKPOINTERFAIL STR("cgo argument has Go pointer to Go pointer")
#define CGORESULTFAIL       STR("cgo result has Go pointer")

// go: cgocall.go#cgoCheckPointer
// ptr is the argument. arg: nil; or a bool, if ptr is the address of a variable, which is all that
// C code may look at; or the slice or the array of which ptr is an element's address.
void cgoCheckPointer(eface ptr, eface arg)
{
	if (debug.cgocheck == 0)
		return;
	_type *t = ptr._type;
	byte kind = t->kind & kindMask;
	bool top = true;
	if (arg._type != nil && (kind == kindPtr || kind == kindUnsafePointer)) {
		void *p = isDirectIface(t) ? ptr.data : *(void **)ptr.data;
		if (p == nil || !cgoIsGoPointer(p))
			return;
		switch (arg._type->kind & kindMask) {
		case kindBool:
			if (kind == kindUnsafePointer) // to an element of unknown type
				break;
			cgoCheckArg(((ptrtype *)t)->elem, p, true, false, CGOCHECKPOINTERFAIL);
			return;
		case kindSlice:
			ptr = arg;
			break;
		case kindArray:
			ptr = arg;
			top = false;
			break;
		default:
			throw("can't happen");
		}
	}
	t = ptr._type;
	cgoCheckArg(t, ptr.data, !isDirectIface(t), top, CGOCHECKPOINTERFAIL);
}

// go: cgocall.go#cgoCheckArg
// Checks a value of type t: p is its address or, unless indir, the value itself. top: it is the
// argument, which may be a pointer to Go memory; else it is in memory that the argument points to.
static void cgoCheckArg(_type *t, void *p, bool indir, bool top, String msg)
{
	if (t->ptrdata == 0 || p == nil)
		return;
	switch (t->kind & kindMask) {
	case kindArray: {
		arraytype *at = (arraytype *)t;
		if (!indir) {
			if (at->len != 1)
				throw("can't happen");
			cgoCheckArg(at->elem, p, !isDirectIface(at->elem), top, msg);
			return;
		}
		for (uintptr i = 0; i < at->len; i++)
			cgoCheckArg(at->elem, (byte *)p + i * at->elem->size, true, top, msg);
		return;
	}
	case kindChan:
	case kindMap:
		panicerror(msg); // they have Go pointers in them
	case kindFunc:
		if (indir)
			p = *(void **)p;
		if (cgoIsGoPointer(p))
			panicerror(msg);
		return;
	case kindInterface: {
		_type *it = *(_type **)p;
		if (it == nil)
			return;
		if (((interfacetype *)t)->mhdr.len != 0)
			it = ((itab *)it)->_type;
		// The descriptor of a type that the compiler did not know is in the heap.
		if (spanOfHeap((uintptr)it) != nil)
			panicerror(msg);
		p = ((void **)p)[1];
		if (!cgoIsGoPointer(p))
			return;
		if (!top)
			panicerror(msg);
		cgoCheckArg(it, p, !isDirectIface(it), false, msg);
		return;
	}
	case kindSlice: {
		slicetype *st = (slicetype *)t;
		slice *s = p;
		if (s->array == nil || !cgoIsGoPointer(s->array))
			return;
		if (!top)
			panicerror(msg);
		if (st->elem->ptrdata == 0)
			return;
		for (intgo i = 0; i < s->cap; i++)
			cgoCheckArg(st->elem, (byte *)s->array + (uintptr)i * st->elem->size, true, false, msg);
		return;
	}
	case kindString:
		if (cgoIsGoPointer((void *)((String *)p)->str) && !top)
			panicerror(msg);
		return;
	case kindStruct: {
		structtype *st = (structtype *)t;
		if (!indir) {
			if (st->fields.len != 1)
				throw("can't happen");
			_type *ft = st->fields.array[0].typ;
			cgoCheckArg(ft, p, !isDirectIface(ft), top, msg);
			return;
		}
		for (intgo i = 0; i < st->fields.len; i++) {
			structfield *f = &st->fields.array[i];
			cgoCheckArg(f->typ, (byte *)p + (f->offsetAnon >> 1), true, top, msg);
		}
		return;
	}
	case kindPtr:
	case kindUnsafePointer:
		if (indir)
			p = *(void **)p;
		if (p == nil || !cgoIsGoPointer(p))
			return;
		if (!top)
			panicerror(msg);
		cgoCheckUnknownPointer(p, msg);
		return;
	default:
		throw("can't happen");
	}
}

// go: cgocall.go#cgoCheckUnknownPointer [adapted] there is no bitmap: any word that looks like a
//     pointer is taken for one
// Checks what p, a Go pointer, points to, whose type is not known. See D207.
static void cgoCheckUnknownPointer(void *p, String msg)
{
	mspan *s = spanOfHeap((uintptr)p);
	if (s == nil) // a variable, whose size is not known
		panicerror(msg);
	if (spanClass_noscan(s->spanclass))
		return;
	uintptr base = s->startAddr + ((uintptr)p - s->startAddr) / s->elemsize * s->elemsize;
	for (uintptr i = 0; i < s->elemsize; i += sizeof(void *))
		if (cgoIsGoPointer(*(void **)(base + i)))
			panicerror(msg);
}

// go: cgocall.go#cgoIsGoPointer [adapted] of the data those variables that gccgo's code lists
static bool cgoIsGoPointer(void *p)
{
	if (p == nil)
		return false;
	mspan *s = spanOf((uintptr)p);
	if (s != nil && mSpanStateBox_get(&s->state) != mSpanDead)
		return true;
	moduledata *md = &firstmoduledata;
	if (!cgoInRange(p, md->data, md->edata) && !cgoInRange(p, md->bss, md->ebss))
		return false;
	for (struct gcroots *r = md->gcroots; r != nil; r = r->next)
		for (intgo i = 0; i < r->count; i++)
			if (cgoInRange(p, (uintptr)r->roots[i].addr,
			               (uintptr)r->roots[i].addr + r->roots[i].size))
				return true;
	return false;
}

// go: cgocall.go#cgoInRange
static bool cgoInRange(void *p, uintptr start, uintptr end)
{
	return start <= (uintptr)p && (uintptr)p < end;
}

// go: cgocall.go#cgoCheckResult
// The result of an exported function may have no Go pointer in it.
void cgoCheckResult(eface val)
{
	if (debug.cgocheck == 0)
		return;
	cgoCheckArg(val._type, val.data, !isDirectIface(val._type), false, CGORESULTFAIL);
}
