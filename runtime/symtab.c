// Tells which function a pc is in, and the name, file and line.
//
// Functions come from a table in the image, which cmd/functab adds to the linker's output, so a
// lookup needs neither a file nor memory. A program without it makes the same table (functab.c) at
// the first lookup: from its executable's symbols or, if it cannot read these, from its unwind
// information, which has no names. That takes system calls, but no lock and no memory of the heap.
// Threads that look up at the same time each make a table, and one wins. So signal handlers may
// call findfunc.
//
// Files and lines come from DWARF, which libbacktrace reads in its mode for several threads. In
// that mode it waits for no lock, and its memory is mmap's. So the report of a crash in
// libbacktrace can still use it.
#include "runtime.h"
#include <elf.h>
#include <string.h>

// The driver's markers around user code and the user's variables (rt0/text.S, rt0/etext.S), and the
// linker's around everything.
extern byte runtime_text[] GOSYM(text);
extern byte runtime_etext[] GOSYM(etext);
extern byte runtime_data[] GOSYM(data);
extern byte runtime_cdata[] GOSYM(cdata);
extern byte runtime_cbss[] GOSYM(cbss);
extern byte executable_start[] GOLABEL("__executable_start");
extern byte linker_etext[] GOLABEL("_etext");
extern byte linker_edata[] GOLABEL("_edata");
extern byte linker_bss_start[] GOLABEL("__bss_start");
extern byte linker_end[] GOLABEL("_end");
extern byte linker_noptrbss[] GOLABEL("__start_noptrbss");
extern byte linker_enoptrbss[] GOLABEL("__stop_noptrbss");

extern byte morestack_entry[] GOLABEL("__morestack");

moduledata firstmoduledata;

static const functab *functable GOSYM(functable);

// libbacktrace's interface; Debian has the library without its header.
struct backtrace_state;
typedef void (*backtrace_error_callback)(void *data, const char *msg, int errnum);
typedef int (*backtrace_full_callback)(void *data, uintptr pc, const char *filename, int lineno,
                                       const char *function);
extern struct backtrace_state *backtrace_create_state(const char *filename, int threaded,
                                                      backtrace_error_callback error, void *data);
extern int backtrace_pcinfo(struct backtrace_state *state, uintptr pc,
                            backtrace_full_callback callback, backtrace_error_callback error,
                            void *data);

static void *backtracestate GOSYM(backtracestate); // struct backtrace_state

// The image's file.
#ifdef GORT_HOSTED
const char *imagefile = "/proc/self/exe";
#else
static const char imagefile[] = "/proc/self/exe";
#endif

// go: none — the first loadable segment with these flags, of PF_W and PF_X
static const Elf64_Phdr *findsegment(uint32 flags)
{
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff);
	for (intgo i = 0; i < ehdr_start.e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && (ph[i].p_flags & (PF_W | PF_X)) == flags)
			return &ph[i];
	return nil;
}

// libc's type; its header cannot be included beside ours.
struct dl_phdr_info {
	uintptr           dlpi_addr;
	const char       *dlpi_name;
	const Elf64_Phdr *dlpi_phdr;
	uint16            dlpi_phnum;
	uint64            dlpi_adds;
	uint64            dlpi_subs;
	uintptr           dlpi_tls_modid;
	void             *dlpi_tls_data;
};

// go: none — libbacktrace and C programs call it, and musl's needs libc's start-up
// A hosted program's libbacktrace calls it by our name, and sees no shared library: glibc's takes a
// lock, and a report may come from a handler.
#ifdef GORT_HOSTED
#define dl_iterate_phdr runtime_dl_iterate_phdr
#endif
hidden int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *data);
int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *data)
{
	struct dl_phdr_info info = {
		.dlpi_addr = imagebase(),
		.dlpi_name = "",
		.dlpi_phdr = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff),
		.dlpi_phnum = ehdr_start.e_phnum,
		.dlpi_adds = 1,
	};
	return callback(&info, sizeof info, data);
}

// go: none — maps the pages that every start needs: the runtime's code, as far as the kernel has it
//     in memory, and its variables
// A small program spends most of its start in page faults. Kernels before 5.14 refuse. See D48.
static void populateimage(moduledata *md)
{
	uintptr beg = md->text & ~(physPageSize - 1);
	madvise((void *)beg, md->etext - beg, _MADV_POPULATE_READ);
	beg = md->bss & ~(physPageSize - 1);
	uintptr n = md->ebss - beg;
	if (n < 256 << 10) // more means that the program has big variables
		sysPopulate((void *)beg, n);
}

#ifndef GORT_HOSTED
// go: none — the end of a program with thread-local variables, whose linker put them where the
//     thread block has no room
// Called before there is a g, too.
void badtls(void)
{
	static const char msg[] =
		"runtime: thread-local variables are linked into this program; gort has no room for them\n";
	write1(2, msg, sizeof msg - 1);
	exit(2);
	__builtin_unreachable();
}
#endif

// go: symtab.go#modulesinit [adapted] one module, described by the linker's symbols
void modulesinit(void)
{
	moduledata *md = &firstmoduledata;
	uintptr base = imagebase();
	md->text = (uintptr)runtime_text;
	md->etext = (uintptr)runtime_etext;
	const Elf64_Phdr *code = findsegment(PF_X);
	md->minpc = code != nil ? base + code->p_vaddr : (uintptr)executable_start;
	md->maxpc = code != nil ? base + code->p_vaddr + code->p_memsz : (uintptr)linker_etext;
	const Elf64_Phdr *data = findsegment(PF_W);
	// What is before runtime.data was written by the linker, and is never written again: gccgo's
	// libgo.so has the same type descriptors in pages that are read-only. See D187.
	md->noptrdata = data != nil ? base + data->p_vaddr : (uintptr)runtime_data;
	md->enoptrdata = (uintptr)runtime_data;
	md->data = (uintptr)runtime_data;
	md->edata = (uintptr)linker_edata;
	md->bss = (uintptr)linker_bss_start;
	md->ebss = (uintptr)linker_end;
	md->cdata = (uintptr)runtime_cdata;
	md->cbss = (uintptr)runtime_cbss;
	md->noptrbss = (uintptr)linker_noptrbss;
	md->enoptrbss = (uintptr)linker_enoptrbss;
	md->end = (uintptr)linker_end;
#ifndef GORT_HOSTED
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff);
	for (intgo i = 0; i < ehdr_start.e_phnum; i++)
		if (ph[i].p_type == PT_TLS && ph[i].p_memsz > sizeof(uintptr)) // more than g
			badtls();
#endif
}

// go: symtab.go#moduledataverify [adapted] it runs first, so it fills in the record too
void moduledataverify(void)
{
	modulesinit();
	populateimage(&firstmoduledata);
	for (moduledata *datap = &firstmoduledata; datap != nil; datap = datap->next)
		moduledataverify1(datap);
}

// go: symtab.go#moduledataverify1
void moduledataverify1(moduledata *datap)
{
	if (datap->text > datap->etext || datap->text < datap->minpc || datap->etext > datap->maxpc)
		throw("minpc or maxpc invalid");
	if (datap->noptrdata > datap->enoptrdata || datap->data > datap->edata ||
	    datap->bss > datap->ebss || datap->edata > datap->end)
		throw("abi mismatch");
	if (datap->cdata < datap->data || datap->cdata > datap->edata || datap->cbss < datap->bss ||
	    datap->cbss > datap->ebss)
		throw("abi mismatch");
}

// go: symtab.go#findmoduledatap
moduledata *findmoduledatap(uintptr pc)
{
	for (moduledata *datap = &firstmoduledata; datap != nil; datap = datap->next)
		if (datap->minpc <= pc && pc < datap->maxpc)
			return datap;
	return nil;
}

// go: none — makes the table of an executable without symbols
// It has the functions with unwind information. Their names are their addresses, except for a few
// functions that the walk of a stack must know.
static functab *cfifuncs(void)
{
	static const struct {
		void       *entry;
		const char *name;
	} known[] = {
		{goexit, "runtime.goexit"},           {gopanic, "runtime.gopanic"},
		{sigpanic, "runtime.sigpanic"},       {mcall, "runtime.mcall"},
		{mstart, "runtime.mstart"},           {runtime_main, "runtime.main"},
		{systemstack, "runtime.systemstack"}, {systemstack_switch, "runtime.systemstack_switch"},
		{Goexit, "runtime.Goexit"},           {morestack_entry, "__morestack"},
	};
	enum { maxName = 1 + 2 + 8 + 1 }; // funcID, 0x and eight digits, NUL
	uintptr n = cfifunctions(), size = sizeof(functab) + (n + 1) * sizeof(Func);
	intgo err;
	functab *t = sysMmap(nil, size + n * maxName + nelem(known) * 32, _PROT_READ | _PROT_WRITE,
		_MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	if (err != 0)
		return nil;
	byte *name = (byte *)t + size;
	uintptr end = 0;
	for (uintptr i = 0; i < n; i++) {
		uintptr entry;
		if (!cfifunction(i, &entry, &end))
			continue;
		entry -= imagebase();
		end -= imagebase();
		Func *f = &t->funcs[t->nfuncs++];
		f->entry = (uint32)entry;
		f->name = (uint32)(name - (byte *)t);
		byte *id = name++;
		*name++ = '0';
		*name++ = 'x';
		bool digit = false;
		for (int shift = 28; shift >= 0; shift -= 4) {
			digit = digit || entry >> shift != 0;
			if (digit)
				*name++ = (byte)"0123456789abcdef"[entry >> shift & 15];
		}
		for (intgo j = 0; j < nelem(known); j++) {
			if (entry != (uintptr)known[j].entry - imagebase())
				continue;
			intgo len = (intgo)strlen(known[j].name);
			memcpy(id + 1, known[j].name, (uintptr)len);
			*id = specialfunc(id + 1, len);
			name = id + 1 + len;
		}
		name++; // the memory is zero, so its NUL is there
	}
	t->funcs[t->nfuncs++].entry = (uint32)end;
	return t;
}

// go: none — makes the table of the executable's file; nil if it has no symbols or cannot be read
static functab *loadfuncs(void)
{
	uintptr size = ehdr_start.e_shoff + (uintptr)ehdr_start.e_shnum * sizeof(Elf64_Shdr);
	int32 fd = open((const byte *)imagefile, _O_CLOEXEC, 0);
	if (fd < 0)
		return nil;
	intgo err;
	byte *file = sysMmap(nil, size, _PROT_READ, _MAP_PRIVATE, fd, 0, &err);
	closefd(fd);
	if (err != 0)
		return nil;
	functab *t = nil;
	uintptr space = functabspace(file, size);
	if (space != 0) {
		space = alignUp(space, physPageSize);
		t = sysMmap(nil, space, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
		if (err != 0)
			t = nil;
	}
	if (t != nil) {
		makefunctab(file, size, t);
		uintptr used = alignUp(t->size, physPageSize);
		if (used < space)
			sysMunmap((byte *)t + used, space - used);
	}
	sysMunmap(file, size);
	return t;
}

// go: none — finds the table that cmd/functab has put into the image, in a segment of its own
static const functab *imagefuncs(void)
{
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff);
	for (intgo i = 0; i < ehdr_start.e_phnum; i++) {
		const functab *t = (const functab *)(imagebase() + ph[i].p_vaddr);
		if (ph[i].p_type == PT_LOAD && ph[i].p_flags == PF_R && ph[i].p_filesz >= sizeof *t &&
		    t->magic == functabMagic)
			return t;
	}
	return nil;
}

// go: none — finds or makes the table and publishes it, on g0 or gsignal
// Threads that come here at the same time each make a good table. The first one stays. The memory
// of the others is lost, which happens once or twice in a program's life.
static void loadfuncs_m(void *unused)
{
	static const functab none;
	const functab *t = imagefuncs();
	if (t == nil)
		t = loadfuncs();
	if (t == nil)
		t = cfifuncs();
	// mo: seq_cst CAS, release would do; pairs with the load in functions().
	atomic_Casp1(&functable, nil, (void *)(t != nil ? t : &none));
}

// go: none — the table of functions
static const functab *functions(void)
{
	// mo: seq_cst load, acquire would do; pairs with the CAS in loadfuncs_m: the thread that made
	// the table filled it before we see it.
	const functab *t = atomic_Loadp(&functable);
	if (t != nil)
		return t;
	systemstack(loadfuncs_m, nil);
	return atomic_Loadp(&functable); // mo: as above
}

// go: none — see runtime.h
const uint32 *linkedtypes(uintptr *n)
{
	const functab *t = functions();
	*n = t->ntypes;
	return functabtypes(t);
}

// go: none — returns what the table t says of a function
static funcInfo funcinfo(const functab *t, const Func *fn)
{
	if (fn->name == 0)
		return (funcInfo){0};
	return (funcInfo){imagebase() + fn->entry, ((const byte *)t)[fn->name], (Func *)fn};
}

// What findfunc found last, by pc: a walk of stacks asks for the same pcs again and again. An entry
// is one word, so that signal handlers read and write it too: where in the image the pc is, and
// from bit 32 on the number of its function in the table.
static noptr uint64 foundfuncs[1024];

// go: symtab.go#findfunc [adapted] the table has one level
// Runs on any stack, and in signal handlers. See D59, D65.
funcInfo findfunc(uintptr pc)
{
	if (findmoduledatap(pc) == nil)
		return (funcInfo){0};
	const functab *t = functions();
	// mo: relaxed load and store; the entry is all there is to see, and the table does not change.
	uintptr at = pc - imagebase();
	uint64 *found = &foundfuncs[at % nelem(foundfuncs)], f = RELAXED(*found);
	if ((uint32)f == at)
		return funcinfo(t, &t->funcs[f >> 32]);
	uintptr lo = 0, hi = t->nfuncs; // funcs[lo-1].entry <= pc < funcs[hi].entry
	while (lo < hi) {
		uintptr mid = (lo + hi) / 2;
		if (t->funcs[mid].entry <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return (funcInfo){0};
	RELAXED_SET(*found, (lo - 1) << 32 | at);
	return funcinfo(t, &t->funcs[lo - 1]);
}

// go: none — see runtime.h
const byte *findargs(funcInfo f)
{
	const functab *t = functions();
	if (!funcInfo_valid(f) || t->args == 0)
		return nil;
	uint32 record = ((const uint32 *)((const byte *)t + t->args))[f.fn - t->funcs];
	return record != 0 ? (const byte *)t + record : nil;
}

// go: none — see runtime.h
funcInfo findfuncnamed(String name)
{
	const functab *t = functions();
	for (uintptr i = 0; i < t->nfuncs; i++) {
		funcInfo f = funcinfo(t, &t->funcs[i]);
		String s = funcname(f);
		if (strequal(&s, &name))
			return f;
	}
	return (funcInfo){0};
}

// go: none — see runtime.h; Go's linker writes names as tracebacks print them
intgo demangle(byte *dst, const byte *s, intgo n, bool cold, funcID *id)
{
	return goname(functions(), dst, s, n, cold, id);
}

// go: symtab.go#funcname
// As Go prints it; empty if f is unknown.
String funcname(funcInfo f)
{
	if (!funcInfo_valid(f))
		return STR("");
	const byte *name = (const byte *)functions() + f.fn->name + 1; // after the funcID
	return (String){name, (intgo)strlen((const char *)name)};
}

// go: none — argument record of addline
typedef struct linebuf {
	pcline *lines;
	intgo   n, max;
} linebuf;

// go: none — the name of a file, without the blanks that gccgo puts before a path when it inlines a
//     function of another package, one for each package that the function came through
static const char *pathof(const char *filename)
{
	const char *path = filename;
	while (path != nil && *path == ' ')
		path++;
	if (path != nil && (*path == '/' || strncmp(path, "../", 3) == 0))
		return path;
	return filename;
}

// go: none — takes a line from libbacktrace
// If there is no room, the line replaces the last one: the outermost, which comes last, is the
// function's own.
static int addline(void *data, uintptr pc, const char *filename, int lineno, const char *function)
{
	linebuf *b = data;
	if (filename == nil && function == nil)
		return 0;
	if (b->n == b->max)
		b->n--;
	b->lines[b->n++] = (pcline){function, pathof(filename), lineno};
	return 0;
}

// go: none — ignores libbacktrace's errors: the line stays unknown
static void noline(void *data, const char *msg, int errnum) {}

// go: none — see runtime.h
intgo pclines(uintptr pc, pcline *lines, intgo max)
{
	if (findmoduledatap(pc) == nil)
		return 0;
	// mo: seq_cst load, acquire would do; pairs with the CAS below: the thread that made the state
	// filled it before we see it.
	void *state = atomic_Loadp(&backtracestate);
	if (state == nil) {
		// libbacktrace tries to open the file only once, so we try first.
		int32 fd = open((const byte *)imagefile, _O_CLOEXEC, 0);
		if (fd < 0)
			return 0;
		closefd(fd);
		state = backtrace_create_state(imagefile, 1, noline, nil);
		if (state == nil)
			return 0;
		// mo: seq_cst CAS, release would do. If two threads come here at the same time, the few
		// bytes of one are lost for good.
		if (!atomic_Casp1(&backtracestate, nil, state))
			state = atomic_Loadp(&backtracestate);
	}
	linebuf b = {lines, 0, max};
	backtrace_pcinfo(state, pc, addline, noline, &b);
	return b.n;
}
