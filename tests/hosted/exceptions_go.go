// An exception of C++ that a deferred call throws ends the panic of Go code that has made the call,
// to a handler on the same segment: neither recover nor a later report knows that panic.
package main

//extern handle
func handle()

//extern throws
func throws()

func Panics() { panic("dropped") }

func jumps() {
	defer throws()
	handle()
}

func recovers() {
	defer func() { println(recover() == nil) }()
}

func main() {
	for i := 0; i < 3; i++ {
		jumps()
		recovers()
	}
	panic("last")
}
