"""Goroutines are small and their memory is used again: 1 000 000 parked ones fit in under 3 GB,
100 000 in under 300 MB, and 10 million that are started, run and end leave the resident set where
1 million left it."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail  # noqa: E402

program = build([os.path.join(ROOT, "testdata", "c", "many.c")])


def peak(*args):
    """Peak resident set in MB."""
    p = subprocess.Popen([program, *args])
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode != 0:
        fail(f"many {' '.join(args)}: exit status {p.returncode}")
    return usage.ru_maxrss / 1024


parked = {n: peak("park", str(n)) for n in (100_000, 1_000_000)}
churned = {n: peak("churn", str(n)) for n in (1_000_000, 10_000_000)}
for what, sizes in ("parked", parked), ("churned", churned):
    print(f"{what}:", {n: f"{mb:.0f} MB" for n, mb in sizes.items()})
if parked[100_000] >= 300 or parked[1_000_000] >= 3000:
    fail("parked goroutines take too much memory")
if churned[10_000_000] > churned[1_000_000] * 1.1 + 2:
    fail("memory of ended goroutines is not used again")
