// sigaction, which goes through libc where there is one (a sanitizer wants to see it); here there
// is none.
#include "runtime.h"

// go: cgo_sigaction.go#sigaction [adapted] no libc start-up
void sigaction(uint32 sig, const sigactiont *new, sigactiont *old) { sysSigaction(sig, new, old); }
