"""
usage: gort bench [--runs N] [--html OUT] [--cpu] [--go114 TREE] [CASE…]
       gort bench --scaling [--upto N] [--runs N] [--html OUT] [--cpu] [CASE…]

Measures the runtime beside others: one Go program compiled by real Go, by gccgo with its own libgo,
and by gccgo with gort. The three run in turn, N times (default 5), each case in a process of its
own. The table shows each program's median for one operation, how far its runs spread, and the
ratios: each run of gort is divided by the run of the other program in the same round, and the
median and the spread of these quotients are shown. A quotient below 1 means that gort is faster. A
second table shows the same for a C program on gort.h, beside the least that the machine needs: a
floor, measured without the runtime right after the case in each round:

    switch       six registers and the stack pointer saved, those of another stack restored
    cmpxchg      one locked instruction, its cache line at hand
    ring         an element through a ring of 128 under a spin lock, from a thread on one processor
                 to a thread on another
    futex        two threads on two processors wake each other once
    syscall      one system call (getpid)
    page         the first touch of a page of 4 KB

A multiple below 1 means that most operations got by without that step.

--scaling measures what an operation costs as the number of goroutines grows from 1000 to N (default
1000000) on two Ps, and as GOMAXPROCS grows from 1 to 64 with 10000 goroutines, on real Go and gort;
growth is the worst median divided by the best.

CASE is a name, with or without @PROCS (yield2, pingpong@2); none means all. `gort bench list` names
the cases, `gort bench --scaling list` those of --scaling.

    --runs N     rounds (with --scaling: default 3)
    --html OUT   also write a page with bars, or with the curves of --scaling
    --go114 TREE compare with real Go 1.14 too: TREE/bin/go compiles the program
    --cpu        compare CPU time (user + system) instead of elapsed time: for a machine that also
                 does other work
"""

import datetime
import html
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time

import realgo
import toolchain

SOURCES = [os.path.join(toolchain.ROOT, "cmd", "bench", name)
           for name in ("gobench.go", "heapcases.go")]
CSOURCE = os.path.join(toolchain.ROOT, "cmd", "bench", "cbench.c")
OUT = os.path.join(toolchain.BUILD, "bench")
STARTUP = "startup@0"
LIMIT = 120  # seconds for one case

# Metric, with or without @PROCS -> the floor of one operation: so many times the named step. A
# metric without an entry needs none of these steps.
FLOORS = {
    "spawn": (1, "switch"), "spawn-single": (2, "switch"),
    "yield1": (1, "switch"), "yield2": (1, "switch"), "yield1000": (1, "switch"),
    "pingpong": (2, "switch"), "prodcons0": (1, "switch"),
    "prodcons128@1": (2, "cmpxchg"), "prodcons128@2": (1, "ring"),
    "chan-uncont": (2, "cmpxchg"), "select2": (3, "cmpxchg"),
    "mutex-uncont": (1, "cmpxchg"), "mutex-cont2": (1, "cmpxchg"), "sema-pingpong": (2, "switch"),
    "timer-create-stop": (1, "cmpxchg"), "timer-reset": (1, "cmpxchg"),
    "afterfunc100k": (1, "switch"), "sleep10k": (1, "switch"),
    "fib27.cut10": (1, "switch"), "fib27.cut2": (1, "switch"),
    "skynet1e6": (1111111, "switch"), "sieve1000": (517383, "switch"),
    "sys-getpid": (1, "syscall"), "sys-own": (1, "cmpxchg"),
    "echo-unix": (4, "syscall"), "echo-tcp": (4, "syscall"), "locked-pingpong": (1, "futex"),
    "mem100k.spawn": (0.5, "page"), "mem1m.spawn": (0.5, "page"),
    "mem100k.release": (1, "switch"), "mem1m.release": (1, "switch"),
}

# What --scaling varies: goroutines on two Ps, and Ps with 10000 goroutines.
SCALED = ("scale-yield", "scale-spawn", "scale-pingpong", "scale-sleep")
MANY = (1000, 10000, 100000, 1000000)
PROCS = (1, 2, 4, 8, 16, 32, 64)
WORSE = 1.5  # growth above this is pointed out, if it is above real Go's too

# What gort must reach: at most so many times real Go's value; 1.00 for a metric without an entry.
TARGETS = {
    "yield2@1": 0.50, "pingpong@1": 0.50, "pingpong@2": 0.60, "chan-uncont@1": 0.45,
    "prodcons128@1": 0.55, "prodcons128@2": 0.60, "select2@1": 0.60, "select4def@1": 0.30,
    "spawn@1": 0.45, "spawn-single@1": 0.60, "fib27.cut10@2": 0.65, "skynet1e6@2": 0.65,
    "sieve1000@1": 0.65, "sleep10k@1": 0.50, "timer-create-stop@1": 0.50, "sys-own@1": 0.50,
    "mem100k.bytes@1": 0.90, "mem1m.bytes@1": 0.90, "mem100k.spawn@1": 0.60, "mem1m.spawn@1": 0.60,
}


def newer(path, *sources):
    if not os.path.exists(path):
        return False
    return all(os.path.getmtime(path) >= os.path.getmtime(s) for s in sources)


def programs(go114=None):
    """Name -> executable of the Go program (real Go's and libgo's where the machine has them), and
    the executable of the C program; builds what is missing or out of date."""
    os.makedirs(OUT, exist_ok=True)
    found = {}
    exe = os.path.join(OUT, "gobench-go")
    if os.path.exists(realgo.GO):
        if not newer(exe, *SOURCES):
            realgo.build("bench", realgo.GO, SOURCES, exe)
        found["go"] = exe
    else:
        print(f"gort: bench: no {realgo.GO} (package golang-1.19-go): not compared with real Go",
              file=sys.stderr)
    if go114:
        found["go114"] = os.path.join(OUT, "gobench-go114")
        realgo.build("bench", go114, SOURCES, found["go114"])
    if not shutil.which(toolchain.GCCGO):
        raise toolchain.Error(f"bench: no {toolchain.GCCGO}; "
                              f"install the package {toolchain.GCCGO}")
    exe = os.path.join(OUT, "gobench-libgo")
    if not newer(exe, *SOURCES):
        toolchain.run([toolchain.GCCGO, "-O2", "-g", "-static-libgo", *SOURCES, "-o", exe],
                      "compiling for libgo")
    found["libgo"] = exe
    libgort = os.path.join(toolchain.BUILD, "libgort.a")
    exe = os.path.join(OUT, "gobench-gort")
    if not newer(exe, *SOURCES, libgort, toolchain.LIBGO, toolchain.__file__):
        toolchain.build(SOURCES, exe)
    found["gort"] = exe
    exe = os.path.join(OUT, "cbench")
    if not newer(exe, CSOURCE, libgort, toolchain.__file__):
        toolchain.build([CSOURCE], exe)
    return found, exe


def lines(exe, case):
    """What one run of a program reports: metric -> (unit, wall, cpu)."""
    done = subprocess.run([exe, case], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="replace", timeout=LIMIT)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        program = os.path.basename(exe)
        raise toolchain.Error(f"bench: {program} {case} failed with status {done.returncode}")
    result = {}
    for line in done.stdout.splitlines():
        name, procs, unit, wall, cpu = line.split("\t")
        result[f"{name}@{procs}"] = (unit, float(wall), float(cpu))
    return result


def listed(exe):
    return subprocess.run([exe, "list"], capture_output=True, text=True, check=True).stdout.split()


def floor_of(metric):
    """(count, case of cbench) of a metric's floor; None if the metric has no floor or the machine
    cannot measure it."""
    count, name = FLOORS.get(metric) or FLOORS.get(metric.split("@")[0]) or (0, None)
    two = name in ("ring", "futex")
    if not name or two and len(os.sched_getaffinity(0)) < 2:
        return None
    return count, f"floor-{name}@{2 if two else 1}"


def with_floors(exe, case):
    """A run of the C program, and right after it the floors of what it reported: "c" and "floor" ->
    metric -> (unit, wall, cpu)."""
    values = startup(exe) if case == STARTUP else lines(exe, case)
    floors, seen = {}, {}
    for metric, (unit, _, _) in values.items():
        floor = floor_of(metric)
        if floor:
            count, name = floor
            if name not in seen:
                seen[name] = lines(exe, name)[name]
            floors[metric] = (unit, count * seen[name][1], count * seen[name][2])
    return {"c": values, "floor": floors}


def startup(exe):
    """The fastest start of ten."""
    wall, cpu = math.inf, math.inf
    for _ in range(10):
        before, t = os.times(), time.perf_counter()
        subprocess.run([exe, "hello"], stdout=subprocess.DEVNULL, check=True)
        wall = min(wall, time.perf_counter() - t)
        after = os.times()
        cpu = min(cpu, after.children_user + after.children_system
                  - before.children_user - before.children_system)
    return {STARTUP: ("ns", wall * 1e9, cpu * 1e9)}


def select(all_cases, names):
    if not names:
        return all_cases
    known = {c.split("@")[0] for c in all_cases} - {"startup"}  # with any number of Ps
    chosen = []
    for name in names:
        hits = [c for c in all_cases if name in (c, c.split("@")[0])]
        base, _, procs = name.partition("@")
        if not hits and base in known and procs.isdigit() and int(procs) > 0:
            hits = [name]
        if not hits:
            raise toolchain.Error(f"bench: no case {name!r}; `gort bench list` names them")
        chosen += [h for h in hits if h not in chosen]
    return chosen


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def measure(found, cexe, cases, runs, cpu):
    """Metric -> (unit, program -> values in the order of the rounds), of the Go program's
    executables and of the C program."""
    table, ctable = {}, {}
    ours = {c.split("@")[0] for c in listed(cexe) + [STARTUP]} if cexe else set()

    def add(to, name, values):
        for metric, (unit, wall, spent_cpu) in values.items():
            of_metric = to.setdefault(metric, (unit, {}))[1]
            of_metric.setdefault(name, []).append(spent_cpu if cpu else wall)

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
                except (subprocess.TimeoutExpired, toolchain.Error) as e:
                    why = str(e)
                    if isinstance(e, subprocess.TimeoutExpired):
                        why = f"bench: {name}: {case} took more than {LIMIT} s"
                    if name == "gort":
                        raise toolchain.Error(why) from None
                    progress("")
                    print(f"gort: {why}: left out", file=sys.stderr)
                    given_up.add((name, case))
                    continue
                add(table, name, values)
            if case.split("@")[0] in ours:
                try:
                    for name, values in with_floors(cexe, case).items():
                        add(ctable, name, values)
                except subprocess.TimeoutExpired:
                    why = f"bench: gort in C: {case} took more than {LIMIT} s"
                    raise toolchain.Error(why) from None
    progress("")
    return table, ctable


def ratios(ours, theirs):
    """Pair by pair: median, lowest, highest."""
    q = [a / b for a, b in zip(ours, theirs) if b > 0]
    return (statistics.median(q), min(q), max(q)) if q else None


def number(v):
    if abs(v) >= 1e6:
        return f"{v:.3g}"
    return f"{v:.0f}" if abs(v) >= 100 else f"{v:.1f}"


SCALES = {"ns": ((1, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")),
          "us": ((1, "µs"), (1e3, "ms"), (1e6, "s")),
          "bytes": ((1, "B"), (1e3, "kB"), (1e6, "MB"))}


def median(values, unit):
    """The median with a unit in which it is below 1000; how many of the metric's units that is."""
    m = statistics.median(values)
    scales = SCALES[unit.split()[0]]
    size, name = next((s for s in scales if abs(m) < 999.5 * s[0]), scales[-1])
    return f"{number(m / size)} {name}", size


def spread(values, unit):
    text, size = median(values, unit)
    return f"{text} ({number(min(values) / size)}–{number(max(values) / size)})"


def rows(table, others):
    for metric, (unit, values) in table.items():
        row = {"case": metric, "unit": unit, "values": values, "target": TARGETS.get(metric, 1.00)}
        row["ratio"] = {o: ratios(values["gort"], values[o]) for o in others if o in values}
        yield row


def rows_c(table, ctable):
    for metric, (unit, values) in ctable.items():
        floor = values.get("floor")
        count, name = floor_of(metric) if floor else (1, "–")
        name = name.removeprefix("floor-").split("@")[0]
        multiple = ratios(values["c"], floor) if floor else None
        cells = [median(table[metric][1]["gort"], unit)[0], spread(values["c"], unit),
                 name if count == 1 else f"{count:g} {name}",
                 spread(floor, unit) if floor else "–",
                 "{:.3g} ({:.3g}–{:.3g})".format(*multiple) if multiple else "–"]
        yield {"case": metric, "unit": unit, "cells": cells, "multiple": multiple}


def label(row):
    return row["case"] + (" [cpu]" if row["unit"].endswith("cpu") else "")


def text_table_c(result):
    head = ["case", "gort, Go", "gort, C", "floor", "its cost", "C/floor"]
    return aligned(head, [[label(row), *row["cells"]] for row in result])


def spreads(row, names):
    return [spread(row["values"][n], row["unit"]) if n in row["values"] else "–" for n in names]


def text_table(result, others):
    head = ["case", *others, "gort", *(f"gort/{o}" for o in others)]
    if "go" in others:
        head.append("target")
    body = []
    for row in result:
        line = [label(row), *spreads(row, (*others, "gort"))]
        for o in others:
            q = row["ratio"].get(o)
            line.append(f"{q[0]:.2f} ({q[1]:.2f}–{q[2]:.2f})" if q else "–")
        if "go" in others:
            q = row["ratio"].get("go")
            missed = q and q[0] > row["target"]
            line.append(f"{row['target']:.2f}" + (" missed" if missed else ""))
        body.append(line)
    return aligned(head, body)


def aligned(head, body):
    width = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
    for line in [head, *body]:
        first, *rest = zip(line, width)
        yield "  ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in rest)]).rstrip()


def summary(result, others):
    for o in others:
        medians = [row["ratio"][o][0] for row in result if row["ratio"].get(o)]
        q = [median for median in medians if median > 0]
        if q:
            mean = math.exp(sum(map(math.log, q)) / len(q))
            yield f"geometric mean of gort/{o} over {len(q)} cases: {mean:.2f}"
    if "go" in others:
        compared = [row for row in result if row["ratio"].get("go")]
        missed = [row["case"] for row in compared if row["ratio"]["go"][0] > row["target"]]
        yield f"targets missed: {' '.join(missed) or 'none'}"


PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>gort bench</title>
<style>
body {{ font: 13px/1.4 system-ui, sans-serif; margin: 24px; color: #1c2733; background: #fff;
        max-width: 1240px }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ padding: 3px 8px; text-align: right; line-height: 1.2; border-bottom: 1px solid #e3e8ee;
          white-space: nowrap; font-variant-numeric: tabular-nums }}
td:first-child, th:first-child, .bars {{ text-align: left }}
.missed {{ color: #b3261e; font-weight: 600 }}
p {{ color: #4a5866 }}
.charts {{ display: grid; grid-template-columns: 1fr 1fr; gap: 20px }}
small {{ color: #4a5866; font-size: 11px }}
svg text {{ font: 12px system-ui, sans-serif; fill: #4a5866 }}
svg text.title {{ font-weight: 600; fill: #1c2733 }}
</style>
<h1>{title}</h1>
<p>{about}</p>
{content}
{tail}
</html>
"""

TABLE = """<p>{legend}</p>
<table><tr><th>case<th class="bars">beside {first}, log scale; the line is 1<th>{ratio}<th>target\
{heads}<th>gort</tr>
{body}
</table>
"""

TABLE_C = """<h2>A program in C, and the least that the machine needs</h2>
<table><tr><th>case<th class="bars">C/floor, log scale from 1 to 1000<th>C/floor<th>gort, Go\
<th>gort, C<th>floor<th>its cost</tr>
{body}
</table>
"""

COLORS = {"go": "#7d8b99", "go114": "#4f8a5b", "libgo": "#c9a227", "gort": "#0a58a5"}
NAMES = {"go": "real Go", "go114": "real Go 1.14", "libgo": "gccgo’s libgo", "gort": "gort"}


def bars(row, first):
    """One SVG: each program's median relative to the first program's, from 1/10 to 10; a line shows
    the spread of the pairs."""
    def x(q):
        return 150 + 150 * math.log10(min(max(q, 0.1), 10))

    out = ['<svg width="300" height="%d" role="img">' % (9 * (len(row["values"]) - 1) + 3)]
    y = 1
    for name, values in row["values"].items():
        if name == first or first not in row["values"]:
            continue
        q = ratios(values, row["values"][first])
        if not q or q[0] <= 0:
            continue
        a, b = sorted((150, x(q[0])))
        out.append(f'<rect x="{a:.1f}" y="{y}" width="{b - a:.1f}" height="8" '
                   f'fill="{COLORS[name]}"><title>{name}: {q[0]:.2f}</title></rect>')
        out.append(f'<path d="M{x(q[1]):.1f} {y + 4}H{x(q[2]):.1f}" stroke="#000" '
                   'stroke-width="1"/>')
        y += 9
    out.append(f'<path d="M150 0V{y}" stroke="#000" stroke-width="1"/></svg>')
    return "".join(out)


def bar_c(q):
    """One SVG: the multiple of the floor, from 1 to 1000; a line shows the spread of the pairs."""
    a, b, c = (100 * math.log10(min(max(v, 1), 1000)) for v in q)
    return ('<svg width="300" height="10" role="img">'
            f'<rect x="0" y="1" width="{a:.1f}" height="8" fill="{COLORS["gort"]}"/>'
            f'<path d="M{b:.1f} 5H{c:.1f}" stroke="#000"/></svg>')


def line(label, bar, cells, missed=False):
    """A row of a table; the first of the cells is a ratio. A spread stands below its median."""
    small = [re.sub(r" \((.*)\)$", r"<br><small>\1</small>", c) for c in cells]
    small[0] = f'<td{" class=missed" if missed else ""}>{small[0]}'
    return f'<tr><td>{html.escape(label)}<td class="bars">{bar}' + "<td>".join(small) + "</tr>"


def table_c(result):
    body = []
    for row in result:
        *cells, multiple = row["cells"]
        bar = bar_c(row["multiple"]) if row["multiple"] else ""
        body.append(line(label(row), bar, [multiple, *cells]))
    return TABLE_C.format(body="\n".join(body))


def paragraphs(tail):
    return "".join(f"<p>{html.escape(t)}</p>" for t in tail)


def page(result, result_c, others, about, tail):
    first = others[0]
    body = []
    for row in result:
        q = row["ratio"].get(first)
        missed = first == "go" and q and q[0] > row["target"]
        target = f"{row['target']:.2f}" if first == "go" else "–"
        body.append(line(label(row), bars(row, first),
                         [f"{q[0]:.2f}" if q else "–", target,
                          *spreads(row, (*others, "gort"))], missed))
    legend = " ".join(f'<span style="color:{COLORS[o]}">■</span> {NAMES[o]}'
                      for o in (*others[1:], "gort"))
    content = TABLE.format(legend=legend, first=NAMES[first], ratio=f"gort/{first}",
                           heads="".join(f"<th>{NAMES[o]}" for o in others), body="\n".join(body))
    return PAGE.format(title="gort beside " + " and ".join(NAMES[o] for o in others),
                       about=html.escape(about), content=content + paragraphs(tail),
                       tail=table_c(result_c) if result_c else "")


# ---- --scaling

AXES = (("goroutines", "goroutines at GOMAXPROCS=2"), ("procs", "GOMAXPROCS, with {} goroutines"))


def scaling_points(names, upto):
    """(kind, axis) -> [(x, case)]."""
    many = [n for n in MANY if n < upto] + [upto]
    few = min(10000, upto)
    points = {}
    for kind in names:
        points[kind, "goroutines"] = [(n, f"{kind}.{n}@2") for n in many]
        points[kind, "procs"] = [(n, f"{kind}.{few}@{n}") for n in PROCS]
    return points


def scaling_lines(points, table):
    """(kind, axis, program, unit, [(x, median, lowest, highest)], growth), one for each curve."""
    for (kind, axis), at in points.items():
        unit, values = table[at[0][1]]
        for name in values:
            found = [(x, table[case][1].get(name)) for x, case in at]
            curve = [(x, statistics.median(v), min(v), max(v)) for x, v in found if v]
            medians = [p[1] for p in curve]
            yield kind, axis, name, unit, curve, max(medians) / min(medians)


def scaling_text(curves, few):
    for axis, title in AXES:
        mine = [c for c in curves if c[1] == axis]
        xs = sorted({p[0] for c in mine for p in c[4]})
        body = []
        for kind, _, name, unit, curve, growth in mine:
            at = {x: f"{number(m)} ({number(a)}–{number(b)})" for x, m, a, b in curve}
            body.append([f"{kind} [{unit}] {name}", *(at.get(x, "–") for x in xs), f"{growth:.2f}"])
        yield ""
        yield from aligned([title.format(few)] + [str(x) for x in xs] + ["growth"], body)


def scaling_summary(curves):
    growth = {c[:3]: c[5] for c in curves}
    worse = []
    for (kind, axis, name), g in growth.items():
        go = growth.get((kind, axis, "go"))
        if name == "gort" and go is not None and g > max(WORSE, go):
            worse.append(f"{kind} by {axis} ({g:.2f}, real Go {go:.2f})")
    if any(c[2] == "go" for c in curves):
        yield (f"gort grows more than {WORSE} times and more than real Go: "
               f"{', '.join(worse) or 'none'}")


def short(n):
    for unit, size in (("M", 1000000), ("k", 1000)):
        if n >= size and n % size == 0:
            return f"{n // size}{unit}"
    return str(n)


def chart(title, curves):
    """One SVG: cost from 0 upwards over a logarithmic x axis, one curve for each program; vertical
    lines show the spread of the rounds."""
    width, height, left, right, top, bottom = 520, 260, 56, 20, 30, 30
    xs = sorted({p[0] for c in curves for p in c[4]})
    high = max(p[3] for c in curves for p in c[4]) * 1.05
    low, span = math.log(xs[0]), math.log(xs[-1] / xs[0]) or 1

    def x(n):
        return left + (width - left - right) * (math.log(n) - low) / span

    def y(v):
        return height - bottom - (height - top - bottom) * v / high

    out = [f'<svg viewBox="0 0 {width} {height}" role="img">'
           f'<text class="title" x="{left}" y="16">{html.escape(title)}</text>']
    step = 10 ** math.floor(math.log10(high))
    step = next(s for s in (step / 5, step / 2, step, step * 2) if high / s <= 6)
    for i in range(int(high / step) + 1):
        out.append(f'<path d="M{left} {y(i * step):.1f}H{width - right}" stroke="#e3e8ee"/>'
                   f'<text x="{left - 6}" y="{y(i * step) + 4:.1f}" text-anchor="end">'
                   f'{i * step:g}</text>')
    for n in xs:
        out.append(f'<text x="{x(n):.1f}" y="{height - bottom + 18}" text-anchor="middle">'
                   f'{short(n)}</text>')
    for i, (_, _, name, _, curve, growth) in enumerate(curves):
        color = COLORS[name]
        for n, m, a, b in curve:
            out.append(f'<path d="M{x(n):.1f} {y(a):.1f}V{y(b):.1f}" stroke="{color}"/>'
                       f'<circle cx="{x(n):.1f}" cy="{y(m):.1f}" r="3" fill="{color}"/>')
        path = "L".join(f"{x(n):.1f} {y(m):.1f}" for n, m, _, _ in curve)
        out.append(f'<path class="{name}" d="M{path}" fill="none" stroke="{color}" '
                   'stroke-width="2"/>')
        end = width - right - 150 * (len(curves) - 1 - i)
        out.append(f'<text x="{end}" y="16" text-anchor="end" style="fill:{color}">'
                   f'{NAMES[name]}, growth {growth:.2f}</text>')
    return "".join(out) + "</svg>"


def scaling_page(curves, few, about, tail):
    charts = []
    for kind in dict.fromkeys(c[0] for c in curves):
        for axis, title in AXES:
            mine = [c for c in curves if c[:2] == (kind, axis)]
            svg = chart(f"{kind} [{mine[0][3]}]", mine)
            caption = html.escape(title.format(few))
            charts.append(f"<figure>{svg}<figcaption>{caption}</figcaption></figure>")
    return PAGE.format(title="gort: the cost of an operation as numbers grow",
                       about=html.escape(about), tail=paragraphs(tail),
                       content='<div class="charts">' + "\n".join(charts) + "</div>")


def scaling(found, names, runs, upto, cpu, out):
    if names == ["list"]:
        print("\n".join(SCALED))
        return
    for name in names:
        if name not in SCALED:
            raise toolchain.Error(f"bench: no case {name!r} of --scaling; "
                                  "`gort bench --scaling list` names them")
    found = {n: found[n] for n in ("go", "gort") if n in found}
    points = scaling_points(names or SCALED, upto)
    said = about(runs, cpu, found)
    print(said)
    cases = list(dict.fromkeys(case for at in points.values() for _, case in at))
    curves = list(scaling_lines(points, measure(found, None, cases, runs, cpu)[0]))
    few = min(10000, upto)
    tail = list(scaling_summary(curves))
    print("\n".join([*scaling_text(curves, few), "", *tail]))
    if out:
        toolchain.write_whole(out, scaling_page(curves, few, said, tail))


def about(runs, cpu, found, go114=None):
    model = platform.processor()
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    version = " and ".join(realgo.find("bench", go)[1]
                           for name, go in (("go", realgo.GO), ("go114", go114)) if name in found)
    version = version or "no real Go"
    return (f"{datetime.date.today()}, {model}, {os.cpu_count()} CPUs, Linux {platform.release()}, "
            f"load {os.getloadavg()[0]:.1f}; {version}; "
            f"{runs} rounds; {'CPU' if cpu else 'elapsed'} time; median (lowest–highest)")


def main(args):
    runs, out, cpu, scales, upto, names = None, None, False, False, MANY[-1], []
    go114 = None
    it = iter(args)
    try:
        for a in it:
            if a in ("--runs", "--html", "--upto", "--go114"):
                value = next(it, None)
                if value is None:
                    raise toolchain.Error(f"bench: {a} wants a value")
                if a == "--html":
                    out = value
                elif a == "--go114":
                    go114 = os.path.join(value, "bin", "go")
                    if not os.access(go114, os.X_OK):
                        raise toolchain.Error(f"bench: --go114: no {go114}")
                elif not value.isdigit() or int(value) == 0:
                    raise toolchain.Error(f"bench: {a}: {value} is not a positive number")
                elif a == "--runs":
                    runs = int(value)
                elif int(value) > MANY[0]:
                    upto = int(value)
                else:
                    raise toolchain.Error(f"bench: --upto: at least {MANY[0] + 1} goroutines")
            elif a == "--cpu":
                cpu = True
            elif a == "--scaling":
                scales = True
            elif a.startswith("-"):
                raise toolchain.Error(f"bench: unknown option {a}")
            else:
                names.append(a)
        if scales and go114:
            raise toolchain.Error("bench: --scaling compares with the installed release alone, "
                                  "without --go114")
        runs = runs or (3 if scales else 5)
        progress("building")
        found, cexe = programs(go114)
        progress("")
        if scales:
            scaling(found, names, runs, upto, cpu, out)
            return 0
        cases = listed(found["gort"]) + [STARTUP]
        if names == ["list"]:
            print("\n".join(cases))
            return 0
        chosen = select(cases, names)
        others = [n for n in found if n != "gort"]
        said = about(runs, cpu, found, go114)
        print(said)
        table, ctable = measure(found, cexe, chosen, runs, cpu)
        result, result_c = list(rows(table, others)), list(rows_c(table, ctable))
        print("\n".join(text_table(result, others)))
        tail = list(summary(result, others))
        print("\n".join(tail))
        if result_c:
            print("\n".join(["", *text_table_c(result_c)]))
        if out:
            toolchain.write_whole(out, page(result, result_c, others, said, tail))
    except (toolchain.Error, subprocess.SubprocessError) as e:
        print(f"gort: {e}", file=sys.stderr)
        return 2
    return 0
