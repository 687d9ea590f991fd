// Where the runtime's messages go.
#include "runtime.h"

// go: write_err.go#writeErr
// One write to file descriptor 2; nothing can be done about a failure.
void writeErr(const byte *b, intgo n) { write(2, b, (int32)n); }
