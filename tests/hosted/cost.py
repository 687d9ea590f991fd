"""Measures a call of C and a call back, beside real Go's cgo: gort's cgo, and gort.h. The programs
take turns on one processor, 25 times; prints the median of each and the least, and their parts of
real Go's (doc/HOSTED.md). By hand, on a quiet machine."""

import os
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOBIN, ROOT  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def main(tmp):
    programs = {name: os.path.join(tmp, name) for name in ("real Go", "gort, cgo", "gort.h")}
    go, cgo, c = programs.values()
    subprocess.run([os.path.join(GOBIN, "go"), "build", "-o", go, os.path.join(HERE, "cost.go")],
                   check=True, env={**os.environ, "CGO_ENABLED": "1", "GO111MODULE": "off"})
    for out, source in (cgo, "cost.go"), (c, "cost.c"):
        subprocess.run([os.path.join(ROOT, "gort"), "build", "--hosted", "-o", out,
                        os.path.join(HERE, source)], check=True)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["GOMAXPROCS"] = "2"
    costs = {name: [] for name in programs}
    for _ in range(25):
        for name, program in programs.items():
            out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
            costs[name].append([float(x) for x in out.split()])
    for what, number in ("median", statistics.median), ("least", min):
        of = {name: [number(ns) for ns in zip(*costs[name])] for name in programs}
        for name, both in of.items():
            parts = [f"{ns:.1f} ns ({ns / real:.2f})" for ns, real in zip(both, of["real Go"])]
            print(f"{what}: {name}: a call {parts[0]}, a call back {parts[1]}")


with tempfile.TemporaryDirectory(prefix="gort-cost-") as holder:
    main(holder)
