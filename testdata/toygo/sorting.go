package main

type by func(a, b string) bool

func (less by) sort(s []string) {
	if len(s) < 2 {
		return
	}
	p, i := s[len(s)/2], 0
	s[len(s)/2], s[len(s)-1] = s[len(s)-1], s[len(s)/2]
	for j := range s {
		if less(s[j], p) {
			s[i], s[j] = s[j], s[i]
			i++
		}
	}
	s[i], s[len(s)-1] = s[len(s)-1], s[i]
	less.sort(s[:i])
	less.sort(s[i+1:])
}
func join(s []string) (out string) {
	for i, x := range s {
		if i > 0 {
			out += ","
		}
		out += x
	}
	return
}
func main() {
	words := []string{"go", "a", "map", "chan", "z", "select", "defer", "b"}
	by(func(a, b string) bool { return a < b }).sort(words)
	println(join(words))
	by(func(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a > b }).sort(words)
	println(join(words))
}
