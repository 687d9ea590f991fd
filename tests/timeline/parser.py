"""The reader of traces finds, in traces of each format from 1.5 to 1.19 and in one of gort's, the
events that Go's own reader finds: each with its time, its P, its goroutine and its arguments."""

import collections
import glob
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "trace"))
from trace import (FAKE, GOBIN, PROGRAMS, build, fail, needs_tool, printed,  # noqa: E402
                   skip, traced)

import tracefile  # noqa: E402

# Of Go's, package golang-1.19-src: the large ones of one format are enough.
CANNED = "/usr/share/go-1.19/src/internal/trace/testdata"
LARGE = {f"stress_1_{n}_good" for n in (7, 9, 10, 11)}
# Ids of texts; what has other units; what local forms lack.
UNSAID = {"stack", "typeid", "keyid", "labelid", "ts", "seq"}


def check(path):
    trace = tracefile.Trace(path)
    ours, more = trace.timed(0, -1)
    if more:
        fail(f"{path}: not all events")
    # Of several events at one time the order is open. Go's reader gives some a P that is none.
    # Format 1.5 has no names; Go's reader looks them up in the program, for which any will do.
    program = [os.path.join(GOBIN, "gofmt")] if "_1_5_" in path else []
    want = printed(path, *program)
    fake = {(ns, name, g) for ns, name, p, g, _ in want if p >= FAKE}

    def rows(events):
        return collections.Counter(
            (ns, name, FAKE if (ns, name, g) in fake else p, g,
             tuple(sorted((k, v) for k, v in args.items() if k not in UNSAID)))
            for ns, name, p, g, args in events)

    a = rows((ns, e.name, e.p, e.g, e.args) for ns, e in ours)
    b = rows((ns, name, p, g, {k: v for k, v in args.items() if k in trace.arguments(TYPE[name])})
             for ns, name, p, g, args in want)
    if not a or a != b:
        fail(f"{path}: only ours: {list((a - b).items())[:5]}\n"
             f"only go tool trace: {list((b - a).items())[:5]}")


TYPE = {name: kind for kind, (name, *_) in tracefile.TYPES.items()}
needs_tool()
canned = [p for p in sorted(glob.glob(os.path.join(CANNED, "*_good")))
          if os.path.basename(p) not in LARGE]
if not canned:
    skip("no canned traces (package golang-1.19-src)")
formats = {tracefile.Trace(p).version for p in canned}
if formats != set(tracefile.VERSIONS) - {8}:  # nothing wrote 1.8 but Go 1.8
    fail(f"canned traces of {sorted(formats)} only")
for path in canned:
    check(path)
check(traced(build([os.path.join(PROGRAMS, "kinds.go")])))
