// The kernel's shared object (vDSO): finds its clock in its ELF tables. This code runs before the
// allocator can, and trusts the kernel.
#include "runtime.h"

enum {
	_AT_SYSINFO_EHDR = 33,
	_PT_LOAD = 1,
	_PT_DYNAMIC = 2,
	_DT_NULL = 0,
	_DT_HASH = 4,
	_DT_STRTAB = 5,
	_DT_SYMTAB = 6,
	_DT_GNU_HASH = 0x6ffffef5,
	_DT_VERSYM = 0x6ffffff0,
	_DT_VERDEF = 0x6ffffffc,
	_VER_FLG_BASE = 1,
	_SHN_UNDEF = 0,
	_STT_FUNC = 2,
	_STT_NOTYPE = 0,
	_STB_GLOBAL = 1,
	_STB_WEAK = 2,
	_EI_NIDENT = 16,
	vdsoBloomSizeScale = sizeof(uintptr) / 4, // uint32 words of a bloom word
};

// go: vdso_linux.go#_ELF_ST_BIND
static byte _ELF_ST_BIND(byte val) { return val >> 4; }
// go: vdso_linux.go#_ELF_ST_TYPE
static byte _ELF_ST_TYPE(byte val) { return val & 0xf; }

// go: vdso_elf64.go#elfSym
typedef struct elfSym {
	uint32 st_name;
	byte   st_info;
	byte   st_other;
	uint16 st_shndx;
	uint64 st_value;
	uint64 st_size;
} elfSym;

// go: vdso_elf64.go#elfVerdef
typedef struct elfVerdef {
	uint16 vd_version;
	uint16 vd_flags;
	uint16 vd_ndx;
	uint16 vd_cnt;
	uint32 vd_hash;
	uint32 vd_aux;
	uint32 vd_next;
} elfVerdef;

// go: vdso_elf64.go#elfEhdr
typedef struct elfEhdr {
	byte   e_ident[_EI_NIDENT];
	uint16 e_type;
	uint16 e_machine;
	uint32 e_version;
	uint64 e_entry;
	uint64 e_phoff;
	uint64 e_shoff;
	uint32 e_flags;
	uint16 e_ehsize;
	uint16 e_phentsize;
	uint16 e_phnum;
	uint16 e_shentsize;
	uint16 e_shnum;
	uint16 e_shstrndx;
} elfEhdr;

// go: vdso_elf64.go#elfPhdr
typedef struct elfPhdr {
	uint32 p_type;
	uint32 p_flags;
	uint64 p_offset;
	uint64 p_vaddr;
	uint64 p_paddr;
	uint64 p_filesz;
	uint64 p_memsz;
	uint64 p_align;
} elfPhdr;

// go: vdso_elf64.go#elfDyn
typedef struct elfDyn {
	int64  d_tag;
	uint64 d_val;
} elfDyn;

// go: vdso_elf64.go#elfVerdaux
typedef struct elfVerdaux {
	uint32 vda_name;
	uint32 vda_next;
} elfVerdaux;

// go: vdso_linux.go#vdsoInfo [adapted] a field for the number of buckets, where Go has a slice
typedef struct vdsoInfo {
	bool    valid;
	uintptr loadAddr;
	uintptr loadOffset; // loadAddr - the address that the image names

	// The symbols, and one of the two kinds of hash table.
	const elfSym *symtab;
	const byte   *symstrings;
	const uint32 *chain;
	const uint32 *bucket;
	uint32 nbucket;
	uint32 symOff; // GNU hash: the first symbol in chain
	bool   isGNUHash;

	// The versions; nil if there are none.
	const uint16    *versym;
	const elfVerdef *verdef;
} vdsoInfo;

static void  vdsoInitFromSysinfoEhdr(vdsoInfo *info, const elfEhdr *hdr)
	GOSYM(vdsoInitFromSysinfoEhdr);
static int32 vdsoFindVersion(const vdsoInfo *info, const vdsoVersionKey *ver)
	GOSYM(vdsoFindVersion);
static void  vdsoParseSymbols(const vdsoInfo *info, int32 version) GOSYM(vdsoParseSymbols);

// go: vdso_linux.go#vdsoInitFromSysinfoEhdr
static void vdsoInitFromSysinfoEhdr(vdsoInfo *info, const elfEhdr *hdr)
{
	info->valid = false;
	info->loadAddr = (uintptr)hdr;

	// The first PT_LOAD tells where the image lies; another header has the dynamic table.
	const elfPhdr *ph = (const elfPhdr *)(info->loadAddr + hdr->e_phoff);
	bool foundVaddr = false;
	const elfDyn *dyn = nil;
	for (uint16 i = 0; i < hdr->e_phnum; i++) {
		switch (ph[i].p_type) {
		case _PT_LOAD:
			if (!foundVaddr) {
				foundVaddr = true;
				info->loadOffset = info->loadAddr + ph[i].p_offset - ph[i].p_vaddr;
			}
			break;
		case _PT_DYNAMIC:
			dyn = (const elfDyn *)(info->loadAddr + ph[i].p_offset);
			break;
		}
	}
	if (!foundVaddr || dyn == nil)
		return;

	const uint32 *hash = nil, *gnuhash = nil;
	for (; dyn->d_tag != _DT_NULL; dyn++) {
		uintptr p = info->loadOffset + dyn->d_val;
		switch (dyn->d_tag) {
		case _DT_STRTAB:
			info->symstrings = (const byte *)p;
			break;
		case _DT_SYMTAB:
			info->symtab = (const elfSym *)p;
			break;
		case _DT_HASH:
			hash = (const uint32 *)p;
			break;
		case _DT_GNU_HASH:
			gnuhash = (const uint32 *)p;
			break;
		case _DT_VERSYM:
			info->versym = (const uint16 *)p;
			break;
		case _DT_VERDEF:
			info->verdef = (const elfVerdef *)p;
			break;
		}
	}
	if (info->symstrings == nil || info->symtab == nil || (hash == nil && gnuhash == nil))
		return;
	if (info->verdef == nil)
		info->versym = nil;

	if (gnuhash != nil) {
		// nbucket, symoffset, bloomsize, shift; the bloom filter; the buckets; the chain
		info->nbucket = gnuhash[0];
		info->symOff = gnuhash[1];
		info->bucket = gnuhash + 4 + gnuhash[2] * vdsoBloomSizeScale;
		info->isGNUHash = true;
	} else {
		// nbucket, nchain; the buckets; the chain
		info->nbucket = hash[0];
		info->bucket = hash + 2;
	}
	info->chain = info->bucket + info->nbucket;
	info->valid = info->nbucket != 0;
}

// go: none — compares a C string of the image with one of ours
static bool vdsoStringEqual(const vdsoInfo *info, uint32 name, const char *s)
{
	return __builtin_strcmp((const char *)info->symstrings + name, s) == 0;
}

// go: vdso_linux.go#vdsoFindVersion
// Returns the index of ver. It is 0 if the image has no versions, and -1, which no symbol has, if
// ver is not among them.
static int32 vdsoFindVersion(const vdsoInfo *info, const vdsoVersionKey *ver)
{
	if (!info->valid || info->verdef == nil)
		return 0;
	for (const elfVerdef *def = info->verdef;;
	     def = (const elfVerdef *)((uintptr)def + def->vd_next)) {
		if ((def->vd_flags & _VER_FLG_BASE) == 0) {
			const elfVerdaux *aux = (const elfVerdaux *)((uintptr)def + def->vd_aux);
			if (def->vd_hash == ver->verHash && vdsoStringEqual(info, aux->vda_name, ver->version))
				return def->vd_ndx & 0x7fff;
		}
		if (def->vd_next == 0)
			return -1;
	}
}

// go: none — body of the closure apply of vdsoParseSymbols: takes symbol symIndex if it is the one
//     that k names
static bool vdsoApply(const vdsoInfo *info, uint32 symIndex, const vdsoSymbolKey *k, int32 version)
{
	const elfSym *sym = &info->symtab[symIndex];
	byte typ = _ELF_ST_TYPE(sym->st_info), bind = _ELF_ST_BIND(sym->st_info);
	// Some images give their symbols no type.
	if ((typ != _STT_FUNC && typ != _STT_NOTYPE) || (bind != _STB_GLOBAL && bind != _STB_WEAK) ||
	    sym->st_shndx == _SHN_UNDEF)
		return false;
	if (!vdsoStringEqual(info, sym->st_name, k->name))
		return false;
	if (info->versym != nil && version != 0 && (info->versym[symIndex] & 0x7fff) != version)
		return false;
	*k->ptr = info->loadOffset + sym->st_value;
	return true;
}

// go: vdso_linux.go#vdsoParseSymbols
// Looks up each key. The variable of a key that it does not find keeps its value.
static void vdsoParseSymbols(const vdsoInfo *info, int32 version)
{
	if (!info->valid)
		return;
	for (intgo i = 0; i < nelem(vdsoSymbolKeys); i++) {
		const vdsoSymbolKey *k = &vdsoSymbolKeys[i];
		if (!info->isGNUHash) {
			for (uint32 x = info->bucket[k->symHash % info->nbucket]; x != 0; x = info->chain[x])
				if (vdsoApply(info, x, k, version))
					break;
			continue;
		}
		uint32 x = info->bucket[k->gnuHash % info->nbucket];
		if (x < info->symOff)
			continue; // an empty bucket
		for (;; x++) {
			uint32 hash = info->chain[x - info->symOff]; // its low bit ends the chain
			if ((hash | 1) == (k->gnuHash | 1) && vdsoApply(info, x, k, version))
				break;
			if ((hash & 1) != 0)
				break;
		}
	}
}

// go: vdso_linux.go#vdsoauxv
void vdsoauxv(uintptr tag, uintptr val)
{
	if (tag != _AT_SYSINFO_EHDR || val == 0)
		return;
	vdsoInfo info = {0};
	vdsoInitFromSysinfoEhdr(&info, (const elfEhdr *)val);
	vdsoParseSymbols(&info, vdsoFindVersion(&info, &vdsoLinuxVersion));
}

// go: vdso_linux.go#inVDSOPage
// Whether pc lies in the page of the first symbol that was found.
bool inVDSOPage(uintptr pc)
{
	for (intgo i = 0; i < nelem(vdsoSymbolKeys); i++)
		if (*vdsoSymbolKeys[i].ptr != 0) {
			uintptr page = *vdsoSymbolKeys[i].ptr & ~(physPageSize - 1);
			return pc >= page && pc < page + physPageSize;
		}
	return false;
}
