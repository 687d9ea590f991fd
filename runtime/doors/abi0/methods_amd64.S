// The Error methods of the runtime's own errors. A type has one descriptor, with one method, which
// code of both ABIs calls: the place of the call tells by which.
#include "textflag.h"

	.weak	abi0.text, abi0.etext	// in programs with objects of the stack ABI

#ifdef GORT_HOSTED
// There is no code of the stack ABI.
#define METHOD(name)                                     \
TEXT(name);                                              \
	jmp	runtime.name.abiinternal;                        \
END(name)
#else
// in: System V: rdi = receiver. Stack ABI: 8(rsp) = receiver; the result goes to 16(rsp).
#define METHOD(name)                                     \
TEXT(name);                                              \
	cmpq	$abi0.text, (%rsp);                          \
	jb	runtime.name.abiinternal;                        \
	cmpq	$abi0.etext, (%rsp);                         \
	jae	runtime.name.abiinternal;                        \
	FRAME;                                               \
	movq	16(%rbp), %rdi;                              \
	call	runtime.name.abiinternal;                    \
	movq	%rax, 24(%rbp);                              \
	movq	%rdx, 32(%rbp);                              \
	ENDFRAME;                                            \
	ret;                                                 \
END(name)
#endif

// go: none — the two ways into error.go#TypeAssertionError.Error
METHOD(TypeAssertionError.Error)
// go: none — … errorString.Error
METHOD(errorString.Error)
// go: none — … errorAddressString.Error, since Go 1.17
METHOD(errorAddressString.Error)
// go: none — … plainError.Error
METHOD(plainError.Error)
// go: none — … boundsError.Error
METHOD(boundsError.Error)
