// Calls between gccgo's code and C, by cgo; in hosted programs.
#include "textflag.h"

// go: none — before a call of C; in Go a part of cgocall
// The system call has our caller's frame and registers.
	.globl	syscall.Cgocall
	.hidden	syscall.Cgocall
	.type	syscall.Cgocall, @function
	.p2align 4
syscall.Cgocall:
	.cfi_startproc
	SYSCALLFRAME
	movq	g_m(%rax), %rcx
	incq	m_ncgocall(%rcx)
	incl	m_ncgo(%rcx)
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	runtime.reentersyscall
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	movq	g_slot, %rax
	movq	g_m(%rax), %rax
	movb	$1, m_incgo(%rax)
	movq	$stackCgo, %fs:fsGuard
	ret
	.cfi_endproc
	.size	syscall.Cgocall, . - syscall.Cgocall

// go: none — the end of a call of C; in Go a part of cgocall
// If a panic or Goexit in a call back has ended it, unwindm has done this.
	.globl	syscall.CgocallDone
	.hidden	syscall.CgocallDone
	.type	syscall.CgocallDone, @function
	.p2align 4
syscall.CgocallDone:
	.cfi_startproc
	movq	g_slot, %rax
	movq	g_m(%rax), %rcx
	movb	$0, m_incgo(%rcx)
	decl	m_ncgo(%rcx)
	movq	g_stackguard0(%rax), %rdx
1:	movq	%rdx, %rcx		// as in gogo
	movq	%rcx, %fs:fsGuard
	movq	g_stackguard0(%rax), %rdx
	cmpq	%rdx, %rcx
	jne	1b
	jmp	runtime.exitsyscall
	.cfi_endproc
	.size	syscall.CgocallDone, . - syscall.CgocallDone

// The record of a call in, on C's stack.
#define in_fn		0
#define in_argsize	8		// bytes of arguments on the stack
#define in_args		16		// and where they are
#define in_rdi		24		// rsi, rdx, rcx, r8 and r9 follow; then the results rax, rdx
#define in_xmm		80		// xmm0 to xmm7; xmm0 and xmm1 as results
#define sizeof_in	208

// go: none — C code calls an exported function; stackchecks.py gives each a stub that comes here
// in: rax = the function, r10d = bytes of its arguments on the stack; its arguments
// On a goroutine already, only calls it.
	.globl	gccgo.callin
	.hidden	gccgo.callin
	.type	gccgo.callin, @function
	.p2align 4
gccgo.callin:
	.cfi_startproc
	JUMPOFFG(%r11, 1f)
	jmp	*%rax
1:	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	subq	$sizeof_in, %rsp
	movq	%rax, in_fn(%rsp)
	movl	%r10d, %r10d
	movq	%r10, in_argsize(%rsp)
	leaq	16(%rbp), %rax
	movq	%rax, in_args(%rsp)
	movq	%rdi, in_rdi(%rsp)
	movq	%rsi, in_rdi+8(%rsp)
	movq	%rdx, in_rdi+16(%rsp)
	movq	%rcx, in_rdi+24(%rsp)
	movq	%r8, in_rdi+32(%rsp)
	movq	%r9, in_rdi+40(%rsp)
	movaps	%xmm0, in_xmm(%rsp)
	movaps	%xmm1, in_xmm+16(%rsp)
	movaps	%xmm2, in_xmm+32(%rsp)
	movaps	%xmm3, in_xmm+48(%rsp)
	movaps	%xmm4, in_xmm+64(%rsp)
	movaps	%xmm5, in_xmm+80(%rsp)
	movaps	%xmm6, in_xmm+96(%rsp)
	movaps	%xmm7, in_xmm+112(%rsp)
	xorl	%edx, %edx		// no context
	cmpq	$0, g_slot
	jne	2f
	call	_cgo_wait_runtime_init_done
	movq	%rax, %rdx
2:	leaq	callexported(%rip), %rdi
	movq	%rsp, %rsi
	call	runtime.cgocallback_gofunc
	movq	in_rdi(%rsp), %rax
	movq	in_rdi+8(%rsp), %rdx
	movaps	in_xmm(%rsp), %xmm0
	movaps	in_xmm+16(%rsp), %xmm1
	leave
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
	ret
	.cfi_endproc
	.size	gccgo.callin, . - gccgo.callin

// go: none — C code asks for a panic
// in: rdi = its text
	.globl	_cgo_panic
	.hidden	_cgo_panic
	.type	_cgo_panic, @function
_cgo_panic:
	.cfi_startproc
	leaq	runtime._cgo_panic_internal(%rip), %rax
	xorl	%r10d, %r10d
	jmp	gccgo.callin
	.cfi_endproc
	.size	_cgo_panic, . - _cgo_panic

// On the goroutine. in: rdi = the record, which gets the results
	.type	callexported, @function
	.p2align 4
callexported:
	.cfi_startproc
	movq	in_argsize(%rdi), %r10
	addq	$64, %r10
	movq	%rsp, %r11
	subq	%r10, %r11
	cmpq	%fs:fsGuard, %r11
	jae	1f
	xorl	%r11d, %r11d
	call	__morestack
	ret
1:	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushq	%rbx
	.cfi_offset rbx, -24
	movq	%rdi, %rbx
	movq	in_argsize(%rbx), %rcx
	leaq	15(%rcx), %rax
	andq	$-16, %rax
	leaq	-8(%rsp), %rsp		// rsp ≡ 0 mod 16
	subq	%rax, %rsp
	testq	%rcx, %rcx		// rep takes its time, even for nothing
	jz	2f
	movq	in_args(%rbx), %rsi
	movq	%rsp, %rdi
	rep movsb
2:	movq	in_rdi(%rbx), %rdi
	movq	in_rdi+8(%rbx), %rsi
	movq	in_rdi+16(%rbx), %rdx
	movq	in_rdi+24(%rbx), %rcx
	movq	in_rdi+32(%rbx), %r8
	movq	in_rdi+40(%rbx), %r9
	movaps	in_xmm(%rbx), %xmm0
	movaps	in_xmm+16(%rbx), %xmm1
	movaps	in_xmm+32(%rbx), %xmm2
	movaps	in_xmm+48(%rbx), %xmm3
	movaps	in_xmm+64(%rbx), %xmm4
	movaps	in_xmm+80(%rbx), %xmm5
	movaps	in_xmm+96(%rbx), %xmm6
	movaps	in_xmm+112(%rbx), %xmm7
	call	*in_fn(%rbx)
	movq	%rax, in_rdi(%rbx)
	movq	%rdx, in_rdi+8(%rbx)
	movaps	%xmm0, in_xmm(%rbx)
	movaps	%xmm1, in_xmm+16(%rbx)
	leaq	-8(%rbp), %rsp
	popq	%rbx
	.cfi_restore rbx
	popq	%rbp
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
	ret
	.cfi_endproc
	.size	callexported, . - callexported
