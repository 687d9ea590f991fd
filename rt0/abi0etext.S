// go: none — Go's code is all of one ABI; see text.S
// The first byte after the objects of the stack ABI.
	.text
	.globl	abi0.etext
	.hidden	abi0.etext
	.p2align 4
abi0.etext:
	.section .note.GNU-stack,"",@progbits
