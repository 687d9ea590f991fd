// Functions without stack checks, which checked code calls (tests/nocheck/calls.c).
#include <stdarg.h>
#include <stdint.h>

typedef int64_t (*fn)(int64_t);

// Takes 40 KB.
int64_t lib_big(int64_t x)
{
	volatile unsigned char b[40 << 10];
	for (int i = 0; i < (int)sizeof b; i++)
		b[i] = (unsigned char)(x + i);
	int64_t sum = 0;
	for (int i = 0; i < (int)sizeof b; i++)
		sum += b[i];
	return sum;
}

// Calls back, with 10 KB in between.
int64_t lib_back(fn f, int64_t x)
{
	volatile int64_t b[1280];
	for (int i = 0; i < 1280; i++)
		b[i] = x;
	int64_t v = f(x - 1);
	for (int i = 0; i < 1280; i++)
		if (b[i] != x)
			return -1000000;
	return v + 1;
}

int64_t lib_vsum(int n, va_list l)
{
	volatile int64_t b[2000];
	int64_t sum = 0;
	for (int i = 0; i < n; i++)
		b[i] = va_arg(l, int64_t);
	for (int i = 0; i < n; i++)
		sum = 3 * sum + b[i];
	return sum;
}
