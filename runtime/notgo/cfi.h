// Types of cfi.c.
#pragma once

#include "stack.h"

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
	uint8 depth;   // how many callers out this is from the frame whose arguments we look for
	stackpart stacks[4]; // that may be read
} unwinder;

// How to go from a frame to its caller in code of the usual form, where saved registers are at
// fixed offsets from the CFA.
typedef struct cfirule {
	uintptr     start;    // of the function
	const byte *lsda;     // its exception table, if its personality is gccgo's; nil: none
	int32       off[6];   // of rbx, rbp, r12 to r15: from the CFA; 0: untouched
	int32       ripoff;
	int32       cfaoff;
	int32       low;      // the least of off and ripoff; none is above -8
	bool        cfabp;    // the CFA is rbp + cfaoff, else rsp + cfaoff
	bool        signal;   // the caller's rip is the instruction to run next, not a return address
} cfirule;

// The callee-saved registers, in the order of cfirule.off and g.syscallregs.
static const uint8 savedregs[6] = {regRBX, regRBP, 12, 13, 14, 15};

// A frame of which nothing is known yet, on a stack that may be read. The registers need not be
// cleared, which takes a while.
static inline void unwinder_init(unwinder *u, bool exact, stackpart s)
{
	u->known = 0;
	u->exact = exact;
	u->depth = 0;
	u->stacks[0] = s;
	for (intgo i = 1; i < nelem(u->stacks); i++)
		u->stacks[i] = (stackpart){0};
}

// Sets register reg of the frame.
static inline void unwinder_set(unwinder *u, intgo reg, uintptr v)
{
	u->r[reg] = v;
	u->known |= (uint32)1 << reg;
}
