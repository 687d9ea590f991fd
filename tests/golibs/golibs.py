"""The tests of libraries that Debian ships, on gort: what passes with gccgo's library passes with
us, in the same run. Real Go runs them as well; what only it passes is a matter of gccgo or of its
library. A failure has to show a second time.

golibs.py PATH…            one library or more, by the import path in list.txt
golibs.py --write PATH…    writes the results into the table doc/LIBRARIES.md; all without PATH

`./gort test golibs` installs the packages and runs all; they are no part of `./gort test`."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from harness import GOBIN, ROOT, fail, skip  # noqa: E402

SOURCES = "/usr/share/gocode"
TABLE = os.path.join(ROOT, "doc", "LIBRARIES.md")
# The go command and its environment.
CHAINS = {
    "gort": ("go-12", {"GCCGO": os.path.join(ROOT, "cmd", "gort-gccgo")}),
    "libgo": ("go-12", {"GCCGO": "/usr/bin/gccgo-12"}),
    "real Go": (os.path.join(GOBIN, "go"), {}),
}


def libraries():
    """Import path → Debian package."""
    with open(os.path.join(HERE, "list.txt")) as f:
        return {path: package for package, path in map(str.split, f)}


def results(chain, path, tmp):
    """What each test of the library came to, by package and name. A package that does not build
    has the one result "" → fail."""
    go, env = CHAINS[chain]
    full = dict(os.environ, GOPATH=f"{tmp}:{SOURCES}", GO111MODULE="off", CGO_ENABLED="0",
                GOFLAGS="", **env)
    full.pop("GOROOT", None)
    done = subprocess.run([go, "test", "-short", "-vet=off", "-json", "-timeout", "300s",
                           path + "/..."], cwd=tmp, env=full, capture_output=True, text=True,
                          errors="replace")
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

        # Without cgo nothing links with gccgo's library that imports golang.org/x/sys/unix.
        other = "libgo" if any(name for _, name in all_["libgo"]) else "real Go"

        def ours():
            return {t for t, r in all_[other].items()
                    if r == "pass" and all_["gort"].get(t) != "pass"}
        bad = ours()
        if bad:
            again = results("gort", path, tmp)
            bad = {t for t in bad if again.get(t) != "pass"}
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
        f.write(head + rule + "".join(old[p] + "\n" for p in libraries() if p in old))


def main(args):
    known = libraries()
    writing = args[:1] == ["--write"]
    paths = args[writing:] or list(known)
    status = []
    for path in paths:
        if path not in known:
            fail(f"{path} is not in list.txt")
        if not os.path.isdir(os.path.join(SOURCES, "src", path)):
            if not writing:
                skip(f"the package {known[path]} is not installed")
            continue
        found, bad = compare(path)
        row = " | ".join([path, *(counts(found[c]) for c in CHAINS),
                          ", ".join(f"{p}.{t}" for p, t in bad[:3] if t) or
                          ("does not build" if bad else "")])
        print(row, flush=True)
        for package, test in bad:
            print(f"fails only on gort: {package} {test}")
        if not any(name for _, name in found["real Go"]):
            bad.append("no test ran with real Go")
        status += bad
        if writing:
            write({path: f"| {row} |"})
    if status:
        fail(f"{len(status)} failures")


main(sys.argv[1:])
