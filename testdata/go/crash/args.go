// Calls functions whose arguments are in registers, in the frame, and where only the caller's record
// tells them; ends by a panic. tests/crash/args.py knows what the report says.
package main

import "os"

type big struct{ a, b, c int }
type pair struct {
	x int32
	y int8
}

//go:noinline
func use(n ...interface{}) {}

//go:noinline
func none() { last(7) }

//go:noinline
func last(n int) {
	if n > len(os.Args)*0+6 {
		panic("end")
	}
}

//go:noinline
func narrow(a bool, b int8, c uint16, d int32, e byte) int {
	none()
	return int(b) + int(c) + int(d) + int(e)
}

//go:noinline
func words(s string, l []int, i interface{}, m map[int]int) {
	use(narrow(true, -2, 0x1234, -1, 5))
	use(s, l, i, m)
}

//go:noinline
func structs(b big, p pair, q [2]int16) {
	words("abcde", make([]int, 3, 17), nil, nil)
	use(b, p, q)
}

//go:noinline
func many(a, b, c, d, e, f, g, h, i, j, k int) int {
	structs(big{1, 2, 3}, pair{4, 5}, [2]int16{6, 7})
	return a + b + c + d + e + f + g + h + i + j + k
}

type T struct{ n int }

//go:noinline
func (t *T) pointer(n uint64) uint64 {
	use(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
	return n + uint64(t.n)
}

//go:noinline
func (t T) value(f float64, n int) float64 {
	use((&T{1}).pointer(1<<63 + 9))
	return f + float64(t.n+n)
}

// Its argument is dead after the call: main's record tells it.
//
//go:noinline
func dead(n, m int) { use(T{n}.value(1.5, 0x77)) }

//go:noinline
func results(n int) (a int, b string) { dead(0x55, n); return n, "" }

func main() { use(results(len(os.Args))) }
