package main

type t struct{ n int }

func (x *t) close(s string) { println("close", x.n, s) }

type closer interface{ close(s string) }

func loop() {
	for i := 0; i < 3; i++ {
		defer show("deferred", i)
	}
	println("loop ends")
}
func named() (r int)           { defer func() { r *= 2 }(); r = 3; return r + 1 }
func show(s string, i int)     { println(s, i) }
func six(a, b, c, d, e, f int) { println(a, b, c, d, e, f) }
func pair() (int, int)         { println("pair"); return 1, 2 }
func main() {
	loop()
	println(named())
	x := &t{1}
	defer x.close("method")
	var c closer = &t{2}
	defer c.close("interface")
	x = &t{3}
	n := 1
	defer six(n, 2, 3, 4, 5, 6)
	n = 100
	defer pair()
	m := map[int]int{1: 1}
	defer func() { println(len(m)) }()
	defer func() { delete(m, 1) }()
	f := func(s string) { println("f", s) }
	defer f("value")
	f = nil
	for _, s := range []string{"a", "b"} {
		defer func(s string) { println(s) }(s)
	}
}
