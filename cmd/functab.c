// usage: functab [-z] PROGRAM
//
// Adds the table of functions (runtime/notgo/functab.c) to a program that has been linked, as a
// section and a read-only segment of its own: the names are then in memory when the program runs,
// whatever has become of its file. The segment takes the place of PT_GNU_RELRO in the program
// headers, which a static program without libc's start-up does not use.
//
// What is not loaded comes after it, without the symbols of gccgo's own data (descriptors of types,
// tables of methods) and the packages' export data, which are for the linker and the compiler; -z
// compresses the debug information, and clears lines of functions that the linker has left out.
#include "args.h"
#include "runtime.h"
#include <elf.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

// From libc, whose header cannot be included beside ours.
extern void *malloc(size_t n);
extern void *calloc(size_t n, size_t size);
extern void *realloc(void *p, size_t n);
extern void qsort(void *p, size_t n, size_t size, int (*compare)(const void *a, const void *b));
extern void *map(void *p, size_t n, int prot, int flags, int fd, long offset) __asm__("mmap");
extern long writev(int fd, const void *pieces, int n);
extern int creat(const char *path, uint32 mode);

static const char sectionName[] = ".gort.functab";
static const char argsName[] = ".gort.args"; // it goes: the table has what is in it
// A section of objects of the stack ABI. Renaming the functions that they call, gort build and
// doc/ABI.md remove it.
static const char abi0Note[] = ".note.gort.abi0";

// The exit status after a message.
static int bad(const char *path, const char *what)
{
	fprintf(stderr, "functab: %s: %s\n", path, what);
	return 1;
}

// The pieces of the new program (struct iovec), and how long it is.
static struct {
	const void *p;
	uintptr n;
} * pieces;
static int npieces;
static uintptr end;

// Appends n bytes, aligned, and returns where they are. p stays until they are written.
static uintptr put(const void *p, uintptr n, uintptr align)
{
	static const byte zeros[64];
	uintptr fill = align > 1 ? (uintptr)-end % align % sizeof zeros : 0;
	pieces[npieces].p = zeros;
	pieces[npieces++].n = fill;
	pieces[npieces].p = p;
	pieces[npieces++].n = n;
	end += fill + n;
	return end - n;
}

// Is this the name of data that gccgo makes on its own?
static bool internal(const Elf64_Sym *s, const char *name)
{
	int type = ELF64_ST_TYPE(s->st_info);
	return (type == STT_OBJECT || type == STT_NOTYPE) && strstr(name, "..") != NULL;
}

// Takes the internal symbols out of a table. Returns the others' names, and their size; or NULL.
static char *trimsymbols(byte *file, Elf64_Shdr *symtab, const char *names, uintptr *size)
{
	Elf64_Sym *syms = (Elf64_Sym *)(file + symtab->sh_offset);
	uintptr all = symtab->sh_size / sizeof *syms, n = 0, nlocals = 0, room = 1;
	for (uintptr i = 0; i < all; i++)
		room += strlen(names + syms[i].st_name) + 1;
	char *newnames = calloc(1, room);
	if (newnames == NULL)
		return NULL;
	*size = 1;
	for (uintptr i = 0; i < all; i++) {
		const char *name = names + syms[i].st_name;
		if (internal(&syms[i], name))
			continue;
		syms[n] = syms[i];
		nlocals += ELF64_ST_BIND(syms[n].st_info) == STB_LOCAL;
		if (*name != 0) {
			syms[n].st_name = (Elf64_Word)*size;
			strcpy(newnames + *size, name);
			*size += strlen(name) + 1;
		}
		n++;
	}
	symtab->sh_size = n * sizeof *syms;
	symtab->sh_info = (Elf64_Word)nlocals;
	return newnames;
}

// The records of arguments, one after the other, and whose they are. Of equal ones there is one.
static struct entry {
	uint32 start, record;
} * entries;
static byte *records;
static uintptr nentries, nrecords, recordroom;
static struct {
	uint32 record, n;
} byhash[1 << 16]; // the last one with that hash

static void addargs(uint32 start, const byte *p, uintptr n)
{
	if (start == 0) // the linker has left out this code
		return;
	if ((nentries & (nentries - 1)) == 0)
		entries = realloc(entries, (nentries == 0 ? 1 : 2 * nentries) * sizeof *entries);
	uint32 h = 0;
	for (uintptr i = 0; i < n; i++)
		h = h * 31 + p[i];
	h = (h ^ h >> 16) % nelem(byhash);
	if (byhash[h].n != n || memcmp(records + byhash[h].record, p, n) != 0) {
		if (nrecords + n > recordroom) {
			recordroom = 2 * recordroom + n;
			records = realloc(records, recordroom);
		}
		byhash[h].record = (uint32)nrecords;
		byhash[h].n = (uint32)n;
		memcpy(records + nrecords, p, n);
		nrecords += n;
	}
	entries[nentries++] = (struct entry){start, byhash[h].record};
}

static void takeargs(void *unused, const argsrecord *r) { addargs((uint32)r->start, r->p, r->n); }

static int bystart(const void *a, const void *b)
{
	uint32 x = ((const struct entry *)a)->start, y = ((const struct entry *)b)->start;
	return (x > y) - (x < y);
}

// The contents of a section of debug information.
static sectiondata contentsof(const byte *file, const Elf64_Shdr *s)
{
	sectiondata b = {file + s->sh_offset, s->sh_size};
	if ((s->sh_flags & SHF_COMPRESSED) == 0)
		return b;
	const Elf64_Chdr *ch = (const Elf64_Chdr *)b.p;
	byte *p = malloc(ch->ch_size);
	struct libdeflate_decompressor *z = libdeflate_alloc_decompressor();
	if (z == NULL || p == NULL || ch->ch_type != ELFCOMPRESS_ZLIB ||
	    libdeflate_zlib_decompress(z, ch + 1, b.n - sizeof *ch, p, ch->ch_size, NULL) != 0)
		return (sectiondata){0};
	return (sectiondata){p, ch->ch_size};
}

// A number in as many bytes as it needs (LEB128); *q is then behind it.
static uintptr leb128(byte **q, const byte *end)
{
	uintptr n = 0;
	for (int shift = 0; *q < end; shift += 7) {
		byte b = *(*q)++;
		n |= shift < 64 ? (uintptr)(b & 0x7f) << shift : 0;
		if (b < 0x80)
			break;
	}
	return n;
}

// Overwrites the lines of functions that the linker has left out, which are at address 0, with an
// operation that says nothing: what is left keeps its place, and the whole compresses better.
static void forgetlines(byte *p, uintptr n)
{
	enum { endSequence = 1, setAddress, setBasicBlock = 7, fixedAdvance = 9 };
	for (byte *end = p + n, *next; end - p > 16; p = next) {
		uint32 length, header;
		uint16 version;
		memcpy(&length, p, sizeof length);
		memcpy(&version, p + 4, sizeof version);
		byte *head = p + (version < 5 ? 6 : 8);
		memcpy(&header, head, sizeof header);
		if (length > end - p - 4 || header > length)
			return; // not what gcc and gas write
		next = p + 4 + length;
		const byte *lengths = head + (version < 4 ? 8 : 9); // of operands; first, of itself
		byte *start = head + 4 + header;
		bool dead = false;
		for (byte *q = start; q < next;) {
			byte op = *q++;
			if (op == 0) {
				uintptr size = leb128(&q, next), address;
				if (size == 0 || size > (uintptr)(next - q))
					return;
				byte extended = *q;
				if (extended == setAddress && size == 1 + sizeof address) {
					memcpy(&address, q + 1, sizeof address);
					dead = address == 0;
				}
				q += size;
				if (extended == endSequence) {
					if (dead)
						memset(start, setBasicBlock, (uintptr)(q - start));
					start = q;
				}
			} else if (op == fixedAdvance) {
				q += 2;
			} else if (op < *lengths) {
				for (int i = 0; i < lengths[op]; i++)
					leb128(&q, next);
			}
		}
	}
}

// Compresses a section, if it becomes smaller.
static void compress(struct libdeflate_compressor *z, Elf64_Shdr *s, void **contents)
{
	Elf64_Chdr *ch = malloc(sizeof *ch + s->sh_size);
	if (ch == NULL)
		return;
	uintptr n = libdeflate_zlib_compress(z, *contents, s->sh_size, ch + 1, s->sh_size);
	if (n == 0 || sizeof *ch + n >= s->sh_size)
		return;
	*ch = (Elf64_Chdr){
		.ch_type = ELFCOMPRESS_ZLIB, .ch_size = s->sh_size, .ch_addralign = s->sh_addralign};
	s->sh_flags |= SHF_COMPRESSED;
	s->sh_size = sizeof *ch + n;
	s->sh_addralign = 8;
	*contents = ch;
}

// Makes the records of all functions with debug information.
static void makeargs(const byte *file, const Elf64_Shdr *section, int n, const char *names)
{
	debugsections d = {0};
	const struct {
		const char *name;
		sectiondata *place;
	} wanted[] = {
		{".debug_info", &d.info},         {".debug_abbrev", &d.abbrev},
		{".debug_loclists", &d.loclists}, {".debug_rnglists", &d.rnglists},
		{".debug_addr", &d.addr},         {".debug_str", &d.str},
	};
	for (int i = 0; i < n; i++)
		for (uintptr k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (strcmp(names + section[i].sh_name, wanted[k].name) == 0)
				*wanted[k].place = contentsof(file, &section[i]);
	readargs(&d, takeargs, NULL);
	for (int i = 0; i < n; i++) {
		if (strcmp(names + section[i].sh_name, argsName) != 0)
			continue;
		// gccgo's library: see slim.c.
		const byte *p = file + section[i].sh_offset, *end = p + section[i].sh_size;
		for (uint32 head[2]; p < end; p += head[1]) {
			memcpy(head, p, sizeof head);
			p += sizeof head;
			addargs(head[0], p, head[1]);
		}
	}
	qsort(entries, nentries, sizeof *entries, bystart);
}

// The table with the records.
static functab *withargs(functab *t)
{
	t->args = (t->size + 3) & ~3u;
	uintptr size = t->args + t->nfuncs * sizeof(uint32), i = 0;
	functab *all = calloc(1, size + nrecords);
	if (all == NULL)
		return NULL;
	memcpy(all, t, t->size);
	uint32 *offsets = (uint32 *)((byte *)all + t->args);
	for (uintptr k = 0; k < t->nfuncs; k++) {
		while (i < nentries && entries[i].start < t->funcs[k].entry)
			i++;
		if (i < nentries && entries[i].start == t->funcs[k].entry && t->funcs[k].name != 0)
			offsets[k] = (uint32)size + entries[i].record;
	}
	memcpy((byte *)all + size, records, nrecords);
	all->size = (uint32)(size + nrecords);
	return all;
}

int main(int argc, char **argv)
{
	bool small = argc == 3 && strcmp(argv[1], "-z") == 0;
	if (argc != 2 + small) {
		fprintf(stderr, "usage: functab [-z] PROGRAM\n");
		return 2;
	}
	const char *path = argv[argc - 1];
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		return bad(path, "cannot be opened");
	uintptr size = (uintptr)ftell(f);
	byte *file = map(NULL, size, _PROT_READ | _PROT_WRITE, _MAP_PRIVATE, fileno(f), 0);
	if (file == (void *)-1)
		return bad(path, "cannot be read");
	fclose(f);

	Elf64_Ehdr *eh = (Elf64_Ehdr *)file;
	if (size < sizeof *eh || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0 ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 || (eh->e_type != ET_EXEC && eh->e_type != ET_DYN) ||
	    eh->e_phoff + eh->e_phnum * sizeof(Elf64_Phdr) > size)
		return bad(path, "not a program for this machine");
	const Elf64_Shdr *section = (const Elf64_Shdr *)(file + eh->e_shoff);
	for (int i = 0; eh->e_shoff + eh->e_shnum * sizeof *section <= size && i < eh->e_shnum; i++) {
		uintptr name = section[eh->e_shstrndx].sh_offset + section[i].sh_name;
		if (name + sizeof abi0Note <= size && strcmp((char *)file + name, abi0Note) == 0)
			return bad(path, "an object of Go's stack ABI calls System V functions: it was linked "
			                 "without `objcopy --redefine-syms` (doc/ABI.md)");
	}
	uintptr space = functabspace(file, size);
	if (space == 0)
		return bad(path, "no symbols");
	functab *t = calloc(1, space);
	if (t == NULL)
		return bad(path, "no memory");
	makefunctab(file, size, t);
	makeargs(file, section, eh->e_shnum, (char *)file + section[eh->e_shstrndx].sh_offset);
	t = withargs(t);
	if (t == NULL)
		return bad(path, "no memory");

	Elf64_Phdr *ph = (Elf64_Phdr *)(file + eh->e_phoff), *place = NULL;
	uintptr last = 0, loaded = 0;
	for (int i = 0; i < eh->e_phnum; i++) {
		if (ph[i].p_type == PT_GNU_RELRO)
			place = &ph[i];
		if (ph[i].p_type != PT_LOAD)
			continue;
		if (ph[i].p_vaddr + ph[i].p_memsz > last)
			last = ph[i].p_vaddr + ph[i].p_memsz;
		if (ph[i].p_offset + ph[i].p_filesz > loaded)
			loaded = ph[i].p_offset + ph[i].p_filesz;
	}
	if (place == NULL)
		return bad(path, "no program header to spare (has it a table already?)");
	// After the other segments, at an address that has the same place in a page as the offset.
	pieces = calloc(2 * (eh->e_shnum + 3u), sizeof *pieces);
	if (pieces == NULL)
		return bad(path, "no memory");
	put(file, loaded, 1);
	uintptr off = put(t, t->size, 16);
	uintptr addr = ((last + 4095) & ~(uintptr)4095) + off % 4096;
	*place = (Elf64_Phdr){
		.p_type = PT_LOAD, .p_flags = PF_R, .p_offset = off, .p_vaddr = addr, .p_paddr = addr,
		.p_filesz = t->size, .p_memsz = t->size, .p_align = 4096,
	};
	// Loadable segments stand in the order of their addresses.
	Elf64_Phdr ours = *place;
	memmove(place, place + 1, (uintptr)((byte *)(ph + eh->e_phnum) - (byte *)(place + 1)));
	ph[eh->e_phnum - 1] = ours;

	// The sections that are not loaded, the table's name with the sections' names, and the headers.
	Elf64_Shdr *sh = calloc(eh->e_shnum + 1u, sizeof *sh);
	void **contents = calloc(eh->e_shnum, sizeof *contents);
	if (sh == NULL || contents == NULL)
		return bad(path, "no memory");
	memcpy(sh, section, eh->e_shnum * sizeof *sh);
	for (int i = 0; i < eh->e_shnum; i++)
		contents[i] = file + sh[i].sh_offset;
	Elf64_Shdr *names = &sh[eh->e_shstrndx];
	char *newnames = calloc(1, names->sh_size + sizeof sectionName);
	if (newnames == NULL)
		return bad(path, "no memory");
	memcpy(newnames, contents[eh->e_shstrndx], names->sh_size);
	memcpy(newnames + names->sh_size, sectionName, sizeof sectionName);
	contents[eh->e_shstrndx] = newnames;
	sh[eh->e_shnum] = (Elf64_Shdr){
		.sh_name = (uint32)names->sh_size, .sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC,
		.sh_addr = addr, .sh_offset = off, .sh_size = t->size, .sh_addralign = 16,
	};
	names->sh_size += sizeof sectionName;
	enum { FASTEST = 1 }; // a tenth larger than what the slowest makes, in a fifth of the time
	struct libdeflate_compressor *z = small ? libdeflate_alloc_compressor(FASTEST) : NULL;
	for (int i = 0; i < eh->e_shnum; i++) {
		if (sh[i].sh_type == SHT_SYMTAB) {
			uint32 link = sh[i].sh_link;
			contents[link] = trimsymbols(file, &sh[i], contents[link], &sh[link].sh_size);
			if (contents[link] == NULL)
				return bad(path, "no memory");
		}
		const char *name = newnames + sh[i].sh_name;
		if (strcmp(name, ".go_export") == 0 || strcmp(name, argsName) == 0)
			sh[i].sh_size = 0;
		bool debug = strncmp(name, ".debug_", 7) == 0;
		if (z == NULL || !debug || (sh[i].sh_flags & SHF_COMPRESSED) != 0)
			continue;
		if (strcmp(name, ".debug_line") == 0)
			forgetlines(contents[i], sh[i].sh_size);
		compress(z, &sh[i], &contents[i]);
	}
	for (int i = 0; i < eh->e_shnum; i++)
		if (sh[i].sh_type != SHT_NULL && (sh[i].sh_flags & SHF_ALLOC) == 0)
			sh[i].sh_offset = put(contents[i], sh[i].sh_size, sh[i].sh_addralign);
	eh->e_shnum++;
	eh->e_shoff = put(sh, eh->e_shnum * sizeof *sh, 8);
	// In one piece: then the kernel holds the file in large pages, and maps more at a fault. A
	// program starts in four fifths of the time. It is a new file, for the old one is mapped.
	if (remove(path) != 0 || (f = fdopen(creat(path, 0777), "wb")) == NULL ||
	    writev(fileno(f), pieces, npieces) != (long)end || fclose(f) != 0)
		return bad(path, "write error");
	return 0;
}
