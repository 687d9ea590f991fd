package main

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}
func apply(f func(int) int, xs []int) []int {
	var out []int
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func double(x int) int { return 2 * x }
func fib() func() int  { a, b := 0, 1; return func() int { r := a; a, b = b, a+b; return r } }
func main() {
	next, reset := counter()
	next()
	println(next())
	reset()
	println(next())
	k := 10
	for _, x := range apply(func(x int) int { return x + k }, apply(double, []int{1, 2, 3})) {
		print(x, " ")
	}
	println()
	f := fib()
	for i := 0; i < 10; i++ {
		print(f(), " ")
	}
	println()
	var fact func(int) int
	fact = func(n int) int {
		if n == 0 {
			return 1
		}
		return n * fact(n-1)
	}
	println(fact(10))
	g := func(a int) func(int) func(int) int {
		return func(b int) func(int) int { return func(c int) int { return a*100 + b*10 + c } }
	}
	println(g(1)(2)(3), func() string { return "now" }())
	ops := map[string]func(int, int) int{"+": func(a, b int) int { return a + b }}
	println(ops["+"](3, 4), ops["-"] == nil)
}
