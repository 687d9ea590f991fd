"""The parser reads the lines of every Go from 1.5 to 1.26, keeps bad lines with their numbers, and
splits runs; the statistics tell kinds of runs apart when they differ and only then."""

import os
import random
import re
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, fail  # noqa: E402

import schedstat  # noqa: E402
import schedtrace  # noqa: E402


def same(what, got, want):
    if got != want:
        fail(f"{what}: {got!r}, not {want!r}")


def read(text):
    trace = schedtrace.Trace()
    trace.read(text, "f")
    return trace


# Before 1.6 a brief line had no spinningthreads; 1.20 adds needspinning, 1.25 the blanks in
# the brackets and the ticks.
HEAD = "SCHED 7ms: gomaxprocs=2 idleprocs=1 threads=5 spinningthreads=0 "
for line, head, lrq in (
    ("SCHED 1004ms: gomaxprocs=2 idleprocs=0 threads=2 idlethreads=0 runqueue=0 [9 1]",
     {"threads": 2, "runqueue": 0}, [9, 1]),
    ("SCHED 0ms: gomaxprocs=1 idleprocs=0 threads=2 spinningthreads=1 idlethreads=0 runqueue=3 [1]",
     {"spinningthreads": 1, "runqueue": 3}, [1]),
    (HEAD + "needspinning=1 idlethreads=3 runqueue=0 [0 0]", {"needspinning": 1}, [0, 0]),
    (HEAD + "needspinning=0 idlethreads=3 runqueue=0 [ 4 0 ] schedticks=[ 11 12 ]",
     {"idlethreads": 3}, [4, 0]),
    (HEAD + "idlethreads=3 runqueue=0 [0 0]\r", {"idlethreads": 3}, [0, 0]),
):
    trace = read(line + "\n")
    same("bad lines", trace.bad, [])
    sample = trace.runs[0][0]
    same("local queues", sample.queues(), lrq)
    for k, v in head.items():
        same(f"{k} of {line}", sample.head[k], v)


OLD = """\
SCHED 2002ms: gomaxprocs=1 idleprocs=0 threads=3 spinningthreads=0 idlethreads=1 runqueue=2 \
gcwaiting=0 nmidlelocked=1 stopwait=0 sysmonwait=0
  P0: status=1 schedtick=10 syscalltick=4 m=0 runqsize=9 gfreecnt=1
  M2: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 helpgc=0 spinning=false \
blocked=true lockedg=-1
  M1: p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=1 dying=0 helpgc=0 spinning=false \
blocked=false lockedg=-1
  M0: p=0 curg=9 mallocing=0 throwing=0 preemptoff=write heap dump locks=0 dying=0 helpgc=0 \
spinning=false blocked=false lockedg=9
  G1: status=4(semacquire) m=-1 lockedm=-1
  G2: status=4(force gc (idle)) m=-1 lockedm=-1
  G9: status=4098(runnable) m=0 lockedm=0
  G5: status=6() m=-1 lockedm=-1
"""
FIELDS = {"local queues": 9, "timers": 0, "queued + busy Ps": 12, "Gs dead": 1, "Gs running": 1,
          "Ms blocked": 1}
trace = read(OLD)
same("bad lines", trace.bad, [])
s = trace.runs[0][0]
same("Ps, Ms, Gs", (list(s.P), list(s.M), list(s.G)), ([0], [2, 1, 0], [1, 2, 9, 5]))
same("a reason with brackets", s.G[2]["reason"], "force gc (idle)")
same("preemptoff", s.M[0]["preemptoff"], "write heap dump")
same("what the Ps ran", s.running(), {0: 9})
same("fields", {k: v for k, v in s.fields().items() if k in FIELDS}, FIELDS)

NEW = """\
SCHED 5ms: gomaxprocs=1 idleprocs=1 threads=2 spinningthreads=0 needspinning=0 idlethreads=0 \
runqueue=0 gcwaiting=false nmidlelocked=0 stopwait=0 sysmonwait=true
  P0: status=0 schedtick=7 syscalltick=0 m=nil runqsize=0 gfreecnt=0 timerslen=1
  M1: p=nil curg=nil mallocing=0 throwing=0 preemptoff= locks=2 dying=0 spinning=false \
blocked=false lockedg=nil
  G1: status=4(sleep) m=nil lockedm=nil
"""
trace = read(NEW)
same("bad lines", trace.bad, [])
s = trace.runs[0][0]
same("booleans", (s.head["gcwaiting"], s.head["sysmonwait"]), (0, 1))
same("nil", (s.P[0]["m"], s.M[1]["curg"], s.G[1]["lockedm"]), (-1, -1, -1))

GOOD = ("SCHED {}ms: gomaxprocs=1 idleprocs=0 threads=2 spinningthreads=0 idlethreads=0 "
        "runqueue=0 [0]\n")
FIVE = GOOD.format(5).rstrip()
BAD = (
    "hello from the program",
    FIVE[:-1],  # cut off
    FIVE.replace("idleprocs=0", "idleprocs=x"),  # no number
    FIVE.replace("threads=2 ", "", 1),  # threads missing
    "out " + FIVE,  # the program's text before it
    "SCHED ms: gomaxprocs=1",
    # A P line after a brief line.
    "  P0: status=1 schedtick=10 syscalltick=4 m=0 runqsize=9 gfreecnt=1",
    "  M0: p=0",
    "  G1: status=4 m=-1 lockedm=-1",
    # Numbers that are too large to be true.
    FIVE.replace("threads=2", "threads=" + "9" * 19),
    FIVE.replace("5ms", "9" * 400 + "ms"),
    FIVE.replace("[0]", "[" + "9" * 400 + "]"),
)
signal.alarm(60)  # lines whose end is missing take no longer than others
for line in (FIVE[:-1] + " 123" * 10000, FIVE.replace("[0]", "[" + "1" * 10000),
             "  P0: " + "a" * 50000, "  P0: a" + " " * 50000 + "a"):
    same("long lines", len(read(GOOD.format(0) + line).bad), 1)
    same("long lines of P", len(read(OLD + line).bad), 1)
signal.alarm(0)
trace = read(GOOD.format(0) + GOOD.format(100) + "\n".join(BAD) + "\n"
             + GOOD.format(200) + GOOD.format(0) + GOOD.format(90))
same("bad lines", trace.bad, [("f", 3 + i, line) for i, line in enumerate(BAD)])
same("runs", [[s.ms for s in run] for run in trace.runs], [[0, 100, 200], [0, 90]])
trace = read(OLD + "  G1: status=4(sleep) m=-1 lockedm=-1\n" + "  M7: p=-1 curg=-1\n")
same("a G twice, an M cut off", [n for _, n, _ in trace.bad], [10, 11])
sched, *rest = OLD.split("\n")[:-1]
for line in rest:  # each with its last word cut off
    cut = line.rsplit(" ", 1)[0]
    same("a cut line is bad", len(read(f"{sched}\n{cut}").bad), 1)
    large = re.sub(r"=-?\d+", "=" + "9" * 400, line)
    same("a line with a large number is bad", len(read(f"{sched}\n{large}").bad), 1)

# Every recorded line of real Go 1.14.6 is read, and the invariants hold in all of them (the
# detailed recordings are cut after 400 lines).
golden = os.path.join(ROOT, "testdata", "golden", "go1.14.6", "schedtrace")
recorded = {}
for name in sorted(os.listdir(golden)):
    trace = schedtrace.Trace()
    with open(os.path.join(golden, name)) as f:
        trace.read(f.read(), name)
    same(f"bad lines of {name}", trace.bad, [])
    same(f"runs of {name}", len(trace.runs), 1)
    steady = [schedtrace.steady(r, 3, None) for r in trace.runs]
    for words, _, why in schedtrace.invariants(trace.runs, steady, 100):
        if why:
            fail(f"{name}: {words}: {why}")
    recorded[name] = trace.runs


def broken(name, expect):
    runs = recorded[name]
    steady = [schedtrace.steady(r, 3, 3000) for r in runs]
    found = schedtrace.invariants(runs, steady, None, expect)
    return [words for words, _, why in found if why]


for program, expect, other in (
    ("idle", ("idle", 0), ("syscalls", 5)), ("cpu10", ("loops", 10), ("loops", 9)),
    ("syscall", ("syscalls", 5), ("syscalls", 4)), ("blocked1000", ("idle", 0), ("loops", 1)),
):
    for procs in (1, 2, 4):
        name = f"st_{program}.p{procs}.run1.txt"
        same(f"{name} as {expect}", broken(name, expect), [])
        same(f"{name} as {other}", len(broken(name, other)), 1)

# Two distributions, the area between them computed by hand: {0, 2} and {1} differ by half of 1 on
# either side.
same("area", round(schedstat.area({0: .5, 2: .5}, {1: 1}), 9), 1.0)
same("area of the same", schedstat.area({0: .5, 2: .5}, {2: .5, 0: .5}), 0)


def verdict(left, right):
    return schedstat.compare([{"f": run} for run in left], [{"f": run} for run in right])[0].verdict


rng = random.Random(3)


def runs(n, base, jitter=0, spread=0):
    out = []
    for _ in range(n):
        middle = base + rng.randint(-spread, spread)
        out.append([middle + rng.randint(-jitter, jitter) for _ in range(9)])
    return out


same("constants, the same", verdict(runs(8, 4), runs(8, 4)), "equal")
same("constants, one apart", verdict(runs(8, 5), runs(8, 4)), "different")
same("too few to tell", verdict(runs(3, 5), runs(3, 4)), "too few runs")
same("no spread known", verdict(runs(1, 5), runs(1, 4)), "too few runs")
same("noise of one kind, shifted", verdict(runs(8, 14, 1), runs(8, 10, 1)), "different")
same("shifted by less than two runs differ",
     verdict([[12] * 9] * 8, [[8] * 9, [13] * 9] + [[10] * 9] * 6), "within, shifted")
# Runs that vary as wholes: the samples of a run must not count as independent. Of 200 comparisons
# of like with like only few may be told apart.
wrong = 0
for _ in range(200):
    found = verdict(runs(6, 10, 0, 3), runs(6, 10, 0, 3))
    wrong += found in ("different", "within, shifted")
if wrong > 8:
    fail(f"like was told from like {wrong} times in 200")
# The chance itself: like against like, p <= 0.2 in about a fifth.
small = 0
for _ in range(200):
    a, b = ([schedstat.weights(r) for r in runs(5, 10, 1, 3)] for _ in range(2))
    small += schedstat.permutation(a, b) <= 0.2
if not 20 <= small <= 60:
    fail(f"p <= 0.2 in {small} of 200 comparisons of like with like")
# All divisions and random ones agree.
a, b = ([schedstat.weights(r) for r in runs(6, base, 1, 2)] for base in (10, 12))
exact, schedstat.MAX_SPLITS = schedstat.permutation(a, b), 900
if abs(exact - schedstat.permutation(a, b)) > 0.03:
    fail("random divisions give another chance than all divisions")
