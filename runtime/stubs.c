// Small services of which most are assembly.
#include "runtime.h"

// go: stubs.go#badsystemstack
// From systemstack, on whatever stack that is: nothing can be trusted but a write.
void badsystemstack(void)
{
	static const char msg[] = "fatal: systemstack called from unexpected goroutine";
	writeErr((const byte *)msg, sizeof msg - 1);
	abort();
}

// go: stubs.go#reflect_memclrNoHeapPointers
void reflect_memclrNoHeapPointers(void *ptr, uintptr n) { memclrNoHeapPointers(ptr, n); }

// go: stubs.go#reflect_memmove
void reflect_memmove(void *to, void *from, uintptr n) { memmove(to, from, n); }

// go: stubs.go#fastrand
// A pseudo-random number: xorshift64+ with 32-bit words, shifts 17, 7, 16. The state is the M's
// own, and is never all zero.
uint32 fastrand(void)
{
	m *mp = getg()->m;
	uint32 s1 = mp->fastrand[0], s0 = mp->fastrand[1];
	s1 ^= s1 << 17;
	s1 = s1 ^ s0 ^ s1 >> 7 ^ s0 >> 16;
	mp->fastrand[0] = s0;
	mp->fastrand[1] = s1;
	return s0 + s1;
}

// go: stubs.go#fastrandn
// In [0, n), without a division.
uint32 fastrandn(uint32 n) { return (uint32)((uint64)fastrand() * (uint64)n >> 32); }

// go: stubs.go#sync_fastrand
uint32 sync_fastrand(void) { return fastrand(); }
