// Calls that a signal handler injects into interrupted code: asynchronous preemption, and sigpanic
// for faults that become panics; and those of a debugger.
#include "textflag.h"

// A function entered as if the interrupted instruction had called it, below the red zone.
#define ENTERINJECTED \
	.cfi_signal_frame; .cfi_def_cfa rsp, 136; .cfi_offset rip, -136; \
	pushq %rbp; .cfi_def_cfa_offset 144; .cfi_offset rbp, -144; \
	movq %rsp, %rbp; .cfi_def_cfa_register rbp

// All registers but rsp and rbp, below rbp and one word more.
#define PUSHOTHERS \
	pushq %rax; \
	pushq %rcx; \
	pushq %rdx; \
	pushq %rbx; .cfi_offset rbx, -184; \
	pushq %rsi; \
	pushq %rdi; \
	pushq %r8; \
	pushq %r9; \
	pushq %r10; \
	pushq %r11; \
	pushq %r12; .cfi_offset r12, -240; \
	pushq %r13; .cfi_offset r13, -248; \
	pushq %r14; .cfi_offset r14, -256; \
	pushq %r15; .cfi_offset r15, -264

#define POPOTHERS \
	popq %r15; .cfi_adjust_cfa_offset -8; .cfi_restore r15; \
	popq %r14; .cfi_adjust_cfa_offset -8; .cfi_restore r14; \
	popq %r13; .cfi_adjust_cfa_offset -8; .cfi_restore r13; \
	popq %r12; .cfi_adjust_cfa_offset -8; .cfi_restore r12; \
	popq %r11; .cfi_adjust_cfa_offset -8; \
	popq %r10; .cfi_adjust_cfa_offset -8; \
	popq %r9; .cfi_adjust_cfa_offset -8; \
	popq %r8; .cfi_adjust_cfa_offset -8; \
	popq %rdi; .cfi_adjust_cfa_offset -8; \
	popq %rsi; .cfi_adjust_cfa_offset -8; \
	popq %rbx; .cfi_adjust_cfa_offset -8; .cfi_restore rbx; \
	popq %rdx; .cfi_adjust_cfa_offset -8; \
	popq %rcx; .cfi_adjust_cfa_offset -8; \
	popq %rax; .cfi_adjust_cfa_offset -8

// go: none — Go saves 16 registers of 16 bytes, on the stack
// in: rdi = g. Saves the extended state in the area of g's M, which becomes g.xsave.
// clobbers: rax rcx rdx rsi rdi and the extended state
TEXT(savexstate)
	movq	%rdi, %rsi
	movq	g_m(%rsi), %rcx
	movq	m_xsave(%rcx), %rdi
	movq	$0, m_xsave(%rcx)
	movq	%rdi, g_xsave(%rsi)
	movl	runtime.xsaveMask(%rip), %eax
	xorl	%edx, %edx
	testl	%eax, %eax
	jz	1f
	xsave64	(%rdi)
	testl	$4, %eax
	jz	2f
	vzeroupper
	jmp	2f
1:	fxsave64 (%rdi)
	// The scheduler must not run with the user's control bits or with a full x87 stack.
2:	fninit
	ldmxcsr	defaultmxcsr(%rip)
	ret
END(savexstate)

// go: none — see savexstate
// in: rsi = g; its M has no area. Restores the extended state from g.xsave, which becomes m.xsave.
// clobbers: rax rcx rdx rdi   keeps: rsi
TEXT(restorexstate)
	movq	g_xsave(%rsi), %rdi
	movl	runtime.xsaveMask(%rip), %eax
	xorl	%edx, %edx
	testl	%eax, %eax
	jz	3f
	xrstor64 (%rdi)
	jmp	4f
3:	fxrstor64 (%rdi)
	// The area goes on no list before it has been read.
4:	movq	g_m(%rsi), %rcx
	movq	$0, g_xsave(%rsi)
	movq	%rdi, m_xsave(%rcx)
	ret
END(restorexstate)

// go: preempt.go#asyncPreempt [adapted] saves the whole state, because C code uses all of it
// Entered as if the interrupted instruction had called it: (rsp) = that instruction's pc, 128 bytes
// (the red zone) below its stack pointer, which may have any alignment. All registers, the flags
// and the extended state get back their values, perhaps on another thread.
//
// The extended state does not fit on a small stack. It goes into the area m.xsave, which is g.xsave
// until the goroutine runs again. isAsyncSafePoint has checked that m.xsave is there; nothing
// between the handler and this function can take it, since our pc is the runtime's, which is never
// interrupted for good. Before the goroutine runs again, execute empties the new M's m.xsave, and
// the area becomes that M's. preempt.c shows the whole path. See D15.
TEXT(asyncPreempt)
	ENTERINJECTED
	pushfq
	pushq	$2			// clears DF and AC, which the kernel may leave set
	popfq
	PUSHOTHERS
	andq	$-16, %rsp
	movq	g_slot, %rdi
	call	runtime.savexstate
	call	runtime.asyncPreempt2
	// No C code from here on: it could change the restored state.
	movq	g_slot, %rsi
	call	runtime.restorexstate
	leaq	-120(%rbp), %rsp
	.cfi_def_cfa rsp, 264
	POPOTHERS
	popfq
	.cfi_adjust_cfa_offset -8
	popq	%rbp
	.cfi_def_cfa rsp, 136
	.cfi_restore rbp
	ret	$128
END(asyncPreempt)

	.section .rodata
	.p2align 2
defaultmxcsr:
	.long	0x1f80
	.text

// go: none — Go's sigpanic is called directly, since Go's code needs no alignment
// Entered below the red zone of an instruction that faulted: (rsp) = its pc.
TEXT(sigpanic.pushed)
	ENTERINJECTED
	andq	$-16, %rsp
	pushq	$2			// clears DF and AC
	popfq
	call	runtime.sigpanic
	ud2
END(sigpanic.pushed)

// go: none — see sigpanic.pushed
// Entered in place of a call of a bad pc: (rsp) = the caller's return address.
TEXT(sigpanic.call)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	andq	$-16, %rsp
	pushq	$2			// clears DF and AC
	popfq
	call	runtime.sigpanic
	ud2
END(sigpanic.call)

// go: asm_amd64.s#debugCallV1 [moved] beside asyncPreempt, which it resembles: steps over the red
//     zone, and leaves the frame to debugCallWrap
// Entered as asyncPreempt is, by a debugger, with the frame's size at -16(rsp): see debugcall.c.
TEXT(debugCallV1)
	ENTERINJECTED
	leaq	-8(%rsp), %rsp		// over the size
	PUSHOTHERS
	andq	$-16, %rsp
	pushq	$2			// clears DF and AC
	popfq
	fninit
	ldmxcsr	defaultmxcsr(%rip)
	movq	8(%rbp), %rdi
	leaq	144(%rbp), %rsi
	call	runtime.debugCallCheck
	testq	%rdx, %rdx
	jnz	1f
	movq	-8(%rbp), %rdi
	call	runtime.debugCallWrap
	testq	%rdx, %rdx
	jz	2f
1:	pushq	%rdx
	pushq	%rax
	movl	$8, %eax
	int3
2:	leaq	-120(%rbp), %rsp
	.cfi_def_cfa rsp, 264
	movl	$16, %eax
	int3				// the debugger puts back rbp, too, and the flags, which stay
	POPOTHERS
	leaq	8(%rsp), %rsp
	.cfi_adjust_cfa_offset -8
	popq	%rbp
	.cfi_def_cfa rsp, 136
	.cfi_restore rbp
	ret	$128
END(debugCallV1)

// go: none — debugCall32 and its kin, for a frame of any size
// in: rdi = debugCall. gort_call calls it, so that g.callframe is rsp + 8. The function that the
// debugger calls may change all other registers, if it is of the stack ABI.
TEXT(debugCallFrame)
	PUSHSAVED
	leaq	40(%rsp), %rbp
	.cfi_def_cfa rbp, 16
	pushq	%rdi
	movq	%rdi, %rbx
	call	runtime.debugCallDefer
	movq	debugCall_size(%rbx), %rax
	addq	$15, %rax
	andq	$-16, %rax
	subq	%rax, %rsp
	xorl	%eax, %eax
	int3
	movq	%rax, %rcx
	movl	$1, %eax
	int3
	movq	g_slot, %rax
	movq	g_callframe(%rax), %rax
	leaq	-64(%rax), %rsp
	.cfi_def_cfa rsp, 64
	popq	%rdi
	.cfi_adjust_cfa_offset -8
	movb	$1, debugCall_completed(%rdi)
	POPSAVED
	ret
END(debugCallFrame)

// go: asm_amd64.s#debugCallPanicked [moved] as debugCallV1; the value comes in registers
// in: rdi:rsi = the value of a panic. Shows it to the debugger.
TEXT(debugCallPanicked)
	subq	$24, %rsp
	.cfi_adjust_cfa_offset 24
	movq	%rdi, (%rsp)
	movq	%rsi, 8(%rsp)
	movl	$2, %eax
	int3
	addq	$24, %rsp
	.cfi_adjust_cfa_offset -24
	ret
END(debugCallPanicked)
