package main

type e string

func (x e) Error() string { return "e: " + string(x) }
func main() {
	panic(e("bad"))
}
