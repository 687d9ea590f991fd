# A runtime error that nobody recovers, on another goroutine.
# err: panic: runtime error: index out of range [7] with length 3||goroutine N [running]:|main.f(...)
# status: 2
	FUNC	main.main, 24
	movl	$0, (%rsp)
	PUT	f.f, 8(%rsp)
	call	runtime.newproc
	call	runtime.block
	ud2
	END	main.main
	FUNC	main.f, 24
	movl	$7, %eax
	movl	$3, %ecx
	call	runtime.panicIndex
	END	main.f
	.data
	.balign	8
f.f:	.quad	main.f
