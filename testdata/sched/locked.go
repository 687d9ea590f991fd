// Three goroutines, each locked to its thread, that sleep.
package main

import (
	"runtime"
	"time"
)

func main() {
	for i := 0; i < 3; i++ {
		go func() {
			runtime.LockOSThread()
			for {
				time.Sleep(20 * time.Millisecond)
			}
		}()
	}
	time.Sleep(1200 * time.Millisecond)
}
