// Timers that are due again and again, while all Ps are idle in between. A sleep of 0.3 ms does not
// take a whole ms. sysmon is not woken for each tick, but all the same preempts what runs then.
#include "runtime.h"
#include "threadfile.h"
#include <gort.h>
#include <string.h>

#define MS ((int64)(1000 * 1000))

static uint32 got;

// The number after name in the status of sysmon's thread.
static int64 status(const char *name)
{
	char text[4096];
	m *mp = allm;
	while (mp->mstartfn != sysmon)
		mp = mp->alllink;
	if (!threadfile(mp, "status", text, sizeof text))
		throw("test: no status");
	char *c = strstr(text, name);
	if (c == nil)
		throw("test: status");
	int64 value = 0;
	for (c += strlen(name); *c != '\n'; c++)
		if (*c >= '0' && *c <= '9')
			value = value * 10 + (*c - '0');
	return value;
}

static void gets(void *c)
{
	int x;
	gort_chanrecv(c, &x);
	// mo: relaxed; a flag.
	RELAXED_SET(got, 1);
}

int main(void)
{
	gort_chan c = gort_makechan(sizeof(int), 0);
	gort_go(gets, c);

	// Other programs may have the processors for most of the time, but not all the time.
	int intime = 0;
	for (int i = 0; i < 200; i++) {
		int64 t = nanotime();
		gort_Sleep(300 * 1000);
		intime += nanotime() - t < 700 * 1000;
	}
	// mo: relaxed; written when the kernel has been asked.
	if (intime < 40 && !RELAXED(oldepoll)) {
		println("test: of 200 sleeps of 300 us", intime, "take less than 700");
		return 1;
	}

	int64 before = status("\nvoluntary_ctxt_switches:"), ticks = 0;
	for (int64 t = nanotime(); nanotime() - t < 1000 * MS; ticks++)
		gort_Sleep(MS);
	int64 switches = status("\nvoluntary_ctxt_switches:") - before;
	if (switches > ticks / 2) {
		println("test: sysmon slept", switches, "times in", ticks, "ticks");
		return 1;
	}

	int x = 0;
	gort_GOMAXPROCS(1);
	for (int i = 0; i < 100; i++)
		gort_Sleep(MS);
	gort_chansend(c, &x);
	for (int64 t = nanotime(); RELAXED(got) == 0;)
		if (nanotime() - t > 10000 * MS)
			throw("test: not preempted");
	return 0;
}
