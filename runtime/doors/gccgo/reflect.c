// split-stack: yes
// The functions that gccgo's package reflect needs: the search for a type by its name, and libffi's
// description of function types, by which it calls functions and makes new ones.
#include "runtime.h"
#include "ffi.h"

// go: none — finds the type with that string, which has package paths, for reflect
// reflect searches before it makes a type, since a package may have it already. Only the program's
// own packages register theirs: with the lists of gccgo's library the linker would keep all types.
_type *reflect_lookupType(String s)
{
	uintptr n;
	const uint32 *types = linkedtypes(&n);
	for (uintptr i = 0; i < n; i++) {
		_type *t = (_type *)(imagebase() + types[i]);
		if (t->str->len == s.len && memequal(t->str->str, s.str, (uintptr)s.len))
			return t;
	}
	for (intgo i = 0; i < firstmoduledata.ntypelists; i++) {
		struct typelist *l = firstmoduledata.typelists[i];
		for (intgo j = 0; j < l->count; j++) {
			_type *t = l->types[j];
			if (t->str->len == s.len && memequal(t->str->str, s.str, (uintptr)s.len))
				return t;
		}
	}
	return nil;
}

// go: none — reports whether reflect may put p, which points to a type outside the heap, in a Value
bool reflect_verifyNotInHeapPtr(uintptr p) { return spanOf(p) == nil && p != ~(uintptr)0; }

// What an eightbyte, which calls pass in one register, holds.
enum { holdsOther = 1, holdsFloat = 2 };

// go: none — notes what a value of type t at offset off puts into the eightbytes of a type
// That type has at most 16 bytes.
static void eightbytes(_type *t, uintptr off, uint8 *holds)
{
	if (t->size == 0)
		return;
	uint8 kind = t->kind & kindMask;
	if (kind == kindArray) {
		arraytype *a = (arraytype *)t;
		for (uintptr i = 0; i < a->len; i++)
			eightbytes(a->elem, off + i * a->elem->size, holds);
	} else if (kind == kindStruct) {
		structtype *s = (structtype *)t;
		for (intgo i = 0; i < s->fields.len; i++) {
			structfield *f = &s->fields.array[i];
			uintptr at = off + structfield_offset(f);
			eightbytes(f->typ, at, holds);
			// After a last field without a size gccgo puts a byte, unless the field's name is _.
			bool blank = f->name->len == 1 && f->name->str[0] == '_';
			if (i == s->fields.len - 1 && f->typ->size == 0 && !blank)
				holds[at / 8] |= holdsOther;
		}
	} else {
		uint8 held = kind >= kindFloat32 && kind <= kindComplex128 ? holdsFloat : holdsOther;
		for (uintptr i = off / 8; i <= (off + t->size - 1) / 8; i++)
			holds[i] |= held;
	}
}

// go: none — makes the ffi_type of a type of size bytes, which calls pass as C passes a struct
// Up to 16 bytes are passed in registers: an eightbyte that holds only floating-point numbers in a
// vector register, another in a general one. So the ffi_type has one element for each. It needs
// none if the type is larger: libffi passes it in memory.
static ffi_type *ffistruct(uintptr size, uint8 align, const uint8 *holds)
{
	uintptr n = size > 16 ? 0 : divRoundUp(size, 8);
	ffi_type *f = mallocgc(sizeof *f + (n + 1) * sizeof *f->elements, &anypointers, true);
	f->size = size;
	f->align = align;
	f->type = FFI_TYPE_STRUCT;
	f->elements = (ffi_type **)(f + 1);
	for (uintptr i = 0; i < n; i++)
		f->elements[i] = holds[i] != holdsFloat ? &ffi_type_uint64
		                 : size < (i + 1) * 8   ? &ffi_type_float
		                                        : &ffi_type_double;
	return f;
}

// go: none — describes how calls pass a value of type t
static ffi_type *typetoffi(_type *t)
{
	switch (t->kind & kindMask) {
	case kindBool: case kindUint8: return &ffi_type_uint8;
	case kindUint16: return &ffi_type_uint16;
	case kindUint32: return &ffi_type_uint32;
	case kindUint: case kindUint64: case kindUintptr: return &ffi_type_uint64;
	case kindInt8: return &ffi_type_sint8;
	case kindInt16: return &ffi_type_sint16;
	case kindInt32: return &ffi_type_sint32;
	case kindInt: case kindInt64: return &ffi_type_sint64;
	case kindFloat32: return &ffi_type_float;
	case kindFloat64: return &ffi_type_double;
	case kindComplex64: return &ffi_type_complex_float;
	case kindComplex128: return &ffi_type_complex_double;
	case kindChan: case kindFunc: case kindMap: case kindPtr: case kindUnsafePointer:
		return &ffi_type_pointer;
	}
	if (t->size == 0)
		return &ffi_type_longdouble; // functoffi replaces it
	uint8 holds[2] = {0};
	if (t->size <= 16)
		eightbytes(t, 0, holds);
	return ffistruct(t->size, t->align, holds);
}

// go: none — describes how a function returns its results
// Several results are one struct. Results without a size are nothing.
static ffi_type *resultstoffi(functype *ft)
{
	uintptr size = 0;
	uint8 align = 1, holds[2] = {0};
	for (intgo i = 0; i < ft->out.len; i++) {
		_type *t = ft->out.array[i];
		uintptr off = alignUp(size, t->align);
		size = off + t->size;
		if (size <= 16)
			eightbytes(t, off, holds);
		if (t->align > align)
			align = t->align;
	}
	if (size == 0)
		return &ffi_type_void;
	if (ft->out.len == 1)
		return typetoffi(ft->out.array[0]);
	return ffistruct(alignUp(size, align), align, holds);
}

struct prepcif {
	ffi_cif   *cif;
	ffi_type  *rtype;
	ffi_type **args;
	intgo      nargs;
	int        status;
};

// go: none — calls ffi_prep_cif on g0, because libffi is C without stack checks
static void prepcif(void *arg)
{
	struct prepcif *r = arg;
	r->status = ffi_prep_cif(r->cif, FFI_UNIX64, (uint32)r->nargs, r->rtype, r->args);
}

// What calls pass of a value without a size: nothing. libffi copies a long double to the stack, by
// its size. But ffi_prep_cif refuses a size of 0, so until then ffi_type_longdouble stands in.
static ffi_type ffinothing = {0, 1, FFI_TYPE_LONGDOUBLE, nil};

// go: none — finds the argument that ffi_call_go must get as two; returns its index, or n: there is
// none
// Where a struct begins with an eightbyte for the last general register, libffi copies all of the
// struct there: its other half overwrites the first vector register.
static intgo splitarg(ffi_type *rtype, ffi_type **args, intgo n)
{
	bool inmemory = rtype->type == FFI_TYPE_STRUCT && rtype->elements[0] == nil;
	int general = inmemory ? 1 : 0, vector = 0; // registers that are taken
	for (intgo i = 0; i < n; i++) {
		ffi_type *one[] = {args[i], nil};
		int g = 0, v = 0;
		for (ffi_type **f = args[i]->type == FFI_TYPE_STRUCT ? args[i]->elements : one; *f; f++) {
			if (*f == &ffi_type_complex_double)
				v += 2;
			else if (*f == &ffi_type_float || *f == &ffi_type_double ||
			         *f == &ffi_type_complex_float)
				v++;
			else if (*f != &ffi_type_longdouble)
				g++;
		}
		if (general + g > 6 || vector + v > 8)
			continue; // on the stack
		if (general == 5 && g == 1 && v == 1 && args[i]->elements[0] == &ffi_type_uint64)
			return i;
		general += g;
		vector += v;
	}
	return n;
}

// go: none — describes how to call a function of type ft, or how it is called
// isInterface: it has a receiver that ft does not name. isMethod: the first parameter is the
// receiver, and the call passes a pointer whatever its type. An argument that is split becomes two;
// the word before arg_types is the second's index, or 0.
static void functoffi(functype *ft, bool isInterface, bool isMethod, bool split, ffi_cif *cif)
{
	intgo n = 0;
	ffi_type **args = mallocgc((uintptr)(ft->in.len + 3) * sizeof *args, &anypointers, true);
	uintptr *second = (uintptr *)args++;
	if (isInterface)
		args[n++] = &ffi_type_pointer;
	for (intgo i = 0; i < ft->in.len; i++)
		args[n++] = isMethod && i == 0 ? &ffi_type_pointer : typetoffi(ft->in.array[i]);
	ffi_type *rtype = resultstoffi(ft);
	intgo at = split ? splitarg(rtype, args, n) : n;
	if (at < n) {
		ffi_type **elements = args[at]->elements;
		for (intgo i = n++; i > at; i--)
			args[i] = args[i - 1];
		args[at] = elements[0];
		args[at + 1] = elements[1];
		*second = (uintptr)at + 1;
	}
	struct prepcif r = {cif, rtype, args, n, 0};
	systemstack(prepcif, &r);
	if (r.status != FFI_OK)
		throw("ffi_prep_cif failed");
	for (intgo i = 0; i < n; i++)
		if (args[i] == &ffi_type_longdouble)
			args[i] = &ffinothing;
}

// go: none — describes how to call a function of type ft, for reflect.Value.Call
void ffiFuncToCIF(functype *ft, bool isInterface, bool isMethod, ffi_cif *cif)
{
	functoffi(ft, isInterface, isMethod, true, cif);
}

// go: none — makes the addresses of a call's arguments, of which one has become two
void **gccgo_ffisplit(ffi_cif *cif, void **args)
{
	uintptr second = (uintptr)cif->arg_types[-1];
	void **all = mallocgc(cif->nargs * sizeof *all, &anypointers, true);
	for (uintptr i = 0; i < cif->nargs; i++)
		all[i] = i < second ? args[i] : i == second ? (byte *)args[i - 1] + 8 : args[i - 1];
	return all;
}

// go: none — describes how a function of type ft is called, for reflect.MakeFunc
void *reflect_makeCIF(functype *ft)
{
	ffi_cif *cif = mallocgc(sizeof *cif, &anypointers, true);
	functoffi(ft, false, false, false, cif);
	return cif;
}

// go: none — malloc for reflectcall, which is gccgo's C code
// It copies results through this memory, so the collector must see it.
void *gccgo_malloc(uintptr n) { return mallocgc(n, &anypointers, true); }

// go: none — free for reflectcall
void gccgo_free(void *p) {}
