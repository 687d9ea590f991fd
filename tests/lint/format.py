"""Lines of C that differ from HEAD's parent are laid out as clang-format does it by .clang-format.
Blanks within a line are the author's, and so is whether a short case stands on one line.
Usage: format.py [REV]: lines that differ from another revision"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, skip  # noqa: E402

CASES = "AllowShortCaseLabelsOnASingleLine: "


def git(*args):
    done = subprocess.run(["git", "-C", ROOT, *args], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def changed(diff):
    """File → the ranges of its lines that a diff without context adds."""
    ranges, path = {}, None
    for line in diff.split("\n"):
        if line.startswith("+++ "):
            path = line[6:]
        elif m := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, n = int(m[1]), int(m[2] or 1)
            if n:
                ranges.setdefault(path, []).append((first, first + n - 1))
    return ranges


def plain(line):
    """The line without the author's blanks."""
    indent = re.match(r"\s*", line).group()
    return indent + " ".join(line.split())


def refused(path, lines, ranges, style):
    """Number of a line → how clang-format lays out the place."""
    argv = ["clang-format", f"--style=file:{style}", f"--assume-filename={path}"]
    argv += [f"--lines={first}:{last}" for first, last in ranges]
    out = subprocess.run(argv, input="\n".join(lines), capture_output=True, text=True, check=True)
    want = out.stdout.split("\n")
    found = {}
    matcher = difflib.SequenceMatcher(None, [plain(line) for line in lines],
                                      [plain(line) for line in want], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            found.update((n, want[k:m]) for n in range(i + 1, max(j, i + 1) + 1))
    return found


for tool in "clang-format", "git":
    if not shutil.which(tool):
        skip(f"{tool} is not installed")
rev = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
diff = git("diff", "-U0", "--no-color", rev, "--", "*.c", "*.h", ":!testdata")
if diff is None:
    skip(f"no {rev}: a checkout without history")
with open(os.path.join(ROOT, ".clang-format")) as f:
    config = f.read()
count = bad = 0
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    styles = [os.path.join(tmp, f"short-{short}") for short in ("true", "false")]
    for style, short in zip(styles, ("true", "false")):
        with open(style, "w") as f:
            f.write(config.replace(CASES + "false", CASES + short))
    for path, ranges in changed(diff).items():
        with open(os.path.join(ROOT, path)) as f:
            lines = f.read().split("\n")
        with_short, without = (refused(path, lines, ranges, style) for style in styles)
        own = {n for first, last in ranges for n in range(first, last + 1)}
        count += len(own)
        for n in sorted(with_short.keys() & without.keys() & own):
            bad += 1
            print(f"{path}:{n}: {lines[n - 1].strip()}\n    clang-format:")
            print("\n".join("    " + line for line in without[n]))
print(f"{count} lines differ from {rev}, {bad} of them in their layout from clang-format's")
sys.exit(1 if bad else 0)
