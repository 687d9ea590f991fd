// Macros of the assembly files. TEXT(f) … END(f) is the function runtime.f with its unwind table.
#include "go_asm.h"

#define TEXT(name)            \
	.globl	runtime.name;     \
	.hidden	runtime.name;     \
	.type	runtime.name, @function; \
	.p2align 4;               \
runtime.name:                 \
	.cfi_startproc

#define END(name)             \
	.cfi_endproc;             \
	.size	runtime.name, . - runtime.name

// The same for abi0.f, an entry of Go 1.14's stack ABI (runtime/doors/abi0).
// clang-format off
#define ENTRY(name)           \
	.globl	abi0.name;        \
	.hidden	abi0.name;        \
	.type	abi0.name, @function; \
	.p2align 4;               \
abi0.name:                    \
	.cfi_startproc

#define ENDENTRY(name)        \
	.cfi_endproc;             \
	.size	abi0.name, . - abi0.name

// The frame of an entry: rbp, and rsp aligned for System V code.
#define FRAME                 \
	pushq %rbp; .cfi_def_cfa_offset 16; .cfi_offset rbp, -16; \
	movq %rsp, %rbp; .cfi_def_cfa_register rbp; \
	andq $-16, %rsp

#define ENDFRAME              \
	leave; .cfi_def_cfa rsp, 8; .cfi_restore rbp

// The registers that a System V function keeps, on the stack and back, with their unwind table.
#define PUSHSAVED             \
	pushq %rbp; .cfi_adjust_cfa_offset 8; .cfi_rel_offset rbp, 0; \
	pushq %rbx; .cfi_adjust_cfa_offset 8; .cfi_rel_offset rbx, 0; \
	pushq %r12; .cfi_adjust_cfa_offset 8; .cfi_rel_offset r12, 0; \
	pushq %r13; .cfi_adjust_cfa_offset 8; .cfi_rel_offset r13, 0; \
	pushq %r14; .cfi_adjust_cfa_offset 8; .cfi_rel_offset r14, 0; \
	pushq %r15; .cfi_adjust_cfa_offset 8; .cfi_rel_offset r15, 0

#define POPSAVED              \
	popq %r15; .cfi_adjust_cfa_offset -8; .cfi_restore r15; \
	popq %r14; .cfi_adjust_cfa_offset -8; .cfi_restore r14; \
	popq %r13; .cfi_adjust_cfa_offset -8; .cfi_restore r13; \
	popq %r12; .cfi_adjust_cfa_offset -8; .cfi_restore r12; \
	popq %rbx; .cfi_adjust_cfa_offset -8; .cfi_restore rbx; \
	popq %rbp; .cfi_adjust_cfa_offset -8; .cfi_restore rbp

// Stores all of the caller's callee-saved registers in g.syscallregs. The collector looks for
// pointers there, and a traceback starts from these registers. The context in g.sched will not do:
// the goroutine may overwrite it when its stack grows or it works on g0, before the system call
// ends. out: rax = g, rdi and rsi = pc and sp of the caller's frame
#define SYSCALLFRAME                  \
	movq	g_slot, %rax;          \
	movq	%rbx, g_syscallregs(%rax); \
	movq	%rbp, g_syscallregs+8(%rax); \
	movq	%r12, g_syscallregs+16(%rax); \
	movq	%r13, g_syscallregs+24(%rax); \
	movq	%r14, g_syscallregs+32(%rax); \
	movq	%r15, g_syscallregs+40(%rax); \
	movq	(%rsp), %rdi;          \
	leaq	8(%rsp), %rsi

// Calls fn(pc, sp) for the caller's frame.
#define ENTERSYSCALL(fn)              \
	SYSCALLFRAME;                  \
	jmp	fn

// What a traceback of g begins with while its M runs something on g0 for it: systemstack_switch, in
// the frame that rbp tells. Changes register r only.
#define SAVESCHED(g, r)                             \
	leaq	runtime.systemstack_switch(%rip), r; \
	movq	r, g_sched_pc(g);            \
	movq	%rbp, g_sched_sp(g);         \
	movq	%rbp, g_sched_bp(g);         \
	movq	g, g_sched_g(g)

// To label to, unless we are on a goroutine. Changes register r only.
#define JUMPOFFG(r, to)               \
	movq	g_slot, r;             \
	testq	r, r;                  \
	jz	to;                    \
	movq	g_m(r), r;             \
	movq	m_curg(r), r;          \
	cmpq	g_slot, r;             \
	jne	to

// A function that C code of the program may take for libc's. A hosted program keeps it to itself:
// its shared libraries have libc's.
#ifdef GORT_HOSTED
#define CNAME(name)           \
	.globl	name;         \
	.hidden	name;         \
	.type	name, @function; \
name:
#else
#define CNAME(name)           \
	.globl	name;         \
	.type	name, @function; \
name:
#endif
// clang-format on

// A word of data, or a label inside a function, that C sees as runtime.name.
#define LABEL(name)           \
	.globl	runtime.name;     \
	.hidden	runtime.name;     \
runtime.name:

// clang-format off
#ifdef GORT_HOSTED
#define g_slot	%fs:fsG       // the current g, in a word of libc's thread block
#else
#define g_slot	%fs:-8        // the current g: m.tls[0]
#endif
// clang-format on

	.section .note.GNU-stack,"",@progbits
	.text
