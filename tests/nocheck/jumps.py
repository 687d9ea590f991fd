"""longjmp on goroutines (jumps.c), with one, two and eight Ps, with as many collections as can be,
under a storm of signals, and on stacks with guards. Between a goroutine's stack and the system's it
is an error."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, run, text  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
for stack in (0, 16 << 10):
    program = build([os.path.join(HERE, "jumps.c")], stack=stack)
    for env in ({"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}, {"GOMAXPROCS": "8", "GOGC": "1"},
                {"GOMAXPROCS": "2", "GODEBUG": "asyncpreemptoff=1"},
                {"GOMAXPROCS": "2", "GORT_STORM": "2000"}):
        done = run([program], env=env)
        if done.returncode != 0 or text(done.stderr) != "done\n":
            fail(f"stack {stack}, {env}: {done.returncode}\n{text(done.stderr)[-3000:]}")
    done = run([program, "system"])
    if (done.returncode != 2 or "fatal error: longjmp or exception from a goroutine's stack to the "
            "system's, or back\n" not in text(done.stderr)):
        fail(f"from the system stack: exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
