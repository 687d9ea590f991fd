// A pipe for the poller.
#include "runtime.h"

// go: nbpipe_pipe2.go#nonblockingPipe [adapted] every kernel that we run on has pipe2
// A non-blocking pipe that closes on exec: the read end returned, the write end in *w. *errno is 0
// or -errno.
int32 nonblockingPipe(int32 *w, int32 *errno)
{
	int32 r;
	pipe2(_O_NONBLOCK | _O_CLOEXEC, &r, w, errno);
	return r;
}
