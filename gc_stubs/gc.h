// What the runtime calls of the collector, with the contract of each, so that a real collector can take the place of the stubs.
#pragma once

// go: mgcwork.go#gcWork [stub] no marking
typedef struct gcWork {
	uint64 bytesMarked;
} gcWork;

// go: mwbbuf.go#wbBuf [stub] no write barrier
typedef struct wbBuf {
	uintptr next;
} wbBuf;

// go: mgc.go#gcMarkWorkerMode
typedef intgo gcMarkWorkerMode;
