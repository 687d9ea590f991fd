// Types of netpoll.go.
#pragma once

#include "time.h"

// go: netpoll.go#pollDesc
typedef struct pollDesc pollDesc;
struct pollDesc {
	pollDesc *link; // in pollcache, under pollcache.lock

	// Protects pollOpen, pollSetDeadline, pollUnblock and the deadline functions; those that only
	// set rg and wg go without.
	mutex   lock;
	uintptr fd;
	bool    closing;
	uint32  everr;  // the poller reported an error; atomic, see newpollerr
	uint32  user;
	uintptr rseq;   // against stale read timers
	uintptr rg;     // pdReady, pdWait, a waiting G, or 0; atomic
	timer   rt;     // read deadline timer (set if rt.f is)
	int64   rd;     // read deadline
	uintptr wseq;
	uintptr wg;
	timer   wt;
	int64   wd;
};

// go: netpoll.go#pollCache
typedef struct pollCache {
	mutex     lock;
	pollDesc *first;
} pollCache;
