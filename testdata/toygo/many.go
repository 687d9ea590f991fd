package main

func main() {
	const n = 10000
	c, out := make(chan int), make(chan int, 100)
	for i := 0; i < n; i++ {
		go func(i int) { <-c; out <- i }(i)
	}
	close(c)
	sum := 0
	for i := 0; i < n; i++ {
		sum += <-out
	}
	println(sum)
}
