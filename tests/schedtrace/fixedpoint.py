"""When all goroutines are parked, every P, M and G line is that of real Go 1.14.6, except for ticks
and for which idle P holds the timer. Usage: fixedpoint.py PROCS

With several Ps, which M does what and which ids goroutines get depends on which thread was quicker.
So Ms are compared as a set, and what ids refer to is compared in their place: a locked M and its G
must name each other, and so must a G in a system call and its M. With one P the ids are compared
too."""

import collections
import os
import re
import sys

from live import ROOT, fail, lasting, watch

import schedtrace

SPARE = ("p=-1 curg=-1 mallocing=0 throwing=0 preemptoff= locks=0 dying=0 spinning=false "
         "blocked=true lockedg=-1")


def parked(block):
    """The sample of a block of lines if everything is parked, else None: no P is busy, no goroutine
    runnable or running, and no M holds a lock but sysmon, which prints (an M that has just left the
    poller may wait for sched.lock)."""
    trace = schedtrace.Trace()
    trace.read("\n".join(block), "the trace")
    if trace.bad:
        fail(f"bad lines: {trace.bad}")
    s = trace.runs[0][0]
    idle = s.head["idleprocs"] == s.head["gomaxprocs"] and len(s.M) == s.head["threads"]
    still = all(g["status"] in (3, 4) for g in s.G.values())
    unlocked = all(m["locks"] == 0 for i, m in s.M.items() if i != 1)
    return s if idle and still and unlocked else None


def canonical(s, lines, ids):
    """The lines without ticks, numbers of Ms and (unless ids) of Gs, after a check of the links.
    Spare Ms count once."""
    def linked(kind, id, rec, key, other, table, back):
        if rec[key] in table and table[rec[key]][back] != id:
            fail(f"{kind}{id} has {key}={rec[key]}, but {other}{rec[key]} has "
                 f"{back}={table[rec[key]][back]}:\n" + "\n".join(lines))

    for m, rec in s.M.items():
        linked("M", m, rec, "curg", "G", s.G, "m")
        linked("M", m, rec, "lockedg", "G", s.G, "lockedm")
    for g, rec in s.G.items():
        linked("G", g, rec, "m", "M", s.M, "curg")
        linked("G", g, rec, "lockedm", "M", s.M, "lockedg")
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
            if not ids:
                line = re.sub(r"G(\d+)", lambda m: m[0] if int(m[1]) < 3 else "G", line)
            out["G"].append(line)
    out["P timers"] = sum(p["timerslen"] for p in s.P.values())
    ms = collections.Counter(out["M"])
    # The template thread.
    out["Ms parked but not on the idle list"] = ms.pop(SPARE, 0) - s.head["idlethreads"]
    out["M"] = sorted(ms.items())
    return out


def late(blocks):
    """Whether the last block is from one second on, when the start is over, with all parked."""
    return int(re.match(r"SCHED (\d+)", blocks[-1][0])[1]) >= 1000 and parked(blocks[-1])


procs = sys.argv[1]
ids = procs == "1"
golden = os.path.join(ROOT, "testdata", "golden", "go1.14.6", "schedtrace")
for name in ("idle", "syscall", "locked", "blocked1000"):
    with open(os.path.join(golden, f"st_{name}.p{procs}.detail.txt")) as f:
        recorded = ["SCHED" + block for block in f.read().split("SCHED")[1:]]
    texts = (text.rstrip("\n").split("\n") for text in recorded[1:])
    want = [(s, block) for block in texts if (s := parked(block))]
    if not want:
        continue  # the recording was cut before the first such sample
    theirs = canonical(*want[-1], ids)

    blocks = watch(lasting("st_" + name), "schedtrace=50,scheddetail=1", procs, late)
    lines = blocks[-1]
    ours = canonical(parked(lines), lines, ids)
    n = len(theirs["G"])
    if name == "blocked1000":  # the recording holds the first 400 lines only
        if len(ours["G"]) != 1004:
            fail(f"st_blocked1000: {len(ours['G'])} Gs, not 1004")
        ours["G"] = ours["G"][:n]
    for part in theirs:
        if ours[part] != theirs[part]:
            fail(f"st_{name}, {procs} Ps: {part} lines are\n{ours[part]}\n"
                 f"real Go's are\n{theirs[part]}\nours whole:\n" + "\n".join(lines[:40]))
    # The comparison must see each of these, which change one field of one line.
    for old, new in (("timerslen=1", "timerslen=2"), ("gfreecnt=0", "gfreecnt=1"),
                     ("throwing=0", "throwing=1"), ("(sleep)", "(select)"),
                     ("status=4(force", "status=1(force"), ("nmidlelocked=", "nmidlelocked=1"),
                     ("blocked=false", "blocked=true")):
        mutant = "\n".join(lines).replace(old, new, 1).split("\n")
        if mutant != lines and (s := parked(mutant)):
            changed = canonical(s, mutant, ids)
            changed["G"] = changed["G"][:n]
            if changed == ours:
                fail(f"st_{name}: the comparison does not see {new!r} in place of {old!r}")
