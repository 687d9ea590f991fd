// C functions called by code of gccgo: they have no stack check in their prologues and may need
// more than a goroutine's stack has.
#include "textflag.h"

// go: none — what asmcgocall is to cgo
// libgo.py renames every C function X that objects of gccgo call gccgo.c.X, a stub that comes here.
// in: r11 = the function; its arguments in registers and, up to four words, on the stack. We call
// it on g0, or directly if we are on g0 or gsignal already.
// out: rax, rdx, xmm0, xmm1 as the function left them. Its errno is in g, because g may continue on
// another thread.
	.globl	gccgo.ccall
	.type	gccgo.ccall, @function
	.p2align 4
gccgo.ccall:
	.cfi_startproc
	movq	%rax, %r10		// a variadic function reads al
	movq	g_slot, %rax
	movq	g_m(%rax), %rax
	movq	m_curg(%rax), %rax
	cmpq	g_slot, %rax
	jne	2f

	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushq	%rbx
	.cfi_offset rbx, -24
	movq	%rax, %rbx		// rbx = g
	SAVESCHED(%rbx, %rax)
	movq	g_m(%rbx), %rax
#ifdef GORT_HOSTED
	pushq	%r11
	movl	g_cerrno(%rbx), %r11d	// the thread's is that of another goroutine's last call
	movq	m_errnop(%rax), %rax
	movl	%r11d, (%rax)
	popq	%r11
	movq	g_m(%rbx), %rax
#endif
	movq	m_g0(%rax), %rax
	movq	%rax, g_slot
	movq	g_sched_sp(%rax), %rsp
	movq	%r10, %rax
#ifndef GORT_HOSTED
	movl	g_cerrno(%rbx), %r10d	// the thread's block belongs to another goroutine's last call
	movl	%r10d, %fs:fsErrno
	leaq	__c_dot_utf8_locale(%rip), %r10
	movq	%r10, %fs:fsLocale
#endif
	leaq	ccall.back(%rip), %r10
	pushq	%r10
	pushq	%r10
	pushq	40(%rbp)
	pushq	32(%rbp)
	pushq	24(%rbp)
	pushq	16(%rbp)
	.cfi_endproc
	// A signal frame for gdb, as in systemstack.
	.cfi_startproc
	.cfi_signal_frame
	.cfi_def_cfa rsp, 48
	call	*%r11
	nop
	.cfi_endproc
	.cfi_startproc
	.cfi_def_cfa rbp, 16
	.cfi_offset rbp, -16
	.cfi_offset rbx, -24
ccall.back:
	subq	$16, %rsp
	movq	%rax, (%rsp)
	movq	%rdx, 8(%rsp)
	movups	%xmm0, 16(%rsp)		// over the arguments
	movups	%xmm1, 32(%rsp)
	call	__errno_location
	movl	(%rax), %eax
	movl	%eax, g_cerrno(%rbx)
	movq	(%rsp), %rax
	movq	8(%rsp), %rdx
	movups	16(%rsp), %xmm0
	movups	32(%rsp), %xmm1
	movq	%rbx, g_slot
	movq	$0, g_sched_sp(%rbx)
	leaq	-8(%rbp), %rsp
	popq	%rbx
	.cfi_restore rbx
	popq	%rbp
	.cfi_restore rbp
	.cfi_def_cfa rsp, 8
	ret
2:	movq	%r10, %rax
	jmp	*%r11
	.cfi_endproc
	.size	gccgo.ccall, . - gccgo.ccall

// go: none — syscall; it has no frame, unlike musl's
// After clone the child returns from here, on the stack where its parent will return later. This
// function keeps nothing on the stack that the child could spoil. Nor can it spoil the callers'
// frames, since we drop CLONE_VM. CLONE_VFORK remains, so the parent waits.
// in: rdi = number, rsi rdx rcx r8 r9 8(rsp) = arguments   out: rax = result, or -1 with errno in g
// clobbers: r10 r11
// See D35.
	.globl	gccgo.c.syscall
	.type	gccgo.c.syscall, @function
	.p2align 4
gccgo.c.syscall:
	.cfi_startproc
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	8(%rsp), %r9
	cmpq	$56, %rax		// clone
	jne	1f
	andq	$~0x100, %rdi		// CLONE_VM
1:	syscall
	cmpq	$-4095, %rax
	jae	2f
	ret
2:	negl	%eax
	movq	g_slot, %rdx
	movl	%eax, g_cerrno(%rdx)
	movq	$-1, %rax
	ret
	.cfi_endproc
	.size	gccgo.c.syscall, . - gccgo.c.syscall

// go: none — reads and writes, as system calls without a frame
// After a system call the processor cannot predict returns, so each frame costs time.
// in: the C function's arguments   out: rax = result, or -1 with errno in g
// clobbers: the registers that a C function may change
#define DIRECT(name, nr)                      \
	.globl	gccgo.c.name;                 \
	.type	gccgo.c.name, @function;      \
	.p2align 4;                           \
gccgo.c.name:                                 \
	.cfi_startproc;                       \
	movl	$nr, %eax;                    \
	movq	%rcx, %r10;                   \
	syscall;                              \
	cmpq	$-4095, %rax;                 \
	jae	2b;                           \
	ret;                                  \
	.cfi_endproc;                         \
	.size	gccgo.c.name, . - gccgo.c.name

	DIRECT(read, 0)
	DIRECT(write, 1)
	DIRECT(pread64, 17)
	DIRECT(pwrite64, 18)
	DIRECT(sendto, 44)
	DIRECT(recvfrom, 45)
	DIRECT(sendmsg, 46)
	DIRECT(recvmsg, 47)
	DIRECT(accept4, 288)

// go: none — __errno_location for objects of gccgo
	.globl	gccgo.c.__errno_location
	.type	gccgo.c.__errno_location, @function
	.p2align 4
gccgo.c.__errno_location:
	.cfi_startproc
	movq	g_slot, %rax
	addq	$g_cerrno, %rax
	ret
	.cfi_endproc
	.size	gccgo.c.__errno_location, . - gccgo.c.__errno_location
