// C++'s record of the exceptions that are being handled, of the goroutine or of the thread. Hosted
// programs are linked with this object, before libstdc++.
	.globl	__cxa_get_globals, __cxa_get_globals_fast
	.type	__cxa_get_globals, @function
	.type	__cxa_get_globals_fast, @function
	.section .tbss, "awT", @nobits
	.p2align 3
threads:
	.skip	16

// go: none — libstdc++'s, which have the thread's record
// A goroutine may change threads while it is in a handler. On the thread's record the end of the
// handler would then free the exception of another goroutine. See D199.
// out: rax = the record, of two words, 0 at first
	.text
	.p2align 4
__cxa_get_globals:
__cxa_get_globals_fast:
	.cfi_startproc
	call	runtime.cxaglobals
	testq	%rax, %rax
	jz	1f
	ret
1:	movq	%fs:0, %rax
	leaq	threads@tpoff(%rax), %rax
	ret
	.cfi_endproc
	.size	__cxa_get_globals, . - __cxa_get_globals
	.size	__cxa_get_globals_fast, . - __cxa_get_globals_fast
	.section .note.GNU-stack,"",@progbits
	.section .note.GNU-split-stack,"",@progbits
