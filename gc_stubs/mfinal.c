// Finalizers without a collector: none runs; see mgc.c.
#include "runtime.h"

g   *fing;
bool fingwait;
bool fingwake;
bool fingRunning;

// go: none — stub; finalizers never run: objects live for ever
void SetFinalizer(eface obj, eface finalizer) {}

// go: none — stub
void createfing(void) {}

// go: none — stub
g *wakefing(void) { return nil; }
void iterate_finq(void (*callback)(funcval *, void *, uintptr, _type *, ptrtype *)) {}

// go: none — stub
void queuefinalizer(void *p, funcval *fn, uintptr nret, _type *fint, ptrtype *ot) {}
