// go: none — Go's code is all of one ABI; see text.S
// The first byte after the other user code. The objects of the stack ABI lie from here to
// abi0.etext.
	.text
	.globl	abi0.text
	.hidden	abi0.text
	.p2align 4
abi0.text:
	.section .note.GNU-stack,"",@progbits
