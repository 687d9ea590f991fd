// C code may jump over a Go function that has deferred calls, and out of one that a panic runs:
// neither is there any more afterwards.
// procs: 1 2 8
// stdout: 200 jumps, 200 own, 0 others
package main

import "fmt"

//extern over
func over(panics int32) int32

//extern back
func back()

var own, others int

func Deferring() {
	defer func() { others++ }()
	back()
}

func Panicking() {
	defer back()
	panic("jumped over")
}

//go:noinline
func jump(panics int32) (n int32) {
	defer func() {
		if recover() == "mine" {
			own++
		}
	}()
	n = over(panics)
	jumps += int(n)
	panic("mine")
}

var jumps int

func main() {
	done := make(chan bool)
	for i := int32(0); i < 200; i++ {
		go func() {
			jump(i % 2)
			done <- true
		}()
		<-done
	}
	fmt.Println(jumps, "jumps,", own, "own,", others, "others")
}
