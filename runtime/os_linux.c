// Linux: threads, futexes, the kernel's parameters, and signal actions. The system calls themselves
// are in asm_amd64/sys_linux_amd64.S.
#include "runtime.h"

#ifndef GORT_HOSTED
// QEMU knows threads by exactly this set, with CLONE_SYSVSEM.
enum {
	cloneFlags = _CLONE_VM | _CLONE_FS | _CLONE_FILES | _CLONE_SIGHAND | _CLONE_SYSVSEM |
	             _CLONE_THREAD
};
#endif

#ifdef GORT_HOSTED
extern int32 *libc_errno_location(void) GOLABEL("__errno_location");
#endif

// Where mincore puts its answer.
static byte addrspace_vec[1] GOSYM(addrspace_vec);

// go: none — says which system call, that may not fail, did; then crashes
// The crash alone is silent at the start and with signals blocked. Perhaps without a g. The
// address is Go's.
void syscallfailed(const char *name, int32 ret)
{
	byte  buf[64];
	intgo n = 0;
	for (const char *s = "runtime: "; *s != 0; s++)
		buf[n++] = (byte)*s;
	for (; *name != 0; name++)
		buf[n++] = (byte)*name;
	for (const char *s = " failed with "; *s != 0; s++)
		buf[n++] = (byte)*s;
	byte  digits[4];
	intgo i = nelem(digits);
	for (int32 e = -ret; e != 0; e /= 10)
		digits[--i] = (byte)('0' + e % 10);
	while (i < nelem(digits))
		buf[n++] = digits[i++];
	buf[n++] = '\n';
	writeErr(buf, n);
	// Before mainStarted there may be no g. A thread that has reported why it dies would only
	// crash again.
	if (mainStarted && getg()->m->dying != 0)
		exit(2);
	*(volatile int32 *)0xf1 = 0xf1;
}

// go: os_linux.go#futexsleep
// Sleeps while *addr == val, at most ns if ns >= 0. It may return without reason, so callers test
// again. Blocks the thread; not for signal handlers.
void futexsleep(uint32 *addr, uint32 val, int64 ns)
{
	// The results are of no use: EAGAIN, EINTR and ETIMEDOUT are all reasons to look at *addr.
	if (ns < 0) {
		futex(addr, _FUTEX_WAIT_PRIVATE, val, nil, nil, 0);
		return;
	}
	timespec ts = {ns / 1000000000, ns % 1000000000};
	futex(addr, _FUTEX_WAIT_PRIVATE, val, &ts, nil, 0);
}

// go: none — argument record of futexwakeup_func1
typedef struct wakeupfailure {
	uint32 *addr;
	int32   ret;
} wakeupfailure;

// go: none — body of the closure of futexwakeup, on g0
static void futexwakeup_func1(void *arg)
{
	wakeupfailure *a = arg;
	print("futexwakeup addr=", (void *)a->addr, " returned ", a->ret, "\n");
}

// Set when a wake-up has failed; atomic.
static uint32 nowakeups;

// go: os_linux.go#futexwakeup [adapted] ends the process if it fails again
// Wakes up to cnt sleepers on addr. Async-signal-safe. The word may have a new owner by now; a
// wake-up too many does no harm. See D37.
void futexwakeup(uint32 *addr, uint32 cnt)
{
	int32 ret = futex(addr, _FUTEX_WAKE_PRIVATE, cnt, nil, nil, 0);
	if (ret >= 0)
		return;
	// No way to fail is known. Crash where it is seen. The report needs wake-ups too: if they
	// fail it could wait for ever.
	// mo: seq_cst; the word stands for itself.
	if (!atomic_Cas(&nowakeups, 0, 1)) {
		static const char again[] = "runtime: futexwakeup failed again\n";
		writeErr((const byte *)again, sizeof again - 1);
		exit(2);
	}
	wakeupfailure a = {addr, ret};
	systemstack(futexwakeup_func1, &a);
	*(volatile int32 *)0x1006 = 0x1006;
}

// go: os_linux.go#getproccount
// The number of processors that we may run on.
int32 getproccount(void)
{
	// 64 Ki processors; on the system stack.
	byte  buf[64 * 1024 / 8];
	int32 r = sched_getaffinity(0, sizeof buf, buf);
	if (r < 0)
		return 1;
	int32 n = 0;
	for (int32 i = 0; i < r; i++)
		n += __builtin_popcount(buf[i]);
	return n == 0 ? 1 : n;
}

#ifndef GORT_HOSTED
// go: os_linux.go#newosproc
// Starts the thread of mp in mstart. On g0, perhaps without a P.
void newosproc(m *mp)
{
	void  *stk = (void *)mp->g0->stack.hi;
	sigset oset;

	// The child has no g and no signal stack until minit: it starts with all signals blocked.
	sigprocmask(_SIG_SETMASK, &sigset_all, &oset);
	int32 ret = clone(cloneFlags, stk, mp, mp->g0, mstart);
	sigprocmask(_SIG_SETMASK, &oset, nil);
	if (ret < 0) {
		print("runtime: failed to create new OS thread (have ", mcount(),
		      " already; errno=", -ret, ")\n");
		if (ret == -_EAGAIN)
			println("runtime: may need to increase max user processes (ulimit -u)");
		throw("newosproc");
	}
}
#endif

// go: os_linux.go#sysargs
// Finds the kernel's auxiliary vector. Very early: no allocation.
void sysargs(int32 argc, byte **argv)
{
	int32 n = argc + 1;
	while (argv[n] != nil)
		n++;
	n++; // behind the environment
	if (sysauxv((uintptr *)&argv[n]) != 0)
		return;

	// Some loaders leave it out.
	int32 fd = open((const byte *)"/proc/self/auxv", _O_RDONLY, 0);
	if (fd < 0) {
		// Find the page size the hard way: the first address that mincore takes for aligned.
		const uintptr size = 256 << 10;
		intgo err;
		byte *p = mmap(nil, size, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
		if (err != 0)
			return;
		uintptr pg = 4 << 10;
		while (pg < size && mincore(p + pg, 1, addrspace_vec) != 0)
			pg <<= 1;
		physPageSize = pg;
		munmap(p, size);
		return;
	}
	uintptr buf[128];
	int32 r = read(fd, buf, sizeof buf);
	closefd(fd);
	if (r < 0)
		return;
	buf[nelem(buf) - 2] = _AT_NULL; // in case there is more
	sysauxv(buf);
}

// go: os_linux.go#sysauxv
// Reads (tag, value) pairs up to AT_NULL; returns their number.
intgo sysauxv(uintptr *auxv)
{
	intgo i;
	for (i = 0; auxv[i] != _AT_NULL; i += 2) {
		uintptr tag = auxv[i], val = auxv[i + 1];
		switch (tag) {
		case _AT_RANDOM:
			startupRandomData = (slice){(void *)val, 16, 16};
			break;
		case _AT_PAGESZ:
			physPageSize = val;
			break;
		}
		archauxv(tag, val);
		vdsoauxv(tag, val);
	}
	return i / 2;
}

// go: os_linux.go#getHugePageSize
// 0 if the kernel does not say.
uintptr getHugePageSize(void)
{
	byte  numbuf[20];
	static const char name[] = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
	int32 fd = open((const byte *)name, _O_RDONLY, 0);
	if (fd < 0)
		return 0;
	int32 n = read(fd, numbuf, sizeof numbuf);
	closefd(fd);
	if (n <= 0)
		return 0;
	bool  ok;
	intgo v = atoi((String){numbuf, n - 1}, &ok); // without the newline
	if (!ok || v <= 0 || (v & (v - 1)) != 0)
		return 0;
	return (uintptr)v;
}

#ifndef GORT_HOSTED
// The first words of musl's record of the process, which musl's own start-up code would fill in.
// Weak, because a program may use nothing that reads it.
extern struct {
	int8     can_do_threads, threaded, secure;
	int8     need_locks;
	int32    threads_minus_1;
	uintptr *auxv;
} musl_libc GOLABEL("__libc") __attribute__((weak));
extern byte **musl_environ GOLABEL("__environ") __attribute__((weak));

// go: none — does what musl's start-up would: the environment; and for malloc, which reads a random
//     number from the auxiliary vector, and takes its locks only if it knows of other threads
// See D165.
static void libcinit(void)
{
	byte **v = argv + argc + 1;
	if (&musl_environ != nil)
		musl_environ = v;
	if (&musl_libc == nil)
		return;
	while (*v++ != nil)
		; // the environment
	musl_libc.auxv = (uintptr *)v;
	musl_libc.need_locks = 1;
}
#endif

// go: os_linux.go#osinit [adapted] initializes musl too; mpreinit touches signal stacks instead of
//     osArchInit's work-around
// On g0 of m0, before schedinit.
void osinit(void)
{
	ncpu = getproccount();
	physHugePageSize = getHugePageSize();
#ifndef GORT_HOSTED
	libcinit();
#endif
	lockinit();
}

// go: os_linux.go#getRandomData
// Fills r with what the kernel gave us at the start, stretched, or from its device.
void getRandomData(slice r)
{
	if (startupRandomData.array != nil) {
		intgo n = r.len < startupRandomData.len ? r.len : startupRandomData.len;
		memmove(r.array, startupRandomData.array, (uintptr)n);
		extendRandom(r.array, r.len, n);
		return;
	}
	int32 fd = open((const byte *)"/dev/urandom", _O_RDONLY, 0);
	int32 n = read(fd, r.array, (int32)r.len);
	closefd(fd);
	extendRandom(r.array, r.len, n);
}

// go: os_linux.go#goenvs
void goenvs(void) { goenvs_unix(); }

#ifdef GORT_HOSTED
// go: os_linux.go#libpreinit [adapted] also says where the library's file is, and that
//     there is no other runtime
// The constructor of a library, on the thread that loads it, before there is a g.
void libpreinit(void)
{
	x_cgo_alone();
	isarchive = ehdr_start.e_entry != 0; // part of a program
	islibrary = !isarchive;
	if (islibrary)
		imagefile = x_cgo_image(&ehdr_start);
	initsig(true);
}
#endif

// go: os_linux.go#mpreinit [adapted] touches the signal stack
// Makes what mp's thread needs for signals; on the thread that creates it, since it allocates.
// See D20.
void mpreinit(m *mp)
{
	mp->gsignal = malg(32 * 1024);
	mp->gsignal->m = mp;
	// Linux 5.2 to 5.4 corrupts vector registers if it takes a page fault while it writes a signal
	// frame (two pages with AVX-512).
	volatile byte *top = (byte *)mp->gsignal->stack.hi;
	top[-1] = 0;
	top[-4097] = 0;
}

#ifdef GORT_HOSTED
// Threads in poisonthread; atomic. Not in m, whose record is cleared when it is used again.
static uint32 poisoning;

// go: none — the word is in libc's block
// Poisons the guard word of mp's thread, another one, unless it is gone. Most requests are seen by
// the signal that follows. But the thread may have it blocked, and C code may have taken the
// signal. See D160.
void poisonthread(m *mp)
{
	// mo: seq_cst, in this order. A thread that ends stores nil, then waits until none is here: it
	//     sees us, or we see nil.
	atomic_Xadd(&poisoning, 1);
	uintptr *guard = atomic_Loadp(&mp->mOS.guard);
	if (guard != nil)
		atomic_StoreRel(guard, stackPreempt);
	atomic_Xadd(&poisoning, -1);
}

// go: none — see poisonthread; mp is our own M
static void forgetguard(m *mp)
{
	atomic_StorepNoWB(&mp->mOS.guard, nil);
	while (atomic_Load(&poisoning) != 0)
		osyield();
}
#endif

// go: os_linux.go#minit [adapted] procid first: a request that comes when signals are unblocked
//     must find the thread
// On the new thread, which has no P, so it may not allocate. Signals are blocked until minitSignals
// unblocks them.
void minit(void)
{
	m *mp = getg()->m;
	mp->procid = gettid();
#ifdef GORT_HOSTED
	mp->mOS.errnop = libc_errno_location();
	atomic_StorepNoWB(&mp->mOS.guard, guardslot(mp)); // mo: seq_cst store; see poisonthread
#else
	*(int32 *)((byte *)&mp->tls[1] + fsTid) = (int32)mp->procid;
#endif
	// mo: seq_cst; preemptM for the M that had the record may have set it, and asked a thread that
	//     is gone: then it read procid before we wrote it, and its CAS came before this store.
	atomic_Store(&mp->signalPending, 0);
	minitSignals();
}

// go: os_linux.go#unminit
// Undoes minit on a thread that ends, or gives its M back.
void unminit(void)
{
	unminitSignals();
#ifdef GORT_HOSTED
	forgetguard(getg()->m);
#endif
}

// go: os_linux.go#sigprocmask
void sigprocmask(int32 how, const sigset *new, sigset *old)
{
	rtsigprocmask(how, new, old, sizeof(sigset));
}

// go: os_linux.go#setsig
// Installs fn, a handler's address, SIG_DFL or SIG_IGN. All signals are blocked while the handler
// runs. Async-signal-safe.
void setsig(uint32 i, uintptr fn)
{
	sigactiont sa = {0};
	sa.sa_flags = _SA_SIGINFO | _SA_ONSTACK | _SA_RESTORER | _SA_RESTART;
	sigfillset(&sa.sa_mask);
	sa.sa_restorer = (uintptr)sigreturn;
	if (fn == funcPC(sighandler))
		fn = funcPC(sigtramp);
	sa.sa_handler = fn;
	sigaction(i, &sa, nil);
}

// go: os_linux.go#setsigstack
// Makes a handler that is not ours run on the signal stack.
void setsigstack(uint32 i)
{
	sigactiont sa;
	sigaction(i, nil, &sa);
	if ((sa.sa_flags & _SA_ONSTACK) != 0)
		return;
	sa.sa_flags |= _SA_ONSTACK;
	sigaction(i, &sa, nil);
}

// go: os_linux.go#getsig
uintptr getsig(uint32 i)
{
	sigactiont sa;
	sigaction(i, nil, &sa);
	return sa.sa_handler;
}

// go: os_linux.go#setSignalstackSP
void setSignalstackSP(stackt *s, uintptr sp) { s->ss_sp = (byte *)sp; }

// go: none — body of the closure of sysSigaction, on g0
static void sysSigaction_func1(void *arg) { throw("sigaction failed"); }

// go: os_linux.go#sysSigaction [adapted] a thread that is dying ends the process
void sysSigaction(uint32 sig, const sigactiont *new, sigactiont *old)
{
	if (rt_sigaction(sig, new, old, sizeof new->sa_mask) == 0)
		return;
	// QEMU refuses these three.
	if (sig == 32 || sig == 33 || sig == 64)
		return;
	// A thread that has reported why it dies, and now cannot die of a signal, would only crash
	// again.
	if (getg()->m->dying != 0)
		exit(2);
	systemstack(sysSigaction_func1, nil);
}

// go: os_linux.go#signalM [adapted] signal stacks are touched by mpreinit
// Sends sig to mp's thread. The receiver sees si_code SI_TKILL.
void signalM(m *mp, intgo sig) { tgkill(getpid(), (intgo)mp->procid, sig); }
