"""The functions of gccgo's library are in a program of ours what they are in one of gccgo: the same
code, whose calls go to the same functions, the same lines, and the same inlined calls. Each has
been cut out of its package (runtime/doors/gccgo/split.py). What is not used is left out."""

import os
import re
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "lib"))
from harness import ROOT, build, fail, text, toolchain  # noqa: E402

SOURCE = os.path.join(ROOT, "testdata", "go", "std", "library.go")
PADDING = "nop", "cs", "data16", "xchg", "int3"
INSTRUCTION = re.compile(r"^ *([0-9a-f]+):\t(\S+) *(.*)$")
GO = re.compile(r"(?!main\.|runtime\.)\w+\.(?!isra|part|constprop|cold|\d)\w")
PLACE = re.compile(r"[0-9a-f]+ <([^>+]+)(\+0x[0-9a-f]+)?>")
# What differs: an argument of package syscall's recvmsgRaw, in libgo.py.
CHANGED = {"syscall.recvmsgRaw.isra.0"}


def output(*argv, **more):
    return text(subprocess.run(argv, stdout=subprocess.PIPE, check=True, **more).stdout)


def functions(program):
    """By name: of each function of the library that has one name, its instructions."""
    found, twice, code = {}, set(), None
    for line in output("objdump", "-d", "-w", "--no-show-raw-insn", program).splitlines():
        if line.endswith(">:"):
            name = line[:-2].split(" <")[1].removeprefix("vendor_1")
            twice.update({name} & found.keys())
            code = found[name] = []
        elif m := INSTRUCTION.match(line):
            code.append((int(m[1], 16), m[2], m[3]))
    return {name: code for name, code in found.items() if GO.match(name) and name not in twice}


def shown(code, name, common):
    """The code without addresses, but with those in the function, and the names that it calls of
    functions that are common to both programs."""
    start = code[0][0]
    out = []
    for at, operation, operands in code:
        operands = operands.partition(" #")[0]
        if m := PLACE.search(operands.replace("<vendor_1", "<")):
            operands = m[2] or "" if m[1] == name else m[1] if m[1] in common else "?"
        out.append((at - start, operation, re.sub(r"-?0x[0-9a-f]+\(%rip\)", "(%rip)", operands)))
    while out and out[-1][1].startswith(PADDING):
        out.pop()
    return out


def lines(program, addresses):
    """For each address the functions and lines, from the innermost inlined call outwards."""
    out = output("addr2line", "-a", "-f", "-i", "-e", program,
                 input="".join(f"{a:#x}\n" for a in addresses).encode())
    out = re.sub(r" \(discriminator \d+\)|^vendor_1", "", out, flags=re.M)
    return re.split(r"^0x[0-9a-f]+\n", out, flags=re.M)[1:]


with tempfile.TemporaryDirectory() as tmp:
    theirs = os.path.join(tmp, "theirs")
    subprocess.run(["gccgo-12", "-static-libgo", "-o", theirs, SOURCE], check=True)
    ours = build([SOURCE])
    a, b = functions(theirs), functions(ours)
    archive = os.path.join(toolchain.BUILD, "libgort.a")
    own = output("nm", "--defined-only", "--quiet", archive).split()
    common = {name for name in a.keys() & b.keys() - CHANGED - {*own}}
    if len(common) < 3000:
        fail(f"only {len(common)} functions to compare")
    for name in sorted(common):
        x, y = shown(a[name], name, common), shown(b[name], name, common)
        if x != y:
            first = next(i for i, (p, q) in enumerate(zip(x + [None], y + [None])) if p != q)
            fail(f"{name}: libgo has {x[first:first + 3]}, gort {y[first:first + 3]}")
    # What the compiler makes for a type has no lines: for addr2line those before it are its.
    places = [[at for name in sorted(common) for at, operation, _ in of[name]
               if operation == "call" and not name.endswith(("..eq", "..hash"))][::8]
              for of in (a, b)]
    asked, other = len(places[0]), 0
    for at, x, y in zip(places[1], lines(theirs, places[0]), lines(ours, places[1]), strict=True):
        if re.sub("^/.*:", "", x, flags=re.M) != re.sub("^/.*:", "", y, flags=re.M):
            fail(f"{at:#x}: libgo says\n{x}\ngort says\n{y}")
        other += x != y
    # Where a package's line table begins, addr2line takes its first file for the second.
    if other > asked / 100:
        fail(f"{other} of {asked} calls are in other files")
    unused = {"reflect.StructOf", "time.ParseDuration", "os.Pipe"} & b.keys()
    if unused:
        fail("not left out:", unused)
    print(len(common), "functions,", asked, "calls")
