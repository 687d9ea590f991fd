"""gdb on a Go program, live and on a core file: it loads cmd/gdb/runtime-gdb.py by itself, the
commands show the same on both, and plain `bt` walks through a grown stack, from g0 to the
goroutine, also from a C function, and through an asynchronous preemption; and gdb knows the structs
of the headers, which are described in one file. Of gdb's output the test removes addresses, ids and
lines that change, arguments, and the runtime's own frames but those of the switches, and compares
the rest with walk.txt. Usage: gdb.py [--write], to renew walk.txt."""

import difflib
import glob
import os
import re
import sys

from session import ROOT, needs_gdb, run, session, skip, text
from harness import build, fail, hosted

GOLDEN = os.path.join(ROOT, "tests", "gdb", "walk.txt")
# Frames of the runtime that the walk is about.
KEEP = ("runtime.newproc1", "runtime.systemstack", "__morestack", "runtime.gopark",
        "runtime.asyncPreempt2", "runtime.main", "runtime.goexit", "gccgo.ccall", "os.Stat")
COMMANDS = ("info goroutines", "info ps", "sched", "goroutine all bt", "goroutine 6 bt 1",
            "goroutine 99 bt", "goroutine 6")


def clean(out):
    lines = []
    for line in out.split("\n"):
        line = re.sub(r"0x[0-9a-f]+ in ", "", line)
        frame = re.match(r"#\d+ +(?:(<.*>)|(\S+) \(.*\) at (\S*?)(:\d+)?$)", line)
        if frame:
            marker, name, path, number = frame.groups()
            if marker:
                lines.append("# " + marker)
            elif path.endswith(("walk.go", "stat.go")) and name.startswith("main."):
                lines.append(f"# {name} at {os.path.basename(path)}{number}")
            elif name in KEEP:
                lines.append(f"# {name}")
            continue
        if re.match(r"\d+ +(running|idle) ", line):  # info ps
            line = re.sub(r"\d+", "n", line)
        line = re.sub(r"^(\*? +\d+  +running +)\d+", r"\1n", line)
        line = re.sub(r"\b(threads|idlethreads|idle Ms)([=:])[ \d]+", r"\1\2n ", line)
        line = re.sub(r"(waiting \(semacquire\).*)  \S+ \S+$", r"\1  (sync)", line)
        line = re.sub(r" +\S*/walk.go", " walk.go", line)
        line = line.split(" in section ")[0]
        lines.append(re.sub(r" {2,}", "  ", line.rstrip()))
    return "\n".join(lines)


def section(out, name):
    found = re.search(rf"^=== {name}\n(.*?)^=== ", out, re.S | re.M)
    if not found:
        fail(f"gdb did not come to `{name}`; its output:\n{out[-3000:]}")
    return f"=== {name}\n" + clean(found.group(1))


def at(name, *commands):
    """A section of the output, which goes on after a command that fails."""
    tries = (f"python try: gdb.execute({c!r})\nexcept gdb.error as e: print(e)" for c in commands)
    return [f"echo === {name}\\n", *tries, "echo === \\n"]


def headers():
    """Those of the runtime, not of its doors."""
    out = ""
    for path in glob.glob(os.path.join(ROOT, "runtime", "*.h")):
        with open(path) as f:
            out += f.read()
    return out


def main():
    needs_gdb()
    python = run(["gdb", "-nx", "-batch", "-ex", "python print('with', 'python')"], merge=True)
    if "with python" not in text(python.stdout):
        skip("gdb has no Python")
    exe = build([os.path.join(ROOT, "testdata", "go", "walk.go")])
    core = exe + ".core"

    live = session([
        "break main.main", "run", "set backtrace past-main on", "tbreak runtime.newproc1",
        "continue", *at("on g0", "bt"),
        "tbreak -probe-stap gort:g_new", "continue",
        *at("at a probe", "p $_probe_argc", "p $_probe_arg0", "p $_probe_arg1",
            "info symbol $_probe_arg2"),
        "tbreak main.bottom", "continue", *at("in a grown stack", "bt"),
        "set backtrace past-main off", "tbreak main.stop", "continue",
        f"generate-core-file {core}",
        *at("commands", *COMMANDS), *at("ms", "info ms"), *at("end", "kill")], exe)
    libc = session(["set breakpoint pending on", "break stat", "run",
                    *at("in a C function", "bt"), *at("end", "kill")],
                   build([os.path.join(ROOT, "testdata", "go", "stat.go")]))
    structs = re.findall(r"^(?:typedef )?((?:struct|union) \w+) \{", headers(), re.M)
    types = ["set language c", "set max-value-size unlimited",
             *(f"ptype {name}" for name in sorted(structs))]
    dead = session([*at("commands", *COMMANDS), *at("types", *types), *at("end")], exe, core)

    sections = ("on g0", "at a probe", "in a grown stack", "commands")
    got = "".join(section(live, name) for name in sections) + section(libc, "in a C function")
    if section(dead, "commands") != section(live, "commands"):
        fail(f"a core file shows something else than the live program:\n"
             f"{section(dead, 'commands')}\n\nlive:\n{section(live, 'commands')}")
    types = section(dead, "types")
    if types.count("type = ") != len(structs) or len(structs) < 100 or "<incomplete" in types:
        fail(f"not all structs of {structs}:\n{types}")
    ms = section(live, "ms")
    if len(re.findall(r"^\d+ +\d+ +\d+ +0 +1 ", ms, re.M)) != 1:
        fail(f"info ms does not show one M with P 0 and goroutine 1:\n{ms}")
    if "--write" in sys.argv:
        with open(GOLDEN, "w") as f:
            f.write(got)
    with open(GOLDEN) as f:
        want = f.read()
    if hosted():  # glibc's function has another name, and a source file
        want = want.replace("#0  stat64 ()\n", "")
    if got != want:
        want, got = want.splitlines(True), got.splitlines(True)
        fail("".join(difflib.unified_diff(want, got, "walk.txt", "gdb")))


main()
