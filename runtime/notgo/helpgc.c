// split-stack: yes
// From mallocgc to the collector. Whoever allocates has been promised that mallocgc needs little stack; the start of a cycle needs more, so this
// function has a stack check.
#include "runtime.h"

// go: none — what mallocgc does when the heap has grown: starts a cycle if it is time
noinline void helpgc(void)
{
	gcTrigger t = {.kind = gcTriggerHeap};
	if (gcTrigger_test(t))
		gcStart(t);
}
