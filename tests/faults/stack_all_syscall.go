// Stack(all) shows a goroutine that is back from a system call and waits for a P.
// stderr: ok
package main

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	go func() {
		for {
			ts := syscall.Timespec{Nsec: 1000000}
			syscall.Nanosleep(&ts, nil)
		}
	}()
	buf := make([]byte, 1<<16)
	for i := 0; i < 300; i++ {
		for t := time.Now(); time.Since(t) < 3*time.Millisecond; {
		}
		s := string(buf[:runtime.Stack(buf, true)])
		if strings.Contains(s, "unexpected return pc") {
			os.Stdout.WriteString(s)
			os.Exit(1)
		}
		runtime.Gosched()
	}
	println("ok")
}
