// DWARF 5, as args.c and slim.c read it: names, and what stands in .debug_info byte by byte.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	TAG_array_type = 0x01,
	TAG_formal_parameter = 0x05,
	TAG_lexical_block = 0x0b,
	TAG_pointer_type = 0x0f,
	TAG_reference_type = 0x10,
	TAG_compile_unit = 0x11,
	TAG_structure_type = 0x13,
	TAG_union_type = 0x17,
	TAG_unspecified_parameters = 0x18,
	TAG_inlined_subroutine = 0x1d,
	TAG_subrange_type = 0x21,
	TAG_base_type = 0x24,
	TAG_subprogram = 0x2e,
	TAG_rvalue_reference_type = 0x42,
	TAG_call_site = 0x48,
	TAG_call_site_parameter = 0x49,
};

enum {
	FORM_addr = 0x01,
	FORM_block2 = 0x03,
	FORM_block4 = 0x04,
	FORM_data2 = 0x05,
	FORM_data4 = 0x06,
	FORM_data8 = 0x07,
	FORM_string = 0x08,
	FORM_block = 0x09,
	FORM_block1 = 0x0a,
	FORM_data1 = 0x0b,
	FORM_flag = 0x0c,
	FORM_sdata = 0x0d,
	FORM_strp = 0x0e,
	FORM_udata = 0x0f,
	FORM_ref_addr = 0x10,
	FORM_ref1 = 0x11,
	FORM_ref2 = 0x12,
	FORM_ref4 = 0x13,
	FORM_ref8 = 0x14,
	FORM_ref_udata = 0x15,
	FORM_sec_offset = 0x17,
	FORM_exprloc = 0x18,
	FORM_flag_present = 0x19,
	FORM_strx = 0x1a,
	FORM_addrx = 0x1b,
	FORM_data16 = 0x1e,
	FORM_line_strp = 0x1f,
	FORM_ref_sig8 = 0x20,
	FORM_implicit_const = 0x21,
	FORM_loclistx = 0x22,
	FORM_rnglistx = 0x23,
	FORM_strx1 = 0x25,
	FORM_strx2 = 0x26,
	FORM_strx4 = 0x28,
	FORM_addrx1 = 0x29,
	FORM_addrx2 = 0x2a,
	FORM_addrx4 = 0x2c,
};

static inline uint64_t uleb(const uint8_t **p)
{
	uint64_t v = 0;
	int shift = 0;
	uint8_t b;
	do {
		b = *(*p)++;
		if (shift < 64)
			v |= (uint64_t)(b & 0x7f) << shift;
		shift += 7;
	} while (b & 0x80);
	return v;
}

static inline int64_t sleb(const uint8_t **p)
{
	const uint8_t *begin = *p;
	uint64_t v = uleb(p);
	int bits = 7 * (int)(*p - begin);
	if (bits < 64 && ((*p)[-1] & 0x40))
		v |= ~(uint64_t)0 << bits;
	return (int64_t)v;
}

static inline uint64_t fixed(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	memcpy(&v, p, n);
	return v;
}

#define UNKNOWN_FORM SIZE_MAX

// The number of bytes of an attribute's value, or UNKNOWN_FORM.
static inline size_t formsize(const uint8_t *p, uint64_t form)
{
	const uint8_t *q = p;
	uint64_t n;
	switch (form) {
	case FORM_flag_present:
	case FORM_implicit_const:
		return 0;
	case FORM_data1:
	case FORM_flag:
	case FORM_ref1:
	case FORM_strx1:
	case FORM_addrx1:
		return 1;
	case FORM_data2:
	case FORM_ref2:
	case FORM_strx2:
	case FORM_addrx2:
		return 2;
	case FORM_data4:
	case FORM_strp:
	case FORM_line_strp:
	case FORM_ref4:
	case FORM_ref_addr:
	case FORM_sec_offset:
	case FORM_strx4:
	case FORM_addrx4:
		return 4;
	case FORM_addr:
	case FORM_data8:
	case FORM_ref8:
	case FORM_ref_sig8:
		return 8;
	case FORM_data16:
		return 16;
	case FORM_string:
		return strlen((const char *)p) + 1;
	case FORM_udata:
	case FORM_sdata:
	case FORM_ref_udata:
	case FORM_strx:
	case FORM_addrx:
	case FORM_loclistx:
	case FORM_rnglistx:
		uleb(&q);
		return (size_t)(q - p);
	case FORM_block:
	case FORM_exprloc:
		n = uleb(&q);
		return (size_t)(q - p) + n;
	case FORM_block1:
		return 1 + *p;
	case FORM_block2:
		return 2 + fixed(p, 2);
	case FORM_block4:
		return 4 + fixed(p, 4);
	}
	return UNKNOWN_FORM;
}
