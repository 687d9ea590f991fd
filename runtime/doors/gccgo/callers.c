// split-stack: yes
// Callers by name, file and line for gccgo's programs: Func, Frames, Stack. findcall (traceback.c)
// tells which call a pc stands for.
#include "runtime.h"

extern _type Frames_type GOLABEL("runtime.Frames..d");
extern _type Func_type GOLABEL("runtime.Func..d");

// go: none — a DWARF name as Go prints it, on the heap; nil is ""
static String inlinedname(const char *raw)
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

// go: none — the name of a call's function
static String callname(const funccall *c)
{
	return c->own ? funcname(c->f) : inlinedname(c->line.function);
}

// go: none — the file of a call, ? if unknown
static String callfile(const funccall *c)
{
	return c->line.file != nil ? gostringnocopy((const byte *)c->line.file) : STR("?");
}

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
// Formats the stack of the calling goroutine into buf; if all is set, those of the others too.
// Returns the number of bytes written.
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

// go: none — finds the next of ci's callers that is in a function; false if there is none
static bool nextcaller(Frames *ci, funccall *c)
{
	for (; ci->next < ci->callers.len; ci->next++, ci->depth = 0) {
		// A return address, perhaps the first byte after its function; or the entry of a function.
		uintptr pc = ci->callers.array[ci->next];
		bool all = (pc & frameCalls) != 0;
		if (all)
			pc = (pc & pcMask) | (uintptr)ci->depth << inlineShift;
		if (!findcall(pc - 1, c) && !findcall(pc, c))
			continue;
		// A thunk is not shown after what is inlined in it.
		if (!all || ci->depth == 0 || !c->own || c->f.funcID != funcID_thunk)
			return true;
	}
	return false;
}

// go: symtab.go#Frames.Next [moved] it runs on goroutines
// A frame may stand for several calls, inlined in one another; PC tells which of them this is. If
// another call is inlined in this one, Entry has the same bits as PC, so that PC - Entry is still
// an offset in the function.
nextResults Frames_Next(Frames *ci)
{
	nextResults r = {0};
	funccall c;
	if (!nextcaller(ci, &c))
		return r;
	bool all = (ci->callers.array[ci->next] & frameCalls) != 0;
	if (all && !c.own) {
		ci->depth = c.depth + 1;
	} else {
		ci->depth = 0;
		ci->next++;
	}
	uintptr which = (uintptr)c.depth << inlineShift;
	r.frame.PC = c.pc | which;
	r.frame.Entry = c.f.entry | which;
	r.frame.File = callfile(&c);
	r.frame.Line = c.line.line;
	r.frame.Function = callname(&c);
	if (c.own)
		r.frame.Func = c.f.fn;
	// A thunk without an inlined call is not a call of the program's. Readers of the CPU profile
	// leave out runtime.goexit, which is what Go has below a goroutine's first function.
	if (all && c.own && c.f.funcID == funcID_thunk)
		r.frame.Function = STR("runtime.goexit");
	r.more = nextcaller(ci, &c);
	return r;
}

// go: symtab.go#FuncForPC [moved] it runs on goroutines
// Returns the function of the call at pc, or nil if it is unknown. For an inlined call it makes a
// Func with the name of the inlined function and the entry of the outermost one.
Func *FuncForPC(uintptr pc)
{
	funccall c;
	if (!findcall(pc, &c) && !findcall(pc - 1, &c))
		return nil; // not even a return address after a last call
	// The entry of a function means that function, whatever is inlined there.
	if (c.own || pc == c.f.entry)
		return c.f.fn;
	funcinl *fi = newobject(&Func_type);
	fi->entry = c.f.entry;
	fi->name = callname(&c);
	fi->file = callfile(&c);
	fi->line = c.line.line;
	return (Func *)fi;
}

// go: symtab.go#Func.Name [moved] it runs on goroutines
String Func_Name(Func *f)
{
	if (f == nil)
		return STR("");
	return f->entry != 0 ? funcname(findfunc(imagebase() + f->entry)) : ((funcinl *)f)->name;
}

// go: symtab.go#Func.Entry [moved] it runs on goroutines
uintptr Func_Entry(Func *f)
{
	return f->entry != 0 ? imagebase() + f->entry : ((funcinl *)f)->entry;
}

// go: symtab.go#Func.FileLine [moved] it runs on goroutines; the results are one struct
// Returns the file and line of the code at pc.
fileLineResults Func_FileLine(Func *f, uintptr pc)
{
	fileLineResults r = {STR("?"), 0};
	if (f->entry == 0) {
		funcinl *fi = (funcinl *)f;
		return (fileLineResults){fi->file, fi->line};
	}
	funccall c;
	if (pc == imagebase() + f->entry)
		pc |= (uintptr)maxInline << inlineShift; // the function's own line
	if (findcall(pc, &c) || findcall(pc - 1, &c)) {
		r.file = callfile(&c);
		r.line = c.line.line;
	}
	return r;
}

// go: none — libgo's, for makefuncfficanrecover, which needs no callers
int32 runtime_callers(int32 skip, void *buf, int32 max, bool keepThunks) { return 0; }
