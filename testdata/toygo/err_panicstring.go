package main

func main() {
	defer func() { println("deferred") }()
	panic("a text\nof two lines")
}
