// split-stack: yes
// Interfaces in the form that gccgo-compiled code calls: the target type comes first. A nil
// interface has a nil type or table.
#include "runtime.h"

// go: none — the dynamic type of a non-empty interface
static _type *dyntype(iface i) { return i.tab != nil ? i.tab->_type : nil; }

// go: none — the conversion to another, non-empty interface type; nil stays nil
itab *requireitab(interfacetype *want, _type *have)
{
	return have != nil ? getitab(want, have, false) : nil;
}

// go: none — x.(I): returns the new first word; for an empty interface type that is the type
void *assertitab(interfacetype *want, _type *have)
{
	if (have == nil)
		panicdottypeE(nil, &want->typ, nil);
	if (want->mhdr.len == 0)
		return have;
	return getitab(want, have, false);
}

// go: none — i, ok = x.(I) of an interface{}
ifaceok ifaceE2I2(interfacetype *want, eface e)
{
	ifaceok r;
	r.i = assertE2I2(want, e, &r.ok);
	return r;
}

// go: none — i, ok = x.(I)
ifaceok ifaceI2I2(interfacetype *want, iface i)
{
	ifaceok r;
	r.i = assertI2I2(want, i, &r.ok);
	return r;
}

// go: none — e, ok = x.(interface{}) of an interface{}
efaceok ifaceE2E2(eface e) { return (efaceok){e, e._type != nil}; }

// go: none — e, ok = x.(interface{})
efaceok ifaceI2E2(iface i) { return ifaceE2E2((eface){dyntype(i), i.data}); }

// go: none — p, ok = x.(*T) of an interface{}
ptrok ifaceE2T2P(_type *t, eface e)
{
	return e._type == t ? (ptrok){e.data, true} : (ptrok){nil, false};
}

// go: none — p, ok = x.(*T)
ptrok ifaceI2T2P(_type *t, iface i) { return ifaceE2T2P(t, (eface){dyntype(i), i.data}); }

// go: none — v, ok = x.(T) of an interface{}, T no pointer
bool ifaceE2T2(_type *t, eface e, void *dst)
{
	if (e._type != t) {
		typedmemclr(t, dst);
		return false;
	}
	if (isDirectIface(t))
		*(void **)dst = e.data;
	else
		typedmemmove(t, dst, e.data);
	return true;
}

// go: none — v, ok = x.(T), T no pointer
bool ifaceI2T2(_type *t, iface i, void *dst)
{
	return ifaceE2T2(t, (eface){dyntype(i), i.data}, dst);
}

// go: none — a case of a type switch: does the type implement the interface?
bool ifaceT2Ip(interfacetype *want, _type *have)
{
	return have != nil && (want->mhdr.len == 0 || getitab(want, have, true) != nil);
}

// go: none — panics for a failed x.(T)
void panicdottype(_type *want, _type *have, _type *iface) { panicdottypeE(have, want, iface); }

// go: none — reports whether two types are identical
// After linking there is one descriptor for each type, and reflect searches for it before it makes
// one.
bool eqtype(_type *a, _type *b) { return a == b; }

// go: none — interface{} == interface{}
bool gccgo_efaceeq(eface a, eface b)
{
	return a._type == b._type && efaceeq(a._type, a.data, b.data);
}

// go: none — I == I
bool gccgo_ifaceeq(iface a, iface b)
{
	return gccgo_efaceeq((eface){dyntype(a), a.data}, (eface){dyntype(b), b.data});
}

// go: none — interface{} == T; val is what the data word of an interface would be
bool efacevaleq(eface e, _type *t, void *val) { return e._type == t && efaceeq(t, e.data, val); }

// go: none — I == T
bool ifacevaleq(iface i, _type *t, void *val) { return dyntype(i) == t && efaceeq(t, i.data, val); }

// go: none — I == interface{}
bool ifaceefaceeq(iface i, eface e) { return gccgo_efaceeq((eface){dyntype(i), i.data}, e); }
