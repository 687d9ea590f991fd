// memclrNoHeapPointers, and memset for compilers.
#include "textflag.h"

// go: memclr_amd64.s#memclrNoHeapPointers
// in: rdi = p, rsi = n
TEXT(memclrNoHeapPointers)
	movq	%rsi, %rdx
	xorl	%esi, %esi
	jmp	memset
END(memclrNoHeapPointers)

// go: none — compilers call it
// in: rdi = p, esi = byte, rdx = n; out: rax = p
	.p2align 4
CNAME(memset)
	.cfi_startproc
	movzbl	%sil, %esi
	movabsq	$0x0101010101010101, %rcx
	imulq	%rsi, %rcx
	movq	%rdi, %rax
	cmpq	$16, %rdx
	jb	small
	movq	%rcx, %xmm0
	punpcklqdq %xmm0, %xmm0
	cmpq	$1024, %rdx
	jae	string
	movups	%xmm0, -16(%rdi,%rdx)
	leaq	-16(%rdi,%rdx), %r8
1:	movups	%xmm0, (%rdi)
	addq	$16, %rdi
	cmpq	%r8, %rdi
	jb	1b
	ret
string:
	movq	%rax, %r8
	movl	%esi, %eax
	movq	%rdx, %rcx
	rep stosb
	movq	%r8, %rax
	ret
small:	cmpq	$8, %rdx
	jb	2f
	movq	%rcx, (%rdi)
	movq	%rcx, -8(%rdi,%rdx)
	ret
2:	testq	%rdx, %rdx
	jz	4f
3:	movb	%cl, -1(%rdi,%rdx)
	decq	%rdx
	jnz	3b
4:	ret
	.cfi_endproc
	.size	memset, . - memset
