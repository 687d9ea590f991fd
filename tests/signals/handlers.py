"""handlers.c does what its first comment says, with one, two and eight Ps."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, hosted, run, text  # noqa: E402

program = build([os.path.join(os.path.dirname(os.path.abspath(__file__)), "handlers.c")],
                ["-DCCALL"] if hosted() else [])


def check(args, status, stdout, stderr):
    """stderr: its first line."""
    for n in "1", "2", "8":
        done = run([program, *args], env={"GOMAXPROCS": n})
        out, err = text(done.stdout), text(done.stderr)
        if (done.returncode, out, err.split("\n")[0]) != (status, stdout, stderr):
            fail(f"{args} with GOMAXPROCS={n}: exit status {done.returncode}\n{out}{err}")


check([], 0, "handled, 0 wrong\n", "")
if not hosted():
    check(["signal"], 0, "handled, 0 wrong\n", "")
check(["ownstacks"], 0, "handled, 0 wrong\n", "")
for mode in "large", "largeidle":
    check([mode], 2, "", "fatal: morestack on gsignal")
