// What callframe.s calls by the System V ABI.
#include <gort.h>

static void inner(void *unused) { gort_panic("of C code"); }

static void outer(void *unused) { gort_call(inner, NULL); }

void throws(void) { gort_call(outer, NULL); }

void defers(void) { gort_defer(inner, NULL); }
