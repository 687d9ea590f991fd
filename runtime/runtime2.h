// The shared data model: Go's runtime2.go, in Go's order. The declaration of each status, type and
// field says what it means. "Self" is the goroutine while it runs (or its M, on g0, for it).
#pragma once

#include "go_types.h"
#include "atomic_amd64x.h"

typedef struct mutex mutex;
typedef struct note note;
typedef struct funcval funcval;
typedef struct iface iface;
typedef struct eface eface;
typedef struct gobuf gobuf;
typedef struct sudog sudog;
typedef struct libcall libcall;
typedef struct wincallbackcontext wincallbackcontext;
typedef struct stack stack;
typedef struct g g;
typedef struct m m;
typedef struct p p;
typedef struct schedt schedt;
typedef struct _func _func;
typedef struct funcinl funcinl;
typedef struct itab itab;
typedef struct lfnode lfnode;
typedef struct forcegcstate forcegcstate;
typedef struct _defer _defer;
typedef struct _panic _panic;
typedef struct stkframe stkframe;
typedef struct ancestorInfo ancestorInfo;

// Types of other files, of which only pointers are needed here.
typedef struct _type _type;
typedef struct ptrtype ptrtype;
typedef struct interfacetype interfacetype;
typedef struct hchan hchan;
typedef struct timer timer;
typedef struct mcache mcache;
typedef struct mspan mspan;
typedef struct bitvector bitvector;
typedef struct moduledata moduledata;
typedef struct cgoCallers cgoCallers;
typedef struct sigctxt sigctxt;
typedef struct siginfo siginfo;
typedef struct segment segment; // stack.c: record at the top of a stack segment above the first

// G status. It is the phase of the goroutine and also a lock on its stack: each status says who
// owns the stack.
enum {
	// just allocated, not initialised
	_Gidle = 0,
	// on a run queue; not running; the stack is owned by nobody
	_Grunnable = 1,
	// may run user code; owns its stack; has an M and a P
	_Grunning = 2,
	// in a system call; owns its stack; has an M, on no run queue
	_Gsyscall = 3,
	// blocked in the runtime; on no run queue; a channel operation may access registered stack
	// slots under the channel's lock
	_Gwaiting = 4,
	_Gmoribund_unused = 5,
	// unused: just exited, on a free list, or being initialised
	_Gdead = 6,
	_Genqueue_unused = 7,
	// its stack is being moved (never here: C frames stay)
	_Gcopystack = 8,
	// stopped itself for suspendG; no thread is responsible for readying it yet
	_Gpreempted = 9,

	// _Gscan with one of the above: a scanner holds the stack. Never with _Grunning (casgstatus).
	_Gscan = 0x1000,
	_Gscanrunnable = _Gscan + _Grunnable,
	_Gscanrunning = _Gscan + _Grunning,
	_Gscansyscall = _Gscan + _Gsyscall,
	_Gscanwaiting = _Gscan + _Gwaiting,
	_Gscanpreempted = _Gscan + _Gpreempted,
};

// P status.
enum {
	// not used to run code; usually on the idle list, else in transit between owners
	_Pidle = 0,
	// owned by an M that runs user code or the scheduler; only that M may leave this state
	_Prunning = 1,
	// affine to an M in a system call, not owned: left by CAS only
	_Psyscall = 2,
	// halted by a stop-the-world, owned by the M that stopped the world
	_Pgcstop = 3,
	// not used any more (GOMAXPROCS shrank)
	_Pdead = 4,
};

// go: runtime2.go#mutex
// A lock that blocks the thread: its state and the number of waiting threads (lock_futex.c). The
// zero value is unlocked. Not recursive.
struct mutex {
	uintptr key;
};

// go: runtime2.go#note
// A one-shot event: 0 not signalled, 1 signalled (lock_futex.c). It has one sleeper and one waker,
// and is cleared only after the sleep has returned.
struct note {
	uintptr key;
};

// go: runtime2.go#funcval
// A closure: the code pointer, then what it captured. Code is called with the closure's address in
// r10 (System V) or rdx (ABI0).
struct funcval {
	uintptr fn;
	// variable-size, fn-specific data here
};

// go: runtime2.go#iface [adapted] the table has gccgo's layout: the type, then the methods
struct iface {
	itab *tab;
	void *data;
};

// go: runtime2.go#eface
struct eface {
	_type *_type;
	void  *data;
};

// go: runtime2.go#efaceOf [adapted] an interface{} is an eface in C
static inline eface *efaceOf(eface *ep) { return ep; }

// Pointers that a collector does not follow. Every G and P is also reachable through allgs and
// allp, and the record of an M stays that of an M.

// go: runtime2.go#guintptr
typedef uintptr guintptr;
// go: runtime2.go#guintptr.ptr
static inline g *guintptr_ptr(guintptr gp) { return (g *)gp; }
// go: runtime2.go#guintptr.set
static inline void guintptr_set(guintptr *gp, g *v) { *gp = (guintptr)v; }
// go: runtime2.go#guintptr.cas
// mo: seq_cst, as Go's Casuintptr; used on p.runnext, where the owner and thieves compete.
static inline bool guintptr_cas(guintptr *gp, guintptr old, guintptr new)
{
	return atomic_Casuintptr(gp, old, new);
}

// go: runtime2.go#setGNoWB [adapted] there is no write barrier
static inline void setGNoWB(g **gp, g *new) { *gp = new; }

// go: runtime2.go#puintptr
typedef uintptr puintptr;
// go: runtime2.go#puintptr.ptr
static inline p *puintptr_ptr(puintptr pp) { return (p *)pp; }
// go: runtime2.go#puintptr.set
static inline void puintptr_set(puintptr *pp, p *v) { *pp = (puintptr)v; }

// go: runtime2.go#muintptr
// An M can exit: after a point where it could, trust nothing that a muintptr of another structure
// leads to.
typedef uintptr muintptr;
// go: runtime2.go#muintptr.ptr
static inline m *muintptr_ptr(muintptr mp) { return (m *)mp; }
// go: runtime2.go#muintptr.set
static inline void muintptr_set(muintptr *mp, m *v) { *mp = (muintptr)v; }

// go: runtime2.go#setMNoWB [adapted] there is no write barrier
static inline void setMNoWB(m **mp, m *new) { *mp = new; }

// go: runtime2.go#gobuf
// A saved context. gogo loads sp, bp, ret (rax) and ctxt (rdx and r10), zeroes them and jumps to
// pc. The callee-saved registers lie on the stack that was left (asm_amd64.S).
struct gobuf {
	uintptr  sp;
	uintptr  pc;
	guintptr g;
	void    *ctxt;
	uint64   ret;
	uintptr  lr;
	uintptr  bp;
};

// go: runtime2.go#sudog
// An entry of a wait queue. Only acquireSudog makes one; releaseSudog takes it back with all links
// nil.
struct sudog {
	// Protected by the hchan.lock (or semaRoot, notifyList lock) of the queue it is on:
	g     *g;
	bool   isSelect; // g is in a select: win the CAS on g.selectDone first
	sudog *next;
	sudog *prev;
	void  *elem;     // value slot (may lie on g's stack), or the semaphore's address

	// Owned by g, or by the semaRoot lock:
	int64  acquiretime;
	int64  releasetime;
	uint32 ticket;
	sudog *parent;   // semaRoot treap
	sudog *waitlink; // g.waiting list, or semaRoot list
	sudog *waittail; // semaRoot
	hchan *c;        // channel
};

// go: runtime2.go#libcall
struct libcall {
	uintptr fn;
	uintptr n;    // number of parameters
	uintptr args; // parameters
	uintptr r1;   // return values
	uintptr r2;
	uintptr err;  // error number
};

// go: runtime2.go#wincallbackcontext [stub] Windows only; the name is kept for the reader
struct wincallbackcontext {
	void   *gobody;
	uintptr argsize;
	uintptr restorestack;
	bool    cleanstack;
};

// go: runtime2.go#stack
// The bounds [lo, hi) of a stack; nothing is stored at either edge.
struct stack {
	uintptr lo;
	uintptr hi;
};

// go: runtime2.go#g
struct g {
	// Stack owner (see the status):
	stack   stack;       // bounds of the current segment
	// lo+_StackGuard, or stackPreempt, which any thread may store; copy at %fs:0x70 while running
	uintptr stackguard0;
	uintptr stackguard1; // limit for g0 and gsignal, else ~0

	// Self:
	_panic  *_panic;     // innermost panic
	_defer  *_defer;     // innermost defer
	m       *m;          // current M; set by execute, cleared by dropg
	gobuf    sched;
	uintptr  syscallsp;  // sp of the system call's caller, else 0
	uintptr  syscallpc;
	uintptr  stktopsp;   // sp at the bottom frame, to check tracebacks
	void    *param;      // message from the waker; set under the lock of what g waits for
	uint32   atomicstatus; // only through readgstatus, casgstatus and kin
	uint32   stackLock;
	int64    goid;
	guintptr schedlink;  // under the lock of the list g is on
	guintptr schedahead; // Not in Go: a hint, the G some links further (runqputslow); may be stale
	int64    waitsince;  // approximate time when g blocked
	uint8    waitreason; // a waitReason; stale when g is not waiting

	bool preempt;        // durable preemption request; stackguard0 is its lossy copy
	bool preemptStop;    // on preemption become _Gpreempted
	bool preemptShrink;  // shrink the stack at the next synchronous safe point
	bool asyncSafePoint; // stopped by asyncPreempt: registers and frame are imprecise

	bool paniconfault;   // an unexpected fault address panics instead of crashing
	bool gcscandone;     // under the scan bit
	bool throwsplit;     // must not split its stack

	bool activeStackChans; // parked on channels with slots on its stack
	bool stale;          // Not in Go, here for its cache line: preempted, see mgc.c
	uint32 scangen;      // Not in Go, here for its cache line: scanned, see S10 in mgc.c; atomic

	int8     raceignore;
	bool     sysblocktraced;
	int64    sysexitticks;
	uint64   traceseq;
	puintptr tracelastp;
	muintptr lockedm;    // M this g is wired to
	uint32   sig;        // the signal being turned into a panic, set by the handler on this M
	SLICE(byte) writebuf; // if set, print goes here
	uintptr  sigcode0;
	uintptr  sigcode1;
	uintptr  sigpc;
	uintptr  gopc;       // pc of the go statement that made g
	struct { ancestorInfo *array; intgo len, cap; } *ancestors; // only if debug.tracebackancestors
	uintptr  startpc;    // pc of the goroutine function
	uintptr  racectx;
	sudog   *waiting;    // sudogs g waits on, in lock order
	SLICE(uintptr) cgoCtxt;
	void    *labels;     // profiler labels
	timer   *timer;      // cached timer of time.Sleep
	uint32   selectDone; // a waker wins a select by CAS 0 -> 1
	void    *xsave;      // Not in Go, here for its cache line: see preempt.c

	int64 gcAssistBytes;

	// Not in Go. Self; written only while the stack is owned:
	segment *stackseg;   // record of the current segment, nil on the first
	segment *stackkept;  // record of the idle segment kept above the current one, or nil
	uintptr  stackinuse; // bytes in all segments up to the current one
	// The callee-saved registers of entersyscall's caller, in the order of savedregs (cfi.h), for
	// the collector and for tracebacks. Valid from entersyscall to exitsyscall, as syscallseg and
	// syscallhi.
	uintptr  syscallregs[6];
	segment *syscallseg; // stackseg, and
	uintptr  syscallhi;  // stack.hi, at syscallsp
	uintptr  callframe;  // innermost gort_call frame, 0 if none (asm_amd64.S)
	guintptr gfnext;     // dead, first of a batch on sched.gFree: that of the next batch
	int32    gfcount;    // and how many Gs the batch has
	int32    cerrno;     // errno of the last C function that gccgo's code called (ccall_amd64.S)
	void    *local;      // gort_setlocal
	int64    runnabletime; // runnable, and its wait is measured: since when (histogram.c). Else 0
#ifdef GORT_HOSTED
	uintptr  cxaglobals[2]; // the exceptions of C++ that it is handling (rt0/cxa.S)
#endif
};

// m.tls: FS points to tls[1], so tls[0] is g's word at -8(%fs). C code finds self pointers at %fs:0
// and %fs:0x10, the canary at 0x28, the stack guard at 0x70, musl's thread id at 0x30, its errno at
// 0x34, its locale at 0xa8.
//
// A hosted program's threads have glibc's block instead, with the guard at the same place: glibc
// keeps that word for -fsplit-stack. g's word is one of the four that glibc keeps for transactional
// memory; gcc's libitm uses the first two. So code reaches it alike in a program, in a shared
// library and in a signal handler, however they are linked. See D205.
enum {
	tlsWords    = 65,
	fsGuard     = 0x70, // byte offset from FS of the stack guard
	fsCanary    = 0x28,
	fsG         = 0x68, // hosted
	fsNext      = 0x18, // musl's list of threads, through which its fork goes
	fsTid       = 0x30, // musl's
	fsErrno     = 0x34, // musl's
	fsLocale    = 0xa8, // musl's
	muslLocale  = 56,   // where the process's locale is in musl's __libc
};

// go: os_linux.go#mOS
typedef struct mOS {
#ifdef GORT_HOSTED
	int32   *errnop; // libc's errno of this thread; set by minit
	uintptr *guard;  // its guard word, for other threads; nil: there is no thread; atomic
	uintptr  cguard; // what the word was before needm
#endif
} mOS;

// go: os_linux_generic.go#sigset
typedef uint32 sigset[2];

// go: signal_unix.go#gsignalStack
typedef struct gsignalStack {
	stack   stack;
	uintptr stackguard0;
	uintptr stackguard1;
	uintptr stktopsp;
} gsignalStack;

// go: runtime2.go#m
struct m {
	g       *g0;            // goroutine with the scheduling stack
	gobuf    morebuf;       // caller context handed to newstack
	uint32   divmod;

	// Fields not known to debuggers in Go; here nothing depends on it.
	uint64   procid;        // kernel thread id
	g       *gsignal;       // signal-handling g
	gsignalStack goSigStack;
	sigset   sigmask;       // mask to install in minit
	uintptr  tls[tlsWords]; // thread-local storage, see above; longer than Go's 6 words (D1)
	void   (*mstartfn)(void);
	g       *curg;          // running user goroutine; self: execute sets, dropg clears
	guintptr caughtsig;     // goroutine running during a fatal signal
	puintptr p;             // attached P, 0 if not running user code; self
	puintptr nextp;         // P handed over while parked; written before notewakeup(park)
	puintptr oldp;          // P that was attached before the system call
	int64    id;
	int32    mallocing;
	int32    throwing;
	String   preemptoff;    // if not "", curg stays on this M
	int32    locks;         // > 0: not preemptible
	int32    dying;
	int32    profilehz;
	bool     spinning;      // out of work and looking for it; counted in sched.nmspinning
	bool     blocked;       // asleep on a note
	bool     newSigstack;   // minit installed our signal stack
	int8     printlock;
	bool     incgo;         // in a C call on g0's stack
	uint32   freeWait;      // 0: the dying thread is off its stack
	uint32   fastrand[2];
	bool     needextram;
	uint8    traceback;
	uint64   ncgocall;
	int32    ncgo;
	uint32   cgoCallersUse;
	cgoCallers *cgoCallers;
	note     park;
	m       *alllink;       // on allm
	muintptr schedlink;
	mcache  *mcache;
	guintptr lockedg;
	uintptr  createstack[32]; // stack that created this thread
	uint32   lockedExt;     // external LockOSThread nesting
	uint32   lockedInt;     // internal lockOSThread nesting
	muintptr nextwaitm;
	bool   (*waitunlockf)(g *, void *);
	void    *waitlock;
	byte     waittraceev;
	intgo    waittraceskip;
	bool     startingtrace;
	uint32   syscalltick;
	m       *freelink;      // on sched.freem

	libcall  libcall;
	uintptr  libcallpc;
	uintptr  libcallsp;
	guintptr libcallg;
	struct libcall syscall;

	uintptr  vdsoSP;        // sp for a traceback while in a vDSO call, else 0
	uintptr  vdsoPC;

	uint32   preemptGen;    // preemption signals handled; atomic
	uint32   signalPending; // 1: a preemption signal is in flight; atomic

	mOS      mOS;

	// Not in Go:
	void    *xsave;         // free area for asyncPreempt, which makes it the G's (preempt.c)
	int64    now;           // timeSleep's reading of the clock, for schedule; 0: none
	bool     settimer;      // it set a timer, before schedule, and no M polls (wakeNetPoller)
	bool     helpgc;        // woken to mark, not for a P; written before notewakeup(park)
	note     rwpark;        // where it waits for an rwmutex
	sigset   forkmask;      // the mask from before a fork
};

// go: proc.go#sysmontick [moved] held by value in p
typedef struct sysmontick {
	uint32 schedtick;
	int64  schedwhen;
	uint32 syscalltick;
	int64  syscallwhen;
} sysmontick;

// go: proc.go#gQueue [moved] held by value in schedt
// A FIFO of Gs linked through g.schedlink. A G is on one gQueue or gList at a time.
typedef struct gQueue {
	guintptr head;
	guintptr tail;
} gQueue;

// go: proc.go#gList [moved] held by value in p and schedt
typedef struct gList {
	guintptr head;
} gList;

#include "mpagecache.h" // pageCache
#include "trace.h"      // traceBufPtr
#include "malloc.h"     // persistentAlloc
#include "gc.h"         // gcWork, wbBuf, gcMarkWorkerMode

enum {
	deferPools    = 5,
	deferPoolSize = 32,
	runqSize      = 256,
};

// go: none — an entry of a timer heap: comparing timers does not access them (Go has it from 1.23)
// See D44.
typedef struct timerWhen {
	timer *timer;
	int64  when;         // timer.when, while it is in the heap
} timerWhen;

// go: runtime2.go#p
struct p {
	int32      id;
	uint32     status;      // one of pidle/prunning/…; atomic
	puintptr   link;        // under sched.lock
	uint32     schedtick;   // +1 on every scheduler call
	uint32     syscalltick; // +1 on every system call
	sysmontick sysmontick;  // sysmon only
	muintptr   m;           // back link, 0 if idle
	mcache    *mcache;
	pageCache  pcache;
	uintptr    raceprocctx;

	// Owner:
	SLICE(_defer *) deferpool[deferPools]; // free defers by size
	_defer *deferpoolbuf[deferPools][deferPoolSize];

	uint64 goidcache;       // ids goidcache … goidcacheend-1 are ours
	uint64 goidcacheend;

	// Run queue. The owner and thieves advance runqhead by CAS; only the owner advances runqtail.
	uint32   runqhead;
	uint32   runqtail;
	guintptr runq[runqSize];
	guintptr runnext;       // runs next in the current time slice; thieves may take it by CAS

	struct {
		gList gList;
		int32 n;
	} gFree;                // dead Gs
	uintptr gblock;         // Not in Go: ngblocks blocks of Gs to be, from here on (stack.h)
	int32   ngblocks;       // Not in Go

	SLICE(sudog *) sudogcache;
	sudog *sudogbuf[128];

	struct {
		intgo  len;
		mspan *buf[128];
	} mspancache;

	traceBufPtr tracebuf;
	bool    traceSweep;
	uintptr traceSwept, traceReclaimed;

	persistentAlloc palloc; // per-P to avoid the mutex

	uint32 _;

	uint64 timer0When;      // when of the first timer, 0 if none; atomic, written under timersLock

	// Go has these five for its mark workers; unused here:
	int64    gcAssistTime;
	int64    gcFractionalMarkTime;
	guintptr gcBgMarkWorker;
	gcMarkWorkerMode gcMarkWorkerMode;
	int64    gcMarkWorkerStartTime;
	gcWork   gcw;
	wbBuf    wbBuf;

	uint32 runSafePointFn;  // 1: run sched.safePointFn at the next safe point; atomic

	mutex timersLock;
	SLICE(timerWhen) timers; // heap by when, under timersLock
	uint32 numTimers;       // atomic, written under timersLock
	uint32 adjustTimers;    // number of timers moved earlier; atomic
	uint32 deletedTimers;   // number of timers that other Ps stopped while in the heap; atomic
	uintptr timerRaceCtx;

	bool preempt;           // enter the scheduler as soon as possible, whatever G runs

	byte pad[CacheLineSize];

	// Not in Go:
	// Timers that this P stopped while they were in its heap; owner
	uint32 deletedOwn;
	// How many of deletedTimers and deletedOwn have left the heap; written under timersLock
	uint32 clearedTimers;
};

// go: runtime2.go#schedt
struct schedt {
	// Atomic:
	uint64 goidgen;
	uint64 lastpoll;        // time of the last netpoll, 0 while one is under way
	uint64 pollUntil;       // when the current netpoll sleeps to

	mutex lock;

	// Protected by sched.lock:
	muintptr midle;         // idle Ms waiting for work
	int32    nmidle;
	int32    nmidlelocked;  // locked Ms waiting for work
	int64    mnext;         // Ms that have been made, and the next id
	int32    maxmcount;
	int32    nmsys;         // system Ms not counted for deadlock
	int64    nmfreed;       // Ms that ended

	uint32 ngsys;           // system goroutines; atomic

	puintptr pidle;         // idle Ps, under sched.lock
	uint32   npidle;        // atomic, changed under sched.lock
	uint32   nmspinning;    // atomic; see "keeping the right number of threads awake" in proc.c

	// Global run queue, under sched.lock:
	gQueue runq;
	int32  runqsize;

	// User goroutines held back, under sched.lock:
	struct {
		bool   user;
		gQueue runnable;
		int32  n;
	} disable;

	// Global cache of dead Gs:
	struct {
		mutex lock;
		guintptr stack;     // batches, linked by gfnext
		int32 n;
	} gFree;

	mutex  sudoglock;       // central cache of sudogs
	sudog *sudogcache;

	mutex   deferlock;      // central pool of defers, by size
	_defer *deferpool[deferPools];

	m *freem;               // exited Ms, freed when freeWait is 0; under sched.lock

	uint32 gcwaiting;       // a stop of the world is wanted
	int32  stopwait;        // Ps still to stop; under sched.lock
	note   stopnote;
	uint32 sysmonwait;      // sysmon is in deep sleep: who is to wake it; under sched.lock
	note   sysmonnote;

	void (*safePointFn)(p *);
	int32  safePointWait;
	note   safePointNote;

	int32 profilehz;

	int64 procresizetime;   // nanotime() of the last change of gomaxprocs
	int64 totaltime;        // integral of gomaxprocs over time up to then

	// Not in Go:
	m *lockowner;           // M that holds lock: the crash path must not lock again
};

// Signal table flags.
enum {
	_SigNotify = 1,     // let signal.Notify have the signal, even if from the kernel
	_SigKill = 2,       // if Notify does not take it, exit quietly
	_SigThrow = 4,      // … exit loudly
	_SigPanic = 8,      // if from the kernel, panic
	_SigDefault = 16,   // if not explicitly requested, do not monitor it
	_SigGoExit = 32,
	_SigSetStack = 64,  // add SA_ONSTACK to libc's handler
	_SigUnblock = 128,  // always unblock
	_SigIgn = 256,      // _SIG_DFL action is to ignore it
};

// go: runtime2.go#_func [adapted] C has no pclntab: what a lookup in ELF and DWARF yields
struct _func {
	uintptr entry;
	int32   nameoff;
	int32   args;
	uint32  deferreturn;
	int32   pcsp;
	int32   pcfile;
	int32   pcln;
	int32   npcdata;
	uint8   funcID;
	int8    _[2];
	uint8   nfuncdata;
};

// go: runtime2.go#funcinl
struct funcinl {
	uintptr zero; // 0 tells it from _func
	uintptr entry;
	String  name;
	String  file;
	intgo   line;
};

// go: runtime2.go#itab [adapted] gccgo's method table: the dynamic type, then the code pointers in
//     the order of sorted method names
struct itab {
	_type  *_type;
	uintptr fun[1]; // variable sized
};

// go: runtime2.go#lfnode
struct lfnode {
	uint64  next;
	uintptr pushcnt;
};

// go: runtime2.go#forcegcstate
struct forcegcstate {
	mutex  lock;
	g     *g;
	uint32 idle; // 1: parked, may be kicked; atomic
};

// go: runtime2.go#_defer [adapted] one 64-byte record for the three kinds of deferring frames, the
//     size that gccgo's code reserves on its stack
// Only the owning goroutine touches it.
struct _defer {
	int32    siz;      // ABI0: bytes of arguments behind the record
	bool     started;  // its call has begun
	bool     heap;     // from the pool, not from the frame
	uint8    kind;     // deferABI0, deferC or deferGccgo (Go: openDefer)
	bool     makefunccanrecover; // C: fn is a thunk, which calls the deferred function
	uintptr  sp;       // ABI0, C: sp at the deferproc; gccgo: address of the frame's bool
	uintptr  pc;       // ABI0, C: where recovery continues; gccgo: return address (setdeferretaddr)
	uintptr  fn;       // ABI0: funcval; C, gccgo: code; 0 once a gccgo defer has started
	_panic  *_panic;   // panic that runs this defer
	_defer  *link;     // next older
	void    *arg;      // C, gccgo: the argument; C, once started: the code
	_panic  *panicStack; // gccgo: g's innermost panic when it was deferred
};

enum {
	deferABI0,
	deferC,
	deferGccgo,
};

// go: runtime2.go#_panic
struct _panic {
	void   *argp;      // ABI0: argument pointer of the deferred call during the panic
	eface   arg;
	_panic *link;
	uintptr pc;        // where to continue if the panic is bypassed
	void   *sp;
	bool    recovered;
	bool    aborted;
	bool    goexit;
};

// go: runtime2.go#stkframe [adapted] no argument maps
struct stkframe {
	uintptr pc;
	uintptr continpc;
	uintptr lr;
	uintptr sp;
	uintptr fp;
	uintptr varp;
	uintptr argp;
	uintptr arglen;
	bool    signal; // pc is the interrupted instruction itself, not a return address
};

// go: runtime2.go#ancestorInfo
struct ancestorInfo {
	SLICE(uintptr) pcs;
	int64   goid;
	uintptr gopc;
};

enum {
	_TraceRuntimeFrames = 1, // include frames of the runtime
	_TraceTrap = 2,          // the first pc is a fault, not a return address
	_TraceJumpStack = 4,     // go on from g0 to curg
	// Not in Go: into pcbuf an entry for each frame, not for each call inlined there (frameCalls).
	// Reads no debug information, so that a signal handler can do it.
	_TraceFrames = 8,
};

// The most frames that a traceback prints.
enum { _TracebackMaxFrames = 100 };

// go: runtime2.go#waitReason
typedef uint8 waitReason;
enum {
	waitReasonZero,
	waitReasonGCAssistMarking,
	waitReasonIOWait,
	waitReasonChanReceiveNilChan,
	waitReasonChanSendNilChan,
	waitReasonDumpingHeap,
	waitReasonGarbageCollection,
	waitReasonGarbageCollectionScan,
	waitReasonPanicWait,
	waitReasonSelect,
	waitReasonSelectNoCases,
	waitReasonGCAssistWait,
	waitReasonGCSweepWait,
	waitReasonGCScavengeWait,
	waitReasonChanReceive,
	waitReasonChanSend,
	waitReasonFinalizerWait,
	waitReasonForceGGIdle,
	waitReasonSemacquire,
	waitReasonSleep,
	waitReasonSyncCondWait,
	waitReasonTimerGoroutineIdle,
	waitReasonTraceReaderBlocked,
	waitReasonWaitForGCCycle,
	waitReasonGCWorkerIdle,
	waitReasonPreempted,
};

hidden extern uintptr allglen GOSYM(allglen);
hidden extern m      *allm GOSYM(allm);
hidden extern SLICE(p *, pslice) allp GOSYM(allp);
hidden extern mutex   allpLock GOSYM(allpLock);
hidden extern int32   gomaxprocs GOSYM(gomaxprocs);
hidden extern int32   ncpu GOSYM(ncpu);
hidden extern forcegcstate forcegc GOSYM(forcegc);
hidden extern schedt  sched GOSYM(sched);
hidden extern p       p0 GOSYM(p0); // not in Go
hidden extern int32   newprocs GOSYM(newprocs);
hidden extern uint32  processorVersionInfo GOSYM(processorVersionInfo);
// Not in Go, as the next: each CPUID takes microseconds on a virtual machine.
hidden extern uint32  processorMaxLeaf GOSYM(processorMaxLeaf);
hidden extern uint32  processorFeatures[2] GOSYM(processorFeatures);
hidden extern bool    isIntel GOSYM(isIntel);
hidden extern bool    lfenceBeforeRdtsc GOSYM(lfenceBeforeRdtsc);
hidden extern bool    framepointer_enabled GOSYM(framepointer_enabled);
hidden extern bool    islibrary GOSYM(islibrary);
hidden extern bool    isarchive GOSYM(isarchive);

// The current g, read each time: after a switch a cached copy may be another thread's.
static nosplit inline g *getg(void)
{
	g *gp;
#ifdef GORT_HOSTED
	__asm__ volatile("movq %%fs:%c1, %0" : "=r"(gp) : "i"(fsG));
#else
	__asm__ volatile("movq %%fs:-8, %0" : "=r"(gp));
#endif
	return gp;
}

// The stack guard word of mp's thread, %fs:0x70 there.
#ifdef GORT_HOSTED
// mp is our own M, for another's see poisonthread: libc's block goes with the thread.
static inline uintptr *guardslot(m *mp)
{
	byte *block;
	__asm__ volatile("movq %%fs:0, %0" : "=r"(block));
	return (uintptr *)(block + fsGuard);
}
#else
static inline uintptr *guardslot(m *mp) { return (uintptr *)((byte *)&mp->tls[1] + fsGuard); }
#endif
