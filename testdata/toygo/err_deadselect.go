package main

func main() {
	println("waits")
	select {}
}
