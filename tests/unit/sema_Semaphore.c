// Semaphores of many addresses: no permit is lost or made, every waiter is woken, the waiting room
// is empty in the end, waiters are served first come first served or the other way round as asked,
// the tree stays shallow, and a hand-over gives the waiter the processor.
#include "runtime.h"
#include <gort.h>

static uint32 failed;

static void expect(bool ok, const char *what, intgo n)
{
	if (!ok) {
		println("failed:", what, n);
		// mo: seq_cst counters and flags throughout.
		atomic_Store(&failed, 1);
	}
}

static uint32 next(uint64 *r)
{
	*r = *r * 6364136223846793005u + 1442695040888963407u;
	return (uint32)(*r >> 33);
}

enum { SEMAS = 37, WORKERS = 200, ROUNDS = 500 };

static uint32_t sema[SEMAS];
static int32    inside[SEMAS];
static gort_waitgroup wg;

// Two permits each, and all ways to take and give them.
static void work(void *arg)
{
	uint64 r = (uintptr)arg * 2654435761u + 1;
	for (int i = 0; i < ROUNDS; i++) {
		uint32 s = next(&r) % SEMAS;
		uint32 how = next(&r);
		sync_runtime_SemacquireMutex(&sema[s], how % 2 == 0, 0);
		expect(atomic_Xadd(&inside[s], 1) <= 2, "more inside than permits, semaphore", s);
		if (how / 2 % 4 == 0)
			gort_Gosched();
		atomic_Xadd(&inside[s], -1);
		sync_runtime_Semrelease(&sema[s], how / 8 % 2 == 0, 0);
	}
	gort_wgdone(&wg);
}

static void contention(void)
{
	for (int i = 0; i < SEMAS; i++)
		sema[i] = 2;
	gort_wgadd(&wg, WORKERS);
	for (int i = 0; i < WORKERS; i++)
		gort_go(work, (void *)(uintptr)i);
	gort_wgwait(&wg);
	for (int i = 0; i < SEMAS; i++) {
		semaRoot *root = semroot(&sema[i]);
		expect(sema[i] == 2, "permits in the end, semaphore", i);
		expect(RELAXED(root->nwait) == 0 && root->treap == nil,
		       "nobody waits in the end, semaphore", i);
	}
}

// Some only give, some only take; wake-ups that come first are kept.
enum { PAIRS = 8, EACH = 5000 };
static uint32_t units;

static void produce(void *arg)
{
	for (int i = 0; i < EACH; i++)
		gort_semrelease(&units);
	gort_wgdone(&wg);
}

static void consume(void *arg)
{
	for (int i = 0; i < EACH; i++)
		gort_semacquire(&units);
	gort_wgdone(&wg);
}

static void pairs(void)
{
	gort_wgadd(&wg, 2 * PAIRS);
	for (int i = 0; i < PAIRS; i++) {
		gort_go(consume, NULL);
		gort_go(produce, NULL);
	}
	gort_wgwait(&wg);
	expect(units == 0, "units left", units);
}

// Waiters are numbered in the order in which they came, and leave one by one.
enum { WAITERS = 10 };
static uint32_t door;
static int32 left[WAITERS], nleft;
static bool lifo;

static void enter(void *arg)
{
	sync_runtime_SemacquireMutex(&door, lifo, 0);
	left[nleft] = (int32)(uintptr)arg;
	atomic_Xadd(&nleft, 1);
}

static void waiters(uint32 n)
{
	for (;;) {
		uint32 len = 0;
		semaRoot *root = semroot(&door);
		lock(&root->lock);
		sudog *s = root->treap;
		while (s != nil && s->elem != &door)
			s = (uintptr)&door < (uintptr)s->elem ? s->prev : s->next;
		for (; s != nil; s = s->waitlink)
			len++;
		unlock(&root->lock);
		if (len == n)
			return;
		gort_Gosched();
	}
}

static void turns(bool backwards)
{
	lifo = backwards;
	nleft = 0;
	for (uint32 i = 0; i < WAITERS; i++) {
		gort_go(enter, (void *)(uintptr)i);
		waiters(i + 1);
	}
	for (int32 i = 0; i < WAITERS; i++) {
		gort_semrelease(&door);
		while (atomic_Load(&nleft) <= i)
			gort_Gosched();
		expect(left[i] == (backwards ? WAITERS - 1 - i : i),
		       backwards ? "last come first served" : "first come first served", left[i]);
	}
	expect(door == 0, "door", door);
}

// The tree by itself, against the order in which each address's waiters were queued.
enum { ADDRS = 20000, PERADDR = 4 };

static int32 depth(sudog *s, uint32 mintickets, uintptr lo, uintptr hi)
{
	if (s == nil)
		return 0;
	expect(s->ticket >= mintickets && s->ticket % 2 == 1, "heap order of tickets", s->ticket);
	expect((uintptr)s->elem > lo && (uintptr)s->elem < hi, "order of addresses", (intgo)s->elem);
	expect((s->prev == nil || s->prev->parent == s) && (s->next == nil || s->next->parent == s),
	       "parent links", 0);
	int32 l = depth(s->prev, s->ticket, lo, (uintptr)s->elem);
	int32 r = depth(s->next, s->ticket, (uintptr)s->elem, hi);
	return 1 + (l > r ? l : r);
}

static void tree(void)
{
	static uint32 addrs[ADDRS];
	static sudog pool[ADDRS * PERADDR];
	static sudog *queue[ADDRS][2 * PERADDR]; // queue[a][front[a] …] are the waiters of address a
	static int32 front[ADDRS], count[ADDRS];
	semaRoot root = {0};
	uint64 r = 42;
	int32 used = 0;
	for (int a = 0; a < ADDRS; a++)
		front[a] = PERADDR;
	// Ascending addresses first, the worst case of a tree that does not balance; then at random.
	while (used < ADDRS * PERADDR) {
		uint32 a = used < ADDRS ? (uint32)used : next(&r) % ADDRS;
		bool first = next(&r) % 2 == 0;
		if (count[a] == PERADDR || front[a] == 0 || front[a] + count[a] == 2 * PERADDR) {
			used++;
			continue;
		}
		sudog *s = &pool[used++];
		semaRoot_queue(&root, &addrs[a], s, first);
		if (first)
			queue[a][--front[a]] = s;
		else
			queue[a][front[a] + count[a]] = s;
		count[a]++;
		if (used % 5 == 0 && used > ADDRS) {
			uint32 b = next(&r) % ADDRS;
			int64 now;
			sudog *got = semaRoot_dequeue(&root, &addrs[b], &now);
			expect(got == (count[b] == 0 ? nil : queue[b][front[b]]), "the first waiter, address",
			       b);
			if (got != nil) {
				bool bare = got->prev == nil && got->next == nil && got->parent == nil &&
				            got->waitlink == nil && got->waittail == nil;
				bare = bare && got->ticket == 0 && got->elem == nil;
				expect(bare, "a dequeued sudog is clean", b);
				front[b]++;
				count[b]--;
			}
		}
	}
	int32 d = depth(root.treap, 1, 0, ~(uintptr)0);
	expect(d < 60, "depth of the tree", d);
	for (uint32 i = 0, a = 0; i < ADDRS; i++, a = (a + 7919) % ADDRS) {
		int64 now;
		for (; count[a] > 0; count[a]--)
			expect(semaRoot_dequeue(&root, &addrs[a], &now) == queue[a][front[a]++],
			       "the next waiter, address", a);
		expect(semaRoot_dequeue(&root, &addrs[a], &now) == nil, "no waiter, address", a);
	}
	expect(root.treap == nil, "the tree is empty", 0);
}

// With one processor, a waiter that the semaphore is handed to runs before the release returns,
// unless it is preempted at once.
static uint32_t baton;
static uint32 runs;

static void runner(void *arg)
{
	gort_semacquire(&baton);
	atomic_Xadd(&runs, 1);
}

static void handover(void)
{
	int old = gort_GOMAXPROCS(1), atonce = 0;
	for (uint32 i = 0; i < 100; i++) {
		semaRoot *root = semroot(&baton);
		gort_go(runner, NULL);
		while (atomic_Load(&root->nwait) == 0)
			gort_Gosched();
		sync_runtime_Semrelease(&baton, true, 0);
		atonce += atomic_Load(&runs) == i + 1;
		while (atomic_Load(&runs) != i + 1)
			gort_Gosched();
	}
	gort_GOMAXPROCS(old);
	expect(atonce >= 90, "times of 100 that the waiter ran at once", atonce);
}

int main(void)
{
	contention();
	pairs();
	turns(false);
	turns(true);
	tree();
	handover();
	return (int)failed;
}
