"""Shared by the tests of execution traces: real Go's `go tool trace` as a judge of files, and a
reader of the format that shows each event with its stack."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import (GOBIN, ROOT, build, fail, needs_collector, realgo, run,  # noqa: E402
                     skip, text, toolchain)  # noqa: F401

PROGRAMS = os.path.join(ROOT, "testdata", "go", "trace")
TOOL = os.path.join(GOBIN, "..", "pkg", "tool", "linux_amd64", "trace")

# Number, name as of 1.19, number of arguments, whether the last one is a stack.
EVENTS = {4: ("Gomaxprocs", 2, 1), 5: ("ProcStart", 1, 0), 6: ("ProcStop", 0, 0),
          7: ("GCStart", 2, 1), 8: ("GCDone", 0, 0), 9: ("GCSTWStart", 1, 0),
          10: ("GCSTWDone", 0, 0), 11: ("GCSweepStart", 1, 1), 12: ("GCSweepDone", 2, 0),
          13: ("GoCreate", 3, 1), 14: ("GoStart", 2, 0), 15: ("GoEnd", 0, 0), 16: ("GoStop", 1, 1),
          17: ("GoSched", 1, 1), 18: ("GoPreempt", 1, 1), 19: ("GoSleep", 1, 1),
          20: ("GoBlock", 1, 1), 21: ("GoUnblock", 3, 1), 22: ("GoBlockSend", 1, 1),
          23: ("GoBlockRecv", 1, 1), 24: ("GoBlockSelect", 1, 1), 25: ("GoBlockSync", 1, 1),
          26: ("GoBlockCond", 1, 1), 27: ("GoBlockNet", 1, 1), 28: ("GoSysCall", 1, 1),
          29: ("GoSysExit", 3, 0), 30: ("GoSysBlock", 0, 0), 31: ("GoWaiting", 1, 0),
          32: ("GoInSyscall", 1, 0), 33: ("HeapAlloc", 1, 0), 34: ("HeapGoal", 1, 0),
          38: ("GoStart", 1, 0), 39: ("GoUnblock", 2, 1), 41: ("GoStart", 3, 0),
          42: ("GoBlockGC", 1, 1), 43: ("GCMarkAssistStart", 1, 1), 44: ("GCMarkAssistDone", 0, 0),
          45: ("UserTaskCreate", 4, 1), 46: ("UserTaskEnd", 2, 1), 47: ("UserRegion", 4, 1),
          48: ("UserLog", 3, 1)}
# What the goroutine does when it stops running.
STOPS = {"GoEnd", "GoStop", "GoSched", "GoPreempt", "GoSleep", "GoBlock", "GoBlockSend",
         "GoBlockRecv", "GoBlockSelect", "GoBlockSync", "GoBlockCond", "GoBlockNet", "GoBlockGC",
         "GoSysBlock"}


def needs_tool():
    if not os.path.exists(TOOL):
        skip("no real Go, whose `go tool trace` reads the trace")


class Event:
    """name, args, g (that did it, 0 if none), stack: names from the innermost call on."""

    def __init__(self, name, args, g):
        self.name, self.args, self.g, self.stack, self.text = name, args, g, (), ""


class Trace:
    """Reads a file. events: P by P, those of a P in their order; starts: goroutine → the name of
    its first function."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        if not re.fullmatch(rb"go 1\.1[19] trace\0\0\0", self.data[:16]):
            fail(f"{path}: not a trace: {self.data[:16]!r}")
        self.at, self.strings, self.stacks = 16, {0: ""}, {0: ()}
        self.events, self.starts = [], {}
        running, p = {}, None
        batches = {}
        while self.at < len(self.data):
            kind, n = self.data[self.at] & 63, self.data[self.at] >> 6
            self.at += 1
            if kind == 1:
                p, _ = self.number(), self.number()
            elif kind == 2:
                self.frequency = self.number()
            elif kind == 37:
                ident, size = self.number(), self.number()
                self.strings[ident] = text(self.data[self.at:self.at + size])
                self.at += size
            elif kind == 3:
                self.number()
                ident, frames = self.number(), []
                for _ in range(self.number()):
                    frames.append([self.number() for _ in range(4)][1])
                self.stacks[ident] = frames
            else:
                batches.setdefault(p, []).append(self.event(kind, n, running, p))
        for ident, frames in self.stacks.items():
            self.stacks[ident] = tuple(self.strings[f] for f in frames)
        for p in sorted(batches):
            for e, stack in batches[p]:
                e.stack = self.stacks[stack]
                if e.name == "GoCreate":
                    self.starts[e.args[0]] = (self.stacks[e.args[1]] or ("?",))[0]
                self.events.append(e)

    def number(self):
        v = shift = 0
        while True:
            b = self.data[self.at]
            self.at += 1
            v |= (b & 127) << shift
            shift += 7
            if b < 128:
                return v

    def event(self, kind, n, running, p):
        if n == 3:
            self.number()
        self.number()  # time
        name, nargs, stack = EVENTS[kind]
        args = [self.number() for _ in range(nargs)]
        if name == "GoStart":
            running[p] = args[0]
        e = Event(name, args, args[0] if name == "GoSysExit" else running.get(p, 0))
        if name in STOPS:
            running[p] = 0
        if name == "UserLog":
            size = self.number()
            e.text = text(self.data[self.at:self.at + size])
            self.at += size
        return e, args[-1] if stack else 0


def parsed(path):
    """What Go's own parser says of the file: the names of the events, in the order of time. Fails
    if it refuses the file."""
    done = run([TOOL, "-http=127.0.0.1:0", "-d", path], timeout=120)
    if done.returncode != 0 or b"failed" in done.stderr:
        fail(f"{path}: go tool trace: {text(done.stderr)}")
    return re.findall(r"^\d+ (\w+) p=", text(done.stdout + done.stderr), re.M)


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
