// split-stack: yes
// Package internal/poll's door to the network poller.
#include "runtime.h"

// go: none — poll.runtime_pollOpen
pollopened gccgo_pollOpen(uintptr fd)
{
	pollopened r;
	r.pd = poll_runtime_pollOpen(fd, &r.errno);
	return r;
}
