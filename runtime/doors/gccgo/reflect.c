// split-stack: yes
// The functions that gccgo's package reflect needs: the search for a type by its name, and libffi's
// description of function types, by which it calls functions and makes new ones.
#include "runtime.h"
#include "ffi.h"

// go: none — finds the type with that string, which has package paths, for reflect
// reflect searches before it makes a type, since a package may have it already.
_type *reflect_lookupType(String s)
{
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

static ffi_type *typetoffi(_type *t);

// go: none — makes an ffi_type for a struct of n elements, which the caller fills in
static ffi_type *ffistruct(intgo n)
{
	ffi_type *f = mallocgc(sizeof *f + (uintptr)(n + 1) * sizeof *f->elements, &anypointers, true);
	f->type = FFI_TYPE_STRUCT;
	f->elements = (ffi_type **)(f + 1);
	return f;
}

// go: none — makes the type of a struct of n equal elements
// A struct without elements becomes one of void, because libffi has no empty struct.
static ffi_type *ffiarray(ffi_type *elem, intgo n)
{
	ffi_type *f = ffistruct(n > 0 ? n : 1);
	f->elements[0] = &ffi_type_void;
	for (intgo i = 0; i < n; i++)
		f->elements[i] = elem;
	return f;
}

// go: none — makes a type of more than 32 bytes: libffi passes it in memory, whatever its elements
static ffi_type *ffimemory(_type *t)
{
	ffi_type *f = ffistruct(0);
	f->size = t->size;
	f->align = t->align;
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
	case kindString: case kindInterface: return ffiarray(&ffi_type_pointer, 2);
	case kindSlice: return ffiarray(&ffi_type_pointer, 3);
	case kindArray: {
		if (t->size > 32)
			return ffimemory(t);
		arraytype *a = (arraytype *)t;
		return ffiarray(typetoffi(a->elem), (intgo)a->len);
	}
	case kindStruct: {
		if (t->size > 32)
			return ffimemory(t);
		structtype *s = (structtype *)t;
		if (s->fields.len == 0)
			return ffiarray(nil, 0);
		ffi_type *f = ffistruct(s->fields.len);
		for (intgo i = 0; i < s->fields.len; i++)
			f->elements[i] = typetoffi(s->fields.array[i].typ);
		return f;
	}
	}
	throw("typetoffi: bad kind of type");
}

// go: none — describes how a function returns its results
// Several results are one struct. Results without a size are nothing.
static ffi_type *resultstoffi(functype *ft)
{
	uintptr size = 0;
	for (intgo i = 0; i < ft->out.len; i++)
		size += ft->out.array[i]->size;
	if (size == 0)
		return &ffi_type_void;
	if (ft->out.len == 1)
		return typetoffi(ft->out.array[0]);
	ffi_type *f = ffistruct(ft->out.len);
	for (intgo i = 0; i < ft->out.len; i++)
		f->elements[i] = typetoffi(ft->out.array[i]);
	return f;
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

// go: none — describes how to call a function of type ft
// isInterface: it has a receiver that ft does not name. isMethod: the first parameter is the
// receiver, and the call passes a pointer whatever its type.
void ffiFuncToCIF(functype *ft, bool isInterface, bool isMethod, ffi_cif *cif)
{
	intgo n = 0;
	ffi_type **args = mallocgc((uintptr)(ft->in.len + 1) * sizeof *args, &anypointers, true);
	if (isInterface)
		args[n++] = &ffi_type_pointer;
	for (intgo i = 0; i < ft->in.len; i++)
		args[n++] = isMethod && i == 0 ? &ffi_type_pointer : typetoffi(ft->in.array[i]);
	struct prepcif r = {cif, resultstoffi(ft), args, n, 0};
	systemstack(prepcif, &r);
	if (r.status != FFI_OK)
		throw("ffi_prep_cif failed");
}

// go: none — … for reflect.MakeFunc
void *reflect_makeCIF(functype *ft)
{
	ffi_cif *cif = mallocgc(sizeof *cif, &anypointers, true);
	ffiFuncToCIF(ft, false, false, cif);
	return cif;
}

// go: none — malloc for reflectcall, which is gccgo's C code
// It copies results through this memory, so the collector must see it.
void *gccgo_malloc(uintptr n) { return mallocgc(n, &anypointers, true); }

// go: none — free for reflectcall
void gccgo_free(void *p) {}
