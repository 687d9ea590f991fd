# 100000 goroutines.
# out: 100000|4999950000
	FUNC	main.main, 72
	PUT	tChan, 0(%rsp)
	PUT	0, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	%rax, 40(%rsp)
	movq	$0, 48(%rsp)
1:	movl	$16, (%rsp)
	PUT	f.f, 8(%rsp)
	movq	40(%rsp), %rax
	movq	%rax, 16(%rsp)
	movq	48(%rsp), %rax
	movq	%rax, 24(%rsp)
	call	runtime.newproc
	incq	48(%rsp)
	cmpq	$100000, 48(%rsp)
	jl	1b
	PRINTINT 48(%rsp)
	movq	$0, 56(%rsp)
2:	movq	40(%rsp), %rax
	movq	%rax, (%rsp)
	leaq	64(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.chanrecv1
	movq	64(%rsp), %rax
	addq	%rax, 56(%rsp)
	decq	48(%rsp)
	jnz	2b
	PRINTINT 56(%rsp)
	RETURN	72
	END	main.main
	FUNC	f, 24, 16
	movq	32(%rsp), %rax
	movq	%rax, (%rsp)
	leaq	40(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.chansend1
	CLOBBER
	RETURN	24
	END	f
	.data
	.balign	8
f.f:	.quad	f
