// vfork of C code, apart from all else, as it wants libc's fork.
#include "textflag.h"

// go: none — real Go runs no C code on goroutines
// It is fork. A child that shares its parent's memory would leave the parent the segments of the
// stack that it has entered itself. See D204.
CNAME(vfork)
	.cfi_startproc
	jmp	fork@PLT
	.cfi_endproc
	.size	vfork, . - vfork
