// Selects over random sets of channels, sending and receiving: every value arrives exactly once,
// also when a select names a channel twice, in both directions, or a thousand of them; a ready case
// is chosen at random, and a nil channel never.
#include <string.h>

#include "runtime.h"
#include <gort.h>

enum { CHANS = 8, SENDERS = 10, RECEIVERS = 10, EACH = 3000 };

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

static gort_chan chans[CHANS];
static gort_chan stop;
static uint32    seen[SENDERS * EACH];
static gort_waitgroup senders, receivers;

static void sender(void *arg)
{
	uint64 r = (uintptr)arg + 1;
	for (int i = 0; i < EACH; i++) {
		int32 v = (int32)(uintptr)arg * EACH + i;
		gort_case c[CHANS];
		int n = 1 + (int)(next(&r) % CHANS);
		for (int k = 0; k < n; k++)
			c[k] = (gort_case){.c = chans[next(&r) % CHANS], .elem = &v, .send = true};
		int k = next(&r) % 8 == 0 ? gort_select(c, n, false) : -1;
		if (k < 0)
			k = gort_select(c, n, true);
		expect(k >= 0 && k < n && !c[k].ok, "a blocking select that sends chose", k);
	}
	gort_wgdone(&senders);
}

static void receiver(void *arg)
{
	uint64 r = (uintptr)arg + 1000;
	for (;;) {
		// All channels, so that no sender waits for ever, in a random rotation, some of them twice.
		int32 v[2 * CHANS];
		gort_case c[2 * CHANS + 1];
		int n = CHANS + (int)(next(&r) % (CHANS + 1));
		uint32 first = next(&r);
		for (int k = 0; k < n; k++) {
			v[k] = -1;
			c[k] = (gort_case){.c = chans[(first + (uint32)k) % CHANS], .elem = &v[k]};
		}
		c[n] = (gort_case){.c = stop};
		int i = gort_select(c, n + 1, true);
		if (i == n)
			break;
		expect(c[i].ok, "a received value is no value", i);
		for (int k = 0; k < n; k++)
			if (k != i)
				expect(v[k] == -1, "a case that was not chosen got a value", k);
		if (v[i] < 0 || v[i] >= SENDERS * EACH)
			expect(false, "a value that nobody sent", v[i]);
		else
			atomic_Xadd(&seen[v[i]], 1);
	}
	gort_wgdone(&receivers);
}

static void stress(void)
{
	for (int i = 0; i < CHANS; i++)
		chans[i] = gort_makechan(sizeof(int32), (size_t)i % 3);
	stop = gort_makechan(0, 0);
	gort_wgadd(&senders, SENDERS);
	gort_wgadd(&receivers, RECEIVERS);
	for (int i = 0; i < SENDERS; i++)
		gort_go(sender, (void *)(uintptr)i);
	for (int i = 0; i < RECEIVERS; i++)
		gort_go(receiver, (void *)(uintptr)i);
	gort_wgwait(&senders);
	for (int i = 0; i < CHANS; i++)
		while (gort_chanlen(chans[i]) != 0)
			gort_Gosched();
	gort_closechan(stop);
	gort_wgwait(&receivers);
	for (int i = 0; i < SENDERS * EACH; i++)
		expect(seen[i] == 1, "times that a value arrived, value", i);
	for (int i = 0; i < CHANS; i++)
		expect(chans[i]->sendq.first == nil && chans[i]->recvq.first == nil, "sudogs left behind",
		       i);
}

// Four buffered channels that are always ready, beside a nil one.
static void fairness(void)
{
	int hits[4] = {0};
	gort_case c[5];
	int32 v = 0;
	for (int k = 0; k < 4; k++) {
		c[k] = (gort_case){.c = gort_makechan(sizeof(int32), 1), .elem = &v};
		gort_chansend(c[k].c, &v);
	}
	c[4] = (gort_case){.c = NULL, .elem = &v};
	for (int i = 0; i < 4000; i++) {
		int k = gort_select(c, 5, i % 2 == 0);
		if (k < 0 || k > 3 || !c[k].ok) {
			expect(false, "no ready case was chosen, but", k);
			return;
		}
		hits[k]++;
		gort_chansend(c[k].c, &v);
	}
	for (int k = 0; k < 4; k++)
		expect(hits[k] > 800 && hits[k] < 1200, "times of 4000 that a case was chosen", hits[k]);
}

// Both ways on one unbuffered channel, twice each: a goroutine must not meet itself. Of two that do
// so one sends and one receives.
enum { MEETINGS = 5000 };
static gort_chan meeting;
static int64 sent[2], got[2];
static gort_waitgroup met;

static void meet(void *arg)
{
	uintptr me = (uintptr)arg;
	for (int64 i = 0; i < MEETINGS; i++) {
		int64 out = (int64)me << 32 | i, in[2] = {-1, -1};
		gort_case c[4] = {
			{.c = meeting, .elem = &out, .send = true},
			{.c = meeting, .elem = &in[0]},
			{.c = meeting, .elem = &out, .send = true},
			{.c = meeting, .elem = &in[1]},
		};
		int k = gort_select(c, 4, true);
		if (c[k].send) {
			sent[me]++;
			expect(in[0] == -1 && in[1] == -1, "a sender received", i);
		} else {
			got[me]++;
			int64 v = in[k / 2];
			expect(c[k].ok && v >> 32 == (int64)(1 - me), "a value of one's own", i);
		}
	}
	gort_wgdone(&met);
}

static void bothways(void)
{
	meeting = gort_makechan(sizeof(int64), 0);
	gort_wgadd(&met, 2);
	for (uintptr i = 0; i < 2; i++)
		gort_go(meet, (void *)i);
	gort_wgwait(&met);
	expect(sent[0] + got[0] == MEETINGS && sent[0] == got[1] && sent[1] == got[0], "meetings",
	       sent[0]);
}

// A thousand cases, every other one nil, in no order of addresses.
enum { MANY = 1000, EACHOFMANY = 2 };
static gort_chan many[MANY];

static void sendmany(void *arg)
{
	for (int round = 0; round < EACHOFMANY; round++)
		for (int64 i = 0; i < MANY; i++)
			if (many[i] != NULL)
				gort_chansend(many[i], &i);
}

static void thousand(void)
{
	uint64 r = 7;
	static gort_case c[MANY];
	static int64 v[MANY];
	static int count[MANY];
	for (int i = 0; i < MANY; i += 2)
		many[i] = gort_makechan(sizeof(int64), 0);
	for (int i = MANY - 1; i > 0; i--) {
		int k = (int)(next(&r) % (uint32)(i + 1));
		gort_chan t = many[i];
		many[i] = many[k];
		many[k] = t;
	}
	expect(gort_select(c, 0, false) == -1, "no case but default", 0);
	for (int i = 0; i < MANY; i++)
		c[i] = (gort_case){.c = many[i], .elem = &v[i]};
	expect(gort_select(c, MANY, false) == -1, "nobody sends yet", 0);
	gort_go(sendmany, NULL);
	for (int i = 0; i < EACHOFMANY * MANY / 2; i++) {
		int k = gort_select(c, MANY, true);
		expect(k >= 0 && c[k].ok && v[k] == k, "the value is that of the case", k);
		count[k]++;
	}
	for (int i = 0; i < MANY; i++)
		expect(count[i] == (many[i] == NULL ? 0 : EACHOFMANY),
		       "times that a channel was received from", i);
	expect(gort_select(c, MANY, false) == -1, "nobody sends any more", 0);
}

// Closed channels: a receive is ready, with zero and false; a send panics, and leaves no channel
// locked.
static const char *text;

static void catch(void *arg) { text = gort_recover(); }

static void sendclosed(void *arg)
{
	gort_case *c = arg;
	gort_defer(catch, NULL);
	gort_select(c, 2, true);
}

static void closeall(void *arg)
{
	gort_case *c = arg;
	for (int i = 0; i < 2; i++)
		for (;;) {
			hchan *h = c[i].c;
			lock(&h->lock);
			bool waits = h->sendq.first != nil;
			unlock(&h->lock);
			if (waits)
				break;
			gort_Gosched();
		}
	gort_closechan(c[1].c);
}

static void closing(void)
{
	int64 v = 5;
	gort_case c[2] = {{.c = gort_makechan(sizeof v, 0), .elem = &v},
	                  {.c = gort_makechan(sizeof v, 0), .elem = &v}};
	gort_closechan(c[1].c);
	expect(gort_select(c, 2, true) == 1 && !c[1].ok && v == 0, "a receive from a closed channel",
	       v);
	c[0].send = c[1].send = true;
	text = NULL;
	gort_call(sendclosed, c);
	expect(text != NULL && strcmp(text, "send on closed channel") == 0,
	       "a send on a closed channel", 0);
	expect(!gort_trysend(c[0].c, &v), "the other channel is free", 0);

	// Closed while the select waits.
	c[1].c = gort_makechan(sizeof v, 0);
	text = NULL;
	gort_go(closeall, c);
	gort_call(sendclosed, c);
	expect(text != NULL && strcmp(text, "send on closed channel") == 0,
	       "a send that waits when the channel is closed", 0);
	expect(!gort_trysend(c[0].c, &v), "the other channel is free again", 0);
	expect(((hchan *)c[0].c)->sendq.first == nil && ((hchan *)c[1].c)->sendq.first == nil,
	       "queues after the panic", 0);
}

int main(void)
{
	stress();
	fairness();
	bothways();
	thousand();
	closing();
	return (int)failed;
}
