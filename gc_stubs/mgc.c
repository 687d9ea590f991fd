// A collector that does nothing: definitions of what gc.h declares, for programs with a collector
// of their own, or with none. Only stacks are freed. The goroutines that Go has for a collector
// exist and park with Go's reasons, so that traces look the same.
//
// `gort build --gc=stubs` links the archive of these functions before the library, so the linker
// takes them in place of the collector's (runtime/mgc.c and the files it names). A collector of
// your own defines the same names, as gc.h specifies them, in an object on the link line.
#include "runtime.h"

// Compiled code tests it; never set.
__typeof__(writeBarrier) writeBarrier;

uint32 gcphase = _GCoff;

int32 gcpercent = -1;

// go: none — stub; no cycle will ever be due
void gcinit(void)
{
	memstats.gc_trigger = ~(uint64)0;
	memstats.next_gc = ~(uint64)0;
	gcPaceScavenger(); // no limit
}

// go: none — stub
void gcenable(void)
{
	static _type chanelem = {
		.size = 8, .align = 8, .fieldAlign = 8, .kind = kindInt, .tflag = tflagRegularMemory};
	static chantype chanint = {
		.typ = {.size = 8, .kind = kindChan | kindDirectIface}, .elem = &chanelem, .dir = 3};

	hchan *c = makechan(&chanint, 2);
	newprocc(bgsweep, c, getpc());
	newprocc(bgscavenge, c, getpc());
	chanrecv1(c, nil);
	chanrecv1(c, nil);
	memstats.enablegc = true;
}

// go: none — stub; never called, as there is no write barrier
void scanbeforerun(g *gp) {}

// go: none — stub; off, whatever GOGC says
int32 readgogc(void) { return -1; }

// go: none — stub; tells what was set before, and has no effect
int32 setGCPercent(int32 in)
{
	int32 old = gcpercent;
	gcpercent = in < 0 ? -1 : in;
	return old;
}

// go: none — stub
void gcSetTriggerRatio(float64 triggerRatio) {}

// go: none — stub
bool gcTrigger_test(gcTrigger t) { return false; }

// go: none — stub
void gcStart(gcTrigger trigger) {}

// go: none — stub; called only while writeBarrier.enabled
void gcParkAssist(uintptr size) {}

// go: none — stub; returns at once, with nothing collected
void GC(void) {}

// go: none — stub; no cycle is ever under way
void gcWaitOnMark(uint32 n) {}

// go: none — stub
void clearpools(void) {}

// go: none — stub; sync.Pool keeps what it has
void sync_runtime_registerPoolCleanup(funcval *f) {}

// go: none — stub
g *gcController_findRunnableGCWorker(p *pp)
{
	throw("gcControllerState.findRunnable: blackening not enabled");
}

// go: none — stub; called only while writeBarrier.enabled, as those below
void gcmarknewobject(uintptr obj, uintptr size, uintptr dataSize, const struct _type *typ) {}

// go: none — there is no checking pass
void notpointers(uintptr obj, uintptr size, const struct _type *typ) {}

// go: none — stub
void bulkBarrierPreWrite(uintptr dst, uintptr src, uintptr size) {}

// go: none — stub
void wbBuf_put(uintptr old) {}

// go: none — stub
void wbBufFlush1(p *pp) {}

// go: none — stub; nobody sets m.helpgc
void gchelper(void) { throw("gchelper"); }
