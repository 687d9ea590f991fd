# The runtime's own errors: what recover gives has methods that code of this ABI calls.
# out: runtime error: index out of range [7] with length 3|runtime error: integer divide by zero|close of nil channel|interface conversion: main.I is uint32, not int
	FUNC	main.main, 24
	.irp	name, index, divide, close, assert
	PUT	\name\().f, (%rsp)
	call	try
	.endr
	RETURN	24
	END	main.main
# func try(f func()) { defer catch(); f() }
	FUNC	try, 40, 8
	movl	$0, (%rsp)
	PUT	catch.f, 8(%rsp)
	call	runtime.deferproc
	testl	%eax, %eax
	jnz	1f
	movq	48(%rsp), %rdx
	call	*(%rdx)
1:	call	runtime.deferreturn
	RETURN	40
	END	try
# func catch() { e := recover().(runtime.Error); e.RuntimeError(); println(e.Error()) }
	FUNC	catch, 56
	RECOVER	56
	PUT	runtime.Error..d, (%rsp)	# v is in its place
	call	runtime.assertE2I
	movq	24(%rsp), %rcx
	movq	%rcx, 40(%rsp)
	movq	32(%rsp), %rax
	movq	%rax, 48(%rsp)
	movq	%rax, (%rsp)
	call	*16(%rcx)
	movq	48(%rsp), %rax
	movq	%rax, (%rsp)
	movq	40(%rsp), %rcx
	call	*8(%rcx)
	movq	8(%rsp), %rax
	movq	%rax, (%rsp)
	movq	16(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	runtime.printstring
	call	runtime.printnl
	CLOBBER
	RETURN	56
	END	catch
	FUNC	index, 8
	movl	$7, %eax
	movl	$3, %ecx
	call	runtime.panicIndex
	END	index
	FUNC	divide, 8
	call	runtime.panicdivide
	END	divide
	FUNC	close, 24
	movq	$0, (%rsp)
	call	runtime.closechan
	END	close
	FUNC	assert, 40
	PUT	tUint32, 0(%rsp)
	PUT	tInt, 8(%rsp)
	PUT	tI, 16(%rsp)
	call	runtime.panicdottypeE
	END	assert
	.data
	.balign	8
	.irp	name, index, divide, close, assert, catch
\name\().f: .quad \name
	.endr
