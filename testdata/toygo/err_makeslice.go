package main

func main() {
	n := -5
	s := make([]string, n)
	println(len(s))
}
