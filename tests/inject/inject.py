"""Each system call that the runtime makes fails, the first, the second and the tenth time, at the
start and under load, here and with real Go in the same run; and both run where resources are short.
No program may hang, end without a word, or crash a second time, and the outcome must be what
doc/INJECTION.md says. By default one row of each call and all limits; all rows with GORT_INJECT=1
in the environment (GORT_INJECT=1 ./gort test inject).
Usage: inject.py BUILD [--write TIMES] [NAME…]: runs the rows of these calls and limits and shows
them; with --write runs all rows or these, so many times each, and writes doc/INJECTION.md"""

import collections
import concurrent.futures
import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(here, "..", "lib"), here]
from cases import CALLS, LIMITS, WHY  # noqa: E402
from harness import ROOT, build, fail, realgo, skip, text  # noqa: E402

TABLE = os.path.join(ROOT, "doc", "INJECTION.md")
LAUNCHER = os.path.join(os.path.abspath(sys.argv[1]), "tests", "inject")
LIMIT = 60  # seconds after which a program counts as hanging; it takes half a second
FOREVER = 1000000000
TIMES = {"1st": (1, 1), "2nd": (2, 2), "10th": (10, 10),
         "all": (1, FOREVER), "all from the 10th on": (10, FOREVER)}
TITLES = {"start": "At the start", "load": "Under load",
          "child": "In a child, before it executes its program",
          "crash": "While it crashes, with GOTRACEBACK=crash",
          "limit": "Where something is short or missing"}
ARGUMENTS = 30000
BAD = "SILENT|HANG|SECOND CRASH"

# The lines of a report that tell what happened, and what differs from run to run in them.
TELLING = re.compile(r"fatal error: |panic: |SIG[A-Z]+: |\[signal |"
                     r"runtime: (?!unexpected return pc|unknown pc)")
CHANCE = ((r"load: .*: (.*)$", r"the program: \1"), (r"0x[0-9a-f]+", "0x…"),
          (r"have \d+", "have N"), (r"(\[signal \w+): .*\]", r"\1]"),
          (r"mmap\(0x…, \d+\)", "mmap(…)"))

# place: a key of TITLES; name: the call or the limit.
Row = collections.namedtuple("Row", "place name error when")


def outcome(status, err):
    """What an operator sees, in one line."""
    lines = [line for line in err.split("\n") if line]
    if status is None:
        return "HANG: " + " / ".join(lines[:2])
    how = f"exit {status}" if status >= 0 else signal.Signals(-status).name
    if status == 0 and "ok" in lines:
        lines.remove("ok")
        how = "goes on"
    if lines and lines[0].startswith("unshare: "):
        print("skipped:", lines[0])
        return "?"
    if not lines:
        return how if status in (0, -signal.SIGPIPE) else "SILENT: " + how
    again = "runtime: futexwakeup failed again"  # a second thread cuts the report short
    if again in err:
        return f"{again}; {how}"
    told = [lines[0]]
    for line in lines[1:] if how != "goes on" else ():
        if TELLING.match(line) and line not in told:
            told.append(line)
    what = "; ".join(told)
    what = re.sub(r"^load: .*: errno (\d+)$",
                  lambda m: f"the program gets {errno.errorcode[int(m[1])]}", what)
    for old, new in CHANCE:
        what = re.sub(old, new, what)
    fatal = [line for line in told if "fatal error: " in line]
    if re.search(r"panic during panic|stack trace unavailable", err) or len(fatal) > 1:
        what = "SECOND CRASH: " + what
    return f"{what}; {how}"


def inject(program, options, rules, tmp, env, args):
    """One run: its outcome, whether a call failed in it, and all that it printed."""
    with tempfile.TemporaryDirectory(dir=tmp) as own:
        os.chmod(own, 0o777)
        files = os.path.join(own, "files")
        os.mkdir(files)
        os.chmod(files, 0o777)
        report = os.path.join(own, "report")
        full = {**os.environ, "LOAD_DIR": files, "GOMAXPROCS": "2", "GOTRACEBACK": "",
                "GODEBUG": "madvdontneed=0", **env}
        p = subprocess.Popen([LAUNCHER, *options, report, *rules, "--", *program, *args],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env=full, process_group=0, cwd=own)
        try:
            err = text(p.communicate(timeout=LIMIT)[0])
            status = p.returncode
        except subprocess.TimeoutExpired:
            err, status = "", None
        finally:
            if p.poll() is None:
                os.killpg(p.pid, signal.SIGKILL)
                err = text(p.communicate()[0])
        if status == 77:
            if not options and len(program) == 1:
                skip(err)
            print("skipped:", err.strip())
            return "?", True, err
        failed = status is None
        if os.path.exists(report):
            with open(report) as f:
                failed = any(line.split()[1] != "0" for line in f)
        return outcome(status, err), failed, err


def run(row, programs, tmp):
    """The outcomes of a row with gort and with real Go, "—" if the call was not made so often, each
    with what was printed."""
    out = []
    for i in range(2):
        env, args, starter = {}, [], []
        if row.place == "limit":
            name, options, rules, *starter = LIMITS[row.name]
            if name == "args":
                words = [f"argument {i}" for i in range(ARGUMENTS)]
                env = {f"VARIABLE{i}": word for i, word in enumerate(words)}
                args = [str(ARGUMENTS), *words]
        else:
            nr, cond = CALLS[row.name][:2]
            first, last = TIMES[row.when]
            name = "load" if row.place == "child" else row.place
            options = {"start": [], "child": ["-c"]}.get(row.place, ["-m"])
            rules = [f"{nr}:{getattr(errno, row.error)}:{first}:{last}"]
            if cond:
                rules[0] += f":{cond}"
        if name == "crash":
            env["GOTRACEBACK"] = "crash"
        starter = sum(starter, [])
        if starter:
            starter[0] = shutil.which(starter[0]) or starter[0]
        if programs[name][i] is None:
            out.append(("?", ""))
            continue
        program = starter + [programs[name][i]]
        what, failed, err = inject(program, options, rules, tmp, env, args)
        # In these rows the message itself gets lost.
        if row.name.startswith(("write to 2", "write while it crashes")) or "closed" in row.name:
            what = what.replace("SILENT: ", "")
        out.append((what if failed or row.place == "limit" else "—", err))
    return out


def rows():
    for name, (_, _, errors, places) in CALLS.items():
        for place in places.split():
            for error in errors.split():
                for when in TIMES if error.endswith("+") else list(TIMES)[:3]:
                    yield Row(place, name, error.rstrip("+"), when)
    for name in LIMITS:
        yield Row("limit", name, "", "")


def short(all_rows):
    """One row of each call and place, and the limits."""
    first = {}
    for row in all_rows:
        first.setdefault((row.place, row.name), row)
    return first.values()


def measure(todo, repeat):
    """(row, outcomes here, outcomes with real Go, runs) for each row that was reached."""
    with (tempfile.TemporaryDirectory(prefix="gort-test-") as tmp,
          concurrent.futures.ThreadPoolExecutor(2) as pool):
        os.chmod(tmp, 0o755)
        programs = {}
        for name in ("start", "load", "crash", "args"):
            source = os.path.join(ROOT, "testdata", "go", "inject", name + ".go")
            ours = os.path.join(tmp, "gort-" + name)
            shutil.copy(build([source]), ours)  # where any user can execute it
            programs[name] = ours, realgo(source, tmp)
        def repeated(row):
            return [run(row, programs, tmp) for _ in range(repeat)]

        for row, runs in zip(todo, pool.map(repeated, todo)):
            ours, theirs = (list(dict.fromkeys(r[i][0] for r in runs)) for i in range(2))
            if (ours, theirs) != (["—"], ["—"]):
                yield row, ours, theirs, runs


def cells(whats):
    return " *or* ".join(sorted(whats))


def write(table):
    """The table; times with the same outcomes share a line."""
    out = [HEAD]
    for place, title in TITLES.items():
        columns = ["what"] if place == "limit" else ["call", "fails with", "the time"]
        columns += ["gort", "real Go"]
        out.append(f"\n## {title}\n\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
        merged = {}
        for row in rows():
            if row.place == place and row in table:
                key = (row.name, row.error, *map(cells, table[row]))
                merged.setdefault(key, []).append(row.when)
        for (name, error, ours, theirs), whens in merged.items():
            theirs = "the same" if theirs == ours else theirs
            head = name if place == "limit" else f"{name} | {error} | {', '.join(whens)}"
            out.append(f"| {head} | {ours} | {theirs} |")
    out.append("\n## Where the two differ\n")
    out += [textwrap.fill(f"- {name}: {why}", 100, subsequent_indent="  ")
            for name, why in WHY.items()]
    with open(TABLE, "w") as f:
        f.write("\n".join(out) + "\n")


def recorded():
    """Row → (outcomes here, outcomes with real Go), from the table."""
    table, place = {}, None
    titles = {title: place for place, title in TITLES.items()}
    with open(TABLE) as f:
        for line in f:
            if line.startswith("## "):
                place = titles.get(line[3:].strip())
            parts = line.strip().strip("|").split(" | ")
            if not line.startswith("| ") or parts[0].strip() in ("what", "call"):
                continue
            parts = [p.strip() for p in parts]
            name, error, whens = (parts[0], "", "") if place == "limit" else parts[:3]
            ours, theirs = parts[-2:]
            if theirs == "the same":
                theirs = ours
            both = tuple(set(c.split(" *or* ")) for c in (ours, theirs))
            for when in whens.split(", "):
                table[Row(place, name, error, when)] = both
    return table


def judge(row, ours, theirs, table):
    """What is wrong with a row's outcomes."""
    bad = [f"gort: {what}" for what in ours if re.match(BAD, what)]
    alike = {r: both for r, both in table.items() if r[1:3] == row[1:3]}
    chance = row.place not in ("start", "limit") or any(
        len(outcomes) > 1 for r, both in alike.items() if r.place == row.place for outcomes in both)
    if not chance:
        # A program may end before a thread waits: 1 run of 200 on one processor.
        others = {"?", "—"} if row.name == "futex, to wait" else {"?"}
        known = [table.get(row, (set(), set()))[i] | others for i in range(2)]
    else:
        # The calls come in no fixed order: accepts the outcomes of the same failure at any time,
        # real Go's too, and does not look at real Go's own outcomes.
        known = [{"goes on", "—", "?"}.union(*(ours | theirs for ours, theirs in alike.values())),
                 set(theirs)]
    for who, whats, those in ("gort", ours, known[0]), ("real Go", theirs, known[1]):
        bad += [f"{who}: {what}; the table has {sorted(those)}"
                for what in whats if what not in those]
    return bad


HEAD = """# What happens when the system fails

Written by `tests/inject/inject.py BUILD --write 1`; `./gort test inject` checks it. Each system
call of the runtime fails with each error that is plausible, the first, the second and the tenth
time that it is made, and for some errors always; here, and with real Go (Debian's 1.19). *Goes on*:
the program ends well, with all results right. *The program: …*: the call was the library's, and the
program was told. *—*: the call was not made so often. Otherwise the table gives the first line of
the message, the fatal error, and how the process ended. Under load several outcomes are possible,
because the call that fails may be another one each time. At the start it is chance whether a thread
waits before the program ends."""


def main():
    names = sys.argv[2:]
    repeat = int(names[1]) if names[:1] == ["--write"] else 0
    if repeat:
        names = names[2:]
    todo = [row for row in rows() if not names or row.name in names]
    if repeat:
        table = recorded() if names else {}
        for row, ours, theirs, _ in measure(todo, repeat):
            table[row] = ours, theirs
        write(table)
    elif names:
        for row, ours, theirs, runs in measure(todo, 1):
            print(f"{row.place} {row.error} {row.when}")
            print(f"  gort     {ours[0]}\n  real Go  {theirs[0]}")
            if os.environ.get("VERBOSE"):
                print(runs[0][0][1], "\n", runs[0][1][1])
        return
    table = recorded()
    # Each row in which the program does not end as with real Go has a reason.
    problems = []
    for row, (ours, theirs) in table.items():
        alike = theirs == {"—"} or ours <= theirs | {"goes on", "—"}
        if not alike and row.name not in WHY:
            problems.append(f"{row}: {ours} {theirs}: differ without a reason")
    problems += [f"{row}: {what}" for row, (ours, _) in table.items()
                 for what in ours if re.match(BAD, what)]
    if not repeat:
        seen = 0
        if not os.environ.get("GORT_INJECT"):
            todo = short(todo)
        for row, ours, theirs, runs in measure(todo, 1):
            said = runs[0][0][1][-2000:]
            problems += [f"{row}: {p}\n{said}" for p in judge(row, ours, theirs, table)]
            seen += 1
        print(seen, "rows")
        if seen == 0:
            problems.append("no row was reached")
    if problems:
        fail("\n".join(problems))


main()
