"""Marking keeps ahead of what goroutines allocate meanwhile: beside a heap that stays, and a
goroutine that makes garbage as fast as it can, the heap grows little during a cycle. With one P the
worker gets the processor only if those who allocate let it. With two, the system may take the
processor from it while it holds what there is to mark."""

import os
import re
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, hosted, needs_collector, run, skip, text  # noqa: E402

SOURCE = """package main

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

var kept []*node

func main() {
	for i := 0; i < 8; i++ {
		kept = append(kept, tree(16))
	}
	for i := 0; i < 6000; i++ {
		tree(10)
	}
}
"""

needs_collector()
if hosted():
    skip("marked with the world stopped")
program = buildtext("pacing.go", SOURCE)
# Of what may be allocated between two cycles.
for procs, most in (("1", 0.1), ("2", 0.25)):
    done = run([program], env={"GOMAXPROCS": procs, "GODEBUG": "gctrace=1"})
    if done.returncode != 0:
        fail(f"status {done.returncode}:\n{text(done.stderr)}")
    shares, before = [], 0
    for heap0, heap1, live, goal in re.findall(r" (\d+)->(\d+)->(\d+) MB, (\d+) MB goal",
                                               text(done.stderr)):
        if before > 10:
            shares.append((int(heap1) - int(heap0)) / (int(goal) - before))
        before = int(live)
    if len(shares) < 4:
        fail(f"only {len(shares)} cycles:\n{text(done.stderr)}")
    if statistics.median(shares) > most:
        fail(f"GOMAXPROCS={procs}: the heap grew too much while it was marked:\n"
             f"{text(done.stderr)}")
