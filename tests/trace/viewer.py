"""Go's tools analyse a trace of everything: the four profiles of `go tool trace -pprof` have the
program's functions, and the viewer's pages show its goroutines, tasks and regions."""

import json
import os
import re
import subprocess
import urllib.request

from trace import GOBIN, PROGRAMS, TOOL, build, fail, needs_collector, needs_tool, run, text, traced

needs_tool()
needs_collector()
path = traced(build([os.path.join(PROGRAMS, "kinds.go")]))
# In the profile of blocking system calls only those count that lost their P.
for kind, function in (("net", "internal/poll.(*FD).Read"), ("sync", "sync.(*Mutex).Lock"),
                       ("syscall", "main.systemcalls.func1"), ("sched", "main.channels")):
    out = path + "." + kind
    done = run([TOOL, "-pprof=" + kind, path])
    with open(out, "wb") as f:
        f.write(done.stdout)
    top = run([os.path.join(GOBIN, "go"), "tool", "pprof", "-top", "-nodefraction=0", out],
              env={"PPROF_TMPDIR": os.path.dirname(path), "GO111MODULE": "off"})
    if done.returncode != 0 or function not in text(top.stdout):
        fail(f"-pprof={kind}: no {function}:\n{text(done.stderr + top.stdout + top.stderr)}")

viewer = subprocess.Popen([TOOL, "-http=127.0.0.1:0", path], stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ, BROWSER="true", PATH=""))
try:
    said = ""
    while not (m := re.search(r"listening on (http://\S+)", said)):
        line = viewer.stderr.readline()
        if not line:
            fail("the viewer ended:", said)
        said += line
    for page, words in (("goroutines", ["main.channels.func1", "runtime.main", "N="]),
                        ("usertasks", ["outer task", "inner task"]),
                        ("userregions", ["with region", "start region"]),
                        ("mmu", ["mmu"]),
                        ("jsontrace", ["traceEvents"])):
        with urllib.request.urlopen(f"{m[1]}/{page}") as f:
            body = f.read().decode()
        if not all(word in body for word in words):
            fail(f"{page} does not have {words}: {body[:3000]}")
        if page == "jsontrace":
            names = {e["name"] for e in json.loads(body)["traceEvents"]}
            want = {"syscall", "unblock", "Threads", "Heap", "GC", "SWEEP", "category=a message"}
            if want - names:
                fail(f"jsontrace does not have {want - names}, only {sorted(names)}")
finally:
    viewer.kill()
    rest = viewer.stderr.read()
if "failed" in rest:
    fail(rest)
