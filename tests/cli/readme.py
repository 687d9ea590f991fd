"""README's programs, in Go and in C, print the sum of the squares up to 10."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail, gort  # noqa: E402

with open(os.path.join(ROOT, "README.md")) as f:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", f.read(), re.M | re.S)
if sorted(kind for kind, _ in blocks) != ["c", "go"]:
    fail(f"README has other programs: {[kind for kind, _ in blocks]}")
with tempfile.TemporaryDirectory() as tmp:
    for kind, program in blocks:
        with open(os.path.join(tmp, "squares." + kind), "w") as f:
            f.write(program)
        done = gort("run", "squares." + kind, cwd=tmp)
        if done.returncode != 0 or done.stdout + done.stderr != "385\n":
            fail(f"the {kind} program: exit status {done.returncode}, {done.stdout!r}, "
                 f"{done.stderr!r}")
