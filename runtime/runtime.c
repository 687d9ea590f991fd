// What other packages ask of the runtime.
#include "runtime.h"

// The clock rate, once it is known.
static struct {
	mutex  lock;
	uint32 pad;
	uint64 val; // atomic
} ticks GOSYM(ticks);

// go: runtime.go#tickspersecond
// Rate of cputicks. The first caller measures it, which takes 100 ms.
int64 tickspersecond(void)
{
	// mo: seq_cst load and store; the value is all there is to see.
	int64 r = (int64)atomic_Load64(&ticks.val);
	if (r != 0)
		return r;
	lock(&ticks.lock);
	r = (int64)ticks.val;
	if (r == 0) {
		int64 t0 = nanotime(), c0 = cputicks();
		usleep(100 * 1000);
		int64 t1 = nanotime(), c1 = cputicks();
		if (t1 == t0)
			t1++;
		r = (c1 - c0) * 1000 * 1000 * 1000 / (t1 - t0);
		if (r == 0)
			r++;
		atomic_Store64(&ticks.val, (uint64)r);
	}
	unlock(&ticks.lock);
	return r;
}

__typeof__(envs) envs;         // goenvs_unix
__typeof__(argslice) argslice; // goargs

// go: none — append([]string{}, s...)
static slice copystrings(const String *s, intgo n)
{
	String *c = mallocgc((uintptr)n * sizeof *c, &anypointers, true);
	memmove(c, s, (uintptr)n * sizeof *c);
	return (slice){c, n, n};
}

// go: runtime.go#syscall_runtime_envs
slice syscall_runtime_envs(void) { return copystrings(envs.array, envs.len); }

// go: runtime.go#syscall_Getpagesize
intgo syscall_Getpagesize(void) { return (intgo)physPageSize; }

// go: runtime.go#os_runtime_args
slice os_runtime_args(void) { return copystrings(argslice.array, argslice.len); }

// go: runtime.go#syscall_Exit
// At once: no deferred functions.
void syscall_Exit(intgo code)
{
	filesend(false);
	exit((int32)code);
}
