// go: none — the linker makes runtime.etext in Go; here the driver links this object after
//     the user's
// The first byte after user code (moduledata.etext). The runtime, libgcc and libc follow.
	.text
	.globl	runtime.etext
	.hidden	runtime.etext
	.p2align 4
runtime.etext:

// go: none — as above
// The first variables of the runtime, in data and in bss (moduledata.cdata and cbss).
	.data
	.globl	runtime.cdata
	.hidden	runtime.cdata
	.p2align 4
runtime.cdata:
	.bss
	.globl	runtime.cbss
	.hidden	runtime.cbss
	.p2align 4
runtime.cbss:
	.section .note.GNU-stack,"",@progbits
