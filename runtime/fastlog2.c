// Logarithms for random samples.
#include "runtime.h"

// go: fastlog2.go#fastlog2 [adapted] the processor's instruction, exact, instead of a table
float64 fastlog2(float64 x)
{
	long double r;
	__asm__("fyl2x" : "=t"(r) : "0"((long double)x), "u"(1.0L) : "st(1)");
	return (float64)r;
}
