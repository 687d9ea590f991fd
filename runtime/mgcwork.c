// The queues of the mark phase: buffers of objects that are marked and still to be scanned. Each
// marker has two (gcWork), and takes others from a list of full ones, which all share.
#include "mgc.h"

static workbuf *getempty(void) GOSYM(getempty);
static void putempty(workbuf *b) GOSYM(putempty);
static void putfull(workbuf *b) GOSYM(putfull);
static workbuf *trygetfull(void) GOSYM(trygetfull);
static workbuf *handoff(workbuf *b) GOSYM(handoff);

// go: mgcwork.go#gcWork.init
static void gcWork_init(gcWork *w)
{
	w->wbuf1 = getempty();
	workbuf *wbuf2 = trygetfull();
	w->wbuf2 = wbuf2 != nil ? wbuf2 : getempty();
}

// go: none — exchanges the two buffers
static void swapbufs(gcWork *w)
{
	workbuf *wbuf = w->wbuf1;
	w->wbuf1 = w->wbuf2;
	w->wbuf2 = wbuf;
}

// go: mgcwork.go#gcWork.put
noinline void gcWork_put(gcWork *w, uintptr obj)
{
	if (w->wbuf1 == nil)
		gcWork_init(w);
	if (w->wbuf1->workbufhdr.nobj == nelem(w->wbuf1->obj)) {
		swapbufs(w);
		if (w->wbuf1->workbufhdr.nobj == nelem(w->wbuf1->obj)) {
			putfull(w->wbuf1);
			w->wbuf1 = getempty();
		}
	}
	w->wbuf1->obj[w->wbuf1->workbufhdr.nobj++] = obj;
}

// go: mgcwork.go#gcWork.tryGet
// An object to scan, from our own buffers or a full one of another marker; 0 if there is none.
noinline uintptr gcWork_tryGet(gcWork *w)
{
	if (w->wbuf1 == nil)
		gcWork_init(w);
	if (w->wbuf1->workbufhdr.nobj == 0) {
		swapbufs(w);
		if (w->wbuf1->workbufhdr.nobj == 0) {
			workbuf *full = trygetfull();
			if (full == nil)
				return 0;
			putempty(w->wbuf1);
			w->wbuf1 = full;
		}
	}
	return w->wbuf1->obj[--w->wbuf1->workbufhdr.nobj];
}

// go: mgcwork.go#gcWork.dispose
// Gives both buffers back, and adds what was marked and scanned to the sums.
void gcWork_dispose(gcWork *w)
{
	// mo: seq_cst; sums.
	atomic_Xadd64(&work.bytesMarked, w->bytesMarked);
	atomic_Xaddint64(&work.scanWork, w->scanWork);
	w->bytesMarked = 0;
	w->scanWork = 0;
	if (w->wbuf1 == nil)
		return;
	workbuf *bufs[] = {w->wbuf1, w->wbuf2};
	for (intgo i = 0; i < nelem(bufs); i++) {
		if (bufs[i]->workbufhdr.nobj == 0)
			putempty(bufs[i]);
		else
			putfull(bufs[i]);
	}
	w->wbuf1 = w->wbuf2 = nil;
}

// go: mgcwork.go#gcWork.balance
// Gives away some of our work, if we have enough.
void gcWork_balance(gcWork *w)
{
	if (w->wbuf1 == nil)
		return;
	if (w->wbuf2->workbufhdr.nobj != 0) {
		putfull(w->wbuf2);
		w->wbuf2 = getempty();
	} else if (w->wbuf1->workbufhdr.nobj > 4) {
		w->wbuf1 = handoff(w->wbuf1);
	}
}

// go: mgcwork.go#workbuf.checknonempty
static void workbuf_checknonempty(workbuf *b)
{
	if (b->workbufhdr.nobj == 0)
		throw("workbuf is empty");
}

// go: mgcwork.go#workbuf.checkempty
static void workbuf_checkempty(workbuf *b)
{
	if (b->workbufhdr.nobj != 0)
		throw("workbuf is not empty");
}

// go: none — cuts a span into buffers, and puts those from number first on on the list
static void putbufs(mspan *s, uintptr first)
{
	workbuf *b = (workbuf *)mspan_base(s);
	for (uintptr i = 0; i < workbufAlloc / _WorkbufSize; i++) {
		b[i].workbufhdr.nobj = 0;
		lfnodeValidate(&b[i].workbufhdr.node);
		if (i >= first)
			putempty(&b[i]);
	}
}

// go: mgcwork.go#getempty [adapted] one span is kept from cycle to cycle, in the list busy
static workbuf *getempty(void)
{
	workbuf *b = (workbuf *)lfstack_pop(&work.empty);
	if (b != nil) {
		workbuf_checkempty(b);
		return b;
	}
	mspan *s = mheap_allocManual(&mheap_, workbufAlloc / pageSize, &memstats.gc_sys);
	if (s == nil)
		throw("out of memory");
	lock(&work.wbufSpans.lock);
	mSpanList_insert(&work.wbufSpans.busy, s);
	unlock(&work.wbufSpans.lock);
	// One for us; the others go to the list.
	putbufs(s, 1);
	return (workbuf *)mspan_base(s);
}

// go: mgcwork.go#putempty
static void putempty(workbuf *b)
{
	workbuf_checkempty(b);
	lfstack_push(&work.empty, &b->workbufhdr.node);
}

// go: mgcwork.go#putfull
static void putfull(workbuf *b)
{
	workbuf_checknonempty(b);
	lfstack_push(&work.full, &b->workbufhdr.node);
}

// go: mgcwork.go#trygetfull
static workbuf *trygetfull(void)
{
	workbuf *b = (workbuf *)lfstack_pop(&work.full);
	if (b != nil)
		workbuf_checknonempty(b);
	return b;
}

// go: mgcwork.go#handoff
// Gives away the older half of b. Returns a buffer with the other half.
static workbuf *handoff(workbuf *b)
{
	workbuf *b1 = getempty();
	intgo n = b->workbufhdr.nobj / 2;
	b->workbufhdr.nobj -= n;
	b1->workbufhdr.nobj = n;
	memmove(b1->obj, b->obj + b->workbufhdr.nobj, (uintptr)n * sizeof b->obj[0]);
	putfull(b);
	return b1;
}

// go: mgcwork.go#freeSomeWbufs [adapted] all spans of buffers but one, by the M that runs the
//     cycle, when the world runs again
// The snapshot of the next cycle needs one, in a stop. With worldsema: nobody marks.
void freeSomeWbufs(void)
{
	if (!lfstack_empty(&work.full))
		throw("cannot free workbufs when work.full != 0");
	mSpanList *busy = &work.wbufSpans.busy;
	if (busy->first == busy->last)
		return;
	while (busy->first != busy->last) {
		mspan *s = busy->first;
		mSpanList_remove(busy, s);
		mheap_freeManual(&mheap_, s, &memstats.gc_sys);
	}
	work.empty = 0;
	putbufs(busy->first, 0);
}
