"""A fault of the past does not come back: a program of regress/ (faults of Go, by the issue's
number) or faults/ (faults of gort) runs to the end and exits with status 0. Lines of its first
comment say more: `procs: 1 2` (values of GOMAXPROCS; default 2), `env: KEY=VALUE …`,
`args: ARG …`, `storm: RATE` (signals a second, tests/storm/storm.c; 0: never, because the program
counts signals or idle time), `runs: N` (for a fault that came now and then; GORT_FAULTS=K: K times
as often), `exit: STATUS` (of the last process; -15: death by signal 15), `stdout: TEXT` (all of
standard output), `stderr: PATTERN` (matches a line of standard error), `never: TEXT` (not in
standard error) and `needs: collector` (skipped with --gc=stubs).
Usage: regress.py regress/NUMBER | faults/NAME"""

import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, needs_collector, run, text, toolchain  # noqa: E402

tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
found = glob.glob(os.path.join(tests, sys.argv[1] + ".*"))
found = sorted(f for f in found if f.endswith((".c", ".S", ".go")))
if not found:
    fail(f"no test {sys.argv[1]}")
with open(found[-1]) as f:  # x.c and x.S: the comment is in x.c
    source = f.read()
comment = re.match(r"(//.*\n)*", source).group()
option = dict(re.findall(r"^// (procs|env|args|storm|runs|exit|stdout): (.*)$", comment, re.M))
if "\n// needs: collector\n" in comment:
    needs_collector()
inside = re.search(r'^#include "(runtime|regress)\.h"', source, re.M)
program = build(found[::-1], cflags=toolchain.HEADERS if inside else ())


def once(env):
    done = run([program, *option.get("args", "").split()], timeout=120, env=env)
    out = text(done.stdout)[-2000:] + text(done.stderr)[-3000:]
    where = f"with GOMAXPROCS={env['GOMAXPROCS']}:\n{out}"
    if done.returncode == 77:
        print(out)
        sys.exit(77)
    if done.returncode != int(option.get("exit", "0")):
        fail(f"exit status {done.returncode} {where}")
    if "stdout" in option and text(done.stdout).rstrip("\n") != option["stdout"]:
        fail(f"standard output is not {option['stdout']!r} {where}")
    for pattern in re.findall(r"^// stderr: (.*)$", comment, re.M):
        if not re.search(rf"^{pattern}$", text(done.stderr), re.M):
            fail(f"standard error has no line {pattern!r} {where}")
    for never in re.findall(r"^// never: (.*)$", comment, re.M):
        if never in text(done.stderr):
            fail(f"standard error has {never!r} {where}")
    return out


for procs in option.get("procs", "2").split():
    env = dict([kv.split("=", 1) for kv in option.get("env", "").split()], GOMAXPROCS=procs)
    if "storm" in option:
        env["GORT_STORM"] = "" if option["storm"] == "0" else option["storm"]
    for _ in range(int(option.get("runs", "1")) * int(os.environ.get("GORT_FAULTS") or 1)):
        out = once(env)
    print(out, end="")
