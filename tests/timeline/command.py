"""`gort timeline` writes one page of a program, or of traces, that fetches nothing. Its lanes and
queues say what the events say that Go's own reader prints. Mistakes are one line."""

import collections
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "trace"))
from trace import (FAKE, PROGRAMS, ROOT, build, fail, needs_tool, printed,  # noqa: E402
                   realgo, traced)
from harness import expect, gort  # noqa: E402

import cmd_side  # noqa: E402
import cmd_timeline  # noqa: E402
import timeline  # noqa: E402
import timelinehtml  # noqa: E402
import tracefile  # noqa: E402
from tracefile import STARTS, STOPS  # noqa: E402

RUNS = (timeline.RUN, timeline.SYSCALL)


def page(out):
    with open(out) as f:
        return f.read()


def data(out):
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page(out), re.S)
    return json.loads(found[1])


def sides(out):
    return data(out)["sides"]


def moments(flat, n, columns):
    """Rows of n numbers; the first are differences from the moment before."""
    last = 0
    for i in range(0, len(flat), n):
        row = flat[i:i + n]
        for j in range(columns):
            last = row[j] = last + row[j]
        yield row


def check_side(side, path):
    """One trace of the page beside Go's reader."""
    now, times = side["begin"], []
    for step in side["t"]:
        now += step
        times.append(now)
    times.append(side["end"])
    # What each P ran: by the starts and stops. What leads to a start: from the same P, or stolen
    # from another one; Go's reader does not tell on which P the poller woke it.
    want, running, ready, most = collections.Counter(), {}, {}, 0
    arrows, lost = collections.Counter(), {}
    for ns, name, p, g, args in printed(path):
        if name == "Gomaxprocs":
            ready = {g: (why, -1 if FAKE > on >= args["procs"] else on)
                     for g, (why, on) in ready.items()}
        if name in STARTS and g in ready and ready[g][0]:
            why, on = ready[g]
            arrows["unknown" if on >= FAKE else timeline.STEAL if on not in (-1, p) else
                   timeline.PREEMPT if why == "GoPreempt" else timeline.WAKE] += 1
        if name == "GoSysBlock":
            lost[p] = None
        elif name == "ProcStop" and p in lost:
            lost[p] = ns
        elif name == "ProcStart":
            since = lost.pop(p, None)
            arrows[timeline.HANDOFF] += since is not None and ns - since < timeline.HANDOFF_NS
        elif p in lost and name in STARTS:
            del lost[p]
        if name in STARTS:
            running[g] = (ns, p)
        elif name in STOPS and g in running:
            start, on = running.pop(g)
            want[on] += ns - start
        if name in ("GoCreate", "GoUnblock"):
            ready[args["g"]] = (name if name == "GoUnblock" or g else "", p)
        elif name in ("GoSched", "GoPreempt") or name == "GoSysExit" and args["ts"]:
            ready[g] = (name if name == "GoPreempt" else "", -1)
        elif name in STARTS | {"GoWaiting", "GoInSyscall"}:
            ready.pop(g, None)
        most = max(most, len(ready))
    for start, on in running.values():
        want[on] += side["end"] - start
    got = collections.Counter()
    for kind, number, flat in side["lanes"]:
        last = 0
        for a, b, g, what in moments(flat, 4, 2):
            if a < last or b <= a:
                fail(f"{path}: spans of {kind}{number} overlap at event {a}")
            last = b if kind != "GC" else 0
            if kind == "P" and what in RUNS:
                got[number] += times[b] - times[a]
    if +got != +want:
        fail(f"{path}: the Ps ran for {got} ns, by Go's reader {want}")
    drawn = collections.Counter(kind for _, _, kind in moments(side["links"], 3, 2))
    unknown = arrows.pop("unknown", 0)
    left = {kind: arrows[kind] - drawn[kind] for kind in arrows | drawn}
    if any(n for kind, n in left.items() if kind not in (timeline.WAKE, timeline.STEAL)) or \
            sum(left.values()) != -unknown or max(left.values()) > 0:
        fail(f"{path}: arrows {drawn}, by Go's reader {arrows} and {unknown} from the poller")
    # How many goroutines wait to be run.
    changes = sorted((i, q, n) for q, flat in side["queues"].items()
                     for i, n in moments(flat, 2, 1))
    lengths, highest, last = {}, 0, -1
    for i, q, n in changes:
        if i != last:
            highest = max(highest, sum(lengths.values()))
        last, lengths[q] = i, n
        if n < 0:
            fail(f"{path}: a queue of {n} at event {i}")
    highest = max(highest, sum(lengths.values()))
    if highest != most or sum(lengths.values()) != len(ready):
        fail(f"{path}: {highest} in the queues at most, {sum(lengths.values())} in the end; "
             f"by Go's reader {most} and {len(ready)}")


def made(path, *batches):
    """A trace of these batches: (P, time, events), each event a type and its numbers without the
    time."""
    data = b"go 1.11 trace\0\0\0"
    for p, time, events in batches:
        data += bytes([0x41, p, time])
        for kind, *args in events:
            size = [len(args) + 1] if len(args) > 2 else []
            data += bytes([kind | min(len(args), 3) << 6, *size, 1, *args])
    with open(path, "wb") as f:
        f.write(data + b"\x02\x7f")
    side = timeline.Side(tracefile.Trace(path), 0)
    side.follow()
    return side


def check_rare(path):
    """What happens seldom. ProcStart 5, ProcStop 6, GoCreate 13, GoStart 14, GoStop 16, GoSched 17,
    GoSysCall 28, GoSysExit 29, GoSysBlock 30, GoStartLocal 38, Gomaxprocs 4."""
    # P1 goes, with goroutine 2 in its queue: P0 finds that in the global queue.
    side = made(path, (1, 0, [(5, 3), (13, 1, 0, 0), (38, 1), (13, 2, 0, 0), (4, 1, 0), (17, 0),
                              (6,)]),
                (0, 100, [(5, 3), (14, 1, 2), (16, 0), (14, 2, 1), (16, 0)]))
    if [kind for *_, kind in side.links] != [timeline.WAKE]:
        fail(f"a P that goes: {side.links}")
    # Goroutine 1, on M1, comes from its call and takes its P from goroutine 2's call, on M2.
    side = made(path, (0, 0, [(5, 1), (13, 1, 0, 0), (13, 2, 0, 0), (38, 1), (28, 0), (30,), (6,),
                              (5, 2), (38, 2), (28, 0), (30,), (29, 1, 2, 0), (38, 1), (16, 0),
                              (6,)]))
    runs = {lane: [g for *_, g, kind in spans if kind == timeline.RUN]
            for lane, spans in side.spans.items()}
    if runs != {("P", 0): [1, 2, 1], ("M", 1): [1, 1], ("M", 2): [2]}:
        fail(f"a P that is taken back: {runs}")


needs_tool()
known = cmd_side.ours()
strange = [f for f in timelinehtml.FUNCTIONS.values() if tuple(f.split("#")) not in known]
if strange:
    fail("not functions of ours:", strange)
os.environ.pop("GOROOT", None)
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    goroot = os.path.join(tmp, "go")
    os.makedirs(os.path.join(goroot, "src", "runtime"))
    with open(os.path.join(goroot, "src", "runtime", "proc.go"), "w") as f:
        f.write("package runtime\n\nfunc gopreempt_m(gp *g) { madeUp() }\n")

    def command(*args):
        return gort("timeline", "--goroot", goroot, *args, cwd=tmp)

    check_rare(os.path.join(tmp, "made"))

    # Recorded traces.
    kinds = os.path.join(PROGRAMS, "kinds.go")
    traces = [traced(realgo(kinds, tmp)), traced(build([kinds]))]
    expect(command(*traces, "--html", "two.html"), 0, "")
    two = sides(os.path.join(tmp, "two.html"))
    for side, path, name in zip(two, traces, ("real Go", "gort")):
        if side["name"] != name:
            fail(f"{path} is of {name}, not of {side['name']}")
        check_side(side, path)
    whole = page(os.path.join(tmp, "two.html"))
    if re.search(r"(src|href)=[\"']?(?!#)[\w/.]|https?:|@import|url\(", re.sub(
            r'<script id="data".*?</script>', "", whole, flags=re.S)):
        fail("the page fetches something")
    refs = {f["ref"] for f in data(os.path.join(tmp, "two.html"))["functions"].values()}
    if "proc.go#gopreempt_m" not in refs and "proc.go#execute" not in refs:
        fail(f"no functions of the runtime, only {refs}")
    for ref in refs:
        if f'id="{ref}"' not in whole:
            fail(f"the page has no part {ref} that the link leads to")

    # From a certain time on.
    begin = two[1]["end"] / 2e6
    expect(command(traces[1], "--html", "late.html", "--from", f"{begin:.3f}"), 0, "")
    late, = sides(os.path.join(tmp, "late.html"))
    n = len(late["t"])
    if not 0 < n < len(two[1]["t"]) or late["k"] and late["s"][-1] is None:
        fail(f"from {begin} ms on there are {n} events of {len(two[1]['t'])}")
    whole_names = [two[1]["kinds"][k] for k in two[1]["k"]]
    if [late["kinds"][k] for k in late["k"]] != whole_names[-n:]:
        fail("the second half is not the end of the whole")

    # A program, run by both, with its output on stderr.
    program = os.path.join(tmp, "prog.go")
    with open(program, "w") as f:
        f.write('package main\n\nimport "os"\n\nfunc main() {\n\tc := make(chan int)\n'
                '\tgo func() { c <- len(os.Args) }()\n\tos.Stdout.WriteString("ran\\n")\n'
                "\t<-c\n}\n")
    done = command(program)
    if done.returncode != 0 or done.stdout or done.stderr.count("ran\n") != 2 or \
            not re.search(r"^gort: timeline: building and running \S+ with go1\.\d+", done.stderr):
        fail(f"of a program: {done}")
    both = sides(os.path.join(tmp, "prog.html"))
    for side, name in zip(both, ("real Go", "gort")):
        functions = {fn for fn, *_ in side["frames"]}
        files = {os.path.basename(f[1]) for f in side["frames"] if f[0].startswith("main.")}
        source = {f[4] for f in side["frames"]}
        if side["name"] != name or "main.main" not in functions or "main.main.func1" not in \
                {*functions, *side["names"].values()} or "<-c" not in source or \
                files != {"prog.go"} or any("gort_main" in fn for fn in functions):
            fail(f"{name}: {functions} {files} {source}")
    # A program may use the names that tracing it uses, at its package level too.
    names = os.path.join(tmp, "names.go")
    with open(names, "w") as f:
        f.write("package main\n\nvar os, trace, runtime, append, len, err = 1, 2, 3, 4, 5, 6\n\n"
                "func panic(int) {}\n\nfunc main() { panic(os + trace + runtime) }\n")
    expect(command(names, traces[0]), 0, "")
    expect(command("--html", "one.html", program, traces[0]), 0, "")
    if [s["name"] for s in sides(os.path.join(tmp, "one.html"))] != ["real Go", "gort"]:
        fail("of a program beside a trace of real Go")

    def write(name, data):
        path = os.path.join(tmp, name)
        with open(path, "wb") as f:
            f.write(data)
        return path

    head = b"go 1.11 trace\0\0\0"
    exits = write("exits.go", b'package main\n\nimport "os"\n\nfunc main() { os.Exit(0) }\n')
    before = sorted(os.listdir(tmp))
    for args, words in (
        ([], "which program"), (["none"], "none: No such file"), (["none.go"], "No such file"),
        (["--frob"], "unknown option"), (["--from"], "needs a value"), (["a.go", "b.go"], "one"),
        (["--from", "x", traces[1]], "no number"), ([traces[1]] * 3, "at most two"),
        (["--from", "99999999", traces[1]], "ends before"),
        ([write("empty", b"")], "is empty"), ([write("header", head)], "no events"),
        ([write("foreign", b"\x7fELF and more of it")], "not an execution trace"),
        ([write("later", b"go 1.22 trace\0\0\0")], "format 1.22"),
        ([write("cut", head + b"\x41\0\0\xcd\4\1")], "cut off"),
        ([write("strange", head + b"\x7f\1\1")], "no events"),
        ([write("batch", head + b"\x41\0\0\x3f\1")], "incomplete"),
        ([write("type", head + b"\x41\0\0\x3f\1\2\1")], "unknown event"),
        ([write("nothing", head + b"\x41\0\0\2\1")], "no events"),
        ([write("sample", b"go 1.19" + head[7:] + b"\x41\0\0\2\1\x45\1\0\xf1\4\1\2\3\4")],
         "a sample"),
        ([write("large", head + b"\x41\0\0\2" + b"\xff" * 1000 + b"\1\x45\1\0")], "64 bits"),
        ([write("short", head + b"\x41\0\0\2\1\x45\1\0\xf0\7\1\1\1\1")], "cut off"),
        ([write("lib.go", b"package main\n")], "no func main"),
        ([traces[1], "--html", "no/page.html"], "No such file"),
    ):
        stderr = io.StringIO()
        with contextlib.redirect_stderr(stderr), contextlib.chdir(tmp):
            status = cmd_timeline.main(["--goroot", goroot, *args])
        said = re.sub(r"^gort: timeline: building .*\n", "", stderr.getvalue())
        if status != 2 or said.count("\n") != 1 or not said.startswith("gort: ") or \
                words not in said:
            fail(f"timeline {args}: exit status {status}, {said!r}, not one line with {words!r}")
    # A string that looks like main.
    source = write("text.go", b"package main\n\nconst s = `\nfunc main() {`\n\nfunc main() {}\n")
    with tempfile.TemporaryDirectory(prefix="gort-test-") as folder:
        copy = page(cmd_timeline.wrapped(source, folder)[0])
    if copy != page(source).replace("func main() {}", "func gort_main() {}"):
        fail(f"the copy of a program:\n{copy}")
    left = set(os.listdir(tmp)) - set(before)
    if any(name.endswith(".html") for name in left):
        fail(f"pages were left: {left}")
    # A trace can name any file as a program's.
    pipe = os.path.join(tmp, "pipe.go")
    os.mkfifo(pipe)
    for path, want in ((exits, "package main"), (traces[0], ""), (pipe, "")):
        if timeline.source_line(path, 1) != want:
            fail(f"the page shows the first line of {path}")
    done = command(exits, traces[0])
    if done.returncode != 2 or not done.stderr.endswith("did not return from main\n"):
        fail(f"of a program that calls os.Exit: {done}")
    script = ("import sys, cmd_timeline, realgo\nrealgo.GO = '/none'\n"
              "sys.exit(cmd_timeline.main(sys.argv[1:]))")
    done = subprocess.run([sys.executable, "-c", script, program], capture_output=True, text=True,
                          env={"PATH": tmp, "PYTHONPATH": os.path.join(ROOT, "cmd")})
    expect(done, 2, "", "install the package golang-1.19-go")
