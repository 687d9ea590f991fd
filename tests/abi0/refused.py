"""Assembly that calls the runtime and does not say by which ABI is refused, whichever entry it
calls; so is a name that has no entry in the stack ABI. A section says it as well as --abi0 does.
And what no program of any ABI may have: thread-local variables, which the error names."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import ROOT, expect, fail, gort, run, text, toolchain  # noqa: E402

with open(os.path.join(ROOT, "testdata", "abi0.txt")) as f:
    NAMES = [line.split()[0] for line in f if not line.startswith("#")]
PROGRAM = """{}	.text
	.globl	main.main
main.main:
	sub	$72, %rsp
	call	runtime.{}
	add	$72, %rsp
	ret
"""

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    os.chdir(tmp)

    def write(name, content):
        with open(name, "w") as f:
            f.write(content)

    for name in NAMES:
        write("x.s", PROGRAM.format("", name))
        try:
            toolchain.build(["x.s"], "x")
            fail(f"a call of {name} that says no ABI is taken")
        except toolchain.Error as e:
            if f"x.s: say by which ABI it calls runtime.{name}:" not in str(e):
                fail(f"{name}: {e}")
    expect(gort("build", "-o", "x", "x.s", cwd=tmp), 2, "", "--abi0 x.s")
    write("x.s", PROGRAM.format("", "printnl"))
    expect(gort("build", "-o", "x", "--abi0", "x.s", cwd=tmp), 0, "")
    if text(run(["./x"]).stderr) != "\n":
        fail("--abi0: the program is wrong")
    for note in ("abi0", "sysv"):
        write("x.s", PROGRAM.format(f'\t.section .note.gort.{note},"",@progbits\n', "printnl"))
        expect(gort("build", "-o", "x", "x.s", cwd=tmp), 0, "")
        if text(run(["./x"]).stderr) != "\n":
            fail(f"{note}: the program is wrong")
    write("x.s", PROGRAM.format("", "schedule"))
    expect(gort("build", "-o", "x", "--abi0", "x.s", cwd=tmp), 2, "",
           "no entry in the stack ABI: runtime.schedule")
    expect(gort("build", "-o", "x", "--abi0", "x.c", cwd=tmp), 2, "",
           "--abi0 wants a .s, .S or .o file")
    write("t.c", "__thread int counter = 7;\nint main(void) { return counter; }\n")
    expect(gort("build", "-o", "x", "t.c", cwd=tmp), 2, "",
           "t.c: thread-local variables are not supported: counter")
