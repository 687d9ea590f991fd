// A debugger calls functions of this program while main.spin runs (tests/gdb/debugcall.py).
package main

import "os"

var table [4]int

//go:noinline
func add(a, b int) int { return a + b }

//go:noinline
func half(x float64) float64 { return x / 2 }

//go:noinline
func three(a int, s string) (int, string, int) { return a + 1, s[1:], len(s) }

//go:noinline
func deep(n int) int {
	var pad [100]int
	if n == 0 {
		return pad[0]
	}
	pad[n%100] = deep(n - 1)
	return pad[n%100] + 1
}

// Waits for another goroutine.
//
//go:noinline
func wait(x int) int {
	c := make(chan int)
	go func() { c <- x * 2 }()
	return <-c
}

//go:noinline
func fail(x int) { panic(x) }

//go:noinline
func index(i int) int { return table[i] }

//go:noinline
func recovers(x int) (y int) {
	defer func() { y = recover().(int) + 1 }()
	fail(x)
	return 0
}

//go:noinline
func mix(a, b int, x float64) (int, float64) { return a*31 + b, x*1.5 + 1 }

//go:noinline
func spin(n int) (int, float64) {
	s, x := 1, 1.0
	for i := 0; i < n; i++ {
		s, x = mix(s, i, x)
		if x > 1000 {
			x = 1
		}
	}
	return s, x
}

// The program does not call them itself.
var called = []interface{}{add, half, three, deep, wait, fail, index, recovers}

func main() {
	s, x := spin(20)
	println(s, int(x*1000), len(called))
	os.Exit(7)
}
