// Types of chan.go.
#pragma once

#include "runtime2.h"

// go: chan.go#waitq
typedef struct waitq {
	sudog *first;
	sudog *last;
} waitq;

// go: chan.go#hchan
// Compiled code reads qcount and dataqsiz (len and cap).
struct hchan {
	uintgo qcount;   // elements in the buffer
	uintgo dataqsiz; // size of the buffer
	void  *buf;
	uint16 elemsize;
	uint16 closed;
	uint32 version;  // Not in Go: counts the lockings (chanlock); fits because closed is shorter
	_type *elemtype;
	uintgo sendx;
	uintgo recvx;
	waitq  recvq;
	waitq  sendq;

	// Protects all fields, and some of the sudogs blocked here. Do not ready a G with it held.
	mutex  lock;
};
