# A goroutine that loops without a call is preempted: another one ends it.
# out: done
	FUNC	main.main, 56
	PUT	tChan, 0(%rsp)
	PUT	0, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	%rax, 40(%rsp)
	movl	$0, (%rsp)
	PUT	set.f, 8(%rsp)
	call	runtime.newproc
	movl	$8, (%rsp)
	PUT	spin.f, 8(%rsp)
	movq	40(%rsp), %rax
	movq	%rax, 16(%rsp)
	call	runtime.newproc		# runs first
	movq	40(%rsp), %rax
	movq	%rax, (%rsp)
	movq	$0, 8(%rsp)
	call	runtime.chanrecv1
	PRINT	"done\n"
	RETURN	56
	END	main.main
	FUNC	spin, 24, 8
1:	cmpq	$0, stop
	je	1b
	movq	32(%rsp), %rax
	movq	%rax, (%rsp)
	call	runtime.closechan
	RETURN	24
	END	spin
	FUNC	set, 8
	movq	$1, stop
	RETURN	8
	END	set
	.data
	.balign	8
spin.f:	.quad	spin
set.f:	.quad	set
stop:	.quad	0
