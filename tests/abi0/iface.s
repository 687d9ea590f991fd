# Interfaces: conversion, a method call, an assertion; a panic whose value has an Error method.
# out: 5|5
# err: panic: E5 fails
# status: 2
	FUNC	main.main, 88
	PUT	itabT, 0(%rsp)
	PUT	five, 8(%rsp)
	call	runtime.convT2I
	movq	16(%rsp), %rax
	movq	%rax, 64(%rsp)
	movq	24(%rsp), %rax
	movq	%rax, 72(%rsp)
	movq	64(%rsp), %rcx		# i.M()
	movq	%rax, (%rsp)
	call	*8(%rcx)
	movq	8(%rsp), %rax
	movq	%rax, 80(%rsp)
	PRINTINT 80(%rsp)
	PUT	tI, 0(%rsp)		# i.(I).M(), by a table made at run time
	movq	64(%rsp), %rax
	movq	%rax, 8(%rsp)
	movq	72(%rsp), %rax
	movq	%rax, 16(%rsp)
	call	runtime.assertI2I
	movq	24(%rsp), %rcx
	movq	32(%rsp), %rax
	movq	%rax, (%rsp)
	call	*8(%rcx)
	movq	8(%rsp), %rax
	movq	%rax, 80(%rsp)
	PRINTINT 80(%rsp)
	PUT	tE, 0(%rsp)
	PUT	e5, 8(%rsp)
	call	runtime.gopanic
	ud2
	END	main.main
# func (e E) Error() string { return "E5" + " fails" }
	FUNC	main.E.Error, 72, 24
	movq	$0, (%rsp)
	movq	80(%rsp), %rcx
	movq	(%rcx), %rax
	movq	%rax, 8(%rsp)
	movq	8(%rcx), %rax
	movq	%rax, 16(%rsp)
	PUT	fails, 24(%rsp)
	PUT	6, 32(%rsp)
	call	runtime.concatstring2
	movq	40(%rsp), %rax
	movq	%rax, 88(%rsp)
	movq	48(%rsp), %rax
	movq	%rax, 96(%rsp)
	CLOBBER
	RETURN	72
	END	main.E.Error
	TYPE	tE, 16, 8, 101, 0, 8, 24, runtime.strequal·f, gc1, uE, "main.E"
	.balign	8
uE:	.quad	nE, nMain, 1f, 1, 1
1:	.quad	nError, 0, type..func_8_9_8string_9, tErrFunc, main.E.Error
nE:	.quad	1f, 1
1:	.ascii	"E"
	.balign	8
nError:	.quad	1f, 5
1:	.ascii	"Error"
	.balign	8
five:	.quad	5
e5:	.quad	1f, 2
1:	.ascii	"E5"
fails:	.ascii	" fails"
