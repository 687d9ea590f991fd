"""A program prints on our runtime what real Go 1.14.6 printed: stdout, stderr and exit status.
Usage: golden.py NAME PROCS [RUNS]."""

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
env = {"GOMAXPROCS": procs}
if name == "preempt_spin":  # its loop ends by preemption alone: not with asyncpreemptoff=1
    env["GODEBUG"] = "asyncpreemptoff=0"
for i in range(runs):
    done = run([program], env=env)
    for what, got, want in (("exit status", done.returncode, exitcode),
                            ("stdout", done.stdout, stdout), ("stderr", done.stderr, stderr)):
        if got != want:
            got, want = (text(v)[-3000:] if isinstance(v, bytes) else v for v in (got, want))
            fail(f"run {i + 1} of {runs}, GOMAXPROCS={procs}: {what} is\n{got}\nreal Go's is\n"
                 f"{want}\nstderr: {text(done.stderr)[-3000:]}")
