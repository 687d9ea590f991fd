// split-stack: yes
// Package sync/atomic's operations on pointers: where a collector needs to know, so that compilers call us. Without one they are plain atomics.
#include "runtime.h"

// go: atomic_pointer.go#sync_atomic_StorePointer [adapted] there is no write barrier
// mo: seq_cst, as all of sync/atomic.
void sync_atomic_StorePointer(void **ptr, void *new) { atomic_StorepNoWB(ptr, new); }

// go: atomic_pointer.go#sync_atomic_SwapPointer [adapted] there is no write barrier
// mo: seq_cst, as all of sync/atomic.
void *sync_atomic_SwapPointer(void **ptr, void *new) { return __atomic_exchange_n(ptr, new, __ATOMIC_SEQ_CST); }

// go: atomic_pointer.go#sync_atomic_CompareAndSwapPointer [adapted] there is no write barrier
// mo: seq_cst, as all of sync/atomic.
bool sync_atomic_CompareAndSwapPointer(void **ptr, void *old, void *new) { return atomic_Casp1(ptr, old, new); }
