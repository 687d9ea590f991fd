// A preemption in a prologue keeps vector arguments at their whole width, though other goroutines,
// which have wide values too, run meanwhile. Only prologues preempt here.
// procs: 1 2 8
// env: GODEBUG=asyncpreemptoff=1
// storm: 0
#include <gort.h>

typedef long v4 __attribute__((vector_size(32)));
typedef long v8 __attribute__((vector_size(64)));

static gort_chan done;
static volatile int stop;

#define LOOPS(v, isa) \
	__attribute__((noipa, target(isa))) static v next##v(v a, volatile char *p) \
	{ \
		volatile char frame[64]; \
		frame[0] = *p; \
		return a + 1; \
	} \
	__attribute__((noipa, target(isa))) static long loop##v(long n) \
	{ \
		char c = 0; \
		v a = n - (v){}; \
		long calls = 0; \
		while (!stop) { \
			a = next##v(a, &c); \
			calls++; \
		} \
		long wrong = 0; \
		for (unsigned i = 0; i < sizeof a / sizeof a[0]; i++) \
			wrong += a[i] != n + calls; \
		return wrong; \
	} \
	static void run##v(void *n) \
	{ \
		long wrong = loop##v((long)n); \
		gort_chansend(done, &wrong); \
	}

LOOPS(v4, "avx2")
LOOPS(v8, "avx512f")

int main(void)
{
	void (*run)(void *) = runv8;
	if (!__builtin_cpu_supports("avx512f"))
		run = runv4;
	if (!__builtin_cpu_supports("avx2")) {
		gort_print("no AVX2\n");
		return 77;
	}
	done = gort_makechan(8, 0);
	for (long i = 1; i <= 4; i++)
		gort_go(i % 2 ? run : runv4, (void *)(i << 40));
	gort_Sleep(500000000);
	stop = 1;
	long sum = 0, wrong;
	for (int i = 0; i < 4; i++) {
		gort_chanrecv(done, &wrong);
		sum += wrong;
	}
	gort_print("wrong elements: ");
	gort_printint(sum);
	gort_print("\n");
	return sum != 0;
}
