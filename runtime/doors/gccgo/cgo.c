// What the code asks for that cmd/cgo generates for gccgo; in hosted programs. It has no stack
// checks: its functions act for their callers, or run in a system call.
//
// For each C function f that a Go program calls there is a Go function
//
//	func _Cfunc_f(…) … {
//		syscall.Cgocall()
//		r := _cgo_…_Cfunc_f(…)
//		syscall.CgocallDone()
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
//		return f(…)
//	}
//
// The driver puts a stub in front (stackchecks.py), which makes a call in as gort.h's functions do
// (gccgo.callin). For libgo, cmd/cgo begins the first function with a defer of CgocallDone, and the
// second with a call of CgocallBack and a defer of CgocallBackDone. The driver takes these out
// (gccgo.py): a defer takes an eighth of the time of a call.
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
// If a panic or Goexit in a call back has ended it, unwindm has done this.
void syscall_CgocallDone(void)
{
	m *mp = getg()->m;
	mp->incgo = false;
	mp->ncgo--;
	loadguard(mp);
	exitsyscall();
}

// go: none — C.GoString and C.GoStringN: a string of n bytes
String go_byte_array_to_string(const byte *p, intgo n) { return gostringn(p, n); }

// go: none — C.GoBytes: a slice of a copy of the bytes
slice go_string_to_byte_array(String s) { return stringtoslicebyte(nil, s); }

// go: none — C.malloc without memory
void c_throw(const char *s) { (throw)(gostringnocopy((const byte *)s)); }
