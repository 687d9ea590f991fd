"""net/http/pprof serves all of its profiles on loopback, here as with real Go: `go tool pprof`
finds the program's functions in each, and the goroutines' have their labels."""

import os
import re
import tempfile

from pprof import PROGRAMS, build, fail, needs_pprof, pprof, realgo, run, text

needs_pprof()
source = os.path.join(PROGRAMS, "server.go")
WANT = {"profile": "main.busy", "heap": "main.busy", "allocs": "main.busy", "block": "main.busy",
        "mutex": "main.busy", "goroutine": "main.labelled", "threadcreate": ""}
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    for who, exe in (("real", realgo(source, tmp)), ("ours", build([source]))):
        folder = os.path.join(tmp, who + ".out")
        os.mkdir(folder)
        done = run([exe, folder], timeout=120)
        if done.returncode != 0 or done.stderr:
            fail(f"{who}: exit status {done.returncode}\n{text(done.stderr)}")
        for name, function in WANT.items():
            options = ["-sample_index=alloc_space"] if name in ("heap", "allocs") else []
            top = pprof("-top", os.path.join(folder, name), *options, "-nodecount=1000",
                        "-nodefraction=0")
            if function not in top:
                fail(f"{who}: {function} is not in {name}:\n{top}")
            pprof("-traces", os.path.join(folder, name), *options)
            pprof("-raw", os.path.join(folder, name), *options)

        def page(name):
            with open(os.path.join(folder, name)) as f:
                return f.read()

        if not re.search(r'^3 @.*\n# labels: {"who":"waiter"}\n(?:#.*\n)*?#.*main\.labelled',
                         page("text"), re.M):
            fail(f"{who}: no labels:\n{page('text')}")
        if page("stacks").count("main.labelled") < 3:
            fail(f"{who}: {page('stacks')}")
        tags = pprof("-tags", os.path.join(folder, "goroutine"))
        if not re.search(r"who: Total 3\.0\n\s+3\.0 \(.*waiter", tags):
            fail(f"{who}: {tags}")
        for name in WANT:
            if name not in page("index"):
                fail(f"{who}: {name} is not in the index:\n{page('index')}")
        if not page("cmdline").startswith(exe):
            fail(f"{who}: cmdline: {page('cmdline')!r}")
        if "num_symbols: 1" not in page("symbol"):
            fail(f"{who}: symbol: {page('symbol')!r}")
