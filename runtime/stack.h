// Types and constants of stack.go.
#pragma once

#include "mheap.h"

enum {
	_StackSystem = 0,
	_StackMin    = 2048,
	_FixedStack  = 2048,
	_StackBig    = 4096,
	_StackGuard  = 896, // lowest byte that a checked frame may leave rsp at is stack.lo + this
	_StackSmall  = 128,
	_StackLimit  = _StackGuard - _StackSystem - _StackSmall,
};

// Values of stackguard0 above any stack pointer, so that each check fails.
#define stackPreempt ((uintptr)-1314) // 0x…fade
#define stackFork    ((uintptr)-1234)

// go: stack.go#bitvector
struct bitvector {
	int32  n;
	uint8 *bytedata;
};

// Record at the top of a stack segment above the first. g.stackseg points at that of the current segment.
struct segment {
	segment *prev;     // segment below, nil if that is the first
	segment *next;     // kept for the next growth, or nil
	stack    prevstack; // bounds of the segment below
	uintptr  oldsp;    // rsp to return to: at the caller's return address
	uintptr  args;     // original argument block, and its length
	uintptr  argsize;
	uintptr  copy;     // the copy of it in this segment
	stack    stack;    // bounds of this segment
};
