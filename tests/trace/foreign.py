"""Traces that begin and end while threads of C code call in, some for the first time: Go's parser
accepts each of them, and in one at least such a goroutine comes from a system call."""

import os
import subprocess
import tempfile

from trace import ROOT, Trace, fail, needs_tool, parsed, run, text, toolchain

COUNT = 20

needs_tool()
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    library = os.path.join(tmp, "libthreadlib.so")
    subprocess.run(["gcc", "-g", "-O2", "-fPIC", "-shared", "-o", library,
                    os.path.join(ROOT, "tests", "hosted", "threadlib.c")], check=True)
    program = os.path.join(tmp, "foreign")
    try:
        toolchain.build([os.path.join(ROOT, "tests", "trace", "foreign.c")], program,
                        libs=["-L" + tmp, "-lthreadlib"])
    except toolchain.Error as e:
        fail("build:", e)
    done = run([program, tmp, str(COUNT)], env={"LD_LIBRARY_PATH": tmp}, timeout=120)
    if done.returncode != 0 or done.stderr:
        fail(f"exit status {done.returncode}\n{text(done.stderr)[-3000:]}")
    calls = 0
    for path in (os.path.join(tmp, str(i)) for i in range(COUNT)):
        parsed(path)
        trace = Trace(path)
        calls += sum(e.name == "GoSysExit" and trace.starts[e.g] == "runtime.goexit"
                     for e in trace.events)
    if calls == 0:
        fail("no call from a thread of C code")
