// Calls between C and the runtime.
#include "textflag.h"

// go: none — gcc_amd64.S of package runtime/cgo
// in: rdi = fn. mstart keeps no register.
	.globl	crosscall_amd64
	.hidden	crosscall_amd64
	.type	crosscall_amd64, @function
crosscall_amd64:
	.cfi_startproc
	PUSHSAVED
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	*%rdi
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	POPSAVED
	ret
	.cfi_endproc
	.size	crosscall_amd64, . - crosscall_amd64

// go: none — for rt0/cxa.S
// out: rax = the record of the goroutine that we are on; 0 on a thread's own stack   clobbers: rcx
TEXT(cxaglobals)
	movq	g_slot, %rax
	testq	%rax, %rax
	jz	1f
	movq	g_m(%rax), %rcx
	cmpq	m_curg(%rcx), %rax
	jne	2f
	addq	$g_cxaglobals, %rax
	ret
2:	xorl	%eax, %eax
1:	ret
END(cxaglobals)
