// Signal sets: bit (i-1) is signal i.
#include "runtime.h"

const sigset sigset_all = {~(uint32)0, ~(uint32)0};

// go: os_linux_generic.go#sigaddset
void sigaddset(sigset *mask, intgo i)
{
	(*mask)[(i - 1) / 32] |= (uint32)1 << ((uint32)(i - 1) & 31);
}

// go: os_linux_generic.go#sigdelset
void sigdelset(sigset *mask, intgo i)
{
	(*mask)[(i - 1) / 32] &= ~((uint32)1 << ((uint32)(i - 1) & 31));
}

// go: os_linux_generic.go#sigfillset
void sigfillset(uint64 *mask) { *mask = ~(uint64)0; }
