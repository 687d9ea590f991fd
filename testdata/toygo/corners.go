package main

type pair struct {
	a int
	b interface{}
}
type list struct {
	n    int
	next *list
}
type shape interface{ area() int }
type sq struct{ s int }
type num int

func (s sq) area() int   { return s.s * s.s }
func (n num) area() int  { return int(n) }
func (n *num) inc() *num { *n++; return n }
func (l *list) len() int {
	if l == nil {
		return 0
	}
	return 1 + l.next.len()
}

var g1 = g2 + 1
var g2 = f()
var g3 = 7
var counter int

func f() int { return g3 * 2 }
func next(s string) int {
	counter++
	println("next", s, counter)
	return counter
}
func multi() (int, string, bool)    { return 1, "two", true }
func takes(a int, b string, c bool) { println(a, b, c) }
func result() (n int, err interface{}) {
	defer func() {
		err = recover()
		n++
	}()
	n = 41
	var m map[string]int
	m["x"]++
	return 0, nil
}
func deferloop() {
	for i := 0; i < 3; i++ {
		defer func() { print(i, " ") }()
		j := i
		defer func() { print(j, " ") }()
	}
}
func chain(c chan<- int, n int) {
	for i := 0; i < n; i++ {
		c <- i
	}
	close(c)
}
func main() {
	println(g1, g2, g3)
	fn := func() {}
	println(pair{1, fn} == pair{2, fn})
	takes(multi())
	n, err := result()
	println(n, err != nil, err.(error).Error())
	deferloop()
	println()
	x := []int{next("a"), next("b"), next("c")}
	println(len(x), x[0], x[2])
	m := map[int]string{next("k1"): "v1", next("k2"): "v2"}
	println(m[4], m[5])
	l := &list{1, &list{2, nil}}
	println(l.len(), l.next.next.len())
	var k num = 5
	k.inc().inc()
	println(k, k.area())
	shapes := []shape{sq{3}, k, &k, &sq{4}}
	k.inc()
	for i, s := range shapes {
		print(i, ":", s.area(), " ")
	}
	println()
	s1 := sq{1}
	s2 := s1
	s2.s = 9
	ps := &s1
	ps.s += 4
	println(s1.s, s2.s, s1 == *ps, s1 == s2)
	var funcs []func() int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { i += 10; return i })
	}
	for _, fn := range funcs {
		print(fn(), " ")
	}
	println()
	c := make(chan int)
	go chain(c, 4)
	sum := 0
	for v := range c {
		if v == 2 {
			continue
		}
		sum += v
	}
	println(sum)
	var nm map[string]int
	for range nm {
		println("no")
	}
	for i := range x {
		x = append(x, i)
	}
	println(len(x))
	big := 1<<62 + (1<<62 - 1)
	println(big, big+1, -big-1, big*3, -7/2, -7%3, 7&^5, ^big, 1<<63>>63, -1>>70)
	sh := 64
	println(1<<sh, -1>>sh, 1<<(sh-1))
	i := 3
	i, x[0] = i+1, i
	println(i, x[0])
	var e interface{} = sq{2}
	switch v := e.(type) {
	case shape:
		println("shape", v.area())
	case sq:
		println("sq")
	}
	if v, ok := e.(num); !ok {
		println("not num", v)
	}
	switch y := i; {
	case y > 100, y == 4:
		println("four")
	case y == 4:
		println("never")
	}
	for {
		select {
		case v, ok := <-c:
			println(v, ok)
		}
		break
	}
	var sn *sq
	defer func() { println(recover().(error).Error()) }()
	println(sn.area())
}
