// Stack(all) shows the goroutine that waits for signals, back from its system call.
// stderr: ok
package main

import (
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func main() {
	runtime.GOMAXPROCS(1)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	buf := make([]byte, 1<<16)
	for i := 0; i < 300; i++ {
		syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
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
