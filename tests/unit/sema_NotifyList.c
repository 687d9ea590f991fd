// sync.Cond's lists: tickets are notified in their order, also where they wrap around and where
// their owner does not sleep yet, a broadcast takes all that were drawn before it, and nobody is
// left.
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

enum { N = 10 };

static notifyList list;
static uint32 woken[N], slots, nwoken;

static void sleeper(void *arg)
{
	notifyListWait(&list, *(uint32 *)arg);
	woken[atomic_Xadd(&slots, 1) - 1] = *(uint32 *)arg;
	atomic_Xadd(&nwoken, 1);
}

static void waitlist(int n)
{
	for (;;) {
		int len = 0;
		lock(&list.lock);
		for (sudog *s = list.head; s != nil; s = s->next)
			len++;
		unlock(&list.lock);
		if (len == n)
			return;
		gort_Gosched();
	}
}

static void waitwoken(uint32 n)
{
	while (atomic_Load(&nwoken) < n)
		gort_Gosched();
}

static void tickets(uint32 start)
{
	static uint32 t[N];
	list = (notifyList){.wait = start, .notify = start};
	slots = nwoken = 0;
	notifyListNotifyOne(&list);
	notifyListNotifyAll(&list);
	expect(list.notify == start, "a notification without tickets is lost", list.notify);

	for (uint32 i = 0; i < N; i++) {
		t[i] = notifyListAdd(&list);
		expect(t[i] == start + i, "ticket", t[i]);
	}
	// All but ticket 1 sleep, in pairs the wrong way round.
	static const int order[] = {2, 0, 4, 3, 6, 5, 8, 7, 9};
	for (int i = 0; i < nelem(order); i++) {
		gort_go(sleeper, &t[order[i]]);
		waitlist(i + 1);
	}
	notifyListNotifyOne(&list);
	waitwoken(1);
	expect(woken[0] == t[0], "the first ticket", woken[0]);
	notifyListNotifyOne(&list); // ticket 1
	waitlist(N - 2);
	expect(atomic_Load(&nwoken) == 1,
	       "nobody else is woken for a ticket whose owner does not sleep", nwoken);
	notifyListWait(&list, t[1]); // does not sleep
	for (uint32 i = 2; i < 6; i++) {
		notifyListNotifyOne(&list);
		waitwoken(i);
		expect(woken[i - 1] == t[i], "the next ticket", woken[i - 1]);
	}
	notifyListNotifyAll(&list);
	waitwoken(N - 1);
	expect(list.head == nil && list.tail == nil && list.wait == list.notify,
	       "nobody waits after a broadcast", 0);

	// The last of the list is taken first, and others come after it.
	for (int i = 0; i < 3; i++)
		t[i] = notifyListAdd(&list);
	slots = nwoken = 0;
	gort_go(sleeper, &t[1]);
	waitlist(1);
	gort_go(sleeper, &t[0]);
	waitlist(2);
	notifyListNotifyOne(&list);
	waitwoken(1);
	gort_go(sleeper, &t[2]);
	waitlist(2);
	notifyListNotifyAll(&list);
	waitwoken(3);
	expect(woken[0] == t[0], "the tail of the list", woken[0]);
}

// A condition variable: a bounded counter, filled and emptied by many.
enum { WORKERS = 20, ROUNDS = 1000, ROOM = 3 };
static gort_mutex mu;
static notifyList changed;
static int32 level;
static gort_waitgroup wg;

static void await(bool (*ready)(void))
{
	while (!ready()) {
		uint32 t = notifyListAdd(&changed);
		gort_unlock(&mu);
		notifyListWait(&changed, t);
		gort_lock(&mu);
	}
}

static bool hasroom(void) { return level < ROOM; }
static bool hassome(void) { return level > 0; }

static void worker(void *arg)
{
	int32 delta = (uintptr)arg % 2 == 0 ? 1 : -1;
	for (int i = 0; i < ROUNDS; i++) {
		gort_lock(&mu);
		await(delta > 0 ? hasroom : hassome);
		level += delta;
		expect(level >= 0 && level <= ROOM, "level", level);
		gort_unlock(&mu);
		notifyListNotifyAll(&changed);
	}
	gort_wgdone(&wg);
}

int main(void)
{
	tickets(0);
	tickets((uint32)-3);
	gort_wgadd(&wg, WORKERS);
	for (int i = 0; i < WORKERS; i++)
		gort_go(worker, (void *)(uintptr)i);
	gort_wgwait(&wg);
	expect(level == 0 && changed.head == nil, "the end", level);
	return (int)failed;
}
