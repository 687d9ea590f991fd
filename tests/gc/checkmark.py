"""With GODEBUG=gccheckmark=1 what lies in the padding of an object that is born while the collector
marks is not taken for a pointer to an object that was lost."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, needs_collector, run, text  # noqa: E402

SOURCE = """package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

type padded struct {
	p *int
	b bool
}

type node struct{ left, right *node }

var (
	sink [4]atomic.Value
	sum  [4]int
	kept [20000]*node // so much that goroutines run while the collector marks
)

// It leaves addresses of dead objects on the stack.
//
//go:noinline
func dirty() (n int) {
	var a [24]*[4]int
	for i := range a {
		a[i] = new([4]int)
	}
	for i := range a {
		n += a[i][n&3]
	}
	return n
}

//go:noinline
func store(i int, b bool) { sink[i].Store(padded{&sum[i], b}) }

func main() {
	for i := range kept {
		kept[i] = &node{&node{}, &node{}}
	}
	for i := range sink {
		go func(i int) {
			for b := false; ; b = !b {
				sum[i] += dirty()
				store(i, b)
				for k := 0; k < 10; k++ {
					runtime.Gosched()
				}
			}
		}(i)
	}
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		runtime.GC()
	}
}
"""

needs_collector()
program = buildtext("checkmark.go", SOURCE)
for procs in ("1", "2"):
    done = run([program], env={"GOMAXPROCS": procs, "GOGC": "1", "GODEBUG": "gccheckmark=1"})
    if done.returncode != 0:
        fail(f"{procs} Ps: status {done.returncode}:\n{text(done.stderr)}")
