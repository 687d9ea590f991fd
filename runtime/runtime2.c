// Go's runtime2.go: the few functions of the data model, and its globals.
#include "runtime.h"

// The bytes of AT_RANDOM, for the hash and fastrand seeds; nil if the kernel gave none. Set by
// sysauxv, before anything runs.
slice startupRandomData;

// go: runtime2.go#extendRandom
// Fills r[n:]: hashes what is there, seeded with the time, 8 bytes at a step. n < 0 counts as 0.
void extendRandom(byte *r, intgo len, intgo n)
{
	if (n < 0)
		n = 0;
	while (n < len) {
		intgo w = n < 16 ? n : 16;
		uintptr h = memhash(r + n - w, (uintptr)nanotime(), (uintptr)w);
		for (intgo i = 0; i < 8 && n < len; i++) {
			r[n++] = (byte)h;
			h >>= 8;
		}
	}
}

static const char *const waitReasonStrings[] = {
	[waitReasonZero] = "",
	[waitReasonGCAssistMarking] = "GC assist marking",
	[waitReasonIOWait] = "IO wait",
	[waitReasonChanReceiveNilChan] = "chan receive (nil chan)",
	[waitReasonChanSendNilChan] = "chan send (nil chan)",
	[waitReasonDumpingHeap] = "dumping heap",
	[waitReasonGarbageCollection] = "garbage collection",
	[waitReasonGarbageCollectionScan] = "garbage collection scan",
	[waitReasonPanicWait] = "panicwait",
	[waitReasonSelect] = "select",
	[waitReasonSelectNoCases] = "select (no cases)",
	[waitReasonGCAssistWait] = "GC assist wait",
	[waitReasonGCSweepWait] = "GC sweep wait",
	[waitReasonGCScavengeWait] = "GC scavenge wait",
	[waitReasonChanReceive] = "chan receive",
	[waitReasonChanSend] = "chan send",
	[waitReasonFinalizerWait] = "finalizer wait",
	[waitReasonForceGGIdle] = "force gc (idle)",
	[waitReasonSemacquire] = "semacquire",
	[waitReasonSleep] = "sleep",
	[waitReasonSyncCondWait] = "sync.Cond.Wait",
	[waitReasonTimerGoroutineIdle] = "timer goroutine (idle)",
	[waitReasonTraceReaderBlocked] = "trace reader (blocked)",
	[waitReasonWaitForGCCycle] = "wait for GC cycle",
	[waitReasonGCWorkerIdle] = "GC worker (idle)",
	[waitReasonPreempted] = "preempted",
};

// go: runtime2.go#waitReason.String
const char *waitReason_String(waitReason w)
{
	if (w >= nelem(waitReasonStrings))
		return "unknown wait reason";
	return waitReasonStrings[w];
}

// The first P. It stands with m0 and sched: the return from a system call touches all three, and
// after a system call the processor looks up each page anew.
noptr p p0 cachealigned;
uintptr allglen;                // len(allgs), for readers without allglock
m      *allm;                   // newest first
__typeof__(allp) allp;          // len is gomaxprocs; changes in a stopped world, under allpLock
mutex   allpLock;
int32   gomaxprocs;
int32   ncpu;
forcegcstate forcegc;
noptr schedt sched;
int32   newprocs;

// Processor information, set by rt0_go.
uint32  processorVersionInfo;
uint32  processorMaxLeaf;     // of CPUID
uint32  processorFeatures[2]; // ecx and edx of leaf 1
bool    isIntel;
bool    lfenceBeforeRdtsc;

bool    framepointer_enabled = true;

// Build modes that do not exist here; main and checkdead consult them as in Go.
bool    islibrary;
bool    isarchive;
