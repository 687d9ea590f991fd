// The local run queue hands each G out exactly once while its owner pushes, pops and overflows
// nothing, and thieves steal halves of it.
#include "runtime.h"
#include <gort.h>

enum { G = 200000, THIEVES = 3 };

static p   owner, thief[THIEVES];
static g  *gs;
static uint32 count[G];
static uint32 done; // the owner has pushed everything
static gort_waitgroup wg;

static void got(g *gp)
{
	// mo: seq_cst counter; two takers of one G would both add here.
	atomic_Xadd(&count[gp - gs], 1);
}

static void steal(void *arg)
{
	p *pp = arg;
	gort_LockOSThread();
	for (;;) {
		// mo: acquire side of the owner's last push.
		bool last = atomic_Load(&done);
		g *gp = runqsteal(pp, &owner, true);
		if (gp == nil) {
			if (last)
				break;
			continue;
		}
		got(gp);
		bool inherit;
		while ((gp = runqget(pp, &inherit)) != nil)
			got(gp);
	}
	gort_UnlockOSThread();
	gort_wgdone(&wg);
}

int main(void)
{
	gs = gort_new(sizeof(g) * G);
	gort_wgadd(&wg, THIEVES);
	for (int i = 0; i < THIEVES; i++)
		gort_go(steal, &thief[i]);
	uint32 r = 1;
	for (int i = 0; i < G;) {
		// At most 64 at a time, so that runqputslow never hands these made-up Gs to the real global
		// queue.
		int n = 1 + (r = r * 1664525 + 1013904223) / (1u << 26);
		while (n-- > 0 && i < G)
			runqput(&owner, &gs[i++], r >> 31);
		bool inherit;
		g *gp;
		for (n = r >> 27; n > 0 && (gp = runqget(&owner, &inherit)) != nil; n--)
			got(gp);
		while (!runqempty(&owner) && owner.runqtail - RELAXED(owner.runqhead) > 128)
			if ((gp = runqget(&owner, &inherit)) != nil)
				got(gp);
	}
	bool inherit;
	g *gp;
	while ((gp = runqget(&owner, &inherit)) != nil)
		got(gp);
	// mo: release side of the pushes above.
	atomic_Store(&done, 1);
	gort_wgwait(&wg);
	for (int i = 0; i < G; i++)
		if (count[i] != 1) {
			println("G", i, "was handed out", count[i], "times");
			return 1;
		}
	return 0;
}
