"""Bad input to the launcher, and a bad environment of it, is one line on stderr and exit status 2,
and no half-written file is left."""

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, expect, fail, gort, toolchain  # noqa: E402

GORT = os.path.join(ROOT, "gort")
# More arguments than a program can have, when the driver starts it.
LONG = """
import sys
sys.path.insert(0, sys.argv[1])
import cmd_run
sys.exit(cmd_run.main(["good.go", "--", *["x" * 100000] * 100]))
"""

with tempfile.TemporaryDirectory() as tmp:
    def write(name, text):
        with open(os.path.join(tmp, name), "w") as f:
            f.write(text)
        return name

    expect(gort("run", "missing.go", cwd=tmp), 2, "", "missing.go: no such file")
    write("notes.txt", "")
    expect(gort("run", "notes.txt", cwd=tmp), 2, "", "unknown file type")
    write("broken.go", "package main\nfunc main() { x := }\n")
    done = gort("build", "-o", "out", "broken.go", cwd=tmp)
    if done.returncode != 2 or "broken.go:2" not in done.stderr:
        fail(f"broken.go: {done.returncode} {done.stderr!r}")
    write("broken.c", "int main(void) { return }\n")
    done = gort("build", "-o", "out", "broken.c", cwd=tmp)
    if done.returncode != 2 or "broken.c:1" not in done.stderr:
        fail(f"broken.c: {done.returncode} {done.stderr!r}")
    expect(gort("build", "broken.c", cwd=tmp), 2, "", "-o OUT is missing")
    expect(gort("build", "-x", cwd=tmp), 2, "", "unknown option -x")
    expect(gort("frobnicate"), 2, "", "unknown command")
    expect(gort("run", cwd=tmp), 2, "", "no input files")
    # With standard input and output closed, the linker's message still says what is undefined.
    undefined = write("undefined.go", "package main\n\nfunc f()\n\nfunc main() { f() }\n")
    done = subprocess.run(["/bin/sh", "-c", 'exec "$0" build -o out undefined.go <&- >&-', GORT],
                          cwd=tmp, stderr=subprocess.PIPE, text=True)
    if (done.returncode, done.stderr) != (2, "gort: undefined: main.f\n"):
        fail(f"closed standard input and output: {done.returncode} {done.stderr!r}")
    os.remove(os.path.join(tmp, undefined))
    write("good.go", "package main\n\nfunc main() {}\n")
    for option in "-l", "-L", "-o":
        expect(gort("build", "-o", "out", "good.go", option, cwd=tmp), 2, "",
               f"{option} needs a value")
    os.symlink("good.go", os.path.join(tmp, "link.go"))
    for out in "good.go", "link.go":
        expect(gort("build", "-o", out, "good.go", cwd=tmp), 2, "", "is a file of the program")
    os.remove(os.path.join(tmp, "link.go"))
    # An import declaration in which a quote is missing.
    write("quote.go", "package main\n\nimport (\n" + '\t\t"fmt"\n\n' * 40 + '\t"os\n)\n')
    done = gort("build", "-o", "out", "quote.go", cwd=tmp)
    if done.returncode != 2 or "quote.go:84" not in done.stderr:
        fail(f"quote.go: {done.returncode} {done.stderr!r}")
    # The tools would read a file's contents as arguments.
    write("@good.go", "package main\n\nfunc main() {}\n")
    write("@good.c", "int main(void) { return 0; }\n")
    expect(gort("run", "@good.go", cwd=tmp), 0, "")
    expect(gort("run", "@good.c", cwd=tmp), 0, "")

    expect(gort("run", "good.go", cwd=tmp, TMPDIR="/none"), 2, "", "/none/gort-")
    expect(gort("run", "good.go", cwd=tmp, TMPDIR="/tmp/a%b"), 2, "", "a % in its name")
    expect(gort("timeline", "good.go", cwd=tmp, TMPDIR="/none"), 2, "", "/none/gort-")
    expect(subprocess.run([sys.executable, "-c", LONG, os.path.join(ROOT, "cmd")], cwd=tmp,
                          capture_output=True, text=True), 2, "", "Argument list too long")
    expect(subprocess.run([GORT, "run", "good.go"], env={"GORT_BUILD": toolchain.BUILD}, cwd=tmp,
                          capture_output=True, text=True), 0, "")
    expect(gort("help", PATH=""), 0)
    expect(gort("help", PATH="/none"), 2, "", "readlink fails; PATH is /none")
    expect(gort("env", GORT_BUILD="/proc/none"), 2, "", "cannot make the folder /proc/none")
    expect(gort("run", "--study", "--hosted", "good.go", cwd=tmp,
                GORT_BUILD=os.path.join(tmp, "none")), 2, "", "--study or --hosted, not both")
    expect(gort("help", "--study", "--", "--hosted"), 0)
    with open(os.path.join(toolchain.BUILD, ".testing"), "a") as f, \
            contextlib.suppress(BlockingIOError):  # where the suite itself has it
        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        expect(gort("test", "lint"), 2, "", "tests are running in")
    for command in ("run", "build", "test", "env"):
        done = gort(command, "--help")
        if done.returncode != 0 or f"gort {command}" not in done.stdout:
            fail(f"{command} --help: {done.returncode} {done.stdout!r}")
    if sorted(os.listdir(tmp)) != ["@good.c", "@good.go", "broken.c", "broken.go", "good.go",
                                   "notes.txt", "quote.go"]:
        fail(f"files were left behind: {os.listdir(tmp)}")
