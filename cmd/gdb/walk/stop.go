// The world is stopped while another goroutine runs.
package main

import "runtime"

var sum int

//go:noinline
func spin() {
	for {
	}
}

func main() {
	go spin()
	for i := 0; i < 1000; i++ {
		for n := 0; n < 1000000; n++ {
			sum += n & 3
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
	}
}
