// Calls between C and the runtime.
#include "textflag.h"

// go: none — gcc_amd64.S of package runtime/cgo
// in: rdi = fn. mstart keeps no register.
	.globl	crosscall_amd64
	.hidden	crosscall_amd64
	.type	crosscall_amd64, @function
crosscall_amd64:
	.cfi_startproc
	PUSHSAVED
	subq	$8, %rsp
	.cfi_adjust_cfa_offset 8
	call	*%rdi
	addq	$8, %rsp
	.cfi_adjust_cfa_offset -8
	POPSAVED
	ret
	.cfi_endproc
	.size	crosscall_amd64, . - crosscall_amd64
