// A goroutine that never gives way, and one that waits for its turn.
package main

import "runtime"

//go:noinline
func spin() {
	for {
	}
}

func main() {
	go spin()
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
}
