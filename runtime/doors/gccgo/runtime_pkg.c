// split-stack: yes
// What objects of gccgo expect of package runtime and no other file has: func values of the hash
// and equality functions, the descriptors of unsafe.Pointer, variables, and small functions.
#include "runtime.h"

// The func value X..f of the function X.
#define FUNCVAL(name) const funcval name##_f GOLABEL("runtime." #name "..f") = {(uintptr)name}

FUNCVAL(memequal0);
FUNCVAL(memequal8);
FUNCVAL(memequal16);
FUNCVAL(memequal32);
FUNCVAL(memequal64);
FUNCVAL(memequal128);
FUNCVAL(f32equal);
FUNCVAL(f64equal);
FUNCVAL(c64equal);
FUNCVAL(c128equal);
FUNCVAL(strequal);
FUNCVAL(interequal);
FUNCVAL(nilinterequal);
FUNCVAL(memhash0);
FUNCVAL(memhash8);
FUNCVAL(memhash16);
FUNCVAL(memhash32);
FUNCVAL(memhash64);
FUNCVAL(memhash128);
FUNCVAL(f32hash);
FUNCVAL(f64hash);
FUNCVAL(c64hash);
FUNCVAL(c128hash);
FUNCVAL(strhash);
FUNCVAL(interhash);
FUNCVAL(nilinterhash);
const funcval gosched_m_f GOLABEL("runtime.gosched__m..f") = {(uintptr)gosched_m};

// Their hashes must be the ones from which compilers compute the hashes of composite types.
static String unsafe_Pointer_name = STR("unsafe.Pointer");
static String unsafe_Pointer_ptrname = STR("*unsafe.Pointer");
_type unsafe_Pointer_type GOLABEL("unsafe.Pointer..d") = {
	.size = sizeof(void *), .ptrdata = sizeof(void *), .hash = 78501163,
	.tflag = tflagRegularMemory, .align = sizeof(void *), .fieldAlign = sizeof(void *),
	.kind = kindUnsafePointer | kindDirectIface, .equal = (funcval *)&memequal64_f,
	.gcdata = (byte *)"\x01", .str = &unsafe_Pointer_name,
};
ptrtype unsafe_Pointer_ptrtype GOLABEL("unsafe.Pointer..p") = {
	.typ = {
		.size = sizeof(void *), .ptrdata = sizeof(void *), .hash = 1256018616,
		.tflag = tflagRegularMemory, .align = sizeof(void *), .fieldAlign = sizeof(void *),
		.kind = kindPtr | kindDirectIface, .equal = (funcval *)&memequal64_f,
		.gcdata = (byte *)"\x01", .str = &unsafe_Pointer_ptrname,
	},
	.elem = &unsafe_Pointer_type,
};

// Functions of gccgo's package runtime are inlined in objects of its library, and read these.
String defaultGOROOT = STR("");
uint32 expectedSystemGoroutines; // 0: no system goroutine is starting, so gcount is right

extern _type errorString_type GOLABEL("runtime.errorString..d");
extern interfacetype errorer_type GOLABEL("runtime.errorer..d");
extern _type string_type GOLABEL("string..d");

// go: none — an initialiser that the go command adds calls it; s is for debug.ReadBuildInfo
void setmodinfo(String s) { modinfo = s; }

// go: none — math/bits' divideError
iface getDivideError(void)
{
	static const String s = STR("integer divide by zero");
	return (iface){getitab(&errorer_type, &errorString_type, false), (void *)&s};
}

// go: none — math/bits' overflowError
iface getOverflowError(void)
{
	static const String s = STR("integer overflow");
	return (iface){getitab(&errorer_type, &errorString_type, false), (void *)&s};
}

// go: none — mcall with a func value, for the inlined body of runtime.Gosched
// f never reads its captures.
void gccgo_mcall(funcval *f) { mcall((void (*)(g *))f->fn); }

// go: none — stores a pointer while the write barrier is on, or was when the caller looked
void gccgo_gcWriteBarrier(void **dst, void *val)
{
	getg()->stale = false;
	wbshade(*dst);
	*dst = val;
}

// go: mfinal.go#KeepAlive
void KeepAlive(eface x) { __asm__ volatile("" : : "r"(x.data)); }

// go: traceback.go#SetCgoTraceback [adapted] without cgo no traceback would call these functions
void SetCgoTraceback(intgo version, void *traceback, void *context, void *symbolizer)
{
	static const String s = STR("unsupported version");
	if (version != 0)
		gopanic((eface){&string_type, (void *)&s});
}
