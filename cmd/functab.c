// usage: functab PROGRAM
//
// Adds the table of functions (runtime/notgo/functab.c) to a program that has been linked, as a
// section and a read-only segment of its own: the names are then in memory when the program runs,
// whatever has become of its file. The segment takes the place of PT_GNU_RELRO in the program
// headers, which a static program without libc's start-up does not use.
#include "runtime.h"
#include <elf.h>
#include <stdio.h>
#include <string.h>

// From libc, whose header cannot be included beside ours.
extern void *malloc(size_t n);
extern void *calloc(size_t n, size_t size);

static const char sectionName[] = ".gort.functab";
// A section of objects of the stack ABI. Renaming the functions that they call, gort build and
// doc/ABI.md remove it.
static const char abi0Note[] = ".note.gort.abi0";

// The exit status after a message.
static int bad(const char *path, const char *what)
{
	fprintf(stderr, "functab: %s: %s\n", path, what);
	return 1;
}

// Writes n bytes at an offset; an error shows in ferror.
static void put(FILE *f, uintptr off, const void *p, uintptr n)
{
	fseek(f, (long)off, SEEK_SET);
	fwrite(p, 1, n, f);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: functab PROGRAM\n");
		return 2;
	}
	const char *path = argv[1];
	FILE *f = fopen(path, "r+b");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		return bad(path, "cannot be opened");
	uintptr size = (uintptr)ftell(f);
	byte *file = malloc(size);
	rewind(f);
	if (file == NULL || fread(file, 1, size, f) != size)
		return bad(path, "cannot be read");

	Elf64_Ehdr *eh = (Elf64_Ehdr *)file;
	if (size < sizeof *eh || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0 ||
	    eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_type != ET_EXEC ||
	    eh->e_phoff + eh->e_phnum * sizeof(Elf64_Phdr) > size)
		return bad(path, "not a static program for this machine");
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

	Elf64_Phdr *ph = (Elf64_Phdr *)(file + eh->e_phoff), *place = NULL;
	uintptr end = 0;
	for (int i = 0; i < eh->e_phnum; i++) {
		if (ph[i].p_type == PT_GNU_RELRO)
			place = &ph[i];
		if (ph[i].p_type == PT_LOAD && ph[i].p_vaddr + ph[i].p_memsz > end)
			end = ph[i].p_vaddr + ph[i].p_memsz;
	}
	if (place == NULL)
		return bad(path, "no program header to spare (has it a table already?)");
	// After the other segments, at an address that has the same place in a page as the offset.
	uintptr off = (size + 15) & ~(uintptr)15;
	uintptr addr = ((end + 4095) & ~(uintptr)4095) + off % 4096;
	*place = (Elf64_Phdr){
		.p_type = PT_LOAD, .p_flags = PF_R, .p_offset = off, .p_vaddr = addr, .p_paddr = addr,
		.p_filesz = t->size, .p_memsz = t->size, .p_align = 4096,
	};
	// Loadable segments stand in the order of their addresses.
	Elf64_Phdr ours = *place;
	memmove(place, place + 1, (uintptr)((byte *)(ph + eh->e_phnum) - (byte *)(place + 1)));
	ph[eh->e_phnum - 1] = ours;

	// The section headers and their names are written again, after the table.
	Elf64_Shdr *old = (Elf64_Shdr *)(file + eh->e_shoff);
	Elf64_Shdr *sh = malloc((eh->e_shnum + 1u) * sizeof *sh);
	if (sh == NULL)
		return bad(path, "no memory");
	memcpy(sh, old, eh->e_shnum * sizeof *sh);
	Elf64_Shdr *names = &sh[eh->e_shstrndx];
	uintptr namesoff = off + t->size;
	sh[eh->e_shnum] = (Elf64_Shdr){
		.sh_name = (uint32)names->sh_size, .sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC,
		.sh_addr = addr, .sh_offset = off, .sh_size = t->size, .sh_addralign = 16,
	};
	put(f, off, t, t->size);
	put(f, namesoff, file + names->sh_offset, names->sh_size);
	put(f, namesoff + names->sh_size, sectionName, sizeof sectionName);
	names->sh_offset = namesoff;
	names->sh_size += sizeof sectionName;
	eh->e_shnum++;
	eh->e_shoff = (namesoff + names->sh_size + 7) & ~(uintptr)7;
	put(f, eh->e_shoff, sh, eh->e_shnum * sizeof *sh);
	put(f, eh->e_phoff, ph, eh->e_phnum * sizeof *ph);
	put(f, 0, eh, sizeof *eh);
	bool wrote = ferror(f) == 0;
	if (fclose(f) != 0 || !wrote)
		return bad(path, "write error");
	return 0;
}
