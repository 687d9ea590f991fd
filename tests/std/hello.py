"""Hello world with fmt does not contain the heap's profile, nor code that makes the tables of
package unicode, is smaller than 3 MB when stripped, and starts in less than 3 ms; on a busy
machine, in no more than 1.5 times what real Go's takes: the shortest of runs in turn."""

import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from harness import build, fail, realgo, text  # noqa: E402

with tempfile.TemporaryDirectory(prefix="gort-test-") as tmp:
    source, ours = os.path.join(tmp, "hello.go"), os.path.join(tmp, "ours")
    with open(source, "w") as f:
        f.write('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello, world") }\n')
    exe = build([source])
    nm = subprocess.run(["nm", "--defined-only", exe], capture_output=True, text=True, check=True)
    if "mProf_Malloc" in nm.stdout:
        fail("the heap's profile is linked into a program that does not ask for it")
    nm = subprocess.run(["nm", "--print-size", exe], capture_output=True, text=True, check=True)
    size = re.search(r"^\w+ (\w+) T unicode\.\.import$", nm.stdout, re.M)
    if size is None or int(size[1], 16) > 1000:
        fail("the initialiser of package unicode:", size and size[0])
    subprocess.run(["strip", "-o", ours, exe], check=True)
    if os.path.getsize(ours) >= 3000000:
        fail(f"{os.path.getsize(ours)} bytes stripped")
    programs = {ours: 9.0}
    if theirs := realgo(source, tmp):
        programs[theirs] = 9.0
    for i in range(60):
        for program in programs:
            start = time.perf_counter()
            done = subprocess.run([program], stdout=subprocess.PIPE, close_fds=False)
            programs[program] = min(programs[program], time.perf_counter() - start)
            if done.stdout != b"hello, world\n" or done.returncode != 0:
                fail(f"{program}: {done.returncode} {text(done.stdout)!r}")
    said = ", ".join(f"{'ours' if p == ours else 'real Go'} {t * 1e3:.2f} ms"
                     for p, t in programs.items())
    if programs[ours] >= max(0.003, 1.5 * (programs[theirs] if theirs else 0)):
        fail("the shortest of 60 runs:", said)
    print(said)
