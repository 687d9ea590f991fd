// split-stack: yes
// Type descriptors: their names. Compilers make the descriptors, with plain pointers (type.h), so
// nothing has to be resolved at run time; and the program is one module, so that two types are
// identical if their addresses are equal.
#include "runtime.h"

// go: none — end of the piece between TABs that begins at s[i], which is a TAB: the index after
//     the closing one
static intgo skipquoted(String s, intgo i)
{
	while (++i < s.len)
		if (s.str[i] == '\t')
			return i + 1;
	return s.len;
}

// go: type.go#_type.string [adapted] gccgo quotes package paths, which tell apart packages of one
//     name, by TABs: they are left out
// The name as a Go programmer writes it. Most need no copy: they have no path, or begin with the
// only one.
String _type_string(_type *t)
{
	String s = *t->str;
	intgo i = 0;
	if (s.len > 0 && s.str[0] == '\t') {
		i = skipquoted(s, 0);
		s = (String){s.str + i, s.len - i};
	}
	for (i = 0; i < s.len && s.str[i] != '\t'; i++)
		;
	if (i == s.len)
		return s;
	byte *b;
	String r = rawstring(s.len, &b);
	r.len = 0;
	for (i = 0; i < s.len;) {
		if (s.str[i] == '\t')
			i = skipquoted(s, i);
		else
			b[r.len++] = s.str[i++];
	}
	return r;
}

// go: type.go#_type.pkgpath [adapted] a plain pointer
// The path of the package that declares a named type, else "". A pointer type with methods counts
// as declared with its element; gccgo leaves that out.
String _type_pkgpath(_type *t)
{
	if ((t->kind & kindMask) == kindPtr && t->uncommon != nil && t->uncommon->pkgpath == nil)
		t = ((ptrtype *)t)->elem;
	if (t->uncommon == nil || t->uncommon->pkgpath == nil)
		return (String){nil, 0};
	return *t->uncommon->pkgpath;
}

// go: type.go#typelinksinit [adapted] with one module there are no duplicate types to find
void typelinksinit(void) {}
