// usage: preinit OBJECT INITIALISER >ASSEMBLY
//
// Runs the initialiser of a package of gccgo's library, of which this program has OBJECT linked in,
// and writes as data what it has made, so that no program need run it: package unicode makes 300
// tables by 260 KB of code (D213). OBJECT is changed in place: it loses the initialiser, which must
// be the last function of its section, and the definitions of its global variables. These are in
// the assembly, and a new initialiser, which makes maps only: their hash is another at each start.
//
// What the initialiser calls is here. That tells where pointers are: objects and variables come
// with gccgo's masks, a bit for each word. What is not understood is refused.
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 8, GCPROG = 1 << 6 };

static const char *path;

static _Noreturn void bad(const char *what)
{
	fprintf(stderr, "preinit: %s: %s\n", path, what);
	exit(1);
}

// What gccgo emits; see type.h and symtab.h.
typedef struct type {
	uint64_t size, ptrdata;
	uint8_t hash[7], kind;
	const void *equal;
	const uint8_t *gcdata;
	const void *string, *uncommon, *ptrtothis;
	const struct type *key, *elem; // of a map
} type;

typedef struct {
	uint8_t *p;
	uint64_t size, ptrdata;
	const uint8_t *mask;
} block;

typedef struct {
	uint64_t next, n;
	block blocks[];
} roots;

typedef struct {
	const type *t;
	uint64_t n, size, value; // entries, the size of one, the place of its value
	uint8_t *entries;
	char handle; // its address stands for the map
} map;

static block objects[1000];
static map maps[10];
static int nobjects, nmaps;
static const roots *variables;

#define GOSYM(name) __asm__(name)

extern uint32_t writeBarrier GOSYM("runtime.writeBarrier");
void *newobject(const type *t) GOSYM("runtime.newobject");
void typedmemmove(const type *t, void *to, const void *from) GOSYM("runtime.typedmemmove");
void registerGCRoots(const roots *r) GOSYM("runtime.registerGCRoots");
void *__go_construct_map(const type *, uint64_t, uint64_t, uint64_t, const void *);

uint32_t writeBarrier;

static void checkmask(const type *t)
{
	if (t->kind & GCPROG)
		bad("a type without a mask of its pointers");
}

void *newobject(const type *t)
{
	if (nobjects == sizeof objects / sizeof *objects)
		bad("too many objects");
	checkmask(t);
	block *b = &objects[nobjects++];
	*b = (block){calloc(1, t->size), t->size, t->ptrdata, t->gcdata};
	return b->p;
}

void typedmemmove(const type *t, void *to, const void *from) { memmove(to, from, t->size); }

void registerGCRoots(const roots *r)
{
	if (variables != NULL)
		bad("two lists of variables");
	variables = r;
}

void *__go_construct_map(const type *t, uint64_t n, uint64_t size, uint64_t value,
                         const void *entries)
{
	if (nmaps == sizeof maps / sizeof *maps)
		bad("too many maps");
	checkmask(t->key);
	checkmask(t->elem);
	map *m = &maps[nmaps++];
	*m = (map){.t = t, .n = n, .size = size, .value = value, .entries = malloc(n * size)};
	memcpy(m->entries, entries, n * size);
	return &m->handle;
}

// An object file or a program, in memory.
typedef struct {
	uint8_t *p;
	size_t size;
	Elf64_Shdr *sections;
	int nsections;
	Elf64_Sym *symbols;
	int nsymbols;
	const char *names;
} elf;

static elf load(const char *name)
{
	elf e = {0};
	FILE *f = fopen(name, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		bad("cannot be opened");
	e.size = (size_t)ftell(f);
	e.p = malloc(e.size);
	rewind(f);
	if (fread(e.p, 1, e.size, f) != e.size || e.size < sizeof(Elf64_Ehdr) ||
	    memcmp(e.p, ELFMAG, SELFMAG) != 0)
		bad("not an object");
	fclose(f);
	const Elf64_Ehdr *eh = (Elf64_Ehdr *)e.p;
	e.sections = (Elf64_Shdr *)(e.p + eh->e_shoff);
	e.nsections = eh->e_shnum;
	for (int i = 0; i < e.nsections; i++) {
		if (e.sections[i].sh_type != SHT_SYMTAB)
			continue;
		e.symbols = (Elf64_Sym *)(e.p + e.sections[i].sh_offset);
		e.nsymbols = (int)(e.sections[i].sh_size / sizeof *e.symbols);
		e.names = (char *)e.p + e.sections[e.sections[i].sh_link].sh_offset;
	}
	if (e.symbols == NULL)
		bad("no symbols");
	return e;
}

static elf object, self;

static bool isglobal(const Elf64_Sym *s)
{
	return ELF64_ST_BIND(s->st_info) == STB_GLOBAL && s->st_shndx != SHN_UNDEF &&
	       s->st_shndx < SHN_LORESERVE;
}

static Elf64_Sym *find(const elf *e, const char *name)
{
	for (int i = 0; i < e->nsymbols; i++)
		if (e->symbols[i].st_shndx != SHN_UNDEF &&
		    ELF64_ST_TYPE(e->symbols[i].st_info) != STT_SECTION &&
		    strcmp(e->names + e->symbols[i].st_name, name) == 0)
			return &e->symbols[i];
	return NULL;
}

// Where a global symbol of the object is here.
static uint64_t here(const Elf64_Sym *s)
{
	const Elf64_Sym *mine = find(&self, object.names + s->st_name);
	return mine != NULL ? mine->st_value : 0;
}

// Whether a symbol is a variable that the assembly defines.
static bool isvariable(const Elf64_Sym *s)
{
	return isglobal(s) && object.sections[s->st_shndx].sh_type == SHT_NOBITS;
}

// Writes a pointer: to an object, or to data of the package by way of a global symbol in the same
// section.
static void writepointer(uint64_t v)
{
	for (int i = 0; i < nobjects; i++) {
		uint64_t off = v - (uint64_t)objects[i].p;
		if (off < objects[i].size || off == 0) {
			printf("\t.quad\t.Lobject%d + %lu\n", i, off);
			return;
		}
	}
	for (int i = 0; i < object.nsymbols; i++) {
		const Elf64_Sym *s = &object.symbols[i];
		if (!isglobal(s))
			continue;
		uint64_t start = here(s) - s->st_value;
		if (v - start < object.sections[s->st_shndx].sh_size) {
			printf("\t.quad\t%s + %ld\n", object.names + s->st_name, (long)(v - here(s)));
			return;
		}
	}
	bad("a pointer to somewhere else");
}

static bool ispointer(const block *b, uint64_t at)
{
	uint64_t word = at / WORD;
	return at < b->ptrdata && b->mask[word / 8] >> word % 8 & 1;
}

static void writebytes(const uint8_t *p, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		printf("%s%u%s", i % 16 == 0 ? "\t.byte\t" : ",", p[i],
		       i % 16 == 15 || i + 1 == n ? "\n" : "");
}

static void writeblock(const block *b)
{
	for (uint64_t at = 0; at < b->size;) {
		uint64_t end = at;
		while (end < b->size && !ispointer(b, end))
			end += end + WORD <= b->size ? WORD : b->size - end;
		writebytes(b->p + at, end - at);
		if (end < b->size) {
			uint64_t v = *(uint64_t *)(b->p + end);
			if (v == 0)
				printf("\t.quad\t0\n");
			else
				writepointer(v);
			end += WORD;
		}
		at = end;
	}
}

// The variable's block, as the program registers it; without pointers if it does not.
static block variable(const Elf64_Sym *s)
{
	uint8_t *p = (uint8_t *)here(s);
	for (uint64_t i = 0; variables != NULL && i < variables->n; i++)
		if (variables->blocks[i].p == p)
			return variables->blocks[i];
	return (block){.p = p, .size = s->st_size};
}

static int mapof(uint64_t v)
{
	for (int i = 0; i < nmaps; i++)
		if (v == (uint64_t)&maps[i].handle)
			return i;
	return -1;
}

static void writemap(int i)
{
	const map *m = &maps[i];
	printf("\t.balign\t8\n.Lentries%d:\n", i);
	for (uint64_t k = 0; k < m->n; k++) {
		uint8_t *p = m->entries + k * m->size;
		const type *key = m->t->key, *elem = m->t->elem;
		writeblock(&(block){p, key->size, key->ptrdata, key->gcdata});
		writebytes(p + key->size, m->value - key->size);
		writeblock(&(block){p + m->value, elem->size, elem->ptrdata, elem->gcdata});
		writebytes(p + m->value + elem->size, m->size - m->value - elem->size);
	}
}

static const char *typesymbol(const type *t)
{
	for (int i = 0; i < self.nsymbols; i++) {
		const Elf64_Sym *s = &self.symbols[i];
		if (s->st_value == (uint64_t)t && ELF64_ST_TYPE(s->st_info) == STT_OBJECT &&
		    ELF64_ST_BIND(s->st_info) != STB_LOCAL)
			return self.names + s->st_name;
	}
	bad("a map's type without a name");
}

// A section that the collector does not scan.
static const char noscan[] = ".section\t.data.rel.ro,\"aw\",@progbits";

static void writedata(const char *initialiser)
{
	int variablemap[sizeof maps / sizeof *maps];
	printf("\t.section\t.note.GNU-stack,\"\",@progbits\n");
	for (int i = 0; i < nobjects; i++) {
		printf("\t%s\n\t.balign\t8\n.Lobject%d:\n", objects[i].ptrdata > 0 ? ".data" : noscan, i);
		writeblock(&objects[i]);
	}
	printf("\t%s\n", noscan);
	for (int i = 0; i < nmaps; i++) {
		writemap(i);
		variablemap[i] = -1;
	}
	printf("\t.data\n");
	for (int i = 0; i < object.nsymbols; i++) {
		const Elf64_Sym *s = &object.symbols[i];
		if (!isvariable(s))
			continue;
		const char *name = object.names + s->st_name;
		block b = variable(s);
		int m = b.size == WORD ? mapof(*(uint64_t *)b.p) : -1;
		printf("\t.balign\t8\n\t.globl\t%s\n\t.type\t%s, @object\n\t.size\t%s, %lu\n%s:\n", name,
		       name, name, b.size, name);
		if (m >= 0) {
			variablemap[m] = i;
			printf("\t.quad\t0\n");
		} else {
			writeblock(&b);
		}
	}
	// There is nothing to announce to the collector: the variables were nil.
	printf("\t.text\n\t.globl\t%s\n\t.type\t%s, @function\n%s:\n\t.cfi_startproc\n"
	       "\tsubq\t$8, %%rsp\n\t.cfi_adjust_cfa_offset\t8\n",
	       initialiser, initialiser, initialiser);
	for (int i = 0; i < nmaps; i++) {
		const map *m = &maps[i];
		if (variablemap[i] < 0)
			bad("a map that is in no variable");
		printf("\tleaq\t%s(%%rip), %%rdi\n\tmovl\t$%lu, %%esi\n\tmovl\t$%lu, %%edx\n"
		       "\tmovl\t$%lu, %%ecx\n\tleaq\t.Lentries%d(%%rip), %%r8\n"
		       "\tcall\t__go_construct_map@PLT\n\tmovq\t%%rax, %s(%%rip)\n",
		       typesymbol(m->t), m->n, m->size, m->value, i,
		       object.names + object.symbols[variablemap[i]].st_name);
	}
	printf("\taddq\t$8, %%rsp\n\t.cfi_adjust_cfa_offset\t-8\n\tret\n\t.cfi_endproc\n"
	       "\t.size\t%s, . - %s\n",
	       initialiser, initialiser);
}

static const char *sectionname(int i)
{
	const Elf64_Ehdr *eh = (Elf64_Ehdr *)object.p;
	return (char *)object.p + object.sections[eh->e_shstrndx].sh_offset +
	       object.sections[i].sh_name;
}

// Takes the initialiser, at cut of section text, out of the code, of the unwind table, and in the
// debug information out of the list of functions and of the unit's range. The table of lines keeps
// its lines; who reads it goes by the unit's range.
static void cutcode(int text, uint64_t cut, uint64_t end)
{
	int entries = 0;
	for (int i = 0; i < object.nsections; i++) {
		Elf64_Shdr *rela = &object.sections[i];
		if (rela->sh_type != SHT_RELA)
			continue;
		Elf64_Shdr *of = &object.sections[rela->sh_info];
		const char *name = sectionname((int)rela->sh_info);
		Elf64_Rela *r = (Elf64_Rela *)(object.p + rela->sh_offset);
		uint64_t n = rela->sh_size / sizeof *r, limit = UINT64_MAX;
		if ((int)rela->sh_info == text)
			limit = cut;
		for (uint64_t k = 0; k < n; k++) {
			const Elf64_Sym *s = &object.symbols[ELF64_R_SYM(r[k].r_info)];
			bool local = s->st_shndx != SHN_UNDEF && !isglobal(s);
			if (r[k].r_offset < limit && (of->sh_flags & SHF_EXECINSTR) && local &&
			    object.sections[s->st_shndx].sh_type == SHT_NOBITS)
				bad("a function that stays uses a variable that is not global");
			if (s->st_shndx != text || ELF64_ST_TYPE(s->st_info) != STT_SECTION)
				continue;
			uint8_t *field = object.p + of->sh_offset + r[k].r_offset;
			if (strcmp(name, ".eh_frame") == 0 && (uint64_t)r[k].r_addend == cut) {
				limit = r[k].r_offset - 8;
				if (limit + 4 + *(uint32_t *)(field - 8) != of->sh_size)
					bad("the initialiser's unwind entry is not the last");
			}
			// The length of code stands behind the address where it begins.
			if (strcmp(name, ".debug_info") == 0 && (uint64_t)r[k].r_addend == cut &&
			    *(uint64_t *)(field + 8) == end - cut) {
				*(uint64_t *)(field + 8) = 0;
				entries++;
			}
			if (strcmp(name, ".debug_info") == 0 && r[k].r_addend == 0 &&
			    *(uint64_t *)(field + 8) == end) {
				*(uint64_t *)(field + 8) = cut;
				entries++;
			}
		}
		if (limit == UINT64_MAX)
			continue;
		while (n > 0 && r[n - 1].r_offset >= limit)
			n--;
		rela->sh_size = n * sizeof *r;
		of->sh_size = limit;
	}
	if (entries != 2)
		bad("not one unit whose last function is the initialiser");
}

static void undefine(Elf64_Sym *s)
{
	s->st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE);
	s->st_shndx = SHN_UNDEF;
	s->st_value = s->st_size = 0;
}

int main(int argc, char **argv)
{
	path = argv[argc > 1];
	if (argc != 3)
		bad("usage: preinit OBJECT INITIALISER >ASSEMBLY");
	object = load(path);
	self = load("/proc/self/exe");
	Elf64_Sym *s = find(&object, argv[2]);
	if (s == NULL || s->st_value + s->st_size != object.sections[s->st_shndx].sh_size)
		bad("the initialiser is not the last function");

	((void (*)(void))here(s))();
	writedata(argv[2]);

	cutcode(s->st_shndx, s->st_value, s->st_value + s->st_size);
	undefine(s);
	for (int i = 0; i < object.nsymbols; i++)
		if (isvariable(&object.symbols[i]))
			undefine(&object.symbols[i]);
	FILE *f = fopen(path, "wb");
	if (f == NULL || fwrite(object.p, 1, object.size, f) != object.size || fclose(f) != 0 ||
	    fflush(stdout) != 0)
		bad("write error");
	return 0;
}
