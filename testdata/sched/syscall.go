// Five goroutines in a blocking system call.
// schedcmp: syscalls=5
package main

import (
	"syscall"
	"time"
)

func main() {
	for i := 0; i < 5; i++ {
		var p [2]int
		syscall.Pipe(p[:])
		go func() {
			var b [1]byte
			syscall.Read(p[0], b[:])
		}()
	}
	time.Sleep(1200 * time.Millisecond)
}
