// Room on the stack for libffi, with which package reflect of gccgo's library calls functions and
// makes functions. libffi is C without stack checks, and uses as much stack as the arguments have.
// libgo.py makes its callers call these stubs, which make room first.
#include "textflag.h"

// go: none — libffi's ffi_call_go, on a segment with room for a second copy of the arguments
// in: rdi = ffi_cif, rcx = the arguments' addresses, the rest as for ffi_call_go. Only the frame of
//     __morestack comes between.
	.globl	gccgo.ffi_call_go
	.hidden	gccgo.ffi_call_go
	.type	gccgo.ffi_call_go, @function
	.p2align 4
gccgo.ffi_call_go:
	.cfi_startproc
	movq	ffi_cif_arg_types(%rdi), %rax
	cmpq	$0, -8(%rax)		// an argument is split
	jne	2f
1:	movl	ffi_cif_bytes(%rdi), %eax
	addq	$ffiFrames, %rax
	movq	%rsp, %r11
	subq	%rax, %r11
	cmpq	%fs:fsGuard, %r11
	jae	ffi_call_go
	movq	%rax, %r10
	xorl	%r11d, %r11d
	call	__morestack
	ret
	jmp	ffi_call_go
2:	pushq	%rdi
	.cfi_adjust_cfa_offset 8
	pushq	%rsi
	.cfi_adjust_cfa_offset 8
	pushq	%rdx
	.cfi_adjust_cfa_offset 8
	pushq	%r8
	.cfi_adjust_cfa_offset 8
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	movq	%rcx, %rsi
	call	gccgo.ffisplit
	movq	%rax, %rcx
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	popq	%r8
	.cfi_adjust_cfa_offset -8
	popq	%rdx
	.cfi_adjust_cfa_offset -8
	popq	%rsi
	.cfi_adjust_cfa_offset -8
	popq	%rdi
	.cfi_adjust_cfa_offset -8
	jmp	1b
	.cfi_endproc
	.size	gccgo.ffi_call_go, . - gccgo.ffi_call_go

// go: none — the code of functions that reflect.MakeFunc makes: libffi's, with a pointer to each
//     argument
// in: r10 = ffi_go_closure, the arguments. rax is free: no Go function is variadic as in C.
#define CLOSURE(name)                         \
	.globl	gccgo.name;                   \
	.hidden	gccgo.name;                   \
	.type	gccgo.name, @function;        \
	.p2align 4;                           \
gccgo.name:                                   \
	.cfi_startproc;                       \
	movq	ffi_go_closure_cif(%r10), %rax; \
	movl	ffi_cif_nargs(%rax), %eax;    \
	leaq	ffiFrames(,%rax,8), %rax;     \
	movq	%rsp, %r11;                   \
	subq	%rax, %r11;                   \
	cmpq	%fs:fsGuard, %r11;            \
	jae	name;                         \
	movq	ffi_go_closure_cif(%r10), %r11; \
	movl	ffi_cif_bytes(%r11), %r11d;   \
	xchgq	%rax, %r10;                   \
	call	__morestack;                  \
	ret;                                  \
	movq	%rax, %r10;                   \
	jmp	name;                         \
	.cfi_endproc;                         \
	.size	gccgo.name, . - gccgo.name

	CLOSURE(ffi_go_closure_unix64)
	CLOSURE(ffi_go_closure_unix64_sse)
