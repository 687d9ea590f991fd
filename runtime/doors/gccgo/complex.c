// split-stack: yes
// Go's results for the arithmetic of complex numbers that gccgo leaves to libgcc's functions, which
// have C's. Division of complex128 is runtime.complex128div.
#include "runtime.h"

// go: none — libgcc's __divsc3: (a + bi) / (c + di)
// Go divides in float64.
float _Complex gccgo_divsc3(float32 a, float32 b, float32 c, float32 d)
{
	return complex128div(__builtin_complex((float64)a, (float64)b),
	                     __builtin_complex((float64)c, (float64)d));
}

// go: none — libgcc's __muldc3: (a + bi)(c + di), called where a part of that is not a number
double _Complex gccgo_muldc3(float64 a, float64 b, float64 c, float64 d)
{
	return __builtin_complex(a * c - b * d, a * d + b * c);
}

// go: none — libgcc's __mulsc3: the same for complex64
// Go multiplies in float64, where products of numbers do not overflow.
float _Complex gccgo_mulsc3(float32 a, float32 b, float32 c, float32 d)
{
	return gccgo_muldc3(a, b, c, d);
}
