// golang/go#18600, #11155, #20732, #20427, #21078: signals for the whole process group between fork
// and exec are not handled in the child, which shares our memory; a child starts with no signal
// blocked.
package main

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	if err := syscall.Setpgid(0, 0); err != nil {
		println("setpgid:", err.Error())
		os.Exit(77)
	}
	c := make(chan os.Signal, 100)
	signal.Notify(c, syscall.SIGWINCH, syscall.SIGCHLD)
	var over int32
	go func() {
		for atomic.LoadInt32(&over) == 0 {
			syscall.Kill(0, syscall.SIGWINCH)
			syscall.Kill(0, syscall.SIGURG)
			time.Sleep(20 * time.Microsecond)
		}
	}()
	winch := 0
	for i := 0; i < 60; i++ {
		out, err := exec.Command("/bin/grep", "SigBlk", "/proc/self/status").CombinedOutput()
		if err != nil || !bytes.Equal(out, []byte("SigBlk:\t0000000000000000\n")) {
			println("child:", string(out), err != nil)
			os.Exit(1)
		}
		for more := true; more; {
			select {
			case s := <-c:
				if s == syscall.SIGWINCH {
					winch++
				}
			default:
				more = false
			}
		}
	}
	atomic.StoreInt32(&over, 1)
	if winch == 0 {
		println("no SIGWINCH")
		os.Exit(1)
	}
}
