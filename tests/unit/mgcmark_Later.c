// Goroutines that are on no M are scanned after the snapshot, but before they run. However many
// there are, the stop scans none. What moves meanwhile is kept: from a stack that was not scanned
// to where the collector does not look, by a goroutine that goes on, that comes back from a system
// call, that goes on while its stack is being scanned; by a receiver, out of the sender's variable;
// by a timer. The program's variables are read after the snapshot, too: what was in one of them is
// kept, if it is overwritten with the write barrier.
// Else the program's code stores pointers in fresh objects, in empty variables and on stacks only.
// needs: collector
// needs: no write barriers
#include "mgc.h"
#include <gort.h>

enum { LISTS = 1 << 10, NODES = 1 << 8, PARKED = 10000, ENOUGH = 2, FEW = 20, ROUNDS = 500 };

typedef struct node node;
struct node {
	node *next;
	uintptr more[7];
};

// An array of LISTS, to which a variable of the runtime points. The worker marks them first, for
// milliseconds, before it comes to what the snapshot found elsewhere, and to what it left.
static node **lists;
static gort_chan made, parking, go, heap, deepgo, done;
static int32 fds[2];

enum { onstack, insyscall, insender, intimer, ondeep, indata, inbss, PLACES };
static noptr uintptr object[PLACES], box;    // complements of addresses
static noptr uintptr *volatile moved[PLACES];
static uintptr *variables[2] = {(uintptr *)1}; // in data
static uintptr *moreVariables[2];              // in bss
static g *parked[PARKED], *sender, *deepg;
static uint32 deepready;

static bool isfree(uintptr c)
{
	mspan *s = spanOf(~c);
	if (mSpanStateBox_get(&s->state) != mSpanInUse || ~c < mspan_base(s) || ~c >= s->limit)
		return true;
	return mspan_isFree(s, mspan_objIndex(s, ~c));
}

static void make(void *arg)
{
	for (int i = 0; i < PLACES; i++)
		object[i] = ~(uintptr)gort_new(64);
	uintptr *b = gort_new(64);
	b[1] = ~object[insender];
	box = ~(uintptr)b;
	int x = 0;
	gort_chansend(made, &x);
}

static void say(gort_chan c)
{
	int x = 0;
	gort_chansend(c, &x);
}

static void wait(gort_chan c)
{
	int x;
	gort_chanrecv(c, &x);
}

static void park(void *arg)
{
	parked[(uintptr)arg] = getg();
	say(parking);
	gort_select(NULL, 0, true); // for ever
}

static void stays(void *arg)
{
	uintptr *volatile p = (uintptr *)~object[onstack];
	say(parking);
	wait(go);
	moved[onstack] = p;
	p = nil;
}

static void syscalls(void *arg)
{
	uintptr *volatile p = (uintptr *)~object[insyscall];
	char x;
	say(parking);
	gort_entersyscall();
	read((uintptr)fds[0], &x, 1);
	gort_exitsyscall();
	moved[insyscall] = p;
	p = nil;
}

// Waits with a variable on the heap that only its record points to: see parkall.
static void sends(void *arg)
{
	uintptr *p = nil;
	sender = getg();
	say(parking);
	gort_chansend(heap, &p);
}

static noinline void deep(void)
{
	volatile char frame[32 << 20];
	frame[0] = 1;
	// mo: relaxed; it will be waiting soon.
	RELAXED_SET(deepready, 1);
	wait(deepgo);
	frame[1] = frame[0];
}

// The oldest segment is scanned last.
static void isdeep(void *arg)
{
	uintptr *volatile p = (uintptr *)~object[ondeep];
	deepg = getg();
	say(parking);
	deep();
	moved[ondeep] = p;
	p = nil;
}

static void fires(eface arg, uintptr seq) { moved[intimer] = arg.data; }

static noinline void starttimer(int64 when)
{
	static const funcval fires_f = {(uintptr)fires};
	timer *t = mallocgc(sizeof *t, &anypointers, true);
	t->when = when;
	t->f = (funcval *)&fires_f;
	t->arg.data = (void *)~object[intimer];
	addtimer(t);
}

static void collect(void *arg)
{
	GC();
	say(done);
}

static void parkall(void)
{
	gort_go(make, NULL);
	wait(made);
	for (int i = 0; i < PLACES; i++)
		moved[i] = nil;
	static void (*const fns[])(void *) = {stays, syscalls, sends, isdeep};
	RELAXED_SET(deepready, 0);
	variables[1] = (uintptr *)~object[indata];
	moreVariables[1] = (uintptr *)~object[inbss];
	for (int i = 0; i < 4; i++)
		gort_go(fns[i], NULL);
	for (int i = 0; i < 4; i++)
		wait(parking);
	while (RELAXED(deepready) == 0 || readgstatus(deepg) != _Gwaiting || sender->waiting == nil ||
	       readgstatus(sender) != _Gwaiting)
		gort_Gosched();
	sender->waiting->elem = (void *)(~box + 8);
}

// Takes the object out of a variable and clears that, as gccgo's code does.
static uintptr *take(uintptr **variable)
{
	uintptr *p = *variable;
	typedmemclr(&anypointers, variable);
	return p;
}

// Has nothing been taken up yet that the snapshot left?
static bool early(void) { return RELAXED(work.markrootNext) == work.snapshotJobs; }

int main(void)
{
	made = gort_makechan(sizeof(int), 0);
	parking = gort_makechan(sizeof(int), 0);
	go = gort_makechan(sizeof(int), 1);
	heap = gort_makechan(sizeof(uintptr), 0);
	deepgo = gort_makechan(sizeof(int), 1);
	done = gort_makechan(sizeof(int), 1);
	int32 err;
	pipe(&fds[0], &fds[1], &err);
	if (err != 0)
		throw("test: pipe");
	moduledata *md = &firstmoduledata;
	if ((uintptr)variables >= md->cdata || (uintptr)moreVariables >= md->cbss ||
	    (uintptr)&forcegcperiod < md->cdata || (uintptr)&blockprofilerate < md->cbss)
		throw("test: not all variables of the runtime follow those of the program");
	setGCPercent(-1);
	lists = gort_new(LISTS * sizeof *lists);
	modinfo.str = (byte *)lists;
	for (int i = 0; i < LISTS * NODES; i++) {
		node *n = gort_new(sizeof *n);
		n->next = lists[i % LISTS];
		lists[i % LISTS] = n;
	}
	for (uintptr i = 0; i < PARKED; i++) {
		gort_go(park, (void *)i);
		wait(parking);
	}
	GC(); // the first one stops the world

	// If other programs have the processors, we seldom come while a stack is being scanned.
	bool second = gort_GOMAXPROCS(0) > 1 && ncpu > 1;
	int earlies = 0, fired = 0, scanning = 0;
	for (int round = 0;
	     earlies < ENOUGH || fired < ENOUGH || (second && scanning < ENOUGH && round < FEW);
	     round++) {
		if (round == ROUNDS) {
			print("test: early ", earlies, " fired ", fired, "\n");
			throw("test: no goroutine ran at the right time");
		}
		parkall();
		starttimer(nanotime() + 2 * 1000 * 1000);
		gort_go(collect, NULL);
		// If we get no processor meanwhile, the cycle may be over.
		while (!RELAXED(writeBarrier.needed) && gort_chanlen(done) == 0)
			gort_Gosched();
		bool before = moved[intimer] == nil;
		int scanned = 0;
		for (int i = 0; i < PARKED; i++)
			scanned += (RELAXED(parked[i]->scangen) | 1) == work.scangen + 1;
		if (early()) {
			if (scanned != 0) {
				print("test: ", scanned, " goroutines were scanned in the snapshot\n");
				throw("test: too many");
			}
			earlies++;
		}
		moved[indata] = take(&variables[1]);
		moved[inbss] = take(&moreVariables[1]);
		say(go);
		uintptr p;
		gort_chanrecv(heap, &p);
		moved[insender] = (uintptr *)p;
		p = 0;
		if (write((uintptr)fds[1], "1", 1) != 1)
			throw("test: write");
		while (moved[intimer] == nil)
			gort_Gosched();
		fired += before && early();
		while (second && RELAXED(writeBarrier.needed) && RELAXED(deepg->scangen) != work.scangen)
			if (RELAXED(deepg->scangen) == work.scangen + 1) {
				scanning++;
				break;
			}
		say(deepgo);
		wait(done);
		while (moved[onstack] == nil || moved[insyscall] == nil || moved[ondeep] == nil)
			gort_Gosched();
		for (int i = 0; i < PLACES; i++)
			if ((i != intimer || before) && // or else it was moved before the cycle, perhaps
			    (~(uintptr)moved[i] != object[i] || isfree(object[i]))) {
				print("test: place ", i, "\n");
				throw("test: the object is gone");
			}
	}
	return 0;
}
