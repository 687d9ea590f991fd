package main

type msg struct {
	n     int
	s     string
	reply chan string
}

func server(c chan msg) {
	for m := range c {
		m.reply <- m.s + "!"
	}
	close(done)
}

var done = make(chan int)

func producer(out chan<- int) {
	for i := 0; i < 3; i++ {
		out <- i
	}
	close(out)
}
func consume(in <-chan int) int {
	n := 0
	for v := range in {
		n += v
	}
	return n
}
func main() {
	c := make(chan msg)
	go server(c)
	r := make(chan string)
	c <- msg{1, "ping", r}
	println(<-r)
	close(c)
	v, ok := <-done
	println(v, ok)
	b := make(chan string, 3)
	b <- "x"
	b <- "y"
	println(len(b), cap(b), <-b, len(b))
	o := make(chan int)
	go producer(o)
	println(consume(o))
	var n chan int
	println(n == nil, len(n), cap(n))
	f := make(chan func() int, 1)
	f <- func() int { return 42 }
	println((<-f)())
	e := make(chan interface{}, 2)
	e <- 1
	e <- "s"
	x, y := <-e, <-e
	println(x.(int), y.(string))
}
