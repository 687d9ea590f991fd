// split-stack: yes
// Callers by name, file and line for gccgo's programs: Func, Frames, Stack, and what libgo's C code asks. Lookups go to g0, where there is room
// for libbacktrace.
#include "runtime.h"

extern _type Frames_type GOLABEL("runtime.Frames..d");
extern _type Func_type GOLABEL("runtime.Func..d");

enum { pcMask = ((uintptr)1 << inlineShift) - 1 };

// go: none — a DWARF name as Go prints it, on the heap; nil is ""
static String goname(const char *raw)
{
	if (raw == nil)
		return STR("");
	String name = gostringnocopy((const byte *)raw);
	byte *b;
	funcID id;
	String s = rawstring(name.len + 3, &b);
	s.len = demangle(b, name.str, name.len, false, &id);
	return s;
}

// go: none — argument record of lookup: pc is in f, and in the call lines[depth] of the n calls inlined there
typedef struct lookupargs {
	uintptr  pc;
	intgo    depth;
	funcInfo f;
	intgo    n;
	pcline   line;
} lookupargs;

// go: none — body of lookup, on g0
static void lookup_m(void *arg)
{
	lookupargs *a = arg;
	pcline lines[maxInline];
	a->f = findfunc(a->pc);
	if (!funcInfo_valid(a->f))
		return;
	a->n = pclines(a->pc, lines, maxInline);
	if (a->n == 0) {
		a->n = 1;
		lines[0] = (pcline){0};
	}
	if (a->depth >= a->n)
		a->depth = a->n - 1;
	a->line = lines[a->depth];
}

// go: none — what is known of the instruction at pc, of a list of pcs or not; false if it is in no function
static bool lookup(uintptr pc, lookupargs *a)
{
	*a = (lookupargs){.pc = pc & pcMask, .depth = (intgo)(pc >> inlineShift)};
	systemstack(lookup_m, a);
	return funcInfo_valid(a->f);
}

// go: none — the file of a line, ? if unknown
static String filename(const lookupargs *a) { return a->line.file != nil ? gostringnocopy((const byte *)a->line.file) : STR("?"); }

// go: none — argument record of Stack
typedef struct stackargs {
	uintptr pc, sp;
	g      *gp;
	slice   buf;
	bool    all;
	intgo   n;
} stackargs;

// go: none — body of a closure of Stack, on g0: prints to the buffer
static nosplit void stackdump(void *arg)
{
	stackargs *a = arg;
	g *g0 = getg();
	g0->m->traceback = 1;
	g0->writebuf.array = a->buf.array;
	g0->writebuf.len = 0;
	g0->writebuf.cap = a->buf.len;
	goroutineheader(a->gp);
	traceback(a->pc, a->sp, 0, a->gp);
	if (a->all)
		tracebackothers(a->gp);
	g0->m->traceback = 0;
	a->n = g0->writebuf.len;
	g0->writebuf.array = nil;
	g0->writebuf.len = 0;
	g0->writebuf.cap = 0;
}

// go: mprof.go#Stack
// Formats the stack of the calling goroutine, with all those of all others, into buf; the number of bytes written.
noinline intgo Stack(slice buf, bool all)
{
	stackargs a = {getcallerpc(), getcallersp(), getg(), buf, all, 0};
	if (all)
		stopTheWorld(STR("stack trace"));
	if (buf.len > 0)
		systemstack(stackdump, &a);
	if (all)
		startTheWorld();
	return a.n;
}

// go: symtab.go#CallersFrames [moved] it runs on goroutines
Frames *CallersFrames(slice callers)
{
	Frames *ci = newobject(&Frames_type);
	ci->callers.array = callers.array;
	ci->callers.len = callers.len;
	ci->callers.cap = callers.cap;
	return ci;
}

// go: none — goes to the next of ci's callers that is in a function, and looks it up; false if there is none
static bool nextcaller(Frames *ci, lookupargs *a)
{
	for (; ci->next < ci->callers.len; ci->next++) {
		// A return address, perhaps the first byte behind its function; or the entry of a function.
		uintptr pc = ci->callers.array[ci->next];
		if (lookup(pc - 1, a) || lookup(pc, a))
			return true;
	}
	return false;
}

// go: symtab.go#Frames.Next [moved] it runs on goroutines
nextResults Frames_Next(Frames *ci)
{
	nextResults r = {0};
	lookupargs a;
	if (!nextcaller(ci, &a))
		return r;
	ci->next++;
	r.frame.PC = a.pc;
	r.frame.Entry = a.f.entry;
	r.frame.File = filename(&a);
	r.frame.Line = a.line.line;
	if (a.depth == a.n - 1) {
		r.frame.Func = a.f.fn;
		r.frame.Function = funcname(a.f);
	} else {
		r.frame.Function = goname(a.line.function);
	}
	r.more = nextcaller(ci, &a);
	return r;
}

// go: symtab.go#FuncForPC [moved] it runs on goroutines
// The function of pc, nil if unknown; in an inlined call a Func with the name of the innermost function and the entry of the outermost.
Func *FuncForPC(uintptr pc)
{
	lookupargs a;
	if (!lookup(pc, &a) && !lookup(pc - 1, &a))
		return nil; // not even a return address behind a last call
	if (a.depth == a.n - 1 || a.pc == a.f.entry)
		return a.f.fn;
	Func *f = newobject(&Func_type);
	f->name = goname(a.line.function);
	f->entry = a.f.entry;
	return f;
}

// go: symtab.go#Func.Name [moved] it runs on goroutines
String Func_Name(Func *f) { return f != nil ? f->name : STR(""); }

// go: symtab.go#Func.Entry [moved] it runs on goroutines
uintptr Func_Entry(Func *f) { return f->entry; }

// go: symtab.go#Func.FileLine [moved] it runs on goroutines; the results are one struct
// Where the code at pc was written; exact for any pc in f.
fileLineResults Func_FileLine(Func *f, uintptr pc)
{
	fileLineResults r = {STR("?"), 0};
	lookupargs a;
	// The outermost call: f's own lines.
	pc = (pc & pcMask) | (uintptr)(maxInline - 1) << inlineShift;
	if (lookup(pc, &a) || lookup(pc - 1, &a)) {
		r.file = filename(&a);
		r.line = a.line.line;
	}
	return r;
}

// go: none — libgo's: fills buf with at most max callers; 0 is the caller of runtime_callers. keepThunks: with compiler-made wrappers
int32 runtime_callers(int32 skip, Location *buf, int32 max, bool keepThunks)
{
	if (max <= 0)
		return 0;
	uintptr *pcs = mallocgc((uintptr)max * sizeof *pcs, nil, true);
	intgo n = callersthunks(skip + 1, (slice){pcs, max, max}, keepThunks);
	for (intgo i = 0; i < n; i++) {
		lookupargs a;
		buf[i] = (Location){.pc = pcs[i] & pcMask};
		if (!lookup(pcs[i] - 1, &a))
			continue;
		buf[i].filename = filename(&a);
		buf[i].lineno = a.line.line;
		buf[i].function = a.depth == a.n - 1 ? funcname(a.f) : goname(a.line.function);
	}
	return (int32)n;
}
