"""C code of a program that libc has not started calls libc's functions, on goroutines: they work as
in any program, or the driver refuses them, in one line that names the function and --hosted."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, expect, fail, gort, run, skip, text, toolchain  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
REFUSED = {
    "pthread_create": "#include <pthread.h>\n"
                      "int main(void) { return pthread_create(0, 0, (void *)0, 0); }\n",
    "dlopen": "#include <dlfcn.h>\nint main(void) { return dlopen(\"x\", 1) != 0; }\n",
    "gort_ccall": "#include <gort.h>\nstatic int f(void *p) { return 0; }\n"
                  "int main(void) { return gort_ccall(f, 0); }\n",
}

if toolchain.hosted():
    skip("for programs without libc's start-up")
program = build([os.path.join(HERE, "libc.c")])
for procs in ("1", "2", "8"):
    for argument, status in (("word", 3), ("panic", 0)):
        done = run([program, argument], env={"GOMAXPROCS": procs, "STATIC": "yes"})
        want = (f"constructed 1 {argument} yes\nNo such file or directory\n1.500000 7\nsorted\n"
                "deferred by main\natexit\nflushed")
        if done.returncode != status or text(done.stdout) != want:
            fail(f"libc with GOMAXPROCS={procs}: exit status {done.returncode}\n"
                 f"{text(done.stdout)}\nnot\n{want}\n{text(done.stderr)[-2000:]}")
    done = run([program, "abort"], env={"GOMAXPROCS": procs})
    if done.returncode != 2 or not text(done.stderr).startswith("SIGABRT: abort\n"):
        fail(f"abort: exit status {done.returncode}\n{text(done.stderr)[-2000:]}")
with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    for name, source in REFUSED.items():
        path = os.path.join(tmp, "refused.c")
        with open(path, "w") as f:
            f.write(source)
        expect(gort("build", "-o", os.path.join(tmp, "refused"), path), 2, "",
               f"{path}: {name}: needs libc's start-up: build with --hosted")
