package main

func f() {}
func main() {
	x, y := interface{}(f), interface{}(f)
	println(x == y)
}
