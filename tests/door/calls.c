// Each function of gort_rt.h, called as a compiler would. Those that end the program are run one at
// a time, by a number as argument.
#include "types.h"
#include <unistd.h>

#define CHECK(x)                                                                                   \
	do {                                                                                           \
		if (!(x)) {                                                                                \
			gort_print("calls.c: wrong: " #x "\n");                                                \
			failures++;                                                                            \
		}                                                                                          \
	} while (0)
static int failures;

static bool is(gort_string s, const char *want)
{
	return s.len == (intptr_t)strlen(want) && memcmp(s.str, want, (size_t)s.len) == 0;
}

static void strings(void)
{
	gort_string parts[] = {STR("ab"), STR(""), STR("cde")};
	uint8_t buf[32];
	CHECK(is(runtime_concatstrings(NULL, parts, 3), "abcde"));
	gort_string s = runtime_concatstrings(buf, parts, 3);
	CHECK(is(s, "abcde") && s.str == buf);
	CHECK(runtime_cmpstring(STR("ab"), STR("b")) == -1);
	CHECK(runtime_cmpstring(STR("ab"), STR("a")) == 1);
	CHECK(runtime_cmpstring(STR("ab"), STR("ab")) == 0);
	CHECK(is(runtime_intstring(NULL, 0x20ac), "€"));
	CHECK(is(runtime_intstring(NULL, -1), "\xef\xbf\xbd"));
	CHECK(is(runtime_slicebytetostring(NULL, (const uint8_t *)"xyz", 2), "xy"));
	char bytes[] = "abc";
	s = runtime_slicebytetostringtmp((gort_slice){bytes, 3, 3});
	bytes[0] = 'x';
	CHECK(is(s, "xbc"));
	gort_slice b = runtime_stringtoslicebyte(NULL, STR("hello"));
	CHECK(b.len == 5 && b.cap >= 5 && memcmp(b.array, "hello", 5) == 0);
	gort_slice r = runtime_stringtoslicerune(NULL, STR("aä€"));
	CHECK(r.len == 3 && ((int32_t *)r.array)[1] == 0xe4 && ((int32_t *)r.array)[2] == 0x20ac);
	CHECK(is(runtime_slicerunetostring(NULL, r), "aä€"));
	intptr_t next;
	CHECK(runtime_decoderune(STR("aä€"), 1, &next) == 0xe4 && next == 3);
	CHECK(runtime_decoderune(STR("\xff"), 0, &next) == 0xfffd && next == 1);
	CHECK(runtime_countrunes(STR("aä€")) == 3);
	CHECK(is(runtime_gostring((const uint8_t *)"abc"), "abc"));
	CHECK(is(runtime_gostringn((const uint8_t *)"abc", 2), "ab"));
	CHECK(is(runtime_gostringnocopy((const uint8_t *)"abc"), "abc"));
}

static void slices(void)
{
	intptr_t *a = runtime_makeslice(&gort_int_type, 2, 4);
	CHECK(a[0] == 0 && a[3] == 0);
	a = runtime_makeslice64(&gort_int_type, 3, 3);
	a[0] = 1, a[1] = 2, a[2] = 3;
	gort_slice s = runtime_growslice(&gort_int_type, (gort_slice){a, 3, 3}, 4);
	CHECK(s.len == 3 && s.cap == 6 && s.array != a && ((intptr_t *)s.array)[2] == 3);
	// append, element by element, of pointers, while the collector runs
	gort_slice p = {NULL, 0, 0};
	for (intptr_t i = 0; i < 1000; i++) {
		if (p.len + 1 > p.cap)
			p = runtime_growslice(&intptr_type.typ, p, p.len + 1);
		intptr_t *x = runtime_newobject(&gort_int_type);
		*x = i;
		((intptr_t **)p.array)[p.len++] = x;
	}
	runtime_GC();
	intptr_t sum = 0;
	for (intptr_t i = 0; i < p.len; i++)
		sum += *((intptr_t **)p.array)[i];
	CHECK(sum == 499500);
	intptr_t to[2];
	CHECK(runtime_slicecopy((gort_slice){to, 2, 2}, s, 8) == 2 && to[1] == 2);
	char text[4] = "....";
	CHECK(runtime_slicestringcopy((gort_slice){text, 4, 4}, STR("abcdef")) == 4);
	CHECK(memcmp(text, "abcd", 4) == 0);
	void *pointers[2] = {NULL, NULL};
	CHECK(runtime_typedslicecopy(&intptr_type.typ, (gort_slice){pointers, 2, 2}, p) == 2);
	CHECK(*(intptr_t *)pointers[1] == 1);
}

static void maps(void)
{
	bool ok;
	gort_hmap *m = runtime_makemap(&map64_type, 100, NULL);
	for (intptr_t i = 0; i < 1000; i++)
		*(intptr_t *)runtime_mapassign(&map64_type, m, &i) = i * i;
	CHECK(m->count == 1000);
	intptr_t k = 7, absent = -1;
	CHECK(*(intptr_t *)runtime_mapaccess1(&map64_type, m, &k) == 49);
	CHECK(*(intptr_t *)runtime_mapaccess1(&map64_type, m, &absent) == 0);
	CHECK(*(intptr_t *)runtime_mapaccess2(&map64_type, m, &k, &ok) == 49 && ok);
	CHECK(*(intptr_t *)runtime_mapaccess2(&map64_type, NULL, &k, &ok) == 0 && !ok);
	char zero[2000];
	CHECK(runtime_mapaccess1_fat(&map64_type, m, &absent, zero) == zero);
	CHECK(*(intptr_t *)runtime_mapaccess2_fat(&map64_type, m, &k, zero, &ok) == 49 && ok);
	gort_hiter it = {0};
	intptr_t n = 0, sum = 0;
	for (runtime_mapiterinit(&map64_type, m, &it); it.key != NULL; runtime_mapiternext(&it)) {
		CHECK(*(intptr_t *)it.elem == *(intptr_t *)it.key * *(intptr_t *)it.key);
		n++, sum += *(intptr_t *)it.key;
	}
	CHECK(n == 1000 && sum == 499500);
	runtime_mapdelete(&map64_type, m, &k);
	CHECK(m->count == 999 && *(intptr_t *)runtime_mapaccess1(&map64_type, m, &k) == 0);
	runtime_mapclear(&map64_type, m);
	CHECK(m->count == 0);

	gort_hmap header = {0};
	m = runtime_makemap64(&map64_type, 1, &header);
	CHECK(m == &header);
	*(intptr_t *)runtime_mapassign_fast64(&map64_type, m, 5) = 55;
	CHECK(*(intptr_t *)runtime_mapaccess1_fast64(&map64_type, m, 5) == 55);
	CHECK(*(intptr_t *)runtime_mapaccess2_fast64(&map64_type, m, 6, &ok) == 0 && !ok);
	runtime_mapdelete_fast64(&map64_type, m, 5);
	CHECK(m->count == 0);

	m = runtime_makemap_small();
	*(intptr_t *)runtime_mapassign_fast32(&map32_type, m, 5) = 55;
	*(intptr_t *)runtime_mapassign_fast32(&map32_type, m, 6) = 66;
	CHECK(*(intptr_t *)runtime_mapaccess1_fast32(&map32_type, m, 5) == 55);
	CHECK(*(intptr_t *)runtime_mapaccess2_fast32(&map32_type, m, 6, &ok) == 66 && ok);
	runtime_mapdelete_fast32(&map32_type, m, 6);
	CHECK(m->count == 1);

	// Keys that only the map holds.
	m = runtime_makemap_small();
	for (intptr_t i = 0; i < 100; i++) {
		intptr_t *key = runtime_newobject(&gort_int_type);
		*key = i;
		*(intptr_t *)runtime_mapassign_fast64ptr(&mapptr_type, m, key) = i;
	}
	runtime_GC();
	memset(&it, 0, sizeof it);
	for (runtime_mapiterinit(&mapptr_type, m, &it); it.key != NULL; runtime_mapiternext(&it))
		CHECK(**(intptr_t **)it.key == *(intptr_t *)it.elem);

	m = runtime_makemap_small();
	for (intptr_t i = 0; i < 100; i++) {
		gort_string parts[] = {STR("key "), runtime_intstring(NULL, 'A' + i)};
		*(intptr_t *)runtime_mapassign_faststr(&mapstr_type, m,
		                                       runtime_concatstrings(NULL, parts, 2)) = i;
	}
	runtime_GC();
	CHECK(*(intptr_t *)runtime_mapaccess1_faststr(&mapstr_type, m, STR("key B")) == 1);
	CHECK(*(intptr_t *)runtime_mapaccess2_faststr(&mapstr_type, m, STR("key C"), &ok) == 2 && ok);
	runtime_mapdelete_faststr(&mapstr_type, m, STR("key C"));
	runtime_mapaccess2_faststr(&mapstr_type, m, STR("key C"), &ok);
	CHECK(!ok && m->count == 99);

	m = runtime_makemap_small();
	gort_any keys[] = {{&gort_int_type, runtime_convT64(1)},
	                   {&gort_string_type, runtime_convTstring(STR("1"))}};
	for (intptr_t i = 0; i < 2; i++)
		*(intptr_t *)runtime_mapassign(&mapany_type, m, &keys[i]) = i + 10;
	gort_any again = {&gort_string_type, runtime_convTstring(STR("1"))};
	CHECK(*(intptr_t *)runtime_mapaccess1(&mapany_type, m, &again) == 11 && m->count == 2);
}

// mapassign_fast32ptr is for 32-bit pointers, which amd64 does not have: its keys are 4 bytes.
static void map32ptr(void)
{
	gort_hmap *m = runtime_makemap_small();
	*(intptr_t *)runtime_mapassign_fast32ptr(&map32_type, m, (void *)(intptr_t)9) = 99;
	CHECK(*(intptr_t *)runtime_mapaccess1_fast32(&map32_type, m, 9) == 99);
}

static void interfaces(void)
{
	bool ok;
	intptr_t seven = 7, other = 7;
	gort_any e = runtime_convT2Enoptr(&E_type.typ, &seven);
	CHECK(e.type == &E_type.typ && *(intptr_t *)e.data == 7 && e.data != &seven);
	gort_itab *tab = runtime_getitab(&I_type, &E_type.typ, false);
	CHECK(tab->type == &E_type.typ && tab->fun[0] == FUNC(E_M));
	CHECK(runtime_getitab(&I_type, &gort_int_type, true) == NULL);
	gort_iface i = runtime_convT2I(tab, &seven);
	((void (*)(void *))i.tab->fun[0])(i.data);
	CHECK(*(intptr_t *)i.data == 8 && seven == 7);
	CHECK(*(intptr_t *)runtime_convT2Inoptr(tab, &seven).data == 7);
	CHECK(*(uint16_t *)runtime_convT16(300) == 300);
	CHECK(*(uint32_t *)runtime_convT32(70000) == 70000 && *(uint32_t *)runtime_convT32(0) == 0);
	CHECK(*(uint64_t *)runtime_convT64(1ull << 40) == 1ull << 40);
	CHECK(is(*(gort_string *)runtime_convTstring(STR("abc")), "abc"));
	CHECK(((gort_slice *)runtime_convTslice((gort_slice){&seven, 1, 1}))->array == &seven);
	gort_string abc = STR("abc");
	CHECK(is(*(gort_string *)runtime_convT2E(&gort_string_type, &abc).data, "abc"));

	gort_iface err = runtime_convI2I(&gort_error_type, i);
	CHECK(is(((gort_string(*)(void *))err.tab->fun[0])(err.data), "error E"));
	CHECK(runtime_convI2I(&gort_error_type, (gort_iface){NULL, NULL}).tab == NULL);
	CHECK(runtime_assertE2I(&gort_error_type, e).tab == err.tab);
	CHECK(runtime_assertI2I(&gort_error_type, i).tab == err.tab);
	CHECK(runtime_assertE2I2(&gort_error_type, e, &ok).data == e.data && ok);
	gort_any str = {&gort_string_type, &abc};
	CHECK(runtime_assertE2I2(&gort_error_type, str, &ok).tab == NULL && !ok);
	CHECK(runtime_assertI2I2(&gort_runtimeError_type, i, &ok).tab == NULL && !ok);
	CHECK(runtime_ifaceT2Ip(&I_type, &E_type.typ) && !runtime_ifaceT2Ip(&I_type, &gort_int_type));
	CHECK(runtime_ifaceT2Ip(&eface_type, &gort_int_type) && !runtime_ifaceT2Ip(&eface_type, NULL));
	CHECK(runtime_efaceeq(&gort_int_type, &seven, &other));
	CHECK(runtime_ifaceeq(tab, &seven, &other));

	// Equality and hashes: equal values have equal hashes.
	char a[17] = "sixteen bytes...", b[17] = "sixteen bytes...";
	CHECK(runtime_memequal(a, b, 16) && !runtime_memequal(a, b + 1, 15));
	CHECK(runtime_memequal0(a, b + 1) && runtime_memequal8(a, b) && runtime_memequal16(a, b));
	CHECK(runtime_memequal32(a, b) && runtime_memequal64(a, b) && runtime_memequal128(a, b));
	CHECK(!runtime_memequal8(a, b + 1) && !runtime_memequal16(a, b + 1));
	CHECK(!runtime_memequal32(a, b + 1) && !runtime_memequal64(a, b + 1));
	float f[2] = {0.0f, -0.0f};
	double d[2] = {0.0, -0.0}, nan = __builtin_nan("");
	float _Complex c[2] = {1, 1};
	double _Complex z[2] = {1, 1};
	CHECK(runtime_f32equal(&f[0], &f[1]) && runtime_f64equal(&d[0], &d[1]));
	CHECK(!runtime_f64equal(&nan, &nan));
	CHECK(runtime_c64equal(&c[0], &c[1]) && runtime_c128equal(&z[0], &z[1]));
	gort_string abc2 = runtime_gostringn((const uint8_t *)"abcd", 3);
	CHECK(runtime_strequal(&abc, &abc2));
	gort_any e2 = {&E_type.typ, &other};
	*(intptr_t *)e.data = 7;
	CHECK(runtime_nilinterequal(&e, &e2));
	gort_iface i2 = {tab, &other};
	*(intptr_t *)i.data = 7;
	CHECK(runtime_interequal(&i, &i2));
	CHECK(runtime_memhash(a, 1, 16) == runtime_memhash128(b, 1));
	CHECK(runtime_memhash(a, 1, 16) != runtime_memhash(a, 2, 16));
	CHECK(runtime_memhash0(a, 5) == 5);
	CHECK(runtime_memhash8(a, 1) == runtime_memhash8(b, 1));
	CHECK(runtime_memhash16(a, 1) == runtime_memhash16(b, 1));
	CHECK(runtime_memhash32(a, 1) == runtime_memhash32(b, 1));
	CHECK(runtime_memhash64(a, 1) == runtime_memhash64(b, 1));
	CHECK(runtime_f32hash(&f[0], 1) == runtime_f32hash(&f[1], 1));
	CHECK(runtime_f64hash(&d[0], 1) == runtime_f64hash(&d[1], 1));
	CHECK(runtime_c64hash(&c[0], 1) == runtime_c64hash(&c[1], 1));
	CHECK(runtime_c128hash(&z[0], 1) == runtime_c128hash(&z[1], 1));
	CHECK(runtime_strhash(&abc, 1) == runtime_strhash(&abc2, 1));
	CHECK(runtime_interhash(&i, 1) == runtime_interhash(&i2, 1));
	CHECK(runtime_nilinterhash(&e, 1) == runtime_nilinterhash(&e2, 1));
	CHECK(runtime_typehash(&gort_string_type, &abc, 1) == runtime_strhash(&abc, 1));
	CHECK(runtime_memequal64_f.fn == FUNC(runtime_memequal64));
	CHECK(runtime_strhash_f.fn == FUNC(runtime_strhash));
}

static void *kept;

static noinline void memory(void)
{
	intptr_t *p = runtime_newobject(&gort_int_type);
	CHECK(*p == 0);
	gort_string *strings = runtime_newarray(&gort_string_type, 10);
	CHECK(strings[9].len == 0 && (uintptr_t)strings % 16 == 0);
	uint64_t *words = gort_newnoscan(64);
	CHECK(words[7] == 0 && (uintptr_t)words % 16 == 0);
	kept = gort_new(sizeof(gort_string));
	gort_string abc = STR("abc"), copy;
	runtime_typedmemmove(&gort_string_type, kept, &abc);
	runtime_typedmemmove(&gort_string_type, &copy, kept);
	CHECK(is(copy, "abc"));
	runtime_typedmemclr(&gort_string_type, &copy);
	CHECK(copy.str == NULL && copy.len == 0);
	runtime_memclrNoHeapPointers(kept, 8);
	CHECK(((gort_string *)kept)->str == NULL && ((gort_string *)kept)->len == 3);
	runtime_memclrHasPointers(kept, 16);
	CHECK(((gort_string *)kept)->len == 0);
	double _Complex q = runtime_complex128div(4 + 2.0i, 2);
	CHECK(__real__ q == 2 && __imag__ q == 1);
	uint32_t a = runtime_fastrand();
	CHECK(a != runtime_fastrand() || a != runtime_fastrand());
}

// Objects of one kind, of which half is reachable through memory of gort_new, half through memory
// of gort_newnoscan. Finalizers count those that are freed.
static intptr_t finalized;
static void **viascan, **vianoscan;
enum { nobjects = 1000 };

static const gort_type *const finalizer_in[] = {&intptr_type.typ};
NAME(finalizer_name, "func(*int)");
static const gort_functype finalizer_type = {
	.typ = {.size = 8,
            .ptrdata = 8,
            .hash = 1010,
            .align = 8,
            .fieldAlign = 8,
            .kind = GORT_FUNC | GORT_DIRECTIFACE,
            .gcdata = (const uint8_t *)"\1",
            .str = &finalizer_name},
	.in = finalizer_in,
	.nin = 1,
	.capin = 1,
};
static void finalize(intptr_t *p)
{
	__atomic_add_fetch(&finalized, 1, __ATOMIC_SEQ_CST);
	CHECK(*p == 4711);
}
static const gort_funcval finalize_f = {FUNC(finalize)};

static noinline void makeobjects(void)
{
	viascan = gort_new(nobjects * sizeof(void *));
	vianoscan = gort_newnoscan(nobjects * sizeof(void *));
	for (int i = 0; i < 2 * nobjects; i++) {
		intptr_t *p = gort_new(32);
		*p = 4711;
		runtime_SetFinalizer((gort_any){&intptr_type.typ, p},
		                     (gort_any){&finalizer_type.typ, (void *)&finalize_f});
		(i % 2 ? vianoscan : viascan)[i / 2] = p;
		runtime_KeepAlive((gort_any){&intptr_type.typ, p});
	}
}

static noinline void cleanstack(void)
{
	volatile char a[4096];
	for (int i = 0; i < 4096; i++)
		a[i] = 0;
}

static intptr_t freed(void)
{
	for (int i = 0; i < 100; i++) {
		cleanstack();
		runtime_GC();
		gort_Sleep(1000000);
		if (__atomic_load_n(&finalized, __ATOMIC_SEQ_CST) >= nobjects - 10 && i >= 3)
			break;
	}
	return __atomic_load_n(&finalized, __ATOMIC_SEQ_CST);
}

static void collected(void)
{
	makeobjects();
	intptr_t n = freed();
	CHECK(n > nobjects - 20 && n <= nobjects); // a stale word may keep some
	for (int i = 0; i < nobjects; i++)
		CHECK(*(intptr_t *)viascan[i] == 4711);
	intptr_t *last = viascan[0];
	runtime_SetFinalizer((gort_any){&intptr_type.typ, last}, (gort_any){NULL, NULL});
}

// Channels: a producer, and a consumer by each way to receive.

static gort_chan c, d;

static void producer(void *unused)
{
	for (intptr_t i = 0; i < 1000; i++)
		runtime_chansend1(c, &i);
	runtime_closechan(c);
}

static void channels(void)
{
	c = runtime_makechan(&chan_type, 2);
	d = runtime_makechan64(&chan_type, 1);
	CHECK(((gort_hchan *)c)->dataqsiz == 2 && ((gort_hchan *)c)->qcount == 0);
	gort_go(producer, NULL);
	intptr_t v, sum = 0;
	runtime_chanrecv1(c, &v);
	sum += v;
	while (runtime_chanrecv2(c, &v))
		sum += v;
	CHECK(sum == 499500 && v == 0);
	bool ok;
	CHECK(!runtime_selectnbrecv(&v, d));
	v = 3;
	CHECK(runtime_selectnbsend(d, &v) && !runtime_selectnbsend(d, &v));
	v = 0;
	CHECK(runtime_selectnbrecv2(&v, &ok, d) && ok && v == 3);
	CHECK(runtime_selectnbrecv2(&v, &ok, c) && !ok);

	c = runtime_makechan(&chan_type, 0);
	gort_go(producer, NULL);
	sum = 0;
	for (;;) {
		gort_scase cases[] = {{.c = d, .elem = &v, .kind = GORT_CASERECV},
		                      {.c = c, .elem = &v, .kind = GORT_CASERECV}};
		uint16_t order[4];
		CHECK(runtime_selectgo(cases, order, 2, &ok) == 1);
		if (!ok)
			break;
		sum += v;
	}
	CHECK(sum == 499500);
}

// Lines of many goroutines, each in pieces: door.py looks whether each is whole.
static gort_waitgroup wg;

static void printer(void *n)
{
	for (int i = 0; i < 50; i++) {
		runtime_printlock();
		runtime_printstring(STR("line"));
		runtime_printsp();
		runtime_printint(-(intptr_t)n);
		runtime_printsp();
		runtime_printuint((uint64_t)n);
		runtime_printsp();
		runtime_printhex((uint64_t)n);
		runtime_printsp();
		runtime_printbool(true);
		runtime_printsp();
		runtime_printfloat(1.5);
		runtime_printsp();
		runtime_printcomplex(1 - 2.0i);
		runtime_printsp();
		runtime_printpointer((void *)0x1234);
		runtime_printsp();
		runtime_printslice((gort_slice){(void *)16, 2, 3});
		runtime_printsp();
		runtime_printeface((gort_any){(void *)1, (void *)2});
		runtime_printsp();
		runtime_printiface((gort_iface){(void *)3, (void *)4});
		runtime_printnl();
		runtime_printunlock();
		gort_Gosched();
	}
	gort_wgdone(&wg);
}

static void lines(void)
{
	gort_wgadd(&wg, 8);
	for (intptr_t i = 1; i <= 8; i++)
		gort_go(printer, (void *)i);
	gort_wgwait(&wg);
}

// The goroutine's word and number.
static int64_t goids[64];

static noinline void setlocal(intptr_t n)
{
	intptr_t *p = gort_new(sizeof *p);
	*p = n;
	gort_setlocal(p);
}

static void localword(void *n)
{
	CHECK(gort_getlocal() == NULL);
	setlocal((intptr_t)n);
	cleanstack();
	for (int i = 0; i < 20; i++) {
		gort_Gosched();
		if (i == 10 && (intptr_t)n % 16 == 0)
			runtime_GC();
		for (int k = 0; i > 10 && k < 200; k++)
			*(intptr_t *)gort_new(sizeof(intptr_t)) = -1; // where a freed one was
		CHECK(*(intptr_t *)gort_getlocal() == (intptr_t)n);
	}
	goids[(intptr_t)n] = gort_goid();
	gort_wgdone(&wg);
}

static void locals(void)
{
	CHECK(gort_goid() == 1);
	for (int round = 0; round < 2; round++) { // the second time on Gs that have been used before
		gort_wgadd(&wg, 64);
		for (intptr_t i = 0; i < 64; i++)
			gort_go(localword, (void *)i);
		gort_wgwait(&wg);
	}
	for (int i = 0; i < 64; i++)
		for (int k = 0; k < i; k++)
			CHECK(goids[i] > 1 && goids[i] != goids[k]);
}

// The texts of panics, as gort_recover gives them.
static const char *recovered;

static void recovertext(void *unused) { recovered = gort_recover(); }

static void panictext(void *text)
{
	gort_defer(recovertext, NULL);
	if (text != NULL)
		gort_panic(text);
	runtime_panicdivide();
}

static void texts(void)
{
	CHECK(gort_recover() == NULL);
	gort_call(panictext, "a text");
	CHECK(strcmp(recovered, "a text") == 0);
	gort_call(panictext, NULL);
	CHECK(strcmp(recovered, "runtime error: integer divide by zero") == 0);
}

static void others(void)
{
	int fds[2], err;
	CHECK(gort_NumCPU() >= 1 && gort_NumGoroutine() >= 1);
	CHECK(pipe(fds) == 0);
	gort_fd *f = gort_fdopen(fds[0], &err);
	CHECK(f != NULL && gort_sysfd(f) == fds[0]);
	gort_fdclose(f);
}

// What ends the program; door.py knows the texts.

static void wrapper(void) __asm__("\"main.(*T).M\"");
static noinline void wrapper(void) { runtime_panicwrap(); }
static intptr_t x = 5, y = 3;
#define END(n, ...)                                                                                \
	static noinline void end##n(void) { __VA_ARGS__; }
END(0, runtime_panicoverflow())
END(1, runtime_panicfloat())
END(2, runtime_panicmem())
END(3, runtime_panicmakeslicelen())
END(4, runtime_panicmakeslicecap())
END(5, runtime_panicnildottype(&gort_int_type))
END(6,
    runtime_panicdottypeI(runtime_getitab(&I_type, &E_type.typ, true), &gort_int_type, &I_type.typ))
END(7, wrapper())
END(8, runtime_panicgonil())
END(9, runtime_throw(STR("a constant")))
END(10, runtime_block())
END(11, gort_panic("a text"))
END(12, gort_panicv((gort_any){&gort_int_type, &x}))
END(13, runtime_newarray(&gort_int_type, -y))
END(14, runtime_getitab(&I_type, &gort_int_type, false))
static void (*const ends[])(void) = {end0, end1, end2,  end3,  end4,  end5,  end6, end7,
                                     end8, end9, end10, end11, end12, end13, end14};

int main(int argc, char **argv)
{
	if (argc > 1) {
		int n = 0;
		for (const char *s = argv[1]; *s != 0; s++)
			n = 10 * n + *s - '0';
		ends[n]();
		return 0;
	}
	strings();
	slices();
	maps();
	map32ptr();
	interfaces();
	memory();
	collected();
	channels();
	lines();
	locals();
	texts();
	others();
	return failures != 0;
}
