# Finalizers in this ABI, which System V code has set, get their objects, and may clobber registers.
# One with more results than there is room for is refused.
# needs: collector
# out: finalized 42|finalized 42
# err: fatal error: runtime.SetFinalizer: results of more than two words in the stack ABI
# status: 2
	FUNC	main.main, 24
	PUT	tFin, fin
	call	make
	call	make
1:	SYSV	collect
	cmpq	$2, done
	jl	1b
	PUT	tFin3, fin
	call	make
	RETURN	24
	END	main.main
	FUNC	make, 24
	PUT	tBucket32, (%rsp)
	call	runtime.newobject
	movq	8(%rsp), %rsi
	movq	$42, (%rsi)
	movq	$tPtr, %rdi
	movq	fin, %rdx
	movq	$finalize.f, %rcx
	SYSV	setfinalizer
	movq	$0, 8(%rsp)
	CLOBBER
	RETURN	24
	END	make
	FUNC	finalize, 40, 8
	PRINT	"finalized "
	movq	48(%rsp), %rcx
	PRINTINT (%rcx)
	incq	done
	CLOBBER
	RETURN	40
	END	finalize
	TYPE	tFin, 8, 8, 30, 0, 8, 19 + 32, 0, gc1, 0, "func(*int)"
	.quad	0, 1f, 1, 1, 0, 0, 0
1:	.quad	tPtr
	TYPE	tFin3, 8, 8, 31, 0, 8, 19 + 32, 0, gc1, 0, "func(*int) (a, b, c int)"
	.quad	0, 1b, 1, 1, 1f, 3, 3
1:	.quad	tInt, tInt, tInt
finalize.f: .quad finalize
fin:	.quad	0
done:	.quad	0
