// Stacks: where they come from, and how they grow.
//
// Go moves a stack that is too small. C frames cannot be moved, so ours grows by segments:
// __morestack runs the function that lacks room on a new segment of at least twice the size, and
// comes back when the function returns. The goroutine then keeps the segment, so a call that
// crosses the boundary again and again costs a switch, not an allocation. It keeps at most one idle
// segment.
//
//	segment 1 (beside g, stack.h)          segment 2 (twice as big)
//	│ … caller of f                  │     │ struct segment            │ ← hi
//	│                                │     │ segmentPad                │
//	│ f's arguments, return address  │     │ copy of f's arguments     │
//	│ morestackframe                 │     │ return to __morestack     │
//	│ …                              │     │ f's frame …               │
//	│ guard: lo + _StackGuard        │     │ guard                     │
//
// g.stack is always the current segment. A thread that changes it sets the guard afterwards:
// g.stackguard0, then the thread's copy (setguard).
#include "runtime.h"
#include "cfi.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_STACK_REGISTER(lo, hi) 0
#define VALGRIND_STACK_DEREGISTER(id)   ((void)(id))
#define VALGRIND_MAKE_MEM_UNDEFINED(p, n) ((void)(p))
#endif

// go: stack.go#stackpoolItem
typedef struct stackpoolItem {
	mutex     mu;
	mSpanList span; // spans with a free stack
} stackpoolItem;

// Free stacks of small sizes, by order; each span holds stacks of one size.
static struct {
	stackpoolItem item;
	byte          pad[CacheLineSize - sizeof(stackpoolItem) % CacheLineSize];
} stackpool[_NumStackOrders] GOSYM(stackpool) cachealigned;

// Free spans of large stacks, by log2 of their pages.
static struct {
	mutex     lock;
	mSpanList free[heapAddrBits - pageShift];
} stackLarge GOSYM(stackLarge);

// Set to 1 GB by main.
uintptr maxstacksize = 1 << 20;

// What the driver's --stack defines, or an object: see doc/ABI.md.
extern const uint64 gort_stacksize __attribute__((weak));
uint32 uncheckedstack;

extern byte morestack_enter[] GOSYM(morestack.enter);

// go: stack.go#stackinit
void stackinit(void)
{
	if (_StackCacheSize & _PageMask)
		throw("cache size must be a multiple of page size");
	for (intgo i = 0; i < nelem(stackpool); i++)
		mSpanList_init(&stackpool[i].item.span);
	for (intgo i = 0; i < nelem(stackLarge.free); i++)
		mSpanList_init(&stackLarge.free[i]);
	if (&gort_stacksize == nil)
		return;
	enum { min = 16 << 10, max = 512 << 20 };
	uint64 n = gort_stacksize;
	if (n < min || n > max || (n & (n - 1)) != 0) {
		print("runtime: gort_stacksize is ", n, ", not a power of 2 from ", min, " to ", max, "\n");
		throw("bad gort_stacksize");
	}
	uncheckedstack = (uint32)n;
}

// go: stack.go#stacklog2
// floor(log2(n)); 0 for 0.
intgo stacklog2(uintptr n)
{
	intgo log2 = 0;
	while (n > 1) {
		n >>= 1;
		log2++;
	}
	return log2;
}

// go: none — a span for stacks, all zero. On g0
// A frame has words that nobody has written yet, and the collector looks at all of them: what the
// objects that lay here have left would keep other objects alive. See D211.
static mspan *stackspan(uintptr npages)
{
	enum { clearBytes = 1 << 20 }; // of more than that the kernel takes the pages: few may be used
	mspan *s = mheap_allocManual(&mheap_, npages, &memstats.stacks_inuse);
	if (s == nil)
		throw("out of memory");
	void *v = (void *)mspan_base(s);
	uintptr n = npages << _PageShift;
	if (s->needzero != 0 && (n < clearBytes || madvise(v, n, _MADV_DONTNEED) != 0))
		memclrNoHeapPointers(v, n);
	return s;
}

// go: stack.go#stackpoolalloc
// Holds: stackpool[order].item.mu.
gclinkptr stackpoolalloc(uint8 order)
{
	mSpanList *list = &stackpool[order].item.span;
	mspan *s = list->first;
	if (s == nil) {
		s = stackspan(_StackCacheSize >> _PageShift);
		if (s->allocCount != 0)
			throw("bad allocCount");
		if (s->manualFreeList != 0)
			throw("bad manualFreeList");
		s->elemsize = (uintptr)_FixedStack << order;
		for (uintptr i = 0; i < _StackCacheSize; i += s->elemsize) {
			gclinkptr x = mspan_base(s) + i;
			gclinkptr_ptr(x)->next = s->manualFreeList;
			s->manualFreeList = x;
		}
		mSpanList_insert(list, s);
	}
	gclinkptr x = s->manualFreeList;
	if (x == 0)
		throw("span has no free stacks");
	s->manualFreeList = gclinkptr_ptr(x)->next;
	s->allocCount++;
	if (s->manualFreeList == 0)
		mSpanList_remove(list, s); // all in use
	return x;
}

// go: stack.go#stackpoolfree
// Holds: stackpool[order].item.mu.
void stackpoolfree(gclinkptr x, uint8 order)
{
	mspan *s = spanOfUnchecked(x);
	// mo: seq_cst load; the span has been manual since it was handed out, and the stack came to us
	//     from a thread that saw it so.
	if (atomic_Load(&s->state.s) != mSpanManual)
		throw("freeing stack not in a stack span");
	if (s->manualFreeList == 0)
		mSpanList_insert(&stackpool[order].item.span, s);
	gclinkptr_ptr(x)->next = s->manualFreeList;
	s->manualFreeList = x;
	s->allocCount--;
	if (gcphase == _GCoff && s->allocCount == 0) {
		mSpanList_remove(&stackpool[order].item.span, s);
		s->manualFreeList = 0;
		mheap_freeManual(&mheap_, s, &memstats.stacks_inuse);
	}
}

// go: stack.go#stackcacherefill
// Takes half a cache of free stacks from the global pool. On g0.
void stackcacherefill(mcache *c, uint8 order)
{
	gclinkptr list = 0;
	uintptr size = 0;
	lock(&stackpool[order].item.mu);
	while (size < _StackCacheSize / 2) {
		gclinkptr x = stackpoolalloc(order);
		gclinkptr_ptr(x)->next = list;
		list = x;
		size += (uintptr)_FixedStack << order;
	}
	unlock(&stackpool[order].item.mu);
	c->stackcache[order].list = list;
	c->stackcache[order].size = size;
}

// go: stack.go#stackcacherelease
// Gives back until half a cache remains. On g0.
void stackcacherelease(mcache *c, uint8 order)
{
	gclinkptr x = c->stackcache[order].list;
	uintptr size = c->stackcache[order].size;
	lock(&stackpool[order].item.mu);
	while (size > _StackCacheSize / 2) {
		gclinkptr y = gclinkptr_ptr(x)->next;
		stackpoolfree(x, order);
		x = y;
		size -= (uintptr)_FixedStack << order;
	}
	unlock(&stackpool[order].item.mu);
	c->stackcache[order].list = x;
	c->stackcache[order].size = size;
}

// go: stack.go#stackcache_clear
void stackcache_clear(mcache *c)
{
	for (uint8 order = 0; order < _NumStackOrders; order++) {
		lock(&stackpool[order].item.mu);
		gclinkptr x = c->stackcache[order].list;
		while (x != 0) {
			gclinkptr y = gclinkptr_ptr(x)->next;
			stackpoolfree(x, order);
			x = y;
		}
		c->stackcache[order].list = 0;
		c->stackcache[order].size = 0;
		unlock(&stackpool[order].item.mu);
	}
}

// go: none — the order of a small stack size, -1 for a large one: the loop that stackalloc and
//     stackfree share in Go
static int stackorder(uintptr n)
{
	if (n >= (uintptr)_FixedStack << _NumStackOrders || n >= _StackCacheSize)
		return -1;
	return (int)stacklog2(n / _FixedStack);
}

// go: none — tells Valgrind about a stack; its number is kept in the lowest word, which no frame
//     reaches
static void stackregister(stack s)
{
	if (RUNNING_ON_VALGRIND)
		*(uintptr *)s.lo = VALGRIND_STACK_REGISTER(s.lo, s.hi);
}

// go: none — whether a stack of n bytes gets a mapping of its own, with a guard
// So do all stacks of a program with code that has no stack checks: the guard stops that code.
// Under Valgrind stacks as large as a thread's do: Valgrind takes a thread's stack to be all of its
// mapping.
static bool ownmapping(uintptr n)
{
	return uncheckedstack != 0 || (n >= g0StackSize && RUNNING_ON_VALGRIND);
}

// go: none — the mapping of a stack of n bytes, and of its guard
static stack mapstack(uintptr n)
{
	// Valgrind wants a thread's first stack pointer inside the mapping.
	uintptr size = stackGuardBytes + n + physPageSize;
	void *v = sysAlloc(size, &memstats.stacks_sys);
	// A huge page would be more than the goroutine touches. This comes before the guard: neighbours
	// of one kind become one mapping, unless both have pages.
	if (v != nil && physHugePageSize != 0)
		madvise(v, size, _MADV_NOHUGEPAGE);
	if (v == nil || !sysGuard(v, stackGuardBytes)) {
		print("runtime: failed to map a stack of ", n, " bytes with a guard (",
		      memstats.stacks_sys >> 20, " MB of stacks are mapped)\n",
		      "runtime: may need to increase vm.max_map_count, or Linux 6.13\n");
		throw("out of memory (stackalloc)");
	}
	uintptr lo = (uintptr)v + stackGuardBytes;
	return (stack){lo, lo + n};
}

// go: none — see runtime.h
// The second test is for a frame that has not touched the guard yet: a panic would write there, in
// the handler.
bool stackoverflowed(g *gp, uintptr addr, uintptr sp)
{
	enum { injected = 256 }; // what the handler's call of sigpanic takes
	uintptr guard = gp->stack.lo - stackGuardBytes;
	return uncheckedstack != 0 && gp == gp->m->curg &&
	       (addr - guard < stackGuardBytes || sp - guard < stackGuardBytes + injected);
}

// go: none — what newstack prints in Go
void printoverflow(g *gp, uintptr sp)
{
	print("runtime: goroutine stack exceeds ", gp->stackinuse, "-byte limit\n");
	print("runtime: sp=", hex(sp), " stack=[", hex(gp->stack.lo), ", ", hex(gp->stack.hi), "]\n",
	      "fatal error: stack overflow\n");
}

// go: none — the stack in gp's block. gp is dead, or not known to others
void firststack(g *gp)
{
	enum { size = (gBlockSize - sizeof(g)) & ~(uintptr)(CacheLineSize - 1) };
	_Static_assert((gBlockPages << _PageShift) % gBlockSize == 0, "blocks fill a span");
	_Static_assert(size >= _StackGuard + 768, "room for frames");
	gp->stack = (stack){(uintptr)gp - size, (uintptr)gp};
	gp->stackinuse = size;
	RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
}

// go: none — a new G with its first stack. On g0, with a P that stays ours
g *newgblock(p *pp)
{
	if (pp->ngblocks == 0) {
		mspan *s = stackspan(gBlockPages);
		// A program that has filled a span makes many goroutines, and fills this one soon. Its
		// pages together cost less than a fault for each. See D185.
		if (allgs.len > (gBlockPages << _PageShift) / gBlockSize)
			sysPopulate((void *)mspan_base(s), gBlockPages << _PageShift);
		s->elemsize = gBlockSize;
		pp->gblock = mspan_base(s);
		pp->ngblocks = (gBlockPages << _PageShift) / gBlockSize;
	}
	uintptr block = pp->gblock;
	pp->gblock += gBlockSize;
	pp->ngblocks--;
	g *gp = (g *)(block + ((gBlockSize - sizeof(g)) & ~(uintptr)(CacheLineSize - 1)));
	*gp = (g){0};
	gp->stackguard1 = ~(uintptr)0;
	firststack(gp);
	stackregister(gp->stack);
	return gp;
}

// go: none — a stack of n bytes for the child of a fork: threads of the parent may have held the
//     locks of all other stacks, for ever
static stack childstack(uintptr n)
{
	void *v = sysAlloc(alignUp(n, physPageSize), &memstats.stacks_sys);
	if (v == nil)
		throw("out of memory (stackalloc)");
	stack s = {(uintptr)v, (uintptr)v + n};
	stackregister(s);
	return s;
}

// go: stack.go#stackalloc
// Allocates a stack of n bytes, a power of 2, with undefined contents. On g0, because it takes
// locks that a growing stack must not hold up.
stack stackalloc(uint32 n)
{
	g *thisg = getg();
	if (thisg != thisg->m->g0)
		throw("stackalloc not on scheduler stack");
	if ((n & (n - 1)) != 0)
		throw("stack size not a power of 2");
	if (debug.efence != 0 || ownmapping(n)) {
		stack s = mapstack(alignUp(n, physPageSize));
		stackregister(s);
		return s;
	}
	if (unlikely(inForkedChild))
		return childstack(n);

	uintptr v;
	int order = stackorder(n);
	if (order >= 0) {
		mcache *c = thisg->m->mcache;
		if (c == nil || thisg->m->preemptoff.len != 0) {
			// We have no P (exitsyscall, procresize), or flush caches: straight from the pool.
			lock(&stackpool[order].item.mu);
			v = stackpoolalloc((uint8)order);
			unlock(&stackpool[order].item.mu);
		} else {
			v = c->stackcache[order].list;
			if (v == 0) {
				stackcacherefill(c, (uint8)order);
				v = c->stackcache[order].list;
			}
			c->stackcache[order].list = gclinkptr_ptr(v)->next;
			c->stackcache[order].size -= n;
		}
	} else {
		uintptr npage = n >> _PageShift;
		intgo log2npage = stacklog2(npage);
		mspan *s = nil;
		lock(&stackLarge.lock);
		if (!mSpanList_isEmpty(&stackLarge.free[log2npage])) {
			s = stackLarge.free[log2npage].first;
			mSpanList_remove(&stackLarge.free[log2npage], s);
		}
		unlock(&stackLarge.lock);
		if (s == nil) {
			s = stackspan(npage);
			s->elemsize = n;
		}
		v = mspan_base(s);
	}
	stack s = {v, v + n};
	stackregister(s);
	return s;
}

// go: stack.go#stackfree
// On g0.
void stackfree(stack stk)
{
	g *gp = getg();
	uintptr v = stk.lo, n = stk.hi - stk.lo;
	if ((n & (n - 1)) != 0)
		throw("stack not a power of 2");
	if (stk.lo + n < stk.hi)
		throw("bad stack size");
	if (RUNNING_ON_VALGRIND) {
		VALGRIND_STACK_DEREGISTER(*(uintptr *)v);
		// The part below the stack pointer was out of bounds.
		VALGRIND_MAKE_MEM_UNDEFINED((void *)v, n);
	}
	if (debug.efence != 0) {
		sysFault((void *)v, n);
		return;
	}
	if (ownmapping(n)) {
		sysFree((void *)(v - stackGuardBytes), stackGuardBytes + n + physPageSize,
		        &memstats.stacks_sys);
		return;
	}
	if (unlikely(inForkedChild)) {
		if (spanOf(v) == nil) // else of the parent's heap
			sysFree((void *)v, alignUp(n, physPageSize), &memstats.stacks_sys);
		return;
	}
	int order = stackorder(n);
	if (order >= 0) {
		mcache *c = gp->m->mcache;
		if (c == nil || gp->m->preemptoff.len != 0) {
			lock(&stackpool[order].item.mu);
			stackpoolfree(v, (uint8)order);
			unlock(&stackpool[order].item.mu);
		} else {
			if (c->stackcache[order].size >= _StackCacheSize)
				stackcacherelease(c, (uint8)order);
			gclinkptr_ptr(v)->next = c->stackcache[order].list;
			c->stackcache[order].list = v;
			c->stackcache[order].size += n;
		}
		return;
	}
	mspan *s = spanOfUnchecked(v);
	// mo: seq_cst load; as in stackpoolfree.
	if (atomic_Load(&s->state.s) != mSpanManual) {
		println(hex(mspan_base(s)), (void *)v);
		throw("bad span state");
	}
	if (gcphase == _GCoff) {
		mheap_freeManual(&mheap_, s, &memstats.stacks_inuse);
	} else {
		// Must not become heap while a marker may hold pointers into it.
		intgo log2npage = stacklog2(s->npages);
		lock(&stackLarge.lock);
		mSpanList_insert(&stackLarge.free[log2npage], s);
		unlock(&stackLarge.lock);
	}
}

// go: none — sets stackguard0 after a change of g.stack, without losing a preemption request
// preemptone stores preempt, then poisons stackguard0. We store the guard (a full fence), then read
// preempt. If that read misses preemptone's store, our store of the guard came before its poison,
// which therefore survives.
static void setstackguard0(g *gp)
{
	// mo: seq_cst store; see above.
	atomic_Storeuintptr(&gp->stackguard0, gp->stack.lo + _StackGuard);
	if (RELAXED(gp->preempt) || RELAXED(gp->preemptStop))
		RELAXED_SET(gp->stackguard0, stackPreempt);
}

// go: none — stores the guard of the running gp, on its own thread, and the thread's copy
// The argument is at gogo (asm_amd64.S).
void setguard(g *gp)
{
	setstackguard0(gp);
	uintptr *slot = guardslot(gp->m);
	uintptr guard;
	do {
		guard = RELAXED(gp->stackguard0);
		// mo: seq_cst store, a full fence before the next read; see gogo.
		atomic_Storeuintptr(slot, guard);
	} while (guard != RELAXED(gp->stackguard0));
}

// go: none — leaves the current segment and keeps it; frees the one that was kept before
// On g0. If the goroutine still runs on the latter, at sp, that one stays in place of the other.
static void leavesegment(g *gp, uintptr sp)
{
	segment *s = gp->stackseg;
	segment *idle = gp->stackkept;
	gp->stackinuse -= s->stack.hi - s->stack.lo;
	gp->stackseg = s->prev;
	gp->stack = s->prevstack;
	gp->stackkept = s;
	if (idle != nil && onpart(idle->stack, sp)) {
		gp->stackkept = idle;
		idle = s;
	}
	if (idle != nil)
		stackfree(idle->stack);
}

// go: none — argument record of unwindstack
typedef struct unwindargs {
	g      *gp;
	uintptr sp, ours;
} unwindargs;

// go: none — body of unwindstack, on g0
static void unwindstack_m(void *arg)
{
	unwindargs *a = arg;
	g *gp = a->gp;
	while (!onpart(gp->stack, a->sp)) {
		if (gp->stackseg == nil)
			throw("runtime: unwinding to a foreign stack");
		leavesegment(gp, a->ours);
	}
	setstackguard0(gp);
}

// go: none — see runtime.h; C has no unwinding that knows of segments
void unwindstack(g *gp, uintptr sp)
{
	if (onpart(gp->stack, sp))
		return;
	unwindargs a = {gp, sp, (uintptr)__builtin_frame_address(0)};
	systemstack(unwindstack_m, &a);
	if (gp == getg())
		setguard(gp);
}

// go: none — is gp the goroutine of a thread of C code, and sp on that thread's stack?
// Of such a thread needm knows only what is near its own frame.
static bool onthread(g *gp, uintptr sp)
{
#ifdef GORT_HOSTED
	return gp->startpc == 0 && asmcgocall(x_cgo_onstack, (void *)sp) != 0; // nobody has started it
#else
	return false;
#endif
}

// go: none — no Go code jumps out of its frame
// Called before a longjmp, or an exception, brings control to a frame whose stack pointer is sp: on
// a goroutine drops what belongs to the frames that are left. Our own segment stays for so long.
// See D220.
void beforejump(uintptr sp)
{
	g *gp = getg();
	g *curg = gp->m->curg, *g0 = gp->m->g0;
	stackpart all = curg != nil ? stackall(curg) : (stackpart){0};
	bool ours = stackpart_index(&all, sp) >= 0;
	if (gp != curg ? ours : onpart(g0->stack, sp) || (!ours && onthread(curg, sp)))
		throw("longjmp or exception from a goroutine's stack to the system's, or back");
	// A call back, if there was one, has begun at g0.sched.sp.
	if (gp == g0 && onpart(g0->stack, sp) && sp > g0->sched.sp)
		throw("longjmp of C code past a call back");
	if (gp != curg || !ours) // C code, on the thread's stack or on one that it has made
		return;
	dropframes(gp, sp);
	unwindstack(gp, sp);
}

// go: none — body of freekept, on g0
static void freekept_m(void *arg)
{
	g *gp = arg;
	stackfree(gp->stackkept->stack);
	gp->stackkept = nil;
}

// go: none — frees the idle segment; called by __morestack when it is about to leave another one
hidden void freekept(g *gp) GOSYM(freekept);
void freekept(g *gp) { systemstack(freekept_m, gp); }

// go: none — frees all segments but the first; on g0, gp is dead
void freesegments(g *gp)
{
	while (gp->stackseg != nil)
		leavesegment(gp, 0);
	if (gp->stackkept != nil)
		freekept_m(gp);
}

// go: none — arguments that were copied to a new segment still have the identity of the original
uintptr unsplitaddr(g *gp, uintptr argp)
{
	for (segment *s = gp->stackseg; s != nil; s = s->prev)
		if (s->copy == argp)
			return s->args;
	return argp;
}

// go: stack.go#round2
// The smallest power of 2 that is >= x.
int32 round2(int32 x)
{
	int s = 0;
	while ((int32)1 << s < x)
		s++;
	return (int32)1 << s;
}

// go: none — the line of a report on a bad stack
static void printmorebuf(gobuf *morebuf, gobuf *sched)
{
	print("\tmorebuf={pc:", hex(morebuf->pc), " sp:", hex(morebuf->sp), " lr:", hex(morebuf->lr),
	      "}\n", "\tsched={pc:", hex(sched->pc), " sp:", hex(sched->sp), " lr:", hex(sched->lr),
	      " ctxt:", sched->ctxt, "}\n");
}

// go: none — a segment of size bytes, idle. On g0
segment *newsegment(uintptr size)
{
	stack stk = stackalloc((uint32)size);
	segment *s = (segment *)((stk.hi - sizeof(segment)) & ~(uintptr)15);
	// No frame lies there, but the collector looks.
	memclrNoHeapPointers((byte *)s - segmentPad, segmentPad);
	s->stack = stk;
	return s;
}

// go: none — the bytes of arguments and results of a function whose prologue, at f, does not tell
//     them, or more: they lie at the end of its caller's frame
static uintptr reachable(g *gp, morestackframe *f)
{
	enum { unknown = 4096 }; // of a caller without call frame information
	uintptr first = (uintptr)f->args, cfa;
	segment *s = gp->stackseg;
	if (s != nil && s->copy == first) // this segment was too small
		return alignUp(s->argsize & ~(segCopyBack | segUntold), 16);
	unwinder u;
	unwinder_init(&u, false, stackall(gp));
	uintptr regs[] = {f->rbx, f->rbp, f->r12, f->r13, f->r14, f->r15};
	for (intgo i = 0; i < nelem(savedregs); i++)
		unwinder_set(&u, savedregs[i], regs[i]);
	unwinder_set(&u, regRIP, f->retp);
	unwinder_set(&u, regRSP, first);
	bool bottom = false;
	if (unwinder_step(&u, &cfa, &bottom) && first < cfa && cfa <= gp->stack.hi)
		return alignUp(cfa - sizeof(uintptr) - first, 16);
	uintptr all = (gp->stack.hi - first) & ~(uintptr)15;
	return bottom || all < unknown ? all : unknown;
}

// go: none — puts gp on a segment with room for the frame f, with which it called __morestack
// Takes the place of copystack. Inlined even in the study build, so that a stack overflow is
// reported in newstack, as in Go. See D14.
static alwaysinline void entersegment(g *gp, morestackframe *f)
{
	bool untold = f->argsize & segUntold;
	if (untold)
		f->argsize |= reachable(gp, f);
	uintptr argsize = f->argsize & ~(segCopyBack | segUntold);
	uintptr copies = untold ? 2 * argsize : argsize;
	uintptr need = f->framesize + copies + segmentReserve;
	uintptr grown = 2 * (uintptr)round2((int32)(gp->stack.hi - gp->stack.lo));
	uintptr newsize = grown;
	while (newsize < need)
		newsize *= 2;

	segment *s = gp->stackkept;
	gp->stackkept = nil;
	if (s != nil && s->stack.hi - s->stack.lo < newsize) {
		stackfree(s->stack);
		s = nil;
	}
	if (s == nil) {
		// The limit is for growth. A single frame may be larger, since gccgo keeps temporaries in
		// frames that Go's compiler allocates on the heap.
		if (gp->stackinuse + grown > maxstacksize || newsize > (uintptr)1 << 31) {
			print("runtime: goroutine stack exceeds ", maxstacksize, "-byte limit\n");
			print("runtime: sp=", hex(gp->sched.sp), " stack=[", hex(gp->stack.lo), ", ",
			      hex(gp->stack.hi), "]\n");
			throw("stack overflow");
		}
		s = newsegment(newsize);
	}
	s->prev = gp->stackseg;
	s->prevstack = gp->stack;
	s->args = (uintptr)f->args;
	s->argsize = f->argsize;
	s->copy = ((uintptr)s - segmentPad - copies) & ~(uintptr)15;
	s->copy -= (s->copy - s->args) & 48; // vectors stay as aligned as they were
	memmove((void *)s->copy, f->args, argsize);
	memmove((void *)(s->copy + copies - argsize), f->args, argsize);
	gp->stackseg = s;
	gp->stackinuse += s->stack.hi - s->stack.lo;
	gp->stack = s->stack;
	setstackguard0(gp);
	gp->sched.pc = (uintptr)morestack_enter;
	gp->sched.ret = s->copy; // gogo loads it into rax; morestack.enter takes it as rsp
}

// go: stack.go#newstack [adapted] grows by a segment; the prologue is not repeated, so
//     morestack.resume tests for room again
// __morestack calls it on g0, with the caller's context in m.morebuf and g.sched. When it returns,
// the M continues with m.curg. See D8.
void newstack(void)
{
	m *mp = getg()->m;
	g *gp = mp->curg;
	if (guintptr_ptr(mp->morebuf.g) != gp) {
		print("runtime: newstack called from g=", hex(mp->morebuf.g), "\n\tm=", (void *)mp,
		      " m->curg=", (void *)gp, " m->g0=", (void *)mp->g0,
		      " m->gsignal=", (void *)mp->gsignal, "\n");
		traceback(mp->morebuf.pc, mp->morebuf.sp, mp->morebuf.lr, guintptr_ptr(mp->morebuf.g));
		throw("runtime: wrong goroutine in newstack");
	}
	if (gp->throwsplit) {
		gobuf morebuf = mp->morebuf;
		gp->syscallsp = morebuf.sp;
		gp->syscallpc = morebuf.pc;
		funcInfo f = findfunc(gp->sched.pc);
		String name = funcInfo_valid(f) ? funcname(f) : STR("(unknown)");
		print("runtime: newstack at ", name, "+",
		      hex(funcInfo_valid(f) ? gp->sched.pc - f.entry : 0), " sp=", hex(gp->sched.sp),
		      " stack=[", hex(gp->stack.lo), ", ", hex(gp->stack.hi), "]\n");
		printmorebuf(&morebuf, &gp->sched);
		mp->traceback = 2;
		traceback(morebuf.pc, morebuf.sp, morebuf.lr, gp);
		throw("runtime: stack split at bad time");
	}
	gobuf morebuf = mp->morebuf;
	mp->morebuf = (gobuf){0};

	// Read once: other threads may poison it at any time.
	bool preempt = RELAXED(gp->stackguard0) == stackPreempt;
	if (preempt && !canPreemptM(mp)) {
		// Let it run on. gp->preempt stays set, so the next tick asks again.
		// mo: relaxed; gogo copies it to the thread's word with a full fence.
		RELAXED_SET(gp->stackguard0, gp->stack.lo + _StackGuard);
		return;
	}
	if (gp->stack.lo == 0)
		throw("missing stack in newstack");
	uintptr sp = gp->sched.sp;
	// A landing pad that was entered by unwinding still has the segment that it came from.
	unwindstack(gp, sp);
	if (sp < gp->stack.lo + sizeof(uintptr)) {
		print("runtime: newstack sp=", hex(sp), " stack=[", hex(gp->stack.lo), ", ",
		      hex(gp->stack.hi), "]\n");
		printmorebuf(&morebuf, &gp->sched);
		print("runtime: gp=", (void *)gp, ", goid=", gp->goid,
		      ", gp->status=", hex(readgstatus(gp)), "\n runtime: split stack overflow: ", hex(sp),
		      " < ", hex(gp->stack.lo), "\n");
		throw("runtime: split stack overflow");
	}

	if (preempt) {
		if (gp == mp->g0)
			throw("runtime: preempt g0");
		if (mp->p == 0 && mp->locks == 0)
			throw("runtime: g is running but p is not");
		if (gp->preemptShrink) {
			gp->preemptShrink = false;
			shrinkstack(gp);
		}
		// Our caller's frame has the vector registers' low 16 bytes, and no code of the runtime
		// changes the others; other goroutines do. See D217.
		savexstate(gp);
		if (gp->preemptStop)
			preemptPark(gp);
		else
			gopreempt_m(gp);
		return;
	}

	morestackframe *f = (morestackframe *)sp;
	uintptr entrysp = (uintptr)&f->retp; // rsp when f was entered
	bool untold = f->argsize & segUntold;
	if (!untold && entrysp >= gp->stack.lo + _StackGuard + f->framesize) {
		// There is room: the thread's word held a request that is no more.
		setstackguard0(gp);
	} else {
		entersegment(gp, f);
	}
}

// go: stack.go#nilfunc
void nilfunc(void) { *(volatile uint8 *)0 = 0; }

// go: stack.go#gostartcallfn
// Makes gobuf as if it had called fn and stopped before its first instruction.
void gostartcallfn(gobuf *gobuf, funcval *fv)
{
	void *fn = fv != nil ? (void *)fv->fn : (void *)nilfunc;
	gostartcall(gobuf, fn, fv);
}

// go: stack.go#isShrinkStackSafe [unused] as shrinkstack
bool isShrinkStackSafe(g *gp) { return gp->syscallsp == 0 && !gp->asyncSafePoint; }

// go: stack.go#shrinkstack [unused] nothing sets preemptShrink. Adapted: it frees the idle segment
// The caller owns gp's stack: it holds the scan bit, or gp is its own user goroutine and it is on
// g0.
void shrinkstack(g *gp)
{
	if (gp->stack.lo == 0)
		throw("missing stack in shrinkstack");
	uint32 s = readgstatus(gp);
	if ((s & _Gscan) == 0 &&
	    !(gp == getg()->m->curg && getg() != getg()->m->curg && s == _Grunning))
		throw("bad status in shrinkstack");
	if (!isShrinkStackSafe(gp))
		throw("shrinkstack at bad time");
	if (gp == getg()->m->curg && gp->m->libcallsp != 0)
		throw("shrinking stack in libcall");
	if (debug.gcshrinkstackoff > 0)
		return;
	if (gp->stackkept != nil)
		freekept_m(gp);
}

// go: none — frees the spans of list that stackpool or stackLarge held back
// The caller holds the list's lock.
static void freespans(mSpanList *list, bool unusedOnly)
{
	for (mspan *s = list->first; s != nil;) {
		mspan *next = s->next;
		if (!unusedOnly || s->allocCount == 0) {
			mSpanList_remove(list, s);
			s->manualFreeList = 0;
			mheap_freeManual(&mheap_, s, &memstats.stacks_inuse);
		}
		s = next;
	}
}

// go: stack.go#freeStackSpans
// Between collections: frees the stack spans that were kept while marking.
void freeStackSpans(void)
{
	for (intgo order = 0; order < nelem(stackpool); order++) {
		lock(&stackpool[order].item.mu);
		freespans(&stackpool[order].item.span, true);
		unlock(&stackpool[order].item.mu);
	}
	lock(&stackLarge.lock);
	for (intgo i = 0; i < nelem(stackLarge.free); i++)
		freespans(&stackLarge.free[i], false);
	unlock(&stackLarge.lock);
}

// go: none — alloca and arrays of variable size in code with the stack check
// Compiled code asks for the memory where the segment has no room (asm_amd64.S). The memory lives
// as long as the frame has its address. In the child of a fork, where the heap's locks may be held
// for ever and nothing is collected, it lives as long as the child.
hidden void *morestack_allocate(uintptr size) GOSYM(morestack_allocate);
void *morestack_allocate(uintptr size)
{
	if (unlikely(inForkedChild))
		return persistentalloc(size, 16, &memstats.other_sys);
	g *gp = getg();
	if (unlikely(gp == gp->m->curg && readgstatus(gp) == _Gsyscall))
		return syscallalloc(gp, size);
	return mallocgc(size, &anypointers, true);
}

// go: stack.go#morestackc [unused] __morestack tells system stacks by the current g
void morestackc(void) { throw("attempt to execute system stack code on user stack"); }
