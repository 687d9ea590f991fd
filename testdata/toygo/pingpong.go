package main

func play(in, out chan int, n int) {
	for i := 0; i < n; i++ {
		v := <-in
		out <- v + 1
	}
}
func main() {
	a, b := make(chan int), make(chan int)
	go play(a, b, 2000)
	v := 0
	for i := 0; i < 2000; i++ {
		a <- v
		v = <-b
	}
	println(v)
}
