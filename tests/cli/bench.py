"""`gort bench`: every case in C runs, the tables of floors and of --scaling hold what they should,
as text and as a page; numbers have units that people read; a page of all cases with four programs
needs no horizontal scroll in a window of 1300 pixels, with the bars before the numbers; mistakes
are one line."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from browser import Browser  # noqa: E402
from harness import expect, fail, gort, run  # noqa: E402

import cmd_bench  # noqa: E402


def numbers(line):
    return [float(n) for n in re.findall(r"[\d.]+(?:e[+-]?\d+)?", line)]


def reported(exe, case):
    """The metrics of a run, all above zero (the difference of two times may be below)."""
    done = run([exe, case, "-n", "1"])
    if done.returncode != 0:
        fail(f"{case}: exit status {done.returncode}: {done.stderr}")
    found = []
    for line in done.stdout.decode().splitlines():
        name, procs, unit, wall, cpu = line.split("\t")
        positive = name == "sys-own" or float(wall) > 0 and float(cpu) >= 0
        if unit not in ("ns", "ns cpu", "us", "bytes") or not positive:
            fail(f"{case} reports {line!r}")
        found.append(f"{name}@{procs}")
    if not found or any(not metric.startswith(case.split("@")[0]) for metric in found):
        fail(f"{case} reports {found}")
    return found


def c_program(exe, go_cases):
    """All cases but the big one; each floor's key is a metric that the program reports."""
    metrics = []
    for case in cmd_bench.listed(exe):
        if case.startswith("floor-"):
            if case.endswith("@1") or len(os.sched_getaffinity(0)) > 1:
                reported(exe, case)
        elif case not in go_cases:
            fail(f"{case} is a case of cbench but not of gobench")
        elif case == "mem1m@1":  # takes 2.3 GB
            metrics += ["mem1m.bytes@1", "mem1m.spawn@1", "mem1m.release@1"]
        else:
            metrics += reported(exe, case)
    known = {*metrics, *(m.split("@")[0] for m in metrics)}
    unknown = [key for key in cmd_bench.FLOORS if key not in known]
    if unknown:
        fail(f"floors of no metric: {unknown}")
    for bad in (["nosuch@1"], ["yield2"], ["yield2@0"], ["yield@1"], ["yield2@1", "-n", "0"], []):
        if run([exe, *bad]).returncode != 2:
            fail(f"cbench {bad} does not end with status 2")


def tables(tmp):
    page = os.path.join(tmp, "bench.html")
    done = gort("bench", "--runs", "1", "--html", page, "yield2", "map-get")
    expect(done, 0)
    first, _, second = done.stdout.partition("\n\n")
    if not re.search(r"^yield2@1 ", first, re.M) or not re.search(r"^map-get@1 ", first, re.M):
        fail(f"the first table lacks a case:\n{done.stdout}")
    line = next((line for line in second.splitlines() if line.startswith("yield2@1 ")), "")
    values = numbers(line.replace("yield2@1", "").replace("switch", ""))
    if line.count(" ns") != 3:
        fail(f"the costs of a yield and of a switch are not in ns:\n{line}")
    # gort in Go, gort in C and its spread, the floor and its spread, the multiple and its spread.
    if " switch " not in line or len(values) != 10 or "map-get" in second:
        fail(f"the second table is wrong:\n{second}")
    if abs(values[7] / (values[1] / values[4]) - 1) > 0.1 or values[7] < 1:
        fail(f"the multiple of the floor is not C/floor, or the floor is above the case:\n{line}")
    with open(page) as f:
        text = f.read()
    cells = [text.count(f'<td>{case}<td class="bars">') for case in ("yield2@1", "map-get@1")]
    if text.count("<table>") != 2 or cells != [2, 1] or "http" in text:
        fail("the page lacks a table, or is not self-contained")


def units():
    """Each time has the unit in which it is below 1000."""
    for values, unit, want in (([33.46], "ns", "33.5 ns (33.5–33.5)"),
                               ([999.4, 998, 1001], "ns", "999 ns (998–1001)"),
                               ([999.6], "ns", "1.0 µs (1.0–1.0)"),
                               ([9.21e8, 9.3e8, 9.1e8], "ns cpu", "921 ms (910–930)"),
                               ([12], "us", "12.0 µs (12.0–12.0)"),
                               ([4e10], "ns", "40.0 s (40.0–40.0)"),
                               ([2240], "bytes", "2.2 kB (2.2–2.2)"),
                               ([-3.5], "ns", "-3.5 ns (-3.5–-3.5)")):
        if cmd_bench.spread(values, unit) != want:
            fail(f"{values} {unit} is shown as {cmd_bench.spread(values, unit)}, not {want}")


def width(tmp, cases, ccases):
    """A page of all cases, with the widest numbers, fits into a window of 1300 pixels."""
    if not shutil.which("chromium"):
        return
    others = ["go", "go114", "libgo"]
    wide = [888.8e6, 777.7e6, 999.9e6]
    table = {case: ("ns cpu", {n: wide for n in (*others, "gort")}) for case in cases}
    ctable = {case: ("ns cpu", {"c": wide, "floor": wide}) for case in ccases}
    text = cmd_bench.page(list(cmd_bench.rows(table, others)),
                          list(cmd_bench.rows_c(table, ctable)), others,
                          "An AMD EPYC with a long name, 2 processors; " * 4, ["a summary " * 40])
    path = os.path.join(tmp, "width.html")
    with open(path, "w") as f:
        f.write(text)
    with Browser() as b:
        b.call("Emulation.setDeviceMetricsOverride", width=1300, height=900, deviceScaleFactor=1,
               mobile=False)
        b.open(path)
        found = b.js("document.documentElement.scrollWidth")
    if found > 1300:
        fail(f"the page is {found} pixels wide")


def scaling(tmp, programs):
    page = os.path.join(tmp, "scaling.html")
    done = gort("bench", "--scaling", "--runs", "1", "--upto", "3000", "--html", page,
                "scale-spawn", "scale-pingpong")
    expect(done, 0)
    for kind in ("scale-spawn", "scale-pingpong"):
        for name in programs:
            found = re.findall(rf"^{kind} \[ns\] {name} .*", done.stdout, re.M)
            lines = [line.split("]", 1)[1] for line in found]
            if len(lines) != 2:
                fail(f"{kind} of {name} has {len(lines)} lines, not 2:\n{done.stdout}")
            for line, points in zip(lines, (2, 7)):
                values = numbers(line)
                medians, growth = values[0:-1:3], values[-1]
                ratio = growth / (max(medians) / min(medians))
                if len(values) != 3 * points + 1 or abs(ratio - 1) > 0.05:
                    fail(f"{kind} of {name}: not {points} points, or not the worst by the best:\n"
                         f"{line}")
    if "go" in programs and "more than real Go:" not in done.stdout:
        fail(f"no summary of the growth:\n{done.stdout}")
    with open(page) as f:
        text = f.read()
    curves = re.findall(r'<path class="(go|gort)" d="M([^"]*)"', text)
    programs_shown = sorted(c[0] for c in curves)
    if text.count("<svg") != 4 or programs_shown != sorted(programs * 4) or "http" in text:
        fail("the page has not four charts with a curve for each program, or is not self-contained")
    for name, path in curves:
        points = [tuple(map(float, p.split())) for p in path.split("L")]
        forward = sorted(points) == points and points[0][0] != points[-1][0]
        inside = all(30 <= y <= 230 for _, y in points)
        if len(points) not in (2, 7) or not forward or not inside:
            fail(f"a curve of {name} leaves its chart or goes backwards: {path}")
        if len(points) == 7:
            steps = [b[0] - a[0] for a, b in zip(points, points[1:])]
            if max(steps) - min(steps) > 0.3:  # logarithmic: from 1 to 64 in even steps
                fail(f"GOMAXPROCS is not on a logarithmic axis: {steps}")


def main():
    found, cexe = cmd_bench.programs()  # no time limit while they are compiled
    go_cases = cmd_bench.listed(found["gort"])
    done = gort("bench", "list")
    expect(done, 0, "\n".join(go_cases + [cmd_bench.STARTUP]) + "\n")
    expect(gort("bench", "--scaling", "list"), 0, "\n".join(cmd_bench.SCALED) + "\n")
    units()
    c_program(cexe, go_cases)
    if subprocess.run([cexe, "hello"], capture_output=True, text=True).stdout != "hello\n":
        fail("cbench hello")
    for case in ("scale-yield.@2", "scale-yield.0@2", "scale-yield@2", "yield2.5@1"):
        if run([found["gort"], case]).returncode != 2:
            fail(f"gobench {case} does not end with status 2")
    for kind in cmd_bench.SCALED:
        case = f"{kind}.1001@2"
        if reported(found["gort"], case) != [case]:
            fail(f"gobench {case} does not report {case}")
    reported(found["gort"], "heap-json@1")
    with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
        tables(tmp)
        width(tmp, go_cases, [c for c in go_cases if cmd_bench.floor_of(c)])
        scaling(tmp, [name for name in ("go", "gort") if name in found])
    for args, words in ((["nosuch"], "no case 'nosuch'"),
                        (["--scaling", "yield2"], "no case 'yield2' of --scaling"),
                        (["--runs"], "wants a value"), (["--upto", "x"], "not a positive number"),
                        (["--scaling", "--upto", "10"], "at least"),
                        (["--go114", "/nowhere"], "no /nowhere/bin/go"),
                        (["--fast"], "unknown option")):
        done = gort("bench", *args)
        if "go" in found:
            expect(done, 2, "", words)


main()
