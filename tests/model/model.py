"""Checks a model in spin, exhaustively: its instances hold and together reach every line, and each
mutant is refuted, for the reason given.

model.py NAME: all of it. model.py NAME MUTANT: prints the interleaving that refutes the mutant ("":
the model itself, if it does not hold). The head of NAME.pml says what to run, one line each:
    // run: FLAGS                   an instance, by flags of the preprocessor
    // mutant: MUTANT FLAGS: TEXT   the instance with -DMUTANT; TEXT is in the checker's complaint
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import fail, skip  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 1000  # MB that a check may use


def check(name, flags, tmp, optimize="-O2"):
    """pan's report. In tmp, where the model's files are, it leaves the trail of the first error."""
    subprocess.run(["spin", *flags, "-a", name + ".pml"], cwd=tmp, check=True,
                   stdout=subprocess.PIPE)
    gcc = ["gcc", optimize, "-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=%d" % LIMIT,
           "-o", "pan", "pan.c"]
    subprocess.run(gcc, cwd=tmp, check=True)
    pan = subprocess.run(["./pan", "-m1000000", "-w20"], cwd=tmp, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return pan.stdout


def coverage(report, tmp):
    """The lines of the model that was checked last, and those that the check has reached, in any
    copy of an inline."""
    unreached = set()
    part = r"^unreached in (?:proctype )?(\w+)\n((?:\t.*\n)*)"
    for proctype, states in re.findall(part, report, re.M):
        unreached |= {(proctype, state) for state in re.findall(r"state (\d+),", states)}
    lines, reached = set(), set()
    pan = subprocess.run(["./pan", "-d"], cwd=tmp, stdout=subprocess.PIPE, text=True)
    for line in pan.stdout.split("\n"):
        if line.startswith(("proctype ", "init")):
            proctype = line.split()[-1]
        state = re.match(r"\tstate +(\d+) .* (\S+\.pml:\d+) => (.*)", line)
        # Not every load can find its thread's own store.
        if state and state[3] != "-end-" and "??" not in state[3]:
            lines.add(state[2])
            if (proctype, state[1]) not in unreached:
                reached.add(state[2])
    return lines, reached


def figures(report):
    states = re.search(r"(\d+) states, stored", report)
    seconds = re.search(r"elapsed time (\S+) seconds", report)
    memory = re.search(r"(\S+)\ttotal actual memory usage", report)
    found = (m.group(1) if m else "?" for m in (states, seconds, memory))
    return "%s states, %s s, %s MB" % tuple(found)


def main(name, mutant=None):
    if not shutil.which("spin"):
        skip("no spin")
    with open(os.path.join(HERE, name + ".pml")) as f:
        text = f.read()
    runs = [line.split() for line in re.findall(r"^// run:(.*)", text, re.M)]
    mutants = [(m, flags.split(), why)
               for m, flags, why in re.findall(r"^// mutant: (\w+)(.*?): (.*)", text, re.M)]
    if not runs or not mutants:
        fail(name, "says no runs or no mutants")
    with tempfile.TemporaryDirectory(prefix="gort-model-") as tmp:
        for f in os.listdir(HERE):
            if f.endswith(".pml"):
                shutil.copy(os.path.join(HERE, f), tmp)

        if mutant is not None:
            flags = [["-D" + m, *flags] for m, flags, _ in mutants if m == mutant] or runs
            print(check(name, flags[0], tmp))
            subprocess.run(["spin", *flags[0], "-t", "-p", "-g", name + ".pml"], cwd=tmp)
            return

        bad = False
        every, reached = set(), set()
        for flags in runs:
            report = check(name, flags, tmp)
            print("run", *flags, "-", figures(report))
            if "errors: 0" not in report or "not completed" in report or "too small" in report:
                fail(report)
            lines, seen = coverage(report, tmp)
            every |= lines
            reached |= seen
        for line in sorted(every - reached):
            print("no instance reaches", line)
            bad = True
        for m, flags, why in mutants:
            if "def " + m not in text and "defined(" + m not in text:
                fail(name, "has no mutant", m)
            # A mutant is refuted after few states: compiling the checker takes longest.
            report = check(name, ["-D" + m, *flags], tmp, "-O0")
            complaint = re.search(r"^pan:1: (.*) \(at depth \d+\)", report, re.M)
            complaint = complaint.group(1) if complaint else "nothing"
            print("mutant", m, *flags, "-", complaint, "-", figures(report))
            if why not in complaint:
                print("  not refuted, or not for this reason:", why)
                bad = True
    if bad:
        sys.exit(1)


main(*sys.argv[1:])
