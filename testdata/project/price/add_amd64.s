// For gccgo: System V.
	.text
	.globl	GOPKGPATH.Add
	.type	GOPKGPATH.Add, @function
GOPKGPATH.Add:
	.cfi_startproc
	leaq	(%rdi,%rsi), %rax
	ret
	.cfi_endproc
	.size	GOPKGPATH.Add, . - GOPKGPATH.Add
	.section .note.GNU-stack,"",@progbits
