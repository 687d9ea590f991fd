// Which function a pc is in, its name, file and line.
//
// Functions come from the symbol table of the executable, which is mapped and sorted at the first question. That takes system calls but no lock
// and no memory of the heap: threads that ask at once each make a table, and one wins. So findfunc may be called from signal handlers.
// Files and lines come from DWARF, which libbacktrace reads, in its mode for several threads: it takes no lock that it would wait for, and
// its memory is mmap's, so a crash while it works does not keep the report from using it.
#include "runtime.h"
#include <elf.h>
#include <string.h>

// The driver's markers around user code (rt0/text.S, rt0/etext.S), and the linker's around everything.
extern byte runtime_text[] GOSYM(text);
extern byte runtime_etext[] GOSYM(etext);
extern const Elf64_Ehdr ehdr_start GOLABEL("__ehdr_start");
extern byte executable_start[] GOLABEL("__executable_start");
extern byte linker_etext[] GOLABEL("etext");
extern byte linker_edata[] GOLABEL("edata");
extern byte linker_bss_start[] GOLABEL("__bss_start");
extern byte linker_end[] GOLABEL("end");
extern byte linker_noptrbss[] GOLABEL("__start_noptrbss");
extern byte linker_enoptrbss[] GOLABEL("__stop_noptrbss");

extern byte morestack_entry[] GOLABEL("__morestack");

moduledata firstmoduledata;

// The methods with pointer receivers, in a hash table: ELF and DWARF names do not tell them from those with value receivers, types do.
typedef struct ptrmethod {
	uncommontype *type; // nil: free
	String       *name;
} ptrmethod;

// The functions of the executable, by address.
typedef struct functab {
	uintptr    n;
	intgo      ntypelists; // what there was of types when it was made
	ptrmethod *methods;
	uintptr    methodmask; // their number - 1; a power of two, more than half of which are free
	Func       funcs[];
} functab;

static functab *functable GOSYM(functable);

// libbacktrace's interface; Debian has the library without its header.
struct backtrace_state;
typedef void (*backtrace_error_callback)(void *data, const char *msg, int errnum);
typedef int (*backtrace_full_callback)(void *data, uintptr pc, const char *filename, int lineno, const char *function);
extern struct backtrace_state *backtrace_create_state(const char *filename, int threaded, backtrace_error_callback error, void *data);
extern int backtrace_pcinfo(struct backtrace_state *state, uintptr pc, backtrace_full_callback callback, backtrace_error_callback error, void *data);

static void *backtracestate GOSYM(backtracestate); // struct backtrace_state

static const char executable[] = "/proc/self/exe";

// go: none — the first loadable segment that is as wanted, writable or not
static const Elf64_Phdr *findsegment(uint32 flags)
{
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff);
	for (intgo i = 0; i < ehdr_start.e_phnum; i++)
		if (ph[i].p_type == PT_LOAD && (ph[i].p_flags & (PF_W | PF_X)) == flags)
			return &ph[i];
	return nil;
}

// libc's, whose header cannot stand beside ours.
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

// go: none — musl's needs libc's start-up; libbacktrace asks, and C programs may
hidden int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *data);
int dl_iterate_phdr(int (*callback)(struct dl_phdr_info *, size_t, void *), void *data)
{
	struct dl_phdr_info info = {
		.dlpi_name = "",
		.dlpi_phdr = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff),
		.dlpi_phnum = ehdr_start.e_phnum,
		.dlpi_adds = 1,
	};
	return callback(&info, sizeof info, data);
}

// go: none — maps what every start needs of the executable: the runtime's code, as far as it is in memory already, and its variables
// A small program's start is mostly page faults. Kernels before 5.14 refuse.
static void populateimage(moduledata *md)
{
	uintptr beg = md->text & ~(physPageSize - 1);
	madvise((void *)beg, md->etext - beg, _MADV_POPULATE_READ);
	beg = md->bss & ~(physPageSize - 1);
	uintptr n = md->ebss - beg;
	if (n < 256 << 10) // else the program has big variables
		sysPopulate((void *)beg, n);
}

// go: symtab.go#modulesinit [adapted] one module, described by the linker's symbols
void modulesinit(void)
{
	moduledata *md = &firstmoduledata;
	md->text = (uintptr)runtime_text;
	md->etext = (uintptr)runtime_etext;
	const Elf64_Phdr *code = findsegment(PF_X);
	md->minpc = code != nil ? code->p_vaddr : (uintptr)executable_start;
	md->maxpc = code != nil ? code->p_vaddr + code->p_memsz : (uintptr)linker_etext;
	const Elf64_Phdr *data = findsegment(PF_W);
	md->data = data != nil ? data->p_vaddr : (uintptr)linker_edata;
	md->edata = (uintptr)linker_edata;
	md->bss = (uintptr)linker_bss_start;
	md->ebss = (uintptr)linker_end;
	md->noptrbss = (uintptr)linker_noptrbss;
	md->enoptrbss = (uintptr)linker_enoptrbss;
	md->end = (uintptr)linker_end;
}

// go: symtab.go#moduledataverify [adapted] it runs first, so it makes the record too
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
	if (datap->data > datap->edata || datap->bss > datap->ebss || datap->edata > datap->end)
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

// go: symtab.go#funcInfo.valid
bool funcInfo_valid(funcInfo f) { return f.entry != 0; }

// go: none — is the string s of n bytes that literal?
static bool is(const byte *s, intgo n, const char *lit) { return (uintptr)n == strlen(lit) && memcmp(s, lit, (uintptr)n) == 0; }

// go: none — does the string s of n bytes begin with that literal?
static bool begins(const byte *s, intgo n, const char *lit) { return (uintptr)n >= strlen(lit) && memcmp(s, lit, strlen(lit)) == 0; }

// go: none — the index of the first c in s, or -1
static intgo find(const byte *s, intgo n, byte c)
{
	for (intgo i = 0; i < n; i++)
		if (s[i] == c)
			return i;
	return -1;
}

// go: none — the index of the first pair of dots in s, or -1
static intgo finddots(const byte *s, intgo n)
{
	for (intgo i = 0; i + 1 < n; i++)
		if (s[i] == '.' && s[i + 1] == '.')
			return i;
	return -1;
}

// go: none — are the n > 0 bytes of s all digits?
static bool digits(const byte *s, intgo n)
{
	for (intgo i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

// go: none — the length of s without what GCC adds to the name of a copy or a part of a function
static intgo trimclone(const byte *s, intgo n, bool cold)
{
	for (;;) {
		intgo dot = n - 1;
		while (dot > 0 && s[dot] != '.')
			dot--;
		if (dot <= 0)
			return n;
		const byte *tail = s + dot + 1;
		intgo ntail = n - dot - 1;
		if (cold && is(tail, ntail, "cold")) {
			n = dot;
			continue;
		}
		if (!digits(tail, ntail))
			return n;
		intgo word = dot - 1;
		while (word > 0 && s[word] != '.')
			word--;
		tail = s + word + 1;
		ntail = dot - word - 1;
		if (word <= 0 || !(is(tail, ntail, "part") || is(tail, ntail, "isra") || is(tail, ntail, "constprop") || is(tail, ntail, "lto_priv")))
			return n;
		n = word;
	}
}

// go: none — the length of s without the mark of a wrapper whose name another one has: ..stubN,
// escaped
static intgo trimstub(const byte *s, intgo n)
{
	static const char mark[] = "_0_0stub"; // a user's underscores are doubled
	intgo end = n;
	while (end > 0 && s[end - 1] >= '0' && s[end - 1] <= '9')
		end--;
	intgo len = nelem(mark) - 1;
	return end > len && memcmp(s + end - len, mark, (uintptr)len) == 0 ? end - len : n;
}

// go: none — the value of the n hexadecimal digits at s, or -1
static int32 hexdigits(const byte *s, intgo n)
{
	int32 v = 0;
	for (intgo i = 0; i < n; i++) {
		byte c = s[i];
		if (c >= '0' && c <= '9')
			c -= '0';
		else if (c >= 'a' && c <= 'f')
			c -= 'a' - 10;
		else if (c >= 'A' && c <= 'F')
			c -= 'A' - 10;
		else
			return -1;
		v = v << 4 | c;
	}
	return v;
}

// go: none — undoes gccgo's escapes; -1 if s has an underscore that is none, so that gccgo has not made it
// The short escapes stand for characters that occur in package paths only; in an identifier they are someone else's underscores, unless all
// is set, for a name that the compiler made of a type.
static intgo unescape(byte *dst, const byte *s, intgo n, bool all)
{
	static const char plain[] = "./*,{}[]()";
	static const char letters[] = "\" ;";
	bool path = true;
	intgo w = 0;
	for (intgo i = 0; i < n;) {
		byte c = s[i++];
		if (c != '_') {
			path = path && c != '.';
			dst[w++] = c;
			continue;
		}
		if (i == n)
			return -1;
		c = s[i++];
		intgo len = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
		if (len != 0) {
			int32 r = i + len <= n ? hexdigits(s + i, len) : -1;
			if (r < 0 || r > 0x10ffff)
				return -1;
			w += encoderune(dst + w, r);
			i += len;
		} else if (c == '_') {
			dst[w++] = '_';
		} else if (!path && !all) {
			return -1;
		} else if (c >= '0' && c <= '9') {
			dst[w++] = (byte)plain[c - '0'];
		} else if (c >= 'a' && c <= 'c') {
			dst[w++] = (byte)letters[c - 'a'];
		} else {
			return -1;
		}
	}
	return w;
}

// go: none — a step of a hash over a string in pieces (FNV-1a)
static uint32 hashbytes(uint32 h, const byte *s, intgo n)
{
	for (intgo i = 0; i < n; i++)
		h = (h ^ s[i]) * 16777619;
	return h;
}

enum { hashStart = 0x811c9dc5 };

// go: none — the hash of a method's name with type and package, as if it had a value receiver
static uint32 hashmethod(uncommontype *type, String *name)
{
	uint32 h = hashbytes(hashStart, type->pkgpath->str, type->pkgpath->len);
	h = hashbytes(hashbytes(h, (const byte *)".", 1), type->name->str, type->name->len);
	return hashbytes(hashbytes(h, (const byte *)".", 1), name->str, name->len);
}

// go: none — does s[*pos:] go on with that string? Steps over it
static bool goeson(const byte *s, intgo n, intgo *pos, String t)
{
	if (n - *pos < t.len || memcmp(s + *pos, t.str, (uintptr)t.len) != 0)
		return false;
	*pos += t.len;
	return true;
}

// go: none — is the method with that hash and name, PKG.TYPE.NAME, one with a pointer receiver? Stores the length of PKG, and of TYPE
static bool findptrmethod(const functab *t, uint32 h, const byte *s, intgo n, intgo *npkg, intgo *ntype)
{
	for (uintptr i = h & t->methodmask; t->methods[i].type != nil; i = (i + 1) & t->methodmask) {
		ptrmethod *m = &t->methods[i];
		intgo pos = 0;
		if (goeson(s, n, &pos, *m->type->pkgpath) && goeson(s, n, &pos, STR(".")) && goeson(s, n, &pos, *m->type->name) &&
		    goeson(s, n, &pos, STR(".")) && goeson(s, n, &pos, *m->name) && pos == n) {
			*npkg = m->type->pkgpath->len;
			*ntype = m->type->name->len;
			return true;
		}
	}
	return false;
}

// go: none — a method with a pointer receiver, or a function in it: PKG.TYPE.… becomes PKG.(*TYPE).…
static intgo addstar(const functab *t, byte *s, intgo n)
{
	if (t == nil || t->methods == nil)
		return n;
	uint32 h = hashStart;
	for (intgo i = 0; i < n; i++) {
		h = hashbytes(h, s + i, 1);
		intgo npkg, ntype;
		if ((i + 1 < n && s[i + 1] != '.') || !findptrmethod(t, h, s, i + 1, &npkg, &ntype))
			continue;
		byte *type = s + npkg + 1;
		memmove(type + 3 + ntype, type + ntype, (uintptr)(n - npkg - 1 - ntype));
		memmove(type + 2, type, (uintptr)ntype);
		type[0] = '(';
		type[1] = '*';
		type[2 + ntype] = ')';
		return n + 3;
	}
	return n;
}

// go: none — demangle but for the receivers
static intgo gccgoname(byte *dst, const byte *s, intgo n, bool cold, funcID *id)
{
	*id = funcID_normal;
	n = trimclone(s, n, cold);
	intgo base = finddots(s, n);
	if (find(s, n, '.') < 0 || begins(s, n, "runtime.") || base == 0) {
		memmove(dst, s, (uintptr)n);
		return n;
	}
	intgo named = trimstub(s, n);
	if (named < n) {
		*id = funcID_wrapper;
		n = named;
	}
	if (base < 0)
		base = n;

	// Two dots mark what the compiler made: base..piece..piece.
	bool recoverbody = n - base == 3 && s[base + 2] == 'r';
	bool made = recoverbody || (base < n && !begins(s + base, n - base, "..func"));
	intgo w = unescape(dst, s, base, made);
	if (w < 0) {
		memmove(dst, s, (uintptr)base);
		w = base;
	}
	if (w < n && w > 5 && memcmp(dst + w - 5, "._0go", 5) == 0) {
		// Around a function literal in a package's variables.
		memcpy(dst + w - 4, "glob.", 5);
		w++;
	}
	intgo dot = find(dst, w, '.');
	if (recoverbody && dot > 0 && w > 2 * dot + 2 && dst[2 * dot + 1] == '.' && memcmp(dst, dst + dot + 1, (uintptr)dot + 1) == 0) {
		// A method's body is PKG. and the whole name PKG.TYPE.NAME as one identifier.
		memmove(dst, dst + dot + 1, (uintptr)(w - dot - 1));
		w -= dot + 1;
	}
	bool infunc = false;
	while (base < n) {
		const byte *piece = s + base + 2;
		intgo npiece = finddots(piece, n - base - 2);
		if (npiece < 0)
			npiece = n - base - 2;
		if (is(piece, npiece, "r")) {
			*id = funcID_recoverBody;
		} else if (begins(piece, npiece, "func")) {
			// A literal within one of a package's variables: func1.1.
			intgo cut = infunc && digits(piece + 4, npiece - 4) ? 4 : 0;
			dst[w++] = '.';
			memmove(dst + w, piece + cut, (uintptr)(npiece - cut));
			w += npiece - cut;
			infunc = true;
		} else if (is(piece, npiece, "go")) {
			memmove(dst + w, ".glob.", 6); // as above, in DWARF
			w += 6;
		} else if (begins(piece, npiece, "init") && digits(piece + 4, npiece - 4) && dot > 0) {
			// PKG.PKG..init0 is Go's PKG.init.0.
			memmove(dst + dot + 1, "init.", 5);
			w = dot + 6;
			memmove(dst + w, piece + 4, (uintptr)npiece - 4);
			w += npiece - 4;
		} else if (is(piece, npiece, "import")) {
			memmove(dst + w, ".init", 5);
			w += 5;
		} else {
			if (begins(piece, npiece, "thunk"))
				*id = funcID_thunk;
			if (is(piece, npiece, "stub")) {
				// Go's wrapper of a promoted method has the method's name.
				*id = funcID_wrapper;
				base += 2 + npiece;
				continue;
			}
			memmove(dst + w, piece - 2, (uintptr)npiece + 2);
			w += npiece + 2;
		}
		base += 2 + npiece;
	}
	return w;
}

// go: none — Go's linker notes the special functions; here their names tell
static funcID specialfunc(const byte *s, intgo n)
{
	static const struct {
		const char *name;
		funcID      id;
	} special[] = {
		{"runtime.main", funcID_runtime_main},
		{"runtime.goexit", funcID_goexit},
		{"runtime.mcall", funcID_mcall},
		{"__morestack", funcID_morestack},
		{"runtime.morestack", funcID_morestack},
		{"runtime.mstart", funcID_mstart},
		{"runtime.rt0_go", funcID_rt0_go},
		{"runtime.asmcgocall", funcID_asmcgocall},
		{"runtime.sigpanic", funcID_sigpanic},
		{"runtime.runfinq", funcID_runfinq},
		{"runtime.systemstack_switch", funcID_systemstack_switch},
		{"runtime.systemstack", funcID_systemstack},
		{"runtime.gogo", funcID_gogo},
		{"runtime.gopanic", funcID_gopanic},
		{"runtime.panicwrap", funcID_panicwrap},
		{"runtime.handleAsyncEvent", funcID_handleAsyncEvent},
		{"runtime.asyncPreempt", funcID_asyncPreempt},
		{"runtime.sigpanic.pushed", funcID_plumbing},
		{"runtime.sigpanic.call", funcID_plumbing},
		{"runtime.callwithroom", funcID_plumbing},
		{"runtime.mstart0", funcID_plumbing},
		{"runtime.deferreturn", funcID_plumbing},
		{"gccgo.deferreturn", funcID_plumbing},
		{"runtime.checkdefer", funcID_plumbing},
		{"runtime.calldefer", funcID_plumbing},
		{"__go_init_main", funcID_plumbing},
		{"gort_call", funcID_plumbing},
	};
	if (!begins(s, n, "runtime.") && !begins(s, n, "gccgo.") && !begins(s, n, "__") && !begins(s, n, "gort_"))
		return funcID_normal;
	for (intgo i = 0; i < nelem(special); i++)
		if (is(s, n, special[i].name))
			return special[i].id;
	return funcID_normal;
}

// go: none — the order of the table: by address, of one address the name to keep last
static bool funcless(const Func *a, const Func *b) { return a->entry != b->entry ? a->entry < b->entry : a->rank < b->rank; }

// go: none — moves funcs[i] down the heap of n
static void siftdownFunc(Func *funcs, uintptr i, uintptr n)
{
	Func f = funcs[i];
	for (uintptr c; (c = 2 * i + 1) < n; i = c) {
		if (c + 1 < n && funcless(&funcs[c], &funcs[c + 1]))
			c++;
		if (!funcless(&f, &funcs[c]))
			break;
		funcs[i] = funcs[c];
	}
	funcs[i] = f;
}

// go: none — a heap sort: no recursion, no memory
static void sortfuncs(Func *funcs, uintptr n)
{
	for (uintptr i = n / 2; i > 0; i--)
		siftdownFunc(funcs, i - 1, n);
	for (uintptr end = n; end > 1; end--) {
		Func f = funcs[0];
		funcs[0] = funcs[end - 1];
		funcs[end - 1] = f;
		siftdownFunc(funcs, 0, end - 1);
	}
}

// go: none — a function of the symbol table?
static bool isfunc(const Elf64_Sym *s) { return ELF64_ST_TYPE(s->st_info) == STT_FUNC && s->st_shndx != SHN_UNDEF && s->st_value != 0; }

// go: none — fills t from the symbols; the names that change are written to names
static void fillfuncs(functab *t, byte *names, const Elf64_Sym *syms, uintptr nsyms, const char *strtab)
{
	uintptr n = 0;
	for (uintptr i = 0; i < nsyms; i++) {
		const Elf64_Sym *s = &syms[i];
		if (!isfunc(s))
			continue;
		const byte *raw = (const byte *)strtab + s->st_name;
		intgo rawlen = (intgo)strlen((const char *)raw);
		Func *f = &t->funcs[n++];
		f->entry = s->st_value;
		f->size = s->st_size < (uint32)-1 ? (uint32)s->st_size : (uint32)-1;
		// Of aliases libc's inner names lose.
		f->rank = (uint8)((raw[0] != '_') * 4 + (s->st_size != 0) * 2 + (ELF64_ST_BIND(s->st_info) == STB_GLOBAL));
		f->name.len = gccgoname(names, raw, rawlen, f->entry < firstmoduledata.text, &f->funcID);
		f->name.len = addstar(t, names, f->name.len);
		if (f->name.len <= rawlen && memcmp(names, raw, (uintptr)f->name.len) == 0) {
			f->name.str = raw;
		} else {
			f->name.str = names;
			names += f->name.len;
		}
		funcID special = specialfunc(f->name.str, f->name.len);
		if (special != funcID_normal)
			f->funcID = special;
	}
	sortfuncs(t->funcs, n);
	uintptr w = 0;
	for (uintptr i = 0; i < n; i++)
		if (i + 1 == n || t->funcs[i].entry != t->funcs[i + 1].entry)
			t->funcs[w++] = t->funcs[i];
	for (uintptr i = 0; i < w; i++)
		if (t->funcs[i].size == 0) {
			uintptr end = i + 1 < w ? t->funcs[i + 1].entry : firstmoduledata.maxpc;
			t->funcs[i].size = end > t->funcs[i].entry ? (uint32)(end - t->funcs[i].entry) : 0;
		}
	t->n = w;
}

// go: none — has t, which is sorted by name, a method like m?
static bool hasmethod(uncommontype *t, method *m)
{
	for (intgo i = 0; i < t->methods.len; i++) {
		method *o = &t->methods.array[i];
		if (strequal(o->name, m->name) && (o->pkgpath == nil) == (m->pkgpath == nil) && (m->pkgpath == nil || strequal(o->pkgpath, m->pkgpath)))
			return true;
	}
	return false;
}

// go: none — goes through the methods that *T has and T has not, for all T; counts them, or puts them into t's table
static uintptr ptrmethods(functab *t)
{
	uintptr n = 0;
	for (intgo i = 0; i < t->ntypelists; i++) {
		struct typelist *l = firstmoduledata.typelists[i];
		for (intgo j = 0; j < l->count; j++) {
			ptrtype *p = (ptrtype *)l->types[j];
			if ((p->typ.kind & kindMask) != kindPtr || p->typ.uncommon == nil)
				continue;
			uncommontype *all = p->typ.uncommon, *elem = p->elem->uncommon;
			if (elem == nil || elem->name == nil || elem->pkgpath == nil)
				continue;
			for (intgo k = 0; k < all->methods.len; k++) {
				method *m = &all->methods.array[k];
				if (hasmethod(elem, m))
					continue;
				n++;
				if (t->methods == nil)
					continue;
				uintptr h = hashmethod(elem, m->name) & t->methodmask;
				while (t->methods[h].type != nil)
					h = (h + 1) & t->methodmask;
				t->methods[h] = (ptrmethod){elem, m->name};
			}
		}
	}
	return n;
}

// go: none — makes t's table of methods
static void loadmethods(functab *t)
{
	// mo: acquire; pairs with the release in registerTypeDescriptors.
	t->ntypelists = atomic_LoadAcq(&firstmoduledata.ntypelists);
	uintptr n = ptrmethods(t), size = 2;
	if (n == 0)
		return;
	while (size <= 2 * n)
		size *= 2;
	intgo err;
	ptrmethod *methods = sysMmap(nil, size * sizeof *methods, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	if (err != 0)
		return; // names are the poorer for it
	t->methods = methods;
	t->methodmask = size - 1;
	ptrmethods(t);
}

// go: none — the table of an executable without symbols: functions by their unwind information, each named by its address but for some that the
// walk of a stack must know
static functab *cfifuncs(void)
{
	static const struct {
		void       *entry;
		const char *name;
	} known[] = {
		{goexit, "runtime.goexit"}, {gopanic, "runtime.gopanic"}, {sigpanic, "runtime.sigpanic"}, {mcall, "runtime.mcall"},
		{mstart, "runtime.mstart"}, {runtime_main, "runtime.main"}, {systemstack, "runtime.systemstack"},
		{systemstack_switch, "runtime.systemstack_switch"}, {Goexit, "runtime.Goexit"},
		{morestack_entry, "__morestack"},
	};
	enum { maxHex = 2 + 16 };
	uintptr n = cfifunctions();
	intgo err;
	functab *t = sysMmap(nil, sizeof *t + n * (sizeof(Func) + maxHex), _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	if (err != 0)
		return nil;
	// mo: acquire; see loadmethods. Types change nothing here.
	t->ntypelists = atomic_LoadAcq(&firstmoduledata.ntypelists);
	byte *names = (byte *)&t->funcs[n];
	for (uintptr i = 0; i < n; i++) {
		Func *f = &t->funcs[t->n];
		uintptr end;
		if (!cfifunction(i, &f->entry, &end))
			continue;
		f->size = (uint32)(end - f->entry);
		f->name.str = names;
		*names++ = '0';
		*names++ = 'x';
		bool digit = false;
		for (int shift = 60; shift >= 0; shift -= 4) {
			digit = digit || f->entry >> shift != 0;
			if (digit)
				*names++ = (byte)"0123456789abcdef"[f->entry >> shift & 15];
		}
		f->name.len = names - f->name.str;
		for (intgo j = 0; j < nelem(known); j++) {
			if (f->entry != (uintptr)known[j].entry)
				continue;
			f->name = gostringnocopy((const byte *)known[j].name);
			f->funcID = specialfunc(f->name.str, f->name.len);
		}
		t->n++;
	}
	return t;
}

// go: none — maps the executable and makes the table of its functions; nil if it has no symbols or cannot be read
// The mapping stays, names point into it.
static functab *loadfuncs(void)
{
	uintptr size = ehdr_start.e_shoff + (uintptr)ehdr_start.e_shnum * sizeof(Elf64_Shdr);
	if (ehdr_start.e_shoff == 0 || ehdr_start.e_shentsize != sizeof(Elf64_Shdr))
		return nil;
	int32 fd = open((const byte *)executable, _O_CLOEXEC, 0);
	if (fd < 0)
		return nil;
	intgo err;
	byte *file = sysMmap(nil, size, _PROT_READ, _MAP_PRIVATE, fd, 0, &err);
	closefd(fd);
	if (err != 0)
		return nil;

	const Elf64_Shdr *sh = (const Elf64_Shdr *)(file + ehdr_start.e_shoff);
	const Elf64_Shdr *symtab = nil;
	for (intgo i = 0; i < ehdr_start.e_shnum; i++)
		if (sh[i].sh_type == SHT_SYMTAB)
			symtab = &sh[i];
	if (symtab == nil || symtab->sh_link >= ehdr_start.e_shnum || symtab->sh_offset + symtab->sh_size > size ||
	    sh[symtab->sh_link].sh_offset + sh[symtab->sh_link].sh_size > size) {
		sysMunmap(file, size);
		return nil;
	}
	const Elf64_Sym *syms = (const Elf64_Sym *)(file + symtab->sh_offset);
	uintptr nsyms = symtab->sh_size / sizeof(Elf64_Sym);
	const char *strtab = (const char *)file + sh[symtab->sh_link].sh_offset;

	uintptr n = 0, names = 0;
	for (uintptr i = 0; i < nsyms; i++)
		if (isfunc(&syms[i])) {
			n++;
			names += strlen(strtab + syms[i].st_name) + 3;
		}
	// Addresses for all names, of which the changed ones alone take memory.
	uintptr bytes = sizeof(functab) + n * sizeof(Func) + names + 16;
	functab *t = sysMmap(nil, bytes, _PROT_READ | _PROT_WRITE, _MAP_ANON | _MAP_PRIVATE, -1, 0, &err);
	if (err != 0) {
		sysMunmap(file, size);
		return nil;
	}
	loadmethods(t);
	fillfuncs(t, (byte *)&t->funcs[n], syms, nsyms, strtab);
	return t;
}

// go: none — makes the table and publishes it, on g0 or gsignal
// Threads that come here at once each publish a good one; the first stays, the memory of the others is lost, once or twice in a program's life.
static void loadfuncs_m(void *unused)
{
	static functab none;
	// mo: seq_cst load, relaxed would do: it is only compared by the CAS.
	functab *old = atomic_Loadp(&functable);
	functab *t = loadfuncs();
	if (t == nil)
		t = cfifuncs();
	// mo: seq_cst CAS, release would do; pairs with the load in functions.
	atomic_Casp1(&functable, old, t != nil ? t : &none);
}

// go: none — the table, made if need be: again if a signal handler has made it before the program registered its types
static functab *functions(void)
{
	// mo: seq_cst load, acquire would do; pairs with the CAS in loadfuncs_m: the table is filled before it is seen.
	functab *t = atomic_Loadp(&functable);
	if (t != nil && (t->n == 0 || t->ntypelists == atomic_LoadAcq(&firstmoduledata.ntypelists))) // mo: acquire; pairs with registerTypeDescriptors
		return t;
	systemstack(loadfuncs_m, nil);
	return atomic_Loadp(&functable); // mo: as above
}

// go: symtab.go#findfunc [adapted] a binary search in the ELF symbols
// Any stack, signal handlers too.
funcInfo findfunc(uintptr pc)
{
	funcInfo f = {0};
	if (findmoduledatap(pc) == nil)
		return f;
	functab *t = functions();
	uintptr lo = 0, hi = t->n; // funcs[lo-1].entry <= pc < funcs[hi].entry
	while (lo < hi) {
		uintptr mid = (lo + hi) / 2;
		if (t->funcs[mid].entry <= pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return f;
	Func *fn = &t->funcs[lo - 1];
	if (pc - fn->entry < fn->size) {
		f.entry = fn->entry;
		f.name = fn->name;
		f.funcID = fn->funcID;
		f.fn = fn;
	}
	return f;
}

// go: none — see runtime.h
funcInfo findfuncnamed(String name)
{
	functab *t = functions();
	for (uintptr i = 0; i < t->n; i++)
		if (strequal(&t->funcs[i].name, &name))
			return findfunc(t->funcs[i].entry);
	return (funcInfo){0};
}

// go: none — see runtime.h; Go's linker writes names as they are printed
intgo demangle(byte *dst, const byte *s, intgo n, bool cold, funcID *id)
{
	n = gccgoname(dst, s, n, cold, id);
	return addstar(functions(), dst, n);
}

// go: symtab.go#funcname
String funcname(funcInfo f) { return f.name; }

// go: none — argument record of addline
typedef struct linebuf {
	pcline *lines;
	intgo   n, max;
} linebuf;

// go: none — takes a line from libbacktrace
// If there is no room the outermost is kept: it is the function's own.
static int addline(void *data, uintptr pc, const char *filename, int lineno, const char *function)
{
	linebuf *b = data;
	if (filename == nil && function == nil)
		return 0;
	if (b->n == b->max)
		b->n--;
	b->lines[b->n++] = (pcline){function, filename, lineno};
	return 0;
}

// go: none — libbacktrace's errors: what it cannot tell is unknown
static void noline(void *data, const char *msg, int errnum) {}

// go: none — see runtime.h
intgo pclines(uintptr pc, pcline *lines, intgo max)
{
	if (findmoduledatap(pc) == nil)
		return 0;
	// mo: seq_cst load, acquire would do; pairs with the CAS below: the state is filled before it is seen.
	void *state = atomic_Loadp(&backtracestate);
	if (state == nil) {
		state = backtrace_create_state(executable, 1, noline, nil);
		if (state == nil)
			return 0;
		// mo: seq_cst CAS, release would do. Of two threads that come here at once one loses its few bytes for good.
		if (!atomic_Casp1(&backtracestate, nil, state))
			state = atomic_Loadp(&backtracestate);
	}
	linebuf b = {lines, 0, max};
	backtrace_pcinfo(state, pc, addline, noline, &b);
	return b.n;
}
