// The symbols that we look up in the vDSO on amd64, with the hashes of their names. If it has no
// clock, the assembly makes the system call.
#include "runtime.h"

const vdsoVersionKey vdsoLinuxVersion = {"LINUX_2.6", 0x3ae75f6};

const vdsoSymbolKey vdsoSymbolKeys[1] = {
	{"__vdso_clock_gettime", 0xd35ec75, 0x6e43a318, &vdsoClockgettimeSym},
};

// Address of __vdso_clock_gettime, or 0; read by vdsoclock in sys_linux_amd64.S. Set by sysargs,
// then read-only.
uintptr vdsoClockgettimeSym;
