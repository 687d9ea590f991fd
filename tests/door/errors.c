// errors.go, as a compiler would make it of calls of gort_rt.h.
#include "types.h"

static volatile intptr_t zero, one = 1, five = 5, minus = -1, z;
static volatile uintptr_t u = 5;
static gort_any e, enil, ef, eg, err;
static gort_chan c;
static gort_hmap *keys;
static int64_t *p;
static intptr_t code = 7, zerovar;

#define CASE(n, ...)                                                                               \
	static noinline void case##n(void) { __VA_ARGS__; }
#define VALUE(t, type, ...) runtime_gopanic((gort_any){&gort_##t##_type, &(type){__VA_ARGS__}})

CASE(0, runtime_goPanicIndex(five, 3))
CASE(1, runtime_goPanicIndex(minus, 3))
CASE(2, runtime_goPanicIndexU(u, 3))
CASE(3, runtime_goPanicIndex(five, 3))
CASE(4, runtime_goPanicSliceAlen(five, 3))
CASE(5, runtime_goPanicSliceAlenU(u, 3))
CASE(6, runtime_goPanicSliceAcap(five, 4))
CASE(7, runtime_goPanicSliceAcapU(u, 4))
CASE(8, runtime_goPanicSliceB(five, one))
CASE(9, runtime_goPanicSliceBU(u, one))
CASE(10, runtime_goPanicSlice3Acap(five, 4))
CASE(11, runtime_goPanicSlice3AcapU(u, 4))
CASE(12, runtime_goPanicSlice3B(five, 3))
CASE(13, runtime_goPanicSlice3BU(u, 3))
CASE(14, runtime_goPanicSlice3C(five, one))
CASE(15, runtime_goPanicSlice3CU(u, one))
CASE(16, runtime_goPanicSlice3Alen(five, 3))
CASE(17, runtime_goPanicSlice3AlenU(u, 3))
CASE(18, if (zero == 0) runtime_panicdivide())
CASE(19, if (minus < 0) runtime_panicshift())
CASE(20, *(intptr_t *)runtime_mapassign_faststr(&mapstr_type, NULL, STR("a")) = 1)
CASE(21, z = *(volatile int64_t *)(p + 1))
CASE(22, *(volatile int64_t *)p = 1)
CASE(23,
     if (e.type != &gort_int_type) runtime_panicdottypeE(e.type, &gort_int_type, &eface_type.typ))
CASE(24, runtime_panicdottypeE(enil.type, &gort_int_type, &eface_type.typ))
CASE(25, runtime_assertE2I(&I_type, e))
CASE(26, runtime_assertE2I(&I_type, enil))
CASE(27, runtime_makeslice(&gort_int_type, minus, minus))
CASE(28, runtime_makeslice(&gort_int_type, one, zero))
CASE(29, runtime_closechan(NULL))
CASE(30, c = runtime_makechan(&chan_type, 0); runtime_closechan(c); runtime_closechan(c))
CASE(31, runtime_chansend1(c, &code))
CASE(32, runtime_makechan(&chan_type, minus))
CASE(33, z = ef.type == eg.type && runtime_efaceeq(ef.type, ef.data, eg.data))
CASE(34, *(intptr_t *)runtime_mapassign(&mapany_type, keys, &ef) = 1)
CASE(35, VALUE(int, intptr_t, 42))
CASE(36, VALUE(string, gort_string, (const uint8_t *)"a text", 6))
CASE(37, VALUE(float64, double, 1.5))
CASE(38, VALUE(bool, bool, true))
CASE(39, VALUE(uint8, uint8_t, 200))
CASE(40, VALUE(int32, int32_t, -7))
CASE(41, VALUE(complex128, double _Complex, 1 - 2 * 1.0i))
CASE(42, runtime_gopanic(err))
CASE(43, runtime_gopanic((gort_any){&intptr_type.typ, &zerovar}))

static void (*const cases[])(void) = {
	case0,  case1,  case2,  case3,  case4,  case5,  case6,  case7,  case8,  case9,  case10,
	case11, case12, case13, case14, case15, case16, case17, case18, case19, case20, case21,
	case22, case23, case24, case25, case26, case27, case28, case29, case30, case31, case32,
	case33, case34, case35, case36, case37, case38, case39, case40, case41, case42, case43,
};
enum { ncases = sizeof cases / sizeof cases[0] };

static void printtext(const char *s)
{
	runtime_printstring(runtime_gostringnocopy((const void *)s));
}

static void deferred(void *arg)
{
	gort_any v = gort_recoverv();
	const gort_type *t = v.type;
	runtime_printlock();
	runtime_printint((intptr_t)arg);
	runtime_printsp();
	typedef gort_string (*method)(void *);
	if (runtime_ifaceT2Ip(&gort_runtimeError_type, t)) {
		bool ok;
		gort_iface i = runtime_assertE2I2(&gort_error_type, v, &ok);
		printtext("runtime.Error ");
		runtime_printstring(((method)i.tab->fun[0])(i.data));
	} else if (runtime_ifaceT2Ip(&gort_error_type, t)) {
		gort_itab *tab = runtime_getitab(&gort_error_type, t, true);
		printtext("error ");
		runtime_printstring(((method)tab->fun[0])(v.data));
		runtime_printsp();
		runtime_printbool(t == err.type && runtime_efaceeq(t, v.data, err.data));
	} else if (t == &gort_string_type) {
		printtext("string ");
		runtime_printstring(*(gort_string *)v.data);
	} else if (t == &gort_int_type) {
		printtext("int ");
		runtime_printint(*(intptr_t *)v.data);
	} else if (t == &intptr_type.typ) {
		printtext("*int ");
		runtime_printbool(v.data == &zerovar);
	} else if (t == &gort_float64_type) {
		printtext("float64 ");
		runtime_printfloat(*(double *)v.data);
	} else if (t == &gort_bool_type) {
		printtext("bool ");
		runtime_printbool(*(bool *)v.data);
	} else if (t == &gort_uint8_type) {
		printtext("uint8 ");
		runtime_printuint(*(uint8_t *)v.data);
	} else if (t == &gort_int32_type) {
		printtext("int32 ");
		runtime_printint(*(int32_t *)v.data);
	} else if (t == &gort_complex128_type) {
		printtext("complex128 ");
		runtime_printcomplex(*(double _Complex *)v.data);
	} else {
		printtext("?");
	}
	runtime_printnl();
	runtime_printunlock();
}

static void try(void *n)
{
	gort_defer(deferred, n);
	cases[(intptr_t)n]();
	printtext("no panic\n");
}

int main(int argc, char **argv)
{
	int64_t *array = gort_newnoscan(8);
	gort_slice ints = {array, 1, 1};
	ef = eg = runtime_convT2E(&ints_type.typ, &ints);
	gort_string abc = STR("abc");
	e = runtime_convT2E(&gort_string_type, &abc);
	err = runtime_convT2Enoptr(&E_type.typ, &code);
	keys = runtime_makemap_small();
	if (argc > 1) {
		int n = 0;
		for (const char *d = argv[1]; *d != 0; d++)
			n = 10 * n + *d - '0';
		cases[n]();
	}
	for (intptr_t n = 0; n < ncases; n++)
		gort_call(try, (void *)n);
	return 0;
}
