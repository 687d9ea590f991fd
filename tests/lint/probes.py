"""The probes of a linked program are those that doc/PROBES.md lists, with as many arguments, and
each has its bpftrace line; each stands at a nop; and each argument's size is that of an integer of
C. Usage: probes.py"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail  # noqa: E402


NOTE = re.compile(r"Provider: (\S+)\s+Name: (\S+)\s+Location: (\S+), Base: \S+, Semaphore: (\S+)\s+"
                  r"Arguments: ([^\n]*)")


def listed():
    with open(os.path.join(ROOT, "doc", "PROBES.md")) as f:
        text = f.read()
    table = {}
    for name, args in re.findall(r"^\| `(\w+)` \| ([^|]*) \| [^|]* \|$", text, re.M):
        table[name] = len(re.sub(r"\([^)]*\)", "", args).split(","))
        line = f"usdt:PROG:gort:{name} "
        if f"bpftrace -e '{line}" not in text and f"{line}/" not in text:
            fail(f"doc/PROBES.md: {name} has no bpftrace line")
    for name in re.findall(r"usdt:PROG:gort:(\w+)", text):
        if name not in table:
            fail(f"doc/PROBES.md: the table lacks {name}")
    return table


def segments(exe):
    """(address, offset, size) of each loaded segment."""
    out = subprocess.run(["readelf", "-lW", exe], capture_output=True, text=True, check=True).stdout
    for offset, addr, size in re.findall(r"^ +LOAD +(\S+) (\S+) \S+ (\S+)", out, re.M):
        yield int(addr, 16), int(offset, 16), int(size, 16)


def main():
    exe = build([os.path.join(ROOT, "testdata", "c", "tour.c")])
    out = subprocess.run(["readelf", "-nW", exe], capture_output=True, text=True, check=True).stdout
    found = NOTE.findall(out)
    with open(exe, "rb") as f:
        image = f.read()
    loaded = list(segments(exe))
    probes = {}
    for provider, name, location, semaphore, args in found:
        where = f"probe {name} at {location}"
        if provider != "gort":
            fail(f"{where}: provider {provider}")
        args = re.findall(r"(\S+?)@\S+", args)
        if any(a not in ("4", "-4", "8", "-8") for a in args):
            fail(f"{where}: sizes {args}")
        if probes.setdefault(name, len(args)) != len(args):
            fail(f"{where}: {len(args)} arguments, elsewhere {probes[name]}")
        if int(semaphore, 16) != 0:
            fail(f"{where}: has a semaphore")
        at = int(location, 16)
        code = [image[at - a + o] for a, o, n in loaded if a <= at < a + n]
        if code != [0x90]:
            fail(f"{where}: no nop there but {code}")
    if probes != listed():
        fail(f"probes in the program: {sorted(probes.items())}\n"
             f"in doc/PROBES.md:      {sorted(listed().items())}")
    print(f"{len(found)} places of {len(probes)} probes")


main()
