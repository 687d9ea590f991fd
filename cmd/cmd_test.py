"""
usage: gort test [--gc=stubs] [--study] [SUITE…]

Runs the tests, all suites but golibs and services or the named ones, in parallel, each with a time
limit. A test is skipped by name if the machine lacks what it needs. The last line is `N passed, N
failed[, N skipped]`; the exit status is 0 if no test failed. After Go's own programs (suite go), a
line for each tier says how many passed. Suite golibs installs some eighty Go libraries of Debian
and runs their tests (doc/LIBRARIES.md); services runs servers made of some of them under load.

--gc=stubs links the programs with the collector that does nothing (gc_stubs/); tests that need a
collector are skipped.
--study links the programs with the runtime for gdb (gort build --help).
"""

import fcntl
import json
import os
import subprocess
import sys

import toolchain

SHOWN = 100  # lines of a failed test's output; all of it is in the log


def tiers(results):
    """Go's own programs by tier. results: test name → result."""
    with open(os.path.join(toolchain.ROOT, "testdata", "acceptance.txt")) as f:
        tier = dict(line.split()[:2] for line in f)
    for n in sorted(set(tier.values())):
        names = [name for name in tier if tier[name] == n]
        ran = [results[name] for name in names if name in results]
        if ran:
            print(f"Go's programs, tier {n}: {ran.count('OK')} of {len(names)} passed")


def suites():
    done = subprocess.run(["meson", "introspect", "--tests", toolchain.BUILD],
                          capture_output=True, text=True, check=True)
    return sorted({s.split(":")[-1] for t in json.loads(done.stdout) for s in t["suite"]})


def main(args):
    known = suites()
    for a in args:
        if a not in known:
            print(f"gort: test: no suite {a!r}; the suites are {' '.join(known)}", file=sys.stderr)
            return 2
    lock = open(os.path.join(toolchain.BUILD, ".testing"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"gort: test: tests are running in {toolchain.BUILD} already", file=sys.stderr)
        return 2
    log = os.path.join(toolchain.BUILD, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.remove(log)
    chosen = [word for a in args for word in ("--suite", a)]
    status = subprocess.run(["meson", "test", "-C", toolchain.BUILD, "--no-rebuild", *chosen])
    count = {"OK": 0, "SKIP": 0}
    bad = []
    go = {}
    if os.path.exists(log):
        with open(log) as f:
            for line in f:
                t = json.loads(line)
                if "gort:go / " in t["name"]:
                    go[t["name"].split(" / ")[1]] = t["result"]
                if t["result"] in count:
                    count[t["result"]] += 1
                else:
                    bad.append(t)
    tiers(go)
    for t in bad:  # at the end, where the reader looks
        said = t.get("stdout", "") + "\n" + t.get("stderr", "")
        print("\n".join([f"failed: {t['name']}", *said.split("\n")[-SHOWN:]]))
    if not count["OK"] and not bad:
        print("gort: test: no test ran", file=sys.stderr)
        return 1
    skipped = f", {count['SKIP']} skipped" if count["SKIP"] else ""
    print(f"{count['OK']} passed, {len(bad)} failed{skipped}", flush=True)
    return 1 if bad or status.returncode != 0 else 0
