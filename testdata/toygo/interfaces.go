package main

type shape interface {
	area() int
	name() string
}
type square struct{ side int }
type rect struct{ w, h int }
type unit int

func (s square) area() int    { return s.side * s.side }
func (s square) name() string { return "square" }
func (r *rect) area() int     { return r.w * r.h }
func (r *rect) name() string  { return "rect" }
func (u unit) area() int      { return int(u) }
func (u unit) name() string   { return "unit" }

type namer interface{ name() string }
type fn func() string

func (f fn) name() string { return f() }
func show(n namer)        { println(n.name()) }
func main() {
	shapes := []shape{square{3}, &rect{2, 5}, unit(1), &square{4}}
	total := 0
	for _, s := range shapes {
		total += s.area()
		show(s)
	}
	println(total)
	show(fn(func() string { return "func" }))
	var n namer = shapes[0]
	if s, ok := n.(shape); ok {
		println("shape", s.area())
	}
	_, ok := n.(interface{ missing() })
	println(ok, n == shapes[0], n == namer(square{3}), n == shapes[1], n == nil)
	var e interface{} = n
	sq := e.(square)
	println(sq.side, e == interface{}(square{3}), e != nil)
	var x, y interface{} = 1, 1
	println(x == y, x == 1, x == "1", x == 2)
}
