"""Shared by the tests of execution traces: real Go's `go tool trace` as a judge of files, and the
events of a file with their stacks."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import (GOBIN, ROOT, build, fail, needs_collector, realgo, run,  # noqa: E402
                     skip, text, toolchain)  # noqa: F401

import tracefile  # noqa: E402

PROGRAMS = os.path.join(ROOT, "testdata", "go", "trace")
TOOL = os.path.join(GOBIN, "..", "pkg", "tool", "linux_amd64", "trace")
FAKE = 1000000  # the numbers of Go's reader for what is on no P


def needs_tool():
    if not os.path.exists(TOOL):
        skip("no real Go, whose `go tool trace` reads the trace")


class Trace:
    """A file. events: each with its name, its goroutine g, and the names of the functions of its
    stack, from the innermost call on; starts: goroutine → the name of its first function."""

    def __init__(self, path):
        try:
            trace = tracefile.Trace(path)
            self.events = list(trace.events())
        except toolchain.Error as e:
            fail(e)
        self.starts, self.ns = {}, trace.ns
        names = {ident: tuple(fn for fn, *_ in frames) for ident, frames in trace.stacks.items()}
        for e in self.events:
            e.stack = names.get(e.stack, ())
            if e.name == "GoCreate":
                self.starts[e.args["g"]] = names.get(e.args["stack"], ("?",))[0]


def printed(path, *program):
    """What Go's own parser says of the file: (time, name, P, goroutine, arguments) of each event,
    in the order of time. Fails if it refuses the file."""
    # Some programs yield two million times, and the machine may be busy.
    done = run([TOOL, "-http=127.0.0.1:0", "-d", *program, path], timeout=600)
    if done.returncode != 0 or b"failed" in done.stderr:
        fail(f"{path}: go tool trace: {text(done.stderr)}")
    found = re.findall(r"^(\d+) (\w+) p=(-?\d+) g=(\d+) off=\d+((?: \w+=-?\d+)*)",
                       text(done.stdout + done.stderr), re.M)
    return [(int(ns), name, int(p), int(g),
             {k: int(v) for k, v in (a.split("=") for a in args.split())})
            for ns, name, p, g, args in found]


def parsed(path):
    """The names of the events of printed."""
    return [name for _, name, *_ in printed(path)]


def traced(program, *args, env=None, status=0, timeout=60):
    """Runs program PATH…, which writes a trace to PATH, and returns the path, of a file that exists
    as long as the test runs."""
    holder = tempfile.TemporaryDirectory(prefix="gort-test-")
    build.holders.append(holder)
    path = os.path.join(holder.name, "trace")
    done = run([program, path, *args], env=env, timeout=timeout)
    if done.returncode != status or done.stderr:
        fail(f"{program}: exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
    return path
