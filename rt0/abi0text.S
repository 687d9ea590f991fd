// go: none — Go's code is all of one ABI; see text.S
// First byte after the other user code: from here to abi0.etext lie the objects of the stack ABI.
	.text
	.globl	abi0.text
	.hidden	abi0.text
	.p2align 4
abi0.text:
	.section .note.GNU-stack,"",@progbits
