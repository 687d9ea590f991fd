// A panic that Go recovers goes through frames of C code that are realigned and have arrays of
// variable size.
// procs: 1 2 8
// stdout: 3000 6000 15000
package main

import "fmt"

//extern outer
func outer(n, a, b, c, d, e, onstack int) int

func Callback() { panic("in a callback") }

//go:noinline
func try(n int) (x, y, z int) {
	p := [3]*int{&x, &y, &z}
	defer func() {
		if recover() == "in a callback" {
			*p[0], *p[1], *p[2] = n, 2*n, 5*n
		}
	}()
	return outer(n, 1, 2, 3, 4, 5, 6), 0, 0
}

func main() {
	c := make(chan string)
	for i := 0; i < 100; i++ {
		go func() { c <- fmt.Sprint(try(3000)) }()
		if s := <-c; i == 0 {
			fmt.Println(s)
		}
	}
}
