"""
usage: gort walk [NAME]

A tour in gdb along a chain of the runtime's functions: a small program, breakpoints in their order,
and at each stop a paragraph about what happens there, and a look at the state. Without NAME: the
list of the tours.

At each stop gdb waits for commands of yours: `walk` goes on to the next stop, and the Enter key
repeats that.
`info goroutines`, `info ps`, `info ms`, `sched`, `goroutine N bt` show the state (doc/PROBES.md),
and what else gdb has works as ever: the runtime is one for gdb, in which each function that Go has
is there by its name. If standard input is no terminal, all stops are shown, one after the other.
"""

import glob
import os
import subprocess
import sys

import toolchain

GDB = os.path.join(toolchain.ROOT, "cmd", "gdb")
FOLDER = os.path.join(GDB, "walk")


def tours():
    """Name → title."""
    found = {}
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt"))):
        with open(path) as f:
            found[os.path.splitext(os.path.basename(path))[0]] = f.readline().strip()
    return found


def main(args):
    known = tours()
    if not args:
        for name, title in known.items():
            print(f"{name:8} {title}")
        return 0
    if len(args) > 1 or args[0] not in known:
        print(f"gort: walk: no tour {' '.join(args)!r}; the tours are {' '.join(known)}",
              file=sys.stderr)
        return 2
    name, = args
    os.environ["GORT_STUDY"] = "1"
    env = {k: v for k, v in os.environ.items() if k != "GODEBUG"}
    with toolchain.scratch() as tmp:
        exe = os.path.join(tmp, name)
        try:
            toolchain.build([os.path.join(FOLDER, name + ".go")], exe)
        except (toolchain.Error, OSError) as e:
            print(f"gort: {e}", file=sys.stderr)
            return 2
        alone = [] if sys.stdin.isatty() else ["-batch"]
        begin = f"walk {FOLDER}/{name}.txt" + (" all" if alone else "")
        return subprocess.run(
            ["gdb", "-nx", "-q", *alone, "-iex", "set auto-load no",
             "-iex", "set debuginfod enabled off", "-ex", "set pagination off",
             "-ex", "set width 0", "-x", os.path.join(GDB, "runtime-gdb.py"), exe, "-ex", begin],
            env=env).returncode
