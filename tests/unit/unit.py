"""Builds a C test with the runtime's own headers, links it with the archive, and runs it: exit
status 0, 1, or 77 for skipped.
Usage: unit.py FILE.c [PROCS…]"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, needs_collector, run, text, toolchain  # noqa: E402

with open(sys.argv[1]) as f:
    source = f.read()
if "\n// needs: collector\n" in source:
    needs_collector()
# The collector marks while such a program runs.
libs = [toolchain.BARRIERS] if "\n// needs: no write barriers\n" in source else []
program = build([sys.argv[1]], cflags=toolchain.HEADERS, libs=libs)
for procs in sys.argv[2:] or ["1", "2", "8"]:
    done = run([program], timeout=120, merge=True, env={"GOMAXPROCS": procs})
    if done.returncode == 77:
        sys.exit(77)
    if done.returncode != 0:
        out = text(done.stdout)
        # The message is at the head of a traceback, or at the end of the test's output.
        if len(out) > 8000:
            out = f"{out[:4000]}\n[…]\n{out[-4000:]}"
        fail(f"exit status {done.returncode} with GOMAXPROCS={procs}:\n{out}")
