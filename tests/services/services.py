"""Five servers made of Go libraries that Debian ships (testdata/services), whole programs on gort:
each runs under the load of 16 clients on loopback, which check every answer. One wrong or missing
answer fails.

services.py NAME             100 000 operations on gort
services.py --compare NAME   the time of gort, gccgo's own library and real Go: the best of four
                             runs in turn (doc/SPEED.md)

`./gort test services` installs the libraries and runs all; they are no part of `./gort test`."""

import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from debian import CHAINS, go, listed, there  # noqa: E402
from harness import ROOT, fail, run, skip, text  # noqa: E402

OPERATIONS = 100000


def build(chain, name, tmp):
    exe = os.path.join(tmp, chain.replace(" ", "-"))
    done = go(chain, tmp, "build", "-o", exe, "services/" + name)
    if done.returncode == 0:
        return exe
    if chain != "libgo":  # golang.org/x/sys/unix does not link with libgo without cgo
        fail(f"{chain}: {done.stderr}")
    return None


def seconds(exe, operations):
    """How long the operations take, or None if there is an error."""
    done = run([exe, "-n", str(operations)], timeout=600)
    said = re.fullmatch(r"(\d+) operations ([\d.]+) seconds\n", text(done.stdout))
    if done.returncode != 0 or not said or int(said[1]) != operations:
        print(f"{os.path.basename(exe)}: exit status {done.returncode}\n{text(done.stdout)}"
              f"{text(done.stderr)[-3000:]}")
        return None
    return float(said[2])


def main(args):
    compare = args[0] == "--compare"
    name = args[-1]
    for path, package in listed(HERE).items():
        if not there(path):
            skip(f"the package {package} is not installed")
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        os.mkdir(os.path.join(tmp, "src"))
        os.symlink(os.path.join(ROOT, "testdata", "services"), os.path.join(tmp, "src", "services"))
        if not compare:
            if seconds(build("gort", name, tmp), OPERATIONS) is None:
                fail("an error")
            return
        programs = {chain: build(chain, name, tmp) for chain in CHAINS}
        times = {chain: [] for chain in CHAINS}
        for _ in range(4):
            for chain, exe in programs.items():
                times[chain].append(exe and seconds(exe, 4800))
        best = {chain: None if None in t else min(t) for chain, t in times.items()}
        print(f"| {name} | " + " | ".join(
            "fails" if best[c] is None else f"{best['gort'] / best[c]:.2f}"
            for c in ("real Go", "libgo")) + " |")


main(sys.argv[1:])
