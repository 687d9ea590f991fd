// Makes the table of an executable's functions from its file. cmd/functab does it when the program
// is linked, else the program itself at run time (symtab.c). Names are as Go prints them, from the
// ELF symbols; which methods have pointer receivers is read from Go's type descriptors. The types
// themselves are listed for reflect (doors/gccgo/reflect.c).
//
// Compiled for cmd/functab too: of the runtime, this file calls only encoderune.
#include "runtime.h"
#include <elf.h>
#include <string.h>

// go: none — is the string s of n bytes that literal?
static bool is(const byte *s, intgo n, const char *lit)
{
	return (uintptr)n == strlen(lit) && memcmp(s, lit, (uintptr)n) == 0;
}

// go: none — does the string s of n bytes begin with that literal?
static bool begins(const byte *s, intgo n, const char *lit)
{
	return (uintptr)n >= strlen(lit) && memcmp(s, lit, strlen(lit)) == 0;
}

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
		bool known = is(tail, ntail, "part") || is(tail, ntail, "isra") ||
		             is(tail, ntail, "constprop") || is(tail, ntail, "lto_priv");
		if (word <= 0 || !known)
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

// go: none — undoes gccgo's escapes; -1 if an underscore in s begins no escape: then gccgo has not
//     made the name
// The short escapes stand for characters that occur in package paths only; in an identifier they
// are someone else's underscores, unless all is set, for a name that the compiler made of a type.
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

// go: none — the methods with pointer receivers
static const ptrmethod *ptrmethods(const functab *t)
{
	return (const ptrmethod *)&t->funcs[t->nfuncs];
}

// go: none — see runtime.h
const uint32 *functabtypes(const functab *t)
{
	return (const uint32 *)(ptrmethods(t) + t->nmethods);
}

// go: none — the method with that hash, if its name, PKG.TYPE.NAME in n bytes at s, fits; or nil
static const ptrmethod *findptrmethod(const functab *t, uint32 h, const byte *s, intgo n)
{
	const ptrmethod *m = ptrmethods(t);
	uintptr lo = 0, hi = t->nmethods; // m[lo-1].hash < h <= m[hi].hash
	while (lo < hi) {
		uintptr mid = (lo + hi) / 2;
		if (m[mid].hash < h)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < t->nmethods && m[lo].hash == h; lo++) {
		intgo dot = m[lo].npkg, end = dot + 1 + m[lo].ntype;
		if (end < n && s[dot] == '.' && s[end] == '.')
			return &m[lo];
	}
	return nil;
}

// go: none — a method with a pointer receiver, or a function in it: PKG.(*TYPE).… for PKG.TYPE.…
// ELF and DWARF names do not tell them from methods with value receivers, types do.
static intgo addstar(const functab *t, byte *s, intgo n)
{
	uint32 h = hashStart;
	for (intgo i = 0; i < n && t->nmethods != 0; i++) {
		h = hashbytes(h, s + i, 1);
		if (i + 1 < n && s[i + 1] != '.')
			continue;
		const ptrmethod *m = findptrmethod(t, h, s, i + 1);
		if (m == nil)
			continue;
		byte *type = s + m->npkg + 1;
		memmove(type + 3 + m->ntype, type + m->ntype, (uintptr)(n - m->npkg - 1 - m->ntype));
		memmove(type + 2, type, m->ntype);
		type[0] = '(';
		type[1] = '*';
		type[2 + m->ntype] = ')';
		return n + 3;
	}
	return n;
}

// go: none — goname but for the receivers
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
	if (recoverbody && dot > 0 && w > 2 * dot + 2 && dst[2 * dot + 1] == '.' &&
	    memcmp(dst, dst + dot + 1, (uintptr)dot + 1) == 0) {
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

// go: none — see runtime.h; Go's linker notes the special functions, here their names tell
funcID specialfunc(const byte *s, intgo n)
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
		{"runtime.callabi0", funcID_plumbing},
		{"runtime.mstart0", funcID_plumbing},
		{"runtime.deferreturn", funcID_plumbing},
		{"gccgo.deferreturn", funcID_plumbing},
		{"runtime.checkdefer", funcID_plumbing},
		{"runtime.calldefer", funcID_plumbing},
		{"__go_init_main", funcID_plumbing},
		{"gort_call", funcID_plumbing},
		{"gort_call_in", funcID_plumbing},
	};
	if (!begins(s, n, "runtime.") && !begins(s, n, "gccgo.") && !begins(s, n, "__") &&
	    !begins(s, n, "gort_"))
		return funcID_normal;
	for (intgo i = 0; i < nelem(special); i++)
		if (is(s, n, special[i].name))
			return special[i].id;
	return funcID_normal;
}

// go: none — see runtime.h
intgo goname(const functab *t, byte *dst, const byte *s, intgo n, bool cold, funcID *id)
{
	n = gccgoname(dst, s, n, cold, id);
	return addstar(t, dst, n);
}

// go: none — moves a[i] down the heap of n
static void siftdownword(uint64 *a, uintptr i, uintptr n)
{
	uint64 v = a[i];
	for (uintptr c; (c = 2 * i + 1) < n; i = c) {
		if (c + 1 < n && a[c] < a[c + 1])
			c++;
		if (v >= a[c])
			break;
		a[i] = a[c];
	}
	a[i] = v;
}

// go: none — a heap sort: no recursion, no memory
static void sortwords(uint64 *a, uintptr n)
{
	for (uintptr i = n / 2; i > 0; i--)
		siftdownword(a, i - 1, n);
	for (uintptr end = n; end > 1; end--) {
		uint64 v = a[0];
		a[0] = a[end - 1];
		a[end - 1] = v;
		siftdownword(a, 0, end - 1);
	}
}

// An executable's file, and what we need of it.
typedef struct image {
	const byte      *file;
	uintptr          size;
	const Elf64_Sym *syms;
	uintptr          nsyms;
	const char      *strtab;
	const Elf64_Shdr *sections;
	uintptr          text, etext; // user code, without its cold parts
} image;

// go: none — where the file has the n bytes that will be at addr; nil if it has not
static const void *at(const image *im, const void *addr, uintptr n)
{
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)im->file;
	const Elf64_Phdr *ph = (const Elf64_Phdr *)(im->file + eh->e_phoff);
	for (intgo i = 0; i < eh->e_phnum; i++) {
		uintptr off = (uintptr)addr - ph[i].p_vaddr;
		if (ph[i].p_type == PT_LOAD && (uintptr)addr >= ph[i].p_vaddr && off + n <= ph[i].p_filesz)
			return im->file + ph[i].p_offset + off;
	}
	return nil;
}

// go: none — reads the string header at s in the file; returns an empty string if it has none
static String stringat(const image *im, const String *s)
{
	s = at(im, s, sizeof *s);
	const byte *b = s != nil ? at(im, s->str, (uintptr)s->len) : nil;
	return b != nil ? (String){b, s->len} : (String){(const byte *)"", 0};
}

// go: none — are those strings the same?
static bool same(String a, String b)
{
	return a.len == b.len && memcmp(a.str, b.str, (uintptr)a.len) == 0;
}

// go: none — the methods of a type, in the file
static const method *methodsat(const image *im, const uncommontype *u)
{
	return at(im, u->methods.array, (uintptr)u->methods.len * sizeof(method));
}

// go: none — has the type u a method like m?
static bool hasmethod(const image *im, const uncommontype *u, const method *m)
{
	const method *o = methodsat(im, u);
	for (intgo i = 0; o != nil && i < u->methods.len; i++)
		if (same(stringat(im, o[i].name), stringat(im, m->name)) &&
		    same(stringat(im, o[i].pkgpath), stringat(im, m->pkgpath)))
			return true;
	return false;
}

// go: none — counts the methods that *T has and T has not, for one *T; stores them if m is not nil
static uintptr typemethods(const image *im, const ptrtype *p, ptrmethod *m)
{
	if (p == nil || (p->typ.kind & kindMask) != kindPtr || p->typ.uncommon == nil)
		return 0;
	const _type *elem = at(im, p->elem, sizeof *elem);
	const uncommontype *all = at(im, p->typ.uncommon, sizeof *all);
	const uncommontype *own = elem != nil ? at(im, elem->uncommon, sizeof *own) : nil;
	const method *methods = all != nil ? methodsat(im, all) : nil;
	if (methods == nil || own == nil || own->name == nil || own->pkgpath == nil)
		return 0;
	String pkg = stringat(im, own->pkgpath), type = stringat(im, own->name);
	uintptr n = 0;
	for (intgo i = 0; i < all->methods.len; i++) {
		if (hasmethod(im, own, &methods[i]))
			continue;
		if (m != nil) {
			String name = stringat(im, methods[i].name);
			uint32 h = hashbytes(hashbytes(hashStart, pkg.str, pkg.len), (const byte *)".", 1);
			h = hashbytes(hashbytes(h, type.str, type.len), (const byte *)".", 1);
			h = hashbytes(h, name.str, name.len);
			m[n] = (ptrmethod){(uint16)type.len, (uint16)pkg.len, h};
		}
		n++;
	}
	return n;
}

// go: none — the type whose descriptor a symbol is, if it has no name or is a pointer to one with a
//     name; or nil
static const _type *symboltype(const image *im, const Elf64_Sym *s)
{
	if (ELF64_ST_TYPE(s->st_info) != STT_OBJECT || s->st_size < sizeof(_type) ||
	    s->st_value >> 32 != 0)
		return nil;
	const byte *name = (const byte *)im->strtab + s->st_name;
	intgo n = (intgo)strlen((const char *)name);
	bool pointer = n > 3 && is(name + n - 3, 3, "..p");
	bool program = n > 3 && is(name + n - 3, 3, "..g"); // of the collector, for a large type
	if (!pointer && (program || !begins(name, n, "type..")))
		return nil;
	return at(im, (const void *)s->st_value, sizeof(ptrtype));
}

// go: none — counts the types that reflect may look for, and the methods with pointer receivers;
//     stores them if m is not nil
static void alltypes(const image *im, functab *t, ptrmethod *m)
{
	t->nmethods = t->ntypes = 0;
	for (uintptr i = 0; i < im->nsyms; i++) {
		const _type *typ = symboltype(im, &im->syms[i]);
		if (typ == nil)
			continue;
		t->nmethods += typemethods(im, (const ptrtype *)typ, m != nil ? m + t->nmethods : nil);
		t->ntypes++;
	}
	uint32 *types = (uint32 *)(m + t->nmethods);
	for (uintptr i = 0; m != nil && i < im->nsyms; i++)
		if (symboltype(im, &im->syms[i]) != nil)
			*types++ = (uint32)im->syms[i].st_value;
}

// go: none — is s a function?
// Assembly may leave out the type: in user code a global name is a function's, too.
static bool isfunc(const image *im, const Elf64_Sym *s)
{
	if (s->st_shndx == SHN_UNDEF || s->st_value == 0 || s->st_value >> 32 != 0)
		return false;
	byte type = ELF64_ST_TYPE(s->st_info);
	return type == STT_FUNC ||
	       (type == STT_NOTYPE && ELF64_ST_BIND(s->st_info) != STB_LOCAL &&
	        s->st_shndx < SHN_LORESERVE && im->text <= s->st_value && s->st_value < im->etext &&
	        (im->sections[s->st_shndx].sh_flags & SHF_EXECINSTR) != 0);
}

// go: none — finds the symbols of a file; false if it has none
static bool openimage(image *im, const byte *file, uintptr size)
{
	*im = (image){.file = file, .size = size};
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)file;
	if (eh->e_shoff == 0 || eh->e_shentsize != sizeof(Elf64_Shdr) ||
	    eh->e_shoff + (uintptr)eh->e_shnum * sizeof(Elf64_Shdr) > size)
		return false;
	const Elf64_Shdr *sh = (const Elf64_Shdr *)(file + eh->e_shoff);
	const Elf64_Shdr *symtab = nil;
	for (intgo i = 0; i < eh->e_shnum; i++)
		if (sh[i].sh_type == SHT_SYMTAB)
			symtab = &sh[i];
	if (symtab == nil || symtab->sh_link >= eh->e_shnum ||
	    symtab->sh_offset + symtab->sh_size > size ||
	    sh[symtab->sh_link].sh_offset + sh[symtab->sh_link].sh_size > size)
		return false;
	im->sections = sh;
	im->syms = (const Elf64_Sym *)(file + symtab->sh_offset);
	im->nsyms = symtab->sh_size / sizeof(Elf64_Sym);
	im->strtab = (const char *)file + sh[symtab->sh_link].sh_offset;
	for (uintptr i = 0; i < im->nsyms; i++) {
		const Elf64_Sym *s = &im->syms[i];
		const char *name = im->strtab + s->st_name;
		if (strcmp(name, "runtime.text") == 0) {
			im->text = s->st_value;
		} else if (strcmp(name, "runtime.etext") == 0) {
			im->etext = s->st_value;
		}
	}
	return true;
}

// go: none — see runtime.h
uintptr functabspace(const byte *file, uintptr size)
{
	image im;
	if (!openimage(&im, file, size))
		return 0;
	uintptr n = 0, names = 0;
	for (uintptr i = 0; i < im.nsyms; i++)
		if (isfunc(&im, &im.syms[i])) {
			n++;
			names += strlen(im.strtab + im.syms[i].st_name) + 5; // funcID, NUL, a star
		}
	// A function may be followed by an entry for what is none, and has a word for sorting.
	functab t;
	alltypes(&im, &t, nil);
	uintptr table = sizeof t + (2 * n + 1) * sizeof(Func) + t.nmethods * sizeof(ptrmethod);
	table += t.ntypes * sizeof(uint32) + names;
	return alignUp(table, 8) + n * sizeof(uint64);
}

// go: none — see runtime.h
void makefunctab(const byte *file, uintptr size, functab *t)
{
	enum { indexBits = 28 };
	image im;
	openimage(&im, file, size);
	// By address; of the names of one address the one to keep comes last. Libc's inner names lose.
	uint64 *order = (uint64 *)((byte *)t + functabspace(file, size));
	uintptr n = 0;
	for (uintptr i = 0; i < im.nsyms; i++) {
		const Elf64_Sym *s = &im.syms[i];
		if (!isfunc(&im, s))
			continue;
		uint64 rank = (ELF64_ST_TYPE(s->st_info) == STT_FUNC) * 8;
		rank += (im.strtab[s->st_name] != '_') * 4 + (s->st_size != 0) * 2;
		rank += ELF64_ST_BIND(s->st_info) == STB_GLOBAL;
		*--order = s->st_value << 32 | rank << indexBits | i;
		n++;
	}
	sortwords(order, n);

	*t = (functab){.magic = functabMagic};
	uint64 inside = 0; // up to here a function goes that has a size
	for (uintptr i = 0; i < n; i++) {
		uint32 entry = (uint32)(order[i] >> 32);
		uint32 next = i + 1 < n ? (uint32)(order[i + 1] >> 32) : ~(uint32)0;
		if (next == entry)
			continue;
		uint64 index = order[i] & ((1 << indexBits) - 1);
		bool typed = ELF64_ST_TYPE(im.syms[index].st_info) == STT_FUNC;
		if (!typed && entry < inside)
			continue; // a label
		if (typed)
			inside = entry + im.syms[index].st_size;
		t->funcs[t->nfuncs++] = (Func){entry, (uint32)index};
		uint64 len = im.syms[index].st_size;
		if (next == ~(uint32)0 || (len != 0 && entry + ((len + 15) & ~(uint64)15) < next))
			t->funcs[t->nfuncs++] = (Func){(uint32)(entry + len), 0};
	}
	ptrmethod *m = (ptrmethod *)&t->funcs[t->nfuncs];
	alltypes(&im, t, m);
	sortwords((uint64 *)m, t->nmethods);
	byte *name = (byte *)((uint32 *)(m + t->nmethods) + t->ntypes);
	for (uintptr i = 0; i < t->nfuncs; i++) {
		Func *f = &t->funcs[i];
		if (f->name == 0)
			continue;
		const byte *raw = (const byte *)im.strtab + im.syms[f->name].st_name;
		intgo rawlen = (intgo)strlen((const char *)raw);
		f->name = (uint32)(name - (byte *)t);
		funcID id;
		intgo len = goname(t, name + 1, raw, rawlen, f->entry < im.text, &id);
		funcID special = specialfunc(name + 1, len);
		*name = special != funcID_normal ? special : id;
		name += 1 + len;
		*name++ = 0;
	}
	t->size = (uint32)(name - (byte *)t);
}
