"""Go's tools analyse a trace of everything: the four profiles of `go tool trace -pprof` have the
program's functions; and the viewer serves what it serves for real Go's trace of the same program:
all that its pages lead to, with the program's goroutines, tasks and regions."""

import collections
import gzip
import html
import json
import os
import re
import subprocess
import tempfile
import urllib.request

from trace import (GOBIN, PROGRAMS, TOOL, build, fail, needs_collector, needs_tool, realgo, run,
                   text, traced)

# What the pages ask for by scripts, once the reader has chosen something.
CHOSEN = ["mmuPlot?flags=util|stw", "mmuPlot?flags=util|background|assist|sweep|perproc",
          "mmuDetails?flags=util|stw&window=1000000&logMMU=", "jsontrace",
          "jsontrace?start=0&end=200", "jsontrace?start=200&end=900"]
WORDS = {"goroutines": ["main.channels.func1", "runtime.main", "N="],
         "goroutine": ["Goroutine Name:", "Scheduler Wait Time"],
         "usertasks": ["outer task", "inner task"],
         "usertask": ["Search log text"],
         "userregions": ["with region", "start region"],
         "userregion": ["Sync Block Time", "Execution"],
         "mmu": ["mmuPlot"], "mmuPlot": ['"curve":[['], "mmuDetails": ['"MutatorUtil":'],
         "trace": ["/jsontrace?"]}
# Their pictures need Graphviz; as files they are read by `go tool pprof`.
PROFILES = ["io", "block", "syscall", "sched"]
PROFILES += ["region" + name for name in PROFILES]


def kind(link):
    """The page, and the names of what it was asked."""
    path, _, asked = link.partition("?")
    return path, *sorted(re.findall(r"(?:^|&)(\w+)=", asked))


def served(trace):
    """All that the viewer serves for a trace: link → body."""
    viewer = subprocess.Popen([TOOL, "-http=127.0.0.1:0", trace], stderr=subprocess.PIPE, text=True,
                              env=dict(os.environ, BROWSER="true", PATH=""))
    try:
        said = ""
        while not (m := re.search(r"listening on (http://\S+)", said)):
            line = viewer.stderr.readline()
            if not line:
                fail(f"{trace}: the viewer ended:", said)
            said += line
        pages, links = {}, ["", *CHOSEN]
        while links:
            link = links.pop()
            if link in pages or link.split("?")[0] == "static":
                continue
            try:
                with urllib.request.urlopen(f"{m[1]}/{link}") as f:
                    body = f.read()
            except urllib.error.HTTPError as e:
                fail(f"{trace}: {link}: {e.code} {e.reason}: {text(e.read())}")
            if body[:2] == b"\x1f\x8b":
                body = gzip.decompress(body)
            pages[link] = body = body.decode(errors="replace")
            for found in re.findall(r"""<a href=["']?/([^"' >]*)""", body):
                found = html.unescape(found).partition("#")[0]
                if found.split("?")[0] in PROFILES and "raw=1" not in found:
                    continue
                links.append(found)
                if found.startswith("trace?"):
                    links.append("json" + found)
    finally:
        viewer.kill()
        rest = viewer.stderr.read()
    if "failed" in rest:
        fail(f"{trace}: {rest}")
    return pages


def check(pages):
    """Each page has what it is for."""
    for link, body in pages.items():
        page = link.split("?")[0]
        if not all(word in body for word in WORDS.get(page, [])):
            fail(f"{link} does not have {WORDS[page]}: {body[:3000]}")
        if page == "jsontrace":
            events = json.loads(body)["traceEvents"]
            if not events:
                fail(f"{link}: no events")
    names = {e["name"] for e in json.loads(pages["jsontrace"])["traceEvents"]}
    want = {"syscall", "unblock", "Threads", "Heap", "GC", "SWEEP", "category=a message"}
    if want - names:
        fail(f"jsontrace does not have {want - names}, only {sorted(names)}")


def groups(pages):
    """How many goroutines of each of the program's functions."""
    return dict(re.findall(r">(main\.\S+)</a> N=(\d+)", pages["goroutines"]))


needs_tool()
needs_collector()
source = os.path.join(PROGRAMS, "kinds.go")
path = traced(build([source]))
# In the profile of blocking system calls only those count that lost their P.
for name, function in (("net", "internal/poll.(*FD).Read"), ("sync", "sync.(*Mutex).Lock"),
                       ("syscall", "main.systemcalls.func1"), ("sched", "main.channels")):
    out = path + "." + name
    done = run([TOOL, "-pprof=" + name, path])
    with open(out, "wb") as f:
        f.write(done.stdout)
    top = run([os.path.join(GOBIN, "go"), "tool", "pprof", "-top", "-nodefraction=0", out],
              env={"PPROF_TMPDIR": os.path.dirname(path), "GO111MODULE": "off"})
    if done.returncode != 0 or function not in text(top.stdout):
        fail(f"-pprof={name}: no {function}:\n{text(done.stderr + top.stdout + top.stderr)}")

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    ours, theirs = served(path), served(traced(realgo(source, tmp)))
for pages in theirs, ours:
    check(pages)
counts, others = (collections.Counter(map(kind, pages)) for pages in (ours, theirs))
print(*(f"{n} {page}" for page, n in sorted(counts.items())), sep="\n")
if counts.keys() != others.keys():
    fail(f"pages for gort only: {counts.keys() - others.keys()}, "
         f"for real Go only: {others.keys() - counts.keys()}")
if groups(ours) != groups(theirs):
    fail(f"goroutines: gort {groups(ours)}\nreal Go {groups(theirs)}")
