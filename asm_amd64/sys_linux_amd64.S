// System calls and other system services. The number is in rax, the arguments are in rdi rsi rdx
// r10 r8 r9; the result is -errno on failure; rcx and r11 are lost. Nothing here touches errno or
// tries again after EINTR: the callers decide.
#include "textflag.h"

#define SYSCALL(nr)   movl	$nr, %eax; syscall

// After such a failure the process cannot go on: it names the system call and crashes. See D36.
#define CRASHONERROR(name)        \
	cmpq	$-4095, %rax;     \
	jb	1f;               \
	.pushsection .rodata;     \
2:	.asciz	name;             \
	.popsection;              \
	leaq	2b(%rip), %rdi;   \
	movl	%eax, %esi;       \
	jmp	runtime.syscallfailed; \
1:

// go: sys_linux_amd64.s#exit
// exit_group: ends the process.
TEXT(exit)
	SYSCALL(231)
	ud2
END(exit)

// go: sys_linux_amd64.s#exitThread
// in: rdi = m.freeWait. The last act of a thread; signals are blocked.
TEXT(exitThread)
	// After this store the stack may be unmapped or another thread's: use registers only.
	movl	$0, (%rdi)
	xorl	%edi, %edi
	SYSCALL(60)
	movl	$2, %edi		// exit failed: say so, as the trap is silent with signals blocked
	leaq	2f(%rip), %rsi
	movl	$(3f - 2f), %edx
	SYSCALL(1)
	int3
1:	jmp	1b
	.pushsection .rodata
2:	.ascii	"runtime: exit failed\n"
3:	.popsection
END(exitThread)

// go: sys_linux_amd64.s#open
TEXT(open)
	movl	%edx, %r10d
	movl	%esi, %edx
	movq	%rdi, %rsi
	movq	$-100, %rdi		// AT_FDCWD
	SYSCALL(257)
	cmpq	$-4095, %rax
	jb	1f
	movl	$-1, %eax
1:	ret
END(open)

// go: sys_linux_amd64.s#closefd
TEXT(closefd)
	SYSCALL(3)
	cmpq	$-4095, %rax
	jb	1f
	movl	$-1, %eax
1:	ret
END(closefd)

// go: sys_linux_amd64.s#write1
TEXT(write1)
	SYSCALL(1)
	ret
END(write1)

// go: sys_linux_amd64.s#read
TEXT(read)
	SYSCALL(0)
	ret
END(read)

// go: sys_linux_amd64.s#pipe
TEXT(pipe)
	// in: rdi = &r, rsi = &w, rdx = &errno
	movq	%rdx, %rcx
	movq	%rsi, %rdx
	movq	%rdi, %rsi
	xorl	%edi, %edi
	jmp	runtime.pipe2
END(pipe)

// go: sys_linux_amd64.s#pipe2
TEXT(pipe2)
	// in: edi = flags, rsi = &r, rdx = &w, rcx = &errno
	pushq	%rcx
	.cfi_adjust_cfa_offset 8
	pushq	%rdx
	.cfi_adjust_cfa_offset 8
	pushq	%rsi
	.cfi_adjust_cfa_offset 8
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	movl	%edi, %esi
	movq	%rsp, %rdi
	SYSCALL(293)
	popq	%rdx			// both descriptors
	.cfi_adjust_cfa_offset -8
	popq	%rsi
	.cfi_adjust_cfa_offset -8
	popq	%rdi
	.cfi_adjust_cfa_offset -8
	popq	%rcx
	.cfi_adjust_cfa_offset -8
	movl	%edx, (%rsi)
	shrq	$32, %rdx
	movl	%edx, (%rdi)
	movl	%eax, (%rcx)
	ret
END(pipe2)

// go: sys_linux_amd64.s#usleep
// in: edi = microseconds. A signal cuts it short.
TEXT(usleep)
	movl	%edi, %eax
	movl	$1000000, %ecx
	xorl	%edx, %edx
	divl	%ecx
	imulq	$1000, %rdx, %rdx
	subq	$24, %rsp
	.cfi_adjust_cfa_offset 24
	movq	%rax, (%rsp)
	movq	%rdx, 8(%rsp)
	movq	%rsp, %rdi
	xorl	%esi, %esi
	SYSCALL(35)
	addq	$24, %rsp
	.cfi_adjust_cfa_offset -24
	ret
END(usleep)

// go: sys_linux_amd64.s#gettid
TEXT(gettid)
	SYSCALL(186)
	ret
END(gettid)

// go: sys_linux_amd64.s#raise
// To this thread.
TEXT(raise)
	movl	%edi, %r8d
	SYSCALL(39)
	movl	%eax, %r9d
	SYSCALL(186)
	movl	%r9d, %edi
	movl	%eax, %esi
	movl	%r8d, %edx
	SYSCALL(234)
	ret
END(raise)

// go: sys_linux_amd64.s#raiseproc
// To the process.
TEXT(raiseproc)
	movl	%edi, %r8d
	SYSCALL(39)
	movl	%eax, %edi
	movl	%r8d, %esi
	SYSCALL(62)
	ret
END(raiseproc)

// go: os_linux.go#getpid [moved] in assembly there too
TEXT(getpid)
	SYSCALL(39)
	ret
END(getpid)

// go: os_linux.go#tgkill [moved] in assembly there too
TEXT(tgkill)
	SYSCALL(234)
	ret
END(tgkill)

// go: sys_linux_amd64.s#setitimer
TEXT(setitimer)
	SYSCALL(38)
	ret
END(setitimer)

// go: sys_linux_amd64.s#mincore
TEXT(mincore)
	SYSCALL(27)
	ret
END(mincore)

// go: sys_linux_amd64.s#walltime1
// int64 sec, *rdi = int32 nsec
// See D46.
TEXT(walltime1)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushq	%rbx
	.cfi_rel_offset rbx, -8
	pushq	%r12
	.cfi_rel_offset r12, -16
	movq	%rdi, %r12
	xorl	%edi, %edi		// CLOCK_REALTIME
	call	vdsoclock
	movl	%edx, (%r12)
	leaq	-16(%rbp), %rsp
	popq	%r12
	popq	%rbx
	popq	%rbp
	.cfi_def_cfa rsp, 8
	ret
END(walltime1)

// go: sys_linux_amd64.s#nanotime1
// See D46.
TEXT(nanotime1)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushq	%rbx
	.cfi_rel_offset rbx, -8
	movl	$1, %edi		// CLOCK_MONOTONIC
	call	vdsoclock
	imulq	$1000000000, %rax, %rax
	addq	%rdx, %rax
	leaq	-8(%rbp), %rsp
	popq	%rbx
	popq	%rbp
	.cfi_def_cfa rsp, 8
	ret
END(nanotime1)

// in: edi = clock; out: rax = sec, rdx = nsec. rbx is lost; rbp = the caller's frame.
// The vDSO may need a page of stack, so a user goroutine uses g0's stack, without becoming g0.
// Meanwhile m.vdsoSP makes a traceback start in our caller. vdsoPC is stored before vdsoSP, since a
// profiler takes vdsoSP != 0 as the sign. The old values are restored afterwards, because a signal
// handler may read the clock.
	.type	vdsoclock, @function
vdsoclock:
	.cfi_startproc
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	8(%rbp), %rcx
	leaq	16(%rbp), %rdx
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	movq	g_slot, %rax
	movq	g_m(%rax), %rbx
	pushq	m_vdsoPC(%rbx)
	pushq	m_vdsoSP(%rbx)
	movq	%rcx, m_vdsoPC(%rbx)
	movq	%rdx, m_vdsoSP(%rbx)
	cmpq	m_curg(%rbx), %rax
	jne	1f
	movq	m_g0(%rbx), %rdx
	movq	g_sched_sp(%rdx), %rsp
1:	subq	$16, %rsp
	andq	$-16, %rsp
	movq	%rsp, %rsi
	movq	runtime.vdsoClockgettimeSym(%rip), %rax
	testq	%rax, %rax
	jz	3f
	call	*%rax
2:	movq	(%rsp), %rax
	movq	8(%rsp), %rdx
	leaq	-16(%rbp), %rsp
	popq	m_vdsoSP(%rbx)
	popq	m_vdsoPC(%rbx)
	popq	%rbp
	.cfi_remember_state
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
	ret
	.cfi_restore_state
3:	SYSCALL(228)			// no vDSO
	jmp	2b
	.cfi_endproc
	.size	vdsoclock, . - vdsoclock

// go: sys_linux_amd64.s#rtsigprocmask
TEXT(rtsigprocmask)
	movq	%rcx, %r10
	SYSCALL(14)
	CRASHONERROR("rt_sigprocmask")
	ret
END(rtsigprocmask)

// go: sys_linux_amd64.s#rt_sigaction
TEXT(rt_sigaction)
	movq	%rcx, %r10
	SYSCALL(13)
	ret
END(rt_sigaction)

// go: sys_linux_amd64.s#sigfwd
// in: rdi = handler, esi = sig, rdx = info, rcx = ctx; on the signal stack
TEXT(sigfwd)
	pushq	%rbp
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset rbp, 0
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	movq	%rdi, %rax
	movl	%esi, %edi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	andq	$-16, %rsp
	call	*%rax
	movq	%rbp, %rsp
	popq	%rbp
	.cfi_def_cfa rsp, 8
	.cfi_restore rbp
	ret
END(sigfwd)

// go: sys_linux_amd64.s#sigtramp
// The handler given to the kernel: edi = sig, rsi = info, rdx = ctx; g is still that of the
// interrupted code. C code keeps the callee-saved registers.
TEXT(sigtramp)
	// The kernel clears DF but leaves AC set, with which C code faults. Clear only AC: sigreturn
	// does not restore ID.
	pushfq
	.cfi_adjust_cfa_offset 8
	andl	$~0x40000, (%rsp)
	popfq
	.cfi_adjust_cfa_offset -8
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	runtime.sigtrampgo
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	ret
END(sigtramp)

// go: sys_linux_amd64.s#sigreturn
// The restorer. Unwinders recognize a signal frame by exactly these bytes. For those that want a
// table there is one; it begins a byte early because they look up pc-1. rsp -> ucontext.
	.globl	runtime.sigreturn
	.hidden	runtime.sigreturn
	.type	runtime.sigreturn, @function
	.p2align 4
	.cfi_startproc
	.cfi_signal_frame
	.cfi_escape 0x0f, 4, 0x77, 0xa0, 0x01, 0x06		// CFA = *(rsp+160), the interrupted rsp
#define SAVED(reg, lo, hi) .cfi_escape 0x10, reg, 3, 0x77, lo, hi
	SAVED(0, 0x90, 0x01)	// rax at rsp+144
	SAVED(1, 0x88, 0x01)	// rdx
	SAVED(2, 0x98, 0x01)	// rcx
	SAVED(3, 0x80, 0x01)	// rbx
	SAVED(4, 0xf0, 0x00)	// rsi
	SAVED(5, 0xe8, 0x00)	// rdi
	SAVED(6, 0xf8, 0x00)	// rbp
	SAVED(8, 0xa8, 0x00)	// r8
	SAVED(9, 0xb0, 0x00)	// r9
	SAVED(10, 0xb8, 0x00)	// r10
	SAVED(11, 0xc0, 0x00)	// r11
	SAVED(12, 0xc8, 0x00)	// r12
	SAVED(13, 0xd0, 0x00)	// r13
	SAVED(14, 0xd8, 0x00)	// r14
	SAVED(15, 0xe0, 0x00)	// r15
	SAVED(16, 0xa8, 0x01)	// rip at rsp+168
	nop
runtime.sigreturn:
	movq	$15, %rax
	syscall
	int3
	.cfi_endproc
	.size	runtime.sigreturn, . - runtime.sigreturn

// go: sys_linux_amd64.s#sysMmap
// out: the address, or nil and *err = errno
TEXT(sysMmap)
	// in: rdi addr, rsi n, edx prot, ecx flags, r8d fd, r9d off, 8(rsp) = &err
	movl	%ecx, %r10d
	movl	%r9d, %r9d
	SYSCALL(9)
	movq	8(%rsp), %rcx
	cmpq	$-4095, %rax
	jae	1f
	movq	$0, (%rcx)
	ret
1:	negq	%rax
	movq	%rax, (%rcx)
	xorl	%eax, %eax
	ret
END(sysMmap)

// go: sys_linux_amd64.s#sysMunmap
TEXT(sysMunmap)
	SYSCALL(11)
	CRASHONERROR("munmap")
	ret
END(sysMunmap)

// go: sys_linux_amd64.s#madvise
TEXT(madvise)
	SYSCALL(28)
	ret
END(madvise)

// go: sys_linux_amd64.s#futex
TEXT(futex)
	movq	%rcx, %r10
	SYSCALL(202)
	ret
END(futex)

// go: none — a barrier on all threads of the process (lock_futex.c)
TEXT(membarrier)
	xorl	%esi, %esi
	SYSCALL(324)
	ret
END(membarrier)

#ifndef GORT_HOSTED
// go: sys_linux_amd64.s#clone
// in: edi = flags, rsi = stack top (16-aligned), rdx = m, rcx = g, r8 = fn; out: thread id or
// -errno. The child runs fn on the new stack. It gets its m and g (if not nil) in registers that
// survive the system call, since it cannot read the parent's frame.
TEXT(clone)
	pushq	%r12
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r12, 0
	pushq	%r13
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset r13, 0
	movq	%rdx, %r12
	movq	%rcx, %r13
	movq	%r8, %r9
	xorl	%edx, %edx
	xorl	%r10d, %r10d
	xorl	%r8d, %r8d
	SYSCALL(56)
	testl	%eax, %eax
	jz	1f
	popq	%r13
	.cfi_adjust_cfa_offset -8
	.cfi_restore r13
	popq	%r12
	.cfi_adjust_cfa_offset -8
	.cfi_restore r12
	ret
	// The child. FS is still the parent's: no C code and no %fs until settls.
1:	.cfi_undefined rip
	xorl	%ebp, %ebp
	testq	%r12, %r12
	jz	2f
	testq	%r13, %r13
	jz	2f
	SYSCALL(186)
	movq	%rax, m_procid(%r12)
	leaq	m_tls(%r12), %rdi
	call	runtime.settls
	movq	%r12, g_m(%r13)
	movq	%r13, g_slot
	call	runtime.stackcheck
2:	call	*%r9
	movl	$111, %edi
3:	SYSCALL(60)
	jmp	3b
END(clone)
#endif

// go: sys_linux_amd64.s#sigaltstack
TEXT(sigaltstack)
	SYSCALL(131)
	CRASHONERROR("sigaltstack")
	ret
END(sigaltstack)

#ifndef GORT_HOSTED
	.weak	__libc

// go: sys_linux_amd64.s#settls
// in: rdi = &m.tls. Sets FS = &m.tls[1], so that -8(%fs) is m.tls[0], and fills in the words after
// FS that C code expects. Keeps r9.
TEXT(settls)
	addq	$8, %rdi
	movq	%rdi, (%rdi)
	movq	%rdi, 0x10(%rdi)
	movq	%rdi, fsNext(%rdi)
	movq	runtime.canary(%rip), %rax
	movq	%rax, fsCanary(%rdi)
	movl	$__libc+muslLocale, %eax
	cmpl	$muslLocale, %eax
	jne	1f
	movl	$clocale, %eax		// musl's record is not linked in
1:	movq	%rax, fsLocale(%rdi)
	movq	%rdi, %rsi
	movl	$0x1002, %edi		// ARCH_SET_FS
	SYSCALL(158)
	CRASHONERROR("arch_prctl")
	ret
END(settls)

	// musl's locale C.
	.section .rodata
	.p2align 3
clocale:
	.zero	48
	.text
#endif

// go: sys_linux_amd64.s#osyield
TEXT(osyield)
	SYSCALL(24)
	ret
END(osyield)

// go: sys_linux_amd64.s#sched_getaffinity
TEXT(sched_getaffinity)
	SYSCALL(204)
	ret
END(sched_getaffinity)

// go: sys_linux_amd64.s#epollcreate
TEXT(epollcreate)
	SYSCALL(213)
	ret
END(epollcreate)

// go: sys_linux_amd64.s#epollcreate1
TEXT(epollcreate1)
	SYSCALL(291)
	ret
END(epollcreate1)

// go: sys_linux_amd64.s#epollctl
TEXT(epollctl)
	movq	%rcx, %r10
	SYSCALL(233)
	ret
END(epollctl)

// go: sys_linux_amd64.s#epollwait [adapted] for a time in ns, if ts is not nil
TEXT(epollwait)
	testq	%r8, %r8		// ts
	jne	1f
	movl	%ecx, %r10d
	SYSCALL(281)		// epoll_pwait, no mask
	ret
1:	movq	%r8, %r10
	xorl	%r8d, %r8d
	SYSCALL(441)		// epoll_pwait2, no mask
	ret
END(epollwait)

// go: sys_linux_amd64.s#closeonexec
TEXT(closeonexec)
	movl	$2, %esi		// F_SETFD
	movl	$1, %edx		// FD_CLOEXEC
	SYSCALL(72)
	ret
END(closeonexec)

// go: sys_linux_amd64.s#setNonblock
TEXT(setNonblock)
	movl	$3, %esi		// F_GETFL
	xorl	%edx, %edx
	SYSCALL(72)
	movl	$0x800, %edx		// O_NONBLOCK
	orl	%eax, %edx
	movl	$4, %esi		// F_SETFL
	SYSCALL(72)
	ret
END(setNonblock)

// go: sys_linux_amd64.s#access
TEXT(access)
	movl	%esi, %edx
	movq	%rdi, %rsi
	movq	$-100, %rdi		// AT_FDCWD
	xorl	%r10d, %r10d
	SYSCALL(269)
	ret
END(access)

// go: sys_linux_amd64.s#connect
TEXT(connect)
	SYSCALL(42)
	ret
END(connect)

// go: sys_linux_amd64.s#socket
TEXT(socket)
	SYSCALL(41)
	ret
END(socket)

// go: sys_linux_amd64.s#sbrk0
TEXT(sbrk0)
	xorl	%edi, %edi
	SYSCALL(12)
	ret
END(sbrk0)
