// What the code asks for that cmd/cgo generates for gccgo; in hosted programs.
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
// stack. So Cgocall (cgo_amd64.S) poisons the guard word of the thread, and __morestack runs the
// function on g0. A C function that has no prologue calls nothing and fits below the guard.
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

// go: none — where errno of the C function is that was called last: in a call of cgo's still with
//     the thread
static int32 *errnoslot(void)
{
	g *gp = getg();
	return gp->m->incgo ? gp->m->mOS.errnop : &gp->cerrno;
}

// go: none — errno of the C function that was called last
uintptr syscall_GetErrno(void) { return (uintptr)*errnoslot(); }

// go: none — sets errno for the next call of a C function
void syscall_SetErrno(uintptr errno) { *errnoslot() = (int32)errno; }

// go: none — C.GoString and C.GoStringN: a string of n bytes
String go_byte_array_to_string(const byte *p, intgo n) { return gostringn(p, n); }

// go: none — C.GoBytes: a slice of a copy of the bytes
slice go_string_to_byte_array(String s) { return stringtoslicebyte(nil, s); }

// go: none — C.malloc without memory
void c_throw(const char *s) { (throw)(gostringnocopy((const byte *)s)); }
