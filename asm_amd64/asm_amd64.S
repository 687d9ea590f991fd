// Start-up, context switches, stack growth, and what C cannot express. Functions have the System V
// calling convention unless a comment says ABI0 (all arguments and results on the stack).
//
// A goroutine that is not running has its context in g.sched. sp, pc and bp suffice, because the
// code at pc restores the callee-saved registers from the stack. These are the values of pc:
//
//	mcall.resume        parked, or preempted asynchronously (then below asyncPreempt's frame)
//	morestack.resume    preempted in a prologue
//	a function's start  not begun yet; its return address is goexit+1
//	systemstack_switch  its M is running a function on g0 for it; nothing jumps there
//
// The stack of g0 is always used from the same base, g0.sched.sp, which mstart sets and aligns to
// 16: each mcall and systemstack starts there anew.
#include "textflag.h"

#ifdef GORT_HOSTED
#define gortcall	gort_call_in // callin_amd64.S has the public name
#else
#define gortcall	gort_call
#endif

// go: asm_amd64.s#_rt0_amd64
// Kernel entry: rsp -> argc, argv…, 0, envp…, 0, auxv.
	.globl	_rt0_amd64
	.type	_rt0_amd64, @function
	.hidden	_rt0_amd64
_rt0_amd64:
	.cfi_startproc
	.cfi_undefined rip
	movq	(%rsp), %rdi
	leaq	8(%rsp), %rsi
	jmp	runtime.rt0_go
	.cfi_endproc
	.size	_rt0_amd64, . - _rt0_amd64

#ifdef GORT_HOSTED
// go: asm_amd64.s#main [adapted] the linker's --wrap=main gives the program's main another name
// libc's start-up calls it, after the constructors. in: edi = argc, rsi = argv. Never returns.
	.globl	__wrap_main
	.type	__wrap_main, @function
__wrap_main:
	.cfi_startproc
	jmp	runtime.rt0_go
	.cfi_endproc
	.size	__wrap_main, . - __wrap_main

// What x_cgo_alone looks for: a note of this name.
	.section .note.gort.runtime, "a", @note
	.p2align 2
	.long	5, 0, 1
	.asciz	"gort"
	.p2align 2
	.text

// go: asm_amd64.s#_rt0_amd64_lib
// The loader calls it as a constructor of a library. in: edi = argc, rsi = argv. The runtime starts
// on a thread of its own; who calls in before it is ready waits.
	.globl	_rt0_amd64_lib
	.hidden	_rt0_amd64_lib
	.type	_rt0_amd64_lib, @function
_rt0_amd64_lib:
	.cfi_startproc
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	movq	%rdi, _rt0_amd64_lib_argc(%rip)
	movq	%rsi, _rt0_amd64_lib_argv(%rip)
	call	runtime.libpreinit
	leaq	_rt0_amd64_lib_go(%rip), %rdi
	xorl	%esi, %esi
	call	*runtime._cgo_sys_thread_create(%rip)
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
	.size	_rt0_amd64_lib, . - _rt0_amd64_lib

// go: asm_amd64.s#_rt0_amd64_lib_go
// The thread of the runtime's start.
	.type	_rt0_amd64_lib_go, @function
_rt0_amd64_lib_go:
	.cfi_startproc
	.cfi_undefined rip
	movq	_rt0_amd64_lib_argc(%rip), %rdi
	movq	_rt0_amd64_lib_argv(%rip), %rsi
	jmp	runtime.rt0_go
	.cfi_endproc
	.size	_rt0_amd64_lib_go, . - _rt0_amd64_lib_go

	.local	_rt0_amd64_lib_argc
	.comm	_rt0_amd64_lib_argc, 8, 8
	.local	_rt0_amd64_lib_argv
	.comm	_rt0_amd64_lib_argv, 8, 8
#endif

// go: asm_amd64.s#rt0_go
// in: rdi = argc, rsi = argv; on the stack of the first thread. Never returns.
TEXT(rt0_go)
	.cfi_undefined rip
	xorl	%ebp, %ebp
	subq	$39, %rsp
	andq	$-16, %rsp
	movq	%rdi, 16(%rsp)
	movq	%rsi, 24(%rsp)

	// g0 gets 64 KiB of the existing stack; mstart sets the guards exactly.
	leaq	runtime.g0(%rip), %rdi
	leaq	(-64*1024+104)(%rsp), %rbx
	movq	%rbx, g_stackguard0(%rdi)
	movq	%rbx, g_stackguard1(%rdi)
	movq	%rbx, g_stack_lo(%rdi)
	movq	%rsp, g_stack_hi(%rdi)

	// What processor is it?
	xorl	%eax, %eax
	cpuid
	movl	%eax, runtime.processorMaxLeaf(%rip)
	testl	%eax, %eax
	jz	nocpuinfo
	cmpl	$0x756e6547, %ebx	// "Genu"
	jne	notintel
	cmpl	$0x49656e69, %edx	// "ineI"
	jne	notintel
	cmpl	$0x6c65746e, %ecx	// "ntel"
	jne	notintel
	movb	$1, runtime.isIntel(%rip)
	movb	$1, runtime.lfenceBeforeRdtsc(%rip)
notintel:
	cmpl	$0x68747541, %ebx	// "Auth", of AuthenticAMD. See D188.
	jne	1f
	movb	$1, runtime.lfenceBeforeRdtsc(%rip)
1:
	movl	$1, %eax
	xorl	%ecx, %ecx
	cpuid
	movl	%eax, runtime.processorVersionInfo(%rip)
	movl	%ecx, runtime.processorFeatures(%rip)
	movl	%edx, runtime.processorFeatures+4(%rip)
	// The state that asynchronous preemption saves: x87, SSE, AVX and AVX-512, as far as the kernel
	// enables them. Not PKRU, which belongs to the thread, and not AMX.
	testl	$(1 << 27), %ecx	// OSXSAVE
	jz	nocpuinfo
	xorl	%ecx, %ecx
	xgetbv
	andl	$0xe7, %eax
	movl	%eax, runtime.xsaveMask(%rip)
	// The size of that state is the end of its last component, by CPUID. Vendors place the
	// components at different offsets but in the same order, so the last one is enough. (Each CPUID
	// takes microseconds on a virtual machine.)
	movl	$576, %r9d		// legacy area and header
	bsrl	%eax, %ecx
	cmpl	$2, %ecx
	jb	1f
	movl	$0xd, %eax
	cpuid
	leal	(%rax,%rbx), %r9d	// size + offset
1:	movq	%r9, runtime.xsaveSize(%rip)
nocpuinfo:

#ifdef GORT_HOSTED
	// The thread and its block are libc's. _cgo_init sets g0.stack.lo and keeps setg_gcc.
	leaq	runtime.g0(%rip), %rdi
	leaq	setg_gcc(%rip), %rsi
	xorl	%edx, %edx		// the last two are Android's
	xorl	%ecx, %ecx
	call	*runtime._cgo_init(%rip)
	leaq	runtime.g0(%rip), %rcx
	movq	g_stack_lo(%rcx), %rax
	addq	$StackGuard, %rax
	movq	%rax, g_stackguard0(%rcx)
	movq	%rax, g_stackguard1(%rcx)
#else
	// The canary word of all thread blocks: the kernel's random bytes, if there are any, with a low
	// byte of 0.
	movq	16(%rsp), %rcx
	movq	24(%rsp), %rsi
	leaq	8(%rsi,%rcx,8), %rsi	// after argv
2:	addq	$8, %rsi
	cmpq	$0, -8(%rsi)
	jne	2b			// after envp
3:	movq	(%rsi), %rax
	testq	%rax, %rax
	jz	5f
	cmpq	$25, %rax		// AT_RANDOM
	je	4f
	addq	$16, %rsi
	jmp	3b
4:	movq	8(%rsi), %rax
	movq	8(%rax), %rax
	shlq	$8, %rax
	movq	%rax, runtime.canary(%rip)
5:
	leaq	runtime.m0+m_tls(%rip), %rdi
	call	runtime.settls

	// Store through the thread pointer and check that the value arrived in m0. It does not if
	// another thread-local variable has been linked in below ours.
	movq	$0x123, %fs:runtime.tlsg@tpoff
	cmpq	$0x123, runtime.m0+m_tls(%rip)
	je	6f
	call	runtime.badtls
6:
#endif
	// Tie m0 and g0 together, before any signal handler exists.
	leaq	runtime.g0(%rip), %rcx
	leaq	runtime.m0(%rip), %rax
	movq	%rcx, g_slot
	movq	%rcx, m_g0(%rax)
	movq	%rax, g_m(%rcx)

	cld
	call	runtime.check
	movl	16(%rsp), %edi
	movq	24(%rsp), %rsi
	call	runtime.args
	call	runtime.osinit
	call	runtime.schedinit

	// The main goroutine: newproc takes the size and the function on the stack.
	leaq	runtime.mainPC(%rip), %rax
	movq	%rax, 8(%rsp)		// fn
	movq	$0, (%rsp)		// siz
	call	abi0.newproc

	call	runtime.mstart
	call	runtime.abort
END(rt0_go)

	.section .data.rel.ro, "aw"
	.p2align 3
LABEL(mainPC)
	.quad	runtime.main
LABEL(gostartc.f)
	.quad	runtime.gostartc
LABEL(gostartgort.f)
	.quad	runtime.gostartgort

#ifndef GORT_HOSTED
	.section .tbss, "awT", @nobits
	.p2align 3
	.hidden	runtime.tlsg
	.globl	runtime.tlsg
	.type	runtime.tlsg, @object
	.size	runtime.tlsg, 8
runtime.tlsg:
	.zero	8

	.data
	.p2align 3
LABEL(canary)
	.quad	0x00ff0a0d5c7e3100
#endif
	.data
	.p2align 3
LABEL(xsaveSize)
	.quad	512			// without XSAVE: FXSAVE's
LABEL(xsaveMask)
	.quad	0
	.text

// go: proc.go#mstart [moved] a C function cannot be resumed after it has returned: g0's save point
//     is here
// Entered on the g0 stack with rsp ≡ 8 mod 16 (after a call).
TEXT(mstart)
	.cfi_undefined rip
	xorl	%ebp, %ebp
	subq	$8, %rsp
	movq	%rsp, %rdi		// g0.sched.sp
	call	runtime.mstart0
	jmp	runcurg
LABEL(mstart.resume)			// gogo(&g0.sched) of a thread that exits
	call	runtime.mstart_exit
#ifdef GORT_HOSTED
	// rax = &m.freeWait. From here on this is a thread of C code, and the M's record is free.
	movq	$0, g_slot
	movq	$0, %fs:fsGuard
	movl	$0, (%rax)
	addq	$8, %rsp
	ret				// to threadentry: libc ends the thread
#else
	ud2
#endif
END(mstart)

// go: asm_amd64.s#breakpoint
TEXT(breakpoint)
	int3
	ret
END(breakpoint)

// go: asm_amd64.s#asminit
// amd64 needs nothing here.
TEXT(asminit)
	ret
END(asminit)

// The fence between storing a guard and reading the preemption flags. An mfence costs more than the
// rest of a switch, so it is left out where requests come with a signal, which serves as the fence:
// in a hosted program always (D160).
#ifdef GORT_HOSTED
#define GUARDFENCE
#else
#define GUARDFENCE                            \
	cmpl	$0, runtime.debug+debug_asyncpreemptoff(%rip); \
	je	8f;                           \
	mfence;                               \
8:
#endif

// Makes the g in rdx that of this thread, with its guard; faults at once if it is nil. See gogo.
// clobbers: rax rcx
#define SETG                                  \
	movq	g_stackguard0(%rdx), %rcx;    \
	movq	%rdx, g_slot;                 \
7:	movq	%rcx, %fs:fsGuard;            \
	GUARDFENCE                            \
	movq	g_stackguard0(%rdx), %rax;    \
	cmpq	%rax, %rcx;                   \
	movq	%rax, %rcx;                   \
	jne	7b

// go: asm_amd64.s#gogo
// in: rdi = gobuf. Never returns.
//
// Each thread has a guard word, a copy of g.stackguard0 that prologues compare with. preemptone, on
// another thread, stores g.preempt, then poisons g.stackguard0, then the word, and sends a signal.
// Here we store the word and read stackguard0 again until both agree. Our store may become visible
// late, after preemptone's, and so undo the poison of the word (and of nothing else). But it
// becomes visible before this thread takes the signal, and the handler then sees g.preempt and
// poisons both again: that is the second branch of doSigPreempt (signal_unix.c). Where requests
// come without a signal, the full fence orders our store before our second read. If that read
// misses preemptone's poison of stackguard0, our store of the word precedes preemptone's, which
// therefore stays. So no request is lost in either case. See D11.
TEXT(gogo)
	.cfi_undefined rip
	movq	gobuf_g(%rdi), %rdx
	SETG
	movq	gobuf_sp(%rdi), %rsp
	movq	gobuf_ret(%rdi), %rax
	movq	gobuf_ctxt(%rdi), %rdx
	movq	%rdx, %r10
	movq	gobuf_bp(%rdi), %rbp
	xorl	%ecx, %ecx
	movq	%rcx, gobuf_sp(%rdi)
	movq	%rcx, gobuf_ret(%rdi)
	movq	%rcx, gobuf_ctxt(%rdi)
	movq	%rcx, gobuf_bp(%rdi)
	// A goroutine that has run before restores these registers from its stack. A new one must not
	// start with the values of the goroutine that ran before it: it might save them in a frame, and
	// the collector would keep objects that no other goroutine refers to.
	movl	%ecx, %ebx
	movl	%ecx, %r12d
	movl	%ecx, %r13d
	movl	%ecx, %r14d
	movl	%ecx, %r15d
	jmp	*gobuf_pc(%rdi)
END(gogo)

// The end of mcall, mstart and __morestack, on g0 at the base of its stack: a function of the
// scheduler has returned, and m.curg, which execute set, is the goroutine to run next.
//
// The scheduler returns to here instead of jumping to the goroutine from where it is, because the
// processor predicts returns by a stack of call addresses. With as many returns as calls on g0, the
// goroutine that continues finds there what the goroutine that stopped left. Most goroutines stop
// in the same few functions, so the predictions are mostly right.
	.type	runcurg, @function
	.p2align 4
runcurg:
	.cfi_startproc
	.cfi_undefined rip
	movq	g_slot, %rdx
	movq	g_m(%rdx), %rdx
	movq	m_curg(%rdx), %rdx
	testq	%rdx, %rdx
	jz	2f
	leaq	runtime.mcall.resume(%rip), %rax
	cmpq	%rax, g_sched_pc(%rdx)
	jne	1f
	// As in gogo. But mcall leaves ret and ctxt alone, and what resumes there restores the
	// callee-saved registers.
	SETG
	xorl	%eax, %eax
	movq	g_sched_sp(%rdx), %rsp
	movq	%rax, g_sched_sp(%rdx)
	movq	%rax, g_sched_bp(%rdx)
	jmp	runtime.mcall.resume
1:	leaq	g_sched(%rdx), %rdi
	jmp	runtime.gogo
2:	call	runtime.badmcall2
	.cfi_endproc
	.size	runcurg, . - runcurg

// go: proc.go#entersyscall [adapted] keeps registers
// exitsyscall must be called from the same frame or from one further down. C programs call this
// function gort_entersyscall. See D33.
	.globl	gort_entersyscall
	.type	gort_entersyscall, @function
TEXT(entersyscall)
gort_entersyscall:
	ENTERSYSCALL(runtime.reentersyscall)
END(entersyscall)
	.size	gort_entersyscall, . - gort_entersyscall

// go: proc.go#entersyscallblock [adapted] keeps registers
// Like entersyscall, for a call that is known to block: gives the P away at once.
TEXT(entersyscallblock)
	ENTERSYSCALL(runtime.reentersyscallblock)
END(entersyscallblock)

// go: asm_amd64.s#mcall [adapted] fn returns
// in: rdi = fn. Leaves the goroutine and calls fn(g) on g0. When fn returns, the M continues with
// m.curg, which fn has chosen through execute; this may be the same goroutine. A later
// gogo(&g.sched) of our goroutine returns to our caller. See D6.
TEXT(mcall)
	PUSHSAVED
	leaq	40(%rsp), %rbp
	movq	g_slot, %rdx		// rdx = g
	movq	g_m(%rdx), %rcx
	movq	m_g0(%rcx), %rsi	// rsi = g0
	leaq	runtime.mcall.resume(%rip), %rax
	movq	%rax, g_sched_pc(%rdx)
	movq	%rsp, g_sched_sp(%rdx)
	movq	%rbp, g_sched_bp(%rdx)
	movq	%rdx, g_sched_g(%rdx)
	cmpq	%rsi, %rdx
	je	runtime.badmcall
	movq	%rdi, %rax
	movq	%rdx, %rdi
	.cfi_remember_state
	.cfi_undefined rip
	movq	%rsi, g_slot
	movq	g_sched_sp(%rsi), %rsp
	xorl	%ebp, %ebp
	call	*%rax
	jmp	runcurg
	.cfi_restore_state
LABEL(mcall.resume)
	POPSAVED
	ret
END(mcall)

// go: asm_amd64.s#systemstack_switch
// Never executed: the pc in g.sched while its M runs a function on g0 for it.
TEXT(systemstack_switch)
	ret
END(systemstack_switch)

// Calls rax(rdi) on g0 from a function whose frame rbp tells; rdx = g, r8 = g0. gdb believes that a
// stack is broken if a caller's frame is at a lower address, unless there is a signal frame in
// between. So the call gets a signal frame, which returns to back.
#define CALLONG0(back)                        \
	SAVESCHED(%rdx, %rcx);                \
	movq	%r8, g_slot;                  \
	movq	g_sched_sp(%r8), %rsp;        \
	leaq	back(%rip), %rcx;             \
	pushq	%rcx;                         \
	pushq	%rcx;                         \
	.cfi_endproc;                         \
	.cfi_startproc;                       \
	.cfi_signal_frame;                    \
	.cfi_personality 0x1b, runtime.leaveframe; \
	.cfi_def_cfa rsp, 16;                 \
	call	*%rax;                        \
	nop;                                  \
	.cfi_endproc;                         \
	.cfi_startproc;                       \
	.cfi_def_cfa rbp, 16;                 \
	.cfi_offset rbp, -16;                 \
back:

// Returns from the caller of CALLONG0 to the goroutine rdx, which is the one that was left.
#define LEAVEG0                               \
	movq	%rdx, g_slot;                 \
	movq	$0, g_sched_sp(%rdx);         \
	movq	%rbp, %rsp;                   \
	popq	%rbp;                         \
	.cfi_def_cfa rsp, 8;                  \
	.cfi_restore rbp;                     \
	ret

// go: asm_amd64.s#systemstack
// in: rdi = fn, rsi = arg. Calls fn(arg) on g0, or directly if already on g0 or gsignal.
// rbp keeps our stack pointer, as fn preserves it; unwinders also use it to get back here. See D7.
TEXT(systemstack)
	movq	g_slot, %rdx		// rdx = g
	movq	g_m(%rdx), %rcx
	movq	m_g0(%rcx), %r8
	movq	%rdi, %rax
	movq	%rsi, %rdi
	cmpq	%r8, %rdx
	je	noswitch
	cmpq	m_gsignal(%rcx), %rdx
	je	noswitch
	cmpq	m_curg(%rcx), %rdx
	jne	runtime.badsystemstack

	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	CALLONG0(systemstack.back)
	movq	g_slot, %rdx
	movq	g_m(%rdx), %rdx
	movq	m_curg(%rdx), %rdx
	LEAVEG0

noswitch:
	jmp	*%rax
END(systemstack)

#ifdef GORT_HOSTED
// What the frame from which a call back goes on has below its rbp, 32 bytes down.
#define SAVEDFORCALLBACK                      \
	pushq	%rbx;                         \
	pushq	%r12;                         \
	pushq	%r13;                         \
	pushq	%r14;                         \
	pushq	%r15

// go: stubs.go#cgocallback_gofunc [adapted] fn and its argument in registers
// in: rdi = fn, rsi = arg, rdx = ctxt. Called by C code, on the stack of its thread: of g0 or, if g
// is nil, of a thread that is not ours. Calls fn(arg) on m.curg.
//
// The two stacks unwind in step: g0.sched.sp points to our frame, whose first word is its old
// value, and what runs on g0 meanwhile begins below. curg goes on below the frame that has called
// the C code, of asmcgocall or of __morestack's tocgo, to which curg.sched.sp points. Our second
// frame unwinds like that one, with the callee-saved registers that are in it: a panic may continue
// in a function above.
//
//	C stack: old g0.sched.sp, fn, arg, ctxt, the thread's word    curg: its sched.pc, bp, -
TEXT(cgocallback_gofunc)
	PUSHSAVED
	subq	$40, %rsp		// rsp ≡ 0 mod 16
	.cfi_adjust_cfa_offset 40
	movq	%rdi, 8(%rsp)
	movq	%rsi, 16(%rsp)
	movq	%rdx, 24(%rsp)
	movq	%fs:fsGuard, %rax
	movq	%rax, 32(%rsp)
	movq	g_slot, %r13
	movq	%r13, %rbx		// rbx = oldm: 0 means that needm has lent the M
	testq	%r13, %r13
	jnz	1f
	call	runtime.needm
	movq	g_slot, %r13
	movq	%rsp, g_sched_sp(%r13)	// what unwindm would go back to
1:	movq	g_m(%r13), %r12		// r12 = m, r13 = g0
	movq	g_sched_sp(%r13), %rax
	movq	%rax, (%rsp)
	movq	%rsp, g_sched_sp(%r13)

	movq	m_curg(%r12), %r14	// r14 = curg
	movq	8(%rsp), %rdi
	movq	16(%rsp), %rsi
	movq	24(%rsp), %rdx
	movq	g_sched_sp(%r14), %rbp
	leaq	-104(%rbp), %rcx
	andq	$-16, %rcx
	movq	g_sched_pc(%r14), %rax
	movq	%rax, (%rcx)
	movq	g_sched_bp(%r14), %rax
	movq	%rax, 8(%rcx)
	.cfi_remember_state
	.cfi_undefined rip
	movq	%r14, g_slot
	movq	%rcx, %rsp
	.cfi_endproc
	.cfi_startproc
	.cfi_signal_frame
	.cfi_def_cfa rbp, 16
	.cfi_offset rbp, -16
	.cfi_offset rbx, -56
	.cfi_offset r12, -64
	.cfi_offset r13, -72
	.cfi_offset r14, -80
	.cfi_offset r15, -88
	// The thread's word becomes curg's, as in gogo. It was 0, or curg's already.
	movq	g_stackguard0(%r14), %rax
2:	movq	%rax, %rcx
	movq	%rcx, %fs:fsGuard
	GUARDFENCE
	movq	g_stackguard0(%r14), %rax
	cmpq	%rax, %rcx
	jne	2b
	call	runtime.cgocallbackg
	nop
	.cfi_endproc
	.cfi_startproc
	.cfi_undefined rip
	movq	(%rsp), %rax
	movq	%rax, g_sched_pc(%r14)
	movq	8(%rsp), %rax
	movq	%rax, g_sched_bp(%r14)
	movq	%rbp, g_sched_sp(%r14)
	movq	%r13, g_slot
	movq	g_sched_sp(%r13), %rsp
	movq	32(%rsp), %rax
	movq	%rax, %fs:fsGuard
	.cfi_endproc
	.cfi_startproc
	.cfi_def_cfa rsp, 96
	.cfi_offset rbp, -16
	.cfi_offset rbx, -24
	.cfi_offset r12, -32
	.cfi_offset r13, -40
	.cfi_offset r14, -48
	.cfi_offset r15, -56
	movq	(%rsp), %rax
	movq	%rax, g_sched_sp(%r13)
	testq	%rbx, %rbx
	jnz	4f
	call	runtime.dropm
4:	addq	$40, %rsp
	.cfi_adjust_cfa_offset -40
	POPSAVED
	ret
END(cgocallback_gofunc)

// go: stubs.go#asmcgocall [adapted] stacks do not move, so g0's keeps no depth
// in: rdi = fn, rsi = arg   out: eax. Calls fn(arg) as systemstack does. A call back from fn goes
// on below our frame, which has the callee-saved registers for it.
TEXT(asmcgocall)
	movq	g_slot, %rdx
	movq	g_m(%rdx), %rcx
	movq	m_g0(%rcx), %r8
	movq	%rdi, %rax
	movq	%rsi, %rdi
	cmpq	%r8, %rdx
	jne	1f
	jmp	*%rax
1:	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	subq	$32, %rsp
	SAVEDFORCALLBACK
	// fn keeps it. To load g, m and curg instead would be a chain of loads from the store of g to
	// the next use of g.
	movq	%rdx, %rbx
	CALLONG0(asmcgocall.back)
	.cfi_offset rbx, -56
	movq	%rbx, %rdx
	movq	-40(%rbp), %rbx
	.cfi_restore rbx
	LEAVEG0
END(asmcgocall)
#endif

// Sets the guard of a new g.stack, in g and in the thread's word. lo = the lower bound of the
// stack; it is overwritten. A preemption request must not be lost. The requester stores g.preempt
// or g.preemptStop, then poisons g.stackguard0, then the thread's word, and sends a signal. We
// store both guards and then read the two flags (bytes of one word). If we see one set, we poison
// both guards. If we miss it, our stores become visible before this thread takes the signal, and
// its handler poisons both (doSigPreempt's second branch); or, where requests come without a
// signal, the fence makes our two stores precede the requester's two, so its poison stays. See D11.
#define SETGUARD(lo, g)                       \
	addq	$StackGuard, lo;              \
	movq	lo, g_stackguard0(g);         \
	movq	lo, %fs:fsGuard;              \
	GUARDFENCE;                           \
	cmpw	$0, g_preempt(g);             \
	je	9f;                           \
	movq	$stackPreempt, lo;            \
	movq	lo, g_stackguard0(g);         \
	movq	lo, %fs:fsGuard;              \
9:

// The kernel may call a handler of C code at any instruction of our threads. g, m.incgo and the
// thread's word are then those of the interrupted code: only rsp tells that a handler runs. If rsp
// is on gsignal's stack, sets g, a register, to gsignal and jumps to label. in: rcx = m, which it
// keeps.
#define IFONGSIGNAL(g, label)                 \
	movq	m_gsignal(%rcx), %rcx;        \
	cmpq	g_stack_lo(%rcx), %rsp;       \
	jbe	7f;                           \
	cmpq	g_stack_hi(%rcx), %rsp;       \
	ja	7f;                           \
	movq	%rcx, g;                      \
	movq	g_m(%rcx), %rcx;              \
	jmp	label;                        \
7:	movq	g_m(%rcx), %rcx

// go: none — gcc, LLVM and gccgo prologues call it under this name; Go's is morestack
// The prologue of a function f calls this when rsp (or rsp - frame) is below %fs:0x70, because the
// stack is too small or because the guard is poisoned.
// in: r10 = bytes of f's frame, r11 = bytes of its stack arguments; (rsp) = return address in f,
//     where there is a ret that the body follows; 8(rsp) = f's return address; all argument
//     registers, rax (static chain or vector count) and the callee-saved ones are live.
// out: f's body runs, on this stack or on a new segment; r10 and r11 are lost, but a variadic body
//      finds its caller's arguments at 24(%rbp) or, on the same stack, in r11.
// The frame below is struct morestackframe (stack.h). See D10.
	.globl	__morestack
	.type	__morestack, @function
	.p2align 4
__morestack:
	.cfi_startproc
	.cfi_personality 0x1b, runtime.leaveframe // relative to the program counter, 4 bytes
	pushq	%rbp
	.cfi_def_cfa rsp, 24		// leaves out f's frame: our caller is f's caller
	.cfi_offset rip, -8
	.cfi_offset rbp, -24
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
#ifdef GORT_HOSTED
	cmpq	$stackCgo, %fs:fsGuard
	je	tocgo
#endif

	// A loop may make a call just where a segment ends. If the goroutine has kept a segment that is
	// large enough, and there is nothing else to do, we enter it here, in the way of entersegment
	// (stack.c).
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	movq	g_slot, %rdx
	movq	g_m(%rdx), %rcx
	cmpq	m_curg(%rcx), %rdx
	jne	slow
#ifdef GORT_HOSTED
	cmpb	$0, m_incgo(%rcx)
	jne	tocgolate
#endif
	movq	g_stackkept(%rdx), %rsi	// rsi = record of the kept segment
	testq	%rsi, %rsi
	jz	slow
	testq	%r11, %r11		// results to copy back
	js	slow
	testb	$7, %r11b		// not words
	jnz	slow
	cmpb	$0, g_throwsplit(%rdx)
	jne	slow
	movq	g_stack_lo(%rdx), %rcx
	movq	g_stack_hi(%rdx), %rax
	cmpq	%rcx, %rbp		// not so if unwinding has entered a landing pad elsewhere
	jbe	slow
	cmpq	%rax, %rbp
	ja	slow
	movq	%rcx, segment_prevstack_lo(%rsi)
	movq	%rax, segment_prevstack_hi(%rsi)
	addq	$StackGuard, %rcx
	cmpq	%rcx, g_stackguard0(%rdx) // poisoned: a request
	jne	slow
	addq	%r10, %rcx
	leaq	16(%rbp), %rax
	cmpq	%rcx, %rax		// there is room: the word held an old request
	jae	slow
	leaq	segmentReserve(%r10,%r11), %rcx
	movq	segment_stack_hi(%rsi), %rax
	subq	segment_stack_lo(%rsi), %rax // rax = its size
	cmpq	%rcx, %rax
	jb	slow
	addq	%rax, g_stackinuse(%rdx)
	movq	$0, g_stackkept(%rdx)
	movq	g_stackseg(%rdx), %rax
	movq	%rax, segment_prev(%rsi)
	leaq	24(%rbp), %rcx
	movq	%rcx, segment_args(%rsi)
	movq	%r11, segment_argsize(%rsi)
	leaq	-segmentPad(%rsi), %rax
	subq	%r11, %rax
	subq	%rcx, %rax
	andq	$-64, %rax		// vectors stay as aligned as they were
	addq	%rcx, %rax		// rax = rsp to call the body with
	movq	%rax, segment_copy(%rsi)
	jmp	2f
1:	subq	$8, %r11		// the arguments, whole words
	movq	(%rcx,%r11), %r10
	movq	%r10, (%rax,%r11)
2:	testq	%r11, %r11
	jnz	1b
	movq	%rsi, g_stackseg(%rdx)	// from here on rsp is outside g.stack
	movq	segment_stack_hi(%rsi), %rcx
	movq	%rcx, g_stack_hi(%rdx)
	movq	segment_stack_lo(%rsi), %rcx
	movq	%rcx, g_stack_lo(%rdx)
	SETGUARD(%rcx, %rdx)
	movq	%rax, %r10
	movq	-8(%rbp), %rax
	movq	-16(%rbp), %rcx
	movq	-24(%rbp), %rdx
	movq	-32(%rbp), %rsi
	jmp	enter
slow:	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax

saveall:
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%r8
	pushq	%r9
	pushq	%rax
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%r11
	pushq	%r10
	subq	$128, %rsp
	movups	%xmm0, (%rsp)
	movups	%xmm1, 16(%rsp)
	movups	%xmm2, 32(%rsp)
	movups	%xmm3, 48(%rsp)
	movups	%xmm4, 64(%rsp)
	movups	%xmm5, 80(%rsp)
	movups	%xmm6, 96(%rsp)
	movups	%xmm7, 112(%rsp)
	movq	g_slot, %rdx
	movq	g_m(%rdx), %rcx
	cmpq	g_stack_lo(%rdx), %rbp
	jbe	elsewhere
	cmpq	g_stack_hi(%rdx), %rbp
	ja	elsewhere
onstack:
	cmpq	m_curg(%rcx), %rdx
	jne	onsystemstack

	// A goroutine: newstack decides on g0 how it continues, by g.sched: at morestack.resume (after
	// a preemption, or if there was nothing to do) or at morestack.enter (on a new segment).
tonewstack:
	movq	16(%rbp), %rax
	movq	%rax, m_morebuf_pc(%rcx)
	leaq	24(%rbp), %rax
	movq	%rax, m_morebuf_sp(%rcx)
	movq	%rdx, m_morebuf_g(%rcx)
	leaq	runtime.morestack.resume(%rip), %rax
	movq	%rax, g_sched_pc(%rdx)
	movq	%rsp, g_sched_sp(%rdx)
	movq	%rbp, g_sched_bp(%rdx)
	movq	%rdx, g_sched_g(%rdx)
	movq	m_g0(%rcx), %rsi
	.cfi_remember_state
	.cfi_undefined rip
	movq	%rsi, g_slot
	movq	g_sched_sp(%rsi), %rsp
	xorl	%ebp, %ebp
	call	runtime.newstack
	jmp	runcurg
	.cfi_restore_state

	// Not a user goroutine, so the guard is not that of this stack. Is there room for a frame of
	// r10 bytes within the true bounds?
onsystemstack:
#ifdef GORT_HOSTED
	cmpb	$0, m_incgo(%rcx)	// C code: its stack is C's affair
	jne	samestack
	movq	g_stackguard0(%rdx), %rax	// 0 on g0 of a thread of C code (needm)
#else
	movq	g_stack_lo(%rdx), %rax
	addq	$StackGuard, %rax
#endif
	addq	morestackframe_framesize(%rsp), %rax
	cmpq	%rax, %rsp
	jae	samestack
	andq	$-16, %rsp
	cmpq	m_gsignal(%rcx), %rdx
	je	1f
	call	runtime.badmorestackg0
	call	runtime.abort
1:	call	runtime.badmorestackgsignal
	call	runtime.abort

	// Not on g's stack: in a handler, perhaps on a signal stack that C code has given the thread;
	// or unwinding has entered a landing pad on another segment.
elsewhere:
	IFONGSIGNAL(%rdx, onsystemstack)
	call	onsigaltstack
	jnz	samestack
	movq	g_m(%rdx), %rcx
	jmp	onstack

	// A preemption has saved the vector registers, which may hold wider arguments than the
	// morestackframe has room for (newstack).
wide:	movq	%rdx, %rsi
	call	runtime.restorexstate
	movq	%rsi, %rdx
	jmp	5f

	// Back from newstack without a new segment. The body does not repeat its test, so we do it
	// here, with the true bounds.
LABEL(morestack.resume)
	movq	g_slot, %rdx
	cmpq	$0, g_xsave(%rdx)
	jne	wide
5:	movq	g_m(%rdx), %rcx
	movq	g_stack_lo(%rdx), %rax
	addq	$StackGuard, %rax
	addq	morestackframe_framesize(%rsp), %rax
	leaq	16(%rbp), %rsi
	cmpq	%rax, %rsi
	jb	tonewstack

samestack:
	call	morestackrestore
	leaq	24(%rbp), %r11
	movq	8(%rbp), %r10
	cmpb	$0xc3, (%r10)		// else as in Go: again from there
	jne	2f
	incq	%r10			// after the ret
	// A variadic body begins with lea 24(%rbp),%r11, which is meant for a new segment. Step over
	// it, as r11 is right already.
	cmpl	$0x185d8d4c, (%r10)
	jne	2f
	addq	$4, %r10
2:	movq	%rbp, %rsp
	popq	%rbp
	.cfi_def_cfa rsp, 16
	.cfi_restore rbp
	movq	%r10, (%rsp)
	ret

	// A new segment is current. rax = the stack pointer to call the body with: entersegment left it
	// in g.sched.ret, and gogo loads rax from there.
LABEL(morestack.enter)
	.cfi_def_cfa rbp, 24
	.cfi_offset rbp, -24
	movq	%rax, %r10
	call	morestackrestore
enter:	movq	8(%rbp), %r11
	cmpb	$0xc3, (%r11)		// else as in Go: again from there
	jne	3f
	incq	%r11
3:
	movq	%r10, %rsp
	call	*%r11
LABEL(morestack.return)
	// f has returned. Its results are in rax, rdx, xmm0, xmm1, st0 and st1; with LLVM also in rcx
	// (a third word), xmm2 and xmm3. Leave the segment.
	movq	g_slot, %r8
	movq	g_stackseg(%r8), %r9	// r9 = record of the segment being left
	movq	segment_argsize(%r9), %r11
	testq	%r11, %r11
	js	copyback
left:
	cmpq	$0, g_stackkept(%r8)
	jne	dropkept
keep:
	movq	%rbp, %rsp		// from here to the last store rsp is outside g.stack
	movq	segment_stack_hi(%r9), %r11
	subq	segment_stack_lo(%r9), %r11
	subq	%r11, g_stackinuse(%r8)
	movq	%r9, g_stackkept(%r8)
	movq	segment_prev(%r9), %r11
	movq	%r11, g_stackseg(%r8)
	movq	segment_prevstack_hi(%r9), %r11
	movq	%r11, g_stack_hi(%r8)
	movq	segment_prevstack_lo(%r9), %r10
	movq	%r10, g_stack_lo(%r8)
	SETGUARD(%r10, %r8)
	popq	%rbp
	.cfi_remember_state
	.cfi_def_cfa rsp, 16
	.cfi_restore rbp
	ret				// to the ret in f's prologue, which returns to its caller
	.cfi_restore_state

	// There already is an idle segment above: free it. This is rare.
dropkept:
	pushq	%rax
	pushq	%rdx
	subq	$80, %rsp
	movups	%xmm0, (%rsp)
	movups	%xmm1, 16(%rsp)
	movups	%xmm2, 32(%rsp)
	movups	%xmm3, 48(%rsp)
	movq	%rcx, 64(%rsp)
	movq	%r8, %rdi
	call	runtime.freekept
	movq	64(%rsp), %rcx
	movups	48(%rsp), %xmm3
	movups	32(%rsp), %xmm2
	movups	16(%rsp), %xmm1
	movups	(%rsp), %xmm0
	addq	$80, %rsp
	popq	%rdx
	popq	%rax
	movq	g_slot, %r8
	movq	g_stackseg(%r8), %r9
	jmp	keep

	// ABI0: the results follow the arguments, none is in a register.
copyback:
	movq	%r11, %rcx
	btrq	$63, %rcx
	movq	segment_args(%r9), %rdi
	movq	segment_copy(%r9), %rsi
	cld
	btrq	$segUntoldBit, %rcx
	jc	4f
	rep movsb
	jmp	left

	// More than f's arguments was copied, at least what its caller's frame holds there. Only words
	// that f has changed go back, by a comparison with the second copy.
	// rcx is a multiple of 16, not 0.
4:	leaq	retonly(%rip), %r10
	movq	%r10, 8(%rbp)		// not to f's beginning again
6:	movq	(%rsi), %r10
	cmpq	(%rsi,%rcx), %r10
	je	5f
	movq	%r10, (%rdi)
5:	addq	$8, %rsi
	addq	$8, %rdi
	movq	segment_args(%r9), %r10
	addq	%rcx, %r10
	cmpq	%r10, %rdi
	jb	6b
	jmp	left
retonly:
	ret

#ifdef GORT_HOSTED
	// A handler has stored a request for preemption over stackCgo.
	.cfi_def_cfa rbp, 24
tocgolate:
	movq	-8(%rbp), %rax
	movq	-16(%rbp), %rcx
	movq	-24(%rbp), %rdx
	movq	-32(%rbp), %rsi
	movq	%rbp, %rsp

	// f is the C function that cgo's code calls, in a system call that has poisoned the thread's
	// word (cgo.c). It runs on g0, with its arguments, as by asmcgocall; a call back goes on below
	// our frame. Meanwhile the word is 0: C code's checks pass.
tocgo:
	subq	$32, %rsp
	SAVEDFORCALLBACK
	movq	g_slot, %rbx		// rbx = g: f keeps it
	.cfi_offset rbx, -64
	cmpq	g_stack_lo(%rbx), %rbp
	jbe	4f
	cmpq	g_stack_hi(%rbx), %rbp
	ja	4f
	SAVESCHED(%rbx, %r10)
	movq	g_m(%rbx), %r10
	movq	m_g0(%r10), %r10
	movq	%r10, g_slot
	movq	$0, %fs:fsGuard
	movq	g_sched_sp(%r10), %r10
	testq	%r11, %r11
	jnz	3f
1:	andq	$-16, %r10
	movq	8(%rbp), %r11
	incq	%r11			// after the ret
	movq	%r10, %rsp
	call	*%r11
	movq	%rbx, g_slot
	movq	$0, g_sched_sp(%rbx)
	movq	-40(%rbp), %rbx
	.cfi_restore rbx
	movq	$stackCgo, %fs:fsGuard
	movq	%rbp, %rsp
	popq	%rbp
	.cfi_remember_state
	.cfi_def_cfa rsp, 16
	.cfi_restore rbp
	ret				// to the ret in f's prologue
	.cfi_restore_state
	.cfi_offset rbx, -64
3:	addq	$7, %r11
	andq	$-8, %r11
	subq	%r11, %r10
	andq	$-16, %r10
2:	subq	$8, %r11
	movq	24(%rbp,%r11), %r12
	movq	%r12, (%r10,%r11)
	jnz	2b
	movq	-48(%rbp), %r12
	jmp	1b

	// A handler of C code has interrupted the call before it came here, or after it.
4:	movq	-40(%rbp), %rbx
	.cfi_restore rbx
	movq	%rbp, %rsp
	jmp	saveall
#endif
	.cfi_endproc
	.size	__morestack, . - __morestack

// go: none — linkers that rewrite the prologues of functions which call code without stack checks
//     (gold, lld) put it in the place of __morestack
// As __morestack, for a function that wants room for what it calls besides its frame. The prologue
// may not have compared anything. On g0 and gsignal there is what there is. See D91.
	.globl	__morestack_non_split
	.type	__morestack_non_split, @function
	.p2align 4
__morestack_non_split:
	.cfi_startproc
	.cfi_def_cfa rsp, 16		// leaves out f's frame, as __morestack
	.cfi_offset rip, -8
	pushq	%rax
	.cfi_adjust_cfa_offset 8
	pushq	%rcx
	.cfi_adjust_cfa_offset 8
	leaq	24-uncheckedBytes(%rsp), %rax // rsp when f was entered, less the room
	subq	%r10, %rax
	cmpq	%fs:fsGuard, %rax	// 0 before rt0_go and on a thread of C code, where g is nil
	jb	1f
3:	leaq	32(%rsp), %r11		// f's arguments on the stack, as at samestack
	movq	16(%rsp), %r10
	incq	%r10			// after the ret
	cmpl	$0x185d8d4c, (%r10)
	jne	2f
	addq	$4, %r10
2:	movq	%r10, 16(%rsp)
	.cfi_remember_state
	popq	%rcx
	.cfi_adjust_cfa_offset -8
	popq	%rax
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_restore_state
1:	movq	g_slot, %rax
	movq	g_m(%rax), %rcx
	cmpq	m_curg(%rcx), %rax
	jne	4f
	IFONGSIGNAL(%rax, 4f)
	addq	$uncheckedBytes, %r10
4:	popq	%rcx
	.cfi_adjust_cfa_offset -8
	popq	%rax
	.cfi_adjust_cfa_offset -8
	jmp	__morestack
	.cfi_endproc
	.size	__morestack_non_split, . - __morestack_non_split

// go: none — compiled code calls it for alloca, and for an array of variable length, if its check
//     finds no room
// In a handler of C code the check has compared with the guard of what was interrupted, and the
// heap may not be used. So we take the memory from the signal stack: our caller, which knows its
// frame by rbp, finds rsp that much lower. See D200. On g0 (gort_systemstack) the check wants the
// 64 KiB of D91 as well, and there may be no P: there we do so too, if there is room.
// in: rdi = bytes   out: rax = their address   clobbers: the registers that a C function may change
	.globl	__morestack_allocate_stack_space
	.type	__morestack_allocate_stack_space, @function
	.p2align 4
__morestack_allocate_stack_space:
	.cfi_startproc
	movq	g_slot, %rax
	movq	g_m(%rax), %rcx
	cmpq	g_stack_lo(%rax), %rsp
	jbe	1f
	cmpq	g_stack_hi(%rax), %rsp
	ja	1f
	cmpq	m_curg(%rcx), %rax
	je	runtime.morestack_allocate
	movq	%rsp, %rdx
	subq	g_stack_lo(%rax), %rdx
	subq	$StackGuard + allocaRoom, %rdx
	jb	5f
	cmpq	%rdi, %rdx
	jae	3f
5:	cmpq	$0, m_p(%rcx)
	jne	runtime.morestack_allocate
	andq	$-16, %rsp
	call	runtime.badmorestackg0
	call	runtime.abort
1:	IFONGSIGNAL(%rax, 2f)
	pushq	%rdi
	.cfi_adjust_cfa_offset 8
	call	onsigaltstack		// how far that one goes is not known
	popq	%rdi
	.cfi_adjust_cfa_offset -8
	jz	runtime.morestack_allocate
	jmp	3f
2:	movq	%rsp, %rdx
	subq	g_stack_lo(%rax), %rdx
	subq	$StackGuard + allocaRoom, %rdx
	jb	4f
	cmpq	%rdi, %rdx
	jb	4f
3:	movq	%rsp, %rdx
	.cfi_def_cfa rdx, 8
	leaq	8(%rsp), %rax
	subq	%rdi, %rax
	andq	$-16, %rax
	leaq	-allocaRoom(%rax), %rsp
	jmp	*(%rdx)
4:	andq	$-16, %rsp
	call	runtime.badmorestackgsignal
	call	runtime.abort
	.cfi_endproc
	.size	__morestack_allocate_stack_space, . - __morestack_allocate_stack_space

// Asks the kernel whether rsp is on the thread's signal stack: C code may have given the thread
// another one than gsignal's. out: ZF is clear if so   clobbers: rax rcx rsi rdi r11
	.type	onsigaltstack, @function
onsigaltstack:
	.cfi_startproc
	subq	$sizeof_stackt, %rsp
	.cfi_adjust_cfa_offset sizeof_stackt
	xorl	%edi, %edi
	movq	%rsp, %rsi
	call	runtime.sigaltstack
	testl	$SS_ONSTACK, stackt_ss_flags(%rsp)
	leaq	sizeof_stackt(%rsp), %rsp
	.cfi_adjust_cfa_offset -sizeof_stackt
	ret
	.cfi_endproc
	.size	onsigaltstack, . - onsigaltstack

// Restores all registers but rbp, r10 and r11 from the morestackframe below rbp, and clears it but
// for the callee-saved ones. Changes xmm8.
	.type	morestackrestore, @function
morestackrestore:
	.cfi_startproc
	leaq	-sizeof_morestackframe(%rbp), %r11
	movups	(%r11), %xmm0
	movups	16(%r11), %xmm1
	movups	32(%r11), %xmm2
	movups	48(%r11), %xmm3
	movups	64(%r11), %xmm4
	movups	80(%r11), %xmm5
	movups	96(%r11), %xmm6
	movups	112(%r11), %xmm7
	movq	-8(%rbp), %rdi
	movq	-16(%rbp), %rsi
	movq	-24(%rbp), %rdx
	movq	-32(%rbp), %rcx
	movq	-40(%rbp), %r8
	movq	-48(%rbp), %r9
	movq	-56(%rbp), %rax
	movq	-64(%rbp), %rbx
	movq	-72(%rbp), %r12
	movq	-80(%rbp), %r13
	movq	-88(%rbp), %r14
	movq	-96(%rbp), %r15
	// f's frame, or a later one, comes to lie here, and the collector looks at all of it. f may be
	// through with its arguments, and what is in vector registers other code may have left, the
	// collector's too. See D212.
	pxor	%xmm8, %xmm8
	movups	%xmm8, (%r11)
	movups	%xmm8, 16(%r11)
	movups	%xmm8, 32(%r11)
	movups	%xmm8, 48(%r11)
	movups	%xmm8, 64(%r11)
	movups	%xmm8, 80(%r11)
	movups	%xmm8, 96(%r11)
	movups	%xmm8, 112(%r11)
	movups	%xmm8, -56(%rbp)
	movups	%xmm8, -40(%rbp)
	movups	%xmm8, -24(%rbp)
	movq	$0, -8(%rbp)
	ret
	.cfi_endproc
	.size	morestackrestore, . - morestackrestore

// go: asm_amd64.s#morestack [adapted] C frames cannot move: f goes on on a new segment
// For code of the stack ABI; rdx, the closure, is kept. The return address tells two forms apart.
//   - At a ret: as __morestack, r11 = bytes of arguments and results. They are copied back when f
//     returns from a new segment.
//   - Anything else, as in Go: f's frame and arguments are not told. f runs again from the
//     instruction that we return to, a jump to its beginning, and compares again. newstack finds
//     out what f can reach above its return address (entersegment).
ENTRY(morestack)
	pushq	%rax
	.cfi_adjust_cfa_offset 8
	movq	8(%rsp), %rax
	cmpb	$0xc3, (%rax)
	popq	%rax
	.cfi_adjust_cfa_offset -8
	je	1f
	xorl	%r10d, %r10d
	movabsq	$(1 << segUntoldBit), %r11
1:	btsq	$63, %r11
	jmp	__morestack
ENDENTRY(morestack)

// go: asm_amd64.s#morestack_noctxt
ENTRY(morestack_noctxt)
	xorl	%edx, %edx
	jmp	abi0.morestack
ENDENTRY(morestack_noctxt)

// go: stubs.go#reflectcall [moved] it is in assembly there too, with a function for each size
// in: rdi = funcval, rsi = its arguments, edx = their bytes, rcx = where their copy's address is
//     stored, for recover to compare. g._defer is the record of the call, then and at its end.
// Calls a function of the stack ABI, which keeps only rsp. Its results are dropped.
TEXT(reflectcall_abi0)
	movl	%edx, %edx
	leaq	96(%rdx), %r10
	movq	%rsp, %r11
	subq	%r10, %r11
	cmpq	%fs:fsGuard, %r11
	jb	2f
1:	PUSHSAVED
	leaq	40(%rsp), %rbp
	.cfi_def_cfa rbp, 16
	subq	$8, %rsp
	leaq	15(%rdx), %rax
	andq	$-16, %rax
	subq	%rax, %rsp
	movq	%rsp, (%rcx)
	movq	%rdi, %rax
	movq	%rsp, %rdi
	movq	%rdx, %rcx
	rep movsb
	movq	%rax, %rdx
	call	*(%rdx)
	movq	g_slot, %rax
	movq	g__defer(%rax), %rax
	movl	_defer_siz(%rax), %eax
	addq	$15, %rax
	andq	$-16, %rax
	leaq	8(%rsp,%rax), %rsp
	.cfi_def_cfa rsp, 56
	POPSAVED
	ret
2:	xorl	%r11d, %r11d
	call	__morestack
	ret
	jmp	1b
END(reflectcall_abi0)

// go: none — Go's runtime is code of the stack ABI itself
// in: rdi = funcval, rsi and rdx = arguments. Calls a function of the stack ABI, which keeps only
// rsp. out: rax = the word after two arguments, rdx = the word after one.
TEXT(callabi0)
	PUSHSAVED
	subq	$40, %rsp
	.cfi_adjust_cfa_offset 40
	movq	%rsi, (%rsp)
	movq	%rdx, 8(%rsp)
	movq	$0, 16(%rsp)
	movq	%rdi, %rdx
	call	*(%rdx)
	movq	16(%rsp), %rax
	movq	8(%rsp), %rdx
	addq	$40, %rsp
	.cfi_adjust_cfa_offset -40
	POPSAVED
	ret
END(callabi0)

// go: none — no Go code needs room on the stack without asking for it
// in: rdi = fn, rsi = arg, rdx = bytes. Calls fn(arg) with so many bytes of stack, by doing what
// the prologue of a function with such a frame does.
TEXT(callwithroom)
	movq	%rsp, %r11
	subq	%rdx, %r11
	cmpq	%fs:fsGuard, %r11
	jb	2f
1:	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	call	*%rax
	popq	%rbp
	.cfi_remember_state
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
	ret
	.cfi_restore_state
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
2:	movq	%rdx, %r10
	xorl	%r11d, %r11d
	call	__morestack
	ret
	jmp	1b
END(callwithroom)

// go: asm_amd64.s#procyield
// in: edi = number of PAUSEs
TEXT(procyield)
1:	pause
	subl	$1, %edi
	jnz	1b
	ret
END(procyield)

// go: stubs.go#publicationBarrier [moved] it is in assembly there too
// amd64 keeps stores in order by itself.
TEXT(publicationBarrier)
	ret
END(publicationBarrier)

// go: asm_amd64.s#setg
TEXT(setg)
	movq	%rdi, g_slot
	ret
END(setg)

#ifdef GORT_HOSTED
// go: asm_amd64.s#setg_gcc<>
// What C code of runtime/cgo calls to set g.
	.type	setg_gcc, @function
	.p2align 4
setg_gcc:
	.cfi_startproc
	movq	%rdi, g_slot
	ret
	.cfi_endproc
	.size	setg_gcc, . - setg_gcc
#endif

// go: asm_amd64.s#abort
TEXT(abort)
	.cfi_undefined rip
	int3
1:	jmp	1b
END(abort)

// go: asm_amd64.s#stackcheck
// Aborts unless rsp is within the stack of g.
TEXT(stackcheck)
	movq	g_slot, %rax
	cmpq	g_stack_hi(%rax), %rsp
	jae	1f
	cmpq	%rsp, g_stack_lo(%rax)
	jae	1f
	ret
1:	call	runtime.abort
END(stackcheck)

// go: asm_amd64.s#cputicks
TEXT(cputicks)
	cmpb	$1, runtime.lfenceBeforeRdtsc(%rip)
	jne	1f
	lfence
	jmp	2f
1:	mfence
2:	rdtsc
	shlq	$32, %rdx
	orq	%rdx, %rax
	ret
END(cputicks)

// go: asm_amd64.s#goexit
// A goroutine's first function returns to goexit+1, so that a traceback, which looks up pc-1, still
// finds goexit.
TEXT(goexit)
	.cfi_undefined rip
	nop
	call	runtime.goexit1
	nop
END(goexit)

// go: proc.go#newproc [moved] the entry with all arguments on the stack; the C body is
//     runtime.newproc.abiinternal
// ABI0, in: 8(rsp) = int32 bytes of arguments, 16(rsp) = funcval of the new goroutine's function,
// from 24(rsp) on its arguments.
ENTRY(newproc)
	FRAME
	movl	16(%rbp), %edi
	movq	24(%rbp), %rsi
	leaq	32(%rbp), %rdx
	movq	8(%rbp), %rcx		// the pc of the go statement
	call	runtime.newproc.abiinternal
	ENDFRAME
	ret
ENDENTRY(newproc)

// go: none — Go's goroutines begin in ABI0 code
// The first function of goroutines of the gccgo door.
// ABI0, in: 8(rsp) = System V function, 16(rsp) = its argument.
TEXT(gostartc)
	movq	16(%rsp), %rdi
	jmp	*8(%rsp)
END(gostartc)

// go: none — as gostartc, for the C door: the first function's deferred calls run when it returns
TEXT(gostartgort)
	movq	8(%rsp), %rdi
	movq	16(%rsp), %rsi
	jmp	gortcall
END(gostartgort)

// go: none — a Go function call of the C door
// in: rdi = fn, rsi = arg. The calls that fn defers run when it returns, or when a recovered panic
// continues here (gort_call.recover, by gogo with sp). g.callframe has the address of the innermost
// such frame, and each frame has the next one's; gort_defer ties a deferred call to it.
	.globl	gortcall
	.type	gortcall, @function
	.p2align 4
gortcall:
	.cfi_startproc
	.cfi_personality 0x1b, runtime.leaveframe
#ifdef GORT_HOSTED
	// A function of another image has no stack checks, and its first call of an entry in its
	// procedure linkage table may run the dynamic linker. See D208.
	cmpq	runtime.firstmoduledata+moduledata_minpc(%rip), %rdi
	jb	2f
	cmpq	runtime.firstmoduledata+moduledata_maxpc(%rip), %rdi
	jae	2f
1:
#endif
	PUSHSAVED
	leaq	40(%rsp), %rbp
	.cfi_def_cfa rbp, 16
	movq	g_slot, %rax
	pushq	g_callframe(%rax)	// rsp ≡ 0 mod 16
	movq	%rsp, g_callframe(%rax)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	call	*%rax
LABEL(gort_call.recover)
	leaq	48(%rsp), %rbp
	movq	g_slot, %rax
	movq	%rsp, g_callframe(%rax)
	movq	%rsp, %rdi
	call	runtime.deferreturn_c	// may come back to gort_call.recover
	movq	g_slot, %rax
	popq	g_callframe(%rax)
	.cfi_def_cfa rsp, 56
	POPSAVED
	ret
#ifdef GORT_HOSTED
2:	leaq	-foreignRoom(%rsp), %r11
	cmpq	%fs:fsGuard, %r11
	jae	1b
	movl	$foreignRoom, %r10d
	xorl	%r11d, %r11d
	call	__morestack
	ret
	jmp	1b
#endif
	.cfi_endproc
	.size	gortcall, . - gortcall

// go: none — Go's linker writes it: the path of the script that gdb loads with a program
// The 1 means a file of Python.
	.section .debug_gdb_scripts, "MS", @progbits, 1
	.byte	1
	.asciz	GDBSCRIPT
