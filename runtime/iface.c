// split-stack: yes
// Interfaces: the method tables that compilers cannot make, because the interface or the type is
// known only at run time, and what fails when a value does not implement an interface.
//
// A table that was made once is kept for ever, in a hash table that readers search without a lock.
// It only grows: an entry is complete before it is published, a larger table is filled before it
// replaces the old one, which readers may go on using.
#include "runtime.h"

extern _type TypeAssertionError_type GOLABEL("runtime.TypeAssertionError..d");
extern _type TypeAssertionError_ptrtype GOLABEL("runtime.TypeAssertionError..p");

enum { itabInitSize = 512 };

// A method table with what it was made for. The table itself is the compiler's: the type, then the
// code pointers.
typedef struct itabEntry {
	interfacetype *inter;
	// the first method that the type lacks: then there is no table. nil: there is
	String        *missing;
	itab           tab;
} itabEntry;

// go: iface.go#itabTableType [adapted] entries with the key in front
// Open addressing. At most 75 % full.
typedef struct itabTableType {
	uintptr    size; // a power of two
	uintptr    count;
	itabEntry *entries[itabInitSize]; // really size of them; each is set once, atomic
} itabTableType;

static mutex itabLock GOSYM(itabLock); // held to change itabTable
static itabTableType itabTableInit GOSYM(itabTableInit) = {.size = itabInitSize};
static itabTableType *itabTable GOSYM(itabTable) = &itabTableInit; // atomic

// go: none — panics with a *TypeAssertionError
static noreturn void panicassertion(_type *iface, _type *concrete, _type *asserted, String missing)
{
	TypeAssertionError *e = newobject(&TypeAssertionError_type);
	*e = (TypeAssertionError){iface, concrete, asserted, missing};
	gopanic((eface){&TypeAssertionError_ptrtype, e});
}

// go: iface.go#itabHashFunc
// Both hashes are good ones, made by the compiler.
static uintptr itabHashFunc(interfacetype *inter, _type *typ)
{
	return inter->typ.hash ^ typ->hash;
}

static itabEntry *itabTableType_find(itabTableType *t, interfacetype *inter, _type *typ);
static void itabAdd(itabEntry *m);
static void itab_init(itabEntry *m);

// go: iface.go#getitab
// The table of inter's methods for typ; inter has some. If typ lacks one, nil or, if it must not
// fail, a panic.
itab *getitab(interfacetype *inter, _type *typ, bool canfail)
{
	if (inter->mhdr.len == 0)
		throw("internal error - misuse of itab");
	String *missing = inter->mhdr.array[0].name;
	if (typ->uncommon != nil) {
		// mo: seq_cst, acquire would do; pairs with itabAdd's store: the table is filled.
		itabEntry *m = itabTableType_find(atomic_Loadp(&itabTable), inter, typ);
		if (m == nil) {
			lock(&itabLock);
			m = itabTableType_find(itabTable, inter, typ); // someone may have been faster
			if (m == nil) {
				m = persistentalloc(sizeof *m +
				                        (uintptr)(inter->mhdr.len - 1) * sizeof m->tab.fun[0],
				                    0, &memstats.other_sys);
				m->inter = inter;
				m->tab._type = typ;
				itab_init(m);
				itabAdd(m);
			}
			unlock(&itabLock);
		}
		if (m->missing == nil)
			return &m->tab;
		missing = m->missing;
	}
	if (canfail)
		return nil;
	panicassertion(nil, typ, &inter->typ, *missing);
}

// go: iface.go#itabTableType.find
// Triangular probing visits every slot of a table of 2^n.
static itabEntry *itabTableType_find(itabTableType *t, interfacetype *inter, _type *typ)
{
	uintptr mask = t->size - 1, h = itabHashFunc(inter, typ) & mask;
	for (uintptr i = 1;; i++) {
		// mo: seq_cst, acquire would do; pairs with itabTableType_add: the entry is complete.
		itabEntry *m = atomic_Loadp(&t->entries[h]);
		if (m == nil || (m->inter == inter && m->tab._type == typ))
			return m;
		h = (h + i) & mask;
	}
}

static void itabTableType_add(itabTableType *t, itabEntry *m);

// go: iface.go#itabAdd
// Holds: itabLock.
static void itabAdd(itabEntry *m)
{
	if (getg()->m->mallocing != 0)
		throw("malloc deadlock"); // a table is made in the middle of an allocation
	itabTableType *t = itabTable;
	if (t->count >= 3 * (t->size / 4)) {
		// what it points to is never freed
		itabTableType *t2 = mallocgc((2 + 2 * t->size) * sizeof(void *), &nopointers, true);
		t2->size = t->size * 2;
		for (uintptr i = 0; i < t->size; i++)
			if (t->entries[i] != nil)
				itabTableType_add(t2, t->entries[i]);
		if (t2->count != t->count)
			throw("mismatched count during itab table copy");
		// mo: seq_cst, release would do; pairs with getitab's load.
		atomicstorep(&itabTable, t2);
		t = t2;
	}
	itabTableType_add(t, m);
}

// go: iface.go#itabTableType.add
// Holds: itabLock, or t is not published.
static void itabTableType_add(itabTableType *t, itabEntry *m)
{
	uintptr mask = t->size - 1, h = itabHashFunc(m->inter, m->tab._type) & mask;
	for (uintptr i = 1;; i++) {
		itabEntry *m2 = t->entries[h];
		if (m2 == m)
			return;
		if (m2 == nil) {
			// mo: seq_cst, release would do; pairs with itabTableType_find's load: m's fields come
			// first.
			atomic_StorepNoWB(&t->entries[h], m);
			t->count++;
			return;
		}
		h = (h + i) & mask;
	}
}

// go: none — how two strings of method lists are sorted: by bytes, a prefix first
static intgo comparenames(const String *a, const String *b)
{
	if (a == b)
		return 0;
	intgo n = a->len < b->len ? a->len : b->len;
	intgo r = memcmp(a->str, b->str, (size_t)n);
	return r != 0 ? r : a->len - b->len;
}

// go: none — does method t implement interface method i? The names are equal
static bool implements(const method *t, const imethod *i)
{
	if (t->mtyp != i->typ)
		return false;
	if (t->pkgpath == nil || i->pkgpath == nil)
		return t->pkgpath == i->pkgpath; // exported: the same in all packages
	return comparenames(t->pkgpath, i->pkgpath) == 0;
}

// go: iface.go#itab.init [adapted] the result is in m
// Fills in the code pointers, or sets missing. Both lists are sorted by name, so that one walk over
// each will do; a type can have unexported methods of one name from several packages.
static void itab_init(itabEntry *m)
{
	interfacetype *inter = m->inter;
	uncommontype *x = m->tab._type->uncommon;
	intgo j = 0;
	for (intgo k = 0; k < inter->mhdr.len; k++) {
		imethod *i = &inter->mhdr.array[k];
		while (j < x->methods.len && comparenames(x->methods.array[j].name, i->name) < 0)
			j++;
		intgo l = j;
		while (l < x->methods.len && comparenames(x->methods.array[l].name, i->name) == 0 &&
		    !implements(&x->methods.array[l], i))
			l++;
		if (l == x->methods.len || comparenames(x->methods.array[l].name, i->name) != 0) {
			m->missing = i->name;
			return;
		}
		m->tab.fun[k] = (uintptr)x->methods.array[l].tfn;
	}
}

// go: iface.go#itabsinit [adapted] the tables that compilers make do not say for which interface,
//     so they are not added
void itabsinit(void) {}

// go: iface.go#panicdottypeE
// x.(want) failed: x is of the interface type iface and holds a value of type have, or nothing.
void panicdottypeE(_type *have, _type *want, _type *iface)
{
	panicassertion(iface, have, want, (String){nil, 0});
}

// go: iface.go#panicdottypeI
void panicdottypeI(itab *have, _type *want, _type *iface)
{
	panicdottypeE(have != nil ? have->_type : nil, want, iface);
}

// go: iface.go#panicnildottype
// x.(want) failed: x is nil.
void panicnildottype(_type *want) { panicassertion(nil, nil, want, (String){nil, 0}); }

// go: iface.go#convT2E
eface convT2E(_type *t, void *elem)
{
	void *x = mallocgc(t->size, t, true);
	typedmemmove(t, x, elem);
	return (eface){t, x};
}

// go: none — a copy of n bytes without pointers; the zero value takes no memory
static void *convnoptr(const void *val, uintptr n, bool zero)
{
	if (zero)
		return (void *)zeroVal;
	void *x = mallocgc(n, &nopointers, false);
	memmove(x, val, n);
	return x;
}

// go: iface.go#convT16
void *convT16(uint16 val) { return convnoptr(&val, sizeof val, val == 0); }

// go: iface.go#convT32
void *convT32(uint32 val) { return convnoptr(&val, sizeof val, val == 0); }

// go: iface.go#convT64
void *convT64(uint64 val) { return convnoptr(&val, sizeof val, val == 0); }

// go: iface.go#convTstring
void *convTstring(String val)
{
	if (val.len == 0)
		return (void *)zeroVal;
	String *x = mallocgc(sizeof *x, &anypointers, true);
	*x = val;
	return x;
}

// go: iface.go#convTslice
void *convTslice(slice val)
{
	if (val.array == nil)
		return (void *)zeroVal;
	slice *x = mallocgc(sizeof *x, &anypointers, true);
	*x = val;
	return x;
}

// go: iface.go#convT2Enoptr
eface convT2Enoptr(_type *t, void *elem)
{
	void *x = mallocgc(t->size, t, false);
	memmove(x, elem, t->size);
	return (eface){t, x};
}

// go: iface.go#convT2I
iface convT2I(itab *tab, void *elem) { return (iface){tab, convT2E(tab->_type, elem).data}; }

// go: iface.go#convT2Inoptr
iface convT2Inoptr(itab *tab, void *elem)
{
	return (iface){tab, convT2Enoptr(tab->_type, elem).data};
}

// go: iface.go#convI2I
iface convI2I(interfacetype *inter, iface i)
{
	if (i.tab == nil)
		return (iface){nil, nil};
	return (iface){getitab(inter, i.tab->_type, false), i.data};
}

// go: iface.go#assertI2I
iface assertI2I(interfacetype *inter, iface i)
{
	return assertE2I(inter, (eface){i.tab != nil ? i.tab->_type : nil, i.data});
}

// go: iface.go#assertI2I2 [adapted] a method table does not tell its interface
iface assertI2I2(interfacetype *inter, iface i, bool *ok)
{
	return assertE2I2(inter, (eface){i.tab != nil ? i.tab->_type : nil, i.data}, ok);
}

// go: iface.go#assertE2I
iface assertE2I(interfacetype *inter, eface e)
{
	if (e._type == nil)
		// explicit conversions require non-nil interface values
		panicassertion(nil, nil, &inter->typ, (String){nil, 0});
	return (iface){getitab(inter, e._type, false), e.data};
}

// go: iface.go#assertE2I2
iface assertE2I2(interfacetype *inter, eface e, bool *ok)
{
	itab *tab = e._type != nil ? getitab(inter, e._type, true) : nil;
	*ok = tab != nil;
	return *ok ? (iface){tab, e.data} : (iface){nil, nil};
}

// go: iface.go#reflect_ifaceE2I
void reflect_ifaceE2I(interfacetype *inter, eface e, iface *dst) { *dst = assertE2I(inter, e); }

// go: iface.go#reflectlite_ifaceE2I
void reflectlite_ifaceE2I(interfacetype *inter, eface e, iface *dst) { *dst = assertE2I(inter, e); }

// go: iface.go#iterate_itabs
// World stopped.
void iterate_itabs(void (*fn)(itab *))
{
	itabTableType *t = itabTable;
	for (uintptr i = 0; i < t->size; i++)
		if (t->entries[i] != nil && t->entries[i]->missing == nil)
			fn(&t->entries[i]->tab);
}

#define row(n)                                                                                     \
	n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9, n + 10, n + 11, n + 12,      \
		n + 13, n + 14, n + 15
// The strings of one byte.
const byte staticbytes[256] = {row(0),   row(16),  row(32),  row(48),  row(64),  row(80),
                               row(96),  row(112), row(128), row(144), row(160), row(176),
                               row(192), row(208), row(224), row(240)};
#undef row
