package main

type T struct {
	a, b int
	s    string
	in   struct{ x, y int }
	f    func(int) int
	m    map[string][]int
	c    chan bool
	i    interface{}
}
type E struct{}
type stack []int
type op func(int, int) int
type tree map[string]tree

func (s *stack) push(v int) { *s = append(*s, v) }
func (s *stack) pop() int {
	old := *s
	v := old[len(old)-1]
	*s = old[:len(old)-1]
	return v
}
func (s stack) top() int        { return s[len(s)-1] }
func (o op) twice(a, b int) int { return o(o(a, b), b) }
func (e E) Error() string       { return "E" }
func (t tree) depth() int {
	d := 0
	for _, sub := range t {
		if n := sub.depth(); n > d {
			d = n
		}
	}
	return d + 1
}
func modify(t T) T {
	t.a = 100
	t.in.x = 5
	t.m["k"] = append(t.m["k"], 1)
	return t
}
func may(n int) (r int, e error) {
	if n < 0 {
		return 0, E{}
	}
	if n > 10 {
		e = &E{}
		return
	}
	return n, nil
}
func fact(n int) int {
	if n < 2 {
		return 1
	} else {
		return n * fact(n-1)
	}
}

const (
	red = iota * 10
	green
	blue
	_
	last = iota
)
const mask, name = 1<<3 | 1, "n" + "m"

type color int

const (
	c0 color = iota
	c1
)

func (c color) String() string {
	switch c {
	case c0:
		return "c0"
	case c1:
		return "c1"
	}
	return "?"
}

type stringer interface{ String() string }

func main() {
	t := T{a: 1, m: map[string][]int{}, s: "x"}
	t.in.y = 2
	u := modify(t)
	println(t.a, u.a, t.in.x, u.in.x, u.in.y, len(t.m["k"]), u.s)
	p := &u
	p.in.x++
	q := &p.in
	q.y *= 7
	println(u.in.x, u.in.y, p.f == nil, p.i == nil, p.c == nil)
	u.f = func(n int) int { return n + p.a }
	println(p.f(1), u.f(2))
	var s stack
	s.push(1)
	s.push(2)
	s.push(3)
	println(s.pop(), s.top(), len(s))
	add := op(func(a, b int) int { return a + b })
	println(add.twice(1, 2), op(func(a, b int) int { return a * b }).twice(3, 4))
	tr := tree{"a": tree{"b": tree{}}, "c": nil}
	println(tr.depth())
	for _, n := range []int{-1, 5, 11} {
		r, err := may(n)
		println(r, err == nil, err == error(E{}))
		if err != nil {
			println(err.Error())
		}
	}
	println(red, green, blue, last, mask, name, fact(20))
	var st stringer = c1
	println(st.String(), c0.String(), color(7).String(), c1 == 1, st == stringer(color(1)))
	var any interface{} = c1
	_, isint := any.(int)
	col, iscolor := any.(color)
	println(isint, iscolor, col)
	mm := map[interface{}]string{1: "int", "1": "string", c1: "color", true: "bool", E{}: "E"}
	println(mm[1], mm["1"], mm[color(1)], mm[true], mm[E{}], len(mm))
	mm[nil] = "nil"
	delete(mm, 1)
	println(mm[nil], len(mm))
	type local struct{ a, b string }
	ml := map[local]*local{}
	k := local{"x", "y"}
	ml[k] = &k
	ml[local{"x", "y"}].b = "z"
	println(k.b, len(ml), ml[local{"a", "b"}] == nil)
	grid := make([][]bool, 3)
	for i := range grid {
		grid[i] = make([]bool, 3)
		grid[i][i] = true
	}
	println(grid[1][1], grid[1][2], grid[2][2] && !grid[0][1] || grid[5][0])
	str := "abc"
	str += "def"
	println(str[2:4], str[:1]+str[5:], len(str), str > "abcd", str <= "abcdef")
	a, b := []int{1, 2, 3}, []int{4}
	a = append(a[:1], append(b, a[2:]...)...)
	println(len(a), a[0], a[1], a[2])
	var e1, e2 error
	println(e1 == e2, e1 == nil)
	done := make(chan E, 2)
	done <- E{}
	println(len(done), <-done == E{})
	x := 10
	px := &x
	ppx := &px
	func() {
		x := 20
		**ppx += x
	}()
	println(x, *px)
	{
		x, y := 1, x
		println(x, y)
	}
	if x := x * 2; x > 50 {
		println("big", x)
	} else if y := x + 1; y > 0 {
		println("else", x, y)
	}
	res := make(chan string)
	go func(n int, s string) {
		for i := 0; i < n; i++ {
			res <- s
		}
		close(res)
	}(2, "hey")
	for v, ok := <-res; ok; v, ok = <-res {
		println(v)
	}
	var f2 func(int) (int, error)
	f2 = may
	r2, _ := f2(3)
	println(r2)
	defer func() {
		r := recover()
		_, isE := r.(E)
		println("recovered", isE)
		panic("final")
	}()
	panic(E{})
}
