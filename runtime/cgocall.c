// Calls from Go to C and back.
//
// To call a C function, cgocall enters a system call, moves to the stack of the thread's g0, and
// calls it. So the C function may block, and needs no stack check. If it calls back, which is by
// cgocallback, that moves to the goroutine's stack, below the frames of cgocall, leaves the system
// call, and runs the Go function there. When that returns, everything is undone in reverse order:
// the goroutine is in its system call again, and the C function goes on. Calls nest to any depth,
// and the two stacks unwind in step.
//
// Meanwhile the goroutine is wired to its thread, because the C frames are on that thread's stack.
// On a thread that is not ours cgocallback first borrows an M (needm, proc.c).
//
// A panic that leaves the Go function runs the deferred calls of the frames above the cgocall, too.
// If one of them recovers, the C frames are gone, without any notice to the C code.
#include "runtime.h"

static void cgocallbackg1(void (*fn)(void *), void *arg, uintptr ctxt) GOSYM(cgocallbackg1);
static void unwindm(void *restore) GOSYM(unwindm);

// go: cgocall.go#cgocall [adapted] no C tracebacks, no race detector
// The caller's frame keeps arg in use. See D163.
int32 cgocall(int32 (*fn)(void *), void *arg)
{
	if (fn == nil)
		throw("cgocall nil");
	m *mp = getg()->m;
	RELAXED_SET(mp->ncgocall, mp->ncgocall + 1);
	mp->ncgo++;
	// The P is free for others. What the C code does to the thread's state does not matter to them.
	entersyscall();
	mp->incgo = true;
	int32 errno = asmcgocall(fn, arg);
	// A callback wires the goroutine to the thread, so the M is the same. Before exitsyscall, which
	// may change it.
	mp->incgo = false;
	mp->ncgo--;
	exitsyscall();
	return errno;
}

// go: cgocall.go#cgocallbackg [adapted] registers and stack bounds of the system call are kept too
// On m.curg, which is in a system call. cgocallback_gofunc calls it. See D164.
void cgocallbackg(void (*fn)(void *), void *arg, uintptr ctxt)
{
	g *gp = getg();
	m *mp = gp->m;
	if (gp != mp->curg) {
		println("runtime: bad g in cgocallback");
		exit(2);
	}
	// The C frames are on this M's stack. Before exitsyscall, or another M could run the goroutine.
	lockOSThread();

	// A system call of the Go function's own overwrites these.
	libcall syscall = mp->syscall;
	uintptr savedsp = gp->syscallsp, savedpc = gp->syscallpc, savedhi = gp->syscallhi;
	segment *savedseg = gp->syscallseg;
	uintptr savedregs[nelem(gp->syscallregs)];
	memcpy(savedregs, gp->syscallregs, sizeof savedregs);
	exitsyscall();
	mp->incgo = false;

	cgocallbackg1(fn, arg, ctxt);

	// From here on we must not be preempted, and gp is not unlocked before it is in its system
	// call again.
	mp->incgo = true;
	memcpy(gp->syscallregs, savedregs, sizeof savedregs);
	reentersyscall(savedpc, savedsp);
	gp->syscallseg = savedseg;
	gp->syscallhi = savedhi;
	mp->syscall = syscall;
}

// go: cgocall.go#cgocallbackg1 [adapted] C code passes the function and its argument; no contexts
//     of C tracebacks
static void cgocallbackg1(void (*fn)(void *), void *arg, uintptr ctxt)
{
	g *gp = getg();
	// mo: seq_cst load; a waiter that we miss is seen by the next call in.
	if (gp->m->needextram || atomic_Load(&extraMWaiters) > 0) {
		gp->m->needextram = false;
		systemstack((void (*)(void *))newextram, nil);
	}
	// A thread of C code waits for the package initialisers.
	if (gp->m->ncgo == 0)
		chanrecv1(main_init_done, nil);

	bool restore = true;
	_defer d = {
		.kind = deferC,
		.sp = getcallersp(),
		.fn = (uintptr)unwindm,
		.arg = &restore,
		.link = gp->_defer,
	};
	gp->_defer = &d;
	fn(arg);
	gp->_defer = d.link;
	// Not unwound: cgocallback_gofunc restores g0's stack itself.
	restore = false;
	unwindm(&restore);
}

// go: cgocall.go#unwindm
// The end of a call in. If a panic or Goexit ends it, also drops the C frames: the cgocall that
// they belong to is over.
static void unwindm(void *restore)
{
	if (*(bool *)restore) {
		m *mp = acquirem();
		gobuf *sched = &mp->g0->sched;
		sched->sp = *(uintptr *)sched->sp; // cgocallback_gofunc has put it there
		// The goroutine has left the system call already.
		if (mp->ncgo > 0) {
			mp->incgo = false;
			mp->ncgo--;
		}
		releasem(mp);
	}
	// Undoes that of cgocallbackg.
	unlockOSThread();
}
