// The kernel's structures and constants (defs_linux_amd64.go), and those of os_linux.go and
// signal_linux_amd64.go.
#pragma once

#include "runtime2.h"

enum {
	_EPERM = 1,
	_EINTR = 4,
	_EAGAIN = 11,
	_ENOMEM = 12,
	_ENOSYS = 38,
	_PROT_NONE = 0,
	_PROT_READ = 1,
	_PROT_WRITE = 2,
	_PROT_EXEC = 4,
	_MAP_ANON = 32,
	_MAP_PRIVATE = 2,
	_MAP_FIXED = 16,
	_MADV_DONTNEED = 4,
	_MADV_FREE = 8,
	_MADV_HUGEPAGE = 14,
	_MADV_NOHUGEPAGE = 15,
	_SA_RESTART = 268435456,
	_SA_ONSTACK = 134217728,
	_SA_RESTORER = 67108864,
	_SA_SIGINFO = 4,
	_SIGHUP = 1,
	_SIGINT = 2,
	_SIGQUIT = 3,
	_SIGILL = 4,
	_SIGTRAP = 5,
	_SIGABRT = 6,
	_SIGBUS = 7,
	_SIGFPE = 8,
	_SIGKILL = 9,
	_SIGUSR1 = 10,
	_SIGSEGV = 11,
	_SIGUSR2 = 12,
	_SIGPIPE = 13,
	_SIGALRM = 14,
	_SIGSTKFLT = 16,
	_SIGCHLD = 17,
	_SIGCONT = 18,
	_SIGSTOP = 19,
	_SIGTSTP = 20,
	_SIGTTIN = 21,
	_SIGTTOU = 22,
	_SIGURG = 23,
	_SIGXCPU = 24,
	_SIGXFSZ = 25,
	_SIGVTALRM = 26,
	_SIGPROF = 27,
	_SIGWINCH = 28,
	_SIGIO = 29,
	_SIGPWR = 30,
	_SIGSYS = 31,
	_FPE_INTDIV = 1,
	_FPE_INTOVF = 2,
	_FPE_FLTDIV = 3,
	_FPE_FLTOVF = 4,
	_FPE_FLTUND = 5,
	_FPE_FLTRES = 6,
	_FPE_FLTINV = 7,
	_FPE_FLTSUB = 8,
	_BUS_ADRALN = 1,
	_BUS_ADRERR = 2,
	_BUS_OBJERR = 3,
	_SEGV_MAPERR = 1,
	_SEGV_ACCERR = 2,
	_ITIMER_REAL = 0,
	_ITIMER_VIRTUAL = 1,
	_ITIMER_PROF = 2,
	_EPOLLIN = 1,
	_EPOLLOUT = 4,
	_EPOLLERR = 8,
	_EPOLLHUP = 16,
	_EPOLLRDHUP = 8192,
	_EPOLL_CLOEXEC = 524288,
	_EPOLL_CTL_ADD = 1,
	_EPOLL_CTL_DEL = 2,
	_EPOLL_CTL_MOD = 3,
	_AF_UNIX = 1,
	_F_SETFL = 4,
	_SOCK_DGRAM = 2,
	_O_RDONLY = 0,
	_O_NONBLOCK = 2048,
	_O_CLOEXEC = 524288,
	__NEW_UTS_LEN = 64,
};
#define _EPOLLET 0x80000000u

// go: defs_linux_amd64.go#timespec
typedef struct timespec {
	int64 tv_sec;
	int64 tv_nsec;
} timespec;

// go: defs_linux_amd64.go#timeval
typedef struct timeval {
	int64 tv_sec;
	int64 tv_usec;
} timeval;

// go: defs_linux_amd64.go#sigactiont
typedef struct sigactiont {
	uintptr sa_handler;
	uint64 sa_flags;
	uintptr sa_restorer;
	uint64 sa_mask;
} sigactiont;

// go: defs_linux_amd64.go#siginfo
struct siginfo {
	int32 si_signo;
	int32 si_errno;
	int32 si_code;
	uint64 si_addr;
};

// go: defs_linux_amd64.go#itimerval
typedef struct itimerval {
	timeval it_interval;
	timeval it_value;
} itimerval;

// go: defs_linux_amd64.go#epollevent
typedef struct __attribute__((packed)) epollevent {
	uint32 events;
	byte data[8];
} epollevent;

// go: defs_linux_amd64.go#usigset
typedef struct usigset {
	uint64 __val[16];
} usigset;

// go: defs_linux_amd64.go#fpxreg
typedef struct fpxreg {
	uint16 significand[4];
	uint16 exponent;
	uint16 padding[3];
} fpxreg;

// go: defs_linux_amd64.go#xmmreg
typedef struct xmmreg {
	uint32 element[4];
} xmmreg;

// go: defs_linux_amd64.go#fpstate
typedef struct fpstate {
	uint16 cwd;
	uint16 swd;
	uint16 ftw;
	uint16 fop;
	uint64 rip;
	uint64 rdp;
	uint32 mxcsr;
	uint32 mxcr_mask;
	fpxreg _st[8];
	xmmreg _xmm[16];
	uint32 padding[24];
} fpstate;

// go: defs_linux_amd64.go#stackt
typedef struct stackt {
	byte *ss_sp;
	int32 ss_flags;
	byte pad_cgo_0[4];
	uintptr ss_size;
} stackt;

// go: defs_linux_amd64.go#mcontext
typedef struct mcontext {
	uint64 gregs[23];
	fpstate *fpregs;
	uint64 __reserved1[8];
} mcontext;

// go: defs_linux_amd64.go#ucontext
typedef struct ucontext {
	uint64 uc_flags;
	struct ucontext *uc_link;
	stackt uc_stack;
	mcontext uc_mcontext;
	usigset uc_sigmask;
	fpstate __fpregs_mem;
} ucontext;

// go: defs_linux_amd64.go#sigcontext
typedef struct sigcontext {
	uint64 r8;
	uint64 r9;
	uint64 r10;
	uint64 r11;
	uint64 r12;
	uint64 r13;
	uint64 r14;
	uint64 r15;
	uint64 rdi;
	uint64 rsi;
	uint64 rbp;
	uint64 rbx;
	uint64 rdx;
	uint64 rax;
	uint64 rcx;
	uint64 rsp;
	uint64 rip;
	uint64 eflags;
	uint16 cs;
	uint16 gs;
	uint16 fs;
	uint16 __pad0;
	uint64 err;
	uint64 trapno;
	uint64 oldmask;
	uint64 cr2;
	fpstate *fpstate;
	uint64 __reserved1[8];
} sigcontext;

// go: defs_linux_amd64.go#sockaddr_un
typedef struct sockaddr_un {
	uint16 family;
	byte path[108];
} sockaddr_un;

// os_linux.go
enum {
	_MADV_POPULATE_READ = 22,
	_MADV_POPULATE_WRITE = 23,
	_MADV_GUARD_INSTALL = 102,
	_FUTEX_WAIT_PRIVATE = 128,
	_FUTEX_WAKE_PRIVATE = 129,
	_MEMBARRIER_CMD_PRIVATE_EXPEDITED = 8,
	_MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED = 16,
	_CLONE_VM = 256,
	_CLONE_FS = 512,
	_CLONE_FILES = 1024,
	_CLONE_SIGHAND = 2048,
	_CLONE_PTRACE = 8192,
	_CLONE_VFORK = 16384,
	_CLONE_PARENT = 32768,
	_CLONE_THREAD = 65536,
	_CLONE_NEWNS = 131072,
	_CLONE_SYSVSEM = 262144,
	_CLONE_SETTLS = 524288,
	_CLONE_PARENT_SETTID = 1048576,
	_CLONE_CHILD_CLEARTID = 2097152,
	_CLONE_UNTRACED = 8388608,
	_CLONE_CHILD_SETTID = 16777216,
	_CLONE_STOPPED = 33554432,
	_CLONE_NEWUTS = 67108864,
	_CLONE_NEWIPC = 134217728,
	_AT_NULL = 0,
	_AT_PAGESZ = 6,
	_AT_HWCAP = 16,
	_AT_RANDOM = 25,
	_AT_HWCAP2 = 26,
};
enum {
	_SS_ONSTACK = 1,
	_SS_DISABLE = 2,
	_NSIG = 65,
	_SI_USER = 0,
	_SI_KERNEL = 128,
	_SIG_BLOCK = 0,
	_SIG_UNBLOCK = 1,
	_SIG_SETMASK = 2,
};

// go: signal_linux_amd64.go#sigctxt
struct sigctxt {
	siginfo *info;
	void    *ctxt;
};

// What a handler can see and change of the interrupted context. Changes take effect when the
// handler returns.

// go: signal_linux_amd64.go#sigctxt.regs
static inline sigcontext *sigctxt_regs(sigctxt *c)
{
	return (sigcontext *)&((ucontext *)c->ctxt)->uc_mcontext;
}
// go: signal_linux_amd64.go#sigctxt.rax
static inline uint64 sigctxt_rax(sigctxt *c) { return sigctxt_regs(c)->rax; }
// go: signal_linux_amd64.go#sigctxt.rbx
static inline uint64 sigctxt_rbx(sigctxt *c) { return sigctxt_regs(c)->rbx; }
// go: signal_linux_amd64.go#sigctxt.rcx
static inline uint64 sigctxt_rcx(sigctxt *c) { return sigctxt_regs(c)->rcx; }
// go: signal_linux_amd64.go#sigctxt.rdx
static inline uint64 sigctxt_rdx(sigctxt *c) { return sigctxt_regs(c)->rdx; }
// go: signal_linux_amd64.go#sigctxt.rdi
static inline uint64 sigctxt_rdi(sigctxt *c) { return sigctxt_regs(c)->rdi; }
// go: signal_linux_amd64.go#sigctxt.rsi
static inline uint64 sigctxt_rsi(sigctxt *c) { return sigctxt_regs(c)->rsi; }
// go: signal_linux_amd64.go#sigctxt.rbp
static inline uint64 sigctxt_rbp(sigctxt *c) { return sigctxt_regs(c)->rbp; }
// go: signal_linux_amd64.go#sigctxt.rsp
static inline uint64 sigctxt_rsp(sigctxt *c) { return sigctxt_regs(c)->rsp; }
// go: signal_linux_amd64.go#sigctxt.r8
static inline uint64 sigctxt_r8(sigctxt *c) { return sigctxt_regs(c)->r8; }
// go: signal_linux_amd64.go#sigctxt.r9
static inline uint64 sigctxt_r9(sigctxt *c) { return sigctxt_regs(c)->r9; }
// go: signal_linux_amd64.go#sigctxt.r10
static inline uint64 sigctxt_r10(sigctxt *c) { return sigctxt_regs(c)->r10; }
// go: signal_linux_amd64.go#sigctxt.r11
static inline uint64 sigctxt_r11(sigctxt *c) { return sigctxt_regs(c)->r11; }
// go: signal_linux_amd64.go#sigctxt.r12
static inline uint64 sigctxt_r12(sigctxt *c) { return sigctxt_regs(c)->r12; }
// go: signal_linux_amd64.go#sigctxt.r13
static inline uint64 sigctxt_r13(sigctxt *c) { return sigctxt_regs(c)->r13; }
// go: signal_linux_amd64.go#sigctxt.r14
static inline uint64 sigctxt_r14(sigctxt *c) { return sigctxt_regs(c)->r14; }
// go: signal_linux_amd64.go#sigctxt.r15
static inline uint64 sigctxt_r15(sigctxt *c) { return sigctxt_regs(c)->r15; }
// go: signal_linux_amd64.go#sigctxt.rip
static inline uint64 sigctxt_rip(sigctxt *c) { return sigctxt_regs(c)->rip; }
// go: signal_linux_amd64.go#sigctxt.rflags
static inline uint64 sigctxt_rflags(sigctxt *c) { return sigctxt_regs(c)->eflags; }
// go: signal_linux_amd64.go#sigctxt.cs
static inline uint64 sigctxt_cs(sigctxt *c) { return sigctxt_regs(c)->cs; }
// go: signal_linux_amd64.go#sigctxt.fs
static inline uint64 sigctxt_fs(sigctxt *c) { return sigctxt_regs(c)->fs; }
// go: signal_linux_amd64.go#sigctxt.gs
static inline uint64 sigctxt_gs(sigctxt *c) { return sigctxt_regs(c)->gs; }
// go: signal_linux_amd64.go#sigctxt.sigcode
// si_code with its sign extended: SI_USER is 0, SI_TKILL is 2^64-6.
static inline uint64 sigctxt_sigcode(sigctxt *c) { return (uint64)(int64)c->info->si_code; }
// go: signal_linux_amd64.go#sigctxt.sigaddr
// si_addr of a fault; of a signal that somebody sent, pid and uid.
static inline uint64 sigctxt_sigaddr(sigctxt *c) { return c->info->si_addr; }
// go: signal_linux_amd64.go#sigctxt.set_rip
static inline void sigctxt_set_rip(sigctxt *c, uint64 x) { sigctxt_regs(c)->rip = x; }
// go: signal_linux_amd64.go#sigctxt.set_rsp
static inline void sigctxt_set_rsp(sigctxt *c, uint64 x) { sigctxt_regs(c)->rsp = x; }

_Static_assert(offsetof(siginfo, si_code) == 8 && offsetof(siginfo, si_addr) == 16, "the kernel's");
_Static_assert(offsetof(ucontext, uc_mcontext) == 40 && offsetof(ucontext, uc_sigmask) == 296,
               "the kernel's");
_Static_assert(offsetof(sigcontext, rip) == 128 && offsetof(sigcontext, cs) == 144 &&
                   offsetof(sigcontext, fpstate) == 184,
               "the kernel's");
_Static_assert(sizeof(sigactiont) == 32 && sizeof(stackt) == 24 && sizeof(epollevent) == 12,
               "the kernel's");
