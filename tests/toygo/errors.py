"""The toy compiler says in one line, with file and line, what is wrong or outside of the subset,
and exits with status 2. It stays small: at most 1200 lines of code besides the backends, which have
at most 200 lines each, with comments and with what two of them share. With GORT_SOAK=1:
toygo/README.md tells how many of Go's own programs the subset takes; these do what they should with
each backend, and none of the others makes the compiler fail otherwise."""

import ast
import glob
import io
import os
import re
import subprocess
import sys
import tempfile
import tokenize

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), os.path.join(HERE, "..", "..", "toygo")]
from harness import GOTEST, ROOT, fail, run, text  # noqa: E402
import toygo  # noqa: E402

TOYGO = os.path.join(ROOT, "toygo", "toygo")
CASES = [  # a program, the line, words of the error
    ("package other", 1, "unexpected 'other'"),
    ("package main\nfunc main() { x := 1.5 }", 2, "unexpected '5'"),
    ("package main\nfunc main() {\n\tx = 1\n}", 3, "undefined: x"),
    ("package main\nfunc main() { var s string = 1 }", 2, "a value of type int as string"),
    ("package main\nfunc main() { s := \"\"; s = 'x' }", 2, "unexpected character \"'\""),
    ("package main\nimport \"fmt\"\nfunc main() {}", 2, "unexpected 'import'"),
    ("package main\nvar a [5]int\nfunc main() {}", 2, "unexpected '5'"),
    ("package main\ntype t struct { other }\nfunc main() {}", 2, "unexpected '}'"),
    ("package main\nfunc main() {\n\tgoto l\n}", 3, "unexpected 'goto'"),
    ("package main\nfunc main() {\n\tx := 'a\n}", 3, "unexpected character"),
    ("package main\ntype t struct{}\nvar p *int = &t{}\nfunc main() {}", 3, "cannot use"),
    ("package main\nfunc f() {}\nfunc main() { x := f() }", 3, "not Go, or outside"),
    ("package main\nfunc main() { x := nil }", 2, "nil has no type"),
    ("package main\nfunc main() { defer recover() }", 2, "without a func value"),
    ("package main\nfunc f(a, b, c, d error) {}\nfunc main() {\n\tgo f(nil, nil, nil, nil)\n}", 4,
     "more than six words"),
    ("package main\nfunc f() int { println() }\nfunc main() {}", 2, "missing return"),
    ("package main\nfunc f() int { return 1, 2 }\nfunc main() {}", 2, "not Go, or outside"),
    ("package main\nfunc main() { break }", 2, "break leads nowhere"),
    ("package main\ntype i interface { m() }\nfunc main() { var x i = 1 }", 3,
     "cannot use a value of type int as main.i"),
    ("package main\nfunc main() { m := struct{ a int }{}; println(m.x) }", 2, "has no field x"),
    ("package main\nfunc main() { println(1<<63 - 1, 1<<63) }", 2, "overflows"),
    ("package main\nfunc main() { println(1 + true) }", 2, "a value of type int as bool"),
    ("package main\nfunc main() { f(1) }\nfunc f() {}", 2, "not Go, or outside"),
    ("package main\nfunc main() { @ }", 2, "unexpected character"),
    ("package main\nvar a = f()\nvar b = a\nfunc f() int { return b }\nfunc main() {}", 2,
     "initialization cycle"),
]


def lines(text):
    """How many lines have code: not those of comments and docstrings, and the empty ones."""
    layout = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    code = {line for t in tokenize.generate_tokens(io.StringIO(text).readline)
            if t.type not in layout and t.string for line in range(t.start[0], t.end[0] + 1)}
    for n in ast.walk(ast.parse(text)):
        if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(n):
            code -= set(range(n.body[0].lineno, n.body[0].end_lineno + 1))
    return len(code)


def command(*args):
    return subprocess.run([TOYGO, *args], capture_output=True, text=True)


def expect(done, words):
    if done.returncode != 2 or done.stderr.count("\n") != 1 or words not in done.stderr:
        fail(f"{done.args}: status {done.returncode}, not one line with {words!r}:\n{done.stderr}")


def works(path):
    """Whether a program of Go's tests prints, with each backend, what the file beside it says."""
    want = ""
    if os.path.exists(path[:-3] + ".out"):
        with open(path[:-3] + ".out", errors="replace") as f:
            want = f.read()
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        exe = os.path.join(tmp, "prog")
        for backend in toygo.BACKENDS:
            done = command("build", "--backend", backend, "-o", exe, path)
            if done.returncode != 0:
                fail(done.stderr)
            done = run([exe], merge=True)
            if done.returncode != 0 or text(done.stdout) != want:
                fail(f"{path}, backend {backend}: {done.returncode}\n{text(done.stdout)}")


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    path = os.path.join(tmp, "prog.go")
    for program, line, words in CASES:
        with open(path, "w") as f:
            f.write(program + "\n")
        done = command("emit", path)
        expect(done, words)
        if not done.stderr.startswith(f"toygo: {path}:{line}: "):
            fail(f"not line {line}: {done.stderr}")
    expect(command("emit", os.path.join(tmp, "none.go")), "No such file")
for args in (["build"], ["run", "--backend", "c", "x.go"], ["run", "--other", "x.go"],
             ["compile", "x.go"]):
    expect(command(*args), "usage: toygo build|run|emit")
if command("help").returncode != 0 or "usage: toygo" not in command().stdout:
    fail("no help")
if os.environ.get("GORT_SOAK") and os.path.exists(GOTEST):
    with open(os.path.join(ROOT, "testdata", "acceptance.txt")) as f:
        files = [os.path.join(GOTEST, line.split()[0]) for line in f]
    takes = []
    for path in files:
        try:
            toygo.compile(path, "llvm")
            takes.append(path)
        except toygo.Usage:
            pass  # outside of the subset
    with open(os.path.join(ROOT, "toygo", "README.md")) as f:
        told = re.findall(r"Of the (\d+) programs .* takes\s+(\d+)\.", f.read(), re.S)
    if told != [(str(len(files)), str(len(takes)))]:
        fail(f"README.md tells {told}, but the subset takes {len(takes)} of {len(files)} programs")
    for path in takes:
        works(path)
texts = {}
for path in glob.glob(os.path.join(ROOT, "toygo", "*.py")):
    with open(path) as f:
        texts[os.path.basename(path)] = f.read()
shared = texts.pop("x86.py").count("\n")  # stands in two backends
for name, more in ("llvm.py", 0), ("abi0.py", shared), ("asm.py", shared):
    if texts.pop(name).count("\n") + more > 200:
        fail(f"{name} has more than 200 lines")
front = sum(map(lines, texts.values()))
if front > 1200:
    fail(f"the toy compiler has {front} lines of code besides the backends")
