"""A large object that the heap has no room for begins a cycle before it is there, or waits until
the cycle is over: so the cycle need not keep it, and the heap does not grow beyond its goal. With
goroutines running while the collector marks, and with the world stopped. But objects that are
larger than all that is kept cause one cycle each."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, needs_collector, run, text  # noqa: E402

SOURCE = """package main

import (
	"os"
	"runtime"
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
	bytes []byte
	last  []byte
)

func main() {
	size := 15 << 20
	switch os.Args[1] {
	case "pointers":
		kept = tree(19) // 16 MB
		bytes = make([]byte, 24<<20)
	case "bytes":
		bytes = make([]byte, 40<<20)
	case "larger":
		size = 30 << 20
	}
	runtime.GC()
	for i := 0; i < 60; i++ {
		last = nil
		last = make([]byte, size)
	}
}
"""

needs_collector()


def cycles(program, case, procs):
    """(heap0, heap1, goal) in MB of each cycle that large objects caused."""
    done = run([program, case], env={"GOMAXPROCS": procs, "GODEBUG": "gctrace=1"})
    if done.returncode != 0:
        fail(f"{case}: status {done.returncode}:\n{text(done.stderr)}")
    lines = text(done.stderr).split("(forced)\n")[-1]
    found = re.findall(r" (\d+)->(\d+)->\d+ MB, (\d+) MB goal", lines)
    return [tuple(map(int, c)) for c in found], lines


program = buildtext("large.go", SOURCE)
for procs in ("1", "2"):
    for case in ("pointers", "bytes"):
        found, lines = cycles(program, case, procs)
        if len(found) < 15:
            fail(f"GOMAXPROCS={procs}, {case}: only {len(found)} cycles:\n{lines}")
        if any(heap0 > goal or heap1 > heap0 + 3 for heap0, heap1, goal in found):
            fail(f"GOMAXPROCS={procs}, {case}: a large object made the heap larger than its "
                 f"goal, or was allocated while it was marked:\n{lines}")
    found, lines = cycles(program, "larger", procs)
    if not 50 <= len(found) <= 66:
        fail(f"GOMAXPROCS={procs}: {len(found)} cycles for 60 objects:\n{lines}")
