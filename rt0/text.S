// go: none — the linker makes runtime.text in Go; here the driver links this object before
//     the user's
// The first byte of user code, which signals may preempt (moduledata.text).
	.text
	.globl	runtime.text
	.hidden	runtime.text
	.p2align 4
runtime.text:
	.section .note.GNU-stack,"",@progbits
