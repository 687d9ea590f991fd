// split-stack: yes
// The door for C programs: descriptors, as internal/poll.FD. Each operation runs on a goroutine. It
// tries its system call first, and parks on the poller if that would block.
//
// state is 2 × (operations under way) + 1 once closed. After closing no operation begins any more,
// those under way are woken, and the last one to leave closes the descriptor. So the kernel cannot
// give the number to another file while an operation is still about to use it.
#include "runtime.h"
#include "gort.h"

enum {
	eIO          = 5,
	eBADF        = 9,
	eTIME        = 62,
	eCONNABORTED = 103,
	eALREADY     = 114,
	eINPROGRESS  = 115,

	sysClose       = 3,
	sysGetpeername = 52,
	sysGetsockopt  = 55,
	sysAccept4     = 288,

	solSocket = 1,
	soError   = 4,

	fdClosed = 1,
	fdRef    = 2,

	maxRW = 1 << 30, // what one system call is asked for; the kernel does no more than 2 GB
};

struct gort_fd {
	pollDesc  *pd;
	int32      fd;
	uint32     state;      // atomic, see above
	gort_mutex rmu, wmu;   // one operation at a time in each direction
	uint32     closesema;  // where gort_fdclose waits for the last one
	int32      closeerr;   // the result of close(2); written before closesema is raised
};

// go: none — a system call that package syscall would make; -errno on failure
static intgo rawsyscall(intgo nr, uintptr a, uintptr b, uintptr c, uintptr d, uintptr e)
{
	register uintptr r10 __asm__("r10") = d;
	register uintptr r8 __asm__("r8") = e;
	intgo r;
	__asm__ volatile("syscall"
	                 : "=a"(r)
	                 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
	                 : "rcx", "r11", "memory");
	return r;
}

// go: none — the error that a result of the poller stands for
static int fderror(intgo code)
{
	static const int8 errs[] = {0, -eBADF, -eTIME, -eIO};
	return errs[code];
}

// go: none — fdMutex.incref; false: closed
static bool incref(gort_fd *f)
{
	for (;;) {
		// mo: seq_cst; one order with gort_fdclose's CAS: either we see it closed, or gort_fdclose
		//     sees our reference and leaves the descriptor to us.
		uint32 old = atomic_Load(&f->state);
		if ((old & fdClosed) != 0)
			return false;
		if (atomic_Cas(&f->state, old, old + fdRef))
			return true;
	}
}

// go: none — FD.decref and FD.destroy
static void decref(gort_fd *f)
{
	// mo: seq_cst; releases our use of the descriptor, and the last one acquires everybody's.
	if (atomic_Xadd(&f->state, (uint32)-fdRef) != fdClosed)
		return;
	poll_runtime_pollClose(f->pd); // before close: the kernel may reuse the number at once
	// It can wait: for what SO_LINGER says, or a file system.
	entersyscall();
	int32 err = (int32)rawsyscall(sysClose, (uintptr)f->fd, 0, 0, 0, 0);
	exitsyscall();
	f->closeerr = err;
	sync_runtime_Semrelease(&f->closesema, false, 0);
}

// go: none — the end of an operation of mode 'r' or 'w'
static void end(gort_fd *f, int mode)
{
	gort_unlock(mode == 'r' ? &f->rmu : &f->wmu);
	decref(f);
}

// go: none — the start of one; not after an error
static int begin(gort_fd *f, int mode)
{
	if (!incref(f))
		return -eBADF;
	gort_lock(mode == 'r' ? &f->rmu : &f->wmu);
	int err = fderror(poll_runtime_pollReset(f->pd, mode));
	if (err != 0)
		end(f, mode);
	return err;
}

// go: none — parks until f is ready
static int await(gort_fd *f, int mode) { return fderror(poll_runtime_pollWait(f->pd, mode)); }

// go: none — poll.FD.Init
gort_fd *gort_fdopen(int fd, int *err)
{
	poll_runtime_pollServerInit();
	intgo errno;
	pollDesc *pd = poll_runtime_pollOpen((uintptr)fd, &errno);
	if (errno != 0) {
		*err = (int)errno;
		return NULL;
	}
	setNonblock(fd);
	gort_fd *f = mallocgc(sizeof *f, &nopointers, true);
	f->pd = pd;
	f->fd = fd;
	return f;
}

// go: none — poll.FD.Close
int gort_fdclose(gort_fd *f)
{
	for (;;) {
		// mo: seq_cst; see incref.
		uint32 old = atomic_Load(&f->state);
		if ((old & fdClosed) != 0)
			return -eBADF;
		if (atomic_Cas(&f->state, old, (old + fdRef) | fdClosed))
			break;
	}
	poll_runtime_pollUnblock(f->pd);
	decref(f);
	sync_runtime_Semacquire(&f->closesema);
	return f->closeerr;
}

// go: none — poll.FD.Read
int64_t gort_read(gort_fd *f, void *buf, size_t n)
{
	int64 r = begin(f, 'r');
	if (r != 0)
		return r;
	do {
		entersyscall();
		r = read(f->fd, buf, n < maxRW ? (int32)n : maxRW);
		exitsyscall();
	} while (r == -_EINTR || (r == -_EAGAIN && (r = await(f, 'r')) == 0));
	end(f, 'r');
	return r;
}

// go: none — poll.FD.Write
int64_t gort_write(gort_fd *f, const void *buf, size_t n)
{
	int64 r = begin(f, 'w');
	if (r != 0)
		return r;
	size_t done = 0;
	do {
		entersyscall();
		int32 size = n - done < maxRW ? (int32)(n - done) : maxRW;
		r = write1((uintptr)f->fd, (const byte *)buf + done, size);
		exitsyscall();
		if (r >= 0)
			done += (size_t)r;
		else if (r == -_EAGAIN)
			r = await(f, 'w');
		else if (r == -_EINTR)
			r = 0;
	} while (r >= 0 && done < n);
	end(f, 'w');
	return r < 0 ? r : (int64)done;
}

// go: none — poll.FD.Accept
int gort_accept(gort_fd *f)
{
	int r = begin(f, 'r');
	if (r != 0)
		return r;
	do {
		entersyscall();
		r = (int)rawsyscall(sysAccept4, (uintptr)f->fd, 0, 0, _O_NONBLOCK | _O_CLOEXEC, 0);
		exitsyscall();
		// Aborted: that one went away before we came.
	} while (r == -_EINTR || r == -eCONNABORTED || (r == -_EAGAIN && (r = await(f, 'r')) == 0));
	end(f, 'r');
	return r;
}

// go: none — net.netFD.connect
int gort_connect(gort_fd *f, const void *addr, unsigned len)
{
	int r = begin(f, 'w');
	if (r != 0)
		return r;
	entersyscall();
	r = connect(f->fd, (void *)addr, (int32)len);
	exitsyscall();
	if (r == -eINPROGRESS || r == -eALREADY || r == -_EINTR) {
		// The kernel goes on connecting. The poller also reports a socket ready that is not
		// connected yet: it is connected if it has a peer.
		for (bool connected = false; !connected;) {
			r = await(f, 'w');
			if (r != 0)
				break;
			int32 err = 0;
			uint32 size = sizeof err;
			r = (int)rawsyscall(sysGetsockopt, (uintptr)f->fd, solSocket, soError, (uintptr)&err,
			                    (uintptr)&size);
			if (r == 0)
				r = -err;
			if (r != 0)
				break;
			byte peer[128];
			size = sizeof peer;
			connected = rawsyscall(sysGetpeername, (uintptr)f->fd, (uintptr)peer, (uintptr)&size, 0,
			                       0) == 0;
		}
	}
	end(f, 'w');
	return r;
}

// go: none — poll.FD.SetDeadline, SetReadDeadline, SetWriteDeadline
void gort_setdeadline(gort_fd *f, int64_t ns, int mode)
{
	if (!incref(f))
		return;
	poll_runtime_pollSetDeadline(f->pd, ns, mode);
	decref(f);
}

// go: none — os.File.Fd
int gort_sysfd(gort_fd *f) { return f->fd; }
