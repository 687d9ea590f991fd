// Package syscall's door. It has no stack checks: these functions act for their callers, whose
// frames must stay the innermost ones.
#include "runtime.h"

// gccgo's code calls Entersyscall before and Exitsyscall after a C function. redefine.syms renames
// them to entersyscall and exitsyscall. Package syscall refers to four more, which only cgo's code
// calls, in hosted programs: cgo.c.

#ifndef GORT_HOSTED
// go: none — see cgo.c; no program calls it, as the next three
void syscall_Cgocall(void) {}

// go: none — see syscall_Cgocall
void syscall_CgocallDone(void) {}

// go: none — see syscall_Cgocall
void syscall_CgocallBack(void) {}

// go: none — see syscall_Cgocall
void syscall_CgocallBackDone(void) {}

// go: none — env_posix.c has it for hosted programs; else there is no C environment to keep in step
void syscall_setenv_c(String k, String v) {}

// go: none — as syscall_setenv_c
void syscall_unsetenv_c(String k) {}
#endif

// go: none — errno of the C function that was called last
// cgo's code makes an error of it, which may take memory: its call of C ends here.
uintptr syscall_GetErrno(void)
{
	g *gp = getg();
	uintptr errno = (uintptr)gp->cerrno;
	if (iscgo && gp->m->incgo)
		cgoend();
	return errno;
}

// go: none — sets errno for the next call of a C function
void syscall_SetErrno(uintptr errno) { getg()->cerrno = (int32)errno; }

// go: none — makes a system call as C's functions do, with the errno in g
static int32 posix(int64 nr, uintptr a, uintptr b, uintptr c)
{
	int64 r;
	__asm__ volatile("syscall"
	                 : "=a"(r)
	                 : "0"(nr), "D"(a), "S"(b), "d"(c)
	                 : "rcx", "r11", "memory");
	if (r < 0) {
		getg()->cerrno = (int32)-r;
		return -1;
	}
	return (int32)r;
}

// go: none — fcntl64; gccgo's library calls it, and musl has only fcntl
// It needs no stack, so libgo.py makes no stub for it.
int32 gccgo_fcntl(int32 fd, int32 cmd, uintptr arg)
{
	return posix(72, (uintptr)fd, (uintptr)cmd, arg);
}

// go: none — setuid and its family, below: they fail, as Go 1.14's syscall.Setuid and Setgid do
// The kernel changes only the calling thread, and musl's functions do not know our threads. A
// program with some threads under the old user would be worse than an error. See D34.
static int32 setxid(void)
{
	getg()->cerrno = 95; // EOPNOTSUPP
	return -1;
}

// go: none — see setxid
int32 gccgo_setegid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_seteuid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setgid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setregid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setresgid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setresuid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setreuid(void) { return setxid(); }

// go: none — see setxid
int32 gccgo_setuid(void) { return setxid(); }

// go: none — setgroups
// It works in a forked child, which has one thread, for os/exec with a Credential.
int32 gccgo_setgroups(uintptr n, const uint32 *list)
{
	if (gettid() == getg()->m->procid)
		return setxid();
	return posix(116, n, (uintptr)list, 0);
}

extern uintptr c_syscall(uintptr nr, uintptr a1, uintptr a2, uintptr a3, uintptr a4, uintptr a5,
                         uintptr a6) GOLABEL("gccgo.c.syscall");

// golang.org/x/sys/unix makes its system calls through two functions of C. They are in a file that
// the go command leaves out without cgo. If a program has that file, its functions replace these.

// go: none — unix.realSyscall: returns the result, or all ones and the error
__attribute__((weak)) sysresult unix_realSyscall(uintptr nr, uintptr a1, uintptr a2, uintptr a3,
                                                 uintptr a4, uintptr a5, uintptr a6)
{
	getg()->cerrno = 0;
	uintptr r = c_syscall(nr, a1, a2, a3, a4, a5, a6);
	return (sysresult){r, (uintptr)getg()->cerrno};
}

// go: none — unix.realSyscallNoError
__attribute__((weak)) uintptr unix_realSyscallNoError(uintptr nr, uintptr a1, uintptr a2,
                                                      uintptr a3, uintptr a4, uintptr a5,
                                                      uintptr a6)
{
	return c_syscall(nr, a1, a2, a3, a4, a5, a6);
}

// go: none — reports a failed assertion in C code of gccgo's library
void go_assert_fail(const char *file, uint32 line)
{
	print((const char *)file, ":", line, ": libgo assertion failure\n");
	throw("libgo assertion failure");
}
