// split-stack: yes
// sigaction and signal of libc, for programs that libc has not started: handlers run on the signal
// stack also if the program has not asked for it. A goroutine's stack has no room for the kernel's
// record of the interrupted code. See D223.
#include "runtime.h"

// musl's struct sigaction.
typedef struct libcaction {
	uintptr handler;
	byte    mask[128];
	int32   flags;
	void   *restorer;
} libcaction;

extern int32 musl_sigaction(int32 sig, const libcaction *sa, libcaction *old)
	GOLABEL("__sigaction");

int32 libc_sigaction(int32 sig, const libcaction *sa, libcaction *old) GOLABEL("sigaction");
uintptr libc_signal(int32 sig, uintptr handler) GOLABEL("signal");
uintptr bsd_signal(int32 sig, uintptr handler) __attribute__((alias("signal")));
uintptr __sysv_signal(int32 sig, uintptr handler) __attribute__((alias("signal")));

// go: none — sigaction
int32 libc_sigaction(int32 sig, const libcaction *sa, libcaction *old)
{
	libcaction onstack;
	if (sa != nil) {
		onstack = *sa;
		onstack.flags |= _SA_ONSTACK;
		sa = &onstack;
	}
	return musl_sigaction(sig, sa, old);
}

// go: none — signal
uintptr libc_signal(int32 sig, uintptr handler)
{
	libcaction sa = {.handler = handler, .flags = _SA_RESTART | _SA_ONSTACK}, old;
	return musl_sigaction(sig, &sa, &old) < 0 ? ~(uintptr)0 : old.handler; // else SIG_ERR
}
