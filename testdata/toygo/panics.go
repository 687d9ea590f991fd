package main

func nested() {
	defer func() { println("nested deferred") }()
	defer func() {
		defer func() { println("inner", recover().(string)) }()
		panic("second")
	}()
	panic("first")
}
func catch() (v interface{}) {
	defer func() { v = recover() }()
	nested()
	return "unreached"
}
func again() {
	defer func() { r := recover(); println("outer", r.(string)) }()
	func() {
		defer func() { r := recover(); println("again", r.(string)); panic("re" + r.(string)) }()
		panic("panic")
	}()
}
func deep(n int) {
	defer func() {}()
	if n == 0 {
		panic(n)
	}
	deep(n - 1)
}
func main() {
	println(catch().(string))
	again()
	func() { defer func() { println(recover().(int)) }(); deep(1000) }()
	x := 1
	func() {
		defer func() { recover() }()
		x = 2
		var p *int
		x = 3
		*p = 4
		x = 5
	}()
	println(x)
}
