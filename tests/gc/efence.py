"""With GODEBUG=efence=1 the memory of a large object that the collector has freed cannot be read,
and no other object gets it."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, needs_collector, run, text  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

const size = 100000

//go:noinline
func old() uintptr { // the collector must not see the address
	b := make([]byte, size)
	return ^uintptr(unsafe.Pointer(&b[0]))
}

func clear(n int) int {
	var a [100]int
	a[n%100] = n
	if n > 0 {
		return clear(n-1) + a[n/2%100]
	}
	return 0
}

func fault(p uintptr) (faulted bool) {
	defer func() { faulted = recover() != nil }()
	return *(*byte)(unsafe.Pointer(^p)) != 0
}

var kept [200][]byte

func main() {
	debug.SetPanicOnFault(true)
	for i := 0; i < 100; i++ {
		p := old()
		clear(1000)
		runtime.GC()
		if i%2 == 0 && !fault(p) {
			fmt.Println("not a fault")
		}
		for j := range kept {
			kept[j] = make([]byte, size)
			if uintptr(unsafe.Pointer(&kept[j][0])) == ^p {
				fmt.Println("used again")
			}
		}
	}
	fmt.Println("done")
}
"""

needs_collector()
program = buildtext("efence.go", SOURCE)
done = run([program], env={"GODEBUG": "efence=1"})
if done.returncode != 0 or done.stdout != b"done\n":
    fail(f"status {done.returncode}:\n{text(done.stdout)}{text(done.stderr)}")
done = run([program])
if b"used again" not in done.stdout:
    fail(f"without efence: status {done.returncode}:\n{text(done.stdout)}{text(done.stderr)}")
