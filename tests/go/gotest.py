"""A program of Go's own test/ folder passes: exit status 0 and, where a .out file stands beside it, the same output.
Usage: gotest.py PROGRAM [PROCS…]"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOTEST, build, fail, run, skip, text  # noqa: E402

if not os.path.isdir(GOTEST):
    skip("golang-1.19-src is not installed")
path = os.path.join(GOTEST, sys.argv[1])
program = build([path])
expected = None
if os.path.exists(path[:-3] + ".out"):
    with open(path[:-3] + ".out", "rb") as f:
        expected = f.read()
for procs in sys.argv[2:] or [""]:
    done = run([program], timeout=120, cwd=os.path.dirname(path), merge=True, env={"GOMAXPROCS": procs} if procs else None)
    if done.returncode != 0:
        fail(f"exit status {done.returncode} with GOMAXPROCS={procs or 'default'}:\n{text(done.stdout)[-3000:]}")
    if expected is not None and done.stdout != expected:
        fail(f"the output differs with GOMAXPROCS={procs or 'default'}:\n{text(done.stdout)[-3000:]}")
