package main

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}
func ack(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}
func main() {
	println(depth(20000), ack(2, 30))
	c := make(chan int)
	for i := 0; i < 4; i++ {
		go func(n int) { c <- depth(n * 1000) }(i)
	}
	sum := 0
	for i := 0; i < 4; i++ {
		sum += <-c
	}
	println(sum)
}
