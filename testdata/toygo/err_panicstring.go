package main

func main() {
	defer println("deferred")
	panic("a text\nof two lines")
}
