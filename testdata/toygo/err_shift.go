package main

func shift(n int) int { return 1 << n }

func main() {
	println(shift(3))
	println(shift(-1))
}
