# A frame of this ABI recovers a panic that has left frames of gort_call. They are over, and C code
# cannot defer in them.
# out: caught
# err: fatal error: gort_defer: not in a gort_call
# status: 2
	FUNC	main.main, 24
	call	catches
	SYSV	defers
	RETURN	24
	END	main.main
	FUNC	catches, 24
	DEFER	catch
	SYSV	throws
1:	call	runtime.deferreturn
	RETURN	24
	END	catches
	FUNC	catch, 40
	RECOVER	40
	cmpq	$0, 8(%rsp)
	je	1f
	PRINT	"caught\n"
1:	RETURN	40
	END	catch
	.data
	.balign	8
catch.f: .quad	catch
