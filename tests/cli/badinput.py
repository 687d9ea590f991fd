"""Bad input to the launcher is one line on stderr and exit status 2, and no half-written file is
left."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort  # noqa: E402

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
    for command in ("run", "build", "test", "env"):
        done = gort(command, "--help")
        if done.returncode != 0 or f"gort {command}" not in done.stdout:
            fail(f"{command} --help: {done.returncode} {done.stdout!r}")
    if sorted(os.listdir(tmp)) != ["broken.c", "broken.go", "notes.txt"]:
        fail(f"files were left behind: {os.listdir(tmp)}")
