"""A program of testdata/go/gc does with us what it does with real Go (Debian's 1.19) in the same
run, with one, two and eight Ps, with collections as often as by default and much more often, what
they free being overwritten. Usage: collect.py NAME [ARGS…]"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, besidereal, needs_collector  # noqa: E402

needs_collector()
besidereal(os.path.join(ROOT, "testdata", "go", "gc", sys.argv[1] + ".go"), sys.argv[2:],
           [{"GOMAXPROCS": procs, "GOGC": gogc, "GODEBUG": godebug}
            for procs in ("1", "2", "8")
            for gogc, godebug in (("100", "clobberfree=1"),
                                  ("10", "clobberfree=1,gcstoptheworld=2"))])
