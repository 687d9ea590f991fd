// runtime/debug.WriteHeapDump: writes what the heap holds, and where pointers to it are. The format
// is Go 1.14's: records, each with a tag; numbers have seven bits a byte, strings their length in
// front.
//
// A record that has memory ends with a list of the pointers in it. We know no types there, so these
// are the words that the collector would follow. See D73.
#include "runtime.h"
#include <string.h>

enum {
	fieldKindEol = 0,
	fieldKindPtr = 1,
	fieldKindIface = 2, // unused, as the next
	fieldKindEface = 3,

	tagEOF = 0,
	tagObject = 1,
	tagOtherRoot = 2,
	tagType = 3,
	tagGoroutine = 4,
	tagStackFrame = 5,
	tagParams = 6,
	tagFinalizer = 7,
	tagItab = 8,
	tagOSThread = 9,
	tagMemStats = 10,
	tagQueuedFinalizer = 11,
	tagData = 12,
	tagBSS = 13,
	tagDefer = 14,
	tagPanic = 15,
	tagMemProf = 16,
	tagAllocSample = 17,

	bufSize = 4096,
	typeCacheBuckets = 256,
	typeCacheAssoc = 4,
};

// All of this is used with the world stopped.
static uintptr dumpfd GOSYM(dumpfd);
static SLICE(byte) tmpbuf GOSYM(tmpbuf);
static byte buf[bufSize] GOSYM(buf);
static uintptr nbuf GOSYM(nbuf);

static void writeheapdump_m(void *fd) GOSYM(writeheapdump_m);
static void dumpfields(bitvector bv) GOSYM(dumpfields);
static bitvector makeheapobjbv(uintptr p, uintptr size) GOSYM(makeheapobjbv);
static void flush(void) GOSYM(flush);

// go: heapdump.go#runtime_debug_WriteHeapDump
void runtime_debug_WriteHeapDump(uintptr fd)
{
	stopTheWorld(STR("write heap dump"));
	systemstack(writeheapdump_m, &fd);
	startTheWorld();
}

// go: heapdump.go#dwrite
static void dwrite(const void *data, uintptr len)
{
	if (len == 0)
		return;
	if (nbuf + len > bufSize) {
		flush();
		if (len >= bufSize) {
			write1(dumpfd, data, (int32)len);
			return;
		}
	}
	memcpy(buf + nbuf, data, len);
	nbuf += len;
}

// go: heapdump.go#dwritebyte
static void dwritebyte(byte b) { dwrite(&b, 1); }

// go: heapdump.go#flush
static void flush(void)
{
	write1(dumpfd, buf, (int32)nbuf);
	nbuf = 0;
}

// go: heapdump.go#typeCacheBucket
// Types that have been written, the last one first.
typedef struct typeCacheBucket {
	_type *t[typeCacheAssoc];
} typeCacheBucket;

static typeCacheBucket typecache[typeCacheBuckets] GOSYM(typecache);

// go: heapdump.go#dumpint
static void dumpint(uint64 v)
{
	for (; v >= 0x80; v >>= 7)
		dwritebyte((byte)(v | 0x80));
	dwritebyte((byte)v);
}

// go: none — an address
static void dumpptr(const void *p) { dumpint((uintptr)p); }

// go: heapdump.go#dumpbool
static void dumpbool(bool b) { dumpint(b); }

// go: heapdump.go#dumpmemrange
static void dumpmemrange(const void *data, uintptr len)
{
	dumpint(len);
	dwrite(data, len);
}

// go: heapdump.go#dumpslice [unused] as in Go
void dumpslice(slice b)
{
	dumpint((uint64)b.len);
	dwrite(b.array, (uintptr)b.len);
}

// go: heapdump.go#dumpstr
static void dumpstr(String s) { dumpmemrange(s.str, (uintptr)s.len); }

// go: heapdump.go#dumptype
// Writes the record of a type, unless it has been written lately.
static void dumptype(_type *t)
{
	if (t == nil)
		return;
	typeCacheBucket *b = &typecache[t->hash % typeCacheBuckets];
	if (t == b->t[0])
		return;
	bool known = false;
	for (intgo i = 1; i < typeCacheAssoc && !known; i++) {
		if (t != b->t[i])
			continue;
		memmove(&b->t[1], &b->t[0], (uintptr)i * sizeof b->t[0]);
		known = true;
	}
	if (!known)
		memmove(&b->t[1], &b->t[0], (typeCacheAssoc - 1) * sizeof b->t[0]);
	b->t[0] = t;
	if (known)
		return;

	dumpint(tagType);
	dumpptr(t);
	dumpint(t->size);
	uncommontype *x = t->uncommon;
	if (x == nil || x->pkgpath == nil || x->name == nil) {
		dumpstr(*t->str);
	} else {
		dumpint((uint64)x->pkgpath->len + 1 + (uint64)x->name->len);
		dwrite(x->pkgpath->str, (uintptr)x->pkgpath->len);
		dwritebyte('.');
		dwrite(x->name->str, (uintptr)x->name->len);
	}
	dumpbool((t->kind & kindDirectIface) == 0 || t->ptrdata != 0);
}

// go: heapdump.go#dumpobj
static void dumpobj(void *obj, uintptr size, bitvector bv)
{
	dumpint(tagObject);
	dumpptr(obj);
	dumpmemrange(obj, size);
	dumpfields(bv);
}

// go: heapdump.go#dumpotherroot [unused] as in Go
void dumpotherroot(String description, void *to)
{
	dumpint(tagOtherRoot);
	dumpstr(description);
	dumpptr(to);
}

// go: none — the end of the records of finalizers
static void dumpfin(void *obj, funcval *fn, _type *fint, ptrtype *ot)
{
	dumpptr(obj);
	dumpptr(fn);
	dumpint(fn->fn);
	dumpptr(fint);
	dumpptr(ot);
}

// go: heapdump.go#dumpfinalizer
static void dumpfinalizer(void *obj, funcval *fn, _type *fint, ptrtype *ot)
{
	dumpint(tagFinalizer);
	dumpfin(obj, fn, fint, ot);
}

// go: heapdump.go#childInfo [adapted] no argument maps
// What the record of a frame tells of the frame that it has called.
typedef struct childInfo {
	g *gp;
	uintptr sp;
	uintptr depth;
} childInfo;

// go: heapdump.go#dumpbv
static void dumpbv(const bitvector *cbv, uintptr offset)
{
	for (uintptr i = 0; i < (uintptr)cbv->n; i++) {
		if ((cbv->bytedata[i / 8] >> i % 8 & 1) == 0)
			continue;
		dumpint(fieldKindPtr);
		dumpint(offset + i * sizeof(uintptr));
	}
}

// go: heapdump.go#dumpframe [adapted] all words are looked at; a frame that goes on in another
//     segment of the stack has no contents
static bool dumpframe(stkframe *s, void *arg)
{
	childInfo *child = arg;
	funcInfo f = findfunc(s->pc - 1);
	stackpart all = stackall(child->gp);
	intgo part = stackpart_index(&all, s->sp);
	bool whole = part >= 0 && part == stackpart_index(&all, s->fp) && s->fp > s->sp;
	uintptr size = whole ? s->fp - s->sp : 0;
	dumpint(tagStackFrame);
	dumpint(s->sp);
	dumpint(child->depth);
	dumpint(child->sp);
	dumpmemrange((void *)s->sp, size);
	dumpint(f.entry);
	dumpint(s->pc);
	dumpint(s->continpc);
	dumpstr(funcInfo_valid(f) ? funcname(f) : STR("unknown function"));
	dumpfields(makeheapobjbv(s->sp, size));
	child->sp = s->sp;
	child->depth++;
	return true;
}

// go: heapdump.go#dumpgoroutine
static void dumpgoroutine(g *gp)
{
	bool syscall = gp->syscallsp != 0;
	dumpint(tagGoroutine);
	dumpptr(gp);
	dumpint(syscall ? gp->syscallsp : gp->sched.sp);
	dumpint((uint64)gp->goid);
	dumpint(gp->gopc);
	dumpint(readgstatus(gp));
	dumpbool(isSystemGoroutine(gp, false));
	dumpbool(false); // in the background
	dumpint((uint64)gp->waitsince);
	dumpstr(gostringnocopy((const byte *)waitReason_String(gp->waitreason)));
	dumpptr(gp->sched.ctxt);
	dumpptr(gp->m);
	dumpptr(gp->_defer);
	dumpptr(gp->_panic);

	childInfo child = {.gp = gp};
	gentraceback(~(uintptr)0, ~(uintptr)0, 0, gp, 0, nil, 0x7fffffff, dumpframe, &child, 0);

	for (_defer *d = gp->_defer; d != nil; d = d->link) {
		bool abi0 = d->kind == deferABI0 && d->fn != 0;
		dumpint(tagDefer);
		dumpptr(d);
		dumpptr(gp);
		dumpint(d->sp);
		dumpint(d->pc);
		dumpint(d->fn);
		dumpint(abi0 ? ((funcval *)d->fn)->fn : d->fn);
		dumpptr(d->link);
	}
	for (_panic *p = gp->_panic; p != nil; p = p->link) {
		dumpint(tagPanic);
		dumpptr(p);
		dumpptr(gp);
		dumpptr(p->arg._type);
		dumpptr(p->arg.data);
		dumpint(0);
		dumpptr(p->link);
	}
}

// go: heapdump.go#dumpgs
static void dumpgs(void)
{
	for (intgo i = 0; i < allgs.len; i++) {
		g *gp = allgs.array[i];
		uint32 status = readgstatus(gp); // the world is stopped: it does not change
		switch (status) {
		default:
			print("runtime: unexpected G.status ", hex(status), "\n");
			throw("dumpgs in STW - bad status");
		case _Gdead:
			break;
		case _Grunnable:
		case _Gsyscall:
		case _Gwaiting:
			dumpgoroutine(gp);
		}
	}
}

// go: heapdump.go#finq_callback
static void finq_callback(funcval *fn, void *obj, uintptr nret, _type *fint, ptrtype *ot)
{
	dumpint(tagQueuedFinalizer);
	dumpfin(obj, fn, fint, ot);
}

// go: none — the record of a part of the program's variables
static void dumpvariables(int tag, uintptr lo, uintptr hi)
{
	dumpint((uint64)tag);
	dumpint(lo);
	dumpmemrange((void *)lo, hi - lo);
	dumpfields(makeheapobjbv(lo, hi - lo));
}

// go: heapdump.go#dumproots [adapted] bss ends where the variables without pointers are
static void dumproots(void)
{
	const moduledata *md = &firstmoduledata;
	dumpvariables(tagData, md->data, md->edata);
	dumpvariables(tagBSS, md->bss, md->ebss);

	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		for (special *sp = s->specials; sp != nil; sp = sp->next) {
			if (sp->kind != _KindSpecialFinalizer)
				continue;
			specialfinalizer *spf = (specialfinalizer *)sp;
			void *p = (void *)(mspan_base(s) + spf->special.offset);
			dumpfinalizer(p, spf->fn, spf->fint, spf->ot);
		}
	}
	iterate_finq(finq_callback);
}

// go: heapdump.go#dumpobjs [adapted] asks of each object whether it is free
static void dumpobjs(void)
{
	static const bitvector none;
	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		for (uintptr j = 0; j < s->nelems; j++) {
			uintptr p = mspan_base(s) + j * s->elemsize;
			bool noscan = spanClass_noscan(s->spanclass);
			if (!mspan_isFree(s, j))
				dumpobj((void *)p, s->elemsize, noscan ? none : makeheapobjbv(p, s->elemsize));
		}
	}
}

// go: heapdump.go#dumpparams
static void dumpparams(void)
{
	dumpint(tagParams);
	dumpbool(false); // little-endian
	dumpint(sizeof(uintptr));
	uintptr arenaStart = 0, arenaEnd = 0;
	for (intgo i = 0; i < mheap_.allArenas.len; i++) {
		uintptr base = arenaBase(mheap_.allArenas.array[i]);
		if (arenaStart == 0 || base < arenaStart)
			arenaStart = base;
		if (base + heapArenaBytes > arenaEnd)
			arenaEnd = base + heapArenaBytes;
	}
	dumpint(arenaStart);
	dumpint(arenaEnd);
	dumpstr(STR("amd64"));
	dumpstr(STR("")); // GOEXPERIMENT
	dumpint((uint64)ncpu);
}

// go: heapdump.go#itab_callback
static void itab_callback(itab *tab)
{
	dumptype(tab->_type);
	dumpint(tagItab);
	dumpptr(tab);
	dumpptr(tab->_type);
}

// go: heapdump.go#dumpitabs
static void dumpitabs(void) { iterate_itabs(itab_callback); }

// go: heapdump.go#dumpms
static void dumpms(void)
{
	for (m *mp = allm; mp != nil; mp = mp->alllink) {
		dumpint(tagOSThread);
		dumpptr(mp);
		dumpint((uint64)mp->id);
		dumpint(mp->procid);
	}
}

// go: heapdump.go#dumpmemstats
static void dumpmemstats(void)
{
	const mstats *st = &memstats;
	const uint64 first[] = {
		st->alloc,         st->total_alloc,  st->sys,          st->nlookup,        st->nmalloc,
		st->nfree,         st->heap_alloc,   st->heap_sys,     st->heap_idle,      st->heap_inuse,
		st->heap_released, st->heap_objects, st->stacks_inuse, st->stacks_sys,     st->mspan_inuse,
		st->mspan_sys,     st->mcache_inuse, st->mcache_sys,   st->buckhash_sys,   st->gc_sys,
		st->other_sys,     st->next_gc,      st->last_gc_unix, st->pause_total_ns,
	};
	dumpint(tagMemStats);
	for (intgo i = 0; i < nelem(first); i++)
		dumpint(first[i]);
	for (intgo i = 0; i < nelem(st->pause_ns); i++)
		dumpint(st->pause_ns[i]);
	dumpint(st->numgc);
}

// go: heapdump.go#dumpmemprof_callback
static void dumpmemprof_callback(bucket *b, uintptr nstk, uintptr *pstk, uintptr size,
                                 uintptr allocs, uintptr frees)
{
	dumpint(tagMemProf);
	dumpptr(b);
	dumpint(size);
	dumpint(nstk);
	for (uintptr i = 0; i < nstk; i++) {
		funccall c;
		if (findcall(pstk[i] - 1, &c)) {
			bool own = c.own || c.line.function == nil;
			dumpstr(own ? funcname(c.f) : gostringnocopy((const byte *)c.line.function));
			dumpstr(gostringnocopy((const byte *)(c.line.file != nil ? c.line.file : "?")));
			dumpint((uint64)c.line.line);
			continue;
		}
		byte hexpc[2 + 2 * sizeof(uintptr) + 2];
		intgo n = nelem(hexpc);
		hexpc[--n] = ')';
		uintptr pc = pstk[i];
		do
			hexpc[--n] = (byte) "0123456789abcdef"[pc & 15];
		while ((pc >>= 4) != 0 && n > 3);
		hexpc[--n] = 'x';
		hexpc[--n] = '0';
		hexpc[--n] = '(';
		dumpmemrange(hexpc + n, (uintptr)(nelem(hexpc) - n));
		dumpstr(STR("?"));
		dumpint(0);
	}
	dumpint(allocs);
	dumpint(frees);
}

// go: heapdump.go#dumpmemprof
static void dumpmemprof(void)
{
	if (iterate_memprof != nil)
		iterate_memprof(dumpmemprof_callback);
	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++) {
		mspan *s = spans.array[i];
		if (mSpanStateBox_get(&s->state) != mSpanInUse)
			continue;
		for (special *sp = s->specials; sp != nil; sp = sp->next) {
			if (sp->kind != _KindSpecialProfile)
				continue;
			dumpint(tagAllocSample);
			dumpint(mspan_base(s) + sp->offset);
			dumpptr(((specialprofile *)sp)->b);
		}
	}
}

static const char dumphdr[] = "go1.7 heap dump\n";

// go: heapdump.go#mdump [adapted] all spans are swept
static void mdump(void)
{
	// A span that is not swept does not tell which objects are free.
	spanlist spans = mheap_spans(&mheap_);
	for (intgo i = 0; i < spans.len; i++)
		if (mSpanStateBox_get(&spans.array[i]->state) == mSpanInUse)
			mspan_ensureSwept(spans.array[i]);
	memset(typecache, 0, sizeof typecache);
	dwrite(dumphdr, sizeof dumphdr - 1);
	dumpparams();
	dumpitabs();
	dumpobjs();
	dumpgs();
	dumpms();
	dumproots();
	dumpmemstats();
	dumpmemprof();
	dumpint(tagEOF);
	flush();
}

// go: heapdump.go#writeheapdump_m [adapted] the reason is the goroutine's, not g0's
static void writeheapdump_m(void *fd)
{
	g *gp = getg()->m->curg;
	casgstatus(gp, _Grunning, _Gwaiting);
	gp->waitreason = waitReasonDumpingHeap;
	// It counts what the Ps have cached, and gives it back.
	updatememstats();

	dumpfd = *(uintptr *)fd;
	mdump();
	dumpfd = 0;
	if (tmpbuf.array != nil) {
		sysFree(tmpbuf.array, (uintptr)tmpbuf.cap, &memstats.other_sys);
		tmpbuf.array = nil;
		tmpbuf.cap = 0;
	}
	casgstatus(gp, _Gwaiting, _Grunning);
}

// go: heapdump.go#dumpfields
static void dumpfields(bitvector bv)
{
	dumpbv(&bv, 0);
	dumpint(fieldKindEol);
}

// go: heapdump.go#makeheapobjbv [adapted] a bit for each word that points into an object
// Of any memory. It is valid until the next call.
static bitvector makeheapobjbv(uintptr p, uintptr size)
{
	uintptr nptr = size / sizeof(uintptr), n = nptr / 8 + 1;
	if ((uintptr)tmpbuf.cap < n) {
		if (tmpbuf.array != nil)
			sysFree(tmpbuf.array, (uintptr)tmpbuf.cap, &memstats.other_sys);
		tmpbuf.cap = (intgo)n;
		tmpbuf.array = sysAlloc(n, &memstats.other_sys);
		if (tmpbuf.array == nil)
			throw("heapdump: out of memory");
	}
	bitvector bv = {(int32)nptr, tmpbuf.array};
	memset(bv.bytedata, 0, n);
	for (uintptr i = 0; i < nptr; i++) {
		uintptr to = ((uintptr *)p)[i];
		mspan *s = spanOfHeap(to);
		if (s != nil && !mspan_isFree(s, (to - mspan_base(s)) / s->elemsize))
			bv.bytedata[i / 8] |= (uint8)(1 << i % 8);
	}
	return bv;
}
