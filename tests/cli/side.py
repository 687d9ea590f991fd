"""`gort side` shows our code beside a Go tree's (a made-up one), by function, method, assembly and
file, as text and as a page; it finds what a later Go renamed or moved, and sets what belongs
together on one line."""

import html
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import expect, fail, gort  # noqa: E402

PROC = """package runtime

// execute does made-up things.
func execute(gp *g, inheritTime bool) {
	madeUpExecute(gp)
	traceGoStart(madeUp)
}

func (q *gQueue) push(gp *g) { madeUpPush() }

func Gosched() {
	if true {
		madeUpGosched()
		mcall(gosched_m) // a comment of many words, which goes on and on over the end of the column
	}
}

func findRunnable() { madeUpFind() }

type (
	madeUpType struct{}
	gQueue struct { // in a group
		head madeUpHead
	}
)
"""
MOVED = """package runtime

func (lk *sweepLocked) sweep(preserve bool) bool { return madeUpSweep() }

func (c *sigctxt) pushCall(pc uintptr) { madeUpCall() }
"""
DRAGONFLY = """package runtime

func gosched_m(gp *g) { madeUpDragonfly() }
"""
ASM = """// gogo
TEXT runtime·gogo(SB), NOSPLIT, $16-8
	MOVQ	madeUpGogo, BX

TEXT runtime·mcall<ABIInternal>(SB), NOSPLIT, $0-8
	RET
"""
FILES = {"proc.go": PROC, "madeup.go": MOVED, "os_dragonfly.go": DRAGONFLY, "asm_amd64.s": ASM}


def shown(done):
    """The two columns."""
    rows = [line.split("│") for line in done.stdout.split("\n") if "│" in line]
    return [left.rstrip() for left, _ in rows], [right.rstrip() for _, right in rows]


with tempfile.TemporaryDirectory() as tmp:
    os.makedirs(os.path.join(tmp, "src", "runtime"))
    for name, text in FILES.items():
        with open(os.path.join(tmp, "src", "runtime", name), "w") as f:
            f.write(text)

    def side(*args, width="200"):
        return gort("side", "--goroot", tmp, "--width", width, *args)

    for name, go, c in (
            ("execute", "madeUpExecute(gp)", "void execute(g *gp, bool inheritTime)"),
            ("proc.go#Gosched", "madeUpGosched()", "mcall(gosched_m)"),
            ("gQueue.push", "madeUpPush()", "gQueue_push(gQueue *q, g *gp)"),
            ("gogo", "madeUpGogo, BX", "TEXT(gogo)"),
            ("gQueue", "head madeUpHead", "} gQueue;"),
            ("findrunnable", "(findRunnable, renamed", "findrunnable("),
            ("findRunnable", "madeUpFind()", "findrunnable("),
            ("mcall", "RET", "TEXT(mcall)"),
            ("mspan.sweep", "madeup.go:3 (sweepLocked.sweep, renamed or merged since 1.14) "
             "(in mgcsweep.go in 1.14)", "mspan_sweep("),
            ("pushCall", "(in signal_amd64.go in 1.14)", "sigctxt_pushCall("),
            ("gosched_m", "(this Go has no gosched_m)", "gosched_m(g *gp)")):
        done = side(name)
        expect(done, 0)
        left, right = map("\n".join, shown(done))
        if go not in right or c not in left:
            fail(f"side {name}: {go!r} is not on the right or {c!r} not on the left:\n"
                 + done.stdout)
        if name == "execute" and "madeUpPush" in done.stdout or name == "gogo" and "RET" in right:
            fail(f"side {name}: shows more than asked for:\n{done.stdout}")

    left, right = shown(side("execute"))
    if not any("traceGoStart(" in a and "traceGoStart(" in b for a, b in zip(left, right)):
        fail("calls of one name are not level:\n" + "\n".join(left + right))
    left, right = shown(side("Gosched", width="80"))
    whole = " ".join(line.strip() for line in right)
    if max(map(len, right)) > 39 or "which goes on and on over the end of the column" not in whole \
            or not any(line.startswith(" " * 12) for line in right):
        fail("a long line is not wrapped at words, or does not hang:\n" + "\n".join(right))

    # By our name of a file, and by Go's, as a page.
    expect(side("proc.c"), 0)
    out = os.path.join(tmp, "proc.html")
    expect(side("--html", out, "proc.go"), 0, "")
    with open(out) as f:
        page = f.read()
    text = html.unescape(re.sub(r"<[^>]*>", "", page))
    if "madeUpExecute(gp)" not in text or "void schedule(void)" not in text or "http" in page:
        fail("the page lacks one of the sides, or is not self-contained")
    if '<a href="#proc.go#execute">execute</a>(' not in page or 'id="proc.go#execute"' not in page:
        fail("the page does not link a call to its own entry")
    if "pre-wrap" not in page or '<span class="c">// a comment' not in page:
        fail("the page does not wrap, or does not colour a comment")

    expect(side("nosuchfunction"), 2, "", "nosuchfunction")
    expect(side("push"), 2, "", "push: which of ")
    expect(side(), 2, "", "which function")
    expect(gort("side", "--goroot", os.path.join(tmp, "none"), "execute"), 2, "", "no src/runtime")
