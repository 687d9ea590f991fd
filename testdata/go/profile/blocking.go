// Goroutines that wait for each of the things that the profiles of blocking and of mutexes count,
// and for some that they do not; then the profiles, as text and for pprof.
package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

const wait = 20 * time.Millisecond

var stacks [1 << 14]byte

// waits tells whether the main goroutine waits.
func waits() bool {
	all := stacks[:runtime.Stack(stacks[:], true)]
	return !bytes.Contains(all, []byte("goroutine 1 [run"))
}

// later does f when the caller, the main goroutine, has been waiting for a while.
func later(f func()) {
	go func() {
		for !waits() {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(wait)
		f()
	}()
}

// alone returns when the other goroutines have ended.
func alone() {
	for runtime.NumGoroutine() > 1 {
		time.Sleep(time.Millisecond)
	}
}

//go:noinline
func receive() {
	c := make(chan int)
	later(func() { c <- 1 })
	<-c
}

//go:noinline
func send() {
	c := make(chan int)
	later(func() { <-c })
	c <- 1
}

//go:noinline
func closed() {
	c := make(chan int)
	later(func() { close(c) })
	<-c
}

//go:noinline
func choose() {
	c, d := make(chan int), make(chan int)
	later(func() { c <- 1 })
	select {
	case <-c:
	case <-d:
	}
}

//go:noinline
func chooseclosed() {
	c, d := make(chan int), make(chan int)
	later(func() { close(d) })
	select {
	case <-c:
	case <-d:
	}
}

//go:noinline
func unlock(mu *sync.Mutex) { mu.Unlock() }

//go:noinline
func mutex() {
	var mu sync.Mutex
	mu.Lock()
	later(func() { unlock(&mu) })
	mu.Lock()
}

//go:noinline
func group() {
	var wg sync.WaitGroup
	wg.Add(1)
	later(wg.Done)
	wg.Wait()
}

//go:noinline
func cond() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	mu.Lock()
	later(c.Signal) // without the lock, for which Wait would else wait
	c.Wait()
}

//go:noinline
func unlockwriter(mu *sync.RWMutex) { mu.Unlock() }

//go:noinline
func reader() {
	var mu sync.RWMutex
	mu.Lock()
	later(func() { unlockwriter(&mu) })
	mu.RLock()
}

//go:noinline
func unlockreader(mu *sync.RWMutex) { mu.RUnlock() }

//go:noinline
func writer() {
	var mu sync.RWMutex
	mu.RLock()
	later(func() { unlockreader(&mu) })
	mu.Lock()
}

func main() {
	runtime.SetBlockProfileRate(1)
	println(runtime.SetMutexProfileFraction(1), runtime.SetMutexProfileFraction(-1))
	for i := 0; i < 3; i++ {
		receive()
		send()
		closed()
		choose()
		chooseclosed()
		mutex()
		group()
		cond()
		reader()
		writer()
	}
	alone()
	runtime.SetBlockProfileRate(0)
	runtime.SetMutexProfileFraction(0)
	receive()
	mutex()
	alone()
	for _, name := range []string{"block", "mutex", "threadcreate", "goroutine"} {
		for _, form := range []string{"text", "prof"} {
			f, err := os.Create(os.Args[1] + "/" + name + "." + form)
			if err != nil {
				panic(err)
			}
			debug := 0
			if form == "text" {
				debug = 1
			}
			if err := pprof.Lookup(name).WriteTo(f, debug); err != nil {
				panic(err)
			}
			f.Close()
		}
	}
}
