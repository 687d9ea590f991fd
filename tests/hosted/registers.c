// A pointer that only a callee-saved register holds, across a call of C that calls back: the
// collector finds it, although the call back has made a system call of its own.
#include <stdio.h>
#include <unistd.h>
#include "gort.h"
#include "gort_rt.h"

// void *held(int (*fn)(void *), void *arg, void **p): fn(arg), with *p in r15 and nowhere else.
// void other(void *): a system call with another value in r15.
__asm__("	.text\n"
        "	.type	held, @function\n"
        "held:\n"
        "	.cfi_startproc\n"
        "	pushq	%r15\n"
        "	.cfi_adjust_cfa_offset 8\n"
        "	.cfi_rel_offset r15, 0\n"
        "	movq	(%rdx), %r15\n"
        "	movq	$0, (%rdx)\n"
        "	call	gort_ccall\n"
        "	movq	%r15, %rax\n"
        "	popq	%r15\n"
        "	.cfi_adjust_cfa_offset -8\n"
        "	.cfi_restore r15\n"
        "	ret\n"
        "	.cfi_endproc\n"
        "	.size	held, . - held\n"
        "	.type	other, @function\n"
        "other:\n"
        "	.cfi_startproc\n"
        "	pushq	%r15\n"
        "	.cfi_adjust_cfa_offset 8\n"
        "	.cfi_rel_offset r15, 0\n"
        "	xorl	%r15d, %r15d\n"
        "	call	gort_entersyscall\n"
        "	call	gort_exitsyscall\n"
        "	popq	%r15\n"
        "	.cfi_adjust_cfa_offset -8\n"
        "	.cfi_restore r15\n"
        "	ret\n"
        "	.cfi_endproc\n"
        "	.size	other, . - other\n");
void *held(int (*fn)(void *), void *arg, void **p);
void other(void *arg);

enum { size = 4096, rounds = 20 };

static int phase; // atomic: 2 * round + 1: the collector's turn
static void *spoils[1000];

static void collector(void *arg)
{
	for (int round = 0; round < rounds; round++) {
		while (__atomic_load_n(&phase, __ATOMIC_SEQ_CST) != 2 * round + 1)
			gort_Sleep(10 * 1000);
		runtime_GC();
		runtime_GC(); // what the first has found free is swept
		for (int i = 0; i < 1000; i++) {
			spoils[i] = gort_new(size);
			*(long *)spoils[i] = -1;
		}
		__atomic_store_n(&phase, 2 * round + 2, __ATOMIC_SEQ_CST);
	}
}

static int waits(void *arg)
{
	int now = *(int *)arg;
	gort_call(other, NULL);
	__atomic_store_n(&phase, now + 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&phase, __ATOMIC_SEQ_CST) != now + 2)
		usleep(10);
	return 0;
}

__attribute__((noinline)) static void make(void *volatile *p, long v)
{
	long *q = gort_new(size);
	*q = v;
	*p = q;
}

int main(void)
{
	int wrong = 0;
	gort_go(collector, NULL);
	for (int round = 0; round < rounds; round++) {
		void *p;
		make(&p, round);
		int now = 2 * round;
		wrong += *(long *)held(waits, &now, &p) != round;
	}
	printf("%d wrong\n", wrong);
	return 0;
}
