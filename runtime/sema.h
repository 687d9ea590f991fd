// Types of sema.go.
#pragma once

#include "runtime2.h"

// go: sema.go#semaRoot
// A treap of sudogs, one per address, each with the list of waiters on it.
typedef struct semaRoot {
	mutex  lock;
	sudog *treap;
	uint32 nwait; // number of waiters; read without the lock
} semaRoot;

// The roots, by address; a prime number of them, so that addresses at regular distances spread.
// Each has a cache line of its own.
enum { semTabSize = 251 };
typedef struct semTabEntry {
	semaRoot root;
	byte     pad[CacheLineSize - sizeof(semaRoot)];
} semTabEntry;
hidden extern semTabEntry semtable[semTabSize] GOSYM(semtable);

// go: sema.go#semaProfileFlags
typedef intgo semaProfileFlags;
enum {
	semaBlockProfile = 1 << 0,
	semaMutexProfile = 1 << 1,
};

// go: sema.go#notifyList
typedef struct notifyList {
	uint32 wait;   // ticket of the next waiter; atomic
	uint32 notify; // ticket of the next to be notified; read without the lock
	mutex  lock;
	sudog *head;
	sudog *tail;
} notifyList;
