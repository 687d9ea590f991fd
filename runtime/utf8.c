// split-stack: yes
// UTF-8, as range loops and conversions need it.
#include "runtime.h"

enum {
	runeError = 0xfffd,
	maxRune = 0x10ffff,
	surrogateMin = 0xd800,
	surrogateMax = 0xdfff,
};

// go: utf8.go#countrunes
intgo countrunes(String s)
{
	intgo n = 0;
	for (intgo i = 0; i < s.len; n++) {
		if (s.str[i] < 0x80)
			i++;
		else
			decoderune(s, i, &i);
	}
	return n;
}

// go: utf8.go#decoderune
// The rune at s[k:], whose first byte is not ASCII; *pos is the index after it. What is not valid
// is one byte long and decodes as runeError.
rune decoderune(String s, intgo k, intgo *pos)
{
	const byte *p = s.str + k;
	intgo n = s.len - k;
	rune r;
	// A second byte decides on overlong forms, surrogates and values that are too big: by the
	// bounds of r.
	if (n > 1 && p[0] >= 0xc2 && p[0] <= 0xdf && (p[1] & 0xc0) == 0x80) {
		*pos = k + 2;
		return (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	if (n > 2 && (p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
		r = (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		if (r > 0x7ff && !(r >= surrogateMin && r <= surrogateMax)) {
			*pos = k + 3;
			return r;
		}
	}
	if (n > 3 && (p[0] & 0xf8) == 0xf0 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
	    (p[3] & 0xc0) == 0x80) {
		r = (p[0] & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
		if (r > 0xffff && r <= maxRune) {
			*pos = k + 4;
			return r;
		}
	}
	*pos = k + 1;
	return runeError;
}

// go: utf8.go#encoderune
// Writes r to p, which has room for four bytes, and returns how many it needed.
intgo encoderune(byte *p, rune r)
{
	uint32 u = (uint32)r;
	if (u <= 0x7f) {
		p[0] = (byte)u;
		return 1;
	}
	if (u <= 0x7ff) {
		p[0] = (byte)(0xc0 | u >> 6);
		p[1] = (byte)(0x80 | (u & 0x3f));
		return 2;
	}
	if (u > maxRune || (u >= surrogateMin && u <= surrogateMax))
		u = runeError;
	if (u <= 0xffff) {
		p[0] = (byte)(0xe0 | u >> 12);
		p[1] = (byte)(0x80 | (u >> 6 & 0x3f));
		p[2] = (byte)(0x80 | (u & 0x3f));
		return 3;
	}
	p[0] = (byte)(0xf0 | u >> 18);
	p[1] = (byte)(0x80 | (u >> 12 & 0x3f));
	p[2] = (byte)(0x80 | (u >> 6 & 0x3f));
	p[3] = (byte)(0x80 | (u & 0x3f));
	return 4;
}
