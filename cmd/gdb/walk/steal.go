// Two processors: one has more goroutines than it can run.
package main

var sum [9]int

func work(i int) {
	for n := 0; n < 100000000; n++ {
		sum[i] += n & 3
	}
}

func main() {
	done := make(chan bool)
	for i := 0; i < 8; i++ {
		go func(i int) {
			work(i)
			done <- true
		}(i)
	}
	work(8)
	for i := 0; i < 8; i++ {
		<-done
	}
}
