// split-stack: yes
// Hashing and equality by type: what maps, == on interfaces and compiled code use. Values that are
// equal hash alike; a NaN hashes at random, as it equals nothing.
#include "runtime.h"

static const uintptr c0 = 33054211828000289;
static const uintptr c1 = 23344194077549503;

// Makes hash values of different processes different. Set in alginit, then read-only.
uintptr hashkey;

// go: alg.go#memhash0
uintptr memhash0(const void *p, uintptr h) { return h; }

// go: alg.go#memhash8
uintptr memhash8(const void *p, uintptr h) { return memhash(p, h, 1); }

// go: alg.go#memhash16
uintptr memhash16(const void *p, uintptr h) { return memhash(p, h, 2); }

// go: alg.go#memhash128
uintptr memhash128(const void *p, uintptr h) { return memhash(p, h, 16); }

// go: alg.go#f32hash
uintptr f32hash(const void *p, uintptr h)
{
	float32 f = *(const float32 *)p;
	if (f == 0)
		return c1 * (c0 ^ h); // +0, -0
	if (f != f)
		return c1 * (c0 ^ h ^ fastrand()); // any kind of NaN
	return memhash32(p, h);
}

// go: alg.go#f64hash
uintptr f64hash(const void *p, uintptr h)
{
	float64 f = *(const float64 *)p;
	if (f == 0)
		return c1 * (c0 ^ h); // +0, -0
	if (f != f)
		return c1 * (c0 ^ h ^ fastrand()); // any kind of NaN
	return memhash64(p, h);
}

// go: alg.go#c64hash
uintptr c64hash(const void *p, uintptr h)
{
	const float32 *x = p;
	return f32hash(&x[1], f32hash(&x[0], h));
}

// go: alg.go#c128hash
uintptr c128hash(const void *p, uintptr h)
{
	const float64 *x = p;
	return f64hash(&x[1], f64hash(&x[0], h));
}

// go: none — the common part of interhash and nilinterhash; data is an interface's data word
static uintptr datahash(_type *t, void *const *data, uintptr h)
{
	// A type that cannot be compared panics here even if typehash could go through its parts: a
	// struct may have such a field deep inside.
	if (t->equal == nil)
		panicerror(concat(STR("hash of unhashable type "), _type_string(t)));
	return c1 * typehash(t, isDirectIface(t) ? (const void *)data : *data, h ^ c0);
}

// go: alg.go#interhash
uintptr interhash(const void *p, uintptr h)
{
	const iface *a = p;
	return a->tab == nil ? h : datahash(a->tab->_type, &a->data, h);
}

// go: alg.go#nilinterhash
uintptr nilinterhash(const void *p, uintptr h)
{
	const eface *a = p;
	return a->_type == nil ? h : datahash(a->_type, &a->data, h);
}

// go: alg.go#typehash [adapted] field by field, because it must agree with the hashers that gccgo
//     generates
// Used where the caller has a type but no compiled hasher: values in interfaces, and reflect.
uintptr typehash(_type *t, const void *p, uintptr h)
{
	if (t->tflag & tflagRegularMemory) {
		// The two common sizes, with the length known when compiling.
		switch (t->size) {
		case 4: return memhash32(p, h);
		case 8: return memhash64(p, h);
		default: return memhash(p, h, t->size);
		}
	}
	switch (t->kind & kindMask) {
	case kindFloat32: return f32hash(p, h);
	case kindFloat64: return f64hash(p, h);
	case kindComplex64: return c64hash(p, h);
	case kindComplex128: return c128hash(p, h);
	case kindString: return strhash(p, h);
	case kindInterface:
		return ((interfacetype *)t)->mhdr.len == 0 ? nilinterhash(p, h) : interhash(p, h);
	case kindArray: {
		arraytype *a = (arraytype *)t;
		for (uintptr i = 0; i < a->len; i++)
			h = typehash(a->elem, add(p, i * a->elem->size), h);
		return h;
	}
	case kindStruct: {
		structtype *s = (structtype *)t;
		for (intgo i = 0; i < s->fields.len; i++) {
			structfield *f = &s->fields.array[i];
			if (f->name->len == 1 && f->name->str[0] == '_')
				continue;
			h = typehash(f->typ, add(p, structfield_offset(f)), h);
		}
		return h;
	}
	}
	panicerror(concat(STR("hash of unhashable type "), _type_string(t)));
}

// go: alg.go#reflect_typehash
uintptr reflect_typehash(_type *t, const void *p, uintptr h) { return typehash(t, p, h); }

// go: alg.go#memequal0
bool memequal0(const void *p, const void *q) { return true; }

// go: alg.go#memequal8
bool memequal8(const void *p, const void *q) { return *(const uint8 *)p == *(const uint8 *)q; }

// go: alg.go#memequal16
bool memequal16(const void *p, const void *q) { return *(const uint16 *)p == *(const uint16 *)q; }

// go: alg.go#memequal32
bool memequal32(const void *p, const void *q) { return *(const uint32 *)p == *(const uint32 *)q; }

// go: alg.go#memequal64
bool memequal64(const void *p, const void *q) { return *(const uint64 *)p == *(const uint64 *)q; }

// go: alg.go#memequal128
bool memequal128(const void *p, const void *q)
{
	const uint64 *a = p, *b = q;
	return a[0] == b[0] && a[1] == b[1];
}

// go: alg.go#f32equal
bool f32equal(const void *p, const void *q) { return *(const float32 *)p == *(const float32 *)q; }

// go: alg.go#f64equal
bool f64equal(const void *p, const void *q) { return *(const float64 *)p == *(const float64 *)q; }

// go: alg.go#c64equal
bool c64equal(const void *p, const void *q)
{
	const float32 *a = p, *b = q;
	return a[0] == b[0] && a[1] == b[1];
}

// go: alg.go#c128equal
bool c128equal(const void *p, const void *q)
{
	const float64 *a = p, *b = q;
	return a[0] == b[0] && a[1] == b[1];
}

// go: alg.go#strequal
bool strequal(const void *p, const void *q)
{
	const String *a = p, *b = q;
	return a->len == b->len && memequal(a->str, b->str, (uintptr)a->len);
}

// go: alg.go#interequal [adapted] a method table is not unique here, its type is
bool interequal(const void *p, const void *q)
{
	const iface *x = p, *y = q;
	if (x->tab == nil || y->tab == nil)
		return x->tab == y->tab;
	return x->tab->_type == y->tab->_type && efaceeq(x->tab->_type, x->data, y->data);
}

// go: alg.go#nilinterequal
bool nilinterequal(const void *p, const void *q)
{
	const eface *x = p, *y = q;
	return x->_type == y->_type && efaceeq(x->_type, x->data, y->data);
}

// go: alg.go#efaceeq
// Two data words of the same dynamic type t.
bool efaceeq(_type *t, void *x, void *y)
{
	if (t == nil)
		return true;
	if (t->equal == nil)
		panicerror(concat(STR("comparing uncomparable type "), _type_string(t)));
	if (isDirectIface(t))
		return x == y; // ptr, chan, func, map, and single-element structs and arrays of them
	return callequal(t->equal, x, y);
}

// go: alg.go#ifaceeq
bool ifaceeq(itab *tab, void *x, void *y) { return tab == nil || efaceeq(tab->_type, x, y); }

// go: alg.go#alginit [adapted] one key; before any map exists
void alginit(void) { getRandomData((slice){&hashkey, sizeof hashkey, sizeof hashkey}); }
