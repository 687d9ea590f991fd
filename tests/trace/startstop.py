"""Traces that begin and end while goroutines are in system calls, in the poller, asleep, being born
and dying, while GOMAXPROCS changes and the collector runs: Go's parser accepts each of them.
GORT_TRACES=200: ten times as many of them."""

import os
import tempfile

from trace import PROGRAMS, build, fail, needs_tool, parsed, run, text

needs_tool()
count = 10 * int(os.environ.get("GORT_TRACES", "5"))
program = build([os.path.join(PROGRAMS, "startstop.go")])
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    done = run([program, tmp, str(count)], timeout=240)
    if done.returncode != 0 or done.stderr:
        fail(f"exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
    for i in range(count):
        parsed(os.path.join(tmp, str(i)))
