"""`gort schedcmp` runs a program on both runtimes and judges them equal, tells recorded traces of
different programs apart, reports mistakes in one line, and writes a page that needs no other file.
Usage: schedcmp.py [screenshot]: with screenshot, chromium shows the page."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from browser import Browser, needs_chromium  # noqa: E402
from harness import ROOT, expect, fail, gort, skip  # noqa: E402

import cmd_schedcmp  # noqa: E402
import realgo  # noqa: E402

GOLDEN = os.path.join(ROOT, "testdata", "golden", "go1.14.6", "schedtrace")
SCHED = os.path.join(ROOT, "testdata", "sched")
BLUE, ORANGE = (0x18, 0x64, 0xab), (0xe8, 0x59, 0x0c)


def recorded(program, procs=2, kind="run{}"):
    return [os.path.join(GOLDEN, f"st_{program}.p{procs}.{kind.format(i)}.txt")
            for i in (1, 2, 3)]


def sides(left, right):
    return [a for f in left for a in ("--left", f)] + [a for f in right for a in ("--right", f)]


def near(colour):
    """The condition that a pixel is near a colour; text and curves are blended with the white
    around them."""
    return " && ".join(f"Math.abs({c} - {n}) < 48" for c, n in zip("rgb", colour))


def screenshot():
    needs_chromium()
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp, Browser() as b:
        page = os.path.join(tmp, "page.html")
        cpu10 = recorded("cpu10", kind="detail")
        expect(gort("schedcmp", *sides(cpu10, cpu10), "--skip", "1", "--html", page), 0)

        def coloured():
            """Pixels near the blue and near the orange of the two sides."""
            b.open(page)
            png = b.screenshot()
            return [b.pixels(png, near(colour)) for colour in (BLUE, ORANGE)]

        blue, orange = coloured()
        if blue < 800 or orange < 800:
            fail(f"the page shows {blue} blue and {orange} orange pixels")
        # The same page without its pictures would not pass.
        with open(page) as f:
            text = f.read()
        with open(page, "w") as f:
            f.write(re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
        bare = coloured()
        if max(bare) >= 800:
            fail(f"the page without pictures has {bare} coloured pixels: the check is too weak")


def verdicts(out):
    """{(procs, field): verdict} of a report."""
    found, procs = {}, None
    for line in out.split("\n"):
        if (m := re.match(r"GOMAXPROCS=(\d+): \d+ runs", line)):
            procs = m[1]
        m = re.match(r"  (\S.*?)  +.*\s"
                     r"(equal|within|within, shifted|different|too few runs)$", line)
        if m and procs:
            found[procs, m[1]] = m[2]
    return found


def main():
    # Recorded traces: a program compared with itself is the same, but its bad lines are shown;
    # another program is different.
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        def join(name, files, extra=""):
            path = os.path.join(tmp, name)
            with open(path, "w") as out:
                for f in files:
                    with open(f) as g:
                        out.write(g.read())
                out.write(extra)
            return path

        idle = join("idle", recorded("idle") * 3, "the program says so\nSCHED 5ms: gomaxprocs=\n")
        busy = join("busy", recorded("pingpong") * 3)
        done = gort("schedcmp", *sides([idle], [idle]), "--expect", "idle")
        expect(done, 0)
        shown = all(w in done.stdout for w in ("2 bad lines", "line 109: 'the program says so'"))
        if set(verdicts(done.stdout).values()) != {"equal"} or not shown:
            fail(f"a trace against itself:\n{done.stdout}")
        page = os.path.join(tmp, "page.html")
        done = gort("schedcmp", *sides([busy], [idle]), "--html", page, "--expect", "idle")
        expect(done, 1)
        found = verdicts(done.stdout)
        if (found["2", "idleprocs"] != "different" or found["2", "gomaxprocs"] != "equal"
                or "BROKEN" not in done.stdout):
            fail(f"ping-pong against idle:\n{done.stdout}")
        with open(page) as f:
            text = f.read()
        fetches = re.search(r"(src|href)=[\"'](?!#)|https?:|@import|<script", text)
        if text.count("<svg") < 4 or "different: idleprocs" not in text or fetches:
            fail("the page lacks its pictures or verdict, or fetches something")

        both = sides([idle], [idle])
        for args, words in (
            ([], "which program"), (["none.go"], "no such file"), (["x.c"], "not a .go file"),
            (["--frob"], "unknown option"), (["--procs", "0", "x.go"], "is not a number"),
            (["--runs"], "needs a value"), (["a.go", "b.go"], "one program"),
            (["--left", os.path.join(tmp, "none"), "--right", idle], "No such file"),
            (["--left", idle], "which program"), (sides([page], [idle]), "no SCHED line"),
            (sides(recorded("idle", 1), [idle]), "no gomaxprocs in common"),
            (["--expect", "busy", *both], "unknown kind"),
            ([*both, "--html", os.path.join(tmp, "no", "x.html")], "No such file"),
            (["--go", os.path.join(tmp, "go"), os.path.join(SCHED, "idle.go")], "not there"),
        ):
            stderr = io.StringIO()
            with contextlib.redirect_stderr(stderr), contextlib.redirect_stdout(io.StringIO()):
                status = cmd_schedcmp.main(args)
            said = stderr.getvalue()
            one = said.count("\n") == 1 and said.startswith("gort: schedcmp: ")
            if status != 2 or not one or words not in said:
                fail(f"schedcmp {args}: exit status {status}, stderr {said!r}, "
                     f"not one line with {words!r}")
        # Without real Go: one line, with the package.
        script = ("import sys, cmd_schedcmp, realgo\n"
                  "realgo.GO = '/none'\n"
                  "sys.exit(cmd_schedcmp.main(sys.argv[1:]))")
        done = subprocess.run([sys.executable, "-c", script, os.path.join(SCHED, "idle.go")],
                              capture_output=True, text=True, timeout=60,
                              env={"PATH": tmp, "PYTHONPATH": os.path.join(ROOT, "cmd")})
        expect(done, 2, "", "install the package golang-1.19-go")

        # A program on both runtimes, with details: the invariants hold, the fields are there, and
        # none differs from real Go.
        if not os.path.exists(realgo.GO) and not shutil.which("go"):
            skip("real Go is not installed (golang-1.19-go); recorded traces were compared")
        done = gort("schedcmp", "--procs", "2", "--runs", "5", "--interval", "40", "--skip", "10",
                    "--detail", "--html", page, os.path.join(SCHED, "syscall.go"))
        expect(done, 0)
        found = verdicts(done.stdout)
        fields = ("Gs in a system call", "timers", "threads in use")
        if (any(found.get(("2", field)) != "equal" for field in fields)
                or "threads - idlethreads = 5 + 2" not in done.stdout):
            fail(f"five goroutines in system calls:\n{done.stdout}")
        with open(page) as f:
            if "What each P ran" not in f.read():
                fail("no lanes in the page of a detailed run")


if sys.argv[1:] == ["screenshot"]:
    screenshot()
else:
    main()
