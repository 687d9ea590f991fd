// split-stack: yes
// Strings: concatenation, conversions, and helpers for C strings. buf, where a function has it, is
// nil or memory of the caller's frame that the result may use.
#include "runtime.h"

enum { tmpStringBufSize = 32 };

static String rawstringtmp(void *buf, intgo l, byte **b);

// go: string.go#concatstrings [adapted] an operand is never the result
// gccgo's code passes the bytes of string(b) as an operand, without a copy. The result must not
// change when b does, and nothing distinguishes such an operand from others. So the result is a
// copy even if only one operand is not empty. See D52.
String concatstrings(void *buf, const String *a, intgo n)
{
	intgo l = 0;
	for (intgo i = 0; i < n; i++)
		if (__builtin_add_overflow(l, a[i].len, &l))
			throw("string concatenation too long");
	if (l == 0)
		return (String){nil, 0};
	byte *b;
	String s = rawstringtmp(buf, l, &b);
	for (intgo i = 0; i < n; i++) {
		if (a[i].len == 0)
			continue;
		memmove(b, a[i].str, (uintptr)a[i].len);
		b += a[i].len;
	}
	return s;
}

// go: string.go#slicebytetostring [adapted] pointer and length
String slicebytetostring(void *buf, const byte *p, intgo n)
{
	if (n == 0)
		// turns out to be a relatively common case in Go: nothing to allocate
		return (String){nil, 0};
	if (n == 1)
		return (String){&staticbytes[*p], 1};
	byte *b;
	String s = rawstringtmp(buf, n, &b);
	memmove(b, p, (uintptr)n);
	return s;
}

// go: string.go#rawstringtmp
static String rawstringtmp(void *buf, intgo l, byte **b)
{
	if (buf != nil && l <= tmpStringBufSize) {
		*b = buf;
		return (String){buf, l};
	}
	return rawstring(l, b);
}

// go: string.go#slicebytetostringtmp
// Aliases b: for a use that ends before b changes.
String slicebytetostringtmp(slice b) { return (String){b.array, b.len}; }

// go: string.go#stringtoslicebyte
slice stringtoslicebyte(void *buf, String s)
{
	slice b;
	if (buf != nil && s.len <= tmpStringBufSize) {
		memclrNoHeapPointers(buf, tmpStringBufSize);
		b = (slice){buf, s.len, tmpStringBufSize};
	} else {
		b = rawbyteslice(s.len);
	}
	memmove(b.array, s.str, (uintptr)s.len);
	return b;
}

// go: string.go#stringtoslicerune
slice stringtoslicerune(void *buf, String s)
{
	intgo n = countrunes(s);
	slice a;
	if (buf != nil && n <= tmpStringBufSize) {
		memclrNoHeapPointers(buf, tmpStringBufSize * sizeof(rune));
		a = (slice){buf, n, tmpStringBufSize};
	} else {
		a = rawruneslice(n);
	}
	rune *r = a.array;
	for (intgo i = 0, k = 0; i < n && k < s.len; i++) {
		if (s.str[k] < 0x80)
			r[i] = s.str[k++];
		else
			r[i] = decoderune(s, k, &k);
	}
	return a;
}

// go: string.go#slicerunetostring
String slicerunetostring(void *buf, slice a)
{
	const rune *r = a.array;
	byte dum[4];
	intgo size = 0;
	for (intgo i = 0; i < a.len; i++)
		size += encoderune(dum, RELAXED(r[i]));
	byte *b;
	String s = rawstringtmp(buf, size + 3, &b);
	intgo done = 0;
	// Another goroutine may change the runes meanwhile: stop when the room is used up. The 3 bytes
	// are for the last one.
	for (intgo i = 0; i < a.len && done < size; i++)
		done += encoderune(b + done, RELAXED(r[i]));
	return (String){s.str, done};
}

// go: string.go#intstring
String intstring(void *buf, int64 v)
{
	if (v >= 0 && v < 0x80)
		return (String){&staticbytes[v], 1};
	byte *b;
	String s = buf != nil ? (String){b = buf, 4} : rawstring(4, &b);
	rune r = (rune)v;
	return (String){s.str, encoderune(b, r == v ? r : 0xfffd)};
}

// go: string.go#rawstring [adapted] *b is the memory without a length
// A string of size bytes that the caller fills through *b before anyone else sees it.
String rawstring(intgo size, byte **b)
{
	*b = mallocgc((uintptr)size, &nopointers, false);
	return (String){*b, size};
}

// go: string.go#rawbyteslice
slice rawbyteslice(intgo size)
{
	uintptr cap = roundupsize((uintptr)size);
	byte *p = mallocgc(cap, &nopointers, false);
	memclrNoHeapPointers(p + size, cap - (uintptr)size);
	return (slice){p, size, (intgo)cap};
}

// go: string.go#rawruneslice
slice rawruneslice(intgo size)
{
	if ((uintptr)size > maxAlloc / sizeof(rune))
		throw("out of memory");
	uintptr used = (uintptr)size * sizeof(rune), mem = roundupsize(used);
	byte *p = mallocgc(mem, &nopointers, false);
	memclrNoHeapPointers(p + used, mem - used);
	return (slice){p, size, (intgo)(mem / sizeof(rune))};
}

// go: string.go#gobytes
slice gobytes(const byte *p, intgo n)
{
	if (n == 0)
		return (slice){&zerobase, 0, 0};
	if (n < 0 || (uintptr)n > maxAlloc)
		panicerror(STR("gobytes: length out of range"));
	slice b = {mallocgc((uintptr)n, &nopointers, false), n, n};
	memmove(b.array, p, (uintptr)n);
	return b;
}

// go: string.go#gostring
String gostring(const byte *p) { return gostringn(p, findnull(p)); }

// go: string.go#gostringn
String gostringn(const byte *p, intgo l)
{
	if (l == 0)
		return (String){nil, 0};
	byte *b;
	String s = rawstring(l, &b);
	memmove(b, p, (uintptr)l);
	return s;
}

// go: string.go#index [unused] only for contains
static intgo index_(String s, String t)
{
	if (t.len == 0)
		return 0;
	for (intgo i = 0; i + t.len <= s.len; i++)
		if (s.str[i] == t.str[0] && memequal(s.str + i, t.str, (uintptr)t.len))
			return i;
	return -1;
}

// go: string.go#contains [unused] Go's callers are in files that are not here
bool contains(String s, String t) { return index_(s, t) >= 0; }

// go: string.go#hasPrefix
bool hasPrefix(String s, String prefix)
{
	return s.len >= prefix.len && memequal(s.str, prefix.str, (uintptr)prefix.len);
}

// go: string.go#atoi
// Decimal digits, with an optional minus; *ok is false for anything else, and for what does not
// fit.
intgo atoi(String s, bool *ok)
{
	*ok = false;
	if (s.len == 0)
		return 0;
	bool neg = s.str[0] == '-';
	uint64 un = 0;
	for (intgo i = neg; i < s.len; i++) {
		uint32 c = (uint32)s.str[i] - '0';
		if (c > 9 || un > (uint64)INT64_MAX / 10)
			return 0;
		un = un * 10 + c;
	}
	if (un > (uint64)INT64_MAX + neg)
		return 0;
	*ok = true;
	return (intgo)(neg ? -un : un);
}

// go: string.go#atoi32
int32 atoi32(String s, bool *ok)
{
	intgo n = atoi(s, ok);
	if (n == (int32)n)
		return (int32)n;
	*ok = false;
	return 0;
}

// go: string.go#findnull
// The length of a C string; nil has none.
intgo findnull(const byte *s)
{
	intgo l = 0;
	if (s != nil)
		while (s[l] != 0)
			l++;
	return l;
}

// go: string.go#gostringnocopy
String gostringnocopy(const byte *str) { return (String){str, findnull(str)}; }

// go: string.go#parseRelease [unused] Go works around a fault of some kernels; we do not
// The numbers of a release like "4.15.0-33-generic"; minor and patch may be missing.
intgo parseRelease(String rel, intgo *minor, intgo *patch, bool *ok)
{
	intgo num[3] = {0};
	*minor = *patch = 0;
	*ok = false;
	intgo end = 0;
	while (end < rel.len && rel.str[end] != '-' && rel.str[end] != '+')
		end++; // leave out the suffix
	for (intgo i = 0, k = 0; k < 3; k++) {
		intgo from = i;
		while (i < end && rel.str[i] != '.')
			i++;
		bool good;
		num[k] = atoi((String){rel.str + from, i - from}, &good);
		if (!good)
			return 0;
		if (i >= end)
			break;
		i++;
	}
	*minor = num[1];
	*patch = num[2];
	*ok = true;
	return num[0];
}
