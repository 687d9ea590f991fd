# Prints, from init tasks and main.main, which clobber every register but rsp.
# out: dep.init|main.init|hello, world 42
	FUNC	main.main, 24
	call	runtime.printlock
	PRINT	"hello, world "
	PRINTINT $42
	call	runtime.printunlock
	CLOBBER
	RETURN	24
	END	main.main
	FUNC	dep.init, 24
	PRINT	"dep.init\n"
	CLOBBER
	RETURN	24
	END	dep.init
	FUNC	main.init, 24
	PRINT	"main.init\n"
	CLOBBER
	RETURN	24
	END	main.init
	.data
	.balign	8
	.globl	main..inittask
main..inittask: .quad 0, 1, 1, dep..inittask, main.init
dep..inittask: .quad 0, 0, 1, dep.init
