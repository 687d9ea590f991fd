"""A crash is reported once if the program has no symbols, has no debug information, or its file is
gone. The names come from the table that cmd/functab has made, or without that from the symbols;
without both, functions are shown by their addresses."""

import os
import re
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "lib"))
from harness import ROOT, build, fail, run, text  # noqa: E402

programs = os.path.join(ROOT, "testdata", "golden", "programs")
for name, frames in (("crash_nil", 1), ("crash_goroutine", 1), ("crash_nested", 5),
                     ("deadlock_two", 1)):
    program = build([os.path.join(programs, name + ".go")])
    for how in "-s", "-g", "-sR.gort.functab", "-gR.gort.functab":
        bare = program + how
        subprocess.run(["strip", how, "-o", bare, program], stderr=subprocess.DEVNULL, check=True)
        for level in "single", "system", "crash":
            done = run([bare], env={"GOTRACEBACK": level})
            err = text(done.stderr)
            if done.returncode != (-6 if level == "crash" else 2):
                fail(f"{name} {how} {level}: exit status {done.returncode}\n{err}")
            running = err.count("[running]") == (0 if name == "deadlock_two" else 1)
            if "unknown pc" in err or "panic during panic" in err or not running:
                fail(f"{name} {how} {level}:\n{err}")
            nameless = how == "-sR.gort.functab"
            name_ = r"(0x[0-9a-f]+|panic)" if nameless else r"(main\.\S+|panic)"
            shown = re.findall(rf"^{name_}\([^()]*\)\n\t\?:0 \+0x[0-9a-f]+$", err, re.M)
            if level == "single" and len(shown) < frames:
                fail(f"{name} {how}: {len(shown)} frames, not {frames}\n{err}")
            if level != "single" and nameless and "runtime.goexit()" not in err:
                fail(f"{name} {how} {level}: no walk to the end of the stack\n{err}")
gone = build([os.path.join(programs, "crash_nil.go")])
done = run(["/bin/sh", "-c", 'exec 3<"$0"; rm "$0"; exec /proc/self/fd/3', gone])
if done.returncode != 2 or "main.main()\n" not in text(done.stderr):
    fail("the program's file is gone:", done.returncode, text(done.stderr))
