// A goroutine makes one system call while a queue's head is in a register, and none afterwards:
// what entersyscall stored of its registers is not a root for ever.
// procs: 1 2 8
// needs: collector
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

type node struct {
	next *node
	d    [120]byte
}

var head, tail *node
var fd int

//go:noinline
func step(n int, sys bool) {
	t, h := tail, head
	for i := 0; i < n; i++ {
		t.next = &node{}
		t = t.next
		h = h.next
		if sys && i == n/2 {
			syscall.Fsync(fd)
		}
	}
	tail, head = t, h
}

//go:noinline
func start() {
	head = &node{}
	tail = head
	for i := 0; i < 1000; i++ {
		tail.next = &node{}
		tail = tail.next
	}
}

//go:noinline
func scrub(n int) int {
	var a [100]int
	for i := range a {
		a[i] = n
	}
	if n > 0 {
		return scrub(n-1) + a[n]
	}
	return 0
}

func main() {
	fd = -1
	var m runtime.MemStats
	done := make(chan uint64)
	go func() {
		start()
		step(100000, true)
		max := uint64(0)
		for i := 0; i < 8; i++ {
			step(500000, false)
			scrub(10)
			runtime.GC()
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > max {
				max = m.HeapAlloc
			}
		}
		done <- max
	}()
	if max := <-done; max > 20<<20 {
		fmt.Println("live:", max>>10, "KB")
		os.Exit(1)
	}
}
