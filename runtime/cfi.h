// Types of cfi.c.
#pragma once

#include "runtime2.h"

// Registers by their DWARF numbers.
enum {
	regRBX = 3,
	regRBP = 6,
	regRSP = 7,
	regRIP = 16,
	numRegs = 17,
};

// A frame while a stack is walked outwards.
typedef struct unwinder {
	uintptr r[numRegs];
	uint32  known; // bit i: r[i] is this frame's
	bool    exact; // r[regRIP] is the instruction to run next, not a return address
	g      *gs[4]; // whose stacks may be read
} unwinder;

// Sets register reg of the frame.
static inline void unwinder_set(unwinder *u, intgo reg, uintptr v)
{
	u->r[reg] = v;
	u->known |= (uint32)1 << reg;
}
