// Public functions about the machine and the scheduler.
#include "runtime.h"

// go: debug.go#GOMAXPROCS
// Sets the number of Ps if n > 0; returns the old one. Stops the world.
intgo GOMAXPROCS(intgo n)
{
	lock(&sched.lock);
	intgo ret = gomaxprocs;
	unlock(&sched.lock);
	if (n <= 0 || n == ret)
		return ret;
	stopTheWorld(STR("GOMAXPROCS"));
	newprocs = (int32)n; // startTheWorldWithSema takes it
	startTheWorld();
	return ret;
}

// go: debug.go#NumCPU
intgo NumCPU(void) { return ncpu; }

// go: debug.go#NumCgoCall
int64 NumCgoCall(void)
{
	int64 n = 0;
	// mo: seq_cst load, acquire would do; pairs with mcommoninit's store. Ms are never freed.
	for (m *mp = atomic_Loadp(&allm); mp != nil; mp = RELAXED(mp->alllink))
		n += (int64)RELAXED(mp->ncgocall);
	return n;
}

// go: debug.go#NumGoroutine
intgo NumGoroutine(void) { return gcount(); }

// go: debug.go#debug_modinfo
String debug_modinfo(void) { return modinfo; }
