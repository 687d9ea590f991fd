package main

type point struct{ x, y int }
type line struct {
	from, to point
	name     string
}

func (p point) add(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p *point) scale(n int)      { p.x *= n; p.y *= n }
func (l *line) end() *point       { return &l.to }
func main() {
	l := line{point{1, 2}, point{x: 3}, "l"}
	l.from.scale(10)
	l.end().y = 7
	m := l
	m.to.x++
	println(l.from.x, l.from.y, l.to.x, l.to.y, m.to.x, l.name)
	p := &point{5, 6}
	p.scale(2)
	q := p.add(l.from)
	println(p.x, q.x, q.y, *p == point{10, 12}, l == m, l.from == m.from)
	type pair struct{ a, b interface{} }
	println(pair{1, "x"} == pair{1, "x"}, pair{1, 2} == pair{1, 3})
	var z line
	println(z.name == "", z.from.x)
}
