"""A program's functions have their names, in its own lists of callers and in the report of its
crash, and recover works in a promoted method, where there is no /proc, where the program's file
cannot be read or is gone or stripped, where no descriptor is free, and where memory is used up.
Real Go does the same in the same place.
Usage: names.py noproc|execonly|unlinked|stripped|nofile|descriptors|memory"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, build, fail, realgo, run, skip, text  # noqa: E402

how = sys.argv[1]
NOBODY = 65534
WANT = """main.(*inner).Names
main.promoted
main.main
main.(*inner).Names main.(*inner).Names true
main.promoted main.promoted true
main.main main.main true
recovered: promoted
main.promoted
"""


def limits(what, value):
    """The words of a shell that runs a program under a limit."""
    return ["/bin/sh", "-c", f'ulimit -{what} {value} && exec "$0" "$@"']


def command(program):
    if how == "noproc":
        return ["unshare", "-m", "/bin/sh", "-c", 'mount -t tmpfs none /proc && exec "$0"', program]
    if how == "execonly":
        os.chmod(os.path.dirname(program), 0o755)
        os.chmod(program, 0o111)
        nobody = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
        return [*nobody, program]
    if how == "unlinked":
        return ["/bin/sh", "-c", 'exec 3<"$0"; rm "$0"; exec /proc/self/fd/3', program]
    if how == "stripped":
        subprocess.run(["strip", program], check=True)
        return [program]
    if how == "nofile":
        return limits("n", 3) + [program]
    if how == "descriptors":
        return limits("n", 50) + [program, "descriptors"]
    return limits("v", 1000000) + [program, "memory"]


def outcome(program):
    """Output, the program's functions in the report, exit status."""
    done = run(command(program), cwd="/", env={"GOTRACEBACK": "single"})
    err = text(done.stderr)
    return text(done.stdout), re.findall(r"^(main\.\S+)\(", err, re.M), done.returncode, err


mount = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/proc"]
if how == "noproc" and run(mount).returncode != 0:
    skip("nothing can be mounted on /proc here")
if how == "execonly" and os.getuid() == 0 and not shutil.which("setpriv"):
    skip("setpriv is not installed")
source = os.path.join(ROOT, "testdata", "go", "crash", "names.go")
program = build([source])
stdout, shown, status, err = outcome(program)
said = f"exit status {status}, shown: {shown}\n{stdout}{err}"
want = "" if how == "memory" else WANT
if how == "descriptors":
    want = f"no descriptor\n{WANT}with a descriptor, lines: true\n"
if stdout != want:
    fail("other names than", want, said)
failed = "main.(*inner).grow" if how == "memory" else "main.(*inner).fail"
if status != 2 or shown != [failed, "main.main"]:
    fail("the report of the crash:", said)
if how == "memory" and not re.search("^fatal error: .*(out of|cannot allocate) memory", err, re.M):
    fail("not out of memory:", said)
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    if exe := realgo(source, tmp):
        theirs = outcome(exe)
        if theirs[:3] != (stdout, shown, status):
            fail("real Go:", *theirs, "\nours:", said)
