"""Programs that libc starts (doc/HOSTED.md), as a user builds them: each does what its first
comment says, with one, two and eight Ps; those that end in an error say what real Go says of it.
Usage: hosted.py NAME"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import fail, needs_collector, run, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PROCS = ("1", "2", "8")


def build(name, tmp, libs=(), force=False):
    """Builds NAME.c with these libraries: by --hosted, or because one of them is shared."""
    out = os.path.join(tmp, name)
    if force:
        os.environ["GORT_HOSTED"] = "1"
    try:
        toolchain.build([os.path.join(HERE, name + ".c")], out, libs=["-L" + tmp, *libs])
    except toolchain.Error as e:
        fail("build:", e)
    return out


def library(name, tmp, cc="gcc", flags=()):
    """Makes libNAME.so of a file that is compiled as for any program."""
    source = os.path.join(HERE, name + (".cc" if cc == "g++" else ".c"))
    out = os.path.join(tmp, f"lib{name}.so")
    include = "-I" + os.path.join(toolchain.ROOT, "runtime", "doors", "include")
    subprocess.run([cc, "-g", "-O2", *flags, "-fPIC", "-shared", include, source, "-o", out],
                   check=True)
    return out


def check(program, args=(), stdout="", stderr="", status=0, procs=PROCS, **env):
    """Runs it with each number of Ps, in its folder, where it finds libraries too. stdout is all of
    it, None: anything; stderr: patterns, of lines that follow one another in this order, or "" for
    nothing."""
    for n in procs:
        tmp = os.path.dirname(program)
        done = run([program, *args], timeout=100, cwd=tmp,
                   env={"GOMAXPROCS": n, "LD_LIBRARY_PATH": tmp, **env})
        out, err = text(done.stdout), text(done.stderr)
        where = f"{os.path.basename(program)} {' '.join(args)} with GOMAXPROCS={n}"
        if (done.returncode != status or stdout is not None and out != stdout or
                bool(err) != bool(stderr)):
            fail(f"{where}: exit status {done.returncode}, not {status}\n{out[-2000:]}\n{err}")
        at = 0
        for pattern in stderr:
            found = re.compile(pattern, re.M).search(err, at)
            if not found:
                fail(f"{where}: no {pattern!r} here:\n{err[at:]}\nof:\n{err}")
            at = found.end()


def refused(tmp):
    """What a hosted program cannot have ends in one line."""
    source = os.path.join(tmp, "stack.s")
    with open(source, "w") as f:
        f.write('\t.globl f\nf:\tret\n\t.section .note.gort.abi0,"",@progbits\n')
    os.environ["GORT_HOSTED"] = "1"
    try:
        toolchain.build([source], os.path.join(tmp, "out"))
    except toolchain.Error as e:
        if str(e) == f"{source}: code of Go's stack ABI is not supported in a hosted program":
            return
        fail(e)
    fail("code of the stack ABI is accepted")


def stdio(tmp):
    for libs in ["-lm"], ["-lm", "-static"]:
        check(build("stdio", tmp, libs), ["word"], status=4, HOSTED="yes",
              stdout="1 2 word 5\nyes 1.500000 7\nfrom a child\n3\ngoroutine at exit 7\natexit")


def qsort(tmp):
    check(build("qsort", tmp, force=True), stdout="sorted 8\n")


def zlib(tmp):
    check(build("zlib", tmp, ["-lz"]), stdout="packed with zlib 1\n")


def sqlite(tmp):
    program = build("sqlite", tmp, ["-lsqlite3"])
    for n in PROCS:
        check(program, ["db" + n], stdout="1000\n1000\n4500\n", procs=[n])


def threads(tmp):
    library("threadlib", tmp)
    said = f"100000 calls, sum {8 * 12500 * 12499 // 2}, 0 wrong, 1 goroutine\n"
    check(build("threads", tmp, ["-lthreadlib"]), stdout=said)
    subprocess.run(["gcc", "-c", "-g", "-O2", os.path.join(HERE, "threadlib.c")], cwd=tmp,
                   check=True)
    subprocess.run(["ar", "rcs", "libthreadlib.a", "threadlib.o"], cwd=tmp, check=True)
    check(build("threads", tmp, ["-lthreadlib", "-static"]), stdout=said, procs=("2",))


def malloc(tmp):
    check(build("malloc", tmp, force=True), stdout="done\n", stderr=["^malloc served the program$"],
          LD_PRELOAD=library("malloclib", tmp))


def cxx(tmp):
    library("cxxlib", tmp, "g++")
    # 20 of each kind; each makes a call back at the bottom, and one when it has caught.
    check(build("cxx", tmp, ["-lcxxlib"]), stdout="120 calls back\n")


def exceptions(tmp):
    def cxx(name, *others, libs):
        obj, out = os.path.join(tmp, name + ".o"), os.path.join(tmp, name)
        subprocess.run(["g++", *toolchain.CFLAGS, "-c", os.path.join(HERE, name + ".cc"),
                        "-o", obj], check=True)
        try:
            toolchain.build([obj, *others], out, libs=libs)
        except toolchain.Error as e:
            fail("build:", e)
        return out

    for libs in ["-lstdc++"], ["-lstdc++", "-static"]:
        out = cxx("exceptions", libs=libs)
        check(out, stdout="done\n")
        check(out, ["system"], status=2,
              stderr=["fatal error: longjmp or exception from a goroutine"])
    check(cxx("exceptions_go", os.path.join(HERE, "exceptions_go.go"), libs=["-lstdc++"]), status=2,
          stderr=[r"\Atrue\ntrue\ntrue\npanic: last\n\ngoroutine 1"])


def jumps(tmp):
    program = build("stdio", tmp, force=True)
    names = subprocess.run(["nm", "-D", program], capture_output=True, text=True, check=True).stdout
    if " T longjmp\n" not in names:
        fail("libraries that are loaded at run time would not find the program's longjmp")
    library("jumplib", tmp)
    program = build("jumps", tmp, ["-ljumplib"])
    check(program, ["all"], stdout="done\n")
    library("jumplib", tmp, flags=["-D_FORTIFY_SOURCE=2"])
    check(program, ["all"], stdout="done\n")
    back = ["^fatal error: longjmp or exception from a goroutine's stack to the system's, or back$"]
    check(program, ["c"], status=2, stderr=[*back, r"^from\("])
    check(program, ["thread"], status=2, stderr=[*back, r"^out\("])
    check(program, ["past"], status=2,
          stderr=["^fatal error: longjmp of C code past a call back$", r"^from\("])


def dlopen(tmp):
    check(build("dlopen", tmp, force=True), [library("dlopenlib", tmp)],
          stdout="sum 55, 104 added\n")


def sigalrm(tmp):
    program = build("sigalrm", tmp, force=True)
    check(program, ["goroutine"], status=2,
          stderr=["^signal 14 received but handler not on signal stack$",
                  "^fatal error: non-Go code set up signal handler without SA_ONSTACK flag$"])
    check(program, ["c"], stdout="handled 1\n")


def net(tmp):
    check(build("net", tmp, force=True), stdout="20 answers\n")


def panics(tmp):
    program = build("panics", tmp, force=True)
    check(program, ["none"], stdout="recovered within\n10000 10000 5\n"
          "recovered bottom\ndeferred call of Goexit\n"
          "recovered runtime error: invalid memory address or nil pointer dereference\n")
    check(program, ["panic"], status=2,
          stderr=["^panic: boom$", r"^goroutine 1 \[running", r"^boom\(", r"^main\("])
    check(program, ["segv"], status=2,
          stderr=["^fatal error: unexpected signal during runtime execution$",
                  r"^\[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=",
                  "^runtime stack:$", r"^segv\(", r"^goroutine 1 \[syscall\]:$", r"^main\("])
    check(program, ["exits"], status=2,
          stderr=["^invalid m->lockedInt = 1$", "^fatal error: internal lockOSThread error$"])
    check(program, ["panics"], status=2, stderr=["^panic: boom$", r"^boom\("])


def signals(tmp):
    program = build("signals", tmp, force=True)
    check(program, ["none"], HANDLER="1",
          stdout="C handler 1\ndeep 10000\nrecovered 1\n1000 calls in\n")
    check(program, ["segv"], status=-11)
    check(program, ["term"], status=-15)
    check(program, ["quit"], status=2,
          stderr=["^SIGQUIT: quit$", "^signal arrived during cgo execution$",
                  r"^goroutine 1 \[syscall, locked to thread\]:$", r"^main\("])


def callsignals(tmp):
    program = build("callsignals", tmp, force=True)
    check(program, ["begins"], stdout="done\n")
    check(program, ["ends"], stdout="done\n", GODEBUG="asyncpreemptoff=1")


def setgid(tmp):
    check(build("setgid", tmp, force=True), stdout="done\n")


def registers(tmp):
    needs_collector()
    check(build("registers", tmp, force=True), stdout="0 wrong\n", procs=("2", "8"))


def preempt(tmp):
    program = build("preempt", tmp, force=True)
    for off in ("0", "1"):
        check(program, ["handled"], stdout="stopped\n", GODEBUG="asyncpreemptoff=" + off)
    for what in ("blocked", "ignored", "taken"):
        check(program, [what], stdout="stopped\n")


def systemstack(tmp):
    check(build("systemstack", tmp, force=True), stdout="done\n")


def fork(tmp):
    os.environ.pop("GORT_HOSTED", None)
    for force in (False, True):
        check(build("fork", tmp, force=force), stdout="0 wrong\n")


def built_library(tmp, name):
    """library.c as libgoroutines.so or .a, and its header."""
    kind = "shared" if name.endswith(".so") else "archive"
    os.environ["GORT_HOSTED"] = "1"
    try:
        toolchain.build([os.path.join(HERE, "library.c")], os.path.join(tmp, name), library=kind)
    except toolchain.Error as e:
        fail("build:", e)
    os.rename(os.path.join(tmp, os.path.splitext(name)[0] + ".h"), os.path.join(tmp, "library.h"))
    return os.path.join(tmp, name)


def shared(tmp):
    """A host in C, linked with it; one in C++ and one in Python, which load it at run time."""
    lib = built_library(tmp, "libgoroutines.so")
    host(tmp, lib)
    program = os.path.join(tmp, "cxxhost")
    subprocess.run(["g++", "-pthread", os.path.join(HERE, "libhost.cc"), "-o", program], check=True)
    # The tenths 4950, 14950, … are all even.
    check(program, [lib], stdout="-499500\n")
    check(program, [lib, shutil.copy(lib, os.path.join(tmp, "second.so"))], status=-6,
          stderr=["^runtime/cgo: the process has another gort already$"])
    for n in PROCS:
        done = run([sys.executable, os.path.join(HERE, "libhost.py"), lib], env={"GOMAXPROCS": n})
        if done.returncode != 0 or text(done.stdout) != "0 8\n":
            fail(f"libhost.py: {done.returncode}\n{text(done.stdout)}{text(done.stderr)}")


def archive(tmp):
    host(tmp, built_library(tmp, "libgoroutines.a"))


def host(tmp, lib):
    program = os.path.join(tmp, "host")
    subprocess.run(["gcc", "-g", "-pthread", "-I" + tmp, os.path.join(HERE, "libhost.c"), lib, "-o",
                    program], check=True)
    check(program, status=3, stdout="9900 8 8 x\n", GOGC="1")
    check(program, ["fault"], status=-6,
          stderr=["^panic: runtime error: invalid memory address or nil pointer dereference$",
                  r"^\[signal SIGSEGV", r"^crash\(", r"^\t\S*library.c:60 "])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gort-test-") as holder:
        globals()[sys.argv[1]](holder)
