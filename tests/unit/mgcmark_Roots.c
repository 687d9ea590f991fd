// A collection keeps an object to which the only pointer is in one of the places that gc.h names,
// and frees those to which there is none. A goroutine that ends makes the objects, and the test
// knows them by the complements of their addresses, so that no copy of a pointer lies on a stack
// that the collector scans.
// needs: collector
#include "isfree.h"
#include "runtime.h"
#include <gort.h>

enum { MANY = 2000, ROUNDS = 10 };

// clang-format off
#define PLACE(X)                                                                                \
	X(global) X(initialized) X(interior) X(chained) X(large) X(stack) X(segment)                \
	X(rbx) X(r12) X(r13) X(r14) X(r15) X(syscallstack) X(syscallrbx) X(syscallr12)              \
	X(syscallr13) X(syscallr14)                                                                 \
	X(syscallr15) X(syscallrbp) X(runningrbx) X(runningr15) X(runningxmm) X(chanbuf) X(sender)  \
	X(selecting) X(timer) X(deferred) X(sleeping) X(panic) X(param) X(writebuf) X(ancestors)    \
	X(waiting) X(cgoctxt) X(labels) X(back) X(ownrbx) X(ownr15) X(argument) X(closure)
// clang-format on
#define NUMBER(name) in_##name,
#define NAME(name)   #name,
enum { PLACE(NUMBER) PLACES };
static const char *const names[] = {PLACE(NAME)};

static uintptr    object[PLACES]; // complement of the address
static uintptr    nothing[MANY];  // of objects to which nothing points that is a root
static noptr volatile uintptr notroots[MANY]; // pointers to the first half of them
// And here to the second half.
static volatile uintptr constants[MANY] __attribute__((section(".data.rel.ro,\"aw\"#")));
static uintptr   *initialptr = (uintptr *)1; // in data, not in bss
static uintptr   *globalptr, *interiorptr, **chainptr, *largeptr;
static gort_chan  made, stopping, go, done, buffered, sending, never;
static int32      fds[2] __asm__("fds"), backfds[2] __asm__("backfds");
static uint32     begun; // start has

// What the spinning goroutines read.
static struct {
	uint32 stop;
	uint32 spinning; // how many have their pointers where they are to be
} spin;

static void make(void *arg)
{
	for (int i = 0; i < PLACES; i++) {
		// The collector follows g.waiting from one sudog to the next.
		uintptr *p = gort_new(i == in_large ? 100000 : i == in_waiting ? sizeof(sudog) : 64);
		p[0] = (uintptr)i + 1;
		object[i] = ~(uintptr)p;
	}
	for (int i = 0; i < MANY; i++) {
		nothing[i] = ~(uintptr)gort_new(i % 100 == 0 ? 50000 : 8 + 8 * (size_t)(i % 50));
		notroots[i] = i < MANY / 2 ? ~nothing[i] : 0;
		constants[i] = i < MANY / 2 ? 0 : ~nothing[i];
	}
	int x = 0;
	gort_chansend(made, &x);
}

// The complement of what was kept, after the collection.
static void kept(int place, uintptr c)
{
	if (c == object[place] && !isfree(c) && ((uintptr *)~c)[0] == (uintptr)place + 1)
		return;
	gort_print("test: of place ");
	gort_print(names[place]);
	gort_print("\n");
	throw("test: the object is gone");
}

static void say(gort_chan c)
{
	int x = 0;
	gort_chansend(c, &x);
}

// Stops until the collection is over.
static void park(void)
{
	say(stopping);
	int x;
	gort_chanrecv(go, &x);
}

// The same in a system call.
static void insyscall(void)
{
	char x;
	say(stopping);
	gort_entersyscall();
	int32 n = read(fds[0], &x, 1);
	gort_exitsyscall();
	if (n != 1)
		throw("test: read");
}

__attribute__((used)) static void saystopping(void) __asm__("saystopping");
static void saystopping(void) { say(stopping); }

// insyscall without a frame of C, which would save registers.
__asm__(".text\nbaresyscall:\n\t.cfi_startproc\n\tsubq $24, %rsp\n\t.cfi_def_cfa_offset 32\n\t"
        "call saystopping\n\tcall gort_entersyscall\n\txorl %eax, %eax\n\tmovl fds(%rip), %edi\n\t"
        "leaq 8(%rsp), %rsi\n\tmovl $1, %edx\n\tsyscall\n\tcall gort_exitsyscall\n\t"
        "addq $24, %rsp\n\t.cfi_def_cfa_offset 8\n\tret\n\t.cfi_endproc\n");
extern void baresyscall(void);

// uintptr keep_R(uintptr c, void (*f)(void)): while f runs ~c is in register R, and nowhere else.
// Returns c.
// uintptr spin_R(uintptr c, &spin): counts itself in spin.spinning, and is the same until spin.stop
// is not 0, without a call.
#define KEEP(reg)                                                                                  \
	__asm__(".text\nkeep_" #reg ":\n\t.cfi_startproc\n\t"                                          \
	        "pushq %rbp\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset rbp, -16\n\t"                     \
	        "movq %rsp, %rbp\n\t.cfi_def_cfa_register rbp\n\t"                                     \
	        "pushq %" #reg "\n\tpushq %" #reg "\n\t"                                               \
	        "movq %rdi, %" #reg "\n\tnotq %" #reg "\n\txorl %edi, %edi\n\tcall *%rsi\n\t"          \
	        "movq %" #reg ", %rax\n\tnotq %rax\n\tpopq %" #reg "\n\tpopq %" #reg "\n\t"            \
	        "leave\n\t.cfi_def_cfa rsp, 8\n\tret\n\t.cfi_endproc\n"                                \
	        "spin_" #reg ":\n\t.cfi_startproc\n\t"                                                 \
	        "pushq %rbp\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset rbp, -16\n\t"                     \
	        "movq %rsp, %rbp\n\t.cfi_def_cfa_register rbp\n\t"                                     \
	        "pushq %" #reg "\n\tmovq %rdi, %" #reg "\n\tnotq %" #reg "\n\txorl %edi, %edi\n\t"     \
	        "lock incl 4(%rsi)\n1:\tcmpl $0, (%rsi)\n\tje 1b\n\t"                                  \
	        "movq %" #reg ", %rax\n\tnotq %rax\n\tpopq %" #reg "\n\t"                              \
	        "leave\n\t.cfi_def_cfa rsp, 8\n\tret\n\t.cfi_endproc\n");                              \
	extern uintptr keep_##reg(uintptr c, void (*f)(void));                                         \
	extern uintptr spin_##reg(uintptr c, typeof(spin) *);                                          \
	static void place_##reg(void) { kept(in_##reg, keep_##reg(object[in_##reg], park)); }          \
	static void place_syscall##reg(void)                                                           \
	{                                                                                              \
		kept(in_syscall##reg, keep_##reg(object[in_syscall##reg], baresyscall));                   \
	}

KEEP(rbx)
KEEP(r12)
KEEP(r13)
KEEP(r14)
KEEP(r15)
__asm__(".text\nspin_xmm:\n\t.cfi_startproc\n\t"
        "notq %rdi\n\tmovq %rdi, %xmm11\n\txorl %edi, %edi\n\t"
        "lock incl 4(%rsi)\n1:\tcmpl $0, (%rsi)\n\tje 1b\n\t"
        "movq %xmm11, %rax\n\tnotq %rax\n\tret\n\t.cfi_endproc\n");
extern uintptr spin_xmm(uintptr c, typeof(spin) *);

// The same as keep_R for rbp, which has no frame then.
__asm__(".text\nkeep_rbp:\n\t.cfi_startproc\n\t"
        "pushq %rbp\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset rbp, -16\n\t"
        "movq %rdi, %rbp\n\tnotq %rbp\n\txorl %edi, %edi\n\tcall *%rsi\n\t"
        "movq %rbp, %rax\n\tnotq %rax\n\t"
        "popq %rbp\n\t.cfi_def_cfa_offset 8\n\tret\n\t.cfi_endproc\n");
extern uintptr keep_rbp(uintptr c, void (*f)(void));

static void place_syscallrbp(void)
{
	kept(in_syscallrbp, keep_rbp(object[in_syscallrbp], baresyscall));
}

// uintptr takeover(uintptr c, uint32 *taken): in a system call it waits for a byte, has then ~c in
// rbx, and nowhere else, says so, and comes back. Returns c.
__asm__(".text\ntakeover:\n\t.cfi_startproc\n\t"
        "pushq %rbx\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset rbx, -16\n\t"
        "pushq %r12\n\t.cfi_def_cfa_offset 24\n\t.cfi_offset r12, -24\n\tsubq $24, %rsp\n\t"
        ".cfi_def_cfa_offset 48\n\tmovq %rdi, %rbx\n\tmovq %rsi, %r12\n\tcall gort_entersyscall\n\t"
        "xorl %eax, %eax\n\tmovl backfds(%rip), %edi\n\tleaq 8(%rsp), %rsi\n\t"
        "movl $1, %edx\n\tsyscall\n\t"
        "notq %rbx\n\tlock incl (%r12)\n\tcall gort_exitsyscall\n\tmovq %rbx, %rax\n\tnotq %rax\n\t"
        "addq $24, %rsp\n\t.cfi_def_cfa_offset 24\n\tpopq %r12\n\t.cfi_def_cfa_offset 16\n\t"
        "popq %rbx\n\t.cfi_def_cfa_offset 8\n\tret\n\t.cfi_endproc\n");
extern uintptr takeover(uintptr c, uint32 *taken);

static g     *backg;
static uint32 taken;

static void place_back(void)
{
	backg = getg();
	say(stopping);
	kept(in_back, takeover(object[in_back], &taken));
}

// The goroutine takes its pointer over. With one P, which is ours, it then waits for that P;
// returns whether it does.
static bool comesback(void)
{
	while (readgstatus(backg) != _Gsyscall)
		gort_Gosched();
	taken = 0;
	if (write((uintptr)backfds[1], "1", 1) != 1)
		throw("test: write");
	procPin(); // else it gets our P when our time slice ends
	while (RELAXED(taken) == 0)
		;
	while (gort_GOMAXPROCS(0) == 1 && readgstatus(backg) == _Gsyscall)
		;
	bool waits = readgstatus(backg) == _Grunnable;
	procUnpin();
	return waits;
}

static void place_runningrbx(void)
{
	say(stopping);
	kept(in_runningrbx, spin_rbx(object[in_runningrbx], &spin));
}

static void place_runningr15(void)
{
	say(stopping);
	kept(in_runningr15, spin_r15(object[in_runningr15], &spin));
}

static void place_runningxmm(void)
{
	say(stopping);
	kept(in_runningxmm, spin_xmm(object[in_runningxmm], &spin));
}

static void place_global(void)
{
	globalptr = (uintptr *)~object[in_global];
	park();
	kept(in_global, ~(uintptr)globalptr);
}

static void place_initialized(void)
{
	initialptr = (uintptr *)~object[in_initialized];
	park();
	kept(in_initialized, ~(uintptr)initialptr);
}

static void place_interior(void)
{
	interiorptr = (uintptr *)(~object[in_interior] + 63);
	park();
	kept(in_interior, ~((uintptr)interiorptr - 63));
}

static void place_chained(void)
{
	chainptr = gort_new(800);
	uintptr **middle = gort_new(16);
	chainptr[99] = (uintptr *)middle;
	middle[1] = (uintptr *)~object[in_chained];
	park();
	kept(in_chained, ~(uintptr)((uintptr **)chainptr[99])[1]);
}

static void place_large(void)
{
	largeptr = (uintptr *)(~object[in_large] + 77777);
	park();
	kept(in_large, ~((uintptr)largeptr - 77777));
}

static void place_stack(void)
{
	uintptr *volatile p[100];
	p[50] = (uintptr *)~object[in_stack];
	park();
	kept(in_stack, ~(uintptr)p[50]);
}

static noinline int deeper(int n)
{
	volatile char frame[1000];
	frame[n] = 1;
	if (n > 0)
		frame[n] += (char)deeper(n - 1);
	else
		park();
	return frame[n];
}

static void place_segment(void)
{
	uintptr *volatile p = (uintptr *)~object[in_segment];
	deeper(200);
	kept(in_segment, ~(uintptr)p);
}

static void place_syscallstack(void)
{
	uintptr *volatile p = (uintptr *)~object[in_syscallstack];
	insyscall();
	kept(in_syscallstack, ~(uintptr)p);
}

static void place_chanbuf(void)
{
	uintptr p = ~object[in_chanbuf];
	gort_chansend(buffered, &p);
	say(stopping);
}

static void place_sender(void)
{
	uintptr p = ~object[in_sender];
	say(stopping);
	gort_chansend(sending, &p);
}

static void place_selecting(void)
{
	uintptr p = ~object[in_selecting];
	int x;
	say(stopping);
	gort_case cases[] = {{never, &p, true, false}, {go, &x, false, false}};
	gort_select(cases, 2, true);
	kept(in_selecting, ~p);
}

static void fired(void *arg)
{
	kept(in_timer, ~(uintptr)arg);
	say(done);
}

static void place_timer(void)
{
	gort_AfterFunc(50000000, 0, fired, (void *)~object[in_timer]);
	say(stopping);
}

static void deferred(void *arg) { kept(in_deferred, ~(uintptr)arg); }

static void callee(void *arg)
{
	gort_defer(deferred, (void *)~object[in_deferred]);
	park();
}

static void place_deferred(void) { gort_call(callee, NULL); }

static void start(void *arg)
{
	// mo: relaxed; main reads it only to count.
	RELAXED_SET(begun, 1);
	kept(in_argument, ~(uintptr)arg);
	say(done);
}

// The goroutine that it starts has not begun when the collection does, if there is one P and no
// preemption: main, made ready, takes its place as the next to run.
static void place_argument(void)
{
	gort_go(start, (void *)~object[in_argument]);
	say(stopping);
}

// A closure with the pointer, that nobody else has; stack-ABI code gets it in rdx.
static void closurebody(void *arg);
__asm__(".text\nclosureentry:\n\tmovq 8(%rdx), %rdi\n\t"
        "subq $8, %rsp\n\tcall closurebody\n\taddq $8, %rsp\n\tret\n");
extern void closureentry(void);
__attribute__((used)) static void closurebody(void *arg) __asm__("closurebody");
static void closurebody(void *arg)
{
	kept(in_closure, ~(uintptr)arg);
	say(done);
}

static void place_closure(void)
{
	uintptr *fn = gort_new(16);
	fn[0] = (uintptr)closureentry;
	fn[1] = ~object[in_closure];
	newproc(0, (funcval *)fn, nil, getpc());
	say(stopping);
}

// A goroutine's timer for Sleep, which only its record points to while it does not sleep.
static void place_sleeping(void)
{
	uintptr *volatile p = (uintptr *)~object[in_sleeping];
	gort_Sleep(1);
	uintptr t = ~(uintptr)getg()->timer;
	park();
	kept(in_sleeping, ~(uintptr)p);
	if (t != ~(uintptr)getg()->timer || isfree(t))
		throw("test: the timer is gone");
}

// Fields of a goroutine's record. A goroutine that only gives way uses none of them.
#define FIELD(name, field)                                                                         \
	static void place_##name(void)                                                                 \
	{                                                                                              \
		say(stopping);                                                                             \
		g *gp = getg();                                                                            \
		gp->field = (void *)~object[in_##name];                                                    \
		atomic_Xadd(&spin.spinning, 1);                                                            \
		while (RELAXED(spin.stop) == 0)                                                            \
			gort_Gosched();                                                                        \
		uintptr c = ~(uintptr)gp->field;                                                           \
		gp->field = nil;                                                                           \
		kept(in_##name, c);                                                                        \
	}

FIELD(panic, _panic)
FIELD(param, param)
FIELD(writebuf, writebuf.array)
FIELD(ancestors, ancestors)
FIELD(waiting, waiting)
FIELD(cgoctxt, cgoCtxt.array)
FIELD(labels, labels)

// Free records of sudogs and defers, in this P's lists: a full list of each.
static noinline void fillpools(void)
{
	enum { SUDOGS = 128 };
	procPin();
	sudog *s[SUDOGS];
	for (int i = 0; i < SUDOGS; i++)
		s[i] = acquireSudog();
	for (int i = 0; i < SUDOGS; i++)
		releaseSudog(s[i]);
	_defer *d[deferPoolSize];
	for (int i = 0; i < deferPoolSize; i++)
		d[i] = newdefer(0);
	for (int i = 0; i < deferPoolSize; i++)
		freedefer(d[i]);
	procUnpin();
}

static void poolskept(void)
{
	intgo sudogs = 0, defers = 0;
	stopTheWorld(STR("test"));
	for (intgo i = 0; i < allp.len; i++) {
		p *pp = allp.array[i];
		for (intgo k = 0; k < pp->sudogcache.len; k++, sudogs++)
			if (isfree(~(uintptr)pp->sudogcache.array[k]))
				throw("test: a sudog is gone");
		for (int j = 0; j < deferPools; j++)
			for (intgo k = 0; k < pp->deferpool[j].len; k++, defers++)
				if (isfree(~(uintptr)pp->deferpool[j].array[k]))
					throw("test: a defer is gone");
	}
	startTheWorld();
	if (sudogs == 0 || defers == 0)
		throw("test: no sudogs or defers");
}

// W7 in mgc.c: a record that is not in use points to nothing.
static void deadempty(void)
{
	int n = 0;
	stopTheWorld(STR("test"));
	for (intgo i = 0; i < allgs.len; i++) {
		g *gp = allgs.array[i];
		if (readgstatus(gp) != _Gdead)
			continue;
		n++;
		if (gp->_panic != nil || gp->_defer != nil || gp->sched.ctxt != nil || gp->param != nil ||
		    gp->writebuf.array != nil || gp->ancestors != nil || gp->waiting != nil ||
		    gp->cgoCtxt.array != nil || gp->labels != nil || gp->timer != nil || gp->xsave != nil)
			throw("test: a dead goroutine's record points to something");
	}
	startTheWorld();
	if (n < PLACES / 2)
		throw("test: few goroutines are dead");
}

// The goroutine that collects has these two.
static void place_ownrbx(void) { say(stopping); }
static void place_ownr15(void) { say(stopping); }
static void collect(void) { kept(in_ownr15, keep_r15(object[in_ownr15], GC)); }

#define PLACEFN(name) place_##name,
static void (*const places[])(void) = {PLACE(PLACEFN)};

static void run(void *arg)
{
	places[(uintptr)arg]();
	say(done);
}

int main(int argc, char **argv)
{
	setGCPercent(-1); // else an object can be collected before its pointer is where it is to be
	made = gort_makechan(sizeof(int), 0);
	stopping = gort_makechan(sizeof(int), 0);
	go = gort_makechan(sizeof(int), PLACES);
	done = gort_makechan(sizeof(int), 2 * PLACES);
	buffered = gort_makechan(sizeof(uintptr), 3);
	sending = gort_makechan(sizeof(uintptr), 0);
	never = gort_makechan(sizeof(uintptr), 0);
	int32 err;
	pipe(&fds[0], &fds[1], &err);
	if (err == 0)
		pipe(&backfds[0], &backfds[1], &err);
	if (err != 0)
		throw("test: pipe");
	int notbegun = 0, waitingback = 0;
	for (int round = 0; round < ROUNDS; round++) {
		// The goroutine of comesback waits for our P only if it comes back just before the
		// collection. But that may use up our time slice, so that we are preempted, and what
		// place_argument has started begins. So each situation has rounds of its own.
		bool late = round % 2 == 0;
		int x;
		uintptr p;
		spin.stop = spin.spinning = begun = 0;
		gort_go(make, NULL);
		gort_chanrecv(made, &x);
		for (uintptr i = 0; i < PLACES; i++) {
			if (i == in_argument) {
				// mo: relaxed; the objects are kept by the registers, not by the order of this.
				while (RELAXED(spin.spinning) != 3 + 7)
					gort_Gosched();
				fillpools();
				if (!late) {
					comesback();
					gort_Gosched();
				}
			}
			gort_go(run, (void *)i);
			gort_chanrecv(stopping, &x);
		}
		if (late)
			waitingback += comesback();
		// mo: relaxed; no more than a count.
		notbegun += RELAXED(begun) == 0;
		kept(in_ownrbx, keep_rbx(object[in_ownrbx], collect));
		poolskept();
		int freed = 0;
		for (int i = 0; i < MANY; i++)
			freed += isfree(nothing[i]);
		if (freed < MANY * 95 / 100) {
			print("test: of ", MANY, " objects ", freed, " were freed\n");
			throw("test: too few");
		}
		// mo: relaxed; the spinning goroutines read it again and again.
		RELAXED_SET(spin.stop, 1);
		for (int i = 0; i < PLACES; i++)
			gort_chansend(go, &x);
		if (write((uintptr)fds[1], "12345678901234567890", 7) != 7)
			throw("test: write");
		gort_chanrecv(buffered, &p);
		kept(in_chanbuf, ~p);
		gort_chanrecv(sending, &p);
		kept(in_sender, ~p);
		for (int i = 0; i < PLACES + 3; i++)
			gort_chanrecv(done, &x);
		while (gort_chanlen(go) > 0)
			gort_chanrecv(go, &x);
	}
	gort_Sleep(10 * 1000 * 1000);
	deadempty();
	if (memstats.numgc < ROUNDS)
		throw("test: too few cycles");
	if (gort_GOMAXPROCS(0) == 1 && notbegun == 0)
		throw("test: what was started had always begun");
	if (gort_GOMAXPROCS(0) == 1 && waitingback == 0)
		throw("test: nobody came back from a system call");
	return 0;
}
