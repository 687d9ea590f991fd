package main

type list struct {
	items []int
	name  string
}

func (l *list) add(x int) *list { l.items = append(l.items, x); return l }
func (l list) len() int         { return len(l.items) }
func (l list) each(f func(int)) {
	for _, x := range l.items {
		f(x)
	}
}

type num int

func (n num) plus(m num) num { return n + m }
func (n *num) set(m num)     { *n = m }

type tree struct {
	left, right *tree
	v           int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{v: v}
	}
	if v < t.v {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}
func (t *tree) walk(f func(int)) {
	if t != nil {
		t.left.walk(f)
		f(t.v)
		t.right.walk(f)
	}
}
func main() {
	var l list
	l.add(1).add(2).add(3)
	sum := 0
	l.each(func(x int) { sum += x })
	println(l.len(), sum)
	n := num(1)
	n.set(n.plus(41))
	println(n)
	var t *tree
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		t = t.insert(v)
	}
	t.walk(func(v int) { print(v, " ") })
	println()
	ls := map[string]*list{"a": &list{name: "x"}}
	ls["a"].add(7)
	println(ls["a"].len(), ls["a"].name)
	s := []list{list{}, list{}}
	s[1].add(4)
	println(s[0].len(), s[1].len())
}
