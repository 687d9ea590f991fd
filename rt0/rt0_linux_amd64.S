// The ELF entry point.
#include "textflag.h"

// go: rt0_linux_amd64.s#_rt0_amd64_linux
	.globl	_rt0_amd64_linux
	.type	_rt0_amd64_linux, @function
_rt0_amd64_linux:
	.cfi_startproc
	.cfi_undefined rip
	jmp	_rt0_amd64
	.cfi_endproc
	.size	_rt0_amd64_linux, . - _rt0_amd64_linux

#ifdef GORT_HOSTED
// go: rt0_linux_amd64.s#_rt0_amd64_linux_lib
	.globl	_rt0_amd64_linux_lib
	.type	_rt0_amd64_linux_lib, @function
	.hidden	_rt0_amd64_linux_lib
_rt0_amd64_linux_lib:
	.cfi_startproc
	jmp	_rt0_amd64_lib
	.cfi_endproc
	.size	_rt0_amd64_linux_lib, . - _rt0_amd64_linux_lib
#endif
