// What amd64 wants of the auxiliary vector: nothing.
#include "runtime.h"

// go: os_linux_noauxv.go#archauxv
void archauxv(uintptr tag, uintptr val) {}
