// split-stack: yes
// Package runtime's exported functions about callers and the installation.
#include "runtime.h"

// go: extern.go#Caller [adapted] the results are one struct, as gccgo's code takes them
// Where the skip-th calling function is; 0 is the caller of Caller.
callerResults Caller(intgo skip)
{
	callerResults r = {0};
	uintptr rpc[1];
	if (callers(skip + 1, (slice){rpc, 1, 1}) < 1)
		return r;
	Frames ci = {.callers = {rpc, 1, 1}};
	nextResults next = Frames_Next(&ci);
	r.pc = next.frame.PC;
	r.file = next.frame.File;
	r.line = next.frame.Line;
	r.ok = next.frame.PC != 0;
	return r;
}

// go: extern.go#Callers
// The return addresses of the calls under way, for CallersFrames; skip 0 is Callers itself.
intgo Callers(intgo skip, slice pc)
{
	// callers has nothing to fill if pc is empty.
	return callers(skip, pc);
}

// go: extern.go#GOROOT
String GOROOT(void)
{
	String s = gogetenv(STR("GOROOT"));
	return s.len != 0 ? s : defaultGOROOT;
}

// go: extern.go#Version
String Version(void) { return buildVersion; }
