// Unwinding: goes from a frame to its caller by the call frame information (.eh_frame) that every
// function of C, gccgo and our assembly has. It takes the place of the frame sizes in Go's function
// tables. It reads only the stacks it was given, so a damaged stack ends the walk instead of
// causing a fault. It takes no lock and allocates nothing, so signal handlers can use it. (libgcc's
// unwinder promises neither.)
//
// Code without this information (some of libc's assembly) is treated like a function with a frame
// pointer.
#include "runtime.h"
#include "cfi.h"
#include <elf.h>

// How a register of the caller is found.
enum {
	ruleSame,      // it has not been touched
	ruleUndefined, // it is lost; for rip: there is no caller
	ruleOffset,    // saved at CFA + val
	ruleValOffset, // it is CFA + val
	ruleRegister,  // it is in register val
	ruleExpr,      // saved at the value of the expression val
	ruleValExpr,   // it is the value of the expression val
};

// The rules at one pc.
typedef struct cfirow {
	uint8       how[numRegs];
	int64       val[numRegs];
	uint8       cfareg;
	int64       cfaoff;
	const byte *cfaexpr; // if not nil, instead of cfareg and cfaoff
} cfirow;

// What a CIE and an FDE say.
typedef struct cfientry {
	const byte *init, *initend; // instructions of the CIE
	const byte *code, *codeend; // instructions of the FDE
	uintptr     lo, hi;
	uint64      codealign;
	int64       dataalign;
	bool        signal;
	uintptr     personality;
	uintptr     lsda;
} cfientry;

enum {
	_DW_EH_PE_udata4 = 0x03,
	_DW_EH_PE_sdata4 = 0x0b,
	_DW_EH_PE_pcrel  = 0x10,
	_DW_EH_PE_datarel = 0x30,
	_DW_EH_PE_indirect = 0x80,
	_DW_EH_PE_omit   = 0xff,
	cfiRemembered    = 4,  // GCC nests none
	cfiStack         = 16, // of an expression
};

// The linker's index of .eh_frame: the address of each function and of its FDE, both relative to
// the index, sorted.
typedef struct ehhdr {
	uint8 version, ptrenc, countenc, tableenc;
	int32 ptr;
	uint32 count;
	struct {
		int32 loc, fde;
	} table[];
} ehhdr;


// go: none — see runtime.h
uint64 uleb(const byte **p)
{
	uint64 v = 0;
	for (int shift = 0;; shift += 7) {
		byte b = *(*p)++;
		if (shift < 64)
			v |= (uint64)(b & 0x7f) << shift;
		if (b < 0x80)
			return v;
	}
}

// go: none — a signed one
static int64 sleb(const byte **p)
{
	uint64 v = 0;
	for (int shift = 0;;) {
		byte b = *(*p)++;
		if (shift < 64)
			v |= (uint64)(b & 0x7f) << shift;
		shift += 7;
		if (b < 0x80) {
			if (shift < 64 && (b & 0x40) != 0)
				v |= ~(uint64)0 << shift;
			return (int64)v;
		}
	}
}

// go: none — n bytes, at any address
static uint64 fixed(const byte **p, intgo n)
{
	uint64 v = 0;
	memcpy(&v, *p, (uintptr)n);
	*p += n;
	return v;
}

// go: none — n bytes with a sign
static int64 sfixed(const byte **p, intgo n)
{
	uint64 v = fixed(p, n);
	int shift = 64 - 8 * (int)n;
	return (int64)(v << shift) >> shift;
}

// go: none — see runtime.h
bool unwinder_read(const unwinder *u, uintptr addr, uintptr *v)
{
	if (addr % sizeof(uintptr) != 0)
		return false;
	for (intgo i = 0; i < nelem(u->stacks); i++) {
		if (stackpart_index(&u->stacks[i], addr + 1) >= 0) {
			*v = *(uintptr *)addr;
			return true;
		}
	}
	return false;
}

// go: none — finds the linker's index; nil if there is none of the usual form
static const ehhdr *findindex(void)
{
	const Elf64_Phdr *ph = (const Elf64_Phdr *)((const byte *)&ehdr_start + ehdr_start.e_phoff);
	const ehhdr *hdr = nil;
	for (intgo i = 0; i < ehdr_start.e_phnum; i++)
		if (ph[i].p_type == PT_GNU_EH_FRAME)
			hdr = (const ehhdr *)(imagebase() + ph[i].p_vaddr);
	if (hdr == nil || hdr->version != 1 || hdr->countenc != _DW_EH_PE_udata4)
		return nil;
	if (hdr->tableenc != (_DW_EH_PE_datarel | _DW_EH_PE_sdata4))
		return nil;
	return hdr;
}

// go: none — a pointer, encoded as enc says; false if we do not know how
static bool encoded(const byte **p, byte enc, uintptr *v)
{
	uintptr at = (uintptr)*p;
	switch (enc & 0x0f) {
	case 0x00:
		*v = fixed(p, 8);
		break;
	case _DW_EH_PE_udata4:
		*v = fixed(p, 4);
		break;
	case _DW_EH_PE_sdata4:
		*v = (uintptr)sfixed(p, 4);
		break;
	default:
		return false;
	}
	if (*v == 0)
		return true;
	if ((enc & 0x70) == _DW_EH_PE_pcrel)
		*v += at;
	else if ((enc & 0x70) != 0)
		return false;
	if ((enc & _DW_EH_PE_indirect) != 0)
		*v = *(uintptr *)*v;
	return true;
}

// go: none — finds the entry for the instruction at pc
static bool findentry(uintptr pc, cfientry *e)
{
	const ehhdr *hdr = findindex();
	if (hdr == nil)
		return false;
	intgo lo = 0, hi = hdr->count; // table[lo-1].loc <= pc < table[hi].loc
	while (lo < hi) {
		intgo mid = (lo + hi) / 2;
		if ((uintptr)hdr + (uintptr)(int64)hdr->table[mid].loc <= pc)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0)
		return false;

	const byte *fde = (const byte *)hdr + hdr->table[lo - 1].fde;
	const byte *p = fde;
	e->codeend = fde + 4 + fixed(&p, 4);
	const byte *cie = p;
	cie -= fixed(&p, 4);

	const byte *c = cie;
	e->initend = cie + 4 + fixed(&c, 4);
	c += 4; // the CIE's id
	byte version = *c++;
	const char *aug = (const char *)c;
	while (*c++ != 0) {
	}
	e->codealign = uleb(&c);
	e->dataalign = sleb(&c);
	if (version == 1)
		c++; // the return address's register
	else
		uleb(&c);
	byte enc = 0, lsdaenc = _DW_EH_PE_omit;
	e->signal = false;
	e->personality = 0;
	e->lsda = 0;
	bool augmented = aug[0] == 'z';
	if (augmented) {
		uint64 len = uleb(&c);
		const byte *init = c + len;
		for (aug++; *aug != 0; aug++) {
			switch (*aug) {
			case 'R':
				enc = *c++;
				break;
			case 'L':
				lsdaenc = *c++;
				break;
			case 'P': {
				byte penc = *c++;
				if (!encoded(&c, penc, &e->personality))
					return false;
				break;
			}
			case 'S':
				e->signal = true;
				break;
			}
		}
		c = init;
	}
	e->init = c;

	switch (enc) {
	case _DW_EH_PE_pcrel | _DW_EH_PE_sdata4:
		e->lo = (uintptr)p;
		e->lo += (uintptr)sfixed(&p, 4);
		e->hi = e->lo + fixed(&p, 4);
		break;
	case _DW_EH_PE_udata4:
		e->lo = fixed(&p, 4);
		e->hi = e->lo + fixed(&p, 4);
		break;
	case 0:
		e->lo = fixed(&p, 8);
		e->hi = e->lo + fixed(&p, 8);
		break;
	default:
		return false;
	}
	if (augmented) {
		uint64 len = uleb(&p);
		const byte *q = p;
		if (lsdaenc != _DW_EH_PE_omit && len != 0 && !encoded(&q, lsdaenc, &e->lsda))
			return false;
		p += len;
	}
	e->code = p;
	return e->lo <= pc && pc < e->hi;
}

// go: none — notes in the row how register reg is found, if it is one of ours
static void setrule(cfirow *row, uint64 reg, uint8 how, int64 val)
{
	if (reg < numRegs) {
		row->how[reg] = how;
		row->val[reg] = val;
	}
}

// go: none — register reg is found as in the CIE's row, which is nil while we make it
static void restorerule(cfirow *row, uint64 reg, const cfirow *initial)
{
	if (reg < numRegs && initial != nil)
		setrule(row, reg, initial->how[reg], initial->val[reg]);
}

// go: none — carries out op if it tells the CFA; else false, and *p stays
static bool cfaop(byte op, const byte **p, const cfientry *e, cfirow *row)
{
	switch (op) {
	case 0x0c: // def_cfa
		row->cfareg = (uint8)uleb(p);
		row->cfaoff = (int64)uleb(p);
		row->cfaexpr = nil;
		return true;
	case 0x0d: // def_cfa_register
		row->cfareg = (uint8)uleb(p);
		row->cfaexpr = nil;
		return true;
	case 0x0e: // def_cfa_offset
		row->cfaoff = (int64)uleb(p);
		return true;
	case 0x0f: { // def_cfa_expression
		row->cfaexpr = *p;
		uint64 len = uleb(p);
		*p += len;
		return true;
	}
	case 0x12: // def_cfa_sf
		row->cfareg = (uint8)uleb(p);
		row->cfaoff = sleb(p) * e->dataalign;
		row->cfaexpr = nil;
		return true;
	case 0x13: // def_cfa_offset_sf
		row->cfaoff = sleb(p) * e->dataalign;
		return true;
	}
	return false;
}

// go: none — carries out op if it tells the rule of one register; else false, and *p stays
static bool ruleop(byte op, const byte **p, const cfientry *e, cfirow *row)
{
	const byte *q = *p;
	uint64 reg = uleb(&q); // all of them begin with it
	switch (op) {
	case 0x05: // offset_extended
		setrule(row, reg, ruleOffset, (int64)uleb(&q) * e->dataalign);
		break;
	case 0x07: // undefined
		setrule(row, reg, ruleUndefined, 0);
		break;
	case 0x08: // same_value
		setrule(row, reg, ruleSame, 0);
		break;
	case 0x09: // register
		setrule(row, reg, ruleRegister, (int64)uleb(&q));
		break;
	case 0x10:   // expression
	case 0x16: { // val_expression
		setrule(row, reg, op == 0x10 ? ruleExpr : ruleValExpr, (int64)q);
		uint64 len = uleb(&q);
		q += len;
		break;
	}
	case 0x11: // offset_extended_sf
		setrule(row, reg, ruleOffset, sleb(&q) * e->dataalign);
		break;
	case 0x14: // val_offset
		setrule(row, reg, ruleValOffset, (int64)uleb(&q) * e->dataalign);
		break;
	case 0x15: // val_offset_sf
		setrule(row, reg, ruleValOffset, sleb(&q) * e->dataalign);
		break;
	default:
		return false;
	}
	*p = q;
	return true;
}

// go: none — carries out call frame instructions up to the row of pc
// initial is the CIE's row, nil while we make it.
static bool runcfi(const byte *p, const byte *end, const cfientry *e, uintptr pc, cfirow *row,
                   const cfirow *initial)
{
	cfirow remembered[cfiRemembered];
	intgo nremembered = 0;
	uintptr loc = e->lo;
	while (p < end && loc <= pc) {
		byte op = *p++;
		uint64 low = op & 0x3f;
		switch (op & 0xc0) {
		case 0x40: // advance_loc
			loc += low * e->codealign;
			continue;
		case 0x80: // offset
			setrule(row, low, ruleOffset, (int64)uleb(&p) * e->dataalign);
			continue;
		case 0xc0: // restore
			restorerule(row, low, initial);
			continue;
		}
		switch (op) {
		case 0x00: // nop
			break;
		case 0x02: // advance_loc1, 2, 4
			loc += fixed(&p, 1) * e->codealign;
			break;
		case 0x03:
			loc += fixed(&p, 2) * e->codealign;
			break;
		case 0x04:
			loc += fixed(&p, 4) * e->codealign;
			break;
		case 0x06: // restore_extended
			restorerule(row, uleb(&p), initial);
			break;
		case 0x0a: // remember_state
			if (nremembered == cfiRemembered)
				return false;
			remembered[nremembered++] = *row;
			break;
		case 0x0b: // restore_state
			if (nremembered == 0)
				return false;
			*row = remembered[--nremembered];
			break;
		case 0x2e: // GNU_args_size
			uleb(&p);
			break;
		default:
			if (!cfaop(op, &p, e, row) && !ruleop(op, &p, e, row))
				return false;
		}
	}
	return true;
}

// go: none — carries out op if it pushes a constant, or what follows from a register, *v
// False if it does something else, or the register is not known.
static bool pushop(const unwinder *u, uintptr cfa, byte op, const byte **p, uint64 *v)
{
	if (op >= 0x30 && op <= 0x4f) { // lit
		*v = op - 0x30u;
		return true;
	}
	if (op >= 0x70 && op <= 0x8f) { // breg
		uint64 reg = op - 0x70u;
		int64 off = sleb(p);
		if (reg >= numRegs || (u->known >> reg & 1) == 0)
			return false;
		*v = u->r[reg] + (uint64)off;
		return true;
	}
	switch (op) {
	case 0x08: // const1u, 1s, 2u, 2s, 4u, 4s, 8u, 8s
		*v = fixed(p, 1);
		return true;
	case 0x09:
		*v = (uint64)sfixed(p, 1);
		return true;
	case 0x0a:
		*v = fixed(p, 2);
		return true;
	case 0x0b:
		*v = (uint64)sfixed(p, 2);
		return true;
	case 0x0c:
		*v = fixed(p, 4);
		return true;
	case 0x0d:
		*v = (uint64)sfixed(p, 4);
		return true;
	case 0x0e:
	case 0x0f:
		*v = fixed(p, 8);
		return true;
	case 0x10: // constu
		*v = uleb(p);
		return true;
	case 0x11: // consts
		*v = (uint64)sleb(p);
		return true;
	case 0x91: // fbreg
		*v = cfa + (uint64)sleb(p);
		return true;
	case 0xa3: // entry_value, in the form of args.c
		return entryvalue(u, *(*p)++, v);
	}
	return false;
}

// go: none — see runtime.h
bool unwinder_eval(const unwinder *u, const byte *p, bool hascfa, uintptr cfa, uintptr *result)
{
	uint64 st[cfiStack];
	intgo n = 0;
	if (hascfa)
		st[n++] = cfa;
	uint64 len = uleb(&p);
	for (const byte *end = p + len; p < end;) {
		byte op = *p++;
		uint64 v;
		bool push = pushop(u, cfa, op, &p, &v);
		if (op == 0x12 && n > 0) { // dup
			v = st[n - 1];
			push = true;
		}
		if (push) {
			if (n == cfiStack)
				return false;
			st[n++] = v;
			continue;
		}

		if (n < 1)
			return false;
		switch (op) {
		case 0x06: // deref
			if (!unwinder_read(u, st[n - 1], &v))
				return false;
			st[n - 1] = v;
			continue;
		case 0x1f: // neg
			st[n - 1] = -st[n - 1];
			continue;
		case 0x20: // not
			st[n - 1] = ~st[n - 1];
			continue;
		case 0x23: // plus_uconst
			st[n - 1] += uleb(&p);
			continue;
		}

		if (n < 2)
			return false;
		n--;
		switch (op) {
		case 0x1a: // and
			st[n - 1] &= st[n];
			continue;
		case 0x1c: // minus
			st[n - 1] -= st[n];
			continue;
		case 0x1e: // mul
			st[n - 1] *= st[n];
			continue;
		case 0x21: // or
			st[n - 1] |= st[n];
			continue;
		case 0x22: // plus
			st[n - 1] += st[n];
			continue;
		case 0x24: // shl
			st[n - 1] = st[n] < 64 ? st[n - 1] << st[n] : 0;
			continue;
		case 0x25: // shr
			st[n - 1] = st[n] < 64 ? st[n - 1] >> st[n] : 0;
			continue;
		case 0x26: // shra
			st[n - 1] = (uint64)((int64)st[n - 1] >> (st[n] < 64 ? st[n] : 63));
			continue;
		case 0x27: // xor
			st[n - 1] ^= st[n];
			continue;
		case 0x2a: // ge
			st[n - 1] = (int64)st[n - 1] >= (int64)st[n];
			continue;
		}
		return false;
	}
	if (n == 0)
		return false;
	*result = st[n - 1];
	return true;
}

// go: none — register reg of the caller by its rule; false if it is lost
static bool findregister(const unwinder *u, const cfirow *row, intgo reg, uintptr cfa, uintptr *v)
{
	uintptr addr;
	int64 val = row->val[reg];
	switch (row->how[reg]) {
	case ruleSame:
		*v = u->r[reg];
		return (u->known >> reg & 1) != 0;
	case ruleOffset:
		return unwinder_read(u, cfa + (uintptr)val, v);
	case ruleValOffset:
		*v = cfa + (uintptr)val;
		return true;
	case ruleRegister:
		if (val < 0 || val >= numRegs)
			return false;
		*v = u->r[val];
		return (u->known >> val & 1) != 0;
	case ruleExpr:
		return unwinder_eval(u, (const byte *)val, true, cfa, &addr) && unwinder_read(u, addr, v);
	case ruleValExpr:
		return unwinder_eval(u, (const byte *)val, true, cfa, v);
	}
	return false;
}

// go: none — see runtime.h
bool hascfi(uintptr pc)
{
	cfientry e;
	return findentry(pc, &e);
}

// go: none — see runtime.h
bool unwinder_framestep(unwinder *u, uintptr *cfa)
{
	uintptr bp = u->r[regRBP], pc, callerbp;
	if ((u->known >> regRBP & 1) == 0 || bp < u->r[regRSP])
		return false;
	if (!unwinder_read(u, bp, &callerbp) || !unwinder_read(u, bp + 8, &pc))
		return false;
	*cfa = bp + 16;
	u->known = 0;
	u->exact = false;
	unwinder_set(u, regRIP, pc);
	unwinder_set(u, regRSP, *cfa);
	unwinder_set(u, regRBP, callerbp);
	return true;
}

// go: none — the rules at pc, in the function of e
static bool findrow(const cfientry *e, uintptr pc, cfirow *row)
{
	*row = (cfirow){0};
	if (!runcfi(e->init, e->initend, e, ~(uintptr)0, row, nil))
		return false;
	cfirow initial = *row;
	return runcfi(e->code, e->codeend, e, pc, row, &initial);
}

// go: none — the rules of a row as a cfirule; false if they have not the usual form
static bool usualrule(const cfientry *e, const cfirow *row, cfirule *rule)
{
	rule->start = e->lo;
	rule->lsda = e->personality == (uintptr)gccgo_personality ? (const byte *)e->lsda : nil;
	if (row->cfaexpr != nil || (row->cfareg != regRBP && row->cfareg != regRSP))
		return false;
	if (row->how[regRIP] != ruleOffset)
		return false;
	int64 low = row->val[regRIP], high = low;
	for (intgo i = 0; i < nelem(savedregs); i++) {
		int64 off = 0;
		if (row->how[savedregs[i]] == ruleOffset) {
			off = row->val[savedregs[i]];
			low = off < low ? off : low;
			high = off > high ? off : high;
		} else if (row->how[savedregs[i]] != ruleSame) {
			return false;
		}
		rule->off[i] = (int32)off;
	}
	if (high > -8)
		return false;
	rule->low = (int32)low;
	rule->ripoff = (int32)row->val[regRIP];
	rule->cfaoff = (int32)row->cfaoff;
	rule->cfabp = row->cfareg == regRBP;
	rule->signal = e->signal;
	return true;
}

// The rules that walks of stacks found last, by pc: a trace asks for the same ones again and again.
// An entry is valid if seq is even, and has the same value before and after the reader has read it.
// Signal handlers read and write it too: one that interrupts a writer finds seq odd.
enum { nrules = 1024 };
static noptr struct {
	uint32  seq;
	uintptr pc;
	cfirule rule;
} rulecache[nrules];

// go: none — the rule for pc, if it is there
static bool cachedrule(uintptr pc, cfirule *rule)
{
	uint32 *seq = &rulecache[pc % nrules].seq;
	// mo: acquire; we read the entry after this load.
	uint32 s = atomic_LoadAcq(seq);
	bool ok = RELAXED(rulecache[pc % nrules].pc) == pc;
	if (!ok || s % 2 != 0)
		return false;
	*rule = rulecache[pc % nrules].rule;
	// mo: acquire fence; we have read the entry before the second load.
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return RELAXED(*seq) == s;
}

// go: none — keeps the rule for pc
static void cacherule(uintptr pc, const cfirule *rule)
{
	uint32 *seq = &rulecache[pc % nrules].seq;
	uint32 s = RELAXED(*seq);
	// mo: seq_cst CAS; it admits one writer at a time. The writer's stores come after it, and
	//     before the release store.
	if (s % 2 != 0 || !atomic_Cas(seq, s, s + 1))
		return;
	RELAXED_SET(rulecache[pc % nrules].pc, pc);
	rulecache[pc % nrules].rule = *rule;
	atomic_StoreRel(seq, s + 2);
}

// go: none — may the words from lo up to hi be read? They are in one segment then
static bool readable(const unwinder *u, uintptr lo, uintptr hi)
{
	if (hi % sizeof(uintptr) != 0)
		return false;
	for (intgo i = 0; i < nelem(u->stacks); i++) {
		intgo seg = stackpart_index(&u->stacks[i], lo + 1);
		if (seg >= 0)
			return seg == stackpart_index(&u->stacks[i], hi);
	}
	return false;
}

// go: none — unwinder_step by a rule; false, with u as it was, if the stack cannot be read there
static bool steprule(unwinder *u, const cfirule *rule, uintptr *cfa)
{
	intgo base = rule->cfabp ? regRBP : regRSP;
	if ((u->known >> base & 1) == 0)
		return false;
	*cfa = u->r[base] + (uintptr)(intgo)rule->cfaoff;
	if (!readable(u, *cfa + (uintptr)(intgo)rule->low, *cfa))
		return false;
	for (intgo i = 0; i < nelem(savedregs); i++)
		if (rule->off[i] != 0)
			unwinder_set(u, savedregs[i], *(uintptr *)(*cfa + (uintptr)(intgo)rule->off[i]));
	unwinder_set(u, regRIP, *(uintptr *)(*cfa + (uintptr)(intgo)rule->ripoff));
	unwinder_set(u, regRSP, *cfa);
	u->exact = rule->signal;
	return true;
}

// go: none — see runtime.h
bool unwinder_step(unwinder *u, uintptr *cfa, bool *bottom)
{
	*bottom = false;
	uintptr pc = u->exact ? u->r[regRIP] : u->r[regRIP] - 1;
	cfirule rule;
	if (cachedrule(pc, &rule) && steprule(u, &rule, cfa))
		return true;
	cfientry e;
	if (!findentry(pc, &e)) {
		// A leaf that was interrupted before it made a frame?
		uintptr ret;
		if (u->exact && unwinder_read(u, u->r[regRSP], &ret) && funcInfo_valid(findfunc(ret - 1))) {
			*cfa = u->r[regRSP] + 8;
			unwinder_set(u, regRIP, ret);
			unwinder_set(u, regRSP, *cfa);
			u->exact = false;
			return true;
		}
		return unwinder_framestep(u, cfa);
	}

	cfirow row;
	if (!findrow(&e, pc, &row))
		return false;
	if (row.how[regRIP] == ruleUndefined) {
		*bottom = true;
		return false;
	}
	// Not of a library, which can be replaced by another.
	if (findmoduledatap(pc) != nil && usualrule(&e, &row, &rule))
		cacherule(pc, &rule);
	if (row.cfaexpr != nil) {
		if (!unwinder_eval(u, row.cfaexpr, false, 0, cfa))
			return false;
	} else {
		if (row.cfareg >= numRegs || (u->known >> row.cfareg & 1) == 0)
			return false;
		*cfa = u->r[row.cfareg] + (uintptr)row.cfaoff;
	}

	unwinder next = *u;
	next.known = 0;
	for (intgo reg = 0; reg < numRegs; reg++) {
		uintptr v;
		if (reg != regRSP && findregister(u, &row, reg, *cfa, &v))
			unwinder_set(&next, reg, v);
	}
	unwinder_set(&next, regRSP, *cfa);
	next.exact = e.signal;
	if ((next.known >> regRIP & 1) == 0)
		return false;
	*u = next;
	return true;
}

// go: none — see runtime.h
bool findcfirule(uintptr pc, cfirule *rule)
{
	cfientry e;
	cfirow row;
	rule->lsda = nil;
	return findentry(pc, &e) && findrow(&e, pc, &row) && usualrule(&e, &row, rule);
}

// go: none — see runtime.h
uintptr cfifunctions(void)
{
	const ehhdr *hdr = findindex();
	return hdr != nil ? hdr->count : 0;
}

// go: none — see runtime.h
bool cfifunction(uintptr i, uintptr *lo, uintptr *hi)
{
	const ehhdr *hdr = findindex();
	cfientry e;
	if (!findentry((uintptr)hdr + (uintptr)(int64)hdr->table[i].loc, &e))
		return false;
	*lo = e.lo;
	*hi = e.hi;
	return true;
}
