// What C code calls by way of the code that cmd/cgo generates.
#include "runtime.h"

extern _type string_type GOLABEL("string..d");

// go: cgocallback.go#_cgo_panic_internal
// A panic that C code asks for by _cgo_panic, which calls in (cgo_amd64.S).
void _cgo_panic_internal(const byte *p)
{
	String *s = mallocgc(sizeof *s, &string_type, true);
	*s = gostringnocopy(p);
	gopanic((eface){&string_type, s});
}
