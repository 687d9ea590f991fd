"""`gort side` shows our code beside a Go tree's (a made-up one), by function, method, assembly and
file, as text and as a page."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort  # noqa: E402

PROC = """package runtime

// execute does made-up things.
func execute(gp *g, inheritTime bool) {
	madeUpExecute(gp)
}

func (q *gQueue) push(gp *g) { madeUpPush() }

func Gosched() {
	if true {
		madeUpGosched()
	}
}
"""
ASM = """// gogo
TEXT runtime·gogo(SB), NOSPLIT, $16-8
	MOVQ	madeUpGogo, BX

TEXT runtime·mcall(SB), NOSPLIT, $0-8
	RET
"""

with tempfile.TemporaryDirectory() as tmp:
    os.makedirs(os.path.join(tmp, "src", "runtime"))
    for name, text in (("proc.go", PROC), ("asm_amd64.s", ASM)):
        with open(os.path.join(tmp, "src", "runtime", name), "w") as f:
            f.write(text)

    def side(*args):
        return gort("side", "--goroot", tmp, "--width", "200", *args)

    for name, go, c in (("execute", "madeUpExecute(gp)", "void execute(g *gp, bool inheritTime)"),
                        ("proc.go#Gosched", "madeUpGosched()", "mcall(gosched_m)"),
                        ("gQueue.push", "madeUpPush()", "gQueue_push(gQueue *q, g *gp)"),
                        ("gogo", "madeUpGogo, BX", "TEXT(gogo)")):
        done = side(name)
        expect(done, 0)
        lines = done.stdout.split("\n")
        left = "\n".join(line.split("│")[0] for line in lines)
        right = "\n".join(line.split("│")[1] for line in lines if "│" in line)
        if go not in right or c not in left:
            fail(f"side {name}: {go!r} is not on the right or {c!r} not on the left:\n"
                 f"{done.stdout}")
        more = "madeUpPush" in done.stdout if name == "execute" else "RET" in right
        if name in ("execute", "gogo") and more:
            fail(f"side {name}: shows more than asked for:\n{done.stdout}")

    out = os.path.join(tmp, "proc.html")
    expect(side("--html", out, "proc.go"), 0, "")
    with open(out) as f:
        page = f.read()
    if "madeUpExecute(gp)" not in page or "void schedule(void)" not in page or "http" in page:
        fail("the page lacks one of the sides, or is not self-contained")

    expect(side("nosuchfunction"), 2, "", "nosuchfunction")
    expect(side(), 2, "", "which function")
    expect(gort("side", "--goroot", os.path.join(tmp, "none"), "execute"), 2, "", "no src/runtime")
