// Type descriptors as a compiler would make them.
#pragma once

#include <gort_rt.h>
#include <string.h>

#define noinline __attribute__((__noinline__))
#define STR(s) ((gort_string){(const uint8_t *)("" s), sizeof("" s) - 1})
#define NAME(v, s) static const gort_string v = {(const uint8_t *)("" s), sizeof("" s) - 1}
#define FUNC(f) ((void (*)(void))(f))

// A type whose values are one word, a pointer: P a pointer to E.
#define POINTER_TO(v, s, e)                                                                        \
	NAME(v##_name, s);                                                                             \
	static const gort_ptrtype v = {.typ = {.size = 8,                                              \
	                                       .ptrdata = 8,                                           \
	                                       .hash = sizeof(s) * 40503u,                             \
	                                       .tflag = GORT_REGULARMEMORY,                            \
	                                       .align = 8,                                             \
	                                       .fieldAlign = 8,                                        \
	                                       .kind = GORT_PTR | GORT_DIRECTIFACE,                    \
	                                       .equal = &runtime_memequal64_f,                         \
	                                       .gcdata = (const uint8_t *)"\1",                        \
	                                       .str = &v##_name},                                      \
	                               .elem = (const gort_type *)&(e)}

POINTER_TO(intptr_type, "*int", gort_int_type);

NAME(ints_name, "[]int");
static const gort_slicetype ints_type = {
	.typ = {.size = 24,
            .ptrdata = 8,
            .hash = 1001,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_SLICE,
            .gcdata = (const uint8_t *)"\1",
            .str = &ints_name},
	.elem = &gort_int_type,
};

NAME(eface_name, "interface {}");
static const gort_interfacetype eface_type = {
	.typ = {.size = 16,
            .ptrdata = 16,
            .hash = 1002,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_INTERFACE,
            .equal = &runtime_nilinterequal_f,
            .gcdata = (const uint8_t *)"\3",
            .str = &eface_name},
};

NAME(chan_name, "chan int");
static const gort_chantype chan_type = {
	.typ = {.size = 8,
            .ptrdata = 8,
            .hash = 1003,
            .tflag = GORT_REGULARMEMORY,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_CHAN | GORT_DIRECTIFACE,
            .equal = &runtime_memequal64_f,
            .gcdata = (const uint8_t *)"\1",
            .str = &chan_name},
	.elem = &gort_int_type,
	.dir = 3,
};

// type I interface { M() }
NAME(I_name, "main.I");
NAME(M_name, "M");
static const gort_imethod I_methods[] = {{&M_name, NULL, &gort_func_type.typ}};
static const gort_interfacetype I_type = {
	.typ = {.size = 16,
            .ptrdata = 16,
            .hash = 1004,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_INTERFACE,
            .equal = &runtime_interequal_f,
            .gcdata = (const uint8_t *)"\3",
            .str = &I_name},
	.methods = I_methods,
	.nmethods = 1,
	.capmethods = 1,
};

// type E struct { code int }, with Error and M
NAME(E_name, "main.E");
NAME(E_short, "E");
NAME(main_name, "main");
NAME(Error_name, "Error");
NAME(code_name, "code");
static gort_string E_Error(void *e) { return STR("error E"); }
static void E_M(void *e) { ++*(intptr_t *)e; }
static const gort_method E_methods[] = {
	{&Error_name, NULL, &gort_funcString_type.typ, NULL, FUNC(E_Error)},
	{&M_name, NULL, &gort_func_type.typ, NULL, FUNC(E_M)},
};
static const gort_uncommontype E_uncommon = {&E_short, &main_name, E_methods, 2, 2};
static const gort_structfield E_fields[] = {{&code_name, &main_name, &gort_int_type, NULL, 0}};
static const gort_structtype E_type = {
	.typ = {.size = 8,
            .hash = 1005,
            .tflag = GORT_REGULARMEMORY,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_STRUCT,
            .equal = &runtime_memequal64_f,
            .str = &E_name,
            .uncommon = &E_uncommon},
	.fields = E_fields,
	.nfields = 1,
	.capfields = 1,
};

// A map type K → int. Its buckets have pointers, so that the collector looks at all of their words.
#define MAP_TO_INT(v, s, k, n, hash_f, fl)                                                         \
	NAME(v##_name, s);                                                                             \
	NAME(v##_bname, "bucket of " s);                                                               \
	static const gort_type v##_bucket = {.size = 8 + 8 * (n) + 64 + 8,                             \
	                                     .ptrdata = 8 + 8 * (n) + 64 + 8,                          \
	                                     .hash = 7,                                                \
	                                     .align = 8,                                               \
	                                     .fieldAlign = 8,                                          \
	                                     .kind = GORT_STRUCT,                                      \
	                                     .str = &v##_bname};                                       \
	static const gort_maptype v = {.typ = {.size = 8,                                              \
	                                       .ptrdata = 8,                                           \
	                                       .hash = sizeof(s) * 40503u,                             \
	                                       .tflag = GORT_REGULARMEMORY,                            \
	                                       .align = 8,                                             \
	                                       .fieldAlign = 8,                                        \
	                                       .kind = GORT_MAP | GORT_DIRECTIFACE,                    \
	                                       .gcdata = (const uint8_t *)"\1",                        \
	                                       .str = &v##_name},                                      \
	                               .key = (const gort_type *)&(k),                                 \
	                               .elem = &gort_int_type,                                         \
	                               .bucket = &v##_bucket,                                          \
	                               .hasher = &hash_f,                                              \
	                               .keysize = (n),                                                 \
	                               .elemsize = 8,                                                  \
	                               .bucketsize = 8 + 8 * (n) + 64 + 8,                             \
	                               .flags = (fl)}

MAP_TO_INT(map32_type, "map[uint32]int", gort_uint32_type, 4, runtime_memhash32_f,
           GORT_MAP_REFLEXIVEKEY);
MAP_TO_INT(map64_type, "map[int]int", gort_int_type, 8, runtime_memhash64_f, GORT_MAP_REFLEXIVEKEY);
MAP_TO_INT(mapptr_type, "map[*int]int", intptr_type, 8, runtime_memhash64_f, GORT_MAP_REFLEXIVEKEY);
MAP_TO_INT(mapstr_type, "map[string]int", gort_string_type, 16, runtime_strhash_f,
           GORT_MAP_REFLEXIVEKEY | GORT_MAP_NEEDKEYUPDATE);
MAP_TO_INT(mapany_type, "map[interface {}]int", eface_type, 16, runtime_nilinterhash_f,
           GORT_MAP_NEEDKEYUPDATE | GORT_MAP_HASHMIGHTPANIC);
