"""A program of testdata/go/std does with us what it does with real Go (Debian's 1.19) in the same
run, under GOMAXPROCS 1, 2 and 8. Usage: std.py NAME [ARGS…]"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, besidereal, needs_collector  # noqa: E402

path = os.path.join(ROOT, "testdata", "go", "std", sys.argv[1] + ".go")
with open(path) as f:
    if "// needs: collector\n" in f.read():
        needs_collector()
besidereal(path, sys.argv[2:], [{"GOMAXPROCS": procs} for procs in ("1", "2", "8")])
