// How a goroutine's first context is made.
#include "runtime.h"

// go: sys_x86.go#gostartcall
// Makes buf as if it had called fn with the context ctxt and stopped before fn's first instruction.
void gostartcall(gobuf *buf, void *fn, void *ctxt)
{
	uintptr sp = buf->sp - sizeof(uintptr);
	*(uintptr *)sp = buf->pc;
	buf->sp = sp;
	buf->pc = (uintptr)fn;
	buf->ctxt = ctxt;
}
