"""Shared by the tests here: a program that would run for an hour, and its trace for as long as a
test wants it."""

import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail  # noqa: E402

END = "time.Sleep(1200 * time.Millisecond)"


def lasting(name):
    """Builds the golden program with an end after an hour, so that the machine's speed does not
    matter."""
    with open(os.path.join(ROOT, "testdata", "golden", "programs", name + ".go")) as f:
        text = f.read()
    if END not in text:
        fail(f"{name} does not end with {END}")
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        path = os.path.join(tmp, name + ".go")
        with open(path, "w") as f:
            f.write(text.replace(END, "time.Sleep(time.Hour)"))
        return build([path])


def watch(program, godebug, procs, enough, limit=100):
    """Runs the program and, each time another SCHED block is whole, calls enough() with all of
    them, as lists of lines; returns them once enough() is true."""
    child = subprocess.Popen([program], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True,
                             env=dict(os.environ, GODEBUG=godebug, GOMAXPROCS=procs))
    clock = threading.Timer(limit, child.kill)
    clock.start()
    blocks = []
    try:
        for line in child.stderr:
            if line.startswith("SCHED"):
                if blocks and enough(blocks):
                    return blocks
                blocks.append([])
            if not blocks:
                fail(f"{program}: no trace begins with {line!r}")
            blocks[-1].append(line.rstrip("\n"))
    finally:
        clock.cancel()
        child.kill()
        child.wait()
    fail(f"{program}, GODEBUG={godebug}, {procs} Ps: in {limit} s not what the test waited for:\n"
         + "\n".join(line for block in blocks[-3:] for line in block[:40]))
