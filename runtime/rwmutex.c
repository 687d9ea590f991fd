// A reader/writer lock that blocks threads; execLock is the only one.
//
// readerCount is the number of readers that are in or want in, less 2^30 while a writer is in or
// wants in: so a reader learns of a writer by the sign of its own increment, and the writer learns
// by its subtraction how many readers were before it. It waits for these: each of them that
// leaves takes one off readerWait, and the writer adds their number. The thread that brings
// readerWait to 0 knows that the last of them is gone. (While readers leave before the writer has
// added, readerWait is below 0.) Readers that come later queue on readers, and the writer lets them
// in when it leaves. A reader that has counted itself but is not yet in the queue by then finds a
// pass instead.
#include "runtime.h"

// go: none — body of the closure of rlock, on g0
static void rwmutex_rlock_func1(void *arg)
{
	rwmutex *rw = arg;
	lock(&rw->rLock);
	if (rw->readerPass > 0) {
		// The writer has left.
		rw->readerPass--;
		unlock(&rw->rLock);
		return;
	}
	// schedlink is free: an M that runs a goroutine, or is about to wait for its own, is on no list
	// of the scheduler, and does not leave this one by itself. park is not free: its own goroutine
	// may become ready (startlockedm) while it starts an M for its P (handoffp).
	m *mp = getg()->m;
	mp->schedlink = rw->readers;
	muintptr_set(&rw->readers, mp);
	unlock(&rw->rLock);
	notesleep(&mp->rwpark);
	noteclear(&mp->rwpark);
}

// go: rwmutex.go#rwmutex.rlock
// Locks for reading. The M keeps its P, and the goroutine its M, until runlock: a reader that could
// lose its P with the lock held would let readers that wait take all Ps, and could never finish.
void rwmutex_rlock(rwmutex *rw)
{
	acquirem();
	// mo: seq_cst; against the writer's subtraction: either it counts us, or we see it.
	if ((int32)atomic_Xadd(&rw->readerCount, 1) < 0)
		systemstack(rwmutex_rlock_func1, rw);
}

// go: rwmutex.go#rwmutex.runlock
void rwmutex_runlock(rwmutex *rw)
{
	// mo: seq_cst, at least release; the writer's section comes after what we did.
	int32 r = (int32)atomic_Xadd(&rw->readerCount, -1);
	if (r < 0) {
		if (r + 1 == 0 || r + 1 == -rwmutexMaxReaders)
			throw("runlock of unlocked rwmutex");
		// A writer wants in. mo: seq_cst, at least acquire and release; carries all readers' work
		// to the one that wakes the writer.
		if (atomic_Xadd(&rw->readerWait, -1) == 0) {
			lock(&rw->rLock);
			m *w = muintptr_ptr(rw->writer);
			if (w != nil)
				notewakeup(&w->rwpark);
			unlock(&rw->rLock);
		}
	}
	releasem(getg()->m);
}

// go: none — body of the closure of lock, on g0; holds rLock, which it gives up
static void rwmutex_lock_func1(void *arg)
{
	rwmutex *rw = arg;
	m *mp = getg()->m;
	muintptr_set(&rw->writer, mp);
	unlock(&rw->rLock);
	notesleep(&mp->rwpark);
	noteclear(&mp->rwpark);
}

// go: rwmutex.go#rwmutex.lock
// Locks for writing. Not preemptible until unlock, as wLock is held.
void rwmutex_lock(rwmutex *rw)
{
	lock(&rw->wLock);
	// mo: seq_cst; see rlock. r is the number of readers that are in.
	int32 r = (int32)atomic_Xadd(&rw->readerCount, -rwmutexMaxReaders) + rwmutexMaxReaders;
	// Under rLock, so that the last reader finds us in writer. What writer held before does no
	// harm: readerWait gets to 0 once a writer.
	lock(&rw->rLock);
	// mo: seq_cst; see runlock.
	if (r != 0 && atomic_Xadd(&rw->readerWait, r) != 0)
		systemstack(rwmutex_lock_func1, rw);
	else
		unlock(&rw->rLock);
}

// go: rwmutex.go#rwmutex.unlock
void rwmutex_unlock(rwmutex *rw)
{
	// mo: seq_cst, at least release; readers that come from here on come after the writer's
	//     section.
	int32 r = (int32)atomic_Xadd(&rw->readerCount, rwmutexMaxReaders);
	if (r >= rwmutexMaxReaders)
		throw("unlock of unlocked rwmutex");
	// Let in the readers that came meanwhile, r of them.
	lock(&rw->rLock);
	for (m *reader = muintptr_ptr(rw->readers); reader != nil; reader = muintptr_ptr(rw->readers)) {
		// Off the list before it wakes: then the link is its own again.
		rw->readers = reader->schedlink;
		muintptr_set(&reader->schedlink, nil);
		notewakeup(&reader->rwpark);
		r--;
	}
	rw->readerPass += (uint32)r;
	unlock(&rw->rLock);
	unlock(&rw->wLock);
}
