"""A program of testdata/go/gccgo exits with status 0. It calls what the go command and libraries
for gccgo expect of package runtime, and checks the results. Usage: gccgo.py NAME"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, text  # noqa: E402

program = build([os.path.join(ROOT, "testdata", "go", "gccgo", sys.argv[1] + ".go")])
done = run([program], merge=True)
if done.returncode != 0:
    fail(f"exit status {done.returncode}:\n{text(done.stdout)}")
