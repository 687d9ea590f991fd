// Who may recover: the deferred function itself, in whatever frame; nobody that it calls. recover.c
// is the same program on gort.h.
package main

import "runtime"

func say(what string, v interface{}) { println(what, v != nil) }

//go:noinline
func helper() { say("helper", recover()) }

func inlined() { say("inlined", recover()) }

func direct() { say("direct", recover()); say("again", recover()) }

func withHelper() { helper(); inlined(); say("after helpers", recover()) }

func withHelperAtEnd() { helper() }

func nested() {
	func() {
		defer helper()
		say("nested body", recover())
	}()
	say("nested", recover())
}

func ownDefers() {
	defer say("argument", recover())
	defer func() { say("deferred by deferred", recover()) }()
	say("own defers", recover())
}

func args(a, b int, s string) { println(a, b, s); helper(); say("args", recover()) }

func leaf(n int) { println("leaf", n, recover() != nil) }

func deferLeaf(n int) { defer leaf(n) }

func recoverFirst(n int) { defer leaf(n); println("first", n, recover() != nil) }

//go:noinline
func large(depth int) int {
	var a [2000]int
	a[depth] = depth
	if depth == 0 {
		return a[0]
	}
	return large(depth-1) + a[depth]
}

func largeFrame() {
	var a [4000]int
	a[large(40)] = 1
	say("large frame", recover())
}

func repanic() { defer func() { say("replaced", recover()) }(); panic("second") }

func repanicUncaught() { panic("second") }

func exits() { defer direct(); runtime.Goexit() }

func goesOn() {
	defer func() { say("while it goes on", recover()) }()
	defer func() { say("goes on", recover()) }()
	defer func() { func() { panic("third") }() }()
	runtime.Goexit()
}

func run(what string, f func()) {
	println(what)
	defer func() { println(what, "ends", recover() != nil) }()
	defer f()
	panic("first")
}

func noPanic() { defer direct() }

func order() {
	for i := 0; i < 3; i++ {
		i := i
		defer func() { println("deferred", i, recover() != nil) }()
	}
	panic("first")
}

func onGoroutine(f func()) {
	done := make(chan bool)
	go func() { defer close(done); f() }()
	<-done
}

func panicNil() { defer func() { println("nil", recover() == nil) }(); panic(nil) }

func loop() {
	n := 0
	for i := 0; i < 10000; i++ {
		func() {
			defer func() {
				if recover() == i {
					n++
				}
			}()
			panic(i)
		}()
	}
	println("recovered", n)
}

func main() {
	say("main", recover())
	run("direct", direct)
	run("helper", helper)
	run("withHelper", withHelper)
	run("withHelperAtEnd", withHelperAtEnd)
	run("nested", nested)
	run("ownDefers", ownDefers)
	run("args", func() {})
	func() {
		defer args(1, 2, "three")
		panic("first")
	}()
	func() {
		defer leaf(1)
		defer deferLeaf(2)
		panic("first")
	}()
	func() {
		defer leaf(3)
		defer recoverFirst(4)
		panic("first")
	}()
	run("largeFrame", largeFrame)
	run("repanic", repanic)
	run("repanicUncaught", repanicUncaught)
	noPanic()
	order()
	onGoroutine(order)
	onGoroutine(exits)
	onGoroutine(func() { run("exits", exits) })
	onGoroutine(goesOn)
	panicNil()
	loop()
}
