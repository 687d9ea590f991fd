// A goroutine is born, runs and dies.
package main

//go:noinline
func child(n int, done chan int) { done <- n + 1 }

func main() {
	done := make(chan int)
	go child(6, done)
	<-done
}
