"""The go command on gort, for testdata/project: a module with three packages, a vendored one,
assembly, an embedded file, tests inside and outside of their packages, examples, benchmarks.
Nothing is taken from a network. Usage: gocmd.py NAME

gort     `gort go` builds, runs, tests and vets it; programs and test binaries run anywhere
plain    real Go's go command, or if it is missing gccgo-12's, does so by GCCGO=cmd/gort-gccgo
cache    a second build compiles nothing, a changed package itself and what imports it, another
         gort everything, as does another collector
errors   what is not supported is refused in one line
drivers  `gort run` and `gort build` of a package in a module or in GOPATH, and of embedded files,
         also to another file system"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOBIN, ROOT, expect, fail, skip, toolchain  # noqa: E402

GORT = os.path.join(ROOT, "gort")
GCCGO = os.path.join(ROOT, "cmd", "gort-gccgo")
REAL = os.path.join(GOBIN, "go")
PLAIN = {"GCCGO": GCCGO, "GOFLAGS": "-compiler=gccgo", "CGO_ENABLED": "0"}


def call(argv, where, **env):
    """Runs a command in a folder of tmp, with a cache of this test's own."""
    full = {k: v for k, v in os.environ.items() if k not in ("GOROOT", "GOFLAGS", "GO111MODULE")}
    full.update(GOCACHE=os.path.join(tmp, "cache"), GOPATH=os.path.join(tmp, "gopath"),
                GOPROXY="off", GOTOOLCHAIN="local", **env)
    return subprocess.run(argv, cwd=os.path.join(tmp, where), env=full, capture_output=True,
                          text=True, timeout=280)


def ok(argv, where="project", **env):
    """What the command prints on stdout; it has to succeed."""
    done = call(argv, where, **env)
    if done.returncode != 0:
        fail(f"{argv}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def same(got, wanted):
    if got != wanted:
        fail(f"printed {got!r}, not {wanted!r}")


def has(text, *patterns):
    for pattern in patterns:
        if not re.search(pattern, text, re.M):
            fail(f"no {pattern!r} in:\n{text}")


def write(name, text):
    path = os.path.join(tmp, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def gort():
    exe = os.path.join(tmp, "shop")
    ok([GORT, "go", "build", "-o", exe, "-ldflags",
        "-s -X main.version=1.2 -X 'main.Greeting=the sum: '", "./cmd/shop"])
    same(ok([exe, "apple", "pear"], ""), "the sum: total €1.75 plain 1.2 gccgo\n")
    same(ok([GORT, "go", "run", "-tags", "fancy", "./cmd/shop", "pear"]),
         "total €1.50 fancy none gccgo\n")
    same(ok([GORT, "go", "list", "./..."]),
         "".join(f"example.com/shop/{p}\n" for p in ("cmd/shop", "price", "stock")))

    test = [GORT, "go", "test"]
    has(ok([*test, "-v", "-cover", "-count=1", "./..."]), r"^=== RUN   TestFile/hammer$",
        "^--- PASS: ExampleParse ", r"^ok  \texample.com/shop/price\t.*coverage: 0.0%",
        r"^ok  \texample.com/shop/stock\t.*coverage: 87.5%", "shop/cmd/shop\t.*no test files")
    has(ok([*test, "./price", "./stock"]), r"^ok  \texample.com/shop/stock\t\d")
    has(ok([*test, "./price", "./stock"]), r"shop/price\t\(cached\)$", r"shop/stock\t\(cached\)$")
    has(ok([*test, "-run", "^$", "-bench", ".", "-benchtime", "100x", "-count", "2", "./price"]),
        r"(?s)(^BenchmarkText-\d+\s+100\t.*ns/op\t +\d+ B/op\t +[34] allocs/op$.*){2}")
    events = [json.loads(line) for line in ok([*test, "-json", "./price"]).splitlines()]
    if not any(e["Action"] == "pass" and e.get("Test") == "TestAdd" for e in events):
        fail(f"-json: {events}")
    done = call([*test, "-run", "Env", "./stock"], "project", SHOP="fail")
    has(done.stdout, "^--- FAIL: TestEnvironment", "stock_test.go:31: asked to fail")
    done = call([*test, "-run", "Env", "-timeout", "1s", "./stock"], "project", SHOP="hang")
    has(done.stdout, "^panic: test timed out after 1s$",
        r"^goroutine \d+ \[select \(no cases\)\]:\nexample.com/shop/stock_test.TestEnvironment")

    binary = os.path.join(tmp, "stock.test")
    ok([*test, "-c", "-o", binary, "./stock"])
    has(ok([binary, "-test.v", "-test.run", "Example"], "project/stock"), "^PASS$")
    ok([GORT, "go", "vet", "./..."])
    write("project/stock/bad.go", 'package stock\nimport "fmt"\nfunc f() { fmt.Printf("%d") }\n')
    has(call([GORT, "go", "vet", "./stock"], "project").stderr, "bad.go:3:.*missing|bad.go:3:.*%d")


def plain():
    go = REAL if os.path.exists(REAL) else "go-12"
    exe = os.path.join(tmp, "shop")
    ok([go, "build", "-o", exe, "-gccgoflags=-X=main.version=3", "./cmd/shop"], **PLAIN)
    same(ok([exe, "apple"]), "total €0.25 plain 3 gccgo\n")
    has(ok([go, "test", "-vet=off", "./stock"], **PLAIN), r"^ok  \texample.com/shop/stock\t\d")


def compiled(where, **env):
    """The packages that a build compiles."""
    exe = os.path.join(tmp, "exe")
    done = call(["go-12", "build", "-x", "-o", exe, "./cmd/shop"], "project", **PLAIN, **env)
    if done.returncode != 0:
        fail(done.stderr)
    steps = [line for line in done.stderr.splitlines() if "gort-gccgo -c " in line]
    paths = [re.search(r"-fgo-pkgpath=(\S+)", s) for s in steps]
    return sorted(m.group(1).split("/")[-1] if m else "main" for m in paths)


def cache():
    everything = ["main", "money", "price", "stock"]
    same(compiled("first"), everything)
    same(compiled("second"), [])
    with open(os.path.join(tmp, "project", "price", "price.go"), "a") as f:
        f.write("\n// Free costs nothing.\nconst Free = 0\n")
    same(compiled("a package changed"), ["main", "price"])
    # The same runtime, built once more.
    doors = os.path.join("runtime", "doors", "gccgo")
    other = os.path.join(tmp, "build")
    os.makedirs(os.path.join(other, doors))
    for folder in ("", doors):
        for path in glob.glob(os.path.join(toolchain.BUILD, folder, "*")):
            if not os.path.exists(link := os.path.join(other, folder, os.path.basename(path))):
                os.symlink(path, link)
    os.remove(os.path.join(other, doors, "redefine.syms"))
    shutil.copyfile(toolchain.REDEFINE, os.path.join(other, doors, "redefine.syms"))
    same(compiled("another gort", GORT_BUILD=other), everything)
    same(compiled("back"), [])
    # Whatever is linked is part of the identity.
    for folder in "study", "hosted":
        if os.path.islink(os.path.join(other, folder)):
            os.remove(os.path.join(other, folder))
        os.makedirs(os.path.join(other, folder))
    for folder, name in (("", "text.o"), ("", "etext.o"), ("", "lib.o"), ("", "libgcc.a"),
                         ("", "libbacktrace.a"), ("", "gc_stubs.a"), (doors, "libffi.a"),
                         ("study", "gc_stubs.a"), ("hosted", "libbacktrace.a")):
        before, path = identity(GORT_BUILD=other), os.path.join(other, folder, name)
        if os.path.islink(path):
            os.remove(path)
        write(path, "another one")
        if identity(GORT_BUILD=other) == before:
            fail(f"the identity of the compiler does not depend on {folder}/{name}")
    write("own.a", "a collector")
    own = {"GORT_GC": os.path.join(tmp, "own.a")}
    before = identity(**own)
    write("own.a", "a better collector")
    if before in (identity(), identity(**own)):
        fail("the identity of the compiler does not depend on the collector")


def identity(**env):
    """What gort-gccgo answers to the go command's question who it is."""
    said = ok([GCCGO, "-###", "-x", "go", "-c", "-"], "", **env)
    has(said, r"^gort version 1\.14 \w{32}$")
    return said


def errors():
    for args, message in {
            ("build", "-race", "./..."): "-race is not supported",
            ("test", "-fuzz=Parse", "./stock"): "fuzzing is not supported",
            ("build", "-buildmode=c-shared", "./cmd/shop"): "c-shared needs --hosted",
            ("build", "-buildmode=plugin", "./cmd/shop"): "-buildmode=plugin is not supported",
            ("build", "-compiler", "gc", "./cmd/shop"): "-compiler gc is not supported",
            ("build", "-ldflags", "-linkmode=external", "./..."): "known are -X, -s and -w",
            ("build", "-ldflags", "-X x", "-gccgoflags=-g", "./..."): "cannot be combined"}.items():
        expect(call([GORT, "go", *args], "project"), 2, "", message)
    expect(call([GORT, "go", "build"], "project", GOFLAGS="-race"), 2, "", "-race is not supported")
    expect(call([GORT, "go", "build"], "project", GOARCH="arm64"), 2, "", "GOARCH=arm64 is not")
    expect(call([GORT, "build", "-o", "no", "cmd/shop"], "project", GOOS="windows"), 2, "",
           "GOOS=windows is not supported")
    done = call(["go-12", "build", "./price"], "project", **PLAIN, GOARCH="arm64")
    has(done.stderr, "gort: GOOS=linux GOARCH=arm64 is not supported")
    # A relative build directory: of the driver it is in the current directory.
    ok([GORT, "go", "vet", "./price"], GORT_BUILD=os.path.relpath(
        toolchain.BUILD, os.path.join(os.path.realpath(tmp), "project")))
    expect(call([GCCGO, "-###", "-x", "go", "-c", "-"], "", GORT_BUILD="build"), 2, "",
           "GORT_BUILD=build: not an absolute path")

    write("generic/go.mod", "module generic\n\ngo 1.18\n")
    write("generic/a.go", "package main\n\nfunc f[T any](T) {}\n\nfunc main() { f(1) }\n")
    done = call([GORT, "go", "build"], "generic")
    same((done.returncode, done.stderr),
         (2, "# generic\n./a.go:3: type parameters are not supported (gccgo-12 has none)\n"))
    write("generic/a.go", "package main\n\nfunc main() { f() }\n")
    has(call([GORT, "go", "build"], "generic").stderr, r"^\./a.go:3:15: error: .*undefined name")
    write("sets/go.mod", "module sets\n\ngo 1.18\n")
    write("sets/a.go", "package main\n\nvar n int\n\nfunc main() { println(n) }\n")
    done = call([GORT, "go", "build", "-ldflags=-X main.n=5"], "sets")
    has(done.stderr, "^gort: -X main.n: not a variable of type string$")
    # A traceback names the files of what is inlined from other packages.
    write("inlined/go.mod", "module inlined\n\ngo 1.18\n")
    write("inlined/at/at.go", "package at\n\nfunc At(a []int, i int) int { return a[i] }\n")
    write("inlined/a.go", 'package main\n\nimport "inlined/at"\n\nvar a []int\n\n'
                          "func main() { println(at.At(a, 5)) }\n")
    has(call([GORT, "go", "run", "."], "inlined").stderr,
        r"^inlined/at\.At\(\.\.\.\)\n\t/\S*/inlined/at/at\.go:3$")
    write("mixed/go.mod", "module mixed\n\ngo 1.18\n")
    write("mixed/a.go", "package main\n\nfunc main() { f() }\n")
    write("mixed/b.go", 'package main\n\nimport "C"\n\nfunc f() {}\n')
    has(call([GORT, "go", "build"], "mixed").stderr, "a.go:3:15: error: .*undefined name",
        r'^\./b\.go: import "C": the file is left out without CGO_ENABLED=1$')
    os.remove(os.path.join(tmp, "mixed", "a.go"))
    has(call([GORT, "go", "build"], "mixed").stderr, "build constraints exclude all Go files",
        r'/mixed/b\.go: import "C": the file is left out without CGO_ENABLED=1$')
    write("cgo/a.go", 'package main\n\nimport "C"\n\nfunc main() {}\n')
    done = call(["go-12", "build", "a.go"], "cgo", **dict(PLAIN, CGO_ENABLED="1"))
    has(done.stderr, "^gort: cgo is not supported without GORT_HOSTED=1: set CGO_ENABLED=0$")


def drivers():
    same(ok([GORT, "run", "cmd/shop", "--", "apple"]), "total €0.25 plain none gccgo\n")
    exe = os.path.join(tmp, "exe")
    write("old.go", 'package main\n\nimport "os"\n\n'
                    'func main() { os.Stdout.WriteString("old\\n") }\n')
    ok([GORT, "build", "-o", "exe", "project/cmd/shop"], "")
    same(ok([exe]), "total €0.00 plain none gccgo\n")
    # To another file system, by a link, and to one that is full.
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        os.symlink(os.path.join(elsewhere, "shop"), os.path.join(tmp, "link"))
        ok([GORT, "build", "-o", "link", "project/cmd/shop"], "")
        if not os.path.islink(os.path.join(tmp, "link")):
            fail("the link is gone")
        same(ok([os.path.join(elsewhere, "shop")]), "total €0.00 plain none gccgo\n")
        write("export/go.mod", "module export\n\ngo 1.18\n")
        write("export/a.go", 'package main\n\nimport "C"\n\n//export one\n'
                             "func one() C.int { return 1 }\n\nfunc main() {}\n")
        ok([GORT, "build", "--shared", "-o", elsewhere, "export"], "")
        same(sorted(os.listdir(elsewhere)), ["export.h", "export.so", "shop"])
    full = os.path.join(tmp, "full")
    os.mkdir(full)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", full]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        print("no full file system: this user cannot mount one")
    else:
        try:
            ok([GORT, "build", "-o", full, "old.go"], "")
            done = call([GORT, "build", "-o", "full/old", "project/cmd/shop"], "")
            has(done.stderr, "No space left on device")
            same((done.returncode, os.listdir(full)), (2, ["old"]))
            same(ok([os.path.join(full, "old")]), "old\n")
        finally:
            subprocess.run(["umount", full], check=True)
    expect(call([GORT, "build", "-o", "../no", "price"], "project"), 2, "", "one package, main")
    for option in "--stack=1M", "-lm", "--clang=clang-15":
        expect(call([GORT, "build", "-o", "no", option, "project/cmd/shop"], ""), 2, "",
               "the go command builds this program, without --stack, -static, -l, -L and --clang")
    write("embed/text", "embedded\n")
    write("embed/a.go", 'package main\n\nimport _ "embed"\n\n//go:embed text\nvar s string\n\n'
                        'func main() { print(s) }\n')
    same(call([GORT, "run", "embed/a.go"], "").stderr, "embedded\n")
    write("gopath/src/local/a.go", 'package local\n\nconst Name = "local"\n')
    write("single/a.go", 'package main\n\nimport "local"\n\nfunc main() { print(local.Name) }\n')
    same(call([GORT, "run", "a.go"], "single").stderr, "local")
    write("single/a.go", 'package main\n\nimport "nowhere/x"\n\nfunc main() { x.F() }\n')
    expect(call([GORT, "run", "a.go"], "single"), 2, "", "package nowhere/x is not in")
    if os.path.exists(os.path.join(tmp, "no")):
        fail("a file was left behind")


if shutil.which("go-12") is None:
    skip("no go-12")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    shutil.copytree(os.path.join(ROOT, "testdata", "project"), os.path.join(tmp, "project"))
    {"gort": gort, "plain": plain, "cache": cache, "errors": errors,
     "drivers": drivers}[sys.argv[1]]()
