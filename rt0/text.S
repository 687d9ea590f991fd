// go: none — the linker makes runtime.text in Go; here the driver links this object before
//     the user's
// The first byte of user code, which signals may preempt (moduledata.text).
	.text
	.globl	runtime.text
	.hidden	runtime.text
	.p2align 4
runtime.text:

// go: none — as above
// The first variable that may hold a pointer to the heap (moduledata.data). Linkers put constants
// with addresses in them, .data.rel.ro, and their own tables before .data.
	.data
	.globl	runtime.data
	.hidden	runtime.data
runtime.data:
	.section .note.GNU-stack,"",@progbits
