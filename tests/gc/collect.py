"""A program of testdata/go/gc does with us what it does with real Go (Debian's 1.19) in the same run: stdout, stderr and exit status, with one, two and
eight Ps, with collections as often as by default and much more often, what is freed being overwritten. Where real Go is not installed only the exit status
counts. Usage: collect.py NAME [ARGS…]"""

import difflib
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, realgo, run, text  # noqa: E402

name, args = sys.argv[1], sys.argv[2:]
path = os.path.join(ROOT, "testdata", "go", "gc", name + ".go")
program = build([path])
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    exe = realgo(path, tmp)
    real = run([exe, *args], timeout=280, cwd=tmp) if exe else None
    for procs in ("1", "2", "8"):
        for gogc, godebug in (("100", "clobberfree=1"), ("10", "clobberfree=1,gcstoptheworld=2")):
            where = f"GOMAXPROCS={procs} GOGC={gogc} GODEBUG={godebug}"
            done = run([program, *args], timeout=280, cwd=tmp, env={"GOMAXPROCS": procs, "GOGC": gogc, "GODEBUG": godebug})
            if done.returncode != (real.returncode if real else 0):
                fail(f"exit status {done.returncode} with {where}:\n{text(done.stdout)[-3000:]}{text(done.stderr)[-3000:]}")
            for what, ours, theirs in (("stdout", done.stdout, real.stdout), ("stderr", done.stderr, real.stderr)) if real else ():
                if ours != theirs:
                    diff = difflib.unified_diff(text(theirs).splitlines(), text(ours).splitlines(), "real Go", f"gort, {where}", lineterm="", n=1)
                    fail(f"{what} differs:\n" + "\n".join(diff)[:6000])
