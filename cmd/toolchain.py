"""How a program is compiled and linked with the runtime: what `gort env` prints and what `gort build` does."""

import os
import shutil
import subprocess
import sys
import tempfile

import recoverstubs

ROOT = os.environ.get("GORT_ROOT") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("GORT_BUILD") or os.path.join(ROOT, "build")

GCCGO = "gccgo-12"
REDEFINE = os.path.join(BUILD, "runtime", "gccgo", "redefine.syms")
MUSL = "/usr/lib/x86_64-linux-musl"

# Code that may be preempted at any instruction and whose stack grows: prologues with the guard check, frame pointers for the tracebacks, no
# canary (a goroutine migrates between threads), all of it in .text, which the markers delimit.
COMMON = ["-g", "-O2", "-fno-pic", "-fno-plt", "-fcf-protection=none", "-fno-stack-protector", "-fno-stack-clash-protection",
          "-fno-reorder-functions", "-fno-omit-frame-pointer", "-maccumulate-outgoing-args", "-fasynchronous-unwind-tables"]
CFLAGS = COMMON + ["-fsplit-stack", "-fno-strict-aliasing", "-I" + os.path.join(ROOT, "runtime", "include")]
# A traceback of Go code shows every function that has not returned, at the line of its call: no call becomes a jump, no two calls become one.
GOFLAGS = COMMON + ["-fno-optimize-sibling-calls", "-fno-crossjumping", "-fno-tree-tail-merge", "-fno-ipa-icf",
                    "-I" + os.path.join(BUILD, "runtime", "gccgo")]
ASFLAGS = ["-g"]

SOURCES = (".go", ".c", ".S", ".s", ".ll", ".o")


class Error(Exception):
    """A mistake of the user: one line, exit status 2."""


def gcc_file(name):
    return subprocess.run(["gcc", "-print-file-name=" + name], capture_output=True, text=True, check=True).stdout.strip()


def link_parts():
    """The link line: what stands before and after the user's objects. The two markers delimit the preemptible text."""
    before = ["-nostdlib", "-nostartfiles", "-static", "-no-pie", "-Wl,-e,_rt0_amd64_linux", "-Wl,--eh-frame-hdr", "-Wl,-z,noexecstack",
              "-Wl,--build-id=none", os.path.join(BUILD, "text.o")]
    libgo = os.path.join(BUILD, "runtime", "gccgo", "libgo.a")  # Go code before the marker; reflect's door asks for libffi after it
    after = [libgo, os.path.join(BUILD, "etext.o"), "-Wl,--start-group", os.path.join(BUILD, "libgort.a"), libgo,
             os.path.join(BUILD, "libbacktrace.a"), os.path.join(BUILD, "libgcc_eh.a"), gcc_file("libgcc.a"),
             os.path.join(MUSL, "libc.a"), "-Wl,--end-group"]
    return before, after


def write_whole(path, text):
    """Writes a file so that it is there whole or not at all."""
    with open(path + ".tmp", "w") as f:
        f.write(text)
    os.replace(path + ".tmp", path)


def run(argv, what):
    """Runs a tool; its own words go to stderr if it fails."""
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise Error(f"{what} failed")


def redefine(obj):
    """Renames the gccgo symbols that clash with a Go 1.14 function of another signature, and the C functions that must run on g0."""
    run(["objcopy", "--redefine-syms=" + REDEFINE, obj], "objcopy")


def expand(paths):
    """Files as they are; a directory stands for its .go files that are not tests."""
    files = []
    for path in paths:
        if os.path.isdir(path):
            found = sorted(f for f in os.listdir(path) if f.endswith(".go") and not f.endswith("_test.go"))
            if not found:
                raise Error(f"{path}: no .go files")
            files += [os.path.join(path, f) for f in found]
        else:
            files.append(path)
    for path in files:
        if not os.path.exists(path):
            raise Error(f"{path}: no such file")
        if os.path.splitext(path)[1] not in SOURCES:
            raise Error(f"{path}: unknown file type; known are {' '.join(SOURCES)}")
    if not files:
        raise Error("no input files")
    return files


def compile_one(path, out, extra):
    kind = os.path.splitext(path)[1]
    if kind == ".c":
        run(["gcc", *CFLAGS, *extra, "-c", path, "-o", out], f"compiling {path}")
    elif kind in (".S", ".s"):
        run(["gcc", *ASFLAGS, "-c", path, "-o", out], f"assembling {path}")
    elif kind == ".ll":
        if not shutil.which("clang"):
            raise Error(f"{path}: .ll files need clang; install the package clang")
        run(["clang", "-O2", "-g", "-c", path, "-o", out], f"compiling {path}")
    else:
        shutil.copyfile(path, out)
        redefine(out)


def check_go(paths):
    """What gccgo-12 cannot compile or we cannot link, said in one line."""
    for path in paths:
        with open(path, errors="replace") as f:
            text = f.read()
        if 'import "C"' in text:
            raise Error(f"{path}: cgo is not supported")


def build(paths, out, cflags=()):
    """Builds one program of the given files. Nothing is left behind on failure."""
    files = expand(paths)
    with tempfile.TemporaryDirectory(prefix="gort-") as tmp:
        objects = []
        go = [f for f in files if f.endswith(".go")]
        if go:
            check_go(go)
            obj = os.path.join(tmp, "go.o")
            run([GCCGO, *GOFLAGS, "-c", *go, "-o", obj], "compiling " + " ".join(go))
            stubs = os.path.join(tmp, "stubs.o")
            if recoverstubs.check(obj, stubs):
                objects.append(stubs)
            redefine(obj)
            objects.append(obj)
        for i, path in enumerate(f for f in files if not f.endswith(".go")):
            obj = os.path.join(tmp, f"{i}.o")
            compile_one(path, obj, cflags)
            objects.append(obj)
        before, after = link_parts()
        linked = os.path.join(tmp, "out")
        link(["gcc", *before, *objects, *after, "-o", linked], go)
        shutil.move(linked, out)


def link(argv, go):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode == 0:
        return
    if "undefined reference to `main.main'" in done.stdout or "undefined reference to `main'" in done.stdout:
        raise Error("the program has no main function" + (" (package main, func main)" if go else " (int main(int argc, char **argv))"))
    sys.stderr.write(done.stdout)
    raise Error("linking failed")
