// golang/go#41702, #52226, #19546, #18381: a program that replaces itself by exec while its
// goroutines are being preempted and threads are being made is replaced, and the new program does
// not die of a signal meant for the old one; the same for children.
// env: GODEBUG=asyncpreemptoff=0
package main

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func threads() {
	for {
		go func() {
			runtime.LockOSThread() // a thread that ends
			time.Sleep(time.Millisecond)
		}()
		time.Sleep(100 * time.Microsecond)
	}
}

func main() {
	runtime.GOMAXPROCS(4)
	if len(os.Args) > 1 {
		for i := 0; i < 4; i++ {
			go func() {
				for {
				}
			}()
		}
		go threads()
		time.Sleep(15 * time.Millisecond)
		err := syscall.Exec("/bin/true", []string{"true"}, os.Environ())
		println("exec:", err.Error())
		os.Exit(1)
	}
	go threads()
	for i := 0; i < 12; i++ {
		if out, err := exec.Command("/proc/self/exe", "again").CombinedOutput(); err != nil {
			println("replaced:", err.Error(), string(out))
			os.Exit(1)
		}
	}
	over := false
	for i := 0; i < 2; i++ {
		go func() {
			for !over {
			}
		}()
	}
	for i := 0; i < 30; i++ {
		if out, err := exec.Command("/bin/true").CombinedOutput(); err != nil {
			println("child:", err.Error(), string(out))
			os.Exit(1)
		}
	}
}
