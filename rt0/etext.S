// go: none — the linker makes runtime.etext in Go; here the driver links this object after
//     the user's
// The first byte after user code (moduledata.etext). The runtime, libgcc and libc follow.
	.text
	.globl	runtime.etext
	.hidden	runtime.etext
	.p2align 4
runtime.etext:
	.section .note.GNU-stack,"",@progbits
