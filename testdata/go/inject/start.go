// What every program does: begins, prints, ends.
package main

func main() {
	c := make(chan string)
	go func() { c <- "ok" }()
	println(<-c)
}
