// Two goroutines that hand a value back and forth.
package main

import "time"

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v
		}
	}()
	end := time.Now().Add(1200 * time.Millisecond)
	for time.Now().Before(end) {
		for i := 0; i < 1000; i++ {
			a <- i
			<-b
		}
	}
}
