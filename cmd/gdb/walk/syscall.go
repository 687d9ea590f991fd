// A system call that lasts long.
package main

import (
	"syscall"
	"unsafe"
)

var sum int

//go:noinline
func reader(fd int, done chan int) {
	var b [1]byte
	n, _ := syscall.Read(fd, b[:])
	done <- n
}

func work() {
	for i := 0; i < 400000000; i++ {
		sum += i & 3
	}
}

func main() {
	var p [2]int
	syscall.Pipe(p[:])
	done := make(chan int)
	go reader(p[0], done)
	work()
	b := [1]byte{1}
	// A call of which the runtime does not know: this goroutine keeps its processor.
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(p[1]), uintptr(unsafe.Pointer(&b[0])), 1)
	work()
	<-done
}
