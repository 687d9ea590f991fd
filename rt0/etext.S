// go: none — the linker makes runtime.etext in Go; here this object stands after the user's on the
//     link line
// First byte after user code. From here on follow the runtime, libgcc and libc (moduledata.etext).
	.text
	.globl	runtime.etext
	.hidden	runtime.etext
	.p2align 4
runtime.etext:
	.section .note.GNU-stack,"",@progbits
