"""Removes, one at a time, each guard that mutants.txt names, builds the rest in a copy of the tree,
and says which of the guard's tests notices. A mutant that no test notices has its reason in the
list, after `unnoticed:`. The exit status is 1 if one has no reason, does not apply or does not
build. Usage: mutants.py [--check] [NAME…]: these mutants, or all of them, which takes most of an
hour; --check: only whether each applies"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIST = os.path.join(ROOT, "tests", "mutants", "mutants.txt")
LINE = (r"fatal error: .+|panic: .+|test: .+|.*SIG[A-Z]+: .+|\S.*exit status .+"
        r"|.*standard \w+ (?:is|has) .+")


def fail(*words):
    print(*words)
    sys.exit(1)


class Mutant:
    def __init__(self, block):
        head = dict(re.findall(r"^(\w+): (.*)$", block, re.M))
        self.name, self.file = head["mutant"], head["file"]
        self.tests = head["tests"].split(", ") if "tests" in head else []
        self.unnoticed = head.get("unnoticed")
        lines = [line for line in block.split("\n") if line[:2] in ("- ", "+ ", "  ")]
        self.old = [line[2:] for line in lines if line[0] != "+"]
        self.new = [line[2:] for line in lines if line[0] != "-"]

    def apply(self, tree):
        """The file's text with the mutation; None if the old lines do not stand there exactly once.
        Indentation and empty lines do not count."""
        with open(os.path.join(tree, self.file)) as f:
            lines = f.read().split("\n")
        full = [i for i, line in enumerate(lines) if line.strip()]
        bare, old = [lines[i].split() for i in full], [line.split() for line in self.old]
        n = len(old)
        at = [k for k in range(len(full) - n + 1) if bare[k:k + n] == old]
        if len(at) != 1:
            return None
        return "\n".join(lines[:full[at[0]]] + self.new + lines[full[at[0] + n - 1] + 1:])


def readlist():
    with open(LIST) as f:
        text = f.read()
    mutants = [Mutant(block) for block in re.findall(r"^mutant: (?:.+\n)+", text, re.M)]
    names = [m.name for m in mutants]
    if len(set(names)) != len(names):
        fail("a name stands twice:", *sorted(n for n in set(names) if names.count(n) > 1))
    return mutants


def ninja(tree):
    """None, or what the failed build printed. The hosted runtime is built besides."""
    for folder, *names in (["build"], ["build/hosted", "libgort.a", "libbacktrace.a"]):
        p = subprocess.run(["ninja", "-C", os.path.join(tree, folder), *names],
                           capture_output=True, text=True)
        if p.returncode != 0:
            return p.stdout[-1500:]
    return None


def alltests(tree):
    """Meson's tests, by SUITE/NAME."""
    done = subprocess.run(["meson", "introspect", "--tests", os.path.join(tree, "build")],
                          capture_output=True, text=True, check=True)
    return {t["suite"][0].split(":")[-1] + "/" + t["name"]: t for t in json.loads(done.stdout)}


def once(tree, test, limit):
    """Runs a test: its exit status (None after limit seconds) and what it printed."""
    p = subprocess.Popen(test["cmd"], cwd=os.path.join(tree, "build"),
                         env={**os.environ, **test["env"]}, text=True, errors="replace",
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = p.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        p.terminate()  # the script ends its program
        out, _ = p.communicate()
        return None, out
    return p.returncode, out


def noticed(tree, mutant, tests, limits):
    """The first of the mutant's tests that fails, and how; None if none does. NAME*N: up to N
    times."""
    for name in mutant.tests:
        name, _, times = name.partition("*")
        for _ in range(int(times or 1)):
            status, out = once(tree, tests[name], limits[name])
            if status == 77:
                fail(f"{name} was skipped: {out[-200:]}")
            if status is None:
                return name, "stands still"
            if status != 0:
                said = re.search(LINE, out)
                return name, said.group()[:90] if said else out.strip()[-90:]
    return None


def main(args):
    mutants = readlist()
    bad = [m for m in mutants if m.apply(ROOT) is None]
    for m in bad:
        print(f"{m.name}: its lines do not stand once in {m.file}")
    if args == ["--check"] or bad:
        print(f"{len(mutants)} mutants, {len(bad)} of which do not apply")
        return 1 if bad else 0
    unknown = set(args) - {m.name for m in mutants}
    if unknown:
        fail("no such mutant:", *sorted(unknown))
    mutants = [m for m in mutants if m.name in args or not args]

    found = 0
    with tempfile.TemporaryDirectory(prefix="gort-mutants-") as tmp:
        tree = os.path.join(tmp, "tree")
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", "build"))
        for folder, *options in (["build"], ["build/hosted", "-Dhosted=true"]):
            setup = ["meson", "setup", os.path.join(tree, folder), tree, *options]
            subprocess.run(setup, check=True, stdout=subprocess.DEVNULL)
        said = ninja(tree)
        if said:
            fail("the tree itself does not build:\n" + said)
        tests, limits = alltests(tree), {}
        for name in sorted({t.partition("*")[0] for m in mutants for t in m.tests}):
            start = time.monotonic()
            status, out = once(tree, tests[name], 600)
            if status != 0:
                fail(f"{name} fails without a mutation:\n{out[-2000:]}")
            limits[name] = 20 + 5 * (time.monotonic() - start)
        for m in mutants:
            path = os.path.join(tree, m.file)
            with open(path) as f:
                text = f.read()
            mutated = m.apply(tree)
            with open(path, "w") as f:
                f.write(mutated)
            start = time.monotonic()
            said = ninja(tree)
            if said:
                bad.append(m)
                print(f"{m.name}: does not build:\n{said}", flush=True)
            else:
                hit = noticed(tree, m, tests, limits)
                took = f"{time.monotonic() - start:.0f} s"
                if hit:
                    found += 1
                    print(f"{m.name}: {took}: noticed by {hit[0]}: {hit[1]}", flush=True)
                    if m.unnoticed:
                        print("    although the list says that nothing notices", flush=True)
                else:
                    why = m.unnoticed or "and no reason is given"
                    print(f"{m.name}: {took}: NOT noticed: {why}", flush=True)
                    if not m.unnoticed:
                        bad.append(m)
            with open(path, "w") as f:
                f.write(text)
    print(f"{len(mutants)} mutants, {found} noticed, {len(bad)} without a reason")
    return 1 if bad else 0


sys.exit(main(sys.argv[1:]))
