// split-stack: yes
// Package os/signal of gccgo is Go 1.18's: its initialisation does not open the queue.
#include "runtime.h"

// go: none — signal.Notify; the caller holds os/signal's lock
void gccgo_signal_enable(uint32 s)
{
	static bool open;
	if (!open) {
		open = true;
		signal_enable(0); // the call that Go 1.14's initialisation makes
	}
	signal_enable(s);
}
