package main

type t struct{ a, b int }

func f(p *t) int { return p.b }
func main() {
	println(f(nil))
}
