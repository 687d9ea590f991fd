// Reads from debug information where the arguments of functions are, and what their calls pass on:
// functab does it for a program's own objects, slim for those of gccgo's library.
//
// It reads DWARF 5 as gcc and clang write it; of a unit of another version the arguments are not
// known. Locations become those of runtime/notgo/args.c, or are left out if the runtime could not
// evaluate them. So the runtime needs to know few operations.
#include "args.h"
#include "argpiece.h"
#include "dwarf.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LANG_Mips_Assembler = 0x8001,
	MAXARGS = 80, // bytes of arguments that a traceback shows: ten words
	MAXDEPTH = 32,
	UNITHEAD = 12, // bytes before a unit's first entry
};

// The attributes that matter, and their names.
enum {
	AT_sibling,
	AT_location,
	AT_name,
	AT_byte_size,
	AT_low_pc,
	AT_high_pc,
	AT_language,
	AT_const_value,
	AT_upper_bound,
	AT_abstract_origin,
	AT_count,
	AT_type,
	AT_ranges,
	AT_addr_base,
	AT_rnglists_base,
	AT_call_return_pc,
	AT_call_value,
	AT_loclists_base,
	NATTRS,
};
static const uint8_t attrnames[NATTRS] = {
	0x01, 0x02, 0x03, 0x0b, 0x11, 0x12, 0x13, 0x1c, 0x2f,
	0x31, 0x37, 0x49, 0x55, 0x73, 0x74, 0x7d, 0x7e, 0x8c,
};

// An attribute's value: its form, 0 if there is none, and where it stands.
typedef struct {
	uint64_t form;
	const uint8_t *p;
	int64_t constant;
} value;

typedef struct {
	uint64_t at, next; // offsets of the entry, and of what follows its attributes
	uint64_t tag;
	bool children;
	value v[NATTRS];
} entry;

typedef struct {
	uint64_t tag;
	bool children;
	const uint8_t *attrs;
} abbrev;

typedef struct {
	const debugsections *d;
	uint64_t begin, end; // in .debug_info
	abbrev *abbrevs;     // by their codes
	uint64_t nabbrevs;
	uint64_t low; // what offsets in lists begin with
	uint64_t addrbase, locbase, rngbase;
	bool bad; // something that this cannot read
} unit;

// A structure or union.
typedef struct {
	const char *name;
	unit *u;
	uint64_t at;
} structure;

typedef struct {
	uint64_t origin; // the offset of what it is a copy of, or 0
	uint64_t type;
	value location, constant;
} param;

typedef struct {
	uint64_t pc;       // where the call returns to
	size_t begin, end; // its registers
} callsite;

// An argument that a call passes in a register: the how many-th of those registers.
typedef struct {
	int arg;
	value value;
} callreg;

typedef struct {
	uint64_t lo, hi;
	const uint8_t *p; // of a location: its operations
	uint64_t n;
} range;

typedef struct {
	range *r;
	size_t n;
} ranges;

// An array that append makes longer.
#define LIST(T)                                                                                    \
	struct {                                                                                       \
		T *a;                                                                                      \
		size_t n, room;                                                                            \
	}

// A function whose entries are being read.
typedef struct {
	LIST(param) params;
	LIST(callsite) calls;
	LIST(callreg) regs;
	bool variadic;
} function;

static LIST(unit) units;
static LIST(structure) structures; // once one has been looked for
static LIST(uint8_t) rec;          // the record that is being written
static LIST(uint32_t) places;
static LIST(uint64_t) addresses;
static LIST(uint8_t) ops; // of the location that is being written
static LIST(uint32_t) opplaces;
static LIST(uint64_t) opaddresses;

static void *grown(void *a, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return a;
	*room = 2 * *room + 16;
	a = realloc(a, *room * size);
	if (a == NULL) {
		fprintf(stderr, "no memory\n");
		exit(1);
	}
	return a;
}

#define append(l, v)                                                                               \
	((l)->a = grown((l)->a, (l)->n, &(l)->room, sizeof *(l)->a), (void)((l)->a[(l)->n++] = (v)))

static void put(uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		append(&rec, (uint8_t)(v | 0x80));
	append(&rec, (uint8_t)v);
}

// As formsize; a form that this does not know makes the unit bad.
static size_t length(unit *u, const uint8_t *p, uint64_t form)
{
	size_t n = formsize(p, form);
	if (n != UNKNOWN_FORM)
		return n;
	u->bad = true;
	return 0;
}

// The i-th address of the unit's part of .debug_addr.
static uint64_t indexed(const unit *u, uint64_t i)
{
	uint64_t at = u->addrbase + 8 * i;
	return at + 8 <= u->d->addr.n ? fixed(u->d->addr.p + at, 8) : 0;
}

// The value as a number, as an address, or as the offset of an entry in .debug_info.
static uint64_t number(unit *u, const value *v)
{
	const uint8_t *p = v->p;
	switch (v->form) {
	case FORM_implicit_const:
		return (uint64_t)v->constant;
	case FORM_flag_present:
		return 1;
	case FORM_udata:
		return uleb(&p);
	case FORM_sdata:
		return (uint64_t)sleb(&p);
	case FORM_ref_udata:
		return u->begin + uleb(&p);
	case FORM_ref1:
	case FORM_ref2:
	case FORM_ref4:
	case FORM_ref8:
		return u->begin + fixed(p, length(u, p, v->form));
	case FORM_addrx:
		return indexed(u, uleb(&p));
	case FORM_addrx1:
	case FORM_addrx2:
	case FORM_addrx4:
		return indexed(u, fixed(p, length(u, p, v->form)));
	case FORM_data1:
	case FORM_data2:
	case FORM_data4:
	case FORM_data8:
	case FORM_sec_offset:
	case FORM_addr:
		return fixed(p, length(u, p, v->form));
	}
	return 0;
}

// Where a list of ranges or locations begins in its section, of which base is the unit's part.
static uint64_t listoffset(unit *u, const value *v, sectiondata section, uint64_t base)
{
	if (v->form != FORM_loclistx && v->form != FORM_rnglistx)
		return number(u, v);
	const uint8_t *p = v->p;
	uint64_t at = base + 4 * uleb(&p);
	return at + 4 <= section.n ? base + fixed(section.p + at, 4) : section.n;
}

// Reads the unit's abbreviations, and returns whether types are among them. A unit without types
// tells nothing of parameters: it was compiled with -g1, or slim has been at it.
static bool readabbrevs(unit *u, uint64_t offset)
{
	bool types = false;
	LIST(abbrev) list = {0};
	append(&list, (abbrev){0});
	const uint8_t *p = u->d->abbrev.p + offset, *end = u->d->abbrev.p + u->d->abbrev.n;
	while (p < end && *p != 0 && !u->bad) {
		if (uleb(&p) != list.n) // gcc and clang number them
			u->bad = true;
		abbrev a = {.tag = uleb(&p)};
		a.children = *p++;
		a.attrs = p;
		for (;;) {
			uint64_t name = uleb(&p), form = uleb(&p);
			if (form == FORM_implicit_const)
				sleb(&p);
			if (name == 0)
				break;
		}
		types |= a.tag == TAG_base_type;
		append(&list, a);
	}
	u->abbrevs = list.a;
	u->nabbrevs = list.n;
	return types;
}

// Reads the entry at an offset. False at the end of a list of entries, and in a bad unit.
static bool readentry(unit *u, uint64_t at, entry *e)
{
	memset(e, 0, sizeof *e);
	e->at = e->next = at;
	if (at < u->begin || at >= u->end)
		return false;
	const uint8_t *p = u->d->info.p + at;
	uint64_t code = uleb(&p);
	e->next = (uint64_t)(p - u->d->info.p);
	if (code == 0 || code >= u->nabbrevs) {
		u->bad |= code != 0;
		return false;
	}
	e->tag = u->abbrevs[code].tag;
	e->children = u->abbrevs[code].children;
	for (const uint8_t *q = u->abbrevs[code].attrs;;) {
		uint64_t name = uleb(&q);
		value v = {.form = uleb(&q), .p = p};
		if (v.form == FORM_implicit_const)
			v.constant = sleb(&q);
		if (name == 0)
			break;
		const uint8_t *known = name < 0x100 ? memchr(attrnames, (int)name, NATTRS) : NULL;
		if (known != NULL)
			e->v[known - attrnames] = v;
		p += length(u, p, v.form);
	}
	e->next = (uint64_t)(p - u->d->info.p);
	return !u->bad;
}

// The offset behind an entry and those that it contains.
static uint64_t behind(unit *u, const entry *e)
{
	uint64_t at = e->next;
	entry child;
	uint64_t sibling = number(u, &e->v[AT_sibling]);
	if (e->children && sibling > at)
		return sibling;
	while (e->children) {
		if (!readentry(u, at, &child))
			return child.next;
		at = behind(u, &child);
	}
	return at;
}

// The entry's name, or NULL.
static const char *nameof(const unit *u, const entry *e)
{
	const value *v = &e->v[AT_name];
	if (v->form == FORM_string)
		return (const char *)v->p;
	if (v->form != FORM_strp || fixed(v->p, 4) >= u->d->str.n)
		return NULL;
	return (const char *)u->d->str.p + fixed(v->p, 4);
}

static void findstructures(void)
{
	for (size_t i = 0; i < units.n; i++) {
		unit *u = &units.a[i];
		entry e, child;
		if (!readentry(u, u->begin + UNITHEAD, &e) || !e.children)
			continue;
		for (uint64_t at = e.next; readentry(u, at, &child); at = behind(u, &child)) {
			const char *name = nameof(u, &child);
			bool known = child.tag == TAG_structure_type || child.tag == TAG_union_type;
			if (known && child.v[AT_byte_size].form != 0 && name != NULL)
				append(&structures, ((structure){name, u, child.at}));
		}
	}
}

static bool layout(unit *u, uint64_t at, int depth, uint64_t *size, uint64_t *align);

// As layout, of a structure that another unit describes: the runtime's files leave that to one.
static bool declared(unit *u, const entry *e, int depth, uint64_t *size, uint64_t *align)
{
	const char *name = nameof(u, e);
	if (structures.n == 0)
		findstructures();
	for (size_t i = 0; name != NULL && i < structures.n; i++) {
		const structure *s = &structures.a[i];
		if (strcmp(s->name, name) == 0)
			return layout(s->u, s->at, depth + 1, size, align);
	}
	return false;
}

// The size and the alignment of a type; false if the arguments after it have no known place.
static bool layout(unit *u, uint64_t at, int depth, uint64_t *size, uint64_t *align)
{
	entry e;
	if (depth == MAXDEPTH || !readentry(u, at, &e))
		return false;
	const value *bytesize = &e.v[AT_byte_size];
	*size = *align = number(u, bytesize);
	switch (e.tag) {
	case TAG_pointer_type:
	case TAG_reference_type:
	case TAG_rvalue_reference_type:
		*size = *align = 8;
		return true;
	case TAG_array_type:
		if (!layout(u, number(u, &e.v[AT_type]), depth + 1, size, align))
			return false;
		break;
	default:
		if (bytesize->form == 0 && e.v[AT_type].form == 0)
			return declared(u, &e, depth, size, align);
		if (bytesize->form == 0) // a typedef, const
			return layout(u, number(u, &e.v[AT_type]), depth + 1, size, align);
		// A number, or an enumeration of such. A structure without members is empty.
		if (*size != 0 && (!e.children || e.v[AT_type].form != 0))
			return *align <= 16;
		*align = 1;
	}
	uint64_t next = e.next;
	for (entry child; e.children && readentry(u, next, &child); next = behind(u, &child)) {
		uint64_t membersize, memberalign;
		if (child.tag == TAG_subrange_type) {
			bool count = child.v[AT_count].form != 0;
			*size *= number(u, &child.v[count ? AT_count : AT_upper_bound]) + !count;
		} else if (e.tag != TAG_array_type && child.v[AT_type].form != 0) {
			if (!layout(u, number(u, &child.v[AT_type]), depth + 1, &membersize, &memberalign))
				return false;
			if (memberalign > *align)
				*align = memberalign;
		}
	}
	return *size < 1 << 20;
}

// Reads the list of ranges, or of locations, to which v refers, and says where a function's code or
// a parameter is.
static ranges readlist(unit *u, const value *v, bool locations)
{
	sectiondata section = locations ? u->d->loclists : u->d->rnglists;
	uint64_t at = listoffset(u, v, section, locations ? u->locbase : u->rngbase);
	LIST(range) list = {0};
	uint64_t base = u->low;
	const uint8_t *p = section.p + at, *end = section.p + section.n;
	while (at < section.n && p < end && *p != 0) {
		range r = {0};
		uint8_t kind = *p++;
		// .debug_rnglists has other numbers than .debug_loclists from 5 on.
		if (!locations && kind >= 5)
			kind++;
		switch (kind) {
		case 1: // base_addressx
			base = indexed(u, uleb(&p));
			continue;
		case 2: // startx_endx
			r.lo = indexed(u, uleb(&p));
			r.hi = indexed(u, uleb(&p));
			break;
		case 3: // startx_length
			r.lo = indexed(u, uleb(&p));
			r.hi = r.lo + uleb(&p);
			break;
		case 4: // offset_pair
			r.lo = base + uleb(&p);
			r.hi = base + uleb(&p);
			break;
		case 5: // default_location
			r.hi = ~(uint64_t)0;
			break;
		case 6: // base_address
			base = fixed(p, 8);
			p += 8;
			continue;
		case 7: // start_end
			r.lo = fixed(p, 8);
			r.hi = fixed(p + 8, 8);
			p += 16;
			break;
		case 8: // start_length
			r.lo = fixed(p, 8);
			p += 8;
			r.hi = r.lo + uleb(&p);
			break;
		case 9: // GNU_view_pair
			uleb(&p);
			uleb(&p);
			continue;
		default:
			u->bad = true;
			return (ranges){list.a, list.n};
		}
		if (locations) {
			r.n = uleb(&p);
			r.p = p;
			p += r.n;
		}
		if (r.lo < r.hi)
			append(&list, r);
	}
	return (ranges){list.a, list.n};
}

// Takes over one operation of a location; false if the runtime does not know it.
static bool takeop(unit *u, const uint8_t **p, const uint8_t *end)
{
	static const uint8_t plain[] = {
		0x06, 0x12, 0x1a, 0x1c, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27,
	};
	const uint8_t *begin = *p;
	uint8_t op = *(*p)++;
	uint64_t n;
	if ((op >= 0x30 && op <= 0x4f) || memchr(plain, op, sizeof plain) != NULL) {
		append(&ops, op); // lit, and what works on the stack of values
		return true;
	}
	switch (op) {
	case 0x03: // addr
	case 0xa1: // addrx
		n = op == 0x03 ? fixed(*p, 8) : indexed(u, uleb(p));
		if (op == 0x03)
			*p += 8;
		append(&ops, 0x0c); // const4u
		append(&opplaces, (uint32_t)ops.n);
		append(&opaddresses, n);
		for (int i = 0; i < 4; i++)
			append(&ops, (uint8_t)(n >> 8 * i));
		return n != 0;
	case 0x08: // const1u, 1s, 2u, 2s, 4u, 4s, 8u, 8s
	case 0x09:
	case 0x0a:
	case 0x0b:
	case 0x0c:
	case 0x0d:
	case 0x0e:
	case 0x0f:
		*p += 1 << (op - 0x08) / 2;
		break;
	case 0x10: // constu
	case 0x11: // consts
	case 0x23: // plus_uconst
	case 0x91: // fbreg
		uleb(p);
		break;
	case 0x9c: // call_frame_cfa
		append(&ops, 0x91);
		append(&ops, 0);
		return true;
	case 0xa3: // entry_value, of a general register
		n = uleb(p);
		if (n != 1 || **p < 0x50 || **p > 0x5f)
			return false;
		append(&ops, op);
		append(&ops, (uint8_t)(*(*p)++ - 0x50));
		return true;
	default:
		if (op < 0x70 || op > 0x7f) // breg of a general register
			return false;
		uleb(p);
	}
	if (*p > end)
		return false;
	for (; begin < *p; begin++)
		append(&ops, *begin);
	return true;
}

// Takes over the operations up to the end of a piece, and says what they give.
static int takepiece(unit *u, const uint8_t **p, const uint8_t *end)
{
	int kind = pieceUnknown;
	ops.n = opplaces.n = opaddresses.n = 0;
	while (*p < end && **p != 0x93) {
		uint8_t op = **p;
		if (op >= 0x50 && op <= 0x5f) { // reg
			++*p;
			append(&ops, (uint8_t)(op + 0x20)); // breg
			append(&ops, 0);
			kind = pieceValue;
		} else if (op == 0x9e) { // implicit_value
			++*p;
			uint64_t len = uleb(p);
			if (len > 8) {
				*p = end;
				return pieceUnknown;
			}
			append(&ops, 0x0e); // const8u
			uint64_t v = fixed(*p, len);
			for (int i = 0; i < 8; i++)
				append(&ops, (uint8_t)(v >> 8 * i));
			*p += len;
			kind = pieceValue;
		} else if (op == 0x9f) { // stack_value
			++*p;
			kind = pieceValue;
		} else if (op == 0xf0) { // GNU_uninit: perhaps it has no value; a parameter has one
			++*p;
		} else if (takeop(u, p, end)) {
			kind = pieceAddress;
		} else {
			*p = end; // we do not find the next piece either
			return pieceUnknown;
		}
	}
	return kind;
}

// What the operations that were taken come to, if it is simple.
static int simplified(int kind, uint64_t *v)
{
	const uint8_t *o = ops.a, *p = o + 1;
	if (kind != pieceValue)
		return kind;
	if (ops.n == 2 && o[0] >= 0x70 && o[0] <= 0x7f && o[1] == 0) // breg
		return o[0] - 0x70;
	if (ops.n == 2 && o[0] == 0xa3) // entry_value
		return pieceEntry + o[1];
	if (ops.n == 1 && o[0] >= 0x30 && o[0] <= 0x4f) { // lit
		*v = o[0] - 0x30;
		return pieceConstant;
	}
	if (o[0] == 0x08 || o[0] == 0x0a || (o[0] == 0x0c && opplaces.n == 0)) { // const1u, 2u, 4u
		size_t n = 1u << (o[0] - 0x08) / 2;
		*v = fixed(p, n);
		return ops.n == 1 + n ? pieceConstant : kind;
	}
	return kind;
}

// Writes what follows the byte of a piece.
static void putoperands(int kind, uint64_t constant)
{
	if (kind == pieceConstant)
		put(constant);
	if (kind != pieceValue && kind != pieceAddress)
		return;
	put(ops.n);
	for (size_t i = 0; i < opplaces.n; i++) {
		append(&places, (uint32_t)rec.n + opplaces.a[i]);
		append(&addresses, opaddresses.a[i]);
	}
	for (size_t i = 0; i < ops.n; i++)
		append(&rec, ops.a[i]);
}

// Writes the location of an argument of size bytes, in code of length bytes that begins gap bytes
// behind that of the one before.
static void putlocation(unit *u, const range *r, uint64_t gap, uint64_t size)
{
	const uint8_t *p = r->p, *end = p + r->n;
	put(r->hi - r->lo);
	for (uint64_t rest = size, piece; rest > 0; rest -= piece) {
		piece = rest;
		int kind = takepiece(u, &p, end);
		if (p < end) {
			p++;
			piece = uleb(&p);
			if (piece == 0 || piece > rest)
				piece = rest;
		}
		uint64_t constant = 0;
		kind = kind == pieceValue && piece > 8 ? pieceUnknown : simplified(kind, &constant);
		bool withgap = rest == size && gap != 0, sized = piece != size;
		append(&rec, (uint8_t)(kind | (withgap ? pieceGap : 0) | (sized ? pieceSized : 0)));
		if (withgap)
			put(gap);
		if (sized)
			put(piece);
		putoperands(kind, constant);
	}
}

// The register that a location is, or pieceEntry + the register that it was at the entry; else -1.
static int plain(const range *r)
{
	if (r->n == 1 && *r->p >= 0x50 && *r->p <= 0x5f) // reg
		return *r->p - 0x50;
	if (r->n == 4 && r->p[0] == 0xa3) // entry_value, stack_value
		return r->p[2] - 0x50 + pieceEntry;
	return -1;
}

// Leaves out what holds before and in the call of __morestack alone, at the two ends of a function
// with a stack check: the argument's register, and after the call what it was at the entry.
static ranges withoutcheck(ranges list, const range *code)
{
	enum { CHECK = 16, CALL = 32 };
	if (list.n < 3)
		return list;
	range *first = &list.r[0], *last = &list.r[list.n - 1];
	int reg = plain(first);
	if (reg < 0 || reg >= pieceEntry || first->lo != code->lo || first->hi - first->lo > CHECK ||
	    plain(last - 1) != reg || plain(last) != pieceEntry + reg || last->hi != code->hi ||
	    last->hi - last[-1].lo > CALL)
		return list;
	return (ranges){first + 1, list.n - 3};
}

// Writes where an argument is in the code of r.
static void putargument(unit *u, const param *a, uint64_t size, const range *code)
{
	uint64_t at = code->lo;
	ranges list = {0};
	range one = {code->lo, code->hi, NULL, 0};
	const uint8_t *p = a->location.p;
	if (a->location.form == FORM_exprloc) {
		one.n = uleb(&p);
		one.p = p;
		list = (ranges){&one, 1};
	} else if (a->location.form != 0) {
		list = readlist(u, &a->location, true);
	} else if (a->constant.form != 0 && size <= 8) {
		uint64_t v = number(u, &a->constant);
		static uint8_t constant[10] = {0x0e, [9] = 0x9f}; // const8u, stack_value
		memcpy(constant + 1, &v, 8);
		one.p = constant;
		one.n = sizeof constant;
		list = (ranges){&one, 1};
	}
	ranges body = withoutcheck(list, code);
	for (size_t i = 0; i < body.n; i++) {
		range r = body.r[i];
		if (r.lo < at)
			r.lo = at; // a location that begins before this code, or overlaps another
		if (r.hi > code->hi)
			r.hi = code->hi;
		if (r.lo >= r.hi)
			continue;
		putlocation(u, &r, r.lo - at, size);
		at = r.hi;
	}
	if (list.r != &one)
		free(list.r);
}

// Writes what the calls in this code pass in registers.
static void putcalls(unit *u, const function *f, const range *code)
{
	uint64_t at = code->lo;
	for (size_t i = 0; i < f->calls.n; i++) {
		const callsite *c = &f->calls.a[i];
		if (c->pc <= at || c->pc > code->hi)
			continue;
		size_t begin = rec.n, nplaces = places.n, known = 0;
		put(c->pc - at);
		for (size_t k = c->begin; k < c->end; k++) {
			const callreg *r = &f->regs.a[k];
			const uint8_t *p = r->value.p;
			uint64_t n = uleb(&p);
			uint64_t constant = 0;
			int kind = takepiece(u, &p, p + n);
			if (kind == pieceUnknown)
				continue;
			kind = simplified(pieceValue, &constant);
			append(&rec, (uint8_t)(1 + r->arg * pieceKinds + kind));
			putoperands(kind, constant);
			known++;
		}
		append(&rec, 0);
		if (known > 0) {
			at = c->pc;
		} else {
			rec.n = begin;
			places.n = addresses.n = nplaces;
		}
	}
	put(0);
}

static int bypc(const void *a, const void *b)
{
	uint64_t x = ((const callsite *)a)->pc, y = ((const callsite *)b)->pc;
	return (x > y) - (x < y);
}

// Gives take the records of a function.
static void putfunction(unit *u, const entry *e, function *f, void *data,
                        void (*take)(void *data, const argsrecord *r))
{
	// The parameters of a copy, for inlining or with fewer arguments, are those of the original.
	entry original, child;
	LIST(param) params = {0};
	if (e->v[AT_abstract_origin].form != 0 &&
	    readentry(u, number(u, &e->v[AT_abstract_origin]), &original)) {
		uint64_t at = original.next;
		for (; original.children && readentry(u, at, &child); at = behind(u, &child)) {
			if (child.tag == TAG_unspecified_parameters)
				f->variadic = true;
			if (child.tag != TAG_formal_parameter)
				continue;
			param a = {.type = number(u, &child.v[AT_type])};
			for (size_t i = 0; i < f->params.n; i++)
				if (f->params.a[i].origin == child.at) {
					a.location = f->params.a[i].location;
					a.constant = f->params.a[i].constant;
				}
			append(&params, a);
		}
	} else {
		for (size_t i = 0; i < f->params.n; i++)
			append(&params, f->params.a[i]);
	}
	qsort(f->calls.a, f->calls.n, sizeof *f->calls.a, bypc);

	range one = {.lo = number(u, &e->v[AT_low_pc])};
	const value *high = &e->v[AT_high_pc];
	one.hi = high->form == FORM_addr ? number(u, high) : one.lo + number(u, high);
	ranges code = {&one, 1};
	if (e->v[AT_ranges].form != 0)
		code = readlist(u, &e->v[AT_ranges], false);
	for (size_t i = 0; i < code.n; i++) {
		uint64_t size = 0;
		rec.n = places.n = addresses.n = 0;
		put(code.r[i].hi - code.r[i].lo);
		put(params.n << 1 | f->variadic);
		for (size_t k = 0; k < params.n; k++) {
			uint64_t argsize, align;
			if (!layout(u, params.a[k].type, 0, &argsize, &align))
				u->bad = true;
			if (u->bad)
				break;
			size = (size + align - 1) / align * align;
			put(argsize << 5 | align); // at most 16
			if (size < MAXARGS && argsize > 0)
				putargument(u, &params.a[k], argsize, &code.r[i]);
			put(0);
			size += argsize;
		}
		putcalls(u, f, &code.r[i]);
		if (u->bad)
			break;
		argsrecord r = {code.r[i].lo, rec.a, rec.n, places.a, addresses.a, places.n};
		take(data, &r);
	}
	if (code.r != &one)
		free(code.r);
	free(params.a);
}

// Walks over an entry and those that it contains, and returns the offset behind them. f is the
// function whose code they describe, and parent the tag of the entry that contains this one.
static uint64_t walk(unit *u, const entry *e, function *f, uint64_t parent, void *data,
                     void (*take)(void *data, const argsrecord *r))
{
	function own = {0};
	bool code = e->v[AT_low_pc].form != 0 || e->v[AT_ranges].form != 0;
	if (e->tag == TAG_subprogram) {
		f = code ? &own : NULL;
	} else if (f == NULL) {
	} else if (parent == TAG_subprogram && e->tag == TAG_formal_parameter) {
		append(&f->params, ((param){number(u, &e->v[AT_abstract_origin]), number(u, &e->v[AT_type]),
		                            e->v[AT_location], e->v[AT_const_value]}));
	} else if (parent == TAG_subprogram && e->tag == TAG_unspecified_parameters) {
		f->variadic = true;
	} else if (e->tag == TAG_call_site) {
		uint64_t pc = number(u, &e->v[AT_call_return_pc]);
		append(&f->calls, ((callsite){pc, f->regs.n, f->regs.n}));
	} else if (e->tag == TAG_call_site_parameter && f->calls.n > 0) {
		const uint8_t *p = e->v[AT_location].p;
		bool reg = e->v[AT_location].form == FORM_exprloc && uleb(&p) == 1;
		const uint8_t *arg = reg ? memchr(argRegs, *p - 0x50, sizeof argRegs) : NULL;
		if (arg != NULL && e->v[AT_call_value].form == FORM_exprloc) {
			append(&f->regs, ((callreg){(int)(arg - argRegs), e->v[AT_call_value]}));
			f->calls.a[f->calls.n - 1].end = f->regs.n;
		}
	}
	uint64_t at = e->next;
	entry child;
	while (e->children) {
		if (!readentry(u, at, &child)) {
			at = child.next;
			break;
		}
		at = walk(u, &child, f, e->tag, data, take);
	}
	if (f == &own) {
		putfunction(u, e, f, data, take);
		free(own.params.a);
		free(own.calls.a);
		free(own.regs.a);
	}
	return at;
}

void readargs(const debugsections *d, void (*take)(void *data, const argsrecord *r), void *data)
{
	entry e;
	units.n = structures.n = 0;
	for (uint64_t at = 0; at + UNITHEAD < d->info.n;) {
		const uint8_t *p = d->info.p + at;
		unit u = {.d = d, .begin = at, .end = at + 4 + fixed(p, 4)};
		at = u.end;
		enum { VERSION = 5, COMPILE = 1, ADDRESS_SIZE = 8 };
		if (u.end > d->info.n || fixed(p + 4, 2) != VERSION || p[6] != COMPILE ||
		    p[7] != ADDRESS_SIZE)
			continue;
		if (readabbrevs(&u, fixed(p + 8, 4)) && readentry(&u, u.begin + UNITHEAD, &e) &&
		    number(&u, &e.v[AT_language]) != LANG_Mips_Assembler) {
			u.addrbase = number(&u, &e.v[AT_addr_base]);
			u.locbase = number(&u, &e.v[AT_loclists_base]);
			u.rngbase = number(&u, &e.v[AT_rnglists_base]);
			u.low = number(&u, &e.v[AT_low_pc]);
			append(&units, u);
		} else {
			free(u.abbrevs);
		}
	}
	for (size_t i = 0; i < units.n; i++)
		if (readentry(&units.a[i], units.a[i].begin + UNITHEAD, &e))
			walk(&units.a[i], &e, NULL, 0, data, take);
	for (size_t i = 0; i < units.n; i++)
		free(units.a[i].abbrevs);
}
