// An argument on the stack that is aligned to 32 or 64 bytes is so on a new segment, on a kept one
// and at every distance from the end of a segment; arguments in vector registers stay whole.
#include "runtime.h"
#include <gort.h>

typedef struct wide {
	_Alignas(64) intgo w[8];
} wide;
typedef double vector __attribute__((vector_size(32)));

static gort_waitgroup wg;
static uint32 failed;

static noinline void expect(bool ok, const char *what, intgo distance)
{
	if (!ok) {
		println("failed:", what, distance);
		failed = 1;
	}
}

// The compiler believes that a wide is aligned, and does not look.
static uintptr place(wide *a)
{
	uintptr v = (uintptr)a;
	__asm__("" : "+r"(v));
	return v % _Alignof(wide);
}

#define TAKES(name, bytes) \
	__attribute__((noipa)) static void name(wide a, intgo distance, wide b, intgo c, \
		intgo d, intgo e, intgo f, intgo g, intgo onstack) \
	{ \
		volatile byte frame[bytes]; \
		frame[distance & 7] = 1; \
		expect(place(&a) == 0 && place(&b) == 0, #name, distance); \
		expect(a.w[7] == distance && b.w[0] == distance + 1 && onstack == 6, \
			#name " has", distance); \
	}
TAKES(small, 200)
TAKES(large, 9000)

// The ninth comes on the stack. The compiler loads it by an instruction that wants it aligned.
#define V(v) vector v##0, vector v##1, vector v##2, vector v##3, vector v##4, vector v##5, \
	vector v##6, vector v##7, vector v##8
__attribute__((noipa, target("avx"))) static vector sum(V(v), intgo distance,
	intgo b, intgo c, intgo d, intgo e, intgo f, intgo onstack)
{
	volatile byte frame[3000];
	frame[distance & 7] = 1;
	return v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + (double)onstack;
}

__attribute__((noipa, target("avx"))) static void vectors(intgo distance)
{
	double d = (double)distance;
	vector v = {d, d + 1, d + 2, d + 3};
	vector s = sum(v, v, v, v, v, v, v, v, v, distance, 1, 2, 3, 4, 5, 6);
	for (intgo i = 0; i < 4; i++)
		expect(s[i] == 9 * (d + (double)i) + 6, "sum of vectors", distance);
}

static void calls(intgo distance)
{
	wide a = {.w[7] = distance}, b = {.w[0] = distance + 1};
	for (intgo i = 0; i < 3; i++) {
		small(a, distance, b, 1, 2, 3, 4, 5, 6);
		large(a, distance, b, 1, 2, 3, 4, 5, 6);
		if (__builtin_cpu_supports("avx"))
			vectors(distance);
	}
}

// Takes 16 bytes of stack for each of distance, and then calls.
__attribute__((noipa)) static void descend(intgo distance)
{
	volatile byte room[16 * distance + 16];
	room[0] = 1;
	calls(distance);
}

static void run(void *distance)
{
	descend((intgo)distance);
	gort_wgdone(&wg);
}

int main(int argc, char **argv)
{
	for (intgo distance = 0; distance < 128; distance++) {
		gort_wgadd(&wg, 1);
		gort_go(run, (void *)distance);
	}
	gort_wgwait(&wg);
	return (int)failed;
}
