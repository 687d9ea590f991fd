// The part of libffi's public interface that gccgo/reflect.c and gccgo/ffi_amd64.S use.
#pragma once

#include "runtime2.h"

typedef struct ffi_type ffi_type;
struct ffi_type {
	size_t     size;  // 0: libffi computes it from the elements
	uint16     align;
	uint16     type;
	ffi_type **elements; // ends with nil
};
typedef struct ffi_cif {
	uint32     abi;
	uint32     nargs;
	ffi_type **arg_types;
	ffi_type  *rtype;
	uint32     bytes; // of arguments on the stack
	uint32     flags;
} ffi_cif;
typedef struct ffi_go_closure {
	void    *tramp; // the code
	ffi_cif *cif;
	void    *fun;
} ffi_go_closure;
enum { FFI_OK = 0, FFI_UNIX64 = 2, FFI_TYPE_LONGDOUBLE = 4, FFI_TYPE_STRUCT = 13 };
extern ffi_type ffi_type_void, ffi_type_uint8, ffi_type_uint16, ffi_type_uint32, ffi_type_uint64,
	ffi_type_sint8, ffi_type_sint16, ffi_type_sint32, ffi_type_sint64, ffi_type_float,
	ffi_type_double, ffi_type_longdouble, ffi_type_complex_float, ffi_type_complex_double,
	ffi_type_pointer;
extern int ffi_prep_cif(ffi_cif *cif, int abi, uint32 nargs, ffi_type *rtype, ffi_type **atypes);

// The stack that libffi needs for its own frames besides the arguments: up to 900 bytes, of which
// 224 are a closure's copies of structs that come in two registers.
enum { ffiFrames = 1536 };
