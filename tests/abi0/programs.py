"""Programs of the stack ABI, one of each kind that a compiler emits, with Go's prologues and with
those that tell the sizes: what they print and how they end, with one, two and eight Ps, with as
many collections as can be, and under a storm of signals. Usage: programs.py NAME"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, needs_collector, run, text  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
name = sys.argv[1]


def read(file):
    with open(os.path.join(HERE, file)) as f:
        return f.read()


source = read(name + ".s")
if "\n# needs: collector\n" in source:
    needs_collector()
helper = [f for f in [os.path.join(HERE, name + ".c")] if os.path.exists(f)]
want = {k: v.replace("|", "\n") for k, v in re.findall(r"^# (out|err|status): (.*)$", source, re.M)}
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)
    for inc in ("prog.inc", "types.inc"):
        with open(inc, "w") as f:
            f.write(read(inc))
    for sizes in ("", "\tSIZES = 1\n"):
        with open(name + ".s", "w") as f:
            f.write(sizes + "\t.include \"prog.inc\"\n\t.include \"types.inc\"\n" + source)
        exe = build([name + ".s"] + helper)
        for env in [{"GOMAXPROCS": "1"}, {"GOMAXPROCS": "2"}, {"GOMAXPROCS": "8"},
                    {"GOGC": "1"}, {"GORT_STORM": "2000", "GOMAXPROCS": "2"}]:
            done = run([exe], env=env)
            err = re.sub(r"goroutine \d+ ", "goroutine N ", text(done.stderr))
            out, report, *_ = re.split(r"^(?=panic: |fatal error: )", err, 1, re.M) + [""]
            if done.returncode != int(want.get("status", 0)) \
                    or out.rstrip("\n") != want.get("out", "") \
                    or not report.startswith(want.get("err", "")) \
                    or report.startswith("panic") and "abi0." in report:
                fail(f"exit status {done.returncode} with {env} {sizes.strip()}:\n{err[:4000]}")
