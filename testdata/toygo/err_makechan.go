package main

func make1(n int) chan int { return make(chan int, n) }

func main() {
	println(cap(make1(3)))
	make1(-1)
}
