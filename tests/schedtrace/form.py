"""The bytes of our SCHED, P, M and G lines are those of Go 1.14 in brief and detailed traces and at
crashes, and GODEBUG is read as Go reads it."""

import os
import re
import sys

from live import ROOT, build, fail, lasting, watch

from harness import hosted, run, text

N = r"(?:-1|\d+)"
HEAD = (rf"SCHED \d+ms: gomaxprocs={N} idleprocs={N} threads={N} spinningthreads={N} "
        rf"idlethreads={N} runqueue={N}")
BRIEF = re.compile(HEAD + r" \[\d+(?: \d+)*\]")
DETAILED = re.compile(HEAD + rf" gcwaiting=[01] nmidlelocked={N} stopwait={N} sysmonwait=[01]")
LINES = {
    "P": re.compile(rf"  P\d+: status={N} schedtick={N} syscalltick={N} m={N} runqsize={N} "
                    rf"gfreecnt={N} timerslen={N}"),
    "M": re.compile(rf"  M\d+: p={N} curg={N} mallocing={N} throwing={N} preemptoff=\S* "
                    rf"locks={N} dying={N} spinning=(?:true|false) blocked=(?:true|false) "
                    rf"lockedg={N}"),
    "G": re.compile(rf"  G\d+: status=\d+\([a-zA-Z ()]*\) m={N} lockedm={N}"),
}


def whole(lines):
    """Checks all SCHED blocks of the lines; returns [(index of the SCHED line, P, M and G
    lines)]."""
    blocks = []
    for i, line in enumerate(lines):
        if line.startswith("SCHED"):
            if not (BRIEF if "[" in line else DETAILED).fullmatch(line):
                fail(f"not a SCHED line of Go 1.14: {line!r}")
            blocks.append((i, {"P": [], "M": [], "G": []}))
        elif re.match("  [PMG]", line):
            if not LINES[line[2]].fullmatch(line):
                fail(f"not a {line[2]} line of Go 1.14: {line!r}")
            blocks[-1][1][line[2]].append(line)
    return blocks


golden = os.path.join(ROOT, "testdata", "golden", "programs")
sieve = build([os.path.join(golden, "sieve.go")])  # ends by itself
panics = build([os.path.join(golden, "crash_error.go")])  # a panic
throws = build([os.path.join(golden, "crash_unlock.go")])  # a throw
deadlock = build([os.path.join(golden, "deadlock_chan.go")])  # a throw with sched.lock held


def lines(program, godebug, procs="2", status=0):
    done = run([program], env={"GODEBUG": godebug, "GOMAXPROCS": procs})
    if done.returncode != status:
        fail(f"GODEBUG={godebug}: exit status {done.returncode}, not {status}\n{text(done.stderr)}")
    return text(done.stderr).split("\n")


# The checks themselves accept all that real Go 1.14.6 printed.
recorded = os.path.join(ROOT, "testdata", "golden", "go1.14.6", "schedtrace")
for name in os.listdir(recorded):
    with open(os.path.join(recorded, name)) as f:
        whole(f.read().split("\n"))

hour = lasting("st_idle")
blocks = watch(hour, "schedtrace=100", "3", lambda b: len(b) == 5)
whole(out := [line for b in blocks for line in b])
times = [int(re.match(r"SCHED (\d+)", line)[1]) for line in out]
if len(out) != 5 or any(line.split("[")[1].count(" ") != 2 for line in out):
    fail("schedtrace=100, three Ps: not lines of three queues:\n" + "\n".join(out))
if times[0] != 0 or (times[-1] - times[0]) / 4 < 99:
    fail(f"schedtrace=100: lines at {times} ms")

# At first sysmon may be ahead of the goroutine that makes G2.
blocks = watch(hour, "schedtrace=100,scheddetail=1", "2",
               lambda b: len(b) >= 3 and sum("  G2: " in "\n".join(x) for x in b) >= 2)
for block in blocks:
    (_, parts), = whole(block)
    threads = int(re.search(r"threads=(\d+)", block[0])[1])
    ms = [int(re.match(r"  M(\d+)", line)[1]) for line in parts["M"]]
    order = ms == sorted(ms, reverse=True) and ms[-2:] == [1, 0] and len(ms) <= threads
    if "[" in block[0] or len(parts["P"]) != 2 or not order:
        fail("a detailed block is not 2 Ps, then the Ms from the newest to M0:\n"
             + "\n".join(block))
    if [line[2] for line in block[1:]] != sorted((line[2] for line in block[1:]), key="PMG".index):
        fail("not all Ps, then all Ms, then all Gs:\n" + "\n".join(block))
    if hosted():  # and the goroutine of the M that waits for threads of C code, with an early id
        spare = [line for line in parts["G"] if re.fullmatch(r"  G\d+: status=6\(\) .*", line)]
        if len(spare) != 1:
            fail("not one goroutine of an extra M:\n" + "\n".join(parts["G"]))
        parts["G"].remove(spare[0])
    first = [line.split(":")[0].strip() for line in parts["G"][:2]]
    if first != ["G1", "G2"] and not (block not in blocks[-2:] and first == ["G1"]):
        fail("G1 and G2 are not the first:\n" + "\n".join(parts["G"]))

# These set nothing: no trace, detail alone (without a crash), values that are no int32 number.
for godebug in ("", "scheddetail=1", "schedtrace=+1", "schedtrace=0x1", "schedtrace=1e0",
                "schedtrace=1 ", "schedtrace=99999999999", "schedtrace", " schedtrace=1",
                "Schedtrace=1", "schedtrace=1,schedtrace=0", "schedtrace=-5"):
    if whole(out := lines(sieve, godebug)):
        fail(f"GODEBUG={godebug!r} prints a trace:\n" + "\n".join(out))
# Of two values the last counts, unless it is bad; empty parts, unknown and other keys do no harm.
for godebug in ("schedtrace=0,schedtrace=50", ",,foo=1,schedtrace=50,",
                "gctrace=1,madvdontneed=1,schedtrace=50", "schedtrace=50,schedtrace=x"):
    whole(watch(hour, godebug, "2", lambda b: len(b) == 2)[0])

# GODEBUG's cpu.* fields, as real Go answers (sse2 as 1.14 does: the architecture has it).
for godebug, said in (
    ("cpu.foo=on", ['unknown cpu feature "foo"']),
    ("cpu.avx", ['no value specified for "cpu.avx"']),
    ("cpu.", ['no value specified for "cpu."']),
    ("cpu.=on", ['unknown cpu feature ""']),
    ("cpu.avx=maybe", ['value "maybe" not supported for cpu option "avx"']),
    ("cpu.avx=", ['value "" not supported for cpu option "avx"']),
    ("cpu.all=x", ['value "x" not supported for cpu option "all"']),
    ("cpu.foo=maybe", ['value "maybe" not supported for cpu option "foo"']),
    ("cpu.avx=on=off", ['value "on=off" not supported for cpu option "avx"']),
    ("cpu.sse2=off,cpu.foo=on,cpu.bmi1",
     ['unknown cpu feature "foo"', 'no value specified for "cpu.bmi1"',
      'can not disable "sse2", required CPU feature']),
    ("cpu.avx2=off,cpu.popcnt=off,cpu.sse2=on", []),
    ("cpu.all=off", []),
    ("xcpu.foo=on, cpu.foo=on,CPU.foo=on,cpu", []),
    (",,", []),
):
    out = [line for line in lines(sieve, godebug) if "GODEBUG" in line]
    if out != [f"GODEBUG: {words}" for words in said]:
        fail(f"GODEBUG={godebug}: stderr is {out}")

# At a crash the detailed form comes once: after "fatal error:" for a throw, before "panic:" for a
# panic; scheddetail=1 alone is enough.
ends = [(throws, "fatal error: ", 0), (panics, "panic: ", 1)]
if not hosted():  # else nobody reports a deadlock
    ends.append((deadlock, "fatal error: ", 0))
for program, first, mark in ends:
    for godebug in ("scheddetail=1", "schedtrace=1000000"):
        # The line of sysmon's first round, of the short form, can come at any time.
        out = [line for line in lines(program, godebug, status=2)
               if not (line.startswith("SCHED ") and line.endswith("]"))]
        at = next(i for i, line in enumerate(out) if line.startswith(first))
        detailed = [(i, parts) for i, parts in whole(out) if parts["P"]]
        setting = f"{program}, GODEBUG={godebug}"
        if len(detailed) != 1:
            fail(f"{setting}: {len(detailed)} detailed blocks at the crash:\n" + "\n".join(out))
        i, parts = detailed[0]
        end = i + sum(len(v) for v in parts.values())
        if (end + 1 != at) if mark else (i != at + 1):
            where = "before" if mark else "after"
            fail(f"{setting}: the block does not stand {where} the message:\n" + "\n".join(out))
        dying = [line for line in parts["M"] if " dying=1 " in line]
        if len(dying) != 1 or (" throwing=0 " in dying[0]) != bool(mark):
            fail(f"{program}: not one M that is dying, throwing if it is a throw:\n"
                 + "\n".join(parts["M"]))
