"""The arguments in a crash report of real Go 1.14.6 and in one of ours."""

import re

FRAME = re.compile(r"(\S+?)\(([^()]*)\)$")

# How many words Go's parameters are, where our C function has others: its results are parameters.
PARAMETERS = {"runtime.chanrecv": 3, "runtime.findrunnable": 0}
# Go prints whole words: the bytes behind a narrow argument hold whatever was there.
NARROW = {("runtime.gopark", 2): 0xffff, ("runtime.chanrecv", 2): 0xff}
# gccgo passes an address where gc passes nil: what is received has a place always.
OTHER = {("runtime.chanrecv", 1), ("runtime.chanrecv1", 1)}
# Words of which the debug information of gcc 12 does not say where they are, at these calls. Of
# those of unlockSlow and main.f it says DW_OP_entry_value, and the calls of these functions have no
# DW_TAG_call_site_parameter: neither Mutex.Unlock's call nor that of f in f.
LOST = {
    # Its callers' records say neither, and the lock's address is a constant there.
    "runtime.gopark": {1},
    "runtime.chanrecv": {0, 1},
    "runtime.mcall": {0},  # assembly
    "runtime.park_m": {0},  # its last use is before the call of schedule
    "runtime.bgsweep": {0},  # hosted: it is not used after the beginning
    "runtime.epollwait": set(range(10)),
    "sync.(*Mutex).unlockSlow": {0, 1},
    "main.f": {0},  # crash_stackoverflow
}


ADDRESS = 1 << 22  # what is not below is one


def same(function, i, ours, theirs):
    """Whether a word is that of real Go, as far as this determines it."""
    if ours == "...":
        return i in LOST.get(function, ())
    ours, theirs = int(ours), int(theirs) & NARROW.get((function, i), ~0)
    return ours == theirs or min(ours, theirs) >= ADDRESS or (function, i) in OTHER


def agree(ours, theirs):
    """Whether a line of ours says what real Go's says, up to what it cannot know. Go's shows the
    results too, which hold whatever was there before the function returns."""
    o, t = FRAME.match(ours), FRAME.match(theirs)
    if not o or not t or o[1] != t[1]:
        return ours == theirs
    if "inlined" in (o[2], t[2]):  # real Go shows no arguments of these
        return True
    mine, go = (m[2].split(", ") if m[2] else [] for m in (o, t))
    if mine == ["..."]:
        mine *= max(1, len(LOST.get(o[1], ())))
    n = PARAMETERS.get(o[1], len(mine))
    return n <= len(go) and all(same(o[1], i, mine[i], go[i]) for i in range(n))
