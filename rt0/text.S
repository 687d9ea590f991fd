// go: none — the linker makes runtime.text in Go; here this object stands before the user's on the
//     link line
// First byte of user code: the text that may be preempted asynchronously (moduledata.text).
	.text
	.globl	runtime.text
	.hidden	runtime.text
	.p2align 4
runtime.text:
	.section .note.GNU-stack,"",@progbits
