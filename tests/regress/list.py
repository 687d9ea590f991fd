"""doc/REGRESSIONS.md names each test of this folder, and every test that it names is there."""

import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail  # noqa: E402

with open(os.path.join(ROOT, "doc", "REGRESSIONS.md")) as f:
    rows = re.findall(r"^\| ([\d, ]+) \| .* \| (.*) \|$", f.read(), re.M)
numbered = glob.glob(os.path.join(ROOT, "tests", "regress", "[0-9]*"))
here = {os.path.splitext(os.path.basename(p))[0] for p in numbered}
numbers = [n for issues, _ in rows for n in issues.split(", ")]
named = set()
for issues, test in rows:
    own = set(re.findall(r"\b\d{5}\b", test))
    files = re.findall(r"\b[a-z]+/\w+", test)
    if not own and not files and not test.startswith("no test:"):
        fail(f"no test for {issues}")
    for f in files:
        if not glob.glob(os.path.join(ROOT, "tests", f + ".*")):
            fail(f"{issues}: no tests/{f}")
    named |= own
if named != here:
    fail("named but not there, or the reverse:", sorted(named ^ here))
if len(numbers) != len(set(numbers)) or len(numbers) < 60:
    fail("numbers:", len(numbers), "of them different:", len(set(numbers)))
