"""A program ends on our runtime as it did on real Go 1.14.6, at each GOTRACEBACK level that was
recorded: the same exit status, and the same report after normal.py. Usage: golden.py NAME [RUNS]"""

import difflib
import glob
import os
import re
import signal
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "lib"), here]
from arguments import agree  # noqa: E402
from harness import ROOT, build, fail, hosted, run, skip, text  # noqa: E402
from normal import normal  # noqa: E402

name = sys.argv[1]
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 2
golden = os.path.join(ROOT, "testdata", "golden", "go1.14.6")


def varying(report):
    """The report without what depends on chance. In a program that crashes at once, forcegchelper
    may still be on its way to its first park, stopped by another thread. In crash_mapwrites chance
    decides, with real Go too, which goroutine finds the race, whether others say that they have
    found it before the report begins, and where the others are. gccgo makes a read and a write of
    m[1]++."""
    parked = ("[force gc (idle)]:\nruntime.gopark(inlined)\n\truntime/proc\n"
              "runtime.goparkunlock(inlined)\n\truntime/proc\nruntime.forcegchelper()")
    report = re.sub(r"\[runnable\]:\nruntime\.forcegchelper\((?:inlined)?\)", parked, report)
    if name != "crash_mapwrites":
        return report
    elsewhere = "\tgoroutine running on other thread; stack unavailable\n"
    for old, new in (("map read and map write", "map writes"), ("mapaccess1_", "mapassign_"),
                     (elsewhere, "main.main.func1(...)\n\tcrash_mapwrites.go:11\n"),
                     ("crash_mapwrites.go:9\ncreated", "crash_mapwrites.go:11\ncreated"),
                     ("[running]", "[runnable]")):
        report = report.replace(old, new)
    report = re.sub(r"^(fatal error: .*\n)\1+", r"\1", report)
    report = re.sub(r"runtime\.goexit.*\n\t.*\n", "", report)
    return re.sub(r"(?<=\[runnable\]:\n)(runtime\.[mt].*\n\t.*\n)+", "", report)


def sleeps(pid):
    """Whether all threads of a process sleep, and the processor time that they have used."""
    stats = []
    for path in glob.glob(f"/proc/{pid}/task/*/stat"):
        with open(path) as f:
            stats.append(f.read().rpartition(")")[2].split())
    return all(s[0] == "S" for s in stats), sum(int(s[11]) + int(s[12]) for s in stats)


def sigquit(program, env):
    """The first 30 lines of the dump of a program that has come to rest. It runs with one P: then
    the first thread, which gets the signal, is the one that polls the network. With more Ps any
    thread may poll (in real Go it was another thread in 40 of 160 runs on a busy machine)."""
    p = subprocess.Popen([program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         env=dict(os.environ, GOMAXPROCS="1", **env))
    time.sleep(0.3)
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        before = sleeps(p.pid)
        time.sleep(0.05)
        if before[0] and sleeps(p.pid) == before:
            break
    p.send_signal(signal.SIGQUIT)
    err = p.communicate(timeout=60)[1]
    return p.returncode, b"".join(err.splitlines(True)[:30])


def check(program, env, recorded, status):
    head = ".SIGQUIT." in recorded
    if head:
        got, err = sigquit(program, env)
        if ".head30." in recorded and len(err.splitlines()) != 30:
            fail("the dump is short:\n" + text(err))
    else:
        # The goroutine must not crash before main has come to its select: one P, and no storm.
        if name == "crash_goroutine":
            env = dict(env, GOMAXPROCS="1", GORT_STORM="")
        done = run([program], env=env)
        got, err = done.returncode, done.stderr
    got = 128 - got if got < 0 else got
    if got != status:
        fail(f"{env}: exit status {got}, not {status}\n{text(err)[-3000:]}")
    with open(recorded, errors="replace") as f:
        want = f.read()
    ours, theirs = (varying(normal(r, True)).splitlines() for r in (text(err), want))
    if len(ours) == len(theirs):
        ours = [t if agree(o, t) else o for o, t in zip(ours, theirs)]
    if ours != theirs:
        diff = difflib.unified_diff(theirs, ours, "real Go 1.14.6", "gort", lineterm="", n=3)
        shown = "\n".join(list(diff)[:60])
        fail(f"{env}:\n{shown}\n\nin full:\n{text(err)[:6000]}")


if hosted() and (name == "goexit_main" or name.startswith("deadlock_")):
    skip("a hosted program reports no deadlock")
program = build([os.path.join(golden, "..", "programs", name + ".go")])
cases = []
found = sorted(glob.glob(os.path.join(golden, "run", name + ".stderr"))
               + glob.glob(os.path.join(golden, "traceback", name + ".*.stderr")))
for recorded in found:
    level = re.search(r"GOTRACEBACK=(\w+)", recorded)
    status = 2
    if os.path.exists(recorded[:-6] + "exit"):
        with open(recorded[:-6] + "exit") as f:
            status = int(f.read())
    cases.append(({"GOTRACEBACK": level[1]} if level else {}, recorded, status))
if not cases:
    fail("nothing is recorded of", name)
for env, recorded, status in cases:
    for i in range(1 if ".SIGQUIT." in recorded else runs):
        check(program, env, recorded, status)
