// split-stack: yes
// Starts of a cycle on a goroutine's stack. gcStart may use all of the 640 bytes that unchecked
// code has there. mallocgc and GC have used some already, so they call it through these functions,
// whose stack check makes room.
#include "runtime.h"

// go: none — what mallocgc does when the heap has grown, or will grow by a large object: starts a
//     cycle if it is time, and helps to mark
noinline void helpgc(uintptr size)
{
	gcTrigger t = {.kind = gcTriggerHeap, .size = size};
	if (gcTrigger_test(t))
		gcStart(t);
	if (unlikely(writeBarrier.enabled))
		gcParkAssist(size);
}

// go: none — gcStart for GC: starts cycle n if it has not begun
noinline void startcycle(uint32 n)
{
	gcStart((gcTrigger){.kind = gcTriggerCycle, .n = n});
}
