"""Random concurrent programs whose output is determined do on gort what they do on real Go (C: what
the generator computed), in each of twelve settings. A program that does not is reduced: parts are
left out as long as it fails. Seed, setting, frequency and what is left are printed, and kept in the
build directory, under fuzz/.

Usage: fuzz.py go|c [--seed N] [--programs N] [--seconds N] [--settings N] [--times N] [--jobs N]
    [--reduce SECONDS] [--with NAME,...] [--without NAME,...]
CI runs it for some seconds, with fixed seeds; GORT_SOAK=SECONDS makes that longer. The long form is
`tests/fuzz/fuzz.py go --programs 3000 --times 2`, and the same with c: each program two times in
each setting. --without leaves out blocks and noise (the names are the generator's) that are known
to fail; --with has those in each program, with few others: for new ones."""

import argparse
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "lib"), here]
from harness import GOBIN, needs_collector, skip, text, toolchain  # noqa: E402
import cgen  # noqa: E402
import gogen  # noqa: E402

LIMIT = 200  # seconds that a run may take: it takes less than one
EACH = 1, 2, 8  # GOMAXPROCS where we want to know whether real Go's output is determined
SHORT = 20  # seconds that real Go may take for a smaller program: what is left of it may not end

# Environment. STORM: signals a second (tests/storm). COPIES: processes at once, on one processor.
SETTINGS = [
    "GOMAXPROCS=4 GOGC=10 GODEBUG=clobberfree=1",
    "GOMAXPROCS=16 GOGC=10 GODEBUG=gcstoptheworld=2,clobberfree=1,gccheckmark=1",
    "GOMAXPROCS=2 GOGC=1 GODEBUG=clobberfree=1,gccheckmark=1",
    "GOMAXPROCS=1 GOGC=5 GODEBUG=clobberfree=1,gccheckmark=1",
    "GOMAXPROCS=4 GOGC=10 GODEBUG=clobberfree=1 STORM=4000",
    "GOMAXPROCS=16 GOGC=20",
    "GOMAXPROCS=2 GOGC=50 COPIES=3",
    "GOMAXPROCS=1",
    "GOMAXPROCS=2 STORM=8000",
    "GOMAXPROCS=4 GOGC=10 GODEBUG=asyncpreemptoff=1,clobberfree=1",
    "GOMAXPROCS=1 GOGC=100 STORM=4000",
    "GOMAXPROCS=16 COPIES=4",
]

stop = time.monotonic() + 1e9
talking = threading.Lock()


def say(*words):
    with talking:
        print(*words, file=sys.stderr, flush=True)


def start(argv, setting, tmp):
    env = {k: v for k, v in os.environ.items()
           if k not in ("GOMAXPROCS", "GOGC", "GODEBUG", "GOTRACEBACK")}
    env.update(dict(w.split("=", 1) for w in setting.split()), TMPDIR=tmp)
    if "STORM" in env:
        argv = [os.path.join(toolchain.BUILD, "tests", "storm"), env["STORM"], *argv]
    if "COPIES" in env:
        argv = ["taskset", "-c", str(min(os.sched_getaffinity(0))), *argv]
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, env=env, cwd=tmp, process_group=0)


def once(argv, setting, tmp, limit=LIMIT):
    """What a run does, as (exit status or -1000 for a hang, output); of several copies, one that
    fails or differs from the others, if there is one."""
    copies = re.search(r"COPIES=(\d+)", setting)
    programs = [start(argv, setting, tmp) for _ in range(int(copies.group(1)) if copies else 1)]
    results = []
    for program in programs:
        try:
            out, _ = program.communicate(timeout=limit)
            results.append((program.returncode, text(out)))
        except subprocess.TimeoutExpired:
            os.kill(program.pid, signal.SIGQUIT)
            time.sleep(2)
            os.killpg(program.pid, signal.SIGKILL)
            out, _ = program.communicate()
            results.append((-1000, text(out)))
        except BaseException:
            for p in programs:
                os.killpg(p.pid, signal.SIGKILL)
            raise
    return max(results, key=lambda r: (r[0] != 0, results.count(r) == 1))


def kind(result, want):
    """None, or what kind of failure it is: a smaller program must fail in the same way."""
    if result == want:
        return None
    status, out = result
    if status == -1000:
        return "hangs"
    if status == 0:
        return "BAD" if "BAD" in out and "BAD" not in want[1] else "output"
    head = re.search(r"^(fatal error: .*|panic: .*|SIG\w+|runtime: .*|gort: .*)$", out, re.M)
    return re.sub(r"0x[0-9a-f]+|\d+", "N", f"exit {status}: {head.group(1) if head else ''}")[:80]


class Go:
    """Programs in Go: real Go says what is right. Several are compiled and linked as one."""

    suffix, together = ".go", 8
    # Of each batch in turn: -O2 takes more time than all else that is done with a program.
    flags = [], *[["-O0", "-g1"], ["-O1", "-g1"], ["-O0", "-g1"]] * 2, ["-O0", "-g1"]

    def make(self, seed, wanted, without):
        return gogen.program(seed, wanted, without)

    def source(self, programs):
        return programs[0] if len(programs) == 1 else gogen.together(programs)

    def prepare(self, case):
        """Builds the program with real Go; whether it is a program."""
        env = dict(os.environ, CGO_ENABLED="0", GO111MODULE="off", GOFLAGS="", GOTOOLCHAIN="local")
        done = subprocess.run([os.path.join(GOBIN, "go"), "build", "-gcflags=-N -l", "-o",
                               case.exe + "-real", case.path], env=env, cwd=case.tmp,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.why = text(done.stdout)
        return done.returncode == 0

    def expect(self, case, number, limit, procs=(2,)):
        """What real Go does, or None if that is not determined."""
        wants = []
        for n in procs:
            argv = [case.exe + "-real", str(number)]
            wants.append(once(argv, f"GOMAXPROCS={n}", case.tmp, limit))
            if wants[-1] != wants[0] or wants[-1][0] != 0 or "BAD" in wants[-1][1]:
                self.why = "\n".join(f"exit status {s}\n{o[:2000]}" for s, o in wants)
                return None
        return wants[0]

    def smaller(self, program):
        """Yields programs with a part left out; is sent whether the last one still fails, and goes
        on from it then. First units, then the big parts: a part is one line, or the lines from one
        that ends in an opening bracket to its closing one. Functions go with their last call."""
        size, tried = None, set()
        runs = re.findall(r"^\trun\(.*\n", program, re.M)
        step = max(1, len(runs) // 2)
        while step and len(runs) > 1:  # half of the units, a quarter …
            for i in range(0, len(runs), step):
                left = runs[:i] + runs[i + step:]
                candidate = tidy([line for line in program.split("\n")
                                  if line + "\n" in left or not line.startswith("\trun(")])
                if left and (yield candidate):
                    program, runs = candidate, left
                    break
            else:
                step //= 2
        while True:
            lines = program.split("\n")
            parts = sorted({(j - i + 1, i, j) for i, j in spans(lines)}, reverse=True)
            for n, i, j in parts:
                if size is not None and n > size:
                    continue
                candidate = tidy(lines[:i] + lines[j + 1:])
                if candidate in tried:
                    continue
                tried.add(candidate)
                better = yield candidate
                if better:
                    program, size = candidate, n
                    break
            else:
                if size is None:
                    return
                size = None  # once more from the big ones


def spans(lines):
    """(first, last) of each statement and declaration."""
    opened = []
    for i, line in enumerate(lines):
        bare = re.sub(r'"(\\.|[^"\\])*"|`[^`]*`|//.*', "", line).strip()
        closes = bare[:1] in ("}", ")")
        if closes and opened:
            first = opened.pop()
            if not bare.endswith(("{", "(")):
                yield first, i
        if bare.endswith(("{", "(")):
            opened.append(i if not closes else first)
        elif bare and not closes:
            yield i, i


DECLARATION = re.compile(r"^(?://go:noinline\n)?(?:func(?: \(\w+ \*?(\w+)\))? (\w+)\(|"
                         r"type (\w+) struct)(?:[^\n]*}|.*?^})\n", re.M | re.S)


def tidy(lines):
    """Without functions and types that nothing else mentions, and with the imports needed."""
    code = "\n".join(lines)
    code = re.sub(r"\Apackage main\n+import \(.*?\n\)\n", "", code, flags=re.S)
    while True:
        for m in DECLARATION.finditer(code):
            name = m.group(1) or m.group(2) or m.group(3)
            rest = code[:m.start()] + code[m.end():]
            own = rf"^func \(\w+ \*?{name}\).*$|^type {name} .*$"
            if name != "main" and not re.search(rf"\b{name}\b", re.sub(own, "", rest, flags=re.M)):
                code = rest
                break
        else:
            return gogen.imports(code)


class C:
    """Programs in C on gort.h: the generator knows what they print."""

    suffix, together = ".c", 1
    flags = [[]]

    def make(self, seed, wanted, without):
        return cgen.program(seed, wanted, without)

    def source(self, programs):
        return programs[0].source()

    def prepare(self, case):
        return True

    def expect(self, case, number, limit, procs=()):
        return 0, case.programs[number].expected()

    def smaller(self, program):
        yield from cgen.smaller(program)


class Case:
    """Programs in a directory of their own, built as one, both ways."""

    def __init__(self, form, programs, flags):
        self.form, self.programs, self.flags = form, programs, flags
        self.tmp = tempfile.mkdtemp(prefix="gort-fuzz-")
        self.path = os.path.join(self.tmp, "fuzz" + form.suffix)
        with open(self.path, "w") as f:
            f.write(form.source(programs))
        self.exe = os.path.join(self.tmp, "fuzz")

    def build(self):
        if not self.form.prepare(self):
            return False
        try:
            toolchain.build([self.path], self.exe, self.flags)
        except toolchain.Error as e:
            self.form.why = str(e)
            return False
        return True

    def run(self, number, setting):
        return once([self.exe, str(number)], setting, self.tmp)

    def close(self):
        shutil.rmtree(self.tmp, ignore_errors=True)


def reduce(form, program, flags, setting, what, tries, seconds):
    """A smaller program that fails in the same way."""
    end, n = min(time.monotonic() + seconds, stop + seconds), 0
    candidates = form.smaller(program)
    better = None
    while time.monotonic() < end:
        try:
            candidate = candidates.send(better)
        except StopIteration:
            break
        n += 1
        small = Case(form, [candidate], flags)
        want = small.build() and form.expect(small, 0, SHORT, EACH)
        better = bool(want) and any(kind(small.run(0, setting), want) == what
                                    for _ in range(tries))
        small.close()
        if better:
            program = candidate
            say(f"  reduced to {form.source([program]).count(chr(10))} lines after {n} attempts")
    return program


def undetermined(form, seed, source, keep):
    with open(os.path.join(keep, f"{seed}-undetermined{form.suffix}"), "w") as f:
        f.write(source)
    say(f"seed {seed}: not a program whose output is determined:\n{form.why}")


def one(case, number, seed, settings, seconds, keep):
    """All settings of one program; the number of runs and of failures."""
    form, program, runs = case.form, case.programs[number], 0
    want = form.expect(case, number, LIMIT)
    if want is None:
        undetermined(form, seed, form.source([program]), keep)
        return 0, 1
    for place, setting in enumerate(settings):
        if time.monotonic() > stop:
            break
        runs += 1
        result = case.run(number, setting)
        what = kind(result, want)
        if what is None:
            continue
        if form.expect(case, number, LIMIT, EACH) != want:
            undetermined(form, seed, form.source([program]), keep)
            return runs, 1
        again = [kind(case.run(number, setting), want) for _ in range(10)]
        often = f"{sum(k is not None for k in again)} of 10 further runs failed"
        say(f"seed {seed}, {setting}: {what}; {often}")
        base = os.path.join(keep, f"{seed}-{place}")
        with open(base + ".log", "w") as f:
            f.write(f"seed {seed}, {setting}: {what}; {often}\n\n"
                    f"expected: exit status {want[0]}\n{want[1]}\n"
                    f"exit status {result[0]}\n{result[1]}")
        tries = max(3, 30 // (1 + again.count(what)))
        source = form.source([reduce(form, program, case.flags, setting, what, tries, seconds)])
        with open(base + form.suffix, "w") as f:
            f.write(f"// seed {seed}, {setting}: {what}; {often}\n{source}")
        with talking:
            print(f"seed {seed}, {setting}: {what}; {often}; output:\n{result[1][-3000:]}\n"
                  f"reduced, in {base}{form.suffix}:\n{source[:20000]}", flush=True)
        return runs, 1  # the other settings will show the same
    return runs, 0


def several(form, seeds, wanted, without, settings, seconds, keep):
    """The programs of some seeds: how many ran, in how many runs, and how many failed."""
    programs = runs = failures = 0
    if time.monotonic() > stop:
        return programs, runs, failures
    case = Case(form, [form.make(seed, wanted, without) for seed in seeds],
                form.flags[seeds[0] // form.together % len(form.flags)])
    try:
        if not case.build():
            undetermined(form, seeds[0], form.source(case.programs), keep)
            return 0, 0, 1
        for number, seed in enumerate(seeds):
            if time.monotonic() > stop:
                break
            r, f = one(case, number, seed, settings, seconds, keep)
            programs, runs, failures = programs + (r > 0), runs + r, failures + f
    finally:
        case.close()
    return programs, runs, failures


def main():
    global stop
    arg = argparse.ArgumentParser(usage=__doc__.split("Usage: ")[1])
    arg.add_argument("form", choices=["go", "c"])
    arg.add_argument("--seed", type=int, default=1)
    arg.add_argument("--programs", type=int, default=1000000)
    arg.add_argument("--seconds", type=int)
    arg.add_argument("--settings", type=int, default=len(SETTINGS))
    arg.add_argument("--times", type=int, default=1)
    arg.add_argument("--jobs", type=int, default=2)
    arg.add_argument("--reduce", type=int, default=900)
    arg.add_argument("--with", dest="wanted", default="")
    arg.add_argument("--without", default="")
    args = arg.parse_args()
    form = Go() if args.form == "go" else C()
    if args.form == "go" and not os.path.exists(os.path.join(GOBIN, "go")):
        skip("golang-1.19-go is not installed")
    if args.form == "go":
        needs_collector()  # the programs count finalizers
    seconds = int(os.environ.get("GORT_SOAK") or args.seconds or 0)
    begin = time.monotonic()
    if seconds:
        stop = begin + seconds
    together = 1 if 0 < seconds < 300 else form.together  # to have some programs even then
    keep = os.path.join(toolchain.BUILD, "fuzz")
    os.makedirs(keep, exist_ok=True)
    programs = runs = failures = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        first, end, todo = args.seed, args.seed + args.programs, set()
        while True:
            while len(todo) < args.jobs and first < end and time.monotonic() < stop:
                # A batch begins at a multiple, so that its flags do not depend on the first seed.
                seeds = range(first, min(first // together * together + together, end))
                first = seeds.stop
                todo.add(pool.submit(several, form, seeds, args.wanted.split(","),
                                     args.without.split(","),
                                     SETTINGS[:args.settings] * args.times, args.reduce, keep))
            if not todo:
                break
            done, todo = concurrent.futures.wait(todo, return_when="FIRST_COMPLETED")
            for d in done:
                p, r, f = d.result()
                programs, runs, failures = programs + p, runs + r, failures + f
            if programs % 10 == 0:
                say(f"{programs} programs, {runs} runs, {failures} failed, "
                    f"{time.monotonic() - begin:.0f} s")
    print(f"{programs} programs, {runs} runs, {failures} failed")
    sys.exit(1 if failures or programs == 0 else 0)


if __name__ == "__main__":
    main()
