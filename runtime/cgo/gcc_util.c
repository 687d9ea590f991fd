// The start of a thread.
#include "libcgo.h"

#include <stdio.h>
#include <stdlib.h>

// go: none — gcc_util.c of package runtime/cgo
// newm1's ts is on its stack; the new thread gets a copy.
int x_cgo_thread_start(ThreadStart *arg)
{
	ThreadStart *ts = malloc(sizeof *ts);
	if (ts == NULL) {
		fprintf(stderr, "runtime/cgo: out of memory in thread_start\n");
		abort();
	}
	*ts = *arg;
	_cgo_sys_thread_start(ts);
	return 0;
}
