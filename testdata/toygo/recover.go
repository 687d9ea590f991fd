package main

type myerr struct{ code int }

func (e *myerr) Error() string { return "myerr" }
func try(f func()) (msg string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			msg = "fine"
		case error:
			msg = "error: " + r.Error()
		case string:
			msg = "string: " + r
		case int:
			msg = "int"
		default:
			msg = "other"
		}
	}()
	f()
	return "returned"
}
func helper() interface{} { return recover() }
func main() {
	var m map[string]int
	var s []int
	var p *myerr
	var i interface{} = "str"
	zero := 0
	println(try(func() {}))
	println(try(func() { panic("text") }))
	println(try(func() { panic(5) }))
	println(try(func() { panic(&myerr{1}) }))
	println(try(func() { m["x"] = 1 }))
	println(try(func() { s[5] = 1 }))
	println(try(func() { println(len(s[1:])) }))
	println(try(func() { println(p.code) }))
	println(try(func() { println(i.(int)) }))
	println(try(func() { println(1 / zero) }))
	println(try(func() { println("abc"[zero+3 : zero+2]) }))
	println(try(func() { println(len(make([]int, zero-1))) }))
	println(try(func() { println(1 << (zero - 1)) }))
	println(try(func() { var c chan int; close(c) }))
	println(try(func() { c := make(chan int); close(c); close(c) }))
	println(try(func() { c := make(chan int); close(c); c <- 1 }))
	println(try(func() { _ = i.(error) }))
	println(try(func() { i = nil; _ = i.(int) }))
	println(try(func() { x, y := interface{}(s), interface{}(s); println(x == y) }))
	println(try(func() { mm := map[interface{}]int{}; mm[s] = 1 }))
	println(try(func() { var f func(); f() }))
	println(try(func() { var e error; _ = e.Error() }))
	println(recover() == nil)
}
