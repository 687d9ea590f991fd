// Types of mpagecache.go.
#pragma once

// go: mpagecache.go#pageCache
// Free pages of one aligned block of 64, owned by a P, from which it allocates without a lock.
typedef struct pageCache {
	uintptr base;  // base address of the block
	uint64  cache; // 1: free
	uint64  scav;  // 1: scavenged
} pageCache;
