"""A timer may be set, and all Ps become idle, between sysmon's look at the timers and its sleep. It
ends this sleep too, so that sysmon preempts what runs then. gdb holds sysmon there while the
program goes to sleep."""

import re
import tempfile

from session import needs_gdb, session
from harness import build, fail, os

PROGRAM = """package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// cpu returns the thread's processor time in ms, and enters no system call as the runtime sees it:
// that would wake sysmon.
func cpu() int64 {
	var ts [2]int64
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 3, uintptr(unsafe.Pointer(&ts)), 0)
	return (ts[0]*1e9 + ts[1]) / 1e6
}

var mark int

//go:noinline
func spinning() { mark++ }

func main() {
	runtime.GOMAXPROCS(1)
	ch := make(chan int)
	var got int32
	go func() {
		<-ch
		atomic.StoreInt32(&got, 1)
	}()
	time.Sleep(time.Millisecond)
	spinning()
	for t := time.Now(); time.Since(t) < 300*time.Millisecond; {
	}
	// gdb lets sysmon go while this sleeps.
	time.Sleep(4 * time.Second)
	ch <- 0
	t := cpu()
	for atomic.LoadInt32(&got) == 0 && cpu()-t < 2000 {
	}
	fmt.Println("preempted:", atomic.LoadInt32(&got) == 1)
}
"""


def main():
    needs_gdb()
    with tempfile.TemporaryDirectory() as tmp:
        source = os.path.join(tmp, "sysmon.go")
        with open(source, "w") as f:
            f.write(PROGRAM)
        exe = build([source])
    # All threads run during the call, but the one that makes it.
    said = session(["tbreak main.spinning", "run", "set language c",
                    "tbreak *&'runtime.timeSleepUntil'", "continue", "tbreak **(long *)$rsp",
                    "continue", "call ((void (*)(unsigned))&'runtime.usleep')(2000000)",
                    "continue"], exe)
    if not re.search(r"hit Temporary breakpoint 3, runtime\.sysmon \(\)", said):
        fail(f"gdb did not stop sysmon where it should:\n{said[-2000:]}")
    if "preempted: true" not in said:
        fail(f"the goroutine that spins was not preempted:\n{said[-2000:]}")


main()
