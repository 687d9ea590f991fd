package main

func main() {
	a, b, quit := make(chan int), make(chan string), make(chan bool)
	go func() {
		for i := 0; i < 3; i++ {
			a <- i
		}
		quit <- true
	}()
	go func() {
		for i := 0; i < 3; i++ {
			b <- "s"
		}
		quit <- true
	}()
	ints, strs := 0, ""
	for n := 0; n < 2; {
		select {
		case i := <-a:
			ints += i
		case s, ok := <-b:
			if ok {
				strs += s
			}
		case <-quit:
			n++
		}
	}
	println(ints, strs)
	select {
	case v := <-a:
		println(v)
	default:
		println("nothing")
	}
	full := make(chan int, 1)
	for i := 0; i < 2; i++ {
		select {
		case full <- i:
			println("sent")
		default:
			println("full")
		}
	}
	var none chan int
	select {
	case none <- 1:
		println("never")
	case v := <-full:
		println("got", v)
	}
	close(full)
	select {
	case v, ok := <-full:
		println(v, ok)
	}
	var x [][]int = [][]int{[]int{0}}
	c := make(chan int, 1)
	c <- 5
	select {
	case x[0][0] = <-c:
		println(x[0][0])
	}
}
