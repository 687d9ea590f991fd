// split-stack: yes
// What gort_rt.h declares and Go does not have; and the check that its layouts are the runtime's.
#include "runtime.h"
#include "gort_rt.h"

// go: none — memory without pointers, for code without a type for it
void *gort_newnoscan(size_t n) { return mallocgc(n, &nopointers, true); }

#define same(theirs, field, ours, member)                                                          \
	_Static_assert(offsetof(theirs, field) == offsetof(ours, member) &&                            \
	                   sizeof(((theirs *)0)->field) == sizeof(((ours *)0)->member),                \
	               #theirs)
#define samesize(theirs, ours) _Static_assert(sizeof(theirs) == sizeof(ours), #theirs)
#define samevalue(theirs, ours) _Static_assert((int)(theirs) == (int)(ours), #theirs)

same(gort_string, str, String, str);
same(gort_string, len, String, len);
samesize(gort_string, String);

same(gort_slice, array, slice, array);
same(gort_slice, len, slice, len);
same(gort_slice, cap, slice, cap);
samesize(gort_slice, slice);

same(gort_any, type, eface, _type);
same(gort_any, data, eface, data);
samesize(gort_any, eface);

same(gort_iface, tab, iface, tab);
same(gort_iface, data, iface, data);
samesize(gort_iface, iface);

same(gort_type, size, _type, size);
same(gort_type, ptrdata, _type, ptrdata);
same(gort_type, hash, _type, hash);
same(gort_type, tflag, _type, tflag);
same(gort_type, align, _type, align);
same(gort_type, fieldAlign, _type, fieldAlign);
same(gort_type, kind, _type, kind);
same(gort_type, equal, _type, equal);
same(gort_type, gcdata, _type, gcdata);
same(gort_type, str, _type, str);
same(gort_type, uncommon, _type, uncommon);
same(gort_type, ptrToThis, _type, ptrToThis);
samesize(gort_type, _type);

same(gort_method, name, method, name);
same(gort_method, pkgpath, method, pkgpath);
same(gort_method, mtyp, method, mtyp);
same(gort_method, typ, method, typ);
same(gort_method, tfn, method, tfn);
samesize(gort_method, method);

same(gort_uncommontype, name, uncommontype, name);
same(gort_uncommontype, pkgpath, uncommontype, pkgpath);
same(gort_uncommontype, methods, uncommontype, methods.array);
same(gort_uncommontype, nmethods, uncommontype, methods.len);
same(gort_uncommontype, capmethods, uncommontype, methods.cap);
samesize(gort_uncommontype, uncommontype);

same(gort_imethod, name, imethod, name);
same(gort_imethod, pkgpath, imethod, pkgpath);
same(gort_imethod, typ, imethod, typ);
samesize(gort_imethod, imethod);

same(gort_interfacetype, typ, interfacetype, typ);
same(gort_interfacetype, methods, interfacetype, mhdr.array);
same(gort_interfacetype, nmethods, interfacetype, mhdr.len);
same(gort_interfacetype, capmethods, interfacetype, mhdr.cap);
samesize(gort_interfacetype, interfacetype);

same(gort_ptrtype, typ, ptrtype, typ);
same(gort_ptrtype, elem, ptrtype, elem);
samesize(gort_ptrtype, ptrtype);

same(gort_slicetype, typ, slicetype, typ);
same(gort_slicetype, elem, slicetype, elem);
samesize(gort_slicetype, slicetype);

same(gort_arraytype, typ, arraytype, typ);
same(gort_arraytype, elem, arraytype, elem);
same(gort_arraytype, slice, arraytype, slice);
same(gort_arraytype, len, arraytype, len);
samesize(gort_arraytype, arraytype);

same(gort_chantype, typ, chantype, typ);
same(gort_chantype, elem, chantype, elem);
same(gort_chantype, dir, chantype, dir);
samesize(gort_chantype, chantype);

same(gort_functype, typ, functype, typ);
same(gort_functype, dotdotdot, functype, dotdotdot);
same(gort_functype, in, functype, in.array);
same(gort_functype, nin, functype, in.len);
same(gort_functype, capin, functype, in.cap);
same(gort_functype, out, functype, out.array);
same(gort_functype, nout, functype, out.len);
same(gort_functype, capout, functype, out.cap);
samesize(gort_functype, functype);

same(gort_structfield, name, structfield, name);
same(gort_structfield, pkgpath, structfield, pkgpath);
same(gort_structfield, typ, structfield, typ);
same(gort_structfield, tag, structfield, tag);
same(gort_structfield, offsetAnon, structfield, offsetAnon);
samesize(gort_structfield, structfield);

same(gort_structtype, typ, structtype, typ);
same(gort_structtype, fields, structtype, fields.array);
same(gort_structtype, nfields, structtype, fields.len);
same(gort_structtype, capfields, structtype, fields.cap);
samesize(gort_structtype, structtype);

same(gort_maptype, typ, maptype, typ);
same(gort_maptype, key, maptype, key);
same(gort_maptype, elem, maptype, elem);
same(gort_maptype, bucket, maptype, bucket);
same(gort_maptype, hasher, maptype, hasher);
same(gort_maptype, keysize, maptype, keysize);
same(gort_maptype, elemsize, maptype, elemsize);
same(gort_maptype, bucketsize, maptype, bucketsize);
same(gort_maptype, flags, maptype, flags);
samesize(gort_maptype, maptype);

same(gort_hmap, count, hmap, count);
same(gort_hmap, flags, hmap, flags);
same(gort_hmap, B, hmap, B);
same(gort_hmap, noverflow, hmap, noverflow);
same(gort_hmap, hash0, hmap, hash0);
same(gort_hmap, buckets, hmap, buckets);
same(gort_hmap, oldbuckets, hmap, oldbuckets);
same(gort_hmap, nevacuate, hmap, nevacuate);
same(gort_hmap, extra, hmap, extra);
samesize(gort_hmap, hmap);

same(gort_hiter, key, hiter, key);
same(gort_hiter, elem, hiter, elem);
samesize(gort_hiter, hiter);

same(gort_bmap, tophash, bmap, tophash);
samesize(gort_bmap, bmap);

same(gort_scase, c, scase, c);
same(gort_scase, elem, scase, elem);
same(gort_scase, kind, scase, kind);
same(gort_scase, pc, scase, pc);
same(gort_scase, releasetime, scase, releasetime);
samesize(gort_scase, scase);

same(gort_funcval, fn, funcval, fn);

same(gort_itab, type, itab, _type);
_Static_assert(offsetof(gort_itab, fun) == offsetof(itab, fun), "gort_itab");

same(gort_hchan, qcount, hchan, qcount);
same(gort_hchan, dataqsiz, hchan, dataqsiz);
same(gort_hchan, buf, hchan, buf);
same(gort_hchan, elemsize, hchan, elemsize);
same(gort_hchan, closed, hchan, closed);
_Static_assert(offsetof(gort_hmap, buckets) == 16 && dataOffset == sizeof(gort_bmap), "gort_bmap");

samevalue(GORT_BOOL, kindBool);
samevalue(GORT_INT, kindInt);
samevalue(GORT_INT8, kindInt8);
samevalue(GORT_INT16, kindInt16);
samevalue(GORT_INT32, kindInt32);
samevalue(GORT_INT64, kindInt64);
samevalue(GORT_UINT, kindUint);
samevalue(GORT_UINT8, kindUint8);
samevalue(GORT_UINT16, kindUint16);
samevalue(GORT_UINT32, kindUint32);
samevalue(GORT_UINT64, kindUint64);
samevalue(GORT_UINTPTR, kindUintptr);
samevalue(GORT_FLOAT32, kindFloat32);
samevalue(GORT_FLOAT64, kindFloat64);
samevalue(GORT_COMPLEX64, kindComplex64);
samevalue(GORT_COMPLEX128, kindComplex128);
samevalue(GORT_ARRAY, kindArray);
samevalue(GORT_CHAN, kindChan);
samevalue(GORT_FUNC, kindFunc);
samevalue(GORT_INTERFACE, kindInterface);
samevalue(GORT_MAP, kindMap);
samevalue(GORT_PTR, kindPtr);
samevalue(GORT_SLICE, kindSlice);
samevalue(GORT_STRING, kindString);
samevalue(GORT_STRUCT, kindStruct);
samevalue(GORT_UNSAFEPOINTER, kindUnsafePointer);
samevalue(GORT_KINDMASK, kindMask);
samevalue(GORT_DIRECTIFACE, kindDirectIface);
samevalue(GORT_REGULARMEMORY, tflagRegularMemory);
samevalue(GORT_CASENIL, caseNil);
samevalue(GORT_CASERECV, caseRecv);
samevalue(GORT_CASESEND, caseSend);
samevalue(GORT_CASEDEFAULT, caseDefault);
