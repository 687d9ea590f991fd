"""The numbers of doc/DIFFERENCES.md: each row of its first part has one of its own,
which the code cites unless the row says that it has no place there; and each number that the code,
the tests or the documents cite exists."""

import glob
import os
import re
import sys

import goref

ROOT = goref.ROOT
LIST = os.path.join(ROOT, "doc", "DIFFERENCES.md")
NUMBER = re.compile(r"\bD[1-9]\d*\b")
SUFFIXES = (".c", ".h", ".S", ".py", ".go", ".md")
errors = []

with open(LIST) as f:
    first = f.read().partition("\n## By file\n")[0]
numbers = re.findall(r"^\| (D[1-9]\d*) \|", first, re.M)
rows = re.findall(r"^\| (?!\|)", first, re.M)
if len(rows) != len(numbers):
    errors.append(f"doc/DIFFERENCES.md: {len(rows) - len(numbers)} rows have no number")
for number in sorted({n for n in numbers if numbers.count(n) > 1}):
    errors.append(f"doc/DIFFERENCES.md: {number} is there twice")

cited, placed = {}, set()
CODE = ("runtime", "asm_amd64", "gc_stubs", "rt0", "cmd")
for room in (*CODE, "tests", "doc", "*.md"):
    top = os.path.join(ROOT, room)
    for path in glob.glob(top) + glob.glob(os.path.join(top, "**", "*"), recursive=True):
        if path.endswith(SUFFIXES) and path != os.path.abspath(__file__):
            with open(path) as f:
                for number in NUMBER.findall(f.read()):
                    cited.setdefault(number, os.path.relpath(path, ROOT))
                    if room in CODE:
                        placed.add(number)
for number in sorted(set(cited) - set(numbers)):
    errors.append(f"{cited[number]}: {number} is not in doc/DIFFERENCES.md")
for number, row in re.findall(r"^\| (D[1-9]\d*) \|(.*)", first, re.M):
    if (number in placed) == ("*No place.*" in row):
        errors.append(f"doc/DIFFERENCES.md: {number} " + (
            "says that it has no place in the code" if number in placed else "is not cited there"))

print("\n".join(errors))
sys.exit(1 if errors else 0)
