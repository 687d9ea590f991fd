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
// clang-format on

// A word of data, or a label inside a function, that C sees as runtime.name.
#define LABEL(name)           \
	.globl	runtime.name;     \
	.hidden	runtime.name;     \
runtime.name:

#define g_slot	%fs:-8        // the current g: m.tls[0]

	.section .note.GNU-stack,"",@progbits
	.text
