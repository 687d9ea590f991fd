"""The tests of libraries that Debian ships, on gort: what passes with gccgo's library passes with
us, in the same run. Real Go runs them as well; what only it passes is a matter of gccgo or of its
library, except in a package that gccgo's library does not build. A failure has to show a second
time.

golibs.py PATH…            one library or more, by the import path in list.txt
golibs.py --write PATH…    writes the results into the table doc/LIBRARIES.md; all without PATH

`./gort test golibs` installs the packages and runs all; they are no part of `./gort test`."""

import json
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from debian import CHAINS, SOURCES, go, listed, there  # noqa: E402
from harness import ROOT, fail, skip  # noqa: E402

TABLE = os.path.join(ROOT, "doc", "LIBRARIES.md")
# Tests that a departure of doc/DIFFERENCES.md makes fail.
DEPARTURES = {
    ("github.com/prometheus/client_golang/prometheus", "TestExpectedRuntimeMetrics"): "D71",
}


def results(chain, path, tmp):
    """What each test of the library came to, by package and name. A package that does not build
    has the one result "" → fail."""
    done = go(chain, tmp, "test", "-short", "-vet=off", "-json", "-timeout", "300s", path + "/...")
    found = {}
    for line in done.stdout.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            # Not JSON: a package that could not be built.
            if m := re.match(r"FAIL\t(\S+) \[(?:build|setup) failed\]", line):
                found[m[1], ""] = "fail"
            continue
        if event["Action"] in ("pass", "fail"):
            # Some have addresses in their names.
            name = re.sub(r"0x[0-9a-f]+", "0x…", event.get("Test", ""))
            found[event["Package"], name] = event["Action"]
    return found


def compare(path):
    """The results with each toolchain, and the tests that fail only with us."""
    top = os.path.join("src", *path.split("/")[:3])
    with tempfile.TemporaryDirectory(prefix="gort-golibs-") as tmp:
        # Tests write beside their sources.
        shutil.copytree(os.path.join(SOURCES, top), os.path.join(tmp, top))
        all_ = {chain: results(chain, path, tmp) for chain in CHAINS}

        # Each package is held against gccgo's library where that builds it, else against real Go.
        built = {package for package, name in all_["libgo"] if name}
        passed = [t for other in ("libgo", "real Go") for t, r in all_[other].items()
                  if r == "pass" and (t[0] in built) == (other == "libgo")]
        bad = {t for t in passed if all_["gort"].get(t) != "pass"}
        if bad:
            again = results("gort", path, tmp)
            bad = {t for t in bad if again.get(t) != "pass"}
            # A package fails with each of its tests.
            bad = {(p, t) for p, t in bad if t or not any(q == p and u for q, u in bad)}
    return all_, sorted(bad)


def counts(found):
    tests = [r for (_, name), r in found.items() if name]
    broken = [p for (p, name), r in found.items() if r == "fail" and not name and
              not any(q == p and n for q, n in found)]
    return f"{tests.count('pass')} of {len(tests)}" + \
        (f", {len(broken)} not built" if broken else "")


def write(rows):
    """Puts the rows of these libraries into the table."""
    old = {}
    with open(TABLE) as f:
        text = f.read()
    head, rule, body = text.partition("|---|---|---|---|---|\n")
    for line in body.splitlines():
        old[line.split("|")[1].strip()] = line
    old.update(rows)
    with open(TABLE, "w") as f:
        f.write(head + rule + "".join(old[p] + "\n" for p in listed(HERE) if p in old))


def main(args):
    known = listed(HERE)
    writing = args[:1] == ["--write"]
    paths = args[writing:] or list(known)
    status = []
    for path in paths:
        if path not in known:
            fail(f"{path} is not in list.txt")
        if not there(path):
            if not writing:
                skip(f"the package {known[path]} is not installed")
            continue
        found, bad = compare(path)
        names = [f"{p}.{t}" + f" ({DEPARTURES[p, t]})" * ((p, t) in DEPARTURES)
                 for p, t in bad[:3] if t]
        row = " | ".join([path, *(counts(found[c]) for c in CHAINS),
                          ", ".join(names) or ("does not build" if bad else "")])
        print(row, flush=True)
        expected = {t for t in DEPARTURES if t in found["real Go"]}
        for package, test in sorted(expected - set(bad)):
            print(f"passes, although {DEPARTURES[package, test]} says otherwise: {package} {test}")
        for package, test in sorted(set(bad) - expected):
            print(f"fails only on gort: {package} {test}")
        bad = sorted(expected ^ set(bad))
        if not any(name for _, name in found["real Go"]):
            bad.append("no test ran with real Go")
        status += bad
        if writing:
            write({path: f"| {row} |"})
    if status:
        fail(f"{len(status)} failures")


main(sys.argv[1:])
