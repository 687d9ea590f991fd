// gort.h: Go's runtime for C programs.
//
// Build with `gort build` or with the flags of `gort env`: user code needs -fsplit-stack, so that
// goroutine stacks begin small and grow, and may be preempted at any instruction. The program
// defines `int main(int argc, char **argv)`, which runs as the main goroutine; when it returns the
// program exits with its result, whatever the other goroutines do.
//
// Unless a comment says otherwise a function may be called on any goroutine, and not from a signal
// handler. Times are nanoseconds of the monotonic clock. Memory handed in stays the caller's.
// Memory handed out is the collector's: it lives as long as there is a pointer to it, or into it,
// on a goroutine's stack, in a global variable, or in other such memory. The collector does not
// look into malloc's memory, nor into __thread variables.
//
// A goroutine may move to another thread at any call into the runtime and, in code built with these
// flags, between any two instructions: errno and __thread variables belong to the thread, not to
// the goroutine. So do the modes of floating-point arithmetic (fesetround): they must be the usual
// ones at a call into the runtime; between two instructions they go along. Blocking C functions
// (read, poll, …) must stand between gort_entersyscall and gort_exitsyscall, or they hold up a
// processor. libc functions run on the goroutine's stack, on which their caller asks for 64 KiB:
// call those that need more through gort_systemstack. Handlers of signals run on a stack of 32 KiB,
// below which nothing stops them; in a hosted program they must be installed with SA_ONSTACK.
// Threads, dlopen and shared libraries want a program that libc has started (doc/HOSTED.md). The
// child of fork has one thread: it may execute a program or _exit, and must neither block in the
// runtime nor ask it for memory.
#ifndef GORT_H
#define GORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Goroutines.

// Starts fn(arg) on a new goroutine. Go: the go statement. [allocate]
void gort_go(void (*fn)(void *), void *arg);

// Lets other goroutines run; the caller goes to the tail of the global queue. Go: runtime.Gosched.
void gort_Gosched(void);

// Ends the calling goroutine after running its deferred calls. In main: the others go on. Go:
// runtime.Goexit.
__attribute__((__noreturn__)) void gort_Goexit(void);

// Wires the goroutine to its thread until as many unlocks; a goroutine that ends while wired ends
// the thread. Go: runtime.LockOSThread.
void gort_LockOSThread(void);
void gort_UnlockOSThread(void);

// Sets the number of processors if n > 0 (this stops the world), and returns the old one. Go:
// runtime.GOMAXPROCS. [block]
int gort_GOMAXPROCS(int n);

// Go: runtime.NumCPU, runtime.NumGoroutine.
int gort_NumCPU(void);
int gort_NumGoroutine(void);

// The goroutine's number, as tracebacks show it.
int64_t gort_goid(void);

// A word that belongs to the calling goroutine, NULL at its start. The collector sees it.
void *gort_getlocal(void);
void  gort_setlocal(void *p);

// Memory.

// Zeroed memory of n bytes, 16-aligned from 16 bytes on; never fails, never moves, is freed when
// nothing points to it. Go: new. [allocate]
void *gort_new(size_t n);

// Channels. A nil channel blocks for ever.

typedef struct hchan *gort_chan;

// A channel of elements of elemsize bytes (at most 65535) with room for n. Panics if the size is
// out of range. Go: make(chan T, n). [allocate, panic]
gort_chan gort_makechan(size_t elemsize, size_t n);

// Sends *elem; blocks. Panics on a closed channel. Go: c <- v. [block, panic]
void gort_chansend(gort_chan c, const void *elem);

// Receives into *elem (NULL drops the value); blocks. False, with *elem zeroed: c is closed and
// empty. Go: v, ok = <-c. [block]
bool gort_chanrecv(gort_chan c, void *elem);

// The same without blocking: false if not ready. For a receive *ok (may be NULL) is what
// gort_chanrecv would return. Go: select with default. [panic]
bool gort_trysend(gort_chan c, const void *elem);
bool gort_tryrecv(gort_chan c, void *elem, bool *ok);

// Panics if c is nil or closed. Go: close(c). [panic]
void gort_closechan(gort_chan c);

// Go: len(c), cap(c).
size_t gort_chanlen(gort_chan c);
size_t gort_chancap(gort_chan c);

// One case of a select.
typedef struct gort_case {
	gort_chan c;
	void     *elem; // value to send, or where to receive to (NULL: nowhere)
	bool      send;
	bool      ok;   // result of the chosen receive
} gort_case;

// Waits until one of the n cases (at most 65535) can proceed, picks one at random among those that
// can, and returns its index. With block false and no case ready: -1. Go: select. [allocate, block,
// panic]
int gort_select(gort_case *cases, int n, bool block);

// Panics and deferred calls.

// Calls fn(arg) as a Go function: what it defers runs when it returns, panics or exits, newest
// first; a panic that one of these recovers ends here, and the call returns normally. Go: a
// function call.
void gort_call(void (*fn)(void *), void *arg);

// Registers fn(arg) to run at the end of the innermost gort_call, or of main or the function of
// gort_go if there is none. In a constructor, and in a main.main that is not C, this ends the
// program. Go: defer. [allocate]
void gort_defer(void (*fn)(void *), void *arg);

// A value with its type, as Go's interface{} has it; {NULL, NULL} is nil. Types are in gort_rt.h.
typedef struct gort_any {
	const struct gort_type *type;
	void                   *data;
} gort_any;

// Panics with a text, which must stay valid, or with a value. Go: panic("text"), panic(v).
// [allocate, block, panic]
__attribute__((__noreturn__)) void gort_panic(const char *text);
__attribute__((__noreturn__)) void gort_panicv(gort_any v);

// In a deferred function itself: stops the panic under way and returns its value, or the text of it
// (that of Error() for a runtime error). In other functions, also those that a deferred function
// calls: nil, and NULL. Go: recover.
#define gort_recover()  gort_recoverat(__builtin_dwarf_cfa())
#define gort_recoverv() gort_recovervat(__builtin_dwarf_cfa())

// The same for the function whose return address lies just below frame. What calls them is not
// inlined: that is what returns_twice is for. [allocate]
__attribute__((__returns_twice__)) const char *gort_recoverat(const void *frame);
__attribute__((__returns_twice__)) gort_any gort_recovervat(const void *frame);

// Time.

// Go: runtime nanotime.
int64_t gort_nanotime(void);

// Go: time.Sleep. [block]
void gort_Sleep(int64_t ns);

typedef struct gort_timer gort_timer;

// Runs fn(arg) on a goroutine of its own after ns, and then every period ns if period > 0. Go:
// time.AfterFunc, time.NewTicker. [allocate]
gort_timer *gort_AfterFunc(int64_t ns, int64_t period, void (*fn)(void *), void *arg);

// Stops the timer, or sets it to run after ns. True: it was active. Go: Timer.Stop, Timer.Reset.
bool gort_timerStop(gort_timer *t);
bool gort_timerReset(gort_timer *t, int64_t ns);

// A channel of int64_t that gets the time after ns, once. Go: time.After. [allocate]
gort_chan gort_After(int64_t ns);

// Semaphores: waits until *s > 0 and decrements it; increments it and wakes one waiter. Go: sync's
// Semacquire, Semrelease. [block]
void gort_semacquire(uint32_t *s);
void gort_semrelease(uint32_t *s);

// A mutual exclusion lock for goroutines; zero is unlocked. Go: sync.Mutex.
typedef struct gort_mutex {
	int32_t  state;
	uint32_t sema;
} gort_mutex;
// Go: sync.Mutex.Lock. [block]
void gort_lock(gort_mutex *mu);
// Go: sync.Mutex.Unlock; ends the program if mu is not locked.
void gort_unlock(gort_mutex *mu);

// Waits for a group of goroutines; zero is empty. Go: sync.WaitGroup.
typedef struct gort_waitgroup {
	uint64_t state; // counter << 32 | waiters
	uint32_t sema;
} gort_waitgroup;
// Go: sync.WaitGroup's Add and Done: panics if the counter falls below 0. [panic]
void gort_wgadd(gort_waitgroup *wg, int delta);
void gort_wgdone(gort_waitgroup *wg);
// Go: sync.WaitGroup.Wait. [block]
void gort_wgwait(gort_waitgroup *wg);

// System calls and files.

// Bracket a C call that may block: the processor can be handed to other goroutines meanwhile. errno
// must be read before gort_exitsyscall. A pointer to an object of gort that the goroutine did not
// have before and takes over in between (from a variable that it then clears, say) must stay
// reachable elsewhere until gort_exitsyscall has returned: the collector does not stop C code. Go:
// entersyscall, exitsyscall.
void gort_entersyscall(void);
void gort_exitsyscall(void);

// Runs fn(arg) on the thread's own stack, of 64 KiB or more, for C code that needs a deep one. fn
// must not call the functions of this header.
// Go: asmcgocall.
void gort_systemstack(void (*fn)(void *), void *arg);

// Hosted programs only (doc/HOSTED.md): calls fn(arg), C code, on the thread's own stack, and
// returns its result. It may block, and may call the functions of this header that doc/HOSTED.md
// lists: they then run on this goroutine. On C's stack already: a plain call. Go: cgocall.
int gort_ccall(int (*fn)(void *), void *arg);

// Descriptors: made non-blocking and known to the poller; a call parks the goroutine, not the
// thread. Results as of the system call, errors as -errno; -ETIME after the deadline, -EBADF once
// closed. Several goroutines may use one: reads wait for reads, writes for writes.
// Go: internal/poll.FD.
typedef struct gort_fd gort_fd;

// NULL, and the errno in *err, if the poller cannot take the descriptor (EPERM: a regular file).
// [allocate]
gort_fd *gort_fdopen(int fd, int *err);

// Wakes the goroutines blocked on f; the descriptor is closed when they have left.
int gort_fdclose(gort_fd *f);

// Reads at most n bytes. [block]
int64_t gort_read(gort_fd *f, void *buf, size_t n);

// Writes all n bytes; if it returns an error, some may have been written. [block]
int64_t gort_write(gort_fd *f, const void *buf, size_t n);

// A new descriptor, non-blocking and close-on-exec. [block]
int gort_accept(gort_fd *f);

// Connects. [block]
int gort_connect(gort_fd *f, const void *addr, unsigned len);

// Deadline of mode 'r', 'w' or 'r'+'w' in ns from now; 0: none, < 0: already over.
void gort_setdeadline(gort_fd *f, int64_t ns, int mode);

// The descriptor itself.
int gort_sysfd(gort_fd *f);

// CPU profiles, for `go tool pprof`.

// Starts to take hz samples a second of CPU time (at most 1000000; the kernel's clock sets a limit
// of some hundreds). The profile is written to fd by gort_cpuprofile_stop; fd stays the caller's.
// 0; -EBUSY: a profile is under way; -EINVAL: hz is out of range. Go: pprof.StartCPUProfile.
int gort_cpuprofile_start(int fd, int hz);

// Ends the profile, and returns when it has been written. 0, or an error of the writing as -errno;
// -EINVAL: none is under way. Go: pprof.StopCPUProfile.
int gort_cpuprofile_stop(void);

// Execution traces, for `go tool trace`.

// Starts to trace what happens to goroutines, and writes that to fd, which stays the caller's. 0;
// -EBUSY: a trace is under way. Go: trace.Start.
int gort_trace_start(int fd);

// Ends the trace, and returns when it has been written. 0, or an error of the writing as -errno;
// -EINVAL: gort_trace_start began none. Go: trace.Stop.
int gort_trace_stop(void);

// Prints to standard error as print does; whole lines from several goroutines do not mix. Go:
// print.
void gort_print(const char *text);
void gort_printint(int64_t v);

#ifdef __cplusplus
}
#endif
#endif
