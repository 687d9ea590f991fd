"""The profiles of blocking and of mutexes have the stacks that real Go's have, as often, and for
about as long, under one and several Ps; `go tool pprof` reads them, and those of threads and
goroutines."""

import os
import re
import tempfile

from pprof import PROGRAMS, build, fail, needs_pprof, pprof, realgo, run, text

WAIT = 0.02  # of each goroutine, in seconds, three times
needs_pprof()


def stacks(path):
    """By stack, from the innermost call on, without the bottom frames: count and seconds."""
    with open(path) as f:
        said = f.read()
    rate = int(re.search(r"^cycles/second=(\d+)$", said, re.M)[1])
    found = {}
    for m in re.finditer(r"^(\d+) (\d+) @.*\n((?:#.*\n)*)", said, re.M):
        # Real Go has inlined all of what gccgo has as methods for the slow path.
        names = tuple(line.split("\t")[2].split("+")[0] for line in m[3].splitlines())
        names = tuple(n for n in names if n != "runtime.main" and not n.endswith("Slow"))
        if names in found:
            fail(path, "has the stack twice:", names, said)
        found[names] = (int(m[2]), int(m[1]) / rate)
    return found, said


source = os.path.join(PROGRAMS, "blocking.go")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    programs = {"ours": build([source]), "real": realgo(source, tmp)}
    for who, procs in (("real", "2"), ("ours", "1"), ("ours", "2"), ("ours", "8")):
        folder = os.path.join(tmp, who + procs)
        os.mkdir(folder)
        done = run([programs[who], folder], env={"GOMAXPROCS": procs})
        if done.returncode != 0 or done.stderr != b"0 1\n":
            fail(f"{who}: exit status {done.returncode}\n{text(done.stderr)}")
        for name, n in (("block", 10), ("mutex", 3)):
            real, _ = stacks(os.path.join(tmp, "real2", name + ".text"))
            found, said = stacks(os.path.join(folder, name + ".text"))
            if len(found) != n or found.keys() != real.keys():
                fail(f"{who} {procs}: {name} has not the stacks\n{sorted(real)}\nbut\n{said}")
            for stack, (count, seconds) in found.items():
                if count != 3 or not 3 * WAIT * 0.9 < seconds < 3 * WAIT + 5:
                    fail(f"{who} {procs}: {name}: {stack}: {count} times, {seconds} s")
            if "Type: delay\n" not in pprof("-top", os.path.join(folder, name + ".prof")):
                fail(pprof("-top", os.path.join(folder, name + ".prof")))
        for name in ("threadcreate", "goroutine"):
            pprof("-top", os.path.join(folder, name + ".prof"))
            pprof("-raw", os.path.join(folder, name + ".prof"))
        with open(os.path.join(folder, "goroutine.text")) as f:
            if not re.match(r"goroutine profile: total 1\n1 @", f.read()):
                fail("goroutine")
