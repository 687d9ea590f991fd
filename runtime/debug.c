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

// go: debug.go#NumCgoCall [adapted] with sched.lock: M records are used again
// See D3.
int64 NumCgoCall(void)
{
	int64 n = 0;
	lock(&sched.lock); // an M that goes, and comes back as a new one, would lead us astray
	for (m *mp = allm; mp != nil; mp = mp->alllink)
		n += (int64)RELAXED(mp->ncgocall);
	unlock(&sched.lock);
	return n;
}

// go: debug.go#NumGoroutine
intgo NumGoroutine(void) { return gcount(); }

// go: debug.go#debug_modinfo
String debug_modinfo(void) { return modinfo; }
