// split-stack: yes
// Division of complex numbers with Go's results for zeros, infinities and NaNs.
#include "runtime.h"

// go: complex.go#inf2one
// ±1 for an infinity, ±0 otherwise, with f's sign.
float64 inf2one(float64 f) { return __builtin_copysign(__builtin_isinf(f) ? 1 : 0, f); }

// go: complex.go#complex128div
// n / d. The quotient that overflows or is not a number is taken apart afterwards, as C99's Annex G
// proposes.
double _Complex complex128div(double _Complex n, double _Complex d)
{
	float64 a = __real__ n, b = __imag__ n, c = __real__ d, e = __imag__ d;
	float64 re, im;
	// Divide by the larger part, so that the squares do not overflow.
	if (__builtin_fabs(c) >= __builtin_fabs(e)) {
		float64 ratio = e / c, denom = c + ratio * e;
		re = (a + b * ratio) / denom;
		im = (b - a * ratio) / denom;
	} else {
		float64 ratio = c / e, denom = e + ratio * c;
		re = (a * ratio + b) / denom;
		im = (b * ratio - a) / denom;
	}
	if (re != re && im != im) {
		bool ainf = __builtin_isinf(a) || __builtin_isinf(b),
			 dinf = __builtin_isinf(c) || __builtin_isinf(e);
		bool afin = !ainf && a == a && b == b, dfin = !dinf && c == c && e == e;
		if (c == 0 && e == 0 && (a == a || b == b)) {
			re = __builtin_copysign(__builtin_inf(), c) * a;
			im = __builtin_copysign(__builtin_inf(), c) * b;
		} else if (ainf && dfin) {
			a = inf2one(a);
			b = inf2one(b);
			re = __builtin_inf() * (a * c + b * e);
			im = __builtin_inf() * (b * c - a * e);
		} else if (dinf && afin) {
			c = inf2one(c);
			e = inf2one(e);
			re = 0 * (a * c + b * e);
			im = 0 * (b * c - a * e);
		}
	}
	return __builtin_complex(re, im);
}
