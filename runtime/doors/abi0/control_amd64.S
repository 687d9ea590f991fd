// The entries of the stack ABI that are more than a call: see entries.tab.
#include "textflag.h"

// go: panic.go#deferproc [moved] the entry with everything on the stack
// in: 8(rsp) = int32 bytes of arguments, 16(rsp) = funcval, from 24(rsp) on its arguments.
// out: eax = 0; 1 when a recovered panic comes back here, with the caller's rsp and rbp.
ENTRY(deferproc)
	FRAME
	movl	16(%rbp), %edi
	movq	24(%rbp), %rsi
	leaq	32(%rbp), %rdx
	leaq	16(%rbp), %rcx
	movq	8(%rbp), %r8
	movq	(%rbp), %r9
	call	runtime.deferproc_abi0
	ENDFRAME
	xorl	%eax, %eax
	ret
ENDENTRY(deferproc)

// go: none — as deferproc, the record being in the caller's frame
// in: 8(rsp) = record. out: eax, as deferproc.
ENTRY(deferprocStack)
	FRAME
	movq	16(%rbp), %rdi
	leaq	16(%rbp), %rsi
	movq	8(%rbp), %rdx
	movq	(%rbp), %rcx
	call	runtime.deferprocStack_abi0
	ENDFRAME
	xorl	%eax, %eax
	ret
ENDENTRY(deferprocStack)

// go: panic.go#deferreturn [moved] with asm_amd64.s#jmpdefer at its end
// The caller's next deferred call is made as if the caller made it. It returns to the call
// instruction that brought us here, so we are called again until there is none left.
ENTRY(deferreturn)
	FRAME
	leaq	16(%rbp), %rdi
	movq	8(%rbp), %rsi
	call	runtime.deferreturn_abi0
	ENDFRAME
	testq	%rax, %rax
	jz	1f
	movq	%rax, %rdx
	subq	$5, (%rsp)
	jmp	*(%rdx)
1:	ret
ENDENTRY(deferreturn)

// go: asm_amd64.s#gcWriteBarrier [adapted] the collector stops the world, nothing is recorded
// in: rdi = slot, rax = value. Keeps all registers.
ENTRY(gcWriteBarrier)
	movq	%rax, (%rdi)
	ret
ENDENTRY(gcWriteBarrier)

// go: duff_amd64.s#duffzero
// in: rdi = memory, xmm0 = 0. Entered at any store; a block of 64 bytes has 19 bytes of code.
ENTRY(duffzero)
	.rept	16
	movups	%xmm0, (%rdi)
	movups	%xmm0, 16(%rdi)
	movups	%xmm0, 32(%rdi)
	movups	%xmm0, 48(%rdi)
	leaq	64(%rdi), %rdi
	.endr
	ret
ENDENTRY(duffzero)

// go: duff_amd64.s#duffcopy
// in: rsi = source, rdi = destination; xmm0 is lost. Entered at any block, of 14 bytes of code.
ENTRY(duffcopy)
	.rept	64
	movups	(%rsi), %xmm0
	addq	$16, %rsi
	movups	%xmm0, (%rdi)
	addq	$16, %rdi
	.endr
	ret
ENDENTRY(duffcopy)
