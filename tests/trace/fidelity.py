"""Traces of the same program by real Go and by gort have the same events. With one P, for a program
whose events are determined: the same sequence for each goroutine. For the programs of
testdata/sched each goroutine has the same events as often, with two Ps where all block for good,
else with one; those that run without an end do so a number of times. Only of the loops that never
yield the kinds alone are compared: how often they are preempted is a matter of time."""

import collections
import glob
import os
import re
import tempfile

from trace import PROGRAMS, ROOT, Trace, build, fail, needs_tool, realgo, traced

# Events of Ps, the heap and the collector come when they come.
IGNORED = {"ProcStart", "ProcStop", "Gomaxprocs", "HeapAlloc", "HeapGoal", "GCStart", "GCDone",
           "GCSTWStart", "GCSTWDone", "GCSweepStart", "GCSweepDone"}
BLOCK = {"blocked1000", "idle", "syscall"}  # of testdata/sched: for good
ENDLESS = {
    "pingpong": ("for time.Now().Before(end) {", "for j := 0; j < 1 || end.IsZero(); j++ {"),
    "locked": ("\t\t\tfor {", "\t\t\tfor j := 0; j < 3; j++ {"),
    "timers": ("\t\t\tfor {", "\t\t\tfor j := 0; j < 2; j++ {"),
}
TRIES = 50
STARVING = 900000  # ns; package sync says 1 ms


def wrapped(path, tmp):
    """A copy of a program that traces itself into os.Args[1], and runs for a shorter time."""
    with open(path) as f:
        code = f.read()
    code = code.replace("1200 * time.Millisecond", "300 * time.Millisecond")
    old, new = ENDLESS.get(os.path.basename(path)[:-3], ("", ""))
    if old not in code:
        fail(f"{path} has no {old}")
    code = code.replace(old, new, 1)
    code = code.replace("func main() {", "func program() {")
    imports = "".join(f'import "{p}"\n' for p in ("os", "runtime/trace")
                      if f'"{p}"' not in code)
    code = code.replace("package main\n", "package main\n\n" + imports, 1) + """
func main() {
	f, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	trace.Start(f)
	program()
	trace.Stop()
}
"""
    copy = os.path.join(tmp, os.path.basename(path))
    with open(copy, "w") as f:
        f.write(code)
    return copy


def goroutines(path):
    """Function → the events of each of its goroutines, in their order, as they were created; and
    whether one waited for a Mutex for so long that it got the lock handed over, by other events."""
    trace = Trace(path)
    order, blocked, starved = collections.defaultdict(list), {}, False
    for e in trace.events:
        if e.name in IGNORED:
            continue
        order[e.g].append(e.name)
        if e.name == "GoBlockSync" and trace.starts.get(e.g, "").startswith("main.locker"):
            blocked.setdefault(e.g, e.time)
        elif e.name != "GoStart":  # it has the lock
            starved |= trace.ns(e.time - blocked.pop(e.g, e.time)) > STARVING
    found = collections.defaultdict(list)
    for g in sorted(trace.starts):
        # The collector's and the trace's own goroutines are not the program's.
        if trace.starts[g].startswith("main.") or g == 1:
            # Go 1.19 numbers a closure's wrapper too, if the go statement has arguments.
            found[re.sub(r"\d+$", "", trace.starts[g])].append(order[g])
    return found, starved


def disturbed(found, ends):
    """Was something preempted, which happens when the machine is busy and makes the order another
    one? ends: or did a goroutine not come to its end?"""
    each = [(name, events) for name, lives in found.items() for events in lives]
    return any("GoPreempt" in events for _, events in each) or ends and any(
        name.startswith("main.") and events[-1] != "GoEnd" for name, events in each)


def both(path, procs, exact, ends=False):
    """The goroutines of a program on gort and with real Go; exact: in runs without disturbance."""
    sides = []
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        copy = wrapped(path, tmp)
        for exe in (build([copy]), realgo(copy, tmp)):
            for _ in range(TRIES):
                found, starved = goroutines(traced(exe, env={"GOMAXPROCS": procs}))
                if not (exact and (starved or disturbed(found, ends))):
                    break
            else:
                fail(f"{path}: disturbed each time")
            sides.append(found)
    return sides


needs_tool()
ours, theirs = both(os.path.join(PROGRAMS, "order.go"), "1", True)
for name in set(ours) | set(theirs):
    if ours[name] != theirs[name]:
        pairs = [(a, b) for a, b in zip(ours[name], theirs[name]) if a != b]
        a, b = pairs[0] if pairs else (ours[name], theirs[name])
        fail(f"{name}: gort {a}\nreal Go {b}")

for path in sorted(glob.glob(os.path.join(ROOT, "testdata", "sched", "*.go"))):
    program = os.path.basename(path)[:-3]
    exact = program in BLOCK or program in ENDLESS
    ours, theirs = both(path, "2" if program in BLOCK else "1", exact,
                        ends=program in ("locked", "timers"))
    for name in set(ours) | set(theirs):
        a, b = ([collections.Counter(events) for events in side[name]] for side in (ours, theirs))
        if exact:
            a, b = (sorted(sorted(c.items()) for c in side) for side in (a, b))
        else:
            a, b = ({e for c in side for e in c} for side in (a, b))
        if a != b:
            fail(f"{path}: {name}: gort {str(a)[:2000]}\nreal Go {str(b)[:2000]}")
