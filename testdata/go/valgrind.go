// Goroutines, channels, maps, defer and stack growth, for a run under memcheck.
package main

import "time"

func deep(n int) int {
	if n == 0 {
		return 0
	}
	var here [16]int
	here[n&15] = 1
	return here[n&15] + deep(n-1)
}

func work(n int, out chan<- int) {
	defer func() {
		recover()
		out <- deep(n * 50)
	}()
	time.Sleep(time.Millisecond)
	panic(n)
}

func main() {
	out := make(chan int, 3)
	seen := map[int]bool{}
	for i := 0; i < 40; i++ {
		go work(i, out)
	}
	for i := 0; i < 40; i++ {
		seen[<-out] = true
	}
	if len(seen) != 40 || !seen[39*50] {
		panic("wrong results")
	}
}
