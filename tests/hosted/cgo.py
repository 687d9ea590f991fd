"""Go programs with import "C": our own (calls.go, callbacks.go, goroutines.go, handlers.go,
masks.go, setuid.go), and those of golang-1.19-src's misc/cgo, which do what their own test
scripts ask for; doc/HOSTED.md says which do not run, and why. Usage: cgo.py NAME"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOTEST, ROOT, build, fail, needs_collector, toolchain  # noqa: E402
from hosted import check  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MISC = os.path.join(os.path.dirname(GOTEST), "misc", "cgo")

CALLS = """{2 1}
3 120 56.25
-1 no such file or directory true
<nil>
resource temporarily unavailable
<nil>
0 7 3 42 name 320
1000
77 8
10 text in C
héllo hé [104 195 169] 6
[1 2 3] true
xxxxxxxx
true
done
"""
POINTERS = """recovered runtime error: cgo argument has Go pointer to Go pointer
recovered runtime error: cgo argument has Go pointer to Go pointer
recovered runtime error: cgo argument has Go pointer to Go pointer
recovered runtime error: cgo argument has Go pointer to Go pointer
"""
CALLBACKS = POINTERS + """100 100
30304.75
100000 1
30000
recovered bottom
recovered from C
31200 3
recovered runtime error: invalid memory address or nil pointer dereference
"""


def calls(tmp):
    check(build([os.path.join(HERE, "calls.go")]), stdout=CALLS)


def callbacks(tmp):
    needs_collector()
    program = build([os.path.join(HERE, "callbacks.go")])
    check(program, stdout=CALLBACKS)
    check(program, stdout=CALLBACKS.replace(POINTERS, "recovered <nil>\n" * 4), procs=("2",),
          GODEBUG="cgocheck=0")
    check(program, ["panic"], stdout=POINTERS, status=2,
          stderr=["^panic: bottom$", r"^goroutine 1 \[running", r"^main\.goPanic\(",
                  r"^main\.goPanic\(", r"^main\.main\("])
    check(program, ["segv"], stdout=POINTERS, status=2,
          stderr=["^fatal error: unexpected signal during runtime execution$", r"^\[signal SIGSEGV",
                  "^runtime stack:$", r"^segv\(\.\.\.\)$", r"^goroutine 1 \[syscall\]:$",
                  r"^main\._Cfunc_segv\(", r"^main\.main\("])


def handlers(tmp):
    check(build([os.path.join(HERE, "handlers.go")]), stdout="true 0\n")


def goroutines(tmp):
    check(build([os.path.join(HERE, "goroutines.go")]), stdout="true\n")


def masks(tmp):
    check(build([os.path.join(HERE, "masks.go")]), stdout="1\n")


def setuid(tmp):
    check(build([os.path.join(HERE, "setuid.go")]),
          stdout="<nil> true\n<nil> true\noperation not permitted\n")


def go(tmp, *args, cwd):
    """The go command with cgo, in GOPATH mode if there is no go.mod."""
    env = dict(os.environ, CGO_ENABLED="1", GOPATH=tmp,
               GO111MODULE="auto" if os.path.exists(os.path.join(cwd, "go.mod")) else "off")
    done = subprocess.run([os.path.join(ROOT, "gort"), "go", *args], capture_output=True,
                          text=True, cwd=cwd, env=env, timeout=250)
    if done.returncode != 0:
        fail(f"gort go {' '.join(args)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def copied(tmp, name, module=None):
    """A copy of a folder of misc/cgo, as a module or below GOPATH's src."""
    to = os.path.join(tmp, "src", module or name)
    shutil.copytree(os.path.join(MISC, name), to)
    if module:
        with open(os.path.join(to, "go.mod"), "w") as f:
            f.write(f"module {module}\n")
    return to


def recorded(tmp, folder, names):
    """Each program prints what NAME.out beside it says."""
    for name in names:
        exe = os.path.join(tmp, name)
        go(tmp, "build", "-o", exe, name + ".go", cwd=folder)
        with open(os.path.join(folder, name + ".out")) as f:
            check(exe, stdout=f.read(), procs=("2",))


def life(tmp):
    recorded(tmp, copied(tmp, "life/testdata", "cgolife"), ["main"])


def stdio(tmp):
    recorded(tmp, copied(tmp, "stdio/testdata", "cgostdio"), ["hello", "fib", "chain"])


def gotest(tmp):
    """The programs of Go's test that import C."""
    for name in "issue34968", "issue36705", "issue47227":
        check(build([os.path.join(GOTEST, "fixedbugs", name + ".go")]), procs=("2",))


def nocgo(tmp):
    go(tmp, "test", ".", cwd=copied(tmp, "nocgo"))


def testtls(tmp):
    go(tmp, "test", ".", cwd=copied(tmp, "testtls"))


def testsigfwd(tmp):
    folder = copied(tmp, "testsigfwd")
    go(tmp, "build", "-o", "main", "main.go", cwd=folder)
    check(os.path.join(folder, "main"), stdout="ok\ttestsigfwd\n")


def library(tmp, folder, package, suffix):
    """Builds a library by the go command."""
    mode = {".so": "c-shared", ".a": "c-archive"}[suffix]
    go(tmp, "build", "-buildmode=" + mode, "-o", package + suffix, "./" + package, cwd=folder)


def hostsof(tmp, name, suffix):
    """A copy of the libraries and hosts of testcarchive or testcshared, with the first library, and
    the header that both libraries' hosts include."""
    folder = copied(tmp, name + "/testdata", name)
    library(tmp, folder, "libgo", suffix)
    env = dict(os.environ, PATH=os.path.join(toolchain.BUILD, "gotools", "bin") + os.pathsep +
               os.environ["PATH"])
    subprocess.run([os.path.join(toolchain.BUILD, "gotools", "cgo"), "-gccgo", "-objdir", tmp,
                    "-importpath", name + "/p", "-exportheader", "p.h", "p/p.go"],
                   cwd=folder, env=env, check=True)
    return folder


def compiled(folder, *args):
    subprocess.run(["gcc", "-pthread", "-o", "host", *args], cwd=folder, check=True)
    return os.path.join(folder, "host")


def testcshared(tmp):
    folder = hostsof(tmp, "testcshared", ".so")
    host = compiled(folder, "main0.c", "libgo.so")
    check(host, stdout="PASS\n")
    check(compiled(folder, "main1.c"), ["./libgo.so"], stdout="PASS\n")
    library(tmp, folder, "libgo2", ".so")
    check(compiled(folder, "main2.c", "-Wl,--no-as-needed", "libgo2.so"), stdout="PASS\n")
    for n in "4", "5":
        library(tmp, folder, "libgo" + n, ".so")
        check(compiled(folder, f"main{n}.c"), [f"./libgo{n}.so"], stdout="PASS\n")


def testcarchive(tmp):
    folder = hostsof(tmp, "testcarchive", ".a")
    host = compiled(folder, "main.c", "main_unix.c", "libgo.a", "-lm")
    check(host, ["arg1", "arg2"], stderr=[r"^PASS\n\Z"])
    for n in "2", "3", "4", "6", "7", "8":
        library(tmp, folder, "libgo" + n, ".a")
        check(compiled(folder, f"main{n}.c", f"libgo{n}.a", "-lm"), ["0"],
              stdout=None)
    host = compiled(folder, "main5.c", "libgo2.a", "-lm")
    check(host, ["1"], status=-signal.SIGSEGV)
    check(host, ["3"], status=-signal.SIGPIPE)


def testso(tmp):
    for name in "testso", "testsovar":
        folder = copied(tmp, name + "/testdata", "cgosotest" if name == "testso" else "cgosotest2")
        with open(os.path.join(folder, "go.mod"), "w") as f:
            f.write("module cgosotest\n")
        subprocess.run(["gcc", "-fPIC", "-shared", "-o", "libcgosotest.so", "cgoso_c.c"],
                       cwd=folder, check=True)
        go(tmp, "build", "-o", "main.exe", "main.go", cwd=folder)
        check(os.path.join(folder, "main.exe"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gort-test-") as holder:
        globals()[sys.argv[1]](holder)
