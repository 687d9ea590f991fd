// Arguments, environment, GODEBUG and GOTRACEBACK, the start-up self-test, and a few functions that
// every file uses.
#include "runtime.h"

static void testAtomic64(void) GOSYM(testAtomic64);

// Bits of traceback_cache: tracebackCrash, tracebackAll, and the level from tracebackShift on.
// Until we have read the environment, a crash shows everything. traceback_env is what the
// environment asked for. A program may ask for more, but not for less.
uint32 traceback_cache = 2 << tracebackShift;
uint32 traceback_env;

// go: runtime1.go#gotraceback
// Returns how much a crash prints: 0 for nothing, 1 for all but the runtime's frames, 2 for
// everything. *all: it shows every goroutine. *crash: the process ends by SIGABRT.
int32 gotraceback(bool *all, bool *crash)
{
	m *mp = getg()->m;
	// mo: seq_cst load; no other memory depends on this word.
	uint32 t = atomic_Load(&traceback_cache);
	*crash = (t & tracebackCrash) != 0;
	*all = mp->throwing > 0 || (t & tracebackAll) != 0;
	if (mp->traceback != 0)
		return mp->traceback;
	return (int32)(t >> tracebackShift);
}

// The kernel's argument vector.
int32  argc;
byte **argv;

// go: runtime1.go#argv_index
byte *argv_index(byte **argv, int32 i) { return argv[i]; }

// go: runtime1.go#args
// rt0_go calls it, when nothing is initialized yet.
void args(int32 c, byte **v)
{
	argc = c;
	argv = v;
	sysargs(c, v);
}

// go: runtime1.go#goargs
void goargs(void)
{
	argslice.array = mallocgc((uintptr)argc * sizeof(String), &anypointers, true);
	argslice.len = argslice.cap = argc;
	for (int32 i = 0; i < argc; i++)
		argslice.array[i] = gostringnocopy(argv_index(argv, i));
}

// go: runtime1.go#goenvs_unix
void goenvs_unix(void)
{
	int32 n = 0;
	while (argv_index(argv, argc + 1 + n) != nil)
		n++;
	// The array must not be nil even if n is 0.
	envs.array = mallocgc((uintptr)n * sizeof(String), &anypointers, true);
	envs.len = envs.cap = n;
	for (int32 i = 0; i < n; i++)
		envs.array[i] = gostring(argv_index(argv, argc + 1 + i));
}

// go: runtime1.go#environ
slice environ(void) { return (slice){envs.array, envs.len, envs.cap}; }

// go: runtime1.go#testAtomic64
static void testAtomic64(void)
{
	static uint64 test_z64, test_x64;

	// mo: seq_cst throughout; one thread, the values are what is tested.
	test_z64 = 42;
	test_x64 = 0;
	if (atomic_Cas64(&test_z64, test_x64, 1))
		throw("cas64 failed");
	if (test_x64 != 0)
		throw("cas64 failed");
	test_x64 = 42;
	if (!atomic_Cas64(&test_z64, test_x64, 1))
		throw("cas64 failed");
	if (test_x64 != 42 || test_z64 != 1)
		throw("cas64 failed");
	if (atomic_Load64(&test_z64) != 1)
		throw("load64 failed");
	atomic_Store64(&test_z64, ((uint64)1 << 40) + 1);
	if (atomic_Load64(&test_z64) != ((uint64)1 << 40) + 1)
		throw("store64 failed");
	if (atomic_Xadd64(&test_z64, ((uint64)1 << 40) + 1) != ((uint64)2 << 40) + 2)
		throw("xadd64 failed");
	if (atomic_Load64(&test_z64) != ((uint64)2 << 40) + 2)
		throw("xadd64 failed");
	if (atomic_Xchg64(&test_z64, ((uint64)3 << 40) + 3) != ((uint64)2 << 40) + 2)
		throw("xchg64 failed");
	if (atomic_Load64(&test_z64) != ((uint64)3 << 40) + 3)
		throw("xchg64 failed");
}

// go: none — a double with the given bits; the compiler cannot know its value
static float64 bits64(uint64 b)
{
	union {
		uint64  b;
		float64 f;
	} volatile u = {b};
	return u.f;
}

// go: none — see bits64
static float32 bits32(uint32 b)
{
	union {
		uint32  b;
		float32 f;
	} volatile u = {b};
	return u.f;
}

// go: runtime1.go#check [adapted] the compiler checks the sizes
// The self-test, which runs before everything else.
void check(void)
{
	_Static_assert(sizeof(int8) == 1 && sizeof(uint8) == 1, "bad a, b");
	_Static_assert(sizeof(int16) == 2 && sizeof(uint16) == 2, "bad c, d");
	_Static_assert(sizeof(int32) == 4 && sizeof(uint32) == 4, "bad e, f");
	_Static_assert(sizeof(int64) == 8 && sizeof(uint64) == 8, "bad g, h");
	_Static_assert(sizeof(float32) == 4 && sizeof(float64) == 8, "bad i, j");
	_Static_assert(sizeof(void *) == 8 && sizeof(uintptr) == 8, "bad k, l");
	_Static_assert(_FixedStack > 0 && (_FixedStack & (_FixedStack - 1)) == 0,
	               "FixedStack is not power-of-2");

	int32 e;
	if (timediv((int64)12345 * 1000000000 + 54321, 1000000000, &e) != 12345 || e != 54321)
		throw("bad timediv");

	// mo: seq_cst throughout; one thread, the values are what is tested.
	uint32 z = 1;
	if (!atomic_Cas(&z, 1, 2))
		throw("cas1");
	if (z != 2)
		throw("cas2");
	z = 4;
	if (atomic_Cas(&z, 5, 6))
		throw("cas3");
	if (z != 4)
		throw("cas4");
	z = 0xffffffff;
	if (!atomic_Cas(&z, 0xffffffff, 0xfffffffe))
		throw("cas5");
	if (z != 0xfffffffe)
		throw("cas6");

	byte b[4] = {1, 1, 1, 1};
	atomic_Or8(&b[1], 0xf0);
	if (b[0] != 1 || b[1] != 0xf1 || b[2] != 1 || b[3] != 1)
		throw("atomicor8");
	memset(b, 0xff, sizeof b);
	atomic_And8(&b[1], 0x1);
	if (b[0] != 0xff || b[1] != 0x1 || b[2] != 0xff || b[3] != 0xff)
		throw("atomicand8");

	float64 j = bits64(~(uint64)0), j1 = bits64(~(uint64)1);
	if (j == j)
		throw("float64nan");
	if (!(j != j))
		throw("float64nan1");
	if (j == j1)
		throw("float64nan2");
	if (!(j != j1))
		throw("float64nan3");
	float32 i = bits32(~(uint32)0), i1 = bits32(~(uint32)1);
	if (i == i)
		throw("float32nan");
	if (!(i != i))
		throw("float32nan1");
	if (i == i1)
		throw("float32nan2");
	if (!(i != i1))
		throw("float32nan3");

	testAtomic64();
}

struct debugvars debug;

// go: runtime1.go#dbgVar
typedef struct dbgVar {
	String name;
	int32 *value;
} dbgVar;

#define DBGVAR(x) {{(const byte *)#x, sizeof #x - 1}, &debug.x}

static const dbgVar dbgvars[] = {
	DBGVAR(allocfreetrace),
	DBGVAR(clobberfree),
	DBGVAR(cgocheck),
	DBGVAR(efence),
	DBGVAR(gccheckmark),
	DBGVAR(gcpacertrace),
	DBGVAR(gcshrinkstackoff),
	DBGVAR(gcstoptheworld),
	DBGVAR(gctrace),
	DBGVAR(invalidptr),
	DBGVAR(madvdontneed),
	DBGVAR(sbrk),
	DBGVAR(scavenge),
	DBGVAR(scavtrace),
	DBGVAR(scheddetail),
	DBGVAR(schedtrace),
	DBGVAR(tracebackancestors),
	DBGVAR(asyncpreemptoff),
};

// go: none — compares two strings
static bool streq(String a, String b)
{
	return a.len == b.len && memequal(a.str, b.str, (uintptr)a.len);
}

// go: none — the index of c in s, or -1
static intgo indexbyte(String s, byte c)
{
	for (intgo i = 0; i < s.len; i++)
		if (s.str[i] == c)
			return i;
	return -1;
}

// go: runtime1.go#parsedebugvars
// Reads GODEBUG=key=value,… and GOTRACEBACK. It ignores unknown keys and malformed values. The last
// good value of a key counts. Some keys do nothing here, see D181.
void parsedebugvars(void)
{
	debug.cgocheck = 1;
	debug.invalidptr = 1;
	debug.madvdontneed = 1; // see D186

	String p = gogetenv(STR("GODEBUG"));
	while (p.len != 0) {
		intgo i = indexbyte(p, ',');
		String field = {p.str, i < 0 ? p.len : i};
		p = i < 0 ? (String){0} : (String){p.str + i + 1, p.len - i - 1};
		i = indexbyte(field, '=');
		if (i < 0)
			continue;
		String key = {field.str, i}, value = {field.str + i + 1, field.len - i - 1};
		bool ok;
		if (streq(key, STR("memprofilerate"))) {
			intgo n = atoi(value, &ok);
			if (ok)
				MemProfileRate = n;
			continue;
		}
		for (intgo v = 0; v < nelem(dbgvars); v++)
			if (streq(dbgvars[v].name, key)) {
				int32 n = atoi32(value, &ok);
				if (ok)
					*dbgvars[v].value = n;
			}
	}

	setTraceback(gogetenv(STR("GOTRACEBACK")));
	traceback_env = traceback_cache;
}

// go: runtime1.go#setTraceback
// Serves runtime/debug.SetTraceback and the environment variable.
void setTraceback(String level)
{
	uint32 t;
	if (streq(level, STR("none"))) {
		t = 0;
	} else if (streq(level, STR("single")) || level.len == 0) {
		t = 1 << tracebackShift;
	} else if (streq(level, STR("all"))) {
		t = 1 << tracebackShift | tracebackAll;
	} else if (streq(level, STR("system"))) {
		t = 2 << tracebackShift | tracebackAll;
	} else if (streq(level, STR("crash"))) {
		t = 2 << tracebackShift | tracebackAll | tracebackCrash;
	} else {
		t = tracebackAll;
		bool ok;
		intgo n = atoi(level, &ok);
		if (ok && n == (intgo)(uint32)n)
			t |= (uint32)n << tracebackShift;
	}
	// In a C program (c-archive, c-shared) the host decides whether a crash aborts.
	if (islibrary || isarchive)
		t |= tracebackCrash;
	t |= traceback_env;
	// mo: seq_cst store; no other memory depends on this word.
	atomic_Store(&traceback_cache, t);
}

// go: runtime1.go#timediv [adapted] amd64 has the division
// Returns v / div, for v >= 0, and the remainder in *rem if rem is not nil. If the quotient is too
// big it returns 0x7fffffff, with the remainder 0.
int32 timediv(int64 v, int32 div, int32 *rem)
{
	int64 q = v / div;
	int32 r = (int32)(v % div);
	if (q > 0x7fffffff) {
		q = 0x7fffffff;
		r = 0;
	}
	if (rem != nil)
		*rem = r;
	return (int32)q;
}

// go: runtime1.go#gomcache
mcache *gomcache(void) { return getg()->m->mcache; }
