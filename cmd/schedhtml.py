"""The page of `gort schedcmp --html`: one file, pictures as inline SVG, nothing fetched."""

import html
import math
import os

import schedstat

BLUE, ORANGE = "#1864ab", "#e8590c"
STYLE = f"""
body {{ font: 15px/1.45 system-ui, sans-serif; color: #212529; max-width: 1180px;
        margin: 24px auto; padding: 0 16px; }}
h1 {{ font-size: 24px; margin: 0 0 4px; }}
h2 {{ font-size: 19px; margin: 36px 0 8px; border-top: 2px solid #dee2e6; padding-top: 14px; }}
h3 {{ font-size: 15px; margin: 18px 0 6px; }}
p {{ margin: 4px 0 10px; }}
code {{ background: #f1f3f5; padding: 1px 4px; }}
.l {{ color: {BLUE}; font-weight: 600; }}
.r {{ color: {ORANGE}; font-weight: 600; }}
.grey {{ color: #868e96; }}
.charts {{ display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }}
svg {{ display: block; width: 100%; height: auto; }}
svg text {{ font: 12px system-ui, sans-serif; fill: #495057; }}
svg .t {{ font-size: 14px; font-weight: 600; fill: #212529; }}
table {{ border-collapse: collapse; width: 100%; font-size: 14px; }}
th, td {{ text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid #e9ecef;
          vertical-align: top; }}
.v {{ display: inline-block; padding: 0 8px; border-radius: 9px; white-space: nowrap; }}
.equal, .holds {{ background: #d3f9d8; }}
.within {{ background: #e7f5ff; }}
.shifted, .few {{ background: #fff3bf; }}
.different, .broken {{ background: #ffc9c9; }}
pre {{ background: #f8f9fa; padding: 8px; overflow-x: auto; }}
"""
CLASS = {"equal": "equal", "within": "within", "within, shifted": "shifted",
         "different": "different", "too few runs": "few"}
CHARTS = (("Threads", lambda s: s.head["threads"]), ("Idle Ps", lambda s: s.head["idleprocs"]),
          ("Global queue", lambda s: s.head["runqueue"]),
          ("Local queues, all Ps", lambda s: sum(s.queues())))
W, H, LEFT, RIGHT, TOP, BOTTOM = 560, 210, 44, 12, 30, 34
FEW = 8  # values of a field that are drawn as bars; more are said in words


def esc(text):
    return html.escape(str(text))


def ticks(top, n):
    """About n round numbers from 0 to top."""
    raw = max(top / n, 1)
    unit = 10 ** math.floor(math.log10(raw))
    step = int(next(m for m in (1, 2, 5, 10) if m * unit >= raw) * unit)
    return range(0, int(top) + 1, step)


def mean_line(runs, value, until):
    """[(time, mean over the runs of the last value seen)] on a grid of times, as long as at least
    half of the runs go on."""
    step = max(until / 200, 1)
    out, at = [], [0] * len(runs)
    for i in range(int(until / step) + 1):
        t, seen = i * step, []
        for j, run in enumerate(runs):
            while at[j] + 1 < len(run) and run[at[j] + 1].ms <= t:
                at[j] += 1
            if run[0].ms <= t <= run[-1].ms:
                seen.append(value(run[at[j]]))
        if 2 * len(seen) >= len(runs):
            out.append((t, sum(seen) / len(seen)))
    return out


def steps(points, x, y):
    """An SVG path that holds each value until the next."""
    path = []
    for i, (t, v) in enumerate(points):
        path.append(f"M{x(t):.1f} {y(v):.1f}" if i == 0 else f"H{x(t):.1f}V{y(v):.1f}")
    return "".join(path)


def axis(x, until, bottom, width, top=TOP):
    """Time, along the bottom."""
    out = []
    for t in ticks(until, 6):
        out.append(f'<line x1="{x(t):.1f}" y1="{top}" x2="{x(t):.1f}" y2="{bottom}" '
                   'stroke="#f1f3f5"/>'
                   f'<text x="{x(t):.1f}" y="{bottom + 15}" text-anchor="middle">{t}</text>')
    out.append(f'<text x="{width - RIGHT}" y="{bottom + 29}" text-anchor="end">ms</text>')
    return "".join(out)


def chart(title, value, left, right):
    """A quantity over time: each run is a thin line, the mean of a side a thick one. Lines that
    coincide are drawn a little apart."""
    until = max(run[-1].ms for run in left + right) or 1
    top = max(value(s) for run in left + right for s in run) or 1

    def x(t):
        return LEFT + (W - LEFT - RIGHT) * t / until

    def y(v):
        return H - BOTTOM - (H - TOP - BOTTOM) * v / (top * 1.08)

    def line(points, color, off, look):
        path = steps(points, x, lambda v: y(v) + off)
        out.append(f'<path d="{path}" fill="none" stroke="{color}" {look}/>')

    out = [f'<svg viewBox="0 0 {W} {H}" role="img" aria-label="{esc(title)} over time">'
           f'<text class="t" x="{LEFT}" y="18">{esc(title)}</text>',
           axis(x, until, H - BOTTOM, W)]
    for v in ticks(top, 4):
        out.append(f'<line x1="{LEFT}" y1="{y(v):.1f}" x2="{W - RIGHT}" y2="{y(v):.1f}" '
                   'stroke="#dee2e6"/>'
                   f'<text x="{LEFT - 7}" y="{y(v) + 4:.1f}" text-anchor="end">{v}</text>')
    sides = ((left, BLUE, -1.5, ""), (right, ORANGE, 1.5, ' stroke-dasharray="7 4"'))
    for runs, color, off, _ in sides:
        for run in runs:
            line([(s.ms, value(s)) for s in run], color, off,
                 'stroke-width="1" stroke-opacity="0.3"')
    for runs, color, off, dash in sides:
        line(mean_line(runs, value, until), color, off, f'stroke-width="2.6"{dash}')
    return "".join(out) + "</svg>"


def lanes(names, runs):
    """A lane for each P of each side, with the goroutine that each sample saw on it."""
    until = max(run[-1].ms for run in runs) or 1
    width, lane, gap, left = 1140, 24, 34, 92
    rows = [(side, p) for side, run in enumerate(runs) for p in sorted(run[0].P)]
    height = TOP + len(rows) * lane + gap + BOTTOM
    ids = sorted({g for run in runs for s in run for g in s.running().values() if g})

    def x(t):
        return left + (width - left - RIGHT) * t / until

    def top(i):
        return TOP + i * lane + (gap if rows[i][0] == 1 else 0)

    out = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="What each P ran">',
           axis(x, until, height - BOTTOM, width, TOP)]
    for side, name in enumerate(names):
        first = next(i for i, row in enumerate(rows) if row[0] == side)
        out.append(f'<text class="t" x="0" y="{top(first) - 8}" '
                   f'style="fill:{(BLUE, ORANGE)[side]}">{esc(name)}</text>')
    for i, (side, p) in enumerate(rows):
        run = runs[side]
        out.append(f'<text x="{left - 8}" y="{top(i) + 16}" text-anchor="end">P{p}</text>'
                   f'<rect x="{left}" y="{top(i) + 2}" width="{width - left - RIGHT}" '
                   f'height="{lane - 4}" fill="#f8f9fa"/>')
        for s, after in zip(run, [*(b.ms for b in run[1:]), until]):
            g, wide = s.running().get(p, 0), max(x(after) - x(s.ms) - 1, 1.5)
            if g:
                hue = ids.index(g) * 137 % 360
                out.append(f'<rect x="{x(s.ms):.1f}" y="{top(i) + 2}" width="{wide:.1f}" '
                           f'height="{lane - 4}" fill="hsl({hue} 65% 78%)">'
                           f'<title>G{g} on P{p} at {s.ms} ms</title></rect>')
                if wide >= 26:
                    out.append(f'<text x="{x(s.ms) + wide / 2:.1f}" y="{top(i) + 16}" '
                               f'text-anchor="middle">G{g}</text>')
    return "".join(out) + "</svg>"


def bars(r):
    """Both distributions of a field as bars, back to back."""
    values = sorted(r.left.keys() | r.right.keys())
    if len(values) > FEW:
        return (f'<span class="l">{esc(schedstat.words(r.left))}</span><br>'
                f'<span class="r">{esc(schedstat.words(r.right))}</span>')
    out = [f'<svg viewBox="0 0 330 {15 * len(values) + 2}" style="width:330px">']
    for i, v in enumerate(values):
        a, b = r.left.get(v, 0), r.right.get(v, 0)
        y = 15 * i + 2
        out.append(f'<text x="165" y="{y + 11}" text-anchor="middle">{v}</text>'
                   f'<rect x="{145 - 100 * a:.1f}" y="{y}" width="{100 * a:.1f}" height="12" '
                   f'fill="{BLUE}"/>'
                   f'<rect x="185" y="{y}" width="{100 * b:.1f}" height="12" fill="{ORANGE}"/>')
        for share, at, anchor in ((a, 142 - 100 * a, "end"), (b, 188 + 100 * b, "start")):
            if share:
                out.append(f'<text x="{at:.1f}" y="{y + 11}" text-anchor="{anchor}">'
                           f'{100 * share:.0f}%</text>')
    return "".join(out) + "</svg>"


def result_table(c, left, right):
    out = [f'<table><tr><th>field</th><th><span class="l">{esc(left.name)}</span> · value · '
           f'<span class="r">{esc(right.name)}</span></th>'
           "<th>gap</th><th>spread</th><th>p</th><th>verdict</th></tr>"]
    for r in c.results:
        spread = "?" if r.spread is None else f"{r.spread:.2f}"
        p = "" if r.gap == 0 else f"{r.p:.4f}"
        out.append(f"<tr><td>{esc(r.field)}</td><td>{bars(r)}</td><td>{r.gap:.2f}</td>"
                   f"<td>{spread}</td><td>{p}</td>"
                   f"<td><span class='v {CLASS[r.verdict]}'>{r.verdict}</span></td></tr>")
    return "".join(out) + "</table>"


def invariant_table(c, left, right):
    out = [f'<table><tr><th>invariant</th><th class="l">{esc(left.name)}</th>'
           f'<th class="r">{esc(right.name)}</th></tr>']
    by_words = {}
    for i, holds in enumerate(c.holds):
        for words, n, why in holds:
            if why is None:
                cell = f'<span class="v holds">holds</span> ({n} times)'
            else:
                cell = f'<span class="v broken">broken</span> {esc(why)}'
            by_words.setdefault(words, ["—", "—"])[i] = cell
    for words, (a, b) in by_words.items():
        out.append(f"<tr><td>{esc(words)}</td><td>{a}</td><td>{b}</td></tr>")
    return "".join(out) + "</table>"


def source(files):
    return os.path.basename(files[0]) if len(files) == 1 else f"{len(files)} files"


def entry(c, left):
    """A comparison's line in the page's list."""
    words = ", ".join(c.different())
    if words:
        line = f"<b>different: {esc(words)}</b>"
    elif c.results:
        line = "no field different"
    else:
        line = "<b>the runs are too short to compare</b>"
    if c.broken():
        line += f"; <b>broken by {esc(left.name)}: {esc('; '.join(c.broken()))}</b>"
    return f"<li><a href='#p{c.procs}'>GOMAXPROCS={c.procs}</a>: {line}</li>"


def page(o, left, right, comparisons):
    subject = o.program or f"{source(o.left)} and {source(o.right)}"
    out = ['<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
           f"<title>schedtrace: {esc(subject)}</title><style>{STYLE}</style></head><body>",
           f"<h1>schedtrace of {esc(subject)}</h1>",
           f'<p><span class="l">{esc(left.name)} ━━</span> beside '
           f'<span class="r">{esc(right.name)} ╍╍</span>: thin lines are single runs, '
           "thick lines their mean; lines that coincide are drawn a little apart.</p><ul>"]
    out += [entry(c, left) for c in comparisons]
    out.append("</ul>")
    for c in comparisons:
        out.append(f"<h2 id='p{c.procs}'>GOMAXPROCS={c.procs}</h2>"
                   f"<p class='grey'>Runs: {len(c.left)} of {esc(left.name)}, "
                   f"{len(c.right)} of {esc(right.name)}</p><div class='charts'>")
        out += [chart(title, value, c.left, c.right) for title, value in CHARTS]
        out.append("</div>")
        pair = c.left[0], c.right[0]
        if all(run[0].P for run in pair):
            out.append("<h3>What each P ran</h3><p class='grey'>The first run of each side. "
                       "A block is what one sample saw, drawn until the next sample; "
                       "what ran in between is not known.</p>")
            out.append(lanes((left.name, right.name), pair))
        if c.results:
            out.append(f"<h3>Fields, without the first {o.skip} samples and the last of each run"
                       "</h3>" + result_table(c, left, right))
        out.append("<h3>Invariants</h3>" + invariant_table(c, left, right))
    bad = [(side, line) for side in (left, right) for line in side.odd]
    bad += [(side, f"{where}, line {n}: {line}")
            for side in (left, right) for where, n, line in side.trace.bad]
    if bad:
        out.append("<h2>Lines that are not schedtrace's, and runs that went wrong: "
                   f"{len(bad)}</h2><pre>")
        out.append("\n".join(esc(f"{side.name}: {line}") for side, line in bad[:200]))
        out.append(("\n…" if len(bad) > 200 else "") + "</pre>")
    out.append("<p class='grey'>gap: area between the two distributions; spread: the greatest gap "
               "between two runs of the right side; p: the chance, by permutation of runs, that "
               "two groups of one kind look as unlike. <code>gort schedcmp --help</code> says it "
               "in full.</p>"
               "</body></html>\n")
    return "".join(out)
