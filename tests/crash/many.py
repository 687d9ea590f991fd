"""A crash while 1000 goroutines run on 8 Ms exits with status 2 and prints whole lines, each
goroutine once; so do four crashes at once. Usage: many.py [RUNS]"""

import os
import re
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "lib"))
from harness import ROOT, build, fail, run, text  # noqa: E402

STATE = r"running|runnable|select \(no cases\)|sleep|semacquire|preempted"
HEADER = re.compile(rf"goroutine (\d+) \[({STATE})\]:")
LINES = re.compile("|".join([
    "",
    r"panic: many",
    r"panic: runtime error: invalid memory address or nil pointer dereference",
    r"\[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x[0-9a-f]+\]",
    HEADER.pattern,
    r"(main\.(main|main\.func1|spin)|runtime\.Gosched|panic|time\.Sleep)\([^()]*\)",
    r"created by main\.main",
    r"\t\S+\.(go|c):\d+( \+0x[0-9a-f]+)?",
    r"\tgoroutine running on other thread; stack unavailable"]))

runs = int(sys.argv[1]) if len(sys.argv) > 1 else 4
program = build([os.path.join(ROOT, "testdata", "go", "crash", "many.go")])
for i in range(runs):
    for args in [], ["several"]:
        done = run([program, *args], env={"GOTRACEBACK": "all", "GODEBUG": "asyncpreemptoff=0"})
        err = text(done.stderr)
        if done.returncode != 2:
            fail(f"run {i + 1}: exit status {done.returncode}, not 2\n{err[-2000:]}")
        bad = [line for line in err.split("\n") if not LINES.fullmatch(line)]
        if bad or not err.endswith("\n"):
            fail(f"run {i + 1}: not a line of a report: {bad[:5]}\n{err[:2000]}")
        ids = [m[1] for m in map(HEADER.fullmatch, err.split("\n")) if m]
        # Each goroutine that crashes has its own report, and is one of the others in the first's.
        twice = {id for id in ids if ids.count(id) > 1}
        if len(set(ids)) < 1001 or len(twice) > (4 if args else 0):
            fail(f"run {i + 1}: {len(ids)} goroutines, {len(set(ids))} ids")
