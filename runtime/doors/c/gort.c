// split-stack: yes
// The door for C programs: the functions of gort.h, except those of descriptors (gort_fd.c). Each
// has Go's name with gort_ before it.
#include "runtime.h"
#ifdef GORT_HOSTED
#include "callin.h"
#endif
#include "gort_rt.h"

extern const funcval gostartgort_f GOSYM(gostartgort.f);
extern byte gort_call_recover[] GOSYM(gort_call.recover);
extern _type string_type GOLABEL("string..d");

// go: none — the go statement; our caller is the new goroutine's creator, also when the stack is
//     full
nosplit void gort_go(void (*fn)(void *), void *arg)
{
	void *args[2] = {(void *)fn, arg};
	newproc(sizeof args, (funcval *)&gostartgort_f, args, getcallerpc());
}

// go: none — C name of proc.go#Gosched
void gort_Gosched(void) { Gosched(); }

// go: none — C name of panic.go#Goexit
void gort_Goexit(void) { Goexit(); }

// go: none — C name of proc.go#LockOSThread
void gort_LockOSThread(void) { LockOSThread(); }

// go: none — C name of proc.go#UnlockOSThread
void gort_UnlockOSThread(void) { UnlockOSThread(); }

// go: none — C name of debug.go#GOMAXPROCS
int gort_GOMAXPROCS(int n) { return (int)GOMAXPROCS(n); }

// go: none — C name of debug.go#NumCPU
int gort_NumCPU(void) { return (int)NumCPU(); }

// go: none — C name of debug.go#NumGoroutine
int gort_NumGoroutine(void) { return (int)NumGoroutine(); }

// go: none — the number in a goroutine's traceback
int64_t gort_goid(void) { return getg()->goid; }

// go: none — the goroutine's word
void *gort_getlocal(void) { return getg()->local; }

// go: none — … set
void gort_setlocal(void *p) { getg()->local = p; }

// go: none — new, for memory without a type
void *gort_new(size_t n) { return mallocgc(n, &anypointers, true); }

// go: none — a channel type for elements of elemsize bytes of plain memory; made once a size
static chantype *chantypeof(size_t elemsize)
{
	// Each entry is set once, so that this table keeps every descriptor in use: a channel's own
	// pointer to its elements' type does not, as the collector does not look into channels.
	static chantype *types[65536];
	// mo: seq_cst load and CAS: the descriptor is complete before it can be seen.
	chantype *t = atomic_Loadp(&types[elemsize]);
	if (t == nil) {
		t = mallocgc(sizeof *t + sizeof *t->elem, &anypointers, true);
		t->elem = (_type *)(t + 1);
		t->elem->size = elemsize;
		t->elem->ptrdata = elemsize & ~(uintptr)7; // any word may be a pointer
		t->elem->align = t->elem->fieldAlign = 8;
		t->elem->tflag = tflagRegularMemory;
		t->typ.size = t->typ.ptrdata = sizeof(void *);
		t->typ.kind = kindChan | kindDirectIface;
		t->dir = 3;
		if (!atomic_Casp1(&types[elemsize], nil, t))
			t = atomic_Loadp(&types[elemsize]); // another thread was first
	}
	return t;
}

// go: none — make(chan T, n)
gort_chan gort_makechan(size_t elemsize, size_t n)
{
	if (elemsize > 65535)
		panicplain(STR("makechan: size out of range"));
	return makechan(chantypeof(elemsize), (intgo)n);
}

// go: none — C name of chan.go#chansend1
void gort_chansend(gort_chan c, const void *elem) { chansend1(c, (void *)elem); }

// go: none — C name of chan.go#chanrecv2
bool gort_chanrecv(gort_chan c, void *elem) { return chanrecv2(c, elem); }

// go: none — C name of chan.go#selectnbsend
bool gort_trysend(gort_chan c, const void *elem) { return selectnbsend(c, (void *)elem); }

// go: none — C name of chan.go#selectnbrecv2
bool gort_tryrecv(gort_chan c, void *elem, bool *ok)
{
	bool received;
	bool selected = selectnbrecv2(elem, &received, c);
	if (ok != nil)
		*ok = received;
	return selected;
}

// go: none — C name of chan.go#closechan
void gort_closechan(gort_chan c) { closechan(c); }

// go: none — len
size_t gort_chanlen(gort_chan c) { return c == nil ? 0 : RELAXED(c->qcount); }

// go: none — cap
size_t gort_chancap(gort_chan c) { return c == nil ? 0 : c->dataqsiz; }

// go: none — the select statement
int gort_select(gort_case *cases, int n, bool blocking)
{
	if (n < 0 || n > 65535)
		panicplain(STR("select: bad number of cases"));
	if (n == 0 && blocking)
		block();
	// Up to eight cases, one of them default, on the stack.
	scase small[8];
	uint16 smallorder[2 * nelem(small)];
	int total = n + (blocking ? 0 : 1);
	scase *sc = small;
	uint16 *order = smallorder;
	if (total > nelem(small)) {
		sc = mallocgc((uintptr)total * (sizeof *sc + 2 * sizeof *order), &anypointers, true);
		order = (uint16 *)(sc + total);
	}
	for (int i = 0; i < n; i++)
		sc[i] = (scase){
			.c = cases[i].c, .elem = cases[i].elem, .kind = cases[i].send ? caseSend : caseRecv};
	if (!blocking)
		sc[n] = (scase){.kind = caseDefault};
	bool ok;
	intgo chosen = selectgo(sc, order, total, &ok);
	if (chosen == n)
		return -1;
	cases[chosen].ok = ok;
	return (int)chosen;
}

// go: none — the frame that a deferred call belongs to
static uintptr deferframe(void)
{
	uintptr frame = getg()->callframe;
	if (frame == 0)
		throw("gort_defer: not in a gort_call");
	return frame;
}

// go: none — the defer statement
void gort_defer(void (*fn)(void *), void *arg)
{
	deferproc_c(fn, arg, false, deferframe(), (uintptr)gort_call_recover);
}

// go: none — … of a call with arguments, which fn makes
void gort_deferthunk(void (*fn)(void *), void *arg)
{
	deferproc_c(fn, arg, true, deferframe(), (uintptr)gort_call_recover);
}

// go: none — panic(text)
void gort_panic(const char *text)
{
	String *s = mallocgc(sizeof *s, &anypointers, true);
	*s = (String){(const byte *)text, findnull((const byte *)text)};
	gopanic((eface){&string_type, s});
}

// go: none — panic(v)
void gort_panicv(gort_any v) { gopanic((eface){(_type *)v.type, v.data}); }

// go: none — recover(), the text
const char *gort_recoverat(const void *frame)
{
	eface e = gorecover_c((uintptr)frame);
	if (e._type == nil)
		return NULL;
	String s = panictext(e);
	char *text = mallocgc((uintptr)s.len + 1, &nopointers, true);
	memmove(text, s.str, (size_t)s.len);
	return text;
}

// go: none — recover()
gort_any gort_recovervat(const void *frame)
{
	eface e = gorecover_c((uintptr)frame);
	return (gort_any){(const struct gort_type *)e._type, e.data};
}

// go: none — C name of time_nofake.go#nanotime
int64_t gort_nanotime(void) { return nanotime(); }

// go: none — C name of time.go#timeSleep
void gort_Sleep(int64_t ns) { timeSleep(ns); }

struct gort_timer {
	timer t;
	void (*fn)(void *);
	void *arg;
};

// go: none — the function of gort_AfterFunc's timers, on g0: starts the user's on a goroutine
static void gofunc(eface arg, uintptr seq)
{
	gort_timer *t = arg.data;
	gort_go(t->fn, t->arg);
}

// go: none — when a timer of ns from now is due
static int64 when(int64_t ns)
{
	int64 now = nanotime();
	if (ns <= 0)
		return now;
	return now > maxWhen - ns ? maxWhen : now + ns;
}

// go: none — time.AfterFunc, time.NewTicker
gort_timer *gort_AfterFunc(int64_t ns, int64_t period, void (*fn)(void *), void *arg)
{
	static const funcval gofunc_f = {(uintptr)gofunc};
	gort_timer *t = mallocgc(sizeof *t, &anypointers, true);
	t->fn = fn;
	t->arg = arg;
	t->t.f = (funcval *)&gofunc_f;
	t->t.arg.data = t;
	t->t.period = period > 0 ? period : 0;
	t->t.when = when(ns);
	startTimer(&t->t);
	return t;
}

// go: none — time.Timer.Stop
bool gort_timerStop(gort_timer *t) { return stopTimer(&t->t); }

// go: none — time.Timer.Reset
bool gort_timerReset(gort_timer *t, int64_t ns)
{
	bool active = stopTimer(&t->t);
	resetTimer(&t->t, when(ns));
	return active;
}

// go: none — the function of gort_After's timers: never blocks, the channel has room for one
static void sendtime(eface arg, uintptr seq)
{
	int64 now = nanotime();
	selectnbsend(arg.data, &now);
}

// go: none — time.After
gort_chan gort_After(int64_t ns)
{
	static const funcval sendtime_f = {(uintptr)sendtime};
	timer *t = mallocgc(sizeof *t, &anypointers, true);
	t->f = (funcval *)&sendtime_f;
	t->arg.data = gort_makechan(sizeof(int64), 1);
	t->when = when(ns);
	hchan *c = t->arg.data;
	startTimer(t);
	return c;
}

// go: none — C name of sema.go#sync_runtime_Semacquire
void gort_semacquire(uint32_t *s) { sync_runtime_Semacquire(s); }

// go: none — C name of sema.go#sync_runtime_Semrelease
void gort_semrelease(uint32_t *s) { sync_runtime_Semrelease(s, false, 0); }

// gort_mutex.state: sync.Mutex's. A waiter that has waited for a millisecond turns on starving
// mode: unlock hands the mutex to the first waiter, and newcomers queue up. Otherwise newcomers
// compete with the waiter that is woken.
enum {
	mutexLocked   = 1,
	mutexWoken    = 2, // a waiter is awake and will try: unlock need not wake another
	mutexStarving = 4,
	mutexWaiter   = 8, // one waiter
};

// go: none — the slow path of gort_lock
static void lockslow(gort_mutex *mu)
{
	int64 waitstart = 0;
	bool starving = false, awoke = false;
	for (intgo iter = 0;;) {
		// mo: seq_cst throughout; the CAS that sets mutexLocked is the acquire that pairs with
		//     unlock's release.
		int32 old = atomic_Load(&mu->state);
		if ((old & (mutexLocked | mutexStarving)) == mutexLocked && sync_runtime_canSpin(iter)) {
			if (!awoke && (old & mutexWoken) == 0 && old >= mutexWaiter &&
			    atomic_Cas(&mu->state, old, old | mutexWoken))
				awoke = true;
			sync_runtime_doSpin();
			iter++;
			continue;
		}
		int32 new = old;
		if ((old & mutexStarving) == 0)
			new |= mutexLocked;
		if ((old & (mutexLocked | mutexStarving)) != 0)
			new += mutexWaiter;
		if (starving && (old & mutexLocked) != 0)
			new |= mutexStarving;
		if (awoke)
			new &= ~mutexWoken;
		if (!atomic_Cas(&mu->state, old, new))
			continue;
		if ((old & (mutexLocked | mutexStarving)) == 0)
			return;
		bool lifo = waitstart != 0; // who has waited before goes to the front
		if (waitstart == 0)
			waitstart = nanotime();
		sync_runtime_SemacquireMutex(&mu->sema, lifo, 1);
		starving = starving || nanotime() - waitstart > 1000000;
		old = atomic_Load(&mu->state);
		if ((old & mutexStarving) != 0) {
			// The lock was handed over: it is not marked locked, and we still count as a waiter.
			int32 delta = mutexLocked - mutexWaiter;
			if (!starving || old < 2 * mutexWaiter)
				delta -= mutexStarving;
			atomic_Xadd(&mu->state, delta);
			return;
		}
		awoke = true;
		iter = 0;
	}
}

// go: none — sync.Mutex.Lock
void gort_lock(gort_mutex *mu)
{
	// mo: seq_cst; acquires what the last unlock released.
	if (!atomic_Cas(&mu->state, 0, mutexLocked))
		lockslow(mu);
}

// go: none — sync.Mutex.Unlock
void gort_unlock(gort_mutex *mu)
{
	// mo: seq_cst; releases the critical section.
	int32 new = atomic_Xadd(&mu->state, -mutexLocked);
	if (new == 0)
		return;
	if (((new + mutexLocked) & mutexLocked) == 0)
		throw("sync: unlock of unlocked mutex");
	if ((new & mutexStarving) != 0) {
		sync_runtime_Semrelease(&mu->sema, true, 1);
		return;
	}
	enum { taken = mutexLocked | mutexWoken | mutexStarving };
	for (int32 old = new; old >= mutexWaiter && (old & taken) == 0; old = atomic_Load(&mu->state))
		if (atomic_Cas(&mu->state, old, (old - mutexWaiter) | mutexWoken)) {
			sync_runtime_Semrelease(&mu->sema, false, 1);
			return;
		}
}

// go: none — sync.WaitGroup.Add
void gort_wgadd(gort_waitgroup *wg, int delta)
{
	// mo: seq_cst; a goroutine that returns from Wait sees what came before Done.
	uint64 state = atomic_Xadd64(&wg->state, (uint64)(int64)delta << 32);
	int32 counter = (int32)(state >> 32);
	uint32 waiters = (uint32)state;
	if (counter < 0)
		panicplain(STR("sync: negative WaitGroup counter"));
	if (counter > 0 || waiters == 0)
		return;
	// The counter is 0 and there are waiters: nobody may change the state now.
	atomic_Store64(&wg->state, 0);
	for (; waiters != 0; waiters--)
		sync_runtime_Semrelease(&wg->sema, false, 0);
}

// go: none — sync.WaitGroup.Done
void gort_wgdone(gort_waitgroup *wg) { gort_wgadd(wg, -1); }

// go: none — sync.WaitGroup.Wait
void gort_wgwait(gort_waitgroup *wg)
{
	for (;;) {
		// mo: seq_cst; pairs with gort_wgadd.
		uint64 state = atomic_Load64(&wg->state);
		if ((int32)(state >> 32) == 0)
			return;
		if (atomic_Cas64(&wg->state, state, state + 1)) {
			sync_runtime_Semacquire(&wg->sema);
			return;
		}
	}
}

// go: none — C name of proc.go#exitsyscall
nosplit void gort_exitsyscall(void) { exitsyscall(); }

// go: none — fn and arg of gort_systemstack
typedef struct oncall {
	void (*fn)(void *);
	void *arg;
} oncall;

// go: none — body of gort_systemstack, on g0
// The checks of fn compare with the thread's guard word, which meanwhile is that of this stack:
// with the goroutine's, an overflow would show only where this stack is at a lower address.
static nosplit void gort_systemstack_m(void *call)
{
	oncall *c = call;
	m *mp = getg()->m;
	// mo: relaxed; a request for preemption that this overwrites is seen by setguard.
	RELAXED_SET(*guardslot(mp), getg()->stackguard0);
	c->fn(c->arg);
	setguard(mp->curg);
}

// go: none — C name of stubs.go#systemstack
void gort_systemstack(void (*fn)(void *), void *arg)
{
	if (getg() == getg()->m->curg)
		systemstack(gort_systemstack_m, &(oncall){fn, arg});
	else
		fn(arg); // in another one's fn
}

// go: none — print(text)
void gort_print(const char *text) { print(text); }

// go: none — print(v)
void gort_printint(int64_t v) { print((int64)v); }
