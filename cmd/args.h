// Where the arguments of functions are, read from debug information (args.c): functab puts it into
// a program's table, from which tracebacks print the words. runtime/notgo/args.c describes records.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Sections, with their relocations applied. In a linked program an address is itself. In an object
// it is the symbol's index << 32 | the offset from it.
typedef struct {
	const uint8_t *p;
	size_t n;
} sectiondata;

typedef struct {
	sectiondata info, abbrev, loclists, rnglists, addr, str;
} debugsections;

// The record of a function's code from start on: n bytes at p. Addresses, of four bytes, stand at
// the places places[i], and are addresses[i].
typedef struct {
	uint64_t start;
	const uint8_t *p;
	size_t n;
	const uint32_t *places;
	const uint64_t *addresses;
	size_t naddresses;
} argsrecord;

// Calls take for each piece of code that the sections describe.
void readargs(const debugsections *d, void (*take)(void *data, const argsrecord *r), void *data);
