// What the code asks for that cmd/cgo generates for gccgo; in hosted programs. It has no stack
// checks: its functions act for their callers, or run in a system call.
//
// For each C function f that a Go program calls there is a Go function
//
//	func _Cfunc_f(…) … {
//		defer syscall.CgocallDone()
//		syscall.Cgocall()
//		r := _cgo_…_Cfunc_f(…)
//		return r
//	}
//
// that calls a C function in the ordinary way, on the goroutine's stack. That C function was
// compiled with -fsplit-stack, and its prologue tells __morestack the size of its arguments on the
// stack. So Cgocall poisons the guard word of the thread, and __morestack runs the function on g0.
// A C function that has no prologue calls nothing and fits below the guard.
//
// For a function that Go exports, C code calls a Go function
//
//	func Cgoexp_f(…) … {
//		syscall.CgocallBack()
//		defer syscall.CgocallBackDone()
//		return f(…)
//	}
//
// The driver puts a stub in front (stackchecks.py), which makes a call in as gort.h's functions do
// (gccgo.callin), so that nothing is left to do in CgocallBack and CgocallBackDone.
#include "runtime.h"

// go: none — Cgocall; in Go a part of cgocall
// pc and sp are the caller's.
void cgobegin(uintptr pc, uintptr sp)
{
	m *mp = getg()->m;
	RELAXED_SET(mp->ncgocall, mp->ncgocall + 1);
	mp->ncgo++;
	reentersyscall(pc, sp);
	mp = getg()->m;
	mp->incgo = true;
	// mo: relaxed; a handler on this thread restores what it finds (callfwd).
	RELAXED_SET(*guardslot(mp), stackPreempt);
}

// go: none — the end of a call of C; in Go a part of cgocall
// If a panic in a call back has ended it, unwindm has done this, and incgo is not set.
void cgoend(void)
{
	m *mp = getg()->m;
	mp->incgo = false;
	mp->ncgo--;
	loadguard(mp);
	exitsyscall();
}

// go: none — cgo's code defers it; the frame's call of deferreturn ends the call of C instead,
//     because the compiler's thunk of the deferred call is no C function (unwind.c)
void syscall_CgocallDone(void) {}

// go: none — gccgo.callin has entered the goroutine
void syscall_CgocallBack(void) {}

// go: none — gccgo.callin leaves the goroutine
void syscall_CgocallBackDone(void) {}

// go: none — C.GoString and C.GoStringN: a string of n bytes
String go_byte_array_to_string(const byte *p, intgo n) { return gostringn(p, n); }

// go: none — C.GoBytes: a slice of a copy of the bytes
slice go_string_to_byte_array(String s) { return stringtoslicebyte(nil, s); }

// go: none — C.malloc without memory
void c_throw(const char *s) { (throw)(gostringnocopy((const byte *)s)); }
