# A slice that grows, maps with hash functions of the stack ABI, an iteration, strings; much garbage.
# out: 4950|100|4950|key42 42
	FUNC	main.main, 264
	movq	$0, 200(%rsp)		# slice at 200, i at 224, map at 232, sum at 240
	movq	$0, 208(%rsp)
	movq	$0, 216(%rsp)
	movq	$0, 224(%rsp)
	call	runtime.makemap_small
	movq	(%rsp), %rax
	movq	%rax, 232(%rsp)
1:	movq	208(%rsp), %rax		# s = append(s, i)
	cmpq	216(%rsp), %rax
	jb	2f
	PUT	tInt, 0(%rsp)
	movq	200(%rsp), %rax
	movq	%rax, 8(%rsp)
	movq	208(%rsp), %rax
	movq	%rax, 16(%rsp)
	movq	216(%rsp), %rcx
	movq	%rcx, 24(%rsp)
	incq	%rax
	movq	%rax, 32(%rsp)
	call	runtime.growslice
	movq	40(%rsp), %rax
	movq	%rax, 200(%rsp)
	movq	56(%rsp), %rax
	movq	%rax, 216(%rsp)
2:	movq	200(%rsp), %rcx
	movq	208(%rsp), %rdx
	movq	224(%rsp), %rax
	movq	%rax, (%rcx,%rdx,8)
	incq	208(%rsp)
	call	key			# m["key" + i] = i
	PUT	tMapStr, 0(%rsp)
	movq	232(%rsp), %rax
	movq	%rax, 8(%rsp)
	movq	%rbx, 16(%rsp)
	movq	%rsi, 24(%rsp)
	call	runtime.mapassign_faststr
	movq	32(%rsp), %rcx
	movq	224(%rsp), %rax
	movq	%rax, (%rcx)
	incq	224(%rsp)
	cmpq	$100, 224(%rsp)
	jl	1b
	movq	$0, 240(%rsp)
	movq	$0, 224(%rsp)
3:	movq	200(%rsp), %rcx
	movq	224(%rsp), %rdx
	movq	(%rcx,%rdx,8), %rax
	addq	%rax, 240(%rsp)
	incq	224(%rsp)
	cmpq	$100, 224(%rsp)
	jl	3b
	PRINTINT 240(%rsp)
	movq	232(%rsp), %rax
	PRINTINT (%rax)			# len(m)
	movq	$0, 240(%rsp)
	leaq	96(%rsp), %rdi		# hiter at 96
	xorl	%eax, %eax
	movl	$12, %ecx
	rep stosq
	PUT	tMapStr, 0(%rsp)
	movq	232(%rsp), %rax
	movq	%rax, 8(%rsp)
	leaq	96(%rsp), %rax
	movq	%rax, 16(%rsp)
	call	runtime.mapiterinit
4:	cmpq	$0, 96(%rsp)
	je	5f
	movq	104(%rsp), %rax
	movq	(%rax), %rax
	addq	%rax, 240(%rsp)
	leaq	96(%rsp), %rax
	movq	%rax, (%rsp)
	call	runtime.mapiternext
	jmp	4b
5:	PRINTINT 240(%rsp)
	movq	$42, 224(%rsp)
	call	key
	movq	%rbx, (%rsp)
	movq	%rsi, 8(%rsp)
	movq	%rbx, 248(%rsp)
	movq	%rsi, 256(%rsp)
	call	runtime.printstring
	call	runtime.printsp
	PUT	tMapStr, 0(%rsp)
	movq	232(%rsp), %rax
	movq	%rax, 8(%rsp)
	movq	248(%rsp), %rax
	movq	%rax, 16(%rsp)
	movq	256(%rsp), %rax
	movq	%rax, 24(%rsp)
	call	runtime.mapaccess1_faststr
	movq	32(%rsp), %rax
	PRINTINT (%rax)
	RETURN	264
	END	main.main
# "key" and the two digits of the caller's i, at 224(rsp) there, as a new string rbx, rsi
	FUNC	key, 104
	movq	336(%rsp), %rax
	movl	$10, %ecx
	xorl	%edx, %edx
	divq	%rcx
	addb	$'0', %al
	addb	$'0', %dl
	movb	%al, 96(%rsp)
	movb	%dl, 97(%rsp)
	movq	$0, (%rsp)
	PUT	keytext, 8(%rsp)
	PUT	3, 16(%rsp)
	leaq	96(%rsp), %rax
	movq	%rax, 24(%rsp)
	PUT	2, 32(%rsp)
	call	runtime.concatstring2
	movq	40(%rsp), %rbx
	movq	48(%rsp), %rsi
	RETURN	104
	END	key
	.data
keytext: .ascii	"key"
