// The array of timers of a P that GOMAXPROCS takes away is not used again after the collector freed
// it.
// procs: 1 2 8
// stderr: ok
package main

import (
	"runtime"
	"sync"
	"time"
)

// Of the size class of a timer array of 16 entries: 256 bytes.
type node struct{ next *node; pad [29]int64 }

func sleepers(n int) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() { time.Sleep(time.Millisecond); wg.Done() }()
	}
	wg.Wait()
}

func main() {
	for round := 0; round < 200; round++ {
		runtime.GOMAXPROCS(4)
		sleepers(40) // every P gets a timer heap
		runtime.GOMAXPROCS(1)
		runtime.GC() // frees the heaps of P1 to P3, which keep pointing to them
		var list *node
		for i := 0; i < 2000; i++ {
			list = &node{next: list}
			for j := range list.pad {
				list.pad[j] = -1
			}
		}
		runtime.GOMAXPROCS(4)
		sleepers(40) // written into the nodes
		n := 0
		for p := list; p != nil; p = p.next {
			n++
			for _, v := range p.pad {
				if v != -1 {
					println("round", round, "node", n, "overwritten with", v)
					return
				}
			}
		}
	}
	println("ok")
}
