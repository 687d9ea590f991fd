// Types and constants of stack.go.
#pragma once

#include "mheap.h"

enum {
	_StackSystem = 0,
	_StackMin    = 2048,
	_FixedStack  = 2048,
	_StackBig    = 4096,
	// A prologue grows the stack if rsp is below stack.lo + this. Of what is left below, a small
	// frame may take 256 bytes (doc/ABI.md), and code without checks the rest.
#ifdef STUDY
	_StackGuard  = 1152, // without inlining, unchecked code wants more room
#else
	_StackGuard  = 896,
#endif
	_StackSmall  = 128,
	_StackLimit  = _StackGuard - _StackSystem - _StackSmall,
};

// Values of stackguard0 above any stack pointer, so that each check fails.
#define stackPreempt ((uintptr)-1314) // 0x…fade
#define stackCgo     ((uintptr)-1515) // of the thread's word alone: cgo's call of C begins

// go: stack.go#bitvector
struct bitvector {
	int32  n;
	uint8 *bytedata;
};

// The record at the top of a stack segment above the first. g.stackseg points to the current
// segment's.
struct segment {
	segment *prev;      // record of the segment below, nil if that is the first
	stack    stack;     // bounds of this segment
	stack    prevstack; // bounds of the segment below
	uintptr  args;      // the caller's argument block, and its length
	uintptr  argsize;   // with segCopyBack set: copy it back on return (ABI0: results lie there)
	uintptr  copy;      // the copy of it in this segment
};
#define segCopyBack ((uintptr)1 << 63)
// argsize is a guess, not too low, and a second copy lies above the first: of these bytes only
// those that differ are copied back.
enum { segUntoldBit = 62 };
#define segUntold ((uintptr)1 << segUntoldBit)

// The segments of a stack from one of them downwards: its bounds, and its record or nil on the
// first.
typedef struct stackpart {
	stack    stack;
	segment *seg;
} stackpart;

// All of gp's stack: for gp itself, for the M that runs it, and for the owner of a gp that does not
// run.
static inline stackpart stackall(const g *gp) { return (stackpart){gp->stack, gp->stackseg}; }

// The part of gp's stack that stays as it is while gp is in a system call, from syscallsp
// downwards: its thread may be entering and freeing segments above (W4 in mgc.c). gp->syscallsp is
// not 0.
static inline stackpart stackbelowsyscall(const g *gp)
{
	return (stackpart){{gp->syscallsp - 1, gp->syscallhi}, gp->syscallseg};
}

// Is addr, a value of rsp, on a stack?
static inline bool onpart(stack stk, uintptr addr) { return stk.lo < addr && addr <= stk.hi; }

// The number of the segment of s that addr, a value of rsp, is in: 0 for the first of them, 1 for
// the one below it …; -1: none.
static inline intgo stackpart_index(const stackpart *s, uintptr addr)
{
	if (onpart(s->stack, addr))
		return 0;
	intgo i = 1;
	for (segment *seg = s->seg; seg != nil; seg = seg->prev, i++)
		if (onpart(seg->prevstack, addr))
			return i;
	return -1;
}

// Does addr lie on an older part of s than b does? Both are values of rsp, addr in s.
static inline bool stackpart_older(const stackpart *s, uintptr addr, uintptr b)
{
	intgo i = stackpart_index(s, addr), j = stackpart_index(s, b);
	return j >= 0 && (i > j || (i == j && addr > b));
}

// Between the copy of the arguments and the record lies what a callee reaches that writes beyond
// its arguments: with one stack that is the frame of its caller. gccgo's library has one such
// function, syscall.recvmsgRaw, by 100 bytes (a sockaddr of 108 bytes in place of the last
// argument), which libgo.py puts right. No other stores above the arguments that it declares
// (tests/lint/frames.py).
enum { segmentPad = 128 };

// What a segment has besides a frame and its arguments: the above, what a checked frame leaves
// below it, and room to align the record and the copy.
enum { segmentReserve = sizeof(segment) + segmentPad + _StackGuard + 96 };

// What __morestack saves below its frame pointer, from the address in g.sched.sp on (asm_amd64.S).
typedef struct morestackframe {
	byte    xmm[8][16];
	uintptr framesize; // r10
	uintptr argsize;   // r11
	uintptr r15, r14, r13, r12, rbx, rax, r9, r8, rcx, rdx, rsi, rdi;
	uintptr rbp;       // f's caller's; g.sched.bp points here
	uintptr retf;      // where f's prologue called __morestack
	uintptr retp;      // f's return address
	byte    args[];
} morestackframe;

// 8 KiB are enough for Go's code on g0. C code has larger frames, and unwinders and the functions
// of timers run there. See D2.
enum { g0StackSize = 64 << 10 };

// A G and its first stack are one block and never part:
//
//	block                                   hi = g                block + gBlockSize
//	│ _StackGuard │ … frames … arguments    │ struct g            │
//
// So the lines that a go statement touches are neighbours in one page. The size is an odd number of
// cache lines, so the words at the same offset of all blocks are spread over all sets of a cache;
// at multiples of 2 KB those of 1000 stacks compete for 16 sets. See D9.
enum {
	gBlockLines = _StackGuard / CacheLineSize + 21, // 35
	gBlockSize  = gBlockLines * CacheLineSize,
	gBlockPages = gBlockLines, // of a span: then no byte of it is left over
};

// What a checked function that calls code without stack checks has for it, if the linker tells
// (__morestack_non_split); --split-stack-adjust-size on the link line is the same. See D91.
enum { uncheckedBytes = 64 << 10 };

// What __morestack_allocate_stack_space leaves below memory that it takes from a signal stack: the
// arguments on the stack of its caller's calls come to lie there.
enum { allocaRoom = 1024 };

// What stackalloc reserves below a stack in a program with code that has no stack checks: nothing
// there can be accessed. A frame smaller than this cannot step over it. See D90.
enum { stackGuardBytes = 64 << 10 };

// The main goroutine is likely to run deep, and there is only one: its loops should not meet the
// end of a segment. See D13.
enum { mainStack = 32 << 10 };
