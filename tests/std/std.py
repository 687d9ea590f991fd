"""A program of testdata/go/std does with us what it does with real Go (Debian's 1.19) in the same run, under GOMAXPROCS 1, 2 and 8. Usage: std.py NAME
[ARGS…]"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, besidereal  # noqa: E402

besidereal(os.path.join(ROOT, "testdata", "go", "std", sys.argv[1] + ".go"), sys.argv[2:], [{"GOMAXPROCS": procs} for procs in ("1", "2", "8")])
