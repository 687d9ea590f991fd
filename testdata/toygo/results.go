package main

type t struct{ a, b, c int }

func three() (int, string, t)                    { return 1, "two", t{3, 4, 5} }
func pass(n int, s string, x t) (t, int, string) { return x, n, s }
func many(a, b, c, d, e, f, g, h int) (int, int, int, int, int, int, int, int) {
	return h, g, f, e, d, c, b, a
}
func named(n int) (r int, err string) {
	if n < 0 {
		err = "negative"
		return
	}
	r = n
	return r * 2, "fine"
}
func main() {
	x, n, s := pass(three())
	println(x.a, x.b, x.c, n, s)
	a, b, c, d, e, f, g, h := many(1, 2, 3, 4, 5, 6, 7, 8)
	println(a, b, c, d, e, f, g, h)
	println(named(-1))
	println(named(4))
	_, only := named(1)
	println(only)
	i, arr := 0, []int{1, 2, 3}
	i, arr[i] = 2, 9
	println(i, arr[0], arr[2])
}
