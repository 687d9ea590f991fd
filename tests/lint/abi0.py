"""The table of the stack ABI's entries (runtime/doors/abi0/entries.tab) has every row of Go
1.14's list (testdata/abi0.txt) and no other, with the same offsets; tests/abi0 has a case for
each; and the library has them under names that a call of the System V functions cannot meet."""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
errors = []


def read(path):
    """name -> (arguments, results)"""
    found = {}
    with open(os.path.join(ROOT, path)) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, args, results = (c.strip() for c in line.split("|")[:3])
                if name in found:
                    errors.append(f"{path}: {name} stands there twice")
                # Which values are floats is not Go's business.
                found[name] = args.replace(")f", ")").replace("]f", "]"), \
                    results.replace(")f", ")").replace("]f", "]")
    return found


go, ours = read("testdata/abi0.txt"), read("runtime/doors/abi0/entries.tab")
for name in sorted(go.keys() | ours.keys()):
    if name not in ours:
        errors.append(f"{name} is not in entries.tab")
    elif name not in go:
        errors.append(f"{name} of entries.tab is not in testdata/abi0.txt")
    elif go[name] != ours[name]:
        errors.append(f"{name}: {ours[name]}, but Go has {go[name]}")
with open(os.path.join(ROOT, "tests", "abi0", "cases.py")) as f:
    cases = f.read()
for name in sorted(ours):
    if not re.search(rf'"{name}["( ]', cases):
        errors.append(f"tests/abi0/cases.py has no case of {name}")
with open(os.path.join(ROOT, "doc", "ABI.md")) as f:
    document = f.read()
for name in sorted(ours):
    if f"`{name}`" not in document:
        errors.append(f"doc/ABI.md does not name {name}")
out = subprocess.run(["nm", "-g", "--defined-only", sys.argv[1]], capture_output=True, text=True)
defined = {line.split()[-1] for line in out.stdout.splitlines() if line}
for name in sorted(ours):
    if f"abi0.{name}" not in defined:
        errors.append(f"the library has no abi0.{name}")
print("\n".join(errors) or f"{len(ours)} entries")
sys.exit(1 if errors else 0)
