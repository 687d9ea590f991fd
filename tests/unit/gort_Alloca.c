// Memory of alloca and of arrays of variable size, of any size, keeps what is written to it until
// the function returns, also over collections, on new segments, and where it is asked for in a
// system call, whose errno stays; there on the system's stack, too.
#include "runtime.h"
#include "gc.h"
#include <gort.h>

static noinline int64 fill(int64 n, int64 depth)
{
	byte *a = __builtin_alloca((uintptr)n);
	byte b[n];
	memset(a, (int)depth, (uintptr)n);
	memset(b, (int)depth + 1, (uintptr)n);
	if (depth > 0 && fill(n, depth - 1) != 0)
		return 1;
	if (depth % 8 == 0)
		GC();
	for (int64 i = 0; i < n; i++)
		if (a[i] != (byte)depth || b[i] != (byte)(depth + 1))
			return 1;
	return 0;
}

extern int *libc_errno_location(void) GOLABEL("__errno_location");

static gort_waitgroup wg;
static uint32 wrong; // atomic

static noinline void fillinsyscall(int64 n, int64 depth)
{
	byte a[n];
	memset(a, (int)depth, (uintptr)n);
	if (depth > 0)
		fillinsyscall(n, depth - 1);
	else
		usleep(100);
	for (int64 i = 0; i < n; i++)
		if (a[i] != (byte)depth)
			atomic_Store(&wrong, 1);
}

// Its own array is in use beyond the system call.
static noinline void insyscall(int64 n)
{
	gort_entersyscall();
	byte a[n];
	memset(a, 7, (uintptr)n);
	*libc_errno_location() = 77;
	fillinsyscall(n, 16);
	if (*libc_errno_location() != 77)
		atomic_Store(&wrong, 2);
	gort_exitsyscall();
	gort_Gosched();
	for (int64 i = 0; i < n; i++)
		if (a[i] != 7)
			atomic_Store(&wrong, 3);
}

static noinline bool filled(int64 n)
{
	byte a[n];
	memset(a, 7, (uintptr)n);
	usleep(20);
	for (int64 i = 0; i < n; i++)
		if (a[i] != 7)
			return false;
	return true;
}

static void onsystemstack(void *arg)
{
	for (int64 n = 1; n <= 1 << 14; n *= 4)
		if (!filled(n))
			atomic_Store(&wrong, 4);
}

static void caller(void *arg)
{
	for (int64 n = 1; n <= 1 << 14; n *= 4)
		insyscall(n);
	// There is no P, and the stack of g0 may be at a lower address than ours.
	gort_entersyscall();
	gort_systemstack(onsystemstack, nil);
	gort_exitsyscall();
	gort_wgdone(&wg);
}

static void collector(void *arg)
{
	for (;;) {
		GC();
		gort_Sleep(100 * 1000);
	}
}

int main(int argc, char **argv)
{
	debug.clobberfree = 1;
	for (int64 n = 1; n <= 1 << 18; n *= 4)
		if (fill(n, 32) != 0) {
			gort_print("alloca: memory was overwritten\n");
			return 1;
		}
	gort_go(collector, nil);
	for (int i = 0; i < 50; i++) {
		gort_wgadd(&wg, 4);
		for (int k = 0; k < 4; k++)
			gort_go(caller, nil);
		gort_wgwait(&wg);
	}
	if (wrong != 0) {
		gort_print("alloca in a system call: ");
		gort_printint(wrong);
		gort_print("\n");
	}
	return wrong != 0;
}
