"""
usage: gort bench [--runs N] [--html OUT] [--cpu] [CASE…]

Measures the runtime side by side: one Go program compiled by real Go, by gccgo with its own libgo, and by gccgo with gort. The three run in
turn, N times (default 5), each case in a process of its own. The table shows each one's median (ns per operation unless a unit is given),
how far its runs spread, and the ratios: each run of gort is divided by the run of the other beside it, the median and the spread of these
quotients are shown. A quotient below 1 means that gort is faster. Below stands the same for a C program on gort.h, beside what the machine
needs at least.

CASE is a name, with or without @PROCS (yield2, pingpong@2); none means all. `gort bench list` names them.

    --runs N     rounds
    --html OUT   write a page with bars besides
    --cpu        compare CPU time (user + system) instead of elapsed time: for a machine that does other work
"""

import datetime
import html
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

import toolchain

GO = "/usr/lib/go-1.19/bin/go"
SOURCE = os.path.join(toolchain.ROOT, "bench", "gobench.go")
CSOURCE = os.path.join(toolchain.ROOT, "bench", "cbench.c")
OUT = os.path.join(toolchain.BUILD, "bench")
STARTUP = "startup@0"
LIMIT = 120  # seconds for one case

# What gort must reach: at most so many times real Go's value; 1.00 where nothing is said.
TARGETS = {
    "yield2@1": 0.50, "pingpong@1": 0.50, "pingpong@2": 0.60, "chan-uncont@1": 0.45, "prodcons128@1": 0.55, "prodcons128@2": 0.60,
    "select2@1": 0.60, "select4def@1": 0.30, "spawn@1": 0.45, "spawn-single@1": 0.60, "fib27.cut10@2": 0.65, "skynet1e6@2": 0.65,
    "sieve1000@1": 0.65, "sleep10k@1": 0.50, "timer-create-stop@1": 0.50, "sys-own@1": 0.50, "mem100k.bytes@1": 0.90,
    "mem1m.bytes@1": 0.90, "mem100k.spawn@1": 0.60, "mem1m.spawn@1": 0.60,
}


def newer(path, *sources):
    return os.path.exists(path) and all(os.path.getmtime(path) >= os.path.getmtime(s) for s in sources)


def programs():
    """Name -> executable, real Go and libgo where the machine has them, each built if it is not there yet."""
    os.makedirs(OUT, exist_ok=True)
    found = {}
    exe = os.path.join(OUT, "gobench-go")
    if os.path.exists(GO):
        if not newer(exe, SOURCE):
            env = dict(os.environ, GO111MODULE="off", GOCACHE=os.path.join(OUT, "cache"), CGO_ENABLED="0", GOFLAGS="")
            done = subprocess.run([GO, "build", "-o", exe, SOURCE], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                sys.stderr.write(done.stdout)
                raise toolchain.Error("bench: real Go could not compile the program")
        found["go"] = exe
    else:
        print(f"gort: bench: no {GO} (package golang-1.19-go): not compared with real Go", file=sys.stderr)
    if not shutil.which(toolchain.GCCGO):
        raise toolchain.Error(f"bench: no {toolchain.GCCGO}; install the package {toolchain.GCCGO}")
    exe = os.path.join(OUT, "gobench-libgo")
    if not newer(exe, SOURCE):
        toolchain.run([toolchain.GCCGO, "-O2", "-g", "-static-libgo", SOURCE, "-o", exe], "compiling for libgo")
    found["libgo"] = exe
    exe = os.path.join(OUT, "gobench-gort")
    if not newer(exe, SOURCE, os.path.join(toolchain.BUILD, "libgort.a"), toolchain.__file__):
        toolchain.build([SOURCE], exe)
    found["gort"] = exe
    return found


def lines(exe, case):
    """What one run of a program reports: metric -> (unit, wall, cpu)."""
    done = subprocess.run([exe, case], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", timeout=LIMIT)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        raise toolchain.Error(f"bench: {os.path.basename(exe)} {case} failed with status {done.returncode}")
    result = {}
    for line in done.stdout.splitlines():
        name, procs, unit, wall, cpu = line.split("\t")
        result[f"{name}@{procs}"] = (unit, float(wall), float(cpu))
    return result


def startup(exe):
    """The fastest start of ten."""
    wall, cpu = math.inf, math.inf
    for _ in range(10):
        before, t = os.times(), time.perf_counter()
        subprocess.run([exe, "hello"], stdout=subprocess.DEVNULL, check=True)
        wall = min(wall, time.perf_counter() - t)
        after = os.times()
        cpu = min(cpu, after.children_user + after.children_system - before.children_user - before.children_system)
    return {STARTUP: ("ns", wall * 1e9, cpu * 1e9)}


def select(all_cases, names):
    if not names:
        return all_cases
    chosen = []
    for name in names:
        hits = [c for c in all_cases if name in (c, c.split("@")[0])]
        base, at, procs = name.partition("@")
        if not hits and at and procs.isdigit() and int(procs) > 0 and any(c.split("@")[0] == base for c in all_cases) and base != "startup":
            hits = [name]
        if not hits:
            raise toolchain.Error(f"bench: no case {name!r}; `gort bench list` names them")
        chosen += [h for h in hits if h not in chosen]
    return chosen


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def measure(found, cases, runs, cpu):
    """Metric -> (unit, program -> values in the order of the rounds)."""
    table = {}
    given_up = set()
    began = time.monotonic()
    for i, case in enumerate(cases):
        for r in range(runs):
            spent = time.monotonic() - began
            done = i * runs + r
            left = f", {spent / done * (len(cases) * runs - done):.0f} s to go" if done else ""
            progress(f"{case}: case {i + 1} of {len(cases)}, round {r + 1} of {runs}{left}")
            for name, exe in found.items():
                if (name, case) in given_up:
                    continue
                try:
                    values = startup(exe) if case == STARTUP else lines(exe, case)
                except subprocess.TimeoutExpired:
                    if name == "gort":
                        raise toolchain.Error(f"bench: gort: {case} took more than {LIMIT} s")
                    progress("")
                    print(f"gort: bench: {name}: {case} took more than {LIMIT} s: left out", file=sys.stderr)
                    given_up.add((name, case))
                    continue
                for metric, (unit, wall, spent_cpu) in values.items():
                    table.setdefault(metric, (unit, {}))[1].setdefault(name, []).append(spent_cpu if cpu else wall)
    progress("")
    return table


def ratios(ours, theirs):
    """Pair by pair: median, lowest, highest."""
    q = [a / b for a, b in zip(ours, theirs) if b > 0]
    return (statistics.median(q), min(q), max(q)) if q else None


def number(v):
    if abs(v) >= 1e6:
        return f"{v:.3g}"
    return f"{v:.0f}" if abs(v) >= 100 else f"{v:.1f}"


def spread(values):
    return f"{number(statistics.median(values))} ({number(min(values))}–{number(max(values))})"


def rows(table, others):
    for metric, (unit, values) in table.items():
        row = {"case": metric, "unit": unit, "values": values, "target": TARGETS.get(metric, 1.00)}
        row["ratio"] = {o: ratios(values["gort"], values[o]) for o in others if o in values}
        yield row


def text_table(result, others):
    head = ["case", *others, "gort"] + [f"gort/{o}" for o in others] + (["target"] if "go" in others else [])
    body = []
    for row in result:
        line = [row["case"] + ("" if row["unit"] == "ns" else f" [{row['unit']}]")]
        line += [spread(row["values"][n]) if n in row["values"] else "–" for n in (*others, "gort")]
        for o in others:
            q = row["ratio"].get(o)
            line.append(f"{q[0]:.2f} ({q[1]:.2f}–{q[2]:.2f})" if q else "–")
        if "go" in others:
            q = row["ratio"].get("go")
            line.append(f"{row['target']:.2f}" + ("" if not q or q[0] <= row["target"] else " missed"))
        body.append(line)
    width = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
    for line in [head, *body]:
        yield "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, width))).rstrip()


def summary(result, others):
    for o in others:
        q = [row["ratio"][o][0] for row in result if row["ratio"].get(o) and row["ratio"][o][0] > 0]
        if q:
            yield f"geometric mean of gort/{o} over {len(q)} cases: {math.exp(sum(map(math.log, q)) / len(q)):.2f}"
    if "go" in others:
        missed = [row["case"] for row in result if row["ratio"].get("go") and row["ratio"]["go"][0] > row["target"]]
        yield f"targets missed: {' '.join(missed) or 'none'}"


PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>gort bench</title>
<style>
body {{ font: 14px/1.45 system-ui, sans-serif; margin: 24px; color: #1c2733; background: #fff; max-width: 1100px }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ padding: 3px 10px; text-align: right; border-bottom: 1px solid #e3e8ee; white-space: nowrap; font-variant-numeric: tabular-nums }}
td:first-child, th:first-child {{ text-align: left }}
td.bars {{ width: 45%; padding: 3px 0 }}
.missed {{ color: #b3261e; font-weight: 600 }}
p {{ color: #4a5866 }}
</style>
<h1>gort beside {others}</h1>
<p>{about}</p>
<table><tr><th>case<th>unit{heads}<th>gort<th>ratio to {first}<th>target<th>bars: ratio to {first}, log scale; the line is 1</tr>
{body}
</table>
{tail}
</html>
"""

COLORS = {"go": "#7d8b99", "libgo": "#c9a227", "gort": "#0a58a5"}


def bars(row, first):
    """One SVG: each program's median relative to the first one's, from 1/10 to 10, the spread of the pairs as a line."""
    def x(q):
        return 200 + 200 * math.log10(min(max(q, 0.1), 10))

    out = ['<svg width="400" height="%d" role="img">' % (9 * (len(row["values"]) - 1) + 3)]
    y = 1
    for name, values in row["values"].items():
        if name == first or first not in row["values"]:
            continue
        q = ratios(values, row["values"][first])
        if not q or q[0] <= 0:
            continue
        a, b = sorted((200, x(q[0])))
        out.append(f'<rect x="{a:.1f}" y="{y}" width="{b - a:.1f}" height="8" fill="{COLORS[name]}"><title>{name}: {q[0]:.2f}</title></rect>')
        out.append(f'<path d="M{x(q[1]):.1f} {y + 4}H{x(q[2]):.1f}" stroke="#000" stroke-width="1"/>')
        y += 9
    out.append(f'<path d="M200 0V{y}" stroke="#000" stroke-width="1"/></svg>')
    return "".join(out)


def page(result, others, about, tail):
    first = others[0]
    body = []
    for row in result:
        q = row["ratio"].get(first)
        cells = [html.escape(row["case"]), row["unit"]] + [spread(row["values"][n]) if n in row["values"] else "–" for n in (*others, "gort")]
        cells = "".join(f"<td>{c}" for c in cells)
        miss = ' class="missed"' if first == "go" and q and q[0] > row["target"] else ""
        body.append(f"<tr>{cells}<td{miss}>{q[0]:.2f}" if q else f"<tr>{cells}<td>–")
        body[-1] += f"<td>{row['target'] if first == 'go' else '–'}<td class=\"bars\">{bars(row, first)}</tr>"
    names = {"go": "real Go", "libgo": "gccgo’s libgo"}
    return PAGE.format(others=" and ".join(names[o] for o in others), about=html.escape(about), heads="".join(f"<th>{o}" for o in others),
                       first=names[first], body="\n".join(body), tail="".join(f"<p>{html.escape(t)}</p>" for t in tail))


def about(runs, cpu, found):
    model = platform.processor()
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    version = subprocess.run([GO, "version"], capture_output=True, text=True).stdout.split()[2] if "go" in found else "no real Go"
    return (f"{datetime.date.today()}, {model}, {os.cpu_count()} CPUs, Linux {platform.release()}, load {os.getloadavg()[0]:.1f}; {version}; "
            f"{runs} rounds; {'CPU' if cpu else 'elapsed'} time; median (lowest–highest)")


def main(args):
    runs, out, cpu, names = 5, None, False, []
    it = iter(args)
    try:
        for a in it:
            if a in ("--runs", "--html"):
                value = next(it, None)
                if value is None:
                    raise toolchain.Error(f"bench: {a} wants a value")
                if a == "--html":
                    out = value
                elif value.isdigit() and int(value) > 0:
                    runs = int(value)
                else:
                    raise toolchain.Error(f"bench: --runs: {value} is not a positive number")
            elif a == "--cpu":
                cpu = True
            elif a.startswith("-"):
                raise toolchain.Error(f"bench: unknown option {a}")
            else:
                names.append(a)
        progress("building")
        found = programs()
        progress("")
        cases = subprocess.run([found["gort"], "list"], capture_output=True, text=True, check=True).stdout.split() + [STARTUP]
        if names == ["list"]:
            print("\n".join(cases))
            return 0
        chosen = select(cases, names)
        others = [n for n in found if n != "gort"]
        said = about(runs, cpu, found)
        print(said)
        result = list(rows(measure(found, chosen, runs, cpu), others))
        print("\n".join(text_table(result, others)))
        tail = list(summary(result, others))
        print("\n".join(tail))
        if out:
            toolchain.write_whole(out, page(result, others, said, tail))
    except (toolchain.Error, OSError, subprocess.SubprocessError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
