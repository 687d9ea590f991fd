"""A fault of Go's past does not come back: the program named after the issue's number runs to the end and exits with status 0. Lines of its first
comment say more: `procs: 1 2` (values of GOMAXPROCS; default 2), `env: KEY=VALUE …`, `storm: RATE` (signals a second, tests/storm/storm.c;
0: never, as it counts signals or idle time), `exit: STATUS` (of the last process; -15: death by signal 15) and `stderr: PATTERN` (matches a
line of standard error). Usage: regress.py NUMBER"""

import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, run, text  # noqa: E402

found = [f for f in glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), sys.argv[1] + ".*")) if f.endswith((".c", ".go"))]
if len(found) != 1:
    fail(f"no test {sys.argv[1]}")
with open(found[0]) as f:
    comment = re.match(r"(//.*\n)*", f.read()).group()
option = dict(re.findall(r"^// (procs|env|storm|exit): (.*)$", comment, re.M))
program = build(found, cflags=["-I" + os.path.join(ROOT, "runtime"), "-I" + os.path.join(ROOT, "gc")] if found[0].endswith(".c") else ())
for procs in option.get("procs", "2").split():
    env = dict([kv.split("=", 1) for kv in option.get("env", "").split()], GOMAXPROCS=procs)
    if "storm" in option:
        env["GORT_STORM"] = "" if option["storm"] == "0" else option["storm"]
    done = run([program], timeout=120, env=env)
    out = text(done.stdout)[-2000:] + text(done.stderr)[-3000:]
    if done.returncode == 77:
        print(out)
        sys.exit(77)
    if done.returncode != int(option.get("exit", "0")):
        fail(f"exit status {done.returncode} with GOMAXPROCS={procs}:\n{out}")
    for pattern in re.findall(r"^// stderr: (.*)$", comment, re.M):
        if not re.search(rf"^{pattern}$", text(done.stderr), re.M):
            fail(f"standard error has no line {pattern!r} with GOMAXPROCS={procs}:\n{out}")
    print(out, end="")
