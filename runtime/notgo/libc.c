// The libc functions that libbacktrace and libgcc's unwinder need (libc.syms renames their calls):
// system calls that work without musl's start-up. They run on g0 or with enough stack.
#include "runtime.h"

// go: none — errno of these functions; their callers distinguish only "no such file" from other
//     failures, so the threads may share it
static int32 libc_error;

// go: none — __errno_location
int32 *libc_errno(void) { return &libc_error; }

// go: none — a system call, as libc returns it
static int64 result(int64 nr, uintptr a, uintptr b, uintptr c, uintptr d, uintptr e, uintptr f)
{
	int64 r;
	register uintptr r10 __asm__("r10") = d;
	register uintptr r8 __asm__("r8") = e;
	register uintptr r9 __asm__("r9") = f;
	__asm__ volatile("syscall"
	                 : "=a"(r)
	                 : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	if (r >= -4095 && r < 0) {
		libc_error = (int32)-r;
		return -1;
	}
	return r;
}

// go: none — open
int32 libc_open(const char *name, int32 flags, int32 mode)
{
	return (int32)result(2, (uintptr)name, (uintptr)flags, (uintptr)mode, 0, 0, 0);
}

// go: none — close
int32 libc_close(int32 fd) { return (int32)result(3, (uintptr)fd, 0, 0, 0, 0, 0); }

// go: none — fstat
int32 libc_fstat(int32 fd, void *st)
{
	return (int32)result(5, (uintptr)fd, (uintptr)st, 0, 0, 0, 0);
}

// go: none — mmap
void *libc_mmap(void *addr, uintptr n, int32 prot, int32 flags, int32 fd, int64 off)
{
	return (void *)result(9, (uintptr)addr, n, (uintptr)prot, (uintptr)flags, (uintptr)fd,
	                      (uintptr)off);
}

// go: none — munmap
int32 libc_munmap(void *addr, uintptr n) { return (int32)result(11, (uintptr)addr, n, 0, 0, 0, 0); }

// go: none — getpid
int32 libc_getpid(void) { return (int32)result(39, 0, 0, 0, 0, 0, 0); }

// go: none — fcntl: the descriptor is opened with O_CLOEXEC already
int32 libc_fcntl(int32 fd, int32 cmd, int32 arg) { return 0; }

// go: none — getpagesize
int32 libc_getpagesize(void) { return (int32)physPageSize; }

// go: none — lstat: there are no separate files of debugging information to look for
int32 libc_lstat(const char *name, void *st)
{
	libc_error = 2; // ENOENT
	return -1;
}

// go: none — readlink, as lstat
int64 libc_readlink(const char *name, char *buf, uintptr n)
{
	libc_error = 2; // ENOENT
	return -1;
}

// go: none — snprintf, of names that only other systems' file of the running program has
int32 libc_snprintf(char *buf, uintptr n, const char *format, ...)
{
	buf[0] = 0;
	return 0;
}

// go: none — strerror: the texts of libbacktrace's errors are not shown
const char *libc_strerror(int32 e) { return ""; }

// go: none — malloc: the unwinder uses it for objects registered by hand only, and does without
void *libc_malloc(uintptr n) { return nil; }

// go: none — free
void libc_free(void *p) {}

// go: none — abort
void libc_abort(void) { throw("abort in libgcc or libbacktrace"); }

// go: none — __stack_chk_fail
void libc_stack_chk_fail(void) { throw("stack smashed in libgcc or libbacktrace"); }
