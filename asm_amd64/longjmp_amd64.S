// longjmp of C code, which leaves frames of a goroutine without returning from them: g.stack, the
// guard and g.callframe must follow. See D220.
#include "textflag.h"

#ifdef GORT_HOSTED
#define NAMES	longjmp, _longjmp, __longjmp_chk, __wrap_siglongjmp
#else
#define NAMES	longjmp, _longjmp, siglongjmp
#endif

// go: none — Go has no jumps out of a frame
// libc's functions do the same under all these names: setjmp has noted whether signals were to be
// kept. Beside libc ours are found before glibc's, by the program's shared libraries, too. Only
// siglongjmp stays glibc's, for us to jump with, and the program's own calls of it are ours by the
// linker's --wrap. glibc's __longjmp_chk would take a jump to an older segment at a lower address
// for an error.
// in: rdi = jmp_buf, esi = what setjmp returns. Never returns.
	.irp	name, NAMES
	.globl	\name
	.type	\name, @function
	.endr
	.p2align 4
	.irp	name, NAMES
\name:
	.endr
	.cfi_startproc
	movq	g_slot, %rax
	movq	48(%rdi), %rdx
#ifdef GORT_HOSTED
	testq	%rax, %rax		// a thread of C code
	jz	2f
	rorq	$17, %rdx		// glibc stores it so
	xorq	%fs:0x30, %rdx
#endif
	// rdx = the stack pointer that we jump to. On the current segment, and if neither a frame of a
	// gort_call nor a deferred call can be left, there is nothing to do.
#ifdef GORT_HOSTED
	movq	g_m(%rax), %rcx
	cmpq	m_g0(%rcx), %rax	// C code may leave a call back
	je	1f
#endif
	cmpq	$0, g__panic(%rax)
	jne	1f
	cmpq	$0, g__defer(%rax)
	jne	1f
	cmpq	%rdx, g_stack_lo(%rax)
	jae	1f
	cmpq	%rdx, g_stack_hi(%rax)
	jb	1f
	movq	g_callframe(%rax), %rcx
	cmpq	%rdx, %rcx
	jae	2f
	cmpq	g_stack_lo(%rax), %rcx
	jb	2f
1:	subq	$24, %rsp
	.cfi_adjust_cfa_offset 24
	movq	%rdi, (%rsp)
	movl	%esi, 8(%rsp)
	movq	%rdx, %rdi
	call	runtime.beforejump
	movq	(%rsp), %rdi
	movl	8(%rsp), %esi
	addq	$24, %rsp
	.cfi_adjust_cfa_offset -24
#ifdef GORT_HOSTED
2:	jmp	__real_siglongjmp@PLT
#else
2:	xorl	%eax, %eax		// as musl's: 1 in place of 0
	cmpl	$1, %esi
	adcl	%esi, %eax
	movq	(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	jmp	*56(%rdi)
#endif
	.cfi_endproc
	.irp	name, NAMES
	.size	\name, . - \name
	.endr
