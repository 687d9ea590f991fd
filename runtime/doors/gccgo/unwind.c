// Recovery of gccgo-compiled code: from gopanic to the landing pad of the frame that deferred.
//
// A frame that defers has two landing pads. Its handler calls checkdefer, which returns if a call
// that this frame deferred has recovered the panic; the function then makes its remaining deferred
// calls and returns. Otherwise checkdefer throws again. That leads to the cleanup, which calls
// deferreturn and, since the frame's bool is false, _Unwind_Resume. So control stops at each frame
// with a landing pad. gopanic has made all deferred calls of the frames that control leaves.
//
// A landing pad runs on the stack segment of its frame, while g.stack still names the segment of
// the panic. So this file has no stack checks, and the function that a landing pad calls first
// corrects g.stack (landed).
//
// libgcc's unwinder takes some microseconds for this, mostly to interpret the same call frame
// information again. Ours caches the rules it has found, by pc. We still use libgcc's to find the
// caller of a deferred function where wrappers stand between the two.
#include <unwind.h>
#include "runtime.h"
#include "cfi.h"
#include <elf.h>

enum {
	DW_EH_PE_uleb128 = 0x01,
	DW_EH_PE_omit    = 0xff,
};

// What we know about one instruction.
typedef struct padrule {
	uintptr pc;
	uintptr pad; // the landing pad, or 0
	bool    odd; // cfi has no more than start and lsda
	cfirule cfi;
} padrule;

// The rules that we found last, by pc. An entry is valid if seq is even, and has the same value
// before and after the reader has read it.
enum { padrules = 256 };
static noptr struct {
	uint32  seq;
	padrule rule;
} padcache[padrules];

static uintptr landingpad(const byte *p, uintptr start, uintptr ip);

// go: none — body of findrule, on g0
static void findrule_m(void *arg)
{
	padrule *rule = arg;
	rule->odd = !findcfirule(rule->pc, &rule->cfi);
	rule->pad = rule->cfi.lsda != nil ? landingpad(rule->cfi.lsda, rule->cfi.start, rule->pc) : 0;
}

// go: none — finds the rule for rule->pc
static void findrule(padrule *rule)
{
	uintptr pc = rule->pc;
	uint32 *seq = &padcache[pc % padrules].seq;
	padrule *cached = &padcache[pc % padrules].rule;
	// mo: acquire; we read the entry after this load.
	uint32 s = atomic_LoadAcq(seq);
	*rule = *cached;
	// mo: acquire fence; we have read the entry before the second load.
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (s % 2 == 0 && rule->pc == pc && RELAXED(*seq) == s)
		return;
	rule->pc = pc;
	systemstack(findrule_m, rule);
	// mo: seq_cst CAS; it admits one writer at a time. The writer's stores come after it, and
	// before the release store. A thread whose CAS fails does not save its rule.
	if (s % 2 == 0 && atomic_Cas(seq, s, s + 1)) {
		*cached = *rule;
		atomic_StoreRel(seq, s + 2);
	}
}

// go: none — argument record of stepout
typedef struct stepargs {
	g          *gp;
	unwindregs *u;
	uintptr     back;
} stepargs;

// go: none — findpad's step from a frame whose rules have not the usual form, on g0
// C code has such frames if it realigns them and they have arrays of variable size.
static void stepout(void *arg)
{
	stepargs *a = arg;
	uintptr *regs = &a->u->rbx, cfa;
	bool bottom;
	unwinder w;
	unwinder_init(&w, a->back == 0, stackall(a->gp));
	for (intgo i = 0; i < nelem(savedregs); i++)
		unwinder_set(&w, savedregs[i], regs[i]);
	unwinder_set(&w, regRIP, a->u->rip);
	unwinder_set(&w, regRSP, a->u->rsp);
	if (!hascfi(a->u->rip - a->back) || !unwinder_step(&w, &cfa, &bottom))
		throw("recovery failed");
	for (intgo i = 0; i < nelem(savedregs); i++) {
		if ((w.known >> savedregs[i] & 1) == 0)
			throw("recovery failed");
		regs[i] = w.r[savedregs[i]];
	}
	a->u->rip = w.r[regRIP];
	a->u->rsp = w.r[regRSP];
	a->back = w.exact ? 0 : 1;
}

// go: none — replaces the registers of a frame by those of the next frame outwards that has a
//     landing pad, with the pad in rip
void findpad(unwindregs *u)
{
	uintptr back = 1; // rip is a return address: the call is before it
	for (;;) {
		padrule rule = {.pc = u->rip - back};
		findrule(&rule);
		if (rule.pad != 0) {
			u->rip = rule.pad;
			return;
		}
		if (unlikely(rule.odd)) {
			stepargs a = {getg(), u, back};
			systemstack(stepout, &a);
			back = a.back;
			continue;
		}
		uintptr cfa = (rule.cfi.cfabp ? u->rbp : u->rsp) + (uintptr)(intgo)rule.cfi.cfaoff;
		uintptr *regs = &u->rbx;
		for (intgo i = 0; i < nelem(rule.cfi.off); i++)
			if (rule.cfi.off[i] != 0)
				regs[i] = *(uintptr *)(cfa + (uintptr)(intgo)rule.cfi.off[i]);
		u->rip = *(uintptr *)(cfa + (uintptr)(intgo)rule.cfi.ripoff);
		u->rsp = cfa;
		back = rule.cfi.signal ? 0 : 1;
	}
}

// go: none — corrects gp's record of its stack if an exception has brought control to frame
noinline static void landedslow(g *gp, uintptr frame)
{
	dropcallframes(gp, frame);
	unwindstack(gp, frame);
}

// go: none — calls landedslow, which seldom has anything to do
static inline void landed(g *gp, uintptr frame)
{
	if (unlikely(gp->callframe != 0 || frame - gp->stack.lo >= gp->stack.hi - gp->stack.lo))
		landedslow(gp, frame);
}

// go: none — reports whether the frame has deferred d, the first of the list
static inline bool deferredby(_defer *d, bool *frame)
{
	return d != nil && d->sp == (uintptr)frame && d->kind == deferGccgo;
}

// go: none — removes d, whose call is over, and notes that the frame returns
static inline void returning(g *gp, _defer *d, bool *frame)
{
	*frame = true;
	gp->_defer = d->link;
	if (unlikely(d->heap)) {
		d->fn = 0; // freedefer wants both so
		d->_panic = nil;
		freedefer(d);
	}
}

// go: none — a handler calls it first; it returns if the exception was meant for this frame
void checkdefer(bool *frame)
{
	g *gp = getg();
	landed(gp, (uintptr)frame);
	_defer *d = gp->_defer;
	if (!deferredby(d, frame) || !d->started)
		gccgo_throw();
	returning(gp, d, frame);
}

// go: none — makes the call of d, an entry of the frame that has not started
static inline void deferredcall(_defer *d)
{
	d->started = true;
	((void (*)(void *))d->fn)(d->arg);
}

// go: none — deferreturn if an exception may have brought control to the frame
static noinline void deferreturnlanded(g *gp, bool *frame)
{
	landed(gp, (uintptr)frame);
	for (_defer *d; deferredby(d = gp->_defer, frame);) {
		// If its call has started already, it has recovered, and the compiler made no handler.
		if (!d->started)
			deferredcall(d);
		returning(gp, d, frame);
	}
}

// go: panic.go#deferreturn [adapted] a loop of calls in place of jumps
// Makes the calls that the frame has deferred; at its end, and at the start of a cleanup. An entry
// stays on the list during its call, because canrecover looks for it. A panic in the call drops it.
//
// If an exception has brought control here, the first entry is not the frame's, since gopanic has
// made the calls of the frames that control leaves; or it is the one that has recovered; or
// checkdefer has been called before, and has corrected g.stack.
void gccgo_deferreturn(bool *frame)
{
	g *gp = getg();
	_defer *d = gp->_defer;
	while (likely(deferredby(d, frame) && !d->started)) {
		deferredcall(d);
		returning(gp, d, frame);
		d = gp->_defer;
		if (likely(!deferredby(d, frame)))
			return;
	}
	deferreturnlanded(gp, frame);
}

// go: none — what calledbydefer looks for and what it finds
typedef struct walk {
	uintptr pc;
	bool    begun;
	bool    reflected; // reflect.Value.Call made the call, and we have not seen its caller yet
	bool    untold;    // no setdeferretaddr announced the call; it may be inlined in the thunk
	bool    found;
} walk;

// go: none — argument record of onlywrappers
typedef struct inlineargs {
	uintptr pc;
	bool    only; // the answer
} inlineargs;

// go: none — sets only to whether all functions inlined at pc are wrappers, on g0
// Without lines it leaves only as it is.
static void onlywrappers(void *arg)
{
	inlineargs *a = arg;
	pcline lines[maxInline];
	intgo n = pclines(a->pc, lines, maxInline);
	if (n > 0)
		a->only = true;
	for (intgo i = 0; i + 1 < n; i++) {
		enum { maxName = 500 };
		byte buf[maxName + 3];
		funcID id = funcID_normal;
		const char *function = lines[i].function != nil ? lines[i].function : "";
		String name = gostringnocopy((const byte *)function);
		if (name.len <= maxName)
			demangle(buf, name.str, name.len, false, &id);
		a->only = a->only && (id == funcID_wrapper || id == funcID_thunk);
	}
}

// go: none — looks at one frame that the unwinder shows
// If a wrapper of the compiler calls a function, the wrapper's caller counts as its caller. So does
// the caller of a function that reflect has made and that reaches its body through reflect and
// libffi. But a function that a deferred reflect.Value.Call calls does not count as deferred.
static _Unwind_Reason_Code walk_step(struct _Unwind_Context *ctx, void *arg)
{
	walk *w = arg;
	uintptr pc = _Unwind_GetIP(ctx);
	if (!w->begun && pc != w->pc)
		return _URC_NO_REASON;
	w->begun = true;
	if (pc == (uintptr)morestack_return)
		return _URC_NO_REASON;
	funcInfo f = findfunc(pc - 1);
	if (f.entry == (uintptr)calldefer || f.entry == (uintptr)gccgo_deferreturn ||
	    f.entry == (uintptr)deferreturnlanded) {
		w->found = !w->reflected;
		return _URC_NORMAL_STOP;
	}
	String name = funcname(f);
	if (hasPrefix(name, STR("reflect.Value.Call")) || hasPrefix(name, STR("reflect.Value.call")))
		w->reflected = true;
	else if (hasPrefix(name, STR("reflect.(*makeFuncImpl).call")))
		w->reflected = false;
	else if (f.funcID == funcID_wrapper || f.funcID == funcID_thunk) {
		// The function behind a wrapper may be inlined in it, and is then the caller.
		inlineargs a = {pc - 1, !w->untold};
		systemstack(onlywrappers, &a);
		if (!a.only)
			return _URC_NORMAL_STOP;
	} else if (!hasPrefix(name, STR("ffi_")) && !hasPrefix(name, STR("reflect.ffi")) &&
	           !hasPrefix(name, STR("runtime.reflectcall"))) {
		return _URC_NORMAL_STOP;
	}
	return _URC_NO_REASON;
}

// go: none — body of calledbydefer
static void calledbydefer_m(void *arg) { _Unwind_Backtrace(walk_step, arg); }

// go: none — reports whether the function that will return to pc is the deferred one
// It is if only wrappers stand between it and calldefer or deferreturn.
bool calledbydefer(uintptr pc, bool untold)
{
	walk w = {.pc = pc, .untold = untold};
	callwithroom(calledbydefer_m, &w, reserveBytes);
	return w.found;
}

// go: none — stops the unwinder at the first frame
static _Unwind_Reason_Code walk_stop(struct _Unwind_Context *ctx, void *arg)
{
	return _URC_NORMAL_STOP;
}

// go: none — body of unwindinit
static void unwindinit_m(void *arg) { _Unwind_Backtrace(walk_stop, arg); }

// go: none — makes the first use of the unwinder, in which it makes a table
// Without libc's threads it has no lock that would keep two first uses apart.
void unwindinit(void) { callwithroom(unwindinit_m, nil, reserveBytes); }

// go: none — reads an unsigned number of an exception table
static const byte *uleb128(const byte *p, uintptr *v)
{
	*v = 0;
	for (int shift = 0;; shift += 7) {
		*v |= (uintptr)(*p & 0x7f) << shift;
		if ((*p++ & 0x80) == 0)
			return p;
	}
}

// go: none — the landing pad for ip in the function at start, whose table is at p, or 0
// gccgo's tables have one form.
static uintptr landingpad(const byte *p, uintptr start, uintptr ip)
{
	uintptr v;
	if (*p++ != DW_EH_PE_omit)
		throw("gccgo: exception table with a base of its own");
	if (*p++ != DW_EH_PE_omit)
		p = uleb128(p, &v); // offset of the types; there is one, which matches all panics
	if (*p++ != DW_EH_PE_uleb128)
		throw("gccgo: exception table with an unknown encoding");
	p = uleb128(p, &v);
	for (const byte *end = p + v; p < end;) {
		uintptr from, len, pad, action;
		p = uleb128(p, &from);
		p = uleb128(p, &len);
		p = uleb128(p, &pad);
		p = uleb128(p, &action);
		if (ip < start + from)
			break; // the entries are in order
		if (ip < start + from + len)
			return pad != 0 ? start + pad : 0;
	}
	return 0;
}

// go: none — marks the functions of gccgo's code, whose exception tables we read ourselves
// It never runs, because no code raises an exception through libgcc.
void gccgo_personality(void) { throw("gccgo: foreign exception"); }

hidden _Unwind_Reason_Code leaveframe(int version, _Unwind_Action actions, uint64 language,
                                      struct _Unwind_Exception *e, struct _Unwind_Context *ctx)
	GOSYM(leaveframe);
hidden _Unwind_Reason_Code leavedefer(int version, _Unwind_Action actions, uint64 language,
                                      struct _Unwind_Exception *e, struct _Unwind_Context *ctx)
	GOSYM(leavedefer);

// go: none — exceptions of C++, and of other languages, that libgcc's unwinder carries
// The personality of __morestack, gort_call and systemstack: the unwinder calls it before control
// leaves such a frame for a landing pad further out, and goes on, without stack checks, where it
// is. See D220.
_Unwind_Reason_Code leaveframe(int version, _Unwind_Action actions, uint64 language,
                               struct _Unwind_Exception *e, struct _Unwind_Context *ctx)
{
	enum { rbp = 6 };
	// An end of the thread unwinds by force.
	if ((actions & (_UA_CLEANUP_PHASE | _UA_FORCE_UNWIND)) == _UA_CLEANUP_PHASE)
		beforejump(_Unwind_GetGR(ctx, rbp)); // in the frame, above what belongs to it
	return _URC_CONTINUE_UNWIND;
}

// go: none — the personality of calldefer: the panic or Goexit that has made the call is over, too
_Unwind_Reason_Code leavedefer(int version, _Unwind_Action actions, uint64 language,
                               struct _Unwind_Exception *e, struct _Unwind_Context *ctx)
{
	leaveframe(version, actions, language, e, ctx);
	if ((actions & (_UA_CLEANUP_PHASE | _UA_FORCE_UNWIND)) == _UA_CLEANUP_PHASE)
		dropframes(getg(), (uintptr)(getg()->_panic + 1));
	return _URC_CONTINUE_UNWIND;
}

#ifndef GORT_HOSTED
// glibc's type: libgcc's unwinder was compiled for glibc.
struct dl_find_object {
	uint64 flags;
	void  *map_start;
	void  *map_end;
	void  *link_map;
	void  *eh_frame; // the table that the linker makes of all unwind tables
	uint64 reserved[7];
};

// go: none — tells libgcc where the unwind tables are; musl has no such function
int dl_find_object(void *pc, struct dl_find_object *result)
{
	extern const Elf64_Ehdr ehdr GOLABEL("__ehdr_start");
	if (findmoduledatap((uintptr)pc) == nil)
		return -1;
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr + ehdr.e_phoff);
	for (intgo i = 0; i < ehdr.e_phnum; i++) {
		if (ph[i].p_type == PT_GNU_EH_FRAME) {
			*result = (struct dl_find_object){
				.map_start = (void *)firstmoduledata.minpc,
				.map_end = (void *)firstmoduledata.maxpc,
				.eh_frame = (void *)ph[i].p_vaddr,
			};
			return 0;
		}
	}
	return -1;
}
#endif
