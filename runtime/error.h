// Types of error.go. Compiled code sees these as types of package runtime: the descriptors are made
// by runtime/doors/gccgo/runtime.go.
#pragma once

#include "runtime2.h"

// go: error.go#TypeAssertionError
typedef struct TypeAssertionError {
	_type *_interface;
	_type *concrete;
	_type *asserted;
	String missingMethod;
} TypeAssertionError;

typedef String errorString; // go: error.go#errorString
typedef String plainError;  // go: error.go#plainError

// go: none — error.go#errorAddressString, since Go 1.17
typedef struct errorAddressString {
	String  msg;
	uintptr addr;
} errorAddressString;

// go: error.go#boundsErrorCode
typedef uint8 boundsErrorCode;
enum {
	boundsIndex,      // s[x], 0 <= x < len(s) failed
	boundsSliceAlen,  // s[?:x], 0 <= x <= len(s) failed
	boundsSliceAcap,  // s[?:x], 0 <= x <= cap(s) failed
	boundsSliceB,     // s[x:y], 0 <= x <= y failed (but boundsSliceA didn't happen)
	boundsSlice3Alen, // s[?:?:x], 0 <= x <= len(s) failed
	boundsSlice3Acap, // s[?:?:x], 0 <= x <= cap(s) failed
	boundsSlice3B,    // s[?:x:y], 0 <= x <= y failed
	boundsSlice3C,    // s[x:y:?], 0 <= x <= y failed
	boundsConvert,    // not in Go 1.14: (*[x]T)(s), 0 <= x <= len(s) failed
};

// go: error.go#boundsError [adapted] signed is a word of C
typedef struct boundsError {
	int64 x;
	intgo y;
	bool  isSigned; // Go: signed
	boundsErrorCode code;
} boundsError;
