"""The System V door, as a compiler uses it: C programs on gort.h and gort_rt.h, built as a user
builds them. Usage: door.py TEST
calls: each function gives the right results, with one, two and eight Ps and with as many
    collections as can be; statements of print stay whole; what ends the program says why.
errors: runtime errors and panics with values: what a recover sees, and what a report says, is what
    it is for the same Go program on real Go; the report has no function of the runtime.
recover: who may recover: the same as on real Go; also in code of clang, if that is installed.
memory: the ways to allocate, and what the collector sees of each.
complexes: arithmetic of complex numbers is C's, in a .c file and in an object.
collector: a collector of one's own takes the place of ours.
packed: a pointer where the collector would not see it is refused, and named."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import (ROOT, build, differs, expect, fail, gort, needs_collector,  # noqa: E402
                     realgo, run, skip, text, toolchain)

HERE = os.path.dirname(os.path.abspath(__file__))
ENVS = [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}, {"GOMAXPROCS": "8"}, {"GOGC": "1"}]
LINE = re.compile(r"line -(\d+) \1 0x\1 true \+1\.500000e\+000 "
                  r"\(\+1\.000000e\+000-2\.000000e\+000i\) 0x1234 \[2/3\]0x10 "
                  r"\(0x1,0x2\) \(0x3,0x4\)")
# What calls.c prints first when it ends by the function of that number.
ENDS = [
    "panic: runtime error: integer overflow",
    "panic: runtime error: floating point error",
    "panic: runtime error: invalid memory address or nil pointer dereference",
    "panic: runtime error: makeslice: len out of range",
    "panic: runtime error: makeslice: cap out of range",
    "panic: interface conversion: interface is nil, not int",
    "panic: interface conversion: main.I is main.E, not int",
    "panic: value method main.T.M called using nil *T pointer",
    "fatal error: go of nil func value",
    "fatal error: a constant",
    "fatal error: all goroutines are asleep - deadlock!",
    "panic: a text",
    "panic: 5",
    "panic: runtime: allocation size out of range",
    "panic: interface conversion: int is not main.I: missing method M",
]


def source(name):
    return os.path.join(HERE, name)


def helpers(report):
    """The functions of the runtime in the first goroutine's part of a report."""
    first = re.split(r"\n\n", report)[1]
    return [f for f in re.findall(r"^(\S+)\(", first, re.M)
            if f.startswith(("runtime.", "gort_", "abi0."))]


def calls():
    needs_collector()
    program = build([source("calls.c")])
    for env in ENVS:
        done = run([program], env=env)
        lines = text(done.stderr).splitlines()
        bad = [line for line in lines if not LINE.fullmatch(line)]
        if done.returncode != 0 or bad or len(lines) != 400:
            fail(f"exit status {done.returncode} with {env}, {len(lines)} lines:",
                 "\n".join(bad[:20]))
    for n, want in enumerate(ENDS):
        done = run([program, str(n)])
        report = text(done.stderr)
        if done.returncode != 2 or report.splitlines()[0] != want:
            fail(f"end {n}: exit status {done.returncode}, not {want!r}:\n{report[:2000]}")
        if want.startswith("panic") and helpers(report):
            fail(f"end {n}: the report has {helpers(report)}:\n{report}")


def beside(name):
    """The C program and the Go program of a name, on real Go; the latter is None without it."""
    program = build([source(name + ".c")])
    return program, realgo(source(name + ".go"), tmp)


def errors():
    program, real = beside("errors")
    if real is None:
        skip("real Go is not installed")
    want = run([real]).stderr
    for env in ENVS:
        differs("what recover sees", run([program], env=env).stderr, want, str(env))
    count = len(want.splitlines())
    for n in range(count):
        ours, theirs = run([program, str(n)]), run([real, str(n)])
        if ours.returncode != theirs.returncode:
            fail(f"case {n}: exit status {ours.returncode}, not {theirs.returncode}")
        if helpers(text(ours.stderr)):
            fail(f"case {n}: the report has {helpers(text(ours.stderr))}:\n{text(ours.stderr)}")
        heads = [re.split(r"\n\n", text(r.stderr))[0] for r in (ours, theirs)]
        # Go 1.14 prints both words of a value that it does not know; addresses differ.
        heads = [re.sub(r"\(0x\w+,0x\w+\)|0x[0-9a-f]{4,}", "0x…", h) for h in heads]
        if heads[0] != heads[1]:
            fail(f"case {n}: the report begins {heads[0]!r}, not {heads[1]!r}")
    print(count, "cases")


def recover():
    program, real = beside("recover")
    if real is None:
        skip("real Go is not installed")
    want = run([real]).stderr
    runs = [(program, env) for env in ENVS + [{"GORT_STORM": "2000"}]]
    if shutil.which("clang"):
        obj = os.path.join(tmp, "clang.o")
        flags = [f for f in toolchain.CFLAGS
                 if f not in ("-maccumulate-outgoing-args", "-fno-reorder-functions")]
        done = run(["clang", *flags, "-c", source("recover.c"), "-o", obj])
        if done.returncode != 0:
            fail("clang:", text(done.stderr))
        runs.append((build([obj]), {}))
    for exe, env in runs:
        done = run([exe], env=env)
        differs("who recovers", done.stderr, want, f"{os.path.basename(exe)} {env}")
        if done.returncode != 0:
            fail(f"exit status {done.returncode} with {env}")


def memory():
    needs_collector()
    program = build([source("memory.c")])
    for env in ENVS:
        for how in ("typed", "conservative", "mallocgc"):
            done = run([program, how], env=env)
            if text(done.stderr) != "499500 1000\n" or done.returncode != 0:
                fail(f"{how}: exit status {done.returncode} with {env}: {text(done.stderr)[:2000]}")


def complexes():
    obj = os.path.join(tmp, "complex.o")
    subprocess.run(["gcc", "-O2", "-fsplit-stack", *toolchain.HEADERS, "-c", source("complex.c"),
                    "-o", obj], check=True)
    for path in (source("complex.c"), obj):
        done = run([build([path])])
        if done.returncode != 0:
            fail(f"exit status {done.returncode} of {path}: {text(done.stderr)}")


def collector():
    path = os.path.join(tmp, "mgc.c")
    with open(os.path.join(ROOT, "gc_stubs", "mgc.c")) as f:
        stubs = f.read()
    own = stubs.replace("void GC(void) {}", 'void GC(void) { print("my collector\\n"); }')
    if own == stubs:
        fail("gc_stubs/mgc.c has another GC")
    with open(path, "w") as f:
        f.write(own)
    files = [path] + [os.path.join(ROOT, "gc_stubs", f) for f in ("mfinal.c", "mgcsweep.c")]
    subprocess.run(["gcc", "-O2", *toolchain.HEADERS, "-c", *files], cwd=tmp, check=True)
    subprocess.run(["ar", "rc", "own.a", "mgc.o", "mfinal.o", "mgcsweep.o"], cwd=tmp, check=True)
    subprocess.run(["objcopy", "--add-section=.note.GNU-split-stack=/dev/null", "own.a"], cwd=tmp,
                   check=True)
    with open(os.path.join(tmp, "p.c"), "w") as f:
        f.write("#include <gort_rt.h>\nint main(void) { runtime_GC(); return 0; }\n")
    done = gort("run", "--gc=own.a", "p.c", cwd=tmp)
    if done.returncode != 0 or done.stderr != "my collector\n":
        fail(f"--gc=own.a: {done.returncode}\n{done.stderr}")
    expect(gort("run", "--gc=none.a", "p.c", cwd=tmp), 2, "", "--gc is gort, stubs or an archive")


# A struct, and where a pointer in it is said to be; None: nowhere that matters.
STRUCTS = {
    "#pragma pack(1)\ntypedef struct { char c; long *p; } P; P x;": "p of P, at offset 1",
    "struct S { long *p; };\nstruct __attribute__((packed)) T { int n; struct S s[2]; } x;":
        "s of struct T, at offset 4",
    "struct __attribute__((packed)) T { void (*f)(void); int n; };\nconst struct T x[2];":
        "f of the second element of an array of struct T, at offset 12",
    "struct __attribute__((packed)) T { void (*f)(void); int n; };\nstruct T x;": None,
    "struct __attribute__((packed)) T { char c[8]; union { int n; void *p; } u; char d; } x;": None,
    "#include <sys/epoll.h>\nstruct epoll_event x; // packed, by the system": None,
}


def packed():
    for declaration, where in STRUCTS.items():
        with open(os.path.join(tmp, "p.c"), "w") as f:
            f.write("#include <gort.h>\n" + declaration + "\nint main(void) { return sizeof x; }\n")
        done = gort("build", "-o", "p", "p.c", cwd=tmp)
        if where:
            expect(done, 2, "", f"p.c: the collector would not see the pointer {where}, which")
        else:
            expect(done, 0, "")


with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    {f.__name__: f for f in (calls, errors, recover, memory, complexes, collector,
                               packed)}[sys.argv[1]]()
