// Each runtime error and panics with values of many types: the panic is recovered, and the value's
// type and text are printed. With an argument, case number N is not recovered. errors.c is the same
// program on gort_rt.h.
package main

import (
	"os"
	"runtime"
)

type T struct{ x, y int }
type S string
type E struct{ code int }

func (e E) Error() string { return "error E" }

type I interface{ M() }

var (
	zero, one, five, minus = 0, 1, 5, -1
	u                      = uint(5)
	s3                     = make([]int, 3, 4)
	arr                    [3]int
	str                    = "abc"
	m                      map[string]int
	p                      *T
	e, enil                interface{} = "abc", nil
	i                      I
	ef, eg                 interface{} = []int{1}, []int{1}
	c                      chan int
	z                      int
	err                    error = E{7}
	keys                   map[interface{}]int = map[interface{}]int{}
)

var cases = []func(){
	func() { z = s3[five] },
	func() { z = s3[minus] },
	func() { z = s3[u] },
	func() { z = int(str[five]) },
	func() { str = str[:five] },
	func() { str = str[:u] },
	func() { s3 = s3[:five] },
	func() { s3 = s3[:u] },
	func() { s3 = s3[five:one] },
	func() { s3 = s3[u:one] },
	func() { s3 = s3[one:one:five] },
	func() { s3 = s3[one:one:u] },
	func() { s3 = s3[one:five:three()] },
	func() { s3 = s3[one:u:three()] },
	func() { s3 = s3[five:one:one] },
	func() { s3 = s3[u:one:one] },
	func() { s3 = arr[one:one:five] },
	func() { s3 = arr[one:one:u] },
	func() { z = five / zero },
	func() { z = one << minus },
	func() { m["a"] = 1 },
	func() { z = p.y },
	func() { p.x = 1 },
	func() { z = e.(int) },
	func() { z = enil.(int) },
	func() { i = e.(I) },
	func() { i = enil.(I) },
	func() { z = len(make([]int, minus)) },
	func() { z = len(make([]int, one, zero)) },
	func() { close(c) },
	func() { c = make(chan int); close(c); close(c) },
	func() { c <- 1 },
	func() { c = make(chan int, minus) },
	func() {
		if ef == eg {
			z = 1
		}
	},
	func() { keys[ef] = 1 },
	func() { panic(42) },
	func() { panic("a text") },
	func() { panic(1.5) },
	func() { panic(true) },
	func() { panic(uint8(200)) },
	func() { panic(int32(-7)) },
	func() { panic(complex(1, -2)) },
	func() { panic(err) },
	func() { panic(&zero) },
}

func three() int { return 3 }

func try(n int) {
	defer func() {
		v := recover()
		switch v := v.(type) {
		case runtime.Error:
			println(n, "runtime.Error", v.Error())
		case error:
			println(n, "error", v.Error(), v == err)
		case string:
			println(n, "string", v)
		case int:
			println(n, "int", v)
		case *int:
			println(n, "*int", v == &zero)
		case float64:
			println(n, "float64", v)
		case bool:
			println(n, "bool", v)
		case uint8:
			println(n, "uint8", v)
		case int32:
			println(n, "int32", v)
		case complex128:
			println(n, "complex128", v)
		default:
			println(n, "?")
		}
	}()
	cases[n]()
	println(n, "no panic")
}

func main() {
	if len(os.Args) > 1 {
		n := 0
		for _, d := range os.Args[1] {
			n = 10*n + int(d-'0')
		}
		cases[n]()
	}
	for n := range cases {
		try(n)
	}
}
