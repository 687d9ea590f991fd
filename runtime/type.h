// Type descriptors (type.go), in gccgo's layout: plain pointers where Go has offsets. doc/ABI.md
// describes them for other compilers.
#pragma once

#include "runtime2.h"

enum {
	tflagRegularMemory = 1 << 3, // equal and hash may treat it as one block of memory

	kindBool = 1,
	kindInt,
	kindInt8,
	kindInt16,
	kindInt32,
	kindInt64,
	kindUint,
	kindUint8,
	kindUint16,
	kindUint32,
	kindUint64,
	kindUintptr,
	kindFloat32,
	kindFloat64,
	kindComplex64,
	kindComplex128,
	kindArray,
	kindChan,
	kindFunc,
	kindInterface,
	kindMap,
	kindPtr,
	kindSlice,
	kindString,
	kindStruct,
	kindUnsafePointer,

	kindDirectIface = 1 << 5, // the interface's data word is the value itself
	kindGCProg = 1 << 6,
	kindMask = (1 << 5) - 1,
};

typedef struct uncommontype uncommontype;

// go: type.go#_type [adapted] gccgo's 64 bytes
// See D54.
struct _type {
	uintptr size;
	uintptr ptrdata;    // bytes from the start that can hold pointers
	uint32  hash;
	uint8   tflag;
	uint8   align;
	uint8   fieldAlign;
	uint8   kind;
	funcval *equal;     // bool(void *, void *); nil: not comparable
	byte   *gcdata;
	String *str;        // package paths stand between TABs
	uncommontype *uncommon;
	_type  *ptrToThis;
};
_Static_assert(sizeof(_type) == 64, "compilers emit this");

// go: type.go#method [adapted] plain pointers
typedef struct method {
	String *name;
	String *pkgpath;    // nil if exported
	_type  *mtyp;       // function type without receiver
	_type  *typ;        // … with receiver
	void   *tfn;        // takes the interface's data word
} method;

// go: type.go#uncommontype [adapted] plain pointers
struct uncommontype {
	String *name;
	String *pkgpath;
	SLICE(method) methods; // sorted by name
};

// go: type.go#imethod [adapted] plain pointers
typedef struct imethod {
	String *name;
	String *pkgpath;
	_type  *typ;
} imethod;

// go: type.go#interfacetype [adapted] no package path
struct interfacetype {
	_type typ;
	SLICE(imethod) mhdr; // sorted by name
};

// go: type.go#maptype
typedef struct maptype {
	_type    typ;
	_type   *key;
	_type   *elem;
	_type   *bucket;
	funcval *hasher;    // uintptr(void *, uintptr)
	uint8    keysize;
	uint8    elemsize;
	uint16   bucketsize;
	uint32   flags;
} maptype;

// go: type.go#arraytype
typedef struct arraytype {
	_type   typ;
	_type  *elem;
	_type  *slice;
	uintptr len;
} arraytype;

// go: type.go#chantype
typedef struct chantype {
	_type   typ;
	_type  *elem;
	uintptr dir;
} chantype;

// go: type.go#slicetype
typedef struct slicetype {
	_type  typ;
	_type *elem;
} slicetype;

// go: type.go#functype [adapted] slices of types where Go has counts
typedef struct functype {
	_type typ;
	bool  dotdotdot;
	SLICE(_type *) in;
	SLICE(_type *) out;
} functype;

// go: type.go#ptrtype
struct ptrtype {
	_type  typ;
	_type *elem;
};

// go: type.go#structfield [adapted] plain pointers
typedef struct structfield {
	String *name;
	String *pkgpath;
	_type  *typ;
	String *tag;
	uintptr offsetAnon; // offset << 1 | embedded
} structfield;

// go: type.go#structtype [adapted] no package path
typedef struct structtype {
	_type typ;
	SLICE(structfield) fields;
} structtype;

// go: type.go#maptype.indirectkey
static inline bool maptype_indirectkey(const maptype *mt) { return mt->flags & 1; }
// go: type.go#maptype.indirectelem
static inline bool maptype_indirectelem(const maptype *mt) { return mt->flags & 2; }
// go: type.go#maptype.reflexivekey
// k == k for all keys.
static inline bool maptype_reflexivekey(const maptype *mt) { return mt->flags & 4; }
// go: type.go#maptype.needkeyupdate
// An assignment to a key that is there overwrites it (+0 and -0, strings).
static inline bool maptype_needkeyupdate(const maptype *mt) { return mt->flags & 8; }
// go: type.go#maptype.hashMightPanic [adapted] also where a key may differ from itself
// gccgo sets the flag for keys with an interface{} in them, and forgets other interfaces. None is
// reflexive.
static inline bool maptype_hashMightPanic(const maptype *mt)
{
	return (mt->flags & (16 | 4)) != 4;
}

// go: type.go#structfield.offset
static inline uintptr structfield_offset(const structfield *f) { return f->offsetAnon >> 1; }

// go: typekind.go#isDirectIface
static inline bool isDirectIface(const _type *t) { return t->kind & kindDirectIface; }

// Code of the stack ABI: what the driver puts between two markers, and the entries, which a program
// has if such code calls one. Nil in others.
extern hidden byte abi0text[] GOLABEL("abi0.text") __attribute__((weak));
extern hidden byte abi0etext[] GOLABEL("abi0.etext") __attribute__((weak));
extern hidden byte abi0entries[] GOLABEL("abi0.entries") __attribute__((weak));
extern hidden byte abi0eentries[] GOLABEL("abi0.eentries") __attribute__((weak));

// go: none — whether the function at pc takes its arguments on the stack
// Maps ask for each hash and comparison. Most programs have neither part, so that is seen first.
static inline bool abi0code(uintptr pc)
{
	if (likely(((uintptr)abi0etext | (uintptr)abi0eentries) == 0))
		return false;
	return pc - (uintptr)abi0text < (uintptr)abi0etext - (uintptr)abi0text ||
	       pc - (uintptr)abi0entries < (uintptr)abi0eentries - (uintptr)abi0entries;
}

// Calls a function of the stack ABI with two words (asm_amd64.S). w2 is what lies after both, w1
// what lies after the first.
typedef struct abi0words {
	uintptr w2, w1;
} abi0words;
hidden abi0words callabi0(funcval *fv, uintptr a, uintptr b) GOSYM(callabi0);

// go: none — calls a type's equal function
static inline bool callequal(funcval *fv, const void *a, const void *b)
{
	typedef bool (*equalfn)(const void *, const void *);
	if (unlikely(abi0code(fv->fn)))
		return callabi0(fv, (uintptr)a, (uintptr)b).w2 & 1;
	return __builtin_call_with_static_chain(((equalfn)fv->fn)(a, b), fv);
}

// go: none — calls a map type's hasher
static inline uintptr callhasher(funcval *fv, const void *a, uintptr h)
{
	typedef uintptr (*hashfn)(const void *, uintptr);
	if (unlikely(abi0code(fv->fn)))
		return callabi0(fv, (uintptr)a, h).w2;
	return __builtin_call_with_static_chain(((hashfn)fv->fn)(a, h), fv);
}
