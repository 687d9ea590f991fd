"""A program does everything that has an event of its own in a trace: Go's parser accepts the trace,
it has each kind of event, and each stack that an event of the program's begins with is the one that
real Go has for that event in the same run."""

import os
import re
import tempfile

from trace import (PROGRAMS, Trace, build, fail, needs_collector, needs_tool, parsed,
                   realgo, traced)
import tracefile

# What no program can have: the collector has no worker with a label, and what marks while it
# allocates has no debt; what Go 1.14 does not write.
NEVER = {"GoBlockGC", "GoStartLabel", "GCMarkAssistStart", "GCMarkAssistDone", "FutileWakeup",
         "CPUSample"}
# Only by chance, or called by other functions in Go 1.19.
CHANCE = {"GoPreempt", "GoSysCall", "HeapAlloc", "GCStart", "GCSweepStart", "Gomaxprocs"}
# Where gort and Go 1.14 differ from Go 1.19, or gort from both (D150).
THEIRS = {("GoUnblock", "internal/poll.runtime_Semrelease", "internal/poll.(*FD).destroy"),
          ("GoCreate", "main.main")}
OURS = {("GoUnblock", "internal/poll.(*FD).destroy", "internal/poll.(*FD).readUnlock"),
        ("GoSched", "main.main")}


def firsts(path):
    """(event, the two innermost calls) of those with a call of the program's, but for the
    collector's, preemption, and a connection that may be there at once."""
    trace = Trace(path)
    return {(e.name, *e.stack[:2]) for e in trace.events
            if e.name not in CHANCE and any(f.startswith("main.") for f in e.stack)
            and not (e.name == "GoSched" and e.stack[0].startswith("runtime."))
            and "net.(*netFD).connect" not in e.stack
            and not any(re.match(r"runtime\.(traceGC|gc|.*[gG]oparkunlock)", f) for f in e.stack)}


needs_tool()
needs_collector()
source = os.path.join(PROGRAMS, "kinds.go")
ours = traced(build([source]))
names = set(parsed(ours))
missing = {name.removesuffix("Local") for name, *_ in tracefile.TYPES.values()} - NEVER - names
if missing:
    fail("no such event:", missing)
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    theirs = traced(realgo(source, tmp))
    a, b = firsts(ours), firsts(theirs)
a, b = a - OURS, b - THEIRS
if a != b:
    fail(f"only gort: {sorted(a - b)}\nonly real Go: {sorted(b - a)}".replace("), ", ")\n"))
