// gort_rt.h: what a compiler's code calls, and the layouts of what it makes and reads.
//
// gort.h has what a C programmer wants: goroutines, channels, select, deferred calls, timers. This
// header has the rest of Go: strings, slices, maps, interfaces, panics, print. Functions have the
// System V calling convention; compilers that do not read C call them by their assembler names,
// which stand in GORT_SYM: GORT_SYM(growslice) is runtime.growslice. A struct of at most 16 bytes
// travels in two registers, a larger one in memory, as in C.
//
// doc/ABI.md says what compiled code has to look like. A function may be called on any goroutine,
// not on the thread's own stack (gort_systemstack) and not from a signal handler. What it may do
// besides returning stands at the end of its comment: [allocate] memory, which may start a
// collection; [block] the goroutine; [panic], so that deferred calls run. All of them can be the
// place where a goroutine is preempted and goes on on another thread.
//
// A pointer that the collector shall see is at an address that is a multiple of 8.
#ifndef GORT_RT_H
#define GORT_RT_H

#include "gort.h"

#ifdef __cplusplus
extern "C" {
#endif

#define GORT_SYM(name) __asm__("runtime." #name)
#define GORT_LABEL(s) __asm__(s)
#define GORT_NORETURN __attribute__((__noreturn__))

// Layouts of values. Offsets stand at the fields; the runtime is checked against all of them.

typedef struct gort_string {
	const uint8_t *str; // 0: bytes in UTF-8, no zero at the end; not written to
	intptr_t len;       // 8
} gort_string;

typedef struct gort_slice {
	void *array;  // 0
	intptr_t len; // 8
	intptr_t cap; // 16
} gort_slice;

// A func value is a pointer to this: the code, then what the function has captured. Code gets the
// pointer in r10.
typedef struct gort_funcval {
	void (*fn)(void); // 0
} gort_funcval;

// A method table: of the interface's methods in the order of its type descriptor, which is the
// order of their names. A method's first argument is the interface's data word.
typedef struct gort_itab {
	const struct gort_type *type; // 0: the dynamic type
	void (*fun[])(void);          // 8
} gort_itab;

// A value of an interface type with methods; a nil interface has tab NULL. data is the value itself
// if the type's kind has GORT_DIRECTIFACE (pointers, channels, maps, funcs, unsafe.Pointer), else
// the address of a copy that nobody writes to.
typedef struct gort_iface {
	gort_itab *tab; // 0
	void *data;     // 8
} gort_iface;

// gort_any (gort.h) is interface{}: type at 0, data at 8.

// Type descriptors. Two types are identical if their descriptors have the same address: a program
// has one descriptor of each type. Those below are the library's.

enum {
	// kind
	GORT_BOOL = 1,
	GORT_INT,
	GORT_INT8,
	GORT_INT16,
	GORT_INT32,
	GORT_INT64,
	GORT_UINT,
	GORT_UINT8,
	GORT_UINT16,
	GORT_UINT32,
	GORT_UINT64,
	GORT_UINTPTR,
	GORT_FLOAT32,
	GORT_FLOAT64,
	GORT_COMPLEX64,
	GORT_COMPLEX128,
	GORT_ARRAY,
	GORT_CHAN,
	GORT_FUNC,
	GORT_INTERFACE,
	GORT_MAP,
	GORT_PTR,
	GORT_SLICE,
	GORT_STRING,
	GORT_STRUCT,
	GORT_UNSAFEPOINTER,
	GORT_KINDMASK = 31,
	GORT_DIRECTIFACE = 32, // an interface holds the value itself

	// tflag
	GORT_REGULARMEMORY = 8, // values are equal if their bytes are; hash takes the bytes

	// flags of a map type
	GORT_MAP_INDIRECTKEY = 1,     // a bucket has pointers to keys: larger than 128 bytes
	GORT_MAP_INDIRECTELEM = 2,    // … to elements
	GORT_MAP_REFLEXIVEKEY = 4,    // k == k for all keys: no floats, no interfaces
	GORT_MAP_NEEDKEYUPDATE = 8,   // an assignment overwrites the key: floats, strings, interfaces
	GORT_MAP_HASHMIGHTPANIC = 16, // keys with interfaces
};

// What all descriptors begin with.
typedef struct gort_type {
	uintptr_t size;            // 0
	uintptr_t ptrdata;         // 8: bytes up to the end of the last pointer; 0: none
	uint32_t hash;             // 16: of the type, any good one
	uint8_t tflag;             // 20
	uint8_t align;             // 21
	uint8_t fieldAlign;        // 22
	uint8_t kind;              // 23
	const gort_funcval *equal; // 24: bool(const void *, const void *); NULL: not comparable
	const uint8_t *gcdata;     // 32: NULL, or which words up to ptrdata are pointers, a bit each
	const gort_string *str;    // 40: as in Go; a package's path may stand before its name, in TABs
	const struct gort_uncommontype *uncommon; // 48: NULL, or name and methods
	const struct gort_type *ptrToThis;        // 56: NULL, or the type of pointers to it
} gort_type;                                  // 64 bytes

// A method of a type. Both lists of methods are sorted by name.
typedef struct gort_method {
	const gort_string *name;    // 0
	const gort_string *pkgpath; // 8: NULL if exported
	const gort_type *mtyp;      // 16: the function type without the receiver
	const gort_type *typ;       // 24: … with it
	void (*tfn)(void);          // 32: takes an interface's data word
} gort_method;                  // 40 bytes

typedef struct gort_uncommontype {
	const gort_string *name;       // 0: NULL for a type without name
	const gort_string *pkgpath;    // 8: NULL for a predeclared type
	const gort_method *methods;    // 16
	intptr_t nmethods, capmethods; // 24, 32: equal
} gort_uncommontype;               // 40 bytes

typedef struct gort_imethod {
	const gort_string *name;    // 0
	const gort_string *pkgpath; // 8
	const gort_type *typ;       // 16
} gort_imethod;                 // 24 bytes

typedef struct gort_interfacetype {
	gort_type typ;                 // 0
	const gort_imethod *methods;   // 64
	intptr_t nmethods, capmethods; // 72, 80
} gort_interfacetype;              // 88 bytes

typedef struct gort_ptrtype {
	gort_type typ;         // 0
	const gort_type *elem; // 64
} gort_ptrtype;            // 72 bytes

typedef struct gort_slicetype {
	gort_type typ;         // 0
	const gort_type *elem; // 64
} gort_slicetype;          // 72 bytes

typedef struct gort_arraytype {
	gort_type typ;          // 0
	const gort_type *elem;  // 64
	const gort_type *slice; // 72
	uintptr_t len;          // 80
} gort_arraytype;           // 88 bytes

typedef struct gort_chantype {
	gort_type typ;         // 0
	const gort_type *elem; // 64
	uintptr_t dir;         // 72: 1 receive, 2 send, 3 both
} gort_chantype;           // 80 bytes

typedef struct gort_functype {
	gort_type typ;               // 0
	bool dotdotdot;              // 64
	const gort_type *const *in;  // 72
	intptr_t nin, capin;         // 80, 88
	const gort_type *const *out; // 96
	intptr_t nout, capout;       // 104, 112
} gort_functype;                 // 120 bytes

typedef struct gort_structfield {
	const gort_string *name;    // 0
	const gort_string *pkgpath; // 8: NULL if exported
	const gort_type *typ;       // 16
	const gort_string *tag;     // 24: NULL if there is none
	uintptr_t offsetAnon;       // 32: offset << 1 | embedded
} gort_structfield;             // 40 bytes

typedef struct gort_structtype {
	gort_type typ;                  // 0
	const gort_structfield *fields; // 64
	intptr_t nfields, capfields;    // 72, 80
} gort_structtype;                  // 88 bytes

// bucket is the descriptor of a struct of 8 bytes, 8 keys, 8 elements and a pointer; where keys or
// elements are indirect, pointers stand for them, and keysize or elemsize is 8.
typedef struct gort_maptype {
	gort_type typ;              // 0
	const gort_type *key;       // 64
	const gort_type *elem;      // 72
	const gort_type *bucket;    // 80
	const gort_funcval *hasher; // 88: uintptr_t(const void *key, uintptr_t seed)
	uint8_t keysize;            // 96: of a slot
	uint8_t elemsize;           // 97
	uint16_t bucketsize;        // 98
	uint32_t flags;             // 100
} gort_maptype;                 // 104 bytes

// Layouts of the runtime's objects, as far as compiled code reads them.

// What a gort_chan points to; for a nil channel len and cap are 0.
typedef struct gort_hchan {
	uintptr_t qcount;   // 0: len
	uintptr_t dataqsiz; // 8: cap
	void *buf;          // 16
	uint16_t elemsize;  // 24
	uint16_t closed;    // 26
						// … what only the runtime reads
} gort_hchan;

typedef struct gort_hmap { // NULL: an empty map that cannot be assigned to
	intptr_t count;        // 0: len
	uint8_t flags;         // 8
	uint8_t B;             // 9: log2 of the number of buckets
	uint16_t noverflow;    // 10
	uint32_t hash0;        // 12
	void *buckets;         // 16
	void *oldbuckets;      // 24
	uintptr_t nevacuate;   // 32
	void *extra;           // 40
} gort_hmap;               // 48 bytes

typedef struct gort_bmap {
	uint8_t tophash[8]; // 0: of the 8 keys that follow; then 8 elements, and the next bucket
} gort_bmap;

// An iteration over a map, in memory that the caller has cleared.
typedef struct gort_hiter {
	void *key;      // 0: the address of the key; NULL: the iteration is over
	void *elem;     // 8: the address of the element
	void *rest[10]; // 16: the runtime's
} gort_hiter;       // 96 bytes

// A case of runtime_selectgo.
enum { GORT_CASENIL, GORT_CASERECV, GORT_CASESEND, GORT_CASEDEFAULT };
typedef struct gort_scase {
	gort_chan c;         // 0
	void *elem;          // 8: what to send, or where to receive to (NULL: nowhere)
	uint16_t kind;       // 16
	uintptr_t pc;        // 24: the runtime's
	int64_t releasetime; // 32: 0
} gort_scase;            // 40 bytes

// Descriptors that the library has.

extern const gort_type gort_bool_type GORT_LABEL("bool..d");
extern const gort_type gort_int_type GORT_LABEL("int..d");
extern const gort_type gort_int8_type GORT_LABEL("int8..d");
extern const gort_type gort_int16_type GORT_LABEL("int16..d");
extern const gort_type gort_int32_type GORT_LABEL("int32..d");
extern const gort_type gort_int64_type GORT_LABEL("int64..d");
extern const gort_type gort_uint_type GORT_LABEL("uint..d");
extern const gort_type gort_uint8_type GORT_LABEL("uint8..d");
extern const gort_type gort_uint16_type GORT_LABEL("uint16..d");
extern const gort_type gort_uint32_type GORT_LABEL("uint32..d");
extern const gort_type gort_uint64_type GORT_LABEL("uint64..d");
extern const gort_type gort_uintptr_type GORT_LABEL("uintptr..d");
extern const gort_type gort_float32_type GORT_LABEL("float32..d");
extern const gort_type gort_float64_type GORT_LABEL("float64..d");
extern const gort_type gort_complex64_type GORT_LABEL("complex64..d");
extern const gort_type gort_complex128_type GORT_LABEL("complex128..d");
extern const gort_type gort_string_type GORT_LABEL("string..d");
extern const gort_type gort_unsafePointer_type GORT_LABEL("unsafe.Pointer..d");
extern const gort_interfacetype gort_error_type GORT_LABEL("error..d");
// runtime.Error: the values of the runtime's own panics implement it.
extern const gort_interfacetype gort_runtimeError_type GORT_LABEL("runtime.Error..d");
// func() string and func(): the types of the methods Error and RuntimeError.
extern const gort_functype gort_funcString_type GORT_LABEL("type..func_8_9_8string_9");
extern const gort_functype gort_func_type GORT_LABEL("type..func_8_9_8_9");

// Func values for the fields equal and hasher of descriptors.

extern const gort_funcval runtime_memequal0_f GORT_SYM(memequal0..f);
extern const gort_funcval runtime_memequal8_f GORT_SYM(memequal8..f);
extern const gort_funcval runtime_memequal16_f GORT_SYM(memequal16..f);
extern const gort_funcval runtime_memequal32_f GORT_SYM(memequal32..f);
extern const gort_funcval runtime_memequal64_f GORT_SYM(memequal64..f);
extern const gort_funcval runtime_memequal128_f GORT_SYM(memequal128..f);
extern const gort_funcval runtime_f32equal_f GORT_SYM(f32equal..f);
extern const gort_funcval runtime_f64equal_f GORT_SYM(f64equal..f);
extern const gort_funcval runtime_c64equal_f GORT_SYM(c64equal..f);
extern const gort_funcval runtime_c128equal_f GORT_SYM(c128equal..f);
extern const gort_funcval runtime_strequal_f GORT_SYM(strequal..f);
extern const gort_funcval runtime_interequal_f GORT_SYM(interequal..f);
extern const gort_funcval runtime_nilinterequal_f GORT_SYM(nilinterequal..f);
extern const gort_funcval runtime_memhash0_f GORT_SYM(memhash0..f);
extern const gort_funcval runtime_memhash8_f GORT_SYM(memhash8..f);
extern const gort_funcval runtime_memhash16_f GORT_SYM(memhash16..f);
extern const gort_funcval runtime_memhash32_f GORT_SYM(memhash32..f);
extern const gort_funcval runtime_memhash64_f GORT_SYM(memhash64..f);
extern const gort_funcval runtime_memhash128_f GORT_SYM(memhash128..f);
extern const gort_funcval runtime_f32hash_f GORT_SYM(f32hash..f);
extern const gort_funcval runtime_f64hash_f GORT_SYM(f64hash..f);
extern const gort_funcval runtime_c64hash_f GORT_SYM(c64hash..f);
extern const gort_funcval runtime_c128hash_f GORT_SYM(c128hash..f);
extern const gort_funcval runtime_strhash_f GORT_SYM(strhash..f);
extern const gort_funcval runtime_interhash_f GORT_SYM(interhash..f);
extern const gort_funcval runtime_nilinterhash_f GORT_SYM(nilinterhash..f);

// Memory. Three ways to ask for it: the collector looks into typed memory where its type says that
// there are pointers (the whole of it if ptrdata is not 0), not at all into memory of
// gort_newnoscan, and at each word of memory of gort_new (gort.h). All of it is zero, is 16-aligned
// from 16 bytes on, and never moves.

// Memory for a value of type t. Go: new(T). [allocate]
void *runtime_newobject(const gort_type *t) GORT_SYM(newobject);

// Memory for n values of type t. [allocate, panic]
void *runtime_newarray(const gort_type *t, intptr_t n) GORT_SYM(newarray);

// Memory without pointers to the collector's memory: an object that only this memory points to is
// freed. [allocate]
void *gort_newnoscan(size_t n);

// Copies or clears a value of type t; the places may overlap.
void runtime_typedmemmove(const gort_type *t, void *dst, const void *src) GORT_SYM(typedmemmove);
void runtime_typedmemclr(const gort_type *t, void *dst) GORT_SYM(typedmemclr);

// Clears n bytes.
void runtime_memclrNoHeapPointers(void *p, uintptr_t n) GORT_SYM(memclrNoHeapPointers);
void runtime_memclrHasPointers(void *p, uintptr_t n) GORT_SYM(memclrHasPointers);

// Sets the finalizer of the object that obj, a pointer, points to; nil removes it. Go:
// runtime.SetFinalizer. [allocate]
void runtime_SetFinalizer(gort_any obj, gort_any finalizer) GORT_SYM(SetFinalizer);

// Keeps what x points to until this call. Go: runtime.KeepAlive.
void runtime_KeepAlive(gort_any x) GORT_SYM(KeepAlive);

// Collects garbage, and returns when a whole cycle is over. Go: runtime.GC. [allocate, block]
void runtime_GC(void) GORT_SYM(GC);

// Strings. buf is NULL, or memory of the caller's frame that the result may use if it is small
// enough: 32 bytes, for runes 32 of 4 bytes, for intstring 4 bytes.

// The n strings one after another. Go: a + b + …. [allocate]
gort_string runtime_concatstrings(void *buf, const gort_string *a, intptr_t n)
	GORT_SYM(concatstrings);

// -1, 0 or 1, by bytes. Go: a < b and so on.
intptr_t runtime_cmpstring(gort_string a, gort_string b) GORT_SYM(cmpstring);

// The string of one code point; U+FFFD if v is none. Go: string(rune). [allocate]
gort_string runtime_intstring(void *buf, int64_t v) GORT_SYM(intstring);

// A string of the n bytes at p. Go: string(bytes). [allocate]
gort_string runtime_slicebytetostring(void *buf, const uint8_t *p, intptr_t n)
	GORT_SYM(slicebytetostring);

// The same bytes as a string, which changes with them.
gort_string runtime_slicebytetostringtmp(gort_slice b) GORT_SYM(slicebytetostringtmp);

// Go: string(runes), []byte(s), []rune(s). [allocate]
gort_string runtime_slicerunetostring(void *buf, gort_slice runes) GORT_SYM(slicerunetostring);
gort_slice runtime_stringtoslicebyte(void *buf, gort_string s) GORT_SYM(stringtoslicebyte);
gort_slice runtime_stringtoslicerune(void *buf, gort_string s) GORT_SYM(stringtoslicerune);

// The rune that begins at s[k], which is not ASCII, and where the next one begins. Go: range over a
// string.
int32_t runtime_decoderune(gort_string s, intptr_t k, intptr_t *next) GORT_SYM(decoderune);

// How many runes s has. Go: len([]rune(s)).
intptr_t runtime_countrunes(gort_string s) GORT_SYM(countrunes);

// A string of a C string's bytes; the second does not copy them. [allocate]
gort_string runtime_gostring(const uint8_t *p) GORT_SYM(gostring);
gort_string runtime_gostringn(const uint8_t *p, intptr_t n) GORT_SYM(gostringn);
gort_string runtime_gostringnocopy(const uint8_t *p) GORT_SYM(gostringnocopy);

// Slices. The compiler makes the header of the three words; et is the type of the elements.

// The array of a slice. Go: make([]T, len, cap). [allocate, panic]
void *runtime_makeslice(const gort_type *et, intptr_t len, intptr_t cap) GORT_SYM(makeslice);
void *runtime_makeslice64(const gort_type *et, int64_t len, int64_t cap) GORT_SYM(makeslice64);

// The slice with a larger array, for at least cap elements; its len stays old.len. append calls it
// if len + n > cap, stores the n new elements and sets len. [allocate, panic]
gort_slice runtime_growslice(const gort_type *et, gort_slice old, intptr_t cap) GORT_SYM(growslice);

// copy(to, from) of elements of width bytes without pointers, of bytes from a string, and of
// elements of any type. Returns how many.
intptr_t runtime_slicecopy(gort_slice to, gort_slice from, uintptr_t width) GORT_SYM(slicecopy);
intptr_t runtime_slicestringcopy(gort_slice to, gort_string from) GORT_SYM(slicestringcopy);
intptr_t runtime_typedslicecopy(const gort_type *et, gort_slice to, gort_slice from)
	GORT_SYM(typedslicecopy);

// Maps. A key is passed by its address, or, in the functions of the fast forms, as a value: fast32
// and fast64 for keys of 4 and 8 bytes that are compared as memory, faststr for strings; elements
// of these have at most 128 bytes. Results are addresses of elements, valid until the map is
// assigned to. Concurrent use that writes ends the program when it is noticed.

// A map with room for hint elements. h is NULL, or cleared memory of 48 bytes for the header. Go:
// make(map[K]V, hint). [allocate]
gort_hmap *runtime_makemap(const gort_maptype *t, intptr_t hint, gort_hmap *h) GORT_SYM(makemap);
gort_hmap *runtime_makemap64(const gort_maptype *t, int64_t hint, gort_hmap *h) GORT_SYM(makemap64);

// The same for a hint of at most 8. [allocate]
gort_hmap *runtime_makemap_small(void) GORT_SYM(makemap_small);

// The element; if the key is not there, the address of zeros (1024 bytes, or zero, if elements are
// larger). Go: v = m[k]; v, ok = m[k]. [panic]
void *runtime_mapaccess1(const gort_maptype *t, gort_hmap *m, const void *key) GORT_SYM(mapaccess1);
void *runtime_mapaccess2(const gort_maptype *t, gort_hmap *m, const void *key, bool *ok)
	GORT_SYM(mapaccess2);
void *runtime_mapaccess1_fat(const gort_maptype *t, gort_hmap *m, const void *key, void *zero)
	GORT_SYM(mapaccess1_fat);
void *runtime_mapaccess2_fat(const gort_maptype *t, gort_hmap *m, const void *key, void *zero,
                             bool *ok) GORT_SYM(mapaccess2_fat);

// The element of a fast form.
void *runtime_mapaccess1_fast32(const gort_maptype *t, gort_hmap *m, uint32_t key)
	GORT_SYM(mapaccess1_fast32);
void *runtime_mapaccess2_fast32(const gort_maptype *t, gort_hmap *m, uint32_t key, bool *ok)
	GORT_SYM(mapaccess2_fast32);
void *runtime_mapaccess1_fast64(const gort_maptype *t, gort_hmap *m, uint64_t key)
	GORT_SYM(mapaccess1_fast64);
void *runtime_mapaccess2_fast64(const gort_maptype *t, gort_hmap *m, uint64_t key, bool *ok)
	GORT_SYM(mapaccess2_fast64);
void *runtime_mapaccess1_faststr(const gort_maptype *t, gort_hmap *m, gort_string key)
	GORT_SYM(mapaccess1_faststr);
void *runtime_mapaccess2_faststr(const gort_maptype *t, gort_hmap *m, gort_string key, bool *ok)
	GORT_SYM(mapaccess2_faststr);

// The element of the key, which is added if it is not there; the caller stores to it. Panics if m
// is nil. Go: m[k] = v. [allocate, panic]
void *runtime_mapassign(const gort_maptype *t, gort_hmap *m, const void *key) GORT_SYM(mapassign);
void *runtime_mapassign_fast32(const gort_maptype *t, gort_hmap *m, uint32_t key)
	GORT_SYM(mapassign_fast32);
void *runtime_mapassign_fast32ptr(const gort_maptype *t, gort_hmap *m, void *key)
	GORT_SYM(mapassign_fast32ptr);
void *runtime_mapassign_fast64(const gort_maptype *t, gort_hmap *m, uint64_t key)
	GORT_SYM(mapassign_fast64);
void *runtime_mapassign_fast64ptr(const gort_maptype *t, gort_hmap *m, void *key)
	GORT_SYM(mapassign_fast64ptr);
void *runtime_mapassign_faststr(const gort_maptype *t, gort_hmap *m, gort_string key)
	GORT_SYM(mapassign_faststr);

// Go: delete(m, k). [panic]
void runtime_mapdelete(const gort_maptype *t, gort_hmap *m, const void *key) GORT_SYM(mapdelete);

// The fast forms of delete.
void runtime_mapdelete_fast32(const gort_maptype *t, gort_hmap *m, uint32_t key)
	GORT_SYM(mapdelete_fast32);
void runtime_mapdelete_fast64(const gort_maptype *t, gort_hmap *m, uint64_t key)
	GORT_SYM(mapdelete_fast64);
void runtime_mapdelete_faststr(const gort_maptype *t, gort_hmap *m, gort_string key)
	GORT_SYM(mapdelete_faststr);

// Begins an iteration at the first element, and moves it to the next. Go: range over a map.
void runtime_mapiterinit(const gort_maptype *t, gort_hmap *m, gort_hiter *it) GORT_SYM(mapiterinit);
void runtime_mapiternext(gort_hiter *it) GORT_SYM(mapiternext);

// Deletes all elements. Go: for k := range m { delete(m, k) }. [allocate]
void runtime_mapclear(const gort_maptype *t, gort_hmap *m) GORT_SYM(mapclear);

// Interfaces.

// The method table of interface type it for values of type t. If t lacks a method: NULL if canfail,
// else a panic. it has methods. [allocate, panic]
gort_itab *runtime_getitab(const gort_interfacetype *it, const gort_type *t, bool canfail)
	GORT_SYM(getitab);

// Whether a value of type t (NULL: nil) is of the interface type it, which may be interface{}. Go:
// a case of a type switch. [allocate]
bool runtime_ifaceT2Ip(const gort_interfacetype *it, const gort_type *t) GORT_SYM(ifaceT2Ip);

// The data word of an interface for a value of a type without GORT_DIRECTIFACE. [allocate]
void *runtime_convT16(uint16_t v) GORT_SYM(convT16);
void *runtime_convT32(uint32_t v) GORT_SYM(convT32);
void *runtime_convT64(uint64_t v) GORT_SYM(convT64);
void *runtime_convTstring(gort_string v) GORT_SYM(convTstring);
void *runtime_convTslice(gort_slice v) GORT_SYM(convTslice);

// An interface with a copy of the value at elem; noptr: of a type without pointers. [allocate]
gort_any runtime_convT2E(const gort_type *t, const void *elem) GORT_SYM(convT2E);
gort_any runtime_convT2Enoptr(const gort_type *t, const void *elem) GORT_SYM(convT2Enoptr);
gort_iface runtime_convT2I(gort_itab *tab, const void *elem) GORT_SYM(convT2I);
gort_iface runtime_convT2Inoptr(gort_itab *tab, const void *elem) GORT_SYM(convT2Inoptr);

// The conversion to another interface type, which i's type implements by declaration; nil stays
// nil. [allocate, panic]
gort_iface runtime_convI2I(const gort_interfacetype *it, gort_iface i) GORT_SYM(convI2I);

// i.(I) to an interface type with methods. [allocate, panic]
gort_iface runtime_assertE2I(const gort_interfacetype *it, gort_any e) GORT_SYM(assertE2I);
gort_iface runtime_assertI2I(const gort_interfacetype *it, gort_iface i) GORT_SYM(assertI2I);

// v, ok = i.(I) to an interface type with methods. [allocate]
gort_iface runtime_assertE2I2(const gort_interfacetype *it, gort_any e, bool *ok)
	GORT_SYM(assertE2I2);
gort_iface runtime_assertI2I2(const gort_interfacetype *it, gort_iface i, bool *ok)
	GORT_SYM(assertI2I2);

// x.(T) has failed: x is of the interface type iface and holds a have, or nothing. A type that is
// no interface the compiler compares itself. [allocate, panic]
GORT_NORETURN void runtime_panicdottypeE(const gort_type *have, const gort_type *want,
                                         const gort_type *iface) GORT_SYM(panicdottypeE);
GORT_NORETURN void runtime_panicdottypeI(gort_itab *have, const gort_type *want,
                                         const gort_type *iface) GORT_SYM(panicdottypeI);
GORT_NORETURN void runtime_panicnildottype(const gort_type *want) GORT_SYM(panicnildottype);

// Whether two interfaces of the same dynamic type (which is not nil) hold equal values: x and y are
// their data words. Panics if values of the type cannot be compared. [panic]
bool runtime_efaceeq(const gort_type *t, void *x, void *y) GORT_SYM(efaceeq);
bool runtime_ifaceeq(gort_itab *tab, void *x, void *y) GORT_SYM(ifaceeq);

// Equality and hashes.

// Whether the values of 1 to 16 bytes, or of n, at p and q are the same memory.
bool runtime_memequal(const void *p, const void *q, uintptr_t n) GORT_SYM(memequal);
bool runtime_memequal0(const void *p, const void *q) GORT_SYM(memequal0);
bool runtime_memequal8(const void *p, const void *q) GORT_SYM(memequal8);
bool runtime_memequal16(const void *p, const void *q) GORT_SYM(memequal16);
bool runtime_memequal32(const void *p, const void *q) GORT_SYM(memequal32);
bool runtime_memequal64(const void *p, const void *q) GORT_SYM(memequal64);
bool runtime_memequal128(const void *p, const void *q) GORT_SYM(memequal128);

// Go's == for the values at p and q: floats, complex numbers, strings.
bool runtime_f32equal(const void *p, const void *q) GORT_SYM(f32equal);
bool runtime_f64equal(const void *p, const void *q) GORT_SYM(f64equal);
bool runtime_c64equal(const void *p, const void *q) GORT_SYM(c64equal);
bool runtime_c128equal(const void *p, const void *q) GORT_SYM(c128equal);
bool runtime_strequal(const void *p, const void *q) GORT_SYM(strequal);

// … interfaces with methods, and interface{}. [panic]
bool runtime_interequal(const void *p, const void *q) GORT_SYM(interequal);
bool runtime_nilinterequal(const void *p, const void *q) GORT_SYM(nilinterequal);

// Hashes of the value at p, seeded with h. A hash function of a struct calls those of its fields,
// each with the hash so far as its seed.
uintptr_t runtime_memhash(const void *p, uintptr_t h, uintptr_t n) GORT_SYM(memhash);
uintptr_t runtime_memhash0(const void *p, uintptr_t h) GORT_SYM(memhash0);
uintptr_t runtime_memhash8(const void *p, uintptr_t h) GORT_SYM(memhash8);
uintptr_t runtime_memhash16(const void *p, uintptr_t h) GORT_SYM(memhash16);
uintptr_t runtime_memhash32(const void *p, uintptr_t h) GORT_SYM(memhash32);
uintptr_t runtime_memhash64(const void *p, uintptr_t h) GORT_SYM(memhash64);
uintptr_t runtime_memhash128(const void *p, uintptr_t h) GORT_SYM(memhash128);
uintptr_t runtime_f32hash(const void *p, uintptr_t h) GORT_SYM(f32hash);
uintptr_t runtime_f64hash(const void *p, uintptr_t h) GORT_SYM(f64hash);
uintptr_t runtime_c64hash(const void *p, uintptr_t h) GORT_SYM(c64hash);
uintptr_t runtime_c128hash(const void *p, uintptr_t h) GORT_SYM(c128hash);
uintptr_t runtime_strhash(const void *p, uintptr_t h) GORT_SYM(strhash);

// … of interfaces, and of a value of any type. They panic if the value cannot be compared. [panic]
uintptr_t runtime_interhash(const void *p, uintptr_t h) GORT_SYM(interhash);
uintptr_t runtime_nilinterhash(const void *p, uintptr_t h) GORT_SYM(nilinterhash);
uintptr_t runtime_typehash(const gort_type *t, const void *p, uintptr_t h) GORT_SYM(typehash);

// Channels by their type descriptors. The functions of gort.h take the same channels.

// Go: make(chan T, n). [allocate, panic]
gort_chan runtime_makechan(const gort_chantype *t, intptr_t n) GORT_SYM(makechan);
gort_chan runtime_makechan64(const gort_chantype *t, int64_t n) GORT_SYM(makechan64);

// Go: c <- *elem. [block, panic]
void runtime_chansend1(gort_chan c, const void *elem) GORT_SYM(chansend1);

// Go: *elem = <-c; *elem, ok = <-c. elem may be NULL. [block]
void runtime_chanrecv1(gort_chan c, void *elem) GORT_SYM(chanrecv1);
bool runtime_chanrecv2(gort_chan c, void *elem) GORT_SYM(chanrecv2);

// Go: close(c). [panic]
void runtime_closechan(gort_chan c) GORT_SYM(closechan);

// A select with one case and default: false is default. [panic]
bool runtime_selectnbsend(gort_chan c, const void *elem) GORT_SYM(selectnbsend);

// … to receive; received: not because c is closed.
bool runtime_selectnbrecv(void *elem, gort_chan c) GORT_SYM(selectnbrecv);
bool runtime_selectnbrecv2(void *elem, bool *received, gort_chan c) GORT_SYM(selectnbrecv2);

// Waits for one of n cases and returns its index; order has room for 2 n numbers. *recvOK: a
// receive has got a value. With a default case it does not wait. Go: select. [block, panic]
intptr_t runtime_selectgo(gort_scase *cases, uint16_t *order, intptr_t n, bool *recvOK)
	GORT_SYM(selectgo);

// Go: select {}. [block]
GORT_NORETURN void runtime_block(void) GORT_SYM(block);

// Panics. gort_panicv, gort_recoverv, gort_call, gort_defer and gort_Goexit are in gort.h. Of the
// functions below each panics with a value of a type that implements runtime.Error. A nil pointer
// that is used panics without a call: so does each access to the first 4096 bytes.

// As gort_defer, for a fn that the compiler makes to call the deferred function with its arguments,
// from a record at arg: that function may recover, fn itself may as well. A compiler passes
// gort_recovervat (gort.h) the address above the return address of the function that recovers: in
// LLVM llvm.addressofreturnaddress + 8, with a frame pointer rbp + 16. [allocate]
void gort_deferthunk(void (*fn)(void *), void *arg);

// Go: panic(v); v may be nil. [allocate, block, panic]
GORT_NORETURN void runtime_gopanic(gort_any v) GORT_SYM(gopanic);

// s[x] with x outside a length of y; U: x is unsigned. [allocate, panic]
GORT_NORETURN void runtime_goPanicIndex(intptr_t x, intptr_t y) GORT_SYM(goPanicIndex);
GORT_NORETURN void runtime_goPanicIndexU(uintptr_t x, intptr_t y) GORT_SYM(goPanicIndexU);

// s[:x] with x above the length y (strings, arrays), or above the capacity y. [allocate, panic]
GORT_NORETURN void runtime_goPanicSliceAlen(intptr_t x, intptr_t y) GORT_SYM(goPanicSliceAlen);
GORT_NORETURN void runtime_goPanicSliceAlenU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSliceAlenU);
GORT_NORETURN void runtime_goPanicSliceAcap(intptr_t x, intptr_t y) GORT_SYM(goPanicSliceAcap);
GORT_NORETURN void runtime_goPanicSliceAcapU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSliceAcapU);

// s[x:y] with x above y. [allocate, panic]
GORT_NORETURN void runtime_goPanicSliceB(intptr_t x, intptr_t y) GORT_SYM(goPanicSliceB);
GORT_NORETURN void runtime_goPanicSliceBU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSliceBU);

// s[::x] with x above the length or the capacity y; s[:x:y] and s[x:y:] with x above y. [allocate,
// panic]
GORT_NORETURN void runtime_goPanicSlice3Alen(intptr_t x, intptr_t y) GORT_SYM(goPanicSlice3Alen);
GORT_NORETURN void runtime_goPanicSlice3AlenU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSlice3AlenU);
GORT_NORETURN void runtime_goPanicSlice3Acap(intptr_t x, intptr_t y) GORT_SYM(goPanicSlice3Acap);
GORT_NORETURN void runtime_goPanicSlice3AcapU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSlice3AcapU);
GORT_NORETURN void runtime_goPanicSlice3B(intptr_t x, intptr_t y) GORT_SYM(goPanicSlice3B);
GORT_NORETURN void runtime_goPanicSlice3BU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSlice3BU);
GORT_NORETURN void runtime_goPanicSlice3C(intptr_t x, intptr_t y) GORT_SYM(goPanicSlice3C);
GORT_NORETURN void runtime_goPanicSlice3CU(uintptr_t x, intptr_t y) GORT_SYM(goPanicSlice3CU);

// Division by zero, a negative shift count, and what machines of other kinds report. The
// processor's own fault of a division panics as well. [allocate, panic]
GORT_NORETURN void runtime_panicdivide(void) GORT_SYM(panicdivide);
GORT_NORETURN void runtime_panicshift(void) GORT_SYM(panicshift);
GORT_NORETURN void runtime_panicoverflow(void) GORT_SYM(panicoverflow);
GORT_NORETURN void runtime_panicfloat(void) GORT_SYM(panicfloat);

// A nil pointer, for compilers that test for it. [allocate, panic]
GORT_NORETURN void runtime_panicmem(void) GORT_SYM(panicmem);

// make([]T, …) with a bad length or capacity, for compilers that make small arrays in the frame.
// [allocate, panic]
GORT_NORETURN void runtime_panicmakeslicelen(void) GORT_SYM(panicmakeslicelen);
GORT_NORETURN void runtime_panicmakeslicecap(void) GORT_SYM(panicmakeslicecap);

// The wrapper pkg.(*T).M of a value method has got a nil receiver. [allocate, panic]
GORT_NORETURN void runtime_panicwrap(void) GORT_SYM(panicwrap);

// go of a nil func value: ends the program.
GORT_NORETURN void runtime_panicgonil(void) GORT_SYM(panicgonil);

// Ends the program with "fatal error: " and s; the text must be a constant.
GORT_NORETURN void runtime_throw(gort_string s) GORT_SYM(throw);

// Print, to standard error. Between printlock and printunlock, which nest, no other goroutine
// prints: so a statement stays in one piece. Go: print, println.

void runtime_printlock(void) GORT_SYM(printlock);
void runtime_printunlock(void) GORT_SYM(printunlock);
void runtime_printbool(bool v) GORT_SYM(printbool);
void runtime_printint(int64_t v) GORT_SYM(printint);
void runtime_printuint(uint64_t v) GORT_SYM(printuint);
void runtime_printhex(uint64_t v) GORT_SYM(printhex);
void runtime_printfloat(double v) GORT_SYM(printfloat);
void runtime_printcomplex(double _Complex v) GORT_SYM(printcomplex);
void runtime_printstring(gort_string s) GORT_SYM(printstring);
void runtime_printpointer(const void *p) GORT_SYM(printpointer);
void runtime_printslice(gort_slice s) GORT_SYM(printslice);
void runtime_printeface(gort_any e) GORT_SYM(printeface);
void runtime_printiface(gort_iface i) GORT_SYM(printiface);
void runtime_printsp(void) GORT_SYM(printsp);
void runtime_printnl(void) GORT_SYM(printnl);

// Arithmetic.

// Go: n / d of complex numbers.
double _Complex runtime_complex128div(double _Complex n, double _Complex d) GORT_SYM(complex128div);

// A random number, not for secrets.
uint32_t runtime_fastrand(void) GORT_SYM(fastrand);

#ifdef __cplusplus
}
#endif
#endif
