// usage: slim OBJECT…
//
// Reduces the debug information of objects (gccgo's library) to what a traceback needs: files,
// lines, and which functions are inlined where. Variables and types go, which are three quarters of
// it. In the place of the lists of locations comes a section .gort.args, with what these say of
// arguments (args.c): of each record where its code begins, its length, itself. functab takes the
// records out of a program. The rest is written in place, since all other sections become smaller;
// ld -r then closes the gaps.
//
// An entry of .debug_info has a code, which says by way of .debug_abbrev what the entry is and in
// which form each of its attributes stands. This reads the form that gcc 12 writes, DWARF 5 with
// one unit in an object, and refuses any other.
#include "args.h"
#include "dwarf.h"

#include <elf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	AT_declaration = 0x3c,
	HEADER = 12, // of the unit: length 4, version 2, kind 1, size of addresses 1, abbreviations 4
	MAXATTRS = 32,
};

// The attributes that stay: name, statement list, low and high pc, language, directory of the
// compilation, inline, producer, abstract origin, declaration, external, specification, entry pc,
// ranges, file and line of the call, linkage name.
static const uint8_t kept[] = {
	0x03, 0x10, 0x11, 0x12, 0x13, 0x1b, 0x20, 0x25, 0x31,
	0x3c, 0x3f, 0x47, 0x52, 0x55, 0x58, 0x59, 0x6e,
};

typedef struct {
	uint64_t name, form;
	int64_t constant;
} attr;

typedef struct {
	uint64_t code, tag;
	bool children;
	int n;
	attr attrs[MAXATTRS];
} abbrev;

typedef struct {
	Elf64_Shdr *header; // nil: the object has no such section
	uint8_t *data;
} section;

static const char *path;

// This object.
static section info, rela, abbrevs, strings;
static abbrev *in; // the object's abbreviations
static int nin;
static abbrev out[128]; // those that are written, code 1 first
static int nout;
static bool *wanted;     // by the offset of an entry: another that stays refers to it
static uint32_t *moved;  // by the offset of an entry: its new offset
static uint32_t *string; // by the offset of a string: its new offset, plus 1
static uint8_t *newinfo, *newstrings;
static Elf64_Rela *newrela;
static uint64_t ninfo, nstrings, nrela, atrela;

static void bad(const char *what)
{
	fprintf(stderr, "slim: %s: %s\n", path, what);
	exit(1);
}

// limit: 0x80, or 0x40 for the form that has a sign
static uint8_t *putleb(uint8_t *p, uint64_t v, uint64_t limit)
{
	while (v >= limit) {
		*p++ = (uint8_t)v | 0x80;
		v >>= 7;
	}
	*p++ = (uint8_t)v;
	return p;
}

static void readabbrevs(void)
{
	const uint8_t *p = abbrevs.data, *end = p + abbrevs.header->sh_size;
	in = calloc(abbrevs.header->sh_size, sizeof *in);
	nin = 0;
	while (p < end && *p != 0) {
		abbrev *a = &in[nin++];
		a->code = uleb(&p);
		if (a->code != (uint64_t)nin)
			bad("abbreviations are not in order");
		a->tag = uleb(&p);
		a->children = *p++;
		for (;;) {
			attr t = {.name = uleb(&p), .form = uleb(&p)};
			if (t.form == FORM_implicit_const)
				t.constant = sleb(&p);
			if (t.name == 0)
				break;
			if (a->n == MAXATTRS)
				bad("too many attributes");
			a->attrs[a->n++] = t;
		}
	}
}

// The end of an attribute's value. What is written in another form could be one that would have to
// be moved.
static const uint8_t *skip(const uint8_t *p, uint64_t form)
{
	static const uint8_t known[] = {
		FORM_addr,         FORM_data2,  FORM_data4,     FORM_data8,          FORM_string,
		FORM_block1,       FORM_data1,  FORM_flag,      FORM_sdata,          FORM_strp,
		FORM_udata,        FORM_ref4,   FORM_ref_udata, FORM_sec_offset,     FORM_exprloc,
		FORM_flag_present, FORM_data16, FORM_line_strp, FORM_implicit_const,
	};
	if (form > UINT8_MAX || memchr(known, (int)form, sizeof known) == NULL)
		bad("unknown form of an attribute");
	return p + formsize(p, form);
}

static bool stays(uint64_t name)
{
	return name < 256 && memchr(kept, (int)name, sizeof kept) != NULL;
}

static bool has(const abbrev *a, uint64_t name)
{
	for (int i = 0; i < a->n; i++)
		if (a->attrs[i].name == name)
			return true;
	return false;
}

static bool iscode(uint64_t tag)
{
	return tag == TAG_compile_unit || tag == TAG_subprogram || tag == TAG_inlined_subroutine;
}

// The code of an abbreviation with the attributes of a that stay.
static uint8_t code(const abbrev *a, bool children)
{
	abbrev b = {.tag = a->tag, .children = children};
	for (int i = 0; i < a->n; i++)
		if (stays(a->attrs[i].name))
			b.attrs[b.n++] = a->attrs[i];
	for (int i = 0; i < nout; i++)
		if (out[i].tag == b.tag && out[i].children == children && out[i].n == b.n &&
		    memcmp(out[i].attrs, b.attrs, (size_t)b.n * sizeof *b.attrs) == 0)
			return (uint8_t)(i + 1);
	if (nout == 127)
		bad("too many abbreviations");
	out[nout++] = b;
	return (uint8_t)nout;
}

// Copies the relocation at an offset, if there is one. They are sorted, and so are the calls.
static void relocate(uint64_t from, uint64_t to, uint64_t form)
{
	Elf64_Rela *r = (Elf64_Rela *)rela.data;
	uint64_t n = rela.header->sh_size / sizeof *r;
	while (atrela < n && r[atrela].r_offset < from)
		atrela++;
	if (atrela == n || r[atrela].r_offset != from)
		return;
	Elf64_Rela copy = r[atrela];
	copy.r_offset = to;
	if (form == FORM_strp) {
		uint64_t old = (uint64_t)copy.r_addend;
		if (string[old] == 0) {
			const char *s = (char *)strings.data + old;
			string[old] = (uint32_t)nstrings + 1;
			strcpy((char *)newstrings + nstrings, s);
			nstrings += strlen(s) + 1;
		}
		copy.r_addend = string[old] - 1;
	}
	newrela[nrela++] = copy;
}

// Walks over the entries from p to the end of their list, which it returns. The first time
// (writing is false) it notes what the entries that stay refer to, the second time it writes them.
// drop: they belong to an entry that goes.
static const uint8_t *entries(const uint8_t *p, bool drop, bool writing)
{
	const uint8_t *end = info.data + info.header->sh_size;
	while (p < end) {
		uint64_t at = (uint64_t)(p - info.data), c = uleb(&p);
		if (c == 0)
			break;
		if (c > (uint64_t)nin)
			bad("unknown abbreviation");
		const abbrev *a = &in[c - 1];
		// A declaration stays if an entry refers to it. It refers to none itself.
		bool declaration = has(a, AT_declaration);
		bool stay = !drop && iscode(a->tag) && !(writing && declaration && !wanted[at]);
		uint64_t to = ninfo;
		if (stay && writing) {
			moved[at] = (uint32_t)ninfo;
			ninfo++; // its code, which depends on its children
		}
		for (int i = 0; i < a->n; i++) {
			const attr *t = &a->attrs[i];
			const uint8_t *next = skip(p, t->form);
			if (stay && stays(t->name)) {
				uint64_t n = (uint64_t)(next - p);
				if (t->form == FORM_ref4 && !declaration && !writing)
					wanted[*(const uint32_t *)p] = true;
				if (writing && n > 0) {
					memcpy(newinfo + ninfo, p, n);
					relocate((uint64_t)(p - info.data), ninfo, t->form);
					ninfo += n;
				}
			}
			p = next;
		}
		if (!a->children) {
			if (stay && writing)
				newinfo[to] = code(a, false);
			continue;
		}
		uint64_t before = ninfo;
		// What stays in a block counts as its function's.
		p = entries(p, drop || (!stay && a->tag != TAG_lexical_block), writing);
		if (stay && writing) {
			newinfo[to] = code(a, ninfo != before);
			if (ninfo != before)
				newinfo[ninfo++] = 0;
		}
	}
	return p;
}

// Gives the references of the entries written their entries' new places.
static void refer(void)
{
	for (const uint8_t *p = newinfo + HEADER; p < newinfo + ninfo;) {
		if (*p == 0) {
			p++;
			continue;
		}
		const abbrev *a = &out[*p++ - 1];
		for (int i = 0; i < a->n; p = skip(p, a->attrs[i++].form)) {
			if (a->attrs[i].form != FORM_ref4)
				continue;
			uint32_t to = moved[*(const uint32_t *)p];
			if (to == 0)
				bad("a reference to an entry that goes");
			*(uint32_t *)p = to;
		}
	}
}

static uint64_t writeabbrevs(uint8_t *begin)
{
	uint8_t *p = begin;
	for (int i = 0; i < nout; i++) {
		p = putleb(p, (uint64_t)i + 1, 0x80);
		p = putleb(p, out[i].tag, 0x80);
		*p++ = out[i].children;
		for (int k = 0; k < out[i].n; k++) {
			const attr *t = &out[i].attrs[k];
			p = putleb(p, t->name, 0x80);
			p = putleb(p, t->form, 0x80);
			if (t->form == FORM_implicit_const)
				p = putleb(p, (uint64_t)t->constant, 0x40); // signed, and not negative
		}
		*p++ = 0;
		*p++ = 0;
	}
	*p++ = 0;
	return (uint64_t)(p - begin);
}

// The contents of a debug section, with its relocations applied in the way of args.h.
static sectiondata applied(section s, section r, const Elf64_Shdr *sh, const Elf64_Sym *syms)
{
	if (s.header == NULL)
		return (sectiondata){0};
	uint8_t *p = malloc(s.header->sh_size);
	memcpy(p, s.data, s.header->sh_size);
	const Elf64_Rela *rel = (Elf64_Rela *)r.data;
	for (uint64_t i = 0; r.header != NULL && i < r.header->sh_size / sizeof *rel; i++) {
		uint64_t symbol = ELF64_R_SYM(rel[i].r_info), value = (uint64_t)rel[i].r_addend;
		const Elf64_Sym *sym = &syms[symbol];
		bool debug = ELF64_ST_TYPE(sym->st_info) == STT_SECTION &&
		             (sh[sym->st_shndx].sh_flags & SHF_ALLOC) == 0;
		if (!debug)
			value += symbol << 32;
		memcpy(p + rel[i].r_offset, &value, ELF64_R_TYPE(rel[i].r_info) == R_X86_64_64 ? 8 : 4);
	}
	return (sectiondata){p, s.header->sh_size};
}

// The section .gort.args and its relocations.
static uint8_t *newargs;
static Elf64_Rela *newargsrela;
static uint64_t nargs, nargsrela;

static void relocateargs(uint64_t at, uint64_t address)
{
	if ((nargsrela & (nargsrela - 1)) == 0)
		newargsrela = realloc(newargsrela, (nargsrela + 1) * 2 * sizeof *newargsrela);
	newargsrela[nargsrela++] =
		(Elf64_Rela){at, ELF64_R_INFO(address >> 32, R_X86_64_32), (int64_t)(uint32_t)address};
}

static void takeargs(void *unused, const argsrecord *r)
{
	(void)unused;
	uint32_t head[2] = {0, (uint32_t)r->n};
	newargs = realloc(newargs, nargs + sizeof head + r->n);
	relocateargs(nargs, r->start);
	memcpy(newargs + nargs, head, sizeof head);
	nargs += sizeof head;
	for (size_t i = 0; i < r->naddresses; i++)
		relocateargs(nargs + r->places[i], r->addresses[i]);
	memcpy(newargs + nargs, r->p, r->n);
	nargs += r->n;
}

// Puts n bytes in the place of a section's contents.
static void replace(section s, const void *p, uint64_t n)
{
	if (n > s.header->sh_size)
		bad("a section grows");
	memcpy(s.data, p, n);
	s.header->sh_size = n;
}

static void slim(uint8_t *file, size_t size)
{
	const Elf64_Ehdr *eh = (Elf64_Ehdr *)file;
	Elf64_Shdr *sh = (Elf64_Shdr *)(file + eh->e_shoff);
	char *names = (char *)file + sh[eh->e_shstrndx].sh_offset;
	section none = {0}, lists = none, listsrela = none, rngs = none, rngsrela = none;
	const Elf64_Sym *syms = NULL;
	info = rela = abbrevs = strings = none;
	const struct {
		const char *name;
		section *place;
	} sections[] = {
		{".debug_info", &info},      {".rela.debug_info", &rela},
		{".debug_abbrev", &abbrevs}, {".debug_str", &strings},
		{".debug_loclists", &lists}, {".rela.debug_loclists", &listsrela},
		{".debug_rnglists", &rngs},  {".rela.debug_rnglists", &rngsrela},
		{".debug_aranges", NULL},    {".rela.debug_aranges", NULL},
	};
	for (int i = 0; i < eh->e_shnum; i++) {
		if (sh[i].sh_type == SHT_SYMTAB)
			syms = (Elf64_Sym *)(file + sh[i].sh_offset);
		for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
			if (strcmp(names + sh[i].sh_name, sections[k].name) != 0)
				continue;
			if (sections[k].place == NULL)
				sh[i].sh_size = 0;
			else
				*sections[k].place = (section){&sh[i], file + sh[i].sh_offset};
		}
	}
	if (info.header == NULL)
		return;
	uint64_t oldsize = info.header->sh_size;
	if (rela.header == NULL || abbrevs.header == NULL || strings.header == NULL ||
	    *(uint32_t *)info.data != oldsize - 4 || memcmp(info.data + 4, "\5\0\1\10", 4) != 0)
		bad("not one unit of DWARF 5");
	readabbrevs();
	nout = 0;
	wanted = calloc(oldsize, sizeof *wanted);
	moved = calloc(oldsize, sizeof *moved);
	string = calloc(strings.header->sh_size, sizeof *string);
	newinfo = calloc(oldsize, 1);
	newstrings = calloc(strings.header->sh_size + oldsize, 1);
	newrela = calloc(rela.header->sh_size, 1);
	uint8_t *newabbrevs = calloc(sizeof out / sizeof *out, 24 * MAXATTRS);
	nstrings = nrela = atrela = 0;

	if (lists.header != NULL && listsrela.header != NULL) {
		debugsections d = {
			.info = applied(info, rela, sh, syms),
			.abbrev = {abbrevs.data, abbrevs.header->sh_size},
			.loclists = applied(lists, listsrela, sh, syms),
			.rnglists = applied(rngs, rngsrela, sh, syms),
		};
		readargs(&d, takeargs, NULL);
		// Its name is the end of that of its relocations.
		strcpy(names + lists.header->sh_name, ".gort.args");
		*lists.header = (Elf64_Shdr){
			.sh_name = lists.header->sh_name,
			.sh_type = SHT_PROGBITS,
			.sh_size = nargs,
			.sh_offset = (size + 7) & ~(size_t)7,
			.sh_addralign = 1,
		};
		listsrela.header->sh_offset = (lists.header->sh_offset + nargs + 7) & ~(size_t)7;
		listsrela.header->sh_size = nargsrela * sizeof *newargsrela;
		free((void *)d.info.p);
		free((void *)d.loclists.p);
		free((void *)d.rnglists.p);
	}

	entries(info.data + HEADER, false, false);
	memcpy(newinfo, info.data, HEADER);
	relocate(8, 8, FORM_sec_offset); // where the abbreviations are
	ninfo = HEADER;
	entries(info.data + HEADER, false, true);
	refer();
	*(uint32_t *)newinfo = (uint32_t)ninfo - 4;

	replace(abbrevs, newabbrevs, writeabbrevs(newabbrevs));
	replace(info, newinfo, ninfo);
	replace(rela, newrela, nrela * sizeof *newrela);
	replace(strings, newstrings, nstrings);
	void *used[] = {in, wanted, moved, string, newinfo, newstrings, newrela, newabbrevs};
	for (size_t i = 0; i < sizeof used / sizeof *used; i++)
		free(used[i]);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		path = argv[i];
		FILE *f = fopen(path, "r+b");
		if (f == NULL || fseek(f, 0, SEEK_END) != 0)
			bad("cannot be opened");
		size_t size = (size_t)ftell(f);
		uint8_t *file = malloc(size);
		rewind(f);
		if (file == NULL || fread(file, 1, size, f) != size || size < sizeof(Elf64_Ehdr) ||
		    memcmp(file, ELFMAG, SELFMAG) != 0)
			bad("not an object");
		nargs = nargsrela = 0;
		slim(file, size);
		static const char zeros[8];
		rewind(f);
		fwrite(file, 1, size, f);
		fwrite(zeros, 1, -size % 8, f);
		fwrite(newargs, 1, nargs, f);
		fwrite(zeros, 1, -nargs % 8, f);
		fwrite(newargsrela, sizeof *newargsrela, nargsrela, f);
		if (ferror(f) || fclose(f) != 0)
			bad("write error");
		free(file);
	}
	return 0;
}
