// A debugger calls functions of this program while spin runs (tests/gdb/debugcall.py).
#include <gort.h>
#include <stdio.h>
#include <string.h>

long add(long a, long b) { return a + b; }

void fail(void) { gort_panic("too bad"); }

static void says(void *arg) { printf("deferred %s\n", (char *)arg); }

// Its deferred call runs when the debugger's call ends.
long defers(long x)
{
	gort_defer(says, "call");
	return x + 1;
}

// Of the stack ABI, which keeps rsp only.
__asm__(".text\n"
        ".globl sum\n"
        "sum: movq 8(%rsp), %rax\n"
        "addq 16(%rsp), %rax\n"
        "movq %rax, 24(%rsp)\n"
        "xorl %ebx, %ebx\n"
        "movq %rbx, %rbp\n"
        "movq %rbx, %r12\n"
        "movq %rbx, %r13\n"
        "movq %rbx, %r14\n"
        "movq %rbx, %r15\n"
        "ret\n");

// A leaf, whose variables are below the stack pointer.
__attribute__((noinline)) long mix(long n)
{
	volatile long a[8];
	for (int i = 0; i < 8; i++)
		a[i] = n + i;
	long s = 0;
	for (int i = 0; i < 8; i++)
		s = s * 31 + a[i];
	return s;
}

__attribute__((noinline)) long spin(long n)
{
	long s = 0;
	for (long i = 0; i < n; i++)
		s ^= mix(s + i);
	return s;
}

int main(void)
{
	char *volatile name = "a name";
	long s = spin(20);
	printf("%ld %zu\n", s, strlen(name));
	return 7;
}
