// What finalizer.s calls by the System V ABI.
#include <gort_rt.h>

void setfinalizer(gort_any obj, gort_any finalizer) { runtime_SetFinalizer(obj, finalizer); }

void collect(void)
{
	runtime_GC();
	gort_Sleep(1000000);
}
