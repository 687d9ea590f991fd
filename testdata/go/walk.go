// For the debugger's tests: goroutines blocked in each way, one deep in a grown stack, one stopped by preemption; then a crash.
package main

import (
	"sync"
	"sync/atomic"
	"time"
)

var (
	ping  = make(chan int)
	never chan int
	mu    sync.Mutex
	spun  uint32
)

type big [600]byte

//go:noinline
func deep(n int, b big) int {
	if n == 0 {
		return bottom()
	}
	b[n] = byte(n)
	return deep(n-1, b) + int(b[n])
}

//go:noinline
func bottom() int { return <-ping }

func receiver() { deep(8, big{}) }
func nilchan()  { never <- 1 }
func locker()   { mu.Lock() }
func sleeper()  { time.Sleep(time.Hour) }
func selecter() {
	select {
	case <-ping:
	case <-never:
	}
}

//go:noinline
func spin() {
	for {
		atomic.AddUint32(&spun, 1)
	}
}

//go:noinline
func stop(p *int) { *p = 1 }

// With one P: when main sees that spin has run again, it was preempted, and the others, which queued behind it at most once, are blocked.
func main() {
	mu.Lock()
	go receiver()
	go nilchan()
	go locker()
	go sleeper()
	go spin()
	go selecter()
	for i := 0; i < 3; i++ {
		for last := atomic.LoadUint32(&spun); atomic.LoadUint32(&spun) == last; {
			time.Sleep(time.Millisecond)
		}
	}
	stop(nil)
}
