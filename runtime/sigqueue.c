// From the signal handlers to package os/signal. A handler may not block, allocate or lock: it sets
// the signal's bit in sig.mask and wakes the receiver if that sleeps. Signals are not counted:
// several of one kind may be received as one.
//
//	sigIdle       nothing is pending, the receiver is not waiting
//	sigReceiving  the receiver sleeps on sig.note; nothing is pending
//	sigSending    sig.mask may hold news
//
//	sigsend:      Idle -> Sending;  Receiving -> Idle, and wakes;
//	              exactly one sender makes this move, so the note is woken once
//	signal_recv:  Idle -> Receiving, and sleeps;  Sending -> Idle, and collects
//
// A sender sets the bit before it reads the state; the receiver changes the state before it
// collects the bits. These operations are seq_cst. In their one order either the collection comes
// after the bit, or the sender finds the state that the receiver has left and acts on it.
#include "runtime.h"

enum { sigwords = (_NSIG + 31) / 32 };

static struct {
	note   note;
	uint32 mask[sigwords];    // pending; set by handlers, exchanged by the receiver
	// Written under os/signal's lock, read by handlers:
	uint32 wanted[sigwords];
	uint32 ignored[sigwords];
	uint32 recv[sigwords];    // what signal_recv has collected; its own
	uint32 state;
	uint32 delivering;        // handlers in sigsend
	bool   inuse;             // os/signal is linked in
} sig GOSYM(sig);

enum {
	sigIdle,
	sigReceiving,
	sigSending,
};

// go: sigqueue.go#sigsend
// Queues s if os/signal wants it; false: the caller must deal with it. In a signal handler, g may
// be nil.
bool sigsend(uint32 s)
{
	uint32 bit = (uint32)1 << (s & 31), w = s / 32;
	if (!RELAXED(sig.inuse) || w >= sigwords)
		return false;

	// mo: seq_cst, with signalWaitUntilIdle: if that finds delivering 0 after the signal was
	//     disabled, it finds all of its bits set.
	atomic_Xadd(&sig.delivering, 1);
	// mo: seq_cst; after delivering was raised, or signalWaitUntilIdle could miss us.
	if ((atomic_Load(&sig.wanted[w]) & bit) == 0) {
		atomic_Xadd(&sig.delivering, -1);
		return false;
	}

	for (;;) {
		// mo: seq_cst; the bit before the state, see above.
		uint32 mask = atomic_Load(&sig.mask[w]);
		if ((mask & bit) != 0) {
			atomic_Xadd(&sig.delivering, -1);
			return true; // already pending
		}
		if (atomic_Cas(&sig.mask[w], mask, mask | bit))
			break;
	}

	for (bool sent = false; !sent;) {
		switch (atomic_Load(&sig.state)) {
		default:
			throw("sigsend: inconsistent state");
		case sigIdle:
			sent = atomic_Cas(&sig.state, sigIdle, sigSending);
			break;
		case sigSending:
			sent = true;
			break;
		case sigReceiving:
			if (atomic_Cas(&sig.state, sigReceiving, sigIdle)) {
				notewakeup(&sig.note);
				sent = true;
			}
			break;
		}
	}
	atomic_Xadd(&sig.delivering, -1);
	return true;
}

// go: sigqueue.go#signal_recv
// The next signal; blocks, as a system call. For the one goroutine of os/signal.
uint32 signal_recv(void)
{
	for (;;) {
		for (uint32 i = 0; i < _NSIG; i++)
			if ((sig.recv[i / 32] & (uint32)1 << (i & 31)) != 0) {
				sig.recv[i / 32] &= ~((uint32)1 << (i & 31));
				return i;
			}

		for (bool ready = false; !ready;) {
			// mo: seq_cst; the state before the bits, see above.
			switch (atomic_Load(&sig.state)) {
			default:
				throw("signal_recv: inconsistent state");
			case sigIdle:
				if (atomic_Cas(&sig.state, sigIdle, sigReceiving)) {
					notetsleepg(&sig.note, -1);
					noteclear(&sig.note); // nobody wakes it before the next sigReceiving
					ready = true;
				}
				break;
			case sigSending:
				ready = atomic_Cas(&sig.state, sigSending, sigIdle);
				break;
			}
		}

		for (intgo w = 0; w < sigwords; w++)
			// mo: seq_cst; after the change of state.
			sig.recv[w] = atomic_Xchg(&sig.mask[w], 0);
	}
}

// go: sigqueue.go#signalWaitUntilIdle
// Returns when what came before the signal was disabled has been handed to the channels. Not
// signal_recv's goroutine.
void signalWaitUntilIdle(void)
{
	// mo: seq_cst, with sigsend. Handlers that are on their way first …
	while (atomic_Load(&sig.delivering) != 0)
		Gosched();
	// … then the receiver, until it sleeps again.
	while (atomic_Load(&sig.state) != sigReceiving)
		Gosched();
}

// go: sigqueue.go#signal_enable
// The first call, made by os/signal's initialization with 0, only opens the queue.
void signal_enable(uint32 s)
{
	if (!sig.inuse) {
		noteclear(&sig.note);
		// mo: relaxed; no handler queues anything before a signal is wanted.
		RELAXED_SET(sig.inuse, true);
		return;
	}
	if (s / 32 >= sigwords)
		return;
	uint32 bit = (uint32)1 << (s & 31);
	// mo: seq_cst stores of words that only we write; wanted before the handler is there.
	atomic_Store(&sig.wanted[s / 32], sig.wanted[s / 32] | bit);
	atomic_Store(&sig.ignored[s / 32], sig.ignored[s / 32] & ~bit);
	sigenable(s);
}

// go: sigqueue.go#signal_disable
void signal_disable(uint32 s)
{
	if (s / 32 >= sigwords)
		return;
	sigdisable(s);
	// mo: seq_cst; a handler that still finds it wanted is waited for by signalWaitUntilIdle.
	atomic_Store(&sig.wanted[s / 32], sig.wanted[s / 32] & ~((uint32)1 << (s & 31)));
}

// go: sigqueue.go#signal_ignore
void signal_ignore(uint32 s)
{
	if (s / 32 >= sigwords)
		return;
	sigignore(s);
	uint32 bit = (uint32)1 << (s & 31);
	// mo: seq_cst; each word stands for itself.
	atomic_Store(&sig.wanted[s / 32], sig.wanted[s / 32] & ~bit);
	atomic_Store(&sig.ignored[s / 32], sig.ignored[s / 32] | bit);
}

// go: sigqueue.go#sigInitIgnored
// Notes that s was ignored when we started. Before there are other threads.
void sigInitIgnored(uint32 s) { sig.ignored[s / 32] |= (uint32)1 << (s & 31); }

// go: sigqueue.go#signal_ignored
// In signal handlers too.
bool signal_ignored(uint32 s)
{
	// mo: seq_cst; only the bit matters.
	return s / 32 < sigwords && (atomic_Load(&sig.ignored[s / 32]) & (uint32)1 << (s & 31)) != 0;
}
