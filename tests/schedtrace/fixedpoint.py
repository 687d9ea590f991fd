"""With all goroutines parked, every P, M and G line is the one of real Go 1.14.6, ticks aside and whichever idle P holds the timer.
Usage: fixedpoint.py PROCS

Which M does what and which ids goroutines get depends, with several Ps, on who was quicker; so Ms are compared as a set, and ids stand for what
they point to: a locked M and its G must name each other, and so a G in a system call and its M. With one P the ids are compared too."""

import collections
import os
import re
import sys

from live import ROOT, fail, lasting, watch

import schedtrace

SPARE = "p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false blocked=true lockedg=-1"


def parked(block):
    """The sample of a block of lines if everything is parked, else None: no P busy, no goroutine runnable or running, no M but sysmon, which
    prints, with a lock (one that has just left the poller may wait for sched.lock)."""
    trace = schedtrace.Trace()
    trace.read("\n".join(block), "the trace")
    if trace.bad:
        fail(f"bad lines: {trace.bad}")
    s = trace.runs[0][0]
    still = (s.head["idleprocs"] == s.head["gomaxprocs"] and len(s.M) == s.head["threads"] and all(g["status"] in (3, 4) for g in s.G.values())
             and all(m["locks"] == 0 for i, m in s.M.items() if i != 1))
    return s if still else None


def canonical(s, lines, ids):
    """The lines with ticks, numbers of Ms and (unless ids) of Gs taken out, and links checked. Spare Ms count once."""
    for m, rec in s.M.items():
        for key, back in (("curg", "m"), ("lockedg", "lockedm")):
            if rec[key] in s.G and s.G[rec[key]][back] != m:
                fail(f"M{m} has {key}={rec[key]}, but G{rec[key]} has {back}={s.G[rec[key]][back]}:\n" + "\n".join(lines))
    for g, rec in s.G.items():
        for key, back in (("m", "curg"), ("lockedm", "lockedg")):
            if rec[key] in s.M and s.M[rec[key]][back] != g:
                fail(f"G{g} has {key}={rec[key]}, but M{rec[key]} has {back}={s.M[rec[key]][back]}:\n" + "\n".join(lines))
    out = {"SCHED": [], "P": [], "M": [], "G": []}
    for line in lines:
        if line.startswith("SCHED"):
            out["SCHED"].append(re.sub(r"\d+ms|(idle)?threads=\d+", "…", line))
        elif line[2] == "P":
            out["P"].append(re.sub(r"(tick|timerslen)=\d+", r"\1=…", line))
        elif line[2] == "M":
            name = re.match(r"  M(\d+): ", line)
            body = re.sub(r"(curg|lockedg)=\d+", r"\1=G", line[name.end():])
            out["M"].append(("M1: " if name[1] == "1" else "") + body)
        else:
            line = re.sub(r"( m|lockedm)=\d+", r"\1=M", line)
            out["G"].append(line if ids else re.sub(r"G(\d+)", lambda m: m[0] if int(m[1]) < 3 else "G", line))
    out["P timers"] = sum(p["timerslen"] for p in s.P.values())
    ms = collections.Counter(out["M"])
    out["Ms parked but not on the idle list"] = ms.pop(SPARE, 0) - s.head["idlethreads"]  # the template thread
    out["M"] = sorted(ms.items())
    return out


procs = sys.argv[1]
ids = procs == "1"
for name in ("idle", "syscall", "locked", "blocked1000"):
    path = os.path.join(ROOT, "testdata", "golden", "go1.14.6", "schedtrace", f"st_{name}.p{procs}.detail.txt")
    with open(path) as f:
        recorded = ["SCHED" + block for block in f.read().split("SCHED")[1:]]
    want = [(s, block) for block in (text.rstrip("\n").split("\n") for text in recorded[1:]) if (s := parked(block))]
    if not want:
        continue  # the recording was cut before the first such sample
    theirs = canonical(*want[-1], ids)

    # From one second on, as then the start is over.
    blocks = watch(lasting("st_" + name), "schedtrace=50,scheddetail=1", procs,
                   lambda b: int(re.match(r"SCHED (\d+)", b[-1][0])[1]) >= 1000 and parked(b[-1]))
    lines = blocks[-1]
    ours = canonical(parked(lines), lines, ids)
    n = len(theirs["G"])
    if name == "blocked1000":  # the recording holds the first 400 lines only
        if len(ours["G"]) != 1004:
            fail(f"st_blocked1000: {len(ours['G'])} Gs, not 1004")
        ours["G"] = ours["G"][:n]
    for part in theirs:
        if ours[part] != theirs[part]:
            fail(f"st_{name}, {procs} Ps: {part} lines are\n{ours[part]}\nreal Go's are\n{theirs[part]}\nours whole:\n" + "\n".join(lines[:40]))
    # What must not pass: each of these changes one field of one line.
    for old, new in (("timerslen=1", "timerslen=2"), ("gfreecnt=0", "gfreecnt=1"), ("throwing=0", "throwing=1"), ("(sleep)", "(select)"),
                     ("status=4(force", "status=1(force"), ("nmidlelocked=", "nmidlelocked=1"), ("blocked=false", "blocked=true")):
        mutant = "\n".join(lines).replace(old, new, 1).split("\n")
        if mutant != lines and (s := parked(mutant)):
            changed = canonical(s, mutant, ids)
            changed["G"] = changed["G"][:n]
            if changed == ours:
                fail(f"st_{name}: the comparison does not see {new!r} in place of {old!r}")
