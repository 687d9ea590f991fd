"""A program of testdata/go/std does with us what it does with real Go (Debian's 1.19) in the same run: stdout, stderr and exit status, under GOMAXPROCS
1, 2 and 8. Where real Go is not installed only the exit status counts. Usage: std.py NAME [ARGS…]"""

import difflib
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, realgo, run, text  # noqa: E402

name, args = sys.argv[1], sys.argv[2:]
path = os.path.join(ROOT, "testdata", "go", "std", name + ".go")
program = build([path])
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    exe = realgo(path, tmp)
    real = run([exe, *args], timeout=280, cwd=tmp) if exe else None
    for procs in ("1", "2", "8"):
        done = run([program, *args], timeout=280, cwd=tmp, env={"GOMAXPROCS": procs})
        if real is None:
            if done.returncode != 0:
                fail(f"exit status {done.returncode} with GOMAXPROCS={procs}:\n{text(done.stdout)[-3000:]}{text(done.stderr)[-3000:]}")
            continue
        for what, ours, theirs in (("stdout", text(done.stdout), text(real.stdout)), ("stderr", text(done.stderr), text(real.stderr)),
                                   ("exit status", str(done.returncode), str(real.returncode))):
            if ours != theirs:
                diff = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "real Go", f"gort, GOMAXPROCS={procs}", lineterm="", n=1)
                fail(f"{what} differs:\n" + "\n".join(diff)[:6000])
