package main

func main() {
	s := "hello"
	n := 1
	println(s[3:n])
}
