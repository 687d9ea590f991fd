// Profiler labels: a word that package runtime/pprof hangs onto goroutines, inherited by the
// goroutines they start.
#include "runtime.h"

// go: proflabel.go#runtime_setProfLabel
void runtime_setProfLabel(void *labels) { getg()->labels = labels; }

// go: proflabel.go#runtime_getProfLabel
void *runtime_getProfLabel(void) { return getg()->labels; }
