package main

func reverse(s string) string {
	out := ""
	for i := 0; i < len(s); i++ {
		out = s[i:i+1] + out
	}
	return out
}
func repeat(s string, n int) string {
	if n == 0 {
		return ""
	}
	return s + repeat(s, n-1)
}

type name string

func (n name) greet() name { return "hello, " + n }
func main() {
	s := "héllo, 世界"
	println(len(s), s[0:1], s[len(s)-3:], reverse("stressed"))
	println("abc" < "abd", "b" > "abc", "x" == "x", "x" != "y", "a"+"b"+s)
	println(repeat("ab", 3), name("you").greet(), string(name("n")), len("\x00\377\n"))
	println(`raw\n`, "tab\tquote\"")
	n := 0
	for _, w := range []string{"a", "", "ab"} {
		n += len(w)
	}
	println(n, s[:0] == "")
	switch {
	case s == "":
		println("empty")
	case len(s) > 3:
		println("long")
	}
}
