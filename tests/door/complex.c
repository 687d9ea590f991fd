// C's quotients and products of complex numbers stay C's where Go has others: quotients by large
// numbers and of zero, and products of infinities. The door's function has Go's quotients.
#include <gort_rt.h>

static volatile double zero = 0, one = 1, large = 0x1p1023;

int main(void)
{
	double inf = one / zero;
	double _Complex n = __builtin_complex(zero, one), d = __builtin_complex(large, large);
	double _Complex infinite = __builtin_complex(inf, inf);
	float _Complex n32 = zero, d32 = __builtin_complex(zero, -one), infinite32 = infinite;
	double _Complex q = n / d, product = infinite * n;
	float _Complex q32 = n32 / d32, product32 = infinite32 * d32;
	if (__real__ q == 0 || __builtin_signbit(__real__ q32))
		return 1;
	if (!__builtin_isinf(__real__ product) || !__builtin_isinf(__real__ product32))
		return 2;
	return __real__ runtime_complex128div(n, d) == 0 ? 0 : 3;
}
