"""The study build: each function with a `// go:` line is in nm under Go's name, unchecked code fits
below the guard without inlining too, and gdb stops in doSigPreempt, schedule and chansend of a Go
and of a C program."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path += [os.path.join(TESTS, "lib"), os.path.join(TESTS, "lint")]
from session import ROOT, needs_gdb, session  # noqa: E402
from harness import fail, run, text, toolchain  # noqa: E402
import cmd_side  # noqa: E402
import goref  # noqa: E402

# Functions that have no symbol runtime.NAME, with the reason.
WITHOUT = {
    "_rt0_amd64": "it is called so without a package",
    "_rt0_amd64_linux": "it is called so without a package",
    "bool2int": "inline, and called nowhere",
    "efaceOf": "inline, and called nowhere",
    "markBits.setMarked": "inline, and called nowhere",
    "reflectcall": "gccgo's library has a function of that name",
    "setGNoWB": "inline, and called nowhere",
    "setMNoWB": "inline, and called nowhere",
}
WITHOUT.update(dict.fromkeys((
    "_cgo_panic_internal", "_rt0_amd64_lib", "_rt0_amd64_lib_go", "_rt0_amd64_linux_lib",
    "asmcgocall", "badcgocallback", "cgoCheckArg", "cgoCheckPointer", "cgoCheckResult",
    "cgoCheckUnknownPointer", "cgoInRange", "cgoIsGoPointer", "cgocall", "cgocallback_gofunc",
    "cgocallbackg", "cgocallbackg1", "cgounimpl", "cstring", "dropm", "libpreinit", "lockextra",
    "needm", "newextram", "oneNewExtraM", "setg_gcc<>", "sigprofNonGo", "unlockextra",
    "unwindm"), "only hosted programs have it"))

# spin ends after another goroutine of the only P has run: so a signal has stopped it, however late
# sysmon comes on a busy machine.
GO = """package main

import "sync/atomic"

var seen int32

func see() { atomic.StoreInt32(&seen, 1) }

func spin(c chan int) {
	go see()
	for atomic.LoadInt32(&seen) == 0 {
	}
	c <- 1
}

func main() {
	c := make(chan int)
	go spin(c)
	<-c
}
"""
C = """#include <gort.h>

static volatile int seen;

static void see(void *arg)
{
	seen = 1;
}

static void spin(void *c)
{
	int64_t s = 1;
	gort_go(see, 0);
	while (!seen)
		;
	gort_chansend(c, &s);
}

int main(void)
{
	int64_t s;
	gort_chan c = gort_makechan(sizeof s, 0);
	gort_go(spin, c);
	gort_chanrecv(c, &s);
	return s != 1;
}
"""
STOPS = ("runtime.park_m", "runtime.doSigPreempt", "runtime.chansend")


def symbols(archive):
    said = subprocess.run(["nm", "--defined-only", archive], capture_output=True, text=True)
    return {line.split()[-1] for line in said.stdout.splitlines() if " " in line}


def labels():
    """Names that declarations give by GOLABEL: functions that Go links into other packages."""
    found = {}
    for path in goref.sources():
        with open(path) as f:
            for name, label in re.findall(r'(\w+)\([^;{}]*\)\s+GOLABEL\("([^"]+)"\)', f.read()):
                found.setdefault(name, set()).add(label)
    return found


def check_names(archive):
    _, kinds = goref.inventory()
    there, label = symbols(archive), labels()
    bad = []
    for (file, name), pieces in cmd_side.ours().items():
        if kinds.get((file, name)) not in ("func", "text"):
            continue
        code = [line for piece in pieces for line in piece.lines if not line.startswith("//")]
        if code[0].startswith(("#define", "_Static_assert")):  # nothing to stop in
            continue
        names = {f"runtime.{name}", f"abi0.{name}"}
        here = names & there or any(label.get(p.name, set()) & there for p in pieces)
        if bool(here) == (name in WITHOUT):
            bad.append(f"{file}#{name}: " + ("is there, but listed" if here else "not in nm"))
    if bad:
        fail("\n".join(bad))


def build(source):
    out = os.path.splitext(source)[0]
    done = subprocess.run([os.path.join(ROOT, "gort"), "build", "--study", "-o", out, source],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        fail(f"gort build --study: {done.returncode}\n{done.stdout}")
    return out


def check_stops(exe):
    commands = ["break main.main" if exe.endswith("go") else "break main", "run"]
    for name in STOPS:
        commands += [f"tbreak {name}", "continue", f"echo === {name}\\n", "bt 1"]
    said = session([*commands, "kill"], exe)
    for name in STOPS:
        short = name.split(".")[1]
        frame = rf"^=== {name}\n#0 +(?:runtime\.)?{short} \("
        if not re.search(frame, said, re.M):
            fail(f"gdb did not stop in {name}:\n{said[-3000:]}")


with tempfile.TemporaryDirectory() as tmp:
    study = os.path.join(toolchain.BUILD, "study")
    for name, code in (("prog_go.go", GO), ("prog_c.c", C)):
        source = os.path.join(tmp, name)
        with open(source, "w") as f:
            f.write(code)
        exe = build(source)
        done = run([exe])
        if done.returncode != 0:
            fail(f"{name}: exit status {done.returncode}", text(done.stderr))
        if name == "prog_go.go":
            check_names(os.path.join(study, "libgort.a"))
            usage = [sys.executable, os.path.join(TESTS, "lint", "stackusage.py"), study]
            done = run(usage, merge=True)
            if done.returncode != 0:
                fail(text(done.stdout))
        if shutil.which("gdb"):
            check_stops(exe)
    needs_gdb()
