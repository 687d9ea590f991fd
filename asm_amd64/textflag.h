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

// A word of data, or a label inside a function, that C sees as runtime.name.
#define LABEL(name)           \
	.globl	runtime.name;     \
	.hidden	runtime.name;     \
runtime.name:

#define g_slot	%fs:-8        // the current g: m.tls[0]

	.section .note.GNU-stack,"",@progbits
	.text
