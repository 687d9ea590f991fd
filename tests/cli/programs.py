"""The launcher builds and runs programs: exit statuses pass through, a program without main is one
line, no half-written file is left, and parts stay that nothing in the program refers to by name."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort  # noqa: E402

# kill(0, nothing), then exit_group(5).
KILLED = """\
#include <signal.h>
int raise(int);
int main(void)
{
	__asm__ volatile("syscall" : : "a"(62L), "D"(0L), "S"(0L) : "rcx", "r11", "memory");
	__asm__ volatile("syscall" : : "a"(231L), "D"(5L) : "rcx", "r11");
	return 0;
}
"""
# An entry of a section that is found by its name, and a constructor.
PARTS = """\
#define ENTRY(n) static int n __attribute__((section("things"), used)) = 4
ENTRY(a);
ENTRY(b);
extern int __start_things[], __stop_things[];
static int made;
__attribute__((constructor)) static void make(void) { made = 20; }
int main(void)
{
	for (int *p = __start_things; p < __stop_things; p++)
		made += *p;
	return made;
}
"""
FILES = ["exit3.c", "parts.c", "args.go", "panics.go", "killed.c", "nomain.c", "nomain.go"]

with tempfile.TemporaryDirectory() as tmp:
    def write(name, text):
        with open(os.path.join(tmp, name), "w") as f:
            f.write(text)
        return name

    write("exit3.c", "int main(void) { return 3; }\n")
    expect(gort("run", "exit3.c", cwd=tmp), 3)
    write("args.go", "package main\nimport \"runtime\"\nfunc main() { println(runtime.GOOS) }\n")
    done = gort("run", "args.go", cwd=tmp)
    expect(done, 0)
    if done.stderr != "linux\n":
        fail(f"args.go printed {done.stderr!r}")
    write("panics.go", "package main\nfunc main() { panic(1) }\n")
    expect(gort("run", "panics.go", cwd=tmp), 2)
    write("killed.c", KILLED)
    expect(gort("run", "killed.c", cwd=tmp), 5)
    write("parts.c", PARTS)
    expect(gort("run", "parts.c", cwd=tmp), 28)

    write("nomain.c", "int f(void) { return 1; }\n")
    expect(gort("build", "-o", "out", "nomain.c", cwd=tmp), 2, "", "no main function")
    write("nomain.go", "package main\nfunc f() {}\n")
    done = gort("build", "-o", "out", "nomain.go", cwd=tmp)
    if done.returncode != 2 or "main" not in done.stderr:
        fail(f"nomain.go: {done.returncode} {done.stderr!r}")
    if os.path.exists(os.path.join(tmp, "out")):
        fail("a failed build left its output")
    expect(gort("build", "-o", "out", "exit3.c", cwd=tmp), 0, "")
    if subprocess.run([os.path.join(tmp, "out")]).returncode != 3:
        fail("the built program does not return 3")
    if sorted(os.listdir(tmp)) != sorted(["out", *FILES]):
        fail(f"files were left behind: {os.listdir(tmp)}")
