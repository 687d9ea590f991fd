// A second recovered panic may end a Goexit that a first one has interrupted, which goes on without
// the registers that its caller had: the caller gets them back all the same.
// procs: 1 2 8
// stdout: 105 6 7
package main

import (
	"fmt"
	"runtime"
)

//go:noinline
func canceller(n int) (a, b, c int) {
	p := [3]*int{&a, &b, &c}
	*p[0], *p[1], *p[2] = n, n+1, n+2
	defer func() {
		if recover() == 2 {
			*p[0] += 100
		}
	}()
	defer func() {
		defer func() { panic(2) }()
		panic(1)
	}()
	defer func() {
		if recover() != 0 {
			panic("recover")
		}
	}()
	defer func() { panic(0) }()
	runtime.Goexit()
	return
}

func main() {
	c := make(chan string)
	go func() { c <- fmt.Sprint(canceller(5)) }()
	fmt.Println(<-c)
}
