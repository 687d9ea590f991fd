# Goroutines and channels: a function with arguments, and a closure that captures the channel.
# out: 499500|1000
	FUNC	main.main, 72
	PUT	tChan, 0(%rsp)
	PUT	0, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	%rax, 48(%rsp)
	movl	$24, (%rsp)		# go produce(c, 1000, 1)
	PUT	produce.f, 8(%rsp)
	movq	48(%rsp), %rax
	movq	%rax, 16(%rsp)
	PUT	1000, 24(%rsp)
	PUT	1, 32(%rsp)
	call	runtime.newproc
	movq	$0, 56(%rsp)
1:	movq	48(%rsp), %rax
	movq	%rax, (%rsp)
	leaq	64(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.chanrecv2
	cmpb	$0, 16(%rsp)
	je	2f
	movq	64(%rsp), %rax
	addq	%rax, 56(%rsp)
	jmp	1b
2:	PRINTINT 56(%rsp)
	PUT	tChan, 0(%rsp)
	PUT	1, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	%rax, 48(%rsp)
	PUT	tPair, 0(%rsp)		# the closure: code, channel
	call	runtime.newobject
	movq	8(%rsp), %rcx
	PUT	closure, (%rcx)
	movq	48(%rsp), %rax
	movq	%rax, 8(%rcx)
	movl	$0, (%rsp)
	movq	%rcx, 8(%rsp)
	call	runtime.newproc
	movq	48(%rsp), %rax
	movq	%rax, (%rsp)
	leaq	64(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.chanrecv1
	PRINTINT 64(%rsp)
	RETURN	72
	END	main.main
	PRODUCE
	FUNC	closure, 40
	movq	8(%rdx), %rax
	movq	%rax, (%rsp)
	PUT	1000, 24(%rsp)
	leaq	24(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.chansend1
	RETURN	40
	END	closure
	TYPE	tPair, 16, 16, 100, 0, 8, 25, 0, gc3, 0, "pair"
