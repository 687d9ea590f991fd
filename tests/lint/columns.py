"""No line is longer than 100 columns, with tabs of 4: in C, headers, assembly, Go programs, models,
Python, JavaScript, Meson's files, shell scripts and documents. Excepted are testdata/, tables of
documents, and their fenced blocks, which show commands and output as they are. Lists of the tests
(mutants.txt and the like) are data: a line is a record. Prints FILE:LINE:COLUMNS of each line that
is longer."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT  # noqa: E402

LIMIT = 100
KINDS = (".c", ".h", ".S", ".go", ".pml", ".py", ".js", ".sh", ".md", "meson.build", "gort",
         ".ci/run")


def files():
    """All files but those of a build and those that git ignores."""
    if shutil.which("git"):
        git = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(git, capture_output=True, text=True)
        if listed.stdout:
            return listed.stdout.splitlines()
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in ("build", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names]
    return found


bad = 0
for path in sorted(files()):
    if not path.endswith(KINDS) or path.startswith("testdata/"):
        continue
    if not os.path.isfile(os.path.join(ROOT, path)):
        continue  # removed, but not yet in a commit
    document, fenced = path.endswith(".md"), False
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if document and line.startswith("```"):
                fenced = not fenced
            columns = len(line.rstrip("\n").expandtabs(4))
            if columns > LIMIT and not (document and (fenced or line.lstrip().startswith("|"))):
                bad += 1
                print(f"{path}:{number}:{columns}")
if bad:
    print(f"{bad} lines are longer than {LIMIT} columns")
sys.exit(1 if bad else 0)
