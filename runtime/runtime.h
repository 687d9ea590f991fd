// Every prototype of the runtime, in sections by Go file. Types are in headers named after their
// Go files. A C file includes this header alone.
#pragma once

#include "runtime2.h"
#include "type.h"
#include "print.h"
#include "malloc.h"
#include "sizeclasses.h"
#include "mheap.h"
#include "mstats.h"
#include "stack.h"
#include "chan.h"
#include "select.h"
#include "sema.h"
#include "time.h"
#include "netpoll.h"
#include "rwmutex.h"
#include "map.h"
#include "symtab.h"
#include "error.h"
#include "defs_linux_amd64.h"

// throw("text"), of a constant: prints "fatal error: text" and all stacks, and exits with status 2.
#define throw(lit) (throw)(STR(lit))

// callfn: a System V call of the func value fv: its code is called with fv itself in r10.
#define callfn(type, fv, ...) __builtin_call_with_static_chain(((type)(fv)->fn)(__VA_ARGS__), (fv))

// alg.go

hidden extern uintptr hashkey GOSYM(hashkey);
hidden uintptr memhash0(const void *p_, uintptr h) GOSYM(memhash0);
hidden uintptr memhash8(const void *p_, uintptr h) GOSYM(memhash8);
hidden uintptr memhash16(const void *p_, uintptr h) GOSYM(memhash16);
hidden uintptr memhash128(const void *p_, uintptr h) GOSYM(memhash128);
hidden uintptr memhash(const void *p_, uintptr h, uintptr s) GOSYM(memhash);
hidden uintptr memhash32(const void *p_, uintptr h) GOSYM(memhash32);
hidden uintptr memhash64(const void *p_, uintptr h) GOSYM(memhash64);
hidden uintptr strhash(const void *p_, uintptr h) GOSYM(strhash);
hidden uintptr f32hash(const void *p_, uintptr h) GOSYM(f32hash);
hidden uintptr f64hash(const void *p_, uintptr h) GOSYM(f64hash);
hidden uintptr c64hash(const void *p_, uintptr h) GOSYM(c64hash);
hidden uintptr c128hash(const void *p_, uintptr h) GOSYM(c128hash);
hidden uintptr interhash(const void *p_, uintptr h) GOSYM(interhash);
hidden uintptr nilinterhash(const void *p_, uintptr h) GOSYM(nilinterhash);
hidden uintptr typehash(_type *t, const void *p_, uintptr h) GOSYM(typehash);
hidden uintptr reflect_typehash(_type *t, const void *p_, uintptr h) GOSYM(reflect_typehash);
hidden bool memequal0(const void *p_, const void *q) GOSYM(memequal0);
hidden bool memequal8(const void *p_, const void *q) GOSYM(memequal8);
hidden bool memequal16(const void *p_, const void *q) GOSYM(memequal16);
hidden bool memequal32(const void *p_, const void *q) GOSYM(memequal32);
hidden bool memequal64(const void *p_, const void *q) GOSYM(memequal64);
hidden bool memequal128(const void *p_, const void *q) GOSYM(memequal128);
hidden bool f32equal(const void *p_, const void *q) GOSYM(f32equal);
hidden bool f64equal(const void *p_, const void *q) GOSYM(f64equal);
hidden bool c64equal(const void *p_, const void *q) GOSYM(c64equal);
hidden bool c128equal(const void *p_, const void *q) GOSYM(c128equal);
hidden bool strequal(const void *p_, const void *q) GOSYM(strequal);
hidden bool interequal(const void *p_, const void *q) GOSYM(interequal);
hidden bool nilinterequal(const void *p_, const void *q) GOSYM(nilinterequal);
hidden bool efaceeq(_type *t, void *x, void *y) GOSYM(efaceeq);
hidden bool ifaceeq(itab *tab, void *x, void *y) GOSYM(ifaceeq);
hidden void alginit(void) GOSYM(alginit);

// cgo.go

// Whether the program is hosted: libc starts it and makes its threads (doc/HOSTED.md). In Go a
// variable, which package runtime/cgo sets.
#ifdef GORT_HOSTED
enum { iscgo = true };
hidden extern int32 (*_cgo_init)(g *gp, void (*setg)(g *), void *, void *) GOSYM(_cgo_init);
hidden extern int32 (*_cgo_thread_start)(void *ts) GOSYM(_cgo_thread_start);
hidden extern int32 (*_cgo_notify_runtime_init_done)(void *unused)
	GOSYM(_cgo_notify_runtime_init_done);
hidden extern void (*_cgo_sys_thread_create)(void *(*fn)(void *), void *arg)
	GOSYM(_cgo_sys_thread_create);
// The name of the file of the image that has this address.
hidden extern const char *x_cgo_image(const void *addr);
hidden extern void x_cgo_alone(void);
hidden extern int32 x_cgo_onstack(void *addr); // on the stack of the thread?
hidden extern int32 (*_cgo_setenv)(void *arg) GOSYM(_cgo_setenv);
hidden extern int32 (*_cgo_unsetenv)(void *arg) GOSYM(_cgo_unsetenv);
#else
enum { iscgo = false };
#endif
hidden extern bool cgoHasExtraM GOSYM(cgoHasExtraM);

// cgocallback.go

noreturn hidden void _cgo_panic_internal(const byte *p) GOSYM(_cgo_panic_internal);

// cgo_mmap.go

hidden void munmap(void *addr, uintptr n) GOSYM(munmap);
hidden void *sysMmap(void *addr, uintptr n, int32 prot, int32 flags, int32 fd, uint32 off,
                     intgo *err)
	GOSYM(sysMmap);
hidden void sysMunmap(void *addr, uintptr n) GOSYM(sysMunmap);
hidden void *mmap(void *addr, uintptr n, int32 prot, int32 flags, int32 fd, uint32 off, intgo *err)
	GOSYM(mmap);

// cgo_sigaction.go

hidden void sigaction(uint32 sig, const sigactiont *new_, sigactiont *old) GOSYM(sigaction);

// cgocall.go

// go: cgocall.go#cgoCallers
// The pcs of C frames; 0 ends them.
struct cgoCallers {
	uintptr pc[32];
};
// Calls fn(arg), C code, on the stack of the thread, and returns its result. It may block, and call
// back. On a goroutine.
hidden int32 cgocall(int32 (*fn)(void *), void *arg) GOSYM(cgocall);
hidden void  unwindm(void *restore) GOSYM(unwindm);
hidden void  cgocallbackg(void (*fn)(void *), void *arg, uintptr ctxt) GOSYM(cgocallbackg);
noreturn hidden void badcgocallback(void) GOSYM(badcgocallback);
noreturn hidden void cgounimpl(void) GOSYM(cgounimpl);
hidden void cgoCheckPointer(eface ptr, eface arg) GOSYM(cgoCheckPointer);
hidden void cgoCheckResult(eface val) GOSYM(cgoCheckResult);

// cfi.c: not in Go

typedef struct unwinder unwinder;
// Moves u to the frame's caller and stores the frame's CFA, which is the caller's stack pointer.
// Returns false if there is no caller (*bottom) or none can be found. Takes 3 KB of stack.
hidden bool unwinder_step(unwinder *u, uintptr *cfa, bool *bottom) GOSYM(unwinder.step);
typedef struct cfirule cfirule;
// Finds the rule at pc, in code of the usual form; else false, with start and lsda alone, and
// without lsda if nothing is known of the code. Takes 2 KB of stack.
hidden bool findcfirule(uintptr pc, cfirule *rule) GOSYM(findcfirule);
// Whether the code at pc has call frame information.
hidden bool hascfi(uintptr pc) GOSYM(hascfi);
// How many functions have call frame information, and the bounds of the i-th in order of address;
// false if they cannot be told.
hidden uintptr cfifunctions(void) GOSYM(cfifunctions);
hidden bool cfifunction(uintptr i, uintptr *lo, uintptr *hi) GOSYM(cfifunction);
// As unwinder_step, by the frame pointer alone.
hidden bool unwinder_framestep(unwinder *u, uintptr *cfa) GOSYM(unwinder.framestep);

// The word at addr, if it lies on one of u's stacks.
hidden bool unwinder_read(const unwinder *u, uintptr addr, uintptr *v) GOSYM(unwinder.read);
// The value of the operations at p, a block of DWARF's, in u's frame, whose CFA is cfa. The
// operations' stack begins with the CFA if hascfa. False if something is not known.
hidden bool unwinder_eval(const unwinder *u, const byte *p, bool hascfa, uintptr cfa, uintptr *v)
	GOSYM(unwinder.eval);
// An unsigned number of seven bits a byte.
hidden uint64 uleb(const byte **p) GOSYM(uleb);

// chan.go

hidden hchan *reflect_makechan(chantype *t, intgo size) GOSYM(reflect_makechan);
hidden hchan *makechan64(chantype *t, int64 size) GOSYM(makechan64);
hidden hchan *makechan(chantype *t, intgo size) GOSYM(makechan);
hidden void *chanbuf(hchan *c, uintgo i) GOSYM(chanbuf);
hidden void chansend1(hchan *c, void *elem) GOSYM(chansend1);
hidden bool chansend(hchan *c, void *ep, bool block, uintptr callerpc) GOSYM(chansend);
hidden void send(hchan *c, sudog *sg, void *ep, void (*unlockf)(void *), void *unlockarg,
                 intgo skip)
	GOSYM(send);
hidden void sendDirect(_type *t, sudog *sg, void *src) GOSYM(sendDirect);
hidden void recvDirect(_type *t, sudog *sg, void *dst) GOSYM(recvDirect);
hidden void closechan(hchan *c) GOSYM(closechan);
hidden void chanrecv1(hchan *c, void *elem) GOSYM(chanrecv1);
hidden bool chanrecv2(hchan *c, void *elem) GOSYM(chanrecv2);
hidden bool chanrecv(hchan *c, void *ep, bool block, bool *received) GOSYM(chanrecv);
hidden void recv(hchan *c, sudog *sg, void *ep, void (*unlockf)(void *), void *unlockarg,
                 intgo skip)
	GOSYM(recv);
hidden bool chanparkcommit(g *gp, void *chanLock) GOSYM(chanparkcommit);
hidden bool selectnbsend(hchan *c, void *elem) GOSYM(selectnbsend);
hidden bool selectnbrecv(void *elem, hchan *c) GOSYM(selectnbrecv);
hidden bool selectnbrecv2(void *elem, bool *received, hchan *c) GOSYM(selectnbrecv2);
hidden bool reflect_chansend(hchan *c, void *elem, bool nb) GOSYM(reflect_chansend);
hidden bool reflect_chanrecv(hchan *c, bool nb, void *elem, bool *received) GOSYM(reflect_chanrecv);
hidden intgo reflect_chanlen(hchan *c) GOSYM(reflect_chanlen);
hidden intgo reflectlite_chanlen(hchan *c) GOSYM(reflectlite_chanlen);
hidden intgo reflect_chancap(hchan *c) GOSYM(reflect_chancap);
hidden void reflect_chanclose(hchan *c) GOSYM(reflect_chanclose);
hidden void waitq_enqueue(waitq *q, sudog *sgp) GOSYM(waitq.enqueue);
hidden sudog *waitq_dequeue(waitq *q) GOSYM(waitq.dequeue);

// complex.go

hidden float64 inf2one(float64 f) GOSYM(inf2one);
hidden double _Complex complex128div(double _Complex n, double _Complex mp_) GOSYM(complex128div);

// cputicks.go

hidden int64 cputicks(void) GOSYM(cputicks);

// cpuprof.go

enum { maxCPUProfStack = 64 };
typedef struct profBuf profBuf;
typedef struct cpuProfile cpuProfile;
typedef struct cpuprofile {
	slice data, tags;
	bool  eof;
} cpuprofile;
hidden extern cpuProfile cpuprof GOSYM(cpuprof);
hidden void SetCPUProfileRate(intgo hz) GOSYM(SetCPUProfileRate);
hidden void cpuProfile_add(cpuProfile *cp, g *gp, const uintptr *stk, intgo n)
	GOSYM(cpuProfile.add);
hidden void cpuProfile_addNonGo(cpuProfile *cp, const uintptr *stk, intgo n)
	GOSYM(cpuProfile.addNonGo);
noreturn hidden slice CPUProfile(void) GOSYM(CPUProfile);
// Not in Go: for gort_cpuprofile_start.
hidden bool cpuProfile_begin(intgo hz) GOSYM(cpuProfile.begin);
hidden void cpuProfile_stop(void) GOSYM(cpuProfile.stop);
// Not in Go: for the two readers.
hidden profBuf *cpuProfile_log(bool *own) GOSYM(cpuProfile.log);
hidden void cpuProfile_end(void) GOSYM(cpuProfile.end);
// Not in Go: the next records of the profile and their tags; waits for them. eof: there will be no
// more. Only then may another profile begin.
hidden cpuprofile cpuProfile_read(void) GOSYM(cpuProfile.read);
hidden cpuprofile runtime_pprof_readProfile(void) GOLABEL("runtime_1pprof.readProfile");

// runtime/doors/c/gort_files.c

// The files that the environment asks for, of the whole program: called before the program's
// package initialisers, and before an exit, on a goroutine. last: who else calls it waits for ever.
hidden void filesbegin(void) GOSYM(filesbegin);
hidden void filesend(bool last) GOSYM(filesend);
// Returns the goroutine that calls filesend at a deadlock, once; nil if there are no such files. It
// is waiting, and the caller's to ready. Holds: sched.lock.
hidden g *filesender(void) GOSYM(filesender);
// Writes n bytes, in system calls; returns 0 or -errno. On a goroutine.
hidden int32 writeall(int32 fd, const byte *p, intgo n) GOSYM(writeall);

// debug.go

hidden intgo GOMAXPROCS(intgo n) GOSYM(GOMAXPROCS);
hidden intgo NumCPU(void) GOSYM(NumCPU);
hidden int64 NumCgoCall(void) GOSYM(NumCgoCall);
hidden intgo NumGoroutine(void) GOSYM(NumGoroutine);
hidden String debug_modinfo(void) GOSYM(debug_modinfo);

// debugcall.go

// A debugger's call, for debugCallFrame.
typedef struct debugCall {
	bool    completed; // the function has returned
	uintptr size;      // of the frame
} debugCall;
hidden String debugCallCheck(uintptr pc, uintptr sp) GOSYM(debugCallCheck);
hidden void debugCallDefer(void *d) GOSYM(debugCallDefer);
hidden String debugCallWrap(uintptr size) GOSYM(debugCallWrap);
hidden void debugCallFrame(void *d) GOSYM(debugCallFrame);
hidden void debugCallPanicked(eface val) GOSYM(debugCallPanicked);

// env_posix.go

hidden String gogetenv(String key) GOSYM(gogetenv);
hidden bool envKeyEqual(String a, String b) GOSYM(envKeyEqual);
hidden void syscall_setenv_c(String k, String v) GOLABEL("syscall.setenv__c");
hidden void syscall_unsetenv_c(String k) GOLABEL("syscall.unsetenv__c");

// error.go

noreturn hidden void panicplain(String s) GOSYM(panicplain); // panic(plainError(s))
// Panic(errorString(s)): "runtime error: " stands before it.
noreturn hidden void panicerror(String s) GOSYM(panicerror);
hidden void TypeAssertionError_RuntimeError(TypeAssertionError *e)
	GOSYM(TypeAssertionError.RuntimeError);
// The entries of Error methods, for callers of both ABIs, are in doors/abi0/methods_amd64.S.
hidden String TypeAssertionError_Error(TypeAssertionError *e)
	GOSYM(TypeAssertionError.Error.abiinternal);
hidden intgo appendIntStr(byte *b, int64 v, bool isSigned) GOSYM(appendIntStr);
hidden void errorString_RuntimeError(errorString *e) GOSYM(errorString.RuntimeError);
hidden String errorString_Error(errorString *e) GOSYM(errorString.Error.abiinternal);
hidden String errorAddressString_Error(errorAddressString *e)
	GOSYM(errorAddressString.Error.abiinternal);
hidden void plainError_RuntimeError(plainError *e) GOSYM(plainError.RuntimeError);
hidden String plainError_Error(plainError *e) GOSYM(plainError.Error.abiinternal);
hidden void boundsError_RuntimeError(boundsError *e) GOSYM(boundsError.RuntimeError);
hidden String boundsError_Error(boundsError *e) GOSYM(boundsError.Error.abiinternal);
hidden bool errortext(eface v, String *text) GOSYM(errortext);
hidden String panictext(eface v) GOSYM(panictext);
hidden String typestring(eface x) GOSYM(typestring);
hidden void printany(eface i) GOSYM(printany);
noreturn hidden void panicwrap(void) GOSYM(panicwrap);
noreturn hidden void panicwrap1(uintptr pc) GOSYM(panicwrap1); // not in Go

// extern.go

typedef struct callerResults { uintptr pc; String file; intgo line; bool ok; } callerResults;
hidden callerResults Caller(intgo skip) GOSYM(Caller);
hidden intgo Callers(intgo skip, slice pc) GOSYM(Callers);
hidden String GOROOT(void) GOSYM(GOROOT);
hidden String Version(void) GOSYM(Version);

// fastlog2.go

hidden float64 fastlog2(float64 x) GOSYM(fastlog2);

// heapdump.go

hidden void runtime_debug_WriteHeapDump(uintptr fd) GOLABEL("runtime_1debug.WriteHeapDump");
hidden void dumpslice(slice b) GOSYM(dumpslice);
hidden void dumpotherroot(String description, void *to) GOSYM(dumpotherroot);

// iface.go

hidden extern const byte staticbytes[256] GOSYM(staticbytes);
hidden itab *getitab(interfacetype *inter, _type *typ, bool canfail) GOSYM(getitab);
hidden void iterate_itabs(void (*fn)(itab *)) GOSYM(iterate_itabs);
hidden void itabsinit(void) GOSYM(itabsinit);
noreturn hidden void panicdottypeE(_type *have, _type *want, _type *iface) GOSYM(panicdottypeE);
noreturn hidden void panicdottypeI(itab *have, _type *want, _type *iface) GOSYM(panicdottypeI);
noreturn hidden void panicnildottype(_type *want) GOSYM(panicnildottype);
hidden eface convT2E(_type *t, void *elem) GOSYM(convT2E);
hidden void *convT16(uint16 val) GOSYM(convT16);
hidden void *convT32(uint32 val) GOSYM(convT32);
hidden void *convT64(uint64 val) GOSYM(convT64);
hidden void *convTstring(String val) GOSYM(convTstring);
hidden void *convTslice(slice val) GOSYM(convTslice);
hidden eface convT2Enoptr(_type *t, void *elem) GOSYM(convT2Enoptr);
hidden iface convT2I(itab *tab, void *elem) GOSYM(convT2I);
hidden iface convT2Inoptr(itab *tab, void *elem) GOSYM(convT2Inoptr);
hidden iface convI2I(interfacetype *inter, iface i) GOSYM(convI2I);
hidden iface assertI2I(interfacetype *inter, iface i) GOSYM(assertI2I);
hidden iface assertI2I2(interfacetype *inter, iface i, bool *ok) GOSYM(assertI2I2);
hidden iface assertE2I(interfacetype *inter, eface e) GOSYM(assertE2I);
hidden iface assertE2I2(interfacetype *inter, eface e, bool *ok) GOSYM(assertE2I2);
hidden void reflect_ifaceE2I(interfacetype *inter, eface e, iface *dst) GOSYM(reflect_ifaceE2I);
hidden void reflectlite_ifaceE2I(interfacetype *inter, eface e, iface *dst)
	GOSYM(reflectlite_ifaceE2I);

// libc.c: not in Go; what libbacktrace and libgcc call of libc
hidden int32 *libc_errno(void) GOSYM(libc_errno);
hidden int32 libc_open(const char *name, int32 flags, int32 mode) GOSYM(libc_open);
hidden int32 libc_close(int32 fd) GOSYM(libc_close);
hidden int32 libc_fstat(int32 fd, void *st) GOSYM(libc_fstat);
hidden void *libc_mmap(void *addr, uintptr n, int32 prot, int32 flags, int32 fd, int64 off)
	GOSYM(libc_mmap);
hidden int32 libc_munmap(void *addr, uintptr n) GOSYM(libc_munmap);
hidden int32 libc_getpid(void) GOSYM(libc_getpid);
hidden int32 libc_fcntl(int32 fd, int32 cmd, int32 arg) GOSYM(libc_fcntl);
hidden int32 libc_getpagesize(void) GOSYM(libc_getpagesize);
hidden int32 libc_lstat(const char *name, void *st) GOSYM(libc_lstat);
hidden int64 libc_readlink(const char *name, char *buf, uintptr n) GOSYM(libc_readlink);
hidden int32 libc_snprintf(char *buf, uintptr n, const char *format, ...) GOSYM(libc_snprintf);
hidden const char *libc_strerror(int32 e) GOSYM(libc_strerror);
hidden void *libc_malloc(uintptr n) GOSYM(libc_malloc);
hidden void libc_free(void *p) GOSYM(libc_free);
hidden void libc_abort(void) GOSYM(libc_abort);
hidden void libc_stack_chk_fail(void) GOSYM(libc_stack_chk_fail);

// lock_futex.go

// Not in Go. Called before there is a second thread.
hidden void lockinit(void) GOSYM(lockinit);
hidden extern bool nomembarrier GOSYM(nomembarrier); // not in Go
hidden bool barrierall(void) GOSYM(barrierall);      // not in Go
hidden void lock(mutex *l) GOSYM(lock);
hidden void unlock(mutex *l) GOSYM(unlock);
// Not in Go: unlocks without a full barrier. The memory of *l must outlive the call.
hidden void unlockrel(mutex *l) GOSYM(unlockrel);
hidden void noteclear(note *n) GOSYM(noteclear);
hidden void notewakeup(note *n) GOSYM(notewakeup);
hidden void notesleep(note *n) GOSYM(notesleep);
hidden bool notetsleep_internal(note *n, int64 ns) GOSYM(notetsleep_internal);
hidden bool notetsleep(note *n, int64 ns) GOSYM(notetsleep);
hidden bool notetsleepg(note *n, int64 ns) GOSYM(notetsleepg);
hidden bool beforeIdle(int64 now) GOSYM(beforeIdle);
hidden void checkTimeouts(void) GOSYM(checkTimeouts);

// malloc.go

hidden extern uintptr physPageSize GOSYM(physPageSize);
hidden extern uintptr physHugePageSize GOSYM(physHugePageSize);
hidden extern uintgo  physHugePageShift GOSYM(physHugePageShift);
hidden extern uintptr zerobase GOSYM(zerobase);
hidden void mallocinit(void) GOSYM(mallocinit);
hidden void *mheap_sysAlloc(mheap *h, uintptr n, uintptr *size) GOSYM(mheap.sysAlloc);
hidden void *sysReserveAligned(void *v, uintptr size, uintptr align, uintptr *reserved)
	GOSYM(sysReserveAligned);
hidden extern _type anypointers GOSYM(anypointers);
hidden extern _type nopointers GOSYM(nopointers);
hidden void *mallocgc(uintptr size, _type *typ, bool needzero) GOSYM(mallocgc);
hidden void *newobject(_type *typ) GOSYM(newobject);
hidden void *reflect_unsafe_New(_type *typ) GOSYM(reflect_unsafe_New);
hidden void *reflectlite_unsafe_New(_type *typ) GOSYM(reflectlite_unsafe_New);
hidden void *newarray(_type *typ, intgo n) GOSYM(newarray);
hidden void *reflect_unsafe_NewArray(_type *typ, intgo n) GOSYM(reflect_unsafe_NewArray);
hidden void *persistentalloc(uintptr size, uintptr align, uint64 *sysStat) GOSYM(persistentalloc);
hidden void persistentforked(void) GOSYM(persistentforked);

// map.go

hidden extern const byte zeroVal[maxZero] GOSYM(zeroVal);
hidden hmap *makemap64(maptype *t, int64 hint, hmap *h) GOSYM(makemap64);
hidden hmap *makemap_small(void) GOSYM(makemap_small);
hidden hmap *makemap(maptype *t, intgo hint, hmap *h) GOSYM(makemap);
hidden void *mapaccess1(maptype *t, hmap *h, const void *key) GOSYM(mapaccess1);
hidden void *mapaccess2(maptype *t, hmap *h, const void *key, bool *r1) GOSYM(mapaccess2);
hidden void *mapaccess1_fat(maptype *t, hmap *h, const void *key, void *zero) GOSYM(mapaccess1_fat);
hidden void *mapaccess2_fat(maptype *t, hmap *h, const void *key, void *zero, bool *r1)
	GOSYM(mapaccess2_fat);
hidden void *mapassign(maptype *t, hmap *h, const void *key) GOSYM(mapassign);
hidden void mapdelete(maptype *t, hmap *h, const void *key) GOSYM(mapdelete);
hidden void mapiterinit(maptype *t, hmap *h, hiter *it) GOSYM(mapiterinit);
hidden void mapiternext(hiter *it) GOSYM(mapiternext);
hidden void mapclear(maptype *t, hmap *h) GOSYM(mapclear);
hidden bool overLoadFactor(intgo count, uint8 B) GOSYM(overLoadFactor);
hidden bool tooManyOverflowBuckets(uint16 noverflow, uint8 B) GOSYM(tooManyOverflowBuckets);
hidden void growWork(maptype *t, hmap *h, uintptr bucket) GOSYM(growWork);
hidden void hashGrow(maptype *t, hmap *h) GOSYM(hashGrow);
// Not in Go.
hidden void mapfreecell(maptype *t, hmap *h, bmap *head, bmap *b, uintptr i) GOSYM(mapfreecell);
hidden void mapclearpointer(void *p_) GOSYM(mapclearpointer); // not in Go
hidden void mapclearelem(maptype *t, bmap *b, uintptr i) GOSYM(mapclearelem); // not in Go
hidden bmap *hmap_newoverflow(hmap *h, maptype *t, bmap *b) GOSYM(hmap.newoverflow);
hidden hmap *reflect_makemap(maptype *t, intgo cap) GOSYM(reflect_makemap);
hidden void *reflect_mapaccess(maptype *t, hmap *h, const void *key) GOSYM(reflect_mapaccess);
hidden void reflect_mapassign(maptype *t, hmap *h, const void *key, void *elem)
	GOSYM(reflect_mapassign);
hidden void reflect_mapdelete(maptype *t, hmap *h, const void *key) GOSYM(reflect_mapdelete);
hidden void *reflect_mapiterkey(hiter *it) GOSYM(reflect_mapiterkey);
hidden void *reflect_mapiterelem(hiter *it) GOSYM(reflect_mapiterelem);
hidden intgo reflect_maplen(hmap *h) GOSYM(reflect_maplen);
hidden intgo reflectlite_maplen(hmap *h) GOSYM(reflectlite_maplen);

// map_fast32.go

hidden void *mapaccess1_fast32(maptype *t, hmap *h, uint32 key) GOSYM(mapaccess1_fast32);
hidden void *mapaccess2_fast32(maptype *t, hmap *h, uint32 key, bool *r1) GOSYM(mapaccess2_fast32);
hidden void *mapassign_fast32(maptype *t, hmap *h, uint32 key) GOSYM(mapassign_fast32);
hidden void *mapassign_fast32ptr(maptype *t, hmap *h, void *key) GOSYM(mapassign_fast32ptr);
hidden void mapdelete_fast32(maptype *t, hmap *h, uint32 key) GOSYM(mapdelete_fast32);

// map_fast64.go

hidden void *mapaccess1_fast64(maptype *t, hmap *h, uint64 key) GOSYM(mapaccess1_fast64);
hidden void *mapaccess2_fast64(maptype *t, hmap *h, uint64 key, bool *r1) GOSYM(mapaccess2_fast64);
hidden void *mapassign_fast64(maptype *t, hmap *h, uint64 key) GOSYM(mapassign_fast64);
hidden void *mapassign_fast64ptr(maptype *t, hmap *h, void *key) GOSYM(mapassign_fast64ptr);
hidden void mapdelete_fast64(maptype *t, hmap *h, uint64 key) GOSYM(mapdelete_fast64);

// map_faststr.go

hidden void *mapaccess1_faststr(maptype *t, hmap *h, String ky) GOSYM(mapaccess1_faststr);
hidden void *mapaccess2_faststr(maptype *t, hmap *h, String ky, bool *r1) GOSYM(mapaccess2_faststr);
hidden void *mapassign_faststr(maptype *t, hmap *h, String s) GOSYM(mapassign_faststr);
hidden void mapdelete_faststr(maptype *t, hmap *h, String ky) GOSYM(mapdelete_faststr);

// mbarrier.go

hidden void typedmemmove(_type *typ, void *dst, void *src) GOSYM(typedmemmove);
hidden void reflect_typedmemmove(_type *typ, void *dst, void *src) GOSYM(reflect_typedmemmove);
hidden void reflectlite_typedmemmove(_type *typ, void *dst, void *src)
	GOSYM(reflectlite_typedmemmove);
hidden intgo typedslicecopy(_type *typ, slice dst, slice src) GOSYM(typedslicecopy);
hidden intgo reflect_typedslicecopy(_type *elemType, slice dst, slice src)
	GOSYM(reflect_typedslicecopy);
hidden void typedmemclr(_type *typ, void *ptr) GOSYM(typedmemclr);
hidden void reflect_typedmemclr(_type *typ, void *ptr) GOSYM(reflect_typedmemclr);
hidden void memclrHasPointers(void *ptr, uintptr n) GOSYM(memclrHasPointers);

// mbitmap.go

hidden void    mspan_refillAllocCache(mspan *s, uintptr whichByte) GOSYM(mspan.refillAllocCache);
hidden uintptr mspan_nextFreeIndex(mspan *s) GOSYM(mspan.nextFreeIndex);
hidden bool    mspan_isFree(mspan *s, uintptr index) GOSYM(mspan.isFree);
hidden uintptr mspan_countAlloc(mspan *s) GOSYM(mspan.countAlloc);

// mcache.go

hidden extern mspan emptymspan GOSYM(emptymspan);
hidden mcache *allocmcache(void) GOSYM(allocmcache);
hidden void freemcache(mcache *c) GOSYM(freemcache);
hidden void mcache_refill(mcache *c, spanClass spc) GOSYM(mcache.refill);
hidden void mcache_releaseAll(mcache *c) GOSYM(mcache.releaseAll);
hidden void mcache_prepareForSweep(mcache *c) GOSYM(mcache.prepareForSweep);

// mcentral.go

hidden void mcentral_init(mcentral *c, spanClass spc) GOSYM(mcentral.init);
hidden mspan *mcentral_cacheSpan(mcentral *c) GOSYM(mcentral.cacheSpan);
hidden void mcentral_uncacheSpan(mcentral *c, mspan *s) GOSYM(mcentral.uncacheSpan);
hidden bool mcentral_freeSpan(mcentral *c, mspan *s, bool preserve) GOSYM(mcentral.freeSpan);
hidden mspan *mcentral_grow(mcentral *c) GOSYM(mcentral.grow);

// mem_linux.go

hidden void *sysAlloc(uintptr n, uint64 *sysStat) GOSYM(sysAlloc);
hidden void sysUnused(void *v, uintptr n) GOSYM(sysUnused);
hidden void sysUsed(void *v, uintptr n) GOSYM(sysUsed);
// Not in Go: makes the kernel provide the pages now.
hidden void sysPopulate(void *v, uintptr n) GOSYM(sysPopulate);
hidden void sysHugePage(void *v, uintptr n) GOSYM(sysHugePage);
hidden void sysFree(void *v, uintptr n, uint64 *sysStat) GOSYM(sysFree);
hidden void sysFault(void *v, uintptr n) GOSYM(sysFault);
hidden bool sysGuard(void *v, uintptr n) GOSYM(sysGuard); // not in Go
hidden void *sysReserve(void *v, uintptr n) GOSYM(sysReserve);
hidden void sysMap(void *v, uintptr n, uint64 *sysStat) GOSYM(sysMap);

// mfinal.go
// in gc.h

// mfixalloc.go

hidden void fixalloc_init(fixalloc *f, uintptr size, void (*first)(void *, void *), void *arg,
                          uint64 *stat)
	GOSYM(fixalloc.init);
hidden void *fixalloc_alloc(fixalloc *f) GOSYM(fixalloc.alloc);
hidden void fixalloc_free(fixalloc *f, void *p_) GOSYM(fixalloc.free);

// mgc.go
// in gc.h

// mgcmark.go
// in gc.h

// mgcscavenge.go

hidden uint64 heapRetained(void) GOSYM(heapRetained);
hidden void gcPaceScavenger(void) GOSYM(gcPaceScavenger);
hidden void wakeScavenger(void) GOSYM(wakeScavenger);
hidden void bgscavenge(void *c) GOSYM(bgscavenge);
hidden uintptr pageAlloc_scavenge(pageAlloc *s, uintptr nbytes, bool locked)
	GOSYM(pageAlloc.scavenge);
hidden void printScavTrace(uintptr released, bool forced) GOSYM(printScavTrace);
hidden void pageAlloc_resetScavengeAddr(pageAlloc *s) GOSYM(pageAlloc.resetScavengeAddr);
hidden uintptr pageAlloc_scavengeOne(pageAlloc *s, uintptr max, bool locked)
	GOSYM(pageAlloc.scavengeOne);
hidden void pageAlloc_scavengeRangeLocked(pageAlloc *s, chunkIdx ci, uintgo base, uintgo npages)
	GOSYM(pageAlloc.scavengeRangeLocked);
hidden uint64 fillAligned(uint64 x, uintgo n) GOSYM(fillAligned);
hidden bool pallocData_hasScavengeCandidate(pallocData *d, uintptr min)
	GOSYM(pallocData.hasScavengeCandidate);
hidden uintgo pallocData_findScavengeCandidate(pallocData *d, uintgo searchIdx, uintptr min,
                                               uintptr max, uintgo *npages)
	GOSYM(pallocData.findScavengeCandidate);

// mgcsweep.go
// in gc.h

// mgcwork.go
// in gc.h

// mheap.go

hidden void recordspan(void *vh, void *p_) GOSYM(recordspan);
hidden spanlist mheap_spans(mheap *h) GOSYM(mheap.spans);
hidden mspan *spanOf(uintptr p_) GOSYM(spanOf);
hidden mspan *spanOfUnchecked(uintptr p_) GOSYM(spanOfUnchecked);
hidden mspan *spanOfHeap(uintptr p_) GOSYM(spanOfHeap);
hidden heapArena *pageIndexOf(uintptr p_, uintptr *pageIdx, uint8 *pageMask) GOSYM(pageIndexOf);
hidden void mheap_init(mheap *h) GOSYM(mheap.init);
hidden void mheap_reclaim(mheap *h, uintptr npage) GOSYM(mheap.reclaim);
hidden mspan *mheap_alloc(mheap *h, uintptr npages, spanClass spanclass, bool needzero)
	GOSYM(mheap.alloc);
hidden mspan *mheap_allocManual(mheap *h, uintptr npages, uint64 *stat) GOSYM(mheap.allocManual);
hidden void mheap_setSpans(mheap *h, uintptr base, uintptr npage, mspan *s) GOSYM(mheap.setSpans);
hidden bool mheap_allocNeedsZero(mheap *h, uintptr base, uintptr npage) GOSYM(mheap.allocNeedsZero);
hidden mspan *mheap_tryAllocMSpan(mheap *h) GOSYM(mheap.tryAllocMSpan);
hidden mspan *mheap_allocMSpanLocked(mheap *h) GOSYM(mheap.allocMSpanLocked);
hidden void mheap_freeMSpanLocked(mheap *h, mspan *s) GOSYM(mheap.freeMSpanLocked);
hidden mspan *mheap_allocSpan(mheap *h, uintptr npages, bool manual, spanClass spanclass,
                              uint64 *sysStat)
	GOSYM(mheap.allocSpan);
hidden bool mheap_grow(mheap *h, uintptr npage) GOSYM(mheap.grow);
hidden void mheap_freeSpan(mheap *h, mspan *s) GOSYM(mheap.freeSpan);
hidden void mheap_freeManual(mheap *h, mspan *s, uint64 *stat) GOSYM(mheap.freeManual);
hidden void mheap_freeSpanLocked(mheap *h, mspan *s, bool acctinuse, bool acctidle)
	GOSYM(mheap.freeSpanLocked);
hidden void mheap_scavengeAll(mheap *h) GOSYM(mheap.scavengeAll);
hidden void runtime_debug_freeOSMemory(void) GOSYM(runtime_debug_freeOSMemory);
hidden void mspan_init(mspan *s, uintptr base, uintptr npages) GOSYM(mspan.init);
hidden void mSpanList_init(mSpanList *list) GOSYM(mSpanList.init);
hidden void mSpanList_remove(mSpanList *list, mspan *span) GOSYM(mSpanList.remove);
hidden bool mSpanList_isEmpty(mSpanList *list) GOSYM(mSpanList.isEmpty);
hidden void mSpanList_insert(mSpanList *list, mspan *span) GOSYM(mSpanList.insert);
hidden void mSpanList_insertBack(mSpanList *list, mspan *span) GOSYM(mSpanList.insertBack);
hidden bool addspecial(void *p, special *s) GOSYM(addspecial);
hidden special *removespecial(void *p, uint8 kind) GOSYM(removespecial);
hidden bool addfinalizer(void *p, funcval *f, uintptr nret, _type *fint, ptrtype *ot)
	GOSYM(addfinalizer);
hidden void removefinalizer(void *p) GOSYM(removefinalizer);
hidden void setprofilebucket(void *p, bucket *b) GOSYM(setprofilebucket);
hidden void freespecial(special *s, void *p, uintptr size) GOSYM(freespecial);
hidden gcBits *newMarkBits(uintptr nelems) GOSYM(newMarkBits);
hidden gcBits *newAllocBits(uintptr nelems) GOSYM(newAllocBits);
hidden void nextMarkBitArenaEpoch(void) GOSYM(nextMarkBitArenaEpoch);

// mpagealloc.go

hidden chunkIdx chunkIndex(uintptr addr) GOSYM(chunkIndex);
hidden uintptr chunkBase(chunkIdx ci) GOSYM(chunkBase);
hidden uintgo chunkPageIndex(uintptr addr) GOSYM(chunkPageIndex);
hidden uintgo chunkIdx_l1(chunkIdx i) GOSYM(chunkIdx.l1);
hidden uintgo chunkIdx_l2(chunkIdx i) GOSYM(chunkIdx.l2);
hidden intgo addrsToSummaryRange(intgo level, uintptr base, uintptr limit, intgo *hi)
	GOSYM(addrsToSummaryRange);
hidden intgo blockAlignSummaryRange(intgo level, intgo lo, intgo hi, intgo *hi1)
	GOSYM(blockAlignSummaryRange);
hidden void pageAlloc_init(pageAlloc *s, mutex *mheapLock, uint64 *sysStat) GOSYM(pageAlloc.init);
hidden intgo pageAlloc_compareSearchAddrTo(pageAlloc *s, uintptr addr)
	GOSYM(pageAlloc.compareSearchAddrTo);
hidden pallocData *pageAlloc_chunkOf(pageAlloc *s, chunkIdx ci) GOSYM(pageAlloc.chunkOf);
hidden void pageAlloc_grow(pageAlloc *s, uintptr base, uintptr size) GOSYM(pageAlloc.grow);
hidden void pageAlloc_update(pageAlloc *s, uintptr base, uintptr npages, bool contig, bool alloc)
	GOSYM(pageAlloc.update);
hidden uintptr pageAlloc_allocRange(pageAlloc *s, uintptr base, uintptr npages)
	GOSYM(pageAlloc.allocRange);
hidden uintptr pageAlloc_find(pageAlloc *s, uintptr npages, uintptr *searchAddr)
	GOSYM(pageAlloc.find);
hidden uintptr pageAlloc_alloc(pageAlloc *s, uintptr npages, uintptr *scav) GOSYM(pageAlloc.alloc);
hidden void pageAlloc_free(pageAlloc *s, uintptr base, uintptr npages) GOSYM(pageAlloc.free);
hidden pallocSum packPallocSum(uintgo start, uintgo max, uintgo end) GOSYM(packPallocSum);
hidden uintgo pallocSum_start(pallocSum p) GOSYM(pallocSum.start);
hidden uintgo pallocSum_max(pallocSum p) GOSYM(pallocSum.max);
hidden uintgo pallocSum_end(pallocSum p) GOSYM(pallocSum.end);
hidden uintgo pallocSum_unpack(pallocSum p, uintgo *max, uintgo *end) GOSYM(pallocSum.unpack);
hidden pallocSum mergeSummaries(const pallocSum *sums, intgo n, uintgo logMaxPagesPerSum)
	GOSYM(mergeSummaries);

// mpagealloc_64bit.go

hidden extern const uintgo levelBits[summaryLevels] GOSYM(levelBits);
hidden extern const uintgo levelShift[summaryLevels] GOSYM(levelShift);
hidden extern const uintgo levelLogPages[summaryLevels] GOSYM(levelLogPages);
hidden void pageAlloc_sysInit(pageAlloc *s) GOSYM(pageAlloc.sysInit);
hidden void pageAlloc_sysGrow(pageAlloc *s, uintptr base, uintptr limit) GOSYM(pageAlloc.sysGrow);

// mpagecache.go

hidden bool pageCache_empty(pageCache *c) GOSYM(pageCache.empty);
hidden uintptr pageCache_alloc(pageCache *c, uintptr npages, uintptr *scav) GOSYM(pageCache.alloc);
hidden uintptr pageCache_allocN(pageCache *c, uintptr npages, uintptr *scav)
	GOSYM(pageCache.allocN);
hidden void pageCache_flush(pageCache *c, pageAlloc *s) GOSYM(pageCache.flush);
hidden pageCache pageAlloc_allocToCache(pageAlloc *s) GOSYM(pageAlloc.allocToCache);

// mpallocbits.go

hidden uintgo pageBits_get(pageBits *b, uintgo i) GOSYM(pageBits.get);
hidden uint64 pageBits_block64(pageBits *b, uintgo i) GOSYM(pageBits.block64);
hidden void pageBits_setRange(pageBits *b, uintgo i, uintgo n) GOSYM(pageBits.setRange);
hidden void pageBits_setAll(pageBits *b) GOSYM(pageBits.setAll);
hidden void pageBits_clearRange(pageBits *b, uintgo i, uintgo n) GOSYM(pageBits.clearRange);
hidden uintgo pageBits_popcntRange(pageBits *b, uintgo i, uintgo n) GOSYM(pageBits.popcntRange);
hidden pallocSum pallocBits_summarize(pallocBits *b) GOSYM(pallocBits.summarize);
hidden uintgo pallocBits_find(pallocBits *b, uintptr npages, uintgo searchIdx, uintgo *newSearchIdx)
	GOSYM(pallocBits.find);
hidden void pallocBits_allocRange(pallocBits *b, uintgo i, uintgo n) GOSYM(pallocBits.allocRange);
hidden void pallocBits_free(pallocBits *b, uintgo i, uintgo n) GOSYM(pallocBits.free);
hidden uint64 pallocBits_pages64(pallocBits *b, uintgo i) GOSYM(pallocBits.pages64);
hidden uintgo findBitRange64(uint64 c, uintgo n) GOSYM(findBitRange64);
hidden void pallocData_allocRange(pallocData *d, uintgo i, uintgo n) GOSYM(pallocData.allocRange);

// mprof.go; the weak functions are nil in programs that do not ask for a profile

hidden __attribute__((weak)) uintptr nextSample(void) GOSYM(nextSample);
hidden __attribute__((weak)) void mProf_NextCycle(void) GOSYM(mProf_NextCycle);
hidden __attribute__((weak)) void mProf_PostSweep(void) GOSYM(mProf_PostSweep);
hidden __attribute__((weak)) void mProf_Malloc(void *p_, uintptr size) GOSYM(mProf_Malloc);
hidden __attribute__((weak)) void mProf_Free(bucket *b, uintptr size) GOSYM(mProf_Free);
hidden __attribute__((weak)) void mProf_Flush(void) GOSYM(mProf_Flush);
hidden __attribute__((weak)) void iterate_memprof(void (*fn)(bucket *, uintptr, uintptr *, uintptr,
                                                             uintptr, uintptr))
	GOSYM(iterate_memprof);
// Called only while one of the rates is not 0.
hidden __attribute__((weak)) void blockevent(int64 cycles, intgo skip) GOSYM(blockevent);
hidden __attribute__((weak)) void mutexevent(int64 cycles, intgo skip) GOSYM(mutexevent);
hidden bool blocksampled(int64 cycles) GOSYM(blocksampled);
hidden extern uint64 blockprofilerate GOSYM(blockprofilerate);
hidden extern uint64 mutexprofilerate GOSYM(mutexprofilerate);
hidden void SetBlockProfileRate(intgo rate) GOSYM(SetBlockProfileRate);
hidden intgo SetMutexProfileFraction(intgo rate) GOSYM(SetMutexProfileFraction);
// A variable of runtime/doors/gccgo/runtime.go.
hidden extern intgo MemProfileRate GOSYM(MemProfileRate);

// histogram.go, of Go 1.16; the functions are nil in programs that do not read metrics

enum {
	timeHistNumSubBuckets = 16,
	timeHistNumSuperBuckets = 45,
	timeHistNumBuckets = timeHistNumSubBuckets * timeHistNumSuperBuckets,
};

// go: none — histogram.go#timeHistogram
// Counts durations by length. From 0 to 15 ns each nanosecond has a bucket, then there are 16
// buckets from each power of 2 to the next. The last bucket also counts all longer durations.
typedef struct timeHistogram {
	uint64 counts[timeHistNumBuckets]; // atomic
} timeHistogram;
// How long collections stopped the world, and how long runnable goroutines waited.
hidden extern timeHistogram gcPauseDist GOSYM(gcPauseDist);
hidden extern timeHistogram timeToRun GOSYM(timeToRun);
hidden __attribute__((weak)) void recordpause(int64 duration) GOSYM(recordpause);
hidden __attribute__((weak)) void becomesrunnable(g *gp) GOSYM(becomesrunnable);
hidden __attribute__((weak)) void stopswaiting(g *gp) GOSYM(stopswaiting);

// mranges.go

hidden uintptr addrRange_size(addrRange a) GOSYM(addrRange.size);
hidden bool addrRange_contains(addrRange a, uintptr addr) GOSYM(addrRange.contains);
hidden addrRange addrRange_subtract(addrRange a, addrRange b) GOSYM(addrRange.subtract);
hidden void addrRanges_init(addrRanges *a, uint64 *sysStat) GOSYM(addrRanges.init);
hidden intgo addrRanges_findSucc(addrRanges *a, uintptr base) GOSYM(addrRanges.findSucc);
hidden bool addrRanges_contains(addrRanges *a, uintptr addr) GOSYM(addrRanges.contains);
hidden void addrRanges_add(addrRanges *a, addrRange r) GOSYM(addrRanges.add);

// msize.go

hidden uintptr roundupsize(uintptr size) GOSYM(roundupsize);

// mstats.go

hidden void ReadMemStats(MemStats *mp_) GOSYM(ReadMemStats);
hidden void readmemstats_m(MemStats *stats) GOSYM(readmemstats_m);
hidden void readGCStats(slice *pauses) GOSYM(readGCStats);
hidden void readGCStats_m(slice *pauses) GOSYM(readGCStats_m);
hidden void updatememstats(void) GOSYM(updatememstats);
hidden void cachestats(void) GOSYM(cachestats);
hidden void flushmcache(intgo i) GOSYM(flushmcache);
hidden void flushallmcaches(void) GOSYM(flushallmcaches);
hidden void purgecachedstats(mcache *c) GOSYM(purgecachedstats);
hidden void mSysStatInc(uint64 *sysStat, uintptr n) GOSYM(mSysStatInc);
hidden void mSysStatDec(uint64 *sysStat, uintptr n) GOSYM(mSysStatDec);

// mwbbuf.go
// in gc.h

// nbpipe_pipe2.go

hidden int32 nonblockingPipe(int32 *w, int32 *errno) GOSYM(nonblockingPipe);

// netpoll.go

hidden extern uint32 netpollInited GOSYM(netpollInited);
hidden extern uint32 netpollWaiters GOSYM(netpollWaiters);
hidden void poll_runtime_pollServerInit(void) GOSYM(poll_runtime_pollServerInit);
hidden void netpollGenericInit(void) GOSYM(netpollGenericInit);
hidden bool netpollinited(void) GOSYM(netpollinited);
hidden bool poll_runtime_isPollServerDescriptor(uintptr fd)
	GOSYM(poll_runtime_isPollServerDescriptor);
hidden uint16 polltag(pollDesc *pd) GOSYM(polltag);
hidden bool setpollerr(pollDesc *pd, uint16 tag, bool err) GOSYM(setpollerr);
hidden pollDesc *poll_runtime_pollOpen(uintptr fd, intgo *r1) GOSYM(poll_runtime_pollOpen);
hidden void poll_runtime_pollClose(pollDesc *pd) GOSYM(poll_runtime_pollClose);
hidden void pollCache_free(pollCache *c, pollDesc *pd) GOSYM(pollCache.free);
hidden intgo poll_runtime_pollReset(pollDesc *pd, intgo mode) GOSYM(poll_runtime_pollReset);
hidden intgo poll_runtime_pollWait(pollDesc *pd, intgo mode)
	GOLABEL("internal_1poll.runtime__pollWait");
hidden void poll_runtime_pollWaitCanceled(pollDesc *pd, intgo mode)
	GOSYM(poll_runtime_pollWaitCanceled);
hidden void poll_runtime_pollSetDeadline(pollDesc *pd, int64 d, intgo mode)
	GOSYM(poll_runtime_pollSetDeadline);
hidden void poll_runtime_pollUnblock(pollDesc *pd) GOSYM(poll_runtime_pollUnblock);
hidden void netpollready(gList *toRun, pollDesc *pd, int32 mode) GOSYM(netpollready);
hidden intgo netpollcheckerr(pollDesc *pd, int32 mode) GOSYM(netpollcheckerr);
hidden bool netpollblockcommit(g *gp, void *gpp) GOSYM(netpollblockcommit);
hidden void netpollgoready(g *gp, intgo traceskip) GOSYM(netpollgoready);
hidden bool netpollblock(pollDesc *pd, int32 mode, bool waitio) GOSYM(netpollblock);
hidden g *netpollunblock(pollDesc *pd, int32 mode, bool ioready) GOSYM(netpollunblock);
hidden void netpolldeadlineimpl(pollDesc *pd, uintptr seq, bool read, bool write)
	GOSYM(netpolldeadlineimpl);
hidden void netpollDeadline(eface arg, uintptr seq) GOSYM(netpollDeadline);
hidden void netpollReadDeadline(eface arg, uintptr seq) GOSYM(netpollReadDeadline);
hidden void netpollWriteDeadline(eface arg, uintptr seq) GOSYM(netpollWriteDeadline);
hidden pollDesc *pollCache_alloc(pollCache *c) GOSYM(pollCache.alloc);

// netpoll_epoll.go

hidden int32 epollcreate(int32 size) GOSYM(epollcreate);
hidden int32 epollcreate1(int32 flags) GOSYM(epollcreate1);
hidden int32 epollctl(int32 epfd, int32 op, int32 fd, epollevent *ev) GOSYM(epollctl);
hidden int32 epollwait(int32 epfd, epollevent *ev, int32 nev, int32 timeout, const timespec *ts)
	GOSYM(epollwait);
hidden extern bool oldepoll GOSYM(oldepoll); // not in Go
hidden void closeonexec(int32 fd) GOSYM(closeonexec);
hidden void netpollinit(void) GOSYM(netpollinit);
hidden bool netpollIsPollDescriptor(uintptr fd) GOSYM(netpollIsPollDescriptor);
hidden int32 netpollopen(uintptr fd, pollDesc *pd) GOSYM(netpollopen);
hidden int32 netpollclose(uintptr fd) GOSYM(netpollclose);
hidden void netpollarm(pollDesc *pd, intgo mode) GOSYM(netpollarm);
hidden void netpollBreak(void) GOSYM(netpollBreak);
hidden gList netpoll(int64 delay) GOSYM(netpoll);
hidden void netpollevent(gList *toRun, uint32 ev, uint64 data) GOSYM(netpollevent);

// os_linux.go

hidden int32 futex(void *addr, int32 op, uint32 val, void *ts, void *addr2, uint32 val3)
	GOSYM(futex);
hidden int32 membarrier(int32 cmd) GOSYM(membarrier);
hidden void syscallfailed(const char *name, int32 ret) GOSYM(syscallfailed);
hidden void futexsleep(uint32 *addr, uint32 val, int64 ns) GOSYM(futexsleep);
hidden void futexwakeup(uint32 *addr, uint32 cnt) GOSYM(futexwakeup);
hidden int32 getproccount(void) GOSYM(getproccount);
hidden void newosproc(m *mp) GOSYM(newosproc);
hidden int32 mincore(void *addr, uintptr n, byte *dst) GOSYM(mincore);
hidden void sysargs(int32 argc, byte **argv) GOSYM(sysargs);
hidden intgo sysauxv(uintptr *auxv) GOSYM(sysauxv);
hidden uintptr getHugePageSize(void) GOSYM(getHugePageSize);
hidden void osinit(void) GOSYM(osinit);
hidden void getRandomData(slice r) GOSYM(getRandomData);
hidden void goenvs(void) GOSYM(goenvs);
hidden void libpreinit(void) GOSYM(libpreinit);
hidden void mpreinit(m *mp) GOSYM(mpreinit);
hidden uint32 gettid(void) GOSYM(gettid);
hidden void minit(void) GOSYM(minit);
hidden void unminit(void) GOSYM(unminit);
hidden void sigreturn(void) GOSYM(sigreturn);
hidden void sigtramp(uint32 sig, siginfo *info, void *ctx) GOSYM(sigtramp);
hidden void sigaltstack(stackt *new_, stackt *old) GOSYM(sigaltstack);
hidden void setitimer(int32 mode, itimerval *new_, itimerval *old) GOSYM(setitimer);
hidden void rtsigprocmask(int32 how, const sigset *new_, sigset *old, int32 size)
	GOSYM(rtsigprocmask);
hidden void sigprocmask(int32 how, const sigset *new_, sigset *old) GOSYM(sigprocmask);
hidden void raise(uint32 sig) GOSYM(raise);
hidden void raiseproc(uint32 sig) GOSYM(raiseproc);
hidden int32 sched_getaffinity(uintptr pid, uintptr len, byte *buf) GOSYM(sched_getaffinity);
hidden void osyield(void) GOSYM(osyield);
hidden void pipe(int32 *r, int32 *w, int32 *errno) GOSYM(pipe);
hidden void pipe2(int32 flags, int32 *r, int32 *w, int32 *errno) GOSYM(pipe2);
hidden void setNonblock(int32 fd) GOSYM(setNonblock);
hidden void setsig(uint32 i, uintptr fn) GOSYM(setsig);
hidden void setsigstack(uint32 i) GOSYM(setsigstack);
hidden uintptr getsig(uint32 i) GOSYM(getsig);
hidden void setSignalstackSP(stackt *s, uintptr sp) GOSYM(setSignalstackSP);
hidden void sysSigaction(uint32 sig, const sigactiont *new_, sigactiont *old) GOSYM(sysSigaction);
hidden int32 rt_sigaction(uintptr sig, const sigactiont *new_, sigactiont *old, uintptr size)
	GOSYM(rt_sigaction);
hidden intgo getpid(void) GOSYM(getpid);
hidden void tgkill(intgo tgid, intgo tid, intgo sig) GOSYM(tgkill);
hidden void signalM(m *mp, intgo sig) GOSYM(signalM);
hidden int32 clone(int32 flags, void *stk, m *mp, g *gp, void (*fn)(void)) GOSYM(clone);

// os_linux_generic.go

hidden extern const sigset sigset_all GOSYM(sigset_all);
hidden void sigaddset(sigset *mask, intgo i) GOSYM(sigaddset);
hidden void sigdelset(sigset *mask, intgo i) GOSYM(sigdelset);
hidden void sigfillset(uint64 *mask) GOSYM(sigfillset);

// os_linux_noauxv.go

hidden void archauxv(uintptr tag, uintptr val) GOSYM(archauxv);

// panic.go

// The doors' deferred calls share g._defer: gort_defer makes deferC, gccgo/go.c makes deferGccgo.
hidden void deferproc_c(void (*fn)(void *), void *arg, bool thunk, uintptr sp, uintptr pc)
	GOSYM(deferproc_c);
hidden void deferreturn_c(uintptr sp) GOSYM(deferreturn_c);
hidden void calldefer(_defer *d) GOSYM(calldefer);
// Not in Go: takes off gp's lists what belongs to frames that are newer than sp.
hidden void dropframes(g *gp, uintptr sp) GOSYM(dropframes);
hidden void deferproc_abi0(int32 siz, funcval *fn, void *args, uintptr sp, uintptr pc, uintptr bp)
	GOSYM(deferproc_abi0);
hidden void deferprocStack_abi0(_defer *d, uintptr sp, uintptr pc, uintptr bp)
	GOSYM(deferprocStack_abi0);
hidden funcval *deferreturn_abi0(uintptr sp, uintptr pc) GOSYM(deferreturn_abi0);
hidden eface gorecover_abi0(uintptr argp) GOSYM(gorecover_abi0);
hidden eface gorecover(void) GOSYM(gorecover);
hidden eface gorecover_c(uintptr argp) GOSYM(gorecover_c);
hidden _defer *newdefer(int32 siz) GOSYM(newdefer);
hidden void freedefer(_defer *d) GOSYM(freedefer);
// Non-zero while running deferred calls of a panic.
hidden extern uint32 runningPanicDefers GOSYM(runningPanicDefers);
hidden extern uint32 panicking GOSYM(panicking);                   // non-zero while crashing
hidden extern mutex  paniclk GOSYM(paniclk);                       // held while printing the panic
noreturn hidden void throwinit(void) GOSYM(throwinit); // not in Go 1.14
hidden void panicCheck1(uintptr pc, String msg) GOSYM(panicCheck1);
hidden void panicCheck2(String err) GOSYM(panicCheck2);
noreturn hidden void goPanicIndex(intgo x, intgo y) GOSYM(goPanicIndex);
noreturn hidden void goPanicIndexU(uintgo x, intgo y) GOSYM(goPanicIndexU);
noreturn hidden void goPanicSliceAlen(intgo x, intgo y) GOSYM(goPanicSliceAlen);
noreturn hidden void goPanicSliceAlenU(uintgo x, intgo y) GOSYM(goPanicSliceAlenU);
noreturn hidden void goPanicSliceAcap(intgo x, intgo y) GOSYM(goPanicSliceAcap);
noreturn hidden void goPanicSliceAcapU(uintgo x, intgo y) GOSYM(goPanicSliceAcapU);
noreturn hidden void goPanicSliceB(intgo x, intgo y) GOSYM(goPanicSliceB);
noreturn hidden void goPanicSliceBU(uintgo x, intgo y) GOSYM(goPanicSliceBU);
noreturn hidden void goPanicSlice3Alen(intgo x, intgo y) GOSYM(goPanicSlice3Alen);
noreturn hidden void goPanicSlice3AlenU(uintgo x, intgo y) GOSYM(goPanicSlice3AlenU);
noreturn hidden void goPanicSlice3Acap(intgo x, intgo y) GOSYM(goPanicSlice3Acap);
noreturn hidden void goPanicSlice3AcapU(uintgo x, intgo y) GOSYM(goPanicSlice3AcapU);
noreturn hidden void goPanicSlice3B(intgo x, intgo y) GOSYM(goPanicSlice3B);
noreturn hidden void goPanicSlice3BU(uintgo x, intgo y) GOSYM(goPanicSlice3BU);
noreturn hidden void goPanicSlice3C(intgo x, intgo y) GOSYM(goPanicSlice3C);
noreturn hidden void goPanicSlice3CU(uintgo x, intgo y) GOSYM(goPanicSlice3CU);
noreturn hidden void goPanicSliceConvert(intgo x, intgo y) GOSYM(goPanicSliceConvert);
noreturn hidden void panicshift(void) GOSYM(panicshift);
noreturn hidden void panicdivide(void) GOSYM(panicdivide);
noreturn hidden void panicoverflow(void) GOSYM(panicoverflow);
noreturn hidden void panicfloat(void) GOSYM(panicfloat);
noreturn hidden void panicmem(void) GOSYM(panicmem);
noreturn hidden void panicmemAddr(uintptr addr) GOSYM(panicmemAddr);
noreturn hidden void freedeferpanic(void) GOSYM(freedeferpanic);
noreturn hidden void freedeferfn(void) GOSYM(freedeferfn);
noreturn hidden void Goexit(void) GOSYM(Goexit);
hidden void preprintpanics(_panic *p_) GOSYM(preprintpanics);
hidden void printpanics(_panic *p_) GOSYM(printpanics);
noreturn hidden void gopanic(eface e) GOSYM(gopanic);
noreturn hidden void sync_throw(String s) GOLABEL("sync.throw");
// Takes the frames that control leaves when it goes on at sp off the list of gort_call's frames.
hidden void dropcallframes(g *gp, uintptr sp) GOSYM(dropcallframes);
hidden void recovery(g *gp) GOSYM(recovery);
noreturn hidden void fatalthrow(void) GOSYM(fatalthrow);
noreturn hidden void fatalpanic(_panic *msgs) GOSYM(fatalpanic);
hidden bool startpanic_m(void) GOSYM(startpanic_m);
hidden bool dopanic_m(g *gp, uintptr pc, uintptr sp) GOSYM(dopanic_m);
hidden bool canpanic(g *gp) GOSYM(canpanic);
hidden bool shouldPushSigpanic(g *gp, uintptr pc, uintptr lr) GOSYM(shouldPushSigpanic);
hidden bool isAbortPC(uintptr pc) GOSYM(isAbortPC);
noreturn hidden void (throw)(String s) GOSYM(throw);

// preempt.go

// go: preempt.go#suspendGState
typedef struct suspendGState {
	g   *g;
	bool dead;
	bool stopped;
} suspendGState;
hidden suspendGState suspendG(g *gp) GOSYM(suspendG);
hidden void resumeG(suspendGState state) GOSYM(resumeG);
hidden bool canPreemptM(m *mp) GOSYM(canPreemptM);
hidden void asyncPreempt(void) GOSYM(asyncPreempt);
hidden void asyncPreempt2(void) GOSYM(asyncPreempt2);
hidden void savexstate(g *gp) GOSYM(savexstate); // not in Go
hidden bool wantAsyncPreempt(g *gp) GOSYM(wantAsyncPreempt);
hidden bool isAsyncSafePoint(g *gp, uintptr pc, uintptr sp, uintptr lr) GOSYM(isAsyncSafePoint);

// preempt_nonwindows.go

hidden void osPreemptExtEnter(m *mp) GOSYM(osPreemptExtEnter);
hidden void osPreemptExtExit(m *mp) GOSYM(osPreemptExtExit);

// print.go; what print and println call is in print.h

hidden void hexdumpWords(uintptr p, uintptr end, byte (*mark)(uintptr, void *), void *arg)
	GOSYM(hexdumpWords);
hidden slice bytes(String s) GOSYM(bytes);
hidden void printslice(slice s) GOSYM(printslice);
hidden void printeface(eface e) GOSYM(printeface);
hidden void printiface(iface i) GOSYM(printiface);

// proc.go

hidden extern m m0 GOSYM(m0);
hidden extern g g0 GOSYM(g0);
// Append-only; a superseded array is never freed.
hidden extern SLICE(g *, gslice) allgs GOSYM(allgs);
hidden extern mutex allglock GOSYM(allglock);
hidden extern hchan *main_init_done GOSYM(main_init_done);
hidden extern bool mainStarted GOSYM(mainStarted);
hidden extern int64 runtimeInitTime GOSYM(runtimeInitTime);
hidden extern sigset initSigmask GOSYM(initSigmask);
hidden extern uintptr fastrandseed GOSYM(fastrandseed);
hidden extern uint32 freezing GOSYM(freezing);
hidden extern uint32 worldsema GOSYM(worldsema);
hidden extern rwmutex execLock GOSYM(execLock);
hidden extern bool inForkedChild GOSYM(inForkedChild);
hidden extern int64 starttime GOSYM(starttime);
hidden extern int64 forcegcperiod GOSYM(forcegcperiod);
hidden extern String buildVersion GOSYM(buildVersion);
hidden extern String modinfo GOSYM(modinfo);
// go: proc.go#funcPC [adapted] a pointer to a C function is its address
#define funcPC(f) ((uintptr)(f))
// go: proc.go#randomOrder
typedef struct randomOrder {
	uint32 count;
	SLICE(uint32) coprimes;
} randomOrder;
hidden extern randomOrder stealOrder GOSYM(stealOrder);
// go: proc.go#randomEnum
typedef struct randomEnum {
	uint32 i, count, pos, inc;
} randomEnum;
// go: proc.go#initTask
// Followed by ndeps pointers to initTasks, then nfns code addresses.
typedef struct initTask {
	uintptr state; // 0 new, 1 running, 2 done
	uintptr ndeps;
	uintptr nfns;
} initTask;
enum { freezeStopWait = 0x7fffffff, forcePreemptNS = 10 * 1000 * 1000 };
hidden void main_main(void) GOLABEL("main.main"); // the program's
hidden void os_beforeExit(void) GOSYM(os_beforeExit);
hidden void forcegchelper(void) GOSYM(forcegchelper);
hidden void Gosched(void) GOSYM(Gosched);
hidden void goschedguarded(void) GOSYM(goschedguarded);
hidden void gopark(bool (*unlockf)(g *, void *), void *lock, waitReason reason, byte traceEv,
                   intgo traceskip)
	GOSYM(gopark);
hidden void goparkunlock(mutex *lock, waitReason reason, byte traceEv, intgo traceskip)
	GOSYM(goparkunlock);
hidden void goready(g *gp, intgo traceskip) GOSYM(goready);
hidden sudog *acquireSudog(void) GOSYM(acquireSudog);
hidden void releaseSudog(sudog *s) GOSYM(releaseSudog);
noreturn hidden void badmcall(void (*fn)(g *)) GOSYM(badmcall);
noreturn hidden void badmcall2(void (*fn)(g *)) GOSYM(badmcall2);
// asm_amd64.S: calls the deferred fn of the stack ABI with a copy of siz bytes of arguments.
hidden void reflectcall(funcval *fn, void *args, uint32 siz, void **argp) GOSYM(reflectcall_abi0);
noreturn hidden void badreflectcall(void) GOSYM(badreflectcall);
hidden void badmorestackg0(void) GOSYM(badmorestackg0);
hidden void badmorestackgsignal(void) GOSYM(badmorestackgsignal);
noreturn hidden void badctxt(void) GOSYM(badctxt);
hidden bool lockedOSThread(void) GOSYM(lockedOSThread);
hidden void allgadd(g *gp) GOSYM(allgadd);
hidden void cpuinit(void) GOSYM(cpuinit);
hidden void cpuInitialize(String env) GOSYM(cpuInitialize);
hidden void schedinit(void) GOSYM(schedinit);
hidden void dumpgstatus(g *gp) GOSYM(dumpgstatus);
hidden void checkmcount(void) GOSYM(checkmcount);
hidden void mcommoninit(m *mp, int64 id) GOSYM(mcommoninit);
hidden void fastrandinit(void) GOSYM(fastrandinit);
hidden void ready(g *gp, intgo traceskip, bool next) GOSYM(ready);
hidden void freezetheworld(void) GOSYM(freezetheworld);
hidden uint32 readgstatus(g *gp) GOSYM(readgstatus);
hidden void casfrom_Gscanstatus(g *gp, uint32 oldval, uint32 newval) GOSYM(casfrom_Gscanstatus);
hidden bool castogscanstatus(g *gp, uint32 oldval, uint32 newval) GOSYM(castogscanstatus);
hidden void casgstatus(g *gp, uint32 oldval, uint32 newval) GOSYM(casgstatus);
hidden uint32 casgcopystack(g *gp) GOSYM(casgcopystack);
hidden void casGToPreemptScan(g *gp, uint32 old, uint32 new_) GOSYM(casGToPreemptScan);
hidden bool casGFromPreempted(g *gp, uint32 old, uint32 new_) GOSYM(casGFromPreempted);
hidden void stopTheWorld(String reason) GOSYM(stopTheWorld);
hidden void startTheWorld(void) GOSYM(startTheWorld);
hidden void stopTheWorldWithSema(void) GOSYM(stopTheWorldWithSema);
hidden int64 startTheWorldWithSema(bool emitTraceEvent) GOSYM(startTheWorldWithSema);
hidden void mstart1(uintptr sp) GOSYM(mstart1);
hidden void mstartm0(void) GOSYM(mstartm0);
hidden void mexit(void) GOSYM(mexit);
hidden void forEachP(void (*fn)(p *)) GOSYM(forEachP);
hidden void runSafePointFn(void) GOSYM(runSafePointFn);
hidden m *allocm(p *_p_, void (*fn)(void), int64 id) GOSYM(allocm);
hidden uintptr getm(void) GOSYM(getm);
hidden void needm(void) GOSYM(needm);
hidden void newextram(void) GOSYM(newextram);
hidden void dropm(void) GOSYM(dropm);
hidden extern uint32 extraMCount GOSYM(extraMCount);
hidden extern uint32 extraMWaiters GOSYM(extraMWaiters);
hidden void newm(void (*fn)(void), p *_p_, int64 id) GOSYM(newm);
hidden void newm1(m *mp) GOSYM(newm1);
hidden void startTemplateThread(void) GOSYM(startTemplateThread);
hidden void templateThread(void) GOSYM(templateThread);
hidden void stopm(void) GOSYM(stopm);
hidden void mspinning(void) GOSYM(mspinning);
hidden void startm(p *_p_, bool spinning) GOSYM(startm);
hidden void handoffp(p *_p_) GOSYM(handoffp);
hidden void wakep(void) GOSYM(wakep);
hidden void stoplockedm(void) GOSYM(stoplockedm);
hidden void startlockedm(g *gp) GOSYM(startlockedm);
hidden void gcstopm(void) GOSYM(gcstopm);
hidden void execute(g *gp, bool inheritTime) GOSYM(execute);
hidden g *findrunnable(bool *inheritTime) GOSYM(findrunnable);
hidden bool pollWork(void) GOSYM(pollWork);
hidden void wakeNetPoller(int64 when) GOSYM(wakeNetPoller);
hidden void resetspinning(void) GOSYM(resetspinning);
hidden void injectglist(gList *glist) GOSYM(injectglist);
hidden void schedule(void) GOSYM(schedule);
hidden void dropg(void) GOSYM(dropg);
hidden int64 checkTimers(p *pp, int64 now, int64 *pollUntil, bool *ran) GOSYM(checkTimers);
hidden bool shouldStealTimers(p *p2) GOSYM(shouldStealTimers);
hidden bool parkunlock_c(g *gp, void *lock) GOSYM(parkunlock_c);
hidden void park_m(g *gp) GOSYM(park_m);
hidden void goschedImpl(g *gp) GOSYM(goschedImpl);
hidden void gosched_m(g *gp) GOSYM(gosched_m);
hidden void goschedguarded_m(g *gp) GOSYM(goschedguarded_m);
hidden void gopreempt_m(g *gp) GOSYM(gopreempt_m);
hidden void preemptPark(g *gp) GOSYM(preemptPark);
hidden void goyield(void) GOSYM(goyield);
hidden void goyield_m(g *gp) GOSYM(goyield_m);
noreturn hidden void goexit1(void) GOSYM(goexit1);
hidden void goexit0(g *gp) GOSYM(goexit0);
hidden void save(uintptr pc, uintptr sp) GOSYM(save);
hidden void reentersyscall(uintptr pc, uintptr sp) GOSYM(reentersyscall);
hidden void entersyscall(void) GOSYM(entersyscall);
hidden void reentersyscallblock(uintptr pc, uintptr sp) GOSYM(reentersyscallblock);
hidden extern uintptr xsaveSize GOSYM(xsaveSize); // bytes of extended register state, set by rt0_go
hidden void entersyscall_sysmon(void) GOSYM(entersyscall_sysmon);
hidden void entersyscall_gcwait(void) GOSYM(entersyscall_gcwait);
hidden void entersyscallblock(void) GOSYM(entersyscallblock);
hidden void entersyscallblock_handoff(void) GOSYM(entersyscallblock_handoff);
hidden void exitsyscall(void) GOSYM(exitsyscall);
hidden void *syscallalloc(g *gp, uintptr size) GOSYM(syscallalloc);
hidden bool exitsyscallfast(p *oldp) GOSYM(exitsyscallfast);
hidden void exitsyscallfast_reacquired(void) GOSYM(exitsyscallfast_reacquired);
hidden bool exitsyscallfast_pidle(void) GOSYM(exitsyscallfast_pidle);
hidden void exitsyscall0(g *gp) GOSYM(exitsyscall0);
hidden void beforefork(void) GOSYM(beforefork);
hidden void syscall_runtime_BeforeFork(void) GOSYM(syscall_runtime_BeforeFork);
hidden void afterfork(void) GOSYM(afterfork);
// Not in Go: what libc calls around fork. See D204.
#ifdef GORT_HOSTED
hidden void forkhandler(int32 when) GOSYM(forkhandler);
#else
hidden void forkhandler(int32 when) GOLABEL("__fork_handler"); // musl's name
#endif
hidden void syscall_runtime_AfterFork(void) GOSYM(syscall_runtime_AfterFork);
hidden void syscall_runtime_AfterForkInChild(void) GOSYM(syscall_runtime_AfterForkInChild);
hidden void syscall_runtime_BeforeExec(void) GOSYM(syscall_runtime_BeforeExec);
hidden void syscall_runtime_AfterExec(void) GOSYM(syscall_runtime_AfterExec);
hidden g *malg(int32 stacksize) GOSYM(malg);
hidden slice *saveAncestors(g *callergp) GOSYM(saveAncestors);
hidden void gfput(p *_p_, g *gp) GOSYM(gfput);
hidden g *gfget(p *_p_) GOSYM(gfget);
hidden void gfpurge(p *_p_) GOSYM(gfpurge);
hidden void Breakpoint(void) GOSYM(Breakpoint);
hidden void dolockOSThread(void) GOSYM(dolockOSThread);
hidden void LockOSThread(void) GOSYM(LockOSThread);
hidden void lockOSThread(void) GOSYM(lockOSThread);
hidden void dounlockOSThread(void) GOSYM(dounlockOSThread);
hidden void UnlockOSThread(void) GOSYM(UnlockOSThread);
hidden void unlockOSThread(void) GOSYM(unlockOSThread);
noreturn hidden void badunlockosthread(void) GOSYM(badunlockosthread);
hidden int32 gcount(void) GOSYM(gcount);
hidden int32 mcount(void) GOSYM(mcount);
hidden void sigprof(uintptr pc, uintptr sp, uintptr lr, g *gp, m *mp) GOSYM(sigprof);
hidden void sigprofNonGo(void) GOSYM(sigprofNonGo);
hidden void sigprofNonGoPC(uintptr pc) GOSYM(sigprofNonGoPC);
hidden void _System(void) GOSYM(_System);
hidden void _ExternalCode(void) GOSYM(_ExternalCode);
hidden void _LostExternalCode(void) GOSYM(_LostExternalCode);
hidden void _GC(void) GOSYM(_GC);
hidden void _LostSIGPROFDuringAtomic64(void) GOSYM(_LostSIGPROFDuringAtomic64);
hidden void _VDSO(void) GOSYM(_VDSO);
// Not in Go: locks prof.signalLock, in a handler, if the profile is on.
hidden bool proflocksignal(void) GOSYM(proflocksignal);
hidden void profunlocksignal(void) GOSYM(profunlocksignal);
hidden void setcpuprofilerate(int32 hz) GOSYM(setcpuprofilerate);
hidden void p_init(p *pp, int32 id) GOSYM(p.init);
hidden void p_destroy(p *pp) GOSYM(p.destroy);
hidden p *procresize(int32 nprocs) GOSYM(procresize);
hidden void acquirep(p *_p_) GOSYM(acquirep);
hidden void wirep(p *_p_) GOSYM(wirep);
hidden p *releasep(void) GOSYM(releasep);
hidden void incidlelocked(int32 v) GOSYM(incidlelocked);
hidden void checkdead(void) GOSYM(checkdead);
hidden void sysmon(void) GOSYM(sysmon);
hidden uint32 retake(int64 now, int64 *when) GOSYM(retake);
hidden bool preemptall(void) GOSYM(preemptall);
hidden bool preemptone(p *_p_) GOSYM(preemptone);
hidden void schedtrace(bool detailed) GOSYM(schedtrace);
hidden void schedEnableUser(bool enable) GOSYM(schedEnableUser);
hidden bool schedEnabled(g *gp) GOSYM(schedEnabled);
hidden void mput(m *mp) GOSYM(mput);
hidden m *mget(void) GOSYM(mget);
hidden void globrunqput(g *gp) GOSYM(globrunqput);
hidden void globrunqputhead(g *gp) GOSYM(globrunqputhead);
hidden void globrunqputbatch(gQueue *batch, int32 n) GOSYM(globrunqputbatch);
hidden g *globrunqget(p *_p_, int32 max) GOSYM(globrunqget);
hidden void pidleput(p *_p_) GOSYM(pidleput);
hidden p *pidleget(void) GOSYM(pidleget);
hidden bool runqempty(p *_p_) GOSYM(runqempty);
hidden void runqput(p *_p_, g *gp, bool next) GOSYM(runqput);
hidden bool runqputslow(p *_p_, g *gp, uint32 h, uint32 t) GOSYM(runqputslow);
hidden g *runqget(p *_p_, bool *inheritTime) GOSYM(runqget);
hidden uint32 runqgrab(p *_p_, guintptr *batch, uint32 batchHead, bool stealRunNextG)
	GOSYM(runqgrab);
hidden g *runqsteal(p *_p_, p *p2, bool stealRunNextG) GOSYM(runqsteal);
hidden bool gQueue_empty(gQueue *q) GOSYM(gQueue.empty);
hidden void gQueue_push(gQueue *q, g *gp) GOSYM(gQueue.push);
hidden void gQueue_pushBack(gQueue *q, g *gp) GOSYM(gQueue.pushBack);
hidden void gQueue_pushBackAll(gQueue *q, gQueue q2) GOSYM(gQueue.pushBackAll);
hidden g *gQueue_pop(gQueue *q) GOSYM(gQueue.pop);
hidden gList gQueue_popList(gQueue *q) GOSYM(gQueue.popList);
hidden bool gList_empty(gList *l) GOSYM(gList.empty);
hidden void gList_push(gList *l, g *gp) GOSYM(gList.push);
hidden void gList_pushAll(gList *l, gQueue q) GOSYM(gList.pushAll);
hidden g *gList_pop(gList *l) GOSYM(gList.pop);
hidden intgo setMaxThreads(intgo in) GOSYM(setMaxThreads);
hidden bool haveexperiment(String name) GOSYM(haveexperiment);
hidden intgo procPin(void) GOSYM(procPin);
hidden void procUnpin(void) GOSYM(procUnpin);
hidden intgo sync_runtime_procPin(void) GOSYM(sync_runtime_procPin);
hidden void sync_runtime_procUnpin(void) GOSYM(sync_runtime_procUnpin);
hidden bool sync_runtime_canSpin(intgo i) GOSYM(sync_runtime_canSpin);
hidden void sync_runtime_doSpin(void) GOSYM(sync_runtime_doSpin);
hidden void randomOrder_reset(randomOrder *ord, uint32 count) GOSYM(randomOrder.reset);
hidden randomEnum randomOrder_start(randomOrder *ord, uint32 i) GOSYM(randomOrder.start);
hidden bool randomEnum_done(randomEnum *enum_) GOSYM(randomEnum.done);
hidden void randomEnum_next(randomEnum *enum_) GOSYM(randomEnum.next);
hidden uint32 randomEnum_position(randomEnum *enum_) GOSYM(randomEnum.position);
hidden uint32 gcd(uint32 a, uint32 b) GOSYM(gcd);
hidden void doInit(initTask *t) GOSYM(doInit);
hidden void mstart(void) GOSYM(mstart); // asm_amd64.S
hidden void mstart0(uintptr sp) GOSYM(mstart0);
hidden uint32 *mstart_exit(void) GOSYM(mstart_exit);
hidden void runtime_main(void) GOSYM(main); // C reserves the name main
// The C body of newproc. Its entry, which has all its arguments on the stack, is abi0.newproc
// (asm_amd64.S).
hidden void newproc(int32 siz, funcval *fn, void *argp, uintptr callerpc)
	GOLABEL("runtime.newproc.abiinternal");
hidden void newproc1(funcval *fn, void *argp, int32 narg, g *callergp, uintptr callerpc)
	GOSYM(newproc1);
// Starts fn(arg), a System V function, on a new goroutine: it calls newproc for the trampoline
// gostartc with two words of arguments.
hidden void newprocc(void (*fn)(void *), void *arg, uintptr callerpc) GOSYM(newprocc);

// profbuf.go

// go: profbuf.go#profBufReadMode
typedef intgo profBufReadMode;
enum { profBufBlocking, profBufNonBlocking };
hidden profBuf *newProfBuf(intgo hdrsize, intgo bufwords, intgo tags) GOSYM(newProfBuf);
hidden void profBuf_write(profBuf *b, void **tagPtr, int64 now, const uint64 *hdr, intgo nhdr,
                          const uintptr *stk, intgo nstk) GOSYM(profBuf.write);
hidden void profBuf_close(profBuf *b) GOSYM(profBuf.close);
hidden void profBuf_wakeupExtra(profBuf *b) GOSYM(profBuf.wakeupExtra);
hidden slice profBuf_read(profBuf *b, profBufReadMode mode, slice *tags, bool *eof)
	GOSYM(profBuf.read);

// proflabel.go

hidden void runtime_setProfLabel(void *labels) GOSYM(runtime_setProfLabel);
hidden void *runtime_getProfLabel(void) GOSYM(runtime_getProfLabel);

// runtime.go

hidden extern SLICE(String, stringslice) envs GOSYM(envs);
hidden extern struct stringslice argslice GOSYM(argslice);
hidden int64 tickspersecond(void) GOSYM(tickspersecond);
hidden slice syscall_runtime_envs(void) GOSYM(syscall_runtime_envs);
hidden intgo syscall_Getpagesize(void) GOSYM(syscall_Getpagesize);
hidden slice os_runtime_args(void) GOSYM(os_runtime_args);
noreturn hidden void syscall_Exit(intgo code) GOSYM(syscall_Exit);

// runtime1.go

hidden extern int32  argc GOSYM(argc);
hidden extern bool   x86HasPOPCNT GOSYM(x86HasPOPCNT);
hidden extern bool   x86HasSSE41 GOSYM(x86HasSSE41);
hidden extern bool   x86HasFMA GOSYM(x86HasFMA);
hidden extern byte **argv GOSYM(argv);
hidden extern uint32 traceback_cache GOSYM(traceback_cache);
hidden extern uint32 traceback_env GOSYM(traceback_env);
enum { tracebackCrash = 1 << 0, tracebackAll = 1 << 1, tracebackShift = 2 };
// GODEBUG's settings.
hidden extern struct debugvars {
	int32 allocfreetrace, cgocheck, clobberfree, efence, gccheckmark, gcpacertrace;
	int32 gcshrinkstackoff, gcstoptheworld, gctrace, invalidptr, madvdontneed, sbrk;
	int32 scavenge, scavtrace, scheddetail, schedtrace, tracebackancestors, asyncpreemptoff;
} debug GOSYM(debug);
hidden int32 gotraceback(bool *all, bool *crash) GOSYM(gotraceback);
hidden byte *argv_index(byte **argv, int32 i) GOSYM(argv_index);
hidden void args(int32 c, byte **v) GOSYM(args);
hidden void goargs(void) GOSYM(goargs);
hidden void goenvs_unix(void) GOSYM(goenvs_unix);
hidden slice environ(void) GOSYM(environ);
hidden void check(void) GOSYM(check);
hidden void parsedebugvars(void) GOSYM(parsedebugvars);
hidden void setTraceback(String level) GOSYM(setTraceback);
hidden int32 timediv(int64 v, int32 div, int32 *rem) GOSYM(timediv);
hidden mcache *gomcache(void) GOSYM(gomcache);

// runtime2.go

hidden extern slice startupRandomData GOSYM(startupRandomData);
hidden const char *waitReason_String(waitReason w) GOSYM(waitReason.String);
hidden void extendRandom(byte *r, intgo len, intgo n) GOSYM(extendRandom);

// rwmutex.go

hidden void rwmutex_rlock(rwmutex *rw) GOSYM(rwmutex.rlock);
hidden void rwmutex_runlock(rwmutex *rw) GOSYM(rwmutex.runlock);
hidden void rwmutex_lock(rwmutex *rw) GOSYM(rwmutex.lock);
hidden void rwmutex_unlock(rwmutex *rw) GOSYM(rwmutex.unlock);

// select.go

hidden void sellock(scase *scases, uint16 *lockorder, intgo ncases) GOSYM(sellock);
hidden void selunlock(scase *scases, uint16 *lockorder, intgo ncases) GOSYM(selunlock);
hidden bool selparkcommit(g *gp, void *unused) GOSYM(selparkcommit);
hidden void block(void) GOSYM(block);
hidden intgo selectgo(scase *cas0, uint16 *order0, intgo ncases, bool *recvOK) GOSYM(selectgo);
hidden uintptr hchan_sortkey(hchan *c) GOSYM(hchan.sortkey);
hidden intgo reflect_rselect(slice cases, bool *recvOK) GOSYM(reflect_rselect);
hidden void waitq_dequeueSudoG(waitq *q, sudog *sgp) GOSYM(waitq.dequeueSudoG);

// sema.go

hidden void sync_runtime_Semacquire(uint32 *addr) GOLABEL("sync.runtime__Semacquire");
hidden void poll_runtime_Semacquire(uint32 *addr) GOLABEL("internal_1poll.runtime__Semacquire");
hidden void sync_runtime_Semrelease(uint32 *addr, bool handoff, intgo skipframes)
	GOSYM(sync_runtime_Semrelease);
hidden void sync_runtime_SemacquireMutex(uint32 *addr, bool lifo, intgo skipframes)
	GOLABEL("sync.runtime__SemacquireMutex");
hidden void poll_runtime_Semrelease(uint32 *addr) GOSYM(poll_runtime_Semrelease);
hidden void readyWithTime(sudog *s, intgo traceskip) GOSYM(readyWithTime);
hidden void semacquire(uint32 *addr) GOSYM(semacquire);
hidden void semacquire1(uint32 *addr, bool lifo, semaProfileFlags profile, intgo skipframes)
	GOSYM(semacquire1);
hidden void semrelease(uint32 *addr) GOSYM(semrelease);
hidden void semrelease1(uint32 *addr, bool handoff, intgo skipframes) GOSYM(semrelease1);
hidden semaRoot *semroot(uint32 *addr) GOSYM(semroot);
hidden bool cansemacquire(uint32 *addr) GOSYM(cansemacquire);
hidden void semaRoot_queue(semaRoot *root, uint32 *addr, sudog *s, bool lifo) GOSYM(semaRoot.queue);
hidden sudog *semaRoot_dequeue(semaRoot *root, uint32 *addr, int64 *now) GOSYM(semaRoot.dequeue);
hidden void semaRoot_rotateLeft(semaRoot *root, sudog *x) GOSYM(semaRoot.rotateLeft);
hidden void semaRoot_rotateRight(semaRoot *root, sudog *y) GOSYM(semaRoot.rotateRight);
hidden bool less(uint32 a, uint32 b) GOSYM(less);
hidden uint32 notifyListAdd(notifyList *l) GOSYM(notifyListAdd);
hidden void notifyListWait(notifyList *l, uint32 t) GOLABEL("sync.runtime__notifyListWait");
hidden void notifyListNotifyAll(notifyList *l) GOSYM(notifyListNotifyAll);
hidden void notifyListNotifyOne(notifyList *l) GOSYM(notifyListNotifyOne);
hidden void notifyListCheck(uintptr sz) GOSYM(notifyListCheck);
hidden int64 sync_nanotime(void) GOSYM(sync_nanotime);

// signal_amd64.go

hidden void sigpanic_pushed(void) GOSYM(sigpanic.pushed); // preempt_amd64.S
hidden void sigpanic_call(void) GOSYM(sigpanic.call);
hidden void dumpregs(sigctxt *c) GOSYM(dumpregs);
hidden uintptr sigctxt_sigpc(sigctxt *c) GOSYM(sigctxt.sigpc);
hidden uintptr sigctxt_sigsp(sigctxt *c) GOSYM(sigctxt.sigsp);
hidden uintptr sigctxt_siglr(sigctxt *c) GOSYM(sigctxt.siglr);
hidden uintptr sigctxt_fault(sigctxt *c) GOSYM(sigctxt.fault);
hidden void sigctxt_preparePanic(sigctxt *c, uint32 sig, g *gp) GOSYM(sigctxt.preparePanic);
hidden void sigctxt_pushCall(sigctxt *c, uintptr targetPC) GOSYM(sigctxt.pushCall);

// signal_linux_amd64.go: inline in defs_linux_amd64.h

// signal_unix.go

// go: signal_unix.go#sigTabT
typedef struct sigTabT {
	int32       flags;
	const char *name;
} sigTabT;
hidden extern const sigTabT sigtable[_NSIG] GOSYM(sigtable);
hidden extern int32 crashing GOSYM(crashing);
enum { _SIG_DFL = 0, _SIG_IGN = 1, sigPreempt = _SIGURG };
hidden void os_sigpipe(void) GOSYM(os_sigpipe);
hidden String signame(uint32 sig) GOSYM(signame);
hidden void initsig(bool preinit) GOSYM(initsig);
hidden void sigenable(uint32 sig) GOSYM(sigenable);
hidden void sigdisable(uint32 sig) GOSYM(sigdisable);
hidden void sigignore(uint32 sig) GOSYM(sigignore);
hidden void clearSignalHandlers(void) GOSYM(clearSignalHandlers);
hidden void setProcessCPUProfiler(int32 hz) GOSYM(setProcessCPUProfiler);
hidden void setThreadCPUProfiler(int32 hz) GOSYM(setThreadCPUProfiler);
hidden void preemptM(m *mp) GOSYM(preemptM);
hidden void sigtrampgo(uint32 sig, siginfo *info, void *ctx) GOSYM(sigtrampgo);
hidden void sighandler(uint32 sig, siginfo *info, void *ctxt, g *gp) GOSYM(sighandler);
noreturn hidden void sigpanic(void) GOSYM(sigpanic);
noreturn hidden void dieFromSignal(uint32 sig) GOSYM(dieFromSignal);
noreturn hidden void crash(void) GOSYM(crash);
// go: signal_unix.go#sigfwd [moved] its body is in assembly
hidden void sigfwd(uintptr fn, uint32 sig, siginfo *info, void *ctx) GOSYM(sigfwd);
hidden void msigsave(m *mp) GOSYM(msigsave);
hidden void msigrestore(const sigset sigmask) GOSYM(msigrestore);
hidden void sigblock(void) GOSYM(sigblock);
hidden void unblocksig(uint32 sig) GOSYM(unblocksig);
hidden void minitSignals(void) GOSYM(minitSignals);
hidden void unminitSignals(void) GOSYM(unminitSignals);
hidden void setsigsegv(uintptr pc) GOSYM(setsigsegv);

// sigqueue.go

hidden bool sigsend(uint32 s) GOSYM(sigsend);
hidden uint32 signal_recv(void) GOLABEL("os_1signal.signal__recv");
hidden void signalWaitUntilIdle(void) GOSYM(signalWaitUntilIdle);
hidden void signal_enable(uint32 s) GOSYM(signal_enable);
hidden void signal_disable(uint32 s) GOSYM(signal_disable);
hidden void signal_ignore(uint32 s) GOSYM(signal_ignore);
hidden void sigInitIgnored(uint32 s) GOSYM(sigInitIgnored);
hidden bool signal_ignored(uint32 s) GOSYM(signal_ignored);

// sigqueue_note.go

hidden void sigNoteSetup(note *unused) GOSYM(sigNoteSetup);
hidden void sigNoteSleep(note *unused) GOSYM(sigNoteSleep);
hidden void sigNoteWakeup(note *unused) GOSYM(sigNoteWakeup);

// slice.go

hidden slice growslice(_type *et, slice old, intgo cap) GOSYM(growslice);
// Not in Go.
hidden slice growsliceto(_type *et, slice old, intgo cap, intgo newcap) GOSYM(growsliceto);
noreturn hidden void panicmakeslicelen(void) GOSYM(panicmakeslicelen);
noreturn hidden void panicmakeslicecap(void) GOSYM(panicmakeslicecap);
hidden uintptr checkMakeSlice(_type *et, intgo len, intgo cap) GOSYM(checkMakeSlice); // not in Go
hidden void *makeslice(_type *et, intgo len, intgo cap) GOSYM(makeslice);
hidden intgo slicecopy(slice to, slice fm, uintptr width) GOSYM(slicecopy);
hidden intgo slicestringcopy(slice to, String fm) GOSYM(slicestringcopy);
hidden void *makeslice64(_type *et, int64 len64, int64 cap64) GOSYM(makeslice64);

// stack.go

hidden extern uintptr maxstacksize GOSYM(maxstacksize);
// Not in Go: the size of a goroutine's first stack in a program with code that has no stack checks,
// else 0. Set once, at start-up.
hidden extern uint32 uncheckedstack GOSYM(uncheckedstack);
// Not in Go: whether the instruction of a goroutine that faulted at addr, with that sp, has found
// the end of the stack. In the handler.
hidden bool stackoverflowed(g *gp, uintptr addr, uintptr sp) GOSYM(stackoverflowed);
hidden void printoverflow(g *gp, uintptr sp) GOSYM(printoverflow); // not in Go
// Not in Go: makes the segment that holds sp gp's current one. Called when control has left, or is
// about to leave, the segments above it by unwinding.
hidden void unwindstack(g *gp, uintptr sp) GOSYM(unwindstack);
hidden void beforejump(uintptr sp) GOSYM(beforejump); // not in Go
// Not in Go: stores gp's guard and the thread's copy of it; no preemption request gets lost.
hidden void setguard(g *gp) GOSYM(setguard);
#ifdef GORT_HOSTED
hidden void poisonthread(m *mp) GOSYM(poisonthread); // not in Go
#endif
// Not in Go: makes gp's next checked prologue fail; mp is its thread. The caller has set
// gp->preempt before. Called on any thread. In a hosted program a signal follows, whose handler
// calls this function again. See D160.
// mo: release, in this order. A thread that sets the guard and misses the store of stackguard0
//     finds preempt set. gogo and setguard, which copy stackguard0 to the thread's word, overwrite
//     the word's poison only if they have not seen stackguard0's, and then they read stackguard0
//     again.
static inline void poisonguard(g *gp, m *mp)
{
	atomic_StoreRel(&gp->stackguard0, stackPreempt);
#ifdef GORT_HOSTED
	if (mp != getg()->m) {
		poisonthread(mp);
		return;
	}
#endif
	atomic_StoreRel(guardslot(mp), stackPreempt);
}
// Not in Go: frees all of gp's segments but the first (goexit0).
hidden void freesegments(g *gp) GOSYM(freesegments);
// Not in Go: makes a segment of size bytes, a power of 2, for no goroutine yet. On g0.
hidden segment *newsegment(uintptr size) GOSYM(newsegment);
// Not in Go: if argp is the copy of an argument block on a new segment, returns the address of the
// original in the caller's frame.
hidden uintptr unsplitaddr(g *gp, uintptr argp) GOSYM(unsplitaddr);
hidden void stackinit(void) GOSYM(stackinit);
hidden void firststack(g *gp) GOSYM(firststack);
hidden g *newgblock(p *pp) GOSYM(newgblock);
hidden intgo stacklog2(uintptr n) GOSYM(stacklog2);
hidden gclinkptr stackpoolalloc(uint8 order) GOSYM(stackpoolalloc);
hidden void stackpoolfree(gclinkptr x, uint8 order) GOSYM(stackpoolfree);
hidden void stackcacherefill(mcache *c, uint8 order) GOSYM(stackcacherefill);
hidden void stackcacherelease(mcache *c, uint8 order) GOSYM(stackcacherelease);
hidden void stackcache_clear(mcache *c) GOSYM(stackcache_clear);
hidden stack stackalloc(uint32 n) GOSYM(stackalloc);
hidden void stackfree(stack stk) GOSYM(stackfree);
hidden int32 round2(int32 x) GOSYM(round2);
hidden void newstack(void) GOSYM(newstack);
hidden void nilfunc(void) GOSYM(nilfunc);
hidden void gostartcallfn(gobuf *gobuf, funcval *fv) GOSYM(gostartcallfn);
hidden bool isShrinkStackSafe(g *gp) GOSYM(isShrinkStackSafe);
hidden void shrinkstack(g *gp) GOSYM(shrinkstack);
hidden void freeStackSpans(void) GOSYM(freeStackSpans);
hidden void morestackc(void) GOSYM(morestackc);

// string.go

hidden String concatstrings(void *buf, const String *a, intgo n) GOLABEL("runtime.concatstrings");
// Not in Go: the strings one after another, as the operator + gives it.
#define concat(...) concatstrings(nil, (String[]){__VA_ARGS__}, nelem(((String[]){__VA_ARGS__})))
hidden String slicebytetostring(void *buf, const byte *p, intgo n) GOSYM(slicebytetostring);
hidden slice  stringtoslicebyte(void *buf, String s) GOSYM(stringtoslicebyte);
hidden slice  stringtoslicerune(void *buf, String s) GOSYM(stringtoslicerune);
hidden String slicerunetostring(void *buf, slice a) GOSYM(slicerunetostring);
hidden String intstring(void *buf, int64 v) GOSYM(intstring);
hidden String slicebytetostringtmp(slice b) GOSYM(slicebytetostringtmp);
hidden String rawstring(intgo size, byte **b) GOSYM(rawstring);
hidden slice rawbyteslice(intgo size) GOSYM(rawbyteslice);
hidden slice rawruneslice(intgo size) GOSYM(rawruneslice);
hidden slice gobytes(const byte *p, intgo n) GOSYM(gobytes);
hidden String gostring(const byte *p_) GOSYM(gostring);
hidden String gostringn(const byte *p_, intgo l) GOSYM(gostringn);
hidden bool contains(String s, String t) GOSYM(contains);
hidden bool hasPrefix(String s, String prefix) GOSYM(hasPrefix);
hidden intgo atoi(String s, bool *r1) GOSYM(atoi);
hidden int32 atoi32(String s, bool *r1) GOSYM(atoi32);
hidden intgo findnull(const byte *s) GOSYM(findnull);
hidden String gostringnocopy(const byte *str) GOSYM(gostringnocopy);
hidden intgo parseRelease(String rel, intgo *minor, intgo *patch, bool *ok) GOSYM(parseRelease);

// stubs.go

noreturn hidden void badsystemstack(void) GOSYM(badsystemstack);
hidden void reflect_memclrNoHeapPointers(void *ptr, uintptr n) GOSYM(reflect_memclrNoHeapPointers);
hidden void reflect_memmove(void *to, void *from, uintptr n) GOSYM(reflect_memmove);
hidden uint32 fastrand(void) GOSYM(fastrand);
hidden uint32 fastrandn(uint32 n) GOSYM(fastrandn);
hidden uint32 sync_fastrand(void) GOSYM(sync_fastrand);
hidden void asminit(void) GOSYM(asminit);
hidden void setg(g *gg) GOSYM(setg);
hidden void procyield(uint32 cycles) GOSYM(procyield);
hidden void publicationBarrier(void) GOSYM(publicationBarrier);
// go: stubs.go#alignUp
// n rounded up to a multiple of a, a power of 2.
static inline uintptr alignUp(uintptr n, uintptr a) { return (n + a - 1) & ~(a - 1); }
// go: stubs.go#alignDown
// n rounded down to a multiple of a, a power of 2.
static inline uintptr alignDown(uintptr n, uintptr a) { return n & ~(a - 1); }
// go: stubs.go#divRoundUp
// ceil(n / a)
static inline uintptr divRoundUp(uintptr n, uintptr a) { return (n + a - 1) / a; }
// go: stubs.go#bool2int
static inline intgo bool2int(bool x) { return x; }
hidden void systemstack(void (*fn)(void *), void *arg) GOSYM(systemstack);
hidden int32 asmcgocall(int32 (*fn)(void *), void *arg) GOSYM(asmcgocall);
// Calls fn(arg), Go code, for C code: on a thread of ours that is in a cgocall, or on any other. A
// C function called so unwinds no further than to here.
hidden void cgocallback(void (*fn)(void *), void *arg, uintptr ctxt) GOSYM(cgocallback_gofunc);
hidden void mcall(void (*fn)(g *)) GOSYM(mcall);
noreturn hidden void gogo(gobuf *buf) GOSYM(gogo);
noreturn hidden void goexit(void) GOSYM(goexit);
noreturn hidden void morestack(void) GOSYM(morestack);
noreturn hidden void abort(void) GOSYM(abort);
hidden void rt0_go(void) GOSYM(rt0_go);
hidden void systemstack_switch(void) GOSYM(systemstack_switch);
hidden void breakpoint(void) GOSYM(breakpoint);
hidden void memclrNoHeapPointers(void *ptr, uintptr n) GOSYM(memclrNoHeapPointers);
void *memmove(void *to, const void *from, size_t n);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
int   memcmp(const void *a, const void *b, size_t n);
hidden bool memequal(const void *a, const void *b, uintptr size) GOSYM(memequal);
#define add(p, x)       ((void *)((uintptr)(p) + (x)))
#define getcallerpc()   ((uintptr)__builtin_return_address(0))
#define getcallersp()   ((uintptr)__builtin_dwarf_cfa())
// Not in Go: a pc in the caller, for the "created by" line of goroutines that the runtime starts.
#define getpc()         ({ uintptr pc_; __asm__ volatile("leaq (%%rip), %0" : "=r"(pc_)); pc_; })

// stubs2.go

hidden int32 read(int32 fd, void *p_, int32 n) GOSYM(read);
hidden int32 closefd(int32 fd) GOSYM(closefd);
noreturn hidden void exit(int32 code) GOSYM(exit);
hidden void usleep(uint32 usec) GOSYM(usleep);
hidden int32 write1(uintptr fd, const void *p_, int32 n) GOSYM(write1);
hidden int32 open(const byte *name, int32 mode, int32 perm) GOSYM(open);
hidden int32 madvise(void *addr, uintptr n, int32 flags) GOSYM(madvise);
noreturn hidden void exitThread(uint32 *wait) GOSYM(exitThread);

// stubs3.go

hidden int64 nanotime1(void) GOSYM(nanotime1);

// stubs_linux.go

hidden uintptr sbrk0(void) GOSYM(sbrk0);
hidden int32 access(const byte *name, int32 mode) GOSYM(access);
hidden int32 connect(int32 fd, void *addr, int32 len) GOSYM(connect);
hidden int32 socket(int32 domain, int32 typ, int32 prot) GOSYM(socket);

// symtab.go

hidden void modulesinit(void) GOSYM(modulesinit);
noreturn hidden void badtls(void) GOSYM(badtls); // not in Go
hidden void moduledataverify(void) GOSYM(moduledataverify);
hidden void moduledataverify1(moduledata *datap) GOSYM(moduledataverify1);
hidden moduledata *findmoduledatap(uintptr pc) GOSYM(findmoduledatap);
hidden funcInfo findfunc(uintptr pc) GOSYM(findfunc);
hidden String funcname(funcInfo f) GOSYM(funcname);
// Not in Go: the record of f's arguments; nil if there is none.
hidden const byte *findargs(funcInfo f) GOSYM(findargs);
// Not in Go: finds the function by its name, as Go prints it.
hidden funcInfo findfuncnamed(String name) GOSYM(findfuncnamed);
// Not in Go: stores the source lines of pc, innermost inlined call first, and returns their number;
// 0 if nothing is known. Needs some 16 KB of stack.
hidden intgo pclines(uintptr pc, pcline *lines, intgo max) GOSYM(pclines);
// Not in Go: the types without names, and the pointers to types with one, that the linker has left
// in the program: *n addresses in the image. None if the program has no symbols, nor a table that
// was made from them.
hidden const uint32 *linkedtypes(uintptr *n) GOSYM(linkedtypes);
// Not in Go: writes the ELF or DWARF name of n bytes at s as Go prints it and returns the length,
// at most n + 3. Stores in *id what the name says of the function.
hidden intgo demangle(byte *dst, const byte *s, intgo n, bool cold, funcID *id) GOSYM(demangle);

// args.c: not in Go

// Prints the arguments of u's frame, which is one of f. Takes 8 KB of stack.
hidden void printargs(unwinder *u, funcInfo f) GOSYM(printargs);
// What register reg was when the function of u's frame was called.
hidden bool entryvalue(const unwinder *u, intgo reg, uintptr *v) GOSYM(entryvalue);

// functab.c

// How many bytes makefunctab needs for the file of an executable; 0 if it has no symbols.
hidden uintptr functabspace(const byte *file, uintptr size) GOSYM(functabspace);
// Makes the table; t->size is the size that it has in the end.
hidden void makefunctab(const byte *file, uintptr size, functab *t) GOSYM(makefunctab);
// Of t->ntypes types where they are in the image.
hidden const uint32 *functabtypes(const functab *t) GOSYM(functabtypes);
// As demangle, with the methods that t knows.
hidden intgo goname(const functab *t, byte *dst, const byte *s, intgo n, bool cold, funcID *id)
	GOSYM(goname);
// What the name of a function of the runtime says of it.
hidden funcID specialfunc(const byte *s, intgo n) GOSYM(specialfunc);

// sys_x86.go

hidden void gostartcall(gobuf *buf, void *fn, void *ctxt) GOSYM(gostartcall);

// time.go

hidden void timeSleep(int64 ns) GOLABEL("time.Sleep");
hidden bool resetForSleep(g *gp, void *ut) GOSYM(resetForSleep);
hidden void startTimer(timer *t) GOSYM(startTimer);
hidden bool stopTimer(timer *t) GOSYM(stopTimer);
hidden bool resetTimer(timer *t, int64 when) GOSYM(resetTimer);
hidden void goroutineReady(eface arg, uintptr seq) GOSYM(goroutineReady);
hidden void addtimer(timer *t) GOSYM(addtimer);
hidden void doaddtimer(p *pp, timer *t) GOSYM(doaddtimer);
hidden bool deltimer(timer *t) GOSYM(deltimer);
hidden void dodeltimer(p *pp, intgo i) GOSYM(dodeltimer);
hidden void dodeltimer0(p *pp) GOSYM(dodeltimer0);
hidden bool modtimer(timer *t, int64 when, int64 period, funcval *f, eface arg, uintptr seq)
	GOSYM(modtimer);
hidden bool resettimer(timer *t, int64 when) GOSYM(resettimer);
hidden void cleantimers(p *pp) GOSYM(cleantimers);
hidden void moveTimers(p *pp, timerWhen *timers, intgo n) GOSYM(moveTimers);
hidden void adjusttimers(p *pp) GOSYM(adjusttimers);
hidden void addAdjustedTimers(p *pp, timerWhen *moved, intgo n) GOSYM(addAdjustedTimers);
hidden int64 nobarrierWakeTime(p *pp) GOSYM(nobarrierWakeTime);
hidden int64 runtimer(p *pp, int64 now) GOSYM(runtimer);
hidden void runOneTimer(p *pp, timer *t, int64 now) GOSYM(runOneTimer);
hidden void clearDeletedTimers(p *pp) GOSYM(clearDeletedTimers);
hidden void verifyTimerHeap(p *pp) GOSYM(verifyTimerHeap);
hidden void updateTimer0When(p *pp) GOSYM(updateTimer0When);
hidden int64 timeSleepUntil(p **r1) GOSYM(timeSleepUntil);
hidden void siftupTimer(timerWhen *t, intgo n, intgo i) GOSYM(siftupTimer);
hidden void siftdownTimer(timerWhen *t, intgo n, intgo i) GOSYM(siftdownTimer);
noreturn hidden void badTimer(void) GOSYM(badTimer);

// time_nofake.go

hidden extern int64 faketime GOSYM(faketime);
hidden int64 nanotime(void) GOSYM(nanotime);
hidden int64 walltime(int32 *nsec) GOSYM(walltime);
hidden int32 write(uintptr fd, const void *p_, int32 n) GOSYM(write);

// timestub.go

hidden int64 time_now(int32 *nsec, int64 *mono) GOSYM(time_now);

// timestub2.go

hidden int64 walltime1(int32 *nsec) GOSYM(walltime1);

// trace.go

hidden iface StartTrace(void) GOSYM(StartTrace);
hidden void StopTrace(void) GOSYM(StopTrace);
hidden slice ReadTrace(void) GOSYM(ReadTrace);
// Not in Go: the bodies of StartTrace and StopTrace. Such a trace is one's own: StopTrace does not
// end it. They return false if a trace is on, or no trace of this kind.
hidden bool traceStart(bool own) GOSYM(traceStart);
hidden bool traceStop(bool own) GOSYM(traceStop);
hidden g *traceReader(void) GOSYM(traceReader);
hidden void traceProcFree(p *pp) GOSYM(traceProcFree);
hidden void traceGomaxprocs(int32 procs) GOSYM(traceGomaxprocs);
hidden void traceProcStart(void) GOSYM(traceProcStart);
hidden void traceProcStop(p *pp) GOSYM(traceProcStop);
hidden void traceGCStart(void) GOSYM(traceGCStart);
hidden void traceGCDone(void) GOSYM(traceGCDone);
hidden void traceGCSTWStart(intgo kind) GOSYM(traceGCSTWStart);
hidden void traceGCSTWDone(void) GOSYM(traceGCSTWDone);
hidden void traceGCSweepStart(void) GOSYM(traceGCSweepStart);
hidden void traceGCSweepSpan(uintptr bytesSwept) GOSYM(traceGCSweepSpan);
hidden void traceGCSweepDone(void) GOSYM(traceGCSweepDone);
hidden void traceGCMarkAssistStart(void) GOSYM(traceGCMarkAssistStart);
hidden void traceGCMarkAssistDone(void) GOSYM(traceGCMarkAssistDone);
hidden void traceGoCreate(g *newg) GOSYM(traceGoCreate);
// Not in Go 1.14: the goroutine of a new M for threads that are not ours, on g0, with a P.
hidden void traceExtraM(g *gp) GOSYM(traceExtraM);
hidden void traceGoStart(void) GOSYM(traceGoStart);
hidden void traceGoEnd(void) GOSYM(traceGoEnd);
hidden void traceGoSched(void) GOSYM(traceGoSched);
hidden void traceGoPreempt(void) GOSYM(traceGoPreempt);
hidden void traceGoPark(byte traceEv, intgo skip) GOSYM(traceGoPark);
hidden void traceGoUnpark(g *gp, intgo skip) GOSYM(traceGoUnpark);
hidden void traceGoSysCall(void) GOSYM(traceGoSysCall);
hidden void traceGoSysExit(int64 ts) GOSYM(traceGoSysExit);
hidden void traceGoSysBlock(p *pp) GOSYM(traceGoSysBlock);
hidden void traceHeapAlloc(void) GOSYM(traceHeapAlloc);
hidden void traceNextGC(void) GOSYM(traceNextGC);
hidden void trace_userTaskCreate(uint64 id, uint64 parentID, String taskType)
	GOLABEL("runtime_1trace.userTaskCreate");
hidden void trace_userTaskEnd(uint64 id) GOLABEL("runtime_1trace.userTaskEnd");
hidden void trace_userRegion(uint64 id, uint64 mode, String name)
	GOLABEL("runtime_1trace.userRegion");
hidden void trace_userLog(uint64 id, String category, String message)
	GOLABEL("runtime_1trace.userLog");

// traceback.go

hidden void tracebackinit(void) GOSYM(tracebackinit);
// Not in Go: finds the call at pc, which lies within the call instruction. As in the entries of
// lists, the bits from inlineShift up say which inlined call is meant. Returns false if pc is in no
// function.
hidden bool findcall(uintptr pc, funccall *c) GOSYM(findcall);
// Not in Go: is f a C function of the runtime or libc without a name of Go's?
hidden bool plumbing(funcInfo f) GOSYM(plumbing);
// Not in Go: is it a call between that of the program, or a function by which Go shows what the
// goroutine does (runtime.chansend1, runtime.selectgo), and the hook of a profile or of the trace?
hidden bool helperframe(String name) GOSYM(helperframe);
// Not in Go: is name in the list, which has a blank before and after each name?
hidden bool inlist(String name, const char *list) GOSYM(inlist);
// Not in Go: the function that the thunk f calls, and its name. If that cannot be told, or the
// function is inlined and has no code of its own, f itself; in the second case *name, made in buf,
// is still the function's. closure: what thunkclosure returned for the thunk's goroutine, which is
// new, or still has its arguments. On g0.
hidden funcInfo thunkcallee(funcInfo f, uintptr closure, byte *buf, intgo nbuf, String *name)
	GOSYM(thunkcallee);
hidden uintptr thunkclosure(g *gp) GOSYM(thunkclosure);
hidden intgo gentraceback(uintptr pc0, uintptr sp0, uintptr lr0, g *gp, intgo skip, uintptr *pcbuf,
                          intgo max, bool (*callback)(stkframe *, void *), void *v, uintgo flags)
	GOSYM(gentraceback);
hidden void printcreatedby(g *gp) GOSYM(printcreatedby);
hidden void printcreatedby1(funcInfo f, uintptr pc) GOSYM(printcreatedby1);
hidden void traceback(uintptr pc, uintptr sp, uintptr lr, g *gp) GOSYM(traceback);
hidden void tracebacktrap(uintptr pc, uintptr sp, uintptr lr, g *gp) GOSYM(tracebacktrap);
hidden void traceback1(uintptr pc, uintptr sp, uintptr lr, g *gp, uintgo flags) GOSYM(traceback1);
hidden void printAncestorTraceback(ancestorInfo ancestor) GOSYM(printAncestorTraceback);
hidden void printAncestorTracebackFuncInfo(funcInfo f, uintptr pc)
	GOSYM(printAncestorTracebackFuncInfo);
hidden intgo callers(intgo skip, slice pcbuf) GOSYM(callers);
hidden intgo gcallers(g *gp, intgo skip, slice pcbuf) GOSYM(gcallers);
hidden bool showframe(funcInfo f, g *gp, bool firstFrame, funcID id, funcID childID)
	GOSYM(showframe);
hidden bool showfuncinfo(funcInfo f, bool firstFrame, funcID id, funcID childID)
	GOSYM(showfuncinfo);
hidden bool isExportedRuntime(String name) GOSYM(isExportedRuntime);
hidden bool elideWrapperCalling(funcID id) GOSYM(elideWrapperCalling);
hidden void goroutineheader(g *gp) GOSYM(goroutineheader);
hidden void tracebackothers(g *me) GOSYM(tracebackothers);
hidden void tracebackHexdump(stack stk, stkframe *frame, uintptr bad) GOSYM(tracebackHexdump);
hidden bool topofstack(funcInfo f, bool g0) GOSYM(topofstack);
hidden bool isSystemGoroutine(g *gp, bool fixed) GOSYM(isSystemGoroutine);

// type.go

hidden String _type_string(_type *t) GOSYM(_type.string);
hidden String _type_pkgpath(_type *t) GOSYM(_type.pkgpath);
hidden void typelinksinit(void) GOSYM(typelinksinit);

// utf8.go

hidden intgo countrunes(String s) GOSYM(countrunes);
hidden rune decoderune(String s, intgo k, intgo *pos) GOSYM(decoderune);
hidden intgo encoderune(byte *p, rune r) GOSYM(encoderune);

// vdso_linux.go

// go: vdso_linux.go#vdsoSymbolKey
typedef struct vdsoSymbolKey {
	const char *name;
	uint32      symHash; // ELF hash of the name
	uint32      gnuHash;
	uintptr    *ptr;     // where the address goes
} vdsoSymbolKey;
// go: vdso_linux.go#vdsoVersionKey
typedef struct vdsoVersionKey {
	const char *version;
	uint32      verHash;
} vdsoVersionKey;
hidden void vdsoauxv(uintptr tag, uintptr val) GOSYM(vdsoauxv);
hidden bool inVDSOPage(uintptr pc) GOSYM(inVDSOPage);

// vdso_linux_amd64.go

hidden extern const vdsoVersionKey vdsoLinuxVersion GOSYM(vdsoLinuxVersion);
hidden extern const vdsoSymbolKey vdsoSymbolKeys[1] GOSYM(vdsoSymbolKeys);
hidden extern uintptr vdsoClockgettimeSym GOSYM(vdsoClockgettimeSym);

// write_err.go

hidden void writeErr(const byte *b, intgo n) GOSYM(writeErr);

// asm_amd64.s

// The first function of goroutines of the C and gccgo doors. ABI0: word 1 is a System V function,
// word 2 its argument.
hidden void gostartc(void) GOSYM(gostartc);
hidden extern const funcval gostartc_f GOSYM(gostartc.f);
// Calls fn(arg) with at least so many bytes of stack, on a segment of its own if necessary: for C
// code whose prologues do not check reserveBytes are enough.
hidden void callwithroom(void (*fn)(void *), void *arg, uintptr bytes) GOSYM(callwithroom);
enum { reserveBytes = 16 << 10 };
// The stack that gort_ccall and cgo's calls of C ask for: for cgocall, and for cgocallbackg below.
enum { callRoom = 512 };
// The stack that gort_call asks for if the function is another image's: a segment of 256 KiB.
enum { foreignRoom = 128 << 10 };
// Calls fn(arg) and then what it has deferred (gort.h).
hidden void gort_call(void (*fn)(void *), void *arg) GOLABEL("gort_call");
// The return address of __morestack's call of a function on a new segment; unwinders know its frame
// by it.
hidden extern byte morestack_return[] GOSYM(morestack.return);

// runtime/doors/gccgo/go.c

struct gcroots;
hidden void gccgo_import(void) GOLABEL("runtime..import");
hidden void registerTypeDescriptors(intgo n, struct typelist **lists)
	GOSYM(registerTypeDescriptors);
hidden void registerGCRoots(struct gcroots *r) GOSYM(registerGCRoots);
noreturn hidden void panicgonil(void) GOSYM(panicgonil);
hidden void *go_go(void (*fn)(void *), void *arg) GOLABEL("__go_go");
hidden void gccgo_deferproc(bool *frame, void (*fn)(void *), void *arg) GOSYM(deferproc);
hidden void gccgo_deferprocStack(_defer *d, bool *frame, void (*fn)(void *), void *arg)
	GOSYM(deferprocStack);
hidden bool setdeferretaddr(uintptr pc) GOSYM(setdeferretaddr);
hidden bool canrecover(uintptr pc) GOSYM(canrecover);
hidden eface deferredrecover(void) GOSYM(deferredrecover);
hidden void makefuncfficanrecover(slice locations) GOSYM(makefuncfficanrecover);
hidden void makefuncreturning(void) GOSYM(makefuncreturning);

// runtime/doors/gccgo/iface.c

// Code compiled by gccgo calls the functions of the following sections. The prototypes are here to
// give them their ELF names: GOSYM is gccgo's own name or the one that gccgo/redefine.syms maps it
// to; GCCGOSYM stands for a name that a Go 1.14 function of another signature has.

// Pairs of results, as gccgo returns them.
typedef struct ifaceok { iface i; bool ok; } ifaceok;
typedef struct efaceok { eface e; bool ok; } efaceok;
typedef struct ptrok { void *p; bool ok; } ptrok;
typedef struct countok { intgo n; bool ok; } countok;
hidden itab *requireitab(interfacetype *want, _type *have) GOSYM(requireitab);
hidden void *assertitab(interfacetype *want, _type *have) GOSYM(assertitab);
hidden ifaceok ifaceE2I2(interfacetype *want, eface e) GOSYM(ifaceE2I2);
hidden ifaceok ifaceI2I2(interfacetype *want, iface i) GOSYM(ifaceI2I2);
hidden efaceok ifaceE2E2(eface e) GOSYM(ifaceE2E2);
hidden efaceok ifaceI2E2(iface i) GOSYM(ifaceI2E2);
hidden ptrok ifaceE2T2P(_type *t, eface e) GOSYM(ifaceE2T2P);
hidden ptrok ifaceI2T2P(_type *t, iface i) GOSYM(ifaceI2T2P);
hidden bool ifaceE2T2(_type *t, eface e, void *dst) GOSYM(ifaceE2T2);
hidden bool ifaceI2T2(_type *t, iface i, void *dst) GOSYM(ifaceI2T2);
hidden bool ifaceT2Ip(interfacetype *want, _type *have) GOSYM(ifaceT2Ip);
noreturn hidden void panicdottype(_type *want, _type *have, _type *iface) GOSYM(panicdottype);
hidden bool eqtype(_type *a, _type *b) GOSYM(eqtype);
hidden bool gccgo_efaceeq(eface a, eface b) GCCGOSYM(efaceeq);
hidden bool gccgo_ifaceeq(iface a, iface b) GCCGOSYM(ifaceeq);
hidden bool efacevaleq(eface e, _type *t, void *val) GOSYM(efacevaleq);
hidden bool ifacevaleq(iface i, _type *t, void *val) GOSYM(ifacevaleq);
hidden bool ifaceefaceeq(iface i, eface e) GOSYM(ifaceefaceeq);

// runtime/doors/gccgo/slice.c

hidden slice gccgo_growslice(_type *et, void *array, intgo len, intgo cap, intgo newlen)
	GCCGOSYM(growslice);
hidden intgo gccgo_typedslicecopy(_type *et, void *dst, intgo dstlen, void *src, intgo srclen)
	GCCGOSYM(typedslicecopy);
hidden void unsafeslice(_type *et, void *p, intgo len) GOSYM(unsafeslice);
hidden void unsafeslice64(_type *et, void *p, int64 len) GOSYM(unsafeslice64);

// runtime/doors/gccgo/string.c

typedef struct runenext { rune r; intgo next; } runenext;
hidden intgo cmpstring(String a, String b) GOSYM(cmpstring);
hidden runenext gccgo_decoderune(String s, intgo k) GCCGOSYM(decoderune);

// runtime/doors/gccgo/map.c

hidden ptrok gccgo_mapaccess2(maptype *t, hmap *h, const void *key) GCCGOSYM(mapaccess2);
hidden ptrok gccgo_mapaccess2_fat(maptype *t, hmap *h, const void *key, void *zero)
	GCCGOSYM(mapaccess2_fat);
hidden ptrok gccgo_mapaccess2_fast32(maptype *t, hmap *h, uint32 key) GCCGOSYM(mapaccess2_fast32);
hidden ptrok gccgo_mapaccess2_fast64(maptype *t, hmap *h, uint64 key) GCCGOSYM(mapaccess2_fast64);
hidden ptrok gccgo_mapaccess2_faststr(maptype *t, hmap *h, String key) GCCGOSYM(mapaccess2_faststr);
hidden void *reflect_mapaccess_faststr(maptype *t, hmap *h, String key)
	GOLABEL("reflect.mapaccess__faststr");
hidden void reflect_mapassign_faststr(maptype *t, hmap *h, String key, void *elem)
	GOLABEL("reflect.mapassign__faststr");
hidden void reflect_mapdelete_faststr(maptype *t, hmap *h, String key)
	GOLABEL("reflect.mapdelete__faststr");

// runtime/doors/gccgo/complex.c

hidden float _Complex gccgo_divsc3(float32 a, float32 b, float32 c, float32 d) GCCGOSYM(divsc3);
hidden double _Complex gccgo_muldc3(float64 a, float64 b, float64 c, float64 d) GCCGOSYM(muldc3);
hidden float _Complex gccgo_mulsc3(float32 a, float32 b, float32 c, float32 d) GCCGOSYM(mulsc3);

// runtime/doors/gccgo/reflect.c

struct ffi_cif;
hidden _type *reflect_lookupType(String s) GOLABEL("reflect.lookupType");
hidden bool reflect_verifyNotInHeapPtr(uintptr p_) GOLABEL("reflect.verifyNotInHeapPtr");
hidden void *gccgo_malloc(uintptr n) GCCGOSYM(malloc);
hidden void gccgo_free(void *p) GCCGOSYM(free);
hidden void ffiFuncToCIF(functype *ft, bool isInterface, bool isMethod, struct ffi_cif *cif)
	GOSYM(ffiFuncToCIF);
hidden void **gccgo_ffisplit(struct ffi_cif *cif, void **args) GCCGOSYM(ffisplit);
hidden void *reflect_makeCIF(functype *ft) GOLABEL("reflect.makeCIF");

// runtime/doors/gccgo/runtime_pkg.c

hidden extern String defaultGOROOT GOSYM(defaultGOROOT);
hidden extern uint32 expectedSystemGoroutines GOSYM(expectedSystemGoroutines);
hidden void setmodinfo(String s) GOSYM(setmodinfo);
hidden iface getDivideError(void) GOSYM(getDivideError);
hidden iface getOverflowError(void) GOSYM(getOverflowError);
hidden void gccgo_mcall(funcval *f) GCCGOSYM(mcall);
hidden void gccgo_gcWriteBarrier(void **dst, void *val) GCCGOSYM(gcWriteBarrier);
hidden void KeepAlive(eface x) GOSYM(KeepAlive);
hidden void SetCgoTraceback(intgo version, void *traceback, void *context, void *symbolizer)
	GOSYM(SetCgoTraceback);

// runtime/doors/gccgo/chan.c

typedef struct selectcase { hchan *c; void *elem; } selectcase;
typedef struct selected { intgo index; bool recvok; } selected;
typedef struct boolbool { bool selected, received; } boolbool;
hidden selected gccgo_selectgo(selectcase *cases, uint16 *order, intgo nsends, intgo nrecvs,
                               bool block)
	GCCGOSYM(selectgo);
hidden boolbool gccgo_selectnbrecv(void *elem, hchan *c) GCCGOSYM(selectnbrecv);
hidden boolbool gccgo_reflect_chanrecv(hchan *c, bool nb, void *elem) GOLABEL("reflect.chanrecv");
hidden selected gccgo_reflect_rselect(slice cases) GOLABEL("reflect.rselect");

// runtime/doors/gccgo/sync.c

hidden void sync_atomic_StorePointer(void **ptr, void *new_) GOLABEL("sync_1atomic.StorePointer");
hidden void *sync_atomic_SwapPointer(void **ptr, void *new_) GOLABEL("sync_1atomic.SwapPointer");
hidden bool sync_atomic_CompareAndSwapPointer(void **ptr, void *old, void *new_)
	GOLABEL("sync_1atomic.CompareAndSwapPointer");
hidden intgo sync_atomic_runtime_procPin(void) GOSYM(sync_atomic_runtime_procPin);
hidden void sync_atomic_runtime_procUnpin(void) GOSYM(sync_atomic_runtime_procUnpin);
hidden eface Value_Swap(eface *v, eface new_) GOLABEL("sync_1atomic.Value.Swap");
hidden bool Value_CompareAndSwap(eface *v, eface old, eface new_)
	GOLABEL("sync_1atomic.Value.CompareAndSwap");

// runtime/doors/gccgo/time.c

typedef struct timenow { int64 sec; int32 nsec; int64 mono; } timenow;
hidden timenow gccgo_time_now(void) GOLABEL("time.now");

// runtime/doors/gccgo/poll.c

typedef struct pollopened { pollDesc *pd; intgo errno; } pollopened;
hidden pollopened gccgo_pollOpen(uintptr fd) GOLABEL("internal_1poll.runtime__pollOpen");

// runtime/doors/gccgo/cgo.c

hidden String go_byte_array_to_string(const byte *p, intgo n) GOLABEL("__go_byte_array_to_string");
hidden slice go_string_to_byte_array(String s) GOLABEL("__go_string_to_byte_array");
noreturn hidden void c_throw(const char *s) GOLABEL("runtime_throw");

// runtime/doors/gccgo/unwind.c

struct dl_find_object;
// The callee-saved registers of a frame, and the address where it continues.
typedef struct unwindregs {
	uintptr rbx, rbp, r12, r13, r14, r15, rsp, rip;
} unwindregs;
hidden void findpad(unwindregs *u) GOSYM(findpad);
// Unwinds to the next frame with a landing pad.
noreturn hidden void gccgo_throw(void) GOSYM(gccgo_throw);
hidden void checkdefer(bool *frame) GOSYM(checkdefer);
hidden void gccgo_deferreturn(bool *frame) GOSYM(deferreturn);
hidden bool calledbydefer(uintptr pc, bool untold) GOSYM(calledbydefer);
hidden void unwindinit(void) GOSYM(unwindinit);
hidden void gccgo_personality(void) GOLABEL("__gccgo_personality_v0");
hidden int dl_find_object(void *pc, struct dl_find_object *result) GOLABEL("_dl_find_object");

// runtime/doors/gccgo/callers.c

typedef struct nextResults { Frame frame; bool more; } nextResults;
typedef struct fileLineResults { String file; intgo line; } fileLineResults;
hidden intgo Stack(slice buf, bool all) GOSYM(Stack);
hidden Frames *CallersFrames(slice callers) GOSYM(CallersFrames);
hidden nextResults Frames_Next(Frames *ci) GOSYM(Frames.Next);
hidden Func *FuncForPC(uintptr pc) GOSYM(FuncForPC);
hidden String Func_Name(Func *f) GOSYM(Func.Name);
hidden uintptr Func_Entry(Func *f) GOSYM(Func.Entry);
hidden fileLineResults Func_FileLine(Func *f, uintptr pc) GOSYM(Func.FileLine);
hidden int32 runtime_callers(int32 skip, void *buf, int32 max, bool keepThunks)
	GOLABEL("runtime_callers");

// runtime/doors/gccgo/signal.c

hidden void gccgo_signal_enable(uint32 s) GOLABEL("os_1signal.signal__enable");

// runtime/doors/gccgo/syscall.c

hidden void syscall_Cgocall(void) GOLABEL("syscall.Cgocall");
hidden void syscall_CgocallDone(void) GOLABEL("syscall.CgocallDone");
hidden void syscall_CgocallBack(void) GOLABEL("syscall.CgocallBack");
hidden void syscall_CgocallBackDone(void) GOLABEL("syscall.CgocallBackDone");
hidden uintptr syscall_GetErrno(void) GOLABEL("syscall.GetErrno");
hidden void syscall_SetErrno(uintptr errno) GOLABEL("syscall.SetErrno");
hidden int32 gccgo_fcntl(int32 fd, int32 cmd, uintptr arg) GCCGOSYM(fcntl);
hidden int32 gccgo_setegid(uint32 egid) GCCGOSYM(setegid);
hidden int32 gccgo_seteuid(uint32 euid) GCCGOSYM(seteuid);
hidden int32 gccgo_setgid(uint32 gid) GCCGOSYM(setgid);
hidden int32 gccgo_setregid(uint32 rgid, uint32 egid) GCCGOSYM(setregid);
hidden int32 gccgo_setresgid(uint32 rgid, uint32 egid, uint32 sgid) GCCGOSYM(setresgid);
hidden int32 gccgo_setresuid(uint32 ruid, uint32 euid, uint32 suid) GCCGOSYM(setresuid);
hidden int32 gccgo_setreuid(uint32 ruid, uint32 euid) GCCGOSYM(setreuid);
hidden int32 gccgo_setuid(uint32 uid) GCCGOSYM(setuid);
hidden int32 gccgo_setgroups(uintptr n, const uint32 *list) GCCGOSYM(setgroups);
typedef struct sysresult { uintptr r, errno; } sysresult;
hidden sysresult unix_realSyscall(uintptr nr, uintptr a1, uintptr a2, uintptr a3, uintptr a4,
                                  uintptr a5, uintptr a6)
	GOLABEL("golang_0org_1x_1sys_1unix.realSyscall");
hidden uintptr unix_realSyscallNoError(uintptr nr, uintptr a1, uintptr a2, uintptr a3, uintptr a4,
                                       uintptr a5, uintptr a6)
	GOLABEL("golang_0org_1x_1sys_1unix.realSyscallNoError");
noreturn hidden void go_assert_fail(const char *file, uint32 line) GOLABEL("__go_assert_fail");

// runtime/doors/gccgo/debug.c

hidden intgo setMaxStack(intgo in) GOLABEL("runtime_1debug.setMaxStack");
hidden bool setPanicOnFault(bool new_) GOLABEL("runtime_1debug.setPanicOnFault");
hidden slice pprof_expandFinalInlineFrame(slice stk)
	GOLABEL("runtime_1pprof.runtime__expandFinalInlineFrame");
hidden countok MemProfile(slice p_, bool inuseZero) GOSYM(MemProfile);
hidden countok BlockProfile(slice p_) GOSYM(BlockProfile);
hidden countok MutexProfile(slice p_) GOSYM(MutexProfile);
hidden countok ThreadCreateProfile(slice p_) GOSYM(ThreadCreateProfile);
hidden countok GoroutineProfile(slice p_) GOSYM(GoroutineProfile);
hidden countok pprof_goroutineProfileWithLabels(slice p_, slice labels)
	GOLABEL("runtime_1pprof.runtime__goroutineProfileWithLabels");

// runtime/doors/gccgo/errors.c

hidden const char *gccgo_strerror_r(int32 e, char *buf, uintptr n) GCCGOSYM(strerror_r);
hidden String gccgo_Signame(int64 s) GOLABEL("syscall.Signame");

// runtime/doors/gccgo/metrics.c

// go: none — metrics.Sample
typedef struct metricSample {
	String  name;
	intgo   kind;
	uint64  scalar;
	struct metricFloat64Histogram *pointer;
} metricSample;
hidden void readMetrics(metricSample *samples, intgo len, intgo cap)
	GOLABEL("runtime_1metrics.runtime__readMetrics");

// Inline functions that need the prototypes above.

// go: runtime1.go#acquirem [moved] inline
// Keeps the calling goroutine on its M until releasem.
static inline m *acquirem(void)
{
	m *mp = getg()->m;
	// mo: relaxed; only this thread and signal handlers on it access it.
	RELAXED_SET(mp->locks, mp->locks + 1);
	compiler_barrier();
	return mp;
}

// go: runtime1.go#releasem [moved] inline
static inline void releasem(m *mp)
{
	g *gp = getg();
	compiler_barrier();
	// mo: relaxed; only this thread and signal handlers on it access it. The store comes before the
	//     load of preempt, so a request that the load misses finds the count lowered.
	RELAXED_SET(mp->locks, mp->locks - 1);
	compiler_barrier();
	if (unlikely(mp->locks == 0 && RELAXED(gp->preempt)))
		poisonguard(gp, mp); // newstack took the poison away while we could not stop
}

// Not in Go. Called with a P: reports whether it is the only one. If so, no other thread can be
// accessing data that only holders of a P access (run queues, channels, the statuses of Gs outside
// system calls), and plain loads and stores suffice. The answer holds until the caller's M can be
// stopped: gomaxprocs changes only while the world is stopped, and the thread that stops and starts
// the world goes through locks, so later holders see what was stored before. For the compiler the
// answer is likely, because with more Ps the locked instructions take so long that a jump does not
// count. See D26.
static nosplit inline bool alone(void) { return likely(RELAXED(gomaxprocs) == 1); }

// Not in Go: locks c and changes its version. A thread that finds c unlocked, reads the version,
// and later reads the same version again knows that c did not change in between (selectnone in
// select.c), because the new version becomes visible before any change made under the lock.
//
// Up to chanunlock nothing that the caller calls has a stack check (tests/lint/stackusage.py). So
// there is no safe point in between: if there is one P, no other goroutine can run before
// chanunlock, and the number of Ps cannot change.
// mo: release fence, between the store of the version and the caller's changes.
static nosplit inline void chanlock(hchan *c)
{
	if (alone()) {
		compiler_barrier();
		return;
	}
	lock(&c->lock);
	RELAXED_SET(c->version, c->version + 1);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

// Not in Go: a sudog for gp, the current G, which is about to wait on c. The value is at elem, or
// is to go there.
static nosplit inline sudog *waitersudog(g *gp, hchan *c, void *elem, bool isSelect)
{
	sudog *sg = acquireSudog();
	sg->g = gp;
	sg->isSelect = isSelect;
	sg->elem = elem;
	sg->releasetime = 0;
	sg->waitlink = nil;
	sg->c = c;
	return sg;
}

// Not in Go: unlocks c by a plain store (unlockrel). The goroutine's next load may be performed
// before this store is visible, but no other thread can tell: a thread that locks c meanwhile waits
// for the store, and one that looks at c without the lock sees it locked and then locks it
// (chanbusy). So it cannot happen that one goroutine receives and then finds a flag not set, while
// another sets the flag and then finds c full.
static nosplit inline void chanunlock(hchan *c)
{
	if (alone())
		compiler_barrier();
	else
		unlockrel(&c->lock);
}

// Not in Go. Reports whether c is locked, or its unlock is not yet visible here. If it returns
// false, later reads of c's fields are at least as recent as this call.
// mo: acquire; pairs with the stores of unlock and unlockrel.
static nosplit inline bool chanbusy(hchan *c)
{
	return atomic_LoadAcq((uint32 *)&c->lock.key) != 0;
}

// Not in Go, part of chanrecv. Reports whether there was a moment during the call when nothing
// could be received from c.
// mo: acquire, and closed is read last: a channel that is still open then was open, and not ready,
//     at the earlier load. In the other order a value could be sent and the channel closed between
//     the two loads, and the caller would miss both.
static inline bool norecv(hchan *c)
{
	return !chanbusy(c) &&
	       (c->dataqsiz == 0 ? atomic_LoadAcq(&c->sendq.first) == nil
	                         : atomic_LoadAcq(&c->qcount) == 0) &&
	       atomic_LoadAcq(&c->closed) == 0;
}
