// The switches and the growth of stacks, alone: rt0_go to mstart on m0, gogo to a fresh goroutine
// on 2 KB, mcall and back, systemstack, a switch between two goroutines that hold values in all
// callee-saved registers, __morestack with arguments of every kind, variadic functions, results in
// registers and in memory, a boundary that is crossed a million times with one allocation, a
// preemption in a prologue, unwindstack, and an asynchronous preemption whose caller finds every
// register as it was. The scheduler is this file's stubs.
#include "runtime.h"

m m0;
g g0;
mheap mheap_;
mstats memstats;
__typeof__(allgs) allgs;
hidden struct debugvars debug;
uint32 panicking;
uintptr physPageSize = 4096, physHugePageSize;
bool isIntel, lfenceBeforeRdtsc;
uint32 processorVersionInfo, processorMaxLeaf, processorFeatures[2];
uintptr vdsoClockgettimeSym GOSYM(vdsoClockgettimeSym);

void usertest(void);
void usertest2(void);
extern intgo switches, nallocs, preempted;
uint32 gcphase; // no collection is under way
intgo switches, nallocs, preempted;
static g g1, g2;
static byte stack1[2048] __attribute__((aligned(16))), stack2[2048] __attribute__((aligned(16)));
static mcache cache;

noreturn void fail(const char *what) GOLABEL("fail");
void fail(const char *what)
{
	int32 n = 0;
	while (what[n] != 0)
		n++;
	write1(1, what, n);
	write1(1, "\n", 1);
	exit(1);
}
noreturn void (throw)(String s) { fail((const char *)s.str); }

// What any C code may do to the vector registers.
static void clobber(void)
{
	__asm__ volatile("pcmpeqb %%xmm0,%%xmm0; movaps %%xmm0,%%xmm1; movaps %%xmm0,%%xmm2\n"
	                 "movaps %%xmm0,%%xmm3; movaps %%xmm0,%%xmm4; movaps %%xmm0,%%xmm5\n"
	                 "movaps %%xmm0,%%xmm6; movaps %%xmm0,%%xmm7; movaps %%xmm0,%%xmm15"
	                 :
	                 :
	                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm15");
}

// What stack.c asks of the rest.
void lock(mutex *l) {}
void unlock(mutex *l) {}
void sysPopulate(void *v, uintptr n) {}
static byte heap[1 << 24] __attribute__((aligned(8192)));
static uintptr heapused;
static mspan spans[1 << 11];
mspan *mheap_allocManual(mheap *h, uintptr npages, uint64 *stat)
{
	static intgo n;
	for (mspan *s = spans; s < spans + n; s++)
		if (s->state.s == mSpanDead && s->npages == npages) {
			s->state.s = mSpanManual;
			return s;
		}
	mspan *s = &spans[n++];
	s->startAddr = (uintptr)heap + heapused;
	s->npages = npages;
	s->state.s = mSpanManual;
	heapused += npages * pageSize;
	if (heapused > sizeof heap)
		fail("out of memory");
	nallocs++;
	return s;
}
void mheap_freeManual(mheap *h, mspan *s, uint64 *stat) { s->state.s = mSpanDead; }
mspan *spanOf(uintptr p) { return nil; }
mspan *spanOfUnchecked(uintptr p)
{
	for (mspan *s = spans;; s++)
		if (p - s->startAddr < s->npages * pageSize)
			return s;
}
void mSpanList_init(mSpanList *l) { l->first = l->last = nil; }
bool mSpanList_isEmpty(mSpanList *l) { return l->first == nil; }
void mSpanList_insert(mSpanList *l, mspan *s) { s->next = l->first; l->first = s; }
void mSpanList_remove(mSpanList *l, mspan *s)
{
	mspan **p = &l->first;
	while (*p != s)
		p = &(*p)->next;
	*p = s->next;
}
bool canPreemptM(m *mp) { return true; }
void gopreempt_m(g *gp)
{
	preempted++;
	gp->preempt = false;
	gp->stackguard0 = gp->stack.lo + _StackGuard;
	clobber();
	gogo(&gp->sched);
}
bool unwinder_step(unwinder *u, uintptr *cfa, bool *bottom) { return false; }
funcInfo findfunc(uintptr pc) { return (funcInfo){0}; }
String funcname(funcInfo f) { return (String){0}; }
String debugCallCheck(uintptr pc, uintptr sp) { return (String){0}; }
String debugCallWrap(uintptr size) { return (String){0}; }
void debugCallDefer(void *d) {}
void badtls(void)
{
	fail("badtls");
	__builtin_unreachable();
}
void traceback(uintptr pc, uintptr sp, uintptr lr, g *gp) {}
uint32 readgstatus(g *gp) { return _Grunning; }
void preemptPark(g *gp) { fail("preemptPark"); }
void dropframes(g *gp, uintptr sp) {}
void leaveframe(void) GOSYM(leaveframe);
void leaveframe(void) { fail("leaveframe"); }
_type anypointers;
bool inForkedChild;
void *persistentalloc(uintptr size, uintptr align, uint64 *stat) { fail("persistentalloc"); }
void *syscallalloc(g *gp, uintptr size) { fail("syscallalloc"); }
void *mallocgc(uintptr size, _type *typ, bool needzero) { fail("mallocgc"); }
void *sysAlloc(uintptr n, uint64 *stat) { return nil; }
void sysFree(void *v, uintptr n, uint64 *stat) { fail("sysFree"); }
void sysFault(void *v, uintptr n) {}
bool sysGuard(void *v, uintptr n) { return true; }
void syscallfailed(const char *name, int32 ret) { fail(name); }
void printlock(void) {}
void printunlock(void) {}
void printnl(void) {}
void printsp(void) {}
void printhexvalue(hex v) {}
void printuint(uint64 v) {}
void printint(int64 v) {}
void printcstring(const char *s) {}
void printstring(String s) {}
void printpointer(const void *p) {}

// What the assembly asks of the rest.
void check(void) {}
void args(int32 c, byte **v)
{
	if (c != 2 || v[1][0] != 'x')
		fail("args: argc or argv is wrong");
}
void osinit(void) {}
void schedinit(void) {}
noreturn void main(void) GOSYM(main);
void main(void) { fail("main"); }
void badmcall(void (*fn)(g *)) { fail("badmcall"); }
void badmcall2(void (*fn)(g *)) { fail("badmcall2"); }
void reentersyscall(uintptr pc, uintptr sp) { fail("reentersyscall"); }
void reentersyscallblock(uintptr pc, uintptr sp) { fail("reentersyscallblock"); }
void badsystemstack(void) { fail("badsystemstack"); }
void badmorestackg0(void) { fail("morestack on g0"); }
void badmorestackgsignal(void) { fail("morestack on gsignal"); }
void deferreturn_c(uintptr sp) GOSYM(deferreturn_c);
void deferreturn_c(uintptr sp) {}
uint32 *mstart_exit(void)
{
	fail("mstart_exit");
	return nil;
}
void sigtrampgo(uint32 sig, siginfo *info, void *ctx) { fail("sigtrampgo"); }
void sigpanic(void) { fail("sigpanic"); }

static intgo newprocs_seen;
void newproc(int32 siz, funcval *fn, void *argp, uintptr callerpc)
{
	extern const funcval mainPC GOSYM(mainPC);
	if (siz != 0 || fn != &mainPC)
		fail("newproc: arguments are wrong");
	newprocs_seen++;
}

static void startg(g *gp, byte *stk, void (*fn)(void))
{
	gp->stack = (stack){(uintptr)stk, (uintptr)stk + 2048};
	gp->stackguard0 = gp->stack.lo + _StackGuard;
	gp->sched.sp = (gp->stack.hi - 64) & ~(uintptr)15;
	gp->sched.pc = (uintptr)goexit + 1;
	gp->sched.g = (guintptr)gp;
	gp->m = &m0;
	gostartcall(&gp->sched, (void *)fn, nil);
}

void mstart0(uintptr sp)
{
	if (newprocs_seen != 1 || getg() != &g0 || (sp & 15) != 0)
		fail("start-up");
	g0.sched.sp = sp;
	m0.mcache = &cache;
	m0.p = 1; // never dereferenced
	stackinit();
	startg(&g1, stack1, usertest);
	startg(&g2, stack2, usertest2);
	m0.curg = &g1;
	maxstacksize = 1 << 23;
	static byte area[8192] __attribute__((aligned(64)));
	m0.xsave = area;
	gogo(&g1.sched);
}

// The end of usertest: the goroutine returns into goexit.
void goexit1(void)
{
	if (getg() != &g1)
		fail("goexit1: wrong g");
	exit(0);
}

// Switches to the other goroutine.
static void other_m(g *gp)
{
	switches++;
	m0.curg = gp == &g1 ? &g2 : &g1;
	gogo(&m0.curg->sched);
}
void other(void) GOLABEL("other");
void other(void) { mcall(other_m); }

// An injected call as a signal handler makes it: asyncPreempt2 goes to the other goroutine and
// comes back.
static void resched_m(g *gp)
{
	preempted++;
	// The scheduler must not see the interrupted code's control bits.
	uint32 mxcsr;
	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	if (mxcsr != 0x1f80)
		fail("asyncPreempt2 runs with foreign control bits");
	clobber();
	gogo(&gp->sched);
}
void asyncPreempt2(void) { mcall(resched_m); }
