"""
usage: gort schedcmp [OPTION…] PROG.go
       gort schedcmp [OPTION…] --left FILE… --right FILE…

Builds the program with gort and with real Go, runs both in turn with the same
GODEBUG=schedtrace=… and GOMAXPROCS, and compares what they show, field by field. Instead of running
a side, gort can read recorded traces: --left stands for gort, --right for real Go. A file may hold
several runs (each begins with a line of 0 ms), of any Go from 1.5 to 1.26; lines that are not
schedtrace's are counted and shown.

    --procs 1,2,4     values of GOMAXPROCS, one comparison for each
    --runs 8          runs of each side
    --interval 100    ms between two lines
    --detail          scheddetail=1: compares P, M and G lines too
    --skip 3          samples at the start of each run that are not compared (start-up); nor is the
                      last sample, because the program may be ending
    --until MS        samples after this time are not compared (a recorded program that was ending)
    --expect KIND     the program is of a kind whose samples are known: idle, loops=N (CPU loops),
                      syscalls=N (goroutines in a blocking call); without this option, what a line
                      `// schedcmp: KIND` in PROG.go says
    --timeout 60      seconds after which a run is killed
    --go PATH         real Go; without this option, `go` from PATH or /usr/lib/go-1.19/bin/go
    --left FILE       recorded traces in place of gort's runs; may be given more than once
    --right FILE      recorded traces in place of real Go's runs
    --html OUT.html   the result as a page with pictures

For each field:
    gap      area between the two distributions of its values (first Wasserstein distance), in units
             of the field; each run counts the same
    spread   the greatest such distance between two runs of real Go: real Go compared with itself
    p        if the runs of both sides were of one kind, the chance to draw two groups as unlike as
             these (permutation test over runs, energy statistic on the distances; all divisions, or
             4999 with a fixed seed). The unit is the run, because the samples of one run depend on
             each other.
and the verdict:
    equal            the same values, equally often
    within           cannot be told from real Go's own variation from run to run
    within, shifted  can be told from it (p <= 0.01 by Holm's correction over the fields), but
                     differs by less than two runs of real Go do
    different        can be told from it, and differs by more than two runs of real Go do
    too few runs     not equal, and so few runs that no chance could fall below the limit
Exit status: 0 if no field is different and gort kept all invariants, else 1; 2 for mistakes.
"""

import os
import re
import subprocess
import sys
import tempfile

import realgo
import schedhtml
import schedstat
import schedtrace
import toolchain

SHOWN = 5  # bad lines shown


def number(text, what, least):
    if not re.fullmatch(r"\d{1,6}", text) or int(text) < least:
        raise toolchain.Error(f"schedcmp: {what}: {text!r} is not a number from {least} on")
    return int(text)


def expectation(text):
    name, _, n = text.partition("=")
    if name not in schedtrace.EXPECT or (name == "idle") != (n == ""):
        raise toolchain.Error(f"schedcmp: unknown kind {text!r}; "
                              "known are idle, loops=N, syscalls=N")
    return name, number(n or "0", name, 0)


class Options:
    VALUED = ("--procs", "--runs", "--interval", "--skip", "--until", "--timeout", "--expect",
              "--go", "--html", "--left", "--right")

    def __init__(self, args):
        self.procs, self.runs, self.interval = [1, 2, 4], 8, 100
        self.detail, self.skip, self.timeout = False, 3, 60
        self.expect = self.go = self.html = self.program = self.until = None
        self.left, self.right = [], []
        while args:
            arg, args = args[0], args[1:]
            if arg == "--detail":
                self.detail = True
            elif arg in self.VALUED:
                if not args:
                    raise toolchain.Error(f"schedcmp: {arg} needs a value")
                value, args = args[0], args[1:]
                if arg == "--procs":
                    self.procs = [number(v, arg, 1) for v in value.split(",")]
                elif arg in ("--runs", "--interval", "--timeout", "--until"):
                    setattr(self, arg[2:], number(value, arg, 1))
                elif arg == "--skip":
                    self.skip = number(value, arg, 0)
                elif arg == "--expect":
                    self.expect = expectation(value)
                elif arg in ("--left", "--right"):
                    getattr(self, arg[2:]).append(value)
                else:
                    setattr(self, arg[2:], value)
            elif arg.startswith("-"):
                raise toolchain.Error(f"schedcmp: unknown option {arg}")
            elif self.program:
                raise toolchain.Error("schedcmp: one program at a time")
            else:
                self.program = arg
        if not self.program and not (self.left and self.right):
            raise toolchain.Error("schedcmp: which program? "
                                  "Or two recorded traces: --left FILE --right FILE")
        if self.program and self.left and self.right:
            raise toolchain.Error("schedcmp: both sides are recorded; there is nothing to run")
        if self.program and not self.program.endswith(".go"):
            raise toolchain.Error(f"schedcmp: {self.program}: not a .go file")
        if self.program and not os.path.isfile(self.program):
            raise toolchain.Error(f"schedcmp: {self.program}: no such file")
        if self.program and not self.expect:
            with open(self.program, errors="replace") as f:
                m = re.search(r"^// schedcmp: (\S+)$", f.read(), re.M)
            self.expect = expectation(m[1]) if m else None


def progress(text):
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + text)
        sys.stderr.flush()


class Side:
    """One of the two sides: its name, the program to run or the trace that was recorded, and what
    went wrong."""

    def __init__(self, name):
        self.name, self.program, self.trace, self.odd = name, None, schedtrace.Trace(), []

    def read(self, paths):
        for path in paths:
            try:
                with open(path, errors="replace") as f:
                    self.trace.read(f.read(), path)
            except OSError as e:
                raise toolchain.Error(f"schedcmp: {path}: {e.strerror}")
        if not self.trace.runs:
            raise toolchain.Error(f"schedcmp: {', '.join(paths)}: no SCHED line")

    def run(self, o, procs, number):
        debug = f"schedtrace={o.interval}" + (",scheddetail=1" if o.detail else "")
        env = dict(os.environ, GODEBUG=debug, GOMAXPROCS=str(procs))
        what = f"{self.name}, {procs} Ps, run {number}"
        # Standard error goes to a file: a full pipe would block the program.
        with tempfile.TemporaryFile() as err:
            child = subprocess.Popen([self.program], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=err, env=env)
            try:
                status = child.wait(o.timeout)
                if status != 0:
                    self.odd.append(f"{what}: exit status {status}")
            except subprocess.TimeoutExpired:
                self.odd.append(f"{what}: killed after {o.timeout} s")
            finally:
                if child.poll() is None:
                    child.kill()
                    child.wait()
            err.seek(0)
            before = len(self.trace.runs)
            self.trace.read(err.read().decode(errors="replace"), what)
        if len(self.trace.runs) == before:
            self.odd.append(f"{what}: no SCHED line")

    def by_procs(self):
        out = {}
        for run in self.trace.runs:
            out.setdefault(run[0].head["gomaxprocs"], []).append(run)
        return out


def gather(o):
    """Both sides, with their runs."""
    left, right = Side("gort"), Side("real Go")
    if o.left:
        left.name = "left" if not o.program else "recorded"
        left.read(o.left)
    if o.right:
        right.name = "right" if not o.program else "recorded"
        right.read(o.right)
    if not o.program:
        return left, right
    with tempfile.TemporaryDirectory(prefix="gort-schedcmp-") as tmp:
        if not o.right:
            go, right.name = realgo.find("schedcmp", o.go)
            progress(f"building {o.program} with {right.name}")
            right.program = os.path.join(tmp, "go")
            realgo.build("schedcmp", go, [o.program], right.program)
        if not o.left:
            progress(f"building {o.program} with gort")
            left.program = os.path.join(tmp, "gort")
            toolchain.build([o.program], left.program)
        live = [s for s in (left, right) if s.program]
        total, done = len(o.procs) * o.runs * len(live), 0
        for procs in o.procs:
            for i in range(o.runs):
                for side in live if i % 2 == 0 else live[::-1]:
                    progress(f"{done}/{total}: {side.name}, {procs} Ps, "
                             f"run {i + 1} of {o.runs}")
                    side.run(o, procs, i + 1)
                    done += 1
        progress("")
    return left, right


def values(samples):
    """{field: values}. A field that only some samples have is 0 in the others (goroutines by wait
    reason)."""
    samples = [s.fields() for s in samples]
    names = dict.fromkeys(k for s in samples for k in s)
    return {k: [s.get(k, 0) for s in samples] for k in names}


def fill(sides):
    """Counts of goroutines by state that one run lacks are 0 there."""
    names = dict.fromkeys(k for side in sides for run in side for k in run if k.startswith("Gs "))
    if all("timers" in run for side in sides for run in side):
        for side in sides:
            for run in side:
                for k in names:
                    run.setdefault(k, [0] * len(run["threads"]))


def table(results, left, right):
    rows = [("field", left, right, "gap", "spread", "p", "verdict")]
    for r in results:
        rows.append((r.field, schedstat.words(r.left), schedstat.words(r.right), f"{r.gap:.2f}",
                     "?" if r.spread is None else f"{r.spread:.2f}",
                     "" if r.gap == 0 else f"{r.p:.4f}", r.verdict))
    width = [max(len(row[i]) for row in rows) for i in range(7)]
    lines = ("  ".join(cell.ljust(w) for cell, w in zip(row, width)) for row in rows)
    return "".join("  " + line.rstrip() + "\n" for line in lines)


class Comparison:
    """One value of GOMAXPROCS: the runs that have a steady part, the results, the invariants."""

    def __init__(self, o, procs, left, right):
        self.procs, self.left, self.right = procs, left, right
        steady = []
        for runs in (left, right):
            cut = (schedtrace.steady(run, o.skip, o.until) for run in runs)
            steady.append([samples for samples in cut if samples])
        self.short = [len(runs) - len(s) for runs, s in zip((left, right), steady)]
        tables = [[values(samples) for samples in runs] for runs in steady]
        fill(tables)
        self.results = schedstat.compare(*tables) if all(tables) else []
        self.holds = [
            schedtrace.invariants(runs, s, None if recorded else o.interval, o.expect)
            for runs, s, recorded in ((left, steady[0], o.left), (right, steady[1], o.right))]

    def different(self):
        return [r.field for r in self.results if r.verdict == "different"]

    def broken(self):
        """Invariants that the left side broke."""
        return [words for words, _, why in self.holds[0] if why]


def conclusion(c, name):
    """What one comparison found, in one line."""
    different = ", ".join(c.different())
    if not c.results:
        line = "nothing to compare: the runs are too short"
    else:
        line = f"different: {different}" if different else "no field different"
    few = [r.field for r in c.results if r.verdict == "too few runs"]
    if few:
        line += f"; too few runs to judge: {', '.join(few)}"
    if c.broken():
        line += f"; broken by {name}: {'; '.join(c.broken())}"
    return line


def report(o, left, right, comparisons, out):
    for c in comparisons:
        print(f"GOMAXPROCS={c.procs}: {len(c.left)} runs of {left.name}, "
              f"{len(c.right)} of {right.name}", file=out)
        for side, short in zip((left, right), c.short):
            if short:
                print(f"  {side.name}: {short} runs are too short to have a steady part", file=out)
        if c.results:
            out.write(table(c.results, left.name, right.name))
        print("  invariants", file=out)
        by_words = {}
        for i, holds in enumerate(c.holds):
            for words, n, why in holds:
                cell = f"holds ({n})" if why is None else f"BROKEN: {why}"
                by_words.setdefault(words, ["—", "—"])[i] = cell
        for words, (a, b) in by_words.items():
            print(f"    {words}: {left.name} {a}; {right.name} {b}", file=out)
        print(file=out)
    for side in (left, right):
        for line in side.odd:
            print(line, file=out)
        if side.trace.bad:
            first = f", the first {SHOWN}" if len(side.trace.bad) > SHOWN else ""
            print(f"{side.name}: {len(side.trace.bad)} bad lines{first}:", file=out)
            for source, n, line in side.trace.bad[:SHOWN]:
                print(f"  {source}, line {n}: {line!r}", file=out)
    for c in comparisons:
        print(f"GOMAXPROCS={c.procs}: {conclusion(c, left.name)}", file=out)


def main(args):
    try:
        o = Options(args)
        left, right = gather(o)
        runs = left.by_procs(), right.by_procs()
        common = [p for p in sorted(runs[0]) if p in runs[1]]
        if not common:
            raise toolchain.Error(f"schedcmp: no gomaxprocs in common: {left.name} has "
                                  f"{sorted(runs[0])}, {right.name} {sorted(runs[1])}")
        progress("comparing")
        comparisons = [Comparison(o, p, runs[0][p], runs[1][p]) for p in common]
        progress("")
        report(o, left, right, comparisons, sys.stdout)
        if o.html:
            try:
                toolchain.write_whole(o.html, schedhtml.page(o, left, right, comparisons))
            except BrokenPipeError:
                raise
            except OSError as e:
                raise toolchain.Error(f"schedcmp: {o.html}: {e.strerror}")
    except toolchain.Error as e:
        progress("")
        print(f"gort: {e}", file=sys.stderr)
        return 2
    good = all(c.results and not c.different() and not c.broken() for c in comparisons)
    return 0 if good and not left.odd else 1
