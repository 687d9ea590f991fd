"""Stacks of the CPU profile: inlined calls are there by name, with their callers; so are new
goroutines' and deferred functions' from their first call on, without what the compiler puts
between; labels are on the goroutines that have them; a clock's samples have their callers, and a
collection's are its worker's."""

import os
import tempfile

from pprof import PROGRAMS, build, fail, needs_pprof, run, text, traces
from harness import needs_collector

needs_pprof()
needs_collector()
exe = build([os.path.join(PROGRAMS, "calls.go")])
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    profile = os.path.join(tmp, "prof")
    done = run([exe, profile], timeout=200)
    if done.returncode != 0 or done.stderr:
        fail(f"exit status {done.returncode}\n{text(done.stderr)}")
    stacks = traces(profile)

LOOP = ["main.inner", "main.middle", "main.outer"]
WANT = {
    "inlined": ([], [*LOOP, "main.main", "runtime.main"]),
    "goroutine": ([("key", "value")], [*LOOP, "main.method.run"]),
    "deferred": ([], [*LOOP, "main.method.run", "main.deferred", "main.main", "runtime.main"]),
}
for what, stack in WANT.items():
    if stack not in stacks:
        fail(f"{what}: no stack {stack} among\n", "\n".join(map(str, stacks)))
MIDDLE = {"clock": ["time.Now", "main.clock", "main.main", "runtime.main"],
          "collection": ["runtime.gcBgMarkWorker"]}
for what, tail in MIDDLE.items():
    if not any(not labels and names[-len(tail):] == tail for labels, names in stacks):
        fail(f"{what}: no stack ends in {tail}:\n", "\n".join(map(str, stacks)))
for labels, names in stacks:
    if any("thunk" in name for name in names):
        fail("a thunk is shown:", names)
    if labels and labels != [("key", "value")]:
        fail("labels:", labels, names)
