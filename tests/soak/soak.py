"""A test that gets better the longer it runs: a few seconds here, GORT_SOAK seconds if that is set (GORT_SOAK=600 ./gort test soak).
Usage: soak.py NAME PROCS…"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, run, text  # noqa: E402

name = sys.argv[1]
seconds = int(os.environ.get("GORT_SOAK") or 4)
args = {"soak": [str(seconds)], "netpoll_Connections": ["10000", str(seconds * 5000)]}[name]
program = build([os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".c")],
                cflags=["-I" + os.path.join(ROOT, "runtime"), "-I" + os.path.join(ROOT, "gc_stubs")])
for procs in sys.argv[2:]:
    done = run([program, *args], timeout=180 + 10 * seconds, merge=True, env={"GOMAXPROCS": procs})
    print(text(done.stdout)[-3000:], end="")
    if done.returncode != 0:
        if done.returncode != 77:
            print(f"exit status {done.returncode} with GOMAXPROCS={procs}")
        sys.exit(77 if done.returncode == 77 else 1)
