// Package syscall's door. Not checked: these functions stand for their callers, whose frames must stay the innermost ones.
#include "runtime.h"

// Code of gccgo brackets its calls of C functions by Entersyscall and Exitsyscall, which are entersyscall and exitsyscall (redefine.syms). Only cgo calls the four
// below; package syscall refers to them.

// go: none — before a call of C
void syscall_Cgocall(void) { reentersyscall(getcallerpc(), getcallersp()); }

// go: none — after a call of C
void syscall_CgocallDone(void) { exitsyscall(); }

// go: none — C calls back
void syscall_CgocallBack(void) { exitsyscall(); }

// go: none — back to C
void syscall_CgocallBackDone(void) { reentersyscall(getcallerpc(), getcallersp()); }

// go: env_posix.go#syscall_setenv_c [adapted] as in Go without cgo: there is no C environment to keep in step
void syscall_setenv_c(String k, String v) {}

// go: env_posix.go#syscall_unsetenv_c [adapted] as in Go without cgo: there is no C environment to keep in step
void syscall_unsetenv_c(String k) {}

// go: none — fcntl64, which gccgo's library calls and musl has under its plain name only. Needs no stack, so it is no stub of libgo.py; the errno is g's
int32 gccgo_fcntl(int32 fd, int32 cmd, uintptr arg)
{
	int64 r;
	__asm__ volatile("syscall" : "=a"(r) : "0"(72L), "D"((int64)fd), "S"((int64)cmd), "d"(arg) : "rcx", "r11", "memory");
	if (r < 0) {
		getg()->cerrno = (int32)-r;
		return -1;
	}
	return (int32)r;
}

extern const byte musl_c_locale[] GOLABEL("__c_locale");
extern const char *musl_strerror(int32 e, const void *locale) GOLABEL("strerror_l");

// go: none — the form of strerror_r that gccgo's library expects: returns the text, in buf or not
// musl has the one that returns an error number. Its table is asked with a locale, because our threads have none.
const char *gccgo_strerror_r(int32 e, char *buf, uintptr n) { return musl_strerror(e, musl_c_locale); }

// go: none — an assertion failed in C code of gccgo's library
void go_assert_fail(const char *file, uint32 line)
{
	print((const char *)file, ":", line, ": libgo assertion failure\n");
	throw("libgo assertion failure");
}
