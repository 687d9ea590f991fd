// Where recovery of gccgo-compiled code leaves its stack.
#include "textflag.h"

// go: none — see runtime.h; and what the cleanups of gccgo's code call as _Unwind_Resume
// Never returns: control goes to the landing pad that findpad finds, with the callee-saved
// registers that its frame had.
	.globl	gccgo.Unwind_Resume
	.hidden	gccgo.Unwind_Resume
TEXT(gccgo_throw)
gccgo.Unwind_Resume:
	leaq	8(%rsp), %rax
	movq	(%rsp), %rcx
	subq	$72, %rsp		// an unwindregs, 16-aligned
	.cfi_adjust_cfa_offset 72
	movq	%rbx, unwindregs_rbx(%rsp)
	movq	%rbp, unwindregs_rbp(%rsp)
	movq	%r12, unwindregs_r12(%rsp)
	movq	%r13, unwindregs_r13(%rsp)
	movq	%r14, unwindregs_r14(%rsp)
	movq	%r15, unwindregs_r15(%rsp)
	movq	%rax, unwindregs_rsp(%rsp)
	movq	%rcx, unwindregs_rip(%rsp)
	movq	%rsp, %rdi
	call	runtime.findpad
	.cfi_undefined rip
	movq	unwindregs_rbx(%rsp), %rbx
	movq	unwindregs_rbp(%rsp), %rbp
	movq	unwindregs_r12(%rsp), %r12
	movq	unwindregs_r13(%rsp), %r13
	movq	unwindregs_r14(%rsp), %r14
	movq	unwindregs_r15(%rsp), %r15
	movq	unwindregs_rip(%rsp), %rcx
	movq	unwindregs_rsp(%rsp), %rsp
	xorl	%eax, %eax		// the exception, which gccgo's code only hands back to us
	xorl	%edx, %edx		// the handler's index
	jmp	*%rcx
END(gccgo_throw)
