package main

type node struct {
	l, r *node
	pad  string
}

func build(n int) *node {
	if n == 0 {
		return &node{pad: "leaf"}
	}
	return &node{build(n - 1), build(n - 1), "x" + "y"}
}
func (n *node) count() int {
	if n.l == nil {
		return 1
	}
	return n.l.count() + n.r.count() + 1
}
func main() {
	keep := build(10)
	total := 0
	for i := 0; i < 20; i++ {
		total += build(8).count()
	}
	s := ""
	m := map[string][]int{}
	for i := 0; i < 200; i++ {
		s += "x"
		m[s] = make([]int, i)
		m[s[:i/2]] = nil
	}
	println(keep.count(), total, len(s), len(m))
}
