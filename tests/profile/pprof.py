"""Shared by the tests of profiles: what real Go's `go tool pprof` reads in them."""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import GOBIN, ROOT, build, fail, realgo, run, skip, text  # noqa: E402, F401

PROGRAMS = os.path.join(ROOT, "testdata", "go", "profile")


def needs_pprof():
    if not os.path.exists(os.path.join(GOBIN, "go")):
        skip("no real Go, whose `go tool pprof` reads the profile")


def pprof(form, profile, *options):
    """What `go tool pprof` says of a profile in that form: -top, -traces, -raw …"""
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        done = run([os.path.join(GOBIN, "go"), "tool", "pprof", form, *options, profile],
                   env={"PPROF_TMPDIR": tmp, "GO111MODULE": "off", "GOTOOLCHAIN": "local"})
    if done.returncode != 0:
        fail(f"go tool pprof {form}: exit status {done.returncode}\n{text(done.stderr)}")
    return text(done.stdout)


def top(profile):
    """By function: the time in it and that in it and what it calls, in ms; and the whole time."""
    out = pprof("-top", profile, "-unit=ms", "-nodecount=10000", "-nodefraction=0")
    total = float(re.search(r"Total samples = ([\d.]+)(?:ms)? ", out)[1])
    line = re.compile(r"^\s*([\d.]+)(?:ms)?\s+[\d.]+%\s+[\d.]+%\s+([\d.]+)(?:ms)?\s+[\d.]+%\s+(.*)",
                      re.M)
    return {m[3].removesuffix(" (inline)"): (float(m[1]), float(m[2]))
            for m in line.finditer(out)}, total


def traces(profile):
    """The stacks, each a list of names from the innermost call on, with its labels first: a pair
    (labels, names). Without asyncPreempt, where a busy machine may find most of a loop's samples:
    both signals wait until the thread runs again."""
    stacks = []
    for part in re.split(r"^-+\+-+\n", pprof("-traces", profile), flags=re.M)[1:]:
        labels, names = [], []
        for line in part.splitlines():
            if m := re.match(r"\s*([\w ]+):\s+(\S+)$", line):
                labels.append((m[1].strip(), m[2]))
            elif m := re.match(r"(?:\s*[\d.]+\w*)?\s{3,}(.*)", line):
                names.append(m[1].removesuffix(" (inline)"))
        if names[:1] == ["runtime.asyncPreempt"]:
            del names[0]
        if names:
            stacks.append((labels, names))
    return stacks


def seventy(profile, who):
    """Fails unless the profile has at least 100 samples and its functions seventy and thirty have
    70 % and 30 % of what both have, give or take 5."""
    by, total = top(profile)
    a, b = (sum(cum for name, (_, cum) in by.items() if name.split(".")[-1] == f)
            for f in ("seventy", "thirty"))
    share = 100 * a / (a + b) if a + b else 0
    print(f"{who}: {share:.1f} % of {a + b:.0f} ms, {total:.0f} ms in all")
    if not 65 <= share <= 75 or a + b < 1000:
        fail(pprof("-top", profile))
