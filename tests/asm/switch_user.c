// The goroutines of switch.c: compiled with the stack check.
#include <stdarg.h>
#include <stdint.h>

typedef intptr_t word;
extern word switches, nallocs, preempted;
_Noreturn void fail(const char *what);
void other(void);
void systemstack(void (*fn)(void *), void *arg) __asm__("runtime.systemstack");
void callwithroom(void (*fn)(void *), void *arg,
                  unsigned long bytes) __asm__("runtime.callwithroom");
#define noinline __attribute__((noinline, noclone))

static word guard(void)
{
	word v;
	__asm__ volatile("mov %%fs:0x70,%0" : "=r"(v));
	return v;
}

noinline static word deep(word n)
{
	volatile word here[40];
	here[n % 40] = n;
	return n == 0 ? 0 : 1 + deep(n - 1) + here[n % 40] - n;
}

struct big {
	word w[9];
};

noinline static struct big nested(word n, double d, struct big b, int i1, int i2, int i3, int i4,
                                  int i5, int i6, float f, long double ld)
{
	volatile word here[60];
	here[n % 60] = n;
	if (n > 0) {
		b.w[n % 9]++;
		return nested(n - 1, d + 1, b, i2, i3, i4, i5, i6, i1, f + 1, ld + 1);
	}
	b.w[0] += i1 + 10 * i2 + 100 * i3 + 1000 * i4 + 10000 * i5 + 100000 * i6;
	b.w[1] += (word)d + (word)f + (word)ld;
	return b;
}

noinline static double vsum(int n, ...)
{
	va_list a;
	va_start(a, n);
	double s = 0;
	for (int i = 0; i < n; i++)
		s += i % 2 ? va_arg(a, double) : (double)va_arg(a, int);
	va_end(a);
	volatile char frame[700];
	frame[n] = (char)n;
	return s + frame[n] - n;
}

// Calls vsum at every distance from the guard, so that it runs on this stack, on a new segment, and
// just at the limit.
noinline static void variadic(int n)
{
	if (vsum(12, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5) != 45)
		fail("variadic function: wrong sum");
	if (n > 0)
		variadic(n - 1);
}

noinline static long double ldresult(word n)
{
	volatile char frame[3000];
	frame[n] = 1;
	return n + 0.5L + frame[n] - 1;
}

// A poisoned guard makes the next prologue give up the processor, and the body runs all the same,
// on this stack.
noinline static word poisoned(word a, word b, word c, word d, word e, word f, word g, double p,
                              double q, double r, double s, double t, double u, double v, double w)
{
	double sum = p + 2 * q + 3 * r + 4 * s + 5 * t + 6 * u + 7 * v + 8 * w;
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + (word)sum;
}
noinline static void poisonguard(void)
{
	char *g;
	__asm__ volatile("mov %%fs:-8,%0" : "=r"(g));
	*(volatile word *)(g + 16) = -1314; // stackguard0
	__asm__ volatile("movq $-1314,%%fs:0x70" ::: "memory");
}
noinline static void poison(void)
{
	word before = preempted;
	poisonguard();
	if (poisoned(1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 8) != 140 + 204)
		fail("preemption in a prologue: wrong arguments");
	poisonguard();
	if (vsum(12, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5) != 45)
		fail("preemption in a variadic prologue: wrong sum");
	if (preempted != before + 2)
		fail("preemption in a prologue: none");
	if (guard() == -1314)
		fail("preemption in a prologue: the guard is still poisoned");
}

static void double_it(void *arg) { *(word *)arg *= 2; }
static void deepcall(void *arg)
{
	volatile char room[12000]; // of 16 KB
	for (int i = 0; i < 12000; i++)
		room[i] = (char)i;
	*(word *)arg = room[11999];
}

noinline static void usesystemstack(void)
{
	word v = 21;
	systemstack(double_it, &v);
	if (v != 42)
		fail("systemstack: wrong result");
	callwithroom(deepcall, &v, 16 << 10);
	if (v != (char)11999)
		fail("callwithroom: wrong result");
}

// Loads every register, lets asyncPreempt be called as from a signal handler (odd rsp below the red
// zone, odd flags), and compares.
noinline static void async(void)
{
	word bad;
	__asm__ volatile(
		"push %%rbp; mov %%rsp,%%rbp; sub $600,%%rsp; and $-16,%%rsp; sub $3,%%rsp\n"
		"movq $0x1122334455667788,%%rax; movq %%rax,-128(%%rsp); movq %%rax,-8(%%rsp)\n"
		"movq %%rax,%%xmm0; pshufd $0x1b,%%xmm0,%%xmm7; movaps %%xmm0,%%xmm15\n"
		"fninit; fld1; fldpi\n"
		"movl $0x5f80,-200(%%rsp); ldmxcsr -200(%%rsp)\n"
		"mov $2,%%rcx; mov $3,%%rdx; mov $4,%%rbx; mov $5,%%rsi; mov $6,%%rdi; mov $8,%%r8\n"
		"mov $9,%%r9; mov $10,%%r10; mov $11,%%r11; mov $12,%%r12; mov $13,%%r13; mov $14,%%r14\n"
		"mov $15,%%r15; std; stc\n"
		// pushCall: step over the red zone, push the pc, jump.
		"lea -136(%%rsp),%%rsp; movq $1f,(%%rsp); jmp runtime.asyncPreempt\n"
		"1: jnc 9f; pushfq; testl $0x400,(%%rsp); lea 8(%%rsp),%%rsp; jz 9f; cld\n"
		"cmp $2,%%rcx; jne 9f; cmp $3,%%rdx; jne 9f; cmp $4,%%rbx; jne 9f; cmp $5,%%rsi; jne 9f\n"
		"cmp $6,%%rdi; jne 9f; cmp $8,%%r8; jne 9f; cmp $9,%%r9; jne 9f; cmp $10,%%r10; jne 9f\n"
		"cmp $11,%%r11; jne 9f; cmp $12,%%r12; jne 9f; cmp $13,%%r13; jne 9f\n"
		"cmp $14,%%r14; jne 9f; cmp $15,%%r15; jne 9f; cmpq %%rax,-128(%%rsp); jne 9f\n"
		"movq %%xmm0,%%rcx; cmp %%rax,%%rcx; jne 9f; movq %%xmm15,%%rcx; cmp %%rax,%%rcx; jne 9f\n"
		"pshufd $0x1b,%%xmm7,%%xmm1; movq %%xmm1,%%rcx; cmp %%rax,%%rcx; jne 9f\n"
		"stmxcsr -200(%%rsp); cmpl $0x5f80,-200(%%rsp); jne 9f\n"
		"movl $0x1f80,-200(%%rsp); ldmxcsr -200(%%rsp)\n"
		"fstp %%st(0); fld1; fcompp; fnstsw %%ax; and $0x4500,%%eax; cmp $0x4000,%%eax; jne 9f\n"
		"xor %%eax,%%eax; jmp 8f\n"
		"9: cld; mov $1,%%eax\n"
		"8: mov %%rbp,%%rsp; pop %%rbp\n"
		: "=a"(bad)
		:
		: "rcx", "rdx", "rbx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
		  "memory", "cc", "xmm0", "xmm1", "xmm7", "xmm15", "st", "st(1)");
	if (bad)
		fail("asynchronous preemption: a register or flag is changed");
	if (preempted == 0)
		fail("asynchronous preemption: none");
}

// Values in all callee-saved registers live across a switch to the other goroutine, which holds
// others.
noinline static void hold(word v)
{
	word bad;
	__asm__ volatile("push %%rbp; lea 1(%1),%%rbp; lea 2(%1),%%rbx; lea 3(%1),%%r12\n"
	                 "lea 4(%1),%%r13; lea 5(%1),%%r14; mov %1,%%r15\n"
	                 "mov %%rsp,%%rax; and $-16,%%rsp; push %%rax; push %%rax; call other\n"
	                 "pop %%rax; pop %%rsp\n"
	                 "xor %%eax,%%eax; sub %%r15,%%rbp; cmp $1,%%rbp; setne %%al\n"
	                 "sub %%r15,%%rbx; cmp $2,%%rbx; setne %%cl; or %%cl,%%al\n"
	                 "sub %%r15,%%r12; cmp $3,%%r12; setne %%cl; or %%cl,%%al\n"
	                 "sub %%r15,%%r13; cmp $4,%%r13; setne %%cl; or %%cl,%%al\n"
	                 "sub %%r15,%%r14; cmp $5,%%r14; setne %%cl; or %%cl,%%al; pop %%rbp\n"
	                 : "=&a"(bad)
	                 : "D"(v)
	                 : "rcx", "rdx", "rbx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
	                   "r15", "memory", "cc");
	if (bad)
		fail("mcall: a callee-saved register is changed");
}

void usertest2(void)
{
	for (word i = 0;; i++) {
		hold(-i * 1000);
		if (deep(i % 200) != i % 200)
			fail("deep: wrong result on the second goroutine");
	}
}

void usertest(void)
{
	word start = guard();
	if (deep(10000) != 10000)
		fail("deep: wrong result");
	if (guard() != start)
		fail("the first segment's guard is not restored");

	// A boundary crossed again and again costs no allocation.
	deep(2);
	word before = nallocs;
	for (word i = 0; i < 1000000; i++)
		if (deep(i % 8) != i % 8)
			fail("hot split: wrong result");
	if (nallocs > before + 1)
		fail("hot split: allocates");

	struct big b = {{0}};
	b = nested(90, 0.25, b, 1, 2, 3, 4, 5, 6, 0.5f, 0.25L);
	if (b.w[0] != 10 + 654321 || b.w[1] != 10 + 270 || b.w[8] != 10)
		fail("nested: wrong arguments or result");
	variadic(60);
	if (ldresult(7) != 7.5L)
		fail("long double result: wrong");
	poison();
	usesystemstack();
	async();
	for (word i = 0; i < 10000; i++)
		hold(i);
	if (switches != 20000 && switches != 20001)
		fail("switches: wrong number");
	if (guard() != start)
		fail("the guard is not restored at the end");
}
