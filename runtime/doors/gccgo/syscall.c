// Package syscall's door. It has no stack checks: these functions act for their callers, whose
// frames must stay the innermost ones.
#include "runtime.h"

// gccgo's code calls Entersyscall before and Exitsyscall after a C function. redefine.syms renames
// them to entersyscall and exitsyscall. Package syscall refers to four more, for cgo's code in
// hosted programs: cgo.c has what it calls.

// go: none — no program calls it
void syscall_CgocallBack(void) {}

// go: none — no program calls it
void syscall_CgocallBackDone(void) {}

#ifndef GORT_HOSTED
// go: none — see cgo.c; no static program calls it
void syscall_Cgocall(void) {}

// go: none — see syscall_Cgocall
void syscall_CgocallDone(void) {}

// go: none — env_posix.c has it for hosted programs; else there is no C environment to keep in step
void syscall_setenv_c(String k, String v) {}

// go: none — as syscall_setenv_c
void syscall_unsetenv_c(String k) {}

// go: none — errno of the C function that was called last
uintptr syscall_GetErrno(void) { return (uintptr)getg()->cerrno; }

// go: none — sets errno for the next call of a C function
void syscall_SetErrno(uintptr errno) { getg()->cerrno = (int32)errno; }
#endif

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

// setuid and its family. The kernel changes only the calling thread. glibc's functions make each
// thread change itself, by a signal, and wait for all; so a hosted program calls them.
//
// musl's functions do not know our threads, so without libc's start-up all of these fail, as Go
// 1.14's syscall.Setuid and Setgid do. A program with some threads under the old user would be
// worse than an error. See D34.

#ifdef GORT_HOSTED
// go: none — a call of one of these functions of libc
typedef struct setxidargs {
	int32 (*fn)(uintptr, uintptr, uintptr);
	uintptr args[3];
} setxidargs;

// go: none — makes the call, on g0; returns its errno, or 0
static int32 setxid_func1(void *arg)
{
	setxidargs *s = arg;
	return s->fn(s->args[0], s->args[1], s->args[2]) == 0 ? 0 : *getg()->m->mOS.errnop;
}

// go: none — calls fn, a function of libc, in a system call, since it waits for other threads
static int32 setxid(int32 (*fn)(uintptr, uintptr, uintptr), uintptr a, uintptr b, uintptr c)
{
	setxidargs s = {fn, {a, b, c}};
	int32 errno = cgocall(setxid_func1, &s);
	if (errno == 0)
		return 0;
	getg()->cerrno = errno;
	return -1;
}

extern int32 libc_setegid(uintptr, uintptr, uintptr) GOLABEL("setegid");
extern int32 libc_seteuid(uintptr, uintptr, uintptr) GOLABEL("seteuid");
extern int32 libc_setgid(uintptr, uintptr, uintptr) GOLABEL("setgid");
extern int32 libc_setgroups(uintptr, uintptr, uintptr) GOLABEL("setgroups");
extern int32 libc_setregid(uintptr, uintptr, uintptr) GOLABEL("setregid");
extern int32 libc_setresgid(uintptr, uintptr, uintptr) GOLABEL("setresgid");
extern int32 libc_setresuid(uintptr, uintptr, uintptr) GOLABEL("setresuid");
extern int32 libc_setreuid(uintptr, uintptr, uintptr) GOLABEL("setreuid");
extern int32 libc_setuid(uintptr, uintptr, uintptr) GOLABEL("setuid");
#define SETXID(name, a, b, c) setxid(libc_##name, a, b, c)
#else
// go: none — each of these functions fails
static int32 setxid(void)
{
	getg()->cerrno = 95; // EOPNOTSUPP
	return -1;
}
#define SETXID(name, a, b, c) setxid()
#endif

// go: none — see setxid
int32 gccgo_setegid(uint32 egid) { return SETXID(setegid, egid, 0, 0); }

// go: none — see setxid
int32 gccgo_seteuid(uint32 euid) { return SETXID(seteuid, euid, 0, 0); }

// go: none — see setxid
int32 gccgo_setgid(uint32 gid) { return SETXID(setgid, gid, 0, 0); }

// go: none — see setxid
int32 gccgo_setregid(uint32 rgid, uint32 egid) { return SETXID(setregid, rgid, egid, 0); }

// go: none — see setxid
int32 gccgo_setresgid(uint32 rgid, uint32 egid, uint32 sgid)
{
	return SETXID(setresgid, rgid, egid, sgid);
}

// go: none — see setxid
int32 gccgo_setresuid(uint32 ruid, uint32 euid, uint32 suid)
{
	return SETXID(setresuid, ruid, euid, suid);
}

// go: none — see setxid
int32 gccgo_setreuid(uint32 ruid, uint32 euid) { return SETXID(setreuid, ruid, euid, 0); }

// go: none — see setxid
int32 gccgo_setuid(uint32 uid) { return SETXID(setuid, uid, 0, 0); }

// go: none — setgroups
// It works in a forked child, which has one thread, for os/exec with a Credential. The thread's id
// would not tell: in a new PID namespace it is 1, and so may the parent's be in its own.
int32 gccgo_setgroups(uintptr n, const uint32 *list)
{
	if (!inForkedChild)
		return SETXID(setgroups, n, (uintptr)list, 0);
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
