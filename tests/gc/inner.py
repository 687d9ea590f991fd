"""A finalizer of a byte in the middle of a large object gets the address of that byte, and can be
set only once, and removed."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, needs_collector, run, text  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
	"unsafe"
)

const size = 1 << 20

var offsets = make(chan uintptr, 10)

//go:noinline
func set(i int, remove bool) {
	b := make([]byte, size)
	base := ^uintptr(unsafe.Pointer(&b[0])) // the collector must not see it
	runtime.SetFinalizer(&b[i], func(p *byte) { offsets <- uintptr(unsafe.Pointer(p)) - ^base })
	if remove {
		runtime.SetFinalizer(&b[i], nil)
	}
}

func clear(n int) int {
	var a [100]int
	a[n%100] = n
	if n > 0 {
		return clear(n-1) + a[n/2%100]
	}
	return 0
}

func main() {
	if len(os.Args) > 1 {
		b := make([]byte, size)
		runtime.SetFinalizer(&b[100000], func(p *byte) {})
		runtime.SetFinalizer(&b[100000], func(p *byte) {})
	}
	set(99999, true)
	set(100000, false)
	set(size-1, false)
	clear(1000)
	sum := uintptr(0)
	for i := 0; i < 1000 && sum < 100000+size-1; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
		for len(offsets) > 0 {
			sum += <-offsets
		}
	}
	fmt.Println(sum)
}
"""

needs_collector()
program = buildtext("inner.go", SOURCE)
done = run([program])
if done.returncode != 0 or done.stdout != b"%d\n" % (100000 + (1 << 20) - 1):
    fail(f"status {done.returncode}:\n{text(done.stdout)}{text(done.stderr)}")
done = run([program, "twice"])
if b"runtime.SetFinalizer: finalizer already set" not in done.stderr:
    fail(f"a second finalizer: status {done.returncode}:\n{text(done.stderr)}")
