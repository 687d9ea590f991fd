# A select of two receives in a loop: all values of both channels come, then both are closed.
# out: 1998000
	FUNC	main.main, 200
	movq	$0, 152(%rsp)		# i
1:	PUT	tChan, 0(%rsp)
	PUT	0, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	152(%rsp), %rcx
	movq	%rax, 160(%rsp,%rcx,8)
	movq	%rax, 16(%rsp)
	movl	$24, (%rsp)		# go produce(c, 1000, 2)
	PUT	produce.f, 8(%rsp)
	PUT	1000, 24(%rsp)
	PUT	2, 32(%rsp)
	call	runtime.newproc
	incq	152(%rsp)
	cmpq	$2, 152(%rsp)
	jl	1b
	movq	$0, 152(%rsp)		# sum
2:	movq	160(%rsp), %rax		# cases at 48(rsp), 40 bytes each; order at 136
	movq	%rax, 48(%rsp)
	movq	168(%rsp), %rcx
	movq	%rcx, 88(%rsp)
	orq	%rax, %rcx
	jz	5f
	leaq	176(%rsp), %rax
	movq	%rax, 56(%rsp)
	movq	%rax, 96(%rsp)
	movw	$1, 64(%rsp)		# caseRecv
	movw	$1, 104(%rsp)
	leaq	48(%rsp), %rax
	movq	%rax, (%rsp)
	leaq	136(%rsp), %rax
	movq	%rax, 8(%rsp)
	PUT	2, 16(%rsp)
	call	runtime.selectgo
	cmpb	$0, 32(%rsp)
	je	3f
	movq	176(%rsp), %rax
	addq	%rax, 152(%rsp)
	jmp	2b
3:	movq	24(%rsp), %rcx
	movq	$0, 160(%rsp,%rcx,8)	# closed: a nil channel is never ready
	jmp	2b
5:	PRINTINT 152(%rsp)
	RETURN	200
	END	main.main
	PRODUCE
