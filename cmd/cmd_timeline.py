"""
usage: gort timeline [OPTION…] PROG.go
       gort timeline [OPTION…] [PROG.go] TRACE [TRACE]

Writes a page that shows, on one time axis, what each processor (P) and thread (M) ran, who woke
whom, what was stolen, handed off and preempted, and how long the run queues were. A click on an
event says what happened, with its stack, the function of the runtime, and that function beside
Go's (as `gort side` shows it). The page is one file; it says which keys it knows.

PROG.go is built and run by real Go and by gort, which are shown one above the other. Both run a
copy whose main starts and stops the trace; it must return from main. The program's output goes to
standard error. With a TRACE beside it, PROG.go is run by gort only.

TRACE is an execution trace of gort (`gort run --trace`) or of real Go (formats 1.5 to 1.19, that is
Go 1.5 to 1.21). One is shown alone, two one above the other.

    --from MS      show what happened from that time on: a page has at most 200000 events of a trace
    --html OUT     the page; else NAME.html in the current directory, for PROG.go or TRACE NAME
    --goroot DIR   the Go tree whose functions stand beside ours; else as for `gort side`
"""

import os
import re
import subprocess
import sys

import realgo
import timeline
import timelinehtml
import toolchain
import tracefile

MAIN = "gort_main"  # what main is called in the copy
# The program may have names of its own for all else: packages, functions, panic.
WRAPPER = """package main

import (
	gort_os "os"
	gort_trace "runtime/trace"
)

func main() {
	f, err := gort_os.Create(gort_os.Args[1])
	gort_os.Args = gort_os.Args[:1]
	if err == nil {
		err = gort_trace.Start(f)
	}
	if err != nil {
		gort_os.Stderr.WriteString(err.Error())
		gort_os.Exit(2)
	}
	gort_main()
	gort_trace.Stop()
}
"""


def say(text):
    print(f"gort: timeline: {text}", file=sys.stderr)


def wrapped(program, tmp):
    """A copy of the program that traces itself, into the file that its last argument names."""
    try:
        with open(program, errors="surrogateescape") as f:
            text = f.read()
    except OSError as e:
        raise toolchain.Error(f"timeline: {program}: {e.strerror}") from None
    copy = os.path.join(tmp, os.path.basename(program))
    # A string, or a comment, may look like the head of main.
    head, lines = re.compile(r"func\s+main\s*\("), text.split("\n")
    plain = toolchain.blank(text, True).split("\n")
    found = [i for i, line in enumerate(plain) if head.match(line.lstrip())]
    if len(found) != 1:
        raise toolchain.Error(f"timeline: {program}: no func main")
    lines[found[0]] = head.sub(f"func {MAIN}(", lines[found[0]], count=1)
    with open(copy, "w", errors="surrogateescape") as f:
        f.write("\n".join(lines))
    wrapper = os.path.join(tmp, "gort_trace.go")
    with open(wrapper, "w") as f:
        f.write(WRAPPER)
    return [copy, wrapper]


def unwrapped(trace, program, files):
    """Gives functions and files of the copy the names that they have in the program."""
    copy, wrapper = files

    def frame(fn, file, line):
        return (re.sub(rf"^main\.{MAIN}\b", "main.main", fn),
                os.path.abspath(program) if file == copy else file, line)

    for ident, frames in trace.stacks.items():
        trace.stacks[ident] = [frame(*f) for f in frames if f[1] != wrapper]


def recorded(name, program, tmp, files):
    """The trace of a run. name: of the runtime that runs it."""
    exe, path = os.path.join(tmp, "program"), os.path.join(tmp, f"{name}.trace")
    if name == "gort":
        say(f"building and running {program} with gort")
        toolchain.build(files, exe)
    else:
        go, version = realgo.find("timeline")
        say(f"building and running {program} with {version}")
        realgo.build("timeline", go, files, exe)
    status = subprocess.run([exe, path], stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode
    if status:
        say(f"{program} with {name}: exit status {status}")
    if not os.path.exists(path):
        raise toolchain.Error(f"timeline: {program} with {name}: no trace was begun")
    try:
        trace = tracefile.Trace(path)
    except toolchain.Error:
        raise toolchain.Error(f"timeline: {program} with {name}: the trace is incomplete: "
                              "the program did not return from main") from None
    trace.path = program
    unwrapped(trace, program, files)
    return trace


def options(args):
    out, root, begin, paths = None, None, 0.0, []
    it = iter(args)
    for a in it:
        if a in ("--html", "--from", "--goroot"):
            value = next(it, None)
            if value is None:
                raise toolchain.Error(f"timeline: {a} needs a value")
            if a == "--html":
                out = value
            elif a == "--goroot":
                root = value
            elif re.fullmatch(r"\d{1,9}(\.\d+)?", value):
                begin = float(value)
            else:
                raise toolchain.Error(f"timeline: --from: {value!r} is no number of milliseconds")
        elif a.startswith("-"):
            raise toolchain.Error(f"timeline: unknown option {a}")
        else:
            paths.append(a)
    programs = [p for p in paths if p.endswith(".go")]
    if not paths:
        raise toolchain.Error("timeline: which program, or which traces?")
    if len(programs) > 1 or len(paths) > 2:
        raise toolchain.Error("timeline: one program, or at most two traces")
    return out, root, begin, paths, programs


def main(args):
    try:
        out, root, begin, paths, programs = options(args)
        traces = [tracefile.Trace(p) for p in paths if p not in programs]
        with toolchain.scratch() as tmp:
            for program in programs:
                files = wrapped(program, tmp)
                for name in ["gort"] if traces else ["real Go", "gort"]:
                    traces.append(recorded(name, program, tmp, files))
        sides = [timeline.Side(trace, int(begin * 1e6)) for trace in traces]
        end = min((side.end for side in sides if side.cut), default=None)
        for side in sides:
            if end is not None:
                side.cut_at(end)
            side.follow()
        name = os.path.splitext(os.path.basename(paths[0]))[0]
        out = out or f"{name}.html"
        toolchain.write_whole(out, timelinehtml.page(name, sides, root))
        for side in sides:
            if side.cut:
                say(f"{side.name}: the page ends at {end / 1e6:.4g} ms; --from MS shows what "
                    "comes later")
        say(f"wrote {out}")
    except toolchain.Error as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise
    except OSError as e:
        print(f"gort: timeline: {e}", file=sys.stderr)
        return 2
    return 0
