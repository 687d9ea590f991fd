// A thousand goroutines that wait on a channel.
// schedcmp: idle
package main

import "time"

func main() {
	c := make(chan int)
	for i := 0; i < 1000; i++ {
		go func() { <-c }()
	}
	time.Sleep(1200 * time.Millisecond)
}
