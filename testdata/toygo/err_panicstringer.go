package main

type s struct{ n int }

func (x s) String() string { return "s" }
func (x s) Error() string  { return "error of s" }
func main() {
	panic(s{3})
}
