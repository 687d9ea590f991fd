// Types and constants of malloc.go.
#pragma once

#include "go_types.h"

enum {
	_PageShift    = 13,
	_PageSize     = 1 << _PageShift,
	_PageMask     = _PageSize - 1,
	pageShift     = _PageShift,
	pageSize      = _PageSize,
	pageMask      = _PageMask,
	maxTinySize   = 16,
	tinySizeClass = 2,
	_TinySize     = 16,
	_TinySizeClass = 2,
	maxSmallSize  = 32768,
	maxObjsPerSpan = 1024,
	_FixAllocChunk = 16 << 10,
	_StackCacheSize = 32 << 10,
	_NumStackOrders = 4, // 2, 4, 8, 16 KiB
	heapAddrBits  = 48,
	logHeapArenaBytes = 26,
	heapArenaBytes = 1 << logHeapArenaBytes, // 64 MiB
	heapArenaBitmapBytes = heapArenaBytes / (8 * 8 / 2),
	pagesPerArena = heapArenaBytes / pageSize,
	arenaL1Bits   = 0,
	arenaL2Bits   = heapAddrBits - logHeapArenaBytes - arenaL1Bits,
	arenaL1Shift  = arenaL2Bits,
	arenaBits     = arenaL1Bits + arenaL2Bits,
	minLegalPointer = 4096,
	persistentChunkSize = 256 << 10,
};
#define maxAlloc        ((uintptr)1 << heapAddrBits)
#define arenaBaseOffset ((uintptr)1 << 47)

// go: malloc.go#persistentAlloc
typedef struct persistentAlloc {
	byte   *base;
	uintptr off;
} persistentAlloc;

// go: malloc.go#linearAlloc
// A range that is handed out from its start; used for the heap's hint on 32-bit systems only.
typedef struct linearAlloc {
	uintptr next;   // next free byte
	uintptr mapped; // one past the mapped part
	uintptr end;
} linearAlloc;
