"""A program prints on our runtime what real Go 1.14.6 printed: stdout, stderr and exit status. Usage: golden.py NAME PROCS [RUNS]."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, text  # noqa: E402

name, procs = sys.argv[1], sys.argv[2]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
golden = os.path.join(ROOT, "testdata", "golden")


def recorded(suffix):
    with open(os.path.join(golden, "go1.14.6", "run", f"{name}.{suffix}"), "rb") as f:
        return f.read()


stdout, stderr, exitcode = recorded("stdout"), recorded("stderr"), int(recorded("exit"))
program = build([os.path.join(golden, "programs", name + ".go")])
for i in range(runs):
    # Its loop ends by preemption alone, so it is not for a suite under asyncpreemptoff=1.
    done = run([program], env={"GOMAXPROCS": procs, **({"GODEBUG": "asyncpreemptoff=0"} if name == "preempt_spin" else {})})
    for what, got, want in (("exit status", done.returncode, exitcode), ("stdout", done.stdout, stdout), ("stderr", done.stderr, stderr)):
        if got != want:
            show = (lambda v: text(v)[-3000:] if isinstance(v, bytes) else v)
            fail(f"run {i + 1} of {runs}, GOMAXPROCS={procs}: {what} is\n{show(got)}\nreal Go's is\n{show(want)}\nstderr: {text(done.stderr)[-3000:]}")
