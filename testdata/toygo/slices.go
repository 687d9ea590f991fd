package main

func sum(xs []int) (n int) {
	for _, x := range xs {
		n += x
	}
	return
}
func main() {
	var s []int
	println(s == nil, len(s), cap(s))
	for i := 0; i < 20; i++ {
		s = append(s, i*i)
	}
	t := s[5:10]
	t[0] = -1
	println(len(t), cap(t) >= 15, s[5], t[4])
	u := append(s[:2], 100, 200)
	println(s[2], s[3], len(u))
	c := make([]int, 3, 10)
	c[2] = s[10]
	println(c[0], c[2], len(c), cap(c))
	g := [][]string{[]string{"a"}, []string{"b", "c"}, nil}
	g[2] = append(g[2], "d", "e")
	for i, row := range g {
		for j := range row {
			print(i, j, row[j], " ")
		}
	}
	println(sum(nil), sum([]int{1, 2, 3}), sum(s))
	s = append(s, s...)
	println(len(s), s[39], s[20])
	for i := range c[:0] {
		println("never", i)
	}
	bools := []bool{true, false, true}
	bools[1] = !bools[1]
	println(bools[0], bools[1], len(bools))
}
