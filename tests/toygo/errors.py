"""The toy compiler says in one line, with file and line, what is wrong or outside of the subset,
and exits with status 2. With GORT_SOAK=1: toygo/README.md tells how many of Go's own programs the
subset takes, and none of the others makes the compiler fail otherwise."""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib")]
from harness import GOTEST, ROOT, fail  # noqa: E402

TOYGO = os.path.join(ROOT, "toygo", "toygo")
CASES = [  # a program, the line, words of the error
    ("package other", 1, "package main"),
    ("package main\nfunc f() {}", 1, "function main is undeclared"),
    ("package main\nfunc main() { x := 1.5 }", 2, "floating point"),
    ("package main\nfunc main() {\n\tx = 1\n}", 3, "undefined: x"),
    ("package main\nfunc main() { var s string = 1 }", 2, "cannot use a constant as string"),
    ("package main\nfunc main() { s := \"\"; s = 'x' }", 2, "cannot use a constant as string"),
    ("package main\nimport \"fmt\"\nfunc main() {}", 2, "package fmt is outside of the subset"),
    ("package main\nvar a [5]int\nfunc main() {}", 2, "']' expected"),
    ("package main\ntype t struct { other }\nfunc main() {}", 2, "embedded fields"),
    ("package main\nfunc main() {\n\tgoto l\n}", 3, "goto is outside of the subset"),
    ("package main\nfunc f() int { println() }\nfunc main() {}", 2, "missing return"),
    ("package main\nfunc f() int { return 1, 2 }\nfunc main() {}", 2, "2 values for 1 results"),
    ("package main\nfunc main() { break }", 2, "break leads nowhere"),
    ("package main\ntype i interface { m() }\nfunc main() { var x i = 1 }", 3,
     "does not implement"),
    ("package main\nfunc main() { m := map[string]int{}; println(m.x) }", 2, "has no field x"),
    ("package main\nfunc main() { println(1 / 0) }", 2, "division by zero"),
    ("package main\nfunc main() { var b byte = 256 }", 2, "overflows"),
    ("package main\nfunc main() { f(1) }\nfunc f() {}", 2, "1 arguments for 0 parameters"),
    ("package main\nfunc main() { @ }", 2, "unexpected character"),
]


def toygo(*args):
    return subprocess.run([TOYGO, *args], capture_output=True, text=True)


def expect(done, words):
    if done.returncode != 2 or done.stderr.count("\n") != 1 or words not in done.stderr:
        fail(f"{done.args}: status {done.returncode}, not one line with {words!r}:\n{done.stderr}")


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    path = os.path.join(tmp, "prog.go")
    for program, line, words in CASES:
        with open(path, "w") as f:
            f.write(program + "\n")
        done = toygo("emit", path)
        expect(done, words)
        if not done.stderr.startswith(f"toygo: {path}:{line}: "):
            fail(f"not line {line}: {done.stderr}")
    expect(toygo("emit", os.path.join(tmp, "none.go")), "No such file")
expect(toygo("build"), "one file")
expect(toygo("run", "--backend", "c", "x.go"), "llvm, abi0 or asm")
expect(toygo("run", "--other", "x.go"), "unknown option --other")
expect(toygo("compile", "x.go"), "unknown command 'compile'")
if toygo("help").returncode != 0 or "usage: toygo" not in toygo().stdout:
    fail("no help")
if os.environ.get("GORT_SOAK") and os.path.exists(GOTEST):
    with open(os.path.join(ROOT, "testdata", "acceptance.txt")) as f:
        files = [os.path.join(GOTEST, line.split()[0]) for line in f]
    done = toygo("count", *files)
    with open(os.path.join(ROOT, "toygo", "README.md")) as f:
        told = re.findall(r"Of the (\d+) programs .* takes\s+(\d+):", f.read(), re.S)
    if done.returncode != 0 or told != [tuple(reversed(done.stdout.split()[0:3:2]))]:
        fail(f"README.md tells {told}, but: {done.stdout}{done.stderr}")
