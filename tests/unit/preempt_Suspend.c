// suspendG stops a goroutine in whatever it does: running, parked, runnable, in a system call, or
// about to end (its record is then used again). While it is held it takes no step, and after
// resumeG it goes on. Two suspenders contend for the same goroutines.
#include "runtime.h"
#include <gort.h>

enum { SUBJECTS = 6, SUSPENDERS = 2, SUSPENSIONS = 4000, LIVES = 100000 };

static uint32 steps[LIVES]; // by life: a goroutine's g.labels points at its own
static uint32 lives;
static g     *subject[SUBJECTS];
static uint32 done;
static uint32 seen[_Gscanpreempted + 1]; // how often each status was held
static gort_chan ring;
static uint32 alive = SUBJECTS, suspending = SUSPENDERS;

static void step(void)
{
	// mo: relaxed; only we write it, and the suspender that holds us reads it twice.
	uint32 *n = getg()->labels;
	RELAXED_SET(*n, RELAXED(*n) + 1);
}

static void spin(uint32 n)
{
	for (volatile uint32 i = 0; i < n; i++)
		if (i % 64 == 0)
			step();
}

static void live(void *arg)
{
	g **slot = arg;
	// mo: seq_cst counter.
	uint32 life = atomic_Xadd(&lives, 1);
	if (life >= LIVES)
		throw("test: too many lives");
	getg()->labels = &steps[life];
	// mo: seq_cst; the counter is there when a suspender finds us.
	atomic_StorepNoWB(slot, getg());
	for (uint32 r = life, i = 0; i < 40; i++, step()) {
		r = r * 1664525 + 1013904223;
		uint32 x = r;
		switch (r >> 29) {
		case 0:
			gort_chansend(ring, &x);
			break;
		case 1:
			gort_chanrecv(ring, &x);
			break;
		case 2:
			gort_Gosched();
			break;
		case 3:
			gort_Sleep(1 + (r >> 12) % 30000);
			break;
		case 4:
			gort_entersyscall();
			usleep(r >> 28);
			gort_exitsyscall();
			break;
		default:
			spin(r >> 16);
		}
		// mo: seq_cst load.
		if (atomic_Load(&done)) {
			atomic_Xadd(&alive, -1); // mo: seq_cst counter
			return;
		}
	}
	gort_go(live, slot);
}

static void hold(void *arg)
{
	g *gp = arg;
	g *self = getg()->m->curg;
	casgstatus(self, _Grunning, _Gwaiting);
	self->waitreason = waitReasonPreempted;
	suspendGState s = suspendG(gp);
	if (!s.dead) {
		uint32 status = readgstatus(gp);
		if ((status & _Gscan) == 0 || (status & ~(uint32)_Gscan) == _Grunning)
			throw("test: the goroutine is not held");
		uint32 *n = RELAXED(gp->labels);
		uint32  before = n != nil ? RELAXED(*n) : 0;
		procyield(300);
		if (readgstatus(gp) != status)
			throw("test: the status of a held goroutine changed");
		if (RELAXED(gp->labels) != n || (n != nil && RELAXED(*n) != before))
			throw("test: a held goroutine went on");
		atomic_Xadd(&seen[s.stopped ? _Gscanpreempted : status], 1); // mo: seq_cst counter
	} else {
		atomic_Xadd(&seen[_Gdead], 1); // mo: seq_cst counter
	}
	resumeG(s);
	casgstatus(self, _Gwaiting, _Grunning);
}

static void suspend(void *arg)
{
	uint32 r = (uint32)(uintptr)arg;
	for (int i = 0; i < SUSPENSIONS; i++) {
		r = r * 1664525 + 1013904223;
		// mo: seq_cst load.
		g *gp = atomic_Loadp(&subject[(r >> 16) % SUBJECTS]);
		if (gp != nil)
			gort_systemstack(hold, gp);
		if (r >> 30 == 0)
			gort_Sleep(1000);
		else
			gort_Gosched();
	}
	atomic_Xadd(&suspending, -1); // mo: seq_cst counter
}

// Of senders and receivers none waits for good.
static void pump(uint32 *until)
{
	// mo: seq_cst load.
	while (atomic_Load(until) > 0) {
		uint32 x = 0;
		bool   ok;
		gort_tryrecv(ring, &x, &ok);
		gort_trysend(ring, &x);
		gort_Sleep(20000);
	}
}

int main(void)
{
	ring = gort_makechan(sizeof(uint32), 2);
	for (int i = 0; i < SUBJECTS; i++)
		gort_go(live, &subject[i]);
	for (int i = 0; i < SUSPENDERS; i++)
		gort_go(suspend, (void *)(uintptr)(i + 1));
	pump(&suspending);
	atomic_Store(&done, 1); // mo: seq_cst
	pump(&alive);

	uint32 live = seen[_Gscanrunnable] + seen[_Gscanwaiting];
	println("runnable", seen[_Gscanrunnable], "waiting", seen[_Gscanwaiting], "in a system call",
	        seen[_Gscansyscall], "stopped", seen[_Gscanpreempted], "dead", seen[_Gdead], "lives",
	        lives);
	return live == 0 || (gort_GOMAXPROCS(0) > 1 && seen[_Gscanpreempted] == 0);
}
