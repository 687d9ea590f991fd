package main

func helper() bool { return recover() != nil }
func direct()      { println("direct", recover() != nil) }
func inner()       { defer direct(); println("inner") }
func main() {
	defer direct()
	defer func() { println("helper", helper()) }()
	defer inner()
	panic("x")
}
