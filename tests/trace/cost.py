"""Measures what an execution trace costs, by hand, on a quiet machine.

    cost.py on [ROUNDS [CASE…]]   with a trace: the program of cost.go, gort and real Go in turn
    cost.py off [ROUNDS [CASE…]]  without one: `gort bench`'s program as it is, in turn with a copy
                                  in which no hook looks at trace.enabled: nops stand in the place
                                  of each load, test and branch, so that all else has its address;
                                  and with another copy of itself, which shows how exact that is

Prints medians of the rounds (default 7), and of the quotients of each round with the least and the
greatest (doc/SPEED.md)."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, realgo  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(ROOT, "cmd", "bench")
ON = ["pingpong@1", "pingpong@2", "spawn@1", "spawn@2", "http@1", "http@2"]
OFF = ["spawn@1", "spawn@2", "spawn-single@1", "pingpong@1", "pingpong@2", "yield2@1",
       "prodcons0@1", "prodcons128@1", "prodcons128@2", "chan-uncont@1", "select2@1",
       "sema-pingpong@1", "sleep10k@1", "timer-create-stop@1", "sys-getpid@1", "echo-tcp@1",
       "echo-tcp@2", "skynet1e6@2"]
NOPS = [b"", b"\x90", b"\x66\x90", b"\x0f\x1f\x00", b"\x0f\x1f\x40\x00", b"\x0f\x1f\x44\x00\x00",
        b"\x66\x0f\x1f\x44\x00\x00", b"\x0f\x1f\x80\x00\x00\x00\x00",
        b"\x0f\x1f\x84\x00\x00\x00\x00\x00"]
REGISTERS = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi",
             *(f"r{i}d" for i in range(8, 16))]
LOW = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", *(f"r{i}b" for i in range(8, 16))]
PRESERVED = (3, 12, 13, 14, 15)  # across calls


def output(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def quotients(pairs):
    found = [a / b for a, b in pairs]
    return f"{statistics.median(found):.3f} ({min(found):.2f}–{max(found):.2f})"


def on(tmp, rounds, cases):
    source = os.path.join(HERE, "cost.go")
    programs = {"gort": build([source]), "real Go": realgo(source, tmp)}
    for case in cases or ON:
        values = {who: [] for who in programs}
        for _ in range(rounds):
            for who, exe in programs.items():
                values[who].append([float(x) for x in output(exe, *case.split("@")).split()])
        print(case)
        for what, at in ("elapsed", 0), ("CPU time", 1):
            factors = {}
            for who, rows in values.items():
                off, traced = ([row[at + k] for row in rows] for k in (0, 2))
                factors[who] = [b / a for a, b in zip(off, traced)]
                print(f"  {what}, {who}: {statistics.median(off):.0f} ns, with a trace "
                      f"{statistics.median(traced):.0f}: {statistics.median(factors[who]):.2f}")
            print(f"  {what}: {quotients(zip(*factors.values()))}", flush=True)


def unhooked(program, copy):
    """Makes the copy; returns how many tests have gone."""
    said = output("objdump", "-d", "-w", program)
    # That flag of the trace which execute looks at.
    found = re.search(r"<runtime\.execute>:\n(?:.+\n)*?.*# (\w+) <runtime\.trace\+", said)
    flag = int(found[1], 16)
    lines = re.findall(r"^ +(\w+):\t((?:\w\w )+) *\t(.*)$", said, re.M)
    lines = [(int(at, 16), bytes.fromhex(code), text) for at, code, text in lines]
    head = re.search(r" \.text +PROGBITS +(\w+) +(\w+)", output("readelf", "-SW", program))
    shift = int(head[2], 16) - int(head[1], 16)
    shutil.copy(program, copy)
    count = 0
    with open(copy, "r+b") as f:

        def put(at, code):
            f.seek(at + shift)
            f.write(code)

        for i, (at, code, text) in enumerate(lines):
            load = re.match(r"movzbl .*,%(\w+) +# (\w+) <", text)
            if not load or int(load[2], 16) != flag:
                continue
            r = REGISTERS.index(load[1])
            low = LOW[r]
            end = next((k for k in range(i + 1, i + 4) if lines[k][2] == f"test   %{low},%{low}"),
                       None)
            if end is not None and r not in PRESERVED:
                put(at, NOPS[len(code)])
            else:
                # It is looked at later, or with other flags: 0, without a load.
                zero = (b"\x41" if r >= 8 else b"") + bytes([0xb8 + r % 8]) + bytes(4)
                put(at, zero + NOPS[len(code) - len(zero)])
            if end is not None:
                branch, jump, _ = lines[end + 1]
                put(lines[end][0], NOPS[len(lines[end][1])])
                if jump[0] == 0x75:  # jne
                    put(branch, NOPS[2])
                elif jump[:2] == b"\x0f\x85":
                    put(branch, NOPS[6])
                elif jump[0] == 0x74:  # je
                    put(branch, b"\xeb")
                elif jump[:2] == b"\x0f\x84":
                    put(branch, b"\x90\xe9")
                else:
                    fail(f"{branch:x}: no branch after the test")
            count += 1
    return count


def off(tmp, rounds, cases):
    program = build([os.path.join(BENCH, name) for name in ("gobench.go", "heapcases.go")])
    exes = {"hooks": program, "the same": program + ".same", "none": program + ".none"}
    shutil.copy(program, exes["the same"])
    print(unhooked(program, exes["none"]), "tests of trace.enabled")
    means = {}
    for case in cases or OFF:
        values = {who: [] for who in exes}
        for i in range(rounds):
            for who in (list(exes) * 2)[i % 3:i % 3 + 3]:
                line = output(exes[who], case).split("\n")[0]
                values[who].append(float(line.split("\t")[4]))
        said = [f"{case}: {statistics.median(values['none']):.4g} ns"]
        for who in "hooks", "the same":
            pairs = list(zip(values[who], values["none" if who == "hooks" else "hooks"]))
            said.append(f"{who} {quotients(pairs)}")
            means.setdefault(who, []).append(statistics.median(a / b for a, b in pairs))
        print(*said, sep=", ", flush=True)
    for who, found in means.items():
        print(f"geometric mean, {who}: {statistics.geometric_mean(found):.3f}")


what, rounds, cases = sys.argv[1], int((sys.argv[2:] or ["7"])[0]), sys.argv[3:]
with tempfile.TemporaryDirectory(prefix="gort-cost-") as holder:
    {"on": on, "off": off}[what](holder, rounds, cases)
