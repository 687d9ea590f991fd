# Deferred calls of a goroutine that exits, among them one that panics and one that recovers; a
# panic in a deferred call replaces the first one; a deferreturn that cannot be called again.
# out: exiting|panics|recovers|last nil|second|end
# err: fatal error: deferreturn: not called by a call instruction of 5 bytes
# status: 2
	FUNC	main.main, 40
	PUT	tChan, 0(%rsp)
	PUT	0, 8(%rsp)
	call	runtime.makechan
	movq	16(%rsp), %rax
	movq	%rax, done
	movl	$0, (%rsp)
	PUT	exits.f, 8(%rsp)
	call	runtime.newproc
	movq	done, %rax
	movq	%rax, (%rsp)
	movq	$0, 8(%rsp)
	call	runtime.chanrecv1
	call	repanics
	PRINT	"end\n"
	DEFER	last
	movq	$runtime.deferreturn, %rax
	call	*%rax
1:	RETURN	40
	END	main.main
# func exits() { defer last(); defer recovers(); defer panics(); runtime.Goexit() }
	FUNC	exits, 40
	DEFER	last
	DEFER	recovers
	DEFER	panics
	PRINT	"exiting\n"
	SYSV	gort_Goexit
1:	call	runtime.deferreturn
	RETURN	40
	END	exits
	FUNC	panics, 40
	PRINT	"panics\n"
	PUT	tInt, 0(%rsp)
	PUT	one, 8(%rsp)
	call	runtime.gopanic
	END	panics
	FUNC	recovers, 40
	RECOVER	40
	cmpq	$tInt, 8(%rsp)
	jne	1f
	PRINT	"recovers\n"
1:	CLOBBER
	RETURN	40
	END	recovers
	FUNC	last, 40
	RECOVER	40
	cmpq	$0, 8(%rsp)
	jne	1f
	PRINT	"last nil\n"
1:	movq	done, %rax
	movq	%rax, (%rsp)
	call	runtime.closechan
	CLOBBER
	RETURN	40
	END	last
# func repanics() { defer text(); defer func() { panic("second") }(); panic(1) }
	FUNC	repanics, 40
	DEFER	text
	DEFER	second
	PUT	tInt, 0(%rsp)
	PUT	one, 8(%rsp)
	call	runtime.gopanic
1:	call	runtime.deferreturn
	RETURN	40
	END	repanics
	FUNC	second, 40
	PUT	tString, 0(%rsp)
	PUT	secondtext, 8(%rsp)
	call	runtime.gopanic
	END	second
	FUNC	text, 40
	RECOVER	40
	cmpq	$tString, 8(%rsp)
	jne	1f
	movq	16(%rsp), %rcx
	movq	(%rcx), %rax
	movq	%rax, (%rsp)
	movq	8(%rcx), %rax
	movq	%rax, 8(%rsp)
	call	runtime.printstring
	call	runtime.printnl
1:	CLOBBER
	RETURN	40
	END	text
	.data
	.balign	8
	.irp	name, exits, panics, recovers, last, second, text
\name\().f: .quad \name
	.endr
done:	.quad	0
one:	.quad	1
secondtext: .quad 1f, 6
1:	.ascii	"second"
