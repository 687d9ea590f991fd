// Hooks around calls of code that is not ours; only Windows, which suspends threads to preempt
// them, needs them.
#include "runtime.h"

// go: preempt_nonwindows.go#osPreemptExtEnter [unused] only Windows needs it
void osPreemptExtEnter(m *mp) {}

// go: preempt_nonwindows.go#osPreemptExtExit [unused] only Windows needs it
void osPreemptExtExit(m *mp) {}
