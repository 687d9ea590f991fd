// Types of rwmutex.go.
#pragma once

#include "runtime2.h"

// go: rwmutex.go#rwmutex
// A reader/writer lock that blocks threads.
typedef struct rwmutex {
	mutex    rLock;       // protects readers, readerPass, writer
	muintptr readers;     // pending readers
	uint32   readerPass;  // pending readers to let pass
	mutex    wLock;       // serialises writers
	muintptr writer;      // pending writer waiting for readers
	uint32   readerCount; // pending readers
	uint32   readerWait;  // departing readers
} rwmutex;

enum { rwmutexMaxReaders = 1 << 30 };
