// A goroutine waits for a channel, and another one wakes it.
package main

func main() {
	c := make(chan int)
	go func() { c <- 7 }()
	<-c
}
