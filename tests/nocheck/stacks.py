"""Code without stack checks on stacks of a fixed size (--stack): an overflow ends in Go's report,
with the goroutine's calls, whatever the frame and wherever the stack ends, also inside the runtime;
so do frames larger than the guard, if the compiler touches their pages (-fstack-clash-protection);
100 000 goroutines of 64 KB cost what they touch; the collector finds what is on these stacks; loops
are preempted. Where the kernel has no guards without mappings, all this works until the kernel
refuses, which a message tells. By default 48 overflows; GORT_OVERFLOWS=1000 ./gort test nocheck"""

import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, run, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
INJECT = os.path.join(toolchain.BUILD, "tests", "inject")


def unchecked(source, out, *more):
    """Compiles C as a compiler without stack checks would."""
    flags = [f for f in toolchain.CFLAGS if f != "-fsplit-stack"]
    subprocess.run(["gcc", *flags, "-O1", "-fno-optimize-sibling-calls", *more, "-c", source, "-o",
                    out], check=True)
    return out


def overflows(program, largest, count):
    """Frames of all sizes up to the largest, with each call, in main and in other goroutines."""
    rng = random.Random(count)
    where = {}
    for i in range(count):
        frame = rng.choice([1, 16, 17, 40, 100, 1000, 4000, 5000, 30000, rng.randrange(largest)])
        call, on = i % 17, rng.choice(["main", "go"])
        if call == 16:
            on = "go"
        # The runtime's call of main is checked code's call of code without checks: 128 KB more.
        size = 65536 if on == "go" else 196608
        env = {"GOMAXPROCS": rng.choice(["1", "2", "8"])}
        if i % 5 == 0:
            env["GORT_STORM"] = "2000"
        done = run([program, "overflow", str(frame), str(call), on], env=env)
        err = text(done.stderr)
        m = re.match(rf"runtime: goroutine stack exceeds {size}-byte limit\n"
                     r"runtime: sp=0x\w+ stack=\[0x\w+, 0x\w+\]\n"
                     r"fatal error: stack overflow\n\n"
                     r"goroutine (\d+) \[running\]:\n(\S+)\(", err)
        if done.returncode != 2 or done.stdout or not m or "\ndeep(" not in err:
            fail(f"overflow {i} ({frame} {call} {on} {env}): exit status {done.returncode}\n"
                 f"{err[:3000]}")
        if (m[1] == "1") != (on == "main"):
            fail(f"overflow {i} ({frame} {call} {on} {env}): goroutine {m[1]} is named")
        where[m[2]] = where.get(m[2], 0) + 1
    print("the stack ended in:", where)


def peak(program, *args):
    """The peak resident set in MB."""
    p = subprocess.Popen([program, *args])
    _, status, usage = os.wait4(p.pid, 0)
    if status != 0:
        fail(f"{' '.join(args)}: status {status}")
    return usage.ru_maxrss / 1024


source = os.path.join(HERE, "unchecked.c")
holder = tempfile.TemporaryDirectory(prefix="gort-test-")
obj = unchecked(source, os.path.join(holder.name, "unchecked.o"))
program = build([obj], stack=64 << 10)
for procs in "1", "2", "8":
    for what in "roots", "spin":
        done = run([program, what], env={"GOMAXPROCS": procs, "GOGC": "1"})
        if done.returncode != 0 or done.stderr != b"ok\n":
            fail(f"{what}, {procs} Ps: {done.returncode}\n{text(done.stderr)[:3000]}")
count = int(os.environ.get("GORT_OVERFLOWS", "48"))
overflows(program, 60000, count)
obj = unchecked(source, os.path.join(holder.name, "probed.o"), "-fstack-clash-protection")
overflows(build([obj], stack=64 << 10), 2000000, count // 2)

old = [INJECT, "/dev/null", "28:22:1:1000000000:2:ff:66", "--", program]  # MADV_GUARD_INSTALL
done = run([*old, "park", "1000"])
if done.returncode not in (0, 77):
    fail(f"with mprotect's guards: {done.returncode}\n{text(done.stderr)[:3000]}")
if done.returncode == 0:
    done = run([*old, "overflow", "40", "1", "go"])
    if done.returncode != 2 or b"fatal error: stack overflow\n" not in done.stderr:
        fail(f"with mprotect's guards: {done.returncode}\n{text(done.stderr)[:3000]}")
    with open("/proc/sys/vm/max_map_count") as f:
        limit = int(f.read())
    if limit <= 65530:
        done = run([*old, "park", str(limit)], env={"GOTRACEBACK": "none"})
        if done.returncode != 2 or not re.fullmatch(
                r"runtime: failed to map a stack of 65536 bytes with a guard "
                r"\(\d+ MB of stacks are mapped\)\n"
                r"runtime: may need to increase vm\.max_map_count, or Linux 6\.13\n"
                r"fatal error: out of memory \(stackalloc\)\n", text(done.stderr)):
            fail(f"no guard left: {done.returncode}\n{text(done.stderr)[:3000]}")
release = tuple(map(int, re.match(r"(\d+)\.(\d+)", os.uname().release).groups()))
if release >= (6, 13):
    mb = peak(program, "park", "100000")
    print(f"100 000 parked: {mb:.0f} MB")
    if mb > 600:
        fail("stacks cost more than they touch")
