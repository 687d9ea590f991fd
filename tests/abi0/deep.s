# A recursion 100000 deep with arguments and results on the stack, in frames of three sizes; a call
# in a loop just at the end of a segment; writes to the caller's variables by their addresses.
# out: 300000|300000|200000
	FUNC	main.main, 56
	PUT	100000, 0(%rsp)
	leaq	40(%rsp), %rax
	movq	%rax, 8(%rsp)
	movq	$0, 40(%rsp)
	call	deep
	movq	16(%rsp), %rax
	movq	%rax, 32(%rsp)
	PRINTINT 32(%rsp)
	PRINTINT 40(%rsp)
	movq	$0, 40(%rsp)
	PUT	2000, 0(%rsp)
	leaq	40(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	edges
	PRINTINT 40(%rsp)
	RETURN	56
	END	main.main
# func deep(n int, p *int) int { if n == 0 { return 0 }; *p += 3; return 3 + deep2(n-1, p) }
	.macro	DEEP name, next, frame
	FUNC	\name, \frame, 24
	movq	\frame + 8(%rsp), %rax
	movq	$0, \frame + 24(%rsp)
	testq	%rax, %rax
	jz	1f
	decq	%rax
	movq	%rax, (%rsp)
	movq	\frame + 16(%rsp), %rax
	addq	$3, (%rax)
	movq	%rax, 8(%rsp)
	call	\next
	movq	16(%rsp), %rax
	addq	$3, %rax
	movq	%rax, \frame + 24(%rsp)
1:	RETURN	\frame
	END	\name
	.endm
	DEEP	deep, deep2, 40
	DEEP	deep2, deep3, 136
	DEEP	deep3, deep, 5000
# Calls leaf 100 times at each depth, so at each distance from the end of a segment; leaf writes to
# our variable.
	FUNC	edges, 40, 16
	movq	$0, 24(%rsp)
	movq	$100, 32(%rsp)
1:	leaq	24(%rsp), %rax
	movq	%rax, (%rsp)
	movq	32(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	leaf
	movq	16(%rsp), %rax
	cmpq	32(%rsp), %rax
	jne	2f
	decq	32(%rsp)
	jnz	1b
	movq	24(%rsp), %rcx
	movq	56(%rsp), %rax
	addq	%rcx, (%rax)
	movq	48(%rsp), %rax
	decq	%rax
	jz	2f
	movq	%rax, (%rsp)
	movq	56(%rsp), %rax
	movq	%rax, 8(%rsp)
	call	edges
2:	RETURN	40
	END	edges
# func leaf(p *int, n int) int { *p++; return n }
	FUNC	leaf, 104, 24
	movq	112(%rsp), %rax
	incq	(%rax)
	movq	120(%rsp), %rax
	movq	%rax, 128(%rsp)
	RETURN	104
	END	leaf
