// split-stack: yes
// The values of the runtime's own panics, their texts, and how a panic's value is printed. Their
// descriptors come from gccgo/runtime.go; a method is called with a pointer to the receiver.
#include "runtime.h"

extern _type errorString_type GOLABEL("runtime.errorString..d");
extern _type plainError_type GOLABEL("runtime.plainError..d");
extern interfacetype errorer_type GOLABEL("runtime.errorer..d");
extern interfacetype stringer_type GOLABEL("runtime.stringer..d");

// go: none — panic of a string type's value, which an interface holds by pointer
static noreturn void panicstring(_type *t, String s)
{
	String *e = mallocgc(sizeof *e, t, true);
	*e = s;
	gopanic((eface){t, e});
}

// go: none — panic(plainError(s))
void panicplain(String s) { panicstring(&plainError_type, s); }

// go: none — panic(errorString(s))
void panicerror(String s) { panicstring(&errorString_type, s); }

// go: error.go#TypeAssertionError.RuntimeError
void TypeAssertionError_RuntimeError(TypeAssertionError *e) {}

// go: error.go#TypeAssertionError.Error
String TypeAssertionError_Error(TypeAssertionError *e)
{
	String inter = e->_interface != nil ? _type_string(e->_interface) : STR("interface");
	String as = _type_string(e->asserted);
	if (e->concrete == nil)
		return concat(STR("interface conversion: "), inter, STR(" is nil, not "), as);
	String cs = _type_string(e->concrete);
	if (e->missingMethod.len != 0)
		return concat(STR("interface conversion: "), cs, STR(" is not "), as,
		              STR(": missing method "), e->missingMethod);
	String why = STR("");
	if (strequal(&cs, &as)) {
		String cpath = _type_pkgpath(e->concrete), apath = _type_pkgpath(e->asserted);
		why = strequal(&cpath, &apath) ? STR(" (types from different scopes)")
		                               : STR(" (types from different packages)");
	}
	return concat(STR("interface conversion: "), inter, STR(" is "), cs, STR(", not "), as, why);
}

// go: error.go#itoa
// val in decimal, at the end of buf, which has room for len bytes.
static String itoa(byte *buf, intgo len, uint64 val)
{
	intgo i = len - 1;
	for (; val >= 10; val /= 10)
		buf[i--] = (byte)('0' + val % 10);
	buf[i] = (byte)('0' + val);
	return (String){buf + i, len - i};
}

// go: error.go#errorString.RuntimeError
void errorString_RuntimeError(errorString *e) {}

// go: error.go#errorString.Error
String errorString_Error(errorString *e) { return concat(STR("runtime error: "), *e); }

// go: none — error.go#errorAddressString.Error, since Go 1.17
String errorAddressString_Error(errorAddressString *e)
{
	return concat(STR("runtime error: "), e->msg);
}

// go: error.go#plainError.RuntimeError
void plainError_RuntimeError(plainError *e) {}

// go: error.go#plainError.Error
String plainError_Error(plainError *e) { return *e; }

// %x is x, %y is y.
static const char *const boundsErrorFmts[] = {
	[boundsIndex]      = "index out of range [%x] with length %y",
	[boundsSliceAlen]  = "slice bounds out of range [:%x] with length %y",
	[boundsSliceAcap]  = "slice bounds out of range [:%x] with capacity %y",
	[boundsSliceB]     = "slice bounds out of range [%x:%y]",
	[boundsSlice3Alen] = "slice bounds out of range [::%x] with length %y",
	[boundsSlice3Acap] = "slice bounds out of range [::%x] with capacity %y",
	[boundsSlice3B]    = "slice bounds out of range [:%x:%y]",
	[boundsSlice3C]    = "slice bounds out of range [%x:%y:]",
	[boundsConvert]    = "cannot convert slice with length %y to pointer to array with length %x",
};

// Where x is negative, y does not matter.
static const char *const boundsNegErrorFmts[] = {
	[boundsIndex]      = "index out of range [%x]",
	[boundsSliceAlen]  = "slice bounds out of range [:%x]",
	[boundsSliceAcap]  = "slice bounds out of range [:%x]",
	[boundsSliceB]     = "slice bounds out of range [%x:]",
	[boundsSlice3Alen] = "slice bounds out of range [::%x]",
	[boundsSlice3Acap] = "slice bounds out of range [::%x]",
	[boundsSlice3B]    = "slice bounds out of range [:%x:]",
	[boundsSlice3C]    = "slice bounds out of range [%x::]",
};

// go: error.go#boundsError.RuntimeError
void boundsError_RuntimeError(boundsError *e) {}

// go: error.go#appendIntStr
// Writes v at b; returns how many bytes that took.
intgo appendIntStr(byte *b, int64 v, bool isSigned)
{
	intgo n = 0;
	if (isSigned && v < 0) {
		b[n++] = '-';
		v = -v;
	}
	byte buf[20];
	String s = itoa(buf, sizeof buf, (uint64)v);
	memmove(b + n, s.str, (uintptr)s.len);
	return n + s.len;
}

// go: error.go#boundsError.Error
String boundsError_Error(boundsError *e)
{
	const char *fmt = boundsErrorFmts[e->code];
	if (e->isSigned && e->x < 0)
		fmt = boundsNegErrorFmts[e->code];
	byte *b;
	String r = rawstring(128, &b); // the longest format with two numbers of 20 digits needs less
	static const String prefix = {(const byte *)"runtime error: ", 15};
	memmove(b, prefix.str, (uintptr)prefix.len);
	r.len = prefix.len;
	for (; *fmt != 0; fmt++) {
		if (*fmt != '%') {
			b[r.len++] = (byte)*fmt;
			continue;
		}
		if (*++fmt == 'x')
			r.len += appendIntStr(b + r.len, e->x, e->isSigned);
		else
			r.len += appendIntStr(b + r.len, e->y, true);
	}
	return r;
}

// go: none — type switch on error and stringer: the text that v's own method makes, if it has one
bool errortext(eface v, String *text)
{
	if (v._type == nil)
		return false;
	itab *tab = getitab(&errorer_type, v._type, true);
	if (tab == nil)
		tab = getitab(&stringer_type, v._type, true);
	if (tab == nil)
		return false;
	if (abi0code(tab->fun[0])) {
		abi0words w = callabi0((funcval *)&tab->fun[0], (uintptr)v.data, 0);
		*text = (String){(const byte *)w.w1, (intgo)w.w2};
	} else {
		*text = ((String(*)(void *))tab->fun[0])(v.data);
	}
	return true;
}

// go: none — what recover of the C door returns of v
String panictext(eface v)
{
	String text;
	if (errortext(v, &text))
		return text;
	if (v._type == nil)
		return STR("nil");
	if ((v._type->kind & kindMask) == kindString)
		return *(String *)v.data;
	return typestring(v);
}

// go: error.go#typestring
String typestring(eface x) { return _type_string(x._type); }

// go: none — typestring, printed: a crash must not allocate
static void printtypestring(_type *t)
{
	String s = *t->str;
	bool quoted = false; // a package path, between TABs
	for (intgo i = 0, start = 0; i <= s.len; i++) {
		if (i < s.len && s.str[i] != '\t')
			continue;
		if (!quoted)
			printstring((String){s.str + start, i - start});
		quoted = !quoted;
		start = i + 1;
	}
}

// go: none — the case of a type switch that t falls under: its kind if t is a predeclared type,
//     else 0
static uint8 predeclared(_type *t)
{
	static const char *const names[] = {
		[kindBool] = "bool",           [kindInt] = "int",
		[kindInt8] = "int8",           [kindInt16] = "int16",
		[kindInt32] = "int32",         [kindInt64] = "int64",
		[kindUint] = "uint",           [kindUint8] = "uint8",
		[kindUint16] = "uint16",       [kindUint32] = "uint32",
		[kindUint64] = "uint64",       [kindUintptr] = "uintptr",
		[kindFloat32] = "float32",     [kindFloat64] = "float64",
		[kindComplex64] = "complex64", [kindComplex128] = "complex128",
		[kindString] = "string",
	};
	uint8 kind = t->kind & kindMask;
	if (kind >= nelem(names) || names[kind] == nil)
		return 0;
	String name = gostringnocopy((const byte *)names[kind]);
	return strequal(t->str, &name) ? kind : 0;
}

// go: error.go#printany
// Prints the value of a panic: of a predeclared type as print does, else its type and its words.
void printany(eface i)
{
	if (i._type == nil) {
		print("nil");
		return;
	}
	switch (predeclared(i._type)) {
	case kindBool:
		print(*(bool *)i.data);
		break;
	case kindInt:
	case kindInt64:
		print(*(int64 *)i.data);
		break;
	case kindInt8:
		print(*(int8 *)i.data);
		break;
	case kindInt16:
		print(*(int16 *)i.data);
		break;
	case kindInt32:
		print(*(int32 *)i.data);
		break;
	case kindUint:
	case kindUint64:
	case kindUintptr:
		print(*(uint64 *)i.data);
		break;
	case kindUint8:
		print(*(uint8 *)i.data);
		break;
	case kindUint16:
		print(*(uint16 *)i.data);
		break;
	case kindUint32:
		print(*(uint32 *)i.data);
		break;
	case kindFloat32:
		print(*(float32 *)i.data);
		break;
	case kindFloat64:
		print(*(float64 *)i.data);
		break;
	case kindComplex64:
		print((double _Complex)*(float _Complex *)i.data);
		break;
	case kindComplex128:
		print(*(double _Complex *)i.data);
		break;
	case kindString:
		print(*(String *)i.data);
		break;
	default:
		printlock();
		print("(");
		printtypestring(i._type);
		print(") ");
		printeface(i);
		printunlock();
	}
}

// go: none — index of c in s, or -1
static intgo indexbyte(String s, byte c)
{
	for (intgo i = 0; i < s.len; i++)
		if (s.str[i] == c)
			return i;
	return -1;
}

// go: none — a fatal text about a name
static noreturn void badname(String what, String name) { (throw)(concat(what, name)); }

// go: error.go#panicwrap
// Called by the wrapper pkg.(*T).M of a method of T, when its receiver is nil.
void panicwrap(void) { panicwrap1(getcallerpc()); }

// go: none — panicwrap, called at pc
void panicwrap1(uintptr pc)
{
	String name = funcname(findfunc(pc));
	intgo i = indexbyte(name, '(');
	if (i < 0)
		badname(STR("panicwrap: no ( in "), name);
	String pkg = {name.str, i - 1};
	if (i + 2 >= name.len || name.str[i - 1] != '.' || name.str[i] != '(' || name.str[i + 1] != '*')
		badname(STR("panicwrap: unexpected string after package name: "), name);
	name = (String){name.str + i + 2, name.len - i - 2};
	i = indexbyte(name, ')');
	if (i < 0)
		badname(STR("panicwrap: no ) in "), name);
	if (i + 2 >= name.len || name.str[i + 1] != '.')
		badname(STR("panicwrap: unexpected string after type name: "), name);
	String typ = {name.str, i}, meth = {name.str + i + 2, name.len - i - 2};
	panicplain(concat(STR("value method "), pkg, STR("."), typ, STR("."), meth,
	                  STR(" called using nil *"), typ, STR(" pointer")));
}
