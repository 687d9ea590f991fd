// The functions of gort.h that C code may call on any thread, in a hosted program: on a goroutine,
// in a call that goroutine code has made by gort_ccall, or on a thread that is not ours.
#include "textflag.h"

// go: none — callin makes the call in the second and the third case
// The function itself has the name NAME_in (callin.h); it has at most six words of arguments, in
// registers.
	.irp	name, gort_go, gort_GOMAXPROCS, gort_NumGoroutine, gort_new, gort_makechan, \
		gort_chansend, gort_chanrecv, gort_trysend, gort_tryrecv, gort_closechan, gort_select, \
		gort_call, gort_nanotime, gort_Sleep, gort_AfterFunc, gort_timerStop, gort_timerReset, \
		gort_After, gort_semacquire, gort_semrelease, gort_lock, gort_unlock, gort_wgadd, \
		gort_wgdone, gort_wgwait, gort_print, gort_printint
	.globl	\name
	.type	\name, @function
	.p2align 4
\name:
	.cfi_startproc
	JUMPOFFG(%rax, 1f)
	jmp	\name\()_in
1:	leaq	\name\()_in(%rip), %rax
	jmp	callin
	.cfi_endproc
	.size	\name, . - \name
	.endr

// go: none — the room for cgocall and the calls back into curg
// in: rdi = fn, rsi = arg. On a goroutine cgocall(fn, arg), else fn(arg), as this is C's stack.
	.globl	gort_ccall
	.type	gort_ccall, @function
	.p2align 4
gort_ccall:
	.cfi_startproc
	JUMPOFFG(%rax, 3f)
	leaq	-callRoom(%rsp), %r11
	cmpq	%fs:fsGuard, %r11
	jb	2f
1:	jmp	runtime.cgocall
2:	movl	$callRoom, %r10d
	xorl	%r11d, %r11d
	call	__morestack
	ret
	jmp	1b
3:	movq	%rdi, %rax
	movq	%rsi, %rdi
	jmp	*%rax
	.cfi_endproc
	.size	gort_ccall, . - gort_ccall

// go: none — the call in
// in: rax = the function, its arguments in registers; on C's stack   out: rax as from the function
	.type	callin, @function
	.p2align 4
callin:
	.cfi_startproc
	subq	$72, %rsp
	.cfi_adjust_cfa_offset 72
	movq	%rax, (%rsp)
	movq	%rdi, 8(%rsp)
	movq	%rsi, 16(%rsp)
	movq	%rdx, 24(%rsp)
	movq	%rcx, 32(%rsp)
	movq	%r8, 40(%rsp)
	movq	%r9, 48(%rsp)
	xorl	%edx, %edx		// no context
	movq	g_slot, %rax
	testq	%rax, %rax
	jnz	1f
	call	_cgo_wait_runtime_init_done
	movq	%rax, %rdx
1:	leaq	callregs(%rip), %rdi
	movq	%rsp, %rsi
	call	runtime.cgocallback_gofunc
	movq	(%rsp), %rax
	addq	$72, %rsp
	.cfi_adjust_cfa_offset -72
	ret
	.cfi_endproc
	.size	callin, . - callin

// On a goroutine. in: rdi = where callin has put the function and its arguments; its result goes
// into the first word
	.type	callregs, @function
	.p2align 4
callregs:
	.cfi_startproc
	pushq	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbx, 0
	movq	%rdi, %rbx
	movq	48(%rbx), %r9
	movq	40(%rbx), %r8
	movq	32(%rbx), %rcx
	movq	24(%rbx), %rdx
	movq	16(%rbx), %rsi
	movq	8(%rbx), %rdi
	call	*(%rbx)
	movq	%rax, (%rbx)
	popq	%rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore rbx
	ret
	.cfi_endproc
	.size	callregs, . - callregs
