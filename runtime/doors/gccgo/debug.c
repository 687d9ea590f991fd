// split-stack: yes
// Packages runtime/debug and runtime/pprof, and the profiles of threads and goroutines.
#include "runtime.h"

extern _type string_type GOLABEL("string..d");

// go: rdebug.go#setMaxStack
intgo setMaxStack(intgo in)
{
	// mo: seq_cst; only atomicity matters
	return (intgo)atomic_Xchguintptr(&maxstacksize, (uintptr)in);
}

// go: rdebug.go#setPanicOnFault
bool setPanicOnFault(bool new)
{
	g *gp = getg();
	bool old = gp->paniconfault;
	gp->paniconfault = new;
	return old;
}

// go: none — see runtime.h
cpuprofile cpuProfile_read(void)
{
	bool own;
	profBuf *log = cpuProfile_log(&own);
	cpuprofile p;
	p.data = profBuf_read(log, profBufBlocking, &p.tags, &p.eof);
	if (p.data.len == 0 && p.eof)
		cpuProfile_end();
	return p;
}

// go: cpuprof.go#runtime_pprof_readProfile [moved] it runs on goroutines
// See D143.
cpuprofile runtime_pprof_readProfile(void)
{
	bool own;
	cpuProfile_log(&own);
	if (!own)
		return cpuProfile_read();
	// GORT_CPUPROFILE has the profile: an empty one, a header and its tag.
	static uint64 header[3] = {3, 0, 100};
	static void *tag[1];
	return (cpuprofile){.data = {header, 3, 3}, .tags = {tag, 1, 1}, .eof = true};
}

// go: none — pprof.runtime_expandFinalInlineFrame: CallersFrames shows the inlined calls of each
//     frame anyway, so there is nothing to expand
slice pprof_expandFinalInlineFrame(slice stk) { return stk; }

// go: none — mprof.c has its twin
typedef struct StackRecord {
	uintptr Stack0[32];
} StackRecord;

// go: mprof.go#ThreadCreateProfile
// See D3.
countok ThreadCreateProfile(slice p)
{
	intgo n = 0;
	lock(&sched.lock); // the same Ms both times
	for (m *mp = allm; mp != nil; mp = mp->alllink)
		n++;
	bool ok = n <= p.len;
	if (ok) {
		StackRecord *r = p.array;
		for (m *mp = allm; mp != nil; mp = mp->alllink)
			memmove((r++)->Stack0, mp->createstack, sizeof r->Stack0);
	}
	unlock(&sched.lock);
	return (countok){n, ok};
}

struct goroutineprofile {
	StackRecord *r;
	intgo   len;
	g      *self;
	uintptr pc, sp; // where self is to be traced from
	void  **labels; // of each record; nil: not wanted
	countok result;
};

static nosplit void saveg(uintptr pc, uintptr sp, g *gp, StackRecord *r);

// go: none — is gp another goroutine of the program, and alive?
static bool profiled(g *gp, g *self)
{
	return gp != self && readgstatus(gp) != _Gdead && !isSystemGoroutine(gp, false);
}

// go: none — body of GoroutineProfile, on g0, with the world stopped
// Threads that are not ours call in and return all the same (needm, dropm), so that there may be
// more goroutines, or fewer, than it has counted.
static nosplit void goroutineprofile_m(void *arg)
{
	struct goroutineprofile *a = arg;
	intgo n = 1;
	for (uintptr i = 0; i < allglen; i++)
		if (profiled(allgs.array[i], a->self))
			n++;
	a->result = (countok){n, n <= a->len};
	if (!a->result.ok)
		return;
	StackRecord *r = a->r, *end = r + a->len;
	void **label = a->labels;
	saveg(a->pc, a->sp, a->self, r++);
	if (label != nil)
		*label++ = a->self->labels;
	for (uintptr i = 0; i < allglen && r < end; i++) {
		g *gp = allgs.array[i];
		if (!profiled(gp, a->self))
			continue;
		saveg(~(uintptr)0, ~(uintptr)0, gp, r++);
		if (label != nil)
			*label++ = gp->labels;
	}
	a->result.n = r - a->r;
}

// go: mprof.go#GoroutineProfile
// Not checked: getcallersp would be an address in a copy of the arguments.
nosplit countok GoroutineProfile(slice p)
{
	struct goroutineprofile a = {
		p.array, p.len, getg(), getcallerpc(), getcallersp(), nil, {0, false},
	};
	stopTheWorld(STR("profile"));
	systemstack(goroutineprofile_m, &a);
	startTheWorld();
	return a.result;
}

// go: mprof.go#saveg
static nosplit void saveg(uintptr pc, uintptr sp, g *gp, StackRecord *r)
{
	intgo n = gentraceback(pc, sp, 0, gp, 0, r->Stack0, nelem(r->Stack0), nil, nil, 0);
	if (n < nelem(r->Stack0))
		r->Stack0[n] = 0;
}

// go: none — pprof.runtime_goroutineProfileWithLabels, of later releases: labels[i] are those of
//     record i
nosplit countok pprof_goroutineProfileWithLabels(slice p, slice labels)
{
	struct goroutineprofile a = {
		p.array, p.len, getg(), getcallerpc(), getcallersp(), nil, {0, false},
	};
	if (labels.len == p.len)
		a.labels = labels.array;
	stopTheWorld(STR("profile"));
	systemstack(goroutineprofile_m, &a);
	startTheWorld();
	return a.result;
}
