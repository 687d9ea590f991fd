"""An object that is larger than the address space ends the program as one for which there is no
memory does: the report says how much was asked for."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import buildtext, fail, run, text  # noqa: E402

SOURCE = """package main

var sink *[1 << 49]byte

func main() { sink = new([1 << 49]byte) }
"""
WANT = rf"runtime: out of memory: cannot allocate {1 << 49}-byte block \(\d+ in use\)\n" \
    r"fatal error: out of memory\n"

done = run([buildtext("toolarge.go", SOURCE)])
if done.returncode != 2 or not re.match(WANT, text(done.stderr)):
    fail(f"exit status {done.returncode}\n{text(done.stderr)}")
