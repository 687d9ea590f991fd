// The execution tracer: what happened to each goroutine and each P, and when.
//
// Hooks all over the runtime write events, if trace.enabled. An event goes into the buffer of the
// current P, which its holder writes without a lock; a thread without a P writes into trace.buf,
// under bufLock. Full buffers go to a queue. A goroutine calls ReadTrace again and again, and
// writes them out. Stacks and strings are in the trace once, and have ids.
//
// The order of events of different Ps is not that of the buffers in the file. A reader of the trace
// finds it by the times, and by g.traceseq: each event that makes a goroutine runnable or starts it
// adds one, and carries the number, unless the one before it is in the same P's buffer
// (g.tracelastp). So a hook must run while the P, or for a wake-up the goroutine, is ours alone:
// the event of a wake-up comes before the moment at which another thread can run the goroutine.
//
// # When a trace begins and ends
//
// enabled and shutdown are never both true.
//
//	              enabled  shutdown  ReadTrace
//	no trace         0        0      parks
//	on               1        0      returns the header, then each full buffer, else parks
//	draining         0        1      returns the rest, the frequency and the stacks; then nil, and
//	                                 StopTrace continues
//
// enabled changes while the world is stopped and bufLock is held. A thread with a P cannot run
// then. A thread without one may be anywhere: it looks at enabled, decides to write, and takes
// bufLock after the trace has ended. Hence traceEvent looks a second time, when the P is sure to be
// its own (m.locks) or when it has bufLock. A thread with a P sees the value that the stopper
// stored, because it gets its P from the stopper by way of a lock or a note.
// mo: relaxed loads of enabled and shutdown, everywhere, for this reason.
//
// A trace begins with the state of each goroutine (GoCreate, GoWaiting, GoInSyscall), while threads
// without a P may change it:
//   - An M back from a system call makes its G runnable. The status is read once. If it was
//     _Gsyscall, sysblocktraced stays set, and the M that runs the G later writes the exit event.
//     If not, StartTrace clears sysblocktraced, and there is none.
//   - A poller makes Gs runnable in injectglist, and writes an event only if it finds enabled set.
//     It holds statusLock from that look to the change of the status, and so does StartTrace from
//     the first status that it reads until enabled is set.
//   - A thread that is not ours borrows an M (needm) and gives it back. The M's goroutine is dead
//     between its calls, and in a system call at their beginning and end: for the trace it is in a
//     system call all the time, from its creation on. See D154.
//
// # System calls
//
// A thread that takes the P of an M in a system call writes GoSysBlock and ProcStop, then
// increments p.syscalltick. The M, when it is back and has another P, waits for the increment
// before it writes GoSysExit: so the three are in this order.
//
// # Locks
//
// Hooks run with any lock held. Below those are statusLock, bufLock and trace.lock, in this order;
// stackTab.lock and stringsLock have nothing below them. Under all of these memory comes from the
// system only.
#include "runtime.h"

extern _type errorString_type GOLABEL("runtime.errorString..d");
extern interfacetype errorer_type GOLABEL("runtime.errorer..d");

typedef struct traceBuf traceBuf;
typedef struct traceStack traceStack;

noptr struct trace trace;

// go: trace.go#traceBufHeader
typedef struct traceBufHeader {
	traceBufPtr link;            // in trace.empty or the queue of full buffers
	uint64  lastTicks;           // of the last event
	intgo   pos;                 // bytes used of arr
	uintptr stk[traceStackSize]; // room for a stack
} traceBufHeader;

// go: trace.go#traceBuf
struct traceBuf {
	traceBufHeader traceBufHeader;
	byte arr[(64 << 10) - sizeof(traceBufHeader)];
};

enum {
	traceMaxEvent = 2 + 5 * traceBytesPerNumber, // an event with the most arguments
	traceBufRoom = sizeof(((traceBuf *)0)->arr) - (1 + 2 * traceBytesPerNumber), // after the Batch
};

// go: trace.go#traceBufPtr.ptr
static traceBuf *traceBufPtr_ptr(traceBufPtr tp) { return (traceBuf *)tp; }

// go: trace.go#traceBufPtr.set
static void traceBufPtr_set(traceBufPtr *tp, traceBuf *b) { *tp = (traceBufPtr)b; }

// go: trace.go#traceBufPtrOf
static traceBufPtr traceBufPtrOf(traceBuf *b) { return (traceBufPtr)b; }

static void traceFullQueue(traceBufPtr buf) GOSYM(traceFullQueue);
static traceBufPtr traceFullDequeue(void) GOSYM(traceFullDequeue);
static void traceEvent(byte ev, intgo skip, const uint64 *args, intgo nargs) GOSYM(traceEvent);
static void traceEventLocked(intgo extraBytes, m *mp, int32 pid, traceBufPtr *bufp, byte ev,
                             intgo skip, const uint64 *args, intgo nargs) GOSYM(traceEventLocked);
static uint64 traceStackID(m *mp, uintptr *buf, intgo skip) GOSYM(traceStackID);
static m *traceAcquireBuffer(int32 *pid, traceBufPtr **bufp) GOSYM(traceAcquireBuffer);
static void traceReleaseBuffer(int32 pid) GOSYM(traceReleaseBuffer);
static traceBufPtr traceFlush(traceBufPtr buf, int32 pid) GOSYM(traceFlush);
static uint64 traceString(traceBufPtr *bufp, int32 pid, String s) GOSYM(traceString);
static intgo traceAppend(byte *buf, uint64 v) GOSYM(traceAppend);
static void traceBuf_varint(traceBuf *buf, uint64 v) GOSYM(traceBuf.varint);
static void traceBuf_byte(traceBuf *buf, byte v) GOSYM(traceBuf.byte);
static uint32 traceStackTable_put(traceStackTable *tab, const uintptr *pcs, intgo n)
	GOSYM(traceStackTable.put);
static void traceStackTable_dump(traceStackTable *tab) GOSYM(traceStackTable.dump);
static void *traceAlloc_alloc(traceAlloc *a, uintptr n) GOSYM(traceAlloc.alloc);
static void traceAlloc_drop(traceAlloc *a) GOSYM(traceAlloc.drop);
static uint64 startstack(g *gp);

// The arguments of an event, for traceEvent and traceEventLocked.
#define noargs    nil, 0
#define args(...) (const uint64[]){__VA_ARGS__}, nelem(((uint64[]){__VA_ARGS__}))

// go: mgc.go#gcMarkWorkerModeStrings
static const String gcMarkWorkerModeStrings[] = {STR("GC (dedicated)"), STR("GC (fractional)"),
                                                 STR("GC (idle)")};

// go: none — part of StartTrace: the events that tell of the goroutines there are
// World stopped.
static void tracegoroutines(m *mp, uint64 stackID)
{
	for (intgo i = 0; i < allgs.len; i++) {
		g *gp = allgs.array[i];
		uint32 status = readgstatus(gp) & ~(uint32)_Gscan; // once: see the head of this file
		if (status == _Gdead && RELAXED(gp->m) != nil)
			status = _Gsyscall; // that of a thread that is not ours, or of none yet
		if (status != _Gdead) {
			gp->traceseq = 0;
			gp->tracelastp = mp->p;
			traceEvent(traceEvGoCreate, -1, args((uint64)gp->goid, startstack(gp), stackID));
		}
		if (status == _Gwaiting) {
			gp->traceseq++;
			traceEvent(traceEvGoWaiting, -1, args((uint64)gp->goid));
		}
		if (status == _Gsyscall) {
			gp->traceseq++;
			traceEvent(traceEvGoInSyscall, -1, args((uint64)gp->goid));
		} else {
			gp->sysblocktraced = false;
		}
	}
}

// go: none — body of traceStart, on g0, with the world stopped; *arg is in: own, out: whether a
//     trace has begun
static void traceStart_m(void *arg)
{
	bool *ok = arg;
	bool own = *ok;
	lock(&trace.statusLock);
	lock(&trace.bufLock);
	*ok = !trace.enabled && !trace.shutdown;
	if (!*ok) {
		unlock(&trace.bufLock);
		unlock(&trace.statusLock);
		return;
	}
	trace.own = own;

	// Makes the events of this M be written although enabled is not set. Were it set, a G that
	// returns from a system call now could have an exit event before its InSyscall event.
	m *mp = getg()->m;
	mp->startingtrace = true;
	uintptr stk[traceStackSize];
	tracegoroutines(mp, traceStackID(mp, stk, 1));
	traceProcStart();
	traceGoStart();
	// Only now: the ticks of a system call's end must not lie between ticksStart and the time of
	// the InSyscall event.
	trace.ticksStart = cputicks();
	trace.timeStart = nanotime();
	trace.headerWritten = false;
	trace.footerWritten = false;
	trace.stringSeq = 0;
	trace.seqGC = 0;
	mp->startingtrace = false;
	RELAXED_SET(trace.enabled, true);

	int32 pid;
	traceBufPtr *bufp;
	traceAcquireBuffer(&pid, &bufp);
	for (intgo i = 0; i < nelem(gcMarkWorkerModeStrings); i++)
		trace.markWorkerLabels[i] = traceString(bufp, pid, gcMarkWorkerModeStrings[i]);
	traceReleaseBuffer(pid);
	unlock(&trace.bufLock);
	unlock(&trace.statusLock);
}

// go: none — see runtime.h
bool traceStart(bool own)
{
	bool ok = own;
	stopTheWorld(STR("start tracing"));
	systemstack(traceStart_m, &ok);
	startTheWorld();
	return ok;
}

// go: trace.go#StartTrace [adapted] its body is traceStart
// Returns nil, or the error that a trace is on.
iface StartTrace(void)
{
	static const String s = STR("tracing is already enabled");
	if (traceStart(false))
		return (iface){nil, nil};
	return (iface){getitab(&errorer_type, &errorString_type, false), (void *)&s};
}

// go: none — body of traceStop, on g0, with the world stopped; *arg is in: own, out: whether that
//     ends a trace
static void traceStop_m(void *arg)
{
	bool *ok = arg;
	bool own = *ok;
	lock(&trace.bufLock);
	*ok = trace.enabled && trace.own == own;
	if (!*ok) {
		unlock(&trace.bufLock);
		return;
	}
	traceGoSched();
	// No other thread runs Go code, and those without a P need bufLock: so trace.lock need not be
	// held. Ps that are dead have no buffer.
	for (intgo i = 0; i < allp.cap; i++) {
		p *pp = allp.array[i];
		if (pp != nil && pp->tracebuf != 0) {
			traceFullQueue(pp->tracebuf);
			pp->tracebuf = 0;
		}
	}
	if (trace.buf != 0) {
		traceBufPtr buf = trace.buf;
		trace.buf = 0;
		if (traceBufPtr_ptr(buf)->traceBufHeader.pos != 0)
			traceFullQueue(buf);
	}
	for (;;) {
		trace.ticksEnd = cputicks();
		trace.timeEnd = nanotime();
		if (trace.timeEnd != trace.timeStart)
			break;
		osyield();
	}
	RELAXED_SET(trace.enabled, false);
	RELAXED_SET(trace.shutdown, true);
	unlock(&trace.bufLock);
}

// go: none — the end of traceStop, on g0: everything has been read
static void traceStopped(void *unused)
{
	// The lock keeps a StartTrace out, and the reader, which releases shutdownSema first.
	lock(&trace.lock);
	for (intgo i = 0; i < allp.cap; i++) {
		p *pp = allp.array[i];
		if (pp != nil && pp->tracebuf != 0)
			throw("trace: non-empty trace buffer in proc");
	}
	if (trace.buf != 0)
		throw("trace: non-empty global trace buffer");
	if (trace.fullHead != 0 || trace.fullTail != 0)
		throw("trace: non-empty full trace buffer");
	if (trace.reading != 0 || trace.reader != 0)
		throw("trace: reading after shutdown");
	while (trace.empty != 0) {
		traceBuf *buf = traceBufPtr_ptr(trace.empty);
		trace.empty = buf->traceBufHeader.link;
		sysFree(buf, sizeof *buf, &memstats.other_sys);
	}
	traceAlloc_drop(&trace.strings.mem);
	memset(trace.strings.tab, 0, sizeof trace.strings.tab);
	RELAXED_SET(trace.shutdown, false);
	unlock(&trace.lock);
}

// go: none — see runtime.h
bool traceStop(bool own)
{
	bool ok = own;
	stopTheWorld(STR("stop tracing"));
	systemstack(traceStop_m, &ok);
	startTheWorld();
	if (!ok)
		return false;
	// The next schedule, of any P, wakes the reader.
	semacquire(&trace.shutdownSema);
	systemstack(traceStopped, nil);
	return true;
}

// go: trace.go#StopTrace [adapted] its body is traceStop
// Ends the trace, and returns when all of it has been read.
void StopTrace(void) { traceStop(false); }

// go: none — the end of ReadTrace's park: others may take the lock
static bool readerparked(g *gp, void *unused)
{
	trace.lockOwner = nil;
	unlock(&trace.lock);
	return true;
}

// go: none — the end of ReadTrace's sections under the lock
static void readerunlock(void)
{
	trace.lockOwner = nil;
	unlock(&trace.lock);
}

// go: none — … and their beginning
static void readerlock(void)
{
	lock(&trace.lock);
	trace.lockOwner = getg();
}

// go: none — the Frequency event, on the heap: the trace's ticks in a second
static slice frequency(void)
{
	// In floating point, for the product may overflow an int64.
	float64 freq = (float64)(trace.ticksEnd - trace.ticksStart) * 1e9 /
	               (float64)(trace.timeEnd - trace.timeStart) / traceTickDiv;
	byte *b = mallocgc(1 + traceBytesPerNumber, &nopointers, true);
	b[0] = traceEvFrequency;
	intgo n = 1 + traceAppend(b + 1, (uint64)freq);
	return (slice){b, n, n};
}

// go: trace.go#ReadTrace [adapted] the lock is nobody's while the reader is parked
// Returns the next part of the trace, valid until the next call, and waits for it; nil after the
// trace's end. One goroutine at a time. See D151.
slice ReadTrace(void)
{
	static const byte header[16] = "go 1.11 trace\0\0";
	const slice none = {nil, 0, 0};
	readerlock();
	if (trace.reader != 0) {
		readerunlock();
		println("runtime: ReadTrace called from multiple goroutines simultaneously");
		return none;
	}
	traceBuf *buf = traceBufPtr_ptr(trace.reading);
	if (buf != nil) {
		buf->traceBufHeader.link = trace.empty;
		traceBufPtr_set(&trace.empty, buf);
		trace.reading = 0;
	}
	if (!trace.headerWritten) {
		trace.headerWritten = true;
		readerunlock();
		return (slice){(void *)header, sizeof header, sizeof header};
	}
	if (trace.fullHead == 0 && !RELAXED(trace.shutdown)) {
		// mo: relaxed; schedule looks at it without the lock, then under it.
		RELAXED_SET(trace.reader, (guintptr)getg());
		gopark(readerparked, nil, waitReasonTraceReaderBlocked, traceEvGoBlock, 2);
		readerlock();
	}
	if (trace.fullHead != 0) {
		trace.reading = traceFullDequeue();
		readerunlock();
		buf = traceBufPtr_ptr(trace.reading);
		return (slice){buf->arr, buf->traceBufHeader.pos, buf->traceBufHeader.pos};
	}
	if (!trace.footerWritten) {
		trace.footerWritten = true;
		readerunlock();
		slice data = frequency();
		callwithroom((void (*)(void *))traceStackTable_dump, &trace.stackTab, reserveBytes);
		return data;
	}
	bool done = RELAXED(trace.shutdown);
	readerunlock();
	if (done)
		semrelease(&trace.shutdownSema);
	else
		println("runtime: spurious wakeup of trace reader");
	return none;
}

// go: trace.go#traceReader
// Returns the goroutine that waits in ReadTrace, if there is something for it; it is still waiting,
// and ours to ready. Only for schedule, with a P.
g *traceReader(void)
{
	// mo: relaxed; the next schedule looks again.
	if (RELAXED(trace.reader) == 0 || (RELAXED(trace.fullHead) == 0 && !RELAXED(trace.shutdown)))
		return nil;
	lock(&trace.lock);
	g *gp = nil;
	if (trace.fullHead != 0 || RELAXED(trace.shutdown)) {
		gp = guintptr_ptr(trace.reader);
		RELAXED_SET(trace.reader, 0);
	}
	unlock(&trace.lock);
	return gp;
}

// go: trace.go#traceProcFree
// Takes the buffer of a P that is destroyed. World stopped.
void traceProcFree(p *pp)
{
	traceBufPtr buf = pp->tracebuf;
	pp->tracebuf = 0;
	if (buf == 0)
		return;
	lock(&trace.lock);
	traceFullQueue(buf);
	unlock(&trace.lock);
}

// go: trace.go#traceFullQueue
// Holds: trace.lock, or bufLock with the world stopped.
static void traceFullQueue(traceBufPtr buf)
{
	traceBufPtr_ptr(buf)->traceBufHeader.link = 0;
	if (trace.fullHead == 0)
		RELAXED_SET(trace.fullHead, buf);
	else
		traceBufPtr_ptr(trace.fullTail)->traceBufHeader.link = buf;
	trace.fullTail = buf;
}

// go: trace.go#traceFullDequeue
// Holds: trace.lock.
static traceBufPtr traceFullDequeue(void)
{
	traceBufPtr buf = trace.fullHead;
	if (buf == 0)
		return 0;
	RELAXED_SET(trace.fullHead, traceBufPtr_ptr(buf)->traceBufHeader.link);
	if (trace.fullHead == 0)
		trace.fullTail = 0;
	traceBufPtr_ptr(buf)->traceBufHeader.link = 0;
	return buf;
}

// go: none — the arguments of traceEvent
typedef struct eventargs {
	byte  ev;
	intgo skip;
	const uint64 *args;
	intgo nargs;
} eventargs;

// go: none — body of traceEvent, on g0
static void traceEvent_m(void *arg)
{
	eventargs *a = arg;
	int32 pid;
	traceBufPtr *bufp;
	m *mp = traceAcquireBuffer(&pid, &bufp);
	// The second look: see the head of this file.
	if (RELAXED(trace.enabled) || mp->startingtrace)
		traceEventLocked(0, mp, pid, bufp, a->ev, a->skip, a->args, a->nargs);
	traceReleaseBuffer(pid);
}

// go: trace.go#traceEvent [adapted] on g0, for the room
// Writes an event. skip > 0: the stack of the M's goroutine comes last; which calls on top of it
// show, their names tell (helperframe). 0: no stack, but the event has an argument for it. < 0: it
// has none. See D150.
static void traceEvent(byte ev, intgo skip, const uint64 *args, intgo nargs)
{
	eventargs a = {ev, skip, args, nargs};
	systemstack(traceEvent_m, &a);
}

// go: trace.go#traceEventLocked
// On g0. The buffer is ours, and has room for extraBytes more when this returns.
static void traceEventLocked(intgo extraBytes, m *mp, int32 pid, traceBufPtr *bufp, byte ev,
                             intgo skip, const uint64 *args, intgo nargs)
{
	traceBuf *buf = traceBufPtr_ptr(*bufp);
	intgo maxSize = traceMaxEvent + extraBytes;
	if (buf == nil || nelem(buf->arr) - buf->traceBufHeader.pos < maxSize) {
		*bufp = traceFlush(*bufp, pid);
		buf = traceBufPtr_ptr(*bufp);
	}

	uint64 ticks = (uint64)cputicks() / traceTickDiv;
	uint64 tickDiff = ticks - buf->traceBufHeader.lastTicks;
	buf->traceBufHeader.lastTicks = ticks;
	intgo narg = nargs + (skip >= 0);
	if (narg > 3)
		narg = 3;
	intgo startPos = buf->traceBufHeader.pos;
	traceBuf_byte(buf, (byte)(ev | narg << traceArgCountShift));
	byte *lenp = nil;
	if (narg == 3) {
		// The length of the rest, which we do not know yet; one byte has room for it.
		traceBuf_byte(buf, 0);
		lenp = &buf->arr[buf->traceBufHeader.pos - 1];
	}
	traceBuf_varint(buf, tickDiff);
	for (intgo i = 0; i < nargs; i++)
		traceBuf_varint(buf, args[i]);
	if (skip == 0)
		traceBuf_varint(buf, 0);
	else if (skip > 0)
		traceBuf_varint(buf, traceStackID(mp, buf->traceBufHeader.stk, skip));
	intgo evSize = buf->traceBufHeader.pos - startPos;
	if (evSize > maxSize)
		throw("invalid length of trace event");
	if (lenp != nil)
		*lenp = (byte)(evSize - 2);
}

// go: trace.go#traceStackID [adapted] an entry for each frame; which of its calls show is found
//     when the table is written
// Returns the id of the stack of mp's goroutine, 0 if it has none. On g0. buf has room for
// traceStackSize entries. See D150.
static uint64 traceStackID(m *mp, uintptr *buf, intgo skip)
{
	g *gp = mp->curg;
	if (gp == nil)
		return 0;
	intgo n = gentraceback(~(uintptr)0, ~(uintptr)0, 0, gp, 0, buf, traceStackSize, nil, nil,
	                       _TraceFrames);
	return traceStackTable_put(&trace.stackTab, buf, n);
}

// go: trace.go#traceAcquireBuffer
// Returns the buffer to write to, and the P that it is of; traceReleaseBuffer must follow. On g0.
static m *traceAcquireBuffer(int32 *pid, traceBufPtr **bufp)
{
	m *mp = acquirem();
	p *pp = puintptr_ptr(mp->p);
	if (pp != nil) {
		*pid = pp->id;
		*bufp = &pp->tracebuf;
		return mp;
	}
	lock(&trace.bufLock);
	*pid = traceGlobProc;
	*bufp = &trace.buf;
	return mp;
}

// go: trace.go#traceReleaseBuffer
static void traceReleaseBuffer(int32 pid)
{
	if (pid == traceGlobProc)
		unlock(&trace.bufLock);
	releasem(getg()->m);
}

// go: trace.go#traceFlush
// Puts buf, if there is one, on the queue of full buffers, and returns an empty one.
static traceBufPtr traceFlush(traceBufPtr buf, int32 pid)
{
	g *owner = trace.lockOwner;
	bool dolock = owner == nil || owner != getg()->m->curg;
	if (dolock)
		lock(&trace.lock);
	if (buf != 0)
		traceFullQueue(buf);
	if (trace.empty != 0) {
		buf = trace.empty;
		trace.empty = traceBufPtr_ptr(buf)->traceBufHeader.link;
	} else {
		buf = traceBufPtrOf(sysAlloc(sizeof(traceBuf), &memstats.other_sys));
		if (buf == 0)
			throw("trace: out of memory");
	}
	traceBuf *b = traceBufPtr_ptr(buf);
	b->traceBufHeader.link = 0;
	b->traceBufHeader.pos = 0;
	uint64 ticks = (uint64)cputicks() / traceTickDiv;
	b->traceBufHeader.lastTicks = ticks;
	traceBuf_byte(b, traceEvBatch | 1 << traceArgCountShift);
	traceBuf_varint(b, (uint64)(int64)pid);
	traceBuf_varint(b, ticks);
	if (dolock)
		unlock(&trace.lock);
	return buf;
}

// go: none — an entry of traceStrings
struct traceString {
	struct traceString *link;
	uint64 id;
	intgo  len;
	byte   str[];
};

// go: none — the entry of s, made if there is none; *made tells
// Holds: stringsLock.
static struct traceString *findstring(String s, bool *made)
{
	uintptr hash = memhash(s.str, 0, (uintptr)s.len);
	struct traceString **bucket = &trace.strings.tab[hash % nelem(trace.strings.tab)];
	*made = false;
	for (struct traceString *e = *bucket; e != nil; e = e->link)
		if (e->len == s.len && memequal(e->str, (void *)s.str, (uintptr)s.len))
			return e;
	*made = true;
	struct traceString *e = traceAlloc_alloc(&trace.strings.mem, sizeof *e + (uintptr)s.len);
	e->link = *bucket;
	*bucket = e;
	e->id = ++trace.stringSeq;
	e->len = s.len;
	memmove(e->str, s.str, (uintptr)s.len);
	return e;
}

// go: trace.go#traceString [adapted] the strings are not in a map; a longer one than fits into a
//     buffer is cut
// Returns the id of s, and writes s if it is new. The buffer is ours. See D151.
static uint64 traceString(traceBufPtr *bufp, int32 pid, String s)
{
	if (s.len == 0)
		return 0;
	const intgo overhead = 1 + 2 * traceBytesPerNumber;
	if (s.len > traceBufRoom - overhead)
		s.len = traceBufRoom - overhead;
	bool made;
	lock(&trace.stringsLock);
	uint64 id = findstring(s, &made)->id;
	unlock(&trace.stringsLock);
	if (!made)
		return id;

	traceBuf *buf = traceBufPtr_ptr(*bufp);
	if (buf == nil || nelem(buf->arr) - buf->traceBufHeader.pos < overhead + s.len) {
		*bufp = traceFlush(*bufp, pid);
		buf = traceBufPtr_ptr(*bufp);
	}
	traceBuf_byte(buf, traceEvString);
	traceBuf_varint(buf, id);
	traceBuf_varint(buf, (uint64)s.len);
	memmove(&buf->arr[buf->traceBufHeader.pos], s.str, (uintptr)s.len);
	buf->traceBufHeader.pos += s.len;
	return id;
}

// go: trace.go#traceAppend [adapted] the caller has the room; returns the number of bytes
// Seven bits a byte, the lowest first.
static intgo traceAppend(byte *buf, uint64 v)
{
	intgo n = 0;
	for (; v >= 0x80; v >>= 7)
		buf[n++] = 0x80 | (byte)v;
	buf[n++] = (byte)v;
	return n;
}

// go: trace.go#traceBuf.varint
// The buffer has room.
static void traceBuf_varint(traceBuf *buf, uint64 v)
{
	buf->traceBufHeader.pos += traceAppend(&buf->arr[buf->traceBufHeader.pos], v);
}

// go: trace.go#traceBuf.byte
static void traceBuf_byte(traceBuf *buf, byte v) { buf->arr[buf->traceBufHeader.pos++] = v; }

// go: trace.go#traceStack
struct traceStack {
	traceStackPtr link; // in its bucket
	uintptr hash;
	uint32  id;
	intgo   n;
	uintptr stk[]; // as of gentraceback with _TraceFrames, or of startstack
};

// go: trace.go#traceStackPtr.ptr
static traceStack *traceStackPtr_ptr(traceStackPtr tp) { return (traceStack *)tp; }

// go: trace.go#traceStack.stack
static slice traceStack_stack(traceStack *ts) { return (slice){ts->stk, ts->n, ts->n}; }

static uint32 traceStackTable_find(traceStackTable *tab, const uintptr *pcs, intgo n, uintptr hash)
	GOSYM(traceStackTable.find);
static traceStack *traceStackTable_newStack(traceStackTable *tab, intgo n)
	GOSYM(traceStackTable.newStack);

// go: trace.go#traceStackTable.put
// Returns the id of a stack, 0 if it is empty.
static uint32 traceStackTable_put(traceStackTable *tab, const uintptr *pcs, intgo n)
{
	if (n == 0)
		return 0;
	uintptr hash = memhash(pcs, 0, (uintptr)n * sizeof *pcs);
	uint32 id = traceStackTable_find(tab, pcs, n, hash);
	if (id != 0)
		return id;

	lock(&tab->lock);
	id = traceStackTable_find(tab, pcs, n, hash);
	if (id == 0) {
		id = ++tab->seq;
		traceStack *stk = traceStackTable_newStack(tab, n);
		stk->hash = hash;
		stk->id = id;
		stk->n = n;
		memmove(stk->stk, pcs, (uintptr)n * sizeof *pcs);
		traceStackPtr *part = &tab->tab[hash % nelem(tab->tab)];
		stk->link = *part;
		// mo: release; a thread that finds the stack without the lock sees what is in it.
		atomic_StoreRel(part, (traceStackPtr)stk);
	}
	unlock(&tab->lock);
	return id;
}

// go: trace.go#traceStackTable.find
static uint32 traceStackTable_find(traceStackTable *tab, const uintptr *pcs, intgo n, uintptr hash)
{
	// mo: acquire; pairs with the release in put. Links do not change.
	traceStackPtr part = atomic_LoadAcq(&tab->tab[hash % nelem(tab->tab)]);
	for (traceStack *stk = traceStackPtr_ptr(part); stk != nil; stk = traceStackPtr_ptr(stk->link))
		if (stk->hash == hash && stk->n == n &&
		    memequal(stk->stk, (void *)pcs, (uintptr)n * sizeof *pcs))
			return stk->id;
	return 0;
}

// go: trace.go#traceStackTable.newStack
// Holds: the table's lock.
static traceStack *traceStackTable_newStack(traceStackTable *tab, intgo n)
{
	return traceAlloc_alloc(&tab->mem, sizeof(traceStack) + (uintptr)n * sizeof(uintptr));
}

// go: none — the id of the stack that tells gp's first function: of one entry, or if that is a
//     thunk, of two. The second is the code of the closure that the thunk may call, or 0. The
//     goroutine of a thread that is not ours has no first function; but there must be a stack
static uint64 startstack(g *gp)
{
	uintptr pcs[2] = {(gp->startpc != 0 ? gp->startpc : (uintptr)goexit) + 1};
	bool thunk = findfunc(gp->startpc).funcID == funcID_thunk;
	if (thunk)
		pcs[1] = thunkclosure(gp);
	return traceStackTable_put(&trace.stackTab, pcs, thunk ? 2 : 1);
}

enum { maxName = 200 };

// go: none — the argument of startfunction
typedef struct startargs {
	const traceStack *stk;
	bool     thunk;     // a goroutine begins with stk, and its function is a thunk
	funcInfo f;         // which calls this one
	String   name;      // its name
	byte     buf[maxName];
} startargs;

// go: none — finds the function that the thunk of a stack of startstack calls; on g0
static void startfunction(void *arg)
{
	startargs *a = arg;
	funcInfo f = findfunc(a->stk->stk[0] - 1);
	a->thunk = a->stk->n == 2 && f.funcID == funcID_thunk && a->stk->stk[0] == f.entry + 1;
	if (a->thunk)
		a->f = thunkcallee(f, a->stk->stk[1], a->buf, sizeof a->buf, &a->name);
}

// go: none — does the trace leave out this call? top: of all calls further in it did
// As in Go it leaves out what is between the hook and the program's call, or a function by which
// Go shows what the goroutine does (runtime.chansend1, runtime.selectgo); and the two functions at
// the bottom. See D150.
static bool hiddenframe(const Frame *f, bool top)
{
	static const char helpers[] =
		" sync.(*Mutex).lockSlow sync.(*Mutex).unlockSlow sync.(*RWMutex).rUnlockSlow "
		"syscall.Syscall syscall.Syscall6 syscall.RawSyscall syscall.RawSyscall6 "
		"runtime/trace.Stop runtime/trace.NewTask runtime/trace.Log runtime/trace.Logf "
		"runtime/trace.log runtime/trace.WithRegion runtime/trace.StartRegion "
		"runtime/trace.(*Region).End runtime/trace.userTaskEnd runtime/trace.userTaskCreate "
		"runtime/trace.userRegion runtime/trace.userLog internal/poll.(*pollDesc).wait "
		"internal/poll.(*pollDesc).waitRead internal/poll.(*pollDesc).waitWrite ";
	if (f->PC == 0 || strequal(&f->Function, &STR("runtime.goexit")) ||
	    strequal(&f->Function, &STR("runtime.main")))
		return true;
	if (f->Func != nil && plumbing(findfunc(f->PC & pcMask)))
		return true;
	return top && (helperframe(f->Function) || inlist(f->Function, helpers));
}

static intgo putframe(byte *b, traceBufPtr *buf, const Frame *f);

// go: trace.go#allFrames [adapted] writes them to b, each as in the Stack event, and the strings to
//     buf; returns the number of bytes, and of frames in *nframes
static intgo allFrames(traceStack *stk, byte *b, traceBufPtr *buf, intgo *nframes)
{
	startargs start = {stk};
	systemstack(startfunction, &start);
	uintptr entry = start.f.entry + 1;
	slice pcs = traceStack_stack(stk);
	Frames ci = {.callers = {pcs.array, pcs.len, pcs.cap}};
	if (start.thunk)
		ci.callers = (__typeof__(ci.callers)){&entry, 1, 1};
	intgo n = 0;
	*nframes = 0;
	bool top = true, more = true;
	while (more && *nframes < traceStackSize) {
		nextResults r = Frames_Next(&ci);
		more = r.more;
		if (start.thunk)
			r.frame.Function = start.name;
		else if (stk->n > 1 && hiddenframe(&r.frame, top))
			continue;
		top = false;
		n += putframe(b + n, buf, &r.frame);
		++*nframes;
	}
	return n;
}

// go: none — writes the Stack event of one stack; b has room for its frames
static void dumpstack(traceStack *stk, byte *b, traceBufPtr *buf)
{
	intgo nframes;
	intgo n = allFrames(stk, b, buf, &nframes);
	byte head[2 * traceBytesPerNumber];
	intgo nhead = traceAppend(head, stk->id);
	nhead += traceAppend(head + nhead, (uint64)nframes);

	traceBuf *p = traceBufPtr_ptr(*buf);
	if (nelem(p->arr) - p->traceBufHeader.pos < 1 + traceBytesPerNumber + nhead + n) {
		*buf = traceFlush(*buf, 0);
		p = traceBufPtr_ptr(*buf);
	}
	traceBuf_byte(p, traceEvStack | 3 << traceArgCountShift);
	traceBuf_varint(p, (uint64)(nhead + n));
	memmove(&p->arr[p->traceBufHeader.pos], head, (uintptr)nhead);
	p->traceBufHeader.pos += nhead;
	memmove(&p->arr[p->traceBufHeader.pos], b, (uintptr)n);
	p->traceBufHeader.pos += n;
}

// go: trace.go#traceStackTable.dump
// Writes all stacks to buffers that ReadTrace will return, and empties the table. On the reader,
// with room on its stack, when nobody traces.
static void traceStackTable_dump(traceStackTable *tab)
{
	traceBufPtr buf = traceFlush(0, 0);
	byte *b = mallocgc(4 * traceStackSize * traceBytesPerNumber, &nopointers, false);
	for (intgo i = 0; i < nelem(tab->tab); i++) {
		traceStack *stk = traceStackPtr_ptr(tab->tab[i]);
		for (; stk != nil; stk = traceStackPtr_ptr(stk->link))
			dumpstack(stk, b, &buf);
	}
	lock(&trace.lock);
	traceFullQueue(buf);
	unlock(&trace.lock);
	traceAlloc_drop(&tab->mem);
	memset(tab->tab, 0, sizeof tab->tab);
	tab->seq = 0;
}

// go: trace.go#traceFrame
typedef struct traceFrame {
	uint64 funcID; // strings
	uint64 fileID;
	uint64 line;
} traceFrame;

// go: trace.go#traceFrameForPC [adapted] the buffer stays the caller's
// Only the end of long names counts.
static traceFrame traceFrameForPC(traceBufPtr *buf, int32 pid, const Frame *f)
{
	enum { maxLen = 1 << 10 };
	String fn = f->Function, file = f->File;
	if (fn.len > maxLen)
		fn = (String){fn.str + fn.len - maxLen, maxLen};
	if (file.len > maxLen)
		file = (String){file.str + file.len - maxLen, maxLen};
	traceFrame frame;
	frame.funcID = traceString(buf, pid, fn);
	frame.fileID = traceString(buf, pid, file);
	frame.line = (uint64)f->Line;
	return frame;
}

// go: none — part of allFrames: one frame
static intgo putframe(byte *b, traceBufPtr *buf, const Frame *f)
{
	traceFrame frame = traceFrameForPC(buf, 0, f);
	intgo n = traceAppend(b, f->PC);
	n += traceAppend(b + n, frame.funcID);
	n += traceAppend(b + n, frame.fileID);
	return n + traceAppend(b + n, frame.line);
}

// go: trace.go#traceAllocBlock
typedef struct traceAllocBlock {
	traceAllocBlockPtr next;
	byte data[(64 << 10) - sizeof(traceAllocBlockPtr)];
} traceAllocBlock;

// go: trace.go#traceAllocBlockPtr.ptr
static traceAllocBlock *traceAllocBlockPtr_ptr(traceAllocBlockPtr p)
{
	return (traceAllocBlock *)p;
}

// go: trace.go#traceAllocBlockPtr.set
static void traceAllocBlockPtr_set(traceAllocBlockPtr *p, traceAllocBlock *x)
{
	*p = (traceAllocBlockPtr)x;
}

// go: trace.go#traceAlloc.alloc
static void *traceAlloc_alloc(traceAlloc *a, uintptr n)
{
	n = alignUp(n, sizeof(uintptr));
	traceAllocBlock *block = traceAllocBlockPtr_ptr(a->head);
	if (block == nil || a->off + n > sizeof block->data) {
		if (n > sizeof block->data)
			throw("trace: alloc too large");
		block = sysAlloc(sizeof *block, &memstats.other_sys);
		if (block == nil)
			throw("trace: out of memory");
		block->next = a->head;
		traceAllocBlockPtr_set(&a->head, block);
		a->off = 0;
	}
	void *p = &block->data[a->off];
	a->off += n;
	return p;
}

// go: trace.go#traceAlloc.drop
static void traceAlloc_drop(traceAlloc *a)
{
	while (a->head != 0) {
		traceAllocBlock *block = traceAllocBlockPtr_ptr(a->head);
		a->head = block->next;
		sysFree(block, sizeof *block, &memstats.other_sys);
	}
	a->off = 0;
}

// The hooks. Their callers have found enabled set.

// go: trace.go#traceGomaxprocs
void traceGomaxprocs(int32 procs) { traceEvent(traceEvGomaxprocs, 1, args((uint64)procs)); }

// go: trace.go#traceProcStart
// With the P that starts.
void traceProcStart(void) { traceEvent(traceEvProcStart, -1, args((uint64)getg()->m->id)); }

// go: none — an event of pp, which this M has just taken or is about to lose, without arguments
static void traceProcEvent(p *pp, byte ev)
{
	m *mp = acquirem();
	puintptr old = mp->p;
	RELAXED_SET(mp->p, (puintptr)pp);
	traceEvent(ev, -1, noargs);
	RELAXED_SET(mp->p, old);
	releasem(mp);
}

// go: trace.go#traceProcStop
// pp is ours, but perhaps not this M's P. On g0.
void traceProcStop(p *pp) { traceProcEvent(pp, traceEvProcStop); }

// go: trace.go#traceGCStart
// Holds: worldsema.
void traceGCStart(void)
{
	traceEvent(traceEvGCStart, 3, args(trace.seqGC));
	trace.seqGC++;
}

// go: trace.go#traceGCDone
void traceGCDone(void) { traceEvent(traceEvGCDone, -1, noargs); }

// go: trace.go#traceGCSTWStart
// kind: 0 for mark termination, 1 for sweep termination.
void traceGCSTWStart(intgo kind) { traceEvent(traceEvGCSTWStart, -1, args((uint64)kind)); }

// go: trace.go#traceGCSTWDone
void traceGCSTWDone(void) { traceEvent(traceEvGCSTWDone, -1, noargs); }

// go: trace.go#traceGCSweepStart
// Begins a loop that sweeps; the event is that of the first span. The caller stays on its P until
// traceGCSweepDone.
void traceGCSweepStart(void)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (pp->traceSweep)
		throw("double traceGCSweepStart");
	pp->traceSweep = true;
	pp->traceSwept = 0;
	pp->traceReclaimed = 0;
}

// go: trace.go#traceGCSweepSpan
void traceGCSweepSpan(uintptr bytesSwept)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (!pp->traceSweep)
		return;
	if (pp->traceSwept == 0)
		traceEvent(traceEvGCSweepStart, 1, noargs);
	pp->traceSwept += bytesSwept;
}

// go: trace.go#traceGCSweepDone
void traceGCSweepDone(void)
{
	p *pp = puintptr_ptr(getg()->m->p);
	if (!pp->traceSweep)
		throw("missing traceGCSweepStart");
	if (pp->traceSwept != 0)
		traceEvent(traceEvGCSweepDone, -1, args(pp->traceSwept, pp->traceReclaimed));
	pp->traceSweep = false;
}

// go: trace.go#traceGCMarkAssistStart [unused] nobody has a debt: gcassist (mgc.c) is no assist
void traceGCMarkAssistStart(void) { traceEvent(traceEvGCMarkAssistStart, 1, noargs); }

// go: trace.go#traceGCMarkAssistDone [unused] as traceGCMarkAssistStart
void traceGCMarkAssistDone(void) { traceEvent(traceEvGCMarkAssistDone, -1, noargs); }

// go: trace.go#traceGoCreate [adapted] newg tells its first function
// newg has its id, and is on no queue. With a P, on g0.
void traceGoCreate(g *newg)
{
	newg->traceseq = 0;
	newg->tracelastp = getg()->m->p;
	traceEvent(traceEvGoCreate, 2, args((uint64)newg->goid, startstack(newg)));
}

// go: none — see runtime.h
void traceExtraM(g *gp)
{
	traceGoCreate(gp);
	gp->traceseq++;
	traceEvent(traceEvGoInSyscall, -1, args((uint64)gp->goid));
}

// go: trace.go#traceGoStart
// The M's goroutine starts, or continues after a system call. On g0.
void traceGoStart(void)
{
	g *gp = getg()->m->curg;
	p *pp = puintptr_ptr(gp->m->p);
	gp->traceseq++;
	if (pp->gcBgMarkWorker == (guintptr)gp) {
		uint64 label = trace.markWorkerLabels[pp->gcMarkWorkerMode];
		traceEvent(traceEvGoStartLabel, -1, args((uint64)gp->goid, gp->traceseq, label));
	} else if (gp->tracelastp == (puintptr)pp) {
		traceEvent(traceEvGoStartLocal, -1, args((uint64)gp->goid));
	} else {
		gp->tracelastp = (puintptr)pp;
		traceEvent(traceEvGoStart, -1, args((uint64)gp->goid, gp->traceseq));
	}
}

// go: trace.go#traceGoEnd
void traceGoEnd(void) { traceEvent(traceEvGoEnd, -1, noargs); }

// go: trace.go#traceGoSched [adapted] a running G's tracelastp is its P already
void traceGoSched(void) { traceEvent(traceEvGoSched, 1, noargs); }

// go: trace.go#traceGoPreempt [adapted] as traceGoSched
void traceGoPreempt(void) { traceEvent(traceEvGoPreempt, 1, noargs); }

// go: trace.go#traceGoPark
void traceGoPark(byte traceEv, intgo skip)
{
	if ((traceEv & traceFutileWakeup) != 0)
		traceEvent(traceEvFutileWakeup, -1, noargs);
	traceEvent(traceEv & ~traceFutileWakeup, skip, noargs);
}

// go: trace.go#traceGoUnpark
// gp is about to be runnable, and only we can make it so. The caller stays on its P, or has none.
void traceGoUnpark(g *gp, intgo skip)
{
	puintptr pp = getg()->m->p;
	gp->traceseq++;
	if (gp->tracelastp == pp) {
		traceEvent(traceEvGoUnblockLocal, skip, args((uint64)gp->goid));
	} else {
		gp->tracelastp = pp;
		traceEvent(traceEvGoUnblock, skip, args((uint64)gp->goid, gp->traceseq));
	}
}

// go: trace.go#traceGoSysCall
// On g0.
void traceGoSysCall(void) { traceEvent(traceEvGoSysCall, 1, noargs); }

// go: trace.go#traceGoSysExit
// The M's goroutine has returned from a system call, at ts, 0 for now. On g0, with a P.
void traceGoSysExit(int64 ts)
{
	// It returned before this trace began: its InSyscall event was late.
	if (ts != 0 && ts < trace.ticksStart)
		ts = 0;
	g *gp = getg()->m->curg;
	gp->traceseq++;
	gp->tracelastp = gp->m->p;
	traceEvent(traceEvGoSysExit, -1,
	           args((uint64)gp->goid, gp->traceseq, (uint64)ts / traceTickDiv));
}

// go: trace.go#traceGoSysBlock
// pp, which this M has just taken, was in a system call; traceProcStop follows. On g0.
void traceGoSysBlock(p *pp) { traceProcEvent(pp, traceEvGoSysBlock); }

// go: trace.go#traceHeapAlloc
// With a P.
void traceHeapAlloc(void)
{
	traceEvent(traceEvHeapAlloc, -1, args(atomic_Load64(&memstats.heap_live)));
}

// go: trace.go#traceNextGC
void traceNextGC(void)
{
	uint64 next = memstats.next_gc;
	traceEvent(traceEvNextGC, -1, args(next == ~(uint64)0 ? 0 : next));
}

// What package runtime/trace calls, on goroutines.

// go: none — the arguments of userevent
typedef struct usereventargs {
	byte   ev;
	uint64 id, arg;
	String name;
	String message;
} usereventargs;

// go: none — body of the functions below, on g0: an event of a task, with arg, if the type has one,
//     and the id of name; a UserLog's message comes after it
static void userevent(void *a_)
{
	usereventargs *a = a_;
	int32 pid;
	traceBufPtr *bufp;
	m *mp = traceAcquireBuffer(&pid, &bufp);
	if (RELAXED(trace.enabled) || mp->startingtrace) {
		uint64 nameID = traceString(bufp, pid, a->name);
		bool log = a->ev == traceEvUserLog;
		// Cut to what fits into a buffer.
		intgo extra = log ? traceBytesPerNumber + a->message.len : 0;
		if (extra > traceBufRoom - traceMaxEvent)
			extra = traceBufRoom - traceMaxEvent;
		uint64 args[3] = {a->id, a->arg, nameID};
		if (log)
			args[1] = nameID;
		traceEventLocked(extra, mp, pid, bufp, a->ev, 3, args, log ? 2 : 3);
		if (log) {
			traceBuf *buf = traceBufPtr_ptr(*bufp);
			intgo n = extra - traceBytesPerNumber;
			traceBuf_varint(buf, (uint64)n);
			memmove(&buf->arr[buf->traceBufHeader.pos], a->message.str, (uintptr)n);
			buf->traceBufHeader.pos += n;
		}
	}
	traceReleaseBuffer(pid);
}

// go: trace.go#trace_userTaskCreate
void trace_userTaskCreate(uint64 id, uint64 parentID, String taskType)
{
	usereventargs a = {traceEvUserTaskCreate, id, parentID, taskType, STR("")};
	if (RELAXED(trace.enabled))
		systemstack(userevent, &a);
}

// go: trace.go#trace_userTaskEnd
void trace_userTaskEnd(uint64 id) { traceEvent(traceEvUserTaskEnd, 2, args(id)); }

// go: trace.go#trace_userRegion
void trace_userRegion(uint64 id, uint64 mode, String name)
{
	usereventargs a = {traceEvUserRegion, id, mode, name, STR("")};
	if (RELAXED(trace.enabled))
		systemstack(userevent, &a);
}

// go: trace.go#trace_userLog
// A message that is too long for a buffer is cut. See D151.
void trace_userLog(uint64 id, String category, String message)
{
	usereventargs a = {traceEvUserLog, id, 0, category, message};
	if (RELAXED(trace.enabled))
		systemstack(userevent, &a);
}
