"""The page of `gort timeline`: one file, nothing fetched. timeline.js draws it."""

import html
import json
import os

import cmd_side
import toolchain

# The function of the runtime that an event comes from, by Go 1.14's names.
FUNCTIONS = {
    "Gomaxprocs": "proc.go#procresize", "ProcStart": "proc.go#acquirep",
    "ProcStop": "proc.go#releasep", "GCStart": "mgc.go#gcStart",
    "GCDone": "mgc.go#gcMarkTermination", "GCSTWStart": "proc.go#stopTheWorldWithSema",
    "GCSTWDone": "proc.go#startTheWorldWithSema", "GCSweepStart": "mgc.go#gcSweep",
    "GCSweepDone": "mgc.go#gcSweep", "GoCreate": "proc.go#newproc1",
    "GoStart": "proc.go#execute", "GoStartLabel": "proc.go#execute", "GoEnd": "proc.go#goexit1",
    "GoStop": "proc.go#park_m", "GoSched": "proc.go#gosched_m", "GoPreempt": "proc.go#gopreempt_m",
    "GoSleep": "time.go#timeSleep", "GoBlock": "proc.go#park_m", "GoBlockSend": "chan.go#chansend",
    "GoBlockRecv": "chan.go#chanrecv", "GoBlockSelect": "select.go#selectgo",
    "GoBlockSync": "sema.go#semacquire1", "GoBlockCond": "sema.go#notifyListWait",
    "GoBlockNet": "netpoll.go#netpollblock", "GoUnblock": "proc.go#ready",
    "GoSysCall": "proc.go#reentersyscall", "GoSysBlock": "proc.go#retake",
    "GoSysExit": "proc.go#exitsyscall", "GoWaiting": "trace.go#StartTrace",
    "GoInSyscall": "trace.go#StartTrace", "HeapAlloc": "mcentral.go#mcentral.cacheSpan",
    "HeapGoal": "mgc.go#gcSetTriggerRatio", "UserTaskCreate": "trace.go#trace_userTaskCreate",
    "UserTaskEnd": "trace.go#trace_userTaskEnd", "UserRegion": "trace.go#trace_userRegion",
    "UserLog": "trace.go#trace_userLog",
}
STYLE = cmd_side.STYLE + """
#bar { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; margin-top: 8px }
button, select { font: inherit; color: inherit; background: #fff; border: 1px solid #b7c1cc;
  border-radius: 4px; padding: 1px 8px }
select { max-width: 22em }
:focus-visible { outline: 2px solid #0a58a5; outline-offset: 1px }
#overview { display: block; width: 100%; height: 56px; background: #fff; cursor: ew-resize;
  border-bottom: 1px solid #d8dee6; touch-action: none }
#view { overflow-y: auto; height: min(60vh, var(--rows)); background: #fff;
  border-bottom: 1px solid #d8dee6 }
#room { height: var(--rows) }
#lanes { position: sticky; top: 0; display: block; width: 100%; height: min(60vh, var(--rows));
  touch-action: pan-y }
#event { margin-top: 14px; min-height: 9em }
#event p, #event h3, #event table, details p, details table { margin: 8px 14px }
#event h3 { font-size: 13px; margin-bottom: 0 }
#event td { padding: 0 18px 0 0; font: 12px/1.5 ui-monospace, monospace }
#event button { margin-right: 8px }
.what { font-size: 16px }
code { background: #eef2f6; padding: 1px 4px; border-radius: 3px }
code:empty { display: none }
.grey { color: #6b7886 }
.key td { padding: 1px 22px 1px 0 }
.arrow { display: inline-block; width: 22px; height: 3px; vertical-align: middle }
"""
# Kinds of arrows, as in timeline.py, with their colours.
ARROWS = (("wake-up", "#2b8a3e"), ("steal", "#e8590c"), ("hand-off", "#7b2f9e"),
          ("preemption", "#c92a2a"))
HELP = """<details><summary>Keys, and what the picture shows</summary>
<table class="key">
<tr><td>← →<td>the event before, after, in the same lane<td>↑ ↓<td>the lane above, below
<tr><td>n N<td>the next, the last event of the chosen kind<td>Enter Backspace<td>what became of \
the goroutine; what was before
<tr><td>+ −<td>zoom in, out<td>a d<td>to the left, to the right
<tr><td>f<td>close to the event<td>0<td>all of the time
</table>
<p>The keys work while the picture has the focus (Tab, or a click). The wheel scrolls the lanes;
with Ctrl it zooms, with Shift it moves in time, as dragging does. The strip above is all of the
time: drag in it to scrub.</p>
<p>A bar is a run of a goroutine, in its colour: on the lane of its P, and on that of the P's M. A
bar with a border is the system call that has cost it the P. A thin grey line: the P has an M, which
looks for a goroutine. Where several bars share a pixel, a grey column is as high as they fill it. A
red triangle is a preemption. Arrows are hidden while more than 300 of a kind are in view.</p>
<p>A trace does not write the run queues. They are reckoned: a goroutine is in the queue of the P on
which it was made runnable, or, if it was preempted, gave way or came from a system call, in the
global one, until it starts. Gs that a thief takes along without starting them are counted at their
old P. A hand-off is a P that a system call lost and another M took within a millisecond.</p>
</details>"""
PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>timeline: {title}</title>
<style>{style}</style>
<header><b>{title}</b> — {about}
<div id="bar">
<span><label for="kind">events</label> <select id="kind"></select>
<button id="previous" title="N">previous</button> <button id="next" title="n">next</button></span>
<span><label for="only">colour</label> <select id="only"><option value="">all goroutines</select>
</span>
<span><button id="in" title="+">zoom in</button> <button id="out" title="-">zoom out</button>
<button id="near" title="f">close to the event</button> <button id="whole" title="0">all</button>
</span>
<span>{arrows}</span>
</div>{help}</header>
<canvas id="overview" tabindex="0" role="slider" aria-label="the part of the time that is in view"
 aria-valuemin="0" aria-valuemax="100" aria-valuenow="0"></canvas>
<div id="view" tabindex="0" role="application" aria-describedby="event"
 aria-label="Lanes of the processors and threads over time; the arrow keys go from event to event">
<div id="room"><canvas id="lanes"></canvas></div></div>
<section id="event" aria-live="polite"><p>Click an event, or press n for the next of the chosen
kind.</p></section>
<p class="grey" style="margin: 0 22px">{beside}</p>
<nav>{nav}</nav>
{body}
<script id="data" type="application/json">{data}</script>
<script type="module">{script}</script>
</html>
"""


def about(side):
    text = f"{html.escape(side.name)}: {len(side.events) - side.skip} events"
    if side.begin or side.cut:
        text += f" from {side.begin / 1e6:g} ms to {side.end / 1e6:.4g} ms"
    return text + (", cut there" if side.cut else "")


def page(title, sides, given):
    found = cmd_side.ours()
    names = {}
    for key in found:
        names.setdefault(key[1], "#".join(key))
    data = [side.data(names) for side in sides]
    functions = {}
    for kind in sorted({kind for d in data for kind in d["kinds"]} & FUNCTIONS.keys()):
        ref = FUNCTIONS[kind]
        piece = found[tuple(ref.split("#"))][0]
        at = cmd_side.head_of(piece.lines)
        functions[kind] = {"ref": ref, "path": piece.path, "text": piece.lines[at],
                           "line": piece.line + at}
    refs = {f["ref"] for f in functions.values()}
    refs |= {frame[3] for d in data for frame in d["frames"] if frame[3]}
    keys = [key for key in found if "#".join(key) in refs]
    try:
        root = cmd_side.goroot(given)
        tree = cmd_side.GoTree(root)
        beside = f"Left: gort, right: Go from {html.escape(root)}."
    except toolchain.Error:
        if given:
            raise
        tree = None
        beside = "gort's functions. With a Go source tree Go's would stand beside them."
    items = list(cmd_side.pairs(tree, found, keys))
    nav, body = cmd_side.sections(items, cmd_side.targets(found, keys))
    arrows = " ".join(
        f'<label><input type="checkbox" id="arrow{i}" checked> {name} '
        f'<span class="arrow" style="background: {colour}"></span></label>'
        for i, (name, colour) in enumerate(ARROWS))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "timeline.js")) as f:
        script = f.read()
    text = json.dumps({"sides": data, "functions": functions, "arrows": [c for _, c in ARROWS]},
                      separators=(",", ":"))
    return PAGE.format(title=html.escape(title), style=STYLE, help=HELP, arrows=arrows, nav=nav,
                       body=body, beside=beside, script=script,
                       about="; ".join(map(about, sides)), data=text.replace("<", "\\u003c"))
