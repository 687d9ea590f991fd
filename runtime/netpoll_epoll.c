// The network poller on epoll. One descriptor watches all; user descriptors are registered once,
// edge-triggered, for both directions, with the pollDesc and its tag as the event's data. A pipe,
// level-triggered, wakes the M that sleeps in epoll_wait.
#include "runtime.h"

enum { tagShift = 48 }; // user addresses have 47 bits

static int32 epfd GOSYM(epfd) = -1; // the epoll descriptor; set by netpollinit

// Both ends of the pipe for netpollBreak. Its events have the address of netpollBreakRd as data.
static uintptr netpollBreakRd GOSYM(netpollBreakRd);
static uintptr netpollBreakWr GOSYM(netpollBreakWr);

// go: netpoll_epoll.go#netpollinit
void netpollinit(void)
{
	epfd = epollcreate1(_EPOLL_CLOEXEC);
	if (epfd < 0) {
		epfd = epollcreate(1024);
		if (epfd < 0) {
			println("runtime: epollcreate failed with", -epfd);
			throw("runtime: netpollinit failed");
		}
		closeonexec(epfd);
	}
	int32 w, errno;
	int32 r = nonblockingPipe(&w, &errno);
	if (errno != 0) {
		println("runtime: pipe failed with", -errno);
		throw("runtime: pipe failed");
	}
	void *data = &netpollBreakRd;
	epollevent ev = {.events = _EPOLLIN};
	memcpy(ev.data, &data, sizeof data);
	errno = epollctl(epfd, _EPOLL_CTL_ADD, r, &ev);
	if (errno != 0) {
		println("runtime: epollctl failed with", -errno);
		throw("runtime: epollctl failed");
	}
	netpollBreakRd = (uintptr)r;
	netpollBreakWr = (uintptr)w;
}

// go: netpoll_epoll.go#netpollIsPollDescriptor
bool netpollIsPollDescriptor(uintptr fd)
{
	return fd == (uintptr)epfd || fd == netpollBreakRd || fd == netpollBreakWr;
}

// go: netpoll_epoll.go#netpollopen [adapted] the event's data has a tag
// 0 or the errno.
int32 netpollopen(uintptr fd, pollDesc *pd)
{
	epollevent ev = {.events = _EPOLLIN | _EPOLLOUT | _EPOLLRDHUP | _EPOLLET};
	uint64 data = (uintptr)pd | (uint64)polltag(pd) << tagShift;
	memcpy(ev.data, &data, sizeof data);
	return -epollctl(epfd, _EPOLL_CTL_ADD, (int32)fd, &ev);
}

// go: netpoll_epoll.go#netpollclose
// 0 or the errno.
int32 netpollclose(uintptr fd)
{
	epollevent ev;
	return -epollctl(epfd, _EPOLL_CTL_DEL, (int32)fd, &ev);
}

// go: netpoll_epoll.go#netpollarm [unused] for systems whose poller is armed for each wait
void netpollarm(pollDesc *pd, intgo mode) { throw("runtime: unused"); }

// go: none — the failure of netpollBreak, on g0: print is too deep for a goroutine's stack there
static void breakfailed(void *arg)
{
	println("runtime: netpollBreak write failed with", *(int32 *)arg);
	throw("runtime: netpollBreak write failed");
}

// go: netpoll_epoll.go#netpollBreak
// Wakes the M that is in netpoll or about to enter it. The wake-up is not lost, as only a blocking
// netpoll reads the pipe. Called with or without a P; the caller may hold sched.lock.
void netpollBreak(void)
{
	for (;;) {
		byte b = 0;
		int32 n = write1(netpollBreakWr, &b, 1);
		if (n == 1)
			return;
		if (n == -_EINTR)
			continue;
		if (n == -_EAGAIN)
			return; // the pipe is full: it will wake up
		n = -n;
		systemstack(breakfailed, &n);
	}
}

// There is no epoll_pwait2.
bool oldepoll;

// go: none — epollwait for delay ns; by whole ms before Linux 5.11, as in Go. See D224.
// The kernel may end a sleep 50 µs late, or a thousandth, up to 100 ms; and it does so, unless
// another interrupt happens to come in that time. So we ask for a sleep that is so much shorter,
// and for the rest if need be. A short sleep may be late: then one wake-up serves several timers.
static int32 pollfor(epollevent *ev, int32 nev, int64 delay)
{
	enum { slack = 50 * 1000, part = 1000, most = 100 * 1000 * 1000, few = 10 };
	// mo: relaxed; each thread may ask.
	while (delay > 0 && !RELAXED(oldepoll)) {
		int64 end = 0;
		if (delay >= few * slack) {
			int64 early = delay / (part + 1);
			end = nanotime() + delay;
			delay -= early < slack ? slack : early > most ? most : early;
		}
		timespec ts = {delay / 1000000000, delay % 1000000000};
		int32 n = epollwait(epfd, ev, nev, 0, &ts);
		if (n == -_ENOSYS || n == -_EPERM) { // filters of system calls may say EPERM
			RELAXED_SET(oldepoll, true);
			break;
		}
		if (n != 0 || end == 0)
			return n;
		delay = end - nanotime();
		if (delay <= 0)
			return 0;
	}
	int32 waitms;
	if (delay < 0)
		waitms = -1;
	else if (delay == 0)
		waitms = 0;
	else if (delay < 1000000)
		waitms = 1; // rounded up, not to spin
	else if (delay < 1000000000000000)
		waitms = (int32)(delay / 1000000);
	else
		waitms = 1000000000; // 11.5 days; sooner or later the caller comes back
	return epollwait(epfd, ev, nev, waitms, nil);
}

// go: netpoll_epoll.go#netpoll [adapted] does not block for ever if no goroutine waits
// Returns the goroutines whose descriptors have become ready, still _Gwaiting. Waits at most delay
// ns for the first; not at all if 0, for ever if < 0. A blocking call may end early with an empty
// list. On g0, without a P if it blocks.
gList netpoll(int64 delay)
{
	gList toRun = {0};
	if (epfd == -1)
		return toRun;

	// mo: seq_cst, after our caller exchanged sched.lastpoll for 0. The partner is netpollblock,
	//     which lowers the count and then reads lastpoll. With a weaker order we could miss that
	//     the last goroutine left, and a deadlock would go unnoticed.
	if (delay < 0 && atomic_Load(&netpollWaiters) == 0)
		return toRun;

	epollevent events[128];
	int32 n;
	for (;;) {
		n = pollfor(events, nelem(events), delay);
		if (n >= 0)
			break;
		if (n != -_EINTR) {
			println("runtime: epollwait on fd", epfd, "failed with", -n);
			throw("runtime: netpoll failed");
		}
		// The caller knows how long there is still to wait.
		if (delay > 0)
			return toRun;
	}

	for (int32 i = 0; i < n; i++) {
		uint32 ev = events[i].events;
		if (ev == 0)
			continue;
		uint64 data;
		memcpy(&data, events[i].data, sizeof data);

		if (data != (uintptr)&netpollBreakRd) {
			netpollevent(&toRun, ev, data);
			continue;
		}
		if (ev != _EPOLLIN) {
			println("runtime: netpoll: break fd ready for", ev);
			throw("runtime: netpoll: break fd ready for something unexpected");
		}
		// A call that does not block leaves the wake-up for the M that does.
		if (delay != 0) {
			byte tmp[16];
			read((int32)netpollBreakRd, tmp, sizeof tmp);
		}
	}
	return toRun;
}

// go: none — what netpoll does with an event of a pollDesc
void netpollevent(gList *toRun, uint32 ev, uint64 data)
{
	int32 mode = 0;
	if ((ev & (_EPOLLIN | _EPOLLRDHUP | _EPOLLHUP | _EPOLLERR)) != 0)
		mode += 'r';
	if ((ev & (_EPOLLOUT | _EPOLLHUP | _EPOLLERR)) != 0)
		mode += 'w';
	pollDesc *pd = (pollDesc *)(data & ((UINT64_C(1) << tagShift) - 1));
	if (mode != 0 && setpollerr(pd, (uint16)(data >> tagShift), ev == _EPOLLERR))
		netpollready(toRun, pd, mode);
}
