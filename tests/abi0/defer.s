# Deferred calls in loops, with arguments; recover of a value; the second return with a named result;
# recover in a helper; a record in the frame; a panic 5000 calls deep.
# out: 2|1|0|helper nil|recovered 7|result 99|stack 1|deep 5|end
	FUNC	main.main, 40
	call	loop
	call	named
	movq	(%rsp), %rax
	movq	%rax, 32(%rsp)
	PRINT	"result "
	PRINTINT 32(%rsp)
	call	onstack
	call	catchdeep
	PRINT	"end\n"
	RETURN	40
	END	main.main
# for i := 0; i < 3; i++ { defer printn(i) }
	FUNC	loop, 40
	movq	$0, 32(%rsp)
1:	movl	$8, (%rsp)
	PUT	printn.f, 8(%rsp)
	movq	32(%rsp), %rax
	movq	%rax, 16(%rsp)
	call	runtime.deferproc
	testl	%eax, %eax
	jnz	2f
	incq	32(%rsp)
	cmpq	$3, 32(%rsp)
	jl	1b
2:	call	runtime.deferreturn
	RETURN	40
	END	loop
	FUNC	printn, 24, 8
	PRINTINT 32(%rsp)
	CLOBBER
	RETURN	24
	END	printn
# func named() (r int) { defer catch(&r); r = 1; panic(7) }
	FUNC	named, 56, 8
	movq	$0, 64(%rsp)
	movl	$8, (%rsp)
	PUT	catch.f, 8(%rsp)
	leaq	64(%rsp), %rax
	movq	%rax, 16(%rsp)
	call	runtime.deferproc
	testl	%eax, %eax
	jnz	1f
	movq	$1, 64(%rsp)
	PUT	tInt, 0(%rsp)
	PUT	seven, 8(%rsp)
	call	runtime.gopanic
	ud2
1:	call	runtime.deferreturn
	RETURN	56
	END	named
# func catch(r *int) { helper(); v := recover(); print(v.(int)); *r = 99 }
	FUNC	catch, 56, 8
	call	helper
	RECOVER	56
	movq	16(%rsp), %rax
	movq	%rax, 40(%rsp)
	cmpq	$tInt, 8(%rsp)
	jne	1f
	PRINT	"recovered "
	movq	40(%rsp), %rax
	PRINTINT (%rax)
	movq	64(%rsp), %rax
	movq	$99, (%rax)
1:	CLOBBER
	RETURN	56
	END	catch
	FUNC	helper, 40
	RECOVER	40
	cmpq	$0, 8(%rsp)
	jne	1f
	PRINT	"helper nil\n"
1:	RETURN	40
	END	helper
# A record in the frame, at 40(rsp): 72 bytes and 8 of arguments.
	FUNC	onstack, 136
	movl	$8, 40(%rsp)
	PUT	print1.f, 64(%rsp)
	PUT	1, 112(%rsp)
	leaq	40(%rsp), %rax
	movq	%rax, (%rsp)
	call	runtime.deferprocStack
	testl	%eax, %eax
	jnz	1f
	nop
1:	call	runtime.deferreturn
	RETURN	136
	END	onstack
	FUNC	print1, 24, 8
	PRINT	"stack "
	PRINTINT 32(%rsp)
	RETURN	24
	END	print1
	FUNC	catchdeep, 56
	movl	$0, (%rsp)
	PUT	catch5.f, 8(%rsp)
	call	runtime.deferproc
	testl	%eax, %eax
	jnz	1f
	PUT	5000, (%rsp)
	call	deep
1:	call	runtime.deferreturn
	RETURN	56
	END	catchdeep
	FUNC	deep, 72, 8
	movl	$8, (%rsp)		# each frame defers something that does nothing
	PUT	nothing.f, 8(%rsp)
	call	runtime.deferproc
	testl	%eax, %eax
	jnz	2f
	movq	80(%rsp), %rax
	decq	%rax
	js	1f
	movq	%rax, (%rsp)
	call	deep
	jmp	2f
1:	PUT	tString, 0(%rsp)
	PUT	text, 8(%rsp)
	call	runtime.gopanic
	ud2
2:	call	runtime.deferreturn
	RETURN	72
	END	deep
	FUNC	nothing, 8, 8
	CLOBBER
	RETURN	8
	END	nothing
	FUNC	catch5, 56
	RECOVER	56
	cmpq	$tString, 8(%rsp)
	jne	1f
	movq	16(%rsp), %rax
	movq	8(%rax), %rax
	movq	%rax, 40(%rsp)
	PRINT	"deep "
	PRINTINT 40(%rsp)
1:	RETURN	56
	END	catch5
	.data
	.balign	8
printn.f: .quad	printn
catch.f: .quad	catch
print1.f: .quad	print1
catch5.f: .quad	catch5
nothing.f: .quad nothing
seven:	.quad	7
text:	.quad	1f, 5
1:	.ascii	"abcde"
