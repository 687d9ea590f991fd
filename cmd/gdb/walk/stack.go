// A function that needs more stack than its goroutine has.
package main

//go:noinline
func deep(n, i int) int {
	var big [4000]byte
	if n == 0 {
		return 0
	}
	big[n] = 1
	return deep(n-1, i) + int(big[i])
}

func main() {
	done := make(chan int)
	go func() { done <- deep(9, 5) }()
	<-done
}
