// needs: collector
// Nothing on a stack is a root that its goroutine has not put there: not what objects have left in
// the memory of which the stack is made, nor what __morestack has saved.
#include "isfree.h"
#include "runtime.h"
#include <gort.h>

#define LEFT ((uintptr)0x1234567887654321)

enum { GOROUTINES = 300, OBJECTS = 40 };

static gort_waitgroup wg;
static uint32 found[4];

// Objects of all sizes, full of LEFT. They die at once.
static void litter(void)
{
	for (uintptr size = 16; size <= 1 << 20; size *= 4)
		for (uintptr n = (16 << 20) / size; n > 0; n--) {
			uintptr *p = mallocgc(size, nil, false);
			for (uintptr i = 0; i < size / sizeof *p; i++)
				p[i] = LEFT;
		}
}

// Looks at a frame in which nothing was written.
#define LOOK(size, which)                                                                          \
	noinline static void look##size(void)                                                          \
	{                                                                                              \
		uintptr a[size / sizeof(uintptr)];                                                         \
		__asm__ volatile("" : "=m"(a));                                                            \
		for (intgo i = 0; i < nelem(a); i++)                                                       \
			if (a[i] == LEFT) {                                                                    \
				atomic_Xadd(&found[which], 1);                                                     \
				break;                                                                             \
			}                                                                                      \
	}
LOOK(800, 0)
LOOK(9000, 1)
LOOK(40000, 2)
LOOK(600000, 3)

static void look(void *unused)
{
	look800();
	look9000();
	look40000();
	look600000();
	gort_wgdone(&wg);
}

// Complements of addresses: only registers have the addresses themselves, and what saves these.
static uintptr object[OBJECTS];
static gort_chan begun, end;

static void make(void *unused)
{
	for (intgo i = 0; i < OBJECTS; i++)
		object[i] = ~(uintptr)gort_new(64);
	gort_wgdone(&wg);
}

static g *waiting[OBJECTS];
static uint32 nwaiting;

// Each waits with a frame of which it has written nothing. small's covers what __morestack saves on
// the same stack.
static void wait(void)
{
	// mo: seq_cst; main reads it after it has received.
	atomic_StorepNoWB(&waiting[atomic_Xadd(&nwaiting, 1) - 1], getg());
	int x = 0;
	gort_chansend(begun, &x);
	gort_chanrecv(end, &x);
}

#define WAITER(name, size)                                                                         \
	noinline __attribute__((used)) static void name(uintptr a, uintptr b, uintptr c, uintptr d,    \
	                                                uintptr e, uintptr f)                          \
	{                                                                                              \
		volatile byte frame[size];                                                                 \
		__asm__ volatile("" : "=m"(frame));                                                        \
		wait();                                                                                    \
		__asm__ volatile("" : : "m"(frame));                                                       \
	}
WAITER(small, 400)
WAITER(large, 20000)

// Calls fn with the object in all registers that may have arguments.
noinline static void pass(void (*fn)(uintptr, uintptr, uintptr, uintptr, uintptr, uintptr),
                          uintptr c, bool request)
{
	if (request) { // the next stack check finds it
		RELAXED_SET(getg()->preempt, true);
		poisonguard(getg(), getg()->m);
	}
	__asm__ volatile("notq %%rdi\n\tmovq %%rdi, %%xmm0\n\tpunpcklqdq %%xmm0, %%xmm0\n\t"
	                 "movaps %%xmm0, %%xmm1\n\tmovaps %%xmm0, %%xmm2\n\tmovaps %%xmm0, %%xmm3\n\t"
	                 "movaps %%xmm0, %%xmm4\n\tmovaps %%xmm0, %%xmm5\n\tmovaps %%xmm0, %%xmm6\n\t"
	                 "movaps %%xmm0, %%xmm7\n\tmovq %%rdi, %%rsi\n\tmovq %%rdi, %%rdx\n\t"
	                 "movq %%rdi, %%rcx\n\tmovq %%rdi, %%r8\n\tmovq %%rdi, %%r9\n\tcall *%1"
	                 : "+D"(c)
	                 : "b"(fn)
	                 : "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2",
	                   "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
	                   "xmm12", "xmm13", "xmm14", "xmm15", "memory");
}

static void start(void *number)
{
	intgo i = (intgo)number;
	if (i % 4 == 3) { // there is a segment that is large enough
		look40000();
		pass(large, object[i], false);
	} else if (i % 4 == 2) {
		pass(large, object[i], false);
	} else {
		pass(small, object[i], i % 2);
	}
	gort_wgdone(&wg);
}

int main(void)
{
	gort_GOMAXPROCS(2);
	for (intgo round = 0; round < 5; round++) {
		litter();
		GC();
		GC(); // the first may have begun before the last object died
		for (intgo i = 0; i < GOROUTINES; i++) {
			gort_wgadd(&wg, 1);
			gort_go(look, nil);
		}
		gort_wgwait(&wg);
	}
	for (intgo i = 0; i < nelem(found); i++)
		if (found[i] != 0) {
			println("frames with what an object has left, of each size:", found[0], found[1],
			        found[2], found[3]);
			return 1;
		}

	begun = gort_makechan(sizeof(int), 0);
	end = gort_makechan(sizeof(int), 0);
	gort_wgadd(&wg, 1);
	gort_go(make, nil);
	gort_wgwait(&wg);
	for (intgo i = 0; i < OBJECTS; i++) {
		gort_wgadd(&wg, 1);
		gort_go(start, (void *)i);
	}
	int x;
	for (intgo i = 0; i < OBJECTS; i++)
		gort_chanrecv(begun, &x);
	// Who still ran would be preempted, and all its registers saved.
	for (intgo i = 0; i < OBJECTS; i++)
		while (readgstatus(waiting[i]) != _Gwaiting)
			gort_Gosched();
	GC();
	intgo kept[4] = {0};
	for (intgo i = 0; i < OBJECTS; i++)
		kept[i % 4] += !isfree(object[i]);
	gort_closechan(end);
	gort_wgwait(&wg);
	if (kept[0] + kept[1] + kept[2] + kept[3] != 0) {
		println("arguments kept, without __morestack, on the same stack, on a new segment, on the",
		        "kept one:", kept[0], kept[1], kept[2], kept[3]);
		return 1;
	}
	return 0;
}
