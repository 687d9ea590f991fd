// A panic that a deferred function ends.
package main

func catch() {
	recover()
}

func fall() {
	panic("falling")
}

func walk() {
	defer catch()
	fall()
}

func main() {
	walk()
}
