package main

func reverse(s string) string {
	out := ""
	for _, r := range s {
		out = string(r) + out
	}
	return out
}
func main() {
	s := "héllo, 世界"
	println(len(s), s[1], s[0:1], s[len(s)-3:], reverse(s))
	for i, r := range "aé世\xff" {
		println(i, r)
	}
	println("abc" < "abd", "b" > "abc", "x" == "x", "x" != "y", "a"+"b"+s)
	b := []byte("hello")
	b[0] = 'J'
	b = append(b, '!')
	println(string(b), len(b))
	n := 0
	for range s {
		n++
	}
	println(n, `raw\n`, "tab\tquote\"")
	switch {
	case s == "":
		println("empty")
	case len(s) > 3:
		println("long")
	}
}
