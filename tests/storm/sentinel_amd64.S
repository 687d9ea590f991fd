// For sentinel.c: each function loads one class of registers from in, spins n rounds without
// touching it, and stores it to out.
// void hold_CLASS(const void *in, void *out, uint64 n): rdi, rsi, rdx. No prologue check: below 400
// bytes, called with room.

#define HOLD(name)      \
	.globl	hold_##name;  \
	.type	hold_##name, @function; \
	.p2align 4;           \
hold_##name:            \
	.cfi_startproc
#define DONE(name)      \
	ret;                  \
	.cfi_endproc;         \
	.size	hold_##name, . - hold_##name
#define SPIN	\
1:	subq	$1, %rdx;  \
	jnz	1b

	.section .note.GNU-stack,"",@progbits
	.section .note.GNU-split-stack,"",@progbits
	.text

// 15 registers: rax rbx rcx rdx rsi rdi rbp r8 … r15.
HOLD(gpr)
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	.cfi_adjust_cfa_offset 48
	pushq	%rsi			// out
	pushq	%rdx			// rounds
	.cfi_adjust_cfa_offset 16
	movq	(%rdi), %rax
	movq	8(%rdi), %rbx
	movq	16(%rdi), %rcx
	movq	24(%rdi), %rdx
	movq	32(%rdi), %rsi
	movq	48(%rdi), %rbp
	movq	56(%rdi), %r8
	movq	64(%rdi), %r9
	movq	72(%rdi), %r10
	movq	80(%rdi), %r11
	movq	88(%rdi), %r12
	movq	96(%rdi), %r13
	movq	104(%rdi), %r14
	movq	112(%rdi), %r15
	movq	40(%rdi), %rdi
1:	subq	$1, (%rsp)
	jnz	1b
	pushq	%rdi
	movq	16(%rsp), %rdi
	movq	%rax, (%rdi)
	movq	%rbx, 8(%rdi)
	movq	%rcx, 16(%rdi)
	movq	%rdx, 24(%rdi)
	movq	%rsi, 32(%rdi)
	popq	40(%rdi)
	movq	%rbp, 48(%rdi)
	movq	%r8, 56(%rdi)
	movq	%r9, 64(%rdi)
	movq	%r10, 72(%rdi)
	movq	%r11, 80(%rdi)
	movq	%r12, 88(%rdi)
	movq	%r13, 96(%rdi)
	movq	%r14, 104(%rdi)
	movq	%r15, 112(%rdi)
	addq	$16, %rsp
	.cfi_adjust_cfa_offset -16
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	.cfi_adjust_cfa_offset -48
DONE(gpr)

// 16 words below the stack pointer.
HOLD(redzone)
	.irp i, 0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120
	movq	\i(%rdi), %rax
	movq	%rax, \i - 128(%rsp)
	.endr
	SPIN
	.irp i, 0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120
	movq	\i - 128(%rsp), %rax
	movq	%rax, \i(%rsi)
	.endr
DONE(redzone)

// The flags word. loop leaves flags alone.
HOLD(flags)
	movq	%rdx, %rcx
	pushq	(%rdi)
	popfq
1:	loop	1b
	pushfq
	popq	%rax
	pushq	$2
	popfq
	movq	%rax, (%rsi)
DONE(flags)

// in: the control word, then 7 integers (8 bytes each), so that the top is not where fninit leaves
// it. out: control, status and tag word as 32 bits each (as fnstenv writes them), a hole of 4
// bytes, then the integers.
HOLD(x87)
	fninit
	fldcw	(%rdi)
	.irp i, 8, 16, 24, 32, 40, 48, 56
	fildq	\i(%rdi)
	.endr
	SPIN
	fnstenv	-40(%rsp)
	movq	-40(%rsp), %rax
	movq	%rax, (%rsi)
	movl	-32(%rsp), %eax
	movl	%eax, 8(%rsi)
	fldcw	-40(%rsp)
	.irp i, 64, 56, 48, 40, 32, 24, 16
	fistpq	\i(%rsi)
	.endr
	fninit
DONE(x87)

// The control and status bits of SSE.
HOLD(mxcsr)
	stmxcsr	-8(%rsp)
	ldmxcsr	(%rdi)
	SPIN
	stmxcsr	(%rsi)
	ldmxcsr	-8(%rsp)
DONE(mxcsr)

HOLD(xmm)
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movups	16 * \i(%rdi), %xmm\i
	.endr
	SPIN
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	movups	%xmm\i, 16 * \i(%rsi)
	.endr
DONE(xmm)

HOLD(ymm)
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovups	32 * \i(%rdi), %ymm\i
	.endr
	SPIN
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovups	%ymm\i, 32 * \i(%rsi)
	.endr
	vzeroupper
DONE(ymm)

// The low half of the registers, whole: their low 256 bits are ymm's, the rest a component of its
// own.
HOLD(zmm)
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovups	64 * \i(%rdi), %zmm\i
	.endr
	SPIN
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	vmovups	%zmm\i, 64 * \i(%rsi)
	.endr
	vzeroupper
DONE(zmm)

// The high 16 registers.
HOLD(hizmm)
	.irp i, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	vmovups	64 * (\i - 16)(%rdi), %zmm\i
	.endr
	SPIN
	.irp i, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	vmovups	%zmm\i, 64 * (\i - 16)(%rsi)
	.endr
	vzeroupper
DONE(hizmm)

// The mask registers.
HOLD(mask)
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7
	kmovq	8 * \i(%rdi), %k\i
	.endr
	SPIN
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7
	kmovq	%k\i, 8 * \i(%rsi)
	.endr
DONE(mask)
