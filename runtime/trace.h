// Types of trace.go.
#pragma once

#include "go_types.h"

// Events of the trace, with the number of arguments or what the arguments are (see traceEvent).
// [stack] is the id of a stack, which comes last.
enum {
	traceEvNone = 0,              // unused
	traceEvBatch = 1,             // begins a buffer: P, ticks
	traceEvFrequency = 2,         // ticks in a second
	traceEvStack = 3,             // id, number of frames, of each: pc, function, file, line
	traceEvGomaxprocs = 4,        // GOMAXPROCS [stack]
	traceEvProcStart = 5,         // thread
	traceEvProcStop = 6,
	traceEvGCStart = 7,           // sequence number [stack]
	traceEvGCDone = 8,
	traceEvGCSTWStart = 9,        // kind
	traceEvGCSTWDone = 10,
	traceEvGCSweepStart = 11,     // [stack]
	traceEvGCSweepDone = 12,      // bytes swept, bytes freed
	traceEvGoCreate = 13,         // goroutine, stack of its first function [stack]
	traceEvGoStart = 14,          // goroutine, sequence number
	traceEvGoEnd = 15,
	traceEvGoStop = 16,           // [stack]; stops for ever
	traceEvGoSched = 17,          // [stack]
	traceEvGoPreempt = 18,        // [stack]
	traceEvGoSleep = 19,          // [stack]
	traceEvGoBlock = 20,          // [stack]
	traceEvGoUnblock = 21,        // goroutine, sequence number [stack]
	traceEvGoBlockSend = 22,      // [stack]
	traceEvGoBlockRecv = 23,      // [stack]
	traceEvGoBlockSelect = 24,    // [stack]
	traceEvGoBlockSync = 25,      // [stack]
	traceEvGoBlockCond = 26,      // [stack]
	traceEvGoBlockNet = 27,       // [stack]
	traceEvGoSysCall = 28,        // [stack]
	traceEvGoSysExit = 29,        // goroutine, sequence number, ticks at the exit or 0
	traceEvGoSysBlock = 30,
	traceEvGoWaiting = 31,        // goroutine; it waits when the trace begins
	traceEvGoInSyscall = 32,      // goroutine; it is in a system call when the trace begins
	traceEvHeapAlloc = 33,        // memstats.heap_live
	traceEvNextGC = 34,           // memstats.next_gc
	traceEvTimerGoroutine = 35,   // unused
	traceEvFutileWakeup = 36,     // unused
	traceEvString = 37,           // id, length, bytes
	traceEvGoStartLocal = 38,     // goroutine; it was made runnable on the same P
	traceEvGoUnblockLocal = 39,   // goroutine [stack]; its last event is on the same P
	traceEvGoSysExitLocal = 40,   // unused
	traceEvGoStartLabel = 41,     // goroutine, sequence number, label
	traceEvGoBlockGC = 42,        // [stack]
	traceEvGCMarkAssistStart = 43, // [stack]
	traceEvGCMarkAssistDone = 44,
	traceEvUserTaskCreate = 45,   // task, parent, name [stack]
	traceEvUserTaskEnd = 46,      // task [stack]
	traceEvUserRegion = 47,       // task, 0: begin, 1: end, name [stack]
	traceEvUserLog = 48,          // task, category [stack]; then the message: length, bytes
	traceEvCount = 49,
};

enum {
	traceTickDiv = 64,         // of the clock's ticks in one of the trace
	traceStackSize = 128,      // the most frames of a stack
	traceGlobProc = -1,        // in place of a P's id, in the buffer of threads without a P
	traceBytesPerNumber = 10,  // the most that a number takes
	traceArgCountShift = 6,    // where the number of arguments is in an event's first byte
	traceFutileWakeup = 128,   // flag of an event for gopark; unused
};

// go: trace.go#traceBufPtr
typedef uintptr traceBufPtr; // off the heap

// go: trace.go#traceAllocBlockPtr
typedef uintptr traceAllocBlockPtr; // off the heap

// go: trace.go#traceAlloc
// Memory off the heap that is given back all at once.
typedef struct traceAlloc {
	traceAllocBlockPtr head;
	uintptr off; // used of the first block
} traceAlloc;

// go: trace.go#traceStackPtr
typedef uintptr traceStackPtr; // off the heap

// go: trace.go#traceStackTable
// Stacks, each with an id, which are written at the end of the trace. Lookups take no lock.
typedef struct traceStackTable {
	mutex  lock; // for insertion
	uint32 seq;  // the last id
	traceAlloc mem;
	traceStackPtr tab[1 << 13];
} traceStackTable;

// Not in Go, which has a map: strings, each with an id. They need no memory of the heap, whose
// allocations could be traced.
typedef struct traceStrings {
	traceAlloc mem;
	struct traceString *tab[1 << 10];
} traceStrings;

// go: trace.go#trace
struct trace {
	mutex lock;            // protects the queues of buffers, and what is said to be under it
	g    *lockOwner;       // the G that holds lock in ReadTrace, and flushes without it if it parks
	bool  enabled;         // see the head of trace.c
	bool  shutdown;
	bool  headerWritten;   // under lock, as the next
	bool  footerWritten;
	uint32 shutdownSema;   // ReadTrace releases it at the end of the trace
	uint64 seqStart;       // unused
	int64  ticksStart;     // both clocks at the start and the end; world stopped
	int64  ticksEnd;
	int64  timeStart;
	int64  timeEnd;
	uint64 seqGC;          // the number of the next GCStart; under worldsema
	traceBufPtr reading;   // the buffer whose bytes ReadTrace has returned last; under lock
	traceBufPtr empty;     // a stack of used buffers; under lock
	traceBufPtr fullHead;  // a queue of full ones; under lock, looked at without it
	traceBufPtr fullTail;
	guintptr reader;       // the G that waits in ReadTrace; under lock, looked at without it
	traceStackTable stackTab;

	mutex stringsLock;     // protects strings and stringSeq
	traceStrings strings;
	uint64 stringSeq;
	uint64 markWorkerLabels[3]; // ids, by gcMarkWorkerMode; world stopped

	mutex bufLock;         // protects buf
	traceBufPtr buf;       // the buffer of threads without a P

	// Not in Go:
	bool  own;             // begun by gort_trace_start; under bufLock
	mutex statusLock;      // see injectglist
};
hidden extern struct trace trace GOSYM(trace);
