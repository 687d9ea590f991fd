"""The pages of three programs, real Go above and gort below, in a Chromium without a screen: the
lanes of both are drawn; clicks, keys and scrubbing lead to events, which the page describes in
words; the cause of a preemption is found; of 10^5 events few are drawn, and a picture of them asks
the page's layout, which is slow, a few times only. GORT_SHOTS=DIR: the screenshots go there."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from browser import COLOURED, Browser, needs_chromium  # noqa: E402
from harness import GOBIN, ROOT, expect, fail, gort, skip  # noqa: E402

SCHED = os.path.join(ROOT, "testdata", "sched")
SPIN = os.path.join(ROOT, "testdata", "golden", "programs", "preempt_spin.go")
# The goroutine may have begun with what is left of main's time slice.
CAUSE = r"Cause: (it had run for [\d.]+ ms, a time slice of 10 ms|the time slice of 10 ms is the P)"
# Coloured pixels of a side; without lanes there are none. If one of the two runs takes much longer
# than the other one, the other's bars are short.
ENOUGH = 40
COUNT = """
window.drawn = window.asked = 0;
const fill = CanvasRenderingContext2D.prototype.fillRect;
CanvasRenderingContext2D.prototype.fillRect = function(...a) {
    drawn++;
    return fill.apply(this, a);
};
for (const name of ["clientWidth", "clientHeight"]) {
    const {get} = Object.getOwnPropertyDescriptor(Element.prototype, name);
    Object.defineProperty(Element.prototype, name, {get() { asked++; return get.call(this); }});
}
"""


def page(source, tmp, goroot):
    """The page of a program, which runs for a shorter time than it says; the one with two
    goroutines that hand a value back and forth: so many times."""
    with open(source) as f:
        code = f.read().replace("1200 * time.Millisecond", "100 * time.Millisecond")
    code = code.replace("for time.Now().Before(end) {", "for j := 0; j < 9 || end.IsZero(); j++ {")
    copy = os.path.join(tmp, os.path.basename(source))
    with open(copy, "w") as f:
        f.write(code)
    done = gort("timeline", "--goroot", goroot, "--html", copy + ".html", copy, cwd=tmp)
    expect(done, 0, "")
    return copy + ".html"


def coloured(b, name):
    """Of the pixels in the lanes, those with a colour, of each of the two traces."""
    left, top, width, height = map(int, b.box("#lanes"))
    left, top, width, half = left + 110, top + 20, width - 110, (min(height, 880 - top) - 20) // 2
    png = b.screenshot(name)
    return [b.pixels(png, COLOURED, left, y, width, half) for y in (top, top + half)]


def says(b, *wanted):
    said = b.text("#event")
    for pattern in wanted:
        if not re.search(pattern, said):
            fail(f"no {pattern!r} in the description:\n{said}")
    return said


def view(b):
    """The part of the time that is in view, ms."""
    words = b.js("document.getElementById('overview').getAttribute('aria-valuetext')")
    return [float(n) for n in re.findall(r"[\d.]+", words)]


def check_preemption(b):
    """By the keyboard alone: which moment, and why."""
    b.js("document.getElementById('view').focus()")
    b.key("n")
    said = says(b, r"real Go, [\d.]+ ms: GoPreempt", r"\(main\.main\.func1\) is preempted",
                r"signal SIGURG", CAUSE,
                r"main\.main\.func1\s+preempt_spin.go:1\d", r"gopreempt_m\(g \*gp\)",
                r"Run queues: .*global [1-9]")
    time = float(re.search(r"([\d.]+) ms: GoPreempt", said)[1])
    first, last = view(b)
    b.key("f")
    start, end = view(b)
    if not start < time < end or end - start >= last - first:
        fail(f"f: from {start} to {end}, for {time}; before: from {first} to {last}")
    b.key("n")
    while "gort, " not in says(b, "is preempted"):
        b.key("n")
    says(b, r"gort, [\d.]+ ms: GoPreempt", r"\(main\.main\.func1\) is preempted", "SIGURG", CAUSE,
         r"main\.main\.func1\s+preempt_spin.go:1\d", r"runtime/proc\.c:\d+\s+void gopreempt_m")
    b.key("Backspace")
    says(b, r"gort, [\d.]+ ms: GoStart", r"runs on P\d, on M\d")
    b.key("Enter")
    says(b, "GoPreempt")
    b.js("document.querySelector('#event a[href=\"#proc.go#gopreempt_m\"]').click()")
    b.settle()
    if not 0 <= b.box("section[id='proc.go#gopreempt_m']")[1] < 450:
        fail("the link to gopreempt_m does not lead there")
    b.js("scrollTo(0, 0)")


def check_pointer(b):
    """Clicks, dragging, the strip, and that the text follows."""
    b.js("document.getElementById('whole').click()")
    b.settle()
    left, top, width, _ = b.box("#lanes")
    b.click(left + 104 + (width - 104) / 4, top + 16 + 26 + 22 + 12)  # P0 of the first trace
    says(b, r"real Go, [\d.]+ ms: GoStart", r"G\d+ \(\S+\) runs on P0, on M\d")
    for _ in range(3):
        b.js("document.getElementById('in').click()")
    b.settle()
    before = view(b)
    b.drag(left + 600, top + 60, left + 400)
    after = view(b)
    if after[0] <= before[0] or abs(after[1] - after[0] - before[1] + before[0]) > 0.001:
        fail(f"dragged from {before} to {after}")
    x, y, wide, high = b.box("#overview")
    b.click(x + 104 + 0.9 * (wide - 104), y + high / 2)
    if view(b)[0] <= after[0]:
        fail(f"scrubbed from {after} to {view(b)}")
    b.js("document.getElementById('kind').value = 'GoCreate'")
    b.js("document.getElementById('next').click()")
    says(b, "GoCreate", "was there when the trace began|by a go statement")


if not os.path.exists(os.path.join(GOBIN, "go")):
    skip("real Go is not installed (golang-1.19-go)")
needs_chromium()
os.environ["GOMAXPROCS"] = "2"
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    goroot = os.path.join(tmp, "go")
    os.makedirs(os.path.join(goroot, "src", "runtime"))
    pages = {name: page(source, tmp, goroot) for name, source in (
        ("preempt_spin", SPIN), ("pingpong", os.path.join(SCHED, "pingpong.go")),
        ("syscall", os.path.join(SCHED, "syscall.go")))}
    with Browser() as b:
        b.call("Page.addScriptToEvaluateOnNewDocument", source=COUNT)
        for name, path in pages.items():
            b.open(path)
            pixels = coloured(b, name)
            if min(pixels) < ENOUGH:
                fail(f"{name}: {pixels} coloured pixels above and below")
            if name == "preempt_spin":
                check_preemption(b)
                check_pointer(b)
            elif name == "pingpong":
                n = sum(map(int, re.findall(r"(\d+) events", b.text("header"))))
                b.js("drawn = asked = 0")
                b.js("document.getElementById('whole').click()")
                b.settle()
                drawn, width = b.js("drawn"), b.box("#lanes")[2]
                # A rectangle a pixel of each lane, and of the strip above.
                most = 2 * width * (b.js("document.querySelectorAll('#only option').length") + 20)
                if not n > 100000 or not 1000 < drawn < most:
                    fail(f"{name}: {drawn} rectangles for {n} events, at most {most}")
                # Each lane asks whether it is in view. Asked for each rectangle, it took 30 ms.
                if not 10 < b.js("asked") < 400:
                    fail(f"{name}: the layout is asked {b.js('asked')} times a picture")
                b.js("document.getElementById('kind').value = 'GoUnblock'")
                b.js("document.getElementById('next').click()")
                while "pingpong.go" not in says(b, r"wakes G\d+"):
                    b.js("document.getElementById('next').click()")
                says(b, r"\((main\.main\.func1|runtime\.main)\) wakes G\d+ .* into the queue",
                     r"It had waited [\d.]+ [nµm]?s\.", r"runtime/proc\.c:\d+\s+void ready\(")
                b.js("document.getElementById('view').focus()")
                b.key("Enter")
                says(b, r"GoStart\n", r"runs (it )?on P\d", r"It waited [\d.]+ [nµm]?s for that")
                b.key("f", "+", "+")
                b.screenshot("pingpong-near")
            else:
                b.js("document.getElementById('kind').value = 'GoSysBlock'")
                taken = r"\(main\.main\.func1\) loses P\d in its system call: sysmon takes the P"
                b.js("document.getElementById('next').click()")
                while not re.search(taken, b.text("#event")):
                    says(b, "GoSysBlock")  # not: No further
                    b.js("document.getElementById('next').click()")
                b.screenshot("syscall-taken")
            if b.errors:
                fail(f"{name}: {b.errors}")
        # Without its script the page has no lanes.
        with open(pages["syscall"]) as f:
            bare = re.sub(r'<script type="module">.*?</script>', "", f.read(), flags=re.S)
        with open(pages["syscall"], "w") as f:
            f.write(bare)
        b.open(pages["syscall"])
        if min(coloured(b, None)) >= ENOUGH:
            fail("a page without lanes passes: the check is too weak")
