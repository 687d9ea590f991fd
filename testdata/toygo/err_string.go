package main

func main() {
	s := "abc"
	n := -1
	println(s[n:])
}
