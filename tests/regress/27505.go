// golang/go#27505: Pdeathsig is tied to the thread: a child of a locked goroutine lives while the
// goroutine does, and gets the signal when it ends.
package main

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	started := make(chan *exec.Cmd)
	end := make(chan bool)
	var locked func()
	locked = func() {
		runtime.LockOSThread()
		if syscall.Gettid() == syscall.Getpid() { // the process's first thread never ends
			go locked()
			<-end
			return
		}
		cmd := exec.Command("/bin/sleep", "60")
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
		if err := cmd.Start(); err != nil {
			println("start:", err.Error())
			os.Exit(1)
		}
		started <- cmd
		<-end
	}
	go locked()
	cmd := <-started
	done := make(chan error)
	go func() { done <- cmd.Wait() }()
	for i := 0; i < 50; i++ {
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-done:
		println("ended too soon:", err.Error())
		os.Exit(1)
	default:
	}
	close(end)
	select {
	case err := <-done:
		s := err.(*exec.ExitError).Sys().(syscall.WaitStatus)
		if !s.Signaled() || s.Signal() != syscall.SIGTERM {
			println("status", s)
			os.Exit(1)
		}
	case <-time.After(20 * time.Second):
		println("the child lives on")
		os.Exit(1)
	}
}
