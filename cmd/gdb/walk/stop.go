// The world is stopped while another goroutine runs.
package main

import (
	"runtime"
	"sync/atomic"
)

var (
	running int32
	sum     int
)

//go:noinline
func spin() {
	atomic.StoreInt32(&running, 1)
	for {
	}
}

func main() {
	go spin()
	for atomic.LoadInt32(&running) == 0 {
	}
	for i := 0; i < 1000; i++ {
		for n := 0; n < 1000000; n++ {
			sum += n & 3
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
	}
}
