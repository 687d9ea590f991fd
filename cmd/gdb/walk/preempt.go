// A goroutine that never gives way, and one that waits for its turn.
package main

import (
	"runtime"
	"sync/atomic"
)

var turns int64

//go:noinline
func spin() {
	for {
		atomic.AddInt64(&turns, 1)
	}
}

func main() {
	go spin()
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
}
