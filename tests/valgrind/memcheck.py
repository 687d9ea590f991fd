"""Valgrind's memcheck finds no error in a program with goroutines, channels and stack growth;
goroutine stacks are registered with it.
Usage: memcheck.py SOURCE"""

import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, skip, text  # noqa: E402

if not shutil.which("valgrind"):
    skip("valgrind is not installed")
program = build([os.path.join(ROOT, "testdata", sys.argv[1])])
done = run(["valgrind", "--quiet", "--error-exitcode=99", program], timeout=180, merge=True)
if done.returncode != 0 or b"==" in done.stdout:
    fail(f"exit status {done.returncode}:\n{text(done.stdout)[-4000:]}")
