// What the tests of jumps and exceptions have in common: where the stack ends.
#include <stdint.h>
#include "gort.h"

#define check(x) ((x) ? (void)0 : gort_panic(#x))

__attribute__((noinline)) static void nothing(void) { __asm__ volatile(""); }

// Where the current segment ends, as the thread's guard says; a request for preemption is served
// before.
static uintptr_t guard(void)
{
	for (;;) {
		uintptr_t g;
		__asm__ volatile("movq %%fs:0x70, %0" : "=r"(g));
		if (g < (uintptr_t)1 << 47)
			return g;
		nothing();
	}
}
