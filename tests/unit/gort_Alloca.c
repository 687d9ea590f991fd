// Memory of alloca and of arrays of variable size, of any size, keeps what is written to it until
// the function returns, also over collections and on new segments.
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

int main(int argc, char **argv)
{
	for (int64 n = 1; n <= 1 << 18; n *= 4)
		if (fill(n, 32) != 0) {
			gort_print("alloca: memory was overwritten\n");
			return 1;
		}
	return 0;
}
