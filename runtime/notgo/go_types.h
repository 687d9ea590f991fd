// Go's predeclared types in C, and the few macros every file needs.
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int8_t   int8;
typedef int16_t  int16;
typedef int32_t  int32;
typedef int64_t  int64;
typedef uint8_t  uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;
typedef uintptr_t uintptr;
typedef int64_t  intgo;     // Go's int
typedef uint64_t uintgo;    // Go's uint
typedef uint8_t  byte;
typedef int32_t  rune;
typedef float    float32;
typedef double   float64;

#define nil ((void *)0)

// go: string.go#stringStruct
typedef struct stringStruct {
	const byte *str;
	intgo       len;
} String;

// go: slice.go#slice
typedef struct slice {
	void *array;
	intgo len;
	intgo cap;
} slice;

// A typed slice header: SLICE(g *) has the fields array, len, cap. That of a variable of several
// files has a name: each file's debug information has only that, and the fields are in one.
#define SLICE(T, ...)    \
	struct __VA_ARGS__ { \
		T    *array;     \
		intgo len;       \
		intgo cap;       \
	}

// STR makes a Go string of a string literal.
#define STR(lit) ((String){(const byte *)("" lit), sizeof("" lit) - 1})

#define hidden       __attribute__((visibility("hidden")))
#define noreturn     __attribute__((noreturn))
#define noinline     __attribute__((noinline))
// nosplit: a function of a split-stack file whose prologue does not check the stack, because it
// runs on g0 too, or must not grow the stack or be a safe point.
#define nosplit      __attribute__((no_split_stack))
// inlined: everything that the function calls becomes part of it, as far as this file has it.
#ifdef STUDY
#define inlined
#define alwaysinline
#else
#define inlined      __attribute__((flatten))
#define alwaysinline inline __attribute__((always_inline))
#endif
#define likely(x)    __builtin_expect(!!(x), 1)
#define unlikely(x)  __builtin_expect(!!(x), 0)
#define nelem(a)     ((intgo)(sizeof(a) / sizeof((a)[0])))

// The ELF name of the C name x is Go's symbol: GOSYM(schedule) is runtime.schedule, GOSYM(p.init)
// is runtime.p.init.
#define GOSYM(x)    __asm__("runtime." #x)
// gccgo's twin of a Go 1.14 function with another signature: see gccgo/redefine.syms.
#define GCCGOSYM(x) __asm__("gccgo." #x)
// Any other exact assembler name.
#define GOLABEL(s)  __asm__(s)

#define CacheLineSize 64
// For variables without initialiser that hold no pointer to an object, but words that look like
// one, or are large: the collector does not look into them. (Go's compiler sees by their types
// which hold pointers. The # keeps gcc's own section flags off.)
#define noptr         __attribute__((section("noptrbss,\"aw\",@nobits#")))
#define cachealigned  __attribute__((aligned(CacheLineSize)))
