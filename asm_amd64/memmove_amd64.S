// memmove, memcpy, memcmp: Go's functions, and the C names that compilers call. They have unwind
// tables, which musl's functions lack: a fault in a copy unwinds to the code that called it.
#include "textflag.h"

// go: memmove_amd64.s#memmove
// in: rdi = to, rsi = from, rdx = n; may overlap. out: rax = to
TEXT(memmove)
CNAME(memcpy)
CNAME(memmove)
	movq	%rdi, %rax
	cmpq	$16, %rdx
	jbe	upto16
	cmpq	$32, %rdx
	jbe	upto32
	cmpq	$64, %rdx
	jbe	upto64
	// For more than 64 bytes we read the last 32 before we write anything, and write them last.
	movups	-32(%rsi,%rdx), %xmm4
	movups	-16(%rsi,%rdx), %xmm5
	movq	%rdi, %rcx
	subq	%rsi, %rcx
	cmpq	%rdx, %rcx		// to - from < n, unsigned: the copy must run backwards
	jb	backward
	leaq	(%rdi,%rdx), %r8
	cmpq	$2048, %rdx
	jae	string
1:	movups	(%rsi), %xmm0
	movups	16(%rsi), %xmm1
	movups	%xmm0, (%rdi)
	movups	%xmm1, 16(%rdi)
	addq	$32, %rsi
	addq	$32, %rdi
	subq	$32, %rdx
	cmpq	$32, %rdx
	ja	1b
	movups	%xmm4, -32(%r8)
	movups	%xmm5, -16(%r8)
	ret
string:
	movq	%rdx, %rcx
	rep movsb
	ret
backward:
	movups	(%rsi), %xmm2		// here we read the first 32 early, and write them last
	movups	16(%rsi), %xmm3
	leaq	(%rsi,%rdx), %rsi
	leaq	(%rdi,%rdx), %r8
2:	movups	-16(%rsi), %xmm0
	movups	-32(%rsi), %xmm1
	movups	%xmm0, -16(%r8)
	movups	%xmm1, -32(%r8)
	subq	$32, %rsi
	subq	$32, %r8
	subq	$32, %rdx
	cmpq	$32, %rdx
	ja	2b
	movups	%xmm2, (%rdi)
	movups	%xmm3, 16(%rdi)
	ret
upto64:
	movups	(%rsi), %xmm0
	movups	16(%rsi), %xmm1
	movups	-32(%rsi,%rdx), %xmm2
	movups	-16(%rsi,%rdx), %xmm3
	movups	%xmm0, (%rdi)
	movups	%xmm1, 16(%rdi)
	movups	%xmm2, -32(%rdi,%rdx)
	movups	%xmm3, -16(%rdi,%rdx)
	ret
upto32:
	movups	(%rsi), %xmm0
	movups	-16(%rsi,%rdx), %xmm1
	movups	%xmm0, (%rdi)
	movups	%xmm1, -16(%rdi,%rdx)
	ret
upto16:
	cmpq	$8, %rdx
	jae	upto16from8
	cmpq	$4, %rdx
	jae	upto7from4
	testq	%rdx, %rdx
	jz	3f
	movzbl	(%rsi), %ecx
	cmpq	$1, %rdx
	je	4f
	movzwl	-2(%rsi,%rdx), %r8d
	movw	%r8w, -2(%rdi,%rdx)
4:	movb	%cl, (%rdi)
3:	ret
upto16from8:
	movq	(%rsi), %rcx
	movq	-8(%rsi,%rdx), %r8
	movq	%rcx, (%rdi)
	movq	%r8, -8(%rdi,%rdx)
	ret
upto7from4:
	movl	(%rsi), %ecx
	movl	-4(%rsi,%rdx), %r8d
	movl	%ecx, (%rdi)
	movl	%r8d, -4(%rdi,%rdx)
	ret
END(memmove)

// go: none — Go's is in internal/bytealg
// in: rdi, rsi, rdx = n. out: eax <, =, > 0
CNAME(memcmp)
	.cfi_startproc
	xorl	%ecx, %ecx
	subq	$8, %rdx
	jb	2f
1:	movq	(%rdi,%rcx), %rax
	movq	(%rsi,%rcx), %r8
	cmpq	%r8, %rax
	jne	differ
	addq	$8, %rcx
	cmpq	%rdx, %rcx
	jbe	1b
2:	addq	$8, %rdx
3:	cmpq	%rdx, %rcx
	jae	4f
	movzbl	(%rdi,%rcx), %eax
	movzbl	(%rsi,%rcx), %r8d
	subl	%r8d, %eax
	jne	5f
	incq	%rcx
	jmp	3b
4:	xorl	%eax, %eax
5:	ret
differ:	bswapq	%rax
	bswapq	%r8
	cmpq	%r8, %rax
	sbbl	%eax, %eax
	orl	$1, %eax
	ret
	.cfi_endproc
	.size	memcmp, . - memcmp

// go: none — Go's is in internal/bytealg
// in: rdi, rsi, rdx = n. out: al = equal
TEXT(memequal)
	cmpq	%rsi, %rdi
	je	2f
	subq	$16, %rdx
	jb	3f
1:	movups	(%rdi), %xmm0
	movups	(%rsi), %xmm1
	pcmpeqb	%xmm1, %xmm0
	pmovmskb %xmm0, %eax
	cmpl	$0xffff, %eax
	jne	5f
	addq	$16, %rdi
	addq	$16, %rsi
	subq	$16, %rdx
	jae	1b
	// 0 to 15 bytes are left, and at least 16 lie before them.
	movups	(%rdi,%rdx), %xmm0
	movups	(%rsi,%rdx), %xmm1
	pcmpeqb	%xmm1, %xmm0
	pmovmskb %xmm0, %eax
	cmpl	$0xffff, %eax
	sete	%al
	ret
2:	movl	$1, %eax
	ret
3:	addq	$16, %rdx		// less than 16 in all
	cmpq	$8, %rdx
	jb	4f
	movq	(%rdi), %rax
	movq	-8(%rdi,%rdx), %rcx
	xorq	(%rsi), %rax
	xorq	-8(%rsi,%rdx), %rcx
	orq	%rcx, %rax
	sete	%al
	ret
4:	testq	%rdx, %rdx
	jz	2b
	movzbl	-1(%rdi,%rdx), %eax
	cmpb	%al, -1(%rsi,%rdx)
	jne	5f
	decq	%rdx
	jmp	4b
5:	xorl	%eax, %eax
	ret
END(memequal)
