package main

func worker(id int, jobs chan int, results chan int) {
	for j := range jobs {
		results <- j * j
	}
	_ = id
}
func main() {
	jobs, results := make(chan int, 10), make(chan int)
	for i := 0; i < 4; i++ {
		go worker(i, jobs, results)
	}
	go func() {
		for i := 1; i <= 1000; i++ {
			jobs <- i
		}
		close(jobs)
	}()
	sum := 0
	for i := 0; i < 1000; i++ {
		sum += <-results
	}
	println(sum)
	done := make(chan bool)
	for i := 0; i < 100; i++ {
		go func(n int) { done <- n%2 == 0 }(i)
	}
	even := 0
	for i := 0; i < 100; i++ {
		if <-done {
			even++
		}
	}
	println(even)
}
