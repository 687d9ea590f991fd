"""Each tour of `gort walk` comes to all of its stops, in their order, and shows there what its
paragraphs say. An unknown tour is one line, and so is a stop that the program does not come to."""

import os
import re
import subprocess
import tempfile

from session import ROOT, needs_gdb, run, skip, text
from harness import build, expect, fail, gort

import cmd_walk  # noqa: E402

# Of some stops, what the commands must have shown, in this order.
SHOWN = {
    "birth": (r"newproc1 .*\n(.*\n)*.*main\.main \(\).*\n.*callergp->goid\n\$1 = 1\n",
              r"p next\n\$\d+ = true\n", r"4 of 8.*\n(.*\n)*?.*p gp->goid\n\$\d+ = 1\n",
              r"p inheritTime\n\$\d+ = true\n",
              r"#0  main\.child .*\n(#.*\n)*#\d+ +runtime\.goexit",
              r"7 of 8.*\n(.*\n)*?.*p gp->goid\n\$\d+ = 5\n"),
    "panic": (r"deferprocStack .*\n#1  main\.walk", r"gopanic .*\n#1  main\.fall.*\n#2  main\.walk",
              r"#0  main\.catch .*\n(#.*\n)*#\d+ +runtime\.gopanic .*\n#\d+ +main\.fall",
              r"recovered\n\$\d+ = false", r"gccgo_throw .*\n#1  runtime\.gopanic",
              r"#0  runtime\.checkdefer .*\n#1  main\.walk .*\n#2  main\.main"),
    "park": (r"qcount\n\$\d+ = 0\n", r"\$\d+ = 1\n", r'"chan receive"',
             r"\n\* +1 +running", r"sg->g->goid\n\$\d+ = 1\n",
             r"8 of 8.*\n(.*\n)*?\(gdb\) p inheritTime\n\$\d+ = true\n"),
    "preempt": (r"global queue: 1\n", r"#1  runtime\.retake .*\n#2  runtime\.sysmon",
                r"preempt\n\$\d+ = true\n.*\n\$\d+ = 0xfffffffffffffade",
                r"sigtramp \(.*\n.*<signal handler called>\n.* main\.spin ", r"#1  main\.spin ",
                r"gopreempt_m .*\n#1  runtime\.mcall"),
    "stack": (r"#0  __morestack .*\n#1  main\.deep", r"#0  runtime\.newstack .*\n#1  __morestack",
              r"#0  runtime\.newsegment", r"freesegments .*\n#1  runtime\.goexit0"),
    "steal": (r"idleprocs=1", r"p spinning\n\$\d+ = true\n", r"spinningthreads=1",
              r"runqtail\n\$\d+ = \d", r"6 of 6"),
    "stop": (r"\* +1 +running", r"gcwaiting\n\$\d+ = 1\n",
             r"stopwait\n\$\d+ = 1\n", r"main\.main \(\)", r"stopwait\n\$\d+ = 1\n",
             r"\n0 +gcstop .*\n1 +gcstop ", r"stopwait\n\$\d+ = 0\n"),
    "syscall": (r"\n\* +5 +running .*main\.reader", r"\n0 +running",
                r"retake .*\n#\d  runtime\.sysmon",
                r"status\n\$\d+ = 0\n", r"\n +5 +syscall ", r"oldp->status\n\$\d+ = 1\n",
                r"npidle\n\$\d+ = 0\n", r"9 of 10.*\n(.*\n)*?.*gp->goid\n\$\d+ = 5\n"),
}


def check(name):
    with open(os.path.join(cmd_walk.FOLDER, name + ".txt")) as f:
        stops = re.findall(r"^== (\S+)", f.read(), re.M)
    done = subprocess.run([os.path.join(ROOT, "gort"), "walk", name], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
                          env=dict(os.environ, LC_ALL="C"))
    said = done.stdout
    if "ptrace" in said and "not permitted" in said:
        skip("gdb may not trace programs here")
    heads = re.findall(r"^── \d+ of \d+: (\S+) ", said, re.M)
    if done.returncode != 0 or heads != stops or re.search(r"(?i)^.*\berror\b|No symbol", said) or \
            not said.rstrip().endswith("The tour ends here."):
        fail(f"{name}: exit status {done.returncode}\n{said[-6000:]}")
    at = 0
    for pattern in SHOWN[name]:
        found = re.compile(pattern).search(said, at)
        if not found:
            fail(f"{name}: no {pattern!r} after character {at} of\n{said}")
        at = found.end()


def lost():
    with tempfile.TemporaryDirectory() as tmp:
        tour, source = os.path.join(tmp, "lost.txt"), os.path.join(tmp, "lost.go")
        with open(tour, "w") as f:
            f.write("Lost\n\n== main.main\nHere.\n\n== main.never\nNever here.\n")
        with open(source, "w") as f:
            f.write("package main\n\nfunc never() {}\n\nfunc main() {}\n")
        done = run(["gdb", "-nx", "-q", "-batch", "-iex", "set auto-load no", "-ex",
                    "set pagination off", "-x", os.path.join(cmd_walk.GDB, "runtime-gdb.py"),
                    build([source]), "-ex", f"walk {tour} all"], merge=True, timeout=120)
    said = text(done.stdout)
    if done.returncode != 1 or not said.endswith("The program does not come to main.never.\n"):
        fail(f"a stop that is not reached: exit status {done.returncode}\n{said[-2000:]}")


needs_gdb()
lost()
listed = gort("walk")
expect(listed, 0)
if set(cmd_walk.tours()) != set(SHOWN) or listed.stdout.count("\n") != len(SHOWN):
    fail(f"other tours than {sorted(SHOWN)}:\n{listed.stdout}")
expect(gort("walk", "nowhere"), 2, "", "no tour 'nowhere'; the tours are birth")
for tour in SHOWN:
    check(tour)
