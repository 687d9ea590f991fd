"""A program of Go's own test/ folder passes: exit status 0 and, if a .out file stands beside it,
the same output. As Go's runner does, gives it the arguments of its `// run` line and real Go's
command in PATH. Usage: gotest.py PROGRAM [gc] [PROCS…]; gc: each time again with as many
collections as can be, what they free being overwritten."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOBIN, GOTEST, build, fail, needs_collector, run, skip, text  # noqa: E402

if "gc" in sys.argv[2:]:
    needs_collector()
if not os.path.isdir(GOTEST):
    skip("golang-1.19-src is not installed")
path = os.path.join(GOTEST, sys.argv[1])
with open(path, errors="replace") as f:
    source = f.read()
if '"os/exec"' in source and not os.path.exists(os.path.join(GOBIN, "go")):
    skip("golang-1.19-go is not installed")
# Words that begin with a dash are flags of Go's compiler.
args = [w for line in source.splitlines() if line.startswith("// run ")
        for w in line.split()[2:] if not w.startswith("-")]
program = build([path])
expected = None
if os.path.exists(path[:-3] + ".out"):
    with open(path[:-3] + ".out", "rb") as f:
        expected = f.read()
often = {"GOGC": "1", "GODEBUG": "clobberfree=1"}
for procs in [a for a in sys.argv[2:] if a != "gc"] or [""]:
    for gc in ({}, often) if "gc" in sys.argv[2:] else ({},):
        env = {"PATH": GOBIN + ":" + os.environ["PATH"], **gc}
        if procs:
            env["GOMAXPROCS"] = procs
        where = " ".join(f"{k}={v}" for k, v in env.items() if k != "PATH") or "defaults"
        done = run([program, *args], timeout=280, cwd=GOTEST, merge=True, env=env)
        if done.returncode != 0:
            fail(f"exit status {done.returncode} with {where}:\n{text(done.stdout)[-3000:]}")
        if expected is not None and done.stdout != expected:
            fail(f"the output differs with {where}:\n{text(done.stdout)[-3000:]}")
