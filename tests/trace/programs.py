"""Random concurrent programs in Go and in C (tests/fuzz), under storms of signals, changes of
GOMAXPROCS and collections, do what they do without a trace, and Go's parser accepts their traces.
GORT_TRACES=200: so many. Usage: programs.py [SEED]: this one alone, and its trace stays in the
directory, as trace."""

import os
import shutil
import sys
import tempfile

from trace import ROOT, needs_collector, needs_tool, parsed

sys.path.append(os.path.join(ROOT, "tests", "fuzz"))
import cgen  # noqa: E402
import fuzz  # noqa: E402
import gogen  # noqa: E402

SETTINGS = [
    "GOMAXPROCS=4 GOGC=20",
    "GOMAXPROCS=2 GOGC=50 STORM=4000",
    "GOMAXPROCS=16",
    "GOMAXPROCS=1 GOGC=20",
    "GOMAXPROCS=2 STORM=8000",
    "GOMAXPROCS=4 GOGC=50 GODEBUG=asyncpreemptoff=1",
    "GOMAXPROCS=1 STORM=4000",
]


def traced(seed, tmp):
    """Runs the program of that seed with a trace; every third is in C."""
    setting = SETTINGS[seed % len(SETTINGS)]
    if seed % 3 == 0:
        case = fuzz.Case(fuzz.C(), [cgen.program(seed)], [])
    else:
        case = fuzz.Case(fuzz.Go(), [gogen.program(seed, units=4)], [])
    try:
        fuzz.toolchain.build([case.path], case.exe)
        want = fuzz.once([case.exe], setting, case.tmp)
        path = os.path.join(tmp, f"trace{seed}")
        got = fuzz.once([case.exe], f"{setting} GORT_TRACE={path}", case.tmp)
        if got != want or got[0] != 0 or "BAD" in got[1]:
            sys.exit(f"seed {seed}, {setting}: exit status {got[0]}, with a trace\n{got[1][-3000:]}"
                     f"exit status {want[0]}, without\n{want[1][-3000:]}")
        parsed(path)
        print(seed, setting, os.path.getsize(path), flush=True)
        return path
    finally:
        case.close()


needs_tool()
needs_collector()  # the programs count finalizers
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    if sys.argv[1:]:
        shutil.copy(traced(int(sys.argv[1]), tmp), "trace")
    else:
        for seed in range(int(os.environ.get("GORT_TRACES", "2"))):
            os.remove(traced(seed, tmp))
