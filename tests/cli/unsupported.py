"""What a Go program may not have with us is reported in one line that names it, with exit status 2:
missing packages, type parameters, unknown functions. A program that only looks like it
is built; of a directory only the files that are for this system."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort  # noqa: E402

CASES = {
    "package util\nfunc F() {}\n":
        "package util: a program is one package, main",
    "package main\nimport (\n\t\"fmt\"\n\tu \"example.com/m/util\"\n)\n"
    "func main() { fmt.Println(u.X) }\n":
        "package example.com/m/util is not in",
    "package main\nimport \"fmt\"; import . \"./util\"\nfunc main() { fmt.Println(X) }\n":
        "package ./util is not in",
    "package main\nimport \"slices\"\nfunc main() { slices.Sort(nil) }\n":
        "package slices is not in gccgo-12's standard library",
    "package main\n\nfunc Map[T, U any](s []T, f func(T) U) (r []U) { return }\nfunc main() {}\n":
        "x.go:3: type parameters are not supported",
    "package main\ntype (\n\tPair[K comparable, V any] struct {\n\t\tk K\n\t\tv V\n\t}\n)\n"
    "func main() {}\n":
        "x.go:3: type parameters are not supported",
    "package main\nfunc f()\nfunc g()\nfunc main() { f(); g() }\n":
        "undefined: main.f, main.g",
}

# Texts that look like the above and are none of it.
INNOCENT = """package main

import "runtime"

/* import "C"
func Map[T any]() */
const n = 2

type a [n]int
type b [n * 2]int
type c [len(`func f[T any](`)]int
type d struct {
\tfuncs []func()
}

var tables = []func(int) map[string]int{
\tfunc(i int) map[string]int { return nil },
}

var s = `
import "C"
type T[K any] struct{}
//go:build windows
`

func main() {
\tx := a{1, 2}
\tprintln(x[n - 1], s != "import \\"C\\"", '\\'', runtime.GOOS, Sys) // package util
}
"""

with tempfile.TemporaryDirectory() as tmp:
    def write(name, text):
        with open(os.path.join(tmp, name), "w") as f:
            f.write(text)

    for text, message in CASES.items():
        write("x.go", text)
        expect(gort("build", "-o", "out", "x.go", cwd=tmp), 2, "", message)
    if sorted(os.listdir(tmp)) != ["x.go"]:
        fail(f"files were left behind: {os.listdir(tmp)}")

    os.mkdir(os.path.join(tmp, "dir"))
    write("dir/main.go", INNOCENT)
    write("dir/sys_linux.go", "package main\nconst Sys = 1\n")
    write("dir/sys_windows.go", "package main\nconst Sys = 2\n")
    write("dir/sys_linux_arm64.go", "package main\nconst Sys = 3\n")
    write("dir/other.go",
          "//go:build !linux || (go1.19 && amd64)\n\npackage main\n\nconst Sys = 4\n")
    write("dir/gen.go", "//go:build ignore\n\npackage main\n\nfunc main() {}\n")
    write("dir/main_test.go", "package main\n\nfunc main() {}\n")
    done = gort("run", "dir", cwd=tmp)
    if done.returncode != 0 or done.stderr != "2 true 39 linux 1\n":
        fail(f"dir: {done.returncode} {done.stderr!r}")
    write("dir/bad.go", "//go:build linux &&& x\n\npackage main\n")
    expect(gort("run", "dir", cwd=tmp), 2, "", "malformed //go:build line")
