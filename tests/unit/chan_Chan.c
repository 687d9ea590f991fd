// Channels: values leave in the order in which they came in, waiters are served in theirs, nothing
// is lost or doubled under contention, a close wakes everybody once and lets the buffer be drained,
// and misuse panics with Go's words.
#include <string.h>

#include "runtime.h"
#include <gort.h>

static uint32 failed;

static void expect(bool ok, const char *what, intgo n)
{
	if (!ok) {
		println("failed:", what, n);
		atomic_Store(&failed, 1);
	}
}

// Lets others run until n goroutines wait on q.
static void waitparked(hchan *c, waitq *q, int n)
{
	for (;;) {
		int len = 0;
		lock(&c->lock);
		for (sudog *s = q->first; s != nil; s = s->next)
			len++;
		unlock(&c->lock);
		if (len == n)
			return;
		gort_Gosched();
	}
}

// One goroutine's work on a channel.
typedef struct job {
	gort_chan c;
	int64     v;
	int64     count;
	bool      ok;
	int64     turn;  // when it was done
	const char *text; // of the panic
	gort_waitgroup *wg;
} job;

static int64 turns;

static void sendone(void *arg)
{
	job *j = arg;
	gort_chansend(j->c, &j->v);
	// mo: seq_cst counters and flags throughout.
	j->turn = atomic_Xadd64(&turns, 1);
	gort_wgdone(j->wg);
}

static void recvone(void *arg)
{
	job *j = arg;
	j->ok = gort_chanrecv(j->c, &j->v);
	j->turn = atomic_Xadd64(&turns, 1);
	gort_wgdone(j->wg);
}

static void sendmany(void *arg)
{
	job *j = arg;
	for (int64 i = 0; i < j->count; i++) {
		int64 v = j->v + i;
		gort_chansend(j->c, &v);
	}
	gort_wgdone(j->wg);
}

// In order, one sender and one receiver, without and with a buffer.
static void order(int cap)
{
	gort_waitgroup wg = {0};
	job j = {.c = gort_makechan(sizeof(int64), cap), .count = 5000, .wg = &wg};
	gort_wgadd(&wg, 1);
	gort_go(sendmany, &j);
	for (int64 i = 0; i < j.count; i++) {
		int64 v = -1;
		expect(gort_chanrecv(j.c, &v) && v == i, "order, cap", cap);
	}
	gort_wgwait(&wg);
	expect(gort_chanlen(j.c) == 0 && gort_chancap(j.c) == (size_t)cap, "empty at the end, cap",
	       cap);
}

// Senders that wait are served in the order in which they came, after the elements in the buffer;
// receivers too.
static void queues(int cap)
{
	enum { N = 20 };
	gort_waitgroup wg = {0};
	static job jobs[N];
	memset(jobs, 0, sizeof jobs);
	hchan *c = gort_makechan(sizeof(int64), cap);
	for (int64 i = 0; i < cap; i++)
		gort_chansend(c, &i);
	int64 v = -1;
	expect(!gort_trysend(c, &v) && gort_chanlen(c) == (size_t)cap,
	       "a full channel takes nothing, cap", cap);
	gort_wgadd(&wg, N);
	for (int i = 0; i < N; i++) {
		jobs[i] = (job){.c = c, .v = cap + i, .wg = &wg};
		gort_go(sendone, &jobs[i]);
		waitparked(c, &c->sendq, i + 1);
	}
	for (int64 i = 0; i < cap + N; i++) {
		bool ok = false;
		bool got = i % 2 == 0 ? gort_tryrecv(c, &v, &ok) : (ok = gort_chanrecv(c, &v));
		expect(got && ok && v == i, "senders in order, cap", cap);
	}
	expect(!gort_tryrecv(c, &v, NULL), "an empty channel gives nothing, cap", cap);
	gort_wgwait(&wg);

	gort_wgadd(&wg, N);
	for (int i = 0; i < N; i++) {
		jobs[i] = (job){.c = c, .v = -1, .wg = &wg};
		gort_go(recvone, &jobs[i]);
		waitparked(c, &c->recvq, i + 1);
	}
	for (int64 i = 0; i < N; i++)
		expect(i % 2 == 0 ? gort_trysend(c, &i) : (gort_chansend(c, &i), true),
		       "a waiting receiver takes at once, cap", cap);
	gort_wgwait(&wg);
	for (int i = 0; i < N; i++)
		expect(jobs[i].ok && jobs[i].v == i, "receivers in order, cap", cap);
}

// Runs fn(arg) and returns the text of its panic, or NULL.
typedef struct call {
	void (*fn)(void *);
	void *arg;
	const char *text;
} call;

static void catch(void *arg) { ((call *)arg)->text = gort_recover(); }

static void body(void *arg)
{
	call *c = arg;
	gort_defer(catch, c);
	c->fn(c->arg);
}

static const char *panicof(void (*fn)(void *), void *arg)
{
	call c = {.fn = fn, .arg = arg};
	gort_call(body, &c);
	return c.text;
}

static bool same(const char *a, const char *b) { return a != NULL && strcmp(a, b) == 0; }

static void dosend(void *arg)
{
	job *j = arg;
	gort_chansend(j->c, &j->v);
}
static void dotrysend(void *arg) { gort_trysend(arg, NULL); }
static void doclose(void *arg) { gort_closechan(arg); }
static void domake(void *arg) { gort_makechan(8, (size_t)arg); }

static void sendclosed(void *arg)
{
	job *j = arg;
	j->text = panicof(dosend, j);
	gort_wgdone(j->wg);
}

static void selectone(void *arg)
{
	job *j = arg;
	gort_case cases[2] = {{.c = gort_makechan(0, 0)}, {.c = j->c, .elem = &j->v}};
	expect(gort_select(cases, 2, true) == 1, "select: the closed channel", 0);
	j->ok = cases[1].ok;
	j->turn = atomic_Xadd64(&turns, 1);
	gort_wgdone(j->wg);
}

static void closing(void)
{
	enum { N = 50 };
	gort_waitgroup wg = {0};
	static job jobs[N];
	// Receivers and selects.
	hchan *c = gort_makechan(sizeof(int64), 3);
	int64 before = atomic_Load64(&turns);
	gort_wgadd(&wg, N);
	for (int i = 0; i < N; i++) {
		jobs[i] = (job){.c = c, .v = -1, .ok = true, .wg = &wg};
		gort_go(i % 3 == 0 ? selectone : recvone, &jobs[i]);
	}
	waitparked(c, &c->recvq, N);
	gort_closechan(c);
	gort_wgwait(&wg);
	for (int i = 0; i < N; i++)
		expect(!jobs[i].ok && jobs[i].v == 0, "a receiver woken by close has zero and false", i);
	expect(atomic_Load64(&turns) - before == N, "close wakes each receiver once", N);

	// Senders.
	c = gort_makechan(sizeof(int64), 0);
	gort_wgadd(&wg, N);
	for (int i = 0; i < N; i++) {
		jobs[i] = (job){.c = c, .wg = &wg};
		gort_go(sendclosed, &jobs[i]);
	}
	waitparked(c, &c->sendq, N);
	gort_closechan(c);
	gort_wgwait(&wg);
	for (int i = 0; i < N; i++)
		expect(same(jobs[i].text, "send on closed channel"), "a sender woken by close panics", i);
	expect(c->sendq.first == nil && c->recvq.first == nil, "no queue after close", 0);

	// What is in the buffer outlives the close.
	c = gort_makechan(sizeof(int64), 4);
	for (int64 i = 1; i <= 3; i++)
		gort_chansend(c, &i);
	gort_closechan(c);
	int64 v = -1;
	bool ok = false;
	for (int i = 1; i <= 3; i++)
		expect(gort_tryrecv(c, &v, &ok) && ok && v == i, "drained after close", i);
	expect(!gort_chanrecv(c, &v) && v == 0, "zero after the last", 0);
	v = -1;
	expect(gort_tryrecv(c, &v, &ok) && !ok && v == 0, "zero without blocking", 0);

	job j = {.c = c};
	expect(same(panicof(dosend, &j), "send on closed channel"), "send on a closed channel", 0);
	expect(same(panicof(dotrysend, c), "send on closed channel"), "trysend on a closed channel", 0);
	expect(same(panicof(doclose, c), "close of closed channel"), "close of a closed channel", 0);
	expect(same(panicof(doclose, NULL), "close of nil channel"), "close of a nil channel", 0);
	expect(same(panicof(domake, (void *)-1), "makechan: size out of range"), "a negative size", 0);
	expect(same(panicof(domake, (void *)((size_t)1 << 46)), "makechan: size out of range"),
	       "a size beyond the address space", 0);
	expect(same(panicof(domake, (void *)((size_t)1 << 61)), "makechan: size out of range"),
	       "a size that overflows", 0);
}

static uint32 nilreturned;

static void nilforever(void *arg)
{
	int64 v = 0;
	if (arg == NULL)
		gort_chansend(NULL, &v);
	else
		gort_chanrecv(NULL, &v);
	atomic_Store(&nilreturned, 1);
}

static void nilchan(void)
{
	int64 v = 0;
	expect(!gort_trysend(NULL, &v) && !gort_tryrecv(NULL, &v, NULL), "a nil channel is never ready",
	       0);
	expect(gort_chanlen(NULL) == 0 && gort_chancap(NULL) == 0, "len and cap of a nil channel", 0);
	gort_go(nilforever, NULL);
	gort_go(nilforever, &v);
	gort_Sleep(5 * 1000 * 1000);
	expect(!atomic_Load(&nilreturned), "a nil channel blocks for ever", 0);
}

typedef struct large {
	gort_chan c;
	byte     *dst;
	gort_waitgroup *wg;
} large;

static void recvlarge(void *arg)
{
	large *l = arg;
	expect(gort_chanrecv(l->c, l->dst), "receive of a large element", 0);
	gort_wgdone(l->wg);
}

static void sizes(void)
{
	// Elements without size only count.
	hchan *c = gort_makechan(0, (size_t)1 << 40);
	expect(gort_chancap(c) == (size_t)1 << 40, "a huge channel of nothing", 0);
	for (int i = 0; i < 1000; i++)
		gort_chansend(c, NULL);
	expect(gort_chanlen(c) == 1000, "it counts", 1000);
	for (int i = 0; i < 1000; i++)
		expect(gort_chanrecv(c, NULL), "it gives back", i);
	expect(!gort_tryrecv(c, NULL, NULL), "it is empty", 0);

	// The largest element; none of its bytes is lost, and none beside it is written.
	enum { SIZE = 65535, N = 5 };
	static byte out[SIZE], in[SIZE + 2];
	for (int cap = 0; cap <= 3; cap += 3) {
		gort_waitgroup wg = {0};
		c = gort_makechan(SIZE, cap);
		for (int round = 0; round < N; round++) {
			for (int i = 0; i < SIZE; i++)
				out[i] = (byte)(i * 7 + i / 256 + round);
			memset(in, 0xaa, sizeof in);
			if (cap == 0) {
				// The receiver first: the sender writes to it.
				large l = {c, in + 1, &wg};
				gort_wgadd(&wg, 1);
				gort_go(recvlarge, &l);
				waitparked(c, &c->recvq, 1);
				gort_chansend(c, out);
				gort_wgwait(&wg);
			} else {
				gort_chansend(c, out);
				gort_chanrecv(c, in + 1);
			}
			expect(memcmp(in + 1, out, SIZE) == 0 && in[0] == 0xaa && in[SIZE + 1] == 0xaa,
			       "a large element, cap", cap);
		}
	}
}

static void sumall(void *arg)
{
	job *j = arg;
	int64 v;
	while (gort_chanrecv(j->c, &v)) {
		j->v += v;
		j->count++;
	}
	gort_wgdone(j->wg);
}

// Eight goroutines send, eight receive.
static void contention(int cap)
{
	enum { N = 8, EACH = 5000 };
	gort_waitgroup senders = {0}, receivers = {0};
	static job s[N], r[N];
	hchan *c = gort_makechan(sizeof(int64), cap);
	gort_wgadd(&senders, N);
	gort_wgadd(&receivers, N);
	for (int i = 0; i < N; i++) {
		r[i] = (job){.c = c, .wg = &receivers};
		gort_go(sumall, &r[i]);
		s[i] = (job){.c = c, .v = (int64)i * EACH, .count = EACH, .wg = &senders};
		gort_go(sendmany, &s[i]);
	}
	gort_wgwait(&senders);
	gort_closechan(c);
	gort_wgwait(&receivers);
	int64 sum = 0, count = 0;
	for (int i = 0; i < N; i++) {
		sum += r[i].v;
		count += r[i].count;
	}
	expect(count == N * EACH && sum == (int64)N * EACH * (N * EACH - 1) / 2,
	       "sum of all values, cap", cap);
}

static uint32 closed;

static void sendclose(void *arg)
{
	int64 v = 1;
	gort_chansend(arg, &v);
	gort_closechan(arg);
	atomic_Store(&closed, 1);
}

// A receive that does not wait sees the value before it sees the close, and is never told "not
// ready" after the close.
static void racingclose(void)
{
	for (int round = 0; round < 2000; round++) {
		hchan *c = gort_makechan(sizeof(int64), 1);
		atomic_Store(&closed, 0);
		gort_go(sendclose, c);
		int values = 0;
		for (int spins = 0;; spins++) {
			bool ok = false, after = atomic_Load(&closed) != 0;
			int64 v = 0;
			if (!gort_tryrecv(c, &v, &ok)) {
				expect(!after && values <= 1, "ready after close, round", round);
				if (spins % 64 == 63)
					gort_Gosched();
			} else if (ok) {
				values++;
			} else {
				break;
			}
		}
		expect(values == 1, "the value before the close, round", round);
		while (!atomic_Load(&closed))
			gort_Gosched();
	}
}

// One thread receives and then reads a flag, the other sets the flag and then finds the channel
// full: at most one of them may miss the other, though the receive's unlock is a plain store, which
// the read of the flag can overtake. For a second: if both processors are free, some 300000 rounds.
static hchan *full;
static uint32 flag, seen, turn, finished;
static bool flagend;

static void drain(void *arg)
{
	bool last = false;
	for (uint32 i = 1; !last; i++) {
		for (int spins = 0; atomic_Load(&turn) != i; spins++)
			if (gomaxprocs == 1 || spins > 1000)
				gort_Gosched();
		last = flagend;
		for (uint32 k = 0; k < i / 64 % 64; k++)
			procyield(1);
		int64 v;
		chanrecv1(full, &v);
		RELAXED_SET(seen, RELAXED(flag));
		atomic_Store(&finished, i);
	}
}

static void flagged(void)
{
	int64 v = 1;
	full = gort_makechan(sizeof v, 1);
	gort_go(drain, nil);
	int64 end = nanotime() + 1000000000;
	for (uint32 i = 1; !flagend; i++) {
		flagend = nanotime() > end; // this is the last round; drain reads it when it sees the turn
		atomic_Store(&flag, 0);
		if (!selectnbsend(full, &v))
			expect(false, "an empty channel is full, round", i);
		atomic_Store(&turn, i);
		for (uint32 k = 0; k < i % 64; k++)
			procyield(1);
		atomic_Store(&flag, 1);
		bool sent = selectnbsend(full, &v);
		while (atomic_Load(&finished) != i)
			gort_Gosched();
		expect(sent || RELAXED(seen) == 1, "both missed the other, round", i);
		if (sent)
			chanrecv1(full, &v);
	}
}

int main(void)
{
	flagged();
	for (int cap = 0; cap <= 5; cap++) {
		order(cap);
		queues(cap);
	}
	closing();
	nilchan();
	sizes();
	for (int cap = 0; cap <= 7; cap += 7)
		contention(cap);
	contention(1);
	racingclose();
	return (int)failed;
}
