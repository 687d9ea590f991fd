// split-stack: yes
// Strings in the form that gccgo-compiled code calls.
#include "runtime.h"

// go: none — the order of two strings, by bytes: -1, 0 or 1
intgo cmpstring(String a, String b)
{
	int r = memcmp(a.str, b.str, (size_t)(a.len < b.len ? a.len : b.len));
	if (r == 0)
		return (a.len > b.len) - (a.len < b.len);
	return r < 0 ? -1 : 1;
}

// go: none — range over a string: the rune at s[k], and where the next begins
runenext gccgo_decoderune(String s, intgo k)
{
	runenext x;
	x.r = decoderune(s, k, &x.next);
	return x;
}
