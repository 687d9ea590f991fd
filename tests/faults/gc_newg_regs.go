// A linked queue runs through memory while workers are started that wait for ever. What was in the
// callee-saved registers when a goroutine began is not a root: its predecessor left it there.
// procs: 1 2 8
// needs: collector
package main

import (
	"fmt"
	"os"
	"runtime"
)

type node struct {
	next *node
	d    [120]byte
}

var head, tail *node
var c = make(chan int)

//go:noinline
func worker() { // as a server's worker: registers of its own across the wait
	s := 0
	for x := range c {
		s += x
	}
	println(s)
}

//go:noinline
func step(n int) {
	t, h := tail, head
	for i := 0; i < n; i++ {
		t.next = &node{}
		t = t.next
		h = h.next
		if i%100000 == 50000 {
			go worker()
			runtime.Gosched()
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
	start()
	scrub(10)
	var m runtime.MemStats
	max := uint64(0)
	for i := 0; i < 8; i++ {
		step(500000)
		scrub(10)
		runtime.GC()
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > max {
			max = m.HeapAlloc
		}
	}
	if max > 20<<20 {
		fmt.Println("live:", max>>10, "KB")
		os.Exit(1)
	}
}
