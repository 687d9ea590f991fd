"""With one P, a cycle beside a goroutine that computes costs who allocates few of that goroutine's
time slices: if it calls nothing, a cycle does not wait for it; if it does call the runtime, the
worker gets a share of the time."""

import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, hosted, needs_collector, run, skip, text  # noqa: E402

SOURCE = """package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

var (
	kept  *node
	large []byte
	x     int
)

func spin() {
	for {
		x++
	}
}

func busy() {
	for !time.Now().IsZero() {
	}
}

func numgc() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumGC
}

func main() {
	if os.Args[1] == "spin" {
		kept = tree(16)
		runtime.GC()
		runtime.GC()
		go spin()
	} else {
		kept = tree(19) // 16 MB
		runtime.GC()
		runtime.GC()
		go busy()
	}
	start := time.Now()
	for i := 0; i < 30; i++ {
		time.Sleep(100 * time.Microsecond)
	}
	sleep := time.Since(start) / 30
	before := numgc()
	start = time.Now()
	for numgc() < before+20 {
		for i := 0; i < 5; i++ {
			large = make([]byte, 1<<20)
		}
	}
	fmt.Println(int64(10 * time.Since(start) / time.Duration(numgc()-before) / sleep))
}
"""

needs_collector()
if hosted():
    skip("marked with the world stopped")
program = buildtext("spinner.go", SOURCE)
for case, most in (("spin", 40), ("busy", 300)):
    tenths = []  # of a sleep, which lasts a slice: both are longer on a busy machine
    for i in range(3):
        done = run([program, case], env={"GOMAXPROCS": "1"}, timeout=120)
        if done.returncode != 0:
            fail(f"{case}: status {done.returncode}:\n{text(done.stderr)}")
        tenths.append(int(done.stdout))
    if statistics.median(tenths) > most:
        fail(f"{case}: a cycle takes {tenths} tenths of a time slice")
